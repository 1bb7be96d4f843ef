"""Distributions fitted to grouped counts."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from industrial_clusters.statistics.grouped_counts import GroupedCounts
from industrial_clusters.statistics.grouped_fits import (
    fit_lognormal,
    fit_pareto,
    implied_mean,
    implied_total,
    lognormal_set,
    pareto_interval,
    survival,
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
        ((1, 2, math.inf), (5, 0), "all in the first or all in the last class, so no finite alpha"),
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
    assert interval.level == level
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


@pytest.mark.parametrize("fit", [fit_pareto, fit_lognormal, pareto_interval, lognormal_set])
def test_fits_refuse_counts_within_bounds(fit):
    with pytest.raises(ValueError, match=r"exact ones are needed here; give number"):
        fit(GroupedCounts(EDGES, (None, *ZHEJIANG[2004][1:])))


def test_fits_take_a_missing_class_that_the_number_closes():
    closed = GroupedCounts(EDGES, (None, *ZHEJIANG[2004][1:]), number=601)
    assert fit_pareto(closed) == fit_pareto(GroupedCounts(EDGES, ZHEJIANG[2004]))


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
    assert (fit.goodness, fit.pareto_deviance) == (pareto.goodness, 0)
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
    assert len(outline.sigma) == 9


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


def test_the_range_of_the_total_does_not_hang_on_the_number_of_points():
    grouped = GroupedCounts(EDGES, ZHEJIANG[1996])
    coarse, fine = (lognormal_set(grouped, points=points) for points in (9, 60))
    assert coarse.total.low == pytest.approx(fine.total.low, rel=1e-6)
    assert coarse.total.high == pytest.approx(fine.total.high, rel=1e-6)


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
