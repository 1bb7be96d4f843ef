"""Growth before and after an event whose date is known, if only within bounds.

The rates on either side, the change and its test (:func:`structural_break`): from bounds
alone, or with levels that stray at random from growth at constant rates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt
from scipy import optimize, stats

from industrial_clusters.evidence.quantity import Quantity
from industrial_clusters.statistics._growth_likelihood import is_certain, middles, refined
from industrial_clusters.statistics._growth_lines import bounded_slopes
from industrial_clusters.statistics._growth_record import (
    ROUNDING,
    Record,
    Years,
    log_bounds,
    read_number,
    read_record,
)
from industrial_clusters.statistics._inputs import FloatArray, Numbers, require_choice
from industrial_clusters.statistics.measure import Measure

Join: TypeAlias = Literal["free", "continuous"]
Method: TypeAlias = Literal["bounds", "likelihood"]


@dataclass(frozen=True, slots=True)
class StructuralBreak:
    """Growth before and after a dated event.

    Attributes
    ----------
    before, after, change : Measure
        Continuous growth rates per year, and the second less the first. With the method
        "bounds" sharp bounds over all that pass through every observation; asking for
        them is refused where none do. With "likelihood" the likeliest values, or their
        range over the dates that the event may have.
    statistic, p_value : Measure
        F statistic of no change, and its p-value; refused with the method "bounds".
    degrees_of_freedom : tuple of int
        Of the F distribution; empty with the method "bounds".
    convention : str
        The model and the method.
    """

    _rates: tuple[Measure, ...]
    _test: tuple[Measure, ...]
    degrees_of_freedom: tuple[int, ...]
    convention: str

    @property
    def excluded(self) -> bool:
        """Whether the record rules out one constant rate before and one after the event."""
        return not self._rates

    @property
    def before(self) -> Measure:
        """Growth rate before the event."""
        return self._rate(0)

    @property
    def after(self) -> Measure:
        """Growth rate after the event."""
        return self._rate(1)

    @property
    def change(self) -> Measure:
        """Growth rate after the event less the one before."""
        return self._rate(2)

    @property
    def statistic(self) -> Measure:
        """F statistic of the hypothesis that nothing changed."""
        return self._tested(0)

    @property
    def p_value(self) -> Measure:
        """Probability of so high a statistic if nothing changed."""
        return self._tested(1)

    def _rate(self, which: int) -> Measure:
        if self.excluded:
            raise ValueError(
                "no two constant rates pass through every bound; ask .excluded first, "
                "or use method='likelihood'"
            )
        return self._rates[which]

    def _tested(self, which: int) -> Measure:
        if not self._test:
            raise ValueError("bounds admit no deviation to test against; use method='likelihood'")
        return self._test[which]


def structural_break(
    years: Years,
    levels: Numbers,
    at: Quantity | float,
    join: Join = "free",
    method: Method = "likelihood",
) -> StructuralBreak:
    r"""Compare constant growth before and after an event whose date is known.

    Parameters
    ----------
    years : sequence, array or pandas.Series of float
        Exact dates in years. An observation of the event's own date counts as before.
    levels : sequence, mapping, array or pandas.Series of float or Quantity
        The level at each date, in one unit.
    at : float or Quantity
        The date of the event.
    join : {"free", "continuous"}, optional
        Whether the level may jump at the event, or only the rate changes.
    method : {"likelihood", "bounds"}, optional
        Whether levels stray from growth at constant rates, or lie on it, within bounds.

    Returns
    -------
    StructuralBreak
        Rates before and after, their difference, and the test.

    Raises
    ------
    ValueError
        If a name is unknown; if too few dates lie on one side; if a level can only be
        zero; for "likelihood", if there are no more levels than quantities to
        estimate, if a curve passes through every bound, or if the event's date has
        bounds and the join is continuous.

    Notes
    -----
    With :math:`\ln N` linear in time on either side, "free" has four coefficients and
    "continuous" three, against two without a break.

    *Likelihood.* With :math:`\Lambda` the likelihood ratio of the two models, n levels,
    k coefficients and m = k - 2,

    .. math:: F = (\Lambda^{2 / n} - 1) \frac{n - k}{m}.

    For exact levels this is the F statistic of Chow [1]_, exactly distributed as
    F(m, n - k) if the logarithms stray normally and independently. For bounded levels
    it is an approximation, as good as the bounds are narrow; the usual
    :math:`\chi^2` reference for :math:`2 \ln \Lambda` rejects far too often with few
    levels and is not offered. The test is for a date named beforehand: with a date
    searched for in the same record it rejects too often [2]_.

    *Bounds.* No deviation is admitted: the result holds for every path of the model
    through all bounds. With "free" the two sides are independent of each other, so that
    the change is bounded by the bounds on the rates (see
    :func:`~industrial_clusters.statistics.growth_bounds.constant_growth`), each
    attained; with two observations a side these are the two slopes between the corners
    of their boxes. With "continuous" the extremes are linear programmes in two levels
    and two rates: for an event between :math:`\tau_1` and :math:`\tau_2` the later line
    crosses the earlier one in between exactly if it is below (above) it at
    :math:`\tau_1` and above (below) it at :math:`\tau_2`. Where the event may fall
    before or after an observation, both are tried and the bounds hold over all; each is
    attained at some date of the event.

    References
    ----------
    .. [1] G. C. Chow, "Tests of equality between sets of coefficients in two linear
       regressions", *Econometrica* 28(3), 1960, 591-605.
       https://doi.org/10.2307/1910133
    .. [2] D. W. K. Andrews, "Tests for parameter instability and structural change with
       unknown change point", *Econometrica* 61(4), 1993, 821-856.
       https://doi.org/10.2307/2951764

    Examples
    --------
    Slow growth, then fast, with the event between two dates:

    >>> years, firms = [1980, 1984, 1990, 1994], [20, Quantity(22, 26), 60, Quantity(121, 150)]
    >>> result = structural_break(years, firms, at=Quantity(1985, 1988), method="bounds")
    >>> round(result.change.low, 3), round(result.change.high, 3)
    (0.11, 0.205)
    """
    require_choice("join", join, get_args(Join))
    require_choice("method", method, get_args(Method))
    record = read_record(years, levels)
    event = at if isinstance(at, Quantity) else Quantity.exactly(read_number(at, "event"))
    sides = _sides(record, event)
    convention = f"constant rates with a {join} join, by {method}"
    if method == "likelihood":
        return _tested(record, event, sides, join, convention)
    outcomes = [_bounded_rates(record, early, when, join) for early, when in sides]
    ranges = np.array([each for each in outcomes if each is not None])
    if not len(ranges):
        return StructuralBreak((), (), (), convention)
    low, high = ranges[:, :, 0].min(0), ranges[:, :, 1].max(0)
    rates = (
        Measure(float(least), float(most), "per year", convention)
        for least, most in zip(low, high, strict=True)
    )
    return StructuralBreak(tuple(rates), (), (), convention)


def _sides(
    record: Record, event: Quantity
) -> list[tuple[npt.NDArray[np.bool_], tuple[float, float]]]:
    """Return which observations are before the event, and when it was, in each case."""
    if not (math.isfinite(event.low) and math.isfinite(event.high)):
        raise ValueError(f"the event lies between {event.low} and {event.high}; give finite dates")
    passed = record.years[(record.years > event.low) & (record.years <= event.high)]
    starts = [event.low, *np.unique(passed).tolist()]
    ends = [*starts[1:], event.high]
    sides = [(record.years <= start, (start, end)) for start, end in zip(starts, ends, strict=True)]
    for early, _ in sides:
        for side, name in ((early, "before"), (~early, "after")):
            if len(np.unique(record.years[side])) < 2:
                raise ValueError(
                    f"fewer than two dates lie {name} the event; a rate needs two on either side"
                )
    return sides


def _bounded_rates(
    record: Record, early: npt.NDArray[np.bool_], when: tuple[float, float], join: str
) -> FloatArray | None:
    """Return bounds on the rates before and after and their difference, shape ``(3, 2)``."""
    if join == "continuous":
        return _continuous_rates(record, early, when)
    rates = []
    for side in (early, ~early):
        part = record.part(side)
        slopes = bounded_slopes(part, *log_bounds(part))
        if slopes.low > slopes.high + ROUNDING / float(np.ptp(part.years)):
            return None
        rates.append(sorted((slopes.low, slopes.high)))
    (first, last), (start, end) = rates
    return np.array([[first, last], [start, end], [start - last, end - first]])


def _continuous_rates(
    record: Record, early: npt.NDArray[np.bool_], when: tuple[float, float]
) -> FloatArray | None:
    """Return the bounds for two lines that meet at the event, by linear programming."""
    low, high = log_bounds(record)
    first, last = (np.array([1.0, date - when[0]]) for date in when)
    time = record.years - when[0]
    lines = np.zeros((len(time), 4))
    lines[early, :2] = np.column_stack([np.ones(early.sum()), time[early]])
    lines[~early, 2:] = np.column_stack([np.ones((~early).sum()), time[~early]])
    rows, limits = np.vstack([lines, -lines]), np.concatenate([high, -low])
    found = []
    for sign in (1.0, -1.0):
        crossing = sign * np.array([[*-first, *first], [*last, *-last]])
        known = np.isfinite(limits)
        system = np.vstack([rows[known], crossing])
        ends = _extremes(system, np.append(limits[known], [0.0, 0.0]))
        found += [] if ends is None else [ends]
    if not found:
        return None
    return np.column_stack([np.min(found, axis=0)[:, 0], np.max(found, axis=0)[:, 1]])


def _extremes(rows: FloatArray, limits: FloatArray) -> FloatArray | None:
    """Return the least and greatest first rate, second rate and difference; None if infeasible."""

    def least(goal: list[float]) -> float:
        result = optimize.linprog(goal, A_ub=rows, b_ub=limits, bounds=(None, None))
        return -math.inf if result.fun is None else float(result.fun)

    if optimize.linprog(np.zeros(4), A_ub=rows, b_ub=limits, bounds=(None, None)).status:
        return None
    goals = ([0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0], [0.0, -1.0, 0.0, 1.0])
    return np.array([[least(goal), -least([-each for each in goal])] for goal in goals])


def _tested(
    record: Record,
    event: Quantity,
    sides: list[tuple[npt.NDArray[np.bool_], tuple[float, float]]],
    join: str,
    convention: str,
) -> StructuralBreak:
    """Return the likeliest rates and the test, over all dates that the event may have."""
    if join == "continuous" and not event.is_exact:
        raise ValueError(
            f"the event lies between {event.low} and {event.high}; the likeliest rates with a "
            "continuous join need its date: give one, or use method='bounds'"
        )
    number, coefficients = len(record.low), 4 if join == "free" else 3
    if number <= coefficients:
        raise ValueError(
            f"{number} levels cannot tell {coefficients} coefficients and the deviation from "
            "them; use method='bounds'"
        )
    degrees = (coefficients - 2, number - coefficients)
    time = record.years - event.low
    even = _line(record, np.column_stack([np.ones(number), time]))[1]
    results = []
    for early, _ in sides:
        (rates, broken) = _line(record, _broken_line(time, early, join))
        statistic = math.expm1(2 * (broken - even) / number) * degrees[1] / degrees[0]
        p_value = float(stats.f.sf(statistic, *degrees))
        results.append([rates[0], rates[1], rates[1] - rates[0], statistic, p_value])
    low, high = np.min(results, axis=0), np.max(results, axis=0)
    units = ["per year"] * 3 + [""] * 2
    measures = [
        Measure(float(least), float(most), unit, convention)
        for least, most, unit in zip(low, high, units, strict=True)
    ]
    return StructuralBreak(tuple(measures[:3]), tuple(measures[3:]), degrees, convention)


def _broken_line(time: FloatArray, early: npt.NDArray[np.bool_], join: str) -> FloatArray:
    """Return regressors of which the first two coefficients are the rates on either side."""
    before, after = np.where(early, time, 0.0), np.where(early, 0.0, time)
    levels = [early, ~early] if join == "free" else [np.ones_like(time)]
    return np.column_stack([before, after, *levels]).astype(float)


def _line(record: Record, regressors: FloatArray) -> tuple[FloatArray, float]:
    """Return the likeliest coefficients of the logarithms, and the log-likelihood."""
    low, high = log_bounds(record)
    start = np.asarray(np.linalg.lstsq(regressors, middles(low, high), rcond=None)[0], dtype=float)
    columns = regressors.T

    def model(x: FloatArray) -> FloatArray:
        return np.asarray(sum(each * column for each, column in zip(x, columns, strict=True)))

    x, deviation, likelihood = refined(low, high, model, start, None)
    if not deviation or is_certain(low, high, deviation, likelihood):
        raise ValueError(
            "growth at constant rates passes through every level, so that the record does not say "
            "how far levels stray from it; use method='bounds'"
        )
    return x, likelihood
