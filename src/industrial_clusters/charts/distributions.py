"""Size distributions."""

from __future__ import annotations

from typing import Unpack

import altair as alt
import pandas as pd

from industrial_clusters.charts.captions import (
    Caption,
    by_colour_and_shape,
    captioned,
    decades,
    layered,
)


def survival_curves(
    curves: pd.DataFrame, counts: pd.DataFrame, *, size: str, **caption: Unpack[Caption]
) -> alt.LayerChart:
    """Draw how many units exceed a size: fitted curves over what was counted.

    Parameters
    ----------
    curves : pandas.DataFrame
        Columns ``Size``, ``Number above``, ``Year`` (text) and ``Law``.
    counts : pandas.DataFrame
        Columns ``Size``, ``Number above`` and ``Year`` (text): the class limits.
    size : str
        Title of the horizontal axis, with its unit.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Examples
    --------
    >>> curve = pd.DataFrame({"Size": [1, 10], "Number above": [108, 4], "Year": ["1996"] * 2,
    ...     "Law": ["Pareto"] * 2})
    >>> survival_curves(curve, curve, size="Output", name="s", title="t", subtitle="",
    ...     description="d").name
    's'
    """
    years, laws = list(dict.fromkeys(curves["Year"])), list(dict.fromkeys(curves["Law"]))
    x = alt.X("Size:Q", title=size, scale=alt.Scale(type="log"), axis=decades(curves["Size"]))
    y = alt.Y(
        "Number above:Q",
        title="Clusters above that output",
        scale=alt.Scale(type="log"),
        axis=decades(curves["Number above"]),
    )
    shade, shape = by_colour_and_shape("Year", years)
    lines = (
        alt.Chart(curves)
        .mark_line(clip=True)
        .encode(
            x=x,
            y=y,
            color=shade.legend(None),
            strokeDash=alt.StrokeDash("Law:N", sort=laws, title=None),
        )
    )
    points = (
        alt.Chart(counts)
        .mark_point(size=95)
        .encode(
            x=x,
            y=y,
            color=shade,
            shape=shape,
            tooltip=["Year", "Size", "Number above"],
        )
    )
    return captioned(layered(lines, points).properties(height=360), caption)
