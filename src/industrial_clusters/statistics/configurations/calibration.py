"""Calibration: from numbers to memberships in a set."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from numbers import Real
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from industrial_clusters.statistics._inputs import (
    FloatArray,
    Numbers,
    as_quantity,
    as_series,
    one_unit,
    refuse_repeated,
    require_choice,
)
from industrial_clusters.statistics.measure import Measures

Inside: TypeAlias = Literal[">=", ">", "<=", "<"]
Method: TypeAlias = Literal["odds 19:1", "log odds 3", "linear"]

_INSIDE: dict[str, Callable[[FloatArray, float], Any]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}
_METHODS = {
    "odds 19:1": "direct method, membership 0.05 and 0.95 at the outer anchors",
    "log odds 3": "direct method, log odds of -3 and 3 at the outer anchors",
    "linear": "straight from 0 to 0.5 and from 0.5 to 1 between the anchors",
}
_LOG_ODDS = {"odds 19:1": math.log(19), "log odds 3": 3.0}


def calibrate_crisp(
    values: Numbers, threshold: float, *, inside: Inside = ">="
) -> Measures[pd.Series[Any]]:
    r"""Return membership 1 for the values on one side of a threshold and 0 for the others.

    Parameters
    ----------
    values : sequence, mapping, array or pandas.Series
        Numbers, of either sign, or Quantities, in one unit.
    threshold : float
        A number in the unit of the values.
    inside : {">=", ">", "<=", "<"}, optional
        Which values are members: those at or above the threshold, above it, at or
        below it, or below it.

    Returns
    -------
    Measures of pandas.Series
        0 or 1 for each label. A value that may be on either side has the bounds 0
        and 1.

    Raises
    ------
    ValueError, TypeError
        If a value is missing, infinite without being a bound, or no number, if
        labels repeat or units differ; if the threshold is not a finite number or
        ``inside`` is not one of those listed.

    Notes
    -----
    .. math:: m_i = [x_i \ge t]

    and likewise for the other three signs. Which side a value on the threshold
    falls on differs between books and packages: R's QCA counts it in, which is the
    default here.

    *Bounds are sharp.* The membership is monotone in the value: it has both its
    bounds at the two ends of the value. Only these two memberships are possible,
    none between them.

    References
    ----------
    .. [1] B. Rihoux and G. De Meur, "Crisp-set qualitative comparative analysis
       (csQCA)", in B. Rihoux and C. C. Ragin (eds.), *Configurational Comparative
       Methods*, Sage, 2009, 33-68. https://doi.org/10.4135/9781452226569

    Examples
    --------
    Income per head of three democracies between the wars, in dollars:

    >>> income = {"Austria": 720, "Estonia": 468, "Finland": 590}
    >>> calibrate_crisp(income, 550).exact.to_dict()
    {'Austria': 1.0, 'Estonia': 0.0, 'Finland': 1.0}

    Stable is what had fewer than ten cabinets:

    >>> calibrate_crisp({"Austria": 10, "Estonia": 6}, 10, inside="<").exact.to_dict()
    {'Austria': 0.0, 'Estonia': 1.0}
    """
    require_choice("inside", inside, _INSIDE)
    cut = _anchor("threshold", threshold)

    def member(numbers: FloatArray) -> FloatArray:
        return np.asarray(_INSIDE[inside](numbers, cut), dtype=float)

    return _calibrated(
        values,
        member,
        rising=">" in inside,
        convention=f"1 where the value is {inside} {cut:.12g}, else 0",
    )


def calibrate_fuzzy(
    values: Numbers,
    full_out: float,
    crossover: float,
    full_in: float,
    *,
    method: Method = "odds 19:1",
) -> Measures[pd.Series[Any]]:
    r"""Return fuzzy memberships by three anchors: fully out, crossover, fully in.

    Parameters
    ----------
    values : sequence, mapping, array or pandas.Series
        Numbers, of either sign, or Quantities, in one unit.
    full_out, crossover, full_in : float
        The anchors, in the unit of the values and in rising or in falling order.
        Falling anchors make low values members.
    method : {"odds 19:1", "log odds 3", "linear"}, optional
        How membership runs between the anchors (see Notes).

    Returns
    -------
    Measures of pandas.Series
        A membership between 0 and 1 for each label.

    Raises
    ------
    ValueError, TypeError
        If a value is missing, infinite without being a bound, or no number, if
        labels repeat or units differ; if an anchor is not a finite number, the
        anchors are in no order, or ``method`` is not one of those listed.

    Notes
    -----
    The direct method [1]_ scales the distance to the crossover c by that of the
    outer anchor a on the same side, and takes the result as log odds of membership:

    .. math:: m_i = \frac{1}{1 + e^{-z_i}}, \qquad
              z_i = \pm L \, \frac{x_i - c}{a - c}

    with plus on the side of full membership. ``"odds 19:1"`` sets L to ln 19
    (2.944), so that membership is exactly 0.05 and 0.95 at the outer anchors, as in
    R's QCA [2]_. ``"log odds 3"`` sets L to 3, as Ragin's book and the fsQCA program
    do: 0.047 and 0.953. Published fuzzy data rest on one or the other and differ in
    the second digit. ``"linear"`` runs straight from 0 at ``full_out`` through 0.5
    to 1 at ``full_in`` and stays there. R's QCA also sets memberships below 0.0001
    to 0 and above 0.9999 to 1; here nothing is rounded.

    A value on the crossover has membership 0.5, which is neither in nor out:
    :func:`~industrial_clusters.statistics.configurations.truth_table` refuses it.

    *Bounds are sharp.* Membership is monotone and continuous in the value: it has
    its bounds at the two ends of the value, and takes every membership between
    them. An end that is open is approached: "more than 30" stops short of 1.

    References
    ----------
    .. [1] C. C. Ragin, *Redesigning Social Inquiry: Fuzzy Sets and Beyond*,
       University of Chicago Press, 2008, chapter 5.
       https://doi.org/10.7208/chicago/9780226702797.001.0001
    .. [2] A. Duşa, *QCA with R: A Comprehensive Resource*, Springer, 2019, chapter 4.
       https://doi.org/10.1007/978-3-319-75668-4

    Examples
    --------
    >>> income = {"Austria": 720, "Estonia": 468, "Belgium": 1098}
    >>> calibrate_fuzzy(income, 400, 550, 900, method="log odds 3").exact.round(2).to_dict()
    {'Austria': 0.81, 'Estonia': 0.16, 'Belgium': 0.99}

    "More than 30" shops, where 40 are a market and 10 are none:

    >>> from industrial_clusters.evidence import Quantity
    >>> shops = calibrate_fuzzy({"a village": Quantity(31, float("inf"))}, 10, 20, 40)
    >>> shops.low.round(3).item(), shops.high.item()
    (0.835, 1.0)
    """
    require_choice("method", method, _METHODS)
    out, middle, inner = (
        _anchor(name, value)
        for name, value in (
            ("full_out", full_out),
            ("crossover", crossover),
            ("full_in", full_in),
        )
    )
    if not (out < middle < inner or out > middle > inner):
        raise ValueError(
            f"the anchors {out:.12g}, {middle:.12g}, {inner:.12g} neither rise nor fall; "
            "give full_out, crossover and full_in in order"
        )

    def member(numbers: FloatArray) -> FloatArray:
        distance = numbers - middle
        toward_in = distance * (inner - middle) > 0
        # In units of the anchor on the same side: -1 fully out, 0 crossover, 1 fully in.
        scaled = np.where(toward_in, distance / (inner - middle), distance / (middle - out))
        if method == "linear":
            return np.clip((1 + scaled) / 2, 0, 1)
        # Where membership is below the smallest number, exp() is infinite and it is 0.
        with np.errstate(over="ignore"):
            return np.asarray(1 / (1 + np.exp(-_LOG_ODDS[method] * scaled)))

    return _calibrated(
        values,
        member,
        rising=inner > out,
        convention=f"{_METHODS[method]}: {out:.12g}, {middle:.12g}, {inner:.12g}",
    )


def _calibrated(
    values: Numbers,
    member: Callable[[FloatArray], FloatArray],
    *,
    rising: bool,
    convention: str,
) -> Measures[pd.Series[Any]]:
    """Return the memberships at the ends of the values, the lower one first."""
    labels, ends = _read(values)
    first = pd.Series(member(ends[0] if rising else ends[1]), index=labels)
    if np.array_equal(*ends):
        return Measures(first, first, convention)
    last = pd.Series(member(ends[1] if rising else ends[0]), index=labels)
    return Measures(first, last, convention)


def _read(values: Numbers) -> tuple[pd.Index, tuple[FloatArray, FloatArray]]:
    """Return labels and bounds of numbers that, unlike sizes, may be negative."""
    series = values if isinstance(values, pd.Series) else as_series(values, "value")
    refuse_repeated(series.index, "row")

    def place(at: tuple[int, ...]) -> str:
        return f"row {series.index[at[0]]!r}"

    quantities = np.empty(len(series), dtype=object)
    for at, value in enumerate(series):
        quantities[at] = as_quantity(value, "value", place, (at,))
        if math.isinf(quantities[at].low) and quantities[at].is_exact:
            raise ValueError(
                f"{place((at,))}: the value is infinite; give a number, or a Quantity for a bound"
            )
    one_unit(quantities, place)
    low = np.array([quantity.low for quantity in quantities], dtype=float)
    return series.index, (low, np.array([quantity.high for quantity in quantities], dtype=float))


def _anchor(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
        raise ValueError(f"{name} is {value!r}; give a finite number in the unit of the values")
    return float(value)
