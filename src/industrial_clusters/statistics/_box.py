"""The most even and the most uneven of all sizes within bounds.

The measures of concentration and inequality share three properties: multiplying
every size by one number changes nothing; moving size from a denser unit to a
less dense one never raises them (they respect the Lorenz order); and they are
quasi-convex, so that on a straight line between two points they never exceed the
larger end. Density is size over weight; without weights it is the size.

Among the sizes of one total within bounds, those that are as near to one common
density as the bounds allow, ``clip(level * weights, low, high)``, are the least
concentrated: they minimise every sum of a convex function of the densities [1]_.
The smallest value of a measure is therefore on a path with one parameter, the
level, which is straight between the levels at which a bound starts or ceases to
bind.

A quasi-convex function has its largest value at a corner, where every size is at
one of its ends. There are ``2 ** n`` corners, and to find the best one is NP-hard
for the Herfindahl index [2]_ [3]_. But suppose that at a corner i is at its upper
end and j at its lower one, and move size from i to j until either is at its other
end. If j is denser than i throughout, the measure rises, and rises again, or stays,
as the unit that is left between its ends goes to the better of them: the corner was
not the best. So i is at its upper end only if j is. Of intervals that are not nested
in one another this leaves ``n + 1`` corners. (The argument needs a measure that every
move raises strictly, as the Herfindahl and Theil indices are. The Gini and Hoover
indices are limits of such measures, as a convex function over the total to which a
vanishing part of Theil's T is added.)

References
----------
.. [1] A. W. Marshall, I. Olkin and B. C. Arnold, *Inequalities: Theory of
   Majorization and Its Applications*, 2nd edition, Springer, 2011.
   https://doi.org/10.1007/978-0-387-68276-1
.. [2] S. Ferson, L. Ginzburg, V. Kreinovich, L. Longpré and M. Aviles, "Exact
   bounds on finite populations of interval data", *Reliable Computing* 11, 2005,
   207-233. https://doi.org/10.1007/s11155-005-3616-1
.. [3] S.-L. Lo, "Computing standard-deviation-to-mean and variance-to-mean ratios
   under interval uncertainty is NP-hard", Departmental Technical Report
   UTEP-CS-10-25, University of Texas at El Paso, 2010.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from industrial_clusters.statistics._inputs import FloatArray

BoolArray: TypeAlias = npt.NDArray[np.bool_]

# Sizes and weights of groups of equal units: a row for each point.
Points: TypeAlias = tuple[FloatArray, FloatArray]

# Numbers held at once, and combinations of ends that are tried before refusing.
_BLOCK = 2**20
_MOST_ENDS = 2**22

# Relative difference below which two densities are one: that of rounding.
_ROUNDING = 1e-12


class Possible(Protocol):
    """Sizes of which something is known, by their extreme points."""

    @property
    def most(self) -> int:
        """Return the largest number of units that there can be."""

    def even_points(self) -> Iterator[Points]:
        """Yield points among which is the least concentrated, by any measure."""

    def uneven_points(self) -> Iterator[Points]:
        """Yield points among which is the most concentrated, by any measure."""


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """Sizes that each lie within bounds of their own, and their positive weights."""

    low: FloatArray
    high: FloatArray
    weights: FloatArray
    labels: pd.Index = field(default_factory=lambda: pd.RangeIndex(0))

    @property
    def is_exact(self) -> bool:
        """Whether every size is exact."""
        return self.low is self.high

    @property
    def most(self) -> int:
        """Return the number of units."""
        return len(self.low)

    def even_points(self) -> Iterator[Points]:
        """Yield the sizes at a common level of density, at each level that may be the least."""
        if self.is_exact:
            yield self._point(self.low)
            return
        yield from self._at(self._levels())
        if self._open.any():  # in the limit of an infinite level, what is finite vanishes
            yield self._point(np.where(self._open, self.weights, 0.0))

    def even_points_of(self, smallest: float, largest: float) -> Iterator[Points]:
        """Yield the same where all upper bounds are finite and the total is within bounds."""
        levels = self._levels()
        first, last = self._level_of(smallest, levels), self._level_of(largest, levels)
        yield from self._at(np.clip([first, *levels, last], first, last))

    def uneven_points(self) -> Iterator[Points]:
        """Yield the corners that may be the most concentrated, and the limits."""
        if self.is_exact:
            return
        yield from self.limits()
        free = np.flatnonzero((self.low < self.high) & ~self._open)
        ends = _ends(self.low[free], self.high[free], self.weights[free])
        for block in np.array_split(ends, 1 + len(ends) * self.most // _BLOCK):
            sizes = np.tile(self.low, (len(block), 1))
            sizes[:, free] = np.where(block, self.high[free], self.low[free])
            yield self._point(sizes[sizes.any(axis=1)])

    def limits(self) -> Iterator[Points]:
        """Yield, for each size without an upper bound, that it holds all, as in the limit.

        A corner where such a size is not the whole has it at its lower end.
        """
        for unit in np.flatnonzero(self._open):
            yield self._point(np.where(np.arange(self.most) == unit, 1.0, 0.0))

    @property
    def _open(self) -> BoolArray:
        return np.isinf(self.high)

    def _point(self, sizes: FloatArray) -> Points:
        return np.atleast_2d(sizes), self.weights[np.newaxis]

    def _at(self, levels: FloatArray) -> Iterator[Points]:
        for block in np.array_split(levels, 1 + len(levels) * self.most // _BLOCK):
            sizes = np.clip(np.outer(block, self.weights), self.low, self.high)
            yield self._point(sizes[sizes.any(axis=1)])

    def _levels(self) -> FloatArray:
        """Return, in order, every level at which a measure may turn on the path.

        That is where a bound starts or ceases to bind, and within a straight piece
        where the level is the mean by which a measure weighs the densities of the
        sizes that are held at their bounds. The concentration ratio and the Gini
        coefficient are ratios of linear functions on each piece, and turn at its ends
        only.
        """
        lowest, highest = self.low / self.weights, self.high / self.weights
        ends = np.union1d(lowest, highest[~self._open])
        levels = list(ends)
        for start, stop in pairwise([*ends, np.inf]):
            above = lowest >= stop
            held = above | (highest <= start)
            sizes = np.where(above, self.low, self.high)[held]
            inside = _means(sizes, self.weights[held])
            levels.extend(inside[(inside > start) & (inside < stop)])
        return np.sort(levels)

    def _level_of(self, total: float, levels: FloatArray) -> float:
        """Return the level at which the sizes add up to a total, or come nearest to it."""
        sums = np.clip(np.outer(levels, self.weights), self.low, self.high).sum(axis=1)
        return float(np.interp(total, sums, levels))


def _means(sizes: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the means of densities at which a measure may turn; none without sizes.

    One more unit at the level changes the Hoover index and Theil's L by nothing where
    the level is the arithmetic mean of the densities, the Herfindahl index where it is
    the mean weighted by size, Theil's T where it is the geometric mean so weighted.
    """
    total = sizes.sum()
    if not total:
        return np.empty(0)
    density = sizes / weights
    return np.array(
        [
            total / weights.sum(),
            (sizes * density).sum() / total,
            np.exp(special.xlogy(sizes, density).sum() / total),
        ]
    )


def _ends(low: FloatArray, high: FloatArray, weights: FloatArray) -> BoolArray:
    """Return which sizes are at their upper end, for each corner that may be the largest.

    Raises
    ------
    ValueError
        If there are too many.
    """
    follows = _only_with(low, high, weights)
    ends = np.ones((1, 0), dtype=bool)
    for unit in range(len(low)):
        up = ends[ends[:, follows[unit, :unit]].all(axis=1)]
        down = ends[~ends[:, follows[:unit, unit]].any(axis=1)]
        if (len(up) + len(down)) * (unit + 1) > _MOST_ENDS:
            raise ValueError(
                f"{len(low)} sizes are known only within bounds, and so many of the intervals "
                "lie inside one another that their ends have too many combinations; give some "
                "of the sizes exactly, or bounds of one width"
            )
        ends = np.vstack(
            [
                np.column_stack([up, np.ones(len(up), dtype=bool)]),
                np.column_stack([down, np.zeros(len(down), dtype=bool)]),
            ]
        )
    return ends


def _only_with(low: FloatArray, high: FloatArray, weights: FloatArray) -> BoolArray:
    """Return whether i (row) is at its upper end only where j (column) is.

    Let as much move from i, at its upper end, to j, at its lower one, as takes
    either to its other end. Densities change linearly with what has moved, so j
    is denser throughout, in the order in which the parts of the move are paired,
    if it is at both ends of the move.
    """
    width = high - low
    moved = np.minimum.outer(width, width)
    j_last = width < width[:, np.newaxis]  # the move takes j, not i, to its other end
    i_low = np.where(j_last, high[:, np.newaxis] - moved, low[:, np.newaxis])
    j_high = np.where(j_last, high, low + moved)
    across = weights * (1 - _ROUNDING)
    denser = (low * weights[:, np.newaxis] >= i_low * across) & (
        j_high * weights[:, np.newaxis] >= high[:, np.newaxis] * across
    )
    # Of units that are alike, the later follows the earlier.
    return denser & ~(denser.T & np.triu(np.ones_like(denser)))
