"""Counts by class of size: what they say about totals and concentration with nothing assumed.

A table that counts clusters by class of output fixes neither the largest cluster nor the total, and
one of its classes may not be printed at all. The functions here return what such a table, alone or
with a printed total, allows at the least and at the most. Distributions fitted to the counts are in
:mod:`~industrial_clusters.statistics.grouped_fits`.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from industrial_clusters.evidence.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FloatArray = npt.NDArray[np.float64]

# Tables of exact counts that are gone through where counts are known within bounds.
_MOST_TABLES = 10_000

# Of a count: more than rounding, less than one.
_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class GroupedCounts:
    """Numbers of clusters in adjacent classes of size.

    Parameters
    ----------
    edges : tuple of float
        Class limits in ascending order, one more than there are classes, in
        units of output. The last may be ``inf`` (an open class); the first may
        be zero (no known lower limit).
    counts : tuple of int, Quantity or None
        Number of clusters in each class: exact, within bounds, or None for a
        class that is not printed. Kept as whole numbers, and as Quantities
        where they stay within bounds.
    unit : str, optional
        Unit of the edges, which totals and means carry on.
    number : int, Quantity or None, optional
        Printed number of clusters in all classes. Kept as the number that the
        counts and what is printed allow together.

    Raises
    ------
    ValueError
        If there is not exactly one edge more than counts, if edges do not
        ascend from zero or above, if counts or number are not whole numbers,
        if no cluster is possible, or if the counts cannot add up to the number.

    Notes
    -----
    Printed classes ("1-5, 5-10") do not say where a cluster of exactly 5
    belongs. The bounds in this module allow either; the distributions of
    :mod:`~industrial_clusters.statistics.grouped_fits` give a single point no
    weight.

    A printed number closes the counts: class i holds at least the number less
    the most that all others hold, and at most the number less the least that
    they hold. These bounds are sharp, since whole numbers between two sums of
    bounds are sums of whole numbers between the bounds. A single missing class
    is the number less the others.

    Examples
    --------
    Zhejiang in 2000, in billion yuan; the table prints three classes and the
    number of all clusters.

    >>> zhejiang = GroupedCounts((0.1, 1, 5, 10, math.inf), (None, 118, 26, 3), number=519)
    >>> zhejiang.counts
    (372, 118, 26, 3)

    "About 500" clusters instead:

    >>> GroupedCounts((0.1, 1, 5), (None, 118), number=Quantity(450, 550)).counts
    (Quantity(low=332, high=432, unit=''), 118)
    """

    edges: tuple[float, ...]
    counts: tuple[int | Quantity | None, ...]
    unit: str = ""
    number: int | Quantity | None = None

    def __post_init__(self) -> None:
        """Check the table, and keep it as plain tuples of what its parts allow together."""
        _check_edges(self.edges, len(self.counts))
        low, high = _count_bounds(self.counts, f"counts {tuple(self.counts)}")
        (fewest,), (most,) = _count_bounds((self.number,), f"number={self.number}")
        fewest, most = max(fewest, sum(low)), min(most, sum(high))
        if fewest > most:
            raise ValueError(
                f"counts {tuple(self.counts)} cannot add up to {self.number}; check which classes "
                "the number covers"
            )
        if most == 0:
            raise ValueError(f"counts {tuple(self.counts)} hold no cluster; leave the table out")
        object.__setattr__(self, "edges", tuple(float(edge) for edge in self.edges))
        object.__setattr__(self, "counts", _closed(low, high, fewest, most))
        object.__setattr__(self, "number", _count(fewest, most))

    @property
    def exact_counts(self) -> tuple[int, ...]:
        """Number of clusters in each class where every one is exact.

        Raises
        ------
        ValueError
            If any is known only within bounds.
        """
        exact = tuple(count for count in self.counts if isinstance(count, int))
        if len(exact) < len(self.counts):
            raise ValueError(
                f"counts {self.counts} are in part known only within bounds, and exact ones are "
                "needed here; give number, the count of all classes, or try each count in turn"
            )
        return exact


@dataclass(frozen=True, slots=True)
class ConcentrationBounds:
    """What grouped counts and a known total say about concentration.

    Attributes
    ----------
    top_class_total, top_class_mean : Quantity
        Total and average size of the clusters in the last class.
    top_class_share : Quantity
        Share of the last class in the total.
    largest_share : Quantity
        Share of the k largest clusters in the total.
    herfindahl : Quantity
        Herfindahl-Hirschman index over clusters, between 1/n and 1.
    """

    top_class_total: Quantity
    top_class_mean: Quantity
    top_class_share: Quantity
    largest_share: Quantity
    herfindahl: Quantity


def total_bounds(grouped: GroupedCounts) -> Quantity:
    """Return the totals that the counts allow, with no distribution assumed.

    Parameters
    ----------
    grouped : GroupedCounts
        Counts by class, exact or within bounds.

    Returns
    -------
    Quantity
        Total in the unit of the class limits; ``inf`` above if the last class
        is open and may be occupied, or if there may be any number of clusters.

    Notes
    -----
    Sharp: the low end has every cluster at the lower limit of its class, the
    high end every cluster at the upper limit. Where counts are within bounds,
    the low end has as few clusters as possible: the fewest in each class, and
    what the number of all still asks for in the lowest classes with room. The
    high end has as many as possible, in the highest classes with room. No other
    counts do better, since each cluster more adds zero or more to either total,
    and each moved to a higher class adds to both.

    References
    ----------
    .. [1] J. L. Gastwirth, "The estimation of the Lorenz curve and Gini
       index", *Review of Economics and Statistics* 54(3), 1972, 306-316.
       https://doi.org/10.2307/1937992

    Examples
    --------
    Zhejiang in 1996, the smallest clusters of unknown size:

    >>> zhejiang = GroupedCounts((0, 1, 5, 10, math.inf), (198, 91, 13, 4), "billion yuan")
    >>> total_bounds(zhejiang)
    Quantity(low=196.0, high=inf, unit='billion yuan')

    Two classes not printed, but 108 clusters in all:

    >>> total_bounds(GroupedCounts((1, 5, 10, 50), (91, None, None), number=108))
    Quantity(low=176.0, high=1305.0, unit='')
    """
    low, high = _count_bounds(grouped.counts)
    (fewest,), (most,) = _count_bounds((grouped.number,))
    least = _total(_filled(low, high, fewest), grouped.edges)
    if math.isinf(most):
        return Quantity(least, math.inf, grouped.unit)
    fullest = _filled(low[::-1], high[::-1], most)[::-1]
    return Quantity(least, _total(fullest, grouped.edges[1:]), grouped.unit)


def is_feasible_total(grouped: GroupedCounts, total: Quantity | float) -> bool:
    """Return whether some sizes within the classes add up to a total.

    Parameters
    ----------
    grouped : GroupedCounts
        Counts by class, exact or within bounds.
    total : Quantity or float
        Printed total, in the unit of the class limits.

    Returns
    -------
    bool
        True if any value within the bounds of ``total`` is possible.

    Raises
    ------
    ValueError
        If the units differ, or if the bounds of the counts leave more than
        10,000 tables.

    Notes
    -----
    Exact counts allow every total between the ends of :func:`total_bounds`.
    Counts within bounds may not: a class from 10 to 20 that holds one cluster
    or none leaves out the totals between. Each table that the bounds allow is
    therefore gone through.

    References
    ----------
    .. [1] R. E. Moore, R. B. Kearfott and M. J. Cloud, *Introduction to Interval
       Analysis*, SIAM, 2009, chapter 5. https://doi.org/10.1137/1.9780898717716

    Examples
    --------
    Is the printed 266 of 1996 the output of the clusters, or that of the
    province, of which they made 38 per cent? The classes alone decide:

    >>> zhejiang = GroupedCounts((0, 1, 5, 10, math.inf), (198, 91, 13, 4))
    >>> is_feasible_total(zhejiang, 266), is_feasible_total(zhejiang, 0.38 * 266)
    (True, False)
    """
    printed = _in_unit_of(grouped, total)
    if not total_bounds(grouped).overlaps(printed):
        return False
    # Any number of clusters in one class makes up for whatever the least total lacks.
    return _endless_class(grouped, printed) is not None or bool(_tables(grouped, printed))


def counts_given_total(grouped: GroupedCounts, total: Quantity | float) -> GroupedCounts:
    r"""Return the counts that remain possible where the total of all sizes is known.

    Parameters
    ----------
    grouped : GroupedCounts
        Counts by class, of which some are within bounds.
    total : Quantity or float
        Printed total of the sizes, in the unit of the class limits.

    Returns
    -------
    GroupedCounts
        The same classes; each count, and the number of all, within the bounds
        that the total leaves.

    Raises
    ------
    ValueError
        If the total is infeasible, if units differ, if a class may hold any
        number of clusters whatever the total, or if the bounds of the counts
        leave more than 10,000 tables.

    Notes
    -----
    A table of counts is possible if its own :func:`total_bounds` meet the
    total. With one class missing, between the limits :math:`e` and :math:`e'`,
    and the others at totals between :math:`R` and :math:`R'`, its count is

    .. math:: \lceil (T - R') / e' \rceil \le n \le \lfloor (T - R) / e \rfloor .

    With several, all tables within the bounds are gone through. Sharp: each
    bound is the count in a table that some sizes within its classes turn into
    the total.

    References
    ----------
    .. [1] R. E. Moore, R. B. Kearfott and M. J. Cloud, *Introduction to Interval
       Analysis*, SIAM, 2009, chapter 5. https://doi.org/10.1137/1.9780898717716

    Examples
    --------
    Zhejiang in 1996, had the table left out its class from 5 to 10 billion yuan:

    >>> zhejiang = GroupedCounts((1, 5, 10, math.inf), (91, None, 4))
    >>> counts_given_total(zhejiang, 266).counts
    (91, Quantity(low=0, high=27, unit=''), 4)
    """
    tables = _feasible_tables(grouped, _in_unit_of(grouped, total))
    columns = np.array([table.counts for table in tables]).T
    numbers = columns.sum(axis=0)
    return replace(
        grouped,
        counts=tuple(_count(int(column.min()), int(column.max())) for column in columns),
        number=_count(int(numbers.min()), int(numbers.max())),
    )


def bounds_given_total(
    grouped: GroupedCounts, total: Quantity | float, largest: int = 10
) -> ConcentrationBounds:
    r"""Return the concentration that counts and total allow, with no distribution assumed.

    Parameters
    ----------
    grouped : GroupedCounts
        Counts by class, exact or within bounds; the last class must be
        occupied.
    total : Quantity or float
        Total in the unit of the class limits. Bounds are cut to those that
        the counts allow.
    largest : int, optional
        The k of the share of the k largest clusters.

    Returns
    -------
    ConcentrationBounds
        Sharp bounds, each attained by sizes within the classes that add up to
        a total within its bounds. They need not be attained together.

    Raises
    ------
    ValueError
        If the total is infeasible, open above or possibly zero, if units
        differ, if the last class is or may be empty, if ``largest`` is not
        between 1 and the least number of clusters, if a class may hold any
        number of clusters whatever the total, or if the bounds of the counts
        leave more than 10,000 tables.

    Notes
    -----
    *Top class.* The other classes can take any total between the sums R and
    R' of their lower and upper limits. At total T the top class therefore
    takes any value from T - R' to T - R that its own limits allow. Its low
    value rises with T. Its low share is lowest at the T at which every other
    cluster is at its upper limit and every top one at its lower limit, or as
    close to it as T may come; the high share mirrors this.

    *Largest share and Herfindahl-Hirschman index.* Two configurations are
    extreme for every measure that rises when output moves from a smaller to a
    larger cluster (every Schur-convex measure [1]_).

    - Least equal: all clusters at their lower limits, and the rest of the
      total poured into the largest until it meets its upper limit, then into
      the next. For any m, the m largest sizes of any configuration add up to
      at most the sum of the m highest upper limits, and to at most T less the
      sum of the other lower limits; here they meet one of the two for every
      m, so the configuration majorizes all others.
    - Most equal: one level c, and each cluster as close to it as its class
      allows. The clusters whose class is above c are at their lower limits,
      which no configuration undercuts; those whose class is below c are at
      their upper limits, which none exceeds; and in between the partial sums
      of any ordered sizes are concave in m where here they are linear. So
      every other configuration majorizes this one.

    Both arguments need classes that do not overlap. Where the total has
    bounds, the extremes over T lie at its ends, where a cluster meets a limit,
    or, for the low index, where c equals the sum of squares over T; all of
    these are evaluated.

    *Counts within bounds.* What is possible is the union of what each table
    allows, so the lowest and highest over the tables that the bounds and the
    total allow are sharp, attained in the table that gives them. They are gone
    through one by one, because the index is not monotone in a count: a cluster
    more in a class takes from the smaller ones what it takes from the larger.

    References
    ----------
    .. [1] A. W. Marshall, I. Olkin and B. C. Arnold, *Inequalities: Theory of
       Majorization and Its Applications*, 2nd ed., Springer, 2011.
       https://doi.org/10.1007/978-0-387-68276-1

    Examples
    --------
    Zhejiang in 2004: the 37 clusters above 10 billion yuan.

    >>> zhejiang = GroupedCounts((0.1, 1, 5, 10, math.inf), (316, 202, 46, 37), "billion yuan")
    >>> bounds = bounds_given_total(zhejiang, 1582)
    >>> round(bounds.top_class_mean.low, 1), round(bounds.top_class_mean.high, 1)
    (10.0, 30.2)
    >>> round(bounds.top_class_share.low, 3), round(bounds.top_class_share.high, 3)
    (0.234, 0.707)

    Had the table not counted the clusters from 1 to 5 billion:

    >>> zhejiang = GroupedCounts((0.1, 1, 5, 10, math.inf), (316, None, 46, 37), "billion yuan")
    >>> bounds = bounds_given_total(zhejiang, 1582)
    >>> round(bounds.top_class_share.low, 3), round(bounds.top_class_share.high, 3)
    (0.234, 0.835)
    """
    _require_members(grouped, largest)
    printed = _in_unit_of(grouped, total)
    each = [_bounds_of(table, printed, largest) for table in _feasible_tables(grouped, printed)]
    return ConcentrationBounds(*(_hull(bounds) for bounds in zip(*each, strict=True)))


def _check_edges(edges: Sequence[float], classes: int) -> None:
    if classes < 1 or len(edges) != classes + 1:
        raise ValueError(
            f"{classes} classes need {classes + 1} edges (at least 2), not {len(edges)}; "
            "give the lower limit of the first class, too"
        )
    if not edges[0] >= 0:
        raise ValueError(f"the first edge is {edges[0]}; sizes start at 0 or above")
    if not all(low < high for low, high in itertools.pairwise(edges)):
        raise ValueError(f"edges {tuple(edges)} do not ascend; sort them and drop repeated ones")


def _count_bounds(
    counts: Sequence[float | Quantity | None], what: str = ""
) -> tuple[list[float], list[float]]:
    """Return the lower and upper bounds of counts; None is any count from 0 on."""
    low, high = [], []
    for count in counts:
        known = Quantity(0, math.inf) if count is None else count
        bounds = (known.low, known.high) if isinstance(known, Quantity) else (known, known)
        low.append(bounds[0])
        high.append(bounds[1])
    if not all(
        least >= 0 and float(least).is_integer() and (most == math.inf or float(most).is_integer())
        for least, most in zip(low, high, strict=True)
    ):
        raise ValueError(
            f"{what}: not whole numbers from 0 on; give counts, Quantities between two counts, or "
            "None for one that is not printed"
        )
    return low, high


def _closed(
    low: list[float], high: list[float], fewest: float, most: float
) -> tuple[int | Quantity, ...]:
    """Return the counts that lie within bounds and can add up to a number within bounds."""
    others = zip(_sums_of_others(low), _sums_of_others(high), strict=True)
    return tuple(
        _count(max(least, fewest - most_others), min(greatest, most - least_others))
        for least, greatest, (least_others, most_others) in zip(low, high, others, strict=True)
    )


def _sums_of_others(counts: list[float]) -> list[float]:
    """Return for each class the sum of all others, of which some may be infinite."""
    before = itertools.accumulate(counts[:-1], initial=0.0)
    after = list(itertools.accumulate(counts[:0:-1], initial=0.0))[::-1]
    return [earlier + later for earlier, later in zip(before, after, strict=True)]


def _count(low: float, high: float) -> int | Quantity:
    if low == high:
        return int(low)
    return Quantity(int(low), high if math.isinf(high) else int(high))


def _filled(low: list[float], high: list[float], number: float) -> list[float]:
    """Return counts that add up to a number, each class filled before the next."""
    counts, spare = [], number - sum(low)
    for least, most in zip(low, high, strict=True):
        more = min(spare, most - least)
        counts.append(least + more)
        spare -= more
    return counts


def _total(counts: Sequence[float], limits: Sequence[float]) -> float:
    """Return the total of clusters that are all at the given limits of their classes."""
    return math.fsum(count * limit for count, limit in zip(counts, limits, strict=False) if count)


def _in_unit_of(grouped: GroupedCounts, total: Quantity | float) -> Quantity:
    return total if isinstance(total, Quantity) else Quantity.exactly(total, grouped.unit)


def _require_members(grouped: GroupedCounts, largest: int) -> None:
    (fewest,), _ = _count_bounds((grouped.number,))
    if not 1 <= largest <= fewest:
        raise ValueError(f"largest={largest} is not between 1 and the {fewest:.0f} clusters")
    (in_top_class,), (at_most,) = _count_bounds(grouped.counts[-1:])
    if in_top_class == 0:
        raise ValueError(
            f"the last class {'is' if at_most == 0 else 'may be'} empty; leave it out, or state "
            "its least count, so that the top class has members"
        )


class _Table(NamedTuple):
    """Counts by class, all of them exact."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    unit: str

    def totals(self) -> Quantity:
        """Return the totals that the table allows."""
        return Quantity(
            _total(self.counts, self.edges), _total(self.counts, self.edges[1:]), self.unit
        )

    def limits(self) -> tuple[FloatArray, FloatArray]:
        """Return the lower and upper limit of each cluster, in ascending order."""
        return np.repeat(self.edges[:-1], self.counts), np.repeat(self.edges[1:], self.counts)


def _feasible_tables(grouped: GroupedCounts, total: Quantity) -> list[_Table]:
    """Return the tables of exact counts that the bounds and the total allow, of which some."""
    endless = _endless_class(grouped, total)
    if endless is not None:
        raise ValueError(
            f"the class from {grouped.edges[endless]} to {grouped.edges[endless + 1]} may hold any "
            "number of clusters; give number, the count of all classes, or bound its count"
        )
    tables = _tables(grouped, total)
    if not tables:
        possible = total_bounds(grouped)
        raise ValueError(
            f"a total of {total.low} to {total.high} is infeasible: the counts allow "
            f"{possible.low} to {possible.high}; check what the printed total covers"
        )
    return tables


def _endless_class(grouped: GroupedCounts, total: Quantity) -> int | None:
    """Return the first class whose count neither bounds nor total keep finite."""
    _, high = _count_bounds(grouped.counts)
    for at, most in enumerate(high):
        if math.isinf(most) and (math.isinf(total.high) or grouped.edges[at] == 0):
            return at
    return None


def _tables(grouped: GroupedCounts, total: Quantity) -> list[_Table]:
    """Return the tables of exact counts that the bounds and the total allow."""
    rows: list[tuple[int, ...]] = [()]
    for _ in grouped.counts:
        longer = ((*row, count) for row in rows for count in _next_counts(grouped, total, row))
        rows = list(itertools.islice(longer, _MOST_TABLES + 1))
        if len(rows) > _MOST_TABLES:
            raise ValueError(
                f"the bounds of the counts leave more than {_MOST_TABLES} tables; narrow them, or "
                "give number, the count of all classes"
            )
    tables = [_Table(grouped.edges, row, grouped.unit) for row in rows]
    return [table for table in tables if table.totals().overlaps(total)]


def _next_counts(grouped: GroupedCounts, total: Quantity, row: tuple[int, ...]) -> range:
    """Return the counts of the next class that those before it leave possible.

    The last class meets number and total as they are; a class before it leaves to those after it
    what each bound alone allows. Rounding may let one count too many pass, never one too few.
    """
    at, edges = len(row), grouped.edges
    low, high = _count_bounds(grouped.counts)
    (fewest,), (most,) = _count_bounds((grouped.number,))
    fewest_others, most_others = [*row, 0, *low[at + 1 :]], [*row, 0, *high[at + 1 :]]
    lacking = float(total.low) - _total(most_others, edges[1:])
    left = float(total.high) - _total(fewest_others, edges)
    start = max(
        low[at],
        fewest - sum(most_others),
        lacking / edges[at + 1] if lacking > 0 else 0,
    )
    end = min(
        high[at],
        most - sum(fewest_others),
        left / edges[at] if edges[at] > 0 else math.inf,
    )
    return range(math.ceil(start - _SLACK), math.floor(end + _SLACK) + 1)


def _hull(bounds: Sequence[Quantity]) -> Quantity:
    return Quantity(
        min(each.low for each in bounds), max(each.high for each in bounds), bounds[0].unit
    )


def _bounds_of(table: _Table, total: Quantity, largest: int) -> tuple[Quantity, ...]:
    """Return what a table of exact counts allows: the fields of ConcentrationBounds."""
    feasible = _feasible_part(table, total)
    least, most = _least_equal_sizes(table, feasible), _most_equal_sizes(table, feasible)
    return (
        *_top_class_bounds(table, feasible),
        _range_of(lambda sizes: _largest_share(sizes, largest), most, least),
        _range_of(_herfindahl, most, least),
    )


def _feasible_part(table: _Table, total: Quantity) -> Quantity:
    possible = table.totals()
    low, high = max(total.low, possible.low), min(total.high, possible.high)
    if low <= 0 or math.isinf(high):
        raise ValueError(f"a total of {low} to {high} gives no shares; give positive finite bounds")
    return Quantity(low, high)


def _top_class_bounds(table: _Table, total: Quantity) -> tuple[Quantity, Quantity, Quantity]:
    members, unit = table.counts[-1], table.unit
    low, high = (members * edge for edge in table.edges[-2:])
    rest = table.counts[:-1]
    rest_low, rest_high = _total(rest, table.edges), _total(rest, table.edges[1:])

    def top(whole: float, others: float) -> float:
        return min(max(whole - others, low), high)

    least, most = top(total.low, rest_high), top(total.high, rest_low)
    at_least = min(max(low + rest_high, total.low), total.high)
    at_most = min(max(high + rest_low, total.low), total.high)
    return (
        Quantity(least, most, unit),
        Quantity(least / members, most / members, unit),
        Quantity(top(at_least, rest_high) / at_least, top(at_most, rest_low) / at_most),
    )


def _least_equal_sizes(table: _Table, total: Quantity) -> list[FloatArray]:
    """Return the least equal sizes at each total at which a measure may be highest."""
    lower, upper = table.limits()
    room = (upper - lower)[::-1]
    filled = np.concatenate([[0.0], np.cumsum(room)])
    wholes = filled + lower.sum()
    between = wholes[(wholes > total.low) & (wholes < total.high)]
    return [
        lower + np.clip(whole - lower.sum() - filled[:-1], 0, room)[::-1]
        for whole in (total.low, *between, total.high)
    ]


def _most_equal_sizes(table: _Table, total: Quantity) -> list[FloatArray]:
    """Return the most equal sizes at each total at which a measure may be lowest."""
    lower, upper = table.limits()
    first, last = (_level(table, whole) for whole in (total.low, total.high))
    levels = [first, *(edge for edge in table.edges if first < edge < last), last]
    turning = []
    for low, high in itertools.pairwise(levels):
        fixed = np.clip(low, lower, upper)[(upper <= low) | (lower >= high)]
        if fixed.any() and low < (fixed @ fixed) / fixed.sum() < high:
            turning.append(float(fixed @ fixed / fixed.sum()))
    return [np.clip(level, lower, upper) for level in (*levels, *turning)]


def _level(table: _Table, whole: float) -> float:
    """Return the level at which sizes as close to it as their classes allow add up to a total."""
    lower, upper = table.limits()
    edges = np.array([edge for edge in table.edges if edge < math.inf])
    wholes = np.array([np.clip(edge, lower, upper).sum() for edge in edges])
    whole = max(whole, wholes[0])
    below = int(np.searchsorted(wholes, whole, side="right")) - 1
    if below == len(wholes) - 1:
        return float(edges[below] + (whole - wholes[below]) / table.counts[-1])
    step = (edges[below + 1] - edges[below]) / (wholes[below + 1] - wholes[below])
    return float(edges[below] + step * (whole - wholes[below]))


def _range_of(
    measure: Callable[[FloatArray], float], most: list[FloatArray], least: list[FloatArray]
) -> Quantity:
    low = min(measure(sizes) for sizes in most)
    # Where the total leaves one configuration, rounding may put its two forms in either order.
    return Quantity(low, max(low, *(measure(sizes) for sizes in least)))


def _largest_share(sizes: FloatArray, largest: int) -> float:
    return float(np.sort(sizes)[-largest:].sum() / sizes.sum())


def _herfindahl(sizes: FloatArray) -> float:
    return float(sizes @ sizes / sizes.sum() ** 2)
