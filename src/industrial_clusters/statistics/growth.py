"""Growth between two dates, and what it is made of."""

from __future__ import annotations

import math
from dataclasses import dataclass

from industrial_clusters.evidence.quantity import Quantity, propagate


@dataclass(frozen=True, slots=True)
class GrowthDecomposition:
    """Growth of a total, split into growth of the number and of the average size.

    Attributes
    ----------
    total, number, size : Quantity
        Logarithmic growth of the total, of the number of units, and of the
        total per unit; ``total = number + size``.
    share_number, share_size : Quantity
        The parts of ``total`` that the number and the average size account
        for, as fractions that add up to one. A part is negative where it
        pulled against the total, and the other then exceeds one.
    """

    total: Quantity
    number: Quantity
    size: Quantity
    share_number: Quantity
    share_size: Quantity


def compound_rate(
    start: Quantity | float, end: Quantity | float, years: Quantity | float
) -> Quantity:
    """Return the constant annual rate that leads from one level to another.

    Parameters
    ----------
    start, end : Quantity or float
        The level at the first and at the last date, in the same unit; a plain
        number is read in the unit of the other level.
    years : Quantity or float
        Time between the two dates, in years. Dates that are known imprecisely
        give bounds.

    Returns
    -------
    Quantity
        Annual growth rate as a fraction: 0.05 is five per cent a year. A level
        of which the evidence sets no upper bound gives a rate with none.

    Raises
    ------
    ValueError
        If ``start`` or ``years`` may be zero or negative, if ``end`` may be
        negative, or if the units differ.

    Notes
    -----
    .. math:: r = (E / S)^{1 / Y} - 1

    The bounds are exact. The ratio holds each level once, so interval division
    gives its bounds. For a fixed interval the rate rises with the ratio; for a
    fixed ratio it falls with the interval (ratio above one), rises (below one)
    or stays at zero. A function that is monotone along each axis, even if the
    direction changes with the other argument, has its extremes at corners.

    An open upper bound of ``start`` gives the lower bound -1, which is
    approached and not reached.

    The rate is compounded annually; for the continuous one, and for more than two
    levels, see :func:`~industrial_clusters.statistics.growth_bounds.constant_growth`.

    References
    ----------
    .. [1] R. E. Moore, R. B. Kearfott and M. J. Cloud, *Introduction to Interval
       Analysis*, SIAM, 2009, chapter 5. https://doi.org/10.1137/1.9780898717716

    Examples
    --------
    The clusters of Zhejiang from 1996 to 2004: their number, and their output
    in billion yuan.

    >>> compound_rate(306, 601, 8).low
    0.0880...
    >>> compound_rate(266, 1582, 8).low
    0.2496...

    From "more than 30" to "about 300" in ten years, at least and at most. Nothing keeps
    the first level from having been higher than the last, so that only the upper bound
    says anything:

    >>> compound_rate(Quantity(31, math.inf), Quantity(295, 305), 10)
    Quantity(low=-1.0, high=0.2568..., unit='')

    "More than 600", with the dates known to half a year:

    >>> compound_rate(306, Quantity(601, math.inf), Quantity(7.5, 8.5))
    Quantity(low=0.0826..., high=inf, unit='')
    """
    span = _positive("years", years)
    ratio = _ratio(_positive("start", start), _not_negative("end", end))
    return propagate(lambda factor, time: factor ** (1 / time) - 1, ratio, span)


def doubling_time(rate: Quantity | float) -> Quantity:
    r"""Return how many years a level needs to double at a constant annual rate.

    Parameters
    ----------
    rate : Quantity or float
        Annual compound growth rate as a fraction, as :func:`compound_rate`
        returns it.

    Returns
    -------
    Quantity
        Doubling time in years. ``inf`` stands for "never": it is the upper
        bound where the rate may be zero or negative. A rate without an upper
        bound gives the lower bound zero.

    Raises
    ------
    ValueError
        If no rate within the bounds is positive, so that the level doubles
        under none of them, or if the rate may be below -1.

    Notes
    -----
    .. math:: D = \frac{\ln 2}{\ln(1 + r)}, \qquad r > 0

    D falls with r, so the bounds of the rate give those of the time.

    References
    ----------
    .. [1] R. E. Moore, R. B. Kearfott and M. J. Cloud, *Introduction to Interval
       Analysis*, SIAM, 2009, chapter 5. https://doi.org/10.1137/1.9780898717716

    Examples
    --------
    >>> doubling_time(compound_rate(266, 1582, 8)).low
    3.110...
    >>> doubling_time(Quantity(-0.02, 1.0))
    Quantity(low=1.0, high=inf, unit='years')
    """
    bounds = _quantity(rate)
    if bounds.low < -1:
        raise ValueError(f"a rate of {bounds.low} loses more than there is; give a fraction >= -1")
    if bounds.high <= 0:
        raise ValueError(
            f"a rate of at most {bounds.high} never doubles; ask only where it can be positive"
        )
    return Quantity(_years_to_double(bounds.high), _years_to_double(bounds.low), "years")


def decompose_growth(
    number_start: Quantity | float,
    number_end: Quantity | float,
    total_start: Quantity | float,
    total_end: Quantity | float,
) -> GrowthDecomposition:
    r"""Split the growth of a total into more units and larger units.

    Parameters
    ----------
    number_start, number_end : Quantity or float
        Number of units (clusters, firms, shops) at the two dates.
    total_start, total_end : Quantity or float
        Their total (output, sales) at the two dates, in one unit of money or
        volume.

    Returns
    -------
    GrowthDecomposition
        Logarithmic growth of the total, its two parts and their shares.

    Raises
    ------
    ValueError
        If a number or total may be zero or negative, if units differ, or if
        the total may not have grown at all, so that it has no shares.

    Notes
    -----
    With average size S = T / N,

    .. math:: \ln\frac{T_1}{T_0} = \ln\frac{N_1}{N_0} + \ln\frac{S_1}{S_0},

    without the residual that percentage changes leave [1]_. With t for the
    total and n for the number, the other results are t - n, n / t and
    1 - n / t. The numbers enter n only and the totals enter t only, so each
    of these expressions holds each quantity once, and interval arithmetic
    gives sharp bounds. (The form s / t with s = t - n would hold t twice and
    give bounds that are too wide.) The bounds of the parts belong together:
    the low share of one goes with the high share of the other.

    References
    ----------
    .. [1] L. Törnqvist, P. Vartia and Y. O. Vartia, "How should relative
       changes be measured?", *The American Statistician* 39(1), 1985, 43-46.
       https://doi.org/10.1080/00031305.1985.10479385

    Examples
    --------
    Zhejiang, 2000 to 2003: fewer clusters, more output.

    >>> growth = decompose_growth(519, 430, 599, 1021)
    >>> growth.number.low
    -0.188...
    >>> growth.size.low
    0.721...
    >>> growth.share_size.low
    1.352...
    """
    total = _log_growth("total", total_start, total_end)
    number = _log_growth("number", number_start, number_end)
    if total.contains(0):
        raise ValueError(
            f"the total may not have grown: its logarithmic growth is between {total.low} and "
            f"{total.high}; shares need a total that surely rose or surely fell"
        )
    share_number = number / total
    share_size = Quantity(1 - share_number.high, 1 - share_number.low)
    return GrowthDecomposition(total, number, total - number, share_number, share_size)


def _log_growth(name: str, start: Quantity | float, end: Quantity | float) -> Quantity:
    ratio = _ratio(_positive(f"{name}_start", start), _positive(f"{name}_end", end))
    return propagate(lambda factor: math.log(factor) if factor else -math.inf, ratio)


def _years_to_double(rate: float) -> float:
    return math.log(2) / math.log1p(rate) if rate > 0 else math.inf


def _ratio(start: Quantity, end: Quantity) -> Quantity:
    if start.unit and end.unit and start.unit != end.unit:
        raise ValueError(
            f"start is in {start.unit!r} and end in {end.unit!r}; convert one of them first"
        )
    return Quantity(end.low, end.high) / Quantity(start.low, start.high)


def _positive(name: str, value: Quantity | float) -> Quantity:
    bounds = _quantity(value)
    if not 0 < bounds.low < math.inf:
        raise ValueError(f"{name} may be {bounds.low}; growth needs a finite lower bound above 0")
    return bounds


def _not_negative(name: str, value: Quantity | float) -> Quantity:
    bounds = _quantity(value)
    if not 0 <= bounds.low < math.inf:
        raise ValueError(f"{name} may be {bounds.low}; growth needs a finite lower bound of 0 on")
    return bounds


def _quantity(value: Quantity | float) -> Quantity:
    return value if isinstance(value, Quantity) else Quantity.exactly(value)
