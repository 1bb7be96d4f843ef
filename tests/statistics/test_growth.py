"""Growth rates and their decomposition."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_clusters.evidence.quantity import Quantity
from industrial_clusters.statistics.growth import (
    compound_rate,
    decompose_growth,
    doubling_time,
)

steady = settings(derandomize=True, deadline=None, max_examples=80)
levels = st.floats(0.1, 1e4)
fractions = st.floats(0, 1)


@st.composite
def bounded(draw, values=levels):
    """A quantity and a number within it."""
    low, high = sorted((draw(values), draw(values)))
    inside = min(max(low + draw(fractions) * (high - low), low), high)
    return Quantity(low, high), inside


def test_rate_of_a_doubling_over_ten_years():
    assert compound_rate(1, 2, 10).low == pytest.approx(2**0.1 - 1, rel=1e-12)
    assert compound_rate(1, 2, 10).is_exact


def test_zhejiang_doubles_its_clusters_and_multiplies_output_by_six():
    number, output = compound_rate(306, 601, 8), compound_rate(266, 1582, 8)
    assert 306 * (1 + number.low) ** 8 == pytest.approx(601)
    assert 266 * (1 + output.low) ** 8 == pytest.approx(1582)


@steady
@given(bounded(), bounded(), bounded(st.floats(0.5, 20)))
def test_rate_bounds_hold_every_rate_inside(start, end, years):
    rate = (end[1] / start[1]) ** (1 / years[1]) - 1
    bounds = compound_rate(start[0], end[0], years[0])
    slack = 1e-9 * (1 + abs(rate))
    assert bounds.low - slack <= rate <= bounds.high + slack


def test_rate_bounds_turn_with_the_sign_of_growth():
    # A longer interval dampens growth and decline alike, so the bounds of the
    # interval change places.
    growing = compound_rate(100, 200, Quantity(5, 10))
    shrinking = compound_rate(200, 100, Quantity(5, 10))
    assert growing.low == pytest.approx(2**0.1 - 1)
    assert shrinking.low == pytest.approx(0.5**0.2 - 1)
    either = compound_rate(100, Quantity(50, 200), Quantity(5, 10))
    assert (either.low, either.high) == (shrinking.low, growing.high)


def test_open_ends_give_open_rates():
    assert compound_rate(100, Quantity(200, math.inf), 10).high == math.inf
    assert compound_rate(Quantity(100, math.inf), 200, 10).low == -1
    both = compound_rate(Quantity(100, math.inf), Quantity(200, math.inf), 10)
    assert (both.low, both.high) == (-1, math.inf)


def test_from_more_than_30_to_about_300_has_only_an_upper_bound():
    rate = compound_rate(Quantity(31, math.inf), Quantity(295, 305), 10)
    assert rate.high == pytest.approx((305 / 31) ** 0.1 - 1, rel=1e-14)
    assert rate.low == -1
    # The other way round only the lower bound is left.
    back = compound_rate(Quantity(295, 305), Quantity(31, math.inf), 10)
    assert back.low == pytest.approx((31 / 305) ** 0.1 - 1, rel=1e-14)
    assert back.high == math.inf


def test_a_level_that_vanishes_has_rate_minus_one():
    assert compound_rate(10, 0, 3).low == -1


@pytest.mark.parametrize(
    ("start", "end", "years", "message"),
    [
        (0, 1, 1, "start may be 0"),
        (Quantity(-1, 5), 1, 1, "start may be -1"),
        (1, Quantity(-1, 5), 1, "end may be -1"),
        (math.inf, 1, 1, "start may be inf"),
        (1, 2, 0, "years may be 0"),
        (1, 2, Quantity(-1, 1), "years may be -1"),
        (Quantity(1, 1, "firms"), Quantity(2, 2, "yuan"), 1, "convert"),
    ],
)
def test_rate_refuses(start, end, years, message):
    with pytest.raises(ValueError, match=message):
        compound_rate(start, end, years)


def test_a_number_is_read_in_the_unit_of_the_other_level():
    assert compound_rate(Quantity(1, 1, "firms"), 2, 1) == Quantity(1, 1)
    assert compound_rate(1, Quantity(2, 2, "firms"), 1) == Quantity(1, 1)


def test_doubling_time_inverts_the_rate():
    assert doubling_time(compound_rate(1, 2, 7)).low == pytest.approx(7)
    assert doubling_time(1.0) == Quantity(1, 1, "years")


def test_doubling_time_conventions():
    assert doubling_time(Quantity(0, 1)) == Quantity(1, math.inf, "years")
    assert doubling_time(Quantity(-0.5, 1)) == Quantity(1, math.inf, "years")
    assert doubling_time(Quantity(1, math.inf)) == Quantity(0, 1, "years")


@pytest.mark.parametrize(
    ("rate", "message"),
    [(0, "never"), (-0.1, "never"), (Quantity(-0.1, 0), "never"), (Quantity(-2, 1), "loses more")],
)
def test_doubling_time_refuses(rate, message):
    with pytest.raises(ValueError, match=message):
        doubling_time(rate)


def test_zhejiang_lost_clusters_and_gained_output():
    growth = decompose_growth(519, 430, 599, 1021)
    assert growth.number.low == pytest.approx(math.log(430 / 519))
    assert growth.size.low == pytest.approx(math.log((1021 / 430) / (599 / 519)))
    assert growth.share_number.low < 0
    assert growth.share_size.low > 1


@steady
@given(levels, levels, levels, st.floats(1.01, 10))
def test_parts_and_shares_add_up(number_start, number_end, total_start, factor):
    growth = decompose_growth(number_start, number_end, total_start, factor * total_start)
    assert growth.number.low + growth.size.low == pytest.approx(growth.total.low, abs=1e-12)
    assert growth.share_number.low + growth.share_size.low == pytest.approx(1, abs=1e-9)
    assert growth.share_number.low * growth.total.low == pytest.approx(growth.number.low, abs=1e-9)


@steady
@given(bounded(), bounded(), bounded(st.floats(1, 9)), bounded(st.floats(10, 99)))
def test_decomposition_bounds_hold_every_point(number_start, number_end, total_start, total_end):
    inputs = (number_start, number_end, total_start, total_end)
    bounds = decompose_growth(*(box for box, _ in inputs))
    point = decompose_growth(*(value for _, value in inputs))
    for name in ("total", "number", "size", "share_number", "share_size"):
        outer, inner = getattr(bounds, name), getattr(point, name)
        assert outer.low - 1e-9 <= inner.low <= outer.high + 1e-9


@steady
@given(bounded(), bounded(), bounded(st.floats(1, 9)), bounded(st.floats(10, 99)))
def test_decomposition_bounds_are_attained(number_start, number_end, total_start, total_end):
    # Every extreme is at a corner; dependence forgotten would make bounds wider.
    boxes = [box for box, _ in (number_start, number_end, total_start, total_end)]
    corners = [
        decompose_growth(a, b, c, d)
        for a in (boxes[0].low, boxes[0].high)
        for b in (boxes[1].low, boxes[1].high)
        for c in (boxes[2].low, boxes[2].high)
        for d in (boxes[3].low, boxes[3].high)
    ]
    bounds = decompose_growth(*boxes)
    for name in ("total", "number", "size", "share_number", "share_size"):
        values = [getattr(corner, name).low for corner in corners]
        assert getattr(bounds, name).low == pytest.approx(min(values), abs=1e-9)
        assert getattr(bounds, name).high == pytest.approx(max(values), abs=1e-9)


def test_a_start_without_upper_bound_leaves_the_fall_open():
    growth = decompose_growth(100, 50, Quantity(10, math.inf), 5)
    assert growth.total.low == -math.inf
    assert growth.total.high == pytest.approx(math.log(0.5))


def test_an_open_total_leaves_the_share_of_size_open_below_one():
    growth = decompose_growth(100, 200, 10, Quantity(40, math.inf))
    assert growth.total.high == growth.size.high == math.inf
    assert growth.share_number.low == 0
    assert growth.share_number.high == pytest.approx(0.5)
    assert growth.share_size.high == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((1, 2, 5, 5), "may not have grown"),
        ((1, 2, 5, Quantity(4, 6)), "may not have grown"),
        ((0, 2, 5, 6), "number_start may be 0"),
        ((1, 0, 5, 6), "number_end may be 0"),
        ((1, 2, Quantity(-1, 5), 6), "total_start may be -1"),
        ((1, 2, 5, Quantity(0, 6)), "total_end may be 0"),
        ((1, 2, Quantity(5, 5, "yuan"), Quantity(6, 6, "tonnes")), "convert"),
    ],
)
def test_decomposition_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        decompose_growth(*arguments)
