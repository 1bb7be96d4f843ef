"""Records beside forms: places on two measures, ranges that the reader chooses, contact."""

from __future__ import annotations

import itertools
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
from industrial_clusters.charts.theme import case_looks, colour

# What is drawn and not recorded has no case, and a look that none has: an upright bar.
_OTHER = (colour("ink"), "M-0.32,-1.1H0.32V1.1H-0.32Z")

# Dashes of the lines behind places; their names stand in the legend.
_DASHES = [[1, 0], [6, 3], [2, 3], [9, 3, 2, 3]]


def _looks(values: list[str]) -> Mapping[str, tuple[str, str]] | None:
    """Return the looks of cases, and one for a single category that is none."""
    looks = case_looks()
    others = [value for value in values if value not in looks]
    return {**looks, others[0]: _OTHER} if len(others) == 1 else None


def ranges(
    table: pd.DataFrame,
    *,
    y: str,
    of: str,
    choose: str,
    unit: str,
    chosen: Any = None,
    ask: str | None = None,
    wide: bool = False,
    **caption: Unpack[Caption],
) -> alt.LayerChart:
    """Draw a range a row for what the reader chooses: a span, a point, or a point over a span.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``y`` (text), ``of`` (whose row it is; cases have their looks), ``choose``,
        and ``Low`` and ``High``, or ``Value``, or all three: then the span is what the value
        is to be seen beside.
    y, of, choose : str
        Columns of the rows, of their owners, and of what the reader chooses: text gives a
        menu, numbers a slider.
    unit : str
        Title of the axis.
    chosen : optional
        What is chosen at first, and in print; the first where left out.
    ask : str, optional
        What stands beside the menu or slider; ``choose`` where left out.
    wide : bool, optional
        Use an axis that is logarithmic from about one on, for values of many sizes.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Raises
    ------
    ValueError
        If ``chosen`` is none of the choices, or there is nothing to draw.

    Examples
    --------
    >>> table = pd.DataFrame({"Network": ["A", "A"], "Case": ["Xixia"] * 2, "Trust": [0.2, 0.8],
    ...     "Low": [0, 0.1], "High": [1, 1]})
    >>> ranges(table, y="Network", of="Case", choose="Trust", unit="share", name="r", title="t",
    ...     subtitle="", description="d").name
    'r'
    """
    columns = set(table.columns)
    spans, points = {"Low", "High"} <= columns, "Value" in columns
    if not (spans or points):
        raise ValueError("the table has neither Low and High nor Value; give one of them")
    choice, kept = _choice(table, choose, chosen, f"{ask or choose} ")
    owners = list(dict.fromkeys(table[of]))
    shade, shape = by_colour_and_shape(of, owners, looks=_looks(owners))
    rows = list(dict.fromkeys(table[y]))
    base = (
        alt.Chart(table)
        .transform_filter(kept)
        .encode(
            y=alt.Y(f"{y}:N", sort=rows, title=None, axis=alt.Axis(labelLimit=190)),
            tooltip=tooltip(table),
        )
    )
    axis = alt.Axis(tickCount=5, labelOverlap=True)
    scale = alt.Scale(zero=True, nice=True)
    if wide:
        ends = table[[name for name in ("Low", "High", "Value") if name in columns]]
        marks = [
            mark for mark in (0, 1, 2, 5, 10, 20, 50, 100, 200, 500) if mark < ends.max().max()
        ]
        axis = alt.Axis(values=marks, labelOverlap=True)
        scale = alt.Scale(type="symlog", constant=1, zero=True)

    def along(column: str) -> alt.X:
        return alt.X(f"{column}:Q", title=unit, axis=axis, scale=scale)

    layers: list[alt.Chart] = []
    if spans and points:
        beside = base.mark_rule(strokeWidth=9, opacity=0.4, color=colour("muted"))
        layers.append(beside.encode(x=along("Low"), x2="High:Q"))
    elif spans:
        rules = base.mark_rule(strokeWidth=3)
        layers.append(rules.encode(x=along("Low"), x2="High:Q", color=shade.legend(None)))
    for column in ["Value"] if points else ["Low", "High"]:
        symbols = base.mark_point(size=80, opacity=1)
        layers.append(symbols.encode(x=along(column), color=shade, shape=shape))
        shade, shape = shade.legend(None), shape.legend(None)  # one legend is enough
    chart = layered(*layers).add_params(choice)
    return captioned(chart.properties(height=22 * len(rows)), caption)


def _choice(table: pd.DataFrame, choose: str, chosen: Any, asked: str) -> tuple[alt.Parameter, str]:
    """Return the menu or the slider, and the condition of the rows that it keeps."""
    choices = list(dict.fromkeys(table[choose]))
    first = choices[0] if chosen is None else chosen
    if first not in choices:
        raise ValueError(f"chosen = {first!r} is none of {choices}")
    bind: Any = alt.binding_select(options=choices, name=asked)
    kept = f"datum[{choose!r}] === chosen"
    if pd.api.types.is_numeric_dtype(table[choose]):
        gap = min((b - a for a, b in itertools.pairwise(choices)), default=1)
        step = round(float(gap), 6)
        bind = alt.binding_range(min=choices[0], max=choices[-1], step=step, name=asked)
        kept = f"abs(datum[{choose!r}] - chosen) < {step / 2}"
    return alt.param(name="chosen", value=first, bind=bind), kept


def positions(
    table: pd.DataFrame,
    *,
    x: str,
    y: str,
    of: str,
    lines: pd.DataFrame | None = None,
    **caption: Unpack[Caption],
) -> alt.LayerChart:
    """Draw where each row stands on two measures, over lines that lead through them.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``x``, ``y`` (numbers, whose names are the titles of the axes), ``of`` (whose;
        cases have their looks) and optionally ``Label`` (none where empty) and ``Side``,
        ``"left"``, ``"right"``, ``"above"`` or ``"below"`` the point that it stands.
    x, y, of : str
        Names of the columns.
    lines : pandas.DataFrame, optional
        Columns ``x``, ``y`` and ``Line``, the name of each.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Examples
    --------
    >>> table = pd.DataFrame({"Closeness": [0.2, 1], "Left": [0.1, 1], "Case": ["Xixia", "drawn"],
    ...     "Label": ["", "friends"]})
    >>> positions(table, x="Closeness", y="Left", of="Case", name="p", title="t", subtitle="",
    ...     description="d").name
    'p'
    """
    owners = list(dict.fromkeys(table[of]))
    shade, shape = by_colour_and_shape(of, owners, looks=_looks(owners))
    across = alt.X(f"{x}:Q", title=x, scale=alt.Scale(zero=True, nice=True))
    up = alt.Y(f"{y}:Q", title=y, scale=alt.Scale(zero=True, nice=True))
    layers: list[alt.Chart] = []
    if lines is not None:
        names = list(dict.fromkeys(lines["Line"]))
        columns = 0 if sum(map(len, names)) < 40 else 1
        dash = alt.StrokeDash(
            "Line:N",
            title=None,
            scale=alt.Scale(domain=names, range=_DASHES[: len(names)]),
            legend=alt.Legend(
                orient="bottom",
                labelLimit=320,
                columns=columns,
                symbolStrokeColor=colour("muted"),
                symbolSize=400,
            ),
        )
        drawn = alt.Chart(lines).mark_line(color=colour("muted"), strokeWidth=1.8)
        layers.append(drawn.encode(x=across, y=up, strokeDash=dash, tooltip=tooltip(lines)))
    hidden = [column for column in ("Label", "Side") if column in table.columns]
    told = tooltip(table.drop(columns=hidden))
    base = alt.Chart(table).encode(x=across, y=up)
    points = base.mark_point(size=90, opacity=1).encode(color=shade, shape=shape, tooltip=told)
    layers.append(points)
    if "Label" in table.columns:
        sides = table["Side"] if "Side" in table.columns else "right"
        for side in dict.fromkeys(pd.Series(sides, index=table.index)):
            place: dict[str, Any] = {
                "left": {"align": "right", "dx": -8},
                "right": {"align": "left", "dx": 8},
                "above": {"align": "center", "dy": -11},
                "below": {"align": "center", "dy": 12},
            }[side]
            text = base.transform_filter("datum.Label !== ''")
            if "Side" in table.columns:
                text = text.transform_filter(f"datum.Side === {side!r}")
            style: dict[str, Any] = {"baseline": "middle", "fontSize": 11, "aria": False, **place}
            rim = text.mark_text(**style, stroke=colour("paper"), strokeWidth=3)
            layers += [rim.encode(text="Label:N"), text.mark_text(**style).encode(text="Label:N")]
    return captioned(layered(*layers).properties(height=360), caption)


def contact_needed(
    table: pd.DataFrame,
    *,
    y: str,
    of: str,
    identity: float,
    familiarity: float,
    most: float,
    documented: pd.DataFrame,
    **caption: Unpack[Caption],
) -> alt.LayerChart:
    """Draw how often two must meet until their tie is trusted enough, with two sliders.

    The contact is that of :func:`industrial_clusters.comparison.networks.contact_for`.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``y`` (text), ``of`` (whose; cases have their looks) and ``Trust``, the
        probability that a tie must have to be trusted; missing where none suffices.
    y, of : str
        Columns of the rows and of their owners.
    identity, familiarity : float
        Where the sliders stand at first: trust without any meeting, and what a meeting a
        month adds.
    most : float
        Meetings a month at which the axis ends; more is drawn at its end.
    documented : pandas.DataFrame
        Columns ``Low``, ``High`` (meetings a month; an open end is a missing value) and
        ``What``: how often the documents say that people meet.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Examples
    --------
    >>> table = pd.DataFrame({"Network": ["A"], "Case": ["Xixia"], "Trust": [0.5]})
    >>> known = pd.DataFrame({"Low": [1], "High": [2], "What": ["told"]})
    >>> contact_needed(table, y="Network", of="Case", identity=0, familiarity=0.2, most=12,
    ...     documented=known, name="c", title="t", subtitle="", description="d").name
    'c'
    """
    owners = list(dict.fromkeys(table[of]))
    shade, shape = by_colour_and_shape(of, owners, looks=_looks(owners))
    rows = list(dict.fromkeys(table[y]))
    scale = alt.Scale(domain=[0, most], nice=False)
    x = alt.X("Meetings:Q", title="meetings a month", scale=scale)
    up = alt.Y(f"{y}:N", sort=rows, title=None, axis=alt.Axis(labelLimit=190))
    needed = "log((1 - identity) / (1 - datum.Trust)) / familiarity"
    base = alt.Chart(table).encode(y=up, tooltip=tooltip(table))
    enough = base.transform_filter("isValid(datum.Trust)")
    # Trust of one takes no end of meetings: it stands at the end of the axis, with an arrow.
    meetings = f"datum.Trust >= 1 ? 1e9 : max(0, {needed})"
    enough = enough.transform_calculate(Wanted=meetings)
    inside = enough.transform_filter(f"datum.Wanted <= {most}").transform_calculate(
        Meetings="datum.Wanted"
    )
    beyond = enough.transform_filter(f"datum.Wanted > {most}").transform_calculate(
        Meetings=f"{most}", Says="'more →'"
    )
    never = base.transform_filter("!isValid(datum.Trust)").transform_calculate(
        Meetings="0", Says="'no contact suffices'"
    )
    band = alt.Chart(documented).encode(
        x=alt.X("Low:Q", title="meetings a month", scale=scale), tooltip=tooltip(documented)
    )
    known = documented["High"].notna()
    layers = []
    if known.any():
        area = band.transform_filter("isValid(datum.High)")
        layers.append(area.mark_rect(opacity=0.3, color=colour("sky")).encode(x2="High:Q"))
    if (~known).any():
        edge = band.transform_filter("!isValid(datum.High)")
        layers.append(edge.mark_rule(strokeDash=[5, 4], color=colour("ink")))
    words: dict[str, Any] = {"baseline": "middle", "fontSize": 11, "color": colour("muted")}
    layers += [
        inside.mark_point(size=85, opacity=1).encode(x=x, color=shade, shape=shape),
        beyond.mark_text(align="right", **words).encode(x=x, text="Says:N"),
        never.mark_text(align="left", dx=4, **words).encode(x=x, text="Says:N"),
    ]
    sliders = [
        alt.param(
            name="identity",
            value=identity,
            bind=alt.binding_range(min=0, max=0.9, step=0.05, name="Trusted before any meeting "),
        ),
        alt.param(
            name="familiarity",
            value=familiarity,
            bind=alt.binding_range(
                min=0.05, max=0.6, step=0.05, name="What a meeting a month adds "
            ),
        ),
    ]
    chart = layered(*layers).add_params(*sliders).properties(height=22 * len(rows))
    return captioned(chart, caption)
