"""Timelines of what governments did."""

from __future__ import annotations

from typing import Unpack

import altair as alt
import pandas as pd

from industrial_clusters.charts.captions import Caption, by_colour_and_shape, captioned, layered
from industrial_clusters.charts.theme import colour

LEVELS = ["central", "provincial", "prefecture", "county", "township", "village"]

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
    events: pd.DataFrame, stages: pd.DataFrame, *, since: int, **caption: Unpack[Caption]
) -> alt.LayerChart:
    """Draw dated acts of government by level, over the stages of a case.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows of ``events``. Acts of no government, undated ones and those that
        began before ``since`` are left out.
    stages : pandas.DataFrame
        Rows of ``stages``, whose limits are drawn where they have one.
    since : int
        First year.
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
    acts = _acts(events, since)
    levels = [level for level in LEVELS if level in set(acts["Level"])]
    effects = [e for e in dict.fromkeys(_EFFECTS.values()) if e in set(acts["What it does"])]
    chosen = alt.selection_point(fields=["What it does"], bind="legend")
    axis = alt.Axis(format="d", tickMinStep=1)
    x = alt.X("Year:Q", title=None, axis=axis, scale=_years(acts))
    base = alt.Chart(acts).encode(
        y=alt.Y("Level:N", sort=levels, title=None),
        yOffset=alt.YOffset("Row:Q", scale=alt.Scale(domain=[-1, acts["Row"].max() + 1])),
        opacity=alt.when(chosen).then(alt.value(1)).otherwise(alt.value(0.15)),
    )
    shade, shape = by_colour_and_shape("What it does", effects)
    spans = base.mark_rule(strokeWidth=3).encode(x=x, x2="Until:Q", color=shade.legend(None))
    points = (
        base.mark_point(size=90, filled=True)
        .encode(
            x=x,
            color=shade,
            shape=shape,
            tooltip=["Year", "Until", "Level", "What it does", "Act"],
        )
        .add_params(chosen)
    )
    limits = pd.DataFrame({"Starts": stages["start"].dropna().astype(int)})
    borders = (
        alt.Chart(limits[limits["Starts"] > since])
        .mark_rule(strokeDash=[4, 4], color=colour("muted"))
        .encode(x=alt.X("Starts:Q", title=None, axis=axis, scale=_years(acts)))
    )
    chart = layered(borders, spans, points).properties(height=80 * len(levels))
    return captioned(chart, caption)


def _acts(events: pd.DataFrame, since: int) -> pd.DataFrame:
    start = pd.to_numeric(events["date_start"].str.extract(r"^(\d{4})")[0], errors="coerce")
    end = pd.to_numeric(events["date_end"].str.extract(r"^(\d{4})")[0], errors="coerce")
    acts = pd.DataFrame(
        {
            "Year": start,
            "Until": end.fillna(start),
            "Level": events["level"],
            "What it does": events["kind"].map(_EFFECTS),
            "Act": events["title"],
        }
    )
    acts = acts[(acts["Level"] != "none") & acts["What it does"].notna() & (acts["Year"] >= since)]
    acts = acts.sort_values(["Year", "Until"], kind="stable").astype({"Year": int, "Until": int})
    acts["Row"] = _rows(acts)
    return acts.reset_index(drop=True)


def _rows(acts: pd.DataFrame) -> list[int]:
    """Put each act in the first row of its level that is free by then."""
    free: dict[str, list[float]] = {}
    rows = []
    for level, year, until in zip(acts["Level"], acts["Year"], acts["Until"], strict=True):
        ends = free.setdefault(level, [])
        row = next((i for i, end in enumerate(ends) if end < year), len(ends))
        ends[row : row + 1] = [until + 0.5]
        rows.append(row)
    return rows


def _years(acts: pd.DataFrame) -> alt.Scale:
    return alt.Scale(domain=[int(acts["Year"].min()) - 1, int(acts["Until"].max()) + 1], nice=False)
