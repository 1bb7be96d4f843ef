r"""Agglomeration beyond chance, from plants or from a region x industry table.

All indices compare the share :math:`s_{ri}` of region r in industry i with the share
:math:`x_r` that a reference gives the region, and take out what lumpy plants bring
about by chance: an industry of one plant is concentrated wherever it is.

Plants come as a table with one row a plant and columns for region, industry and size;
``size`` names the column of sizes and so tells plants from a region x industry table.
A table holds no plants. Where an index needs them, their Herfindahl index is given
beside the table, exactly or within bounds.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr

from industrial_clusters.statistics._inputs import (
    FloatArray,
    Numbers,
    NumberTable,
    Sizes,
    Table,
    read_sizes,
    read_table,
    require_choice,
)
from industrial_clusters.statistics.measure import Measure, Measures

Plants: TypeAlias = "pd.DataFrame | Mapping[str, Any]"
Reference: TypeAlias = Literal["whole", "rest"]
PairReference: TypeAlias = Literal["average", "whole"]
Alternative: TypeAlias = Literal["agglomeration", "dispersion", "either"]
OnePlant: TypeAlias = Literal["refuse", "missing"]
IntArray: TypeAlias = npt.NDArray[np.int64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
Columns: TypeAlias = dict[str, Hashable | None]

_REFERENCES = {
    "whole": "against all industries together",
    "rest": "against the other industries together",
    "average": "against the unweighted average of the industries",
}
_ALTERNATIVES = {
    "agglomeration": "one-sided normal test for agglomeration",
    "dispersion": "one-sided normal test for dispersion",
    "either": "two-sided normal test",
}
_ONE_PLANT = ("refuse", "missing")

# Relative difference below which two sums of squared shares are one: that of rounding.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class _Plants:
    """Sizes of plants, and the numbers of their regions and industries."""

    sizes: FloatArray
    region: IntArray
    industry: IntArray
    regions: pd.Index
    industries: pd.Index

    def table(self) -> Table:
        """Return the sizes added up by region and industry."""
        shape = len(self.regions), len(self.industries)
        cells = self.region * shape[1] + self.industry
        sums = _sums(cells, self.sizes, shape[0] * shape[1]).reshape(shape)
        return Table(sums, sums, self.regions, self.industries, "")


@dataclass(frozen=True, slots=True, eq=False)
class _Industries:
    """A region x industry table and what is known of the plants behind it.

    Both bounds of the Herfindahl index are one array where it is exact. `alone` tells
    which industries have one plant. The sums of the fourth powers of the plants' shares
    and their numbers are known of plants only.
    """

    table: Table
    herfindahl: tuple[FloatArray, FloatArray]
    alone: BoolArray
    plants: tuple[FloatArray, IntArray] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Shares:
    """Shares of regions in each industry and in the reference of each, or of all.

    Arrays of shape ``(regions, industries)`` and ``(regions, industries or 1)``; of the
    reference also the sum of squares and the variance of a plant's own share in it.
    """

    industry: FloatArray
    reference: FloatArray
    squares: FloatArray
    variance: FloatArray
    convention: str

    @property
    def covariance(self) -> FloatArray:
        """Return the sum of squared covariances of the regions' indicators."""
        return self.squares * (1 - self.squares) - 2 * self.variance

    @property
    def raw_concentration(self) -> FloatArray:
        """Return the sum of squared differences between the two shares, by industry."""
        return _sum_of_squares(self.industry - self.reference)


def ellison_glaeser(
    data: Plants | NumberTable,
    *,
    size: Hashable | None = None,
    region: Hashable = "region",
    industry: Hashable = "industry",
    herfindahl: Numbers | None = None,
    reference: Reference | Numbers = "whole",
    alternative: Alternative = "agglomeration",
    one_plant: OnePlant = "refuse",
) -> Measures[pd.DataFrame]:
    r"""Return the Ellison-Glaeser index of each industry, and its test on plants.

    Parameters
    ----------
    data : pandas.DataFrame, mapping of columns, 2-D array or nested sequence
        Plants, a row each, with columns for region, industry and size (employees or
        another size, all in one unit, above zero); or, with `herfindahl`, a table with
        regions in rows and industries in columns, in the same unit.
    size : label, optional
        Column of the plants' sizes. Without it, `data` is a region x industry table.
    region, industry : label, optional
        Columns of the plants' regions and industries.
    herfindahl : pandas.Series, mapping, sequence or array, optional
        For a table: the plant Herfindahl index of each industry, exactly or as a
        Quantity, by the table's labels of industries. ``Quantity(0, 1)`` for one of
        which nothing is known; at least one over the number of plants.
    reference : {"whole", "rest"} or sizes by region, optional
        What regional shares are compared with: those of all industries together, of
        all other industries, or given sizes (population, area) by region. These may
        count regions in which no plant is.
    alternative : {"agglomeration", "dispersion", "either"}, optional
        What the p value is against.
    one_plant : {"refuse", "missing"}, optional
        An industry of one plant has no gamma: refuse it, or leave gamma, the variance,
        z and p of that industry missing and name it in the convention. Of a table, an
        industry has one plant where its Herfindahl index is one.

    Returns
    -------
    Measures of pandas.DataFrame
        A row an industry. Columns: raw concentration ``G``, plant Herfindahl index
        ``H`` and ``gamma``; of plants also the ``variance`` of G without agglomeration,
        ``z`` and ``p``, and the number of ``plants``.

    Raises
    ------
    ValueError, TypeError
        If a region, industry or size is missing, a size is no number above zero or
        known only within bounds, a column does not exist, labels do not match, an
        industry has one plant, the whole reference lies in one region, no other
        industry is left to compare with, the Herfindahl indices are missing or
        impossible beside the table, or a name is not one of those above.

    See Also
    --------
    maurel_sedillot : the same parameter estimated without the shape of the reference.

    Notes
    -----
    With z the plants' shares in their industry,

    .. math::

       G = \sum_r (s_r - x_r)^2, \qquad H = \sum_j z_j^2, \qquad
       \hat\gamma = \frac{G / (1 - \sum_r x_r^2) - H}{1 - H}.

    If each pair of plants has location indicators with correlation :math:`\gamma` in
    each region, as spillovers or natural advantage may bring about, then
    :math:`E[G] = (1 - \sum x^2)[\gamma + (1 - \gamma) H]`: for a reference that does
    not depend on the plants, :math:`\hat\gamma` is unbiased [1]_. It is zero on average
    for plants thrown like darts, may be negative, and may exceed one.

    *Variance of G for* :math:`\gamma = 0`, after [1]_:

    .. math::

       2\Bigl\{H^2\bigl[\textstyle\sum x^2 - 2\sum x^3 + (\sum x^2)^2\bigr]
       - \sum_j z_j^4\bigl[\sum x^2 - 4\sum x^3 + 3(\sum x^2)^2\bigr]\Bigr\}.

    G is a sum over pairs (j, k) of plants of :math:`z_j z_k A_{jk}` with
    :math:`A_{jk} = \sum_r (u_{jr} - x_r)(u_{kr} - x_r)`. Different pairs are
    uncorrelated. A pair of two plants has mean zero and the variance of the first
    bracket, which is the trace of the squared covariance matrix of the indicators; a
    plant with itself has the variance :math:`4[\sum x^3 - (\sum x^2)^2]`. Then
    :math:`z = [G - (1 - \sum x^2) H] / \sqrt{\mathrm{Var}\,G}`, and p takes it as
    normal. G is skewed to the right and x is taken as known, so p is approximate for
    few plants, and for an industry that makes up much of its own reference.

    *Bounds.* For given regional shares

    .. math:: \frac{\partial\hat\gamma}{\partial H}
              = \frac{G / (1 - \sum x^2) - 1}{(1 - H)^2},

    so that gamma falls as H rises, stays at one, or rises, as :math:`G / (1 - \sum x^2)`
    is below, at or above one: the bounds are gamma at the ends of H. All H up to
    :math:`\sum_r s_r^2` are possible beside the table and no others. That value is
    attained by one plant in each region, none is larger as
    :math:`\sum_{j \in r} z_j^2 \le s_r^2`, and as plants are split H falls continuously
    towards zero, which it approaches. The upper end of H is cut there; a lower end
    beyond it is refused. Where all plants are in one region, H may come near one, and
    gamma, unless it is one, has no bound on that side. The plants of one industry say
    nothing about those of another, so all bounds may hold at once.

    Of a region x industry table the variance is not given: it depends on the sum of
    the fourth powers of z, of which H leaves much open. Bounds on cells or on plants
    are refused: G is convex in the shares, and to find the largest sum of squares of
    bounded sizes is NP-hard [2]_.

    *Elsewhere.* REAT's ``ellison.a`` (cran/REAT 3.0.3, R/ellison.a.R) has the same
    formulas, but pairs reference and plants by the order in which regions appear, and
    cannot count regions without plants. ``Index.ellison_glaeser`` of
    open-risk/concentrationMetrics never subtracts H and compares regions by position.
    ``ellison_glaeser_egg`` of pysal/inequality takes each employee for a plant where no
    H is given. EconGeo has no such index.

    References
    ----------
    .. [1] G. Ellison and E. L. Glaeser, "Geographic concentration in U.S. manufacturing
       industries: a dartboard approach", *Journal of Political Economy* 105(5), 1997,
       889-927. https://doi.org/10.1086/262098
    .. [2] S. Ferson, L. Ginzburg, V. Kreinovich, L. Longpré and M. Aviles, "Exact
       bounds on finite populations of interval data", *Reliable Computing* 11, 2005,
       207-233. https://doi.org/10.1007/s11155-005-3616-1

    Examples
    --------
    Ten plants in three Austrian towns and the employees of each town, from Farhauer and
    Kröll's textbook:

    >>> plants = pd.DataFrame(
    ...     {
    ...         "region": ["Wien"] * 5 + ["Linz"] * 4 + ["Graz"],
    ...         "industry": "steel",
    ...         "size": [200, 650, 12000, 100, 50, 16000, 13000, 1500, 1500, 25000],
    ...     }
    ... )
    >>> towns = {"Wien": 500_000, "Linz": 400_000, "Graz": 100_000}
    >>> steel = ellison_glaeser(plants, size="size", reference=towns)
    >>> steel.exact.loc["steel", ["G", "H", "gamma"]].round(4).tolist()
    [0.1682, 0.2447, 0.0599]

    With nothing known of the plants but that none has more than half of all employees,
    so that the Herfindahl index is at most one half:

    >>> from industrial_clusters.evidence import Quantity
    >>> half = Quantity(0, 0.5)
    >>> table = pd.DataFrame({"steel": [13_000, 32_000, 25_000]}, index=["Wien", "Linz", "Graz"])
    >>> anywhere = ellison_glaeser(table, herfindahl={"steel": half}, reference=towns)
    >>> anywhere.low["gamma"].item(), anywhere.high["gamma"].item()
    (-0.1289..., 0.2899...)
    """
    require_choice("alternative", alternative, _ALTERNATIVES)
    columns = {"region": region, "industry": industry, "size": size}
    industries = _read_industries(data, columns, herfindahl, one_plant)
    shares = _shares(industries.table, reference, ("whole", "rest"))
    raw = shares.raw_concentration
    convention = f"Ellison-Glaeser gamma {shares.convention}"
    tests: dict[str, FloatArray] = {}
    if industries.plants:
        tests = _test(raw, industries, industries.plants[0], shares, alternative)
        convention += f"; {_ALTERNATIVES[alternative]}"
    return _by_industry(industries, raw, raw / (1 - shares.squares), tests, convention)


def maurel_sedillot(
    data: Plants | NumberTable,
    *,
    size: Hashable | None = None,
    region: Hashable = "region",
    industry: Hashable = "industry",
    herfindahl: Numbers | None = None,
    reference: Reference | Numbers = "whole",
    one_plant: OnePlant = "refuse",
) -> Measures[pd.DataFrame]:
    r"""Return the Maurel-Sédillot index of each industry.

    Parameters
    ----------
    data, size, region, industry, herfindahl, reference, one_plant
        As for :func:`ellison_glaeser`.

    Returns
    -------
    Measures of pandas.DataFrame
        A row an industry. Columns: concentration beyond that of the reference ``G``,
        plant Herfindahl index ``H`` and ``gamma``; of plants also the number of
        ``plants``.

    Raises
    ------
    ValueError, TypeError
        As :func:`ellison_glaeser`.

    Notes
    -----
    .. math::

       G_{MS} = \frac{\sum_r s_r^2 - \sum_r x_r^2}{1 - \sum_r x_r^2}, \qquad
       \hat\gamma_{MS} = \frac{G_{MS} - H}{1 - H}.

    :math:`(\sum s^2 - H) / (1 - H)` estimates the probability p that two plants of the
    industry, drawn by their sizes, are in one region; :math:`\gamma` follows from
    :math:`p = \gamma + (1 - \gamma) \sum x^2` [1]_. It is unbiased for the same
    parameter as Ellison and Glaeser's index and differs from it by
    :math:`2 \sum_r x_r (s_r - x_r) / [(1 - \sum x^2)(1 - H)]`: it is the larger one
    where the industry is in large regions, and is negative for one that is spread more
    evenly than the reference.

    *Bounds* in H are those of :func:`ellison_glaeser`, with :math:`G_{MS}`, which never
    exceeds one, in place of :math:`G / (1 - \sum x^2)`: gamma falls as H rises, unless
    all plants are in one region, where it is one.

    References
    ----------
    .. [1] F. Maurel and B. Sédillot, "A measure of the geographic concentration in
       French manufacturing industries", *Regional Science and Urban Economics* 29(5),
       1999, 575-604. https://doi.org/10.1016/S0166-0462(99)00020-6

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"toys": [30, 10, 10], "socks": [10, 30, 10]}, index=["Yiwu", "Datang", "Junpu"]
    ... )
    >>> maurel_sedillot(table, herfindahl={"toys": 0.1, "socks": 0.2}).exact.round(4)
               G    H   gamma
    toys   0.125  0.1  0.0278
    socks  0.125  0.2 -0.0938
    """
    columns = {"region": region, "industry": industry, "size": size}
    industries = _read_industries(data, columns, herfindahl, one_plant)
    shares = _shares(industries.table, reference, ("whole", "rest"))
    raw = (_sum_of_squares(shares.industry) - shares.squares) / (1 - shares.squares)
    convention = f"Maurel-Sédillot gamma {shares.convention}"
    return _by_industry(industries, raw, raw, {}, convention)


def coagglomeration(
    data: Plants | NumberTable,
    *,
    size: Hashable | None = None,
    region: Hashable = "region",
    industry: Hashable = "industry",
    group: Sequence[Hashable] | None = None,
    weights: Numbers | None = None,
    reference: Reference | Numbers = "whole",
) -> Measure:
    r"""Return how far the industries of a group locate together.

    Parameters
    ----------
    data, size, region, industry
        Plants or a region x industry table, as for :func:`ellison_glaeser`; no plant
        Herfindahl index is needed.
    group : sequence of labels, optional
        Industries of the group, two or more; by default all.
    weights : pandas.Series, mapping, sequence or array, optional
        Weights of the industries of the group, by their labels; by default their sizes.
    reference : {"whole", "rest"} or sizes by region, optional
        As for :func:`ellison_glaeser`; the rest is what is outside the group.

    Returns
    -------
    Measure
        The coagglomeration index of the group.

    Raises
    ------
    ValueError, TypeError
        As :func:`ellison_glaeser`; if fewer than two industries of the group have a
        weight, one is named twice or is not in the data, or weights are known only
        within bounds.

    See Also
    --------
    pairwise_coagglomeration : the index of each pair of industries.

    Notes
    -----
    With weights w that add up to one, the pooled shares
    :math:`s_r = \sum_i w_i s_{ri}`, their raw concentration G, and
    :math:`H = \sum_i w_i^2 H_i` [1]_,

    .. math::

       \gamma^c = \frac{G / (1 - \sum_r x_r^2) - H - \sum_i \gamma_i w_i^2 (1 - H_i)}
                       {1 - \sum_i w_i^2}.

    As :math:`\gamma_i (1 - H_i) = G_i / (1 - \sum x^2) - H_i`, the plants drop out:

    .. math::

       \gamma^c = \frac{G - \sum_i w_i^2 G_i}{(1 - \sum_r x_r^2)(1 - \sum_i w_i^2)},

    which is computed here. It is the mean of the pairwise indices of the same
    reference, weighted by :math:`w_i w_j`, and defined for industries of one plant too.

    Bounds on cells, plants or weights are refused, as for :func:`ellison_glaeser`.

    *Elsewhere.* REAT's ``ellison.c`` (cran/REAT 3.0.3, R/ellison.c.R) adds up the
    industries' shares without weights, takes weights that do not add up to one, and
    multiplies each :math:`\gamma_i` by the sum of all squared weights: with its own
    example data its formulas come to 12.07, those of [1]_ to 0.089.

    References
    ----------
    .. [1] G. Ellison and E. L. Glaeser, "Geographic concentration in U.S. manufacturing
       industries: a dartboard approach", *Journal of Political Economy* 105(5), 1997,
       889-927. https://doi.org/10.1086/262098

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"dyes": [40, 10, 0], "cloth": [60, 20, 20], "tea": [0, 20, 80]},
    ...     index=["Keqiao", "Shengzhou", "Anxi"],
    ... )
    >>> round(float(coagglomeration(table, group=["dyes", "cloth"])), 4)
    0.25
    >>> round(float(coagglomeration(table, group=["dyes", "tea"])), 4)
    -0.5
    """
    table = _read(data, {"region": region, "industry": industry, "size": size})
    chosen = _members(table.columns, group)
    weight = _weights(table, chosen, weights)
    shares = _shares(table, reference, ("whole", "rest"), chosen)
    beyond = (shares.industry - shares.reference)[:, chosen]
    pooled = np.square(beyond @ weight).sum()
    own = np.square(weight)
    gamma = (pooled - own @ _sum_of_squares(beyond)) / (
        (1 - shares.squares.item()) * (1 - own.sum())
    )
    weighting = "sizes of the industries" if weights is None else "the weights given"
    convention = f"Ellison-Glaeser coagglomeration, weighted by {weighting}, {shares.convention}"
    return Measure(gamma.item(), gamma.item(), convention=convention)


def pairwise_coagglomeration(
    data: Plants | NumberTable,
    *,
    size: Hashable | None = None,
    region: Hashable = "region",
    industry: Hashable = "industry",
    reference: PairReference | Numbers = "average",
) -> Measures[pd.DataFrame]:
    r"""Return how far each pair of industries locates together.

    Parameters
    ----------
    data, size, region, industry
        Plants or a region x industry table, as for :func:`ellison_glaeser`; no plant
        Herfindahl index is needed.
    reference : {"average", "whole"} or sizes by region, optional
        What regional shares are compared with: the unweighted average of the shares of
        all industries, as in [1]_; all industries together, so that large industries
        count more; or given sizes by region.

    Returns
    -------
    Measures of pandas.DataFrame
        A symmetric table with the industries as rows and columns. Its diagonal is
        missing: an industry with itself is raw concentration, which includes that of
        its plants (see :func:`ellison_glaeser`).

    Raises
    ------
    ValueError, TypeError
        As :func:`ellison_glaeser`; if there is one industry only.

    See Also
    --------
    coagglomeration : one index of a group of industries.

    Notes
    -----
    .. math::

       \gamma^c_{ij} = \frac{\sum_r (s_{ri} - x_r)(s_{rj} - x_r)}{1 - \sum_r x_r^2}

    is what the group index of Ellison and Glaeser comes to for two industries, whatever
    their weights and plants [1]_. It estimates the correlation of the location
    indicators of a plant of the one and a plant of the other. With the average as
    reference, each row adds up to minus the raw concentration of its industry, so that
    there are negative pairs wherever there are positive ones.

    Bounds on cells are refused, as for :func:`ellison_glaeser`.

    *Elsewhere.* REAT's ``ellison.c2`` applies ``ellison.c`` to each pair and so has the
    faults named in :func:`coagglomeration`. EconGeo's ``relatedness`` counts
    co-occurrences, which is another statistic.

    References
    ----------
    .. [1] G. Ellison, E. L. Glaeser and W. R. Kerr, "What causes industry agglomeration?
       Evidence from coagglomeration patterns", *American Economic Review* 100(3), 2010,
       1195-1213. https://doi.org/10.1257/aer.100.3.1195

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"dyes": [40, 10, 0], "cloth": [60, 20, 20], "tea": [0, 20, 80]},
    ...     index=["Keqiao", "Shengzhou", "Anxi"],
    ... )
    >>> pairwise_coagglomeration(table).exact.round(3)
            dyes  cloth    tea
    dyes     NaN  0.141 -0.493
    cloth  0.141    NaN -0.197
    tea   -0.493 -0.197    NaN
    """
    table = _read(data, {"region": region, "industry": industry, "size": size})
    if len(table.columns) == 1:
        raise ValueError(f"industry {table.columns[0]!r} is the only one; a pair needs two")
    shares = _shares(table, reference, ("average", "whole"))
    beyond = shares.industry - shares.reference
    pairs = beyond.T @ beyond / (1 - shares.squares)
    np.fill_diagonal(pairs, np.nan)
    frame = pd.DataFrame(pairs, index=table.columns, columns=table.columns)
    return Measures(frame, frame, f"pairwise coagglomeration {shares.convention}")


def _test(
    raw: FloatArray,
    industries: _Industries,
    fourth: FloatArray,
    shares: _Shares,
    alternative: Alternative,
) -> dict[str, FloatArray]:
    """Return the variance of raw concentration without agglomeration, z and p."""
    herfindahl = industries.herfindahl[0]
    pairs = 2 * (herfindahl**2 - fourth) * shares.covariance
    variance = pairs + 4 * fourth * shares.variance
    variance[industries.alone] = np.nan
    z = (raw - (1 - shares.squares) * herfindahl) / np.sqrt(variance)
    p = {"agglomeration": ndtr(-z), "dispersion": ndtr(z), "either": 2 * ndtr(-np.abs(z))}
    return {"variance": variance, "z": z, "p": p[alternative]}


def _by_industry(
    industries: _Industries,
    raw: FloatArray,
    ratio: FloatArray,
    tests: dict[str, FloatArray],
    convention: str,
) -> Measures[pd.DataFrame]:
    """Return the results as a table; gamma compares the ratio with the Herfindahl index."""
    low, high = industries.herfindahl
    ends = [np.where(industries.alone, np.nan, _gamma(ratio, end)) for end in (low, high)]
    rest = tests | ({"plants": industries.plants[1]} if industries.plants else {})
    labels = industries.table.columns

    def frame(herfindahl: FloatArray, gamma: FloatArray) -> pd.DataFrame:
        columns = {"G": raw, "H": herfindahl, "gamma": gamma} | rest
        return pd.DataFrame(columns, index=labels)

    least = frame(low, np.minimum(*ends))
    greatest = least if low is high else frame(high, np.maximum(*ends))
    if industries.alone.any():
        names = ", ".join(map(repr, labels[industries.alone]))
        convention += f"; missing for industries of one plant: {names}"
    return Measures(least, greatest, convention)


def _gamma(ratio: FloatArray, herfindahl: FloatArray) -> FloatArray:
    """Return gamma, and its limit where the Herfindahl index is one."""
    with np.errstate(divide="ignore", invalid="ignore"):
        gamma = (ratio - herfindahl) / (1 - herfindahl)
    return np.where(np.abs(ratio - 1) <= _ROUNDING, 1.0, gamma)


def _shares(
    table: Table,
    reference: str | Numbers,
    names: Sequence[str],
    group: IntArray | None = None,
) -> _Shares:
    """Return the shares in each industry and in its reference.

    The rest is that of a group of industries; without a group, of each industry.
    """
    industry, regions = table.low / table.low.sum(0), table.rows
    convention = "against the reference given"
    if not isinstance(reference, str):
        sizes = _read_labelled(reference, "reference")
        at = _positions(table.rows, sizes.labels, "region", "reference")
        regions = sizes.labels
        placed = np.zeros((len(regions), len(table.columns)))
        placed[at] = industry
        industry, whole = placed, sizes.low[:, np.newaxis]
    else:
        require_choice("reference", reference, names)
        convention = _REFERENCES[reference]
        whole = _reference(table, industry, reference, group)
    share = whole / whole.sum(0)
    squares = _sum_of_squares(share)
    apart = share - squares
    variance = np.einsum("ij,ij,ij->j", share, apart, apart)
    shares = _Shares(industry, share, squares, variance, convention)
    _refuse_one_region(shares, regions)
    return shares


def _reference(
    table: Table, industry: FloatArray, reference: str, group: IntArray | None
) -> FloatArray:
    """Return what the regions are measured by: one column, or one for each industry."""
    if reference == "average":
        return _across(industry)
    if reference == "whole":
        return _across(table.low)
    if len(table.columns) == (1 if group is None else len(group)):
        raise ValueError(
            f"there is no industry besides {table.columns[0]!r} to compare with; "
            "use reference='whole', or give a reference"
        )
    if group is None:
        return _across(table.low) - table.low
    return _across(np.delete(table.low, group, axis=1))


def _refuse_one_region(shares: _Shares, regions: pd.Index) -> None:
    alone = ~(shares.covariance > 0)
    if alone.any():
        region = _first(regions, shares.reference[:, alone][:, 0] > 0.5)
        raise ValueError(
            f"the whole reference lies in region {region!r}; "
            "give a reference, or data, with at least two regions"
        )


def _read(data: Plants | NumberTable, columns: Columns) -> Table:
    """Return the region x industry table, of plants or as it is given."""
    if columns["size"] is None:
        return _read_exact_table(data)
    return _read_plants(data, columns).table()


def _read_industries(
    data: Plants | NumberTable,
    columns: Columns,
    herfindahl: Numbers | None,
    one_plant: OnePlant,
) -> _Industries:
    """Return what is known of each industry, from plants or from a table."""
    require_choice("one_plant", one_plant, _ONE_PLANT)
    if (columns["size"] is None) == (herfindahl is None):
        raise ValueError(
            "give size, the column of the plants' sizes, or herfindahl, the plant Herfindahl "
            "index of each industry of a region x industry table: one of the two"
        )
    if herfindahl is None:
        industries = _of_plants(_read_plants(data, columns))
    else:
        industries = _of_table(_read_exact_table(data), herfindahl)
    if industries.alone.any() and one_plant == "refuse":
        name = _first(industries.table.columns, industries.alone)
        raise ValueError(
            f"industry {name!r} has one plant, so that its gamma is undefined; "
            "leave it out, merge it with another, or ask for one_plant='missing'"
        )
    return industries


def _of_plants(plants: _Plants) -> _Industries:
    table = plants.table()
    number = len(plants.industries)
    share = plants.sizes / table.low.sum(0)[plants.industry]
    squares = share * share
    herfindahl = _sums(plants.industry, squares, number)
    fourth = _sums(plants.industry, squares * squares, number)
    count = np.bincount(plants.industry)
    # Also where a second plant is too small to show beside the first.
    alone = ~(herfindahl**2 > fourth)
    return _Industries(table, (herfindahl, herfindahl), alone, (fourth, count))


def _of_table(table: Table, herfindahl: Numbers) -> _Industries:
    """Return the table with the Herfindahl indices that are possible beside it."""
    what = "plant Herfindahl index"
    sizes = read_sizes(herfindahl, what)
    at = _positions(table.columns, sizes.labels, "industry", what)
    _positions(sizes.labels, table.columns, "industry", "column in the table")
    low, high = sizes.low[at], sizes.high[at]
    most = _sum_of_squares(table.low) / table.low.sum(0) ** 2
    beyond = low > most * (1 + _ROUNDING)
    if beyond.any():
        raise ValueError(
            f"industry {_first(table.columns, beyond)!r}: a {what} of {low[beyond][0]} is "
            f"impossible: one plant in each region would make it {most[beyond][0]}, and more "
            "plants less; correct it or the table"
        )
    bounds = (low, low) if sizes.is_exact else (low, np.maximum(low, np.minimum(high, most)))
    return _Industries(table, bounds, low >= 1)


def _read_plants(data: Plants | NumberTable, columns: Columns) -> _Plants:
    frame = pd.DataFrame(data)
    if not frame.index.is_unique:
        again = _first(frame.index, frame.index.duplicated())
        raise ValueError(f"row {again!r} occurs more than once; number the rows anew")
    for what, column in columns.items():
        if column not in frame.columns:
            raise ValueError(
                f"there is no column {column!r}; name the column of the {what} with {what}="
            )
        missing = frame[column].isna().to_numpy()
        if missing.any():
            raise ValueError(
                f"row {_first(frame.index, missing)!r}: the {what} is missing; "
                "give it, or leave the plant out"
            )
    sizes = _read_labelled(frame[columns["size"]], "size")
    if not sizes.low.all():
        raise ValueError(
            f"row {_first(sizes.labels, sizes.low == 0)!r}: the size is zero, which no plant has; "
            "correct it, or leave the plant out"
        )
    region, regions = pd.factorize(frame[columns["region"]])
    industry, industries = pd.factorize(frame[columns["industry"]])
    industries = industries.rename(columns["industry"])
    return _Plants(sizes.low, region, industry, regions, industries)


def _read_exact_table(data: Any) -> Table:
    table = read_table(data)
    if table.is_exact:
        return table
    bounded = table.low < table.high
    row, column = np.argwhere(bounded)[0].tolist()
    place = f"region {table.rows[row]!r}, industry {table.columns[column]!r}"
    raise ValueError(_no_bounds(place, "value", table.low[row, column], table.high[row, column]))


def _read_labelled(values: Numbers, what: str) -> Sizes:
    sizes = read_sizes(values, what)
    bounded = sizes.low < sizes.high
    if bounded.any():
        place = f"row {_first(sizes.labels, bounded)!r}"
        raise ValueError(_no_bounds(place, what, sizes.low[bounded][0], sizes.high[bounded][0]))
    return sizes


def _no_bounds(place: str, what: str, low: float, high: float) -> str:
    return (
        f"{place}: the {what} is known only to lie between {low} and {high}, from which no "
        "sharp bounds of the index follow; give one number, and try others within the bounds"
    )


def _positions(wanted: pd.Index, labels: pd.Index, axis: str, what: str) -> IntArray:
    """Return where the wanted labels are; refuse one that is not there."""
    at: IntArray = labels.get_indexer(wanted)
    if (at < 0).any():
        raise ValueError(
            f"{axis} {_first(wanted, at < 0)!r} has no {what}; "
            f"give one for each {axis}, by its label"
        )
    return at


def _members(industries: pd.Index, group: Sequence[Hashable] | None) -> IntArray:
    """Return the positions of the industries of the group."""
    members = industries if group is None else pd.Index(list(group))
    if not members.is_unique:
        again = _first(members, members.duplicated())
        raise ValueError(f"industry {again!r} is twice in the group; name it once")
    return _positions(members, industries, "industry", "column in the table")


def _weights(table: Table, group: IntArray, weights: Numbers | None) -> FloatArray:
    """Return weights of the industries of the group that add up to one."""
    if weights is None:
        weight = table.low[:, group].sum(0)
    else:
        sizes = _read_labelled(weights, "weight")
        members = table.columns[group]
        _positions(sizes.labels, members, "industry", "place in the group")
        weight = sizes.low[_positions(members, sizes.labels, "industry", "weight")]
    if np.count_nonzero(weight) < 2:
        raise ValueError("the group has fewer than two industries with a weight; name two or more")
    return np.asarray(weight / weight.sum())


def _across(values: FloatArray) -> FloatArray:
    return np.asarray(values.sum(1, keepdims=True))


def _sum_of_squares(values: FloatArray) -> FloatArray:
    return np.asarray(np.einsum("ij,ij->j", values, values))


def _sums(places: IntArray, values: FloatArray, number: int) -> FloatArray:
    """Return the values added up by place."""
    return np.asarray(np.bincount(places, values, number), dtype=np.float64)


def _first(labels: pd.Index, where: BoolArray) -> Any:
    """Return the label of the first place where it is so."""
    return labels[int(where.argmax())]
