"""Bars, bounds, bands and durations: numbers side by side."""

from __future__ import annotations

import json
from typing import Any, Unpack

import altair as alt
import pandas as pd

from industrial_clusters.charts.captions import (
    Caption,
    between_bounds,
    by_colour_and_shape,
    captioned,
    decades,
    layered,
    looks_of,
    tooltip,
)
from industrial_clusters.charts.theme import colour


def bars(
    table: pd.DataFrame,
    *,
    x: str,
    y: str,
    part: str | None = None,
    beside: bool = False,
    across: bool = False,
    **caption: Unpack[Caption],
) -> alt.Chart:
    """Draw bars, whole or in parts.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``x``, ``y`` and, where there are parts, ``part``; categories keep
        the order of the rows.
    x, y, part : str
        Columns of the categories, of the lengths, and of the parts.
    beside : bool, optional
        Put parts side by side instead of on top of each other.
    across : bool, optional
        Lay the bars on their side, for categories with long names.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Examples
    --------
    >>> table = pd.DataFrame({"Year": [1996, 2004], "Clusters": [306, 601]})
    >>> bars(table, x="Year", y="Clusters", name="clusters", title="Doubled", subtitle="",
    ...     description="Clusters.").name
    'clusters'
    """
    category, length = ("y", "x") if across else ("x", "y")
    # Side by side on a phone there is room for a word, not for a phrase.
    by_word = alt.Axis(labelAngle=0, labelExpr="split(datum.label, ' ')")
    axis = alt.Axis(labelLimit=190) if across else by_word
    axes = {"x": alt.X, "y": alt.Y}
    encoding: dict[str, Any] = {
        category: axes[category](f"{x}:N", sort=None, title=None, axis=axis),
        length: axes[length](f"{y}:Q", axis=_whole_steps(table[y])),
        "tooltip": tooltip(table),
        "color": alt.value(colour("orange")),
    }
    if part is not None:
        order = list(dict.fromkeys(table[part]))
        # A phone has room for two short names side by side, or one long one.
        columns = (1 if max(map(len, order)) > 16 else 2) if across else 0
        legend = alt.Legend(columns=columns, labelLimit=320)
        encoding["color"] = alt.Color(f"{part}:N", sort=order, title=None, legend=legend)
        if looks := looks_of(order):
            shades = alt.Scale(domain=order, range=[looks[name][0] for name in order])
            encoding["color"] = encoding["color"].scale(shades)
        # Left to itself Vega-Lite piles parts up by the alphabet, whatever the legend.
        encoding["order"] = alt.Order("place:Q")
        if beside:
            offset = alt.YOffset if across else alt.XOffset
            encoding["yOffset" if across else "xOffset"] = offset(f"{part}:N", sort=order)
    deep = len(order) if part is not None and beside else 1
    height = (34 if deep == 1 else 20 * deep) * table[x].nunique() if across else 320
    chart = alt.Chart(table).mark_bar().encode(**encoding).properties(height=height)
    if part is not None:
        chart = chart.transform_calculate(place=f"indexof({json.dumps(order)}, datum[{part!r}])")
    return captioned(chart, caption)


def _whole_steps(values: pd.Series[float]) -> alt.Axis:
    """Mark no fractions of what comes in whole numbers."""
    whole = pd.api.types.is_integer_dtype(values)
    return alt.Axis(tickMinStep=1, format=",d") if whole else alt.Axis()


def bounds(
    table: pd.DataFrame,
    *,
    y: str,
    unit: str,
    kind: str,
    log: bool = False,
    **caption: Unpack[Caption],
) -> alt.LayerChart:
    """Draw what is known of several numbers: a point where exact, a bar between bounds.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``y`` and ``kind`` (text), ``Low`` and ``High`` (in ``unit``). An
        open bound is a missing value and is drawn as an arrow.
    y, kind : str
        Columns of the rows and of what is drawn in them.
    unit : str
        Title of the axis.
    log : bool, optional
        Use a logarithmic axis, on which a lower bound of zero is open.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Examples
    --------
    >>> table = pd.DataFrame({"Year": ["1996"], "What": ["at least"], "Low": [196], "High": [None]})
    >>> bounds(table, y="Year", unit="billion yuan", kind="What", name="b", title="t",
    ...     subtitle="", description="d").name
    'b'
    """
    if log:
        # Nothing lies at zero on such an axis: what may be as small as one likes is open.
        table = table.assign(Low=table["Low"].where(table["Low"] > 0))
    rows = list(dict.fromkeys(table[y]))
    kinds = list(dict.fromkeys(table[kind]))
    scale = alt.Scale(type="log", nice=True) if log else alt.Scale(zero=False, nice=True)
    ends = pd.concat([table["Low"], table["High"]]).dropna().astype(float)
    axis = decades(ends) if log else alt.Axis(tickCount=6, labelOverlap=True)
    low = alt.X("Low:Q", title=unit, scale=scale, axis=axis)
    high = alt.X("High:Q", title=unit, scale=scale, axis=axis)
    base = alt.Chart(table).encode(
        y=alt.Y(f"{y}:N", sort=rows, title=None, axis=alt.Axis(labelLimit=260)),
        yOffset=alt.YOffset(f"{kind}:N", sort=kinds, scale=alt.Scale(paddingOuter=0.4)),
        tooltip=tooltip(table),
    )
    layers = between_bounds(base, table, (low, high), by_colour_and_shape(kind, kinds))
    height = 26 * len(rows) * len(kinds) + 8 * len(rows)
    return captioned(layered(*layers).properties(height=height), caption)


def bands(
    table: pd.DataFrame,
    *,
    x: str,
    y: str,
    of: str,
    documented: pd.DataFrame | None = None,
    **caption: Unpack[Caption],
) -> alt.LayerChart:
    """Draw bands of possible courses with their middle, and what is documented.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``x``, ``of`` (which course), ``Low``, ``Middle`` and ``High``.
    x, y, of : str
        Column of time, title of the vertical axis, and column of the courses.
    documented : pandas.DataFrame, optional
        Columns ``x``, ``Low`` and ``High`` of documented points.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Examples
    --------
    >>> table = pd.DataFrame({"Year": [1978, 1979], "Model": ["cover"] * 2, "Low": [0, 1],
    ...     "Middle": [1, 2], "High": [2, 3]})
    >>> bands(table, x="Year", y="Share", of="Model", name="b", title="t", subtitle="",
    ...     description="d").name
    'b'
    """
    courses = list(dict.fromkeys(table[of]))
    shade, shape = by_colour_and_shape(of, courses)
    base = alt.Chart(table).encode(
        # On a phone two years would touch.
        x=alt.X(
            f"{x}:Q",
            title=None,
            axis=alt.Axis(format="d", tickMinStep=1, labelOverlap="greedy", labelSeparation=6),
        ),
        tooltip=tooltip(table),
    )
    height = alt.Y("Middle:Q", title=y)
    band = base.mark_area(opacity=0.22).encode(
        y=alt.Y("Low:Q", title=y), y2="High:Q", color=shade.legend(None)
    )
    line = base.mark_line().encode(y=height, color=shade.legend(None))
    points = base.mark_point(size=75).encode(y=height, color=shade, shape=shape)
    layers: list[alt.Chart] = [band, line, points]
    if documented is not None:
        known = alt.Chart(documented).encode(x=f"{x}:Q")
        layers += [
            known.mark_rule(strokeWidth=4, color=colour("ink")).encode(y="Low:Q", y2="High:Q"),
            known.mark_tick(thickness=3, size=16, color=colour("ink")).encode(y="Low:Q"),
        ]
    return captioned(layered(*layers).properties(height=340), caption)


def durations(
    table: pd.DataFrame, *, y: str, of: str, **caption: Unpack[Caption]
) -> alt.LayerChart:
    """Draw what lasted from when to when, one row each.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``y`` (text), ``of`` (whose), ``Start`` and ``End`` (years; an open
        end is a missing value and is drawn to the last year of the table).
    y, of : str
        Columns of the rows and of their owners, who give the colours.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Examples
    --------
    >>> table = pd.DataFrame({"Product": ["flasks"], "Firm": ["Mr Lu"], "Start": [2000],
    ...     "End": [2011]})
    >>> durations(table, y="Product", of="Firm", name="d", title="t", subtitle="",
    ...     description="d").name
    'd'
    """
    owners = list(dict.fromkeys(table[of]))
    first, last = int(table["Start"].min()), int(table[["Start", "End"]].max().max())
    drawn = table.assign(Row=range(len(table)), Until=table["End"].fillna(last))
    x = alt.X(
        "Start:Q",
        title=None,
        # The last label may stand near the edge of a phone: it turns inwards.
        axis=alt.Axis(format="d", tickMinStep=1, labelFlush=24),
        scale=alt.Scale(domain=[first, last], nice=False),
    )
    base = alt.Chart(drawn).encode(
        y=alt.Y(f"{y}:N", sort=alt.SortField("Row"), title=None, axis=alt.Axis(labelLimit=260)),
        tooltip=tooltip(table),
    )
    shade, shape = by_colour_and_shape(of, owners)
    spans = base.mark_bar(height=6, opacity=0.45).encode(
        x=x, x2="Until:Q", color=shade.legend(None)
    )
    starts = base.mark_point(size=80).encode(x=x, color=shade, shape=shape)
    return captioned(layered(spans, starts).properties(height=24 * len(table)), caption)
