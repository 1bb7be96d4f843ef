"""The likeliest curve of a form: the numerics of fits and of profile likelihoods.

A problem is a record in its own units, so that no tolerance depends on the unit of the
levels or on the calendar; a solution is where its likeliest curve stands.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy import optimize, special

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
from industrial_clusters.statistics.measure import Measure

PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "exponential": ("level", "rate"),
    "logistic": ("capacity", "rate", "midpoint"),
    "gompertz": ("capacity", "rate", "midpoint"),
    "bass": ("capacity", "innovation", "imitation"),
}
"""The parameters of each form; a Bass curve has its launch besides, which must be given."""

_HUGE = 1e100


class UndeterminedError(ValueError):
    """A record that does not determine the curve asked for."""


class Units(NamedTuple):
    """Units of a record: its largest level, its length and its last date in years."""

    level: float
    span: float
    last: float
    name: str


class _Place(NamedTuple):
    """Where a curve stands, in units of the record.

    Logarithm of the level at the last date; rate per length of the record; and by how
    many multiples of 1 / rate the last date is beyond the midpoint.
    """

    form: str
    level: Any
    rate: Any
    position: Any = 0.0


class Problem(NamedTuple):
    """A record in its own units, and which of the parameters are given, in the same.

    At the fastest rate a curve does all its growth between two dates.
    """

    form: str
    errors: str
    fixed: Mapping[str, float]
    deviation: float | None
    time: FloatArray
    low: FloatArray
    high: FloatArray
    age: float
    fastest: float

    @property
    def free(self) -> int:
        """Number of parameters of the curve to be estimated."""
        return len(PARAMETERS[self.form]) - len(self.fixed)

    @property
    def is_exact(self) -> bool:
        """Whether every level is exact."""
        return bool((self.low == self.high).all())

    def place(self, x: Any) -> _Place:
        """Return the curve with the free parameters x, which may be arrays, and the given ones."""
        free = iter(x)
        rate, position = _pace(self, free)
        if "capacity" in self.fixed:
            level = self.fixed["capacity"] - _ceiling(self.form, rate, position, self.age)
        elif "level" in self.fixed:
            level = self.fixed["level"] + rate
        else:
            level = next(free)
        return _Place(self.form, level, rate, position)

    def expected(self, place: _Place) -> FloatArray:
        """Return what the curve expects, in the scale in which levels stray from it."""
        curve = place.level + log_shape(place, self.time, self.age)
        return np.asarray(curve if self.errors == "relative" else capped_exp(curve))


def _pace(problem: Problem, free: Iterator[Any]) -> tuple[Any, Any]:
    """Return rate and position, from the given and the free parameters."""
    fixed = problem.fixed
    if problem.form == "bass":
        return _bass_pace(problem, free)
    if problem.form == "exponential":
        return (fixed["rate"] if "rate" in fixed else next(free)), 0.0
    rate = fixed["rate"] if "rate" in fixed else _rate(problem, next(free))
    return rate, (-rate * fixed["midpoint"] if "midpoint" in fixed else next(free))


def _bass_pace(problem: Problem, free: Iterator[Any]) -> tuple[Any, Any]:
    fixed = problem.fixed
    if not {"innovation", "imitation"} & set(fixed):
        return _rate(problem, next(free)), next(free)
    innovation, imitation = (
        fixed[name] if name in fixed else _rate(problem, next(free))
        for name in ("innovation", "imitation")
    )
    rate = innovation + imitation
    return rate, rate * problem.age - quiet_log(imitation / innovation)


def _rate(problem: Problem, logarithm: Any) -> Any:
    return np.exp(np.clip(logarithm, math.log(TINY), math.log(problem.fastest)))


def log_shape(place: _Place, time: Any, age: float) -> Any:
    """Return the logarithm of the curve relative to its level at the last date."""
    rate, position = place.rate, place.position
    if place.form == "exponential":
        return rate * time
    if place.form == "gompertz":
        return -capped_exp(-position) * _expm1(-rate * time)
    curve = np.logaddexp(0, -position) - np.logaddexp(0, -rate * time - position)
    if place.form == "bass":
        curve = curve + np.log(fall(rate, time + age)) - np.log(fall(rate, age))
    return curve


def _ceiling(form: str, rate: Any, position: Any, age: float) -> Any:
    """Return the logarithm of the capacity relative to the level at the last date."""
    if form == "gompertz":
        return capped_exp(-position)
    ceiling = np.logaddexp(0, -position)
    return ceiling - np.log(fall(rate, age)) if form == "bass" else ceiling


def _expm1(exponent: Any) -> Any:
    return np.expm1(np.minimum(exponent, 300.0))


class Solution(NamedTuple):
    place: _Place
    deviation: float
    log_likelihood: float


# --- the record in its own units ----------------------------------------------------------


def problem_in_units(
    form: str,
    errors: str,
    deviation: float | None,
    fixed: dict[str, float],
    record: Record,
    launch: float | None,
) -> tuple[Problem, Units]:
    """Return the problem in the units of the record, and the units."""
    if deviation is not None and not 0 < deviation < math.inf:
        raise ValueError(f"the deviation is {deviation}; give a number above 0, or none")
    span = record_span(record)
    low, high = _scale(record, errors)
    level = _largest(record)
    units = Units(level, span, float(record.years[-1]), record.unit)
    if errors == "relative":
        low, high = low - math.log(level), high - math.log(level)
    else:
        low, high = low / level, high / level
        deviation = deviation and deviation / level
    problem = Problem(
        form=form,
        errors=errors,
        fixed={name: _inner(form, name, value, units) for name, value in fixed.items()},
        deviation=deviation,
        time=(record.years - units.last) / span,
        low=low,
        high=high,
        age=launch_age(form, record, launch) / span,
        fastest=FAR * span / float(np.diff(np.unique(record.years)).min()),
    )
    return problem, units


def _scale(record: Record, errors: str) -> tuple[FloatArray, FloatArray]:
    """Return the bounds in the scale in which levels stray from the curve."""
    return log_bounds(record) if errors == "relative" else (record.low, record.high)


def _largest(record: Record) -> float:
    """Return the largest finite bound, so that the unit of the levels does not matter."""
    return float(np.where(np.isfinite(record.high), record.high, record.low).max())


def _inner(form: str, name: str, value: float, units: Units) -> float:
    """Return a given parameter in the units of the record; sizes as logarithms."""
    if name not in PARAMETERS[form]:
        raise ValueError(f"fixed names {name!r}; a {form} curve has {', '.join(PARAMETERS[form])}")
    signed = name == "midpoint" or (form == "exponential" and name == "rate")
    least = -math.inf if signed else 0.0
    if not least < value < math.inf and not (name == "imitation" and value == 0):
        raise ValueError(f"{name} is {value}; give a finite number{'' if signed else ' above 0'}")
    if name in ("capacity", "level"):
        return math.log(value / units.level)
    return (value - units.last) / units.span if name == "midpoint" else value * units.span


def in_own_unit(name: str, value: float, units: Units) -> float:
    """Return a parameter in its own unit."""
    if name in ("capacity", "level"):
        return units.level * unlimited_exp(value)
    return units.last + value * units.span if name == "midpoint" else value / units.span


def named_parameters(
    problem: Problem, place: _Place, units: Units, convention: str
) -> dict[str, Measure]:
    """Return the parameters by name, in their own units."""
    named = {}
    for name, value in _inner_parameters(problem, place).items():
        unit = {"capacity": units.name, "level": units.name, "midpoint": "year"}
        outer = in_own_unit(name, float(value), units)
        named[name] = Measure(outer, outer, unit.get(name, "per year"), convention)
    return named


def _inner_parameters(problem: Problem, place: _Place) -> dict[str, Any]:
    """Return the parameters by name, in the units of the record; sizes as logarithms."""
    rate, position = place.rate, place.position
    if problem.form == "exponential":
        return {"level": place.level - rate, "rate": rate}
    if place.form == "exponential":  # the limit of the form
        rate = rate if problem.form == "logistic" else 0.0
        return {"capacity": math.inf, "rate": rate, "midpoint": math.inf}
    capacity = place.level + _ceiling(place.form, rate, position, problem.age)
    if problem.form == "bass":
        imitation = special.expit(rate * problem.age - position)
        return {
            "capacity": capacity,
            "innovation": rate * special.expit(position - rate * problem.age),
            "imitation": rate * imitation,
        }
    return {"capacity": capacity, "rate": rate, "midpoint": -position / rate}


# --- the likeliest curve ------------------------------------------------------------------


def refuse_few(problem: Problem) -> None:
    number, least = len(problem.low), problem.free + (problem.deviation is None)
    if number < least:
        raise UndeterminedError(
            f"{number} levels cannot tell {problem.free} parameters of a {problem.form} curve"
            f"{' and the deviation from it' if problem.deviation is None else ''}; it needs "
            f"{least}: give deviation=, or parameters as fixed=, or see compatible_curves"
        )


def best_solution(problem: Problem) -> Solution:
    """Return the likeliest curve, or the exponential one where the form tends to it."""
    solution = _solve(problem)
    if problem.form in ("logistic", "gompertz"):
        trend = _solve(problem._replace(form="exponential", fixed={}))
        if not trend.place.rate > ROUNDING:
            raise UndeterminedError(
                f"the levels do not grow over the record, so that no {problem.form} curve "
                "describes them; fit an exponential curve, or the years in which they grow"
            )
    limit = _limit(problem)
    if limit and limit.log_likelihood >= solution.log_likelihood - ROUNDING:
        return limit
    return solution


def _limit(problem: Problem) -> Solution | None:
    """Return the likeliest exponential curve if the form tends to it as its capacity grows."""
    keeps = {"logistic": {"rate"}, "gompertz": set()}
    if problem.form not in keeps or not set(problem.fixed) <= keeps[problem.form]:
        return None
    return _solve(problem._replace(form="exponential"))


def refuse_undetermined(problem: Problem, solution: Solution) -> None:
    if problem.deviation is None and is_certain(
        problem.low, problem.high, solution.deviation, solution.log_likelihood
    ):
        raise UndeterminedError(
            f"a {problem.form} curve passes through every bound, so that the record does not say "
            "how far levels stray from it; give deviation= (0.05 for five per cent), or see "
            "compatible_curves"
        )


def is_certain(low: FloatArray, high: FloatArray, deviation: float, likelihood: float) -> bool:
    """Return whether bounded levels are likelier the less they stray, down to nothing."""
    exact = low == high
    sure = not exact.any() and likelihood > -1e-6
    return not exact.all() and (sure or deviation < 1e-4)


def _solve(problem: Problem) -> Solution:
    """Return the likeliest curve: the nearest of a grid, then refined."""

    def model(x: FloatArray) -> FloatArray:
        return problem.expected(problem.place(x))

    x, deviation, log_likelihood = _likeliest(
        problem.low, problem.high, model, _starts(problem), problem.deviation
    )
    return Solution(problem.place(x), deviation, log_likelihood)


def _likeliest(
    low: FloatArray,
    high: FloatArray,
    model: Callable[[FloatArray], FloatArray],
    starts: Sequence[FloatArray],
    deviation: float | None,
) -> tuple[FloatArray, float, float]:
    """Return the likeliest parameters of a model, deviation and log-likelihood."""
    middle = middles(low, high)

    def stray(x: FloatArray) -> FloatArray:
        return np.clip(model(x) - middle, -_HUGE, _HUGE)

    def nearest(x: FloatArray) -> FloatArray:
        if not x.size:
            return x
        with np.errstate(over="ignore", invalid="ignore"):  # in the covariance, which is not used
            found = optimize.leastsq(
                stray, x, ftol=1e-15, xtol=1e-13, gtol=0.0, maxfev=1000, full_output=True
            )
        return np.asarray(found[0])

    x = min((nearest(start) for start in starts), key=lambda x: float(np.sum(stray(x) ** 2)))
    return refined(low, high, model, x, deviation)


def refined(
    low: FloatArray,
    high: FloatArray,
    model: Callable[[FloatArray], FloatArray],
    x: FloatArray,
    deviation: float | None,
) -> tuple[FloatArray, float, float]:
    """Return parameters, deviation and log-likelihood, given those of least squares."""
    stray = np.clip(model(x) - middles(low, high), -_HUGE, _HUGE)
    spread = deviation or float(np.sqrt(np.mean(stray**2)))
    if not (low == high).all():
        x, spread = _climb(low, high, model, x, deviation, max(spread, 0.02))
    elif spread < ROUNDING:
        return x, 0.0, math.inf
    return x, spread, float(_log_likelihood(low, high, model(x), spread))


def middles(low: FloatArray, high: FloatArray) -> FloatArray:
    """Return one number for each level, from where to start: exact levels as they are."""
    least = np.where(np.isfinite(low), low, high - 1)
    most = np.where(np.isfinite(high), high, low)
    return (least + most) / 2


def _starts(problem: Problem) -> list[FloatArray]:
    """Return the free parameters of those curves of a grid that are nearest to the levels."""
    x = _grid(problem)
    middle = middles(problem.low, problem.high)
    if "capacity" not in problem.fixed and "level" not in problem.fixed:
        unit = _Place(problem.form, 0.0, *_pace(problem, iter(x)))
        curve = log_shape(unit, problem.time, problem.age)
        if problem.errors == "relative":
            level = (middle - curve).mean(-1)
        else:
            curve = capped_exp(curve)
            level = np.log((middle * curve).sum(-1) / (curve**2).sum(-1))
        x = np.concatenate([x, np.broadcast_to(np.reshape(level, (1, -1, 1)), (1, *x.shape[1:]))])
    stray = problem.expected(problem.place(x)) - middle
    costs = (np.clip(stray, -_HUGE, _HUGE) ** 2).sum(-1)
    # One among the slow, one among the fast trials, and one between: not all in one valley.
    thirds = [third for third in np.array_split(np.arange(costs.size), 3) if third.size]
    return [x[:, third[costs.flat[third].argmin()], 0] for third in thirds]


def _grid(problem: Problem) -> FloatArray:
    """Return trial values of the free parameters but the level, shape (parameters, trials, 1)."""
    given = {"rate", "midpoint", "innovation", "imitation"} & set(problem.fixed)
    slow, usual, fast = math.log(ROUNDING), math.log(0.05), math.log(problem.fastest)
    rates = np.append(np.linspace(slow, usual, 12), np.linspace(usual, fast, 72))
    if problem.form == "exponential":
        trials = np.sinh(np.linspace(-5, 5, 121))[None, :]
    elif given - {"rate"}:
        trials = rates[None, :]
    else:
        rates = np.log([problem.fixed["rate"]]) if given else rates
        positions = _positions(problem, np.exp(rates)[:, None])
        trials = np.stack([np.repeat(rates, positions.shape[1]), positions.ravel()])
    wanted = (1 if problem.form == "exponential" else 2) - len(given)
    return trials[len(trials) - wanted :, :, None]


def _positions(problem: Problem, rate: FloatArray) -> FloatArray:
    """Return positions to try at each rate, among them what the levels themselves suggest."""
    trials = [_matched(problem, rate) + np.linspace(-2, 2, 9)]
    if "capacity" in problem.fixed:  # so that the curve is near the record at its last date
        gap = np.maximum(problem.fixed["capacity"] - np.linspace(-3, 7, 21), 1e-3)
        near = -np.log(gap) if problem.form == "gompertz" else -gap - np.log(fall(1.0, gap))
        trials.append(0 * rate + near)
    return np.concatenate(trials, axis=1)


def _matched(problem: Problem, rate: FloatArray) -> FloatArray:
    """Return the position at each rate by least squares in the scale in which curves are lines."""
    middle = middles(problem.low, problem.high)
    logs = middle if problem.errors == "relative" else quiet_log(np.maximum(middle, 1e-3))
    # Relative to the decay at the first date, which may be beyond all bounds.
    decay = capped_exp(-rate * (problem.time - problem.time[0]))
    first = -rate[:, 0] * problem.time[0]
    if problem.form == "bass":
        logs = logs - quiet_log(np.maximum(fall(rate, problem.time + problem.age), TINY))
    if problem.form == "gompertz":
        from_mean = decay - decay.mean(1, keepdims=True)
        slope = -(from_mean * logs).sum(1) / (from_mean**2).sum(1)
        return np.asarray(first - np.log(np.maximum(slope, TINY)))[:, None]
    # Of 1 = N (A + B decay), by relative errors of N: the ratio of A and B.
    x, y = capped_exp(logs) * np.ones_like(rate), capped_exp(logs) * decay
    ceiling = (y**2).sum(1) * x.sum(1) - (x * y).sum(1) * y.sum(1)
    growth = (x**2).sum(1) * y.sum(1) - (x * y).sum(1) * x.sum(1)
    return np.asarray(
        first + quiet_log(np.clip(ceiling, TINY, None) / np.clip(growth, TINY, None))
    )[:, None]


def _climb(
    low: FloatArray,
    high: FloatArray,
    model: Callable[[FloatArray], FloatArray],
    x: FloatArray,
    deviation: float | None,
    guess: float,
) -> tuple[FloatArray, float]:
    """Return the likeliest parameters and deviation where levels have bounds."""

    def cost(v: FloatArray) -> FloatArray:
        # Many points at once: parameters along the first axis, points along the second.
        expected = np.atleast_2d(model(v[: len(x), :, None]))
        spread = np.full((v.shape[1], 1), deviation) if deviation else np.exp(v[-1])[:, None]
        return -_log_likelihood(low, high, expected, spread)

    def cost_and_slope(v: FloatArray) -> tuple[float, FloatArray]:
        step = 1e-6 * np.maximum(1.0, np.abs(v))
        moves = np.diag(step)
        values = cost(v[:, None] + np.hstack([np.zeros((len(v), 1)), moves, -moves]))
        ahead, behind = np.split(values[1:], 2)
        return float(values[0]), (ahead - behind) / (2 * step)

    v = x if deviation else np.append(x, math.log(guess))
    if v.size:
        v = optimize.minimize(cost_and_slope, v, jac=True, method="BFGS", options={"gtol": 1e-8}).x
    return v[: len(x)], deviation or math.exp(v[-1])


def _log_likelihood(
    low: FloatArray, high: FloatArray, expected: FloatArray, deviation: Any
) -> FloatArray:
    """Return the log-likelihood of the levels in the scale in which they stray."""
    exact = low == high
    above, below = (np.clip((bound - expected) / deviation, -_HUGE, _HUGE) for bound in (low, high))
    density = -(above[..., exact] ** 2) / 2 - np.log(deviation * math.sqrt(2 * math.pi))
    probability = _log_probability(above[..., ~exact], below[..., ~exact])
    return np.asarray(density.sum(-1) + probability.sum(-1))


def _log_probability(low: FloatArray, high: FloatArray) -> FloatArray:
    """Return the logarithm of the standard normal probability of intervals."""
    # In the left tail, where the difference of two logarithms keeps its digits.
    flip = low > 0
    low, high = np.where(flip, -high, low), np.where(flip, -low, high)
    upper = special.log_ndtr(high)
    share = -np.expm1(special.log_ndtr(low) - upper)
    return np.asarray(upper + np.log(np.maximum(share, 1 / VOID)))


# --- profiles of the likelihood -----------------------------------------------------------


class _Axis(NamedTuple):
    """A scale on which to walk along a parameter, and what its two ends stand for."""

    value: Callable[[float], Any]
    place: Callable[[float], Any]
    reach: tuple[float, float]
    ends: tuple[float, float]


def _axis(problem: Problem, parameter: str) -> _Axis:
    everything = (-math.inf, math.inf)
    if parameter in ("capacity", "level"):
        return _Axis(np.positive, np.positive, (-690.0, 690.0), everything)
    if parameter == "midpoint" or problem.form == "exponential":
        return _Axis(np.sinh, np.arcsinh, (-21.0, 21.0), everything)
    reach = (math.log(ROUNDING), math.log(problem.fastest))
    return _Axis(np.exp, quiet_log, reach, (0.0, math.inf))


def profile_end(
    problem: Problem, solution: Solution, parameter: str, direction: int, cutoff: float
) -> float:
    """Return one end of the profile interval, in the units of the record."""
    axis = _axis(problem, parameter)

    def excess(at: float) -> float:
        fixed = {**problem.fixed, parameter: float(axis.value(at))}
        return _excess(_solve(problem._replace(fixed=fixed)))

    def _excess(other: Solution) -> float:
        return 2 * (solution.log_likelihood - other.log_likelihood) - cutoff

    side = (direction + 1) // 2
    if parameter == "capacity" and direction > 0:
        limit = _limit(problem)
        if limit and _excess(limit) <= 0:
            return math.inf
    best = float(_inner_parameters(problem, solution.place)[parameter])
    here, step = float(np.clip(axis.place(best), *axis.reach)), 0.05
    while here != axis.reach[side]:
        there = float(np.clip(here + direction * step, *axis.reach))
        if excess(there) > 0:
            return float(axis.value(optimize.brentq(excess, here, there, xtol=1e-10)))
        here, step = there, 2 * step
    return axis.ends[side]
