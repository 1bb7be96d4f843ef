"""Zhejiang's clusters in the table of Lu and Ganne: what it counts, and what follows.

The table gives the number of clusters in four years, their output, their share
in the province's, and how many produce 1 to 5, 5 to 10 and over 10 billion yuan.
Li and Gao give the threshold from which a cluster is counted.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd

from industrial_clusters.evidence import Quantity, quantity
from industrial_clusters.statistics.grouped_counts import GroupedCounts, total_bounds
from industrial_clusters.statistics.grouped_fits import (
    fit_lognormal,
    fit_pareto,
    implied_mean,
    survival,
)
from industrial_clusters.statistics.growth import GrowthDecomposition, decompose_growth

TABLE_YEARS = (1996, 2000, 2003, 2004)

# The output, in billion yuan, above which a cluster is counted: the report of 2005
# states it for the counts of 2000; for the other years it is an assumption.
THRESHOLD = quantity("zhejiang-report-cluster-threshold-2005").low / 1000

_CLASSES = ("under 1 billion", "1 to 5 billion", "5 to 10 billion", "over 10 billion")
_COUNTED = ("1-5bn", "5-10bn", "over-10bn")


def size_classes(year: int, minimum: float | None = None) -> GroupedCounts:
    """Return the clusters of a year by class of output, in billion yuan.

    Parameters
    ----------
    year : int
        1996, 2000, 2003 or 2004.
    minimum : float, optional
        Output above which a cluster counts. With it, the clusters that the
        table's three classes leave out form a class of their own.

    Examples
    --------
    >>> size_classes(1996).counts
    (91, 13, 4)
    >>> size_classes(1996, minimum=THRESHOLD).counts
    (198, 91, 13, 4)
    """
    counts = tuple(int(quantity(f"zhejiang-clusters-{size}-{year}").low) for size in _COUNTED)
    edges = (1.0, 5.0, 10.0, float("inf"))
    if minimum is None:
        return GroupedCounts(edges, counts, "billion-yuan")
    rest = int(quantity(f"zhejiang-clusters-{year}").low) - sum(counts)
    return GroupedCounts((minimum, *edges), (rest, *counts), "billion-yuan")


def share_of_province(year: int) -> Quantity:
    """Return the clusters' share in the province's output, printed to a whole per cent.

    Examples
    --------
    >>> share_of_province(1996)
    Quantity(low=0.375, high=0.385, unit='')
    """
    printed = quantity(f"zhejiang-cluster-share-{year}").low
    return Quantity((printed - 0.5) / 100, (printed + 0.5) / 100)


def output_if_provincial(year: int) -> Quantity:
    """Return the clusters' output if the printed column were the province's.

    Examples
    --------
    >>> output_if_provincial(1996).high < 103
    True
    """
    column = quantity(f"zhejiang-cluster-output-{year}")
    return share_of_province(year) * column


def provincial_output(year: int) -> Quantity:
    """Return the province's output if the printed column is the clusters'.

    Examples
    --------
    >>> provincial_output(1996).contains(700)
    True
    """
    return quantity(f"zhejiang-cluster-output-{year}") / share_of_province(year)


def output_readings() -> pd.DataFrame:
    """Return the clusters' output by year under each reading of the table.

    Returns
    -------
    pandas.DataFrame
        Columns ``Year`` (text), ``Reading``, ``Low`` and ``High`` (billion yuan; a
        missing value where nothing bounds it) and ``Evidence``.

    Examples
    --------
    >>> len(output_readings())
    12
    """
    rows = []
    for year in TABLE_YEARS:
        column = f"zhejiang-cluster-output-{year}"
        readings = {
            "clusters' output if the column is the province's": (
                output_if_provincial(year),
                f"{column} zhejiang-cluster-share-{year}",
            ),
            "least output that the size classes allow": (
                total_bounds(size_classes(year)),
                _counts_of(year),
            ),
            "the column as printed": (quantity(column), column),
        }
        rows += [
            {
                "Year": str(year),
                "Reading": name,
                "Low": bounds.low,
                "High": bounds.high,
                "Evidence": evidence,
            }
            for name, (bounds, evidence) in readings.items()
        ]
    return pd.DataFrame(rows).replace(np.inf, np.nan)


def clusters_by_size() -> pd.DataFrame:
    """Return the number of clusters by year and class, the remainder being a class.

    Examples
    --------
    >>> clusters_by_size().groupby("Year")["Clusters"].sum().to_dict()
    {1996: 306, 2000: 519, 2003: 430, 2004: 601}
    """
    rows = []
    for year in TABLE_YEARS:
        # The smallest are those whom the three classes leave of the total.
        rest = f"zhejiang-clusters-{year} {_counts_of(year)}"
        evidence = (rest, *_counts_of(year).split())
        counts = size_classes(year, THRESHOLD).counts
        rows += [
            {"Year": year, "Output of the cluster": name, "Clusters": count, "Evidence": rows_read}
            for name, count, rows_read in zip(_CLASSES, counts, evidence, strict=True)
        ]
    return pd.DataFrame(rows)


def growth_between(first: int, last: int) -> GrowthDecomposition:
    """Return the growth of the clusters' output, split into number and average size.

    Examples
    --------
    >>> growth_between(2000, 2003).number.low < 0
    True
    """
    levels = [
        quantity(f"zhejiang-{series}-{year}")
        for series in ("clusters", "cluster-output")
        for year in (first, last)
    ]
    return decompose_growth(*levels)


def growth_parts() -> pd.DataFrame:
    """Return yearly growth by interval and part, the whole period last.

    Returns
    -------
    pandas.DataFrame
        Columns ``Interval``, ``From`` and ``Growth a year, %`` (logarithmic).

    Examples
    --------
    >>> growth_parts()["Interval"].unique().tolist()
    ['1996 to 2000', '2000 to 2003', '2003 to 2004', '1996 to 2004']
    """
    intervals = [*pairwise(TABLE_YEARS), (TABLE_YEARS[0], TABLE_YEARS[-1])]
    rows = []
    for first, last in intervals:
        growth = growth_between(first, last)
        for label, part in (("more clusters", growth.number), ("larger clusters", growth.size)):
            yearly = part.low / (last - first) * 100
            row = {"Interval": f"{first} to {last}", "From": label, "Growth a year, %": yearly}
            rows.append(row)
    return pd.DataFrame(rows)


def counted_above(years: tuple[int, ...]) -> pd.DataFrame:
    """Return how many clusters were counted above each class limit.

    Examples
    --------
    >>> counted_above((1996,))["Number above"].tolist()
    [306, 108, 17, 4]
    """
    rows = []
    for year in years:
        grouped = size_classes(year, THRESHOLD)
        above = np.cumsum(grouped.exact_counts[::-1])[::-1]
        for limit, number in zip(grouped.edges, above, strict=False):
            rows.append({"Size": limit, "Number above": int(number), "Year": str(year)})
    return pd.DataFrame(rows)


def fitted_above(years: tuple[int, ...], largest: float = 60.0) -> pd.DataFrame:
    """Return how many clusters each fitted law puts above each size.

    Parameters
    ----------
    years : tuple of int
        Years of the table.
    largest : float, optional
        Size up to which the curves run, in billion yuan; they end earlier where
        less than half a cluster is left.

    Examples
    --------
    >>> set(fitted_above((1996,))["Law"]) == {"lognormal", "Pareto"}
    True
    """
    sizes = np.geomspace(THRESHOLD, largest, 34)
    curves = []
    for year in years:
        grouped = size_classes(year, THRESHOLD)
        for law, fit in (("lognormal", fit_lognormal(grouped)), ("Pareto", fit_pareto(grouped))):
            number = survival(fit, sizes) * fit.number
            curves.append(
                pd.DataFrame({"Size": sizes, "Number above": number, "Year": str(year), "Law": law})
            )
    table = pd.concat(curves, ignore_index=True)
    return table[table["Number above"] >= 0.5]


def fitted_output_above(year: int, size: float) -> float:
    """Return the output that the best lognormal puts in the clusters above a size.

    Parameters
    ----------
    year : int
        Year of the table.
    size : float
        Output of a cluster, in billion yuan, at least the threshold.

    Returns
    -------
    float
        Billion yuan: the number of clusters above the size times the mean of the
        fitted law cut off there.

    Examples
    --------
    >>> fitted_output_above(1996, 1.0) < fitted_output_above(1996, THRESHOLD)
    True
    """
    fit = fit_lognormal(size_classes(year, THRESHOLD))
    above = float(survival(fit, [size])[0]) * fit.number
    return above * implied_mean(replace(fit, minimum=size))


def _counts_of(year: int) -> str:
    """Return the rows that count the clusters of a year by size."""
    return " ".join(f"zhejiang-clusters-{size}-{year}" for size in _COUNTED)
