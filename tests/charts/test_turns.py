"""Sequences as rows of cells."""

import pandas as pd
import pytest
import vl_convert

from industrial_clusters import charts

CAPTION = {"name": "t", "title": "t", "subtitle": "s", "description": "d"}
STATES = ["owner", "planner"]


def table():
    return pd.DataFrame(
        {
            "Case": ["A", "A", "B"],
            "Turn": [1, 2, 1],
            "Role": ["owner", "planner", "planner"],
            "Evidence": "events/x",
        }
    )


def test_every_turn_has_a_cell_a_letter_and_every_case_a_name():
    svg = vl_convert.vegalite_to_svg(
        charts.turns(table(), y="Case", x="Turn", of="Role", states=STATES, **CAPTION).to_dict()
    )
    for text in (">O<", ">A<", ">B<", ">owner<", ">planner<"):
        assert text in svg
    assert svg.count(">P<") == 2


def test_evidence_is_kept_for_the_table_and_out_of_the_tooltip():
    spec = charts.turns(table(), y="Case", x="Turn", of="Role", states=STATES, **CAPTION).to_dict()
    shown = [t["field"] for t in spec["layer"][0]["encoding"]["tooltip"]]
    assert "Evidence" not in shown
    assert "Evidence" in next(iter(spec["datasets"].values()))[0]


def test_states_that_begin_alike_are_refused():
    with pytest.raises(ValueError, match="begin alike"):
        charts.turns(table(), y="Case", x="Turn", of="Role", states=["plan", "planner"], **CAPTION)
