"""Interval arithmetic against every point that the bounds allow."""

import itertools
import math
import operator
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from industrial_clusters.evidence import Quantity, propagate, rounding_bounds

steady = settings(derandomize=True, deadline=None, max_examples=150)

numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 3))
lows = st.one_of(numbers, st.just(-math.inf))
highs = st.one_of(numbers, st.just(math.inf))
fractions = st.floats(0, 1)
signs = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


def inner(low, high, fraction):
    """A finite number between two bounds, either of which may be open."""
    low, high = max(low, min(high, 0) - 1e7), min(high, max(low, 0) + 1e7)
    return min(max(low + fraction * (high - low), low), high)


@st.composite
def bounded(draw):
    """A quantity, open or closed, and a number that it allows."""
    low, high = draw(lows), draw(highs)
    assume(low <= high)
    return Quantity(low, high), inner(low, high, draw(fractions))


@st.composite
def closed(draw, least=-1e6, most=1e6):
    values = st.floats(least, most).map(lambda x: round(x, 3))
    low, high = sorted((draw(values), draw(values)))
    return Quantity(low, high)


@steady
@given(bounded(), bounded(), st.sampled_from(sorted(signs)))
def test_the_result_contains_what_any_two_allowed_numbers_give(left, right, sign):
    (a, x), (b, y) = left, right
    assume(sign != "/" or not b.contains(0))
    assert signs[sign](a, b).contains(signs[sign](x, y))


@steady
@given(closed(), closed(), st.sampled_from(sorted(signs)))
def test_the_bounds_of_a_result_are_attained(a, b, sign):
    assume(sign != "/" or not b.contains(0))
    operate = signs[sign]
    corners = [operate(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    result = operate(a, b)
    assert (result.low, result.high) == (min(corners), max(corners))


@steady
@given(bounded(), numbers, st.sampled_from(sorted(signs)))
def test_a_plain_number_acts_as_an_exact_quantity(pair, number, sign):
    a, operate = pair[0], signs[sign]
    assume(sign != "/" or number != 0)
    assert operate(a, number) == operate(a, Quantity.exactly(number))


@steady
@given(bounded(), numbers)
def test_sums_and_products_do_not_depend_on_the_side_of_a_number(pair, number):
    a = pair[0]
    assert number + a == a + number
    assert number * a == a * number


@pytest.mark.parametrize(
    ("dividend", "divisor", "low", "high"),
    [
        ((1, 2), (4, math.inf), 0, 0.5),
        ((-2, 1), (4, math.inf), -0.5, 0.25),
        ((1, math.inf), (4, 8), 0.125, math.inf),
        ((1, math.inf), (4, math.inf), 0, math.inf),
        ((-math.inf, math.inf), (4, math.inf), -math.inf, math.inf),
        ((1, 2), (-math.inf, -4), -0.5, 0),
        ((0, 5), (4, math.inf), 0, 1.25),
    ],
)
def test_ratios_of_open_bounds(dividend, divisor, low, high):
    assert Quantity(*dividend) / Quantity(*divisor) == Quantity(low, high)


@pytest.mark.parametrize(
    ("left", "right", "low", "high"),
    [
        ((0, 2), (4, math.inf), 0, math.inf),
        ((0, 0), (-math.inf, math.inf), 0, 0),
        ((-1, 2), (4, math.inf), -math.inf, math.inf),
        ((-3, -1), (0, math.inf), -math.inf, 0),
    ],
)
def test_products_of_open_bounds(left, right, low, high):
    assert Quantity(*left) * Quantity(*right) == Quantity(low, high)


@pytest.mark.parametrize("divisor", [(0, 0), (-1, 1), (0, 5), (-5, 0), (-0.0, 2)])
def test_a_divisor_that_may_be_zero_is_refused(divisor):
    with pytest.raises(ZeroDivisionError, match="may be zero"):
        Quantity(1, 2) / Quantity(*divisor)


def test_a_zero_is_refused_as_divisor_too():
    with pytest.raises(ZeroDivisionError, match="may be zero"):
        Quantity(1, 2) / 0


@pytest.mark.parametrize("operate", [operator.add, operator.sub])
def test_sums_of_different_units_are_refused(operate):
    with pytest.raises(ValueError, match="'firms' and 'households'; convert"):
        operate(Quantity(1, 2, "firms"), Quantity(1, 2, "households"))
    with pytest.raises(ValueError, match="convert"):
        operate(Quantity(1, 2, "firms"), Quantity(1, 2))


def test_overlaps_need_one_unit():
    with pytest.raises(ValueError, match="compare"):
        Quantity(1, 2, "firms").overlaps(Quantity(1, 2, "households"))


@steady
@given(closed(), closed())
def test_quantities_overlap_where_a_bound_of_one_lies_in_the_other(a, b):
    touching = b.contains(a.low) or a.contains(b.low)
    assert a.overlaps(b) == b.overlaps(a) == touching


def test_units_of_results():
    firms, people = Quantity(10, 20, "firms"), Quantity(100, 200, "people")
    assert (firms + firms).unit == (firms - firms).unit == (firms + 1).unit == "firms"
    assert (firms / firms).unit == ""
    assert (people / firms).unit == "people/firms"
    assert (firms * people).unit == "firms·people"
    assert (firms * 2).unit == (2 * firms).unit == (firms / 2).unit == "firms"
    assert (firms * Quantity(1, 2)).unit == (Quantity(1, 2) * firms).unit == "firms"


@pytest.mark.parametrize("bounds", [(math.nan, 1), (1, math.nan), (math.nan, math.nan)])
def test_a_bound_that_is_not_a_number_is_refused(bounds):
    with pytest.raises(ValueError, match="not a number"):
        Quantity(*bounds)


def test_reversed_bounds_are_refused():
    with pytest.raises(ValueError, match=r"low=2 exceeds high=1; swap"):
        Quantity(2, 1)


@pytest.mark.parametrize("other", [True, "2", None, [1], 1j])
@pytest.mark.parametrize("sign", sorted(signs))
def test_what_is_no_number_is_refused(other, sign):
    with pytest.raises(TypeError):
        signs[sign](Quantity(1, 2), other)


def test_numpy_numbers_on_either_side():
    doubled = Quantity(1, 2) * np.float64(2)
    assert doubled == np.float64(2) * Quantity(1, 2) == Quantity(2, 4)


def test_a_difference_of_two_open_bounds_is_open_on_both_sides():
    many = Quantity(31, math.inf)
    assert many - many == Quantity(-math.inf, math.inf)


def test_exactness():
    assert Quantity.exactly(3).is_exact
    assert not Quantity(1, 3).is_exact


@steady
@given(closed(0, 1e4), closed(1, 1e4), fractions, fractions)
def test_a_share_lies_in_its_propagated_bounds(part, rest, p, q):
    def share(a, b):
        return a / (a + b)

    result = propagate(share, part, rest, unit="share")
    x, y = inner(part.low, part.high, p), inner(rest.low, rest.high, q)
    assert result.low - 1e-12 <= share(x, y) <= result.high + 1e-12
    assert result.low == share(part.low, rest.high)
    assert result.high == share(part.high, rest.low)
    assert result.unit == "share"


@steady
@given(closed(0, 1e4), closed(1, 1e4))
def test_propagate_is_never_wider_than_interval_arithmetic(part, rest):
    exact = propagate(lambda a, b: a / (a + b), part, rest)
    loose = part / (part + rest)
    assert loose.low <= exact.low <= exact.high <= loose.high


@steady
@given(closed(), closed(), closed())
def test_propagate_tries_every_corner(a, b, c):
    def mixed(x, y, z):
        return x - y * z

    corners = itertools.product((a.low, a.high), (b.low, b.high), (c.low, c.high))
    values = [mixed(*corner) for corner in corners]
    assert propagate(mixed, a, b, c) == Quantity(min(values), max(values))


def test_propagate_takes_plain_numbers_and_open_bounds():
    assert propagate(lambda a, b: a / b, 10, Quantity(2, math.inf)) == Quantity(0, 5)


def test_propagate_refuses_an_undefined_corner():
    with pytest.raises(ValueError, match="undefined at"):
        propagate(lambda a, b: a / (a + b), Quantity(1, math.inf), Quantity(1, math.inf))


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        (1000, 500, 1500),
        (5.95, 5.945, 5.955),
        (310_000, 305_000, 315_000),
        (1, 0.5, 1.5),
        (10, 5, 15),
        (123, 122.5, 123.5),
        (0.3, 0.25, 0.35),
        (2000.5, 2000.45, 2000.55),
        (-40, -45, -35),
        (1e-13, 5e-14, 1.5e-13),
        (4e15, 3.5e15, 4.5e15),
    ],
)
def test_rounding_bounds_of_round_figures(value, low, high):
    assert rounding_bounds(value) == (low, high)


@steady
@given(st.integers(1, 10**6), st.integers(-6, 9), st.sampled_from([-1, 1]))
def test_rounding_bounds_enclose_the_value_symmetrically(digits, exponent, sign):
    # As a decimal, so that the test shares no arithmetic with the code.
    printed = Decimal(sign * digits).scaleb(exponent)
    value = float(printed)
    low, high = rounding_bounds(value)
    assert low < value < high
    last = Fraction(10) ** (exponent + len(str(digits)) - len(str(digits).rstrip("0")))
    assert low == float(Fraction(printed) - last / 2)
    assert high == float(Fraction(printed) + last / 2)


@pytest.mark.parametrize("value", [0, 0.0, math.inf, -math.inf, math.nan])
def test_no_rounding_bounds_of_zero_or_of_no_number(value):
    with pytest.raises(ValueError, match="state the bounds"):
        rounding_bounds(value)
