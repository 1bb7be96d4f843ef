"""What the measures accept, and what they refuse, naming the row and the remedy.

Every measure reads its numbers here. A number may be exact or a
:class:`~industrial_clusters.evidence.quantity.Quantity`; missing, negative and
non-numeric values, repeated labels and sums of zero are refused, never dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from industrial_clusters.evidence.quantity import Quantity

FloatArray: TypeAlias = npt.NDArray[np.float64]
Numbers: TypeAlias = "Sequence[float | Quantity] | Mapping[Any, float | Quantity] | npt.NDArray[Any] | pd.Series[Any]"  # noqa: E501
NumberTable: TypeAlias = "pd.DataFrame | npt.NDArray[Any] | Sequence[Sequence[float | Quantity]]"


@dataclass(frozen=True, slots=True, eq=False)
class Sizes:
    """Numbers in a row: bounds of shape ``(n,)`` and their labels; one array where exact."""

    low: FloatArray
    high: FloatArray
    labels: pd.Index
    unit: str

    @property
    def is_exact(self) -> bool:
        """Whether every number is exact."""
        return self.low is self.high


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Numbers by row and column: bounds of shape ``(rows, columns)``; one array where exact."""

    low: FloatArray
    high: FloatArray
    rows: pd.Index
    columns: pd.Index
    unit: str

    @property
    def is_exact(self) -> bool:
        """Whether every number is exact."""
        return self.low is self.high


def read_sizes(values: Numbers, what: str = "size") -> Sizes:
    """Read numbers of zero or more, at least one of which may be positive.

    Parameters
    ----------
    values : sequence, mapping, array or pandas.Series
        Numbers, Quantities, or both; a Series or mapping brings labels.
    what : str, optional
        What one of them is called in an error.

    Raises
    ------
    ValueError, TypeError
        If a value is missing, negative, infinite without being a bound, or no
        number; if units or labels clash; if all are zero or there are none.
    """
    series = values if isinstance(values, pd.Series) else as_series(values, what)
    refuse_repeated(series.index, what)
    low, high, unit = _bounds(series.to_numpy(), what, lambda place: _row(series.index, place[0]))
    if not len(low):
        raise ValueError(f"there is no {what}; give at least one number")
    if not high.any():
        raise ValueError(f"every {what} is zero; give at least one above zero")
    return Sizes(low, high, series.index, unit)


def read_table(
    data: NumberTable,
    rows: str = "region",
    columns: str = "industry",
    what: str = "value",
    *,
    empty: bool = False,
) -> Table:
    """Read a table of numbers of zero or more, without empty rows or columns.

    Parameters
    ----------
    data : pandas.DataFrame, 2-D array or nested sequence
        Numbers, Quantities, or both.
    rows, columns, what : str, optional
        What a row, a column and a cell are called in an error.
    empty : bool, optional
        Whether rows and columns may be zero throughout, as where an industry died.

    Raises
    ------
    ValueError, TypeError
        If a cell is missing, negative, infinite without being a bound, or no
        number; if units or labels clash; if a row or a column is zero throughout.
    """
    frame = data if isinstance(data, pd.DataFrame) else _frame(data)
    for labels, axis in ((frame.index, rows), (frame.columns, columns)):
        refuse_repeated(labels, axis)
        if not len(labels):
            raise ValueError(f"the table has no {axis}; give at least one")

    def place(cell: tuple[int, ...]) -> str:
        return f"{rows} {frame.index[cell[0]]!r}, {columns} {frame.columns[cell[1]]!r}"

    low, high, unit = _bounds(_cells(frame), what, place)
    for across, labels, name in ((1, frame.index, rows), (0, frame.columns, columns)):
        zero = np.flatnonzero(high.sum(across) == 0)
        if zero.size and not empty:
            raise ValueError(
                f"{name} {labels[zero[0]]!r}: every {what} is zero, so that it has no shares; "
                f"leave the {name} out"
            )
    return Table(low, high, frame.index, frame.columns, unit)


def require_choice(name: str, value: object, choices: Iterable[object], remark: str = "") -> None:
    """Refuse an option that is none of those offered by name; a remark ends the message."""
    offered = tuple(choices)
    if value not in offered:
        names = ", ".join(map(repr, offered))
        raise ValueError(f"{name} is {value!r}; choose one of {names}{remark}")


def as_series(values: Numbers, what: str) -> pd.Series[Any]:
    """Return numbers as a Series, labelled by the keys of a mapping, else by their position."""
    if isinstance(values, Mapping):
        return pd.Series(list(values.values()), index=pd.Index(list(values)), dtype=object)
    array = values if isinstance(values, np.ndarray) else np.array(list(values), dtype=object)
    if array.ndim != 1:
        raise ValueError(f"expected one {what} after another, not an array of shape {array.shape}")
    return pd.Series(array)


def _frame(data: NumberTable) -> pd.DataFrame:
    array = data if isinstance(data, np.ndarray) else np.array(data, dtype=object)
    if array.ndim != 2:
        raise ValueError(f"expected rows and columns, not an array of shape {array.shape}")
    return pd.DataFrame(array, copy=False)  # only read, and a copy takes longer than the check


def _cells(frame: pd.DataFrame) -> npt.NDArray[Any]:
    """Return the cells as floats where all columns hold numbers, else as they are."""
    numeric = all(
        pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind)
        for kind in set(frame.dtypes)
    )
    return frame.to_numpy(dtype=float, na_value=np.nan) if numeric else frame.to_numpy(dtype=object)


def _bounds(cells: npt.NDArray[Any], what: str, place: Any) -> tuple[FloatArray, FloatArray, str]:
    """Return lower and upper bounds of the cells (one array where exact) and their unit."""
    if cells.dtype.kind in "iuf":
        low = high = np.asarray(cells, dtype=float)
        unit = ""
    else:
        quantities = np.empty(cells.shape, dtype=object)
        for at in np.ndindex(cells.shape):
            quantities[at] = as_quantity(cells[at], what, place, at)
        unit = one_unit(quantities, place)
        low = np.array([q.low for q in quantities.flat], dtype=float).reshape(cells.shape)
        high = np.array([q.high for q in quantities.flat], dtype=float).reshape(cells.shape)
        if np.array_equal(low, high):
            high = low
    if low.size and not (low.min() >= 0 and low.max() < np.inf):
        at = tuple(np.argwhere(~((low >= 0) & (low < np.inf)))[0])
        raise ValueError(f"{place(at)}: {_fault(float(low[at]), what)}")
    return low, high, unit


def _fault(value: float, what: str) -> str:
    if np.isnan(value):
        return (
            f"the {what} is missing; give it, or what is known of it as a Quantity, "
            "or leave the row out"
        )
    if value < 0:
        return f"the {what} is {value}; it cannot be negative: correct it"
    return f"the {what} is infinite; give a number, or Quantity(low, inf) for an open bound"


def as_quantity(value: Any, what: str, place: Any, at: tuple[int, ...]) -> Quantity:
    """Return a number as a Quantity, refusing what is missing or no number."""
    if isinstance(value, Quantity):
        return value
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        raise ValueError(f"{place(at)}: {_fault(np.nan, what)}")
    if isinstance(value, bool | np.bool_) or not (
        isinstance(value, Real) or hasattr(value, "as_tuple")
    ):
        raise TypeError(
            f"{place(at)}: the {what} is {value!r}, which is no number; give a number or a Quantity"
        )
    return Quantity.exactly(float(value))


def one_unit(quantities: npt.NDArray[Any], place: Any) -> str:
    """Return the unit that all share; plain numbers are read in the unit of the others."""
    unit = ""
    for at, quantity in np.ndenumerate(quantities):
        other = str(quantity.unit)
        if unit and other and other != unit:
            raise ValueError(
                f"{place(at)}: the unit is {other!r}, elsewhere {unit!r}; convert one of them first"
            )
        unit = unit or other
    return unit


def refuse_repeated(labels: pd.Index, axis: str) -> None:
    """Refuse labels of which one occurs more than once."""
    if not labels.is_unique:
        first = labels[labels.duplicated()][0]
        raise ValueError(
            f"{axis} {first!r} occurs {int((labels == first).sum())} times; "
            "add its rows up, or give each its own name"
        )


def _row(labels: pd.Index, position: int) -> str:
    return f"row {labels[position]!r}"
