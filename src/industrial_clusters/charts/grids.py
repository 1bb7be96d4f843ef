"""Counts of two categories against each other."""

from __future__ import annotations

from typing import Unpack

import altair as alt
import pandas as pd

from industrial_clusters.charts.captions import Caption, captioned, tooltip
from industrial_clusters.charts.theme import colour


def grid(
    table: pd.DataFrame, *, x: str, y: str, value: str, **caption: Unpack[Caption]
) -> alt.LayerChart:
    """Draw a grid of counts, each printed in its cell; an empty cell shows a silence.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``x``, ``y`` (categories, in the order of the rows) and ``value``
        (counts, zeros included).
    x, y, value : str
        Names of the three columns.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Examples
    --------
    >>> table = pd.DataFrame({"Case": ["A", "A"], "Topic": ["land", "wages"], "Numbers": [3, 0]})
    >>> grid(table, x="Topic", y="Case", value="Numbers", name="g", title="t", subtitle="",
    ...     description="d").name
    'g'
    """
    columns, rows = list(dict.fromkeys(table[x])), list(dict.fromkeys(table[y]))
    base = alt.Chart(table).encode(
        x=alt.X(f"{x}:N", sort=columns, title=None, axis=alt.Axis(orient="top", labelAngle=-50)),
        y=alt.Y(f"{y}:N", sort=rows, title=None, axis=alt.Axis(labelLimit=190)),
        tooltip=tooltip(table),
    )
    cells = base.mark_rect(color=colour("blue"), stroke=colour("grid"), strokeWidth=1).encode(
        # Pale enough everywhere for the number on top of it.
        opacity=alt.Opacity(
            f"{value}:Q", scale=alt.Scale(type="sqrt", range=[0.0, 0.5]), legend=None
        )
    )
    frames = base.mark_rect(filled=False, stroke=colour("grid"), strokeWidth=1)
    labels = base.transform_filter(alt.datum[value] > 0).mark_text(color=colour("ink"), fontSize=12)
    layers = [cells, frames, labels.encode(text=f"{value}:Q")]
    # The last slanted heading leans over the edge.
    room = {"left": 5, "top": 5, "right": 50, "bottom": 5}
    chart = alt.layer(*layers).properties(height=27 * len(rows), padding=room)
    return captioned(chart, caption)
