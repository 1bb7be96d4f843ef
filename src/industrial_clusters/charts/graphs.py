"""Node-link drawings of small networks."""

from __future__ import annotations

import itertools
import math
import textwrap
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, NamedTuple, Unpack

import altair as alt
import pandas as pd

from industrial_clusters.charts.captions import (
    Caption,
    by_colour_and_shape,
    captioned,
    legend_columns,
    tooltip,
)
from industrial_clusters.charts.theme import CATEGORY_COLOURS, colour

# A phone leaves this much; whatever does not overlap there does not overlap on a desk.
_PHONE = 336
# Half of the widest label: no node stands nearer to the edge.
_EDGE = 52
_INNER = _PHONE - 2 * _EDGE
_LETTER, _LINE, _LABEL_LETTERS = 6.1, 13, 16
_RADIUS = 8
_TALLEST = 1000
# How far ties between the same two nodes stand apart, and how far one bows around a third node.
_APART, _BOW = 14, 34
# Vega's own fourth pattern is too fine to have a colour. One pattern more than there are
# colours, so that a seventh kind, which repeats a colour, has a pattern of its own.
_DASHES: list[Sequence[float]] = [
    [1, 0],
    [5, 3],
    [2, 2.5],
    [9, 3, 2, 3],
    [12, 4],
    [5, 2, 2, 2, 2, 2],
    [8, 8],
]


class _Place(NamedTuple):
    """Where a node stands: a share of the width, so that it follows the page, and pixels down."""

    across: float
    down: float
    lines: tuple[str, ...]
    below: bool

    @property
    def x(self) -> float:
        return _EDGE + self.across * _INNER

    @property
    def label_width(self) -> float:
        return max((len(line) for line in self.lines), default=0) * _LETTER

    @property
    def top(self) -> float:
        """Where the label begins."""
        if self.below:
            return self.down + _RADIUS + 1
        return self.down - _RADIUS - 1 - _LINE * len(self.lines)

    def boxes(self) -> list[tuple[float, float, float, float]]:
        """Return the boxes of the symbol and of the label: left, top, right, bottom."""
        half, height = self.label_width / 2 + 2, _LINE * len(self.lines)
        symbol = (self.x - _RADIUS, self.down - _RADIUS, self.x + _RADIUS, self.down + _RADIUS)
        return [symbol, (self.x - half, self.top, self.x + half, self.top + height)]


def network(
    ties: pd.DataFrame,
    *,
    nodes: pd.DataFrame | None = None,
    layout: Literal["levels", "rings"] = "levels",
    directed: bool = False,
    **caption: Unpack[Caption],
) -> alt.LayerChart:
    """Draw a small network: nodes where their order puts them, ties between them.

    No position is searched for: the same table gives the same drawing.

    Parameters
    ----------
    ties : pandas.DataFrame
        Columns ``From``, ``To``, ``Kind`` and, where documented, ``Evidence``. Rows that
        repeat a tie are drawn once, with the evidence of all.
    nodes : pandas.DataFrame, optional
        Columns ``Node``, and optionally ``Group`` (colour and shape), ``Level`` (a number:
        the row from the top, or the ring from the centre), ``Label`` (the name where left
        out; none where empty) and ``Evidence``. Left out, the nodes are those of the ties,
        in one ring.
    layout : {"levels", "rings"}, optional
        Rows below each other, or circles around each other, in the order of ``nodes``.
    directed : bool, optional
        Whether ties end in arrowheads.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Raises
    ------
    ValueError
        If a tie names a node that ``nodes`` lacks, a node is named twice, or the labels
        have no room on a phone.

    Examples
    --------
    >>> ties = pd.DataFrame({"From": ["A", "A"], "To": ["B", "C"], "Kind": ["teaches"] * 2})
    >>> network(ties, name="n", title="t", subtitle="", description="d").name
    'n'
    """
    if nodes is None:
        nodes, layout = pd.DataFrame({"Node": _named(ties)}), "rings"
    _check(ties, nodes)
    drawn = _merged(ties, directed=directed)
    places = _LAYOUTS[layout](nodes)
    shown = nodes.drop(columns=["Level", "Label"], errors="ignore")
    # A rule of its own for each layer: ties and nodes have nothing in common but their places.
    layers = [
        *_tie_layers(drawn, places, directed=directed),
        *_node_layers(shown),
    ]
    chart = (
        alt.layer(*layers)
        .resolve_scale(color="independent", shape="independent", strokeDash="independent")
        .resolve_legend(color="independent", shape="independent", strokeDash="independent")
        .add_params(
            alt.param(
                name="places",
                value={
                    name: {
                        "x": place.across,
                        "y": place.down,
                        "top": place.top,
                        "lines": list(place.lines),
                    }
                    for name, place in places.items()
                },
            )
        )
        .properties(height=_height(places.values()))
    )
    return captioned(chart, caption)


def _named(ties: pd.DataFrame) -> list[str]:
    pairs = zip(ties["From"], ties["To"], strict=True)
    return list(dict.fromkeys(end for pair in pairs for end in pair))


def _check(ties: pd.DataFrame, nodes: pd.DataFrame) -> None:
    if twice := sorted(set(nodes["Node"][nodes["Node"].duplicated()])):
        raise ValueError(f"nodes name {twice} twice; keep one row each")
    known = set(nodes["Node"])
    if unknown := [name for name in _named(ties) if name not in known]:
        raise ValueError(
            f"ties name {unknown}, which nodes lacks; add a row for each to nodes, "
            "or leave these ties out"
        )


def _merged(ties: pd.DataFrame, *, directed: bool) -> pd.DataFrame:
    """Join the rows that would be drawn on top of each other, with the evidence of all."""
    ordered = ties.copy()
    if not directed:
        turned = ordered["From"] > ordered["To"]
        ordered.loc[turned, ["From", "To"]] = ordered.loc[turned, ["To", "From"]].to_numpy()
    key = [ordered["From"], ordered["To"], ordered["Kind"]]
    first = ~pd.concat(key, axis=1).duplicated()
    merged = ties[first].copy()
    if "Evidence" in ties.columns:
        merged["Evidence"] = (
            ordered.groupby(["From", "To", "Kind"], sort=False)["Evidence"].agg(" ".join).to_numpy()
        )
    return merged.reset_index(drop=True)


def _lines(nodes: pd.DataFrame) -> list[tuple[str, ...]]:
    labels = nodes["Label"] if "Label" in nodes.columns else nodes["Node"]
    return [
        tuple(textwrap.wrap(str(label), _LABEL_LETTERS, break_long_words=False))
        for label in labels.fillna("")
    ]


def _by_level(nodes: pd.DataFrame) -> list[list[tuple[str, tuple[str, ...]]]]:
    level = nodes["Level"] if "Level" in nodes.columns else pd.Series(0, index=nodes.index)
    labelled = pd.Series(
        list(zip(nodes["Node"], _lines(nodes), strict=True)), index=nodes.index, dtype=object
    )
    return [list(rows) for _, rows in labelled.groupby(level)]


def _levels(nodes: pd.DataFrame) -> dict[str, _Place]:
    """Spread each level over the width, staggered as far as its labels need."""
    places: dict[str, _Place] = {}
    down = 2.0 * _RADIUS
    for row in _by_level(nodes):
        widest = max(len(line) for _, lines in row for line in (*lines, "")) * _LETTER
        steps = min(len(row), math.ceil(len(row) * (widest + 8) / _INNER))
        deepest = max(len(lines) for _, lines in row)
        step = 2 * _RADIUS + _LINE * deepest + 10
        for number, (name, lines) in enumerate(row):
            across = (number + 0.5) / len(row)
            places[name] = _Place(across, down + number % max(steps, 1) * step, lines, below=True)
        down += step * max(steps, 1) + 40
    return places


def _rings(nodes: pd.DataFrame) -> dict[str, _Place]:
    """Set each level on a circle, as high as its labels need; one alone stands in the middle."""
    rings = _by_level(nodes)
    # Where many labels meet, every other node steps inwards.
    for height, step in itertools.product(range(240, _TALLEST + 1, 40), (1.0, 0.8)):
        places = _circles(rings, height, step)
        if not _overlapping(list(places.values())):
            return places
    raise ValueError(
        f"{len(nodes)} labels have no room on a phone; leave the Label of some nodes empty, "
        "or spread the nodes over more levels"
    )


def _circles(
    rings: list[list[tuple[str, tuple[str, ...]]]], height: float, step: float
) -> dict[str, _Place]:
    inmost = 0 if len(rings[0]) == 1 and len(rings) > 1 else 1
    deepest = max(len(lines) for ring in rings for _, lines in ring)
    places = {}
    for number, ring in enumerate(rings):
        reach = (number + inmost) / (len(rings) - 1 + inmost) / 2
        for place, (name, lines) in enumerate(ring):
            # Every other ring is turned by half a step, so that no node hides behind another.
            angle = 2 * math.pi * (place + number % 2 / 2) / len(ring) - math.pi / 2
            out = reach * (step if place % 2 else 1)
            across, up = 0.5 + out * math.cos(angle), out * math.sin(angle)
            down = 2 * _RADIUS + _LINE * deepest + height * (0.5 + up)
            places[name] = _Place(round(across, 4), round(down, 1), lines, below=up > -0.01)
    return places


def _overlapping(places: list[_Place]) -> bool:
    boxes = [(number, box) for number, place in enumerate(places) for box in place.boxes()]
    return any(
        a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
        for i, (one, a) in enumerate(boxes)
        for other, b in boxes[i + 1 :]
        if one != other
    )


_LAYOUTS: dict[str, Callable[[pd.DataFrame], dict[str, _Place]]] = {
    "levels": _levels,
    "rings": _rings,
}


def _height(places: Iterable[_Place]) -> float:
    return round(max(bottom for place in places for *_, bottom in place.boxes()) + 6)


def _bends(ties: pd.DataFrame, places: dict[str, _Place]) -> list[float]:
    """Return how far each tie bows to the left of its way: apart from others, around nodes."""
    pairs = [tuple(sorted(pair)) for pair in zip(ties["From"], ties["To"], strict=True)]
    seen: dict[tuple[str, ...], int] = {}
    bends = []
    for start, pair in zip(ties["From"], pairs, strict=True):
        number = seen[pair] = seen.get(pair, -1) + 1
        bend = _APART * (number - (pairs.count(pair) - 1) / 2)
        a, b = (places[end] for end in pair)
        others = [place for name, place in places.items() if name not in pair]
        if any(_is_near(place, a, b) for place in others):
            bend += _BOW if a.x < b.x else -_BOW
        # Left of the way there is right of the way back.
        bends.append(bend if start == pair[0] else -bend)
    return bends


def _is_near(place: _Place, a: _Place, b: _Place) -> bool:
    """Tell whether a straight tie between two nodes would pass under a third."""
    dx, dy = b.x - a.x, b.down - a.down
    length = math.hypot(dx, dy)
    along = ((place.x - a.x) * dx + (place.down - a.down) * dy) / length**2
    aside = abs((place.x - a.x) * dy - (place.down - a.down) * dx) / length
    return 0 < along < 1 and aside < _RADIUS + 2


def _tie_layers(
    ties: pd.DataFrame, places: dict[str, _Place], *, directed: bool
) -> list[alt.Chart]:
    kinds = list(dict.fromkeys(ties["Kind"]))
    scale = alt.Scale(domain=kinds, range=CATEGORY_COLOURS[: len(kinds)])
    legend = (
        alt.Legend(
            columns=legend_columns(kinds), labelLimit=320, symbolStrokeWidth=2, symbolSize=400
        )
        if len(kinds) > 1
        else None
    )
    base = (
        alt.Chart(ties)
        .transform_window(number="row_number()")
        .transform_calculate(bend=f"{_bends(ties, places)}[datum.number - 1]")
        .transform_calculate(
            x0=_across("places[datum.From]"),
            y0="places[datum.From].y",
            dx=f"{_across('places[datum.To]')} - {_across('places[datum.From]')}",
            dy="places[datum.To].y - places[datum.From].y",
        )
        .transform_calculate(length="max(1, sqrt(datum.dx * datum.dx + datum.dy * datum.dy))")
        .transform_calculate(tie="datum.From + ' ' + datum.Kind + ' ' + datum.To")
    )
    # From rim to rim, or to the foot of the arrowhead.
    end = _RADIUS + (6 if directed else 0)
    lines = (
        base.transform_calculate(step="sequence(0, 1.01, 0.1)")
        .transform_flatten(["step"])
        .transform_calculate(
            t=f"({_RADIUS} + datum.step * (datum.length - {_RADIUS + end})) / datum.length"
        )
        .transform_calculate(**_point("datum.t"))
        .mark_line(strokeWidth=1.8)
        .encode(
            x=alt.X("x:Q", scale=None, axis=None),
            y=alt.Y("y:Q", scale=None, axis=None),
            detail="number:O",
            order="step:Q",
            color=alt.Color("Kind:N", title=None, scale=scale, legend=legend),
            strokeDash=alt.StrokeDash(
                "Kind:N",
                title=None,
                scale=alt.Scale(domain=kinds, range=_DASHES[: len(kinds)]),
                legend=legend,
            ),
            tooltip=["From", "Kind", "To"],
            description="tie:N",
        )
    )
    if not directed:
        return [lines]
    heads = (
        base.transform_calculate(t=f"(datum.length - {_RADIUS + 4}) / datum.length")
        .transform_calculate(**_point("datum.t"))
        .transform_calculate(
            angle="atan2(datum.y0 + datum.dy - datum.y, datum.x0 + datum.dx - datum.x) * 180 / PI"
        )
        .mark_point(shape="triangle-right", filled=True, size=70, opacity=1, aria=False)
        .encode(
            x=alt.X("x:Q", scale=None, axis=None),
            y=alt.Y("y:Q", scale=None, axis=None),
            angle=alt.Angle("angle:Q", scale=None),
            color=alt.Color("Kind:N", scale=scale, legend=None),
        )
    )
    return [lines, heads]


def _across(place: str) -> str:
    """Return the expression for where a node stands across the page, whatever its width."""
    return f"({_EDGE} + {place}.x * (width - {2 * _EDGE}))"


def _point(t: str) -> dict[str, str]:
    """Return the expressions for a point on the way of a tie, which bows in the middle."""
    bow = f"4 * {t} * (1 - {t}) * datum.bend / datum.length"
    return {
        "x": f"datum.x0 + {t} * datum.dx + {bow} * datum.dy",
        "y": f"datum.y0 + {t} * datum.dy - {bow} * datum.dx",
    }


def _node_layers(nodes: pd.DataFrame) -> list[alt.Chart]:
    base = (
        alt.Chart(nodes)
        .transform_calculate(x=_across("places[datum.Node]"), y="places[datum.Node].y")
        .encode(
            x=alt.X("x:Q", scale=None, axis=None),
            y=alt.Y("y:Q", scale=None, axis=None),
        )
    )
    symbols = base.mark_point(size=150, filled=True, opacity=1, color=colour("ink")).encode(
        tooltip=tooltip(nodes), description="Node:N"
    )
    if "Group" in nodes.columns and len(set(nodes["Group"])) > 1:
        groups = list(dict.fromkeys(nodes["Group"]))
        shade, shape = by_colour_and_shape("Group", groups, orient="bottom")
        # Ties take their colours from the front of the palette, nodes from its end.
        shade = shade.scale(domain=groups, range=CATEGORY_COLOURS[::-1][: len(groups)])
        symbols = symbols.encode(color=shade, shape=shape)
    # Some names stand above their node, away from the ties that come from below.
    labels = base.transform_calculate(y="places[datum.Node].top", text="places[datum.Node].lines")
    style: dict[str, Any] = {"baseline": "top", "fontSize": 11, "lineHeight": _LINE, "aria": False}
    # A rim in the colour of the page keeps letters clear of the ties behind them.
    names = labels.mark_text(**style).encode(text="text:N")
    rims = labels.mark_text(**style, stroke=colour("paper"), strokeWidth=4).encode(text="text:N")
    return [rims, symbols, names]
