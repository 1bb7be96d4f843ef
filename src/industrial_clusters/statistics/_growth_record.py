"""Levels at dates, both within bounds, and what every study of their growth needs of them.

Growth is read from one kind of record, whatever is asked of it: here its years and levels
are read and checked, and turned into logarithms, lengths and ages. The small functions
that keep exponentials and logarithms within the range of numbers are here too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from industrial_clusters.evidence.quantity import Quantity
from industrial_clusters.statistics._inputs import FloatArray, Numbers, read_sizes

Years: TypeAlias = "Sequence[float | Quantity] | npt.NDArray[Any] | pd.Series[Any]"

# A limit is taken as reached where the curve differs from it by less than e^-40, and a
# curve as passing through a bound where it misses by no more than rounding.
FAR = 40.0
ROUNDING = 1e-9
TINY = 1e-12
VOID = 1e300


class Record(NamedTuple):
    """Levels at dates, in the order of the dates; both within bounds, shape ``(n,)``."""

    early: FloatArray
    late: FloatArray
    low: FloatArray
    high: FloatArray
    labels: pd.Index
    unit: str

    @property
    def years(self) -> FloatArray:
        """Return the dates where they are exact."""
        return self.early

    def part(self, chosen: npt.NDArray[Any]) -> Record:
        """Return the record at some of its dates."""
        return Record(
            self.early[chosen],
            self.late[chosen],
            self.low[chosen],
            self.high[chosen],
            self.labels[chosen],
            self.unit,
        )


def read_record(years: Years, levels: Numbers, *, dated: bool = True) -> Record:
    """Read levels and their dates; ``dated`` refuses dates that are known within bounds."""
    sizes = read_sizes(levels, "level")
    if isinstance(years, pd.Series) and isinstance(levels, pd.Series | Mapping):
        years = _aligned(years, sizes.labels)
    dates = list(years)
    if len(dates) != len(sizes.labels):
        raise ValueError(
            f"there are {len(dates)} years and {len(sizes.labels)} levels; give one year a level"
        )
    spans = [_date(date, label, dated) for date, label in zip(dates, sizes.labels, strict=True)]
    early, late = np.array(spans, dtype=float).T
    record = Record(early, late, sizes.low, sizes.high, sizes.labels, sizes.unit)
    return record.part(np.lexsort((late, early)))


def _aligned(years: pd.Series[Any], labels: pd.Index) -> pd.Series[Any]:
    missing = labels.difference(years.index, sort=False)
    surplus = years.index.difference(labels, sort=False)
    if len(missing) or len(surplus) or not years.index.is_unique:
        raise ValueError(
            f"years and levels must have the same labels once each: no year for {list(missing)}, "
            f"no level for {list(surplus)}"
        )
    return years.loc[labels]


def _date(date: Any, label: Any, dated: bool) -> tuple[float, float]:
    bounds = date if isinstance(date, Quantity) else Quantity.exactly(read_number(date, label))
    if not (math.isfinite(bounds.low) and math.isfinite(bounds.high)):
        raise ValueError(f"row {label!r}: the year is {date}; give a finite one")
    if dated and not bounds.is_exact:
        raise ValueError(
            f"row {label!r}: the year lies between {bounds.low} and {bounds.high}; curves are "
            "fitted at exact dates: fit at either end, or use constant_growth, which takes bounds"
        )
    return bounds.low, bounds.high


def read_number(value: Any, label: Any) -> float:
    if isinstance(value, str | bool | np.bool_) or not hasattr(value, "__float__"):
        raise TypeError(f"row {label!r}: the year is {value!r}; give a number or a Quantity")
    if math.isnan(value):
        raise ValueError(f"row {label!r}: the year is missing; give it, or leave the row out")
    return float(value)


def require_fraction(tolerance: float) -> None:
    if not 0 <= tolerance < math.inf:
        raise ValueError(f"the tolerance is {tolerance}; give a fraction from 0 on")


def log_bounds(record: Record) -> tuple[FloatArray, FloatArray]:
    zero = np.flatnonzero(record.high == 0)
    if zero.size:
        raise ValueError(
            f"row {record.labels[zero[0]]!r}: the level is zero, which no growth rate leads to; "
            "leave it out, or state what it may have been as a Quantity"
        )
    return quiet_log(record.low), quiet_log(record.high)


def record_span(record: Record) -> float:
    span = float(record.years[-1] - record.years[0])
    if span == 0:
        raise ValueError("all years are the same; growth needs two dates")
    return span


def launch_age(form: str, record: Record, launch: float | None) -> float:
    """Return the years from the launch to the last date; nothing for forms without one."""
    if form != "bass":
        if launch is not None:
            raise ValueError(f"the launch is {launch}, but only a Bass curve has one; leave it out")
        return math.nan
    if launch is None:
        raise ValueError("a Bass curve starts from nothing at its launch; give launch=, a year")
    if not launch < record.years[0]:
        raise ValueError(
            f"the launch is {launch}, not before the first year, {record.years[0]}; correct it, "
            "or leave out the levels until then"
        )
    return float(record.years[-1] - launch)


def quiet_log(values: Any) -> Any:
    with np.errstate(divide="ignore"):
        return np.log(values)


def capped_exp(exponent: Any) -> Any:
    """Return the exponential, short of overflow even when it is squared."""
    return np.exp(np.minimum(exponent, 300.0))


def unlimited_exp(exponent: float) -> float:
    return math.exp(exponent) if exponent < 700 else math.inf


def fall(rate: Any, time: Any) -> FloatArray:
    """Return by how much an exponential decay from one has fallen."""
    return np.asarray(-np.expm1(-rate * time))
