"""Curves that levels stray from at random, fitted to few, uneven and bounded observations.

The likeliest curve of a form (:func:`fit`), how well its parameters are known
(:func:`profile_interval`) and which form describes a record best (:func:`compare_forms`).
What bounds determine without any random deviation is in
:mod:`~industrial_clusters.statistics.growth_bounds`, a change of the rate at a dated event in
:mod:`~industrial_clusters.statistics.structural_breaks`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from industrial_clusters.statistics._growth_likelihood import (
    PARAMETERS,
    Problem,
    Solution,
    UndeterminedError,
    Units,
    best_solution,
    in_own_unit,
    log_shape,
    named_parameters,
    problem_in_units,
    profile_end,
    refuse_few,
    refuse_undetermined,
)
from industrial_clusters.statistics._growth_lines import Lines
from industrial_clusters.statistics._growth_record import (
    Years,
    capped_exp,
    read_record,
    require_fraction,
)
from industrial_clusters.statistics._inputs import Numbers, require_choice
from industrial_clusters.statistics.measure import Measure

Form: TypeAlias = Literal["exponential", "logistic", "gompertz", "bass"]
Errors: TypeAlias = Literal["relative", "additive"]
Calibration: TypeAlias = Literal["small sample", "asymptotic"]


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
    problem: Problem = field(repr=False)
    solution: Solution = field(repr=False)
    units: Units = field(repr=False)

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
        values = units.level * capped_exp(place.level + log_shape(place, time, self.problem.age))
        return pd.Series(values, index=pd.Index(years))


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
    see :func:`~industrial_clusters.statistics.growth_bounds.compatible_curves`.

    References
    ----------
    .. [1] D. M. Bates and D. G. Watts, *Nonlinear Regression Analysis and Its
       Applications*, Wiley, 1988. https://doi.org/10.1002/9780470316757
    .. [2] F. M. Bass, "A new product growth for model consumer durables", *Management
       Science* 15(5), 1969, 215-227. https://doi.org/10.1287/mnsc.15.5.215

    Examples
    --------
    >>> from industrial_clusters.evidence import Quantity
    >>> years = [1980, 1983, 1986, 1990, 1993, 1996, 2001]
    >>> firms = [10, Quantity(21, math.inf), 40, 95, Quantity(140, 170), 200, 210]
    >>> curve = fit("logistic", years, firms)
    >>> round(curve.parameters["capacity"].low), round(curve.parameters["midpoint"].low, 1)
    (241, 1991.6)
    """
    require_choice("the form", form, get_args(Form))
    require_choice("errors", errors, get_args(Errors))
    record = read_record(years, levels)
    problem, units = problem_in_units(form, errors, deviation, dict(fixed or {}), record, launch)
    refuse_few(problem)
    solution = best_solution(problem)
    refuse_undetermined(problem, solution)
    exact = problem.low == problem.high
    # The density of a level, not of its logarithm or its multiple of the record's unit.
    scale = np.log(record.low[exact]) if errors == "relative" else np.log(units.level) * exact
    estimated = problem.free + (deviation is None)
    convention = f"{form} curve, {errors} normal errors, maximum likelihood"
    return GrowthCurve(
        form=form,
        errors=errors,
        parameters=named_parameters(problem, solution.place, units, convention),
        deviation=solution.deviation * (units.level if errors == "additive" else 1.0),
        log_likelihood=solution.log_likelihood - float(scale.sum()),
        observations=len(record.low),
        estimated=estimated,
        convention=convention,
        problem=problem,
        solution=solution,
        units=units,
    )


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
    record = read_record(years, levels)
    require_fraction(tolerance)
    if forms is None:
        forms = get_args(Form) if launch is not None else get_args(Form)[:-1]
    rows = {}
    for form in forms:
        require_choice("the form", form, get_args(Form))
        start = launch if form == "bass" else None
        needed = Lines(form, record, start).tolerance_needed()
        row = {"tolerance_needed": needed, "excluded": needed > tolerance, "note": ""}
        try:
            row |= _summary(fit(form, years, levels, errors, deviation, launch=start))
        except UndeterminedError as reason:
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
    require_choice("calibration", calibration, get_args(Calibration))
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
        in_own_unit(parameter, profile_end(problem, solution, parameter, side, cutoff), curve.units)
        for side in (-1, +1)
    )
    return Measure(low, high, best.unit, convention)


def _cutoff(curve: GrowthCurve, level: float, calibration: str) -> float:
    if calibration == "asymptotic" or curve.problem.deviation:
        return float(stats.chi2.ppf(level, 1))
    number = curve.observations
    spare = number - curve.problem.free
    return number * math.log1p(float(stats.f.ppf(level, 1, spare)) / spare)
