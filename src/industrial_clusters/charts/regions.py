"""What two numbers of each case may be at once, with two lines that the reader moves."""

from __future__ import annotations

import itertools
import json
from typing import NamedTuple, Unpack

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


class DividedAxis(NamedTuple):
    """An axis with a line across it that the reader moves.

    ``least`` and ``most`` are its ends, ``cut`` is where the line stands first and
    ``step`` how far the slider jumps; ``slider`` names it, ``below`` and ``above`` what
    lies on either side of the line.
    """

    title: str
    least: float
    most: float
    cut: float
    step: float
    slider: str
    below: str
    above: str
    log: bool = False
    years: bool = False


def regions(
    table: pd.DataFrame,
    *,
    of: str,
    across: DividedAxis,
    up: DividedAxis,
    lines: pd.DataFrame | None = None,
    choose: str | None = None,
    **caption: Unpack[Caption],
) -> alt.LayerChart:
    """Draw the rectangle that bounds leave each case, and count those in each corner.

    A case counts in a corner only where its whole rectangle lies in it.

    Parameters
    ----------
    table : pandas.DataFrame
        Column ``of`` (the case), ``From`` and ``To`` (bounds across), ``Low`` and
        ``High`` (bounds up). Where one is missing the rectangle goes on to the edge.
    of : str
        Column of the cases.
    across, up : DividedAxis
        The two axes.
    lines : pandas.DataFrame, optional
        Courses to draw behind: ``Of``, ``X`` and ``Y``; each is named at its last point.
    choose : str, optional
        Column by whose values the reader chooses what to see, the first value first.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Examples
    --------
    >>> table = pd.DataFrame({"Case": ["Xixia"], "From": [0.0], "To": [0.5], "Low": [0.2],
    ...     "High": [None]})
    >>> axis = DividedAxis("membership", 0, 1, 0.5, 0.1, "Line", "low", "high")
    >>> regions(table, of="Case", across=axis, up=axis, name="r", title="t", subtitle="",
    ...     description="d").name
    'r'
    """
    x_scale, y_scale = _scale(across), _scale(up)
    movable = [
        alt.param(
            name=name,
            value=axis.cut,
            bind=alt.binding_range(min=axis.least, max=axis.most, step=axis.step, name=axis.slider),
        )
        for name, axis in (("across", across), ("up", up))
    ]
    drawn = table.assign(
        Left=table["From"].astype(float).fillna(across.least),
        Right=table["To"].astype(float).fillna(across.most),
        Bottom=table["Low"].astype(float).fillna(up.least),
        Top=table["High"].astype(float).fillna(up.most),
    )
    base, seen = alt.Chart(drawn), "true"
    if choose is not None:
        kinds = [*dict.fromkeys(table[choose]), "all"]
        select = alt.binding_select(options=kinds, name="Show")
        movable.append(alt.param(name="shown", value=kinds[0], bind=select))
        seen = f"shown == 'all' || datum[{choose!r}] == shown"
        base = base.transform_filter(seen)
    middle = "sqrt(datum.Bottom * datum.Top)" if up.log else "(datum.Bottom + datum.Top) / 2"
    shade, shape = by_colour_and_shape(of, list(dict.fromkeys(table[of])))
    base = base.encode(tooltip=tooltip(table))
    boxes = base.mark_rect(fillOpacity=0.16, strokeWidth=2).encode(
        x=alt.X("Left:Q", title=across.title or None, scale=x_scale, axis=_marks(across)),
        x2="Right:Q",
        y=alt.Y("Bottom:Q", title=up.title, scale=y_scale, axis=_marks(up)),
        y2="Top:Q",
        color=shade.legend(None),
        stroke=alt.Stroke(f"{of}:N", scale=shade["scale"], legend=None),
    )
    centres = (
        base.transform_calculate(Across="(datum.Left + datum.Right) / 2", Up=middle)
        .mark_point(size=80)
        .encode(
            x=alt.X("Across:Q", scale=x_scale),
            y=alt.Y("Up:Q", scale=y_scale),
            color=shade,
            shape=shape,
        )
    )
    layers = [boxes, centres, *_rules(x_scale, y_scale), *_corners(drawn, across, up, seen)]
    if lines is not None:
        layers = [*_courses(lines, x_scale, y_scale), *layers]
    chart = layered(*layers).add_params(*movable).properties(height=380)
    return captioned(chart, caption)


def _scale(axis: DividedAxis) -> alt.Scale:
    ends = [axis.least, axis.most]
    if axis.log:
        return alt.Scale(domain=ends, nice=False, type="log")
    return alt.Scale(domain=ends, nice=False, zero=False)


def _marks(axis: DividedAxis) -> alt.Axis:
    if axis.log:
        powers = [500, 1000, 2000, 5000, 10000, 20000, 50000]
        return alt.Axis(format=",~g", values=[v for v in powers if axis.least <= v <= axis.most])
    return alt.Axis(format="d" if axis.years else "~g", tickCount=6, labelFlush=24)


def _rules(x_scale: alt.Scale, y_scale: alt.Scale) -> list[alt.Chart]:
    """Draw the two movable lines."""
    one = alt.Chart(pd.DataFrame({"Line": [0]})).transform_calculate(Across="across", Up="up")
    rule = one.mark_rule(strokeDash=[5, 4], strokeWidth=1.5, color=colour("ink"))
    return [
        rule.encode(x=alt.X("Across:Q", scale=x_scale)),
        rule.encode(y=alt.Y("Up:Q", scale=y_scale)),
    ]


def _corners(
    drawn: pd.DataFrame, across: DividedAxis, up: DividedAxis, seen: str
) -> list[alt.Chart]:
    """Count in each corner the rectangles that lie in it whole."""
    sides = {
        "left": "isValid(datum.To) && datum.To < across",
        "right": "isValid(datum.From) && datum.From >= across",
        "bottom": "isValid(datum.High) && datum.High < up",
        "top": "isValid(datum.Low) && datum.Low >= up",
    }
    texts = []
    names = {"left": across.below, "right": across.above, "bottom": up.below, "top": up.above}
    for horizontal, vertical in itertools.product(("left", "right"), ("bottom", "top")):
        inside = f"({seen}) && ({sides[horizontal]}) && ({sides[vertical]}) ? 1 : 0"
        name = json.dumps(f"{names[horizontal]}, {names[vertical]}: ")
        is_left, is_top = horizontal == "left", vertical == "top"
        texts.append(
            alt.Chart(drawn)
            .transform_calculate(inside=inside)
            .transform_aggregate(number="sum(inside)")
            .transform_calculate(text=f"{name} + datum.number")
            .mark_text(
                align="left" if is_left else "right",
                baseline="top" if is_top else "bottom",
                fontWeight="bold",
                color=colour("ink"),
            )
            .encode(
                x=alt.value(6 if is_left else alt.expr("width - 6")),
                y=alt.value(6 if is_top else alt.expr("height - 6")),
                text="text:N",
            )
        )
    return texts


def _courses(lines: pd.DataFrame, x_scale: alt.Scale, y_scale: alt.Scale) -> list[alt.Chart]:
    """Draw courses behind the rectangles, each named above its last point."""
    base = alt.Chart(lines).encode(
        x=alt.X("X:Q", scale=x_scale),
        y=alt.Y("Y:Q", scale=y_scale),
        detail="Of:N",
        tooltip=tooltip(lines),
    )
    last = lines.loc[lines.groupby("Of", sort=False)["X"].idxmax()]
    names = alt.Chart(last).mark_text(align="right", dy=-9, color=colour("muted"))
    return [
        base.mark_line(
            color=colour("muted"), strokeWidth=1.5, point={"size": 18, "color": colour("muted")}
        ),
        names.encode(x=alt.X("X:Q", scale=x_scale), y=alt.Y("Y:Q", scale=y_scale), text="Of:N"),
    ]
