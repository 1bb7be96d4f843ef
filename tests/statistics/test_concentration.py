"""Concentration and inequality: published figures, properties, sharp bounds, refusals."""

import dataclasses
import itertools
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from industrial_clusters.evidence import Quantity
from industrial_clusters.statistics.concentration import (
    concentration_ratio,
    entropy,
    gini,
    herfindahl,
    hoover,
    lorenz,
    theil,
    theil_decomposition,
)

steady = settings(derandomize=True, deadline=None, max_examples=40)
INF = math.inf

# GDP of the German states in 2015, in billion euro, as in the help page of REAT's gini().
GERMANY = [
    *(460.69, 549.19, 124.16, 65.29, 31.59, 109.27, 263.44, 39.87, 258.53),
    *(645.59, 131.95, 35.03, 112.66, 56.22, 85.61, 56.81),
]
# Mean incomes by class, United States 1968, as in the help pages of R's ineq.
INCOMES = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]


def near(value, **kwargs):
    return pytest.approx(value, **({"rel": 1e-9, "abs": 1e-12} | kwargs))


# Published figures ------------------------------------------------------------------------------


def test_merger_guidelines():
    # U.S. Department of Justice and Federal Trade Commission, Horizontal Merger Guidelines,
    # 2010, note 9: 30, 30, 20 and 20 per cent make an index of 2,600 points.
    assert float(herfindahl([30, 30, 20, 20])) * 10_000 == near(2600)
    assert float(concentration_ratio([20, 30, 20, 30], 2)) == near(0.6)


def test_car_makers_of_doersam():
    # Doersam, Wirtschaftsstatistik anschaulich dargestellt, 2004, in the help pages of REAT's
    # herf() and gini(): sales of four car makers; 0.34 and 0.12, 0.3 and 0.4.
    sales = [20, 50, 20, 10]
    assert float(herfindahl(sales)) == near(0.34)
    assert float(herfindahl(sales, form="normalised")) == near(0.12)
    assert float(herfindahl(sales, form="effective number")) == near(1 / 0.34)
    assert float(gini(sales)) == near(0.3)
    assert float(gini(sales, correction=True)) == near(0.4)


def test_income_classes_of_doersam():
    # The same, average incomes and sizes of six classes: 0.5278.
    income, people = [500, 1500, 2500, 4000, 7500, 15000], [1000, 1200, 1600, 400, 200, 600]
    weighted = gini(income, weights=people, sizes_are="averages")
    assert float(weighted) == pytest.approx(0.5278, abs=5e-5)
    totals = np.multiply(income, people)
    assert float(gini(totals, weights=people)) == near(float(weighted))


def test_german_states():
    assert float(gini(GERMANY)) == pytest.approx(0.5009, abs=5e-5)  # help page of REAT's gini()


def test_incomes_of_ineq():
    # Reference output of the examples of R's ineq: 0.4620911 (Gini), 0.1840812 (Herfindahl).
    assert float(gini(INCOMES)) == pytest.approx(0.4620911, abs=5e-8)
    assert float(herfindahl(INCOMES)) == pytest.approx(0.1840812, abs=5e-8)


def test_examples_of_desctools():
    # Reference page of R's DescTools::Herfindahl: 0.1668737 and 0.1301292.
    one = [261, 29, 33, 15, 39, 28, 95, 5, 6, 28, 69, 8, 105, 38, 15]
    other = [783, 121, 112, 70, 201, 153, 425, 19, 37, 126, 325, 51, 442, 193, 41]
    assert float(herfindahl(one)) == pytest.approx(0.1668737, abs=5e-8)
    assert float(herfindahl(other)) == pytest.approx(0.1301292, abs=5e-8)


@pytest.mark.parametrize("plants", [[50 / 9] * 9 + [50], [2] * 5 + [18] * 5])
def test_two_populations_of_damgaard_and_weiner(plants):
    # Ecology 81, 2000, Figure 2 (doi:10.1890/0012-9658(2000)081[1139:DIIPSO]2.0.CO;2): two
    # populations with one Gini coefficient, 0.4444444 by the example in R's ineq.
    assert float(gini(plants, correction=True)) == near(4 / 9)


def test_stoermann_regions_are_theil_l():
    # Stoermann, Regionaloekonomik, 2009, in the help page of REAT's theil(): 0.2326302. It is
    # called Theil's index there without saying which: it is L. T is another number.
    regions = [10, 10, 10, 20, 50]
    assert float(theil(regions, index="L")) == pytest.approx(0.2326302, abs=5e-8)
    assert float(theil(regions)) == near(0.5 * math.log(2.5) + 0.3 * math.log(0.5))


def test_groups_of_pysal():
    # Column sums of the example in pysal/inequality's _indices.py: 1.094070862104929 (Shannon),
    # 0.0512820513 (Gini) and 0.041025641 (Hoover).
    groups = [24, 19, 22]
    assert float(entropy(groups)) == near(1.094070862104929)
    assert float(gini(groups)) == pytest.approx(0.0512820513, abs=5e-11)
    assert float(hoover(groups)) == pytest.approx(0.041025641, abs=5e-10)


def test_pareto_law():
    # Closed forms: Gini 1 / (2 a - 1), Lorenz curve 1 - (1 - p) ** (1 - 1/a).
    exponent, rank = 3, np.arange(20_000) + 0.5
    sizes = (1 - rank / 20_000) ** (-1 / exponent)
    assert float(gini(sizes)) == pytest.approx(1 / 5, abs=1e-3)
    curve = lorenz(sizes).exact
    expected = 1 - (1 - curve["units"]) ** (1 - 1 / exponent)
    assert np.abs(curve["sizes"] - expected).max() < 1e-3


def test_lognormal_and_exponential_laws():
    quantiles = (np.arange(20_000) + 0.5) / 20_000
    sizes = stats.lognorm.ppf(quantiles, s=0.8)
    for index in ("T", "L"):  # both are half the variance of the logarithm
        assert float(theil(sizes, index=index)) == pytest.approx(0.32, abs=2e-3)
    assert float(gini(stats.expon.ppf(quantiles))) == pytest.approx(0.5, abs=1e-3)


# Values -----------------------------------------------------------------------------------------


def test_gini_is_half_the_relative_mean_difference():
    sizes, weights = np.array([3.0, 8, 1, 5, 5]), np.array([2.0, 1, 4, 3, 1])
    differences = np.abs(np.subtract.outer(sizes, sizes)).mean()
    assert float(gini(sizes)) == near(differences / (2 * sizes.mean()))
    people = np.repeat(sizes, weights.astype(int))
    assert float(gini(sizes, weights, sizes_are="averages")) == near(float(gini(people)))
    assert float(gini(sizes * weights, weights)) == near(float(gini(people)))


def test_limits():
    one, equal = [0, 0, 7, 0], [3, 3, 3, 3]
    assert float(herfindahl(one)) == float(herfindahl(one, form="normalised")) == 1
    assert float(herfindahl(equal)) == 0.25
    assert float(herfindahl(equal, form="normalised")) == 0
    assert float(entropy(one)) == 0
    assert math.copysign(1, float(entropy(one))) == 1
    assert float(entropy(equal)) == near(math.log(4))
    assert float(entropy(equal, form="relative")) == near(1)
    assert float(entropy(equal, form="effective number")) == near(4)
    assert float(theil(one)) == near(math.log(4))
    assert float(gini(one)) == near(0.75)
    assert float(gini(one, correction=True)) == near(1)
    assert float(hoover(one)) == near(0.75)
    assert float(hoover(one, halved=False)) == near(1.5)
    for measure in (theil, gini, hoover):
        assert float(measure(equal)) == near(0)
    assert float(theil(equal, index="L")) == near(0)
    assert float(concentration_ratio(equal, 3)) == near(0.75)
    for k in (1, 4):
        assert float(concentration_ratio(one, k)) == 1


def test_a_single_unit_holds_all():
    for measure in (herfindahl, lambda sizes: concentration_ratio(sizes, 1)):
        assert float(measure([5])) == 1
    for measure in (entropy, theil, gini, hoover):
        assert float(measure([5])) == 0


def test_zeros_kept_or_dropped():
    # With zeros kept T of [1, 1, 0, 0] is ln 2. R's ineq::Theil drops them silently: 0.
    assert float(theil([1, 1, 0, 0])) == near(math.log(2))
    assert float(theil([1, 1, 0, 0], zeros="dropped")) == near(0)
    assert float(theil([0, 1, 3], index="L", zeros="dropped")) == near(float(theil([1, 3], "L")))
    assert float(entropy([1, 1, 0, 0], form="relative")) == near(0.5)
    assert float(entropy([1, 1, 0, 0], form="relative", zeros="dropped")) == near(1)
    weighted = theil([0, 1, 3], zeros="dropped", weights=[9, 2, 1])
    assert float(weighted) == near(float(theil([1, 3], weights=[2, 1])))


@pytest.mark.parametrize("index", ["T", "L"])
def test_weighted_theil_counts_people(index):
    incomes, people = [2.0, 5.0, 1.0], [3, 1, 2]
    weighted = float(theil(incomes, index, weights=people, sizes_are="averages"))
    assert weighted == near(float(theil(np.repeat(incomes, people), index)))
    assert weighted == near(float(theil(np.multiply(incomes, people), index, weights=people)))


def test_hoover_against_a_reference():
    # REAT's example: GDP and population of the German states. Its formula by hand.
    people = np.arange(1, 17) ** 1.5
    share, reference = np.array(GERMANY) / sum(GERMANY), people / people.sum()
    assert float(hoover(GERMANY, people)) == near(np.abs(share - reference).sum() / 2)
    assert float(hoover(GERMANY, people, halved=False)) == near(np.abs(share - reference).sum())
    assert float(hoover(GERMANY, GERMANY)) == near(0)


def test_lorenz_curve():
    curve = lorenz([1, 6, 3]).exact
    assert curve["units"].tolist() == near([0, 1 / 3, 2 / 3, 1])
    assert curve["sizes"].tolist() == near([0, 0.1, 0.4, 1])
    weighted = lorenz([1, 6, 3], weights=[1, 1, 2]).exact
    assert weighted["units"].tolist() == near([0, 0.25, 0.75, 1])
    assert weighted["sizes"].tolist() == near([0, 0.1, 0.4, 1])
    averages = lorenz([1, 6, 1.5], weights=[1, 1, 2], sizes_are="averages").exact
    pd.testing.assert_frame_equal(averages, weighted)


# Decomposition ----------------------------------------------------------------------------------

TOWNS = pd.Series({"a": 1.0, "b": 3.0, "c": 4.0, "d": 8.0, "e": 2.0})
COASTS = {"c": "inland", "a": "coast", "b": "coast", "e": "coast", "d": "inland"}


@pytest.mark.parametrize("index", ["T", "L"])
@pytest.mark.parametrize("weights", [None, pd.Series({"e": 1, "d": 2, "c": 3, "b": 4, "a": 5})])
def test_decomposition_adds_up(index, weights):
    split = theil_decomposition(TOWNS, COASTS, index, weights=weights)
    assert float(split.total) == float(split.between) + float(split.within)
    assert float(split.total) == near(float(theil(TOWNS, index, weights=weights)))
    assert split.parts["between"].sum() == near(float(split.between))
    assert split.parts["within"].sum() == near(float(split.within))
    assert split.parts.index.tolist() == ["coast", "inland"]
    # Between groups: the index of their sums. Within: their own indices, weighed.
    coast, inland = TOWNS[["a", "b", "e"]], TOWNS[["c", "d"]]
    people = pd.Series(1.0, TOWNS.index) if weights is None else weights
    of_groups = [people[list(group.index)].sum() for group in (coast, inland)]
    between = theil([coast.sum(), inland.sum()], index, weights=of_groups)
    assert float(split.between) == near(float(between))
    for name, group, of_group in zip(("coast", "inland"), (coast, inland), of_groups, strict=True):
        own = float(theil(group, index, weights=people[list(group.index)]))
        share = group.sum() / TOWNS.sum() if index == "T" else of_group / people.sum()
        assert split.parts.loc[name, "within"] == near(share * own)


def test_decomposition_convention_and_zeros():
    split = theil_decomposition([1, 0, 3, 4], list("xxyy"), zeros="dropped")
    assert split.convention == split.total.convention == "Theil's T, zeros dropped"
    assert split.between.convention == "Theil's T, zeros dropped, between groups"
    assert split.within.convention == "Theil's T, zeros dropped, within groups"
    assert float(split.total) == near(float(theil([1, 3, 4])))
    kept = theil_decomposition([1, 0, 3, 4], ["x", "x", "y", "y"])
    assert float(kept.total) == near(float(theil([1, 0, 3, 4])))
    logarithmic = theil_decomposition([1, 2], ["x", "y"], "L")
    assert logarithmic.convention == "Theil's L (mean logarithmic deviation), zeros kept"
    averages = theil_decomposition([1, 2], ["x", "y"], weights=[3, 1], sizes_are="averages")
    assert float(averages.total) == near(float(theil([3, 2], weights=[3, 1])))


def test_a_decomposition_cannot_be_changed():
    split = theil_decomposition([1, 2], ["x", "y"])
    with pytest.raises(dataclasses.FrozenInstanceError):
        split.convention = "another"  # type: ignore[misc]
    assert len({split, split}) == 1


def test_a_group_of_zeros_has_no_part_within():
    split = theil_decomposition([0, 0, 2, 4], list("xxyy"))
    assert split.parts.to_numpy()[0].tolist() == [0, 0]


# Properties -------------------------------------------------------------------------------------

MEASURES = {
    "ratio": lambda sizes: concentration_ratio(sizes, 2),
    "herfindahl": herfindahl,
    "normalised": lambda sizes: herfindahl(sizes, "normalised"),
    "entropy": entropy,
    "relative": lambda sizes: entropy(sizes, "relative"),
    "T": theil,
    "L": lambda sizes: theil(sizes, "L"),
    "gini": gini,
    "corrected": lambda sizes: gini(sizes, correction=True),
    "hoover": hoover,
}
# A transfer from a larger to a smaller unit lowers these.
UNEVEN = [name for name in MEASURES if name not in {"entropy", "relative"}]
sizes_above_zero = st.lists(st.floats(0.1, 100), min_size=2, max_size=7)


@steady
@given(sizes_above_zero, st.floats(0.01, 100), st.randoms(use_true_random=False))
def test_scale_and_order_do_not_matter(sizes, factor, random):
    shuffled = [factor * size for size in sizes]
    random.shuffle(shuffled)
    for name, measure in MEASURES.items():
        assert float(measure(shuffled)) == pytest.approx(float(measure(sizes)), abs=1e-9), name


@steady
@given(sizes_above_zero, st.integers(2, 3))
def test_replication(sizes, times):
    replicated = sizes * times
    for name in ("T", "L", "gini", "hoover"):
        value = float(MEASURES[name](sizes))
        assert float(MEASURES[name](replicated)) == pytest.approx(value, abs=1e-9), name
    assert float(herfindahl(replicated)) == near(float(herfindahl(sizes)) / times)
    assert float(entropy(replicated)) == near(float(entropy(sizes)) + math.log(times))


@steady
@given(sizes_above_zero, st.floats(0, 0.5))
def test_a_transfer_to_the_smaller_lowers_concentration(sizes, part):
    sizes = sorted(sizes)
    moved = part * (sizes[-1] - sizes[0])
    after = [sizes[0] + moved, *sizes[1:-1], sizes[-1] - moved]
    for name in UNEVEN:
        assert float(MEASURES[name](after)) <= float(MEASURES[name](sizes)) + 1e-9, name


# Bounds -----------------------------------------------------------------------------------------


@st.composite
def boxes(draw, least=0):
    """Bounds of up to five sizes, whole numbers so that ends coincide often, and weights."""
    number = draw(st.integers(2, 5))
    low = draw(st.lists(st.integers(least, 9), min_size=number, max_size=number))
    width = draw(st.lists(st.integers(0, 9), min_size=number, max_size=number))
    weights = draw(st.lists(st.integers(1, 4), min_size=number, max_size=number))
    high = [a + b for a, b in zip(low, width, strict=True)]
    assume(any(high))
    return np.array(low, float), np.array(high, float), np.array(weights, float)


# What is not quite a list of numbers to a type checker.
def some(*sizes: Any) -> Any:
    return list(sizes)


def quantities(low, high):
    return [Quantity(a, b) for a, b in zip(low, high, strict=True)]


def points_of(low, high, weights):
    """Corners, points between them, and points as near to one level as may be."""
    corners = np.array(list(itertools.product(*zip(low, high, strict=True))))
    between = low + (high - low) * np.random.default_rng(7).random((40, len(low)))
    levels = np.clip(np.outer(np.linspace(0, 19, 60), weights), low, high)
    points = np.vstack([corners, between, levels])
    return points[points.sum(axis=1) > 0], corners[corners.sum(axis=1) > 0]


def check(measure, low, high, weights, *, rising=True):
    """Bounds hold every point; that of the corners is attained at one."""
    points, corners = points_of(low, high, weights)
    bounds = measure(quantities(low, high))
    values = np.array([float(measure(list(point))) for point in points])
    extremes = np.array([float(measure(list(corner))) for corner in corners])
    assert bounds.low <= values.min() + 1e-12
    assert bounds.high >= values.max() - 1e-12
    if rising:
        assert bounds.high == near(extremes.max(), abs=1e-9)
    else:
        assert bounds.low == near(extremes.min(), abs=1e-9)
    return bounds, values


@pytest.mark.parametrize("name", ["ratio", "herfindahl", "normalised", "T", "gini", "hoover"])
@settings(steady, max_examples=25)
@given(boxes())
def test_bounds_are_sharp(name, box):
    low, high, _ = box
    check(MEASURES[name], low, high, np.ones(len(low)))


@pytest.mark.parametrize("name", ["entropy", "relative"])
@settings(steady, max_examples=15)
@given(boxes())
def test_bounds_of_entropy_are_sharp(name, box):
    low, high, _ = box
    check(MEASURES[name], low, high, np.ones(len(low)), rising=False)


@settings(steady, max_examples=15)
@given(boxes(least=1))
def test_bounds_of_theil_l_are_sharp(box):
    low, high, weights = box
    check(lambda sizes: theil(sizes, "L", weights=weights), low, high, weights)


@pytest.mark.parametrize("measure", [gini, hoover, lambda x, w: theil(x, weights=w)])
@settings(steady, max_examples=20)
@given(boxes())
def test_bounds_with_weights_are_sharp(measure, box):
    low, high, weights = box
    check(lambda sizes: measure(sizes, weights), low, high, weights)


def at(level):
    """The third size at a level, beside 4 and 1."""
    return [4, 1, level]


OPEN_THIRD = [4, 1, Quantity(0, 10)]
GEOMETRIC = math.exp((4 * math.log(4)) / 5)


@pytest.mark.parametrize(
    ("measure", "least", "most"),
    [
        (herfindahl, 17 / 5, 0),
        (theil, GEOMETRIC, 0),
        (hoover, 5 / 2, 0),
        (gini, 4, 0),
        (lambda x: concentration_ratio(x, 1), 4, 0),
    ],
)
def test_the_configurations_that_attain_the_bounds(measure, least, most):
    # The third size is best at the mean by which the measure weighs the other two.
    bounds = measure(OPEN_THIRD)
    ends = [float(measure(at(level))) for level in (most, 10)]
    assert bounds.low == near(float(measure(at(least))))
    assert bounds.high == near(max(ends))


def test_the_configurations_that_attain_the_bounds_of_l():
    bounds = theil([4, 1, Quantity(1, 10)], "L")
    assert bounds.low == near(float(theil(at(2.5), "L")))
    assert bounds.high == near(float(theil(at(10), "L")))
    # A size that may vanish makes L as large as you like.
    assert theil([4, 1, Quantity(0, 10)], "L").high == INF


def test_weighted_levels_are_densities():
    people = [1, 2, 5]
    for index in ("T", "L"):
        bounds = theil([4, 2, Quantity(1, 40)], index, weights=people)
        grid = [float(theil([4, 2, x], index, weights=people)) for x in np.linspace(1, 40, 300)]
        assert bounds.low == pytest.approx(min(grid), abs=1e-4)
        assert bounds.low <= min(grid)


def test_exact_sizes_have_one_value():
    for measure in MEASURES.values():
        assert measure([1, 2, 5]).is_exact


@pytest.mark.parametrize(
    ("measure", "limit"),
    [
        (lambda x: concentration_ratio(x, 1), 1),
        (herfindahl, 1),
        (theil, math.log(3)),
        (gini, 2 / 3),
        (hoover, 2 / 3),
        (lambda x: theil(x, "L"), INF),
    ],
)
def test_a_size_without_upper_bound_may_hold_all(measure, limit):
    open_end = [Quantity(2, INF), 3, Quantity(1, 2)]
    bounds = measure(open_end)
    assert bounds.high == near(limit)
    closed = [Quantity(2, 1e6), 3, Quantity(1, 2)]
    assert bounds.low == near(measure(closed).low)
    if limit < INF:
        assert measure(closed).high == pytest.approx(limit, abs=1e-3)


def test_sizes_of_which_nothing_is_known():
    anything = some(Quantity(0, INF), Quantity(0, INF), 0)
    assert herfindahl(anything).low == near(0.5)
    assert herfindahl(anything).high == 1
    assert gini(anything).low == near(1 / 3)
    assert gini(anything).high == near(2 / 3)
    # With one unit open and dense, another bounded one can still be the worst.
    uneven = theil([Quantity(1, INF), Quantity(0, 99)], weights=[9, 1])
    assert uneven.high == near(float(theil([1, 99], weights=[9, 1])))


def test_lorenz_bounds_point_by_point():
    sizes = some(Quantity(1, 3), Quantity(2, 6), 3)
    curve = lorenz(sizes)
    assert curve.low["units"].tolist() == near([0, 1 / 3, 2 / 3, 1])
    assert curve.convention.endswith("unit on, bounds point by point")
    for points, ends in ((curve.low, "high"), (curve.high, "low")):
        leading = [getattr(concentration_ratio(sizes, k), ends) for k in (2, 1)]
        assert points["sizes"].tolist() == near([0, 1 - leading[0], 1 - leading[1], 1])
    assert curve.low["sizes"].tolist() == near([0, 1 / 10, 4 / 10, 1])
    assert curve.high["sizes"].tolist() == near([0, 1 / 3, 2 / 3, 1])


def test_many_sizes_in_classes():
    # Classes of size do not nest: hundreds of bounded sizes leave few corners.
    classes = [Quantity(1, 9)] * 200 + [Quantity(10, 99)] * 60 + [Quantity(100, 999)] * 5
    bounds = herfindahl(classes)
    largest = np.array([1] * 200 + [10] * 60 + [999] * 5)
    assert bounds.high >= float(herfindahl(largest))
    assert bounds.low <= float(
        herfindahl(np.clip(100, [q.low for q in classes], [9] * 200 + [99] * 60 + [999] * 5))
    )
    assert 0 < bounds.low < bounds.high < 1


NESTED = [Quantity(50 - i, 50 + i) for i in range(1, 26)]


@pytest.mark.parametrize("measure", [herfindahl, entropy, theil])
def test_too_many_nested_intervals(measure):
    with pytest.raises(ValueError, match=r"^25 sizes are known only within bounds.* bounds of one"):
        measure(NESTED)


def test_polynomial_bounds_do_not_mind_nested_intervals():
    # Every other size low, every other high: found without trying the corners.
    assert gini(NESTED).high > float(gini([50 - i if i % 2 else 50 + i for i in range(1, 26)]))
    assert hoover(NESTED).high > 0
    ratio = concentration_ratio(NESTED, 3)
    low, high = sum(50 - i for i in range(1, 23)), 73 + 74 + 75
    assert ratio.high == near(high / (high + low))
    assert ratio.low == near(3 / 25)


# What is refused, and conventions ---------------------------------------------------------------

WRONG: Any = "norm"
TWO: Any = 2.0
HALF: Any = 1.5
THREE = pd.Series([1, 2, 3], index=["a", "b", "c"])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: concentration_ratio([1, 2], 0), "k is 0; give a whole number from 1 to 2, the n"),
        (lambda: concentration_ratio([1, 2], 3), "k is 3; give"),
        (lambda: concentration_ratio([1, 2], HALF), r"k is 1\.5"),
        (lambda: concentration_ratio([1, 2], True), "k is True"),
        (
            lambda: herfindahl([1], "normalised"),
            "the normalised index is not defined for a single unit; give at least two sizes",
        ),
        (lambda: entropy([1], "relative"), "the relative entropy is not defined for a single unit"),
        (lambda: entropy([1, 0], "relative", zeros="dropped"), "the relative entropy is not def"),
        (lambda: gini([1], correction=True), "the correction is not defined for a single unit"),
        (
            lambda: gini([1, 2], [1, 2], correction=True),
            "the correction is for a sample of units that count alike; leave out the weights or",
        ),
        (
            lambda: herfindahl([1], WRONG),
            "form is 'norm'; choose one of 'index', 'normalised', 'effective number'",
        ),
        (
            lambda: entropy([1], WRONG),
            "form is 'norm'; choose one of 'entropy', 'relative', 'effective number'",
        ),
        (lambda: entropy([1], zeros=WRONG), "zeros is 'norm'; choose one of 'kept', 'dropped'"),
        (lambda: theil([1], WRONG), "index is 'norm'; choose one of 'T', 'L'"),
        (lambda: theil([1], zeros=WRONG), "zeros is 'norm'"),
        (lambda: theil_decomposition([1], ["x"], WRONG), "index is 'norm'"),
        (lambda: theil_decomposition([1], ["x"], zeros=WRONG), "zeros is 'norm'"),
        (
            lambda: gini([1], sizes_are=WRONG),
            "sizes_are is 'norm'; choose one of 'totals', 'averages'",
        ),
        (
            lambda: theil({"a": 1, "b": 0}, "L"),
            "row 'b': the size is zero, with which Theil's L is infinite; use zeros=",
        ),
        (lambda: theil_decomposition({"a": 1, "b": 0}, ["x", "x"], "L"), "row 'b': the size is ze"),
        (
            lambda: theil({"a": 1, "b": Quantity(0, 2)}, zeros="dropped"),
            "row 'b': the size may be zero or not, so that it is unknown whether to drop it",
        ),
        (
            lambda: theil_decomposition([1, Quantity(1, 2)], ["x", "y"]),
            "the parts of Theil's index have no joint bounds; give exact sizes, or take the bounds",
        ),
        (
            lambda: gini(THREE, {"a": 1, "b": 0, "c": 1}),
            "row 'b': the weight is zero, so that the size is spread over nothing; leave the row",
        ),
        (
            lambda: hoover(THREE, {"a": 1, "b": 0, "c": 1}),
            "row 'b': the reference is zero",
        ),
        (
            lambda: gini(THREE, {"a": 1, "b": Quantity(1, 2), "c": 1}),
            "row 'b': the weight is known only within bounds; give it exactly",
        ),
        (lambda: gini(THREE, {"a": 1, "b": 1}), "row 'c' has a size and no weight; give it"),
        (
            lambda: gini(THREE, {"a": 1, "b": 1, "c": 1, "d": 1}),
            "row 'd' has a weight and no size; leave it out, or give the size",
        ),
        (lambda: hoover(THREE, {"a": 1, "b": 1}), "row 'c' has a size and no reference; give it"),
        (lambda: gini([1, 2], [1]), "there are 2 sizes and 1 weights; give one weight a size"),
        (lambda: gini([1, 2], [1, -1]), r"row 1: the weight is -1\.0"),
        (lambda: gini([1, -2]), r"row 1: the size is -2\.0"),
        (
            lambda: theil_decomposition(THREE, {"a": "x", "b": None, "c": "x"}),
            "row 'b': the group is missing; name it, or leave the row out",
        ),
        (
            lambda: theil_decomposition(THREE, {"a": "x", "b": "x"}),
            "row 'c' has a size and no group",
        ),
        (
            lambda: lorenz([1, Quantity(1, 2)], [1, 2]),
            "a weighted Lorenz curve of sizes within bounds has no bounds at fixed points; give ex",
        ),
    ],
)
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        call()


DIFFERENCES = "absolute differences of shares from"


# Measured within the test and not beside it, so that each change of them runs it.
@pytest.mark.parametrize(
    ("measure", "convention"),
    [
        (
            lambda: concentration_ratio([1, 2], TWO),
            "share of the 2 largest in the total, as a fraction",
        ),
        (lambda: herfindahl([1, 2]), "sum of squared shares, from 1/n to 1"),
        (
            lambda: herfindahl([1, 2], "normalised"),
            "sum of squared shares, rescaled to run from 0 to 1",
        ),
        (lambda: herfindahl([1, 2], "effective number"), "reciprocal of the sum of squared shares"),
        (lambda: entropy([1, 2]), "Shannon entropy in nats"),
        (
            lambda: entropy([1, 2], "relative"),
            "Shannon entropy as a fraction of ln n, zeros kept in n",
        ),
        (
            lambda: entropy([1, 2], "relative", "dropped"),
            "Shannon entropy as a fraction of ln n, zeros dropped in n",
        ),
        (lambda: entropy([1, 2], "effective number"), "exponential of Shannon entropy"),
        (lambda: theil([1, 2]), "Theil's T, zeros kept"),
        (
            lambda: theil([1, 2], "L", "dropped"),
            "Theil's L (mean logarithmic deviation), zeros dropped",
        ),
        (
            lambda: gini([1, 2]),
            "half the relative mean difference, without small-sample correction",
        ),
        (
            lambda: gini([1, 2], correction=True),
            "half the relative mean difference, times n / (n - 1)",
        ),
        (
            lambda: hoover([1, 2]),
            "half the sum of absolute differences of shares from equal shares",
        ),
        (
            lambda: hoover([1, 2], [1, 2], halved=False),
            "sum of absolute differences of shares from those of the reference",
        ),
        (lambda: hoover([1, 2], halved=False), f"sum of {DIFFERENCES} equal shares"),
        (lambda: hoover([1, 2], [1, 3]), f"half the sum of {DIFFERENCES} those of the reference"),
        (lambda: lorenz([1, 2]), "cumulative shares, from the least dense unit on"),
    ],
)
def test_the_convention_is_named(measure, convention):
    assert measure().convention == convention


def test_labels_in_any_order():
    people = {"c": 5, "a": 1, "b": 3}
    for measure in (gini, hoover, lambda x, w: theil(x, weights=w)):
        assert float(measure(THREE, people)) == near(float(measure([1, 2, 3], [1, 3, 5])))
        # Without labels on both sides, position counts.
        assert float(measure(THREE, [1, 3, 5])) == near(float(measure([1, 2, 3], [1, 3, 5])))
        assert float(measure([1, 2, 3], people)) == near(float(measure([1, 2, 3], [5, 1, 3])))


def test_units_and_conventions_of_quantities():
    assert float(gini([Quantity(1, 1, "jobs"), Quantity(3, 3, "jobs")])) == near(0.25)
    weighted = gini([Quantity(1, 2), 3], weights=[1, 2], sizes_are="averages")
    assert weighted.low == near(gini([Quantity(1, 2), 6], weights=[1, 2]).low)
    assert weighted.high == near(gini([1, 6], weights=[1, 2]).high)


def test_a_ratio_and_a_curve_say_how_they_count():
    ratio = concentration_ratio([3, 2, 1], 2)
    assert ratio.convention == "share of the 2 largest in the total, as a fraction"
    curve = "cumulative shares, from the least dense unit on"
    assert lorenz([3, 2, 1]).convention == curve
    assert lorenz([3, Quantity(1, 2), 1]).convention == f"{curve}, bounds point by point"
