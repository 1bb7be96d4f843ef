"""The audit: each function can return another verdict, and the arithmetic is right."""

import dataclasses

import pandas as pd
import pytest

from industrial_clusters import evidence
from industrial_clusters.claims import Finding, Verdict, yongkang
from industrial_clusters.experiments import yongkang as studies

# claim function, figures to plant, verdict that they must bring about
PLANTED_FIGURES = [
    ("clusters_doubled", {"zhejiang-clusters-2004": 900}, Verdict.CONTRADICTED),
    ("output_six_fold", {"zhejiang-cluster-output-2004": 1000}, Verdict.CONTRADICTED),
    (
        "output_column_is_the_province",
        {"zhejiang-cluster-output-1996": 2660},
        Verdict.NOT_IDENTIFIED,
    ),
    ("counts_are_one_series", {"zhejiang-clusters-2003": 560}, Verdict.SUPPORTED),
    (
        "same_counts_two_documents",
        {"zhejiang-clusters-1-5bn-2000": 117},
        Verdict.INCONSISTENT_BETWEEN,
    ),
    (
        "districts_with_clusters",
        {"zhejiang-cluster-districts-2004": 40},
        Verdict.INCONSISTENT_BETWEEN,
    ),
    ("share_of_metal_doors", {"yongkang-metal-doors-share-market-section": 70}, Verdict.SUPPORTED),
    ("pedlars_in_the_population", {"yongkang-pedlars-share-1950s": 5}, Verdict.CONTRADICTED),
    (
        "exporters_and_subcontractors",
        {"yongkang-subcontracting-firms-2006": 6000},
        Verdict.CONTRADICTED,
    ),
    ("firms_multiplied", {"yongkang-firms-2006": 3000}, Verdict.CONTRADICTED),
    ("four_forms_side_by_side", {"yongkang-village-factories-1985": 0}, Verdict.CONTRADICTED),
    ("specialised_markets", {"yongkang-markets-2005": 6}, Verdict.SUPPORTED),
    (
        "businessmen_in_village_offices",
        {"yongkang-village-offices-businessmen-2002": 30},
        Verdict.CONTRADICTED,
    ),
    (
        "limit_of_employees",
        {"china-getihu-employees-text-1981": 7, "china-private-company-size-footnote-1981": 8},
        Verdict.SUPPORTED,
    ),
    ("origins_add_up", {"yongwujin-share-wuyi": 30}, Verdict.CONTRADICTED),
    ("funding_adds_up", {"yongkang-centre-own-funding": 40}, Verdict.CONTRADICTED),
    ("workshops_became_companies", {"yongkang-firms-2006": 6}, Verdict.SUPPORTED),
    ("rise_among_provinces", {"zhejiang-gnp-rank-2000": 13}, Verdict.CONTRADICTED),
    ("cluster_share_grows", {"zhejiang-cluster-sales-share-2007": 66}, Verdict.SUPPORTED),
    ("mantang_was_followed", {"yongkang-confederated-factories-1985": 2500}, Verdict.SUPPORTED),
]


@pytest.mark.parametrize(("claim", "figures", "verdict"), PLANTED_FIGURES)
def test_other_figures_bring_another_verdict(plant, claim, figures, verdict):
    check = getattr(yongkang, claim)
    assert check().verdict != verdict
    plant(figures=figures)
    assert check().verdict == verdict


# claim function, event and date to plant, verdict
PLANTED_DATES = [
    ("innovation_centre_once", {"yongkang-service-centres-2007": "1999"}, Verdict.SUPPORTED),
    ("office_centre_date", {"yongkang-office-centre-2008": "2007"}, Verdict.SUPPORTED),
    ("departures_forced_estates", {"yongkang-estates-1990s": "1999"}, Verdict.SUPPORTED),
    ("practice_before_permission", {"china-getihu-1981": "1986"}, Verdict.SUPPORTED),
    ("electric_vehicles_dated", {"yongkang-electric-vehicles-2008": "2011"}, Verdict.SUPPORTED),
    (
        "third_phase_dated",
        {"yongkang-new-phase-2007": "2005", "yongkang-departures-2000s": "2005"},
        Verdict.SUPPORTED,
    ),
]


@pytest.mark.parametrize(("claim", "dates", "verdict"), PLANTED_DATES)
def test_other_dates_bring_another_verdict(plant, claim, dates, verdict):
    check = getattr(yongkang, claim)
    assert check().verdict != verdict
    plant(cells={("events", name, "date_start"): date for name, date in dates.items()})
    assert check().verdict == verdict


def test_more_acts_from_above_in_the_third_period_would_support_the_claim(monkeypatch):
    acts = {"village": 0, "county": 1, "provincial": 5, "central": 5}
    early = {"village": 3, "county": 4, "provincial": 0, "central": 0}
    monkeypatch.setattr(
        yongkang, "acts_by_level", lambda stage: acts if stage.endswith("3") else early
    )
    assert yongkang.levels_by_period().verdict == Verdict.SUPPORTED


def test_a_recorded_capacity_would_make_the_expectation_testable(monkeypatch):
    table = evidence.table
    made = pd.DataFrame({"series": ["car-capacity"], "low": [0.02]})
    monkeypatch.setattr(
        evidence,
        "table",
        lambda name, **of: made if name == "observations" else table(name, **of),
    )
    assert yongkang.car_capacity().verdict == Verdict.CONTRADICTED


def test_a_record_without_clashes_would_support_change_without_conflict(monkeypatch):
    assert yongkang.without_direct_conflict().verdict == Verdict.INCONSISTENT_WITHIN
    events = evidence.table("events")
    peaceful = events[~events["kind"].isin(["repression", "protest"])]
    monkeypatch.setattr(evidence, "table", lambda _name, **_of: peaceful)
    assert yongkang.without_direct_conflict().verdict == Verdict.SUPPORTED


def planted_shares(worlds, name, share):
    study = worlds[name]
    matching = dataclasses.replace(study.matching, share=share)
    return worlds | {name: dataclasses.replace(study, matching=matching)}


@pytest.mark.parametrize(
    ("claim", "study", "name", "verdict"),
    [
        ("cover_brought_the_workshops", "village_studies", "permission alone", Verdict.SUPPORTED),
        ("cover_brought_the_workshops", "village_studies", "cover", Verdict.CONTRADICTED),
        ("land_drove_firms_away", "land_studies", "wages and taxes alone", Verdict.SUPPORTED),
    ],
)
def test_a_model_that_no_world_saves_would_decide(monkeypatch, claim, study, name, verdict):
    check = getattr(yongkang, claim)
    assert check().verdict == Verdict.NOT_IDENTIFIED
    planted = planted_shares(getattr(studies, study)(), name, 0.0)
    monkeypatch.setattr(studies, study, lambda: planted)
    assert check().verdict == verdict


def test_near_steps_would_support_relatedness(monkeypatch):
    near = studies.relatedness().assign(p=0.01)
    monkeypatch.setattr(studies, "relatedness", lambda: near)
    assert yongkang.products_were_related().verdict == Verdict.SUPPORTED


def test_findings_are_worded_for_a_reader():
    finding = yongkang.counts_are_one_series()
    assert isinstance(finding, Finding)
    # 2000 to 2003: 430 - 519; 210 - 147; 220 - 372 (Table 1).
    assert "2000–2003: -89 in all, +63 above one billion yuan, -152 below" in finding.arithmetic
