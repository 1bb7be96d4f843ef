"""A fault planted in a copy of the data is found where it was planted."""

import csv
import io
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from industrial_clusters.evidence import data_folder, rounding_bounds
from industrial_clusters.evidence.validation import LINE, Fault, date_faults, faults

RESOURCES = json.loads((data_folder() / "datapackage.json").read_text(encoding="utf-8"))[
    "resources"
]
TABLES = [resource for resource in RESOURCES if "schema" in resource]
FEW = 12


@dataclass
class Table:
    """One table of the copied package, read and written as CSV by this test alone."""

    folder: Path
    name: str
    header: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    @property
    def path(self):
        return self.folder / f"{self.name}.csv"

    def __post_init__(self):
        with self.path.open(encoding="utf-8", newline="") as file:
            self.header, *self.rows = csv.reader(file)

    def get(self, row, column):
        return self.rows[row][self.header.index(column)]

    def set(self, row, column, value):
        self.rows[row][self.header.index(column)] = value

    def first(self, condition):
        """Index of the first row that a function of its cells picks."""
        return next(number for number, row in enumerate(cells_of(self)) if condition(row))

    def save(self, encoding="utf-8", errors="strict"):
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows([self.header, *self.rows])
        self.path.write_bytes(text.getvalue().encode(encoding, errors))


def cells_of(table):
    return [dict(zip(table.header, row, strict=True)) for row in table.rows]


def seeds(name, rows):
    """Ids of a few rows of a table: the first, and the first of each kind that a test spoils."""
    kinds = {"observations": ("qualifier", "unit"), "ties": ("unit", "high")}.get(name, ())
    seen: set[tuple[object, ...]] = set()
    chosen = [row["id"] for row in rows[:FEW]]
    for row in rows:
        marks = {(column, bool(row[column])) for column in row}
        marks.add(tuple(row[column] for column in kinds))
        if marks - seen:
            seen |= marks
            chosen.append(row["id"])
    return chosen


def references(resource, row):
    """The rows on which a row rests, as pairs of table and id."""
    for key in resource["schema"].get("foreignKeys", []):
        target = key["reference"]["resource"] or resource["name"]
        yield target, row[key["fields"][0]]
    for part in filter(None, row.get("evidence", "").split(";")):
        yield tuple(part.strip().split("/"))


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The real package cut down to a few rows a table and those on which they rest.

    So the many tests below stay quick however much evidence is added.
    """
    copy = tmp_path_factory.mktemp("small") / "data"
    shutil.copytree(data_folder(), copy)
    tables = {resource["name"]: Table(copy, resource["name"]) for resource in TABLES}
    rows = {name: {row["id"]: row for row in cells_of(table)} for name, table in tables.items()}
    schemas = {resource["name"]: resource for resource in TABLES}
    waiting = [(name, i) for name in tables for i in seeds(name, list(rows[name].values()))]
    kept = set()
    while waiting:
        name, identifier = waiting.pop()
        if identifier and (name, identifier) not in kept:
            kept.add((name, identifier))
            waiting += references(schemas[name], rows[name][identifier])
    for name, table in tables.items():
        table.rows = [row for row in table.rows if (name, row[0]) in kept]
        table.save()
    return copy


@pytest.fixture
def folder(small, tmp_path):
    copy = tmp_path / "data"
    shutil.copytree(small, copy)
    return copy


def line_of(row):
    """Line of the file, the header being the first: rows of the data hold no line breaks."""
    return row + 2


def found_at(found, file, line, column, value):
    """The fault at a place, which must say how to mend it."""
    found = list(found)
    places = [(f.file, f.line, f.column, f.value) for f in found]
    assert (file, line, column, value) in places, "\n".join(map(str, found)) or "no fault"
    for fault in found:
        assert fault.problem
        assert fault.remedy
        assert not fault.problem.endswith(".")
    return found[places.index((file, line, column, value))]


def set_cell(name, choose, column, value):
    """Return a function that spoils one cell and tells where."""

    def plant(folder):
        table = Table(folder, name)
        row = table.first(choose)
        written = value(table, row) if callable(value) else value
        table.set(row, column, written)
        table.save()
        return f"{name}.csv", line_of(row), column, written

    return plant


def any_row(_cells):
    return True


def qualified(qualifier, whole=None):
    """Choose an observation by its qualifier, in a unit that is whole or not."""
    with (data_folder() / "units.csv").open(encoding="utf-8", newline="") as file:
        units = {row["id"]: row["whole"] == "true" for row in csv.DictReader(file)}
    return lambda row: row["qualifier"] == qualifier and whole in {None, units[row["unit"]]}


def has(*columns):
    return lambda row: all(row[column] for column in columns)


def plus(column, step):
    """The number in a cell, moved by a step."""
    return lambda table, row: f"{float(table.get(row, column)) + step:g}"


CELLS = {
    "text for a number": ("observations", has("value"), "value", "many"),
    "underscored number": ("observations", has("value"), "value", "15_000"),
    "infinite number": ("observations", has("low"), "low", "INF"),
    "not a number": ("observations", has("low"), "low", "NaN"),
    "fractional integer": ("stages", has("start"), "start", "1980.5"),
    "capital truth value": ("units", any_row, "whole", "TRUE"),
    "unknown unit": ("observations", any_row, "unit", "furlongs"),
    "unknown case": ("observations", any_row, "case", "atlantis"),
    "unknown series": ("observations", any_row, "series", "happiness"),
    "unknown source": ("events", any_row, "source", "nobody1999"),
    "unknown containing case": ("cases", has("within"), "within", "atlantis"),
    "unknown actor of an event": ("events", has("actor"), "actor", "nobody"),
    "dangling tie": ("ties", any_row, "to", "nobody"),
    "missing locator": ("observations", any_row, "locator", ""),
    "locator of spaces": ("observations", any_row, "locator", "    "),
    "locator too short": ("observations", any_row, "locator", "p1"),
    "missing source": ("actors", any_row, "source", ""),
    "missing id": ("actors", any_row, "id", ""),
    "id with capitals": ("series", any_row, "id", "Firms"),
    "space before an id": ("observations", any_row, "case", " china"),
    "unknown qualifier": ("observations", any_row, "qualifier", "roughly"),
    "date in words": ("observations", has("period_start"), "period_start", "June 2003"),
    "thirteenth month": ("observations", has("period_start"), "period_start", "1899-13"),
    "thirtieth of February": ("events", has("date_start"), "date_start", "1899-02-30"),
    "impossible latitude": ("cases", has("latitude"), "latitude", "191.5"),
    "percent above 100": (
        "observations",
        lambda row: row["unit"] == "percent" and row["high"],
        "high",
        "101",
    ),
    "negative count": ("observations", qualified("exact", whole=True), "low", "-4"),
    "fraction of a whole": ("observations", qualified("exact", whole=True), "low", "3.5"),
    "more than, but low is the value": (
        "observations",
        qualified("more than", whole=True),
        "low",
        lambda table, row: table.get(row, "value"),
    ),
    "more than, with an upper bound": (
        "observations",
        qualified("more than"),
        "high",
        plus("low", 50),
    ),
    "at least, but low is above it": (
        "observations",
        qualified("at least"),
        "low",
        plus("value", 1),
    ),
    "about, wider than the rounding": (
        "observations",
        qualified("about"),
        "high",
        lambda table, row: f"{rounding_bounds(float(table.get(row, 'value')))[1] + 1:g}",
    ),
    "exact with two bounds": (
        "observations",
        qualified("exact"),
        "high",
        plus("value", 1),
    ),
    "range without an end": ("observations", qualified("range"), "high", ""),
    "range with a value": (
        "observations",
        qualified("range"),
        "value",
        lambda table, row: table.get(row, "low"),
    ),
    "no value": ("observations", qualified("exact"), "value", ""),
    "dangling evidence of a typology": (
        "dimensions",
        any_row,
        "evidence",
        "observations/no-such-row",
    ),
    "evidence in an unknown table": ("dimensions", any_row, "evidence", "rumours/a-row"),
    "amount without unit": ("ties", has("low"), "unit", ""),
    "bound without unit": ("ties", lambda row: row["high"], "unit", ""),
    "self tie": (
        "ties",
        any_row,
        "to",
        lambda table, row: table.get(row, "from"),
    ),
}


@pytest.mark.parametrize("spoilt", CELLS)
def test_a_spoilt_cell_is_found(folder, spoilt):
    place = set_cell(*CELLS[spoilt])(folder)
    found_at(faults(folder), *place)


def test_the_real_package_has_no_faults():
    assert [str(fault) for fault in faults(data_folder())] == []


def test_the_small_package_has_no_faults(small):
    assert [str(fault) for fault in faults(small)] == []


def test_two_faults_of_one_kind_are_both_found(folder):
    table = Table(folder, "observations")
    for row in (3, 7):
        table.set(row, "unit", "furlongs")
    table.save()
    assert [f.line for f in faults(folder)] == [line_of(3), line_of(7)]


def test_reversed_bounds(folder):
    table = Table(folder, "observations")
    row = table.first(qualified("range"))
    low, high = table.get(row, "low"), table.get(row, "high")
    table.set(row, "low", high)
    table.set(row, "high", low)
    table.save()
    fault = found_at(faults(folder), "observations.csv", line_of(row), "low", high)
    assert low in fault.problem


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("observations", "period_start", "period_end"),
        ("events", "date_start", "date_end"),
        ("trajectories", "start", "end"),
        ("ties", "start", "end"),
        ("stages", "start", "end"),
        ("cases", "period_start", "period_end"),
    ],
)
def test_a_reversed_period(folder, name, start, end):
    table = Table(folder, name)
    row = table.first(has(start, end))
    table.set(row, start, "2010")
    table.set(row, end, "1990")
    table.save()
    fault = found_at(faults(folder), f"{name}.csv", line_of(row), start, "2010")
    assert "1990" in fault.problem


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("1990", "1990"),
        ("1990-06", "1990"),
        ("1990", "1990-06"),
        ("-0500", "-0401"),
        ("2000-02-29", "2000-03"),
        ("", "1990"),
    ],
)
def test_periods_of_mixed_precision_are_in_order(start, end):
    assert list(date_faults(one_event(start, end))) == []


@pytest.mark.parametrize(("start", "end"), [("1990-07", "1990-06-30"), ("-0401", "-0500")])
def test_periods_of_mixed_precision_out_of_order(start, end):
    found_at(date_faults(one_event(start, end)), "events.csv", 2, "date_start", start)


def one_event(start, end):
    """The tables of the date rule, all empty but for one event."""
    names = ("observations", "events", "trajectories", "ties", "stages", "cases")
    event = {"id": "e", "date_start": start, "date_end": end, LINE: "2"}
    return {name: {} for name in names} | {"events": {"e": event}}


def test_a_duplicate_id_is_one_fault(folder):
    table = Table(folder, "observations")
    table.set(4, "id", table.get(0, "id"))
    table.save()
    found = faults(folder)
    found_at(found, "observations.csv", line_of(4), "id", table.get(0, "id"))
    assert len(found) == 1


def test_latin_1_instead_of_utf_8(folder):
    table = Table(folder, "cases")
    table.set(3, "industry", "cafés")
    table.save("latin-1", "replace")
    found = faults(folder)
    fault = found_at(found, "cases.csv", line_of(3), "industry", "caf\\xe9s")
    assert "UTF-8" in fault.remedy
    assert {fault.file for fault in found} == {"cases.csv"}
    assert str(fault).encode()


def test_a_byte_order_mark(folder):
    path = folder / "series.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    found_at(faults(folder), "series.csv", 1, "id", "\ufeffid")


def test_an_unclosed_quotation_mark(folder):
    path = folder / "series.csv"
    path.write_text(path.read_text(encoding="utf-8") + '"open', encoding="utf-8")
    found_at(faults(folder), "series.csv", None, "", "")


def test_a_row_too_long(folder):
    table = Table(folder, "observations")
    table.rows[5] += ["left", "over"]
    table.save()
    found = faults(folder)
    found_at(found, "observations.csv", line_of(5), "", "left")
    assert len(found) == 1
    assert "value 'left'" in str(found[0])


def test_a_row_too_short(folder):
    table = Table(folder, "observations")
    del table.rows[5][-1]
    table.save()
    found = faults(folder)
    found_at(found, "observations.csv", line_of(5), table.header[-1], "")
    assert len(found) == 1


def test_a_blank_line(folder):
    path = folder / "observations.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join([*lines[:6], "", *lines[6:]]), encoding="utf-8")
    found = faults(folder)
    found_at(found, "observations.csv", 7, "", "")
    assert len(found) == 1


def test_lines_are_those_of_the_file_where_a_cell_spans_two(folder):
    table = Table(folder, "observations")
    table.set(2, "note", "one\ntwo")
    table.set(6, "unit", "furlongs")
    table.save()
    found_at(faults(folder), "observations.csv", line_of(6) + 1, "unit", "furlongs")


def test_an_extra_column(folder):
    table = Table(folder, "actors")
    table.header.append("mood")
    table.rows = [[*row, ""] for row in table.rows]
    table.save()
    found_at(faults(folder), "actors.csv", 1, "mood", "mood")


def test_a_missing_column(folder):
    table = Table(folder, "actors")
    at = table.header.index("kind")
    table.header.pop(at)
    for row in table.rows:
        row.pop(at)
    table.save()
    found_at(faults(folder), "actors.csv", 1, "kind", "")


def test_columns_in_another_order(folder):
    table = Table(folder, "actors")
    swapped = [1, 0, *range(2, len(table.header))]
    table.header = [table.header[at] for at in swapped]
    table.rows = [[row[at] for at in swapped] for row in table.rows]
    table.save()
    found_at(faults(folder), "actors.csv", 1, "case", "case")


def test_an_empty_file(folder):
    (folder / "ties.csv").write_text("")
    found_at(faults(folder), "ties.csv", None, "", "")


@pytest.mark.parametrize("name", ["ties.csv", "land-zhejiang.geojson"])
def test_a_missing_file(folder, name):
    (folder / name).unlink()
    found_at(faults(folder), "datapackage.json", None, "", name)


def edited(folder, change):
    path = folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    change(package)
    path.write_text(json.dumps(package), encoding="utf-8")
    return faults(folder)


def resource(package, name):
    return next(r for r in package["resources"] if r["name"] == name)


def test_a_descriptor_that_is_cut_off(folder):
    path = folder / "datapackage.json"
    path.write_bytes(path.read_bytes()[:-40])
    (fault,) = faults(folder)
    assert (fault.file, fault.column) == ("datapackage.json", "")
    assert fault.line is not None
    assert fault.line > 100


def test_a_descriptor_with_an_unknown_type(folder):
    def change(package):
        resource(package, "ties")["schema"]["fields"][0]["type"] = "strnig"

    (fault,) = edited(folder, change)
    assert fault.file == "datapackage.json"
    assert "strnig" in fault.problem


def test_a_descriptor_without_resources(folder):
    found = edited(folder, lambda package: package.pop("resources"))
    assert {fault.file for fault in found} == {"datapackage.json"}
    assert "resources" in found[0].problem


def test_a_descriptor_without_a_table_that_the_rules_need(folder):
    def change(package):
        package["resources"] = [r for r in package["resources"] if r["name"] != "trajectories"]

    found_at(edited(folder, change), "datapackage.json", None, "", "trajectories")


def test_a_descriptor_that_refers_to_an_unknown_table(folder):
    def change(package):
        resource(package, "ties")["schema"]["foreignKeys"][0]["reference"]["resource"] = "casse"

    found_at(edited(folder, change), "datapackage.json", None, "", "casse")


def test_a_folder_without_a_descriptor(tmp_path):
    (fault,) = faults(tmp_path)
    assert fault.file == "datapackage.json"


def test_a_fault_in_words():
    fault = Fault("ties.csv", 4, "to", "nobody", "there is no such actor", "add it")
    assert str(fault) == (
        "data/ties.csv, row 4, column to, value 'nobody': there is no such actor. Remedy: add it."
    )
    assert str(Fault("a.csv", None, "", "", "x", "y")) == "data/a.csv: x. Remedy: y."


def validate(*arguments):
    command = [sys.executable, "-m", "industrial_clusters.evidence.validation", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command_prints_faults_and_fails(folder):
    file, line, column, value = set_cell(*CELLS["unknown unit"])(folder)
    finished = validate(str(folder))
    assert finished.returncode == 1
    assert (
        f"data/{file}, row {line}, column {column}, value '{value}': units.csv has no such id. "
        "Remedy: add the row it refers to, or correct the id." in finished.stdout
    )
    assert "1 fault(s)" in finished.stderr


def test_the_command_counts_the_rows_of_a_valid_package():
    finished = validate()
    assert finished.returncode == 0, finished.stdout
    assert "is valid: " in finished.stdout
    assert all(f" {table['name']}" in finished.stdout for table in TABLES)
