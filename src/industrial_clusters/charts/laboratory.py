"""Sliders over surfaces computed beforehand, and what sliders do from where cases stand."""

from __future__ import annotations

import html
import itertools
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Unpack

import altair as alt
import numpy as np
import numpy.typing as npt
import pandas as pd

from industrial_clusters.charts.captions import (
    Caption,
    by_colour_and_shape,
    captioned,
    layered,
    tooltip,
)
from industrial_clusters.charts.ledgers import HTMLList
from industrial_clusters.charts.theme import colour

_BAND = 72


class Surface(NamedTuple):
    """Worlds counted over a grid of sliders.

    Attributes
    ----------
    sliders : sequence of str
        Ids of the sliders, in the order of the first axes.
    levels : sequence of float
        Places of the grid on each of them, from 0 to 1.
    counts : ndarray of int, shape (levels, ..., levels, classes)
        Worlds in each class of the outcome.
    """

    sliders: Sequence[str]
    levels: Sequence[float]
    counts: npt.NDArray[np.int64]


class _Following(alt.LayerChart):
    """A chart whose sliders jump where the menu sends them.

    Vega knows controls that others move, Vega-Lite does not: but it hands on what it
    does not know of a parameter, so that the handler is added once all else is checked.
    """

    def to_dict(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the specification, with a handler for each slider."""
        spec: dict[str, Any] = super().to_dict(*args, **kwargs)
        for parameter in spec.get("params", []):
            slider = parameter["name"].removeprefix("slider_")
            if slider != parameter["name"]:
                update = f"starts[start][{json.dumps(slider)}]"
                parameter["on"] = [{"events": {"signal": "start"}, "update": update}]
        return spec


def laboratory(
    strips: pd.DataFrame,
    surfaces: Mapping[str, Surface],
    sliders: Mapping[str, str],
    starts: pd.DataFrame,
    places: pd.DataFrame,
    *,
    line: float = 0.5,
    **caption: Unpack[Caption],
) -> alt.LayerChart:
    """Draw what worlds do with a place that the reader builds by sliders.

    Each outcome is a strip of classes, the darker the more worlds end there. A black mark
    stands at the middle world, an open one where the start's middle world stood, and
    shapes below the strip where those of the cases stand.

    Parameters
    ----------
    strips : pandas.DataFrame
        Columns ``Outcome``, ``From``, ``To`` and ``Worlds`` (in a hundred, at the first
        start).
    surfaces : mapping of str to Surface
        By outcome; up to three sliders each.
    sliders : mapping of str to str
        Label of each slider, by id.
    starts : pandas.DataFrame
        Indexed by what the reader chooses, the first at first; one column a slider.
    places : pandas.DataFrame
        Columns ``Place``, ``Case`` (empty where the place is no case), ``Outcome``,
        ``Middle`` and optionally others for the tooltip and ``Evidence``.
    line : float, optional
        Where an outcome counts as reached.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Examples
    --------
    >>> strips = pd.DataFrame({"Outcome": "A", "From": [0, 0.5], "To": [0.5, 1], "Worlds": 50})
    >>> surface = Surface(["land"], (0, 1), np.array([[4, 0], [0, 4]]))
    >>> starts = pd.DataFrame({"land": [0.5]}, index=["halfway"])
    >>> places = pd.DataFrame({"Place": ["Xixia"], "Case": ["Xixia"], "Outcome": ["A"],
    ...     "Middle": [0.4]})
    >>> laboratory(strips, {"A": surface}, {"land": "Land"}, starts, places, name="l", title="t",
    ...     subtitle="", description="d").name
    'l'
    """
    outcomes = list(surfaces)
    y = alt.Y("Outcome:N", sort=outcomes, title=None, axis=None, scale=alt.Scale(padding=0))
    scale = alt.Scale(domain=[0, 1], nice=False)
    axis = alt.Axis(values=[0, 0.5, 1], format="~g")
    x = alt.X("From:Q", title="outcome, as a share", scale=scale, axis=axis)
    live = _counted(alt.Chart(strips), surfaces)
    cells = live.mark_bar(height=20, color=colour("blue"), stroke=colour("grid")).encode(
        x=x,
        x2="To:Q",
        y=y,
        fillOpacity=alt.FillOpacity(
            "Now:Q", scale=alt.Scale(type="sqrt", domain=[0, 1], range=[0, 1]), legend=None
        ),
        tooltip=["Outcome", "From", "To", alt.Tooltip("Now:Q", title="Worlds", format=".0%")],
        description=alt.Description("Told:N"),
    )
    bar = alt.Chart(pd.DataFrame({"Line": [line]})).mark_rule(
        strokeDash=[4, 4], color=colour("muted"), aria=False
    )
    names = (
        alt.Chart(strips)
        .transform_filter("datum.From == 0")
        .mark_text(align="left", dy=-20, fontSize=12.5, fontWeight=600, aria=False)
        .encode(x=alt.value(0), y=y, text="Outcome:N")
    )
    reached = (
        live.transform_filter(f"datum.From >= {line} - 1e-9")
        .transform_aggregate(Reached="sum(Now)", groupby=["Outcome"])
        .transform_calculate(Says="format(100 * datum.Reached, '.0f') + ' of 100'")
        .mark_text(align="right", dy=-20, fontSize=12.5)
        .encode(x=alt.value("width"), y=y, text="Says:N")
    )
    middle = (
        live.transform_window(Through="sum(Now)", groupby=["Outcome"], sort=[alt.SortField("From")])
        .transform_filter("datum.Through >= 0.5 - 1e-9 && datum.Through - datum.Now < 0.5 - 1e-9")
        .transform_calculate(
            Middle="datum.From + (datum.To - datum.From)"
            " * (0.5 - datum.Through + datum.Now) / datum.Now"
        )
        .mark_tick(thickness=4, size=28, color=colour("ink"))
        .encode(
            x=alt.X("Middle:Q", title="outcome, as a share", scale=scale, axis=axis),
            y=y,
            tooltip=["Outcome", alt.Tooltip("Middle:Q", title="Middle world", format=".2f")],
        )
    )
    told = tooltip(places.drop(columns="Case"))
    known = alt.Chart(places).encode(
        x=alt.X("Middle:Q", title="outcome, as a share", scale=scale, axis=axis), y=y, tooltip=told
    )
    began = (
        known.transform_filter("datum.Place === start")
        .mark_point(shape="stroke", angle=90, size=900, strokeWidth=2.5, filled=False, opacity=1)
        .encode(stroke=alt.value(colour("orange")))
    )
    cases = [case for case in dict.fromkeys(places["Case"]) if case]
    shade, shape = by_colour_and_shape("Case", cases)
    stand = (
        known.transform_filter("datum.Case !== ''")
        .mark_point(size=64, opacity=1)
        .encode(
            color=shade,
            shape=shape,
            # Cases that end at one place stand below each other.
            yOffset=alt.YOffset("Case:N", sort=cases, scale=alt.Scale(range=[53, 69])),
        )
    )
    layers = [
        cells,
        bar.encode(x=alt.X("Line:Q", title="outcome, as a share", scale=scale, axis=axis)),
        names,
        reached,
        stand,
        began,
        middle,
    ]
    chart = _Following(layer=layers).resolve_legend(color="independent", shape="independent")
    chart = chart.add_params(*_parameters(surfaces, sliders, starts))
    return captioned(chart.properties(height=_BAND * len(outcomes)), caption)


def _parameters(
    surfaces: Mapping[str, Surface], sliders: Mapping[str, str], starts: pd.DataFrame
) -> list[alt.Parameter]:
    """Return the controls, the worlds counted, and where in each grid the sliders stand."""
    first = str(starts.index[0])
    choice = alt.binding_select(options=[str(name) for name in starts.index], name="Start from ")
    levels = {slider: round(float(level), 4) for slider, level in starts.iloc[0].items()}
    controls = [
        alt.param(
            name=f"slider_{slider}",
            value=levels[slider],
            bind=alt.binding_range(min=0, max=1, step=0.01, name=f"{label} "),
        )
        for slider, label in sliders.items()
    ]
    table = {
        str(name): {str(slider): round(float(level), 4) for slider, level in row.items()}
        for name, row in starts.iterrows()
    }
    counts = [
        surface.counts.reshape(-1, surface.counts.shape[-1]).T.tolist()
        for surface in surfaces.values()
    ]
    places = [_place(surface) for surface in surfaces.values()]
    return [
        alt.param(name="starts", value=table),
        alt.param(name="start", value=first, bind=choice),
        *controls,
        alt.param(name="counts", value=counts),
        alt.param(name="corners", expr=_array(_array(corners) for corners, _ in places)),
        alt.param(name="weights", expr=_array(_array(weights) for _, weights in places)),
    ]


_CORNERS = 8


def _place(surface: Surface) -> tuple[list[str], list[str]]:
    """Return, as formulas, the corners of the cell in which the sliders stand, and their weights.

    A cell of fewer than three sliders has fewer corners: the others weigh nothing.
    """
    size = len(surface.levels)
    below, way = [], []
    for slider in surface.sliders:
        at = f"slider_{slider}"
        passed = [f"({at} >= {level} ? 1 : 0)" for level in surface.levels[1:-1]]
        place = "(" + (" + ".join(passed) or "0") + ")"
        marks = json.dumps([float(level) for level in surface.levels])
        below.append(place)
        way.append(f"(({at} - {marks}[{place}]) / ({marks}[{place} + 1] - {marks}[{place}]))")
    corners, weights = [], []
    for corner in itertools.product((0, 1), repeat=len(surface.sliders)):
        index = "0"
        for place, one in zip(below, corner, strict=True):
            index = f"({index}) * {size} + {place} + {one}"
        corners.append(index)
        weights.append(
            " * ".join(f if one else f"(1 - {f})" for f, one in zip(way, corner, strict=True))
        )
    spare = _CORNERS - len(corners)
    return corners + ["0"] * spare, weights + ["0"] * spare


def _array(parts: Iterable[str]) -> str:
    return "[" + ", ".join(parts) + "]"


def _counted(chart: alt.Chart, surfaces: Mapping[str, Surface]) -> alt.Chart:
    """Let the page mix the worlds of the corners around the sliders."""
    surface = next(iter(surfaces.values()))
    worlds = int(surface.counts.reshape(-1, surface.counts.shape[-1])[0].sum())
    classes = surface.counts.shape[-1]
    terms = " + ".join(
        f"weights[datum.model][{corner}]"
        f" * counts[datum.model][datum.class][corners[datum.model][{corner}]]"
        for corner in range(_CORNERS)
    )
    return (
        chart.transform_calculate(**{"class": f"round(datum.From * {classes})"})
        .transform_calculate(model=f"indexof({json.dumps(list(surfaces))}, datum.Outcome)")
        .transform_calculate(Now=f"({terms}) / {worlds}")
        .transform_calculate(
            Told="datum.Outcome + ', ' + datum.From + ' to ' + datum.To + ': '"
            " + format(datum.Now, '.1%') + ' of worlds'"
        )
    )


def effects(
    table: pd.DataFrame, *, group: str, y: str, x: str, of: str, **caption: Unpack[Caption]
) -> alt.LayerChart:
    """Draw what causes do to outcomes, to the left where they hurt, with a mark for each case.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``group`` (the cause), ``y`` (the outcome), ``x`` (the change, from -1 to 1)
        and ``of`` (whose; cases have their looks).
    group, y, x, of : str
        Names of the columns.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Examples
    --------
    >>> table = pd.DataFrame({"Slider": ["Land"], "Outcome": ["Firms"], "Change": [0.1],
    ...     "Case": ["Xixia"]})
    >>> effects(table, group="Slider", y="Outcome", x="Change", of="Case", name="e", title="t",
    ...     subtitle="", description="d").name
    'e'
    """
    rows: list[str] = []
    for cause, part in table.groupby(group, sort=False):
        rows += [f"{cause}|", *(f"{cause}|{outcome}" for outcome in dict.fromkeys(part[y]))]
    cases = list(dict.fromkeys(table[of]))
    shade, shape = by_colour_and_shape(of, cases)
    axis = alt.Axis(
        labelExpr="split(datum.label, '|')[1] || split(datum.label, '|')[0]",
        labelFontWeight={
            "condition": {"test": "split(datum.label, '|')[1] === ''", "value": "bold"},
            "value": "normal",
        },
        labelLimit=200,
        ticks=False,
        grid=True,
    )
    title = "change in share"
    least, most = (step * math.ceil(end / step) for step, end in _ends(table[x]))
    scale = alt.Scale(domain=[least, most], nice=False)
    marked = alt.Axis(values=[-1, -0.5, 0, 0.5, 1], format="~g", labelFlush=True)
    across = alt.X(f"{x}:Q", title=title, scale=scale, axis=marked)
    base = alt.Chart(table).transform_calculate(
        row=f"datum[{json.dumps(group)}] + '|' + datum[{json.dumps(y)}]"
    )
    up = alt.Y("row:N", sort=rows, title=None, axis=axis, scale=alt.Scale(domain=rows))
    zero = (
        alt.Chart(pd.DataFrame({"Zero": [0]}))
        .mark_rule(color=colour("ink"), aria=False)
        .encode(x=alt.X("Zero:Q", title=title, scale=scale, axis=marked))
    )
    marks = base.mark_point(size=70, opacity=0.9).encode(
        x=across, y=up, color=shade, shape=shape, tooltip=tooltip(table)
    )
    return captioned(layered(zero, marks).properties(height=21 * len(rows)), caption)


def _ends(values: pd.Series[float]) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the steps by which the axis grows to the left and to the right, and how far."""
    return (-0.5, min(float(values.min()), 0.0)), (0.5, max(float(values.max()), 0.0))


def foretold(
    table: pd.DataFrame,
    *,
    y: str,
    of: str,
    choose: str,
    chosen: str,
    unit: str,
    **caption: Unpack[Caption],
) -> alt.LayerChart:
    """Draw what a model says of places over what is recorded of them, a model at a time.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``y`` (text), ``of`` (the case, or empty for a place that is none),
        ``choose``, ``Value`` (what the model says), and ``Low`` and ``High`` (the record).
    y, of, choose : str
        Columns of the rows, of their owners, and of what the reader chooses.
    chosen : str
        What is chosen at first.
    unit : str
        Title of the axis.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Examples
    --------
    >>> table = pd.DataFrame({"Place": ["Xixia"], "Case": ["Xixia"], "Model": ["ties"],
    ...     "Value": [0.3], "Low": [1], "High": [1]})
    >>> foretold(table, y="Place", of="Case", choose="Model", chosen="ties", unit="share",
    ...     name="f", title="t", subtitle="", description="d").name
    'f'
    """
    rows = list(dict.fromkeys(table[y]))
    options = list(dict.fromkeys(table[choose]))
    menu = alt.param(
        name="chosen", value=chosen, bind=alt.binding_select(options=options, name=f"{choose} ")
    )
    cases = [case for case in dict.fromkeys(table[of]) if case]
    shade, shape = by_colour_and_shape(of, cases)
    scale = alt.Scale(domain=[0, 1], nice=False)
    axis = alt.Axis(values=[0, 0.5, 1], format="~g")
    # On a phone there is no room for "a region, and which part of it" in one line.
    names = alt.Axis(labelLimit=190, labelExpr="split(datum.label, ', ')", labelLineHeight=12)
    base = (
        alt.Chart(table)
        .transform_filter(f"datum[{json.dumps(choose)}] === chosen")
        .encode(
            y=alt.Y(f"{y}:N", sort=rows, title=None, axis=names),
            tooltip=tooltip(table),
        )
    )
    # The rim keeps a record that is one number in sight.
    muted = colour("muted")
    spans = base.mark_bar(height=9, fillOpacity=0.3, color=muted, stroke=muted, strokeWidth=3)
    value = alt.X("Value:Q", title=unit, scale=scale, axis=axis)
    owned = f"datum[{json.dumps(of)}] !== ''"
    marks = base.mark_point(size=80, opacity=1)
    layers = (
        spans.encode(x=alt.X("Low:Q", title=unit, scale=scale, axis=axis), x2="High:Q"),
        base.transform_filter(f"!({owned})")
        .mark_tick(thickness=3, size=15, color=colour("ink"))
        .encode(x=value),
        marks.transform_filter(owned).encode(x=value, color=shade, shape=shape),
    )
    chart = layered(*layers).add_params(menu).properties(height=25 * len(rows))
    return captioned(chart, caption)


def crossed(
    table: pd.DataFrame, *, y: str, x: str, text: str, title: str, folded: bool = False
) -> HTMLList:
    """Set words out in a table, one column a thing, which a phone stacks.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``y``, ``x`` (rows and columns, in the order in which they come), ``text`` and
        optionally ``Evidence``, the address of the row that the words lead to; several words
        of one cell stand after each other.
    y, x, text : str
        Names of the columns.
    title : str
        Caption of the table.
    folded : bool, optional
        Show the caption alone until the reader asks for more.

    Examples
    --------
    >>> table = pd.DataFrame({"Outcome": ["Firms"], "Case": ["Xixia"], "Says": ["land +0.1"]})
    >>> 'data-label="Xixia"' in crossed(table, y="Outcome", x="Case", text="Says",
    ...     title="t")._repr_html_()
    True
    """
    cells: dict[tuple[str, str], list[str]] = {}
    for row in table.to_dict("records"):
        words = html.escape(str(row[text]))
        if row.get("Evidence"):
            words = f'<a href="evidence:{html.escape(row["Evidence"])}">{words}</a>'
        cells.setdefault((row[y], row[x]), []).append(words)
    heads = list(dict.fromkeys(table[x]))
    head = "".join(f'<th scope="col">{html.escape(each)}</th>' for each in heads)
    body = "".join(
        f'<tr><th scope="row">{html.escape(name)}</th>'
        + "".join(
            f'<td data-label="{html.escape(each)}">{"; ".join(cells.get((name, each), []))}</td>'
            for each in heads
        )
        + "</tr>\n"
        for name in dict.fromkeys(table[y])
    )
    label = html.escape(title)
    markup = (
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{label}">'
        f'<table class="codings"><caption>{label}</caption>'
        f"<thead><tr><td></td>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>\n"
    )
    if folded:
        markup = f'<details class="chart-details"><summary>{label}</summary>{markup}</details>\n'
    return HTMLList(markup)
