"""Numbers that are known exactly, approximately, or only within bounds."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of which the evidence fixes a lower and an upper bound.

    Arithmetic is interval arithmetic, which is exact as long as each quantity
    occurs once in an expression. Where one occurs twice, as in a share
    ``a / (a + b)``, use :func:`propagate`.

    Parameters
    ----------
    low, high : float
        The bounds, both attainable; ``-inf`` and ``inf`` where the evidence
        sets none. An exact number has ``low == high``.
    unit : str, optional
        Unit in which both bounds are expressed. Sums and differences need the
        same unit on both sides; a ratio of equal units has none.

    Raises
    ------
    ValueError
        If a bound is not a number or ``low`` exceeds ``high``.

    See Also
    --------
    propagate : bounds of any function that is monotone in each argument.

    References
    ----------
    .. [1] R. E. Moore, R. B. Kearfott and M. J. Cloud, *Introduction to
       Interval Analysis*, SIAM, 2009, chapters 2 and 5.
       https://doi.org/10.1137/1.9780898717716

    Examples
    --------
    >>> firms_1985 = Quantity(3695, 3695, "firms")
    >>> firms_2006 = Quantity(15001, math.inf, "firms")
    >>> firms_2006 / firms_1985
    Quantity(low=4.059810554803789, high=inf, unit='')
    """

    low: float
    high: float
    unit: str = ""

    def __post_init__(self) -> None:
        if math.isnan(self.low) or math.isnan(self.high):
            raise ValueError(f"a bound is not a number: low={self.low}, high={self.high}")
        if self.low > self.high:
            raise ValueError(f"low={self.low} exceeds high={self.high}; swap the bounds")

    @classmethod
    def exactly(cls, value: float, unit: str = "") -> Quantity:
        """Return a quantity whose two bounds are the same number.

        Examples
        --------
        >>> Quantity.exactly(183, "households")
        Quantity(low=183, high=183, unit='households')
        """
        return cls(value, value, unit)

    @property
    def is_exact(self) -> bool:
        """Whether both bounds are the same number."""
        return self.low == self.high

    def contains(self, value: float) -> bool:
        """Return whether a number lies within the bounds, ends included."""
        return self.low <= value <= self.high

    def overlaps(self, other: Quantity) -> bool:
        """Return whether some number satisfies both quantities.

        Raises
        ------
        ValueError
            If the units differ.
        """
        self._require_same_unit(other, "compare")
        return self.low <= other.high and other.low <= self.high

    def __add__(self, other: Quantity | float) -> Quantity:
        other = self._in_same_unit(other, "add")
        return Quantity(self.low + other.low, self.high + other.high, self.unit)

    def __sub__(self, other: Quantity | float) -> Quantity:
        other = self._in_same_unit(other, "subtract")
        return Quantity(self.low - other.high, self.high - other.low, self.unit)

    def __mul__(self, other: Quantity | float) -> Quantity:
        factor = _as_quantity(other)
        unit = "·".join(u for u in (self.unit, factor.unit) if u)
        corners = [_product(a, b) for a in (self.low, self.high) for b in (factor.low, factor.high)]
        return Quantity(min(corners), max(corners), unit)

    def __truediv__(self, other: Quantity | float) -> Quantity:
        divisor = _as_quantity(other)
        if divisor.contains(0):
            raise ZeroDivisionError(
                f"the divisor may be zero: it lies between {divisor.low} and {divisor.high}"
            )
        corners = [_ratio(a, b) for a in (self.low, self.high) for b in (divisor.low, divisor.high)]
        return Quantity(min(corners), max(corners), _unit_of_ratio(self.unit, divisor.unit))

    __radd__ = __add__
    __rmul__ = __mul__

    def _in_same_unit(self, other: Quantity | float, verb: str) -> Quantity:
        if isinstance(other, Quantity):
            self._require_same_unit(other, verb)
            return other
        return Quantity.exactly(_as_quantity(other).low, self.unit)

    def _require_same_unit(self, other: Quantity, verb: str) -> None:
        if self.unit != other.unit:
            raise ValueError(
                f"cannot {verb} {self.unit!r} and {other.unit!r}; convert one of them first"
            )


def propagate(
    function: Callable[..., float], *quantities: Quantity | float, unit: str = ""
) -> Quantity:
    """Return the exact bounds of a function of bounded quantities.

    The function is evaluated at every corner of the box that the bounds span.
    A function that is monotone in each argument (whatever the others are)
    attains its extremes at corners, so the result is exact even where an
    argument occurs several times in its formula. For a function with an
    interior extreme the result is too narrow: do not use it there.

    Parameters
    ----------
    function : callable
        Takes as many numbers as there are quantities and returns a number.
    *quantities : Quantity or float
        The arguments.
    unit : str, optional
        Unit of the result.

    Raises
    ------
    ValueError
        If the function is undefined at a corner, as a share is where its part
        and its whole are both unbounded.

    Examples
    --------
    A part of 20 to 30 beside a rest of 60 to 70 is a share of

    >>> propagate(lambda a, b: a / (a + b), Quantity(20, 30), Quantity(60, 70))
    Quantity(low=0.2222222222222222, high=0.3333333333333333, unit='')
    """
    boxes = [_as_quantity(q) for q in quantities]
    values = []
    for corner in itertools.product(*((q.low, q.high) for q in boxes)):
        value = float(function(*corner))
        if math.isnan(value):
            raise ValueError(f"the function is undefined at {corner}; give finite bounds")
        values.append(value)
    return Quantity(min(values), max(values), unit)


def rounding_bounds(value: float) -> tuple[float, float]:
    """Return the interval of numbers that a round figure may stand for.

    Half a unit of the last digit that is not zero, on either side: the book's
    one rule for what "about" means, here and in the data.

    Parameters
    ----------
    value : float
        The figure as printed; at most twelve significant digits.

    Raises
    ------
    ValueError
        If the value is zero or not finite.

    Examples
    --------
    >>> rounding_bounds(310_000)
    (305000.0, 315000.0)
    >>> rounding_bounds(5.95)
    (5.945, 5.955)
    """
    if value == 0 or not math.isfinite(value):
        raise ValueError(f"no rounding interval for {value}; state the bounds instead")
    figure = Decimal(f"{value:.11e}").normalize()
    half = Decimal(5).scaleb(int(figure.as_tuple().exponent) - 1)
    return float(figure - half), float(figure + half)


def stated_bounds(
    qualifier: str, value: float, *, whole: bool
) -> tuple[float | None, float | None]:
    """Return the bounds that a qualified number states, None where it states none.

    The book's one rule for what the words around a number mean. A printed range
    has no single number: it states its own two.

    Parameters
    ----------
    qualifier : str
        How the document qualifies the number.
    value : float
        The number as printed.
    whole : bool
        Whether only whole numbers are possible, so that more than 30 is at
        least 31.

    Raises
    ------
    KeyError
        If the qualifier states no bounds of its own.

    Examples
    --------
    >>> stated_bounds("more than", 30, whole=True)
    (31, None)
    >>> stated_bounds("about", 1.5, whole=False)
    (1.45, 1.55)
    """
    step = 1 if whole else 0
    if qualifier == "about":
        low, high = rounding_bounds(value)
        return (math.ceil(low), math.floor(high)) if whole else (low, high)
    return {
        "exact": (value, value),
        "at least": (value, None),
        "more than": (value + step, None),
        "at most": (None, value),
        "fewer than": (None, value - step),
    }[qualifier]


def _as_quantity(value: Quantity | float) -> Quantity:
    if isinstance(value, Quantity):
        return value
    if isinstance(value, str | bool) or not hasattr(value, "__float__"):
        raise TypeError(f"a Quantity combines with a Quantity or a number, not with {value!r}")
    return Quantity.exactly(value)


def _product(a: float, b: float) -> float:
    # A bound of zero times an open bound is zero: every attainable product is.
    return 0.0 if a == 0 or b == 0 else a * b


def _ratio(a: float, b: float) -> float:
    # x / y for ever larger y tends to zero; with x unbounded too, the supremum
    # and infimum are reached at the other corners.
    return 0.0 if math.isinf(b) else a / b


def _unit_of_ratio(numerator: str, denominator: str) -> str:
    if numerator == denominator:
        return ""
    return f"{numerator}/{denominator}" if denominator else numerator
