"""How numbers are worded: one way for every printed and every computed one."""

from __future__ import annotations

import calendar
import math
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

import pandas as pd

from industrial_clusters.evidence.quantity import Quantity
from industrial_clusters.evidence.tables import Observation, row

_QUALIFIER = {
    "exact": "",
    "about": "about ",
    "at least": "at least ",
    "more than": "more than ",
    "at most": "at most ",
    "fewer than": "fewer than ",
    "range": "",
}


def worded(observation: Observation, *, bare: bool = False) -> str:
    """Return an observation as the prose prints it: qualifier, number, unit.

    Parameters
    ----------
    observation : Observation
        The row to print.
    bare : bool, optional
        Leave the unit out, for a sentence that names it itself.

    Examples
    --------
    >>> from industrial_clusters.evidence import observation
    >>> worded(observation("yongkang-firms-2006"))
    'more than 15,000 firms'
    >>> worded(observation("yongkang-firms-2006"), bare=True)
    'more than 15,000'
    """
    if observation.value is None:
        number = _range(grouped(observation.quantity.low), grouped(observation.quantity.high))
    else:
        number = grouped(observation.value)
    unit = row("units", observation.quantity.unit)
    words = unit["singular"] if observation.value == 1 else unit["plural"]
    suffix = "" if (bare and words != "%") or not words else words if words == "%" else f" {words}"
    qualifier = _QUALIFIER[observation.qualifier]
    if unit["kind"] != "count":
        qualifier = qualifier.replace("fewer", "less")  # firms are few, money is little
    return f"{qualifier}{number}{suffix}"


def between(low: float, high: float, unit: str) -> str:
    """Return an amount as its bounds, with the plural of its unit.

    Parameters
    ----------
    low, high : float
        The bounds; nan where the evidence sets none.
    unit : str
        Identifier of the unit.

    Examples
    --------
    >>> between(75, 85, "arrests"), between(31, math.nan, "persons")
    ('75–85 arrests', 'at least 31 people')
    """
    words = row("units", unit)["plural"]
    if math.isnan(high):
        number = f"at least {grouped(low)}"
    elif math.isnan(low):
        number = f"at most {grouped(high)}"
    else:
        number = grouped(low) if low == high else _range(grouped(low), grouped(high))
    return f"{number} {words}".strip()


def formatted(
    value: Quantity | float, digits: int = 1, *, percent: bool = False, unit: str = ""
) -> str:
    """Return a computed number or bound for the prose.

    A bound prints as a range whose ends are rounded outwards, so that what is
    printed still contains everything that the evidence allows; an open bound
    prints as "at least" or "at most".

    Parameters
    ----------
    value : Quantity or float
        What was computed.
    digits : int, optional
        Digits after the decimal point.
    percent : bool, optional
        Print a fraction as a percentage.
    unit : str, optional
        Words to print after the number.

    Raises
    ------
    ValueError
        If nothing is known of the quantity: both its bounds are open, or the
        number is undefined.

    Examples
    --------
    >>> formatted(Quantity(0.0841, 0.0912), percent=True)
    '8.4–9.2%'
    >>> formatted(Quantity(4.06, math.inf))
    'at least 4.0'
    >>> formatted(1234.5678, 0, unit="firms")
    '1,235 firms'
    """
    factor = 100 if percent else 1
    suffix = "%" if percent else f" {unit}" if unit else ""
    if not isinstance(value, Quantity):
        return _rounded(value * factor, digits, ROUND_HALF_EVEN) + suffix
    if value.is_exact:
        return _rounded(value.low * factor, digits, ROUND_HALF_EVEN) + suffix
    if math.isinf(value.low) and math.isinf(value.high):
        raise ValueError("nothing is known of this quantity: say so in words")
    low = _rounded(value.low * factor, digits, ROUND_FLOOR)
    high = _rounded(value.high * factor, digits, ROUND_CEILING)
    if math.isinf(value.high):
        return f"at least {low}{suffix}"
    if math.isinf(value.low):
        return f"at most {high}{suffix}"
    return (low if low == high else _range(low, high)) + suffix


def grouped(number: float) -> str:
    """Return a number in full, its thousands set off by commas.

    Examples
    --------
    >>> grouped(868200.0), grouped(82.8)
    ('868,200', '82.8')
    """
    text = f"{Decimal(repr(float(number))):,f}".replace("-", "−")
    return text.rstrip("0").rstrip(".") if "." in text else text


def dated(start: str, end: str) -> str:
    """Return a period as the prose prints it, as precise as its two dates are.

    Parameters
    ----------
    start, end : str
        First and last date (year, month or day; negative years are BC); either
        may be empty.

    Examples
    --------
    >>> dated("1981-10", "1981-10"), dated("1990", "2004"), dated("2015", "")
    ('October 1981', '1990–2004', 'from 2015')
    >>> dated("-0500", "-0401")
    '500 BC–401 BC'
    """
    if start and end:
        return _day(start) if start == end else f"{_day(start)}–{_day(end)}"
    return f"from {_day(start)}" if start else f"until {_day(end)}" if end else ""


def citation(source: str) -> str:
    """Return the short form in which the prose cites a source.

    Examples
    --------
    >>> citation("luganne2016")
    'Lu and Ganne 2016'
    """
    cells = row("sources", source)
    surnames = [author.split(",")[0].strip() for author in cells["authors"].split(";") if author]
    name = " and ".join(surnames) if len(surnames) < 3 else f"{surnames[0]} and others"
    year = "" if pd.isna(cells["year"]) else f" {cells['year']}"
    return f"{name or cells['short_title'] or cells['title']}{year}"


def _day(date: str) -> str:
    before_christ, digits = date.startswith("-"), date.lstrip("-")
    year, month, day = [*digits.split("-"), "", ""][:3]
    words = [str(int(day)) if day else "", calendar.month_name[int(month)] if month else ""]
    named = f"{int(year)} BC" if before_christ else year
    return " ".join([*filter(None, words), named])


def _rounded(value: float, digits: int, rounding: str) -> str:
    if math.isnan(value):
        raise ValueError("this number is undefined (nan): say so in words")
    if math.isinf(value):
        return "∞"
    # The float's last bits must not show: 0.07 * 100 would print as 7.1, and
    # 0.3 - 0.1 - 0.2 as -0.1, where ends are rounded outwards.
    exact = Decimal(f"{round(float(value), 12):.13e}")
    # Adding zero makes the zero of -0.04 an unsigned one.
    shown = exact.quantize(Decimal(1).scaleb(-digits), rounding=rounding) + 0
    return f"{shown:,f}".replace("-", "−")


def _range(low: str, high: str) -> str:
    return f"{low}–{high}" if not low.startswith("−") else f"{low} to {high}"
