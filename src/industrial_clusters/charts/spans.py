"""What is known of several numbers of each case, row by row."""

from __future__ import annotations

import json
from typing import Unpack

import altair as alt
import pandas as pd

from industrial_clusters.charts.captions import (
    Caption,
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
    shade, shape = by_colour_and_shape(of, list(dict.fromkeys(table[of])))
    plain = shade.legend(None)
    texts = f"{json.dumps(list(table[y]))}[datum.value]"
    base = alt.Chart(drawn).encode(
        y=alt.Y("Row:O", title=None, axis=alt.Axis(labelExpr=texts, labelLimit=230)),
        tooltip=tooltip(table),
    )
    has_low, has_high = table["Low"].notna(), table["High"].notna()
    lows, highs = "isValid(datum.Low)", "isValid(datum.High)"
    layers: list[alt.Chart] = []
    # Empty layers would draw nothing and leave warnings in the reader's console.
    if (has_low & has_high & (table["Low"] != table["High"])).any():
        lines = base.transform_filter(f"{lows} && {highs}").mark_rule(strokeWidth=3)
        layers.append(lines.encode(x=low, x2="High:Q", color=plain))
    for is_open, condition, end, arrow, shift in (
        (has_low & ~has_high, f"{lows} && !{highs}", low, "→", 15),
        (has_high & ~has_low, f"{highs} && !{lows}", high, "←", -15),
    ):
        if is_open.any():
            arrows = base.transform_filter(condition).mark_text(text=arrow, dx=shift, fontSize=16)
            layers.append(arrows.encode(x=end, color=plain))
    if (~has_low & ~has_high).any():
        unknown = base.transform_filter(f"!{lows} && !{highs}")
        marks = unknown.mark_text(text="?", fontSize=13, fontWeight="bold", color=colour("muted"))
        layers.append(marks.encode(x=alt.value(12)))
    for has_end, condition, end in (
        (has_low, lows, low),
        (has_high & (table["High"] != table["Low"]), highs, high),
    ):
        if has_end.any():
            points = base.transform_filter(condition).mark_point(size=75)
            layers.append(points.encode(x=end, color=shade, shape=shape))
            shade, shape = plain, shape.legend(None)  # one legend is enough
    return captioned(layered(*layers).properties(height=24 * len(table)), caption)
