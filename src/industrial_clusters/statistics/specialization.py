"""How far regions and industries depart from the whole: quotients, Gini, Krugman's indices."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial.distance import pdist, squareform

from industrial_clusters.evidence.quantity import Quantity
from industrial_clusters.statistics._inputs import (
    FloatArray,
    NumberTable,
    Table,
    read_table,
    require_choice,
)
from industrial_clusters.statistics._tables import labelled, share_of_whole, sum_of_others
from industrial_clusters.statistics.measure import Measure, Measures

Reference: TypeAlias = Literal["whole", "rest"]
Comparison: TypeAlias = Literal["whole", "rest", "average"]
Form: TypeAlias = Literal["quotient", "symmetric", "log"]

_FORMS = {
    "quotient": "location quotient",
    "symmetric": "symmetric location quotient, (LQ - 1) / (LQ + 1)",
    "log": "natural logarithm of the location quotient",
}
_REFERENCES = {
    "whole": "against all regions together, the region included",
    "rest": "against the other regions together",
}
_COMPARISONS = _REFERENCES | {"average": "against the unweighted average of the other regions"}
_WEIGHTINGS = {
    "weighted": "regions weighted by their size",
    "unweighted": "location quotients, one region one vote",
}
_INTERVALS = {"percentile": "percentile interval", "basic": "basic (reflected) interval"}
_SHARE_UNITS = {"": 1.0, "percent": 0.01}


@dataclass(frozen=True, slots=True, eq=False)
class BootstrapIntervals:
    """Location quotients with the interval in which resampling puts each.

    Attributes
    ----------
    estimate : pandas.DataFrame
        The location quotients of the table itself.
    low, high : pandas.DataFrame
        Ends of the interval. They express sampling variation, not what is
        unknown of the table: they are no bounds in the sense of
        :class:`~industrial_clusters.statistics.measure.Measures`.
    undefined : pandas.DataFrame
        Number of draws left out of a cell because its region or its industry
        came out empty in them.
    convention : str
        Kind of interval, level, and what was drawn.
    """

    estimate: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    undefined: pd.DataFrame
    convention: str


def location_quotients(
    table: NumberTable, *, reference: Reference = "whole", form: Form = "quotient"
) -> Measures[pd.DataFrame]:
    r"""Return how many times its share elsewhere each industry has in each region.

    Parameters
    ----------
    table : pandas.DataFrame, 2-D array or nested sequence
        Regions in rows, industries in columns, in any order: employment, firms
        or output in one unit, exact or as Quantities. The rows together are the
        whole with which a region is compared.
    reference : {"whole", "rest"}, optional
        Whether a region is compared with all regions together, itself included
        (what most packages do), or with the other regions only. A large region
        pulls the whole towards itself, so that its quotients are nearer to one.
    form : {"quotient", "symmetric", "log"}, optional
        The quotient from 0 to infinity; (LQ - 1) / (LQ + 1) from -1 to 1 [2]_;
        or the natural logarithm, -inf where the industry is absent.

    Returns
    -------
    Measures of pandas.DataFrame
        One quotient a cell, in the order and with the labels of the table.

    Raises
    ------
    ValueError, TypeError
        If the table is no table of numbers of zero or more, or has an empty row
        or column; if ``reference`` or ``form`` is not one of those named; if the
        rest is asked for and there is one region only.

    Notes
    -----
    With a the cell, b the rest of its row, c the rest of its column and d
    everything else, the quotient against the whole and against the rest are

    .. math::

       LQ = \frac{x_{ij} / x_{i\cdot}}{x_{\cdot j} / x_{\cdot\cdot}}
          = \frac{a (a + b + c + d)}{(a + b)(a + c)},
       \qquad
       LQ' = \frac{a / (a + b)}{c / (c + d)}.

    An industry found in no other region has LQ' = inf (symmetric form: 1).
    R's EconGeo and REAT compare with the whole; ``EconGeo::RCA`` rounds to two
    decimals, and both EconGeo functions return 0 for an empty row or column,
    which is refused here.

    *Why the bounds are sharp.* a, b, c and d are sums of different cells, so
    each ranges over its interval whatever the others are. LQ rises in d. In b it
    falls, as (a + b + c + d) / (a + b) = 1 + (c + d) / (a + b) does, and in c
    likewise. Its derivative in a has the sign of

    .. math:: (b + c + d)\, bc + 2 bc\, a - d a^2,

    which is positive up to the only positive root

    .. math:: a^* = \frac{bc + \sqrt{bc\,(b + d)(c + d)}}{d}

    and negative beyond it. So the least LQ is at one end of a, with b and c
    high and d low; the greatest is at the root, or at the end of a nearest to
    it, with b and c low and d high. LQ' = [a / (a + b)] (1 + d / c) rises in a
    and d and falls in b and c: its extremes are at corners. Both other forms
    rise with the quotient. A table of the box in which the region or the
    industry is empty has no quotient and does not count; where an extreme lies
    there, or at an open end, the bound is the limit and is approached.

    The bounds of two cells are in general attained by two different tables.

    References
    ----------
    .. [1] A. M. Isserman, "The location quotient approach to estimating regional
       economic impacts", *Journal of the American Institute of Planners* 43(1),
       1977, 33-41. https://doi.org/10.1080/01944367708977758
    .. [2] K. Laursen, "Revealed comparative advantage and the alternatives as
       measures of international specialization", *Eurasian Business Review* 5(1),
       2015, 99-115. https://doi.org/10.1007/s40821-015-0017-1

    Examples
    --------
    >>> towns = pd.DataFrame(
    ...     {"socks": [80, 20], "other": [20, 180]}, index=["Datang", "elsewhere"]
    ... )
    >>> location_quotients(towns).exact
               socks  other
    Datang       2.4   0.30
    elsewhere    0.3   1.35
    >>> location_quotients(towns, reference="rest").exact.loc["Datang", "socks"].item()
    8.0

    With 60 to 90 sock makers in the town, of which the quotient does not simply
    rise with the number:

    >>> towns = towns.astype(object)
    >>> towns.loc["Datang", "socks"] = Quantity(60, 90)
    >>> quotients = location_quotients(towns)
    >>> quotients.low.loc["Datang", "socks"].item(), quotients.high.loc["Datang", "socks"].item()
    (2.3057..., 2.625)
    """
    told = f"{_named('form', form, _FORMS)}, {_named('reference', reference, _REFERENCES)}"
    cells = read_table(table)
    if reference == "rest":
        _require_others(cells)
    if cells.is_exact:
        quotients = _quotients(cells.low, reference)
        return _both(labelled(_in_form(quotients, form), cells), told)
    bounds = _bounds_against_whole if reference == "whole" else _bounds_against_rest
    low, high = (labelled(_in_form(end, form), cells) for end in bounds(cells))
    return Measures(low, high, told)


def location_quotient(
    local_share: Quantity | float, national_share: Quantity | float, *, form: Form = "quotient"
) -> Measure:
    r"""Return the quotient of two documented shares, such as of output and of population.

    Parameters
    ----------
    local_share : Quantity or float
        The place's share of the nation in the industry, or the industry's share
        of the place: a fraction, or a Quantity in ``"percent"``. An open upper
        bound ("more than half") ends at one.
    national_share : Quantity or float
        The share to compare it with: the place's share of the nation in all
        industries (or in people), or the industry's share of the nation.
    form : {"quotient", "symmetric", "log"}, optional
        As in :func:`location_quotients`.

    Returns
    -------
    Measure
        The quotient. Its upper bound is ``inf`` where the national share may be
        as small as one likes.

    Raises
    ------
    ValueError
        If a share may be negative, exceeds one, or is in another unit than
        ``""`` and ``"percent"``; if the national share is zero; if ``form`` is
        not one of those named.

    Notes
    -----
    .. math:: LQ = \frac{s}{t}

    The bounds are :math:`s_{low} / t_{high}` and :math:`s_{high} / t_{low}`: each
    share occurs once. They are sharp if nothing ties the two shares together.
    That the place is part of the nation does not tie them: as long as nobody
    says how large the place is, a smaller or larger nation around it makes any
    pair of shares above zero and below one possible. Where the four numbers
    behind the shares are known instead, their common part does tie them: give
    the two-by-two table of the place and the rest to :func:`location_quotients`.
    Whether the reference includes the place is decided by which national share
    is given.

    References
    ----------
    .. [1] A. M. Isserman, "The location quotient approach to estimating regional
       economic impacts", *Journal of the American Institute of Planners* 43(1),
       1977, 33-41. https://doi.org/10.1080/01944367708977758

    Examples
    --------
    A county with more than 53 per cent of the nation's sales of a product, and
    between 0.03 and 0.04 per cent of its people:

    >>> quotient = location_quotient(
    ...     Quantity(53, math.inf, "percent"), Quantity(0.03, 0.04, "percent")
    ... )
    >>> round(quotient.low), round(quotient.high)
    (1325, 3333)
    """
    told = f"{_named('form', form, _FORMS)}, of one share over another"
    local = _share_of("local_share", local_share)
    national = _share_of("national_share", national_share)
    if national.high == 0:
        raise ValueError("the national_share is zero, so that there is nothing to compare with")
    low = local.low / national.high
    high = local.high / national.low if national.low else math.inf if local.high else 0.0
    ends = _in_form(np.array([low, high]), form)
    return Measure(float(ends[0]), float(ends[1]), convention=told)


def bootstrap_location_quotients(
    table: NumberTable,
    *,
    generator: np.random.Generator,
    interval: Literal["percentile", "basic"] = "percentile",
    level: float = 0.95,
    draws: int = 999,
) -> BootstrapIntervals:
    r"""Return location quotients with the interval that resampling the units gives.

    Parameters
    ----------
    table : pandas.DataFrame, 2-D array or nested sequence
        Exact counts of units (plants, firms, people): regions in rows,
        industries in columns.
    generator : numpy.random.Generator
        Source of the draws. The same generator state gives the same intervals.
    interval : {"percentile", "basic"}, optional
        Quantiles of the drawn quotients, or those reflected at the estimate,
        2 LQ - q, which may be negative.
    level : float, optional
        Share of the draws that the interval is to hold, between 0 and 1.
    draws : int, optional
        Number of tables drawn. All are held at once: draws x regions x
        industries x 8 bytes, several times over.

    Returns
    -------
    BootstrapIntervals
        Estimate, both ends, and how many draws left a quotient undefined.

    Raises
    ------
    ValueError, TypeError
        As :func:`location_quotients`; if a cell is bounded or no whole number;
        if ``level`` is not between 0 and 1; if the draws that define a quotient
        are too few for the level; if ``interval`` is not one of those named.

    Notes
    -----
    Each draw is a multinomial sample of as many units as the table holds, cell
    (i, j) with probability :math:`x_{ij} / x_{\cdot\cdot}`: the units are taken to
    be independent draws from a larger population. Where they are not, as when
    one owner has many plants, the interval is too short. With m defined draws in
    order, the ends are draw number k and m + 1 - k, k the whole part of
    (m + 1)(1 - level) / 2, without interpolation [1]_.

    A cell of zero is zero in every draw, and its interval is [0, 0]: resampling
    cannot tell a structural zero from one that a larger sample would fill.
    Quotients are those against the whole. Tian [2]_ resamples the quotients of
    an industry across regions instead, to find a cut-off for a cluster.

    References
    ----------
    .. [1] A. C. Davison and D. V. Hinkley, *Bootstrap Methods and their
       Application*, Cambridge University Press, 1997, sections 2.3, 2.4 and
       5.2. https://doi.org/10.1017/CBO9780511802843
    .. [2] Z. Tian, "Measuring agglomeration using the standardized location
       quotient with a bootstrap method", *Journal of Regional Analysis and
       Policy* 43(2), 2013, 186-197.

    Examples
    --------
    >>> towns = pd.DataFrame(
    ...     {"socks": [80, 20], "other": [20, 180]}, index=["Datang", "elsewhere"]
    ... )
    >>> result = bootstrap_location_quotients(towns, generator=np.random.default_rng(1998))
    >>> result.estimate.loc["Datang", "socks"].item()
    2.4
    >>> round(result.low.loc["Datang", "socks"].item(), 1)
    2.1
    >>> round(result.high.loc["Datang", "socks"].item(), 1)
    2.8
    """
    told = _named("interval", interval, _INTERVALS)
    if not 0 < level < 1:
        raise ValueError(f"level is {level}; give a number between 0 and 1")
    cells = _exact_cells(table, "a bootstrap draws units and needs their number")
    counts = _counts(cells)
    units = int(counts.sum())
    drawn = generator.multinomial(units, counts.ravel() / units, size=draws).astype(float)
    quotients = np.stack([_quotients(draw, "whole") for draw in drawn.reshape(-1, *counts.shape)])
    quotients.sort(axis=0)  # the undefined last
    undefined = np.isnan(quotients).sum(axis=0)
    low, high = _ends(quotients, draws - undefined, level, cells)
    estimate = _quotients(cells.low, "whole")
    if interval == "basic":
        low, high = 2 * estimate - high, 2 * estimate - low
    return BootstrapIntervals(
        estimate=labelled(estimate, cells),
        low=labelled(low, cells),
        high=labelled(high, cells),
        undefined=labelled(undefined, cells),
        convention=f"{told} at level {level:g}, {draws} multinomial draws of {units} units",
    )


def locational_gini(
    table: NumberTable,
    *,
    regions: Literal["weighted", "unweighted"] = "weighted",
    halved: bool = False,
) -> Measures[pd.Series]:
    r"""Return how unevenly each industry lies across regions, relative to all industries.

    Parameters
    ----------
    table : pandas.DataFrame, 2-D array or nested sequence
        Exact numbers, regions in rows, industries in columns.
    regions : {"weighted", "unweighted"}, optional
        Two statistics go by the name. ``"weighted"``: the Gini of the industry's
        shares of regions against the regions' shares of everything, Krugman's
        [1]_. ``"unweighted"``: the Gini of the location quotients, in which a
        hamlet counts as much as a metropolis.
    halved : bool, optional
        Whether to return the area between Lorenz curve and diagonal, at most
        one half, as Krugman and ``EconGeo::locational.Gini`` do, and not twice
        the area, at most one.

    Returns
    -------
    Measures of pandas.Series
        One Gini an industry, with the table's columns as labels.

    Raises
    ------
    ValueError, TypeError
        As :func:`location_quotients`; if a cell is bounded; if ``regions`` is
        not one of those named.

    Notes
    -----
    Let regions be in ascending order of the industry's location quotient. With s
    and t the increments of the Lorenz curve up and to the right,

    .. math:: G = \sum_k \Big( s_k \sum_{l<k} t_l - t_k \sum_{l<k} s_l \Big),

    twice the area. Weighted: :math:`s_i = x_{ij} / x_{\cdot j}`,
    :math:`t_i = x_{i\cdot} / x_{\cdot\cdot}` (the industry itself included);
    n regions give at most one less the share of the smallest. Unweighted:
    :math:`s_i = LQ_{ij} / \sum_k LQ_{kj}`, :math:`t_i = 1 / n`; at most
    1 - 1 / n. ``REAT::gini.conc`` is the unweighted one, and ``REAT::gini.spec``
    the same of the transposed table: regions over industries. The two can order
    industries differently. Splitting a region into two of the same structure
    leaves the weighted one as it was, and changes the other.

    Bounded cells are refused: a cell moves every share of its row and column and
    the order of the regions with them, the statistic is neither monotone nor
    unimodal in it, and no configuration is known that attains the extremes.

    References
    ----------
    .. [1] P. Krugman, *Geography and Trade*, MIT Press, 1991, chapter 2.
    .. [2] T. Wieland, "REAT: A Regional Economic Analysis Toolbox for R",
       *REGION* 6(3), 2019, R1-R57. https://doi.org/10.18335/region.v6i3.267

    Examples
    --------
    >>> towns = pd.DataFrame(
    ...     {"socks": [80, 20], "other": [20, 180]}, index=["Datang", "elsewhere"]
    ... )
    >>> gini = locational_gini(towns)
    >>> round(gini.exact["socks"].item(), 4)
    0.4667
    >>> locational_gini(towns, regions="unweighted").convention
    'Gini of location quotients, one region one vote, twice the area to the diagonal'
    """
    weighting = _named("regions", regions, _WEIGHTINGS)
    x = (cells := _exact_cells(table, "no sharp bounds of a locational Gini are known")).low
    quotients = _quotients(x, "whole")
    if regions == "weighted":
        heights, widths = x / x.sum(axis=0), x.sum(axis=1) / x.sum()
    else:
        heights, widths = quotients / quotients.sum(axis=0), np.full(len(x), 1 / len(x))
    order = quotients.argsort(axis=0)
    up, right = np.take_along_axis(heights, order, axis=0), widths[order]
    below, left = up.cumsum(axis=0) - up, right.cumsum(axis=0) - right
    gini = (up * left - right * below).sum(axis=0)
    area = "the area to the diagonal" if halved else "twice the area to the diagonal"
    return _both(
        pd.Series(gini / 2 if halved else gini, index=cells.columns),
        f"Gini of {weighting}, {area}",
    )


def krugman_specialization(
    table: NumberTable, *, reference: Comparison = "whole", halved: bool = False
) -> Measures[pd.Series]:
    r"""Return how far each region's mix of industries is from that of the reference.

    Parameters
    ----------
    table : pandas.DataFrame, 2-D array or nested sequence
        Exact numbers, regions in rows, industries in columns.
    reference : {"whole", "rest", "average"}, optional
        All regions together, the region included; the other regions together;
        or the unweighted average of the other regions' shares.
    halved : bool, optional
        Whether to return half the sum, from 0 to 1: the part of the region that
        would have to change its industry, Hoover's coefficient of specialisation.

    Returns
    -------
    Measures of pandas.Series
        One index a region, from 0 (the same mix) to 2 (nothing in common).

    Raises
    ------
    ValueError, TypeError
        As :func:`location_quotients`; if a cell is bounded; if there is no other
        region to compare with; if ``reference`` is not one of those named.

    Notes
    -----
    .. math:: K_i = \sum_j \left| \frac{x_{ij}}{x_{i\cdot}} - \bar s_j \right|

    ``EconGeo::Krugman.index`` compares with the whole and ``EconGeo::spec.coeff``
    halves that; ``REAT::krugman.spec2`` and ``REAT::spec`` compare with the average
    of the others, ``REAT::krugman.spec`` with whatever second list it is given;
    Midelfart-Knarvik and others [2]_ compare with the rest. A region of weight w
    differs from the whole by 1 - w times what it differs from the rest.

    Bounded cells are refused. The index is a maximum over the sets of industries
    J of :math:`2 \sum_{j \in J} (s_{ij} - \bar s_j)`: its upper bound needs the
    search of all sets, its lower bound a programme in ratios.

    References
    ----------
    .. [1] P. Krugman, *Geography and Trade*, MIT Press, 1991, p. 76.
    .. [2] K. H. Midelfart-Knarvik, H. G. Overman, S. J. Redding and A. J.
       Venables, "The location of European industry", *European Economy -
       Economic Papers* 142, European Commission, 2000.

    Examples
    --------
    >>> towns = pd.DataFrame(
    ...     {"socks": [80, 20], "other": [20, 180]}, index=["Datang", "elsewhere"]
    ... )
    >>> round(krugman_specialization(towns).exact["Datang"].item(), 4)
    0.9333
    >>> round(krugman_specialization(towns, reference="rest").exact["Datang"].item(), 4)
    1.4
    """
    compared = _named("reference", reference, _COMPARISONS)
    cells = _exact_cells(table, "no usable sharp bounds of a Krugman index are known")
    distance = _distances(cells, reference)
    scale = "half the sum" if halved else "sum"
    return _both(
        pd.Series(distance / 2 if halved else distance, index=cells.rows),
        f"{scale} of absolute differences of shares, {compared}",
    )


def krugman_dissimilarity(
    table: NumberTable, *, regions: Sequence[Hashable] | None = None, halved: bool = False
) -> Measures[pd.DataFrame]:
    r"""Return how far the mixes of industries of any two regions are from each other.

    Parameters
    ----------
    table : pandas.DataFrame, 2-D array or nested sequence
        Exact numbers, regions in rows, industries in columns.
    regions : sequence of labels, optional
        The regions to compare, in the order wanted; all by default. The time
        grows with the square of their number.
    halved : bool, optional
        Whether to return half the sum, from 0 to 1.

    Returns
    -------
    Measures of pandas.DataFrame
        Region by region, from 0 (the same mix) to 2 (nothing in common).

    Raises
    ------
    ValueError, TypeError
        As :func:`location_quotients`; if a cell is bounded; if a region named is
        not in the table.

    Notes
    -----
    .. math::

       K_{ik} = \sum_j \left| \frac{x_{ij}}{x_{i\cdot}}
                - \frac{x_{kj}}{x_{k\cdot}} \right|

    Bounded cells are refused, as in :func:`krugman_specialization`.

    References
    ----------
    .. [1] P. Krugman, *Geography and Trade*, MIT Press, 1991, p. 76.

    Examples
    --------
    >>> towns = pd.DataFrame(
    ...     {"socks": [80, 20], "other": [20, 180]}, index=["Datang", "elsewhere"]
    ... )
    >>> round(krugman_dissimilarity(towns).exact.loc["Datang", "elsewhere"].item(), 4)
    1.4
    """
    cells = _exact_cells(table, "no usable sharp bounds of a Krugman index are known")
    chosen = cells.rows if regions is None else pd.Index(list(regions))
    places = cells.rows.get_indexer(chosen)
    if (places < 0).any():
        raise ValueError(f"region {chosen[places < 0][0]!r} is not in the table; name its rows")
    distance = squareform(pdist(_shares(cells.low[places]), "cityblock"))
    scale = "half the sum" if halved else "sum"
    return _both(
        pd.DataFrame(distance / 2 if halved else distance, index=chosen, columns=chosen),
        f"{scale} of absolute differences of shares, region against region",
    )


def relative_diversity(
    table: NumberTable, *, reference: Comparison = "whole"
) -> Measures[pd.Series]:
    r"""Return the relative diversity of each region, high where it mirrors the reference.

    Parameters
    ----------
    table : pandas.DataFrame, 2-D array or nested sequence
        Exact numbers, regions in rows, industries in columns.
    reference : {"whole", "rest", "average"}, optional
        As in :func:`krugman_specialization`; Duranton and Puga compare with the
        whole.

    Returns
    -------
    Measures of pandas.Series
        One index a region, from one half up; ``inf`` for the mix of the reference.

    Raises
    ------
    ValueError, TypeError
        As :func:`krugman_specialization`.

    Notes
    -----
    .. math:: RDI_i = \frac{1}{\sum_j | s_{ij} - \bar s_j |},

    the inverse of the Krugman index that is not halved [1]_, as in
    ``REAT::durpug``. Bounded cells are refused, as there.

    References
    ----------
    .. [1] G. Duranton and D. Puga, "Diversity and specialisation in cities: why,
       where and when does it matter?", *Urban Studies* 37(3), 2000, 533-555.
       https://doi.org/10.1080/0042098002104

    Examples
    --------
    >>> towns = pd.DataFrame(
    ...     {"socks": [80, 20], "other": [20, 180]}, index=["Datang", "elsewhere"]
    ... )
    >>> round(relative_diversity(towns).exact["elsewhere"].item(), 4)
    2.1429
    """
    compared = _named("reference", reference, _COMPARISONS)
    cells = _exact_cells(table, "no usable sharp bounds of a relative diversity are known")
    with np.errstate(divide="ignore"):  # the mix of the reference is infinitely diverse
        diversity = 1 / _distances(cells, reference)
    return _both(
        pd.Series(diversity, index=cells.rows),
        f"inverse of the sum of absolute differences of shares, {compared}",
    )


def _named(argument: str, value: str, names: Mapping[str, str]) -> str:
    """Return what an option stands for."""
    require_choice(argument, value, names)
    return names[value]


def _both(exact: Any, convention: str) -> Measures[Any]:
    return Measures(exact, exact, convention)


def _in_form(quotients: FloatArray, form: Form) -> FloatArray:
    if form == "symmetric":
        return 1 - 2 / (quotients + 1)  # not (q - 1) / (q + 1), which has no value at infinity
    with np.errstate(divide="ignore"):  # an absent industry
        return np.log(quotients) if form == "log" else quotients


def _share_of(name: str, value: Quantity | float) -> Quantity:
    share = value if isinstance(value, Quantity) else Quantity.exactly(value)
    if share.unit not in _SHARE_UNITS:
        raise ValueError(f"{name} is in {share.unit!r}; give a fraction, or a Quantity in percent")
    scale = _SHARE_UNITS[share.unit]
    low, high = share.low * scale, share.high * scale
    if not 0 <= low <= 1 or 1 < high < math.inf:
        raise ValueError(
            f"{name} is between {low:g} and {high:g}; a share lies between 0 and 1: correct it, "
            "or give a Quantity in percent"
        )
    return Quantity(low, min(high, 1.0))


def _require_others(cells: Table) -> None:
    if len(cells.rows) == 1:
        raise ValueError(
            f"region {cells.rows[0]!r} is the only one and has no others to be compared with; "
            "add a row for the rest of the country"
        )


def _exact_cells(table: NumberTable, reason: str) -> Table:
    """Read a table without bounded cells."""
    cells = read_table(table)
    if not cells.is_exact:
        i, j = np.argwhere(cells.low != cells.high)[0]
        raise ValueError(
            f"region {cells.rows[i]!r}, industry {cells.columns[j]!r} is known only to lie between "
            f"{cells.low[i, j]:g} and {cells.high[i, j]:g}, and {reason}; give one number, and "
            "compare what the statistic is at several"
        )
    return cells


def _counts(cells: Table) -> FloatArray:
    """Return the cells, which are to be whole numbers."""
    broken = np.argwhere(cells.low % 1)
    if broken.size:
        i, j = broken[0]
        raise ValueError(
            f"region {cells.rows[i]!r}, industry {cells.columns[j]!r}: the value is "
            f"{cells.low[i, j]:g}; resampling draws units, so give counts of them"
        )
    return cells.low


def _ends(
    ordered: FloatArray, defined: npt.NDArray[np.int_], level: float, cells: Table
) -> tuple[FloatArray, FloatArray]:
    """Return the draws at the two ends of the interval, from draws in order."""
    # The sliver makes 1000 * 0.05 fifty, whatever 1 - 0.9 is in binary.
    rank = np.floor((defined + 1) * (1 - level) / 2 + 1e-9).astype(int)
    if (rank < 1).any():
        i, j = np.argwhere(rank < 1)[0]
        raise ValueError(
            f"region {cells.rows[i]!r}, industry {cells.columns[j]!r}: {defined[i, j]} draws "
            f"define the quotient, too few for level {level:g}; take more draws"
        )
    low, high = (
        np.take_along_axis(ordered, place[np.newaxis], axis=0)[0]
        for place in (rank - 1, defined - rank)
    )
    return low, high


def _quotients(x: FloatArray, reference: Reference) -> FloatArray:
    """Return location quotients, rounded once where the numbers are whole."""
    rows, columns = x.sum(axis=1, keepdims=True), x.sum(axis=0, keepdims=True)
    whole = rows.sum()
    quotients = np.empty_like(x)
    with np.errstate(divide="ignore", invalid="ignore"):  # an industry in no other region
        for block in _blocks(x):
            part, row, column = x[block], rows[block[0]], columns[:, block[1]]
            target = quotients[block]  # in it first the divisor, in the layout of the table
            if reference == "whole":
                np.multiply(row, column, out=target)
                np.divide(part * whole, target, out=target)
            else:
                np.multiply(row, column - part, out=target)
                np.divide(part * (whole - row), target, out=target)
    return quotients


def _blocks(x: FloatArray) -> Iterator[tuple[slice, slice]]:
    """Yield parts of a table that lie together in memory and fit a processor's cache."""
    axis = 0 if x.flags.c_contiguous else 1
    step = 2**15 // x.shape[1 - axis] + 1
    for start in range(0, x.shape[axis], step):
        cut = slice(start, start + step)
        yield (cut, slice(None)) if axis == 0 else (slice(None), cut)


def _shares(x: FloatArray) -> FloatArray:
    """Return the industries' shares of each region."""
    shares: FloatArray = x / x.sum(axis=1, keepdims=True)
    return shares


def _reference_shares(x: FloatArray, shares: FloatArray, reference: Comparison) -> FloatArray:
    """Return the industries' shares with which each region is compared."""
    columns, whole = x.sum(axis=0), x.sum()
    references: dict[Comparison, Callable[[], FloatArray]] = {
        "whole": lambda: columns / whole,
        "rest": lambda: (columns - x) / (whole - x.sum(axis=1, keepdims=True)),
        "average": lambda: (shares.sum(axis=0) - shares) / (len(x) - 1),
    }
    return references[reference]()


def _distances(cells: Table, reference: Comparison) -> FloatArray:
    """Return each region's sum of absolute differences of shares from the reference."""
    if reference != "whole":
        _require_others(cells)
    shares = _shares(cells.low)
    distance: FloatArray = np.abs(shares - _reference_shares(cells.low, shares, reference)).sum(
        axis=1
    )
    return distance


def _bounds_against_whole(cells: Table) -> tuple[FloatArray, FloatArray]:
    (row_low, column_low, else_low), (row_high, column_high, else_high) = _surroundings(cells)
    low = np.minimum(
        _quotient_of(cells.low, row_high, column_high, else_low),
        _quotient_of(cells.high, row_high, column_high, else_low),
    )
    best = np.clip(_best_cell(row_low, column_low, else_high), cells.low, cells.high)
    high = _quotient_of(best, row_low, column_low, else_high)
    return low, np.where(cells.high > 0, high, 0.0)


def _bounds_against_rest(cells: Table) -> tuple[FloatArray, FloatArray]:
    (row_low, column_low, else_low), (row_high, column_high, else_high) = _surroundings(cells)
    # Where a part and its rest are both zero the share is undefined; its value is
    # the limit from where it is defined.
    least = share_of_whole(cells.low, row_high, 1.0)
    most = share_of_whole(cells.high, row_low, 0.0)
    reference_high = share_of_whole(column_high, else_low, 0.0)
    reference_low = share_of_whole(column_low, else_high, 1.0)
    with np.errstate(divide="ignore"):
        low = np.divide(least, reference_high, out=_filled(least, np.inf), where=reference_high > 0)
        high = np.divide(most, reference_low, out=_filled(most, 0.0), where=most > 0)
    return low, high


def _surroundings(cells: Table) -> tuple[tuple[FloatArray, ...], tuple[FloatArray, ...]]:
    """Return bounds of the rest of each cell's row, the rest of its column, and all else."""
    low, high = (
        (sum_of_others(end.T).T, sum_of_others(end), sum_of_others(sum_of_others(end.T).T))
        for end in (cells.low, cells.high)
    )
    return low, high


def _quotient_of(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray) -> FloatArray:
    """Return a(a + b + c + d) / ((a + b)(a + c)), or its limit as a tends to 0 or any to inf.

    The quotient is p + q - pq + p d / (a + c) with p = a / (a + b), q = a / (a + c);
    b stands for the smaller of b and c, so that the limits are those of each term.
    """
    near, far = np.minimum(b, c), np.maximum(b, c)
    p, q = share_of_whole(a, near, 1.0), share_of_whole(a, far, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):  # what is undefined is not used
        extra = np.divide(d, a + far, out=np.zeros_like(d), where=d > 0)
        quotient: FloatArray = p + q * (1 - p) + p * extra
    return quotient


def _best_cell(b: FloatArray, c: FloatArray, d: FloatArray) -> FloatArray:
    """Return the a at which the quotient is greatest: zero where it only falls, inf where rises."""
    with np.errstate(divide="ignore", invalid="ignore"):
        best = b * c / d + np.sqrt(b * c * (b / d + 1) * (c / d + 1))
    return np.where(b * c > 0, best, 0.0)


def _filled(like: FloatArray, value: float) -> FloatArray:
    return np.full_like(like, value)
