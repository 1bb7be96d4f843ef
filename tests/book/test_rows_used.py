"""Every row of a case's document is used by its chapter, or excused with a reason.

Used is a row to which the built page links, or which the chapter's source names.
The excuses of a document are in ``unused_evidence``, one file a document: ``row``
is an id or a pattern such as ``xixia-interview-guide-*``.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest

from industrial_clusters import evidence
from industrial_clusters.publishing.tables import anchor

from . import files
from .conftest import ROOT, built_folder
from .reporting import refuse

DOCUMENTS = {
    "cases/zhongguancun.html": "zhongguancun1998",
    "cases/yongkang.html": "luganne2016",
    "cases/xixia.html": "zhang2014",
    "cases/junpu.html": "zouliang2015",
    "cases/china-italy.html": "ligao2020",
}
EXCUSES = Path(__file__).parent / "unused_evidence"
# By which of its columns the rows of a table are told apart in a failing test.
GROUPS = {"observations": "series", "ties": "kind", "stages": "scheme", "dimensions": "scheme"}


class Row(NamedTuple):
    """A row of an evidence table."""

    table: str
    id: str


class Excuse(NamedTuple):
    """Rows that a chapter leaves out, and why its reader loses nothing."""

    table: str
    row: str
    reason: str

    def covers(self, row: Row) -> bool:
        return self.table == row.table and fnmatchcase(row.id, self.row)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give the test of chapters every case chapter of the built book."""
    if "chapter" in metafunc.fixturenames:
        root = built_folder(metafunc.config)
        none = pytest.param("", marks=pytest.mark.skip("the book has no case chapter yet"))
        chapters = [name for name in DOCUMENTS if (root / name).is_file()]
        metafunc.parametrize("chapter", chapters or [none])


def test_every_row_is_used_or_excused(built, chapter):
    source = DOCUMENTS[chapter]
    groups = rows_of(source)
    used = linked(built / chapter, groups) | named(source_text(chapter), groups)
    excuses = read_excuses(EXCUSES / f"{source}.csv")
    refuse(chapter, problems(groups, used, excuses))


def test_no_excuses_are_for_an_unknown_document():
    assert {path.stem for path in EXCUSES.iterdir()} <= set(DOCUMENTS.values())


def problems(
    groups: Mapping[Row, str], used: Iterable[Row], excuses: Iterable[Excuse]
) -> list[str]:
    """Return what is wrong between the rows of a document, those used and those excused."""
    used, excuses = set(used), list(excuses)
    unused = [row for row in groups if row not in used]
    faults = [fault for excuse in excuses if (fault := idle(excuse, groups, unused))]
    missing: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in unused:
        if not any(excuse.covers(row) for excuse in excuses):
            missing[row.table, groups[row]].append(row.id)
    sizes = Counter((row.table, group) for row, group in groups.items())
    return faults + [
        f"{table}, {group!r}: {len(ids)} of {sizes[table, group]} neither used nor excused: "
        + " ".join(ids)
        for (table, group), ids in missing.items()
    ]


def idle(excuse: Excuse, rows: Iterable[Row], unused: Iterable[Row]) -> str:
    """Return why an excuse is none, or nothing."""
    place = f"the excuse {excuse.table},{excuse.row}"
    if not excuse.reason.strip():
        return f"{place} gives no reason"
    if not any(map(excuse.covers, rows)):
        return f"{place} matches no row of the document"
    if not any(map(excuse.covers, unused)):
        return f"{place} is idle: what it covers is used"
    return ""


def rows_of(source: str) -> dict[Row, str]:
    """Return the rows of a document, each with its group."""
    return {
        Row(name, str(identifier)): str(group)
        for name, column in GROUPS.items()
        for identifier, group in evidence.table(name, source=source)[column].items()
    }


def linked(page: Path, rows: Iterable[Row]) -> set[Row]:
    """Return the rows to whose place on the data page a built page links."""
    places = {
        unquote(fragment)
        for link in files.soup(page).select("a[href]")
        for path, _, fragment in [str(link["href"]).partition("#")]
        if path.endswith("reference/data.html")
    }
    return {row for row in rows if anchor(*row) in places}


def named(text: str, rows: Iterable[Row]) -> set[Row]:
    """Return the rows whose id stands in a text as a word of its own."""
    words = set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", text))
    return {row for row in rows if row.id in words}


def source_text(chapter: str) -> str:
    return (ROOT / "book" / chapter).with_suffix(".md").read_text(encoding="utf-8")


def read_excuses(path: Path) -> list[Excuse]:
    """Return the excuses of a file; without the file there are none."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as opened:
        return [
            Excuse(*(cells[name] or "" for name in Excuse._fields))
            for cells in csv.DictReader(opened)
        ]


# The faults that the comparison is for, planted.

KNITTED = Row("ties", "mill-knits")
SOLD = Row("observations", "mill-sales-1990")
GUIDE = [Row("dimensions", f"guide-{number}") for number in (1, 2)]
RECORD = {SOLD: "sales", KNITTED: "makes", **dict.fromkeys(GUIDE, "Guide")}
PLAN = Excuse("dimensions", "guide-*", "plans the paper")


def test_used_and_excused_rows_pass():
    assert problems(RECORD, {SOLD, KNITTED}, [PLAN]) == []


def test_rows_left_out_are_listed_by_group():
    assert problems(RECORD, {SOLD, GUIDE[1]}, []) == [
        "ties, 'makes': 1 of 1 neither used nor excused: mill-knits",
        "dimensions, 'Guide': 1 of 2 neither used nor excused: guide-1",
    ]


@pytest.mark.parametrize(
    ("excuse", "fault"),
    [
        (Excuse("dimensions", "guide-3", "gone"), "matches no row"),
        (Excuse("dimensions", "plan-*", "gone"), "matches no row"),
        (Excuse("ties", "guide-*", "of another table"), "matches no row"),
        (Excuse("ties", "mill-knits", "seemed idle"), "is idle"),
        (Excuse("ties", "mill-*", "seemed idle"), "is idle"),
        (Excuse("dimensions", "guide-1", " "), "gives no reason"),
    ],
)
def test_a_faulty_excuse_is_found(excuse, fault):
    found = problems(RECORD, {SOLD, KNITTED}, [PLAN, excuse])
    assert len(found) == 1
    assert f"the excuse {excuse.table},{excuse.row} {fault}" in found[0]


def test_a_pattern_may_cover_a_used_row_beside_others():
    assert problems(RECORD, {SOLD, KNITTED, GUIDE[0]}, [PLAN]) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{fact}`mill-sales-1990`", {SOLD}),
        ("{fact}`mill-sales-1990 | bare`", {SOLD}),
        ('quantity("mill-sales-1990")', {SOLD}),
        ("[so](evidence:ties/mill-knits)", {KNITTED}),
        ("mill-sales-1990-bare and my-mill-knits", set()),
    ],
)
def test_a_row_is_named_by_its_whole_id(text, found):
    assert named(text, RECORD) == found


def test_a_link_is_one_to_the_row_of_its_table(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        "<a href='../reference/data.html#ties-mill-knits'>a</a>"
        "<a href='../reference/data.html#guide-1'>not of this table</a>"
        "<a href='#mill-sales-1990'>on this page</a>",
        encoding="utf-8",
    )
    assert linked(page, RECORD) == {KNITTED}


def test_excuses_are_read_from_their_file(tmp_path):
    path = tmp_path / "source.csv"
    assert read_excuses(path) == []
    path.write_text('table,row,reason\nties,a-*,"one, two"\nties,b\n', encoding="utf-8")
    assert read_excuses(path) == [Excuse("ties", "a-*", "one, two"), Excuse("ties", "b", "")]
