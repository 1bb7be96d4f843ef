"""Maps: land without borders, and places upon it."""

from __future__ import annotations

from typing import Any, Unpack

import altair as alt
import pandas as pd

from industrial_clusters.charts.captions import Caption, captioned
from industrial_clusters.charts.theme import colour


def places(
    land: dict[str, Any], points: pd.DataFrame, **caption: Unpack[Caption]
) -> alt.LayerChart:
    """Draw places on the land of a region.

    Parameters
    ----------
    land : dict
        GeoJSON feature of the land.
    points : pandas.DataFrame
        Columns ``Place``, ``Role``, ``Latitude``, ``Longitude`` (degrees) and
        ``Side``, the side of the point on which its name stands: left or right.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Examples
    --------
    >>> from industrial_clusters import evidence
    >>> points = pd.DataFrame({"Place": ["Yongkang"], "Role": ["studied"],
    ...     "Latitude": [28.88], "Longitude": [120.03], "Side": ["right"]})
    >>> chart = places(evidence.land("zhejiang"), points, name="map", title="Inland",
    ...     subtitle="", description="Yongkang in Zhejiang.")
    >>> chart.name
    'map'
    """
    ground = alt.Chart(alt.InlineData(values=land)).mark_geoshape(fill=colour("land"))
    base = alt.Chart(points).encode(latitude="Latitude:Q", longitude="Longitude:Q")
    marks = base.mark_point(size=80, filled=True, opacity=1).encode(
        color=alt.Color("Role:N", title=None, sort=None),
        shape=alt.Shape("Role:N", title=None, sort=None),
        tooltip=["Place", "Role"],
    )
    labels = base.encode(text="Place:N")
    left = labels.transform_filter(alt.datum.Side == "left").mark_text(align="right", dx=-9)
    right = labels.transform_filter(alt.datum.Side == "right").mark_text(align="left", dx=9)
    chart = alt.layer(ground, marks, left, right).project("mercator").properties(height=440)
    return captioned(chart, caption)
