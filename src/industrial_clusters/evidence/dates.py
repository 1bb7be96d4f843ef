"""Dates of the data as numbers: years, decimal years, and the years in which something began."""

from __future__ import annotations

import math

import pandas as pd

from industrial_clusters.evidence.quantity import Quantity
from industrial_clusters.evidence.tables import address, row

# Where in its decade, or how near its year, a stage may begin.
_WITHIN = {"decade": (0, 9), "about": (-1, 1)}


def year(date: object) -> float:
    """Return the year of a date, negative for BC; missing where there is none.

    Parameters
    ----------
    date : object
        A year, month or day as the data have it, a text or a whole number; or nothing.

    Examples
    --------
    >>> year("1996-05"), year("-0500"), year(1996)
    (1996.0, -500.0, 1996.0)
    """
    parts = _parts(date)
    return float(parts[0]) if parts else math.nan


def begins(date: object) -> float:
    """Return the start of a year, month or day as a decimal year; missing where there is none.

    A day counts as its month.

    Examples
    --------
    >>> begins("2013-07"), begins("-0500")
    (2013.5, -500.0)
    """
    parts = _parts(date)
    if parts is None:
        return math.nan
    return parts[0] + (max(parts[1], 1) - 1) / 12


def ends(date: object) -> float:
    """Return the end of a year, month or day as a decimal year; missing where there is none.

    A day counts as its month.

    Examples
    --------
    >>> ends("2013-06"), ends("2013")
    (2013.5, 2014.0)
    """
    parts = _parts(date)
    if parts is None:
        return math.nan
    return parts[0] + (parts[1] or 12) / 12


def began(where: str) -> Quantity:
    """Return the years in which an event lies, or with which a stage may begin.

    Parameters
    ----------
    where : str
        Address of a row of ``events`` or ``stages``, such as ``"stages/junpu-development-1"``.

    Examples
    --------
    >>> began("events/xixia-friends-late-1980s")
    Quantity(low=1985.0, high=1989.0, unit='')
    >>> began("stages/yongkang-development-1")  # dated by its decade
    Quantity(low=1980.0, high=1989.0, unit='')
    """
    table, identifier = address(where)
    cells = row(table, identifier)
    if table == "events":
        return between_years(cells["date_start"], cells["date_end"])
    first = year(cells["start"])
    early, late = _WITHIN.get(cells["precision"], (0, 0))
    return Quantity(first + early, first + late)


def between_years(first: object, last: object) -> Quantity:
    """Return the years from one date to another; each stands for the other where one is empty.

    Examples
    --------
    >>> between_years("1985", ""), between_years("1985", "1989-05")
    (Quantity(low=1985.0, high=1985.0, unit=''), Quantity(low=1985.0, high=1989.0, unit=''))
    """
    low, high = year(first), year(last)
    return Quantity(high if math.isnan(low) else low, low if math.isnan(high) else high)


def _parts(date: object) -> tuple[int, int] | None:
    """Return year and month, 0 for a date without one; None without a date."""
    if pd.isna(date) or date == "":  # type: ignore[call-overload]
        return None
    text = str(date)
    sign = -1 if text.startswith("-") else 1
    found, month, *_ = [*text.lstrip("-").split("-"), "0"]
    return sign * int(found), int(month)
