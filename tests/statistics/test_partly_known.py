"""Measures of sizes of which only some or only a sum are known: every bound against all corners."""

import dataclasses
import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from industrial_clusters.evidence import Quantity
from industrial_clusters.statistics.concentration import (
    concentration_ratio,
    entropy,
    gini,
    herfindahl,
    hoover,
    theil,
)
from industrial_clusters.statistics.partly_known import LeadingShare, PartlyKnown

steady = settings(derandomize=True, deadline=None, max_examples=40)
INF = math.inf
MEASURES: dict[str, Any] = {
    "first": lambda sizes: concentration_ratio(sizes, 1),
    "second": lambda sizes: concentration_ratio(sizes, 2),
    "herfindahl": herfindahl,
    "normalised": lambda sizes: herfindahl(sizes, "normalised"),
    "effective": lambda sizes: herfindahl(sizes, "effective number"),
    "entropy": entropy,
    "relative": lambda sizes: entropy(sizes, "relative"),
    "T": theil,
    "gini": gini,
    "corrected": lambda sizes: gini(sizes, correction=True),
    "hoover": hoover,
}
# The most uneven sizes have the smallest value of these.
FALLING = {"effective", "entropy", "relative"}


def near(value, **kwargs):
    return pytest.approx(value, **({"rel": 1e-9, "abs": 1e-9} | kwargs))


# Known configurations ---------------------------------------------------------------------------


def test_two_known_firms_of_twenty():
    firms = PartlyKnown([30, 20], total=100, count=20)
    even = [30, 20] + [50 / 18] * 18
    uneven = [30, 20, 20, 20, 10] + [0] * 15
    for name, measure in MEASURES.items():
        ends = [float(measure(even)), float(measure(uneven))]
        bounds = measure(firms)
        assert [bounds.low, bounds.high] == near(sorted(ends)), name


def test_known_firms_that_need_not_be_the_largest():
    firms = PartlyKnown([30, 20], total=100, count=20, largest=False)
    even = [30, 20] + [50 / 18] * 18
    uneven = [30, 20, 50] + [0] * 17
    for name, measure in MEASURES.items():
        ends = [float(measure(even)), float(measure(uneven))]
        bounds = measure(firms)
        assert [bounds.low, bounds.high] == near(sorted(ends)), name


def test_all_known():
    firms = PartlyKnown({"a": 30, "b": 70}, total=100, count=2)
    for measure in MEASURES.values():
        bounds = measure(firms)
        assert bounds.low == near(bounds.high)
        assert bounds.low == near(float(measure([30, 70])))
    # Rounding of a sum is no clash.
    assert herfindahl(PartlyKnown([0.1] * 10, total=1, count=10)).high == near(0.1)
    assert herfindahl(PartlyKnown([0.1] * 10, total=1, count=12)).low == near(0.1)


def test_vanishing_units_make_theil_l_infinite():
    bounds = theil(PartlyKnown([30, 20], total=100, count=20), "L")
    assert bounds.low == near(float(theil([30, 20] + [50 / 18] * 18, "L")))
    assert bounds.high == INF


def test_the_four_largest_of_zhongguancun():
    # Half of the output of some thousands of firms, by four (zhongguancun1998, p. 137).
    zone = LeadingShare(4, share=0.5, count=4000)
    index = herfindahl(zone)
    assert index.low == near(4 * 0.125**2 + 0.5**2 / 3996)
    # One leader with nearly all of the half, three as small as the 3,996 others ...
    small = 0.5 / 3996
    alone = (0.5 - 3 * small) ** 2 + 3999 * small**2
    # ... or four leaders alike beside four followers as large: which is worse differs.
    alike = 8 * 0.125**2
    assert index.high == near(
        max(
            alone, alike, *((0.5 - 1.5 / q) ** 2 + (3 + q) * (0.5 / q) ** 2 for q in range(4, 3997))
        )
    )
    assert concentration_ratio(zone, 4).low == near(0.5)
    assert concentration_ratio(zone, 4).high == near(0.5)
    assert concentration_ratio(zone, 1).low == near(0.125)
    assert concentration_ratio(zone, 1).high == near(0.5 - 3 * small)
    assert concentration_ratio(zone, 8).high == near(1)
    assert gini(zone).low == near(0.5 - 0.001)


def test_a_share_of_units_that_need_not_lead():
    five = LeadingShare(5, share=0.4, count=100, largest=False)
    assert herfindahl(five).low == near(5 * 0.08**2 + 0.6**2 / 95)
    assert herfindahl(five).high == near(0.4**2 + 0.6**2)
    assert concentration_ratio(five, 1).high == near(0.6)


def test_leaders_with_no_more_than_their_number():
    # A share that may be as small as that of equal units leaves equality possible.
    bounds = gini(LeadingShare(2, Quantity(0.1, 0.9), 10))
    assert bounds.low == near(0)
    assert hoover(LeadingShare(2, Quantity(0, 1), 10)).high == near(0.9)
    with_all = LeadingShare(2, 1, 2)
    assert herfindahl(with_all).low == near(0.5)
    assert herfindahl(with_all).high == near(1)


# Against all corners of the set of possible sizes -----------------------------------------------


def corners(rows, limits):
    """Corners of the polytope ``rows @ x <= limits``, by solving every choice of equalities."""
    rows, limits = np.array(rows, float), np.array(limits, float)
    found = []
    for chosen in itertools.combinations(range(len(rows)), rows.shape[1]):
        square = rows[list(chosen)]
        if abs(np.linalg.det(square)) > 1e-9:
            point = np.linalg.solve(square, limits[list(chosen)])
            if (rows @ point <= limits + 1e-9).all():
                found.append(np.abs(point))
    return np.array(found).reshape(-1, rows.shape[1])


def corners_with_known(low, high, total, others, largest):
    known = len(low)
    unit = np.eye(known + others)
    rows, limits = [], []
    for at in range(known):
        rows += [unit[at], -unit[at]]
        limits += [high[at], -low[at]]
    for at in range(known, known + others):
        rows.append(-unit[at])
        limits.append(0)
        if largest:
            rows += [unit[at] - unit[leader] for leader in range(known)]
            limits += [0] * known
    rows += [np.ones(known + others), -np.ones(known + others)]
    return corners(rows, [*limits, total[1], -total[0]])


def corners_with_share(number, share, count, largest):
    unit = np.eye(count)
    rows = list(-unit)
    if largest:
        rows += [unit[b] - unit[a] for a in range(number) for b in range(number, count)]
    limits = [0] * len(rows)
    leading = np.where(np.arange(count) < number, 1, 0)
    rows += [leading, -leading, np.ones(count), -np.ones(count)]
    return corners(rows, [*limits, share[1], -share[0], 1, -1])


def check(possible, corners_by_count):
    """Bounds hold what lies between the corners; the uneven ends are those of a corner."""
    random = np.random.default_rng(11)
    for name, measure in MEASURES.items():
        values, inside = [], []
        for points in corners_by_count:
            values += [float(measure(list(point))) for point in points]
            mixed = random.dirichlet(np.full(len(points), 0.5), 12) @ points
            inside += [float(measure(list(point))) for point in mixed]
        bounds = measure(possible)
        assert bounds.low <= min(values + inside) + 1e-9, name
        assert bounds.high >= max(values + inside) - 1e-9, name
        if name in FALLING:
            assert bounds.low == near(min(values)), name
        else:
            assert bounds.high == near(max(values)), name


def check_attained(possible, fits):
    """Every point that was tried is possible."""
    for points in (possible.even_points(), possible.uneven_points()):
        for sizes, weights in points:
            for size, weight in zip(sizes, np.broadcast_to(weights, sizes.shape), strict=True):
                assert (weight >= 0).all()
                assert (size[weight == 0] == 0).all()
                assert possible.count.low <= weight.sum() <= possible.count.high
                assert fits(size, weight)


@st.composite
def cases_with_known(draw):
    known = draw(st.integers(1, 2))
    low = draw(st.lists(st.integers(0, 7), min_size=known, max_size=known))
    width = draw(st.lists(st.integers(0, 4), min_size=known, max_size=known))
    high = [a + b for a, b in zip(low, width, strict=True)]
    assume(any(high))
    least = draw(st.integers(1, 22))
    total = least, least + draw(st.integers(0, 3))
    fewest = draw(st.integers(0, 2)) + (known == 1)
    others = fewest, min(fewest + draw(st.integers(0, 1)), 4 - known)
    assume(others[0] <= others[1])
    return low, high, total, others, draw(st.booleans())


@settings(steady, max_examples=45)
@given(cases_with_known())
def test_known_sizes_within_bounds(case):
    low, high, total, others, largest = case
    by_count = [
        corners_with_known(low, high, total, number, largest)
        for number in range(others[0], others[1] + 1)
    ]
    by_count = [points for points in by_count if len(points)]
    known = [Quantity(a, b) for a, b in zip(low, high, strict=True)]
    count = Quantity(len(low) + others[0], len(low) + others[1])
    if not by_count:
        with pytest.raises(ValueError, match=r"cannot make up|add up to at least"):
            PartlyKnown(known, Quantity(*total), count, largest)
        return
    possible = PartlyKnown(known, Quantity(*total), count, largest)
    check(possible, by_count)

    def fits(size, weight):
        density = np.divide(size, weight, out=np.zeros(len(size)), where=weight > 0)
        first, rest = density[: len(low)], density[len(low) :]
        return (
            (first >= np.array(low) - 1e-9).all()
            and (first <= np.array(high) + 1e-9).all()
            and total[0] - 1e-9 <= size.sum() <= total[1] + 1e-9
            and (not largest or rest.max(initial=0) <= first.min() + 1e-9)
        )

    check_attained(possible, fits)


@settings(steady, max_examples=30)
@given(
    st.integers(1, 3),
    st.tuples(st.integers(0, 10), st.integers(0, 10)).map(sorted),
    st.integers(2, 4),
    st.integers(0, 1),
    st.booleans(),
)
def test_shares_within_bounds(number, share, fewest, more, largest):
    assume(number <= fewest)
    share = [part / 10 for part in share]
    counts = range(fewest, min(fewest + more, 4) + 1)
    by_count = [corners_with_share(number, share, count, largest) for count in counts]
    by_count = [points for points in by_count if len(points)]
    if not by_count:
        with pytest.raises(ValueError, match="of the total, and the share is at most"):
            LeadingShare(number, Quantity(*share), Quantity(counts[0], counts[-1]), largest)
        return
    possible = LeadingShare(number, Quantity(*share), Quantity(counts[0], counts[-1]), largest)
    check(possible, by_count)

    def fits(size, weight):
        held = size[0]
        if largest:
            density = np.divide(size, weight, out=np.zeros(len(size)), where=weight > 0)
            order = np.argsort(-density)
            before = np.cumsum(weight[order]) - weight[order]
            held = (density[order] * np.clip(number - before, 0, weight[order])).sum()
        return size.sum() == near(1) and share[0] - 1e-9 <= held <= share[1] + 1e-9

    check_attained(possible, fits)


def test_many_bounded_sizes():
    # Where a rest is sure to be left, any number of leaders may be bounded.
    bounds = herfindahl(PartlyKnown([*[Quantity(8, 10)] * 6, 9], total=100, count=12))
    # Eleven alike and one of 9: the six can be as small as the five that are not known.
    assert bounds.low == near((11 * (91 / 11) ** 2 + 81) / 100**2)
    # Six of 10, four of 9 with the one that is known, and 4.
    assert bounds.high == near((6 * 10**2 + 4 * 9**2 + 4**2) / 100**2)
    leaders = [Quantity(4, 5)] * 11
    assert herfindahl(PartlyKnown(leaders, total=60, count=13)).high == near(12 / 12**2)
    some_way = r"^11 known sizes are bounded, .* in too many ways; give all but 10 exactly$"
    with pytest.raises(ValueError, match=some_way):
        PartlyKnown(leaders, total=50, count=13)
    with pytest.raises(ValueError, match=some_way):
        PartlyKnown(leaders, total=60, count=13, largest=False)
    ten = PartlyKnown([Quantity(4, 5 + i / 9) for i in range(10)], total=50, count=13)
    assert herfindahl(ten).high > herfindahl(ten).low


def test_an_open_size_is_bounded_by_the_total():
    first = concentration_ratio(PartlyKnown([Quantity(30, INF)], total=100, count=4), 1)
    assert (first.low, first.high) == near((0.3, 1))
    with pytest.raises(ValueError, match="cannot make up the rest"):
        PartlyKnown([30], total=100, count=3)


def test_shares_in_per_cent_and_amounts_agree():
    in_cents = herfindahl(PartlyKnown([30, 20], total=100, count=Quantity(10, 20)))
    amounts = herfindahl(PartlyKnown([3000, 2000], total=10_000, count=Quantity(10, 20)))
    assert (in_cents.low, in_cents.high) == near((amounts.low, amounts.high))
    # The most even rest has the largest count.
    assert in_cents.low == near(0.13 + 0.25 / 18)


# What is refused --------------------------------------------------------------------------------

WRONG: Any = 1.5


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: PartlyKnown([60, 50], total=100, count=5),
            r"^the known sizes add up to at least 110\.0, more than the total of 100\.0; correct",
        ),
        (
            lambda: PartlyKnown([10, 10, 10], total=100, count=2),
            "^3 sizes are known, of at most 2 units; raise the count$",
        ),
        (
            lambda: PartlyKnown([30, 20], total=100, count=4),
            r"^the other 2 units, none larger than 20\.0, cannot make up the rest of at least 50",
        ),
        (lambda: PartlyKnown([30, 0], total=100, count=4), "the other 2 units, none larger than 0"),
        (
            lambda: PartlyKnown([30, 20], total=100, count=2, largest=False),
            "the other 0 units.*; raise the count, or give largest=False if others may be larger$",
        ),
        (lambda: PartlyKnown([30, -20], total=100, count=9), r"row 1: the size is -20\.0"),
        (
            lambda: PartlyKnown([30], total=0, count=9),
            "^the total lies between 0 and 0; give it, or finite bounds of zero or more$",
        ),
        (
            lambda: PartlyKnown([30], total=Quantity(-1, 40), count=9),
            "total lies between -1 and 40",
        ),
        (lambda: PartlyKnown([30], total=Quantity(40, INF), count=9), "between 40 and inf"),
        (
            lambda: PartlyKnown([30], total=40, count=Quantity(9, INF)),
            "^the count has no upper bound; give the largest that is possible",
        ),
        (
            lambda: PartlyKnown([30], total=40, count=WRONG),
            r"^the count lies between 1\.5 and 1\.5; give whole numbers from 1 on$",
        ),
        (lambda: PartlyKnown([30], total=40, count=0), "^the count lies between 0 and 0"),
        (lambda: PartlyKnown([30], total=40, count=Quantity(2, 2.5)), r"between 2 and 2\.5"),
        (
            lambda: PartlyKnown([Quantity(1, 1, "jobs")], total=Quantity(3, 3, "yuan"), count=4),
            "^the known sizes are in 'jobs' and the total in 'yuan'; convert one of them first$",
        ),
        (
            lambda: LeadingShare(4, share=0.3, count=10),
            r"^the 4 largest of 10 units hold at least 0\.4 of the total, and the share is at",
        ),
        (
            lambda: LeadingShare(4, share=0.3, count=4, largest=False),
            "^the 4 of 4 units hold at le",
        ),
        (
            lambda: LeadingShare(4, 0, 10),
            r"^the 4 largest of 10 .* at most 0\.0; correct one of them$",
        ),
        (
            lambda: LeadingShare(4, share=50, count=10),
            r"^the share lies between 50 and 50; give a fraction of the total, from 0 to 1$",
        ),
        (lambda: LeadingShare(4, Quantity(-0.1, 1), 10), r"lies between -0\.1 and 1"),
        (
            lambda: LeadingShare(4, share=1, count=3),
            "^the share is of 4 units, of at most 3 in all; raise the count$",
        ),
        (
            lambda: LeadingShare(WRONG, share=1, count=3),
            r"^the share is of 1\.5 units; give a whole number from 1 on$",
        ),
        (lambda: LeadingShare(0, share=1, count=3), "^the share is of 0 units"),
        (
            lambda: gini(LeadingShare(1, 0.5, 3), weights=[1, 2, 3]),
            "^units that are not all known have no weight each; leave out the weights$",
        ),
        (lambda: hoover(LeadingShare(1, 0.5, 3), [1, 2, 3]), "have no reference each; leave out"),
        (
            lambda: theil(LeadingShare(1, 0.5, 3), zeros="dropped"),
            '^which of the units have no size is not known; keep the zeros with zeros="kept"$',
        ),
        (
            lambda: herfindahl(PartlyKnown([1], total=1, count=1), "normalised"),
            "the normalised index is not defined for a single unit",
        ),
        (lambda: concentration_ratio(LeadingShare(1, 0.5, 3), 4), "k is 4; give .* from 1 to 3"),
    ],
)
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_neither_can_be_changed():
    known, leading = PartlyKnown([1], total=3, count=3), LeadingShare(1, 0.5, 3)
    with pytest.raises(dataclasses.FrozenInstanceError):
        known.count = 4  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        leading.count = 4  # type: ignore[misc]
    assert len({known, leading}) == 2
    assert leading == LeadingShare(1, 0.5, 3)


def test_units_that_agree():
    jobs = Quantity(1, 1, "jobs")
    for total in (3, Quantity(3, 3), Quantity(3, 3, "jobs")):
        possible = PartlyKnown([jobs], total=total, count=3)
        assert float(herfindahl(possible)) == near(1 / 3)
    assert float(gini(PartlyKnown([1], total=Quantity(3, 3, "jobs"), count=3))) == near(0)


@pytest.mark.parametrize("share", [-0.1, 1.1, Quantity(0.5, 1.1)])
def test_a_share_beyond_the_whole_is_refused(share):
    with pytest.raises(ValueError, match="give a fraction of the total, from 0 to 1"):
        LeadingShare(1, share, 10)
