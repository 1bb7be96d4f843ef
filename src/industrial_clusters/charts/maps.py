"""Maps: land without borders, and places upon it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Unpack

import altair as alt
import pandas as pd

from industrial_clusters.charts.captions import Caption, by_colour_and_shape, captioned
from industrial_clusters.charts.theme import colour

_ROLES = {
    "studied": "studied here",
    "compared": "compared with it",
    "mentioned": "in its record",
}


def places(
    land: dict[str, Any],
    cases: pd.DataFrame,
    *,
    left: Collection[str] = (),
    **caption: Unpack[Caption],
) -> alt.LayerChart:
    """Draw places on the land of a region.

    Parameters
    ----------
    land : dict
        GeoJSON feature of the land.
    cases : pandas.DataFrame
        Rows of ``cases`` with coordinates.
    left : collection of str, optional
        Places whose names stand to the left of their points, for want of room.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Examples
    --------
    >>> from industrial_clusters import evidence
    >>> land = evidence.land("zhejiang")
    >>> chart = places(land, evidence.places_on(land), name="map", title="Inland",
    ...     subtitle="", description="Yongkang in Zhejiang.")
    >>> chart.name
    'map'
    """
    points = pd.DataFrame(
        {
            "Place": cases["name"],
            "Role": cases["role"].map(_ROLES),
            "Latitude": cases["latitude"],
            "Longitude": cases["longitude"],
            "Side": ["left" if name in left else "right" for name in cases["name"]],
        }
    )
    present = [role for role in _ROLES.values() if role in set(points["Role"])]
    shade, shape = by_colour_and_shape("Role", present)
    ground = alt.Chart(alt.InlineData(values=land)).mark_geoshape(fill=colour("land"))
    base = alt.Chart(points).encode(latitude="Latitude:Q", longitude="Longitude:Q")
    marks = base.mark_point(size=80, filled=True, opacity=1).encode(
        color=shade,
        shape=shape,
        tooltip=["Place", "Role"],
    )
    labels = base.encode(text="Place:N")
    to_left = labels.transform_filter(alt.datum.Side == "left").mark_text(align="right", dx=-9)
    to_right = labels.transform_filter(alt.datum.Side == "right").mark_text(align="left", dx=9)
    chart = alt.layer(ground, marks, to_left, to_right).project("mercator").properties(height=440)
    return captioned(chart, caption)
