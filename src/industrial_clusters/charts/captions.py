"""What every chart says of itself."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal, TypedDict

import altair as alt
import pandas as pd

from industrial_clusters.charts.theme import case_looks


class Caption(TypedDict):
    """The four texts that a chart of the book carries."""

    name: str
    title: str
    subtitle: str
    description: str


def captioned(chart: Any, caption: Caption) -> Any:
    """Return a chart of whatever form with its name, title, subtitle and description."""
    return chart.properties(
        name=caption["name"],
        title=alt.Title(caption["title"], subtitle=caption["subtitle"]),
        description=caption["description"],
    )


def by_colour_and_shape(
    column: str,
    values: list[str],
    *,
    orient: Literal["top", "bottom"] = "top",
    looks: Mapping[str, tuple[str, str]] | None = None,
) -> tuple[alt.Color, alt.Shape]:
    """Return the two encodings that tell categories apart, with one legend for both.

    Vega-Lite merges the two legends only where both scales name their domain. Long
    names stand below each other: a phone is 350 pixels wide. Where the same categories
    come back in other charts, their looks fix the colour and the shape of each; cases have
    theirs in the whole book.
    """
    legend = alt.Legend(orient=orient, labelLimit=320, columns=legend_columns(values))
    shown = legend if len(values) > 1 else None
    shade, shape = alt.Scale(domain=values), alt.Scale(domain=values)
    looks = looks or looks_of(values)
    if looks:
        shade["range"], shape["range"] = ([looks[value][i] for value in values] for i in (0, 1))
    return (
        alt.Color(f"{column}:N", title=None, scale=shade, legend=shown),
        alt.Shape(f"{column}:N", title=None, scale=shape, legend=shown),
    )


def looks_of(values: list[str]) -> Mapping[str, tuple[str, str]] | None:
    """Return the colour and the shape of each value where all are cases of the book."""
    looks = case_looks()
    return looks if set(values) <= set(looks) else None


def legend_columns(values: list[str]) -> int:
    """Return how many entries of a legend stand side by side on a phone, 0 for all of them."""
    widths = [34 + 6.5 * len(value) for value in values]
    if sum(widths) <= 330:
        return 0
    return max(1, int(330 / max(widths)))


def layered(*layers: alt.Chart) -> Any:
    """Lay charts over one another, each with the legends that it asks for itself.

    With shared legends Vega-Lite writes two for one variable where one layer
    fills its marks and another strokes them.
    """
    return alt.layer(*layers).resolve_legend(
        color="independent", shape="independent", strokeDash="independent"
    )


def decades(values: pd.Series[float]) -> alt.Axis:
    """Mark powers of ten only: every line between them is ink without a question."""
    first, last = math.floor(math.log10(values.min())), math.ceil(math.log10(values.max()))
    powers = [10.0**power for power in range(first, last + 1)]
    return alt.Axis(values=powers, format=",~g", labelOverlap="greedy", labelSeparation=6)


def tooltip(table: pd.DataFrame) -> list[str]:
    """Return the columns that a mark tells on hover: all but those for the table below it."""
    return [column for column in table.columns if column != "Evidence"]


def between_bounds(
    base: alt.Chart,
    table: pd.DataFrame,
    ends: tuple[alt.X, alt.X],
    looks: tuple[alt.Color, alt.Shape],
) -> list[alt.Chart]:
    """Draw what is known of numbers along x: a rule between bounds, points at known ends.

    An open bound is an arrow. The table has ``Low`` and ``High``, missing where open; a layer
    that nothing is in is left out, since it would draw nothing and leave a warning in the
    reader's console.
    """
    low, high = ends
    shade, shape = looks
    plain = shade.legend(None)
    has_low, has_high = table["Low"].notna(), table["High"].notna()
    apart = table["Low"] != table["High"]
    known_low, known_high = "isValid(datum.Low)", "isValid(datum.High)"
    layers: list[alt.Chart] = []
    if (has_low & has_high & apart).any():
        rules = base.transform_filter(f"{known_low} && {known_high}").mark_rule(strokeWidth=3)
        layers.append(rules.encode(x=low, x2="High:Q", color=plain))
    for is_open, condition, end, arrow, shift in (
        (has_low & ~has_high, f"{known_low} && !{known_high}", low, "→", 15),
        (has_high & ~has_low, f"{known_high} && !{known_low}", high, "←", -15),
    ):
        if is_open.any():
            arrows = base.transform_filter(condition).mark_text(text=arrow, dx=shift, fontSize=16)
            layers.append(arrows.encode(x=end, color=plain))
    for has_end, condition, end in (
        (has_low, known_low, low),
        (has_high & apart, known_high, high),
    ):
        if has_end.any():
            points = base.transform_filter(condition).mark_point(size=75)
            layers.append(points.encode(x=end, color=shade, shape=shape))
            shade, shape = plain, shape.legend(None)  # one legend is enough
    return layers
