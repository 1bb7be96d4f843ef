"""The audit of China against Italy: each function can return another verdict, rightly computed."""

import inspect
import math

import pytest

from industrial_clusters.claims import Verdict, china_italy
from industrial_clusters.evidence import Quantity

SERIES_OF_BOTH = ("clusters", "specialised-markets")
KINDS = "china-export-and-domestic-clusters"
PLACES = "china-where-clusters-concentrate"


# claim function, figures to plant, verdict that they must bring about
PLANTED_FIGURES = [
    ("used_capital_within_contracts", {"shenzhen-foreign-utilised": 20.01}, Verdict.SUPPORTED),
    (
        "used_capital_within_contracts",
        {"shenzhen-foreign-utilised": Quantity(20, 40, "billion-us-dollars")},
        Verdict.NOT_IDENTIFIED,
    ),
    ("rest_within_contracts", {"shenzhen-green-field-utilised": 17.0}, Verdict.SUPPORTED),
    (
        "used_capital_mostly_not_green_field",
        {"shenzhen-green-field-utilised": 5.0},
        Verdict.SUPPORTED,
    ),
    (
        "used_capital_mostly_not_green_field",
        {"shenzhen-foreign-utilised": 20.01},
        Verdict.CONTRADICTED,
    ),
    (
        "manufacturing_leads",
        {"shenzhen-manufacturing-share-of-signed": 40.0},
        Verdict.NOT_IDENTIFIED,
    ),
    (
        "manufacturing_leads",
        {
            "shenzhen-manufacturing-share-of-projects": 30.0,
            "shenzhen-manufacturing-share-of-signed": 40.0,
            "shenzhen-manufacturing-share-of-utilised": 45.0,
        },
        Verdict.CONTRADICTED,
    ),
    (
        "collective_assets_multiplied",
        {"baoan-collective-assets-2000": 20000},
        Verdict.NOT_IDENTIFIED,
    ),
    (
        "collective_assets_multiplied",
        {"baoan-collective-assets-1990": 300, "baoan-collective-assets-2000": 400},
        Verdict.CONTRADICTED,
    ),
    (
        "processing_firms_multiplied",
        {"shenzhen-processing-firms-1980s": 400},
        Verdict.NOT_IDENTIFIED,
    ),
    ("processing_firms_multiplied", {"shenzhen-processing-firms-1980s": 180}, Verdict.CONTRADICTED),
    ("shares_of_ties", {"shengzhou-necktie-world-share": 85}, Verdict.CONTRADICTED),
    (
        "small_but_competitive",
        {firms: 10 for firms, _ in china_italy._CLUSTERS.values()},
        Verdict.SUPPORTED,
    ),
    (
        "foreign_capital_minimal",
        {"zhejiang-foreign-investment-share-1998": 25},
        Verdict.CONTRADICTED,
    ),
    (
        "foreign_capital_minimal",
        {"jiangsu-foreign-investment-share-1998": 8},
        Verdict.NOT_IDENTIFIED,
    ),
    ("backward_before_reform", {"zhejiang-gnp-rank-1978": 25}, Verdict.SUPPORTED),
    ("leading_province_named", {"jiangsu-cluster-sales-share-2007": 70}, Verdict.SUPPORTED),
    (
        "low_end_margins",
        {
            "jiangsu-cluster-profits-share-2007": 30,
            "zhejiang-cluster-profits-share-2007": 45,
        },
        Verdict.SUPPORTED,
    ),
    (
        "low_end_margins",
        {"fujian-cluster-profits-share-2007": 70, "zhejiang-cluster-profits-share-2007": 60},
        Verdict.CONTRADICTED,
    ),
    ("stores_and_wholesalers", {"yiwu-trade-centre-wholesalers-2002": 10500}, Verdict.CONTRADICTED),
    ("stores_and_wholesalers", {"yiwu-market-stores-1992": 9000}, Verdict.SUPPORTED),
    ("stores_multiplied", {"yiwu-market-stores-1992": 800}, Verdict.CONTRADICTED),
    ("countries_reached", {"yiwu-export-destinations": 150}, Verdict.SUPPORTED),
    ("countries_reached", {"yiwu-bank-countries": 120}, Verdict.CONTRADICTED),
    ("crowded_trade_centre", {"yiwu-trade-centre-wholesalers-2002": 10600}, Verdict.SUPPORTED),
    (
        "crowded_trade_centre",
        {"yiwu-visitors-2002": 9000, "yiwu-trade-centre-wholesalers-2002": 10600},
        Verdict.CONTRADICTED,
    ),
    ("store_revenue", {"zhejiang-store-revenue-2001": 73145000.0}, Verdict.SUPPORTED),
    ("delta_exports_jumped", {"pearl-river-delta-export-share-1998": 2.0}, Verdict.CONTRADICTED),
    ("delta_exports_jumped", {"pearl-river-delta-export-share-1998": 2.8}, Verdict.NOT_IDENTIFIED),
]


@pytest.mark.parametrize(("claim", "figures", "verdict"), PLANTED_FIGURES)
def test_other_figures_bring_another_verdict(plant, claim, figures, verdict):
    check = getattr(china_italy, claim)
    found = check()
    plant(figures=figures)
    assert found.verdict != verdict
    assert check().verdict == verdict
    assert check().reason != found.reason


# claim function, cells to plant by table, id and column, verdict
PLANTED_CELLS = [
    (
        "totals_and_shares_same_years",
        {("observations", "shenzhen-foreign-projects", "period_end"): "1998"},
        Verdict.SUPPORTED,
    ),
    (
        "first_clusters",
        {("events", "mantang-secret-trade", "date_start"): "1980"},
        Verdict.SUPPORTED,
    ),
    (
        "first_clusters",
        {("events", "mantang-secret-trade", "date_end"): "1978"},
        Verdict.INCONSISTENT_BETWEEN,
    ),
    (
        "reform_dated_once",
        {
            ("events", "china-reform-early-1980", "date_start"): "1979",
            ("events", "china-reform-early-1980", "date_end"): "1979",
        },
        Verdict.NOT_IDENTIFIED,
    ),
    (
        "reform_dated_once",
        {
            ("events", event, column): "1979"
            for event in ("china-reform-early-1980", "china-opening-late-1970s")
            for column in ("date_start", "date_end")
        },
        Verdict.SUPPORTED,
    ),
    (
        "reform_dated_in_two_documents",
        {
            ("events", "china-reform-1979", "date_start"): "1978",
            ("events", "china-reform-1979", "date_end"): "1978",
        },
        Verdict.SUPPORTED,
    ),
    (
        "zones_dated",
        {
            ("events", "china-tax-preference-1980", "date_start"): "1979",
            ("events", "china-tax-preference-1980", "date_end"): "1979",
        },
        Verdict.SUPPORTED,
    ),
    (
        "hong_kong_shift_dated",
        {
            ("events", "hong-kong-shift-1980s", "date_start"): "1979",
            ("events", "hong-kong-shift-1980s", "date_end"): "1979",
        },
        Verdict.SUPPORTED,
    ),
    (
        "hardware_capital_dated",
        {
            ("events", "shenzhen-hardware-capital-1990s", "date_start"): "2001",
            ("events", "shenzhen-hardware-capital-1990s", "date_end"): "",
        },
        Verdict.SUPPORTED,
    ),
    (
        "crisis_dated",
        {
            ("events", "world-financial-crisis-2007-introduction", "date_start"): "2008",
            ("events", "world-financial-crisis-2007-introduction", "date_end"): "2008",
        },
        Verdict.SUPPORTED,
    ),
    (
        "visitors_cited_in_time",
        {("events", "xu-book-2007", "date_start"): "2009"},
        Verdict.SUPPORTED,
    ),
    (
        "migrants_cited_in_time",
        {("events", "zheng-g-c-article-2002", "date_start"): "2004"},
        Verdict.SUPPORTED,
    ),
    (
        "places_of_concentration",
        {
            ("dimensions", f"{PLACES}-{passage}-places", "coding"): "Zhejiang; Guangdong"
            for passage in (
                "introduction-paragraph-2",
                "introduction-paragraph-6",
                "stage-paragraph-2",
                "specialised-market-paragraph-7",
            )
        },
        Verdict.SUPPORTED,
    ),
    (
        "expansion_after_accession",
        {("events", "china-wto-2001", "date_start"): "1999"},
        Verdict.SUPPORTED,
    ),
    (
        "goods_of_the_train",
        {
            ("ties", "yiwu-train-supplies-train-clusters", "from"): "train-clusters",
            ("ties", "yiwu-train-supplies-train-clusters", "to"): "yiwu-train",
        },
        Verdict.SUPPORTED,
    ),
    (
        "emergence_in_second_stage",
        {("stages", "world-postwar-2", "start"): 1975},
        Verdict.SUPPORTED,
    ),
    (
        "emergence_in_second_stage",
        {("stages", "world-postwar-2", "start"): 2000},
        Verdict.INCONSISTENT_WITHIN,
    ),
    (
        "state_share_small",
        {("observations", "zhejiang-private-companies-share-2012", "period_start"): "2002"},
        Verdict.SUPPORTED,
    ),
    (
        "italian_emergence_in_first_stage",
        {("stages", "world-postwar-1", "end"): 1965},
        Verdict.NOT_IDENTIFIED,
    ),
    (
        "italian_emergence_in_first_stage",
        {("stages", "world-postwar-1", "end"): 1955},
        Verdict.INCONSISTENT_BETWEEN,
    ),
    (
        "two_cases_four_conditions",
        {
            ("dimensions", f"{case}-four-explanations-{condition}-{case}", "coding"): "alike"
            for case in ("china", "italy")
            for condition in (
                "stage-of-development",
                "timing-in-globalisation",
                "specialised-market",
            )
        },
        Verdict.SUPPORTED,
    ),
    (
        "governance_of_all_clusters",
        {
            ("dimensions", f"{KINDS}-export-oriented-governance", "coding"): (
                "Kin, family and neighbours"
            )
        },
        Verdict.SUPPORTED,
    ),
    (
        "orders_spare_the_pressure",
        {
            (
                "dimensions",
                "china-processing-and-compensation-trade-all-four-risk",
                "coding",
            ): "Pressure for survival at all times"
        },
        Verdict.SUPPORTED,
    ),
    (
        "channel_of_all_clusters",
        {("dimensions", f"{KINDS}-export-oriented-channel", "coding"): "Specialised markets"},
        Verdict.SUPPORTED,
    ),
    ("huaqiangbei_one_name", {("cases", "huaqiangbei", "other_names"): ""}, Verdict.SUPPORTED),
    ("train_one_name", {("actors", "yiwu-train", "other_names"): "YXE"}, Verdict.SUPPORTED),
    (
        "authors_one_name",
        {
            ("actors", author, "other_names"): ""
            for author in ("karl-polanyi", "criscuolo", "baldoni-and-others", "baran-and-sweezy")
        },
        Verdict.SUPPORTED,
    ),
    ("delta_studies_are_one", {("actors", "chen-and-li", "other_names"): ""}, Verdict.SUPPORTED),
]


@pytest.mark.parametrize(("claim", "cells", "verdict"), PLANTED_CELLS)
def test_other_cells_bring_another_verdict(plant, claim, cells, verdict):
    check = getattr(china_italy, claim)
    found = check()
    plant(cells=cells)
    assert found.verdict != verdict
    assert check().verdict == verdict
    assert check().reason != found.reason


def test_more_private_than_not_the_states_in_one_year_would_be_a_conflict(plant):
    year = ("observations", "zhejiang-private-companies-share-2012", "period_start")
    plant(figures={"zhejiang-state-firms-share-2002": 40}, cells={year: "2002"})
    assert china_italy.state_share_small().verdict == Verdict.INCONSISTENT_BETWEEN


def test_conditions_that_are_all_alike_would_refute_the_explanation(plant):
    plant(
        cells={
            ("dimensions", f"{case}-four-explanations-{condition}-{case}", "coding"): "alike"
            for case in ("china", "italy")
            for condition in (
                "stage-of-development",
                "timing-in-globalisation",
                "specialised-market",
                "social-structure",
            )
        }
    )
    assert china_italy.two_cases_four_conditions().verdict == Verdict.CONTRADICTED


def observed(case, series, low, high, unit):
    return {"case": [case], "series": [series], "low": [low], "high": [high], "unit": [unit]}


# claim function, a row that no document prints, verdict that it would bring about
ADDED_ROWS = [
    (
        "foreign_projects_of_the_country",
        observed("china", "foreign-projects", 23608.0, 23608.0, "projects"),
        Verdict.SUPPORTED,
    ),
    (
        "foreign_projects_of_the_country",
        observed("china", "foreign-projects", 300000.0, math.nan, "projects"),
        Verdict.CONTRADICTED,
    ),
    (
        "machines_and_market",
        observed("china", "hosiery-machines", 170000.0, 170000.0, "machines"),
        Verdict.SUPPORTED,
    ),
    (
        "machines_and_market",
        observed("china", "hosiery-machines", 90000.0, 90000.0, "machines"),
        Verdict.CONTRADICTED,
    ),
    (
        "least_state_investment",
        observed("jiangsu", "state-investment-per-person", 600.0, 600.0, "yuan-per-person"),
        Verdict.SUPPORTED,
    ),
    (
        "least_state_investment",
        observed("fujian", "state-investment-per-person", 300.0, 300.0, "yuan-per-person"),
        Verdict.CONTRADICTED,
    ),
]


@pytest.mark.parametrize(("claim", "added", "verdict"), ADDED_ROWS)
def test_a_figure_to_compare_with_would_decide(plant, claim, added, verdict):
    check = getattr(china_italy, claim)
    assert check().verdict == Verdict.NOT_TESTABLE
    plant(added={"observations": added})
    assert check().verdict == verdict


def test_counts_of_several_provinces_would_make_the_connection_testable(plant):
    check = china_italy.markets_and_clusters_together
    assert check().verdict == Verdict.NOT_TESTABLE
    both = [(case, series) for case in ("jiangsu", "guangdong") for series in SERIES_OF_BOTH]
    plant(added={"observations": {"case": [c for c, _ in both], "series": [s for _, s in both]}})
    assert check().verdict == Verdict.NOT_IDENTIFIED


# claim function, what its arithmetic must print, worked out by hand
ARITHMETIC = [
    # 200.1 / 29.8
    ("used_capital_within_contracts", "6.7 times"),
    # 20.01 - 13.8; 29.8 - 26.4
    ("rest_within_contracts", "Used 6.21, signed for 3.40"),
    # 1 - 13.8 / 200.1; 1 - 13.8 / 20.01; 1 - 26.4 / 29.8
    ("used_capital_mostly_not_green_field", "93.1% of the capital used as printed, 31.0%"),
    ("used_capital_mostly_not_green_field", "11.4% of the capital signed for"),
    # 63.01 over 76.62, to 36.99 over 23.38
    ("manufacturing_leads", "0.52 times"),
    # 15600 / 293; 187000 / 15600; 187000 / 293
    ("collective_assets_multiplied", "53.2 times in eleven years and 12.0 times in ten"),
    ("collective_assets_multiplied", "43.5% and 28.2% a year, 638 times in all"),
    # 1001 / 250
    ("processing_firms_multiplied", "at least 4.0 times"),
    # 100 * 30 / 80
    ("shares_of_ties", "37.5%"),
    # 80 / 500; 70 / 260
    ("small_but_competitive", "eyeglasses 0.160%"),
    ("small_but_competitive", "lighters (of the world) 0.269%"),
    # 68000 / 0.4
    ("machines_and_market", "170,000"),
    # 34.77 / 5.9; 33.26 / 5.9; 5.9 / 2.79
    ("foreign_capital_minimal", "Jiangsu 5.9 times; Fujian 5.6 times"),
    ("foreign_capital_minimal", "2.1 times"),
    # 411 / 26; 411 / 25
    ("least_state_investment", "15.8–16.5 a year"),
    # the odds of 53 and 40, half a per cent either side
    ("low_end_margins", "Jiangsu 1.62–1.77"),
    # the odds of 55.54 and 59.35, half a hundredth either side
    ("low_end_margins", "Fujian 0.85–0.86"),
    # 23000 / 750; 23000 / 701
    ("stores_multiplied", "30.6–32.9 times"),
    # 40000 / 10501; 340000 / 10501
    ("crowded_trade_centre", "at most 3.9, floor at most 32.4"),
    # 58 * 4600; 266800 / 420; 7314.5 * 4600 / 1e6; 7314.5 / 58
    ("store_revenue", "266,800 stores, 635 to a specialised market, take in 33.6 million"),
    ("store_revenue", "126 yuan a store"),
    # 36.05 / 1.45; 36.15 / 1.35
    ("delta_exports_jumped", "24.8–26.8 times"),
]


@pytest.mark.parametrize(("claim", "printed"), ARITHMETIC)
def test_the_arithmetic_is_that_worked_out_by_hand(claim, printed):
    assert printed in getattr(china_italy, claim)().arithmetic


def test_a_store_revenue_in_units_of_ten_thousand_yuan_is_the_reading_offered():
    # 7314.5 * 10^4 * 4600 = 336.5 billion yuan, 7314.5 yuan a person.
    reason = china_italy.store_revenue().reason
    assert "336 billion" in reason
    assert "7,314.5 yuan" in reason


def test_the_capital_used_is_repaired_only_where_it_is_impossible(plant):
    assert "20.01" in china_italy.used_capital_within_contracts().reason
    plant(figures={"shenzhen-foreign-utilised": 2000.0})
    assert "does not help" in china_italy.used_capital_within_contracts().reason


def claim_functions():
    return {
        name
        for name, function in inspect.getmembers(china_italy, inspect.isfunction)
        if function.__module__ == china_italy.__name__
        and inspect.signature(function).return_annotation == "Finding"
        and not name.startswith("_")
    }


def test_every_claim_is_moved_by_some_evidence():
    moved = {claim for claim, *_ in (*PLANTED_FIGURES, *PLANTED_CELLS, *ADDED_ROWS)}
    assert claim_functions() == moved | {"markets_and_clusters_together"}
