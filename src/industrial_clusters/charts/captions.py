"""What every chart says of itself."""

from __future__ import annotations

import math
from typing import Any, TypedDict

import altair as alt
import pandas as pd


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


def by_colour_and_shape(column: str, values: list[str]) -> tuple[alt.Color, alt.Shape]:
    """Return the two encodings that tell categories apart, with one legend for both.

    Vega-Lite merges the two legends only where both scales name their domain. Long
    names stand below each other: a phone is 350 pixels wide.
    """
    long = max(map(len, values)) > 16
    legend = alt.Legend(labelLimit=320, columns=1 if long else 0) if len(values) > 1 else None
    scale = alt.Scale(domain=values)
    return (
        alt.Color(f"{column}:N", title=None, scale=scale, legend=legend),
        alt.Shape(f"{column}:N", title=None, scale=scale, legend=legend),
    )


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
    first, last = (round(math.log10(end)) for end in (values.min(), values.max()))
    return alt.Axis(values=[10.0**power for power in range(first, last + 1)], format="~g")
