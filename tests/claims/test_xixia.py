"""The audit of Xixia: each function can return another verdict, and the arithmetic is right."""

import math

import pandas as pd
import pytest

from industrial_clusters import evidence
from industrial_clusters.claims import Verdict, xixia
from industrial_clusters.evidence import Quantity

# claim function, figures to plant, verdict that they must bring about
PLANTED_FIGURES = [
    (
        "richer_than_prefecture_and_province",
        {"henan-urban-income-2010": 15000},
        Verdict.CONTRADICTED,
    ),
    ("income_follows_product", {"xixia-urban-income-2010": 20000}, Verdict.SUPPORTED),
    (
        "prefecture_and_province_in_one_order",
        {"nanyang-gdp-per-head-2010": 22000},
        Verdict.SUPPORTED,
    ),
    ("rank_in_the_upper_half", {"xixia-cluster-area-rank-2013": 120}, Verdict.CONTRADICTED),
    ("one_area_a_county", {"henan-cluster-areas-2013": 90}, Verdict.SUPPORTED),
    ("interviews_add_up", {"xixia-interviews": 15}, Verdict.INCONSISTENT_WITHIN),
    ("interviewee_four", {"xixia-interviewee-number": 11}, Verdict.SUPPORTED),
    ("most_interviewees_benefit", {"xixia-interviews": 20}, Verdict.CONTRADICTED),
    ("normal_members_are_heard", {"xixia-members-phase-2": 11}, Verdict.SUPPORTED),
    ("one_and_four_leaders", {"xixia-core-leaders-joining": 5}, Verdict.INCONSISTENT_WITHIN),
    ("donors_were_the_network", {"xixia-fire-donors-1993": 7}, Verdict.SUPPORTED),
    ("network_grew", {"xixia-members-phase-2": 9}, Verdict.CONTRADICTED),
    ("named_friends_are_the_circle", {"xixia-members-phase-1": 4}, Verdict.SUPPORTED),
    ("share_of_xbgc_stated_twice", {"xixia-xbgc-market-share-restated": 54}, Verdict.SUPPORTED),
    (
        "share_of_xbgc_stated_twice",
        {"xixia-xbgc-market-share-restated": 40},
        Verdict.INCONSISTENT_WITHIN,
    ),
    (
        "share_fits_into_the_cluster",
        {"xixia-metallurgy-cluster-market-share": 50},
        Verdict.INCONSISTENT_WITHIN,
    ),
    ("product_of_all_automotive_firms", {"xixia-automotive-output": 1400}, Verdict.SUPPORTED),
    ("recommended_bank_came_first", {"xixia-abc-firms": 6}, Verdict.CONTRADICTED),
    ("three_benefits", {"xixia-benefits-framework": 4}, Verdict.SUPPORTED),
    ("lists_of_benefits_agree", {"xixia-benefits-findings": 3}, Verdict.INCONSISTENT_WITHIN),
    ("pillars_are_named", {"xixia-pillar-clusters-2010": 3}, Verdict.SUPPORTED),
    ("contact_below_a_strong_tie", {"xixia-contact-today": 4}, Verdict.CONTRADICTED),
    ("contact_is_frequent", {"xixia-contact-today": 5}, Verdict.SUPPORTED),
    ("friends_met_more", {"xixia-contact-phase-1": 4}, Verdict.SUPPORTED),
]


@pytest.mark.parametrize(("claim", "figures", "verdict"), PLANTED_FIGURES)
def test_other_figures_bring_another_verdict(plant, claim, figures, verdict):
    check = getattr(xixia, claim)
    before = check()
    assert before.verdict != verdict
    plant(figures=figures)
    after = check()
    assert after.verdict == verdict
    assert after.reason != before.reason


# claim function, table, row, column, cell to plant, verdict
PLANTED_CELLS = [
    (
        "fire_in_the_second_phase",
        ("events", "xixia-fire-donations-1993", "date_start", "1995"),
        Verdict.SUPPORTED,
    ),
    (
        "third_phase_after_the_reform",
        ("events", "xixia-state-enterprise-reform-1999", "date_start", "2004"),
        Verdict.INCONSISTENT_WITHIN,
    ),
    (
        "guarantees_in_the_third_phase",
        ("stages", "xixia-network-3", "start", 2005),
        Verdict.INCONSISTENT_WITHIN,
    ),
    (
        "gatherings_were_replaced",
        ("ties", "xixia-network-hosts-members", "end", "2003"),
        Verdict.SUPPORTED,
    ),
    (
        "weekly_criterion_has_a_source",
        (
            "citations",
            "zhang2014-granovetter-1973",
            "in_list",
            "Granovetter 1973",
        ),
        Verdict.NOT_IDENTIFIED,
    ),
    (
        "table_is_of_2010",
        (
            "citations",
            "zhang2014-xixia-government-report-2010",
            "in_list",
            "Government report 2010",
        ),
        Verdict.NOT_IDENTIFIED,
    ),
    ("father_and_son", ("actors", "xixia-sun-yaozhong", "name", "Sun Guo"), Verdict.SUPPORTED),
    ("city_or_county", ("cases", "xixia", "other_names", "Xixia City"), Verdict.SUPPORTED),
]


@pytest.mark.parametrize(("claim", "cell", "verdict"), PLANTED_CELLS)
def test_other_cells_bring_another_verdict(plant, claim, cell, verdict):
    check = getattr(xixia, claim)
    before = check()
    *place, value = cell
    plant(cells={tuple(place): value})
    after = check()
    assert before.verdict != verdict == after.verdict
    assert after.reason != before.reason


def test_one_abbreviation_each_would_be_consistent(monkeypatch):
    row = evidence.row
    assert xixia.one_abbreviation_a_firm().verdict == Verdict.INCONSISTENT_WITHIN
    monkeypatch.setattr(
        evidence, "row", lambda name, key: row(name, key) | {"other_names": "XYZ; Some words"}
    )
    assert xixia.one_abbreviation_a_firm().verdict == Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("here", "there", "verdict"),
    [("2012", "2013", Verdict.SUPPORTED), ("2013", "2012", Verdict.CONTRADICTED)],
)
def test_dates_of_permits_would_decide(plant, here, there, verdict):
    assert xixia.permits_come_faster().verdict == Verdict.NOT_IDENTIFIED
    dates = {"xixia-gas-permit": here, "xichuan-gas-review": there}
    plant(cells={("events", event, "date_start"): date for event, date in dates.items()})
    assert xixia.permits_come_faster().verdict == verdict


def tie(source, to, kind, low=math.nan, start="2004"):
    cells = {"case": "xixia", "from": source, "to": to, "kind": kind, "low": low, "start": start}
    return pd.DataFrame([cells], index=[f"planted-{source}-{kind}-{to}"])


def all_from_the_start(ties):
    leaders = ties[(ties["to"] == "xixia-core-leaders") & (ties["kind"] == "member of")]
    return pd.concat([ties, leaders.assign(to="xixia-friends")])


def returned(ties):
    return pd.concat([ties, tie("xixia-lcg", "xixia-wmg", "guarantees", 10)])


def everyone_guaranteed(ties):
    more = [tie("xixia-lcg", firm, "guarantees", 10) for firm in xixia.LEADING_FIRMS]
    return pd.concat([ties, *more])


def one_leader(ties):
    return ties[ties["from"] != "xixia-sun-yaozhong"]


@pytest.mark.parametrize(
    ("claim", "change"),
    [
        ("five_leaders_started_it", all_from_the_start),
        ("guarantees_are_mutual", returned),
        ("five_leaders_are_guaranteed", everyone_guaranteed),
        ("one_leader_of_wmg", one_leader),
    ],
)
def test_other_ties_would_support_the_claim(plant, claim, change):
    check = getattr(xixia, claim)
    assert check().verdict in (Verdict.NOT_IDENTIFIED, Verdict.INCONSISTENT_WITHIN)
    plant(changed={"ties": change})
    assert check().verdict == Verdict.SUPPORTED


def test_an_early_guarantee_would_contradict_the_phases(plant):
    early = tie("xixia-wmg", "xixia-lcg", "guarantees", 10, "1996")
    plant(changed={"ties": lambda ties: pd.concat([ties, early])})
    assert xixia.guarantees_in_the_third_phase().verdict == Verdict.INCONSISTENT_WITHIN


def test_a_full_bibliography_would_be_consistent(plant):
    plant(changed={"citations": lambda works: works[works["in_list"] != ""]})
    assert xixia.citations_are_listed().verdict == Verdict.SUPPORTED


def observations_of(series, figures):
    """Return observations of Xixia: one for each date and pair of bounds."""
    dates = [date for date, *_ in figures]
    return pd.DataFrame(
        {"case": "xixia", "series": series, "period_end": dates},
        index=[f"planted-{date}" for date in dates],
    )


@pytest.mark.parametrize(
    ("claim", "series", "figures", "verdict"),
    [
        (
            "jobs_of_the_five_firms",
            "employment",
            [("2013", 60000, 60000)],
            Verdict.SUPPORTED,
        ),
        (
            "jobs_of_the_five_firms",
            "employment",
            [("2013", 200000, 200000)],
            Verdict.CONTRADICTED,
        ),
        (
            "division_raised_the_share",
            "market-share-national",
            [("1997", 20, 20)],
            Verdict.NOT_IDENTIFIED,
        ),
        (
            "division_raised_the_share",
            "market-share-national",
            [("1997", 60, 60)],
            Verdict.CONTRADICTED,
        ),
        (
            "growth_of_zhongde",
            "turnover",
            [("2011", 10, 10), ("2014", 30, 30)],
            Verdict.SUPPORTED,
        ),
        (
            "growth_of_zhongde",
            "turnover",
            [("2011", 10, 10), ("2014", 12, 12)],
            Verdict.CONTRADICTED,
        ),
    ],
)
def test_a_figure_that_is_not_printed_would_decide(
    plant, monkeypatch, claim, series, figures, verdict
):
    check = getattr(xixia, claim)
    assert check().verdict == Verdict.NOT_TESTABLE
    plant(added={"observations": observations_of(series, figures)})
    bounds = {f"planted-{date}": Quantity(low, high) for date, low, high in figures}
    monkeypatch.setattr(
        xixia, "quantity", lambda name: bounds[name] if name in bounds else evidence.quantity(name)
    )
    assert check().verdict == verdict


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        # 34,754 / 19,000; 34,754 / 21,073; 14,360 / 12,235; 14,360 / 11,275 (Table 1).
        ("richer_than_prefecture_and_province", "1.83 times the product of Nanyang"),
        ("richer_than_prefecture_and_province", "1.65 times the product of Henan"),
        ("richer_than_prefecture_and_province", "1.17 times the income of Nanyang"),
        ("richer_than_prefecture_and_province", "1.27 times the income of Henan"),
        # 0.1737 / 0.8292; 0.2736 / 0.6492.
        ("income_follows_product", "20.9% over the prefecture, 42.1% over the province"),
        # 22 / 180; 180 / 89.
        ("rank_in_the_upper_half", "the first 12.2%"),
        ("one_area_a_county", "2.02 each"),
        # 27,500 / 1 and 28,500 / 0.4.
        ("jobs_of_the_five_firms", "27,500–71,250 jobs"),
        ("interviews_add_up", "5 + 4 + 2 + 3 = 14, against 14"),
        # half of 14 and one more; 4 / (31 - 5); 31 / 8.
        ("most_interviewees_benefit", "at least 8 people; 9 of the interviewees"),
        ("normal_members_are_heard", "15.4%"),
        ("network_grew", "at least 3.8 times"),
        # 500 / 14; 8 / 14; 1.4 to the third and second power.
        ("product_of_all_automotive_firms", "at least 35.7 million"),
        ("recommended_bank_came_first", "57.1%"),
        ("growth_of_zhongde", "at least 2.74, from the first full year on by at least 1.96"),
        # 85 - 53 and 100 - 53; 2 / (365.25 / 7 / 12).
        ("share_fits_into_the_cluster", "32–47 points"),
        ("contact_below_a_strong_tie", "at most 0.46"),
        ("five_leaders_started_it", "1 of the 5"),
        ("guarantees_are_mutual", "2 guarantees with an amount, 0 of them returned"),
        ("citations_are_listed", "8 of 47"),
    ],
)
def test_the_arithmetic_is_that_worked_out_by_hand(claim, words):
    assert words in getattr(xixia, claim)().arithmetic


def test_every_function_is_tested_against_other_evidence():
    tested = {claim for claim, *_ in [*PLANTED_FIGURES, *PLANTED_CELLS]}
    tested |= {"one_abbreviation_a_firm", "permits_come_faster", "five_leaders_started_it"}
    tested |= {"guarantees_are_mutual", "five_leaders_are_guaranteed", "one_leader_of_wmg"}
    tested |= {"citations_are_listed", "jobs_of_the_five_firms", "division_raised_the_share"}
    tested |= {"growth_of_zhongde"}
    functions = evidence.table("claims")["function"]
    assert tested == {name.split(".")[1] for name in functions if name.startswith("xixia.")}
