"""What bounds alone determine of the growth of a level known at few dates.

No level strays at random here: the results are sharp bounds over all growth at a constant
rate (:func:`constant_growth`), or over all curves of a form (:func:`compatible_curves`),
that pass through every bounded observation. For the likeliest curve see
:mod:`~industrial_clusters.statistics.growth_curves`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

import numpy as np

from industrial_clusters.statistics._growth_lines import Lines, bounded_slopes, joined_slopes
from industrial_clusters.statistics._growth_record import (
    ROUNDING,
    TINY,
    Record,
    Years,
    log_bounds,
    read_record,
    require_fraction,
)
from industrial_clusters.statistics._inputs import Numbers, require_choice
from industrial_clusters.statistics.measure import Measure

SForm: TypeAlias = Literal["logistic", "gompertz", "bass"]
Compounding: TypeAlias = Literal["continuous", "annual"]

S_FORMS: tuple[SForm, ...] = get_args(SForm)
"""The forms that level off."""


# --- growth at a constant rate ------------------------------------------------------------


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

    >>> from industrial_clusters.evidence.quantity import Quantity
    >>> growth = constant_growth([1980, 1990], [Quantity(31, math.inf), Quantity(295, 305)])
    >>> growth.rate.low, round(growth.rate.high, 4)
    (-inf, 0.2286)

    Three observations that no constant rate joins:

    >>> growth = constant_growth([1980, 1985, 1990], {"a": 10, "b": Quantity(40, 50), "c": 60})
    >>> growth.excluded, growth.slowest, growth.fastest
    (True, ('a', 'b'), ('b', 'c'))
    """
    require_choice("compounding", compounding, get_args(Compounding))
    record = _widened(read_record(years, levels, dated=False), tolerance)
    if record.early.max() <= record.late.min():
        raise ValueError("no two of the years surely differ; growth needs two dates")
    low, high = log_bounds(record)
    rising = bounded_slopes(record, low, high)
    falling = bounded_slopes(record, -high, -low).mirrored()
    found = joined_slopes(rising, falling, ROUNDING / float(np.ptp(record.early)))
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


def _widened(record: Record, tolerance: float) -> Record:
    require_fraction(tolerance)
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
        The form, as in :func:`~industrial_clusters.statistics.growth_curves.fit`. For
        exponential growth see :func:`constant_growth`.
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
    remark = " (for exponential growth: constant_growth)"
    require_choice("the form", form, S_FORMS, remark)
    record = read_record(years, levels)
    require_fraction(tolerance)
    bounds = Lines(form, record, launch)
    tolerance_needed = bounds.tolerance_needed()
    if tolerance_needed > tolerance:
        return CompatibleCurves(form, tolerance_needed, None, None)
    needed, best = bounds.least
    slack = max(math.log1p(tolerance), needed) + TINY
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
