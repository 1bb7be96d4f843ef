"""Counts by class, and bounds that need no distribution."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import optimize

from industrial_clusters.evidence.quantity import Quantity
from industrial_clusters.statistics.grouped_counts import (
    GroupedCounts,
    bounds_given_total,
    counts_given_total,
    is_feasible_total,
    total_bounds,
)

steady = settings(derandomize=True, deadline=None, max_examples=40)
few = settings(derandomize=True, deadline=None, max_examples=12)

EDGES = (0.1, 1, 5, 10, math.inf)
# Lu and Ganne 2016, Table 1; the lowest class is what the other three leave.
ZHEJIANG = {
    1996: (198, 91, 13, 4),
    2000: (372, 118, 26, 3),
    2003: (220, 149, 35, 26),
    2004: (316, 202, 46, 37),
}
PRINTED_TOTAL = {1996: 266, 2000: 599, 2003: 1021, 2004: 1582}
years = pytest.mark.parametrize("year", ZHEJIANG)


# Grouped counts


@pytest.mark.parametrize(
    ("edges", "counts", "message"),
    [
        ((1, 2), (1, 1), "2 classes need 3 edges"),
        ((1,), (), "0 classes need"),
        ((-1, 2), (1,), "first edge is -1"),
        ((math.nan, 2), (1,), "first edge is nan"),
        ((1, math.nan), (1,), "do not ascend"),
        ((1, 1), (1,), "do not ascend"),
        ((1, math.inf, math.inf), (1, 1), "do not ascend"),
        ((1, 2), (-1,), "not whole numbers"),
        ((1, 2), (1.5,), "not whole numbers"),
        ((1, 2), (math.nan,), "not whole numbers"),
        ((1, 2), (math.inf,), "not whole numbers"),
        ((1, 2), (Quantity(0.5, 2),), "not whole numbers"),
        ((1, 2), (Quantity(1, 2.5),), "not whole numbers"),
        ((1, 2), (Quantity(-1, 2),), "not whole numbers"),
        ((1, 2), (0,), r"counts \(0,\) hold no cluster; leave the table out"),
    ],
)
def test_grouped_counts_refuse(edges, counts, message):
    with pytest.raises(ValueError, match=message):
        GroupedCounts(edges, counts)


def test_grouped_counts_keep_plain_numbers():
    grouped = GroupedCounts(list(np.array([1, 2, np.inf])), list(np.array([3.0, 4.0])))  # type: ignore[arg-type]
    assert grouped == GroupedCounts((1.0, 2.0, math.inf), (3, 4))
    assert grouped.number == 7


@pytest.mark.parametrize(("year", "printed"), [(1996, 306), (2000, 519), (2003, 430), (2004, 601)])
def test_classes_add_up_to_the_printed_number(year, printed):
    assert GroupedCounts(EDGES, ZHEJIANG[year]).number == printed


# Counts within bounds


def test_a_missing_class_is_the_number_less_the_others():
    zhejiang = GroupedCounts(EDGES, (None, *ZHEJIANG[2004][1:]), "billion yuan", number=601)
    assert zhejiang == GroupedCounts(EDGES, ZHEJIANG[2004], "billion yuan")
    assert zhejiang.exact_counts == ZHEJIANG[2004]
    assert all(isinstance(count, int) for count in zhejiang.counts)


def test_a_bounded_number_bounds_the_missing_class():
    grouped = GroupedCounts((1, 2, 3), (None, 118), number=Quantity(450, 550))
    assert grouped.counts == (Quantity(332, 432), 118)
    assert grouped.number == Quantity(450, 550)
    above = GroupedCounts((1, 2, 3), (None, 118), number=Quantity(450, math.inf))
    assert above.counts == (Quantity(332, math.inf), 118)


def test_nothing_known_of_two_classes_leaves_both_open():
    grouped = GroupedCounts((1, 2, 3, 4), (None, None, 5))
    assert grouped.counts == (Quantity(0, math.inf), Quantity(0, math.inf), 5)
    assert grouped.number == Quantity(5, math.inf)
    assert GroupedCounts((1, 2, 3, 4), (None, None, 5), number=8).counts == (
        Quantity(0, 3),
        Quantity(0, 3),
        5,
    )


@pytest.mark.parametrize(
    ("counts", "number", "message"),
    [
        ((3, 4), 8, r"counts \(3, 4\) cannot add up to 8; check which classes"),
        ((3, 4), 6, "cannot add up to 6"),
        ((None, 4), 3, "cannot add up to 3"),
        ((Quantity(1, 2), 4), Quantity(7, 9), "cannot add up to"),
        ((None, 4), 4.5, r"number=4\.5: not whole numbers from 0 on; give counts"),
        ((None, 4), Quantity(4, 5.5), "number=.*: not whole numbers"),
        ((None, None), 0, "hold no cluster"),
    ],
)
def test_a_number_that_does_not_fit_is_refused(counts, number, message):
    with pytest.raises(ValueError, match=message):
        GroupedCounts((1, 2, 3), counts, number=number)


def test_exact_counts_are_asked_of_exact_tables_only():
    grouped = GroupedCounts((1, 2, 3), (Quantity(1, 3), 4))
    with pytest.raises(ValueError, match=r"known only within bounds.*give number"):
        _ = grouped.exact_counts


@st.composite
def partial_tables(draw):
    """Edges, counts of which some are within bounds, perhaps a number; and all exact tables."""
    steps = draw(st.lists(st.sampled_from([1.0, 2.0, 3.0, 5.5]), min_size=2, max_size=3))
    edges = list(itertools.accumulate([draw(st.sampled_from([0.0, 0.5, 2.0, 6.0])), *steps]))
    if draw(st.booleans()):
        edges[-1] = math.inf
    low = [draw(st.integers(0, 2)) for _ in steps[:-1]] + [draw(st.integers(1, 2))]
    high = [least + draw(st.sampled_from([0, 0, 2, 3])) for least in low]
    fewest = draw(st.integers(sum(low), sum(high)))
    most = draw(st.integers(fewest, sum(high)))
    counts = tuple(
        least if least == greatest else Quantity(least, greatest)
        for least, greatest in zip(low, high, strict=True)
    )
    grouped = GroupedCounts(tuple(edges), counts, "t", number=Quantity(fewest, most))
    choices = (range(least, greatest + 1) for least, greatest in zip(low, high, strict=True))
    exact = [
        GroupedCounts(tuple(edges), row, "t")
        for row in itertools.product(*choices)
        if fewest <= sum(row) <= most
    ]
    return grouped, exact


def ends(bounds):
    """Return the lower and upper end of an exact or bounded count."""
    return (bounds.low, bounds.high) if isinstance(bounds, Quantity) else (bounds, bounds)


def hull_of_counts(tables):
    columns = list(zip(*(table.exact_counts for table in tables), strict=True))
    return [(min(column), max(column)) for column in columns]


@steady
@given(partial_tables())
def test_counts_and_number_are_closed_under_each_other(case):
    grouped, exact = case
    assert [ends(count) for count in grouped.counts] == hull_of_counts(exact)
    numbers = [sum(table.exact_counts) for table in exact]
    assert ends(grouped.number) == (min(numbers), max(numbers))


@steady
@given(partial_tables())
def test_total_bounds_are_those_of_the_extreme_tables(case):
    grouped, exact = case
    bounds = total_bounds(grouped)
    assert bounds.low == pytest.approx(min(total_bounds(table).low for table in exact))
    assert bounds.high == pytest.approx(max(total_bounds(table).high for table in exact))
    assert bounds.unit == "t"


@steady
@given(partial_tables(), st.floats(0, 40), st.sampled_from([0, 0.3, math.inf]))
def test_a_total_is_feasible_if_it_is_in_one_of_the_tables(case, low, spread):
    grouped, exact = case
    total = Quantity(low, low + spread, "t")
    possible = [table for table in exact if is_feasible_total(table, total)]
    assert is_feasible_total(grouped, total) == bool(possible)
    if possible:
        counts = counts_given_total(grouped, total)
        assert [ends(count) for count in counts.counts] == hull_of_counts(possible)
        numbers = [sum(table.exact_counts) for table in possible]
        assert ends(counts.number) == (min(numbers), max(numbers))
        assert (counts.edges, counts.unit) == (grouped.edges, "t")
    else:
        with pytest.raises(ValueError, match="infeasible"):
            counts_given_total(grouped, total)


@steady
@given(partial_tables(), st.floats(1, 40), st.floats(0, 2), st.integers(1, 2))
def test_bounds_are_the_hull_of_those_of_each_table(case, low, spread, largest):
    grouped, exact = case
    total = Quantity(low, low + spread, "t")
    possible = [table for table in exact if is_feasible_total(table, total)]
    largest = min(largest, *(sum(table.exact_counts) for table in exact))
    assume(possible)
    bounds = bounds_given_total(grouped, total, largest)
    each = [bounds_given_total(table, total, largest) for table in possible]
    for name in FIELDS:
        of_each = [getattr(one, name) for one in each]
        assert getattr(bounds, name).low == min(one.low for one in of_each)
        assert getattr(bounds, name).high == max(one.high for one in of_each)
        assert getattr(bounds, name).unit == of_each[0].unit


def test_totals_between_two_tables_are_not_feasible():
    # One cluster makes 10 to 12, two make 20 to 24.
    grouped = GroupedCounts((10, 12), (None,))
    assert total_bounds(grouped) == Quantity(0, math.inf)
    assert total_bounds(GroupedCounts((10, 12), (None,), "t")) == Quantity(0, math.inf, "t")
    assert [is_feasible_total(grouped, total) for total in (9, 10, 12, 13, 20, 25)] == [
        False,
        True,
        True,
        False,
        True,
        False,
    ]
    assert is_feasible_total(grouped, Quantity(13, 20))
    assert counts_given_total(grouped, Quantity(11, 31)).counts == (Quantity(1, 3),)


def test_a_missing_class_given_the_total_by_hand():
    # Zhejiang 1996 without the class from 5 to 10: (266 - 91 - 40) / 5 = 27 at most; the least
    # count needs an upper limit of the top class, here 20: (700 - 455 - 80) / 10 = 16.5.
    grouped = GroupedCounts((1, 5, 10, 20), (91, None, 4), "billion yuan")
    assert counts_given_total(grouped, 266).counts == (91, Quantity(0, 27), 4)
    assert counts_given_total(grouped, 700).counts == (91, Quantity(17, 113), 4)
    assert counts_given_total(grouped, 700).number == Quantity(112, 208)


def test_the_total_bounds_the_number_more_closely_than_the_counts_do():
    # A total of 4 allows counts of 0 to 3 and of 0 to 2, but together 1 to 3 clusters, not 0 to 5.
    grouped = counts_given_total(GroupedCounts((1, 2, 4), (Quantity(0, 3), Quantity(0, 2))), 4)
    assert grouped.counts == (Quantity(0, 3), Quantity(0, 2))
    assert grouped.number == Quantity(1, 3)


def test_rounding_does_not_lose_the_last_table():
    # The division (T - 14 * 1.4) / 2.5 falls short of 7 by rounding.
    total = math.fsum([14 * 1.4, 7 * 2.5])
    assert (total - 14 * 1.4) / 2.5 < 7
    grouped = GroupedCounts((1.4, 2.5, 4), (14, None))
    assert counts_given_total(grouped, total).counts == (14, Quantity(1, 7))


def test_a_class_without_lower_limit_can_hold_any_number():
    grouped = GroupedCounts((0, 1, 5), (None, 3))
    assert is_feasible_total(grouped, 1000)
    assert not is_feasible_total(grouped, 2.9)
    message = r"class from 0\.0 to 1\.0 may hold any.*give number"
    with pytest.raises(ValueError, match=message):
        counts_given_total(grouped, 1000)
    with pytest.raises(ValueError, match=message):
        bounds_given_total(grouped, 1000, 1)
    # With a number, or a finite count, it cannot.
    assert not is_feasible_total(GroupedCounts((0, 1, 5), (None, 3), number=10), 1000)
    assert not is_feasible_total(GroupedCounts((0, 1, 5), (Quantity(0, 9), 3)), 1000)


def test_an_open_total_lets_a_class_hold_any_number():
    grouped = GroupedCounts((2, 3, 5), (None, 3))
    assert is_feasible_total(grouped, Quantity(1000.5, math.inf))
    with pytest.raises(ValueError, match=r"class from 2\.0 to 3\.0 may hold any number"):
        counts_given_total(grouped, Quantity(1000.5, math.inf))
    assert counts_given_total(grouped, Quantity(1000.5, 1001)).counts == (Quantity(329, 496), 3)


def test_tables_beyond_ten_thousand_are_refused():
    assert is_feasible_total(GroupedCounts((1, 2), (Quantity(1, 10_000),)), Quantity(0, 1e6))
    with pytest.raises(ValueError, match="more than 10000 tables; narrow them, or give number"):
        is_feasible_total(GroupedCounts((1, 2), (Quantity(0, 10_000),)), Quantity(0, 1e6))


@pytest.mark.parametrize(
    ("counts", "largest", "message"),
    [
        ((Quantity(1, 5), 1), 3, "largest=3 is not between 1 and the 2 clusters"),
        ((1, Quantity(0, 2)), 1, "the last class may be empty; leave it out, or state its least"),
        ((Quantity(1, 5), 0), 1, "the last class is empty"),
    ],
)
def test_bounds_of_partial_tables_refuse(counts, largest, message):
    with pytest.raises(ValueError, match=message):
        bounds_given_total(GroupedCounts((1, 2, 9), counts), 6, largest)


def test_a_cluster_more_can_raise_or_lower_the_index():
    # Why no end of a missing class's range can be taken for the extreme: within a total of 33,
    # one cluster of 1 to 10 leaves 3 to five small ones, two take it from them.
    def highest(count):
        grouped = GroupedCounts((0, 1, 10, 20), (5, count, 1))
        return bounds_given_total(grouped, 33, 1).herfindahl.high

    assert highest(1) < highest(2)
    assert highest(2) > highest(12)
    missing = bounds_given_total(GroupedCounts((0, 1, 10, 20), (5, None, 1)), 33, 1).herfindahl
    assert missing.high == max(highest(count) for count in range(1, 24))


# Bounds without a distribution


@st.composite
def tables(draw, *, most=3):
    """Grouped counts, and sizes within their classes."""
    steps = draw(st.lists(st.floats(0.5, 5), min_size=2, max_size=3))
    edges = [draw(st.floats(0, 2)), *steps]
    edges = list(itertools.accumulate(edges))
    is_open = draw(st.booleans())
    counts = [draw(st.integers(0, most)) for _ in steps[:-1]]
    counts.append(draw(st.integers(1, most)))
    uppers = [*edges[1:-1], edges[-1]]
    if is_open:
        edges[-1], uppers[-1] = math.inf, edges[-2] + 20
    sizes = [
        low + draw(st.floats(0, 1)) * (high - low)
        for count, low, high in zip(counts, edges, uppers, strict=False)
        for _ in range(count)
    ]
    return GroupedCounts(tuple(edges), tuple(counts)), np.array(sizes)


FIELDS = ("top_class_total", "top_class_mean", "top_class_share", "largest_share", "herfindahl")


def measures(grouped, sizes, largest):
    """Compute by definition what the bounds are about."""
    top = sizes[len(sizes) - grouped.exact_counts[-1] :]
    whole = sizes.sum()
    shares = np.sort(sizes)[::-1] / whole
    return dict(
        zip(
            FIELDS,
            (top.sum(), top.mean(), top.sum() / whole, shares[:largest].sum(), shares @ shares),
            strict=True,
        )
    )


@steady
@given(tables())
def test_total_bounds_hold_every_table(table):
    grouped, sizes = table
    bounds = total_bounds(grouped)
    assert bounds.low - 1e-9 <= sizes.sum() <= bounds.high + 1e-9
    assert is_feasible_total(grouped, Quantity(sizes.sum() - 1e-9, sizes.sum() + 1e-9))


def test_total_bounds_by_hand():
    grouped = GroupedCounts(EDGES, ZHEJIANG[2003], "billion yuan")
    assert total_bounds(grouped).low == pytest.approx(22 + 149 + 175 + 260)
    assert total_bounds(grouped).high == math.inf
    assert total_bounds(grouped).unit == "billion yuan"


def test_an_empty_open_class_does_not_open_the_total():
    assert total_bounds(GroupedCounts((1, 2, math.inf), (3, 0))) == Quantity(3, 6)


def test_provincial_output_of_1996_is_too_small_for_its_clusters():
    # Read as 38 per cent of provincial output, the printed 266 leaves the
    # clusters with less than their classes need at least.
    grouped = GroupedCounts((0, *EDGES[1:]), ZHEJIANG[1996])
    assert total_bounds(grouped).low == 91 + 65 + 40
    assert is_feasible_total(grouped, 266)
    assert not is_feasible_total(grouped, 0.38 * 266)
    assert is_feasible_total(grouped, 196)
    assert not is_feasible_total(grouped, Quantity(100, 195.9))
    assert is_feasible_total(grouped, Quantity(100, 196))


@steady
@given(tables(), st.integers(1, 12), st.floats(0, 0.5), st.floats(0, 0.5))
def test_concentration_bounds_hold_every_table(table, largest, below, above):
    grouped, sizes = table
    assume(sizes.sum() > 0.1)
    largest = min(largest, sum(grouped.exact_counts))
    total = Quantity(sizes.sum() * (1 - below) - 1e-9, sizes.sum() * (1 + above) + 1e-9)
    bounds = bounds_given_total(grouped, total, largest)
    for name, value in measures(grouped, sizes, largest).items():
        slack = 1e-7 * (1 + value)
        assert getattr(bounds, name).low - slack <= value <= getattr(bounds, name).high + slack


def box(grouped, total):
    lower = np.repeat(grouped.edges[:-1], grouped.counts)
    upper = np.minimum(np.repeat(grouped.edges[1:], grouped.counts), total)
    return lower, upper


def corner_tables(grouped, total):
    """List the corners of all tables with a given total: all sizes but one at a limit."""
    lower, upper = box(grouped, total)
    for free in range(len(lower)):
        others = [index for index in range(len(lower)) if index != free]
        for choice in itertools.product((0, 1), repeat=len(others)):
            sizes = lower.copy()
            sizes[others] = np.where(choice, upper[others], lower[others])
            sizes[free] = total - sizes[others].sum()
            if lower[free] - 1e-9 <= sizes[free] <= upper[free] + 1e-9:
                yield sizes


@few
@given(tables(most=2), st.integers(1, 3))
def test_high_concentration_is_the_worst_corner(table, largest):
    # Each measure is convex in the sizes, so its maximum is at a corner.
    grouped, sizes = table
    total = float(sizes.sum())
    assume(total > 0.1 and len(sizes) <= 6 and is_feasible_total(grouped, total))
    largest = min(largest, sum(grouped.exact_counts))
    bounds = bounds_given_total(grouped, total, largest)
    corners = [measures(grouped, corner, largest) for corner in corner_tables(grouped, total)]
    for name in FIELDS:
        highest = max(corner[name] for corner in corners)
        assert getattr(bounds, name).high == pytest.approx(highest, rel=1e-6)
    for name in FIELDS[:3]:
        lowest = min(corner[name] for corner in corners)
        assert getattr(bounds, name).low == pytest.approx(lowest, rel=1e-6)


@few
@given(tables(), st.integers(1, 3))
def test_low_share_of_the_largest_is_a_linear_programme(table, largest):
    # The sum of the k largest is the least k t + sum(max(x - t, 0)) over t.
    grouped, sizes = table
    total, count = float(sizes.sum()), len(sizes)
    assume(total > 0.1 and is_feasible_total(grouped, total))
    largest = min(largest, count)
    lower, upper = box(grouped, total)
    found = optimize.linprog(
        c=[0] * count + [1] * count + [largest],
        A_ub=np.hstack([np.eye(count), -np.eye(count), -np.ones((count, 1))]),
        b_ub=np.zeros(count),
        A_eq=[[1] * count + [0] * (count + 1)],
        b_eq=[total],
        bounds=[*zip(lower, upper, strict=True), *[(0, None)] * (count + 1)],
    )
    bounds = bounds_given_total(grouped, total, largest)
    assert found.fun is not None
    assert bounds.largest_share.low == pytest.approx(found.fun / total, rel=1e-6)


@few
@given(tables())
def test_low_herfindahl_satisfies_the_conditions_of_a_minimum(table):
    # Sizes at one level within their classes have no pair from which a
    # transfer to the smaller could still lower the sum of squares; compare
    # the index at the level found by bisection.
    grouped, sizes = table
    total = float(sizes.sum())
    assume(total > 0.1 and is_feasible_total(grouped, total))
    lower, upper = box(grouped, total)
    assume(lower.sum() + 1e-6 < total < upper.sum() - 1e-6)
    level = optimize.brentq(
        lambda value: np.clip(value, lower, upper).sum() - total, -1, total + 1, xtol=1e-12
    )
    even = np.clip(level, lower, upper)
    index = bounds_given_total(grouped, total, 1).herfindahl.low
    assert index == pytest.approx(even @ even / total**2, rel=1e-6)


@few
@given(tables(), st.floats(0.01, 0.6), st.integers(1, 3))
def test_bounds_over_a_range_of_totals_are_the_hull_of_those_at_each(table, spread, largest):
    grouped, sizes = table
    assume(sizes.sum() > 0.1)
    largest = min(largest, sum(grouped.exact_counts))
    possible = total_bounds(grouped)
    low = max(sizes.sum() * (1 - spread), possible.low, 0.05)
    high = min(sizes.sum() * (1 + spread), possible.high)
    assume(low < high)
    whole = bounds_given_total(grouped, Quantity(low, high), largest)
    each = [
        bounds_given_total(grouped, float(total), largest)
        for total in np.clip(np.linspace(low, high, 120), low, high)
    ]
    for name in FIELDS:
        hull_low = min(getattr(bounds, name).low for bounds in each)
        hull_high = max(getattr(bounds, name).high for bounds in each)
        assert getattr(whole, name).low <= hull_low + 1e-9
        assert getattr(whole, name).high >= hull_high - 1e-9
        assert getattr(whole, name).low == pytest.approx(hull_low, rel=0.02)
        assert getattr(whole, name).high == pytest.approx(hull_high, rel=0.02)


def test_a_turning_point_between_limits_is_found():
    # Two sizes at 1, one at 10 and two at a level c between: the index
    # (102 + 2 c^2) / (12 + 2 c)^2 is lowest at c = 102 / 12, where the total
    # is 29, at neither end of its range.
    grouped = GroupedCounts((0, 1, 10, 40), (2, 2, 1))
    bounds = bounds_given_total(grouped, Quantity(20, 31), 1)
    assert bounds.herfindahl.low == pytest.approx((102 + 2 * 8.5**2) / 29**2, rel=1e-12)


def test_the_ten_largest_are_the_default():
    grouped = GroupedCounts(EDGES, ZHEJIANG[2004])
    assert bounds_given_total(grouped, 1582) == bounds_given_total(grouped, 1582, largest=10)


def test_top_class_of_2004_by_hand():
    grouped = GroupedCounts(EDGES, ZHEJIANG[2004], "billion yuan")
    bounds = bounds_given_total(grouped, Quantity(1581.5, 1582.5, "billion yuan"))
    rest = 31.6 + 202 + 230
    assert bounds.top_class_total.low == 370
    assert bounds.top_class_total.high == pytest.approx(1582.5 - rest)
    assert bounds.top_class_mean.high == pytest.approx((1582.5 - rest) / 37)
    assert bounds.top_class_mean.unit == bounds.top_class_total.unit == "billion yuan"
    assert bounds.top_class_share.low == pytest.approx(370 / 1582.5)
    assert bounds.top_class_share.high == pytest.approx(1 - rest / 1582.5)
    assert bounds.top_class_share.unit == bounds.herfindahl.unit == ""


@years
def test_largest_clusters_hold_at_least_an_equal_share(year):
    grouped = GroupedCounts(EDGES, ZHEJIANG[year])
    bounds = bounds_given_total(grouped, PRINTED_TOTAL[year], sum(grouped.exact_counts))
    assert bounds.largest_share.low == pytest.approx(1)
    assert 1 / sum(grouped.exact_counts) < bounds.herfindahl.low < bounds.herfindahl.high < 1


@pytest.mark.parametrize(
    ("counts", "total", "largest", "message"),
    [
        ((1, 1), 2.9, 1, "infeasible"),
        ((1, 1), Quantity(1, 2), 1, "infeasible"),
        ((1, 1), Quantity(4, math.inf), 1, "finite bounds"),
        ((1, 1), 5, 0, "largest=0"),
        ((1, 1), 5, 3, "largest=3"),
        ((1, 0), 1.5, 1, "last class is empty"),
        ((1, 1), Quantity(5, 5, "tonnes"), 1, "convert"),
    ],
)
def test_concentration_bounds_refuse(counts, total, largest, message):
    grouped = GroupedCounts((1, 2, math.inf), counts, "billion yuan")
    if isinstance(total, Quantity) and not total.unit:
        total = Quantity(total.low, total.high, "billion yuan")
    with pytest.raises(ValueError, match=message):
        bounds_given_total(grouped, total, largest)


def test_shares_of_a_total_of_nothing_are_refused():
    grouped = GroupedCounts((0, math.inf), (2,))
    with pytest.raises(ValueError, match="positive"):
        bounds_given_total(grouped, Quantity(0, 1), 1)
