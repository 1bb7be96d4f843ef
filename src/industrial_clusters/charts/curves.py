"""Curves over time or distance, with what chance would draw and what was counted."""

from __future__ import annotations

from typing import Unpack

import altair as alt
import pandas as pd

from industrial_clusters.charts.captions import (
    Caption,
    captioned,
    decades,
    layered,
    looks_of,
    tooltip,
)
from industrial_clusters.charts.theme import colour


def curves(
    table: pd.DataFrame,
    *,
    x: str,
    y: str,
    of: str,
    band: pd.DataFrame | None = None,
    points: pd.DataFrame | None = None,
    log: bool = False,
    **caption: Unpack[Caption],
) -> alt.LayerChart:
    """Draw curves, over a band of what is expected, with points of what was counted.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``x``, ``y`` and ``of`` (which curve).
    x, y, of : str
        Columns of the horizontal and vertical axis, whose names are their titles, and
        of the curves. An axis named "Year" has whole numbers and no title.
    band : pandas.DataFrame, optional
        Columns ``x``, ``Low`` and ``High``.
    points : pandas.DataFrame, optional
        Columns ``x`` and ``y``.
    log : bool, optional
        Use a logarithmic vertical axis.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Examples
    --------
    >>> table = pd.DataFrame({"Year": [1983, 1995], "Firms": [11, 4500], "Form": ["any"] * 2})
    >>> curves(table, x="Year", y="Firms", of="Form", log=True, name="c", title="t",
    ...     subtitle="", description="d").name
    'c'
    """
    years = x == "Year"
    across = alt.X(
        f"{x}:Q",
        title=None if years else x,
        axis=alt.Axis(format="d", tickMinStep=1) if years else alt.Axis(),
        scale=alt.Scale(zero=False, nice=False),
    )
    up = alt.Y(
        f"{y}:Q",
        title=y,
        scale=alt.Scale(type="log") if log else alt.Scale(zero=True),
        axis=decades(table[y]) if log else alt.Axis(),
    )
    names = list(dict.fromkeys(table[of]))
    # One scale and one legend for colour and dashes, so that nothing rests on colour alone.
    kinds = alt.Scale(domain=names)
    shades = alt.Scale(domain=names)
    if looks := looks_of(names):
        shades["range"] = [looks[name][0] for name in names]
    legend = alt.Legend(labelLimit=320, columns=0 if max(map(len, names)) <= 16 else 1)
    shown = legend if len(names) > 1 else None
    shade = alt.Color(f"{of}:N", title=None, scale=shades, legend=shown)
    dash = alt.StrokeDash(f"{of}:N", title=None, scale=kinds, legend=shown)
    layers = []
    if band is not None:
        between = alt.Chart(band).mark_area(opacity=0.35, color=colour("sky"))
        layers.append(between.encode(x=across, y=alt.Y("Low:Q", title=y), y2="High:Q"))
    layers.append(
        alt.Chart(table)
        .mark_line()
        .encode(
            x=across,
            y=up,
            color=shade,
            strokeDash=dash,
            tooltip=tooltip(table),
        )
    )
    if points is not None:
        counted = alt.Chart(points).mark_point(size=95, color=colour("ink"), shape="diamond")
        layers.append(counted.encode(x=f"{x}:Q", y=f"{y}:Q", tooltip=tooltip(points)))
    return captioned(layered(*layers).properties(height=320), caption)
