"""What the parameter sets of the models have in common: checks and shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]
BoolArray: TypeAlias = NDArray[np.bool_]

Values: TypeAlias = float | FloatArray
"""One number for all draws, or an array with one number a draw."""


class Range(NamedTuple):
    """The closed interval in which a parameter makes sense, and its unit."""

    low: float
    high: float
    unit: str


def check_ranges(parameters: object, ranges: Mapping[str, Range]) -> None:
    """Raise if a parameter leaves its range or is not a number.

    Parameters
    ----------
    parameters : object
        Has an attribute for each name in `ranges`.
    ranges : mapping of str to Range
        Allowed interval of each parameter, ends included.

    Raises
    ------
    ValueError
        Names the parameter, the first offending value, the range, and what to
        do.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> check_ranges(SimpleNamespace(share=1.5), {"share": Range(0, 1, "of firms")})
    Traceback (most recent call last):
        ...
    ValueError: share = 1.5 lies outside 0 to 1 (of firms); draw it from that range
    """
    for name, (low, high, unit) in ranges.items():
        values = np.atleast_1d(np.asarray(getattr(parameters, name), dtype=np.float64))
        # Written so that a NaN, which compares false with everything, fails.
        bad = ~((values >= low) & (values <= high))
        if bad.any():
            raise ValueError(
                f"{name} = {values[bad][0]:g} lies outside {low:g} to {high:g} ({unit}); "
                "draw it from that range"
            )


def number_of_draws(parameters: object, names: Iterable[str]) -> int:
    """Return how many draws a parameter set holds.

    Raises
    ------
    ValueError
        If two parameters hold different numbers of draws, or one is a table.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> number_of_draws(SimpleNamespace(a=0.5, b=np.array([1.0, 2.0, 3.0])), ["a", "b"])
    3
    """
    draws, first = 1, ""
    for name in names:
        shape = np.shape(getattr(parameters, name))
        if not shape:
            continue
        if len(shape) > 1 or shape[0] == 0:
            raise ValueError(f"{name} has shape {shape}; give a number or one number a draw")
        if first and shape[0] != draws:
            raise ValueError(
                f"{name} holds {shape[0]} draws but {first} holds {draws}; "
                "give arrays of one length"
            )
        draws, first = shape[0], name
    return draws


def check_whole(name: str, value: int, low: int) -> None:
    """Raise if a setting is not a whole number of at least `low`.

    Raises
    ------
    ValueError
        Names the setting, its value, and the least value allowed.

    Examples
    --------
    >>> check_whole("firms", 0, 1)
    Traceback (most recent call last):
        ...
    ValueError: firms = 0; give a whole number of at least 1
    """
    if value != int(value) or value < low:
        raise ValueError(f"{name} = {value}; give a whole number of at least {low}")


def check_years(first_year: int, last_year: int) -> None:
    """Raise if the last year simulated precedes the first.

    Raises
    ------
    ValueError
        Names both years.

    Examples
    --------
    >>> check_years(2008, 2007)
    Traceback (most recent call last):
        ...
    ValueError: last_year = 2007 precedes first_year = 2008; swap them
    """
    if last_year < first_year:
        raise ValueError(f"last_year = {last_year} precedes first_year = {first_year}; swap them")


def as_column(values: Values) -> FloatArray:
    """Return a parameter with draws down the rows, to meet agents along them.

    Examples
    --------
    >>> as_column(np.array([1.0, 2.0])).shape
    (2, 1)
    """
    return np.asarray(values, dtype=np.float64).reshape(-1, 1)


def as_row(values: Values, draws: int) -> FloatArray:
    """Return a parameter as one number a draw.

    Examples
    --------
    >>> as_row(0.5, 3)
    array([0.5, 0.5, 0.5])
    """
    return np.broadcast_to(np.asarray(values, dtype=np.float64), (draws,))
