"""What every chart says of itself."""

from __future__ import annotations

from typing import Any, TypedDict

import altair as alt


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


def layered(*layers: alt.Chart) -> Any:
    """Lay charts over one another, each with the legends that it asks for itself.

    With shared legends Vega-Lite writes two for one variable where one layer
    fills its marks and another strokes them.
    """
    return alt.layer(*layers).resolve_legend(color="independent", shape="independent")
