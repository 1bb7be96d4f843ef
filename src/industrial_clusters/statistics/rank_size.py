"""The rank-size rule, and Pareto laws fitted to sizes that are known one by one.

Largest first, the size of the second cluster may be half that of the first, of the third a third:
the rank-size rule, or a Pareto law of exponent one. Two estimates of the exponent are in use: a
line through the logarithms of rank and size, and maximum likelihood. Pareto laws fitted to counts
by class are in :mod:`~industrial_clusters.statistics.grouped_fits`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from scipy import optimize

from industrial_clusters.evidence.quantity import Quantity
from industrial_clusters.statistics._inputs import (
    FloatArray,
    Numbers,
    Sizes,
    read_sizes,
    require_choice,
)
from industrial_clusters.statistics.measure import Measure

Regression = Literal["rank on size", "size on rank"]
Estimator = Literal["maximum likelihood", "unbiased"]


@dataclass(frozen=True, slots=True)
class RankSizeFit:
    """A line through the logarithms of rank and size.

    Attributes
    ----------
    alpha : Measure
        Pareto shape that the line implies: the share above x falls as x to the
        power -alpha. One is the rank-size rule.
    standard_error : Measure
        Of ``alpha``; not that which a regression programme prints.
    slope, intercept : Measure
        Of the line as fitted, in natural logarithms: of rank over size, or of
        size over rank. The slope is negative.
    number : int
        Number of sizes.
    """

    alpha: Measure
    standard_error: Measure
    slope: Measure
    intercept: Measure
    number: int


@dataclass(frozen=True, slots=True)
class ExactParetoFit:
    """A Pareto law fitted to sizes that are known one by one.

    Attributes
    ----------
    alpha : Measure
        Shape: the share of clusters above x falls as x to the power -alpha.
    minimum : Quantity
        Smallest size of the law, in the unit of the sizes.
    number : int
        Number of sizes.
    standard_error : Measure
        Of ``alpha``, from the observed information.
    kolmogorov_smirnov : float or None
        Largest difference between the shares of sizes below x that are found
        and expected, over all x. None where sizes or minimum are bounded.
    """

    alpha: Measure
    minimum: Quantity
    number: int
    standard_error: Measure
    kolmogorov_smirnov: float | None


def rank_size(
    sizes: Numbers, regress: Regression = "rank on size", shift: float = 0.5
) -> RankSizeFit:
    r"""Fit a line to the logarithms of rank and size by least squares.

    Parameters
    ----------
    sizes : sequence, mapping, array or pandas.Series
        Three sizes or more, above zero and in one unit; numbers or, for
        ``"size on rank"``, Quantities. Those of a tail, if only the tail is
        thought to follow the rule.
    regress : {"rank on size", "size on rank"}, optional
        Which logarithm is explained by the other.
    shift : {0.5, 0}, optional
        What is taken from each rank before its logarithm.

    Returns
    -------
    RankSizeFit
        The line, the Pareto shape that it implies and its standard error.

    Raises
    ------
    ValueError
        If there are fewer than three sizes, if one is or may be zero, if all
        are equal, if ``regress`` or ``shift`` is not one of those above, or if
        a size is bounded and rank regressed on size; and as all measures, if a
        size is missing or negative, or if labels or units clash.

    Notes
    -----
    With sizes :math:`x_1 \ge \dots \ge x_n` and the shift s,

    .. math:: \ln(t - s) = a - \alpha \ln x_t \qquad\text{or}\qquad
              \ln x_t = a - \alpha^{-1} \ln(t - s) .

    The two differ: the first alpha is the second times the squared correlation
    of the logarithms. The rank-size literature reports now one slope, now the
    other, both under the name of Zipf's exponent.

    Half a rank is taken off because without it the first regression is biased
    downwards in small samples; the shift removes the bias to leading order
    [1]_. Most published exponents, that of Gabaix [2]_ among them, have none.

    The standard error is :math:`\sqrt{2/n}\,\alpha` [1]_, for both regressions,
    since their ratio tends to one. That of a regression programme takes the
    residuals for independent, which ranks are not, and is far too small.

    Equal sizes have successive ranks; which of them comes first does not
    matter to either line.

    *Bounds* of the regression of size on rank are sharp. The slope, less its
    sign, and the intercept are sums :math:`\sum_t w_t \ln x_t` over ranks,
    with weights that fall with rank.

    - High end: of all ways to assign the sizes to the weights, the ordered one
      gives the largest sum (rearrangement inequality). The highest sum within
      the bounds is therefore the highest over assignments, each size at its
      upper bound under a positive weight and at its lower one under a negative
      weight; the best assignment is found exactly.
    - Low end: one level c, and each size as close to it as its bounds allow.
      Among sizes of a given product this configuration is majorized, in
      logarithms, by all others [3]_, and the sum rises with majorization. As a
      function of c it is linear while c meets no bound, so that it is lowest
      where c equals a bound; all of these are evaluated.

    Where all sizes may be equal, alpha has no upper bound. The regression of
    rank on size divides by the variance of the logarithms, which each size
    moves as well; its bounds have no usable form, and it refuses bounded sizes.

    References
    ----------
    .. [1] X. Gabaix and R. Ibragimov, "Rank - 1/2: a simple way to improve the
       OLS estimation of tail exponents", *Journal of Business and Economic
       Statistics* 29(1), 2011, 24-39. https://doi.org/10.1198/jbes.2009.06157
    .. [2] X. Gabaix, "Zipf's law for cities: an explanation", *Quarterly
       Journal of Economics* 114(3), 1999, 739-767.
       https://doi.org/10.1162/003355399556133
    .. [3] A. W. Marshall, I. Olkin and B. C. Arnold, *Inequalities: Theory of
       Majorization and Its Applications*, 2nd ed., Springer, 2011.
       https://doi.org/10.1007/978-0-387-68276-1

    Examples
    --------
    Sizes in the ratio of one over rank follow the rule exactly, if the ranks are
    taken as they are:

    >>> towns = {"A": 60, "B": 30, "C": 20, "D": 15}
    >>> round(float(rank_size(towns, shift=0).alpha), 6)
    1.0
    >>> fit = rank_size(towns)
    >>> round(float(fit.alpha), 3), fit.alpha.convention
    (1.411, 'rank on size, rank - 1/2')

    The largest town is known only to have between 60 and 80:

    >>> bounded = towns | {"A": Quantity(60, 80)}
    >>> fit = rank_size(bounded, regress="size on rank", shift=0)
    >>> round(fit.alpha.low, 3), round(fit.alpha.high, 3)
    (0.826, 1.0)
    """
    require_choice("regress", regress, get_args(Regression))
    require_choice("shift", shift, (0.5, 0))
    known = _positive_sizes(sizes)
    number = len(known.low)
    if number < 3:
        raise ValueError(f"{number} sizes always lie on a line; give at least 3")
    ranks = np.log(np.arange(1, number + 1) - shift)
    low, high = np.log(known.low), np.log(known.high)
    if regress == "rank on size":
        _require_exact(known)
        slope, intercept = _line(np.sort(low)[::-1], ranks)
        slopes, intercepts, alphas = (slope, slope), (intercept, intercept), (-slope, -slope)
    else:
        slopes, intercepts = _size_on_rank(ranks, low, high)
        alphas = -1 / slopes[0], -1 / slopes[1] if slopes[1] < 0 else math.inf
    convention = f"{regress}, rank{' - 1/2' if shift else ''}"
    error = math.sqrt(2 / number)
    return RankSizeFit(
        alpha=Measure(*alphas, convention=convention),
        standard_error=Measure(
            error * alphas[0], error * alphas[1], convention="alpha times root of 2 / n"
        ),
        slope=Measure(*slopes, convention=convention),
        intercept=Measure(*intercepts, convention=convention),
        number=number,
    )


def fit_pareto_exact(
    sizes: Numbers,
    minimum: float | Quantity | None = None,
    estimator: Estimator = "maximum likelihood",
) -> ExactParetoFit:
    r"""Fit a Pareto law to sizes by maximum likelihood.

    Parameters
    ----------
    sizes : sequence, mapping, array or pandas.Series
        Sizes above zero and in one unit, numbers or Quantities.
    minimum : float, Quantity or None, optional
        Smallest size of the law, in the unit of the sizes, known from
        elsewhere; no size may lie below it. None takes the smallest size.
    estimator : {"maximum likelihood", "unbiased"}, optional
        Whether the estimate is corrected for its bias in small samples.

    Returns
    -------
    ExactParetoFit
        The shape, its standard error and the distance of the law from the sizes.

    Raises
    ------
    ValueError
        If a size is or may be zero or below the minimum, if the minimum is not
        positive and finite, if all sizes equal the minimum (alpha would be
        infinite), if there are too few sizes for the unbiased estimate, or if
        ``estimator`` is not one of those above; and as all measures, if a size
        is missing or negative, or if labels or units clash.

    Notes
    -----
    With sizes :math:`x_i` above the minimum m,

    .. math:: \hat\alpha = n \Big/ S, \qquad S = \sum_i \ln(x_i / m)

    [1]_, and the standard error is :math:`\hat\alpha/\sqrt n`. Physicists give
    the exponent of the density, which is alpha plus one [2]_. S is a gamma
    variable of n degrees if m is known and of n - 1 if m is the smallest size,
    so that :math:`(n - 1)/S` and :math:`(n - 2)/S` are unbiased [3]_;
    ``"unbiased"`` takes the one or the other, as the minimum was given or not.

    Equal sizes are taken as they come; where rounding makes many of them, the
    law of a continuous size is an approximation. The Kolmogorov-Smirnov
    distance is taken on both sides of each step of the distribution of sizes;
    the code that comes with [2]_ takes the side before the step only.

    *Bounds* are sharp.

    - Minimum given: alpha falls with each size and rises with the minimum, so
      its low end has all sizes at their upper bounds and the minimum at its
      lower one, its high end the reverse.
    - Minimum the smallest size: S is the largest of
      :math:`\sum_i \ln(x_i / x_k)` over k, since no other k makes it larger
      than the smallest size does. For given k it is highest with size k at its
      lower bound and all others at their upper ones; the highest over k is
      attained there, and is the low end of alpha. For the high end let c be the
      smallest size. Each term of S is then zero or more, and at least the
      logarithm of a lower bound over c, which falls as c rises; c rises to the
      lowest upper bound. There that size is the smallest, and every other one
      is at its lower bound or at c, whichever is higher.

    An end is approached and not reached where alpha is infinite (all sizes may
    equal the minimum) or zero (a size without upper bound). The distance
    between law and sizes is neither monotone nor convex in the sizes, and is
    not given for bounded ones.

    References
    ----------
    .. [1] B. M. Hill, "A simple general approach to inference about the tail
       of a distribution", *Annals of Statistics* 3(5), 1975, 1163-1174.
       https://doi.org/10.1214/aos/1176343247
    .. [2] A. Clauset, C. R. Shalizi and M. E. J. Newman, "Power-law
       distributions in empirical data", *SIAM Review* 51(4), 2009, 661-703.
       https://doi.org/10.1137/070710111
    .. [3] M. Rytgaard, "Estimation in the Pareto distribution", *ASTIN
       Bulletin* 20(2), 1990, 201-216.

    Examples
    --------
    >>> fit = fit_pareto_exact([1, math.e, math.e**2], minimum=1)
    >>> round(float(fit.alpha), 3), round(float(fit.standard_error), 3)
    (1.0, 0.577)
    >>> fit = fit_pareto_exact([1, Quantity(2, 4), 8], estimator="unbiased")
    >>> round(fit.alpha.low, 3), round(fit.alpha.high, 3)
    (0.289, 0.361)
    >>> fit.alpha.convention
    'Hill, n - 2 in place of n, minimum the smallest size'
    """
    require_choice("estimator", estimator, get_args(Estimator))
    known = _positive_sizes(sizes)
    number, lost = len(known.low), 2 if minimum is None else 1
    needed = lost + 1 if estimator == "unbiased" else lost
    if number < needed:
        raise ValueError(
            f"{number} sizes are too few for the {estimator} estimate; give at least {needed}"
        )
    if minimum is None:
        smallest = Quantity(float(known.low.min()), float(known.high.min()), known.unit)
        spread = _spread_above_smallest(known)
    else:
        smallest = _minimum(minimum, known)
        spread = _spread_above(smallest, known)
    if spread[1] == 0:
        raise ValueError("all sizes equal the minimum, so that no finite alpha fits; give others")
    weight = number - lost if estimator == "unbiased" else number
    alphas = weight / spread[1], weight / spread[0] if spread[0] > 0 else math.inf
    variant = "maximum likelihood" if weight == number else f"n - {lost} in place of n"
    origin = "the smallest size" if minimum is None else "given"
    exact = known.is_exact and smallest.is_exact
    return ExactParetoFit(
        alpha=Measure(*alphas, convention=f"Hill, {variant}, minimum {origin}"),
        minimum=smallest,
        number=number,
        standard_error=Measure(
            alphas[0] / math.sqrt(number),
            alphas[1] / math.sqrt(number),
            convention="alpha over root of n",
        ),
        kolmogorov_smirnov=_distance(known.low, smallest.low, alphas[0]) if exact else None,
    )


def _positive_sizes(sizes: Numbers) -> Sizes:
    known = read_sizes(sizes)
    if not known.low.all():
        at = int(known.low.argmin())
        raise ValueError(
            f"row {known.labels[at]!r}: the size {'may be' if known.high[at] else 'is'} 0, which "
            "has no logarithm; leave the row out, or give a lower bound above 0"
        )
    return known


def _require_exact(known: Sizes) -> None:
    if not known.is_exact:
        at = int(np.argmax(known.high > known.low))
        raise ValueError(
            f"row {known.labels[at]!r}: the size lies between {known.low[at]} and "
            f"{known.high[at]}, and rank on size needs exact sizes; regress 'size on rank', or "
            "use fit_pareto_exact"
        )


def _line(explaining: FloatArray, explained: FloatArray) -> tuple[float, float]:
    """Return the slope and intercept of the least-squares line."""
    if explaining.min() == explaining.max():
        raise ValueError("all sizes are equal, so that no finite exponent fits; give others")
    centred = explaining - explaining.mean()
    slope = float(centred @ explained / (centred @ centred))
    return slope, float(explained.mean() - slope * explaining.mean())


def _size_on_rank(
    ranks: FloatArray, low: FloatArray, high: FloatArray
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the bounds of slope and intercept; all arguments are logarithms."""
    if low.min() == high.max():
        raise ValueError("all sizes are equal, so that no finite exponent fits; give others")
    fall = ranks.mean() - ranks
    fall /= fall @ fall
    least, most = _ordered_sums(fall, low, high)
    if low.max() <= high.min():
        least = 0.0  # all sizes may be equal, up to rounding in the sum
    # From three ranks on their mean logarithm is positive, so that these weights fall, too.
    return (-most, -least), _ordered_sums(1 / len(ranks) + ranks.mean() * fall, low, high)


def _ordered_sums(weights: FloatArray, low: FloatArray, high: FloatArray) -> tuple[float, float]:
    """Return the bounds of the sum of weights, falling with rank, times values within bounds."""
    if np.array_equal(low, high):
        exact = float(np.sort(low)[::-1] @ weights)
        return exact, exact
    levels = np.concatenate([low, high[np.isfinite(high)]])
    least = min(float(np.sort(np.clip(level, low, high))[::-1] @ weights) for level in levels)
    if np.isinf(high).any():
        return least, math.inf
    values = np.where(weights > 0, np.outer(high, weights), np.outer(low, weights))
    return least, float(values[optimize.linear_sum_assignment(values, maximize=True)].sum())


def _minimum(minimum: float | Quantity, known: Sizes) -> Quantity:
    bounds = minimum if isinstance(minimum, Quantity) else Quantity.exactly(float(minimum))
    if not (bounds.low > 0 and bounds.high < math.inf):
        raise ValueError(f"minimum={minimum} is not positive and finite; give the smallest size")
    if bounds.unit and known.unit and bounds.unit != known.unit:
        raise ValueError(
            f"minimum is in {bounds.unit!r}, the sizes in {known.unit!r}; convert one of them first"
        )
    below = known.low < bounds.high
    if below.any():
        at = int(below.argmax())
        raise ValueError(
            f"row {known.labels[at]!r}: the size may be {known.low[at]}, below the minimum of "
            f"{bounds.high}; leave the row out, or lower the minimum"
        )
    return Quantity(bounds.low, bounds.high, bounds.unit or known.unit)


def _spread_above(minimum: Quantity, known: Sizes) -> tuple[float, float]:
    return (
        float(np.log(known.low / minimum.high).sum()),
        float(np.log(known.high / minimum.low).sum()),
    )


def _spread_above_smallest(known: Sizes) -> tuple[float, float]:
    least = float(np.log(np.maximum(known.low / known.high.min(), 1)).sum())
    if known.is_exact:
        return least, least
    if np.isinf(known.high).any():
        return least, math.inf
    low, high = np.log(known.low), np.log(known.high)
    return least, float((high.sum() - high - (len(high) - 1) * low).max())


def _distance(sizes: FloatArray, minimum: float, alpha: float) -> float:
    """Return the Kolmogorov-Smirnov distance between sizes and a Pareto law."""
    expected = -np.expm1(-alpha * np.log(np.sort(sizes) / minimum))
    steps = np.arange(len(sizes) + 1) / len(sizes)
    return float(max((steps[1:] - expected).max(), (expected - steps[:-1]).max()))
