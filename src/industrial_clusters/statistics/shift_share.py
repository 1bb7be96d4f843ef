"""Shift-share: what a region's growth owes to the nation, to its industries and to itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from industrial_clusters.statistics._inputs import (
    FloatArray,
    NumberTable,
    Table,
    read_table,
    require_choice,
)
from industrial_clusters.statistics._tables import labelled, share_of_whole, sum_of_others
from industrial_clusters.statistics.measure import Measures

Method: TypeAlias = Literal["classic", "esteban-marquillas"]

_METHODS = {
    "classic": "classic shift-share, national growth, industry mix and competitive effect",
    "esteban-marquillas": "shift-share of Esteban-Marquillas, the competitive effect split by "
    "homothetic employment",
}


@dataclass(frozen=True, slots=True, eq=False)
class ShiftShare:
    """The change of every cell of a table, split into components.

    Attributes
    ----------
    change : pandas.DataFrame
        End less start, region by industry.
    components : dict of str to pandas.DataFrame
        What each component contributes to the change, in the unit of the table;
        in the order in which they are usually told.
    convention : str
        The method in use.
    """

    change: pd.DataFrame
    components: dict[str, pd.DataFrame]
    convention: str

    @property
    def by_region(self) -> pd.DataFrame:
        """The components of each region over all its industries, and the change itself."""
        parts = self.components | {"change": self.change}
        return pd.DataFrame({name: part.sum(axis=1) for name, part in parts.items()})


def shift_share(start: NumberTable, end: NumberTable, *, method: Method = "classic") -> ShiftShare:
    r"""Split the change of every region and industry between two dates into components.

    Parameters
    ----------
    start, end : pandas.DataFrame, 2-D array or nested sequence
        Exact numbers (employment, firms, output in one unit) at the two dates:
        regions in rows, industries in columns. The rows together are the nation;
        where only one region is of interest, the other row is the rest of the
        nation. Labelled tables are aligned by label, in the order of ``start``.
    method : {"classic", "esteban-marquillas"}, optional
        Three components [1]_, or four, of which the last two split the third [2]_.

    Returns
    -------
    ShiftShare
        The change, and its components by cell and by region.

    Raises
    ------
    ValueError, TypeError
        If a table is no table of exact numbers of zero or more; if the two hold
        different regions, industries or units; if a region or an industry is
        empty at the start (at the end it may be); if ``method`` is not one of those named; with
        ``"esteban-marquillas"``, if a cell is zero at the start, so that it has
        no rate of growth.

    Notes
    -----
    With x the start, y the end, a dot for a sum, and growth rates
    :math:`g = y_{\cdot\cdot} / x_{\cdot\cdot} - 1`,
    :math:`g_j = y_{\cdot j} / x_{\cdot j} - 1` and
    :math:`g_{ij} = y_{ij} / x_{ij} - 1`,

    .. math::

       y_{ij} - x_{ij} = \underbrace{x_{ij}\, g}_{\text{national growth}}
       + \underbrace{x_{ij} (g_j - g)}_{\text{industry mix}}
       + \underbrace{y_{ij} - x_{ij} (1 + g_j)}_{\text{competitive effect}}.

    The competitive effect is :math:`x_{ij} (g_{ij} - g_j)`, which depends on how
    much of the industry the region had. Esteban-Marquillas puts in its place the
    homothetic employment :math:`h_{ij} = x_{i\cdot} x_{\cdot j} / x_{\cdot\cdot}`,
    what the region would have with the nation's mix, and calls the difference
    allocation effect:

    .. math::

       \underbrace{h_{ij} (g_{ij} - g_j)}_{\text{homothetic competitive}}
       + \underbrace{(x_{ij} - h_{ij})(g_{ij} - g_j)}_{\text{allocation}}.

    Rates are those of the nation with the region in it, and weights those of the
    start. ``REAT::shift`` computes the same totals of one region.
    ``REAT::shifti``, by industry, puts each industry's own national rate in the
    place of g, so that its "national share" holds the industry mix too, and its
    allocation effects are zero.

    *Adding up.* With S the sum over the table of the absolute changes and of all
    absolute components but the last, these components are rounded to a common power
    of two, at most :math:`2^{-50} S`, and the last is what is left of the change.
    Multiples of one power of two add without rounding as long as all that is added
    up stays below :math:`2^{53}` of it, which no sum over the table exceeds. So for
    whole numbers the components of every cell, region, industry and of the nation
    add up to the change exactly, in any order, if S is below :math:`2^{51}`. For
    numbers with decimals, which have no exact binary form, they add up to rounding
    error.

    Bounded cells are refused: each component has its extremes at another table,
    so that bounds of components do not add up to anything, and the industry mix of
    a region has none in closed form. :func:`competitive_effects` has.

    References
    ----------
    .. [1] E. S. Dunn, "A statistical and analytical technique for regional
       analysis", *Papers of the Regional Science Association* 6(1), 1960, 97-112.
       https://doi.org/10.1111/j.1435-5597.1960.tb01705.x
    .. [2] J. M. Esteban-Marquillas, "A reinterpretation of shift-share analysis",
       *Regional and Urban Economics* 2(3), 1972, 249-255.

    Examples
    --------
    >>> before = pd.DataFrame({"tools": [60, 40], "farms": [40, 260]}, index=["town", "rest"])
    >>> after = pd.DataFrame({"tools": [110, 50], "farms": [30, 240]}, index=["town", "rest"])
    >>> shift_share(before, after).by_region
          national growth  industry mix  competitive effect  change
    town              7.5          24.5                 8.0    40.0
    rest             22.5         -24.5                -8.0   -10.0
    """
    require_choice("method", method, _METHODS)
    before, after = _two_tables(start, end)
    for date, cells in (("start", before), ("end", after)):
        _require_exact(cells, date)
    x, y = before.low, after.low
    national = (y.sum() - x.sum()) / x.sum()
    of_industry = (y.sum(axis=0) - x.sum(axis=0)) / x.sum(axis=0)
    parts = {"national growth": x * national, "industry mix": x * (of_industry - national)}
    last = "competitive effect"
    if method == "esteban-marquillas":
        of_cell = (y - x) / _all_present(before)
        homothetic = x.sum(axis=1, keepdims=True) * x.sum(axis=0) / x.sum()
        parts["homothetic competitive effect"] = homothetic * (of_cell - of_industry)
        last = "allocation effect"
    components = _adding_up(parts, y - x, last)
    frames = {name: labelled(part, before) for name, part in components.items()}
    return ShiftShare(labelled(y - x, before), frames, _METHODS[method])


def competitive_effects(start: NumberTable, end: NumberTable) -> Measures[pd.DataFrame]:
    r"""Return the competitive effect of every region and industry, with sharp bounds.

    Parameters
    ----------
    start, end : pandas.DataFrame, 2-D array or nested sequence
        As in :func:`shift_share`, exact or as Quantities.

    Returns
    -------
    Measures of pandas.DataFrame
        What each cell gained beyond the national growth of its industry, in the
        unit of the tables. Sums along a row are sharp bounds of the region's
        effect.

    Raises
    ------
    ValueError, TypeError
        As :func:`shift_share`, but for bounded cells.

    Notes
    -----
    With w the region's share of the industry at the start, y its cell at the end
    and e the industry elsewhere at the end, the effect is

    .. math:: y - w (y + e) = (1 - w) y - w e, \qquad w = x / (x + c),

    c being the industry elsewhere at the start.

    *Why the bounds are sharp.* x, c, y and e are sums of different cells, so each
    ranges over its interval whatever the others are. The effect rises in y and
    falls in e and in w, and w rises in x and falls in c. So the least effect is at
    y and c low, e and x high, and the greatest at the opposite corner. Different
    industries have no cell in common: all effects of a region are least in one
    and the same table, and their sums are sharp. Effects of one industry in
    different regions do have cells in common (those of all regions add up to
    zero), and sums down a column are not.

    Where an industry may be empty at the start, it has no growth, and the bounds
    are limits from tables in which it is not; so they are at open ends.

    References
    ----------
    .. [1] E. S. Dunn, "A statistical and analytical technique for regional
       analysis", *Papers of the Regional Science Association* 6(1), 1960, 97-112.
       https://doi.org/10.1111/j.1435-5597.1960.tb01705.x

    Examples
    --------
    >>> from industrial_clusters.evidence.quantity import Quantity
    >>> before = pd.DataFrame({"tools": [60, 40], "farms": [40, 260]}, index=["town", "rest"])
    >>> after = pd.DataFrame(
    ...     {"tools": [Quantity(100, 120), 50], "farms": [30, 250]}, index=["town", "rest"]
    ... )
    >>> effects = competitive_effects(before, after)
    >>> effects.low.loc["town", "tools"].item(), effects.high.loc["town", "tools"].item()
    (10.0, 18.0)
    """
    told = "competitive effect, the change beyond the national growth of the industry"
    before, after = _two_tables(start, end)
    start_low, start_high = sum_of_others(before.low), sum_of_others(before.high)
    end_low, end_high = sum_of_others(after.low), sum_of_others(after.high)
    low = _effect(share_of_whole(before.high, start_low, 0.0), after.low, end_high)
    high = _effect(share_of_whole(before.low, start_high, 1.0), after.high, end_low)
    least = labelled(low, before)
    exact = before.is_exact and after.is_exact
    return Measures(least, least if exact else labelled(high, before), told)


def _two_tables(start: NumberTable, end: NumberTable) -> tuple[Table, Table]:
    """Read both tables, the second in the order of the first."""
    before, after = read_table(start), read_table(end, empty=True)
    if before.unit and after.unit and before.unit != after.unit:
        raise ValueError(
            f"the start is in {before.unit!r} and the end in {after.unit!r}; "
            "convert one of them first"
        )
    rows = _order("region", before.rows, after.rows)
    columns = _order("industry", before.columns, after.columns)
    low = after.low[rows][:, columns]
    high = low if after.is_exact else after.high[rows][:, columns]
    return before, replace(after, low=low, high=high, rows=before.rows, columns=before.columns)


def _order(name: str, wanted: pd.Index, given: pd.Index) -> npt.NDArray[np.intp]:
    """Return where each wanted label is among those given, which are to be the same."""
    for here, there, date, other in (
        (wanted, given, "start", "end"),
        (given, wanted, "end", "start"),
    ):
        alone = here[~here.isin(there)]
        if len(alone):
            raise ValueError(
                f"{name} {alone[0]!r} is in the table of the {date} and not in that of the "
                f"{other}; give both, with zeros where there is nothing"
            )
    return given.get_indexer(wanted)


def _require_exact(cells: Table, date: str) -> None:
    if not cells.is_exact:
        i, j = np.argwhere(cells.low != cells.high)[0]
        raise ValueError(
            f"region {cells.rows[i]!r}, industry {cells.columns[j]!r} of the {date} is known only "
            f"to lie between {cells.low[i, j]:g} and {cells.high[i, j]:g}, and bounds of "
            "components do not add up; give one number, or ask for competitive_effects"
        )


def _all_present(cells: Table) -> FloatArray:
    """Return the cells, none of which is to be zero."""
    zeros = np.argwhere(cells.low == 0)
    if zeros.size:
        i, j = zeros[0]
        raise ValueError(
            f"region {cells.rows[i]!r}, industry {cells.columns[j]!r} is zero at the start and "
            "has no rate of growth; merge it with another, or use the classic method"
        )
    return cells.low


def _adding_up(
    parts: dict[str, FloatArray], change: FloatArray, last: str
) -> dict[str, FloatArray]:
    """Round the parts so that they and what is left of the change add without rounding."""
    # What is left is at most the others together, so that all is at most twice their sum.
    unit = np.spacing(4 * np.abs([*parts.values(), change]).sum())
    rounded = {name: np.rint(part / unit) * unit for name, part in parts.items()}
    return rounded | {last: change - sum(rounded.values())}


def _effect(share: FloatArray, here: FloatArray, elsewhere: FloatArray) -> FloatArray:
    """Return (1 - share) here - share elsewhere, where nothing of an open end is nothing."""
    with np.errstate(invalid="ignore"):
        gained = np.where(share < 1, (1 - share) * here, 0.0)
        lost = np.where(share > 0, share * elsewhere, 0.0)
    return gained - lost
