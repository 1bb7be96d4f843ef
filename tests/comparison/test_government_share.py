"""Driver and facilitator in one equation: solved, matched, and honest about what is owed."""

import dataclasses
import functools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from industrial_clusters import evidence
from industrial_clusters.comparison import government_share as share
from industrial_clusters.evidence import Quantity

paces = st.floats(0, 2)


def producing(*values):
    """Run the solution on plain numbers."""
    time, start, alone, example, government, direct, first = (np.array(v, float) for v in values)
    return share.producing(time, start, alone, example, government, direct, first)


@given(paces, paces, paces, st.floats(0, 1), st.floats(-2, 8), st.floats(0, 0.9))
def test_solution_is_that_of_the_equation(alone, example, government, direct, start, first):
    begun = min(max(start, 0.0), 5.0)
    x = first
    for time, on in ((begun, 0.0), (5.0 - begun, government)):
        if time > 0:
            pace = (alone + direct * on, example + (1 - direct) * on)
            slope = functools.partial(
                lambda _, y, p, q: (1 - y) * (p + q * y), p=pace[0], q=pace[1]
            )
            x = solve_ivp(slope, (0.0, time), [x], rtol=1e-8, atol=1e-10).y[0, -1]
    found = producing(5, start, alone, example, government, direct, first)
    assert float(found) == pytest.approx(x, abs=1e-5)


def test_a_facilitator_does_nothing_where_nobody_produces():
    still = producing(10, 0, 0, 1, 4, 0, 0)
    moved = producing(10, 0, 0, 1, 4, 1, 0)
    assert (float(still), float(moved) > 0.99) == (0.0, True)


@given(paces, paces, paces, st.floats(0, 1), st.floats(0, 0.9))
def test_a_driver_brings_no_less_than_a_facilitator(alone, example, government, start, first):
    driver, facilitator = (
        float(producing(3, start, alone, example, government, s, first)) for s in (1.0, 0.0)
    )
    assert driver >= facilitator - 1e-9


def record(counts, start=(1985, 1986)):
    table = pd.DataFrame(counts, columns=["From", "By", "Low", "High"]).assign(Evidence="")
    emergence = Quantity(1980, 1981, "years")
    return share.Record("A", emergence, Quantity(start[0], start[1], "years"), table, "", "")


@pytest.mark.parametrize("setting", list(share.SETTINGS))
def test_every_world_meets_every_count(setting):
    told = record([(1983, 1984, 5, 20), (1989, 1990, 100, 150)])
    worlds = share.allowed(told, setting, 256)
    direct = 1.0 if setting == share.DRIVER else 0.0
    assert len(worlds) == 256
    for since, by, low, high in told.counts[["From", "By", "Low", "High"]].itertuples(index=False):
        assert (share.number(worlds, by, direct) >= low * (1 - 1e-9)).all()
        assert (share.number(worlds, since, direct) <= high * (1 + 1e-9)).all()
    assert worlds["owed"].between(0, 1).all()
    if setting == share.NONE:
        assert (worlds["owed"] == 0).all()


def test_part_is_that_of_plain_draws():
    told = record([(1989, 1990, 100, math.inf), (1984, 1985, 1, 40)])
    places = np.random.default_rng(7).uniform(size=(60000, len(share.RANGES)))
    worlds = share._worlds(told, places, share.DRIVER)
    plain = (share._missed(told, worlds, 1.0) <= 0).mean()
    found = share.allowed(told, share.DRIVER, 2048)["part"].iloc[0]
    assert found == pytest.approx(plain, rel=0.25)


def test_counts_that_fall_leave_no_world():
    told = record([(1983, 1984, 100, 100), (1989, 1990, 10, 10)])
    for setting in share.SETTINGS:
        assert share.allowed(told, setting, 128).empty


def test_counts_on_both_sides_limit_what_is_owed():
    # A planted world without government, counted every year.
    dates = np.arange(1981.0, 1995.0)
    x = share._bass(dates - 1980.5, *np.array([1e-3, 0.7, 0.01])[:, None]) * 100
    counts = [(d, d, n * 0.97, n * 1.03) for d, n in zip(dates, x, strict=True)]
    full, late = record(counts), record([c for c in counts if c[0] > 1988])
    owed = {
        name: share.allowed(each, share.DRIVER, 256)["owed"].max()
        for name, each in (("full", full), ("late", late))
    }
    assert owed["full"] < 0.5 < owed["late"]


def test_records_come_from_the_rows_that_they_name():
    for name, each in share.records().items():
        assert name in set(evidence.studied()["name"])
        for link in each.counts["Evidence"]:
            table, identifier = evidence.address(link)
            row = evidence.row(table, identifier)
            assert row["source"] in set(evidence.studied()["source"])
        assert each.counts["From"].le(each.counts["By"]).all()


def test_a_case_without_counts_keeps_every_world():
    bare = dataclasses.replace(record([(1983, 1984, 5, 20)]), counts=record([]).counts)
    worlds = share.allowed(bare, share.DRIVER, 128)
    assert len(worlds) == 128
    assert worlds["part"].iloc[0] == 1


def test_what_records_hold_adds_up():
    held = share.what_records_hold().groupby("Case")["Number"].sum()
    for name, each in share.records().items():
        assert held[name] == len(each.counts)
