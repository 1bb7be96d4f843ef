"""Concentration and inequality of sizes: of firms in a market, clusters, towns or regions.

Every function takes numbers, numbers within bounds, or what is known of sizes of which only
some or only a sum are known (:mod:`industrial_clusters.statistics.partly_known`), and returns
the sharpest bounds that follow.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import optimize, special

from industrial_clusters.statistics._box import Box, Points, Possible
from industrial_clusters.statistics._inputs import FloatArray, Numbers, read_sizes, require_choice
from industrial_clusters.statistics.measure import Measure, Measures
from industrial_clusters.statistics.partly_known import LeadingShare, PartlyKnown

SomeSizes: TypeAlias = "Numbers | PartlyKnown | LeadingShare"
HerfindahlForm: TypeAlias = Literal["index", "normalised", "effective number"]
EntropyForm: TypeAlias = Literal["entropy", "relative", "effective number"]
TheilIndex: TypeAlias = Literal["T", "L"]
Zeros: TypeAlias = Literal["kept", "dropped"]
SizesAre: TypeAlias = Literal["totals", "averages"]

# Takes points, as sizes and weights of groups of equal units, to a number for each.
_Statistic: TypeAlias = Callable[[FloatArray, FloatArray], FloatArray]


@dataclass(frozen=True, slots=True, eq=False)
class TheilDecomposition:
    """Theil's index and its parts between and within groups.

    Attributes
    ----------
    total, between, within : Measure
        The index, what it would be if all units of a group were alike, and the
        rest; ``total = between + within``.
    parts : pandas.DataFrame
        For each group (row) its part of ``between`` and of ``within`` (columns);
        each column adds up to the measure of its name. A part between groups is
        negative for T where the group has less than its weight, for L where more.
    convention : str
        The index in use and what was done with zeros.
    """

    total: Measure
    between: Measure
    within: Measure
    parts: pd.DataFrame
    convention: str


def concentration_ratio(sizes: SomeSizes, k: int) -> Measure:
    r"""Return the share of the k largest units in the total.

    Parameters
    ----------
    sizes : sequence, mapping, array, pandas.Series, PartlyKnown or LeadingShare
        Sizes of the units (sales, jobs, output), in any one unit.
    k : int
        How many of the largest units; 1 to the number of units.

    Returns
    -------
    Measure
        The ratio as a fraction from 0 to 1 (not in per cent).

    Raises
    ------
    ValueError
        If k is no whole number from 1 to the number of units, or for what is
        refused of sizes anywhere.

    Notes
    -----
    .. math:: CR_k = \sum_{i \le k} x_{(i)} \Big/ \sum_i x_i,

    with sizes in descending order [1]_.

    *Bounds.* The largest value has some k sizes at their upper ends and the others at
    their lower ends, as raising one of the k or lowering another never lowers the
    ratio. Which k is found by Dinkelbach's method for ratios: with the ratio r of the
    last choice, take the k with the largest ``(1 - r) * high + r * low``, until the
    ratio stops rising. The smallest value has the sizes as near to one level as their
    bounds allow, ``clip(level, low, high)``; among vectors of one total this one is
    majorised by all others. As the level grows past one bound after another, the
    ratio is linear over linear in between, so that its minimum is at a level where a
    bound starts or ceases to bind. A size without an upper bound makes the upper
    bound 1, which is approached.

    References
    ----------
    .. [1] L. Hannah and J. A. Kay, *Concentration in Modern Industry*, Macmillan,
       1977.

    Examples
    --------
    >>> float(concentration_ratio([30, 30, 20, 20], k=2))
    0.6

    Four sizes, two of them known only within bounds:

    >>> from industrial_clusters.evidence import Quantity
    >>> bounds = concentration_ratio([Quantity(20, 40), Quantity(10, 30), 20, 20], k=1)
    >>> bounds.low, bounds.high
    (0.25, 0.4444444444444444)
    """
    possible = _possible(sizes)
    most = possible.most
    if isinstance(k, bool) or k % 1 or not 1 <= k <= most:
        raise ValueError(f"k is {k!r}; give a whole number from 1 to {most}, the number of units")
    k = int(k)

    def statistic(size: FloatArray, weight: FloatArray) -> FloatArray:
        return _leading(size, weight, k)

    uneven = _leading_points(possible, [k]) if isinstance(possible, Box) else None
    low, high = _bounds(statistic, possible, uneven)
    return Measure(low, high, convention=f"share of the {k} largest in the total, as a fraction")


def herfindahl(sizes: SomeSizes, form: HerfindahlForm = "index") -> Measure:
    r"""Return the Herfindahl-Hirschman index of concentration.

    Parameters
    ----------
    sizes : sequence, mapping, array, pandas.Series, PartlyKnown or LeadingShare
        Sizes of the units (sales, jobs, output), in any one unit.
    form : {"index", "normalised", "effective number"}, optional
        The sum of squared shares; the same rescaled to run from 0 (equal sizes) to
        1; or its reciprocal, the number of equal units with the same index.

    Returns
    -------
    Measure
        The index from 1/n to 1, not in points out of 10,000 as competition
        authorities write it.

    Raises
    ------
    ValueError
        If there is one unit only and the normalised form is asked for; if too many
        bounded sizes lie inside one another; or for what is refused of sizes
        anywhere.

    Notes
    -----
    .. math:: H = \sum_i s_i^2, \qquad H^* = \frac{H - 1/n}{1 - 1/n},
        \qquad N = 1 / H,

    with shares s and n units, those of size zero included [1]_ [2]_. (R's REAT
    returns the first two, and an equivalent number on request; ``ineq::conc`` the
    first.)

    *Bounds.* H is :math:`\lVert x \rVert^2 / (\sum x)^2`, the square of a convex
    function over a linear one: quasi-convex, and it respects the Lorenz order. The
    smallest value has the sizes as near to one level as their bounds allow. A
    derivative shows which: a size above :math:`\sum x^2 / \sum x` raises H as it
    grows, one below lowers it, so that at the smallest value the level is this mean,
    or a bound where one is nearer. The largest is at a corner, where each size is at
    one of its ends. Of two sizes, that with the lower ends is at its upper end only if
    the other is; intervals that lie inside one another leave this open, and all their
    corners are tried (to avoid that is NP-hard [3]_). As a size without an upper bound
    grows, H approaches 1. The other forms rise or fall with H.

    References
    ----------
    .. [1] A. O. Hirschman, "The paternity of an index", *American Economic Review*
       54(5), 1964, 761-762.
    .. [2] M. A. Adelman, "Comment on the 'H' concentration measure as a
       numbers-equivalent", *Review of Economics and Statistics* 51(1), 1969, 99-101.
    .. [3] S.-L. Lo, "Computing standard-deviation-to-mean and variance-to-mean ratios
       under interval uncertainty is NP-hard", Departmental Technical Report
       UTEP-CS-10-25, University of Texas at El Paso, 2010.

    Examples
    --------
    The example of the U.S. Horizontal Merger Guidelines, 2,600 points:

    >>> float(herfindahl([30, 30, 20, 20]))
    0.26

    The largest firm sells "more than 30":

    >>> from industrial_clusters.evidence import Quantity
    >>> bounds = herfindahl([Quantity(30, float("inf")), 30, 20, 20])
    >>> round(bounds.low, 4), bounds.high
    (0.26, 1.0)
    """
    require_choice("form", form, get_args(HerfindahlForm))
    possible = _possible(sizes)
    if form == "normalised":
        _refuse_one(possible, "normalised index")

    def statistic(size: FloatArray, weight: FloatArray) -> FloatArray:
        index = _sum(size * _density(size, weight)) / _sum(size) ** 2
        if form == "effective number":
            return 1 / index
        least = 1 / _sum(weight)
        return (index - least) / (1 - least) if form == "normalised" else index

    convention = {
        "index": "sum of squared shares, from 1/n to 1",
        "normalised": "sum of squared shares, rescaled to run from 0 to 1",
        "effective number": "reciprocal of the sum of squared shares",
    }[form]
    return Measure(*_bounds(statistic, possible), convention=convention)


def entropy(sizes: SomeSizes, form: EntropyForm = "entropy", zeros: Zeros = "kept") -> Measure:
    r"""Return Shannon's entropy of the shares, in natural units.

    Parameters
    ----------
    sizes : sequence, mapping, array, pandas.Series, PartlyKnown or LeadingShare
        Sizes of the units, in any one unit.
    form : {"entropy", "relative", "effective number"}, optional
        The entropy; its fraction of the largest that n units can have, ``ln n``; or
        the number of equal units with the same entropy.
    zeros : {"kept", "dropped"}, optional
        Whether units of size zero count in n. Only the relative form depends on it.

    Returns
    -------
    Measure
        The entropy in nats, 0 to ``ln n``; larger is less concentrated.

    Raises
    ------
    ValueError
        If the relative form is asked for a single unit; if zeros are to be dropped
        and it is unknown which sizes are zero; or for what is refused by
        :func:`herfindahl`.

    Notes
    -----
    .. math:: E = -\sum_i s_i \ln s_i, \qquad E / \ln n, \qquad e^E,

    with 0 ln 0 = 0 [1]_. Packages differ in the base of the logarithm and in n: the
    number of categories, or of those that are not empty.

    *Bounds.* E is ``ln n`` less Theil's T: see :func:`theil`. Its largest value is
    that of the most even sizes, its smallest that of the most uneven.

    References
    ----------
    .. [1] C. E. Shannon, "A mathematical theory of communication", *Bell System
       Technical Journal* 27, 1948, 379-423.
       https://doi.org/10.1002/j.1538-7305.1948.tb01338.x

    Examples
    --------
    >>> round(float(entropy([1, 1, 1, 1], form="effective number")), 12)
    4.0
    >>> float(entropy([1, 1, 0, 0], form="relative"))
    0.5
    >>> float(entropy([1, 1, 0, 0], form="relative", zeros="dropped"))
    1.0
    """
    require_choice("form", form, get_args(EntropyForm))
    possible = _without_zeros(_possible(sizes), zeros)
    if form == "relative":
        _refuse_one(possible, "relative entropy")

    def statistic(size: FloatArray, weight: FloatArray) -> FloatArray:
        share, _ = _shares(size, weight)
        value = 0 - _sum(special.xlogy(share, _density(share, weight)))
        if form == "effective number":
            return np.exp(value)
        return value / np.log(_sum(weight)) if form == "relative" else value

    convention = {
        "entropy": "Shannon entropy in nats",
        "relative": f"Shannon entropy as a fraction of ln n, zeros {zeros} in n",
        "effective number": "exponential of Shannon entropy",
    }[form]
    return Measure(*_bounds(statistic, possible), convention=convention)


def theil(
    sizes: SomeSizes,
    index: TheilIndex = "T",
    zeros: Zeros = "kept",
    weights: Numbers | None = None,
    sizes_are: SizesAre = "totals",
) -> Measure:
    r"""Return Theil's index of inequality, T or L.

    Parameters
    ----------
    sizes : sequence, mapping, array, pandas.Series, PartlyKnown or LeadingShare
        Sizes of the units, in any one unit.
    index : {"T", "L"}, optional
        T weighs logarithms by size, L (the mean logarithmic deviation) by number.
    zeros : {"kept", "dropped"}, optional
        Whether units of size zero count. They are the most unequal that T knows;
        L is infinite with one.
    weights : sequence, mapping, array or pandas.Series, optional
        Exact and positive number of people (or area, or firms) of each unit, among
        which its size counts as spread evenly; by default all are alike.
    sizes_are : {"totals", "averages"}, optional
        With weights, whether a size is that of the whole unit or per unit of weight.

    Returns
    -------
    Measure
        The index in nats, zero where all are equal; T is at most ``ln n``.

    Raises
    ------
    ValueError
        If L is asked of a size of zero that is kept; if zeros are to be dropped and
        it is unknown which sizes are zero; if a weight is zero, bounded, or lacks
        its size; or for what is refused by :func:`herfindahl`.

    Notes
    -----
    With shares s of size and w of weight (1/n without weights),

    .. math:: T = \sum_i s_i \ln (s_i / w_i), \qquad L = \sum_i w_i \ln (w_i / s_i),

    0 ln 0 = 0 [1]_. Packages differ silently: R's ``REAT::theil`` is L and infinite
    with a zero, ``ineq::Theil`` is T and drops zeros, which ``zeros="dropped"``
    repeats: [1, 1, 0, 0] has T = ln 2 with zeros and 0 without.

    *Bounds.* T and L are quasi-convex: T is a convex function of degree one over a
    linear one, and L is at most l where the arithmetic mean is at most :math:`e^l`
    times the geometric mean, which is concave. Both respect the Lorenz order of
    densities s / w. The smallest value has the densities
    as near to one level as the bounds allow; for T the level is the geometric mean
    of the densities weighed by size, for L the arithmetic mean weighed by w, unless a
    bound is nearer. The largest is at a corner, as for :func:`herfindahl`. Where a
    size has no upper bound, T approaches that of a unit which holds all, and L grows
    without bound; L also does where a size may be zero.

    References
    ----------
    .. [1] H. Theil, *Economics and Information Theory*, North-Holland, 1967,
       chapter 4.

    Examples
    --------
    >>> round(float(theil([10, 10, 10, 20, 50], index="L")), 7)
    0.2326302
    >>> round(float(theil([1, 1, 0, 0])), 7), round(float(theil([1, 1, 0, 0], zeros="dropped")), 7)
    (0.6931472, 0.0)

    Two provinces of 1 and 3 million with as much income each:

    >>> round(float(theil([1, 1], weights=[1, 3])), 7)
    0.143841
    """
    require_choice("index", index, get_args(TheilIndex))
    possible = _without_zeros(_possible(sizes, weights, sizes_are), zeros)
    if index == "L":
        _refuse_zero(possible)
    statistic = _theil_t if index == "T" else _theil_l
    return Measure(*_bounds(statistic, possible), convention=_theil_convention(index, zeros))


def theil_decomposition(
    sizes: Numbers,
    groups: Mapping[Any, Any] | Sequence[Any] | pd.Series[Any],
    index: TheilIndex = "T",
    zeros: Zeros = "kept",
    weights: Numbers | None = None,
    sizes_are: SizesAre = "totals",
) -> TheilDecomposition:
    r"""Split Theil's index into inequality between groups and within them.

    Parameters
    ----------
    sizes : sequence, mapping, array or pandas.Series
        Exact sizes of the units, in any one unit.
    groups : sequence, mapping or pandas.Series
        The group (province, kind, period) of each unit.
    index, zeros, weights, sizes_are
        As in :func:`theil`.

    Returns
    -------
    TheilDecomposition
        The index, its two parts, and the part of each group, groups in the order in
        which they first occur.

    Raises
    ------
    ValueError
        If a size is bounded; if a unit has no group, or a group is named for none of
        the units; or for what :func:`theil` refuses.

    Notes
    -----
    With shares of group g in size and weight, :math:`S_g` and :math:`W_g`, and the
    index of its units among themselves, :math:`T_g` or :math:`L_g`,

    .. math:: T = \sum_g S_g \ln \frac{S_g}{W_g} + \sum_g S_g T_g, \qquad
        L = \sum_g W_g \ln \frac{W_g}{S_g} + \sum_g W_g L_g.

    Both add up without a remainder, which the Gini coefficient does not [1]_; T
    weighs groups by size and L by weight, so that only in L does the part within
    stay as it is when the groups grow apart. ``total`` is the sum of the two parts.

    *Bounds.* Refused: bounds of the parts would not add up, as the parts have their
    extremes at different sizes. Sharp bounds of the whole come from :func:`theil`, and
    of the part between from :func:`theil` of the sums of groups with the sums of
    weights.

    References
    ----------
    .. [1] A. F. Shorrocks, "The class of additively decomposable inequality
       measures", *Econometrica* 48(3), 1980, 613-625.
       https://doi.org/10.2307/1913126

    Examples
    --------
    >>> split = theil_decomposition([1, 3, 4, 8], ["coast", "coast", "inland", "inland"])
    >>> split.parts.round(4)
            between  within
    coast   -0.1733  0.0327
    inland   0.3041  0.0425
    >>> round(float(split.between), 4), round(float(split.within), 4)
    (0.1308, 0.0752)
    """
    require_choice("index", index, get_args(TheilIndex))
    box = _box(sizes, weights, sizes_are)
    if not box.is_exact:
        raise ValueError(
            "the parts of Theil's index have no joint bounds; give exact sizes, or take the bounds "
            "of the whole from theil(sizes), and of the part between from theil(sums of groups, "
            "weights=numbers of units)"
        )
    group = _groups(groups, sizes, box.labels).to_numpy()
    some = _without_zeros(box, zeros)
    if zeros == "dropped":
        group = group[box.low > 0]
    if index == "L":
        _refuse_zero(some)
    ((size, weight),) = some.even_points()
    parts = _theil_parts(size[0] / size.sum(), weight[0] / weight.sum(), group, index)
    convention = _theil_convention(index, zeros)
    between, within = (math.fsum(parts[name]) for name in ("between", "within"))
    total = between + within
    return TheilDecomposition(
        Measure(total, total, convention=convention),
        Measure(between, between, convention=f"{convention}, between groups"),
        Measure(within, within, convention=f"{convention}, within groups"),
        parts,
        convention,
    )


def _theil_parts(
    size: FloatArray, weight: FloatArray, group: npt.NDArray[Any], index: TheilIndex
) -> pd.DataFrame:
    codes, names = pd.factorize(group)
    size_of, weight_of = np.bincount(codes, size), np.bincount(codes, weight)
    # What a unit would have if its group were spread evenly.
    even = size_of[codes] * weight / weight_of[codes]
    between: npt.NDArray[Any]
    within: npt.NDArray[Any]
    if index == "T":
        between, within = special.rel_entr(size_of, weight_of), special.rel_entr(size, even)
    else:
        between, within = special.rel_entr(weight_of, size_of), special.xlogy(weight, even / size)
    return pd.DataFrame(
        {"between": between, "within": np.bincount(codes, within)}, index=pd.Index(names)
    )


def gini(
    sizes: SomeSizes,
    weights: Numbers | None = None,
    correction: bool = False,
    sizes_are: SizesAre = "totals",
) -> Measure:
    r"""Return the Gini coefficient of inequality.

    Parameters
    ----------
    sizes : sequence, mapping, array, pandas.Series, PartlyKnown or LeadingShare
        Sizes of the units, in any one unit.
    weights : sequence, mapping, array or pandas.Series, optional
        Exact and positive number of people (or area, or firms) of each unit, among
        which its size counts as spread evenly; by default all are alike.
    correction : bool, optional
        Whether to multiply by n / (n - 1), which makes the largest value 1 and the
        estimate from a random sample nearly unbiased.
    sizes_are : {"totals", "averages"}, optional
        With weights, whether a size is that of the whole unit or per unit of weight
        (as with the mean of a class and the number in it).

    Returns
    -------
    Measure
        The coefficient, from 0 (all equal) to 1 - 1/n, or to 1 with the correction.

    Raises
    ------
    ValueError
        If the correction is asked for a single unit or together with weights; if a
        weight is zero, bounded, or lacks its size; if, with weights, too many bounded
        sizes lie inside one another; or for what is refused of sizes anywhere.

    Notes
    -----
    Half of the mean absolute difference between the densities x / w of two people,
    over their mean density [1]_:

    .. math:: G = \frac{\sum_i \sum_j w_i w_j |x_i / w_i - x_j / w_j|}
        {2 \sum_i w_i \sum_i x_i}.

    Pairs of a unit with itself count, so that n units are a population; the
    correction takes them as a sample [2]_. R's ``ineq::Gini`` has the same default;
    ``REAT::gini`` corrects on request, with weights too, by the number of classes,
    which is not the size of the sample: with weights the correction is refused here.
    (It also sorts the sizes and leaves the weights in their order, so that its result
    depends on the order of the classes.)

    *Bounds.* The numerator is convex and the denominator linear, so that G is
    quasi-convex; it respects the Lorenz order. The smallest value has the densities
    as near to one level as the bounds allow, at a level where a bound starts or ceases
    to bind (in between G is linear over linear). The largest is at a corner. With
    weights the corners are tried as for :func:`herfindahl`. Without, :math:`2 n \sum x \,
    (G - g)` is for each g the largest of :math:`\sum_i (2 r_i - n - 1 - n g) x_i` over
    all orders r of the sizes, so that the best corner for g is an assignment of sizes
    to ranks, each at the end that its rank's sign asks for; with g the coefficient of
    the last corner, this is repeated until it stops rising (Dinkelbach's method).
    Where a size has no upper bound, G approaches that of a unit which holds all.

    References
    ----------
    .. [1] C. Gini, "Measurement of inequality of incomes", *Economic Journal* 31(121),
       1921, 124-126. https://doi.org/10.2307/2223319
    .. [2] C. Damgaard and J. Weiner, "Describing inequality in plant size or
       fecundity", *Ecology* 81(4), 2000, 1139-1142.
       https://doi.org/10.1890/0012-9658(2000)081[1139:DIIPSO]2.0.CO;2

    Examples
    --------
    >>> round(float(gini([20, 50, 20, 10])), 12)
    0.3
    >>> round(float(gini([20, 50, 20, 10], correction=True)), 12)
    0.4

    Mean incomes of classes, and the number of people in each:

    >>> round(float(gini([500, 1500, 4000], weights=[30, 50, 20], sizes_are="averages")), 4)
    0.3588
    """
    possible = _possible(sizes, weights, sizes_are)
    if correction:
        _refuse_one(possible, "correction")
        if weights is not None:
            raise ValueError(
                "the correction is for a sample of units that count alike; "
                "leave out the weights or the correction"
            )

    def statistic(size: FloatArray, weight: FloatArray) -> FloatArray:
        number = _sum(weight)
        return _gini(size, weight) * (number / (number - 1) if correction else 1)

    uneven = (
        _most_unequal_points(possible) if isinstance(possible, Box) and weights is None else None
    )
    convention = "half the relative mean difference" + (
        ", times n / (n - 1)" if correction else ", without small-sample correction"
    )
    return Measure(*_bounds(statistic, possible, uneven), convention=convention)


def hoover(sizes: SomeSizes, reference: Numbers | None = None, halved: bool = True) -> Measure:
    r"""Return Hoover's index: the share of the total that would have to move.

    Parameters
    ----------
    sizes : sequence, mapping, array, pandas.Series, PartlyKnown or LeadingShare
        Sizes of the units, in any one unit.
    reference : sequence, mapping, array or pandas.Series, optional
        Exact and positive sizes with which they are compared, in any unit of their
        own (population, area, all jobs); by default all units are alike.
    halved : bool, optional
        Whether to halve the sum of differences, so that what leaves one unit and
        arrives in another counts once.

    Returns
    -------
    Measure
        The index, from 0 to 1, or to 2 if not halved.

    Raises
    ------
    ValueError
        If a reference is zero, bounded, or lacks its size; if, with a reference, too
        many bounded sizes lie inside one another; or for what is refused of sizes
        anywhere.

    Notes
    -----
    With shares s of size and r of the reference (1/n without one),

    .. math:: \frac{1}{2} \sum_i |s_i - r_i|,

    known as the Schutz, Pietra, Robin Hood, Krugman or dissimilarity index in other
    fields, and often not halved in the Krugman form [1]_. (Beware of R's
    ``ineq::RS``, which divides the mean absolute deviation by twice the mean: the
    same number.)

    *Bounds.* The index is the largest of :math:`\sum_A (s_i - r_i)` over all sets A of
    units. The smallest value has the densities as near to one level as the bounds
    allow, the level being the mean density unless a bound is nearer. For the largest,
    a set A has its sizes at their upper ends and the others at their lower ends.
    Without a reference the index is then ``CR_k - k / n`` for the best k, each with its
    largest :func:`concentration_ratio`; with one the corners are tried as for
    :func:`herfindahl`. Where a size has no upper bound, the index approaches that of
    a unit which holds all.

    References
    ----------
    .. [1] E. M. Hoover, "The measurement of industrial localization", *Review of
       Economic Statistics* 18(4), 1936, 162-171. https://doi.org/10.2307/1927875

    Examples
    --------
    >>> float(hoover([3, 1, 0, 0]))
    0.5
    >>> float(hoover([3, 1], reference=[50, 50])), float(hoover([3, 1], halved=False))
    (0.25, 0.5)
    """
    possible = _possible(sizes, reference, what="reference")
    times = 0.5 if halved else 1.0

    def statistic(size: FloatArray, weight: FloatArray) -> FloatArray:
        share, expected = _shares(size, weight)
        return times * _sum(np.abs(share - expected))

    uneven = None
    if isinstance(possible, Box) and reference is None:
        uneven = _leading_points(possible, range(1, possible.most))
    convention = ("half the sum" if halved else "sum") + " of absolute differences of shares from "
    convention += "equal shares" if reference is None else "those of the reference"
    return Measure(*_bounds(statistic, possible, uneven), convention=convention)


def lorenz(
    sizes: Numbers, weights: Numbers | None = None, sizes_are: SizesAre = "totals"
) -> Measures[pd.DataFrame]:
    r"""Return the points of the Lorenz curve.

    Parameters
    ----------
    sizes : sequence, mapping, array or pandas.Series
        Sizes of the units, in any one unit.
    weights : sequence, mapping, array or pandas.Series, optional
        Exact and positive number of people (or area, or firms) of each unit.
    sizes_are : {"totals", "averages"}, optional
        With weights, whether a size is that of the whole unit or per unit of weight.

    Returns
    -------
    Measures
        Frames with a row for each point from (0, 0) to (1, 1), and the columns
        ``units`` (cumulative share of units or weight, from the least dense on) and
        ``sizes`` (their cumulative share of the total). Points belong to no one unit
        and have no label.

    Raises
    ------
    ValueError
        If sizes are bounded and weighted; if a weight is zero, bounded, or lacks its
        size; or for what is refused of sizes anywhere.

    Notes
    -----
    .. math:: L(k / n) = \sum_{i \le k} x_{(i)} \Big/ \sum_i x_i,

    with sizes in ascending order [1]_; between the points the curve is straight.

    *Bounds.* L(k/n) is one less the :func:`concentration_ratio` of the n - k largest,
    so that each point has sharp bounds, at the sizes that are given there. They are
    bounds point by point: no one set of sizes need attain them all, and the lower
    bounds need not form a convex curve. With weights the points at which the curve
    turns depend on the order of the densities, and bounds are refused.

    References
    ----------
    .. [1] M. O. Lorenz, "Methods of measuring the concentration of wealth",
       *Publications of the American Statistical Association* 9(70), 1905, 209-219.
       https://doi.org/10.2307/2276207

    Examples
    --------
    >>> lorenz([1, 6, 3]).exact.round(4)
        units  sizes
    0  0.0000    0.0
    1  0.3333    0.1
    2  0.6667    0.4
    3  1.0000    1.0
    """
    box = _box(sizes, weights, sizes_are)
    convention = "cumulative shares, from the least dense unit on"
    if box.is_exact:
        order = np.argsort(box.low / box.weights, kind="stable")
        frame = _curve(box.weights[order], box.low[order])
        return Measures(frame, frame, convention)
    if weights is not None:
        raise ValueError(
            "a weighted Lorenz curve of sizes within bounds has no bounds at fixed points; "
            "give exact sizes, or bounds of gini(sizes, weights)"
        )
    ratios = [concentration_ratio(sizes, k) for k in range(box.most, 0, -1)]
    units = np.arange(box.most + 1) / box.most
    low, high = (
        pd.DataFrame({"units": units, "sizes": [*(1 - np.array(ratio)), 1.0]})
        for ratio in ([r.high for r in ratios], [r.low for r in ratios])
    )
    return Measures(low, high, f"{convention}, bounds point by point")


def _bounds(
    statistic: _Statistic, possible: Possible, uneven: Iterable[Points] | None = None
) -> tuple[float, float]:
    """Return the smallest and largest value at the extreme points, all of which are possible."""
    points = chain(possible.even_points(), possible.uneven_points() if uneven is None else uneven)
    values = np.concatenate([statistic(*point) for point in points])
    return float(values.min()), float(values.max())


def _sum(values: npt.NDArray[Any]) -> FloatArray:
    """Return the sum of each row."""
    sums: FloatArray = values.sum(axis=1)
    return sums


def _density(size: FloatArray, weight: FloatArray) -> FloatArray:
    """Return size over weight; zero for groups of no unit."""
    return np.divide(size, weight, out=np.zeros(np.broadcast(size, weight).shape), where=weight > 0)


def _leading(size: FloatArray, weight: FloatArray, k: int) -> FloatArray:
    """Return the share of the k densest units."""
    density = _density(size, weight)
    order = np.argsort(-density, axis=1)
    density, weight = (
        np.take_along_axis(np.broadcast_to(values, size.shape), order, axis=1)
        for values in (density, weight)
    )
    before = weight.cumsum(axis=1) - weight
    return _sum(density * np.clip(k - before, 0, weight)) / _sum(size)


def _gini(size: FloatArray, weight: FloatArray) -> FloatArray:
    order = np.argsort(_density(size, weight), axis=1)
    size, weight = (
        np.take_along_axis(np.broadcast_to(values, size.shape), order, axis=1)
        for values in (size, weight)
    )
    # Weight of the less dense minus weight of the denser, for each.
    lead = 2 * weight.cumsum(axis=1) - weight - weight.sum(axis=1, keepdims=True)
    return _sum(size * lead) / (_sum(size) * _sum(weight))


def _theil_t(size: FloatArray, weight: FloatArray) -> FloatArray:
    return _sum(special.rel_entr(*_shares(size, weight)))


def _theil_l(size: FloatArray, weight: FloatArray) -> FloatArray:
    share, expected = _shares(size, weight)
    return _sum(special.rel_entr(expected, share))


def _shares(size: FloatArray, weight: FloatArray) -> tuple[FloatArray, FloatArray]:
    return size / size.sum(axis=1, keepdims=True), weight / weight.sum(axis=1, keepdims=True)


def _theil_convention(index: TheilIndex, zeros: Zeros) -> str:
    name = {"T": "Theil's T", "L": "Theil's L (mean logarithmic deviation)"}[index]
    return f"{name}, zeros {zeros}"


def _leading_points(box: Box, numbers: Iterable[int]) -> Iterator[Points]:
    """Yield, for each k, sizes with which the k largest have their largest share."""
    yield from box.limits()
    if box.is_exact or np.isinf(box.high).any():  # in the limits the share is one
        return
    for k in numbers:
        share, reached = -1.0, 0.0
        while reached > share:
            share = reached
            worth = (1 - share) * box.high + share * box.low
            leading = np.argsort(np.argsort(-worth)) < k
            sizes = np.where(leading, box.high, box.low)
            reached = sizes[leading].sum() / sizes.sum()
        yield sizes[np.newaxis], box.weights[np.newaxis]


def _most_unequal_points(box: Box) -> Iterator[Points]:
    """Yield sizes of one weight each, among them those with the largest Gini coefficient."""
    yield from box.limits()
    if box.is_exact:
        return
    high = np.where(np.isinf(box.high), box.low, box.high)
    lead = 2 * np.arange(box.most) + 1 - box.most
    coefficient, reached = -1.0, 0.0
    while reached > coefficient:
        coefficient = reached
        sign = lead - box.most * coefficient
        ends = np.where(sign > 0, high[:, np.newaxis], box.low[:, np.newaxis])
        units, ranks = optimize.linear_sum_assignment(ends * sign, maximize=True)
        sizes = ends[units, ranks][np.newaxis]
        if sizes.any():
            yield sizes, box.weights[np.newaxis]
            reached = float(_gini(sizes, box.weights[np.newaxis])[0])


def _possible(
    sizes: SomeSizes,
    weights: Numbers | None = None,
    sizes_are: SizesAre = "totals",
    what: str = "weight",
) -> Possible:
    if not isinstance(sizes, PartlyKnown | LeadingShare):
        return _box(sizes, weights, sizes_are, what)
    if weights is not None:
        raise ValueError(f"units that are not all known have no {what} each; leave out the {what}s")
    return sizes


def _box(sizes: Numbers, weights: Numbers | None, sizes_are: SizesAre, what: str = "weight") -> Box:
    """Read sizes and weights, and bring averages to totals."""
    require_choice("sizes_are", sizes_are, get_args(SizesAre))
    read = read_sizes(sizes)
    if weights is None:
        return Box(read.low, read.high, np.ones(len(read.low)), read.labels)
    given = read_sizes(weights, what)
    if not given.is_exact:
        row = _first(given.labels, given.low < given.high)
        raise ValueError(f"row {row!r}: the {what} is known only within bounds; give it exactly")
    series = pd.Series(given.low, index=given.labels)
    weight = _aligned(series, _labelled(weights) and _labelled(sizes), read.labels, what).to_numpy()
    if not weight.all():
        row = _first(read.labels, weight == 0)
        raise ValueError(
            f"row {row!r}: the {what} is zero, so that the size is spread over nothing; leave the "
            "row out or merge it with another"
        )
    times = weight if sizes_are == "averages" else 1.0
    low = read.low * times
    return Box(low, low if read.is_exact else read.high * times, weight, read.labels)


def _aligned(values: pd.Series[Any], by_label: bool, labels: pd.Index, what: str) -> pd.Series[Any]:
    """Return what belongs to each label: by label where both have them, else by position."""
    if not by_label:
        if len(values) != len(labels):
            raise ValueError(
                f"there are {len(labels)} sizes and {len(values)} {what}s; give one {what} a size"
            )
        return values
    for index, other, complaint in (
        (labels, values.index, f"has a size and no {what}; give it"),
        (values.index, labels, f"has a {what} and no size; leave it out, or give the size"),
    ):
        lacking = index.difference(other, sort=False)
        if len(lacking):
            raise ValueError(f"row {lacking[0]!r} {complaint}")
    return values.reindex(labels)


def _groups(
    groups: Mapping[Any, Any] | Sequence[Any] | pd.Series[Any], sizes: Numbers, labels: pd.Index
) -> pd.Series[Any]:
    """Return the group of each size."""
    series = groups if isinstance(groups, pd.Series) else pd.Series(groups, dtype=object)
    group = _aligned(series, _labelled(groups) and _labelled(sizes), labels, "group")
    if group.isna().any():
        row = _first(labels, group.isna().to_numpy())
        raise ValueError(f"row {row!r}: the group is missing; name it, or leave the row out")
    return group


def _first(labels: pd.Index, at_fault: npt.NDArray[np.bool_]) -> Any:
    return labels[int(np.argmax(at_fault))]


def _labelled(values: Any) -> bool:
    return isinstance(values, pd.Series | Mapping)


def _without_zeros(possible: Possible, zeros: Zeros) -> Possible:
    require_choice("zeros", zeros, get_args(Zeros))
    if zeros == "kept":
        return possible
    if not isinstance(possible, Box):
        raise ValueError(
            'which of the units have no size is not known; keep the zeros with zeros="kept"'
        )
    unclear = (possible.low == 0) & (possible.high > 0)
    if unclear.any():
        raise ValueError(
            f"row {_first(possible.labels, unclear)!r}: the size may be zero or not, so that "
            'it is unknown whether to drop it; give a lower bound above zero, or zeros="kept"'
        )
    some = possible.high > 0
    low = possible.low[some]
    high = low if possible.is_exact else possible.high[some]
    return Box(low, high, possible.weights[some], possible.labels[some])


def _refuse_zero(possible: Possible) -> None:
    if isinstance(possible, Box) and not possible.high.all():
        raise ValueError(
            f"row {_first(possible.labels, possible.high == 0)!r}: the size is zero, with which "
            'Theil\'s L is infinite; use zeros="dropped", or index="T"'
        )


def _refuse_one(possible: Possible, what: str) -> None:
    if possible.most == 1:
        raise ValueError(f"the {what} is not defined for a single unit; give at least two sizes")


def _curve(weights: FloatArray, sizes: FloatArray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            name: np.append(0.0, values.cumsum() / values.sum())
            for name, values in (("units", weights), ("sizes", sizes))
        }
    )
