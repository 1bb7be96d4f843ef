"""Rank-size lines and Pareto laws of sizes that are known one by one."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from industrial_clusters.evidence.quantity import Quantity
from industrial_clusters.statistics.grouped_counts import GroupedCounts
from industrial_clusters.statistics.grouped_fits import fit_pareto
from industrial_clusters.statistics.rank_size import Regression, fit_pareto_exact, rank_size

steady = settings(derandomize=True, deadline=None, max_examples=40)
few = settings(derandomize=True, deadline=None, max_examples=20)

# Customers affected by power blackouts in the United States, 1984-2002, in thousands: the 59 of
# 211 from 230 on. Data of Newman 2005 (doi 10.1080/00107510500052444) and of Clauset, Shalizi and
# Newman 2009 (doi 10.1137/070710111), from the reference_data of github.com/jeffalstott/powerlaw.
BLACKOUTS = [
    *(230, 234, 235, 238, 240, 242.91, 246, 246, 250, 257.718, 258, 272, 272, 284, 290, 300, 300),
    *(300, 300, 312, 315, 320.831, 350, 350, 360, 363.476, 375, 385, 400, 400, 404, 460, 464, 490),
    *(500, 500, 500, 557.354, 570, 598, 600, 600, 650, 660, 725, 870, 875, 877, 899, 1140, 1300),
    *(1500, 1500, 1500, 1600, 1660, 2085, 2100, 7500),
]

sizes = st.lists(st.floats(0.1, 100), min_size=3, max_size=9).filter(
    lambda values: max(values) > 1.01 * min(values)
)
shifts = st.sampled_from([0.5, 0])
directions: tuple[Regression, ...] = ("rank on size", "size on rank")


@st.composite
def boxes(draw, most=5):
    """Return bounds of a few sizes, some of them exact, and sizes within."""
    low = draw(st.lists(st.floats(0.5, 20), min_size=3, max_size=most))
    ratios = [draw(st.sampled_from([1, 1, 1.2, 2, 5])) for _ in low]
    high = [least * ratio for least, ratio in zip(low, ratios, strict=True)]
    inside = [
        min(max(least * ratio ** draw(st.floats(0, 1)), least), least * ratio)
        for least, ratio in zip(low, ratios, strict=True)
    ]
    assume(max(inside) > 1.01 * min(inside))
    bounds = [Quantity(*ends) for ends in zip(low, high, strict=True)]
    assume(any(not bound.is_exact for bound in bounds))
    return bounds, inside


def corners(bounds):
    for corner in itertools.product(*((bound.low, bound.high) for bound in bounds)):
        if max(corner) > min(corner):
            yield list(corner)


# Rank and size


@pytest.mark.parametrize("shift", [0.5, 0])
@pytest.mark.parametrize("regress", directions)
def test_sizes_on_a_line_give_back_its_slope(shift, regress):
    ranks = np.arange(1, 41) - shift
    fit = rank_size(7 * ranks ** (-1 / 1.3), regress, shift)
    assert float(fit.alpha) == pytest.approx(1.3)
    assert fit.number == 40
    if regress == "rank on size":
        assert float(fit.slope) == pytest.approx(-1.3)
        assert float(fit.intercept) == pytest.approx(1.3 * math.log(7))
    else:
        assert float(fit.slope) == pytest.approx(-1 / 1.3)
        assert float(fit.intercept) == pytest.approx(math.log(7))


@steady
@given(sizes, shifts)
def test_lines_are_those_of_least_squares(values, shift):
    log_sizes = np.log(sorted(values, reverse=True))
    log_ranks = np.log(np.arange(1, len(values) + 1) - shift)
    forward, backward = (rank_size(values, regress, shift) for regress in directions)
    line = stats.linregress(log_sizes, log_ranks)
    assert float(forward.slope) == pytest.approx(line.slope)
    assert float(forward.alpha) == -float(forward.slope)
    assert float(forward.intercept) == pytest.approx(line.intercept, abs=1e-9)
    line = stats.linregress(log_ranks, log_sizes)
    assert float(backward.slope) == pytest.approx(line.slope)
    assert float(backward.alpha) == -1 / float(backward.slope)
    assert float(backward.intercept) == pytest.approx(line.intercept, abs=1e-9)
    squared = line.rvalue**2
    assert float(forward.alpha) == pytest.approx(squared * float(backward.alpha))
    for fit in (forward, backward):
        error = math.sqrt(2 / len(values)) * float(fit.alpha)
        assert float(fit.standard_error) == pytest.approx(error)


@steady
@given(sizes, st.floats(0.01, 100), st.sampled_from(directions))
def test_the_exponent_depends_neither_on_unit_nor_on_order(values, unit, regress):
    here = rank_size(values, regress)
    there = rank_size([unit * value for value in reversed(values)], regress)
    assert float(there.alpha) == pytest.approx(float(here.alpha))


def test_defaults_are_those_of_gabaix_and_ibragimov():
    values = [9, 5, 4, 1]
    assert rank_size(values) == rank_size(values, regress="rank on size", shift=0.5)


@pytest.mark.parametrize(
    ("regress", "shift", "convention"),
    [
        ("rank on size", 0.5, "rank on size, rank - 1/2"),
        ("rank on size", 0, "rank on size, rank"),
        ("size on rank", 0.5, "size on rank, rank - 1/2"),
        ("size on rank", 0, "size on rank, rank"),
    ],
)
def test_the_convention_is_named(regress, shift, convention):
    fit = rank_size([9, 5, 4, 1], regress, shift)
    assert fit.alpha.convention == fit.slope.convention == fit.intercept.convention == convention
    assert fit.standard_error.convention == "alpha times root of 2 / n"


def test_half_a_rank_takes_away_most_of_the_bias():
    # Gabaix and Ibragimov 2011 (doi 10.1198/jbes.2009.06157), for samples of 50. Of size on rank
    # the expectation is exact: the logarithms of Pareto sizes are exponential, and the mean of the
    # t-th largest of n is the sum of 1/j over j from t to n (Renyi).
    expected = np.cumsum(1 / np.arange(50, 0, -1))[::-1]
    slopes = {s: -rank_size(np.exp(expected), "size on rank", s).slope.low for s in (0.5, 0)}
    assert slopes[0.5] == pytest.approx(1, abs=0.02)
    assert slopes[0] > 1.06


def test_the_bias_and_error_of_rank_on_size_in_small_samples():
    # Gabaix and Ibragimov 2011: without the shift the exponent is too low, by about 0.07 at 50.
    draws = np.exp(np.random.default_rng(7).exponential(size=(1500, 50)))
    shifted, plain = (
        np.array([rank_size(draw, shift=shift).alpha.low for draw in draws]) for shift in (0.5, 0)
    )
    assert shifted.mean() == pytest.approx(1, abs=0.04)
    assert plain.mean() < 0.95
    assert shifted.std() == pytest.approx(math.sqrt(2 / 50), rel=0.1)


def test_ties_have_successive_ranks():
    # Logs of size (2, 1, 1, 0) on logs of rank (0, ln 2, ln 3, ln 4), by hand.
    ranks = np.log([1, 2, 3, 4])
    values = np.array([2, 1, 1, 0])
    slope = (ranks - ranks.mean()) @ values / ((ranks - ranks.mean()) ** 2).sum()
    fit = rank_size(np.exp([1, 0, 2, 1]), "size on rank", 0)
    assert float(fit.slope) == pytest.approx(slope)


def test_labels_and_kinds_of_input_do_not_matter():
    towns = {"A": 60, "B": 30, "C": 21}
    assert rank_size(towns) == rank_size(pd.Series(towns)) == rank_size(np.array([21, 60, 30]))


@few
@given(boxes(), shifts)
def test_bounds_hold_every_line_inside(box, shift):
    bounds, inside = box
    outer, inner = (rank_size(values, "size on rank", shift) for values in box)
    for name in ("alpha", "slope", "intercept", "standard_error"):
        value, bound = getattr(inner, name), getattr(outer, name)
        slack = 1e-9 * (1 + abs(value.low))
        assert bound.low - slack <= value.low <= bound.high + slack
    assert outer.number == len(bounds) == len(inside)


def lowest_ordered_sum(weights, low, high):
    """Return the least sum of falling weights times ordered values, by linear programming.

    The sum of the k largest values is the least of k t + sum(max(z - t, 0)) over t.
    """
    count = len(weights)
    steps = weights[:-1] - weights[1:]
    each = np.eye(count)
    levels, excesses = count - 1, count * (count - 1)
    rows = []
    for k in range(count - 1):
        level = np.zeros((count, levels))
        level[:, k] = -1
        excess = np.zeros((count, excesses))
        excess[:, k * count : (k + 1) * count] = -each
        rows.append(np.hstack([each, level, excess]))
    found = optimize.linprog(
        c=[*[weights[-1]] * count, *(steps * np.arange(1, count)), *np.repeat(steps, count)],
        A_ub=np.vstack(rows),
        b_ub=np.zeros(len(rows) * count),
        bounds=[*zip(low, high, strict=True), *[(None, None)] * levels, *[(0, None)] * excesses],
    )
    return found.fun


@few
@given(boxes(), shifts)
def test_bounds_of_size_on_rank_are_attained(box, shift):
    # Slope (less its sign) and intercept are convex in the logs: highest at a corner, and lowest
    # at the solution of a linear programme.
    bounds, _ = box
    outer = rank_size(bounds, "size on rank", shift)
    inner = [rank_size(corner, "size on rank", shift) for corner in corners(bounds)]
    assert outer.slope.low == pytest.approx(min(fit.slope.low for fit in inner))
    assert outer.intercept.high == pytest.approx(max(fit.intercept.low for fit in inner))
    ranks = np.log(np.arange(1, len(bounds) + 1) - shift)
    fall = (ranks.mean() - ranks) / ((ranks - ranks.mean()) ** 2).sum()
    ends = [np.log([bound.low for bound in bounds]), np.log([bound.high for bound in bounds])]
    assert -outer.slope.high == pytest.approx(lowest_ordered_sum(fall, *ends), abs=1e-7)
    weights = 1 / len(ranks) + ranks.mean() * fall
    assert outer.intercept.low == pytest.approx(lowest_ordered_sum(weights, *ends), abs=1e-7)
    assert outer.alpha.low == pytest.approx(-1 / outer.slope.low)
    if outer.slope.high < 0:
        assert outer.alpha.high == pytest.approx(-1 / outer.slope.high)


def test_a_size_without_upper_bound_leaves_alpha_without_lower():
    fit = rank_size([Quantity(9, math.inf), 5, 4, 1], "size on rank")
    exact = rank_size([9, 5, 4, 1], "size on rank")
    assert fit.slope.low == -math.inf
    assert (fit.alpha.low, fit.standard_error.low) == (0, 0)
    assert fit.alpha.high == pytest.approx(float(exact.alpha))
    assert fit.intercept.high == math.inf
    assert fit.intercept.low == pytest.approx(float(exact.intercept))


def test_sizes_that_may_all_be_equal_leave_alpha_without_upper():
    fit = rank_size([Quantity(1, 3.3), Quantity(3.3, 5), 3.3], "size on rank")
    assert fit.slope.high == 0
    assert fit.alpha.high == fit.standard_error.high == math.inf
    # A hair's breadth apart they may not.
    apart = rank_size([Quantity(1, 3.2), Quantity(3.3, 5), 3.3], "size on rank")
    assert apart.alpha.high < math.inf


@pytest.mark.parametrize(
    ("values", "options", "message"),
    [
        ([3, 2], {}, "2 sizes always lie on a line; give at least 3"),
        ({"a": 3, "b": 0, "c": 1}, {}, "row 'b': the size is 0, which has no logarithm; leave"),
        (
            {"a": 3, "b": Quantity(0, 2), "c": 1},
            {"regress": "size on rank"},
            "row 'b': the size may be 0, .* or give a lower bound above 0",
        ),
        ([2, 2, 2], {}, "^all sizes are equal, so that no finite exponent fits; give others$"),
        ([2, 2, 2], {"regress": "size on rank"}, "^all sizes are equal, .* give others$"),
        (
            {"a": 3, "b": Quantity(1, 2), "c": 1},
            {},
            r"row 'b': the size lies between 1\.0 and 2\.0, and .* regress 'size on rank', or use",
        ),
        (
            [3, 2, 1],
            {"regress": "log"},
            "regress is 'log'; choose one of 'rank on size', 'size on r",
        ),
        ([3, 2, 1], {"shift": 1}, "shift is 1; choose one of 0.5, 0"),
        ({"a": 3, "b": None, "c": 1}, {}, "row 'b': the size is missing"),
    ],
)
def test_rank_size_refuses(values, options, message):
    with pytest.raises(ValueError, match=message):
        rank_size(values, **options)


# Pareto laws


def test_blackouts_of_clauset_shalizi_and_newman():
    # Table 6.1: 59 in the tail from 230 thousand on, exponent of the density 2.3, which is one
    # more than alpha. The distance and the further digits are those of this computation.
    fit = fit_pareto_exact(BLACKOUTS, minimum=230)
    assert fit.number == 59
    assert round(float(fit.alpha) + 1, 1) == 2.3
    assert float(fit.alpha) == pytest.approx(1.2726, abs=1e-4)
    assert fit.kolmogorov_smirnov == pytest.approx(0.0607, abs=1e-4)
    # The smallest of the tail is the minimum itself.
    assert float(fit_pareto_exact(BLACKOUTS).alpha) == pytest.approx(float(fit.alpha))


def test_pareto_by_hand():
    # Logs over the minimum of 0, 1 and 2 add up to 3.
    values = [1, math.e, math.e**2]
    known, estimated = fit_pareto_exact(values, minimum=1), fit_pareto_exact(values)
    assert float(known.alpha) == pytest.approx(1)
    assert float(estimated.alpha) == pytest.approx(1)
    assert float(known.standard_error) == pytest.approx(1 / math.sqrt(3))
    lower = fit_pareto_exact(values, minimum=1 / math.e)
    assert float(lower.alpha) == pytest.approx(3 / 6)
    assert float(fit_pareto_exact(values, 1, "unbiased").alpha) == pytest.approx(2 / 3)
    unbiased = fit_pareto_exact(values, estimator="unbiased")
    assert float(unbiased.alpha) == pytest.approx(1 / 3)
    assert float(unbiased.standard_error) == pytest.approx(1 / 3 / math.sqrt(3))
    # Shares below: found 1/3, 2/3, 1 and expected 0, 1 - 1/e, 1 - 1/e^2.
    assert known.kolmogorov_smirnov == pytest.approx(1 / 3)


@pytest.mark.parametrize("minimum", [1, None])
def test_the_unbiased_estimate_is_right_on_average(minimum):
    # Six draws: maximum likelihood would average 6/5 or 6/4 of the truth.
    draws = 1.7 * np.exp(np.random.default_rng(3).exponential(1 / 1.3, size=(3000, 6)))
    scale = 1.7 * minimum if minimum else None
    shapes = [fit_pareto_exact(draw, scale, "unbiased").alpha.low for draw in draws]
    assert np.mean(shapes) == pytest.approx(1.3, rel=0.03)


@pytest.mark.parametrize(
    ("minimum", "estimator", "convention"),
    [
        (1, "maximum likelihood", "Hill, maximum likelihood, minimum given"),
        (1, "unbiased", "Hill, n - 1 in place of n, minimum given"),
        (None, "maximum likelihood", "Hill, maximum likelihood, minimum the smallest size"),
        (None, "unbiased", "Hill, n - 2 in place of n, minimum the smallest size"),
    ],
)
def test_the_estimator_is_named(minimum, estimator, convention):
    fit = fit_pareto_exact([9, 5, 4, 1], minimum, estimator)
    assert fit.alpha.convention == convention
    assert fit.standard_error.convention == "alpha over root of n"


def test_maximum_likelihood_above_the_smallest_is_the_default():
    assert fit_pareto_exact([9, 5, 4, 1]) == fit_pareto_exact(
        [9, 5, 4, 1], None, "maximum likelihood"
    )
    assert fit_pareto_exact([9, 5, 4, 2]).minimum == Quantity(2, 2)


@steady
@given(sizes, st.floats(0.01, 100))
def test_the_shape_depends_on_neither_unit_order_nor_copies(values, unit):
    here = fit_pareto_exact(values)
    there = fit_pareto_exact([unit * value for value in reversed(values)] * 2)
    assert float(there.alpha) == pytest.approx(float(here.alpha))
    assert there.kolmogorov_smirnov == pytest.approx(here.kolmogorov_smirnov)


@steady
@given(sizes, st.floats(0.3, 1))
def test_the_distance_is_that_of_scipy(values, factor):
    minimum = factor * min(values)
    fit = fit_pareto_exact(values, minimum)
    law = stats.pareto(float(fit.alpha), scale=minimum)
    assert fit.kolmogorov_smirnov == pytest.approx(stats.kstest(values, law.cdf).statistic)


def test_the_distance_looks_at_both_sides_of_a_step():
    # One size at alpha = 1: expected share below 1 - 1/e, found 0 before and 1 at it.
    assert fit_pareto_exact([math.e], minimum=1).kolmogorov_smirnov == pytest.approx(1 - 1 / math.e)
    # Two at the minimum: found 2/3 there, expected 0.
    assert fit_pareto_exact([1, 1, 9], minimum=1).kolmogorov_smirnov == pytest.approx(2 / 3)


def test_fine_classes_and_exact_sizes_agree():
    values = stats.pareto(1.4).rvs(800, random_state=np.random.default_rng(1))
    edges = (*np.exp(np.linspace(0, math.log(values.max()) + 1e-9, 6000)), math.inf)
    classes = np.searchsorted(edges, values, side="right") - 1
    grouped = fit_pareto(GroupedCounts(edges, tuple(np.bincount(classes, minlength=6000))))
    exact = fit_pareto_exact(values, minimum=1)
    assert float(exact.alpha) == pytest.approx(grouped.alpha, rel=1e-3)
    assert float(exact.standard_error) == pytest.approx(grouped.standard_error, rel=1e-3)


@steady
@given(boxes(), st.floats(0.2, 0.9), st.floats(0, 1))
def test_bounds_with_a_given_minimum_are_at_the_ends(box, factor, spread):
    bounds, inside = box
    top = min(bound.low for bound in bounds)
    minimum = Quantity(factor * top, (factor + (1 - factor) * spread) * top)
    fit = fit_pareto_exact(bounds, minimum)
    inner = float(fit_pareto_exact(inside, (minimum.low + minimum.high) / 2).alpha)
    assert fit.alpha.low * (1 - 1e-9) <= inner <= fit.alpha.high * (1 + 1e-9)
    lowest = fit_pareto_exact([bound.high for bound in bounds], minimum.low)
    assert fit.alpha.low == pytest.approx(float(lowest.alpha))
    highest = fit_pareto_exact([bound.low for bound in bounds], minimum.high)
    assert fit.alpha.high == pytest.approx(float(highest.alpha))
    assert fit.standard_error.high == pytest.approx(float(highest.standard_error))
    assert fit.standard_error.low == pytest.approx(float(lowest.standard_error))
    assert fit.minimum == minimum


@steady
@given(boxes())
def test_bounds_above_the_smallest_hold_every_law_inside_and_are_attained(box):
    # n / alpha is convex in the logs: highest at a corner, lowest by a linear programme in which
    # the smallest log is at most each of them.
    bounds, inside = box
    fit, count = fit_pareto_exact(bounds), len(bounds)
    inner = float(fit_pareto_exact(inside).alpha)
    assert fit.alpha.low * (1 - 1e-9) <= inner <= fit.alpha.high * (1 + 1e-9)
    at_corners = [float(fit_pareto_exact(corner).alpha) for corner in corners(bounds)]
    assert fit.alpha.low == pytest.approx(min(at_corners))
    least = optimize.linprog(
        c=[*[1] * count, -count],
        A_ub=np.hstack([-np.eye(count), np.ones((count, 1))]),
        b_ub=np.zeros(count),
        bounds=[*((math.log(b.low), math.log(b.high)) for b in bounds), (None, None)],
    ).fun
    assert count / fit.alpha.high == pytest.approx(least, abs=1e-7)
    assert fit.minimum == Quantity(min(b.low for b in bounds), min(b.high for b in bounds))


def test_bounded_sizes_have_no_distance():
    assert fit_pareto_exact([3, Quantity(1, 2)]).kolmogorov_smirnov is None
    assert fit_pareto_exact([3, 2], minimum=Quantity(0.5, 1)).kolmogorov_smirnov is None


def test_open_ends_of_the_shape():
    unbounded = fit_pareto_exact([2, Quantity(3, math.inf)])
    assert (unbounded.alpha.low, unbounded.standard_error.low) == (0, 0)
    assert unbounded.alpha.high == pytest.approx(2 / math.log(1.5))
    equal = fit_pareto_exact([Quantity(1, 3), Quantity(2, 4)])
    assert equal.alpha.high == equal.standard_error.high == math.inf
    assert equal.alpha.low == pytest.approx(2 / math.log(4))
    at_minimum = fit_pareto_exact([Quantity(1, 3), 1], minimum=1)
    assert at_minimum.alpha.high == math.inf
    assert at_minimum.alpha.low == pytest.approx(2 / math.log(3))
    assert fit_pareto_exact([Quantity(2, math.inf)], minimum=1).alpha.low == 0


def test_the_unit_of_the_sizes_is_that_of_the_minimum():
    yuan: list[float | Quantity] = [Quantity(3, 3, "yuan"), 5]
    assert fit_pareto_exact(yuan).minimum == Quantity(3, 3, "yuan")
    assert fit_pareto_exact(yuan, 2).minimum == Quantity(2, 2, "yuan")
    assert fit_pareto_exact([3, 5], Quantity(2, 2, "yuan")).minimum == Quantity(2, 2, "yuan")


@pytest.mark.parametrize(
    ("values", "options", "message"),
    [
        (
            {"a": 3, "b": 1},
            {"minimum": 2},
            r"row 'b': the size may be 1\.0, below the minimum of 2\.0; leave the row out, or",
        ),
        ([3, 2], {"minimum": Quantity(1, 2.5)}, r"row 1: .* below the minimum of 2\.5"),
        ([3, 2], {"minimum": 0}, "minimum=0 is not positive and finite; give the smallest size"),
        ([3, 2], {"minimum": Quantity(1, math.inf)}, "not positive and finite"),
        ([2, 2], {}, "^all sizes equal the minimum, so that no finite alpha fits; give others$"),
        ([2, 2], {"minimum": 2}, "all sizes equal the minimum"),
        ([3], {}, "1 sizes are too few for the maximum likelihood estimate; give at least 2"),
        (
            [3, 2],
            {"estimator": "unbiased"},
            "2 sizes are too few for the unbiased estimate; give at least 3",
        ),
        ([3], {"minimum": 1, "estimator": "unbiased"}, "give at least 2"),
        (
            [3, 2],
            {"estimator": "hill"},
            "estimator is 'hill'; choose one of 'maximum likelihood', 'u",
        ),
        ({"a": 3, "b": 0}, {}, "row 'b': the size is 0"),
        ({"a": 3, "b": Quantity(0, 1)}, {}, "row 'b': the size may be 0"),
        ([3, -2], {}, "row 1: the size is -2.0; it cannot be negative"),
        (
            [Quantity(3, 3, "yuan"), 4],
            {"minimum": Quantity(2, 2, "tonnes")},
            "minimum is in 'tonnes', the sizes in 'yuan'; convert one of them first",
        ),
    ],
)
def test_pareto_of_exact_sizes_refuses(values, options, message):
    with pytest.raises(ValueError, match=message):
        fit_pareto_exact(values, **options)
