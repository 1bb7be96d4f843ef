"""Timelines of what governments did."""

from __future__ import annotations

import itertools
from typing import Unpack

import altair as alt
import numpy as np
import pandas as pd

from industrial_clusters.charts.captions import (
    Caption,
    by_colour_and_shape,
    captioned,
    layered,
    tooltip,
)
from industrial_clusters.charts.theme import colour

LEVELS = ["central", "provincial", "prefecture", "county", "township", "village", "abroad"]
# The lane of those who are no government, and what they do.
OTHERS = "firms, others"
_NO_ACT = "no act of government"

# A colour and a shape an effect, in the whole book.
_LOOKS = {
    "forbids": (colour("orange"), "circle"),
    "permits": (colour("blue"), "square"),
    "sets rules": (colour("green"), "triangle-up"),
    "organises, builds, pays": (colour("purple"), "cross"),
    "plans": (colour("gold"), "diamond"),
    _NO_ACT: (colour("muted"), "triangle-right"),
}

# What an act does to those who want to produce, by the kind of its event.
_EFFECTS = {
    "repression": "forbids",
    "permission": "permits",
    "recognition": "permits",
    "politics": "permits",
    "law or policy": "sets rules",
    "organisation": "organises, builds, pays",
    "facility": "organises, builds, pays",
    "incentive": "organises, builds, pays",
    "plan": "plans",
}


def acts_of_government(
    events: pd.DataFrame,
    stages: pd.DataFrame,
    *,
    since: int,
    others: bool = False,
    **caption: Unpack[Caption],
) -> alt.LayerChart:
    """Draw dated acts of government by level, over the stages of a case.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows of ``events``. Undated ones and those that began before ``since`` are left
        out, and so is what no government did, unless asked for.
    stages : pandas.DataFrame
        Rows of ``stages``, whose limits are drawn where they have one.
    since : int
        First year.
    others : bool, optional
        Add a lane for what firms and others did, and what befell them.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Examples
    --------
    >>> from industrial_clusters import evidence
    >>> chart = acts_of_government(evidence.table("events"), evidence.table("stages"), since=1978,
    ...     name="acts", title="Acts", subtitle="", description="Acts of government.")
    >>> chart.name
    'acts'
    """
    acts = _acts(events, since, others=others)
    lanes = [level for level in [*LEVELS, OTHERS] if level in set(acts["Level"])]
    effects = [effect for effect in _LOOKS if effect in set(acts["What it does"])]
    # Each lane is as deep as its fullest time asks.
    depths = [_LANE + _ROW * int(acts.loc[acts["Level"] == lane, "Row"].max()) for lane in lanes]
    ends = [0, *np.cumsum(depths).tolist()]
    tops = dict(zip(lanes, ends, strict=False))
    down = [
        tops[level] + _LANE / 2 + _ROW * row
        for level, row in zip(acts["Level"], acts["Row"], strict=True)
    ]
    chosen = alt.selection_point(fields=["What it does"], bind="legend")
    axis = alt.Axis(format="d", tickMinStep=1)
    x = alt.X("Year:Q", title=None, axis=axis, scale=_years(acts))
    base = (
        alt.Chart(acts.drop(columns="Row"))
        .transform_window(number="row_number()")
        .transform_calculate(down=f"{down}[datum.number - 1]")
        .encode(
            y=alt.Y("down:Q", title=None, axis=_lane_axis(lanes, ends), scale=_depth(ends)),
            opacity=alt.when(chosen).then(alt.value(1)).otherwise(alt.value(0.15)),
        )
    )
    shade, shape = by_colour_and_shape("What it does", effects, looks=_LOOKS)
    spans = base.mark_rule(strokeWidth=3).encode(x=x, x2="Until:Q", color=shade.legend(None))
    points = (
        base.mark_point(size=90, filled=True)
        .encode(x=x, color=shade, shape=shape, tooltip=tooltip(acts.drop(columns="Row")))
        .add_params(chosen)
    )
    limits = pd.DataFrame({"Starts": stages["start"].dropna().astype(int)})
    borders = (
        alt.Chart(limits[limits["Starts"] > since])
        .mark_rule(strokeDash=[4, 4], color=colour("muted"))
        .encode(x=alt.X("Starts:Q", title=None, axis=axis, scale=_years(acts)))
    )
    chart = layered(borders, spans, points).properties(height=ends[-1])
    return captioned(chart, caption)


# Heights in pixels of a lane of one row, and of each row more.
_LANE, _ROW = 34, 13


def _lane_axis(lanes: list[str], ends: list[int]) -> alt.Axis:
    """Name each lane at its middle, and draw lines between lanes only."""
    middles = [(top + end) / 2 for top, end in itertools.pairwise(ends)]
    is_border = f"indexof({ends}, datum.value) >= 0"
    return alt.Axis(
        values=sorted({*middles, *ends}),
        labelExpr=f"{is_border} ? '' : {lanes}[indexof({middles}, datum.value)]",
        ticks=False,
        domain=False,
        labelOverlap=False,
        gridOpacity=alt.when(is_border).then(alt.value(1)).otherwise(alt.value(0)),
    )


def _depth(ends: list[int]) -> alt.Scale:
    return alt.Scale(domain=[ends[-1], 0], nice=False)


def _acts(events: pd.DataFrame, since: int, *, others: bool = False) -> pd.DataFrame:
    start = pd.to_numeric(events["date_start"].str.extract(r"^(\d{4})")[0], errors="coerce")
    end = pd.to_numeric(events["date_end"].str.extract(r"^(\d{4})")[0], errors="coerce")
    acts = pd.DataFrame(
        {
            "Year": start,
            "Until": end.fillna(start),
            "Level": events["level"],
            "What it does": events["kind"].map(_EFFECTS),
            "Act": events["title"],
            "Evidence": "events/" + events.index.astype(str),
        }
    )
    nobody = acts["Level"] == "none"
    if others:
        acts.loc[nobody, ["Level", "What it does"]] = [OTHERS, _NO_ACT]
    acts = acts[(acts["Level"] != "none") & acts["What it does"].notna() & (acts["Year"] >= since)]
    acts = acts.sort_values(["Year", "Until"], kind="stable").astype({"Year": int, "Until": int})
    acts["Row"] = _rows(acts)
    return acts.reset_index(drop=True)


def _rows(acts: pd.DataFrame) -> list[int]:
    """Put each act in the first row of its level that is free by then."""
    # A mark on a phone is as wide as this many years.
    width = _MARK * (acts["Until"].max() - acts["Year"].min() + 2)
    free: dict[str, list[float]] = {}
    rows = []
    for level, year, until in zip(acts["Level"], acts["Year"], acts["Until"], strict=True):
        ends = free.setdefault(level, [])
        row = next((i for i, end in enumerate(ends) if end < year), len(ends))
        ends[row : row + 1] = [until + width]
        rows.append(row)
    return rows


# Width of a mark as a share of the plot on a phone.
_MARK = 11 / 270


def _years(acts: pd.DataFrame) -> alt.Scale:
    return alt.Scale(domain=[int(acts["Year"].min()) - 1, int(acts["Until"].max()) + 1], nice=False)
