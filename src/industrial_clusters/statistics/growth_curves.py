"""Growth of a level that is known at few dates, unevenly spaced and within bounds.

Two questions are kept apart. What do the bounds alone determine: which constant rates,
which curves of a form pass through every one of them (:func:`constant_growth`,
:func:`compatible_curves`)? And which curve is likeliest if levels stray from it at
random (:func:`fit`, :func:`profile_interval`, :func:`compare_forms`,
:func:`structural_break`)?
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import optimize, special, stats

from industrial_clusters.evidence.quantity import Quantity
from industrial_clusters.statistics._inputs import FloatArray, Numbers, read_sizes
from industrial_clusters.statistics.measure import Measure

Form: TypeAlias = Literal["exponential", "logistic", "gompertz", "bass"]
SForm: TypeAlias = Literal["logistic", "gompertz", "bass"]
Errors: TypeAlias = Literal["relative", "additive"]
Compounding: TypeAlias = Literal["continuous", "annual"]
Calibration: TypeAlias = Literal["small sample", "asymptotic"]
Join: TypeAlias = Literal["free", "continuous"]
Method: TypeAlias = Literal["bounds", "likelihood"]
Years: TypeAlias = "Sequence[float | Quantity] | npt.NDArray[Any] | pd.Series[Any]"

PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "exponential": ("level", "rate"),
    "logistic": ("capacity", "rate", "midpoint"),
    "gompertz": ("capacity", "rate", "midpoint"),
    "bass": ("capacity", "innovation", "imitation"),
}
"""The parameters of each form; a Bass curve has its launch besides, which must be given."""

S_FORMS: tuple[SForm, ...] = get_args(SForm)
"""The forms that level off."""

# A limit is taken as reached where the curve differs from it by less than e^-40, and a
# curve as passing through a bound where it misses by no more than rounding.
_FAR = 40.0
_ROUNDING = 1e-9
_TINY = 1e-12
_VOID = 1e300
_HUGE = 1e100


class _Record(NamedTuple):
    """Levels at dates, in the order of the dates; both within bounds, shape ``(n,)``."""

    early: FloatArray
    late: FloatArray
    low: FloatArray
    high: FloatArray
    labels: pd.Index
    unit: str

    @property
    def years(self) -> FloatArray:
        """Return the dates where they are exact."""
        return self.early

    def part(self, chosen: npt.NDArray[Any]) -> _Record:
        """Return the record at some of its dates."""
        return _Record(
            self.early[chosen],
            self.late[chosen],
            self.low[chosen],
            self.high[chosen],
            self.labels[chosen],
            self.unit,
        )


def _read_record(years: Years, levels: Numbers, *, dated: bool = True) -> _Record:
    """Read levels and their dates; ``dated`` refuses dates that are known within bounds."""
    sizes = read_sizes(levels, "level")
    if isinstance(years, pd.Series) and isinstance(levels, pd.Series | Mapping):
        years = _aligned(years, sizes.labels)
    dates = list(years)
    if len(dates) != len(sizes.labels):
        raise ValueError(
            f"there are {len(dates)} years and {len(sizes.labels)} levels; give one year a level"
        )
    spans = [_date(date, label, dated) for date, label in zip(dates, sizes.labels, strict=True)]
    early, late = np.array(spans, dtype=float).T
    record = _Record(early, late, sizes.low, sizes.high, sizes.labels, sizes.unit)
    return record.part(np.lexsort((late, early)))


def _aligned(years: pd.Series[Any], labels: pd.Index) -> pd.Series[Any]:
    missing = labels.difference(years.index, sort=False)
    surplus = years.index.difference(labels, sort=False)
    if len(missing) or len(surplus) or not years.index.is_unique:
        raise ValueError(
            f"years and levels must have the same labels once each: no year for {list(missing)}, "
            f"no level for {list(surplus)}"
        )
    return years.loc[labels]


def _date(date: Any, label: Any, dated: bool) -> tuple[float, float]:
    bounds = date if isinstance(date, Quantity) else Quantity.exactly(_number(date, label))
    if not (math.isfinite(bounds.low) and math.isfinite(bounds.high)):
        raise ValueError(f"row {label!r}: the year is {date}; give a finite one")
    if dated and not bounds.is_exact:
        raise ValueError(
            f"row {label!r}: the year lies between {bounds.low} and {bounds.high}; curves are "
            "fitted at exact dates: fit at either end, or use constant_growth, which takes bounds"
        )
    return bounds.low, bounds.high


def _number(value: Any, label: Any) -> float:
    if isinstance(value, str | bool | np.bool_) or not hasattr(value, "__float__"):
        raise TypeError(f"row {label!r}: the year is {value!r}; give a number or a Quantity")
    if math.isnan(value):
        raise ValueError(f"row {label!r}: the year is missing; give it, or leave the row out")
    return float(value)


def _require(value: str, names: Any, what: str) -> None:
    if value not in get_args(names):
        raise ValueError(f"{what} is {value!r}; choose one of {', '.join(get_args(names))}")


# --- growth at a constant rate, from the bounds alone -------------------------------------


@dataclass(frozen=True, slots=True)
class ConstantGrowth:
    """What bounded levels say of growth at a constant rate.

    Attributes
    ----------
    rate : Measure
        Sharp bounds on the rate per year. Asking for it is refused where no constant
        rate passes through every bound.
    slowest, fastest : tuple
        Labels (earlier, later) of the pairs of observations that set the lower and the
        upper bound; empty where nothing sets one. Where constant growth is excluded,
        the first pair needs a rate that the second forbids.
    """

    _rate: Measure | None
    slowest: tuple[Any, ...]
    fastest: tuple[Any, ...]

    @property
    def excluded(self) -> bool:
        """Whether the record rules out growth at a constant rate."""
        return self._rate is None

    @property
    def rate(self) -> Measure:
        """Sharp bounds on the rate per year.

        Raises
        ------
        ValueError
            If the record rules out growth at a constant rate.
        """
        return _known(
            self._rate,
            f"no constant rate passes through every bound: between {self.slowest} the level grows "
            f"faster than between {self.fastest}; ask .excluded first",
        )


def _known(value: Measure | None, reason: str) -> Measure:
    if value is None:
        raise ValueError(reason)
    return value


def constant_growth(
    years: Years,
    levels: Numbers,
    compounding: Compounding = "continuous",
    tolerance: float = 0.0,
) -> ConstantGrowth:
    r"""Return the constant growth rates that pass through every bounded observation.

    Parameters
    ----------
    years : sequence, array or pandas.Series of float or Quantity
        Dates in years, fractions and bounds allowed; at least two of them surely differ.
    levels : sequence, mapping, array or pandas.Series of float or Quantity
        The level at each date, in one unit. ``Quantity(31, inf)`` is "more than 30".
    compounding : {"continuous", "annual"}, optional
        Whether the rate is the derivative of the logarithm, or the relative change
        over a year, as in :func:`~industrial_clusters.statistics.growth.compound_rate`.
    tolerance : float, optional
        By which fraction a level may lie outside its bounds: 0.05 widens "30 to 40" to
        30 / 1.05 to 40 * 1.05.

    Returns
    -------
    ConstantGrowth
        The rates, and the pairs of observations that bound them or exclude them all.

    Raises
    ------
    ValueError
        If a level can only be zero, if no two dates surely differ, if dates overlap so
        that growth and decline both pass but no rate between them, or if the input is
        no record.

    Notes
    -----
    Levels :math:`N_i \in [l_i, h_i]` at dates :math:`t_i` grow at the rate r if some
    a gives :math:`\ln l_i \le a + r t_i \le \ln h_i` for all i. For a given r, such an
    a exists exactly if every lower limit :math:`\ln l_i - r t_i` is at most every
    upper limit :math:`\ln h_j - r t_j`. Each such pair is linear in r, so

    .. math::
        \max_{t_i < t_j} \frac{\ln l_j - \ln h_i}{t_j - t_i} \le r \le
        \min_{t_i < t_j} \frac{\ln h_j - \ln l_i}{t_j - t_i},

    with overlapping bounds for levels of the same date, is necessary and sufficient.
    The bounds are sharp: at the lower one the line through :math:`(t_i, \ln h_i)` and
    :math:`(t_j, \ln l_j)` of the pair that sets it passes through all other bounds, by
    sufficiency; likewise at the upper one. An infinite bound is approached.

    With dates within :math:`[s_i, u_i]`, a rising line meets the box of an observation
    if it is not above it at :math:`s_i` nor below it at :math:`u_i`, a falling one with
    the two exchanged. So the same inequalities hold for :math:`r \ge 0` with
    :math:`u_j - s_i` on the left and :math:`s_j - u_i` on the right, and the other way
    round for :math:`r \le 0`.

    A regression of the logarithms, as packages fit it, takes the levels for exact.

    References
    ----------
    .. [1] C. F. Manski, *Partial Identification of Probability Distributions*,
       Springer, 2003. https://doi.org/10.1007/b97478

    Examples
    --------
    From "more than 30" to "about 300" in ten years:

    >>> growth = constant_growth([1980, 1990], [Quantity(31, math.inf), Quantity(295, 305)])
    >>> growth.rate.low, round(growth.rate.high, 4)
    (-inf, 0.2286)

    Three observations that no constant rate joins:

    >>> growth = constant_growth([1980, 1985, 1990], {"a": 10, "b": Quantity(40, 50), "c": 60})
    >>> growth.excluded, growth.slowest, growth.fastest
    (True, ('a', 'b'), ('b', 'c'))
    """
    _require(compounding, Compounding, "compounding")
    record = _widened(_read_record(years, levels, dated=False), tolerance)
    if record.early.max() <= record.late.min():
        raise ValueError("no two of the years surely differ; growth needs two dates")
    low, high = _logs(record)
    rising = _slopes(record, low, high)
    falling = _slopes(record, -high, -low).mirrored()
    found = _joined(rising, falling, _ROUNDING / float(np.ptp(record.early)))
    slowest, fastest = (
        tuple(record.labels[at] for at in pair) for pair in (found.slowest, found.fastest)
    )
    if found.low > found.high:
        return ConstantGrowth(None, slowest, fastest)
    change = np.expm1 if compounding == "annual" else np.positive
    rate = Measure(
        float(change(found.low)),
        float(change(found.high)),
        "per year",
        f"constant rate, {compounding} compounding, through every bound",
    )
    return ConstantGrowth(rate, slowest, fastest)


class _Slopes(NamedTuple):
    """Bounds on a slope, and the positions (earlier, later) of the pairs that set them."""

    low: float
    high: float
    slowest: tuple[int, ...]
    fastest: tuple[int, ...]

    def mirrored(self) -> _Slopes:
        """Return the bounds on the negative of the slope."""
        return _Slopes(-self.high, -self.low, self.fastest, self.slowest)


def _slopes(record: _Record, low: FloatArray, high: FloatArray) -> _Slopes:
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
    return _Slopes(
        least,
        most,
        (int(earlier), int(later)) if least > -np.inf else (),
        (int(first), int(second)) if most < np.inf else (),
    )


def _joined(rising: _Slopes, falling: _Slopes, slack: float) -> _Slopes:
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
    return _Slopes(low, high, slow.slowest, fast.fastest)


def _logs(record: _Record) -> tuple[FloatArray, FloatArray]:
    zero = np.flatnonzero(record.high == 0)
    if zero.size:
        raise ValueError(
            f"row {record.labels[zero[0]]!r}: the level is zero, which no growth rate leads to; "
            "leave it out, or state what it may have been as a Quantity"
        )
    return _log(record.low), _log(record.high)


def _require_fraction(tolerance: float) -> None:
    if not 0 <= tolerance < math.inf:
        raise ValueError(f"the tolerance is {tolerance}; give a fraction from 0 on")


def _widened(record: _Record, tolerance: float) -> _Record:
    _require_fraction(tolerance)
    factor = 1 + tolerance
    return record._replace(low=record.low / factor, high=record.high * factor)


# --- curves through every bound -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CompatibleCurves:
    """Which curves of a form pass through every bounded observation.

    Attributes
    ----------
    form : str
        The form.
    tolerance_needed : float
        The least fraction by which levels must be let off their bounds for some curve
        of the form to pass; zero where one passes as it is.
    capacity, rate : Measure
        Sharp bounds over all curves that pass within the tolerance asked for. Asking
        for them is refused where none does.
    """

    form: str
    tolerance_needed: float
    _capacity: Measure | None
    _rate: Measure | None

    @property
    def excluded(self) -> bool:
        """Whether the record rules the form out, at the tolerance asked for."""
        return self._rate is None

    @property
    def capacity(self) -> Measure:
        """Sharp bounds on the level of saturation.

        Raises
        ------
        ValueError
            If the record rules the form out.
        """
        return _known(self._capacity, self._reason())

    @property
    def rate(self) -> Measure:
        """Sharp bounds on the rate per year.

        Raises
        ------
        ValueError
            If the record rules the form out.
        """
        return _known(self._rate, self._reason())

    def _reason(self) -> str:
        return (
            f"no {self.form} curve passes through every bound; ask .excluded first, or allow a "
            f"tolerance of {self.tolerance_needed:g}"
        )


def compatible_curves(
    form: SForm,
    years: Years,
    levels: Numbers,
    tolerance: float = 0.0,
    launch: float | None = None,
) -> CompatibleCurves:
    r"""Return bounds on saturation and rate over all curves that pass through every bound.

    Parameters
    ----------
    form : {"logistic", "gompertz", "bass"}
        The form, as in :func:`fit`. For exponential growth see :func:`constant_growth`.
    years : sequence, array or pandas.Series of float
        Exact dates in years; at least two differ.
    levels : sequence, mapping, array or pandas.Series of float or Quantity
        The level at each date, in one unit.
    tolerance : float, optional
        By which fraction a level may lie outside its bounds.
    launch : float, optional
        Date of the launch, for a Bass curve; before the first of the years.

    Returns
    -------
    CompatibleCurves
        Capacity in the unit of the levels, infinite where saturation is not
        identified; rate per year (for a Bass curve the sum of the coefficients of
        innovation and imitation); and the tolerance that the form needs.

    Raises
    ------
    ValueError
        If the form is unknown, a launch is missing or out of place, a level can only be
        zero, or the input is no record.

    Notes
    -----
    Each form is a line in a suitable scale: :math:`h(N) = A + B \varphi(t)` with
    h = 1/N and :math:`\varphi = e^{-rt}` (logistic), h = -ln N and the same
    :math:`\varphi` (Gompertz), h = 1/N and :math:`\varphi = 1 / (1 - e^{-rs})`, s years
    after the launch (Bass), with :math:`B \ge 0` and the capacity at the value of the
    line for :math:`t \to \infty`. For a given rate r the curves that pass are therefore
    a polygon in A and B, and by Helly's theorem it is not empty exactly if no three
    observations contradict each other (the limit :math:`t \to \infty` counting as one).
    Three observations do not if the middle one meets the average of the outer ones
    with weight

    .. math:: w = (\varphi_j - \varphi_k) / (\varphi_i - \varphi_k), \qquad t_i < t_j < t_k,

    on the earlier. As w falls strictly with r (for the limit that keeps imitation of a
    Bass curve from being negative it rises), each three allow an interval of rates.
    So the rates that pass are one interval, and so are those at which the capacity is
    at least, or at most, any given number. The tolerance that a rate needs, and the
    extreme capacities at it, are linear programmes in two unknowns, solved in closed
    form by pairs and threes; over the rates each has no local extreme besides the
    global one. Hence the bounds are sharp: each is attained by a curve through the
    bounds that set it, or approached where it is infinite or zero.

    The midpoint, and the two Bass coefficients apart, lack this property; their bounds
    are not given.

    References
    ----------
    .. [1] R. Pearl and L. J. Reed, "On the rate of growth of the population of the
       United States since 1790 and its mathematical representation", *Proceedings of
       the National Academy of Sciences* 6(6), 1920, 275-288.
       https://doi.org/10.1073/pnas.6.6.275

    Examples
    --------
    Pearl and Reed put a logistic curve through three censuses of the United States
    (millions), and found that it levels off at 197 million:

    >>> census = [3.929, 23.192, 91.972]
    >>> curves = compatible_curves("logistic", [1790, 1850, 1910], census)
    >>> round(curves.capacity.low, 2), round(curves.rate.low, 7)
    (197.27, 0.0313395)

    Had each census been right to five per cent only, the ceiling could be anywhere
    between

    >>> curves = compatible_curves("logistic", [1790, 1850, 1910], census, tolerance=0.05)
    >>> round(curves.capacity.low), round(curves.capacity.high)
    (144, 352)
    """
    if form not in S_FORMS:
        raise ValueError(
            f"the form is {form!r}; choose one of {', '.join(S_FORMS)} "
            "(for exponential growth: constant_growth)"
        )
    record = _read_record(years, levels)
    _require_fraction(tolerance)
    bounds = _Lines(form, record, launch)
    tolerance_needed = bounds.tolerance_needed()
    if tolerance_needed > tolerance:
        return CompatibleCurves(form, tolerance_needed, None, None)
    needed, best = bounds.least
    slack = max(math.log1p(tolerance), needed) + _TINY
    slow, fast = bounds.rates(best, slack)
    ceilings = bounds.capacities(slow, fast, best, slack)
    convention = f"{form} curves through every bound"
    if tolerance:
        convention += f" widened by {tolerance:g}"
    return CompatibleCurves(
        form,
        tolerance_needed,
        Measure(*ceilings, record.unit, convention),
        Measure(slow, fast, "per year", convention),
    )


class _Lines:
    """The bounds in the scale in which a curve of the form is a line in phi(t)."""

    def __init__(self, form: str, record: _Record, launch: float | None) -> None:
        self.form = form
        low, high = _logs(record)
        self.centre = float(np.median(np.where(np.isfinite(high), high, low)))
        self.logarithmic = form in ("exponential", "gompertz")
        if self.logarithmic:
            self.low, self.high = self.centre - high, self.centre - low
        else:
            self.low, self.high = np.exp(self.centre - high), _exp(self.centre - low)
        self.low, self.high = np.clip(self.low, -_VOID, None), np.clip(self.high, None, _VOID)
        self.span = _span(record)
        self.time = (record.years - record.years[0]) / self.span
        self.age = self.time - 1 + _age(form, record, launch) / self.span
        gaps = np.diff(np.unique(self.time))
        self.log_rates = np.linspace(math.log(1e-9), math.log(_FAR / gaps.min()), 160)
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
            weight *= _fall(rate, self.time[k] - self.time[j])
            weight /= _fall(rate, self.time[k] - self.time[i])
        if self.form == "bass":
            weight *= _fall(rate, self.age[i]) / _fall(rate, self.age[j])
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
            share = _fall(rate[:, None], self.age[i]) / _fall(rate[:, None], self.age[j])
            yield self._clash(self.low[j], share * self.high[i])

    def _clash(self, low: FloatArray, high: FloatArray) -> FloatArray:
        """Return by how much the logarithms must give way for low not to exceed high."""
        if self.logarithmic:
            return np.asarray((low - high) / 2)
        return np.asarray((_log(low) - _log(high)) / 2)

    @cached_property
    def least(self) -> tuple[float, float]:
        """Return the least tolerance over all rates, and the logarithm of the rate."""
        found = _lowest(self.tolerance, self.log_rates)
        return float(self.tolerance(found)[0]), found

    def tolerance_needed(self) -> float:
        """Return the least tolerance as a fraction of the levels; zero but for rounding."""
        needed = math.expm1(max(self.least[0], 0.0))
        return needed if needed > _ROUNDING else 0.0

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
            most = np.minimum(most, (high * _fall(rate[:, None], self.age)).min(1))
        return least, most

    def _level(self, value: float) -> float:
        """Return the level that stands at a value in the scale of the lines."""
        if self.logarithmic:
            return _unlimited_exp(self.centre - value)
        # A reciprocal of nothing but rounding stands for no ceiling at all.
        return math.exp(self.centre) / value if value > _TINY * self.high.min() else math.inf


def _unlimited_exp(exponent: float) -> float:
    return math.exp(exponent) if exponent < 700 else math.inf


def _lowest(function: Callable[[Any], FloatArray], grid: FloatArray) -> float:
    """Return where a function without other local minima is lowest."""
    for _ in range(14):
        at = int(function(grid).argmin())
        grid = np.linspace(grid[max(at - 1, 0)], grid[min(at + 1, len(grid) - 1)], 21)
    return float(grid[int(function(grid).argmin())])


def _mix(weight: FloatArray, first: FloatArray, second: FloatArray) -> FloatArray:
    return weight * first + (1 - weight) * second


def _fall(rate: Any, time: Any) -> FloatArray:
    """Return by how much an exponential decay from one has fallen."""
    return np.asarray(-np.expm1(-rate * time))


# --- curves that levels stray from --------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class GrowthCurve:
    """A curve fitted by likelihood.

    Attributes
    ----------
    form, errors : str
        The form, and how levels stray from it.
    parameters : mapping of str to Measure
        The likeliest value of each parameter, with its unit. An infinite capacity says
        that exponential growth, the limit of the form, is likelier than every curve
        that levels off.
    deviation : float
        Standard deviation of the logarithms of the levels from the curve (relative
        errors), or of the levels (additive errors, in their unit).
    log_likelihood : float
        Logarithm of the density of the exact levels times the probability of the bounds
        of the others; infinite where the curve passes through every exact level.
    observations : int
        Number of levels.
    estimated : int
        Number of quantities that were estimated, the deviation included if it was.
    convention : str
        What was fitted, and how.
    """

    form: str
    errors: str
    parameters: Mapping[str, Measure]
    deviation: float
    log_likelihood: float
    observations: int
    estimated: int
    convention: str
    problem: _Problem = field(repr=False)
    solution: _Solution = field(repr=False)
    units: _Units = field(repr=False)

    def levels(self, years: Sequence[float] | npt.NDArray[Any]) -> pd.Series[float]:
        """Return the level of the curve at each of some years.

        Examples
        --------
        >>> doubling = fit("exponential", [2000, 2001, 2002], [1, 2, 4])
        >>> doubling.levels([2003]).round(6)
        2003    8.0
        dtype: float64
        """
        place, units = self.solution.place, self.units
        time = (np.asarray(years, dtype=float) - units.last) / units.span
        values = units.level * _exp(place.level + _shape(place, time, self.problem.age))
        return pd.Series(values, index=pd.Index(years))


class _Units(NamedTuple):
    """Units of a record: its largest level, its length and its last date in years."""

    level: float
    span: float
    last: float
    name: str


def fit(
    form: Form,
    years: Years,
    levels: Numbers,
    errors: Errors = "relative",
    deviation: float | None = None,
    fixed: Mapping[str, float] | None = None,
    launch: float | None = None,
) -> GrowthCurve:
    r"""Return the likeliest curve of a form, given levels known exactly or within bounds.

    Parameters
    ----------
    form : {"exponential", "logistic", "gompertz", "bass"}
        The form.
    years : sequence, array or pandas.Series of float
        Exact dates in years, fractions and repetitions allowed, in any order.
    levels : sequence, mapping, array or pandas.Series of float or Quantity
        The level at each date, in one unit.
    errors : {"relative", "additive"}, optional
        Whether the logarithms of the levels stray from the curve normally, or the
        levels themselves.
    deviation : float, optional
        Standard deviation of what strays, where it is known; else it is estimated.
    fixed : mapping of str to float, optional
        Parameters that are known, by name: ``{"capacity": 490}`` for a village of 490
        households.
    launch : float, optional
        Date at which a Bass curve starts from nothing; needed for this form only.

    Returns
    -------
    GrowthCurve
        Parameters with units, deviation and log-likelihood.

    Raises
    ------
    ValueError
        If a name is unknown or a given value impossible; if there are too few levels;
        if an exact level is zero (relative errors); if the record does not grow, so
        that no curve with a ceiling describes it; or if a curve passes through every
        bound, so that the deviation is not determined.

    Notes
    -----
    .. math::
        N(t) = N_1 e^{r (t - t_1)}, \qquad
        N(t) = \frac{K}{1 + e^{-r (t - \mu)}}, \qquad
        N(t) = K e^{-e^{-r (t - \mu)}}, \qquad
        N(t) = K \frac{1 - e^{-(p + q) s}}{1 + (q / p) e^{-(p + q) s}}

    with the level :math:`N_1` at the first date, the capacity K (Bass's m), the rate r,
    the midpoint :math:`\mu` (logistic: K / 2; Gompertz: K / e, where growth is
    fastest), the coefficients of innovation p and of imitation q, and s years since the
    launch. Curves with a ceiling grow: r, p, q are positive.

    An exact level contributes its normal (additive) or log-normal (relative) density, a
    level within bounds the probability of its bounds, independently of one another. The
    deviation is the maximum-likelihood estimate, with the number of levels as divisor;
    nls in R and most packages divide by the degrees of freedom, and take additive errors
    only. Bass estimated p, q and m by regressing yearly sales on cumulated sales; here
    the cumulated level itself is fitted, which suits uneven dates, but levels that
    accumulate do not stray independently, so that intervals are too narrow for them.

    The search is deterministic: the best of a grid over rate and position, refined by
    least squares (exact levels) or by the likelihood (bounds). As the capacity grows a
    logistic or Gompertz curve tends to an exponential one. Where that is the likeliest,
    the capacity is infinite (the rate of the Gompertz curve then is zero).

    Without any random deviation, bounds alone determine sets of curves:
    see :func:`compatible_curves`.

    References
    ----------
    .. [1] D. M. Bates and D. G. Watts, *Nonlinear Regression Analysis and Its
       Applications*, Wiley, 1988. https://doi.org/10.1002/9780470316757
    .. [2] F. M. Bass, "A new product growth for model consumer durables", *Management
       Science* 15(5), 1969, 215-227. https://doi.org/10.1287/mnsc.15.5.215

    Examples
    --------
    >>> years = [1980, 1983, 1986, 1990, 1993, 1996, 2001]
    >>> firms = [10, Quantity(21, math.inf), 40, 95, Quantity(140, 170), 200, 210]
    >>> curve = fit("logistic", years, firms)
    >>> round(curve.parameters["capacity"].low), round(curve.parameters["midpoint"].low, 1)
    (241, 1991.6)
    """
    _require(form, Form, "the form")
    _require(errors, Errors, "errors")
    record = _read_record(years, levels)
    problem, units = _problem(form, errors, deviation, dict(fixed or {}), record, launch)
    _refuse_few(problem)
    solution = _best(problem)
    _refuse_undetermined(problem, solution)
    exact = problem.low == problem.high
    # The density of a level, not of its logarithm or its multiple of the record's unit.
    scale = np.log(record.low[exact]) if errors == "relative" else np.log(units.level) * exact
    estimated = problem.free + (deviation is None)
    convention = f"{form} curve, {errors} normal errors, maximum likelihood"
    return GrowthCurve(
        form=form,
        errors=errors,
        parameters=_named(problem, solution.place, units, convention),
        deviation=solution.deviation * (units.level if errors == "additive" else 1.0),
        log_likelihood=solution.log_likelihood - float(scale.sum()),
        observations=len(record.low),
        estimated=estimated,
        convention=convention,
        problem=problem,
        solution=solution,
        units=units,
    )


class _Place(NamedTuple):
    """Where a curve stands, in units of the record.

    Logarithm of the level at the last date; rate per length of the record; and by how
    many multiples of 1 / rate the last date is beyond the midpoint.
    """

    form: str
    level: Any
    rate: Any
    position: Any = 0.0


class _Problem(NamedTuple):
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
        curve = place.level + _shape(place, self.time, self.age)
        return np.asarray(curve if self.errors == "relative" else _exp(curve))


def _pace(problem: _Problem, free: Iterator[Any]) -> tuple[Any, Any]:
    """Return rate and position, from the given and the free parameters."""
    fixed = problem.fixed
    if problem.form == "bass":
        return _bass_pace(problem, free)
    if problem.form == "exponential":
        return (fixed["rate"] if "rate" in fixed else next(free)), 0.0
    rate = fixed["rate"] if "rate" in fixed else _rate(problem, next(free))
    return rate, (-rate * fixed["midpoint"] if "midpoint" in fixed else next(free))


def _bass_pace(problem: _Problem, free: Iterator[Any]) -> tuple[Any, Any]:
    fixed = problem.fixed
    if not {"innovation", "imitation"} & set(fixed):
        return _rate(problem, next(free)), next(free)
    innovation, imitation = (
        fixed[name] if name in fixed else _rate(problem, next(free))
        for name in ("innovation", "imitation")
    )
    rate = innovation + imitation
    return rate, rate * problem.age - _log(imitation / innovation)


def _rate(problem: _Problem, logarithm: Any) -> Any:
    return np.exp(np.clip(logarithm, math.log(_TINY), math.log(problem.fastest)))


def _shape(place: _Place, time: Any, age: float) -> Any:
    """Return the logarithm of the curve relative to its level at the last date."""
    rate, position = place.rate, place.position
    if place.form == "exponential":
        return rate * time
    if place.form == "gompertz":
        return -_exp(-position) * _expm1(-rate * time)
    curve = np.logaddexp(0, -position) - np.logaddexp(0, -rate * time - position)
    if place.form == "bass":
        curve = curve + np.log(_fall(rate, time + age)) - np.log(_fall(rate, age))
    return curve


def _ceiling(form: str, rate: Any, position: Any, age: float) -> Any:
    """Return the logarithm of the capacity relative to the level at the last date."""
    if form == "gompertz":
        return _exp(-position)
    ceiling = np.logaddexp(0, -position)
    return ceiling - np.log(_fall(rate, age)) if form == "bass" else ceiling


def _log(values: Any) -> Any:
    with np.errstate(divide="ignore"):
        return np.log(values)


def _exp(exponent: Any) -> Any:
    """Return the exponential, short of overflow even when it is squared."""
    return np.exp(np.minimum(exponent, 300.0))


def _expm1(exponent: Any) -> Any:
    return np.expm1(np.minimum(exponent, 300.0))


class _Solution(NamedTuple):
    place: _Place
    deviation: float
    log_likelihood: float


def _solve(problem: _Problem) -> _Solution:
    """Return the likeliest curve: the nearest of a grid, then refined."""

    def model(x: FloatArray) -> FloatArray:
        return problem.expected(problem.place(x))

    x, deviation, log_likelihood = _likeliest(
        problem.low, problem.high, model, _starts(problem), problem.deviation
    )
    return _Solution(problem.place(x), deviation, log_likelihood)


def _likeliest(
    low: FloatArray,
    high: FloatArray,
    model: Callable[[FloatArray], FloatArray],
    starts: Sequence[FloatArray],
    deviation: float | None,
) -> tuple[FloatArray, float, float]:
    """Return the likeliest parameters of a model, deviation and log-likelihood."""
    middle = _middle(low, high)

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
    return _spread(low, high, model, x, deviation)


def _spread(
    low: FloatArray,
    high: FloatArray,
    model: Callable[[FloatArray], FloatArray],
    x: FloatArray,
    deviation: float | None,
) -> tuple[FloatArray, float, float]:
    """Return parameters, deviation and log-likelihood, given those of least squares."""
    stray = np.clip(model(x) - _middle(low, high), -_HUGE, _HUGE)
    spread = deviation or float(np.sqrt(np.mean(stray**2)))
    if not (low == high).all():
        x, spread = _climb(low, high, model, x, deviation, max(spread, 0.02))
    elif spread < _ROUNDING:
        return x, 0.0, math.inf
    return x, spread, float(_log_likelihood(low, high, model(x), spread))


def _middle(low: FloatArray, high: FloatArray) -> FloatArray:
    """Return one number for each level, from where to start: exact levels as they are."""
    least = np.where(np.isfinite(low), low, high - 1)
    most = np.where(np.isfinite(high), high, low)
    return (least + most) / 2


def _starts(problem: _Problem) -> list[FloatArray]:
    """Return the free parameters of those curves of a grid that are nearest to the levels."""
    x = _grid(problem)
    middle = _middle(problem.low, problem.high)
    if "capacity" not in problem.fixed and "level" not in problem.fixed:
        unit = _Place(problem.form, 0.0, *_pace(problem, iter(x)))
        curve = _shape(unit, problem.time, problem.age)
        if problem.errors == "relative":
            level = (middle - curve).mean(-1)
        else:
            curve = _exp(curve)
            level = np.log((middle * curve).sum(-1) / (curve**2).sum(-1))
        x = np.concatenate([x, np.broadcast_to(np.reshape(level, (1, -1, 1)), (1, *x.shape[1:]))])
    stray = problem.expected(problem.place(x)) - middle
    costs = (np.clip(stray, -_HUGE, _HUGE) ** 2).sum(-1)
    # One among the slow, one among the fast trials, and one between: not all in one valley.
    thirds = [third for third in np.array_split(np.arange(costs.size), 3) if third.size]
    return [x[:, third[costs.flat[third].argmin()], 0] for third in thirds]


def _grid(problem: _Problem) -> FloatArray:
    """Return trial values of the free parameters but the level, shape (parameters, trials, 1)."""
    given = {"rate", "midpoint", "innovation", "imitation"} & set(problem.fixed)
    slow, usual, fast = math.log(_ROUNDING), math.log(0.05), math.log(problem.fastest)
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


def _positions(problem: _Problem, rate: FloatArray) -> FloatArray:
    """Return positions to try at each rate, among them what the levels themselves suggest."""
    trials = [_matched(problem, rate) + np.linspace(-2, 2, 9)]
    if "capacity" in problem.fixed:  # so that the curve is near the record at its last date
        gap = np.maximum(problem.fixed["capacity"] - np.linspace(-3, 7, 21), 1e-3)
        near = -np.log(gap) if problem.form == "gompertz" else -gap - np.log(_fall(1.0, gap))
        trials.append(0 * rate + near)
    return np.concatenate(trials, axis=1)


def _matched(problem: _Problem, rate: FloatArray) -> FloatArray:
    """Return the position at each rate by least squares in the scale in which curves are lines."""
    middle = _middle(problem.low, problem.high)
    logs = middle if problem.errors == "relative" else _log(np.maximum(middle, 1e-3))
    # Relative to the decay at the first date, which may be beyond all bounds.
    decay = _exp(-rate * (problem.time - problem.time[0]))
    first = -rate[:, 0] * problem.time[0]
    if problem.form == "bass":
        logs = logs - _log(np.maximum(_fall(rate, problem.time + problem.age), _TINY))
    if problem.form == "gompertz":
        from_mean = decay - decay.mean(1, keepdims=True)
        slope = -(from_mean * logs).sum(1) / (from_mean**2).sum(1)
        return np.asarray(first - np.log(np.maximum(slope, _TINY)))[:, None]
    # Of 1 = N (A + B decay), by relative errors of N: the ratio of A and B.
    x, y = _exp(logs) * np.ones_like(rate), _exp(logs) * decay
    ceiling = (y**2).sum(1) * x.sum(1) - (x * y).sum(1) * y.sum(1)
    growth = (x**2).sum(1) * y.sum(1) - (x * y).sum(1) * x.sum(1)
    return np.asarray(first + _log(np.clip(ceiling, _TINY, None) / np.clip(growth, _TINY, None)))[
        :, None
    ]


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
    return np.asarray(upper + np.log(np.maximum(share, 1 / _VOID)))


def _problem(
    form: str,
    errors: str,
    deviation: float | None,
    fixed: dict[str, float],
    record: _Record,
    launch: float | None,
) -> tuple[_Problem, _Units]:
    """Return the problem in the units of the record, and the units."""
    if deviation is not None and not 0 < deviation < math.inf:
        raise ValueError(f"the deviation is {deviation}; give a number above 0, or none")
    span = _span(record)
    low, high = _scale(record, errors)
    level = _largest(record)
    units = _Units(level, span, float(record.years[-1]), record.unit)
    if errors == "relative":
        low, high = low - math.log(level), high - math.log(level)
    else:
        low, high = low / level, high / level
        deviation = deviation and deviation / level
    problem = _Problem(
        form=form,
        errors=errors,
        fixed={name: _inner(form, name, value, units) for name, value in fixed.items()},
        deviation=deviation,
        time=(record.years - units.last) / span,
        low=low,
        high=high,
        age=_age(form, record, launch) / span,
        fastest=_FAR * span / float(np.diff(np.unique(record.years)).min()),
    )
    return problem, units


def _scale(record: _Record, errors: str) -> tuple[FloatArray, FloatArray]:
    """Return the bounds in the scale in which levels stray from the curve."""
    return _logs(record) if errors == "relative" else (record.low, record.high)


def _largest(record: _Record) -> float:
    """Return the largest finite bound, so that the unit of the levels does not matter."""
    return float(np.where(np.isfinite(record.high), record.high, record.low).max())


def _span(record: _Record) -> float:
    span = float(record.years[-1] - record.years[0])
    if span == 0:
        raise ValueError("all years are the same; growth needs two dates")
    return span


def _age(form: str, record: _Record, launch: float | None) -> float:
    """Return the years from the launch to the last date; nothing for forms without one."""
    if form != "bass":
        if launch is not None:
            raise ValueError(f"the launch is {launch}, but only a Bass curve has one; leave it out")
        return math.nan
    if launch is None:
        raise ValueError("a Bass curve starts from nothing at its launch; give launch=, a year")
    if not launch < record.years[0]:
        raise ValueError(
            f"the launch is {launch}, not before the first year, {record.years[0]}; correct it, "
            "or leave out the levels until then"
        )
    return float(record.years[-1] - launch)


def _inner(form: str, name: str, value: float, units: _Units) -> float:
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


def _outer(name: str, value: float, units: _Units) -> float:
    """Return a parameter in its own unit."""
    if name in ("capacity", "level"):
        return units.level * _unlimited_exp(value)
    return units.last + value * units.span if name == "midpoint" else value / units.span


def _refuse_few(problem: _Problem) -> None:
    number, least = len(problem.low), problem.free + (problem.deviation is None)
    if number < least:
        raise _UndeterminedError(
            f"{number} levels cannot tell {problem.free} parameters of a {problem.form} curve"
            f"{' and the deviation from it' if problem.deviation is None else ''}; it needs "
            f"{least}: give deviation=, or parameters as fixed=, or see compatible_curves"
        )


def _best(problem: _Problem) -> _Solution:
    """Return the likeliest curve, or the exponential one where the form tends to it."""
    solution = _solve(problem)
    if problem.form in ("logistic", "gompertz"):
        trend = _solve(problem._replace(form="exponential", fixed={}))
        if not trend.place.rate > _ROUNDING:
            raise _UndeterminedError(
                f"the levels do not grow over the record, so that no {problem.form} curve "
                "describes them; fit an exponential curve, or the years in which they grow"
            )
    limit = _limit(problem)
    if limit and limit.log_likelihood >= solution.log_likelihood - _ROUNDING:
        return limit
    return solution


def _limit(problem: _Problem) -> _Solution | None:
    """Return the likeliest exponential curve if the form tends to it as its capacity grows."""
    keeps = {"logistic": {"rate"}, "gompertz": set()}
    if problem.form not in keeps or not set(problem.fixed) <= keeps[problem.form]:
        return None
    return _solve(problem._replace(form="exponential"))


def _refuse_undetermined(problem: _Problem, solution: _Solution) -> None:
    if problem.deviation is None and _is_certain(
        problem.low, problem.high, solution.deviation, solution.log_likelihood
    ):
        raise _UndeterminedError(
            f"a {problem.form} curve passes through every bound, so that the record does not say "
            "how far levels stray from it; give deviation= (0.05 for five per cent), or see "
            "compatible_curves"
        )


def _is_certain(low: FloatArray, high: FloatArray, deviation: float, likelihood: float) -> bool:
    """Return whether bounded levels are likelier the less they stray, down to nothing."""
    exact = low == high
    sure = not exact.any() and likelihood > -1e-6
    return not exact.all() and (sure or deviation < 1e-4)


def _named(problem: _Problem, place: _Place, units: _Units, convention: str) -> dict[str, Measure]:
    """Return the parameters by name, in their own units."""
    named = {}
    for name, value in _inner_parameters(problem, place).items():
        unit = {"capacity": units.name, "level": units.name, "midpoint": "year"}
        outer = _outer(name, float(value), units)
        named[name] = Measure(outer, outer, unit.get(name, "per year"), convention)
    return named


def _inner_parameters(problem: _Problem, place: _Place) -> dict[str, Any]:
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


def compare_forms(
    years: Years,
    levels: Numbers,
    forms: Sequence[Form] | None = None,
    errors: Errors = "relative",
    deviation: float | None = None,
    launch: float | None = None,
    tolerance: float = 0.0,
) -> pd.DataFrame:
    r"""Compare how well curves of several forms describe one record.

    Parameters
    ----------
    years : sequence, array or pandas.Series of float
        Exact dates in years.
    levels : sequence, mapping, array or pandas.Series of float or Quantity
        The level at each date, in one unit.
    forms : sequence of str, optional
        The forms; all by default, the Bass curve only if its launch is given.
    errors : {"relative", "additive"}, optional
        How levels stray from a curve, as in :func:`fit`.
    deviation : float, optional
        Standard deviation of what strays, where it is known.
    launch : float, optional
        Date of the launch, for a Bass curve.
    tolerance : float, optional
        By which fraction levels may lie outside their bounds before a form counts as
        excluded.

    Returns
    -------
    pandas.DataFrame
        One row a form:

        - ``log_likelihood``, ``deviation``, ``estimated`` (number of quantities
          estimated), and a column for each parameter;
        - ``aicc``, missing where too few levels leave it undefined;
        - ``tolerance_needed``, the least fraction by which the levels must be let off
          their bounds for some curve of the form to pass through all of them;
        - ``excluded``, whether that is more than the tolerance asked for;
        - ``note``, why something is missing.

    Raises
    ------
    ValueError
        If a name is unknown, a launch is missing or out of place, or the input is no
        record. A form that cannot be fitted is reported in its note instead.

    Notes
    -----
    .. math:: \mathrm{AICc} = -2 \ell + 2 k + \frac{2 k (k + 1)}{n - k - 1}

    with k quantities estimated (the deviation counts as one, which packages differ on)
    from n levels; undefined for n < k + 2. Only differences between rows mean anything.
    Exact levels that stray at all exclude every form unless a tolerance is given.

    References
    ----------
    .. [1] C. M. Hurvich and C.-L. Tsai, "Regression and time series model selection in
       small samples", *Biometrika* 76(2), 1989, 297-307.
       https://doi.org/10.1093/biomet/76.2.297

    Examples
    --------
    >>> years = [1980, 1983, 1986, 1990, 1994, 1999, 2004]
    >>> firms = [10, 19, 41, 96, 160, 208, 219]
    >>> forms = compare_forms(years, firms, tolerance=0.1)
    >>> forms[["aicc", "tolerance_needed", "excluded"]].round(2)
                  aicc  tolerance_needed  excluded
    exponential  79.09              0.63      True
    logistic     62.34              0.06     False
    gompertz     76.88              0.16      True
    """
    record = _read_record(years, levels)
    _require_fraction(tolerance)
    if forms is None:
        forms = get_args(Form) if launch is not None else get_args(Form)[:-1]
    rows = {}
    for form in forms:
        _require(form, Form, "the form")
        start = launch if form == "bass" else None
        needed = _Lines(form, record, start).tolerance_needed()
        row = {"tolerance_needed": needed, "excluded": needed > tolerance, "note": ""}
        try:
            row |= _summary(fit(form, years, levels, errors, deviation, launch=start))
        except _UndeterminedError as reason:
            row["note"] = str(reason)
        rows[form] = row
    names = dict.fromkeys(name for form in forms for name in PARAMETERS[form])
    columns = ["log_likelihood", "aicc", "deviation", "estimated", *names]
    columns += ["tolerance_needed", "excluded", "note"]
    return pd.DataFrame.from_dict(rows, orient="index").reindex(columns=columns)


def _summary(curve: GrowthCurve) -> dict[str, Any]:
    number, estimated = curve.observations, curve.estimated
    summary: dict[str, Any] = {
        "log_likelihood": curve.log_likelihood,
        "deviation": curve.deviation,
        "estimated": estimated,
        **{name: float(value) for name, value in curve.parameters.items()},
    }
    spare = number - estimated - 1
    if spare > 0:
        penalty = 2 * estimated * (1 + (estimated + 1) / spare)
        return {**summary, "aicc": penalty - 2 * curve.log_likelihood}
    note = f"AICc is undefined for {number} levels and {estimated} quantities estimated"
    return {**summary, "aicc": math.nan, "note": note}


class _UndeterminedError(ValueError):
    """A record that does not determine the curve asked for."""


def profile_interval(
    curve: GrowthCurve,
    parameter: str,
    level: float = 0.95,
    calibration: Calibration = "small sample",
) -> Measure:
    r"""Return the values of a parameter at which the record is nearly as likely as at best.

    Parameters
    ----------
    curve : GrowthCurve
        A fitted curve.
    parameter : str
        Name of one of its parameters that was estimated.
    level : float, optional
        Confidence level, between 0 and 1.
    calibration : {"small sample", "asymptotic"}, optional
        By which distribution "nearly" is set; see the notes.

    Returns
    -------
    Measure
        The interval, in the unit of the parameter; an end is infinite (or zero, for the
        lower end of a rate or size) where the likelihood stays as high all the way: the
        saturation level in the early part of a curve has no upper end.

    Raises
    ------
    ValueError
        If the parameter was given or does not exist, or the level is no probability.

    Notes
    -----
    The interval holds the values :math:`\theta` of which

    .. math:: 2 (\ell_{\max} - \ell(\theta)) \le c,

    with all other parameters, and the deviation if it was estimated, at their likeliest
    for each :math:`\theta`. Asymptotically, and at a known deviation, c is the quantile
    of :math:`\chi^2_1`. For an estimated deviation this is too narrow in small samples:
    with n levels and k parameters of the curve, "small sample" takes
    :math:`c = n \ln(1 + F_{1, n - k} / (n - k))`, exact for a curve that is linear in
    its parameters and exact levels, and what confint of R's nls uses; for bounded levels
    it is an approximation. Symmetric intervals from standard errors, as most packages
    print, are always finite and mislead where a parameter is barely identified.

    References
    ----------
    .. [1] D. M. Bates and D. G. Watts, *Nonlinear Regression Analysis and Its
       Applications*, Wiley, 1988, chapter 6. https://doi.org/10.1002/9780470316757

    Examples
    --------
    The early part of a curve does not tell where it levels off:

    >>> curve = fit("logistic", [0, 2, 4, 6, 8], [10, 22, 43, 91, 170])
    >>> interval = profile_interval(curve, "capacity")
    >>> round(interval.low), interval.high
    (286, inf)
    """
    _require(calibration, Calibration, "calibration")
    problem, solution = curve.problem, curve.solution
    if not 0 < level < 1:
        raise ValueError(f"the level is {level}; give a probability between 0 and 1")
    if parameter not in curve.parameters or parameter in problem.fixed:
        names = [name for name in curve.parameters if name not in problem.fixed]
        raise ValueError(f"no parameter {parameter!r} was estimated; choose from {names}")
    convention = f"{level:g} profile likelihood, {calibration}; {curve.convention}"
    best = curve.parameters[parameter]
    if not curve.deviation:
        return replace(best, convention=convention)
    cutoff = _cutoff(curve, level, calibration)
    low, high = (
        _outer(parameter, _end(problem, solution, parameter, side, cutoff), curve.units)
        for side in (-1, +1)
    )
    return Measure(low, high, best.unit, convention)


def _cutoff(curve: GrowthCurve, level: float, calibration: str) -> float:
    if calibration == "asymptotic" or curve.problem.deviation:
        return float(stats.chi2.ppf(level, 1))
    number = curve.observations
    spare = number - curve.problem.free
    return number * math.log1p(float(stats.f.ppf(level, 1, spare)) / spare)


class _Axis(NamedTuple):
    """A scale on which to walk along a parameter, and what its two ends stand for."""

    value: Callable[[float], Any]
    place: Callable[[float], Any]
    reach: tuple[float, float]
    ends: tuple[float, float]


def _axis(problem: _Problem, parameter: str) -> _Axis:
    everything = (-math.inf, math.inf)
    if parameter in ("capacity", "level"):
        return _Axis(np.positive, np.positive, (-690.0, 690.0), everything)
    if parameter == "midpoint" or problem.form == "exponential":
        return _Axis(np.sinh, np.arcsinh, (-21.0, 21.0), everything)
    reach = (math.log(_ROUNDING), math.log(problem.fastest))
    return _Axis(np.exp, _log, reach, (0.0, math.inf))


def _end(
    problem: _Problem, solution: _Solution, parameter: str, direction: int, cutoff: float
) -> float:
    """Return one end of the profile interval, in the units of the record."""
    axis = _axis(problem, parameter)

    def excess(at: float) -> float:
        fixed = {**problem.fixed, parameter: float(axis.value(at))}
        return _excess(_solve(problem._replace(fixed=fixed)))

    def _excess(other: _Solution) -> float:
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


def bass_peak(innovation: Quantity | float, imitation: Quantity | float) -> Measure:
    r"""Return how many years after the launch adoption on a Bass curve is fastest.

    Parameters
    ----------
    innovation, imitation : Quantity or float
        Bass's coefficients p, above zero, and q, zero or more, per year.

    Returns
    -------
    Measure
        Years from the launch; zero where imitation does not exceed innovation, as
        adoption then only slows down.

    Raises
    ------
    ValueError
        If p may be zero, q may be negative, or a lower bound is infinite.

    Notes
    -----
    .. math:: T^* = \max\left(0, \frac{\ln (q / p)}{p + q}\right)

    For q > p it falls with p. With q it first rises, up to q = p / W(1/e) = 3.59 p (W is
    Lambert's function: there 1 + p / q = ln(q / p)), then falls. So the upper bound is
    attained at the lowest p and at the q within its bounds that is nearest to 3.59
    times that p, the lower bound at the highest p and one end of q. Bounds on the peak
    from a fit need more than bounds on p and q, which depend on each other.

    References
    ----------
    .. [1] F. M. Bass, "A new product growth for model consumer durables", *Management
       Science* 15(5), 1969, 215-227. https://doi.org/10.1287/mnsc.15.5.215

    Examples
    --------
    >>> round(float(bass_peak(0.01, 0.4)), 2)
    9.0
    >>> peak = bass_peak(0.01, Quantity(0.03, 0.4))
    >>> round(peak.low, 2), round(peak.high, 2)
    (9.0, 27.85)
    """
    p, q = (
        value if isinstance(value, Quantity) else Quantity.exactly(value)
        for value in (innovation, imitation)
    )
    if not 0 < p.low < math.inf or not 0 <= q.low < math.inf:
        raise ValueError(
            f"innovation may be {p.low} and imitation {q.low}; give finite lower bounds, above 0 "
            "for innovation and from 0 on for imitation"
        )
    turning = p.low / float(special.lambertw(1 / math.e).real)
    low = min(_peak(p.high, q.low), _peak(p.high, q.high))
    high = _peak(p.low, min(max(turning, q.low), q.high))
    return Measure(low, high, "years", "time from launch to the peak of adoption")


def _peak(innovation: float, imitation: float) -> float:
    if imitation <= innovation or math.isinf(imitation):
        return 0.0
    return math.log(imitation / innovation) / (innovation + imitation)


# --- before and after an event ------------------------------------------------------------


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
    the change is bounded by the bounds on the rates (see :func:`constant_growth`), each
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
    _require(join, Join, "join")
    _require(method, Method, "method")
    record = _read_record(years, levels)
    event = at if isinstance(at, Quantity) else Quantity.exactly(_number(at, "event"))
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
    record: _Record, event: Quantity
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
    record: _Record, early: npt.NDArray[np.bool_], when: tuple[float, float], join: str
) -> FloatArray | None:
    """Return bounds on the rates before and after and their difference, shape ``(3, 2)``."""
    if join == "continuous":
        return _continuous_rates(record, early, when)
    rates = []
    for side in (early, ~early):
        part = record.part(side)
        slopes = _slopes(part, *_logs(part))
        if slopes.low > slopes.high + _ROUNDING / float(np.ptp(part.years)):
            return None
        rates.append(sorted((slopes.low, slopes.high)))
    (first, last), (start, end) = rates
    return np.array([[first, last], [start, end], [start - last, end - first]])


def _continuous_rates(
    record: _Record, early: npt.NDArray[np.bool_], when: tuple[float, float]
) -> FloatArray | None:
    """Return the bounds for two lines that meet at the event, by linear programming."""
    low, high = _logs(record)
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
    record: _Record,
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


def _line(record: _Record, regressors: FloatArray) -> tuple[FloatArray, float]:
    """Return the likeliest coefficients of the logarithms, and the log-likelihood."""
    low, high = _logs(record)
    start = np.asarray(np.linalg.lstsq(regressors, _middle(low, high), rcond=None)[0], dtype=float)
    columns = regressors.T

    def model(x: FloatArray) -> FloatArray:
        return np.asarray(sum(each * column for each, column in zip(x, columns, strict=True)))

    x, deviation, likelihood = _spread(low, high, model, start, None)
    if not deviation or _is_certain(low, high, deviation, likelihood):
        raise ValueError(
            "growth at constant rates passes through every level, so that the record does not say "
            "how far levels stray from it; use method='bounds'"
        )
    return x, likelihood
