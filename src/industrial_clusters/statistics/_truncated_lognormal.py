"""The likelihood of a lognormal in grouped counts, as far as the Pareto law at its edge.

On the log scale the distribution is a normal one, cut off at the first class limit or whole. In
place of mean and standard deviation it is described by the slope of its log density at the first
limit and by sigma: both stay finite, or tend to zero in their reciprocals, where mu and sigma run
off to infinity together and only the Pareto law is left.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

if TYPE_CHECKING:
    from collections.abc import Callable

FloatArray = npt.NDArray[np.float64]


class LogClasses(NamedTuple):
    """Grouped counts on the log scale, where the lognormal is a normal distribution.

    The log edges are relative to ``origin``; the first is 0, or -inf without truncation.
    """

    log_edges: FloatArray
    counts: FloatArray
    origin: float


def log_classes(edges: tuple[float, ...], counts: tuple[int, ...]) -> LogClasses:
    """Return edges over the first, or over the second if the first is zero, as logs."""
    origin = edges[0] or edges[1]
    with np.errstate(divide="ignore"):
        log_edges = np.log(np.array(edges) / origin)
    return LogClasses(log_edges, np.asarray(counts, dtype=float), math.log(origin))


def log_probabilities(log_edges: FloatArray, slope: float, sigma: float) -> FloatArray:
    """Return log class probabilities of exp(-slope y - (y / sigma)^2 / 2) from the first edge."""
    positions = log_edges / sigma + slope * sigma
    if positions[0] <= 0:
        mass = _log_normal_mass(positions[:-1], positions[1:])
        return np.asarray(mass - special.log_ndtr(-positions[0]))
    # Far above the mean of the normal, towards the Pareto limit, its tail
    # probabilities vanish; their ratios to that at the first edge do not.
    starts = log_edges[:-1]
    tails = _log_mills(positions[:-1]) - starts * (slope + starts / (2 * sigma**2))
    leaving = np.append(np.diff(tails), -np.inf)
    return np.asarray(tails + np.log(-np.expm1(leaving)) - tails[0])


def log_likelihood(classes: LogClasses, slope: float, sigma: float) -> float:
    """Return the sum over classes of count times log probability."""
    occupied = classes.counts > 0
    probabilities = log_probabilities(classes.log_edges, slope, sigma)
    return float(classes.counts[occupied] @ probabilities[occupied])


def best_slope(classes: LogClasses, sigma: float) -> tuple[float, float]:
    """Return the slope that fits best at a given sigma, and its log-likelihood."""
    # No count of clusters is so lopsided that the mean of the normal is more
    # than ten standard deviations outside the limits that divide it.
    lowest = -(classes.log_edges[-2] + 10 * sigma) / sigma**2
    if math.isinf(classes.log_edges[0]):
        highest = (10 * sigma - classes.log_edges[1]) / sigma**2
    else:
        # Truncated, y averages less than 1 / slope, yet at least the mean lower limit.
        highest = classes.counts.sum() / (classes.counts @ classes.log_edges[:-1])
    found = optimize.minimize_scalar(
        lambda slope: -log_likelihood(classes, slope, sigma),
        bounds=(lowest, highest),
        method="bounded",
        options={"xatol": 1e-9 * (highest - lowest)},
    )
    return float(found.x), -float(found.fun)


def best_sigma(classes: LogClasses, widest: float) -> float:
    """Return the sigma that fits best, found on a grid and refined between its neighbours."""
    occupied = np.flatnonzero(classes.counts)
    gap = classes.log_edges[occupied[-1]] - classes.log_edges[occupied[0] + 1]
    reference = best_slope(classes, gap)[1]
    # Some cluster is half the gap or more from the mean, so a smaller sigma
    # makes it less probable than the whole table is at sigma = gap.
    narrowest = gap / math.sqrt(8 * (math.log(2) - reference))
    grid = np.geomspace(narrowest, widest, 60)
    losses = np.array([-best_slope(classes, sigma)[1] for sigma in grid])
    best = int(losses.argmin())
    found = optimize.minimize_scalar(
        lambda log_sigma: -best_slope(classes, math.exp(log_sigma))[1],
        bounds=(math.log(grid[max(best - 1, 0)]), math.log(grid[min(best + 1, len(grid) - 1)])),
        method="bounded",
        options={"xatol": 1e-9},
    )
    return math.exp(found.x)


def standard_errors(classes: LogClasses, slope: float, sigma: float) -> tuple[float, float]:
    """Return the standard errors of mu and sigma.

    Slope and curvature, in which the likelihood is nearly quadratic even on the ridge, are
    differentiated numerically, and the covariance is carried over to mu and sigma.
    """
    curvature = sigma**-2
    steps = 1e-3 * np.array([abs(slope) + 1 / sigma, curvature])

    def value(first: float, second: float) -> float:
        moved = np.array([slope, curvature]) + steps * (first, second)
        return log_likelihood(classes, moved[0], moved[1] ** -0.5)

    centre = value(0, 0)
    cross = (value(1, 1) - value(1, -1) - value(-1, 1) + value(-1, -1)) / 4
    first, second = value(1, 0) + value(-1, 0), value(0, 1) + value(0, -1)
    change = np.array([[first - 2 * centre, cross], [cross, second - 2 * centre]])
    covariance = np.linalg.inv(-change / np.outer(steps, steps))
    gradient = np.array([[-1 / curvature, slope / curvature**2], [0, -0.5 * curvature**-1.5]])
    error_mu, error_sigma = np.sqrt(np.diag(gradient @ covariance @ gradient.T))
    return float(error_mu), float(error_sigma)


def mu_interval(classes: LogClasses, sigma: float, cutoff: float) -> tuple[float, float]:
    """Return the lowest and highest mu at which the log-likelihood reaches a cutoff."""
    best, _ = best_slope(classes, sigma)

    def above_cutoff(slope: float) -> float:
        return log_likelihood(classes, slope, sigma) - cutoff

    low, high = (
        classes.origin - sigma**2 * crossing(above_cutoff, best, step / sigma)
        for step in (0.1, -0.1)
    )
    return low, high


def sigma_end(classes: LogClasses, cutoff: float, start: float, direction: int) -> float:
    """Return the last sigma, upwards or downwards, at which some mu reaches a cutoff."""

    def above_cutoff(log_sigma: float) -> float:
        return best_slope(classes, math.exp(log_sigma))[1] - cutoff

    return math.exp(crossing(above_cutoff, math.log(start), 0.1 * direction))


def survival(mu: float, sigma: float, minimum: float, size: float) -> float:
    """Return the share above a size of a lognormal above a minimum."""
    if size <= minimum or math.isinf(size):
        return 0.0 if math.isinf(size) else 1.0
    origin = math.log(minimum or size)
    slope = (origin - mu) / sigma**2
    first = 0.0 if minimum else -math.inf
    edges = np.array([first, math.log(size) - origin, math.inf])
    return math.exp(log_probabilities(edges, slope, sigma)[-1])


def mean(mu: float, sigma: float, minimum: float) -> float:
    """Return the mean of a lognormal above a minimum; inf if no float holds it."""
    if minimum == 0:
        log_mean = mu + sigma**2 / 2
    else:
        start = (math.log(minimum) - mu) / sigma
        log_mean = math.log(minimum) + float(_log_mills(start - sigma) - _log_mills(start))
    return math.exp(log_mean) if log_mean < 709 else math.inf


def crossing(function: Callable[[float], float], start: float, step: float) -> float:
    """Return where a function, positive at the start, first falls below zero on its way."""
    if function(start) <= 0:
        return start
    while function(start + step) >= 0:
        start, step = start + step, 2 * step
    return float(optimize.brentq(function, start, start + step))


def _log_normal_mass(low: FloatArray, high: FloatArray) -> FloatArray:
    """Return the log probability of standard normal intervals, taken in the smaller tail."""
    flipped = low > 0
    near, far = np.where(flipped, -low, high), np.where(flipped, -high, low)
    log_near = special.log_ndtr(near)
    return np.asarray(log_near + np.log(-np.expm1(special.log_ndtr(far) - log_near)))


def _log_mills(position: npt.ArrayLike) -> FloatArray:
    """Return the log of the upper tail over the density of a normal, less a constant."""
    position = np.asarray(position, dtype=float)
    right = special.erfcx(np.maximum(position, 0) / math.sqrt(2))
    left = np.minimum(position, 0)
    below = math.log(2) + left**2 / 2 + special.log_ndtr(-left)
    return np.asarray(np.where(position > 0, np.log(right), below))
