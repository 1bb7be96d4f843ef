"""Growth on a clock that the reader chooses, ages of phases, and errors that counts may have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

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

_ALL = "all"
# Powers of ten that an axis may mark: those beyond its ends are not drawn.
_POWERS = [10.0**power for power in range(-4, 10)]


def trajectories(
    table: pd.DataFrame,
    *,
    of: str,
    each: str,
    clocks: Mapping[str, str],
    scales: Mapping[str, str],
    log: str = "",
    joined: bool = True,
    marks: pd.DataFrame | None = None,
    **caption: Unpack[Caption],
) -> alt.LayerChart:
    """Draw points known within bounds on both axes, which the reader may exchange.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``of`` (whose; cases have their looks), ``each`` (which trajectory), for each
        value of ``clocks`` and ``scales`` a pair of numbers whose names end with " from" and
        " to", and what a mark tells. An open bound is a missing value, drawn as an arrow; of
        a clock both are known.
    of, each : str
        Names of the columns.
    clocks, scales : mapping of str to str
        Titles of the horizontal and vertical axis, as a menu offers them, and the beginning
        of the names of their columns. The first is shown at first, and in print.
    log : str, optional
        Axes that are logarithmic: ``"x"``, ``"y"`` or ``"xy"``.
    joined : bool, optional
        Draw a line through the points of a trajectory, in the order of the rows.
    marks : pandas.DataFrame, optional
        Columns ``Year``, ``Until`` and ``Mark`` (text): bands behind the points.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Examples
    --------
    >>> table = pd.DataFrame({"Case": ["Xixia"] * 2, "Record": ["members"] * 2,
    ...     "Year from": [1985, 1994], "Year to": [1994, 2003], "Level from": [5, 31],
    ...     "Level to": [8, None]})
    >>> trajectories(table, of="Case", each="Record", clocks={"year": "Year"},
    ...     scales={"level": "Level"}, name="t", title="t", subtitle="", description="d").name
    't'
    """
    owners, names = (list(dict.fromkeys(table[column])) for column in (of, each))
    ends = [f"{column} {end}" for column in (*clocks.values(), *scales.values()) for end in _ENDS]
    told = [column for column in tooltip(table) if column not in ends]
    shade, shape = by_colour_and_shape(of, owners)
    quiet = shade.legend(None)
    across, up = (
        _axis(titles, is_log) for titles, is_log in ((clocks, "x" in log), (scales, "y" in log))
    )
    base = (
        alt.Chart(table)
        .transform_calculate(
            x1=_chosen("clock", clocks, " from"),
            x2=_chosen("clock", clocks, " to"),
            y1=_chosen("scale", scales, " from"),
            y2=_chosen("scale", scales, " to"),
        )
        .transform_filter("isValid(datum.y1) || isValid(datum.y2)")
        .transform_calculate(
            x=_between("x1", "x2", is_log="x" in log), y=_between("y1", "y2", is_log="y" in log)
        )
        .transform_calculate(
            least="isValid(datum.y1) ? datum.y1 : datum.y",
            most="isValid(datum.y2) ? datum.y2 : datum.y",
            up="isValid(datum.y2) ? '' : '↑'",
            down="isValid(datum.y1) ? '' : '↓'",
        )
    )
    picked = f"shown === {_ALL!r} || shown === datum[{each!r}]"
    strong, faint = alt.value(1), alt.value(0.08)
    bold = alt.condition(picked, strong, faint)
    x, y = alt.X("x:Q", **across), alt.Y("y:Q", **up)
    layers: list[alt.Chart] = []
    if marks is not None:
        layers += _bands(marks, across)
    if joined:
        lines = base.mark_line(strokeWidth=1.6).encode(
            x=x, y=y, detail=f"{each}:N", color=quiet, order=alt.value(0)
        )
        layers.append(lines.encode(opacity=alt.condition(picked, alt.value(0.65), faint)))
    # Rules without length and arrows without a sign: a layer that a filter empties for one
    # choice of the menus would leave warnings in the reader's console.
    rules = base.mark_rule(strokeWidth=2.6).encode(color=quiet, opacity=bold)
    layers += [
        rules.encode(x=alt.X("x1:Q", **across), x2="x2:Q", y=y),
        rules.encode(x=x, y=alt.Y("least:Q", **up), y2="most:Q"),
    ]
    for arrow, shift in (("up", -13), ("down", 13)):
        arrows = base.mark_text(dy=shift, fontSize=15, aria=False)
        layers.append(arrows.encode(x=x, y=y, text=f"{arrow}:N", color=quiet, opacity=bold))
    points = base.mark_point(size=70, opacity=1)
    layers.append(points.encode(x=x, y=y, color=shade, shape=shape, opacity=bold, tooltip=told))
    menus = [
        _menu("shown", [_ALL, *names], f"{each} "),
        *(
            _menu(name, list(titles), f"{label} ")
            for name, titles, label in (("clock", clocks, "Clock"), ("scale", scales, "Scale"))
            if len(titles) > 1
        ),
    ]
    return captioned(layered(*layers).add_params(*menus).properties(height=400), caption)


_ENDS = ("from", "to")


def _menu(name: str, options: list[str], label: str) -> alt.Parameter:
    return alt.param(
        name=name, value=options[0], bind=alt.binding_select(options=options, name=label)
    )


def _chosen(name: str, titles: Mapping[str, str], end: str) -> str:
    """Return the expression for the column that the reader chose."""
    columns = [f"datum[{column + end!r}]" for column in titles.values()]
    chosen = columns[-1]
    for title, column in list(zip(titles, columns, strict=True))[-2::-1]:
        chosen = f"{name} === {title!r} ? {column} : {chosen}"
    return chosen


def _between(low: str, high: str, *, is_log: bool) -> str:
    """Return the expression for the middle of two bounds, or for the one that is known."""
    one, other = f"datum.{low}", f"datum.{high}"
    middle = f"sqrt({one} * {other})" if is_log else f"({one} + {other}) / 2"
    return f"!isValid({other}) ? {one} : !isValid({one}) ? {other} : {middle}"


def _axis(titles: Mapping[str, str], is_log: bool) -> dict[str, Any]:
    # A title that changes with the menu cannot be had: the menu then says what is shown.
    title = next(iter(titles)) if len(titles) == 1 else None
    if is_log:
        axis = alt.Axis(values=_POWERS, format=",~g", labelOverlap="greedy", labelSeparation=4)
        return {"title": title, "axis": axis, "scale": alt.Scale(type="log")}
    axis = alt.Axis(format="d", tickCount=6, labelOverlap="greedy", labelSeparation=6)
    return {"title": title, "axis": axis, "scale": alt.Scale(zero=False, nice=True, padding=8)}


def _bands(marks: pd.DataFrame, across: dict[str, Any]) -> list[alt.Chart]:
    base = (
        alt.Chart(marks)
        .transform_calculate(
            early="datum.Year - 0.4",
            late="datum.Until + 0.4",
            middle="(datum.Year + datum.Until) / 2",
        )
        .encode(tooltip=tooltip(marks))
    )
    areas = base.mark_rect(opacity=0.2, color=colour("muted"))
    areas = areas.encode(x=alt.X("early:Q", **across), x2="late:Q")
    words = base.mark_text(
        angle=270, align="right", baseline="middle", dx=-3, fontSize=11, color=colour("muted")
    ).encode(text="Mark:N", x=alt.X("middle:Q", **across), y=alt.value(0))
    return [areas, words]


def ages(
    table: pd.DataFrame, *, y: str, of: str, label: str, unit: str, **caption: Unpack[Caption]
) -> alt.LayerChart:
    """Draw when several things began in each row, each within bounds and with its label.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``y`` (text), ``of`` (whose; cases have their looks), ``label`` (a short text
        that stands over the mark), ``Low`` and ``High`` (in ``unit``).
    y, of, label, unit : str
        Names of the columns, and title of the axis.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Examples
    --------
    >>> table = pd.DataFrame({"Place": ["A", "A"], "Case": ["Xixia"] * 2, "Phase": ["2", "3"],
    ...     "Low": [3, 8], "High": [4, 8]})
    >>> ages(table, y="Place", of="Case", label="Phase", unit="years", name="a", title="t",
    ...     subtitle="", description="d").name
    'a'
    """
    owners, rows = (list(dict.fromkeys(table[column])) for column in (of, y))
    shade, shape = by_colour_and_shape(of, owners)
    scale = alt.Scale(zero=True, nice=True)
    base = alt.Chart(table).encode(
        y=alt.Y(f"{y}:N", sort=rows, title=None, axis=alt.Axis(labelLimit=190)),
        tooltip=tooltip(table),
    )
    low, high = (alt.X(f"{end}:Q", title=unit, scale=scale) for end in ("Low", "High"))
    words = base.transform_calculate(middle="(datum.Low + datum.High) / 2").mark_text(
        dy=-13, fontSize=12
    )
    layers = [
        base.mark_rule(strokeWidth=3).encode(x=low, x2="High:Q", color=shade.legend(None)),
        base.mark_point(size=70, opacity=1).encode(x=low, color=shade, shape=shape),
        base.mark_point(size=70, opacity=1).encode(
            x=high, color=shade.legend(None), shape=shape.legend(None)
        ),
        words.encode(x=alt.X("middle:Q", title=unit, scale=scale), text=f"{label}:N"),
    ]
    return captioned(layered(*layers).properties(height=42 * len(rows)), caption)


def errors_allowed(
    table: pd.DataFrame,
    *,
    x: str,
    y: str,
    part: str,
    ask: str,
    start: float,
    **caption: Unpack[Caption],
) -> alt.LayerChart:
    """Draw bars against a line that the reader moves; those that it passes turn pale.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``y`` (text), ``part`` (text) and ``x`` (numbers from zero on).
    x, y, part : str
        Names of the columns; ``x`` is the title of the axis.
    ask : str
        What stands beside the slider.
    start : float
        Where the line stands at first, and in print.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Examples
    --------
    >>> table = pd.DataFrame({"Record": ["A"], "Form": ["logistic"], "Error, %": [30.0]})
    >>> errors_allowed(table, x="Error, %", y="Record", part="Form", ask="Error", start=20,
    ...     name="e", title="t", subtitle="", description="d").name
    'e'
    """
    rows, parts = (list(dict.fromkeys(table[column])) for column in (y, part))
    most = float(table[x].max())
    scale = alt.Scale(domain=[0, most], nice=True)
    allowed = alt.param(
        name="allowed",
        value=start,
        bind=alt.binding_range(min=0, max=100, step=1, name=f"{ask} "),
    )
    legend = alt.Legend(columns=0, labelLimit=320)
    bars = (
        alt.Chart(table)
        .mark_bar(size=9)
        .encode(
            x=alt.X(f"{x}:Q", title=x, scale=scale),
            y=alt.Y(f"{y}:N", sort=rows, title=None, axis=alt.Axis(labelLimit=190)),
            yOffset=alt.YOffset(f"{part}:N", sort=parts),
            color=alt.Color(f"{part}:N", sort=parts, title=None, legend=legend),
            opacity=alt.condition(f"datum[{x!r}] > allowed", alt.value(1), alt.value(0.25)),
            tooltip=tooltip(table),
        )
    )
    # A bar of no length would look like a missing one.
    feet = bars.mark_tick(thickness=2, size=9).encode(opacity=alt.value(1))
    line = (
        alt.Chart(pd.DataFrame({"Line": [0]}))
        .transform_calculate(at="allowed")
        .mark_rule(strokeWidth=2, strokeDash=[5, 4], color=colour("ink"), clip=True)
        .encode(x=alt.X("at:Q", title=x, scale=scale))
    )
    feet = feet.encode(color=alt.Color(f"{part}:N", sort=parts, title=None, legend=None))
    chart = layered(bars, feet, line).add_params(allowed).properties(height=46 * len(rows))
    return captioned(chart, caption)
