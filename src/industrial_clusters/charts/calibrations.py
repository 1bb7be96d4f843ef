"""Cases coded by conditions: which side each is on, and what other readings would make of it."""

from __future__ import annotations

import json
import textwrap
from typing import Any, Unpack

import altair as alt
import pandas as pd

from industrial_clusters.charts.captions import (
    Caption,
    by_colour_and_shape,
    captioned,
    layered,
    tooltip,
)
from industrial_clusters.charts.theme import case_looks, colour

# From firmly in to firmly out, or from confirmed to refuted, and what says nothing.
_LOOKS = [
    (colour("blue"), "square"),
    (colour("sky"), "triangle-up"),
    (colour("gold"), "triangle-down"),
    (colour("orange"), "circle"),
]
_CHOSEN = {1: (0,), 2: (0, 3), 3: (0, 2, 3), 4: (0, 1, 2, 3)}
_SILENT = (colour("muted"), "M-0.55,-0.14H0.55V0.14H-0.55Z")
_OTHERS = "other coded places"
_SALTIRE = (
    "M-0.6,-0.4L-0.4,-0.6L0,-0.2L0.4,-0.6L0.6,-0.4L0.2,0L0.6,0.4L0.4,0.6L0,0.2L-0.4,0.6L-0.6,0.4"
    "L-0.2,0Z"
)


def sides(
    table: pd.DataFrame,
    *,
    x: str,
    y: str,
    kind: str,
    order: list[str],
    silent: str | None = None,
    **caption: Unpack[Caption],
) -> alt.LayerChart:
    """Draw which of a few kinds each pair of two categories is: one mark a cell.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``x``, ``y`` (categories, in the order of the rows) and ``kind``.
    x, y, kind : str
        Names of the three columns.
    order : list of str
        The kinds from one end to the other, at most four beside the silent one.
    silent : str, optional
        A kind of which there is nothing to see: its mark is a dash.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Raises
    ------
    ValueError
        If a row is of a kind that the order lacks, or there are too many.

    Examples
    --------
    >>> table = pd.DataFrame({"Case": ["A", "A"], "Set": ["land", "trust"], "Side": ["in", "out"]})
    >>> sides(table, x="Set", y="Case", kind="Side", order=["in", "out"], name="s", title="t",
    ...     subtitle="", description="d").name
    's'
    """
    if unknown := sorted(set(table[kind]) - set(order)):
        raise ValueError(f"the order lacks {unknown} of the column {kind!r}; add them")
    loud = [each for each in order if each != silent]
    if len(loud) not in _CHOSEN:
        raise ValueError(f"there are {len(loud)} kinds, of which up to four can be told apart")
    looks = dict(zip(loud, (_LOOKS[at] for at in _CHOSEN[len(loud)]), strict=True))
    columns, rows = list(dict.fromkeys(table[x])), list(dict.fromkeys(table[y]))
    shade, shape = by_colour_and_shape(kind, order, looks={str(silent): _SILENT} | looks)
    base = alt.Chart(table).encode(
        x=alt.X(
            f"{x}:N",
            sort=columns,
            title=None,
            # Upright: on a phone the columns are no wider than a line of text is high.
            axis=alt.Axis(orient="top", labelAngle=-90, labelLimit=230, grid=True),
        ),
        y=alt.Y(f"{y}:N", sort=rows, title=None, axis=_wrapped(rows)),
        tooltip=tooltip(table),
    )
    marks = base.mark_point(size=95, opacity=1).encode(color=shade, shape=shape)
    return captioned(layered(marks).properties(height=27 * len(rows)), caption)


def _wrapped(names: list[str]) -> alt.Axis:
    """Set long names in two lines: a phone has room for half a sentence beside the marks."""
    lines = {name: textwrap.wrap(name, 28) for name in names}
    shown = f"{json.dumps(list(lines.values()))}[indexof({json.dumps(names)}, datum.value)]"
    long = [name for name, parts in lines.items() if len(parts) > 1]
    # Vega sets the first line at the middle of the row, and the second below it.
    raised = alt.when(f"indexof({json.dumps(long)}, datum.value) >= 0").then(alt.value(-7))
    return alt.Axis(
        labelLimit=205, grid=True, labelExpr=shown, labelOffset=raised.otherwise(alt.value(0))
    )


def movable_codings(
    table: pd.DataFrame, *, condition: str, outcome: str, **caption: Unpack[Caption]
) -> alt.LayerChart:
    """Draw cases by condition and outcome, as the reader chooses, leans and trusts them.

    Two menus choose the condition, present or absent, and the outcome. Two sliders lean
    every coding of the one or the other within its bounds, from the least membership that
    can be defended (-1) over the book's (0) to the greatest (1). A third leaves out codings
    whose bounds are wider than it allows. Consistencies follow, above the points: how far
    the condition is enough for the outcome, and how far it is needed.

    Parameters
    ----------
    table : pandas.DataFrame
        A row for each case and set: ``Case``, ``Set``, ``Role`` ("condition" or "outcome"),
        ``Membership``, ``Low``, ``High``.
    condition, outcome : str
        The sets that are chosen at first.
    **caption
        ``name``, ``title``, ``subtitle`` and ``description``.

    Raises
    ------
    ValueError
        If ``condition`` or ``outcome`` is none of the sets of that role.

    Examples
    --------
    >>> rows = [("A", "trust", "condition"), ("A", "entry", "outcome")]
    >>> table = pd.DataFrame(rows, columns=["Case", "Set", "Role"])
    >>> movable_codings(table.assign(Membership=1.0, Low=0.5, High=1.0), condition="trust",
    ...     outcome="entry", name="m", title="t", subtitle="", description="d").name
    'm'
    """
    chosen = {"condition": condition, "outcome": outcome}
    sets = {role: list(dict.fromkeys(table.loc[table["Role"] == role, "Set"])) for role in chosen}
    for role, name in chosen.items():
        if name not in sets[role]:
            raise ValueError(f"{name!r} is no {role}; there are {sets[role]}")
    parameters = [
        _menu("chosen_condition", "Condition", sets["condition"], condition),
        _menu("chosen_sign", "Its", ["presence", "absence"], "presence"),
        _menu("chosen_outcome", "Outcome", sets["outcome"], outcome),
        _slider("lean_condition", "Lean the condition's codings", -1, 0),
        _slider("lean_outcome", "Lean the outcome's codings", -1, 0),
        _slider("widest", "Widest bounds that still count", 0, 1),
    ]
    looks = case_looks()
    shown = [*(name for name in looks if name in set(table["Case"])), _OTHERS]
    shade, shape = by_colour_and_shape(
        "Look", shown, orient="bottom", looks=looks | {_OTHERS: (colour("muted"), _SALTIRE)}
    )
    x = alt.X("Across:Q", title="membership in the condition", scale=_scale(1.05), axis=_axis())
    y = alt.Y("Up:Q", title="membership in the outcome", scale=_scale(1.3), axis=_axis())
    placed = _placed(alt.Chart(table), list(looks))
    points = placed.mark_point(size=95, opacity=0.9).encode(
        x=x,
        y=y,
        color=shade,
        shape=shape,
        tooltip=["Case:N", alt.Tooltip("X:Q", format=".2f"), alt.Tooltip("Y:Q", format=".2f")],
    )
    summed = placed.transform_aggregate(
        both="sum(Both)", inner="sum(X)", outer="sum(Y)", cases="count()"
    )
    diagonal = summed.mark_rule(strokeDash=[4, 4], color=colour("muted")).encode(
        x=alt.datum(0), y=alt.datum(0), x2=alt.datum(1), y2=alt.datum(1)
    )
    words = (
        summed.transform_calculate(
            Told="'enough ' + format(datum.both / max(datum.inner, 1e-9), '.2f') + ' · needed '"
            " + format(datum.both / max(datum.outer, 1e-9), '.2f') + ' · places ' + datum.cases"
        )
        .mark_text(align="left", fontSize=13, color=colour("ink"))
        .encode(x=alt.datum(0), y=alt.datum(1.2), text="Told:N")
    )
    chart = layered(diagonal, points, words).add_params(*parameters).properties(height=330)
    return captioned(chart, caption)


def _placed(chart: alt.Chart, studied: list[str]) -> alt.Chart:
    """Let the page compute each case's two memberships from what the reader chose."""
    leaned = "(datum.Role == 'condition' ? lean_condition : lean_outcome)"
    reach = f"({leaned} > 0 ? datum.High - datum.Membership : datum.Membership - datum.Low)"
    is_chosen = "datum.Set == (datum.Role == 'condition' ? chosen_condition : chosen_outcome)"
    names = "[" + ", ".join(f"'{name}'" for name in studied) + "]"
    return (
        chart.transform_filter(f"{is_chosen} && datum.High - datum.Low <= widest + 0.001")
        .transform_calculate(read=f"datum.Membership + {leaned} * {reach}")
        .transform_calculate(
            x="datum.Role == 'outcome' ? 0"
            " : chosen_sign == 'presence' ? datum.read : 1 - datum.read",
            y="datum.Role == 'outcome' ? datum.read : 0",
        )
        .transform_aggregate(X="sum(x)", Y="sum(y)", parts="count()", groupby=["Case"])
        .transform_filter("datum.parts == 2")
        .transform_calculate(
            Both="min(datum.X, datum.Y)",
            Look=f"indexof({names}, datum.Case) >= 0 ? datum.Case : '{_OTHERS}'",
            # Cases on one spot stand side by side.
            spot="format(datum.X, '.2f') + format(datum.Y, '.2f')",
        )
        .transform_window(place="row_number()", groupby=["spot"])
        .transform_joinaggregate(there="count()", groupby=["spot"])
        .transform_calculate(
            Across="datum.X + 0.03 * ((datum.place - 1) % 4 - (min(datum.there, 4) - 1) / 2)",
            Up="datum.Y - 0.05 * floor((datum.place - 1) / 4)",
        )
    )


def _menu(name: str, label: str, options: list[str], value: str) -> Any:
    binding = alt.binding_select(options=options, name=label)
    return alt.param(name=name, value=value, bind=binding)


def _slider(name: str, label: str, low: float, value: float) -> Any:
    binding = alt.binding_range(min=low, max=1, step=0.05, name=label)
    return alt.param(name=name, value=value, bind=binding)


def _scale(top: float) -> alt.Scale:
    return alt.Scale(domain=[-0.12, top], nice=False)


def _axis() -> alt.Axis:
    return alt.Axis(values=[0, 0.33, 0.67, 1], format=".2~f")
