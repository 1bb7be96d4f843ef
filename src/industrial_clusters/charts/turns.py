"""Sequences of what happened, one row a case."""

from __future__ import annotations

from typing import Unpack

import altair as alt
import pandas as pd

from industrial_clusters.charts.captions import Caption, captioned, legend_columns, tooltip
from industrial_clusters.charts.theme import CATEGORY_COLOURS, colour

_ROW, _CELL = 46, 21


def turns(
    table: pd.DataFrame, *, y: str, x: str, of: str, states: list[str], **caption: Unpack[Caption]
) -> alt.LayerChart:
    """Draw sequences as rows of cells, each with the first letter of its state.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``y`` (whose sequence), ``x`` (place in it, from one) and ``of`` (the state).
    y, x, of : str
        Names of the three columns.
    states : list of str
        All states in their order, no two with the same first letter.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Raises
    ------
    ValueError
        If two states begin alike.

    Examples
    --------
    >>> table = pd.DataFrame({"Case": ["A", "A"], "Turn": [1, 2], "Role": ["owner", "planner"]})
    >>> turns(table, y="Case", x="Turn", of="Role", states=["owner", "planner"], name="t",
    ...     title="t", subtitle="", description="d").name
    't'
    """
    if len({state[0] for state in states}) < len(states):
        raise ValueError(f"two of {states} begin alike; a cell shows the first letter only")
    rows = list(dict.fromkeys(table[y]))
    chosen = alt.selection_point(fields=[of], bind="legend")
    legend = alt.Legend(columns=legend_columns(states), labelLimit=320, symbolType="square")
    shades = alt.Scale(domain=states, range=CATEGORY_COLOURS[: len(states)])
    # Names stand above their rows: beside them they would take half of a phone.
    up = alt.Y(f"{y}:N", sort=rows, axis=None)
    across = alt.X(
        f"{x}:O",
        title=None,
        axis=alt.Axis(
            labelAngle=0, labelOverlap=True, labelSeparation=8, domain=False, ticks=False
        ),
    ).scale(paddingInner=0.08, paddingOuter=0)
    base = alt.Chart(table).encode(x=across, y=up)
    cells = (
        base.mark_rect(height=_CELL)
        .encode(
            color=alt.Color(f"{of}:N", title=None, scale=shades, legend=legend),
            opacity=alt.when(chosen).then(alt.value(1)).otherwise(alt.value(0.15)),
            tooltip=tooltip(table),
        )
        .add_params(chosen)
    )
    letters = base.transform_calculate(letter=f"upper(slice(datum[{of!r}], 0, 1))").mark_text(
        color=colour("paper"), fontSize=10, aria=False
    )
    names = (
        alt.Chart(table)
        .transform_filter(alt.datum[x] == 1)
        .mark_text(
            align="left", baseline="bottom", dy=-_CELL / 2 - 3, fontSize=12, color=colour("ink")
        )
        .encode(x=alt.value(0), y=up, text=f"{y}:N")
    )
    chart = alt.layer(cells, letters.encode(text="letter:N"), names).properties(
        height=_ROW * len(rows)
    )
    return captioned(chart, caption)
