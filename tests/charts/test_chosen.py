"""Ranges that the reader chooses, positions, and the contact that trust takes."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from industrial_clusters import charts

CAPTION: Any = {"name": "c", "title": "t", "subtitle": "s", "description": "d"}

TABLE = pd.DataFrame(
    {
        "Network": ["Xixia 2010", "market"] * 3,
        "Case": ["Xixia", "drawn"] * 3,
        "Trust": [0.2, 0.2, 0.6, 0.6, 1.0, 1.0],
        "Low": [0.0, 0.1] * 3,
        "High": [0.5, 0.9] * 3,
        "Evidence": "ties/a",
    }
)


def layers(chart):
    return chart.to_dict(format="vega-lite")["layer"]


def params(chart):
    return {param["name"]: param for param in chart.to_dict()["params"]}


def ranges(table=TABLE, **options):
    return charts.ranges(table, y="Network", of="Case", unit="share", **options, **CAPTION)


def test_numbers_are_chosen_with_a_slider_from_the_least_to_the_most():
    chosen = params(ranges(choose="Trust", chosen=1.0, ask="Trust:"))["chosen"]
    bind = chosen["bind"]
    assert chosen["value"] == 1.0
    assert (bind["input"], bind["min"], bind["max"], bind["step"]) == ("range", 0.2, 1.0, 0.4)
    assert bind["name"] == "Trust: "


def test_text_is_chosen_from_a_menu_and_the_first_is_shown():
    table = TABLE.assign(What=["a", "a", "b", "b", "c c", "c c"])
    chosen = params(ranges(table, choose="What"))["chosen"]
    assert chosen["value"] == "a"
    assert chosen["bind"] == {"input": "select", "options": ["a", "b", "c c"], "name": "What "}


def test_only_what_is_chosen_is_drawn():
    for layer in layers(ranges(choose="Trust")):
        assert layer["transform"] == [{"filter": "abs(datum['Trust'] - chosen) < 0.2"}]
    table = TABLE.assign(What="a")
    for layer in layers(ranges(table, choose="What")):
        assert layer["transform"] == [{"filter": "datum['What'] === chosen"}]


def test_spans_points_or_points_over_spans():
    assert [layer["mark"]["type"] for layer in layers(ranges(choose="Trust"))] == [
        "rule",
        "point",
        "point",
    ]
    table = TABLE.assign(Value=0.3)
    over = layers(ranges(table, choose="Trust"))
    assert [layer["mark"]["type"] for layer in over] == ["rule", "point"]
    assert over[0]["mark"]["strokeWidth"] > 3
    points = table.drop(columns=["Low", "High"])
    assert [layer["mark"]["type"] for layer in layers(ranges(points, choose="Trust"))] == ["point"]
    with pytest.raises(ValueError, match="neither Low and High nor Value"):
        ranges(TABLE.drop(columns="Low"), choose="Trust")
    with pytest.raises(ValueError, match="none of"):
        ranges(choose="Trust", chosen=0.5)


def test_cases_keep_their_looks_and_forms_have_one_of_their_own():
    points = [layer for layer in layers(ranges(choose="Trust")) if layer["mark"]["type"] == "point"]
    shape = points[0]["encoding"]["shape"]["scale"]
    assert shape["domain"] == ["Xixia", "drawn"]
    assert shape["range"][0] == "triangle-up"
    assert charts.case_looks()["Xixia"][1] == "triangle-up"
    assert shape["range"][1] not in {look for _, look in charts.case_looks().values()}


def test_evidence_stays_out_of_what_hovering_tells():
    for layer in layers(ranges(choose="Trust")):
        told = {entry["field"] for entry in layer["encoding"]["tooltip"]}
        assert "Evidence" not in told
        assert "Trust" in told


def test_a_wide_axis_holds_nothing_and_much():
    chart = ranges(TABLE.assign(High=[3.0, 70.0] * 3), choose="Trust", wide=True)
    x = layers(chart)[0]["encoding"]["x"]
    assert x["scale"]["type"] == "symlog"
    assert x["axis"]["values"] == [0, 1, 2, 5, 10, 20, 50]


def positions(**options):
    table = pd.DataFrame(
        {
            "Closeness": [0.2, 1.0, 0.5],
            "Left": [0.1, 1.0, 0.0],
            "Case": ["Xixia", "drawn", "drawn"],
            "Label": ["", "friends", "market"],
            "Side": ["right", "left", "above"],
        }
    )
    return charts.positions(table, x="Closeness", y="Left", of="Case", **options, **CAPTION)


def test_labels_stand_on_their_side_and_only_where_there_is_one():
    texts = [layer for layer in layers(positions()) if layer["mark"]["type"] == "text"]
    sides = {
        layer["transform"][1]["filter"]: layer["mark"]["align"]
        for layer in texts
        if "stroke" not in layer["mark"]
    }
    assert sides == {
        "datum.Side === 'right'": "left",
        "datum.Side === 'left'": "right",
        "datum.Side === 'above'": "center",
    }
    assert all(layer["transform"][0] == {"filter": "datum.Label !== ''"} for layer in texts)
    points = next(layer for layer in layers(positions()) if layer["mark"]["type"] == "point")
    assert {entry["field"] for entry in points["encoding"]["tooltip"]}.isdisjoint({"Label", "Side"})


def test_lines_lie_behind_and_differ_by_dashes():
    lines = pd.DataFrame(
        {"Closeness": [0, 1] * 2, "Left": [1, 0] * 2, "Line": ["a", "a", "b", "b"]}
    )
    first = layers(positions(lines=lines))[0]
    assert first["mark"]["type"] == "line"
    dashes = first["encoding"]["strokeDash"]["scale"]
    assert dashes["domain"] == ["a", "b"]
    assert dashes["range"][0] != dashes["range"][1]


def contact(trust, documented=None):
    table = pd.DataFrame({"Network": list("abc")[: len(trust)], "Case": "Xixia", "Trust": trust})
    known = documented or {"Low": [1.0, 4.3], "High": [2.0, None], "What": ["told", "strong"]}
    return charts.contact_needed(
        table,
        y="Network",
        of="Case",
        identity=0.0,
        familiarity=0.2,
        most=14,
        documented=pd.DataFrame(known),
        **CAPTION,
    )


def test_contact_has_two_sliders_and_what_is_documented_behind():
    chart = contact([0.5, None])
    assert {"identity", "familiarity"} <= set(params(chart))
    marks = [layer["mark"]["type"] for layer in layers(chart)]
    assert marks == ["rect", "rule", "point", "text", "text"]
    closed = contact([0.5], {"Low": [1.0], "High": [2.0], "What": ["told"]})
    assert [layer["mark"]["type"] for layer in layers(closed)] == ["rect", "point", "text", "text"]


def test_contact_is_computed_in_the_page_as_in_the_package():
    point = next(layer for layer in layers(contact([0.5])) if layer["mark"]["type"] == "point")
    formula = next(step for step in point["transform"] if step.get("as") == "Wanted")
    assert "log((1 - identity) / (1 - datum.Trust)) / familiarity" in formula["calculate"]
    assert "max(0" in formula["calculate"]  # trusted before any meeting
