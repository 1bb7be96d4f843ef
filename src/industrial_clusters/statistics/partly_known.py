"""Sizes of which only some, or only a sum, are known, with the total and the number of units.

A document that names four firms of a zone of thousands, and what they sell together, says
much about concentration and not everything. Each class below states what it says; the
measures of :mod:`industrial_clusters.statistics.concentration` take it in the place of sizes
and return the sharpest bounds that follow.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from industrial_clusters.evidence.quantity import Quantity
from industrial_clusters.statistics._box import Box, Points
from industrial_clusters.statistics._inputs import FloatArray, Numbers, read_sizes

# Relative difference below which two sums are one: that of rounding.
_ROUNDING = 1e-12

# Known sizes within bounds, where each doubles the number of corners to try.
_MOST_BOUNDED = 10


@dataclass(frozen=True, slots=True, eq=False)
class PartlyKnown:
    """Sizes of some units, the total, and how many units there are.

    Parameters
    ----------
    known : sequence, mapping, array or pandas.Series
        Sizes of some units, numbers or Quantities, in the unit of the total: any
        amount, or shares. Where only the sum of the leading sizes is known, use
        :class:`LeadingShare`.
    total : float or Quantity
        Sum of all sizes: an amount, or 1 or 100 where sizes are shares.
    count : int or Quantity
        Number of units, the known ones included.
    largest : bool, optional
        Whether the known ones are the largest, so that no other exceeds any of
        them. If not, the others may be of any size.

    Raises
    ------
    ValueError
        If no sizes fit: the known ones add up to more than the total or are more
        than there are units, or the others cannot make up the rest; if the count
        is not whole, or it or the total has no upper bound; if more than ten known
        sizes are bounded and may leave no rest or need not be the largest; or for what
        is refused of sizes anywhere.

    Notes
    -----
    For a given rest of the total, the most even configuration shares it equally
    among the other units. The most uneven one makes as many of them as possible as
    large as the smallest known unit, one takes what is left, and those beyond
    vanish; where the known ones need not be the largest, one takes all the rest. The
    first is majorised by every other division of the rest and the second majorises
    every other, and that remains so when the known sizes are added [1]_: *every*
    measure that respects the Lorenz order has its bounds there. A size that vanishes
    is approached and not reached where every unit must have some.

    With a total or sizes within bounds, the smallest value has the known sizes and
    the equal rest as near to one level as their bounds allow; one search along that
    level finds it. For the largest, move size from an other unit to a known one that is
    no smaller: the measure does not fall, and no cap is broken. So either the known
    sizes are at their upper ends, with the most uneven rest, or there is no rest, with
    the known sizes at their ends but for one that takes up the total. The rest is at one
    of its bounds or is a whole number of units at the cap, as a quasi-convex measure
    has no larger value in between. One more unit can vanish, which lowers no measure of
    concentration: the largest value belongs to the largest count. The smallest is
    searched over all counts. (Where the known sizes need not be the largest, the unit
    that takes all the rest may exceed them, and each is at either of its ends.)

    References
    ----------
    .. [1] A. W. Marshall, I. Olkin and B. C. Arnold, *Inequalities: Theory of
       Majorization and Its Applications*, 2nd edition, Springer, 2011, chapter 5.
       https://doi.org/10.1007/978-0-387-68276-1

    Examples
    --------
    Two of twenty firms hold 30 and 20 per cent, and no other holds more:

    >>> from industrial_clusters.statistics.concentration import herfindahl
    >>> index = herfindahl(PartlyKnown([30, 20], total=100, count=20))
    >>> round(index.low, 4), round(index.high, 4)
    (0.1439, 0.22)

    The bounds are those of 18 equal firms, and of two more with 20 and one with 10:

    >>> round(0.3**2 + 0.2**2 + 0.5**2 / 18, 4), round(0.3**2 + 3 * 0.2**2 + 0.1**2, 4)
    (0.1439, 0.22)
    """

    known: Numbers
    total: float | Quantity
    count: int | Quantity
    largest: bool = True

    def __post_init__(self) -> None:
        """Refuse what no sizes fit."""
        self._counts()

    @property
    def most(self) -> int:
        """Return the largest number of units that there can be."""
        return _whole_bounds(self.count)[1]

    def even_points(self) -> Iterator[Points]:
        """Yield the known sizes beside an equal rest, at each rest that may be least."""
        low, high = self._known()
        cap = high.min() if self.largest else self._total()[1]
        for count in self._counts():
            rest = np.array([count - len(low)] if count > len(low) else [], dtype=float)
            box = Box(
                np.append(low, 0 * rest),
                np.append(high, cap * rest),
                np.append(np.ones(len(low)), rest),
            )
            yield from box.even_points_of(*self._total())

    def uneven_points(self) -> Iterator[Points]:
        """Yield the known sizes beside a heaped rest, or alone."""
        low, high = self._known()
        others = self.most - len(low)
        for sizes in (high,) if self.largest else _corners(low, high):
            for rest in self._rests(sizes, others):
                yield _beside(sizes, *_heaped(rest, self._cap(high), others))
        if high.sum() > self._total()[0]:
            for sizes in self._filling_the_total(low, high):
                yield _beside(sizes, [0.0], [others])

    def _rests(self, sizes: FloatArray, others: int) -> tuple[float, ...]:
        """Return what is left beside some sizes, at its bounds and where it fills units."""
        smallest, largest = self._total()
        cap = self._cap(sizes)
        low = max(smallest - sizes.sum(), 0.0)
        high = min(largest - sizes.sum(), others * cap if others else 0.0)
        if low > high + _ROUNDING * largest:
            return ()
        full = _multiples(cap, others)
        return (low, max(low, high), *full[(full > low) & (full < high)])

    def _filling_the_total(self, low: FloatArray, high: FloatArray) -> Iterator[FloatArray]:
        """Yield the corners of the known sizes that make up the total and leave no rest."""
        smallest, largest = self._total()
        for sizes in _corners(low, high):
            if smallest <= sizes.sum() <= largest:
                yield sizes
            for unit, total in product(np.flatnonzero(low < high).tolist(), (smallest, largest)):
                size = total - np.delete(sizes, unit).sum()
                if low[unit] < size < high[unit]:
                    yield np.where(np.arange(len(sizes)) == unit, size, sizes)

    def _cap(self, sizes: FloatArray) -> float:
        return float(sizes.min()) if self.largest else math.inf

    def _known(self) -> tuple[FloatArray, FloatArray]:
        """Return bounds of the known sizes, none of which can exceed the total."""
        known = read_sizes(self.known)
        return known.low, np.minimum(known.high, self._total()[1])

    def _total(self) -> tuple[float, float]:
        total = self.total if isinstance(self.total, Quantity) else Quantity.exactly(self.total)
        if not (total.high > 0 and 0 <= total.low <= total.high < math.inf):
            raise ValueError(
                f"the total lies between {total.low} and {total.high}; "
                "give it, or finite bounds of zero or more"
            )
        return float(total.low), float(total.high)

    def _counts(self) -> range:
        """Return the counts with which some sizes fit."""
        known = read_sizes(self.known)
        _refuse_clash_of_units(known.unit, self.total)
        low, high = self._known()
        smallest, largest = self._total()
        bounded = int((low < high).sum())
        if bounded > _MOST_BOUNDED and (high.sum() > smallest or not self.largest):
            raise ValueError(
                f"{bounded} known sizes are bounded, and which of them are large is open in too "
                f"many ways; give all but {_MOST_BOUNDED} exactly"
            )
        fewest, most = _whole_bounds(self.count)
        if most < len(low):
            raise ValueError(
                f"{len(low)} sizes are known, of at most {most} units; raise the count"
            )
        if low.sum() > largest * (1 + _ROUNDING):
            raise ValueError(
                f"the known sizes add up to at least {low.sum()}, more than the total of "
                f"{largest}; correct one of them"
            )
        rest = smallest * (1 - _ROUNDING) - high.sum()
        if rest <= 0:
            return range(max(fewest, len(low)), most + 1)
        needed = math.ceil(rest / high.min()) if self.largest and high.min() else 1
        if needed > most - len(low) or (self.largest and not high.min()):
            raise ValueError(
                f"the other {most - len(low)} units, none larger than {high.min()}, cannot make "
                f"up the rest of at least {smallest - high.sum()}; raise the count, or give "
                "largest=False if others may be larger"
            )
        return range(max(fewest, len(low) + needed), most + 1)


@dataclass(frozen=True, slots=True)
class LeadingShare:
    """What a number of units hold together, and how many units there are.

    Parameters
    ----------
    number : int
        How many units the share is of.
    share : float or Quantity
        What they hold of the total, from 0 to 1.
    count : int or Quantity
        Number of all units, these included.
    largest : bool, optional
        Whether they are the largest units, so that the share is a concentration
        ratio. If not, each may be of any size, and so may the others.

    Raises
    ------
    ValueError
        If the share lies outside 0 to 1 or is too small for that of the largest
        units; if there are fewer units than the share is of; if a count is not
        whole or has no upper bound.

    Notes
    -----
    With share a of k units among n, the most even configuration gives a / k to each
    of the k and (1 - a) / (n - k) to each other, with a as near to k / n as its bounds
    allow: it is majorised by every other [1]_.

    If they are the largest, let c be the smallest of them. The most uneven
    configuration for this c has one of a - (k - 1) c, k - 1 of c, and the rest heaped
    into as many of c as it holds and one remainder. Between the values of c at which
    the rest holds a whole number of c this is a straight line, so that a
    quasi-convex measure is largest at one of these, or where all of the k are equal.
    (No one c is the worst for every measure: a larger leader leaves smaller
    followers.) The share is at one of its bounds, or all units that do not vanish are
    equal. If they need not be the largest, one of the k and one of the others hold
    all.

    Units beyond vanish, which is approached and not reached where each must have some
    size. The largest value belongs to the largest count; the smallest is searched
    over all counts. What a concentration ratio says of the Herfindahl index has been
    asked before [2]_.

    References
    ----------
    .. [1] A. W. Marshall, I. Olkin and B. C. Arnold, *Inequalities: Theory of
       Majorization and Its Applications*, 2nd edition, Springer, 2011, chapter 5.
       https://doi.org/10.1007/978-0-387-68276-1
    .. [2] T. O. Kvålseth, "Relationship between concentration ratio and
       Herfindahl-Hirschman index: a re-examination based on majorization theory",
       *Heliyon* 4(10), 2018, e00846. https://doi.org/10.1016/j.heliyon.2018.e00846

    Examples
    --------
    The four largest of some 4,500 firms make about half of the output:

    >>> from industrial_clusters.statistics.concentration import herfindahl
    >>> zone = LeadingShare(4, Quantity(0.45, 0.55), Quantity(4000, 5000))
    >>> index = herfindahl(zone)
    >>> round(index.low, 4), round(index.high, 4)
    (0.0507, 0.3022)
    """

    number: int
    share: float | Quantity
    count: int | Quantity
    largest: bool = True

    def __post_init__(self) -> None:
        """Refuse what no sizes fit."""
        self._counts()

    @property
    def most(self) -> int:
        """Return the largest number of units that there can be."""
        return _whole_bounds(self.count)[1]

    def even_points(self) -> Iterator[Points]:
        """Yield equal leaders beside equal others, for each count."""
        count = np.array(self._counts())
        share = np.clip(self.number / count, *self._share())
        yield (
            np.column_stack([share, 1 - share]),
            np.column_stack([np.full(len(count), self.number), count - self.number]),
        )

    def uneven_points(self) -> Iterator[Points]:
        """Yield the corners of the set of possible shares."""
        low, high = self._share()
        others = self.most - self.number
        if not self.largest:
            for share in (low if others else 1.0, high):
                used = min(others, 1)
                yield _beside(np.array([share]), [1 - share, 0.0], [used, self.most - 1 - used])
            return
        lowest = max(low, self.number / self.most)
        for share in (lowest, high):
            yield from self._with_share(share, others)
        equal = np.arange(self.number, self.most + 1)
        equal = equal[(equal * low < self.number) & (self.number < equal * high)]
        yield (
            np.column_stack([np.ones(len(equal)), np.zeros(len(equal))]),
            np.column_stack([equal, self.most - equal]),
        )

    def _with_share(self, share: float, others: int) -> Iterator[Points]:
        """Yield the corners with one share of the largest units."""
        equal = share / self.number
        sizes, weights = _heaped(1 - share, equal, others)
        yield _beside(np.full(self.number, equal), sizes, weights)
        number = np.arange(1, max(others, 1) + 1)
        number = number[(1 - share) / number <= equal]
        alike = self.number - 1 + np.minimum(number, others)
        together = alike * (1 - share) / number
        yield (
            np.column_stack([1 - together, together, np.zeros(len(number))]),
            np.column_stack([np.ones(len(number)), alike, self.most - 1 - alike]),
        )

    def _share(self) -> tuple[float, float]:
        share = self.share if isinstance(self.share, Quantity) else Quantity.exactly(self.share)
        if not 0 <= share.low <= share.high <= 1:
            raise ValueError(
                f"the share lies between {share.low} and {share.high}; "
                "give a fraction of the total, from 0 to 1"
            )
        return float(share.low), float(share.high)

    def _counts(self) -> range:
        """Return the counts with which some shares fit."""
        number, (fewest, most) = self.number, _whole_bounds(self.count)
        _, high = self._share()
        if number < 1 or number % 1:
            raise ValueError(f"the share is of {number} units; give a whole number from 1 on")
        if most < number:
            raise ValueError(
                f"the share is of {number} units, of at most {most} in all; raise the count"
            )
        needed = number if high == 1 else number + 1
        if self.largest:
            needed = math.ceil(number / high * (1 - _ROUNDING)) if high else most + 1
        if needed > most:
            raise ValueError(
                f"the {number}{' largest' * self.largest} of {most} units hold at least "
                f"{number / most} of the total, and the share is at most {high}; "
                "correct one of them"
            )
        return range(max(fewest, needed), most + 1)


def _whole_bounds(count: int | Quantity) -> tuple[int, int]:
    bounds = count if isinstance(count, Quantity) else Quantity.exactly(count)
    if bounds.high == math.inf:
        raise ValueError(
            "the count has no upper bound; give the largest that is possible (the bounds hardly "
            "change with it where the measure is not relative to the count)"
        )
    if bounds.low < 1 or bounds.low % 1 or bounds.high % 1:
        raise ValueError(
            f"the count lies between {bounds.low} and {bounds.high}; give whole numbers from 1 on"
        )
    return int(bounds.low), int(bounds.high)


def _refuse_clash_of_units(unit: str, total: float | Quantity) -> None:
    other = str(total.unit) if isinstance(total, Quantity) else ""
    if unit and other and unit != other:
        raise ValueError(
            f"the known sizes are in {unit!r} and the total in {other!r}; convert one of them first"
        )


def _corners(low: FloatArray, high: FloatArray) -> Iterator[FloatArray]:
    for ends in product(*(sorted({*pair}) for pair in zip(low, high, strict=True))):
        yield np.array(ends)


def _multiples(cap: float, most: int) -> FloatArray:
    """Return what 0, 1, 2, ... units at the cap add up to; nothing but 0 where that is all."""
    return cap * np.arange(most + 1.0) if 0 < cap < math.inf else np.zeros(1)


def _heaped(rest: float, cap: float, others: int) -> tuple[list[float], list[float]]:
    """Return the most uneven division of the rest, as sizes and numbers of equal units."""
    full = min(math.floor(rest / cap * (1 + _ROUNDING)), others) if 0 < cap < math.inf else 0
    remainder = max(rest - full * cap, 0.0) if full else rest
    used = min(others - full, 1)
    return [full * cap if full else 0.0, remainder * used, 0.0], [full, used, others - full - used]


def _beside(known: FloatArray, sizes: list[float] | FloatArray, weights: list[float]) -> Points:
    """Return a point of the known units and groups of others."""
    return (
        np.append(known, sizes)[np.newaxis],
        np.append(np.ones(len(known)), weights)[np.newaxis],
    )
