"""The audit of Zhongguancun: each function can return another verdict, and adds up right."""

import dataclasses

import networkx as nx
import pandas as pd
import pytest

from industrial_clusters import evidence
from industrial_clusters.claims import Finding, Verdict, zhongguancun
from industrial_clusters.evidence import Quantity

# claim function, figures to plant (their ids lack the case), verdict that they must bring about
PLANTED_FIGURES = [
    ("zones_add_up", {"china-further-zones": 52}, Verdict.INCONSISTENT_WITHIN),
    ("area_stated_twice", {"zone-area-footnote": 200}, Verdict.INCONSISTENT_WITHIN),
    ("zone_lies_in_the_area", {"radius": 10}, Verdict.SUPPORTED),
    ("growth_of_48_percent", {"growth-1988-1994": 20}, Verdict.CONTRADICTED),
    ("growth_of_35_6_percent", {"growth-1988-1995": 60}, Verdict.CONTRADICTED),
    ("growth_rates_agree", {"growth-1988-1995": 41}, Verdict.NOT_IDENTIFIED),
    ("growth_slowed_under_the_zone", {"firms-1985": 300}, Verdict.SUPPORTED),
    ("growth_slowed_under_the_zone", {"firms-1994": 600}, Verdict.CONTRADICTED),
    ("share_1991_has_a_point", {"foreign-firms-share-1991": 9}, Verdict.NOT_IDENTIFIED),
    (
        "shares_1994_1995_have_points",
        {"foreign-firms-share-1994": 9.4, "foreign-firms-share-1995": 9.2},
        Verdict.NOT_IDENTIFIED,
    ),
    ("total_of_1994", {"firms-1994": 4240}, Verdict.NOT_IDENTIFIED),
    ("total_of_1995", {"firms-1995": 4400}, Verdict.SUPPORTED),
    ("table_continues_the_count", {"firms-1988": 600}, Verdict.SUPPORTED),
    ("foreign_firms_grew_fastest", {"foreign-firms-share-1995": 4}, Verdict.CONTRADICTED),
    ("foreign_firms_nearly_800", {"foreign-firms-1995": 790}, Verdict.SUPPORTED),
    (
        "foreign_forms_within_the_total",
        {"joint-ventures-1995": 1200, "foreign-firms-invested-1995": 1101},
        Verdict.INCONSISTENT_WITHIN,
    ),
    ("foreign_firms_counted_twice", {"foreign-firms-1995": 1150}, Verdict.SUPPORTED),
    (
        "foreign_firms_in_new_technology",
        {"new-tech-foreign-firms-1995": 1200, "foreign-firms-invested-1995": 1101},
        Verdict.INCONSISTENT_WITHIN,
    ),
    ("foreign_capital_adds_up", {"foreign-capital-direct": 100}, Verdict.NOT_IDENTIFIED),
    ("foreign_firms_came_in_the_1990s", {"foreign-firms-1989": 0}, Verdict.SUPPORTED),
    ("multinationals_elsewhere", {"foreign-firms-1995": 0}, Verdict.NOT_IDENTIFIED),
    ("loans_add_up", {"loans-development-1993": 0.9}, Verdict.INCONSISTENT_WITHIN),
    ("loans_per_firm_fell", {"loans-multiple": 20}, Verdict.CONTRADICTED),
    ("financing_adds_up", {"financing-venture": 8}, Verdict.INCONSISTENT_WITHIN),
    ("loans_share_stated_twice", {"loans-share-text": 60}, Verdict.INCONSISTENT_WITHIN),
    ("venture_capital_lacking", {"financing-venture": 60}, Verdict.CONTRADICTED),
    ("output_shares_fit", {"share-of-beijing": 90}, Verdict.INCONSISTENT_WITHIN),
    ("small_firms_by_number", {"small-firms-share": 40}, Verdict.CONTRADICTED),
    ("few_firms_dominate", {"large-firms": 500}, Verdict.CONTRADICTED),
    ("electronics_specialised", {"information-share": 10}, Verdict.CONTRADICTED),
    ("one_in_ten_survives", {"record-month-1993": 800}, Verdict.NOT_IDENTIFIED),
    ("registrations_peaked", {"foreign-firms-share-1994": 10}, Verdict.CONTRADICTED),
    ("startups_fell", {"foreign-firms-share-1994": 10}, Verdict.CONTRADICTED),
    ("record_month_is_possible", {"record-month-1993": 50}, Verdict.CONTRADICTED),
    (
        "founder_stands_for_its_university",
        {"founder-employee-share-1996": 0.6},
        Verdict.CONTRADICTED,
    ),
    ("part_timers_are_academics", {"gei-postgraduates": 40}, Verdict.SUPPORTED),
    ("two_years_of_resistance", {"first-years": 5}, Verdict.INCONSISTENT_WITHIN),
    ("ten_years_of_promotion", {"china-small-firm-promotion": 20}, Verdict.CONTRADICTED),
    ("seven_years_since_porter", {"china-since-porter": 5}, Verdict.INCONSISTENT_WITHIN),
    ("research_spending_is_meagre", {"china-rd-share": 2}, Verdict.CONTRADICTED),
    ("two_institutes_of_ibm", {"shangdi-ibm-institutes": 3}, Verdict.INCONSISTENT_WITHIN),
    ("two_institutes_of_ibm", {"shangdi-ibm-institutes": 1}, Verdict.INCONSISTENT_WITHIN),
    (
        "sections_announced",
        {"sections-abstract": 2, "sections-introduction": 2},
        Verdict.SUPPORTED,
    ),
    ("community_counted_twice", {"tic-members-restated": 12}, Verdict.INCONSISTENT_WITHIN),
    ("university_firms_merged", {"pku-groups": 20}, Verdict.CONTRADICTED),
]


def in_full(identifier):
    return (
        identifier
        if identifier.startswith(("china-", "shangdi-"))
        else f"zhongguancun-{identifier}"
    )


@pytest.mark.parametrize(("claim", "figures", "verdict"), PLANTED_FIGURES)
def test_other_figures_bring_another_verdict(plant, claim, figures, verdict):
    check = getattr(zhongguancun, claim)
    before = check()
    assert before.verdict != verdict
    plant(figures={in_full(name): value for name, value in figures.items()})
    after = check()
    assert after.verdict == verdict
    assert after.reason != before.reason


# claim function, events or ties and dates to plant, verdict
PLANTED_DATES = [
    ("founder_dated", {"zhongguancun-founder-1986": "1987"}, Verdict.INCONSISTENT_WITHIN),
    (
        "founder_dated",
        {"zhongguancun-peking-university-funds-founder-group": "1988"},
        Verdict.INCONSISTENT_WITHIN,
    ),
    (
        "street_before_its_trade",
        {"zhongguancun-electronics-street-1984": "1980"},
        Verdict.SUPPORTED,
    ),
    (
        "street_before_its_trade",
        {"zhongguancun-electronics-street-1984": "1986"},
        Verdict.INCONSISTENT_WITHIN,
    ),
    ("mass_production_dated", {"china-mass-production-1990": "1995"}, Verdict.SUPPORTED),
    (
        "foreign_firms_came_in_the_1990s",
        {"zhongguancun-foreign-entry-1990s": "1985"},
        Verdict.SUPPORTED,
    ),
]


def place(identifier):
    is_tie = identifier in evidence.table("ties").index
    return ("ties", identifier, "start") if is_tie else ("events", identifier, "date_start")


@pytest.mark.parametrize(("claim", "dates", "verdict"), PLANTED_DATES)
def test_other_dates_bring_another_verdict(plant, claim, dates, verdict):
    check = getattr(zhongguancun, claim)
    before = check()
    assert before.verdict != verdict
    plant(cells={place(name): date for name, date in dates.items()})
    after = check()
    assert after.verdict == verdict
    assert after.reason != before.reason


def plant_series(monkeypatch, name, extra):
    known = evidence.series

    def planted(case, series):
        rows = known(case, series)
        if series != name:
            return rows
        year, value = extra
        row = dataclasses.replace(
            rows[-1],
            period_start=year,
            period_end=year,
            quantity=Quantity(value, value, rows[-1].quantity.unit),
        )
        return sorted([*rows, row], key=lambda row: row.period_start)

    monkeypatch.setattr(evidence, "series", planted)


@pytest.mark.parametrize(
    ("claim", "series", "extra", "verdict"),
    [
        ("loans_grew", "loans", ("1988", 1.36), Verdict.SUPPORTED),
        ("loans_grew", "loans", ("1988", 1.0), Verdict.SUPPORTED),
        ("loans_grew", "loans", ("1988", 2.5), Verdict.CONTRADICTED),
        ("number_will_fall", "new-tech-firms", ("1998", 4000), Verdict.SUPPORTED),
        ("number_will_fall", "new-tech-firms", ("1998", 5000), Verdict.CONTRADICTED),
        ("counts_are_one_series", "new-tech-firms", ("1987", 50), Verdict.INCONSISTENT_WITHIN),
    ],
)
def test_another_count_would_decide(monkeypatch, claim, series, extra, verdict):
    check = getattr(zhongguancun, claim)
    before = check()
    assert before.verdict != verdict
    plant_series(monkeypatch, series, extra)
    after = check()
    assert after.verdict == verdict
    assert after.reason != before.reason


@pytest.mark.parametrize(
    ("size", "verdict"), [(2.0, Verdict.SUPPORTED), (9.0, Verdict.CONTRADICTED)]
)
def test_a_recorded_market_would_make_its_share_testable(monkeypatch, size, verdict):
    assert zhongguancun.legend_in_the_world_market().verdict == Verdict.NOT_TESTABLE
    table = evidence.table
    market = pd.DataFrame({"series": ["world-market-boards"], "low": [size]})
    monkeypatch.setattr(
        evidence, "table", lambda name: market if name == "observations" else table(name)
    )
    assert zhongguancun.legend_in_the_world_market().verdict == verdict


def test_a_table_of_all_firms_would_show_their_number(monkeypatch):
    assert zhongguancun.table_1_shows_new_firms().verdict == Verdict.NOT_IDENTIFIED
    rows = pd.DataFrame(
        {
            "source": "zhongguancun1998",
            "locator": "Table 1, p. 130",
            "series": "new-tech-firms",
            "period_start": ["1985", "1995"],
        }
    )
    monkeypatch.setattr(evidence, "table", lambda _name: rows)
    assert zhongguancun.table_1_shows_new_firms().verdict == Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("firms_answer_to_management_alone", Verdict.SUPPORTED),
        ("multinationals_elsewhere", Verdict.NOT_IDENTIFIED),
    ],
)
def test_without_ties_the_verdict_changes(monkeypatch, claim, verdict):
    check = getattr(zhongguancun, claim)
    assert check().verdict == Verdict.INCONSISTENT_WITHIN
    monkeypatch.setattr(evidence, "ties", lambda _case: nx.MultiDiGraph())
    assert check().verdict == verdict


def test_two_research_bodies_would_make_two_institutes(monkeypatch):
    assert zhongguancun.two_institutes_of_ibm().verdict == Verdict.NOT_IDENTIFIED
    row = evidence.row
    monkeypatch.setattr(
        evidence, "row", lambda table, name: row(table, name) | {"kind": "research"}
    )
    assert zhongguancun.two_institutes_of_ibm().verdict == Verdict.SUPPORTED


def test_the_totals_that_the_table_implies():
    # 36 / 0.042 = 857.1; 700 / 0.186 = 3763.4; 806 / 0.182 = 4428.6; shares to a tenth.
    assert zhongguancun.implied_total(1989).contains(857.1)
    assert zhongguancun.implied_total(1993).low == pytest.approx(700 / 0.1865)
    assert zhongguancun.implied_total(1993).high == pytest.approx(700 / 0.1855)
    assert zhongguancun.implied_total(1995).contains(4428.6)
    # 3763.4 - 300 / 0.123 = 1324.4
    assert zhongguancun.net_additions()[1993].contains(1324.4)


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        # (4299 / 400) ** (1 / 6) = 1.4856; (4500 / 400) ** (1 / 7) = 1.4130
        ("growth_of_48_percent", "48.6% from the printed counts over 6"),
        ("growth_of_35_6_percent", "41.3% from the printed counts over 7"),
        # 4299 * 1.3555 ** 8 / 1.485 ** 7 = 3076; 4299 * 1.3565 ** 7 / 1.475 ** 6 = 3529
        ("growth_rates_agree", "3,076–3,529"),
        # 140 / 1.04 = 134.6
        ("share_1991_has_a_point", "all were 135"),
        # 780 / 4299 = 0.1814
        ("total_of_1994", "would be 18.14%"),
        # 806 / 4550 = 0.1771; 806 / 4450 = 0.1811
        ("total_of_1995", "would be 17.71–18.12%"),
        # (806 / 36) ** (1 / 6) = 1.6789
        ("foreign_firms_grew_fastest", "foreign firms 67.9% a year"),
        # 3.1416 * 1.25 ** 2 = 4.91; 3.1416 * 1.35 ** 2 = 5.73
        ("zone_lies_in_the_area", "4.9–5.8 km²"),
        # 1101 - 825
        ("foreign_forms_within_the_total", "at least 276"),
        # 3.8 / 2.8 = 1.357; 3.8 / 3.8 = 1
        ("loans_grew", "1.36 billion yuan; read as greater by 2.8 times, 1.00"),
        # 2.75 / (3773.6 / 350) = 0.255; 3.85 / (3753.4 / 450) = 0.462
        ("loans_per_firm_fell", "0.25–0.47 times"),
        # 7.5 / 80.5 = 0.0932; 8.5 / 79.5 = 0.1069
        ("output_shares_fit", "9.3–10.7%"),
        # 25800 / 4500 = 5.73; (25.8 - 0.88 * 4500 * 0.005) / 25.8 = 0.2326
        ("small_firms_by_number", "the mean is 5.7; at least 23.3%"),
        # 17 * 0.1 / 0.55 = 3.09
        ("few_firms_dominate", "at least 3.1 billion yuan"),
        # (4500 - 450) / (200 * 96) = 0.2109
        ("one_in_ten_survives", "21.1% or more"),
        # 0.15 / 0.15 = 1; 0.25 / 0.05 = 5
        ("legend_in_the_world_market", "1.0–5.0 million a month"),
        # 14 / 49 = 0.286
        ("part_timers_are_academics", "29% or more"),
        # (0.9 / 0.675) / (0.1 / 0.325) = 4.33
        ("founder_stands_for_its_university", "at least 1.8 times"),
        # 0.5 / 3 = 0.167; 0.5 / 2 = 0.25
        ("research_spending_is_meagre", "16–25%"),
    ],
)
def test_the_arithmetic_is_that_worked_out_by_hand(claim, words):
    assert words in getattr(zhongguancun, claim)().arithmetic


def test_every_function_has_other_evidence_planted():
    tested = {claim for claim, *_ in [*PLANTED_FIGURES, *PLANTED_DATES]} | {
        "loans_grew",
        "number_will_fall",
        "counts_are_one_series",
        "legend_in_the_world_market",
        "table_1_shows_new_firms",
        "firms_answer_to_management_alone",
    }
    functions = evidence.table("claims")["function"]
    assert {f"zhongguancun.{claim}" for claim in tested} == {
        name for name in functions if name.startswith("zhongguancun.")
    }


def test_findings_are_worded_for_a_reader():
    finding = zhongguancun.registrations_peaked()
    assert isinstance(finding, Finding)
    assert "1,304–1,345 in 1993" in finding.arithmetic
