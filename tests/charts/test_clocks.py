"""Charts of growth: the menus compute what they say, and open bounds are arrows."""

from __future__ import annotations

import json
import math
from typing import Any

import pandas as pd
import pytest
import vl_convert

from industrial_clusters import charts
from industrial_clusters.publishing import rendering

CAPTION: Any = {"name": "c", "title": "t", "subtitle": "s", "description": "d"}


def table():
    return pd.DataFrame(
        {
            "Case": ["Xixia", "Xixia", "Junpu"],
            "Record": ["members", "members", "shops"],
            "Age from": [0, 5, 2],
            "Age to": [4, 5, 2],
            "Year from": [1985, 1994, 2010],
            "Year to": [1989, 1994, 2010],
            "Level from": [5.0, 31.0, math.nan],
            "Level to": [8.0, math.nan, 20.0],
            "Evidence": ["xixia-members-phase-1", "xixia-members-phase-2", "junpu-shops"],
        }
    )


def drawn(**options):
    return charts.trajectories(
        table(),
        of="Case",
        each="Record",
        clocks={"age": "Age", "calendar": "Year"},
        scales={"level": "Level"},
        **options,
        **CAPTION,
    )


def svg(chart):
    return vl_convert.vegalite_to_svg(json.dumps(chart.to_dict()))


def menus(chart):
    return {each["name"]: each["bind"]["options"] for each in chart.to_dict()["params"]}


def test_menus_offer_every_record_and_clock_and_no_scale_where_there_is_one():
    assert menus(drawn()) == {"shown": ["all", "members", "shops"], "clock": ["age", "calendar"]}


@pytest.mark.parametrize("log", ["", "x", "y", "xy"])
def test_open_bounds_are_arrows(log):
    picture = (
        svg(drawn(log=log))
        if "x" not in log
        else svg(
            charts.trajectories(
                table().assign(**{"Age from": [1, 5, 2]}),
                of="Case",
                each="Record",
                clocks={"age": "Age"},
                scales={"level": "Level"},
                log=log,
                **CAPTION,
            )
        )
    )
    assert picture.count(">↑<") == 1
    assert picture.count(">↓<") == 1


def test_the_clock_of_the_menu_is_the_one_that_is_drawn():
    chart = drawn().to_dict()
    next(each for each in chart["params"] if each["name"] == "clock")["value"] = "calendar"
    assert "1990" in vl_convert.vegalite_to_svg(json.dumps(chart))
    assert "1990" not in svg(drawn())


def test_bounds_and_evidence_are_no_part_of_what_a_mark_tells():
    told = [
        each["field"]
        for layer in drawn().to_dict()["layer"]
        for each in layer["encoding"].get("tooltip", [])
    ]
    assert set(told) == {"Case", "Record"}


def test_bands_carry_their_marks():
    marks = pd.DataFrame({"Year": [1992], "Until": [1992], "Mark": ["journey"]})
    chart = charts.trajectories(
        table(),
        of="Case",
        each="Record",
        clocks={"year": "Year"},
        scales={"level": "Level"},
        joined=False,
        marks=marks,
        **CAPTION,
    )
    assert "journey" in svg(chart)
    assert not any(layer["mark"]["type"] == "line" for layer in chart.to_dict()["layer"])


def test_ages_are_labelled_and_have_the_looks_of_their_case():
    phases = pd.DataFrame(
        {
            "Place": ["Yiwu", "Junpu"],
            "Case": ["Xixia", "Junpu"],
            "Number": ["2", "3"],
            "Low": [3, 7],
            "High": [8, 7],
        }
    )
    chart = charts.ages(phases, y="Place", of="Case", label="Number", unit="years", **CAPTION)
    picture = svg(chart)
    assert charts.case_looks()["Xixia"][0] in json.dumps(chart.to_dict())
    assert "Yiwu" in picture
    assert ">3<" in picture


def test_errors_are_pale_where_the_line_passes_them():
    errors = pd.DataFrame(
        {"Record": ["a", "a"], "Form": ["logistic", "gompertz"], "Error, %": [10.0, 30.0]}
    )
    chart = charts.errors_allowed(
        errors, x="Error, %", y="Record", part="Form", ask="Wrong by", start=20, **CAPTION
    )
    picture = svg(chart)
    assert picture.count('opacity="0.25"') == 1
    (slider,) = chart.to_dict()["params"]
    assert (slider["value"], slider["bind"]["name"]) == (20, "Wrong by ")


@pytest.mark.parametrize("chart", [drawn()], ids=["trajectories"])
def test_the_book_renders_it_with_links_to_its_rows(chart):
    page = rendering.render(chart.to_dict())["text/html"]
    assert "evidence:observations/xixia-members-phase-1" in page
