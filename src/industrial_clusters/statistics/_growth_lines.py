"""Straight lines through boxes: the numerics of what bounds alone determine.

Growth at a constant rate is a line through the bounds of the logarithms
(:func:`bounded_slopes`, :func:`joined_slopes`), and each form of curve is a line in a scale
of its own (:class:`Lines`). The functions that use them derive the formulas.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import optimize

from industrial_clusters.statistics._growth_record import (
    FAR,
    ROUNDING,
    TINY,
    VOID,
    Record,
    capped_exp,
    fall,
    launch_age,
    log_bounds,
    quiet_log,
    record_span,
    unlimited_exp,
)
from industrial_clusters.statistics._inputs import FloatArray


class Slopes(NamedTuple):
    """Bounds on a slope, and the positions (earlier, later) of the pairs that set them."""

    low: float
    high: float
    slowest: tuple[int, ...]
    fastest: tuple[int, ...]

    def mirrored(self) -> Slopes:
        """Return the bounds on the negative of the slope."""
        return Slopes(-self.high, -self.low, self.fastest, self.slowest)


def bounded_slopes(record: Record, low: FloatArray, high: FloatArray) -> Slopes:
    """Return which lines meet every box, as far as they do not fall."""
    # Row: the observation that the line must not undercut, at the latest; column: the
    # one that it must not overshoot, at the earliest.
    apart = record.late[:, None] - record.early[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = (low[:, None] - high[None, :]) / apart
    void = np.eye(len(low), dtype=bool) | np.isnan(slope)
    # Where two levels of one date clash, no slope is high enough and none low enough.
    at_least = np.where(void | (apart < 0), -np.inf, slope)
    at_most = np.where(void | (apart > 0), np.inf, np.where(apart == 0, -slope, slope))
    later, earlier = np.unravel_index(int(at_least.argmax()), slope.shape)
    first, second = np.unravel_index(int(at_most.argmin()), slope.shape)
    least, most = float(at_least.max()), float(at_most.min())
    return Slopes(
        least,
        most,
        (int(earlier), int(later)) if least > -np.inf else (),
        (int(first), int(second)) if most < np.inf else (),
    )


def joined_slopes(rising: Slopes, falling: Slopes, slack: float) -> Slopes:
    """Return bounds on a slope of either sign; ``low > high`` if there is none."""
    up = max(rising.low, 0.0) <= rising.high + slack
    down = falling.low <= min(falling.high, 0.0) + slack
    if up and down and rising.low > 0 > falling.high:
        raise ValueError(
            f"the dates overlap, so that rates up to {falling.high} and from {rising.low} on "
            "pass, but none between; decide which observation came first"
        )
    if not up and not down:
        return rising if rising.low > 0 else falling
    slow, fast = falling if down else rising, rising if up else falling
    # Rounding may put the two ends of a single slope in the wrong order.
    low, high = sorted((slow.low, fast.high))
    return Slopes(low, high, slow.slowest, fast.fastest)


class Lines:
    """The bounds in the scale in which a curve of the form is a line in phi(t)."""

    def __init__(self, form: str, record: Record, launch: float | None) -> None:
        self.form = form
        low, high = log_bounds(record)
        self.centre = float(np.median(np.where(np.isfinite(high), high, low)))
        self.logarithmic = form in ("exponential", "gompertz")
        if self.logarithmic:
            self.low, self.high = self.centre - high, self.centre - low
        else:
            self.low, self.high = np.exp(self.centre - high), capped_exp(self.centre - low)
        self.low, self.high = np.clip(self.low, -VOID, None), np.clip(self.high, None, VOID)
        self.span = record_span(record)
        self.time = (record.years - record.years[0]) / self.span
        self.age = self.time - 1 + launch_age(form, record, launch) / self.span
        gaps = np.diff(np.unique(self.time))
        self.log_rates = np.linspace(math.log(1e-9), math.log(FAR / gaps.min()), 160)
        # A curve with a ceiling does not fall; an exponential one may, but not in no time.
        ordered = np.equal if form == "exponential" else np.less_equal
        i, j = np.nonzero(ordered(self.time[:, None], self.time[None, :]))
        self.ordered = i[i != j], j[i != j]
        i, j = np.nonzero(self.time[:, None] < self.time[None, :])
        self.pairs = i, j
        first, last = np.nonzero(self.time[j][:, None] < self.time[None, :])
        self.threes = i[first], j[first], last

    def weight(self, rate: FloatArray, i: Any, j: Any, k: Any = None) -> FloatArray:
        """Return the weight of i in the average of i and k that j must meet; k = None: infinity."""
        if self.form == "exponential":
            return np.asarray((self.time[k] - self.time[j]) / (self.time[k] - self.time[i]))
        rate = np.atleast_1d(rate)[:, None]
        weight = np.exp(-rate * (self.time[j] - self.time[i]))
        if k is not None:
            weight *= fall(rate, self.time[k] - self.time[j])
            weight /= fall(rate, self.time[k] - self.time[i])
        if self.form == "bass":
            weight *= fall(rate, self.age[i]) / fall(rate, self.age[j])
        return np.asarray(weight)

    def tolerance(self, log_rate: npt.ArrayLike) -> FloatArray:
        """Return by how much the logarithms of the bounds must give way, at each rate."""
        rate = np.exp(np.atleast_1d(np.asarray(log_rate, dtype=float)))
        i, j = self.ordered
        needs = [np.tile(self._clash(self.low[j], self.high[i]), (len(rate), 1))]
        i, j, k = self.threes
        if len(i):
            weight = self.weight(rate, i, j, k)
            over = self._clash(self.low[j], _mix(weight, self.high[i], self.high[k]))
            under = self._clash(_mix(weight, self.low[i], self.low[k]), self.high[j])
            needs += [np.broadcast_to(each, (len(rate), len(i))) for each in (over, under)]
        needs.extend(self._limits(rate))
        return np.asarray(np.concatenate(needs, axis=1).max(1, initial=-np.inf))

    def _limits(self, rate: FloatArray) -> Iterator[FloatArray]:
        i, j = self.pairs
        if not self.logarithmic:  # the capacity is positive
            yield self._clash(self.weight(rate, i, j) * self.low[i], self.high[j])
        if self.form == "bass":  # imitation is not negative
            share = fall(rate[:, None], self.age[i]) / fall(rate[:, None], self.age[j])
            yield self._clash(self.low[j], share * self.high[i])

    def _clash(self, low: FloatArray, high: FloatArray) -> FloatArray:
        """Return by how much the logarithms must give way for low not to exceed high."""
        if self.logarithmic:
            return np.asarray((low - high) / 2)
        return np.asarray((quiet_log(low) - quiet_log(high)) / 2)

    @cached_property
    def least(self) -> tuple[float, float]:
        """Return the least tolerance over all rates, and the logarithm of the rate."""
        found = _lowest(self.tolerance, self.log_rates)
        return float(self.tolerance(found)[0]), found

    def tolerance_needed(self) -> float:
        """Return the least tolerance as a fraction of the levels; zero but for rounding."""
        needed = math.expm1(max(self.least[0], 0.0))
        return needed if needed > ROUNDING else 0.0

    def rates(self, best: float, slack: float) -> tuple[float, float]:
        """Return the lowest and highest rate per year that need no more than the slack."""
        ends = []
        for end, limit in ((self.log_rates[0], 0.0), (self.log_rates[-1], math.inf)):
            if self.tolerance(end)[0] <= slack:
                ends.append(limit)
            else:
                root = optimize.brentq(
                    lambda at: float(self.tolerance(at)[0]) - slack, best, end, xtol=1e-14
                )
                ends.append(math.exp(float(root)) / self.span)
        return ends[0], ends[1]

    def capacities(
        self, slow: float, fast: float, best: float, slack: float
    ) -> tuple[float, float]:
        """Return the lowest and highest capacity of curves between two rates per year."""
        first = math.log(slow * self.span) if slow else self.log_rates[0]
        last = math.log(fast * self.span) if fast < math.inf else self.log_rates[-1]
        rates = np.sort(np.append(np.linspace(first, last, 80), best))
        lowest = _lowest(lambda at: self._ends(at, slack)[0], rates)
        highest = _lowest(lambda at: -self._ends(at, slack)[1], rates)
        return (
            self._level(float(self._ends(highest, slack)[1][0])),
            self._level(float(self._ends(lowest, slack)[0][0])),
        )

    def _ends(self, log_rate: npt.ArrayLike, slack: float) -> tuple[FloatArray, FloatArray]:
        """Return the least and greatest value at infinity of lines that pass, at each rate."""
        rate = np.exp(np.atleast_1d(np.asarray(log_rate, dtype=float)))
        i, j = self.pairs
        weight = self.weight(rate, i, j)
        if self.logarithmic:
            low, high = self.low - slack, self.high + slack
        else:
            low, high = self.low * math.exp(-slack), self.high * math.exp(slack)
        with np.errstate(over="ignore", divide="ignore"):
            beyond = weight / (1 - weight)
            least = (low[j] - (high[i] - low[j]) * beyond).max(1)
            most = np.minimum((high[j] + (high[j] - low[i]) * beyond).min(1), high.min())
        if self.form == "bass":
            most = np.minimum(most, (high * fall(rate[:, None], self.age)).min(1))
        return least, most

    def _level(self, value: float) -> float:
        """Return the level that stands at a value in the scale of the lines."""
        if self.logarithmic:
            return unlimited_exp(self.centre - value)
        # A reciprocal of nothing but rounding stands for no ceiling at all.
        return math.exp(self.centre) / value if value > TINY * self.high.min() else math.inf


def _lowest(function: Callable[[Any], FloatArray], grid: FloatArray) -> float:
    """Return where a function without other local minima is lowest."""
    for _ in range(14):
        at = int(function(grid).argmin())
        grid = np.linspace(grid[max(at - 1, 0)], grid[min(at + 1, len(grid) - 1)], 21)
    return float(grid[int(function(grid).argmin())])


def _mix(weight: FloatArray, first: FloatArray, second: FloatArray) -> FloatArray:
    return weight * first + (1 - weight) * second
