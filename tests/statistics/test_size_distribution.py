"""Distributions fitted to grouped counts, and bounds that need none."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, stats

from industrial_clusters.evidence.quantity import Quantity
from industrial_clusters.statistics.size_distribution import (
    GroupedCounts,
    bounds_given_total,
    fit_lognormal,
    fit_pareto,
    implied_mean,
    implied_total,
    is_feasible_total,
    lognormal_set,
    pareto_interval,
    survival,
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
occupied = st.lists(st.integers(1, 200), min_size=4, max_size=4)


def group(sizes, edges):
    """Count sizes by class."""
    inner = np.searchsorted(edges, sizes, side="right") - 1
    return GroupedCounts(tuple(edges), tuple(np.bincount(inner, minlength=len(edges) - 1)))


def fine_edges(sizes, minimum):
    """Limits so close together that nearly every size has its own class."""
    logs = np.linspace(math.log(minimum), math.log(sizes.max()) + 1e-9, 6000)
    start = [0.0] if minimum < sizes.min() / 10 else []
    return (*start, *np.exp(logs), math.inf)


def lognormal_log_likelihood(grouped, mu, sigma):
    """Compute the likelihood independently of the module, by scipy's normal distribution."""
    with np.errstate(divide="ignore"):
        positions = (np.log(grouped.edges) - mu) / sigma
    shares = np.diff(stats.norm.cdf(positions)) / stats.norm.sf(positions[0])
    counts = np.array(grouped.counts)
    return float(counts[counts > 0] @ np.log(shares[counts > 0]))


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
        ((1, 2), (0,), "hold no cluster"),
    ],
)
def test_grouped_counts_refuse(edges, counts, message):
    with pytest.raises(ValueError, match=message):
        GroupedCounts(edges, counts)


def test_grouped_counts_keep_plain_numbers():
    grouped = GroupedCounts(list(np.array([1, 2, np.inf])), list(np.array([3.0, 4.0])))  # type: ignore[arg-type]
    assert grouped == GroupedCounts((1.0, 2.0, math.inf), (3, 4))
    assert grouped.total == 7


@pytest.mark.parametrize(("year", "printed"), [(1996, 306), (2000, 519), (2003, 430), (2004, 601)])
def test_classes_add_up_to_the_printed_number(year, printed):
    assert GroupedCounts(EDGES, ZHEJIANG[year]).total == printed


# Pareto


@steady
@given(st.integers(1, 500), st.integers(1, 500), st.floats(0.1, 10), st.floats(1.1, 50))
def test_two_classes_have_a_closed_form(below, above, minimum, ratio):
    fit = fit_pareto(GroupedCounts((minimum, minimum * ratio, math.inf), (below, above)))
    assert fit.alpha == pytest.approx(-math.log(above / (below + above)) / math.log(ratio))
    # Two classes make a binomial, whose log odds have variance 1/a + 1/b; by
    # the delta method for alpha = -ln(q)/ln(ratio):
    error = math.sqrt(below / (above * (below + above))) / math.log(ratio)
    assert fit.standard_error == pytest.approx(error)
    assert fit.goodness.deviance == pytest.approx(0, abs=1e-8)
    assert fit.goodness.p_value is None


@steady
@given(occupied, st.floats(1.2, 20))
def test_equal_ratios_have_a_closed_form(counts, ratio):
    # With limits in a constant ratio c the class index is geometric and
    # censored in the last class: alpha = log_c(1 + M / sum(i n_i)), M the
    # number below the last limit. Virkar and Clauset 2014 (doi
    # 10.1214/13-AOAS710) give its uncensored form for logarithmic bins.
    edges = (*(ratio**power for power in range(4)), math.inf)
    passed = sum(index * count for index, count in enumerate(counts))
    expected = math.log1p(sum(counts[:-1]) / passed) / math.log(ratio)
    assert fit_pareto(GroupedCounts(edges, tuple(counts))).alpha == pytest.approx(expected)


def test_fine_classes_give_the_hill_estimate_and_its_error():
    sizes = stats.pareto(1.4).rvs(800, random_state=np.random.default_rng(1))
    fit = fit_pareto(group(sizes, fine_edges(sizes, 1.0)))
    hill = 1 / np.log(sizes).mean()
    assert fit.alpha == pytest.approx(hill, rel=1e-3)
    assert fit.standard_error == pytest.approx(hill / math.sqrt(800), rel=1e-3)


def test_pareto_recovers_the_shape_of_a_large_sample():
    sizes = 0.1 * stats.pareto(0.8).rvs(200_000, random_state=np.random.default_rng(2))
    fit = fit_pareto(group(sizes, EDGES))
    assert abs(fit.alpha - 0.8) < 4 * fit.standard_error
    assert fit.standard_error < 0.004
    assert fit.goodness.p_value is not None
    assert fit.goodness.p_value > 0.001


@steady
@given(occupied, st.floats(0.01, 100))
def test_pareto_shape_does_not_depend_on_the_unit(counts, unit):
    here = fit_pareto(GroupedCounts(EDGES, tuple(counts)))
    there = fit_pareto(GroupedCounts(tuple(unit * edge for edge in EDGES), tuple(counts)))
    assert there.alpha == pytest.approx(here.alpha)
    assert there.standard_error == pytest.approx(here.standard_error)
    assert implied_mean(there) == pytest.approx(unit * implied_mean(here), rel=1e-6)


@steady
@given(occupied, st.floats(0.05, 5))
def test_pareto_is_the_best_of_all_shapes(counts, rival):
    grouped = GroupedCounts(EDGES, tuple(counts))
    shares = -np.diff((np.array(EDGES) / 0.1) ** -rival)
    fit = fit_pareto(grouped)
    assert fit.log_likelihood >= counts @ np.log(shares) - 1e-9
    at_fit = counts @ np.log(class_probabilities(fit, EDGES))
    assert fit.log_likelihood == pytest.approx(at_fit)


@years
def test_observed_information_is_the_curvature_of_the_likelihood(year):
    counts = ZHEJIANG[year]
    fit = fit_pareto(GroupedCounts(EDGES, counts))

    def value(alpha):
        return counts @ np.log(-np.diff((np.array(EDGES) / 0.1) ** -alpha))

    step = 1e-4
    curvature = (value(fit.alpha + step) - 2 * value(fit.alpha) + value(fit.alpha - step)) / step**2
    assert fit.standard_error == pytest.approx((-curvature) ** -0.5, rel=1e-4)


def test_goodness_of_fit_by_hand():
    # Limits 1, 2, 4: by the closed form above, n = (6, 1, 3) has M / sum(i n_i)
    # = 7 / 7, so alpha = 1 and the shares are 1/2, 1/4, 1/4.
    fit = fit_pareto(GroupedCounts((1, 2, 4, math.inf), (6, 1, 3)))
    assert fit.alpha == pytest.approx(1)
    assert fit.goodness.pearson == pytest.approx(1 / 5 + 1.5**2 / 2.5 + 0.5**2 / 2.5)
    deviance = 2 * (6 * math.log(6 / 5) + math.log(1 / 2.5) + 3 * math.log(3 / 2.5))
    assert fit.goodness.deviance == pytest.approx(deviance)
    assert fit.goodness.degrees_of_freedom == 1
    # With one degree of freedom the tail is that of a squared normal.
    assert fit.goodness.p_value == pytest.approx(math.erfc(math.sqrt(deviance / 2)))


def test_empty_classes_count_as_evidence():
    # Nothing above 10 must pull the tail down against an open class from 5.
    closed = fit_pareto(GroupedCounts((1, 5, 10, math.inf), (50, 10, 0)))
    merged = fit_pareto(GroupedCounts((1, 5, math.inf), (50, 10)))
    assert closed.alpha > merged.alpha


@pytest.mark.parametrize(
    ("edges", "counts", "message"),
    [
        ((0, 1, math.inf), (1, 1), "first limit above 0"),
        ((1, 2, 3), (1, 1), "open last class"),
        ((1, 2, math.inf), (5, 0), "no finite alpha"),
        ((1, 2, math.inf), (0, 5), "no finite alpha"),
    ],
)
def test_pareto_refuses(edges, counts, message):
    with pytest.raises(ValueError, match=message):
        fit_pareto(GroupedCounts(edges, counts))


@years
@pytest.mark.parametrize("level", [0.5, 0.95])
def test_pareto_interval_ends_at_the_threshold(year, level):
    grouped = GroupedCounts(EDGES[1:], ZHEJIANG[year][1:], "billion yuan")
    fit, interval = fit_pareto(grouped), pareto_interval(grouped, level)
    for alpha in (interval.alpha.low, interval.alpha.high):
        value = grouped.counts @ np.log(-np.diff(np.array(grouped.edges) ** -alpha))
        assert 2 * (fit.log_likelihood - value) == pytest.approx(stats.chi2.ppf(level, 1))
    assert interval.alpha.low < fit.alpha < interval.alpha.high
    assert interval.total.unit == "billion yuan"
    assert interval.total.contains(implied_total(fit))


def test_pareto_interval_total_is_open_where_alpha_may_be_one():
    grouped = GroupedCounts(EDGES[1:], ZHEJIANG[1996][1:])
    interval = pareto_interval(grouped)
    assert interval.alpha.low < 1 < interval.alpha.high
    assert interval.total.high == math.inf
    high = interval.alpha.high
    assert interval.total.low == pytest.approx(108 * high / (high - 1))


def test_implied_mean_of_a_pareto_law():
    # Limits 1, 2 and a quarter above 2: alpha = 2, mean = 2.
    assert implied_mean(fit_pareto(GroupedCounts((1, 2, math.inf), (3, 1)))) == pytest.approx(2)
    # Half above 2: alpha = 1, no mean.
    heavier = fit_pareto(GroupedCounts((1, 2, math.inf), (49, 51)))
    assert implied_mean(heavier) == implied_total(heavier) == math.inf


# Lognormal


@steady
@given(st.lists(st.integers(1, 200), min_size=3, max_size=3), st.floats(1.5, 20))
def test_three_whole_classes_are_two_quantiles(counts, ratio):
    # Without truncation the two limits are known quantiles of a normal.
    fit = fit_lognormal(GroupedCounts((0, 2, 2 * ratio, math.inf), tuple(counts)))
    below = stats.norm.ppf(np.cumsum(counts)[:2] / sum(counts))
    sigma = math.log(ratio) / (below[1] - below[0])
    assert fit.sigma == pytest.approx(sigma, rel=1e-5)
    assert fit.mu == pytest.approx(math.log(2) - sigma * below[0], rel=1e-5, abs=1e-5)
    assert fit.goodness.p_value is None


def test_fine_classes_give_the_moments_of_the_logs():
    sizes = stats.lognorm(1.3, scale=2).rvs(500, random_state=np.random.default_rng(3))
    fit = fit_lognormal(group(sizes, fine_edges(sizes, sizes.min() / 20)))
    logs = np.log(sizes)
    assert fit.mu == pytest.approx(logs.mean(), abs=2e-3)
    assert fit.sigma == pytest.approx(logs.std(), rel=1e-3)
    assert fit.standard_error_mu == pytest.approx(logs.std() / math.sqrt(500), rel=5e-3)
    assert fit.standard_error_sigma == pytest.approx(logs.std() / math.sqrt(1000), rel=5e-3)


@pytest.mark.parametrize("minimum", [0, 0.1, 1])
def test_lognormal_recovers_the_parameters_of_a_large_sample(minimum):
    sizes = stats.lognorm(1.4, scale=0.8).rvs(300_000, random_state=np.random.default_rng(4))
    edges = (minimum, *(edge for edge in (0.3, 1, 3, 5, 10, 30) if edge > minimum), math.inf)
    fit = fit_lognormal(group(sizes[sizes > minimum], edges))
    assert fit.determined
    assert fit.standard_error_mu is not None
    assert fit.standard_error_sigma is not None
    assert abs(fit.mu - math.log(0.8)) < 4 * fit.standard_error_mu
    assert abs(fit.sigma - 1.4) < 4 * fit.standard_error_sigma
    assert fit.standard_error_mu < 0.06
    assert fit.goodness.p_value is not None
    assert fit.goodness.p_value > 0.001


@few
@given(occupied, st.floats(0.01, 100), st.sampled_from([0, 0.1]))
def test_a_change_of_unit_shifts_mu_only(counts, unit, minimum):
    edges = (minimum, *EDGES[1:])
    here = fit_lognormal(GroupedCounts(edges, tuple(counts)))
    assume(not here.at_pareto_limit and here.sigma < 20)
    there = fit_lognormal(GroupedCounts(tuple(unit * edge for edge in edges), tuple(counts)))
    assert there.sigma == pytest.approx(here.sigma, rel=1e-4)
    assert there.mu - here.mu == pytest.approx(math.log(unit), abs=1e-3 * here.sigma**2)
    assert there.log_likelihood == pytest.approx(here.log_likelihood)


@steady
@given(occupied, st.floats(-6, 6), st.floats(0.2, 8), st.sampled_from([0, 0.1]))
def test_no_other_lognormal_fits_better(counts, mu, sigma, minimum):
    grouped = GroupedCounts((minimum, *EDGES[1:]), tuple(counts))
    fit = fit_lognormal(grouped)
    with np.errstate(divide="ignore", invalid="ignore"):
        rival = lognormal_log_likelihood(grouped, mu, sigma)
    assume(math.isfinite(rival))
    assert fit.log_likelihood >= rival - 1e-6


@years
@pytest.mark.parametrize("minimum", [0, 0.1])
def test_lognormal_likelihood_is_that_of_a_truncated_normal(year, minimum):
    grouped = GroupedCounts((minimum, *EDGES[1:]), ZHEJIANG[year])
    fit = fit_lognormal(grouped)
    assert fit.log_likelihood == pytest.approx(lognormal_log_likelihood(grouped, fit.mu, fit.sigma))
    for step_mu, step_sigma in itertools.product((-1e-3, 0, 1e-3), repeat=2):
        rival = lognormal_log_likelihood(grouped, fit.mu + step_mu, fit.sigma + step_sigma)
        assert rival <= fit.log_likelihood + 1e-9


@years
def test_lognormal_errors_are_the_curvature_of_the_likelihood(year):
    grouped = GroupedCounts(EDGES, ZHEJIANG[year])
    fit = fit_lognormal(grouped)
    step = 1e-3

    def value(a, b):
        return lognormal_log_likelihood(grouped, fit.mu + a * step, fit.sigma + b * step)

    mixed = (value(1, 1) - value(1, -1) - value(-1, 1) + value(-1, -1)) / 4
    in_mu = value(1, 0) + value(-1, 0) - 2 * value(0, 0)
    in_sigma = value(0, 1) + value(0, -1) - 2 * value(0, 0)
    covariance = np.linalg.inv(-np.array([[in_mu, mixed], [mixed, in_sigma]])) * step**2
    assert fit.standard_error_mu == pytest.approx(math.sqrt(covariance[0, 0]), rel=1e-3)
    assert fit.standard_error_sigma == pytest.approx(math.sqrt(covariance[1, 1]), rel=1e-3)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("shape", [0.7, 1.5])
def test_fine_classes_reach_the_pareto_limit_when_the_logs_vary_enough(seed, shape):
    # del Castillo 1994 (doi 10.1007/BF00773592): a singly truncated normal has
    # a finite estimate if and only if the coefficient of variation is below one.
    logs = stats.gamma(shape).rvs(300, random_state=np.random.default_rng(seed))
    sizes = np.exp(logs)
    fit = fit_lognormal(group(sizes, fine_edges(sizes, 1.0)))
    assert fit.at_pareto_limit == (logs.std() > logs.mean())


def test_counts_that_thin_out_more_slowly_than_pareto_are_at_the_limit():
    grouped = GroupedCounts((1, 2, 4, math.inf), (60, 10, 30))
    fit, pareto = fit_lognormal(grouped), fit_pareto(grouped)
    assert fit.at_pareto_limit
    assert not fit.determined
    assert (fit.mu, fit.sigma) == (-math.inf, math.inf)
    assert fit.standard_error_mu is None
    assert fit.pareto_limit == pareto
    assert implied_total(fit) == implied_total(pareto)
    np.testing.assert_array_equal(survival(fit, [1, 3]), survival(pareto, [1, 3]))


@pytest.mark.parametrize("counts", [(60, 25, 15), (64, 24, 12), (50, 25, 25)])
def test_lognormal_at_and_near_a_pareto_law_is_flagged(counts):
    # Halving at each doubling is exactly Pareto; the others thin out a little faster.
    fit = fit_lognormal(GroupedCounts((1, 2, 4, math.inf), counts))
    assert fit.at_pareto_limit == (counts == (50, 25, 25))
    assert not fit.determined


def test_zhejiang_without_its_small_clusters_does_not_determine_a_lognormal():
    with_small = fit_lognormal(GroupedCounts(EDGES, ZHEJIANG[2004]))
    without = fit_lognormal(GroupedCounts(EDGES[1:], ZHEJIANG[2004][1:]))
    assert with_small.determined
    assert not without.determined


@pytest.mark.parametrize(
    ("edges", "counts", "message"),
    [
        ((1, 2, math.inf), (1, 1), "fewer than three"),
        ((1, 2, 4, math.inf), (5, 5, 0), "fewer than three"),
        ((1, 2, 4, math.inf), (0, 5, 5), "fewer than three"),
        ((0, 2, 4, math.inf), (0, 5, 0), "fewer than three"),
        ((0, 2, 4, math.inf), (5, 0, 5), "first and last"),
        ((1, 2, 4, 8), (5, 5, 5), "open last class"),
    ],
)
def test_lognormal_refuses(edges, counts, message):
    with pytest.raises(ValueError, match=message):
        fit_lognormal(GroupedCounts(edges, counts))


def test_first_and_last_class_alone_determine_a_truncated_fit():
    fit = fit_lognormal(GroupedCounts((1, 2, 4, math.inf), (5, 0, 5)))
    assert fit.at_pareto_limit


# Survival, shares and means


@years
@pytest.mark.parametrize("minimum", [0, 0.1])
def test_survival_is_that_of_a_truncated_lognormal(year, minimum):
    fit = fit_lognormal(GroupedCounts((minimum, *EDGES[1:]), ZHEJIANG[year]))
    law = stats.lognorm(fit.sigma, scale=math.exp(fit.mu))
    sizes = np.array([[0, 0.05, 0.1], [1, 30, math.inf]])
    expected = np.minimum(law.sf(sizes) / law.sf(minimum), 1)
    np.testing.assert_allclose(survival(fit, sizes), expected, rtol=1e-8)


@years
@pytest.mark.parametrize("minimum", [0, 0.1, 1])
def test_implied_mean_is_the_integral_of_the_survival(year, minimum):
    counts = ZHEJIANG[year] if minimum < 1 else ZHEJIANG[year][1:]
    edges = (minimum, *EDGES[1:]) if minimum < 1 else EDGES[1:]
    fit = fit_lognormal(GroupedCounts(edges, counts))
    law = stats.lognorm(fit.sigma, scale=math.exp(fit.mu))
    mass, _ = integrate.quad(
        lambda log: math.exp(log) * law.sf(math.exp(log)) / law.sf(minimum),
        math.log(minimum or 1e-12),
        60,
        limit=500,
        points=[0, 5, 10],
    )
    assert implied_mean(fit) == pytest.approx(minimum + mass, rel=1e-5)
    assert implied_total(fit) == pytest.approx(fit.number * implied_mean(fit))


def class_probabilities(fit, edges):
    return -np.diff(survival(fit, edges))


@years
def test_class_probabilities_add_up_and_ignore_how_classes_are_cut(year):
    grouped = GroupedCounts(EDGES, ZHEJIANG[year])
    for fit in (fit_pareto(grouped), fit_lognormal(grouped)):
        shares = class_probabilities(fit, EDGES)
        assert shares.sum() == pytest.approx(1)
        halves = class_probabilities(fit, (0.1, 0.5, 1, 5, 10, 20, math.inf))
        np.testing.assert_allclose([halves[:2].sum(), halves[4:].sum()], shares[[0, 3]])
        assert class_probabilities(fit, (0, 0.1))[0] == 0


@pytest.mark.parametrize("sizes", [[-1], [math.nan]])
def test_survival_refuses(sizes):
    fit = fit_pareto(GroupedCounts((1, 2, math.inf), (3, 1)))
    with pytest.raises(ValueError, match="negative or missing"):
        survival(fit, sizes)


# Likelihood set of the lognormal


@pytest.mark.parametrize("minimum", [0, 0.1])
def test_outline_of_the_set_is_at_the_threshold(minimum):
    grouped = GroupedCounts((minimum, *EDGES[1:]), ZHEJIANG[2003], "billion yuan")
    fit, outline = fit_lognormal(grouped), lognormal_set(grouped, points=9)
    assert not outline.includes_pareto_limit
    ends = zip(outline.sigma, outline.mu_low, outline.mu_high, strict=True)
    for sigma, low, high in list(ends)[1:-1]:
        for mu in (low, high):
            loss = 2 * (fit.log_likelihood - lognormal_log_likelihood(grouped, mu, sigma))
            assert loss == pytest.approx(stats.chi2.ppf(0.95, 2), rel=1e-4)
    assert outline.sigma[0] < fit.sigma < outline.sigma[-1]
    assert outline.mu_low[0] == pytest.approx(outline.mu_high[0], abs=1e-3)
    assert outline.total.unit == "billion yuan"


def test_totals_inside_the_set_are_in_its_range_and_reach_its_ends():
    grouped = GroupedCounts(EDGES, ZHEJIANG[1996])
    fit, outline = fit_lognormal(grouped), lognormal_set(grouped)
    law_totals = []
    rng = np.random.default_rng(5)
    for mu, sigma in zip(rng.uniform(-2, 1, 3000), rng.uniform(0.9, 2, 3000), strict=True):
        likelihood = lognormal_log_likelihood(grouped, mu, sigma)
        if 2 * (fit.log_likelihood - likelihood) <= stats.chi2.ppf(0.95, 2):
            start = (math.log(0.1) - mu) / sigma
            ratio = stats.norm.sf(start - sigma) / stats.norm.sf(start)
            law_totals.append(306 * math.exp(mu + sigma**2 / 2) * ratio)
    assert len(law_totals) > 200
    assert outline.total.low <= min(law_totals) <= 1.03 * outline.total.low
    assert 0.95 * outline.total.high <= max(law_totals) <= outline.total.high
    assert outline.total.low <= min(outline.total_low)
    assert outline.total.high >= max(outline.total_high)


def test_more_confidence_leaves_more_open():
    grouped = GroupedCounts(EDGES, ZHEJIANG[2004])
    total = implied_total(fit_lognormal(grouped))
    narrow, wide = (lognormal_set(grouped, level, 12).total for level in (0.01, 0.9))
    assert wide.low < narrow.low < total < narrow.high < wide.high
    assert narrow.high - narrow.low < 0.06 * total


def test_set_that_reaches_the_limit_ends_at_the_pareto_laws():
    grouped = GroupedCounts(EDGES[1:], ZHEJIANG[1996][1:])
    fit, outline = fit_lognormal(grouped), lognormal_set(grouped)
    assert outline.includes_pareto_limit
    assert fit.pareto_deviance is not None
    # What the limit has left of the threshold is a threshold for alpha alone.
    left = stats.chi2.ppf(0.95, 2) - fit.pareto_deviance
    shapes = pareto_interval(grouped, float(stats.chi2.cdf(left, 1))).alpha
    sigma = outline.sigma[-1]
    assert -outline.mu_high[-1] / sigma**2 == pytest.approx(shapes.low, rel=1e-4)
    assert -outline.mu_low[-1] / sigma**2 == pytest.approx(shapes.high, rel=1e-4)
    assert outline.total.high == pytest.approx(108 * shapes.low / (shapes.low - 1), rel=1e-2)


def test_set_at_the_limit_has_an_open_total():
    outline = lognormal_set(GroupedCounts((1, 2, 4, math.inf), (60, 10, 30)), points=5)
    assert outline.includes_pareto_limit
    assert outline.total.high == math.inf


@pytest.mark.parametrize("level", [0, 1, 95, math.nan])
def test_sets_refuse_levels(level):
    grouped = GroupedCounts(EDGES, ZHEJIANG[2004])
    with pytest.raises(ValueError, match="not between 0 and 1"):
        lognormal_set(grouped, level)
    with pytest.raises(ValueError, match="not between 0 and 1"):
        pareto_interval(grouped, level)


def test_set_refuses_too_few_points():
    with pytest.raises(ValueError, match="2 points"):
        lognormal_set(GroupedCounts(EDGES, ZHEJIANG[2004]), points=2)


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
    top = sizes[len(sizes) - grouped.counts[-1] :]
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
    largest = min(largest, grouped.total)
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
    largest = min(largest, grouped.total)
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
    largest = min(largest, grouped.total)
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


def test_top_class_of_2004_by_hand():
    grouped = GroupedCounts(EDGES, ZHEJIANG[2004], "billion yuan")
    bounds = bounds_given_total(grouped, Quantity(1581.5, 1582.5, "billion yuan"))
    rest = 31.6 + 202 + 230
    assert bounds.top_class_total.low == 370
    assert bounds.top_class_total.high == pytest.approx(1582.5 - rest)
    assert bounds.top_class_mean.high == pytest.approx((1582.5 - rest) / 37)
    assert bounds.top_class_mean.unit == "billion yuan"
    assert bounds.top_class_share.low == pytest.approx(370 / 1582.5)
    assert bounds.top_class_share.high == pytest.approx(1 - rest / 1582.5)
    assert bounds.top_class_share.unit == bounds.herfindahl.unit == ""


@years
def test_largest_clusters_hold_at_least_an_equal_share(year):
    grouped = GroupedCounts(EDGES, ZHEJIANG[year])
    bounds = bounds_given_total(grouped, PRINTED_TOTAL[year], grouped.total)
    assert bounds.largest_share.low == pytest.approx(1)
    assert 1 / grouped.total < bounds.herfindahl.low < bounds.herfindahl.high < 1


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
