"""Growth on a common clock: closed forms, hand-made records, and a sixth case."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from industrial_clusters import evidence
from industrial_clusters.comparison import growth
from industrial_clusters.comparison.growth import Level, Record
from industrial_clusters.evidence import Quantity
from industrial_clusters.experiments import zhongguancun
from industrial_clusters.statistics.growth_bounds import constant_growth

from . import chapters

ADDED = Path(__file__).parent / "sixth_case"


def level(years, amount, *rows):
    """A level of dates and an amount that are numbers or pairs of bounds."""
    dates, size = (
        Quantity(*each) if isinstance(each, tuple) else Quantity.exactly(float(each))
        for each in (years, amount)
    )
    return Level(dates, size, rows)


def record(*levels, name="A: things", case="A", place="a", series="things", unit="firms"):
    return Record(case, name, place, series, unit, levels)


def by_name(name, aspect="size", **reading):
    return next(each for each in growth.records(aspect, **reading) if each.name == name)


@pytest.fixture
def records(monkeypatch):
    """Replace the record of the cases by one that a test makes."""

    def put(size=(), output=(), people=()):
        held = {"size": list(size), "output": list(output), "people": list(people)}
        monkeypatch.setattr(growth, "records", lambda aspect, **_: held[aspect])
        for cached in (growth.paces, growth.forms):
            cached.cache_clear()

    yield put
    for cached in (growth.paces, growth.forms):
        cached.cache_clear()


# --- what the data say --------------------------------------------------------------------


def test_parts_add_up_to_the_level_that_they_make():
    first = by_name("Yongkang: Firms").levels[0]
    parts = ("independent-workers", "confederated-factories", "village-factories")
    total = sum(evidence.quantity(f"yongkang-{part}-1985").low for part in parts)
    total += evidence.quantity("yongkang-township-factories-1985").low
    assert first.amount == Quantity.exactly(total)
    assert first.years == Quantity.exactly(1985)
    assert len(first.rows) == 4


def test_a_part_over_its_share_is_the_whole_that_the_chapter_of_the_case_has():
    levels = {lv.years.low: lv.amount for lv in by_name("Zhongguancun: New tech firms").levels}
    for year in range(1989, 1994):
        whole = zhongguancun.firm_counts()[year]
        assert levels[year].low == pytest.approx(whole.low)
        assert levels[year].high == pytest.approx(whole.high)


def test_an_event_alone_is_one_and_dates_what_has_no_date():
    first, last = by_name("Junpu: Households in trade").levels
    assert first.amount == Quantity.exactly(1)
    assert (last.years.low, last.years.high) == (2014, 2015)
    assert last.amount == Quantity.exactly(evidence.quantity("junpu-households-in-trade").low)


def test_loose_dates_run_to_the_end_of_the_year():
    strict, loose = (by_name("Zhejiang: Clusters", loose=each) for each in (False, True))
    for one, other in zip(strict.levels, loose.levels, strict=True):
        assert (other.years.low, other.years.high) == (one.years.low, one.years.high + 1)


def test_a_place_without_its_own_emergence_has_that_of_its_case():
    assert growth.emergence("Yongkang", "mantang") == growth.emergence("Yongkang", "yongkang")
    assert growth.emergence("Yongkang", "zhejiang") != growth.emergence("Yongkang", "yongkang")


@pytest.mark.parametrize(
    ("figure", "most"), [(700, 799), (23_000, 23_999), (15_000, 15_999), (9, 9), (120, 129)]
)
def test_the_next_round_figure_is_a_step_of_the_last_digit_away(figure, most):
    assert growth.next_round(figure) == most


@pytest.mark.parametrize("aspect", ["size", "output"])
def test_closing_bounds_closes_open_ones_only(aspect):
    for one, other in zip(growth.records(aspect), growth.records(aspect, closed=True), strict=True):
        for worded, read in zip(one.levels, other.levels, strict=True):
            assert math.isfinite(read.amount.high)
            assert read.amount.low == worded.amount.low
            if math.isfinite(worded.amount.high):
                assert read.amount == worded.amount


def test_every_row_of_the_yardsticks_is_a_record():
    for aspect in ("size", "output", "people"):
        rows = evidence.yardsticks(aspect)
        wanted = {(row.Case, row.place, row.series) for row in rows.itertuples()}
        assert {(each.case, each.place, each.series) for each in growth.records(aspect)} == wanted


# --- rates and doubling -------------------------------------------------------------------


@given(
    st.floats(1900, 2000), st.floats(0.5, 50), st.floats(1, 1e5), st.floats(1, 1e5), st.floats(1, 9)
)
def test_the_rate_between_two_levels_is_that_of_constant_growth(year, gap, start, end, width):
    one = level((year, year + width), (start, start * 2))
    other = level((year + width + gap, year + 2 * width + gap), (end, end * 3))
    rate = growth.rate_between(one, other)
    known = constant_growth([one.years, other.years], [one.amount, other.amount]).rate
    assert rate.low == pytest.approx(known.low)
    assert rate.high == pytest.approx(known.high)


def test_dates_that_may_meet_leave_the_rate_open_on_the_side_of_the_change():
    up = growth.rate_between(level((1985, 1994), (5, 8)), level((1994, 2003), (31, math.inf)))
    assert up.low == pytest.approx(math.log(31 / 8) / 18)
    assert up.high == math.inf
    down = growth.rate_between(level((1985, 1994), (31, 40)), level((1990, 2003), (5, 8)))
    assert down.low == -math.inf
    assert down.high == pytest.approx(math.log(8 / 31) / 18)
    either = growth.rate_between(level((1985, 1994), (5, 8)), level((1994, 2003), (6, 9)))
    assert (either.low, either.high) == (-math.inf, math.inf)


@given(st.floats(0.001, 3), st.floats(0, 3))
def test_a_level_doubles_in_its_doubling_time(slow, more):
    years = growth.doubling(Quantity(slow, slow + more))
    assert math.exp(slow * years.high) == pytest.approx(2)
    assert math.exp((slow + more) * years.low) == pytest.approx(2)


def test_what_may_shrink_may_never_double():
    assert growth.doubling(Quantity(-0.2, 0.1)).high == math.inf
    assert growth.doubling(Quantity(-0.2, -0.1)) == Quantity(math.inf, math.inf, "years")


def test_pairs_are_told_apart_exactly_where_their_rates_do_not_meet(records):
    fast = record(level(2000, 1), level(2010, (900, 1000)), name="fast")
    middle = record(level(2000, 1), level(2010, (90, 1000)), name="middle")
    slow = record(level(2000, 1), level(2010, (2, 80)), name="slow")
    once = record(level(2000, 1), name="once")
    records(size=[fast, middle, slow, once])
    told = growth.pairs().set_index(["Record", "Other"])["Told"]
    assert told["fast", "slow"] == "faster"
    assert told["slow", "fast"] == "slower"
    assert told["fast", "middle"] == "not told"
    assert told["middle", "slow"] == "faster"
    assert set(growth.paces()["Record"]) == {"fast", "middle", "slow"}


def test_pairs_stand_once_from_either_side():
    told: Any = growth.pairs().set_index(["Record", "Other"])["Told"]
    turned: Any = {"faster": "slower", "slower": "faster", "not told": "not told"}
    for (one, other), word in told.items():
        assert told[other, one] == turned[word]


def test_looser_dates_and_open_bounds_tell_fewer_pairs_and_never_the_opposite():
    def told(**reading):
        return growth.pairs(**reading).set_index(["Record", "Other"])["Told"]

    for narrow, wide in (
        (told(closed=True), told()),
        (told(), told(loose=True)),
    ):
        known = wide[wide != "not told"]
        assert (narrow.loc[known.index] == known).all()


def test_the_counts_of_others_are_those_of_the_pairs():
    counts = growth.told_apart().groupby("Others")["Records"].sum()
    told = growth.pairs()["Told"].value_counts()
    assert counts["surely slower"] == counts["surely faster"] == told["faster"]
    assert counts["not told apart"] == told["not told"]


# --- size as the clock --------------------------------------------------------------------


def test_the_smaller_is_faster_only_where_size_and_rate_are_told(records):
    small = record(level(2000, 10), level(2001, 40), name="small")
    large = record(level(2000, 1000), level(2001, 1100), name="large")
    open_size = record(level(2000, (50, math.inf)), level(2001, 5000), name="open")
    records(size=[small, large, open_size])
    assert growth.smaller_grows_faster(growth.legs()) == (1, 0, 2)
    records(
        size=[
            record(level(2000, 10), level(2001, 11), name="small"),
            record(level(2000, 1000), level(2001, 4000), name="large"),
        ]
    )
    assert growth.smaller_grows_faster(growth.legs()) == (0, 1, 0)


def test_stretches_of_one_record_and_money_are_not_compared(records):
    bends = record(level(2000, 1), level(2001, 9), level(2002, 10))
    records(size=[bends], output=[record(level(2000, 1), level(2001, 2), name="money")])
    assert growth.smaller_grows_faster(growth.legs()) == (0, 0, 0)
    assert set(growth.legs()["Scale"]) == {"producers", "money"}


def test_a_stretch_passes_a_number_only_if_it_surely_does(records):
    records(
        size=[
            record(level(2000, (1, 60)), level(2001, 100), name="perhaps above"),
            record(level(2000, 1), level(2001, 49), name="below"),
            record(level(2000, 1), level(2001, (51, math.inf)), name="passes"),
        ]
    )
    assert growth.passing(50)["Record"].tolist() == ["passes"]


# --- forms, and one count more ------------------------------------------------------------


def test_exponential_counts_exclude_no_form_that_can_be_exponential(records):
    records(size=[record(*(level(2000 + n, 100 * 2.0**n) for n in range(4)))])
    errors = growth.forms().set_index("Form")["Error, %"]
    assert errors["exponential"] == pytest.approx(0, abs=1e-6)
    records(size=[record(level(2000, 1), level(2010, 2))])
    assert growth.forms().empty


def test_half_way_a_count_at_one_rate_is_the_geometric_mean(records):
    gap = record(level(1990, 5), level(1992, 10), level(2002, (160, math.inf)))
    records(size=[gap, record(level(1990, 5), name="once")])
    (row,) = growth.one_more().to_dict("records")
    assert (row["Year"], row["Low"]) == (1997, 40)
    assert math.isnan(row["High"])


# --- phases -------------------------------------------------------------------------------


def test_phases_count_from_the_stage_that_dates_emergence():
    ages = growth.phases()
    own: Any = ages[ages["Place"] == "Zhongguancun"].set_index("Phase")
    # The second stage of the document dates emergence, so that its third is the second phase.
    assert own.loc["second", "Evidence"].split()[0] == "stages/zhongguancun-development-3"
    assert (own.loc["second", "Low"], own.loc["second", "High"]) == (3, 3)


def test_phases_of_another_document_or_without_a_date_are_left_out():
    ages = growth.phases()
    assert "fourth" in set(ages.loc[ages["Place"] == "Yiwu", "Phase"])
    assert "third" not in set(ages.loc[ages["Place"] == "Yiwu", "Phase"])  # has no date
    assert ages.loc[ages["Case"] == "Junpu", "Place"].unique().tolist() == ["Junpu"]


def test_an_age_common_to_all_lies_within_all(monkeypatch):
    ages = pd.DataFrame({"Phase": ["second"] * 3, "Low": [1, 2, 5], "High": [4, 6, 9]})
    monkeypatch.setattr(growth, "phases", lambda: ages)
    assert growth.common_age("second") == (None, 2)
    monkeypatch.setattr(growth, "phases", lambda: ages[ages["Low"] < 5])
    assert growth.common_age("second") == (Quantity(2, 4), 2)


def test_slack_widens_every_multiple_and_corners_bound_it():
    strict, loose = growth.stretches(), growth.stretches(1.0)
    assert (loose["Low"] <= strict["Low"]).all()
    assert (loose["High"] >= strict["High"]).all()
    # Yongkang by hand: born 1978-82, second phase about 1990, third about 2005.
    multiples = [
        (third - born) / (second - born)
        for born in (1978, 1980, 1982)
        for second in (1989, 1990, 1991)
        for third in (2004, 2005, 2006)
    ]
    assert strict.T["Yongkang"].tolist() == pytest.approx([min(multiples), max(multiples)])


# --- shocks -------------------------------------------------------------------------------


def test_a_count_within_a_shock_is_neither_before_nor_after():
    counts = record(*(level(year, 1) for year in (1990, 1998, 2000, 2003)), level((2004, 2005), 1))
    assert growth._sides(counts, 1999, 2001) == (2, 1)
    assert growth._sides(counts, 2000, 2000) == (3, 1)


def test_only_rows_within_the_years_of_a_shock_tell_of_it():
    row: Any
    for row in growth.shocks().itertuples():
        for address in row.Evidence.split():
            cells = evidence.row(*evidence.address(address))
            years = [int(cells[end][:4]) for end in ("date_start", "date_end") if cells[end]]
            assert row.Year <= min(years) <= max(years) <= row.Until


def test_the_best_record_of_each_case_is_counted():
    table = growth.counts_around().set_index(["Shock", "Case"])
    cell: Any = table.loc[("1992 southern journey", "Zhongguancun")]
    assert cell["Dates on the poorer side"] == 3  # 1993, 1994 and 1995
    assert cell["Told"]


def test_slowing_growth_breaks_at_every_date(records):
    slowing = record(
        *(level(2000 + n, 1000 * math.exp(-5 * 0.7**n) * (1 + 0.01 * (-1) ** n)) for n in range(9))
    )
    records(size=[slowing])
    every = growth.breaks_at_every_date()
    assert every["Year"].tolist() == [2001, 2002, 2003, 2004, 2005, 2006]
    assert (every["After"] < every["Before"]).all()


# --- how large ----------------------------------------------------------------------------


def test_producers_a_head_by_hand(records):
    place = {"place": "yiwu"}
    records(
        size=[
            record(level(2000, 10), level(2005, (40, math.inf)), **place),
            record(level(2005, 3), unit="clusters", name="groups", **place),
        ],
        people=[record(level(2004, (0.001, 0.002)), unit="million-persons", **place)],
    )
    (row,) = growth.per_head().to_dict("records")
    assert (row["Low"], row["Of a hundred"]) == (2.0, "people")
    assert math.isnan(row["High"])
    assert row["Dates"] == "2005, 2004"


def test_no_more_households_are_in_trade_than_there_are(records):
    place = {"place": "mantang", "unit": "households"}
    records(
        size=[record(level(1982, (170, math.inf)), **place)],
        people=[record(level(1982, 183), **place)],
    )
    (row,) = growth.per_head().to_dict("records")
    assert row["Low"] == pytest.approx(100 * 170 / 183)
    assert row["High"] == 100


def test_output_for_each_of_the_largest_count_at_its_date(records):
    assume_place = {"place": "junpu"}
    records(
        size=[
            record(level(2010, 5), level(2014, 20), **assume_place),
            record(level(2014, 4), name="a part", **assume_place),
        ],
        output=[
            record(
                level((2014, 2015), (3, 6)),
                series="trade-monthly",
                unit="million-yuan",
                **assume_place,
            ),
            record(level(2014, 100), series="assets", unit="yuan-per-person", **assume_place),
        ],
    )
    (row,) = growth.per_producer().to_dict("records")
    assert row["Low"] == pytest.approx(12 * 3 / 20)
    assert row["High"] == pytest.approx(12 * 6 / 20)


# --- a sixth case -------------------------------------------------------------------------


def test_a_sixth_case_enters_every_comparison(tmp_path):
    data = chapters.copy_with(ADDED, evidence.data_folder(), tmp_path / "data")
    code = """
import json
from typing import Any
from industrial_clusters.comparison import growth as g
tables = [g.levels(), g.paces(), g.pairs(), g.told_apart(), g.legs(), g.forms(), g.one_more(),
    g.phases(), g.counts_around(), g.per_head(), g.per_producer()]
print(json.dumps(["Nowhere" in table.to_csv() for table in tables]))
"""
    found = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"INDUSTRIAL_CLUSTERS_DATA": str(data)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(found.stdout) == [True] * 11


@given(st.floats(1, 1e6), st.floats(1, 1e6))
def test_rates_of_exact_levels_turn_their_sign_with_the_order(one, other):
    assume(one != other)
    up = growth.rate_between(level(2000, one), level(2010, other))
    down = growth.rate_between(level(2000, other), level(2010, one))
    assert up.low == pytest.approx(-down.high, abs=1e-12)
