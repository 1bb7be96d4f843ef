"""One part of a cause that the reader moves, and the growth that follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

import altair as alt
import pandas as pd

from industrial_clusters.charts.captions import Caption, captioned, layered
from industrial_clusters.charts.theme import colour

WITH, WITHOUT = "with government", "without it"

# Name of the parameter, words of its slider, least, most, step.
_SLIDERS = (
    ("alone", "Alone, power of ten", -4.7, -0.7, 0.05),
    ("example", "By example, a year", 0, 4, 0.01),
    ("government", "Government, a year", 0, 4, 0.01),
    ("direct", "Its share without example", 0, 1, 0.05),
    ("room", "Who could: times the last count", 1, 10, 0.02),
)


def movable_cause(
    grid: pd.DataFrame,
    counts: pd.DataFrame,
    *,
    start: Mapping[str, float],
    case: str,
    **caption: Unpack[Caption],
) -> alt.LayerChart:
    """Draw growth with government and without it as the reader's sliders have it.

    The page computes the two courses as
    :func:`industrial_clusters.comparison.government_share.producing` does.

    Parameters
    ----------
    grid : pandas.DataFrame
        Columns ``Case``, ``Year`` (decimal), ``Emerges`` and ``Begins`` (decimal years in which
        the case emerges and government begins to act) and ``Most`` (its greatest count).
    counts : pandas.DataFrame
        Columns ``Case``, ``From`` and ``By`` (decimal years), ``Low`` and ``High`` (an open bound
        is a missing value).
    start : mapping of str to float
        Where the sliders stand at first: ``alone`` (the power of ten of the pace), ``example``,
        ``government``, ``direct`` and ``room``.
    case : str
        The case that is shown at first.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Examples
    --------
    >>> grid = pd.DataFrame({"Case": "A", "Year": [1980.0, 1990.0], "Emerges": 1980.0,
    ...     "Begins": 1985.0, "Most": 40.0})
    >>> counts = pd.DataFrame({"Case": ["A"], "From": [1990.0], "By": [1991.0], "Low": [40.0],
    ...     "High": [None]})
    >>> start = {"alone": -3, "example": 1, "government": 0.2, "direct": 1, "room": 2}
    >>> movable_cause(grid, counts, start=start, case="A", name="m", title="t", subtitle="",
    ...     description="d").name
    'm'
    """
    cases = list(dict.fromkeys(grid["Case"]))
    sliders: list[Any] = [
        alt.param(
            name="chosen_case", value=case, bind=alt.binding_select(options=cases, name="Case")
        )
    ]
    sliders += [
        alt.param(
            name=name,
            value=start[name],
            bind=alt.binding_range(min=low, max=high, step=step, name=words),
        )
        for name, words, low, high, step in _SLIDERS
    ]
    here = "datum.Case == chosen_case"
    x = alt.X(
        "Year:Q",
        title=None,
        scale=alt.Scale(zero=False, nice=False),
        axis=alt.Axis(format="d", tickMinStep=1, labelFlush=24),
    )
    y = alt.Y(
        "Producers:Q",
        title="Producers",
        scale=alt.Scale(type="log", nice=False),
        axis=alt.Axis(format=",~g", values=[10.0**power for power in range(8)]),
    )
    order = [WITH, WITHOUT]
    shades = alt.Scale(domain=order, range=[colour("orange"), colour("blue")])
    dashes = alt.Scale(domain=order, range=[[1, 0], [5, 3]])
    run = _computed(alt.Chart(grid).transform_filter(here))
    lines = (
        run.transform_fold([WITH, WITHOUT], as_=["Course", "Producers"])
        .mark_line()
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "Course:N",
                title=None,
                sort=order,
                scale=shades,
            ),
            strokeDash=alt.StrokeDash("Course:N", title=None, sort=order, scale=dashes),
            tooltip=[
                alt.Tooltip("Year:Q", format=".1f"),
                "Course:N",
                alt.Tooltip("Producers:Q", format=",.0f"),
            ],
        )
    )
    begins = (
        alt.Chart(grid.drop_duplicates("Case"))
        .transform_filter(here)
        .mark_rule(strokeDash=[4, 4], color=colour("muted"))
        .encode(x=alt.X("Begins:Q", title=None))
    )
    known = alt.Chart(counts).transform_filter(here)
    told = ["Case", "From", "By", "Low", "High"]
    spans = known.mark_rule(strokeWidth=4, color=colour("ink")).encode(
        x=alt.X("From:Q", title=None), x2="By:Q", y=alt.Y("Low:Q", title="Producers"), tooltip=told
    )
    # An empty layer would leave a warning in the reader's console: the arrow is blank instead.
    arrows = (
        known.transform_calculate(
            middle="(datum.From + datum.By) / 2", arrow="isValid(datum.High) ? '' : '↑'"
        )
        .mark_text(dy=-12, fontSize=16, color=colour("ink"))
        .encode(
            x=alt.X("middle:Q", title=None), y=alt.Y("Low:Q", title="Producers"), text="arrow:N"
        )
    )
    words = (
        run.transform_window(last="row_number()", sort=[alt.SortField("Year", order="descending")])
        .transform_filter("datum.last == 1")
        .mark_text(align="left", baseline="top", fontSize=12, color=colour("ink"))
        .encode(x=alt.value(6), y=alt.value(4), text="words:N")
    )
    layers = [begins, lines, spans, arrows, words]
    chart = layered(*layers).add_params(*sliders).properties(height=320)
    return captioned(chart, caption)


def _computed(chart: alt.Chart) -> alt.Chart:
    """Let the page compute the courses and what of the growth is owed."""
    return (
        chart.transform_calculate(
            p="pow(10, alone)",
            could="datum.Most * room",
            elapsed="max(datum.Year - datum.Emerges, 0)",
            idle="max(datum.Begins - datum.Emerges, 0)",
        )
        .transform_calculate(
            first="1 / datum.could",
            a="datum.p + direct * government",
            b="example + (1 - direct) * government",
        )
        .transform_calculate(
            before=_bass("datum.first", "min(datum.elapsed, datum.idle)", "datum.p", "example"),
            begun=_bass("datum.first", "datum.idle", "datum.p", "example"),
            alone_now=_bass("datum.first", "datum.elapsed", "datum.p", "example"),
        )
        .transform_calculate(
            now=_bass("datum.before", "max(datum.elapsed - datum.idle, 0)", "datum.a", "datum.b")
        )
        .transform_calculate(
            **{WITH: "datum.could * datum.now", WITHOUT: "datum.could * datum.alone_now"},
            missing="datum.now - datum.alone_now",
            grown="datum.now - datum.begun",
        )
        .transform_calculate(owed="datum.grown > 0 ? datum.missing / datum.grown : 0")
        .transform_calculate(words="'Owed to government since: ' + format(datum.owed, '.0%')")
    )


def _bass(first: str, time: str, p: str, q: str) -> str:
    """Return the expression for the share that produces after a time, from a first share."""
    decay = f"exp(-({p} + {q}) * {time})"
    level, gap = f"({p} + {q} * {first})", f"(1 - {first})"
    return f"({level} - {p} * {gap} * {decay}) / ({level} + {q} * {gap} * {decay})"
