"""Firms that the reader moves between towns, and the indices that follow."""

from __future__ import annotations

from typing import Unpack

import altair as alt
import pandas as pd

from industrial_clusters.charts.captions import Caption, captioned, layered
from industrial_clusters.charts.theme import colour

# Each index as a formula over the one row of sums; firms are of equal size, so that
# their Herfindahl index, which Ellison and Glaeser take off, is one over their number.
_INDICES = {
    "Largest share": "datum.largest",
    "Herfindahl": "datum.squares",
    "Gini": "datum.ranked / datum.towns",
    "Hoover": "datum.differences / 2",
    "Ellison-Glaeser": "(datum.excess / (1 - datum.reference) - 1 / datum.total)"
    " / (1 - 1 / datum.total)",
}


def movable_firms(
    towns: pd.DataFrame, start: pd.DataFrame, *, most: int, **caption: Unpack[Caption]
) -> alt.LayerChart:
    """Draw indices of concentration that follow the reader's sliders, one slider a town.

    Parameters
    ----------
    towns : pandas.DataFrame
        Columns ``Town``, ``Firms`` (at the start) and ``Size`` (of the town, in any unit).
    start : pandas.DataFrame
        Columns ``Index`` and ``Value``: what the package computes for the start; a tick
        keeps it in view. The indices are those that the chart can compute: "Largest share",
        "Herfindahl", "Gini" (between towns), "Hoover" and "Ellison-Glaeser" (both against
        the sizes of the towns).
    most : int
        Most firms that a town may have.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Raises
    ------
    KeyError
        If ``start`` has an index that the chart cannot compute.

    Examples
    --------
    >>> towns = pd.DataFrame({"Town": ["A", "B"], "Firms": [3, 1], "Size": [1, 1]})
    >>> start = pd.DataFrame({"Index": ["Hoover"], "Value": [0.25]})
    >>> movable_firms(towns, start, most=9, name="m", title="t", subtitle="",
    ...     description="d").name
    'm'
    """
    order = list(start["Index"])
    formulas = {index: _INDICES[index] for index in order}
    sliders = [
        alt.param(
            name=f"firms_{place}",
            value=int(firms),
            bind=alt.binding_range(min=0, max=most, step=1, name=f"Firms in {town}"),
        )
        for place, (town, firms) in enumerate(zip(towns["Town"], towns["Firms"], strict=True))
    ]
    scale = alt.Scale(domain=[-0.1, 1], nice=False)
    x = alt.X("Value:Q", title="value of the index", scale=scale)
    y = alt.Y("Index:N", sort=order, title=None)
    bars = (
        _with_indices(alt.Chart(towns.assign(Place=range(len(towns)))), formulas)
        .mark_bar(height=16, color=colour("orange"))
        .encode(x=x, y=y, tooltip=["Index:N", alt.Tooltip("Value:Q", format=".3f")])
    )
    ticks = (
        alt.Chart(start)
        .mark_tick(thickness=3, size=30, color=colour("ink"))
        .encode(x="Value:Q", y=y, tooltip=["Index", alt.Tooltip("Value", format=".3f")])
    )
    chart = layered(bars, ticks).add_params(*sliders).properties(height=46 * len(order))
    return captioned(chart, caption)


def _with_indices(chart: alt.Chart, formulas: dict[str, str]) -> alt.Chart:
    """Let the page compute the indices from the sliders, as the package does from a table."""
    moved = ", ".join(f"firms_{place}" for place in range(len(chart.data)))
    chart = (
        chart.transform_calculate(firms=f"[{moved}][datum.Place]")
        .transform_joinaggregate(total="sum(firms)", size="sum(Size)", towns="count()")
        # Without a firm anywhere there is no share, and every index stands at zero.
        .transform_calculate(
            share="datum.firms / max(datum.total, 1)", weight="datum.Size / datum.size"
        )
        .transform_window(rank="row_number()", sort=[alt.SortField("firms")])
        .transform_calculate(
            square="pow(datum.share, 2)",
            difference="abs(datum.share - datum.weight)",
            ranking="(2 * datum.rank - datum.towns - 1) * datum.share",
            distance="pow(datum.share - datum.weight, 2)",
            weight_square="pow(datum.weight, 2)",
        )
        .transform_aggregate(
            total="max(total)",
            towns="max(towns)",
            largest="max(share)",
            squares="sum(square)",
            ranked="sum(ranking)",
            differences="sum(difference)",
            excess="sum(distance)",
            reference="sum(weight_square)",
        )
    )
    # One firm alone has no agglomeration that the index could tell from its own size.
    few = "datum.total < 2 ? 0 : "
    calculated = {index: f"{few}{formula}" for index, formula in formulas.items()}
    return chart.transform_calculate(**calculated).transform_fold(
        list(formulas), as_=["Index", "Value"]
    )
