"""Nothing of the comparison is written for five cases: an invented sixth is in all of it.

The rows of ``sixth_case`` tell of a place called Nowhere. They are added to a copy of
the data, no line of code is changed, and every chapter of the comparison is executed.
The case then stands in the data of every chart and in every table, but for those that
``without_the_sixth_case.csv`` excuses, each with its reason.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from industrial_clusters import evidence
from industrial_clusters.evidence.validation import faults

from . import chapters
from .chapters import Shown

HERE = Path(__file__).parent
ADDED = HERE / "sixth_case"
BOOK = HERE.parents[1] / "book"
PAGES = sorted((BOOK / "comparison").glob("*.md"))
NAME = "Nowhere"


class Excuse(NamedTuple):
    """A chart or table that cannot hold the case, and why."""

    chapter: str
    kind: str
    name: str
    reason: str


def excuses() -> list[Excuse]:
    with (HERE / "without_the_sixth_case.csv").open(encoding="utf-8", newline="") as file:
        return [Excuse(**row) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A copy of the data with the sixth case."""
    target = tmp_path_factory.mktemp("sixth") / "data"
    return chapters.copy_with(ADDED, evidence.data_folder(), target)


def test_the_invented_case_breaks_no_rule(data):
    assert [str(fault) for fault in faults(data)] == []


@pytest.mark.parametrize("name", sorted(set(evidence.table_names()) - {"conditions"}))
def test_every_table_has_a_row_of_it_that_says_it_is_invented(name):
    rows = chapters.rows_of(ADDED, name)
    assert rows
    # A unit has no column that could say so; the lanterns are counted nowhere else.
    if name != "units":
        assert all("nvented for a test" in " ".join(row.values()) for row in rows)


@pytest.mark.parametrize("name", sorted(set(evidence.table_names()) - {"conditions"}))
def test_it_takes_no_row_from_the_record(name):
    assert not {row["id"] for row in chapters.rows_of(ADDED, name)} & set(
        evidence.table(name).index
    )


def test_it_is_coded_by_every_condition():
    coded = {row["condition"] for row in chapters.rows_of(ADDED, "codings")}
    missing = set(evidence.table("conditions").index) - coded
    assert not missing, f"add a row to {ADDED / 'codings.csv'} for each of {sorted(missing)}"


def test_it_is_compared_in_every_aspect():
    aspects = {row["aspect"] for row in chapters.rows_of(ADDED, "yardsticks")}
    aspect = next(c for c in evidence.columns("yardsticks") if c["name"] == "aspect")
    assert aspects == set(aspect["constraints"]["enum"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_sixth_case_is_in_every_chart_and_table(page, data):
    found = chapters.shown(chapters.executed(page, data))
    excused = [excuse for excuse in excuses() if excuse.chapter == page.stem]
    assert problems(found, excused) == []


def test_every_excuse_is_of_a_chapter_and_gives_a_reason():
    assert {excuse.chapter for excuse in excuses()} <= {page.stem for page in PAGES}
    assert all(excuse.reason.strip() for excuse in excuses())


def problems(found: Iterable[Shown], excused: Iterable[Excuse]) -> list[str]:
    """Return what lacks the case and has no excuse, and the excuses that nothing needs."""
    lacking = {(each.kind, each.name) for each in found if not each.holds(NAME)}
    allowed = {(excuse.kind, excuse.name) for excuse in excused}
    return [
        f"the {kind} {name!r} lacks the sixth case" for kind, name in sorted(lacking - allowed)
    ] + [
        f"the {kind} {name!r} has the case, or is not there: its excuse is idle"
        for kind, name in sorted(allowed - lacking)
    ]


def test_what_lacks_the_case_is_named_and_so_is_an_idle_excuse():
    with_it = Shown("chart", "sizes", frozenset({"Nowhere, 1990"}))
    without = Shown("table", "Costs", frozenset({"Xixia"}))
    assert problems([with_it], []) == []
    assert problems([with_it, without], []) == ["the table 'Costs' lacks the sixth case"]
    assert problems([without], [Excuse("page", "table", "Costs", "no case in it")]) == []
    (idle,) = problems([with_it], [Excuse("page", "chart", "sizes", "none")])
    assert "idle" in idle
