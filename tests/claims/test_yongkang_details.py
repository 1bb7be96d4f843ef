"""Figures, dates and names held against each other: other evidence, other verdict."""

import pandas as pd
import pytest

from industrial_clusters import evidence
from industrial_clusters.claims import Verdict
from industrial_clusters.claims import yongkang_details as yongkang
from industrial_clusters.evidence import Quantity

PLANTED_FIGURES = [
    (
        "size_classes_count_companies",
        {"zhejiang-clusters-over-10bn-2000": 5},
        Verdict.NOT_IDENTIFIED,
    ),
    ("clusters_printed_twice", {"zhejiang-clusters-text-2004": 610}, Verdict.INCONSISTENT_WITHIN),
    ("districts_are_the_clusters", {"zhejiang-cluster-districts-2004": 601}, Verdict.SUPPORTED),
    ("specialised_areas_in_the_table", {"zhejiang-clusters-1996": 250}, Verdict.NOT_IDENTIFIED),
    ("firms_printed_twice", {"yongkang-firms-restated-2006": 16000}, Verdict.SUPPORTED),
    ("firms_printed_twice", {"yongkang-firms-restated-2006": 14000}, Verdict.INCONSISTENT_WITHIN),
    ("named_trades_of_the_firms", {"yongkang-firms-2006": 400}, Verdict.SUPPORTED),
    (
        "thirty_years",
        {"yongkang-growth-duration": 20, "yongkang-expansion-duration": 20},
        Verdict.CONTRADICTED,
    ),
    (
        "six_years_later",
        {"yongkang-wang-years-in-township-factory": 5},
        Verdict.INCONSISTENT_WITHIN,
    ),
    ("lists_are_complete", {"yongkang-wheels-1984": 3}, Verdict.INCONSISTENT_WITHIN),
    ("villages_like_mantang", {"yongkang-specialised-villages-1980s": 20}, Verdict.SUPPORTED),
    ("villages_like_mantang", {"yongkang-specialised-villages-1980s": 21}, Verdict.NOT_IDENTIFIED),
    ("explosion_after_the_opening", {"yongkang-estate-firms": 1000}, Verdict.SUPPORTED),
    (
        "formed_in_ten_years",
        {"yongkang-cluster-formation-duration": 15},
        Verdict.INCONSISTENT_WITHIN,
    ),
    (
        "leading_varieties",
        {
            "yongkang-metal-doors-share-2012": 20,
            "yongkang-metal-doors-share-market-section": 25,
        },
        Verdict.CONTRADICTED,
    ),
]

PLANTED_DATES = [
    ("province_followed", {"zhejiang-estates-1999": "1985"}, Verdict.CONTRADICTED),
    ("province_followed", {"zhejiang-estates-1999": "1992"}, Verdict.NOT_IDENTIFIED),
    ("six_years_later", {"wang-company-1995": "1997"}, Verdict.INCONSISTENT_WITHIN),
    ("rank_known_to_its_source", {"lu-wei-dissertation-2005": "2007"}, Verdict.SUPPORTED),
    ("rank_known_to_its_source", {"lu-wei-dissertation-2005": "2004"}, Verdict.INCONSISTENT_WITHIN),
    ("owner_met_at_the_time", {"yongkang-research-2006": "1998"}, Verdict.SUPPORTED),
    ("departures_dated", {"yongkang-departures-2000s": "1999"}, Verdict.SUPPORTED),
    ("departures_dated", {"yongkang-departures-2000s": "2002"}, Verdict.INCONSISTENT_WITHIN),
]


@pytest.mark.parametrize(("claim", "figures", "verdict"), PLANTED_FIGURES)
def test_other_figures_bring_another_verdict(plant, claim, figures, verdict):
    check = getattr(yongkang, claim)
    assert check().verdict != verdict
    plant(figures=figures)
    assert check().verdict == verdict


@pytest.mark.parametrize(("claim", "dates", "verdict"), PLANTED_DATES)
def test_other_dates_bring_another_verdict(plant, claim, dates, verdict):
    check = getattr(yongkang, claim)
    assert check().verdict != verdict
    plant(cells={("events", name, "date_start"): date for name, date in dates.items()})
    assert check().verdict == verdict


# claim function, row of the evidence, cells to plant in it, verdict
PLANTED_CELLS = [
    (
        "moved_upmarket",
        "yongkang-difficulties-by-period-from-the-middle-of-the-2000s-production",
        {"coding": "Polluting sectors"},
        Verdict.NOT_IDENTIFIED,
    ),
    ("distance_to_jinyun", "jinyun", {"latitude": 28.7}, Verdict.SUPPORTED),
    (
        "market_in_private_hands",
        "yongkang-government-shares-in-technological-city-company",
        {"low": 30.0, "high": 40.0},
        Verdict.SUPPORTED,
    ),
    (
        "market_in_private_hands",
        "yongkang-government-shares-in-technological-city-company",
        {"low": 51.0, "high": 60.0},
        Verdict.CONTRADICTED,
    ),
    ("project_completed", "yongwujin-label-2010", {"date_end": "2012"}, Verdict.SUPPORTED),
]


@pytest.mark.parametrize(("claim", "identifier", "cells", "verdict"), PLANTED_CELLS)
def test_other_cells_bring_another_verdict(plant, claim, identifier, cells, verdict):
    check = getattr(yongkang, claim)
    assert check().verdict != verdict
    tables = [name for name in evidence.table_names() if identifier in evidence.table(name).index]
    plant(cells={(tables[0], identifier, column): value for column, value in cells.items()})
    assert check().verdict == verdict


def test_two_outputs_of_yongkang_would_make_its_growth_comparable(plant, monkeypatch):
    assert yongkang.growth_like_the_province().verdict == Verdict.NOT_TESTABLE

    def with_output(rows, last):
        made = rows.iloc[[0, 1]].assign(
            case="yongkang", series="cluster-output", period_start=["1996", "2004"]
        )
        made["low"] = made["high"] = [1.0, last]
        return pd.concat([rows, made])

    plant(changed={"observations": lambda rows: with_output(rows, 6.0)})
    assert yongkang.growth_like_the_province().verdict == Verdict.SUPPORTED
    monkeypatch.undo()
    plant(changed={"observations": lambda rows: with_output(rows, 2.0)})
    assert yongkang.growth_like_the_province().verdict == Verdict.CONTRADICTED


def test_estates_filled_before_the_opening_would_contradict_its_part(plant):
    early = {"period_start": "1989", "period_end": "1991"}
    plant(
        figures={"yongkang-estate-firms": Quantity(3000, 3800, "firms")},
        cells={("observations", "yongkang-estate-firms", c): date for c, date in early.items()},
    )
    assert yongkang.explosion_after_the_opening().verdict == Verdict.CONTRADICTED


def test_one_standing_of_private_companies_would_be_consistent(plant):
    assert yongkang.standing_of_private_companies().verdict == Verdict.INCONSISTENT_WITHIN
    plant(changed={"dimensions": lambda rows: rows.assign(coding="forbidden")})
    assert yongkang.standing_of_private_companies().verdict == Verdict.SUPPORTED


def test_a_repression_within_the_campaign_would_show_it_in_the_county(plant):
    assert yongkang.false_collectives_repressed().verdict == Verdict.NOT_IDENTIFIED

    def repressed(rows):
        rows.loc["mantang-confederation-1982", "kind"] = "repression"
        return rows

    plant(changed={"events": repressed})
    assert yongkang.false_collectives_repressed().verdict == Verdict.SUPPORTED


def test_acts_of_towns_would_support_the_smallest_unit(plant):
    assert yongkang.smallest_unit().verdict == Verdict.INCONSISTENT_WITHIN
    towns = lambda rows: rows.assign(level=rows["level"].replace("village", "township"))  # noqa: E731
    plant(changed={"events": towns})
    assert yongkang.smallest_unit().verdict == Verdict.SUPPORTED


def test_names_that_read_as_printed_would_agree(plant):
    assert yongkang.transcriptions_agree().verdict == Verdict.INCONSISTENT_WITHIN
    plant(changed={"glossary": lambda rows: rows.assign(printed="")})
    assert yongkang.transcriptions_agree().verdict == Verdict.SUPPORTED


def test_founders_without_a_past_in_the_public_sector_would_contradict_the_claim(plant):
    assert yongkang.bosses_from_the_public_sector().verdict == Verdict.NOT_IDENTIFIED
    plant(changed={"ties": lambda rows: rows[rows["kind"] != "employs"]})
    assert yongkang.bosses_from_the_public_sector().verdict == Verdict.CONTRADICTED


def test_the_arithmetic_is_right():
    # 80 x 170, 80 x 183; 295 + 525 + 913 + 1962.
    assert "13,600–14,640; 3,695" in yongkang.villages_like_mantang().arithmetic
    # Haversine by hand: 0.2277 degrees north-south are 25.3 km, 0.0338 east-west 3.3 km.
    assert "25.5 km between the seats" in yongkang.distance_to_jinyun().arithmetic
    # 601 / 82; 83 + 40 + 50 + 45; 3800 / (295 + 525 + 913).
    assert "7.3 to one" in yongkang.districts_are_the_clusters().arithmetic
    assert "= 218 of" in yongkang.named_trades_of_the_firms().arithmetic
    assert "0.0–2.2 times the 1,733" in yongkang.explosion_after_the_opening().arithmetic
