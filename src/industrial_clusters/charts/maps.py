"""Maps: land without borders, and places upon it."""

from __future__ import annotations

import math
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
# A colour and a shape a role, on every map.
_LOOKS = {
    "studied here": (colour("orange"), "circle"),
    "compared with it": (colour("blue"), "square"),
    "in its record": (colour("green"), "triangle-up"),
}

# How a name stands beside its point.
_SIDES: dict[str, dict[str, Any]] = {
    "right": {"align": "left", "dx": 9},
    "left": {"align": "right", "dx": -9},
    "above": {"align": "center", "dy": -14},
    "below": {"align": "center", "dy": 15},
}

# Kilometres in a degree of latitude; a scale bar takes up to a quarter of the map's width.
_DEGREE = 111.2
_BARS = (500, 200, 100, 50, 20, 10)


def places(
    land: dict[str, Any],
    cases: pd.DataFrame,
    *,
    left: Collection[str] = (),
    above: Collection[str] = (),
    below: Collection[str] = (),
    **caption: Unpack[Caption],
) -> alt.LayerChart:
    """Draw places on the land of a region, with a scale bar in its south-eastern corner.

    Parameters
    ----------
    land : dict
        GeoJSON feature of the land.
    cases : pandas.DataFrame
        Rows of ``cases`` with coordinates.
    left, above, below : collection of str, optional
        Places whose names stand on that side of their points, for want of room to the right.
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
            "Evidence": "cases/" + cases.index.astype(str),
        }
    )
    present = [role for role in _LOOKS if role in set(points["Role"])]
    shade, shape = by_colour_and_shape("Role", present, looks=_LOOKS)
    ground = alt.Chart(alt.InlineData(values=land)).mark_geoshape(fill=colour("land"))
    base = alt.Chart(points).encode(latitude="Latitude:Q", longitude="Longitude:Q")
    marks = (
        # What is studied lies on top.
        base.transform_calculate(place=f"-indexof({present}, datum.Role)")
        .mark_point(size=80, filled=True, opacity=1)
        .encode(color=shade, shape=shape, order="place:Q", tooltip=["Place", "Role"])
    )
    sides = dict.fromkeys(points["Place"], "right")
    for side, names in {"left": left, "above": above, "below": below}.items():
        sides |= dict.fromkeys(names, side)
    labels = [
        base.encode(text="Place:N")
        .transform_filter(alt.FieldOneOfPredicate("Place", names))
        .mark_text(**style)
        for side, style in _SIDES.items()
        if (names := [name for name in points["Place"] if sides[name] == side])
    ]
    west, south, east, north = _frame(land)
    # A flat region leaves a tall chart empty above and below it.
    shape_of_frame = (north - south) / (east - west) / math.cos(math.radians((south + north) / 2))
    height = round(min(440, 480 * shape_of_frame))
    chart = alt.layer(ground, *_scale_bar(west, south, east), marks, *labels)
    return captioned(chart.project("mercator").properties(height=height), caption)


def _frame(land: dict[str, Any]) -> tuple[float, float, float, float]:
    """Return west, south, east and north of the land."""
    points = [p for shape in land["geometry"]["coordinates"] for ring in shape for p in ring]
    longitudes, latitudes = zip(*points, strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _scale_bar(west: float, south: float, east: float) -> tuple[alt.Chart, alt.Chart]:
    """Return a bar of round length along the southern edge, true at its latitude, with its name."""
    degree = _DEGREE * math.cos(math.radians(south))
    length = next(bar for bar in _BARS if bar <= (east - west) * degree / 4)
    start = east - length / degree
    line = {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": [[start, south], [east, south]]},
    }
    bar = alt.Chart(alt.InlineData(values=line)).mark_geoshape(
        filled=False, stroke=colour("muted"), strokeWidth=2
    )
    middle = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [start, south]}}
    name = (
        alt.Chart(alt.InlineData(values=middle))
        .mark_text(text=f"{length} km", align="left", dy=-9, color=colour("muted"), fontSize=11)
        .encode(longitude=alt.datum(start), latitude=alt.datum(south))
    )
    return bar, name
