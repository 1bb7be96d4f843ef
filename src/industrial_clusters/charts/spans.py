"""What is known of several numbers of each case, row by row."""

from __future__ import annotations

import json
from typing import Unpack

import altair as alt
import pandas as pd

from industrial_clusters.charts.captions import (
    Caption,
    between_bounds,
    by_colour_and_shape,
    captioned,
    layered,
    tooltip,
)
from industrial_clusters.charts.theme import colour


def spans(
    table: pd.DataFrame,
    *,
    y: str,
    of: str,
    unit: str,
    years: bool = False,
    limits: tuple[float, float] | None = None,
    **caption: Unpack[Caption],
) -> alt.LayerChart:
    """Draw one row a number, in the look of its case; what nobody knows is a question mark.

    Unlike :func:`bounds`, rows need no names of their own, so that every case can have the
    same ones, and each row has one mark.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``y`` (text of the row) and ``of`` (its case), ``Low`` and ``High`` (in
        ``unit``). One missing bound is drawn as an arrow, two as a question mark.
    y, of : str
        Columns of the rows' texts and of the cases.
    unit : str
        Title of the axis; empty for years, which need none.
    years : bool, optional
        Whether the numbers are years.
    limits : tuple of float, optional
        Ends of the axis.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Examples
    --------
    >>> table = pd.DataFrame({"Step": ["sold", "sold"], "Case": ["Xixia", "Junpu"],
    ...     "Low": [1998, None], "High": [1998, None]})
    >>> spans(table, y="Step", of="Case", unit="", years=True, name="s", title="t", subtitle="",
    ...     description="d").name
    's'
    """
    drawn = table.assign(Row=range(len(table)))
    known = pd.concat([table["Low"], table["High"]]).dropna().astype(float)
    ends = limits or (float(known.min()), float(known.max()))
    # The padding below would bring ticks beyond the ends that were asked for.
    ticks = [ends[0] + (ends[1] - ends[0]) * part / 4 for part in range(5)]
    axis = alt.Axis(format="d" if years else ",~f", tickCount=6, labelOverlap=True, labelFlush=24)
    if limits:
        axis["values"] = ticks
    # Arrows and points at the ends need a few pixels beyond them.
    scale = alt.Scale(domain=list(ends), nice=False, zero=False, padding=18)
    low = alt.X("Low:Q", title=unit or None, scale=scale, axis=axis)
    high = alt.X("High:Q", title=unit or None, scale=scale, axis=axis)
    texts = f"{json.dumps(list(table[y]))}[datum.value]"
    base = alt.Chart(drawn).encode(
        y=alt.Y("Row:O", title=None, axis=alt.Axis(labelExpr=texts, labelLimit=230)),
        tooltip=tooltip(table),
    )
    looks = by_colour_and_shape(of, list(dict.fromkeys(table[of])))
    layers = between_bounds(base, drawn, (low, high), looks)
    if table[["Low", "High"]].isna().all(axis=1).any():
        unknown = base.transform_filter("!isValid(datum.Low) && !isValid(datum.High)")
        marks = unknown.mark_text(text="?", fontSize=13, fontWeight="bold", color=colour("muted"))
        layers.append(marks.encode(x=alt.value(12)))
    return captioned(layered(*layers).properties(height=24 * len(table)), caption)
