"""The audit of Junpu: each function can return another verdict, and the arithmetic is right."""

import pandas as pd
import pytest

from industrial_clusters.claims import Verdict, junpu
from industrial_clusters.evidence import Quantity

STAGES = "junpu-stages-of-the-cluster"
ASPECTS = "junpu-aspects-of-government-support"
GENERAL = "junpu-general-and-mass-entrepreneurship"


# claim function, figures to plant, verdict that they must bring about
PLANTED_FIGURES = [
    ("households_in_the_trade", {"junpu-households-in-trade": 200}, Verdict.CONTRADICTED),
    (
        "households_in_the_trade",
        {"junpu-households-in-trade": Quantity(200, 300, "households")},
        Verdict.NOT_IDENTIFIED,
    ),
    ("people_in_the_trade", {"junpu-people-in-trade": 1600}, Verdict.SUPPORTED),
    ("people_in_the_trade", {"junpu-people-in-trade": 900}, Verdict.CONTRADICTED),
    ("people_fit_the_households", {"junpu-people-in-trade": 2000}, Verdict.CONTRADICTED),
    ("people_fit_the_households", {"junpu-people-in-trade": 1600}, Verdict.SUPPORTED),
    ("counts_of_the_village_fit", {"junpu-households": 49}, Verdict.CONTRADICTED),
    (
        "counts_of_the_village_fit",
        {"junpu-households": Quantity(100, 490, "households")},
        Verdict.NOT_IDENTIFIED,
    ),
    ("first_fourteen", {"china-first-taobao-villages": 3}, Verdict.SUPPORTED),
    ("villages_spread", {"china-taobao-villages-2014": 20}, Verdict.CONTRADICTED),
    (
        "villages_spread",
        {"china-taobao-villages-2014": Quantity(20, 200, "villages")},
        Verdict.NOT_IDENTIFIED,
    ),
    ("four_aspects_agree", {"junpu-support-aspects-abstract": 3}, Verdict.INCONSISTENT_WITHIN),
    (
        "constructs_match_the_table",
        {"junpu-motivation-dimensions": 2},
        Verdict.INCONSISTENT_WITHIN,
    ),
    ("chain_holds_the_constructs", {"junpu-process-steps": 4}, Verdict.SUPPORTED),
    (
        "chain_holds_the_constructs",
        {"junpu-process-steps": Quantity(3, 4, "steps")},
        Verdict.NOT_IDENTIFIED,
    ),
    ("interviews_stand_for_the_village", {"junpu-entrepreneurs-interviewed": 5}, "contradicted"),
    (
        "interviews_stand_for_the_village",
        {"junpu-entrepreneurs-interviewed": 1501, "junpu-people-in-trade": 1501},
        Verdict.SUPPORTED,
    ),
    ("graduates_are_of_another_study", {"junpu-high-school-share": 75}, Verdict.NOT_IDENTIFIED),
    ("products_are_single", {"junpu-product-kinds": 1}, Verdict.SUPPORTED),
    (
        "products_are_single",
        {"junpu-product-kinds": Quantity(1, 3, "types")},
        Verdict.NOT_IDENTIFIED,
    ),
    ("case_is_representative", {"china-taobao-villages-2014": 1}, Verdict.SUPPORTED),
]

# claim function, cells to plant (table, id, column), verdict that they must bring about
PLANTED_CELLS = [
    (
        "first_fourteen",
        {("observations", "china-first-taobao-villages", "period_start"): "2009"},
        Verdict.INCONSISTENT_WITHIN,
    ),
    (
        "first_fourteen",
        {("observations", "china-first-taobao-villages", "period_start"): "2013"},
        Verdict.SUPPORTED,
    ),
    (
        "growth_stage_follows_support",
        {("stages", "junpu-development-2", "start"): 2014},
        Verdict.SUPPORTED,
    ),
    (
        "growth_stage_follows_support",
        {("stages", "junpu-development-2", "start"): 2013},
        Verdict.NOT_IDENTIFIED,
    ),
    (
        "stages_follow_each_other",
        {("stages", "junpu-development-1", "end"): 2011},
        Verdict.SUPPORTED,
    ),
    (
        "support_was_the_premise",
        {
            ("events", "junpu-first-online-shop-2008", "date_start"): "2014",
            ("events", "junpu-first-online-shop-2008", "date_end"): "2014",
        },
        Verdict.SUPPORTED,
    ),
    (
        "support_was_the_premise",
        {
            ("events", "junpu-first-online-shop-2008", "date_start"): "2013",
            ("events", "junpu-first-online-shop-2008", "date_end"): "2013",
        },
        Verdict.NOT_IDENTIFIED,
    ),
    (
        "motivation_comes_from_government",
        {
            (
                "dimensions",
                f"{STAGES}-budding-stage-entrepreneurial-characteristics",
                "coding",
            ): "Guided"
        },
        Verdict.SUPPORTED,
    ),
    (
        "four_aspects_agree",
        {("dimensions", f"{ASPECTS}-abilities-abstract", "coding"): "Lower taxes"},
        Verdict.INCONSISTENT_WITHIN,
    ),
    (
        "each_aspect_has_its_means",
        {("dimensions", f"{ASPECTS}-abilities-means", "coding"): "Training"},
        Verdict.SUPPORTED,
    ),
    (
        "assist_is_not_its_own_part",
        {("dimensions", f"{ASPECTS}-activities-means", "coding"): "Assist"},
        Verdict.SUPPORTED,
    ),
    (
        "one_link_is_the_foundation",
        {
            (
                "dimensions",
                "junpu-importance-given-to-each-link-opportunity-own-paragraph",
                "coding",
            ): "Useful"
        },
        Verdict.SUPPORTED,
    ),
    (
        "motive_is_not_the_support",
        {
            ("dimensions", "junpu-coding-scheme-social-support-keyword-2", "coding"): "Envy",
            ("dimensions", "junpu-coding-scheme-social-support-keyword-5", "coding"): "Family",
        },
        Verdict.NOT_IDENTIFIED,
    ),
    (
        "reference_names_its_authors",
        {("citations", "zouliang2015-2", "in_text"): "Lu and Deng"},
        Verdict.SUPPORTED,
    ),
    (
        "references_are_in_order",
        {("citations", f"zouliang2015-{number}", "first_cited"): number for number in (17, 18, 19)},
        Verdict.SUPPORTED,
    ),
    (
        "mass_and_public_are_one",
        {
            (
                "dimensions",
                "junpu-terms-for-mass-entrepreneurship-public-entrepreneurship-definition",
                "coding",
            ): "The same"
        },
        Verdict.SUPPORTED,
    ),
    (
        "mechanism_was_not_studied",
        {("citations", "zouliang2015-6", "subject"): "Rural trade"},
        Verdict.SUPPORTED,
    ),
    (
        "information_matters_little",
        {
            (
                "dimensions",
                "china-characteristics-of-rural-e-commerce-clusters-information-dependence",
                "coding",
            ): "High"
        },
        Verdict.SUPPORTED,
    ),
    (
        "entrepreneurs_lack_experience",
        {("dimensions", f"{STAGES}-budding-stage-entrepreneurs", "coding"): "Young people"},
        Verdict.SUPPORTED,
    ),
    (
        "entrepreneurs_stay_ordinary",
        {("dimensions", f"{STAGES}-mature-stage-entrepreneurs", "coding"): "Villagers"},
        Verdict.SUPPORTED,
    ),
    (
        "training_meets_the_framework",
        {
            (
                "dimensions",
                f"junpu-abilities-improved-in-junpu-{what}-ability-improved",
                "coding",
            ): "Strategy"
            for what in ("training", "study-trips")
        },
        Verdict.SUPPORTED,
    ),
    (
        "support_named_is_support_found",
        {
            (
                "dimensions",
                "junpu-government-support-named-and-found-tax-preference-case",
                "coding",
            ): "Lower taxes"
        },
        Verdict.SUPPORTED,
    ),
    (
        "externalities_do_not_explain",
        {
            ("dimensions", "junpu-external-environment-cluster-environment-part-3", "coding"): "-",
            ("dimensions", "junpu-external-environment-cluster-environment-part-5", "coding"): "-",
            ("stages", "junpu-development-1", "drivers"): "E-commerce environment",
        },
        Verdict.SUPPORTED,
    ),
    (
        "role_of_government_was_found",
        {("dimensions", "junpu-grounds-for-choosing-the-case-ground-5-ground", "coding"): "Size"},
        Verdict.NOT_IDENTIFIED,
    ),
    (
        "technology_firms_do_not_cluster",
        {("dimensions", f"{GENERAL}-general-clustering", "coding"): "Some clusters"},
        Verdict.SUPPORTED,
    ),
    (
        "cluster_joins_a_traditional_one",
        {("trajectories", "junpu-cluster-step-05", "products"): "toys; processed food"},
        Verdict.SUPPORTED,
    ),
    (
        "maturity_was_observed",
        {("stages", "junpu-development-3", "start"): 2010},
        Verdict.SUPPORTED,
    ),
]


@pytest.mark.parametrize(("claim", "figures", "verdict"), PLANTED_FIGURES)
def test_other_figures_bring_another_verdict(plant, claim, figures, verdict):
    check = getattr(junpu, claim)
    before = check()
    plant(figures=figures)
    after = check()
    assert after.verdict == verdict
    assert (after.verdict, after.reason, after.arithmetic) != (
        before.verdict,
        before.reason,
        before.arithmetic,
    )


@pytest.mark.parametrize(("claim", "cells", "verdict"), PLANTED_CELLS)
def test_other_cells_bring_another_verdict(plant, claim, cells, verdict):
    check = getattr(junpu, claim)
    before = check()
    plant(cells=cells)
    after = check()
    assert after.verdict == verdict
    assert after != before


def counts(*rows):
    columns = ("series", "period_start", "low", "note")
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(case="junpu", period_end=frame["period_start"])


@pytest.mark.parametrize(
    ("low", "verdict"), [(40.0, Verdict.NOT_IDENTIFIED), (4000.0, Verdict.CONTRADICTED)]
)
def test_a_count_before_the_support_would_make_the_rise_testable(plant, low, verdict):
    assert junpu.numbers_rose_after_support().verdict == Verdict.NOT_TESTABLE
    plant(added={"observations": counts(("online-shops", "2012", low, ""))})
    assert junpu.numbers_rose_after_support().verdict == verdict


@pytest.mark.parametrize(
    ("later", "verdict"), [(20000.0, Verdict.SUPPORTED), (8000.0, Verdict.CONTRADICTED)]
)
def test_incomes_of_two_years_would_make_the_rise_of_income_testable(plant, later, verdict):
    assert junpu.trade_raised_income().verdict == Verdict.NOT_TESTABLE
    incomes = counts(("income-test", "2012", 10000.0, ""), ("income-test", "2014", later, ""))
    plant(
        added={
            "observations": incomes,
            "series": pd.DataFrame({"topic": ["income"]}, index=["income-test"]),
        }
    )
    assert junpu.trade_raised_income().verdict == verdict


@pytest.mark.parametrize(
    ("claim", "for_it", "against_it"),
    [
        ("social_support_is_the_motive", "Social support;Living demands", "Self-actualisation"),
        ("low_ambition_prevails", "Low ambition", "High ambition"),
    ],
)
def test_counts_of_coded_entries_would_decide(plant, claim, for_it, against_it):
    check = getattr(junpu, claim)
    assert check().verdict == Verdict.NOT_TESTABLE
    entries = [("coded-entries", "2015-01", 9.0, name) for name in for_it.split(";")]
    plant(added={"observations": counts(*entries, ("coded-entries", "2015-01", 3.0, against_it))})
    assert check().verdict == Verdict.SUPPORTED
    plant(added={"observations": counts(("coded-entries", "2015-01", 20.0, against_it))})
    assert check().verdict == Verdict.CONTRADICTED


def test_a_year_of_data_after_2015_would_show_the_mature_stage(plant):
    # The stage may begin in any month of its first year.
    assert "0–3 months" in junpu.maturity_was_observed().arithmetic
    plant(cells={("events", "junpu-secondary-data-2014", "date_end"): "2016-12"})
    finding = junpu.maturity_was_observed()
    assert finding.verdict == Verdict.SUPPORTED
    assert "13–24 months" in finding.arithmetic


@pytest.mark.parametrize(
    ("claim", "figures"),
    [
        ("households_in_the_trade", ["71.4%"]),  # 350 / 490
        ("people_in_the_trade", ["at least 55.6%"]),  # 1501 / 2695 = 0.55696, rounded outwards
        # 1501 / 350 = 4.289 of 2695 / 490 = 5.5: 77.98 %
        ("people_fit_the_households", ["at least 4.2", "5.5", "at least 77%"]),
        ("technology_firms_do_not_cluster", ["high technology"]),
        ("cluster_joins_a_traditional_one", ["processed food"]),
        ("counts_of_the_village_fit", ["5.5", "5,085"]),  # 2695 / 0.53
        ("trade_raised_income", ["1,440", "4.1", "44,526"]),  # 120e6 / 2695 = 44526.9
        ("villages_spread", ["67 times", "131%"]),  # 201 / 3; 67 ** 0.2 = 2.3185
        # July to December 2013 against January to December 2012; until December 2014.
        ("growth_stage_follows_support", ["7–23 months", "13–18", "36"]),
        ("support_was_the_premise", ["55–71 months"]),  # December 2008 to July 2013
        ("interviews_stand_for_the_village", ["0.00–0.40%", "54%"]),  # 0.025 ** (1 / 6) = 0.5407
        ("graduates_are_of_another_study", ["65", "78.45–78.55%", "8"]),  # 51 / 65 = 78.46 %
        ("case_is_representative", ["0.0–0.5%"]),  # 1 / 201
    ],
)
def test_the_arithmetic_is_that_of_the_hand(claim, figures):
    arithmetic = getattr(junpu, claim)().arithmetic
    assert all(figure in arithmetic for figure in figures)


def test_the_smallest_sample_rounds_to_the_share():
    # Of 8, 6 are 75.0 %; two thirds need three; 78.5 % needs 51 of 65.
    for share, size in ((75.0, 4), (66.7, 3), (78.5, 65)):
        assert junpu._smallest_sample(Quantity(share - 0.05, share + 0.05)) == size
