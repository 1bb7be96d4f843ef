"""Dates of the data as numbers."""

import math

import pandas as pd
import pytest

from industrial_clusters.evidence import Quantity
from industrial_clusters.evidence.dates import began, begins, between_years, ends, year


@pytest.mark.parametrize(
    ("date", "whole", "start", "end"),
    [
        ("2013", 2013, 2013, 2014),
        ("2013-07", 2013, 2013.5, 2013 + 7 / 12),
        ("2013-12", 2013, 2013 + 11 / 12, 2014),
        ("1988-05-10", 1988, 1988 + 4 / 12, 1988 + 5 / 12),
        ("-0500", -500, -500, -499),
        (1996, 1996, 1996, 1997),
    ],
)
def test_a_date_has_a_year_and_two_ends(date, whole, start, end):
    assert year(date) == whole
    assert (begins(date), ends(date)) == pytest.approx((start, end))


@pytest.mark.parametrize("nothing", ["", None, pd.NA, float("nan")])
def test_no_date_has_no_number(nothing):
    assert all(math.isnan(read(nothing)) for read in (year, begins, ends))


def test_an_open_end_stands_for_the_other():
    assert between_years("", "2014") == Quantity(2014, 2014)
    assert between_years("1980", pd.NA) == Quantity(1980, 1980)
    assert between_years("1980-03", "1984") == Quantity(1980, 1984)


def test_a_decade_and_an_about_open_the_date_of_a_stage():
    assert began("stages/zhejiang-steps-1") == Quantity(1980, 1989)
    assert began("stages/xixia-network-2") == Quantity(1993, 1995)
    assert began("stages/junpu-development-1") == Quantity(2008, 2008)


def test_an_event_began_within_its_own_dates():
    assert began("events/mantang-secret-trade") == Quantity(1978, 1982)
