"""A fault planted in a copy of the data is found where it was planted."""

import csv
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from industrial_clusters.evidence import data_folder, rounding_bounds
from industrial_clusters.evidence.validation import (
    LINE,
    Fault,
    date_faults,
    faults,
    name_faults,
    precision_faults,
)

RESOURCES = json.loads((data_folder() / "datapackage.json").read_text(encoding="utf-8"))[
    "resources"
]
TABLES = [resource for resource in RESOURCES if "schema" in resource]
FEW = 12

# Cells by which the tests below choose a row.
KINDS = {
    "observations": ("qualifier", "unit"),
    "events": ("precision",),
    "trajectories": ("precision",),
    "ties": ("unit", "high"),
}

# A row for a table that may have none: any that the schema allows.
LIMITATION = ["one-case", "yongkang", "design", "A single case.", "luganne2016", "page 1", ""]


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
        """Index of the first row that a function of it and of those before picks."""
        rows = cells_of(self)
        return next(number for number, row in enumerate(rows) if condition(row, rows[:number]))

    def save(self, encoding="utf-8", errors="strict"):
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows([self.header, *self.rows])
        self.path.write_bytes(text.getvalue().encode(encoding, errors))


def cells_of(table):
    return [dict(zip(table.header, row, strict=True)) for row in table.rows]


def seeds(name, rows):
    """Ids of a few rows of a table: the first, and the first of each kind that a test spoils."""
    kinds = KINDS.get(name, ())
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
    named = ";".join(row.get(column, "") for column in ("evidence", "row", "against"))
    for part in filter(None, map(str.strip, named.split(";"))):
        yield tuple(part.split("/"))


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
        table.rows += [LIMITATION] if name == "limitations" else []
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


# The row that a fault is planted in: the first that one of these picks.


def any_row(_row, _before):
    return True


def has(*columns):
    return lambda row, _before: all(row[column] for column in columns)


def qualified(qualifier, whole=None):
    """Choose an observation by its qualifier, in a unit that is whole or not."""
    with (data_folder() / "units.csv").open(encoding="utf-8", newline="") as file:
        units = {row["id"]: row["whole"] == "true" for row in csv.DictReader(file)}
    return lambda row, _before: (
        row["qualifier"] == qualifier and whole in {None, units[row["unit"]]}
    )


def with_cell(column, value):
    return lambda row, _before: row[column] == value


def period(start, end):
    return lambda row, _before: row[start] and row[end] and not row[start].startswith("-")


def after_another(*columns):
    """Choose a row that shares some cells with an earlier one."""
    return lambda row, before: any(all(row[c] == other[c] for c in columns) for other in before)


# The value that is planted, where it follows from the row.


def plus(column, step):
    """The number in a cell, moved by a step."""
    return lambda table, row: f"{float(table.get(row, column)) + step:g}"


def of_cell(column):
    return lambda table, row: table.get(row, column)


def year_after(column):
    return lambda table, row: str(int(table.get(row, column)[:4]) + 1)


def of_earlier(column, *shared, word=str):
    """The cell of the first row that shares some cells with this one."""

    def value(table, row):
        cells = cells_of(table)
        earlier = next(other for other in cells if all(other[c] == cells[row][c] for c in shared))
        return word(earlier[column])

    return value


def inside(table, row):
    """A place within the one of this row."""
    return next(c["id"] for c in cells_of(table) if c["within"] == table.get(row, "id"))


# How it is planted; each returns the file, line, column and value that must be named.


def in_cell(table, row, column, value):
    table.set(row, column, value)
    table.save()
    return table.path.name, line_of(row), column, value


def in_latin_1(table, row, column, value):
    in_cell(table, row, column, value)
    table.save("latin-1", "replace")
    return table.path.name, line_of(row), column, value.replace("é", "\\xe9")


def in_line(table, row, column, value):
    """Put a text before a line of the file, quoted by nobody."""
    lines = table.path.read_text(encoding="utf-8").split("\n")
    lines[row + 1] = value + lines[row + 1]
    table.path.write_text("\n".join(lines), encoding="utf-8")
    return table.path.name, line_of(row), column, ""


def at_head(table, _row, column, value):
    table.path.write_bytes(value.encode() + table.path.read_bytes())
    return table.path.name, 1, column, value + column


def as_last_cell(table, row, column, value):
    table.rows[row].append(value)
    table.save()
    return table.path.name, line_of(row), column, value


def cut_off(table, row, column, value):
    del table.rows[row][-1]
    table.save()
    return table.path.name, line_of(row), column, value


def as_row(table, row, column, value):
    """Put a line of commas, or none, before a row."""
    lines = table.path.read_text(encoding="utf-8").split("\n")
    lines.insert(row + 1, value)
    table.path.write_text("\n".join(lines), encoding="utf-8")
    return table.path.name, line_of(row), column, ""


def as_label(table, _row, column, value):
    """Rename a column: it is missed."""
    table.header[table.header.index(column)] = value
    table.save()
    return table.path.name, 1, column, ""


def as_column(table, _row, column, value):
    table.header.append(column)
    table.rows = [[*row, value] for row in table.rows]
    table.save()
    return table.path.name, 1, column, column


def without_column(table, _row, column, value):
    at = table.header.index(column)
    table.header.pop(at)
    for row in table.rows:
        row.pop(at)
    table.save()
    return table.path.name, 1, column, value


def as_first_column(table, _row, column, value):
    order = [column, *(label for label in table.header if label != column)]
    table.rows = [[row[table.header.index(label)] for label in order] for row in table.rows]
    table.header = order
    table.save()
    return table.path.name, 1, column, value


def without_header(table, _row, column, value):
    table.header = table.rows.pop(0)
    table.save()
    return table.path.name, 1, column, value


def as_file(table, _row, column, value):
    table.path.write_text(value, encoding="utf-8")
    return table.path.name, None, column, value


def without_file(table, _row, column, _value):
    table.path.unlink()
    return "datapackage.json", None, column, table.path.name


def in_descriptor(table, _row, column, value):
    """Break the JSON where the version is told."""
    path = table.folder / "datapackage.json"
    before, told, after = path.read_text(encoding="utf-8").partition('"version":')
    path.write_text(before + told.replace(":", value) + after, encoding="utf-8")
    return path.name, before.count("\n") + 1, column, ""


class Planted(NamedTuple):
    fault: str
    table: str
    row: Callable[[dict[str, str], list[dict[str, str]]], Any]
    column: str
    value: Any
    problem: str
    remedy: str
    how: Callable[..., tuple[str, int | None, str, str]] = in_cell


ALLOWED = "use a value that the schema in datapackage.json allows"
AS_TYPE = "write the cell as the column's type, numbers without thousands separators"
DIGITS = "write digits with a decimal point and nothing else"
EITHER = "correct the date or the precision"
FILL = "fill it: no row goes without it"
KNOWN_ID = "add the row it refers to, or correct the id"
ONE_NAME = "make the two rows one, or tell their names apart"
OWN_ID = "give each row an id of its own"
QUOTES = "close every quotation mark, and double those within a cell"
RULE = "follow the qualifier's rule"
SAME_ROW = "write every cell of the row, empty ones too"
UNIT = "correct the number or the unit"

# fmt: off
PLANTED = [
    # fault, table, row, column, value
    #     problem, remedy, and how it is planted where not in the cell

    # Files
    Planted("missing file", "ties", any_row, "", "",
        "a file does not exist", "add data/ties.csv, or correct its path", without_file),
    Planted("empty file", "ties", any_row, "", "",
        "the file is empty", "restore its row of column names", as_file),
    Planted("broken descriptor", "ties", any_row, "", "",
        "Expecting ':' delimiter", "restore a JSON file in UTF-8", in_descriptor),
    Planted("wrong encoding", "cases", any_row, "industry", "cafés",
        "the cell is not UTF-8", "save the file as UTF-8", in_latin_1),
    Planted("byte order mark", "series", any_row, "id", "\ufeff",
        "the file has a byte order mark", "save the file as UTF-8 without one", at_head),

    # Columns
    Planted("missing header", "actors", any_row, "id", "",
        "the column is missing", "add it: the schema in datapackage.json has it", without_header),
    Planted("missing column", "actors", any_row, "kind", "",
        "the column is missing", "add it: the schema in datapackage.json has it", without_column),
    Planted("renamed column", "actors", any_row, "kind", "sort",
        "the column is missing", "add it: the schema in datapackage.json has it", as_label),
    Planted("extra column", "actors", any_row, "mood", "",
        "the schema has no such column", "remove it, or describe it", as_column),
    Planted("columns in another order", "actors", any_row, "case", "case",
        "the schema has 'id' in this place", "order the columns as the schema does",
        as_first_column),

    # Rows
    Planted("row too long", "observations", has("note"), "", "left over",
        "the row has 15 cells, the header 14", "quote cells that hold commas", as_last_cell),
    Planted("row too short", "observations", has("note"), "note", "",
        "the row has 13 cells, the header 14", SAME_ROW, cut_off),
    Planted("blank line", "observations", has("note"), "", "",
        "the row is empty", "remove it", as_row),
    Planted("row of commas", "observations", has("note"), "", "," * 13,
        "the row is empty", "remove it", as_row),
    Planted("unclosed quotation mark", "series", any_row, "", '"',
        "", QUOTES, in_line),
    Planted("text after a quotation mark", "series", any_row, "", '"quoted" and not,',
        "',' expected after '\"'", QUOTES, in_line),
    Planted("line break in a cell", "observations", any_row, "note", "one\ntwo",
        "the cell holds a line break", "write the cell on one line"),
    Planted("trailing space", "events", any_row, "title", "A title ",
        "there are spaces around the text", "remove them"),
    Planted("space before an id", "observations", any_row, "case", " china",
        "there are spaces around the text", "remove them"),

    # Types and notation
    Planted("text for a number", "observations", has("value"), "value", "many",
        'type is "number/default"', AS_TYPE),
    Planted("thousands separator", "observations", has("value"), "value", "15,000",
        'type is "number/default"', AS_TYPE),
    Planted("underscored number", "observations", has("value"), "value", "15_000",
        "this is no plain number", DIGITS),
    Planted("exponent", "observations", has("value"), "value", "1.5e4",
        "this is no plain number", DIGITS),
    Planted("not a number", "observations", has("low"), "low", "NaN",
        "this is no plain number", DIGITS),
    Planted("infinite number", "observations", has("low"), "low", "INF",
        "this is no plain number", DIGITS),
    Planted("fraction for an integer", "stages", has("start"), "start", "1980.5",
        'type is "integer/default"', AS_TYPE),
    Planted("capital truth value", "units", any_row, "whole", "TRUE",
        "this is no plain boolean", "write true or false"),

    # Ids and what must be there
    Planted("missing id", "actors", any_row, "id", "",
        "the cell is empty", FILL),
    Planted("id with capitals", "series", any_row, "id", "Firms",
        'constraint "pattern"', ALLOWED),
    Planted("id with a space", "series", any_row, "id", "new firms",
        'constraint "pattern"', ALLOWED),
    Planted("duplicate id", "observations", after_another(), "id", of_earlier("id"),
        "the same as in the row at position 2", OWN_ID),
    Planted("missing source", "actors", any_row, "source", "",
        "the cell is empty", FILL),
    Planted("missing locator", "observations", any_row, "locator", "",
        "the cell is empty", FILL),
    Planted("locator of spaces", "observations", any_row, "locator", "    ",
        "there are spaces around the text", "remove them"),
    Planted("locator too short", "observations", any_row, "locator", "p1",
        'constraint "minLength"', ALLOWED),
    Planted("limitation without statement", "limitations", any_row, "statement", "",
        "the cell is empty", FILL),
    Planted("stage without number", "stages", any_row, "sequence", "",
        "the cell is empty", FILL),

    # Rows that refer to rows
    Planted("unknown unit", "observations", any_row, "unit", "furlongs",
        "units.csv has no such id", KNOWN_ID),
    Planted("unknown case", "observations", any_row, "case", "atlantis",
        "cases.csv has no such id", KNOWN_ID),
    Planted("unknown series", "observations", any_row, "series", "happiness",
        "series.csv has no such id", KNOWN_ID),
    Planted("unknown source", "events", any_row, "source", "nobody1999",
        "sources.csv has no such id", KNOWN_ID),
    Planted("unknown source of coordinates", "cases", has("latitude"), "coordinates_source", "map",
        "sources.csv has no such id", KNOWN_ID),
    Planted("unknown containing place", "cases", has("within"), "within", "atlantis",
        "cases.csv has no such id", KNOWN_ID),
    Planted("unknown actor of an event", "events", has("actor"), "actor", "nobody",
        "actors.csv has no such id", KNOWN_ID),
    Planted("unknown actor of a history", "trajectories", any_row, "actor", "nobody",
        "actors.csv has no such id", KNOWN_ID),
    Planted("tie from nobody", "ties", any_row, "from", "nobody",
        "actors.csv has no such id", KNOWN_ID),
    Planted("tie to nobody", "ties", any_row, "to", "nobody",
        "actors.csv has no such id", KNOWN_ID),
    Planted("evidence that is not there", "dimensions", any_row, "evidence", "observations/gone",
        "there is no row 'observations/gone'", "write table/id of a row"),
    Planted("evidence in an unknown table", "dimensions", any_row, "evidence", "rumours/a-row",
        "there is no row 'rumours/a-row'", "write table/id of a row"),
    Planted("yardstick that is not there", "yardsticks", has("row"), "row", "stages/gone",
        "there is no row 'stages/gone'", "write table/id of a row"),
    Planted("unknown case of a yardstick", "yardsticks", any_row, "case", "atlantis",
        "cases.csv has no such id", KNOWN_ID),
    Planted("unknown aspect", "yardsticks", any_row, "aspect", "beauty",
        'constraint "enum"', ALLOWED),
    Planted("unknown role of a condition", "conditions", any_row, "role", "cause",
        'constraint "enum"', ALLOWED),
    Planted("malformed function of a claim", "claims", any_row, "function", "Firms doubled()",
        'constraint "pattern"', ALLOWED),

    # Words of a list
    Planted("unknown qualifier", "observations", any_row, "qualifier", "roughly",
        'constraint "enum"', ALLOWED),
    Planted("unknown speaker", "observations", any_row, "speaker", "rumour",
        'constraint "enum"', ALLOWED),
    Planted("unknown topic", "series", any_row, "topic", "weather",
        'constraint "enum"', ALLOWED),
    Planted("unknown level", "events", any_row, "level", "galactic",
        'constraint "enum"', ALLOWED),
    Planted("unknown kind of event", "events", any_row, "kind", "miracle",
        'constraint "enum"', ALLOWED),
    Planted("unknown kind of tie", "ties", any_row, "kind", "adores",
        'constraint "enum"', ALLOWED),
    Planted("unknown kind of actor", "actors", any_row, "kind", "dragon",
        'constraint "enum"', ALLOWED),

    # Bounds, qualifiers, units
    Planted("bounds without qualifier", "observations", has("low", "high"), "qualifier", "",
        "the cell is empty", FILL),
    Planted("low above high", "observations", qualified("range"), "low", plus("high", 1),
        "low exceeds high", "swap them"),
    Planted("more than, but low is the value", "observations", qualified("more than", whole=True),
        "low", of_cell("value"), "sets this bound to", RULE),
    Planted("more than, with an upper bound", "observations", qualified("more than"),
        "high", plus("low", 50), "sets this bound to empty", RULE),
    Planted("at least, but low is above it", "observations", qualified("at least"),
        "low", plus("value", 1), "sets this bound to", RULE),
    Planted("about, wider than the rounding", "observations", qualified("about"),
        "high", lambda table, row: f"{rounding_bounds(float(table.get(row, 'value')))[1] + 1:g}",
        "sets this bound to", RULE),
    Planted("about nothing", "observations", qualified("about"), "value", "0",
        "nothing says how far from zero", "state the bounds as a range"),
    Planted("exact with two bounds", "observations", qualified("exact"), "high", plus("value", 1),
        "sets this bound to", RULE),
    Planted("no value", "observations", qualified("exact"), "value", "",
        "every other row has one", "correct value or qualifier"),
    Planted("range with a value", "observations", qualified("range"), "value", of_cell("low"),
        "a printed range has no single value", "correct value or qualifier"),
    Planted("range without an end", "observations", qualified("range"), "high", "",
        "a range lacks an end", "give both ends of the range"),
    Planted("negative count", "observations", qualified("exact", whole=True), "low", "-4",
        "outside 0 to ∞", UNIT),
    Planted("fraction of a whole", "observations", qualified("exact", whole=True), "low", "3.5",
        "come in whole numbers", "round inwards, or choose another unit"),
    Planted("share above 100", "observations",
        lambda row, _before: row["unit"] == "percent" and row["high"], "high", "101",
        "outside 0 to 100 of percent", UNIT),
    Planted("amount without unit", "ties", has("low"), "unit", "",
        "an amount has no unit", "name a unit of units.csv"),
    Planted("amount in an unknown unit", "ties", has("low"), "unit", "favours",
        "units.csv has no such id", KNOWN_ID),

    # Dates
    Planted("date in words", "observations", has("period_start"), "period_start", "June 2003",
        'constraint "pattern"', ALLOWED),
    Planted("thirteenth month", "observations", has("period_start"), "period_start", "1899-13",
        "no calendar has this date", "correct the date"),
    Planted("thirtieth of February", "events", has("date_start"), "date_start", "1899-02-30",
        "no calendar has this date", "correct the date"),
    Planted("year zero", "observations", has("period_start"), "period_start", "0000",
        "no calendar has this date", "correct the date"),
    Planted("reversed period of a number", "observations", period("period_start", "period_end"),
        "period_start", year_after("period_end"), "before it starts", "swap the dates"),
    Planted("reversed period of an event", "events", period("date_start", "date_end"),
        "date_start", year_after("date_end"), "before it starts", "swap the dates"),
    Planted("reversed step", "trajectories", period("start", "end"),
        "start", year_after("end"), "before it starts", "swap the dates"),
    Planted("reversed tie", "ties", period("start", "end"),
        "start", year_after("end"), "before it starts", "swap the dates"),
    Planted("reversed stage", "stages", period("start", "end"),
        "start", year_after("end"), "before it starts", "swap the dates"),
    Planted("reversed coverage", "cases", period("period_start", "period_end"),
        "period_start", year_after("period_end"), "before it starts", "swap the dates"),
    Planted("month that is a year", "events", with_cell("precision", "month"),
        "date_start", "1981", "the precision is month, this date's is another", EITHER),
    Planted("year that is a day", "events", with_cell("precision", "year"),
        "date_end", "1981-05-04", "the precision is year, this date's is another", EITHER),
    Planted("day that is a month", "events", with_cell("precision", "day"),
        "date_start", "2011-01", "the precision is day, this date's is another", EITHER),
    Planted("step of a year that is a month", "trajectories",
        lambda row, _before: row["precision"] == "year" and row["start"], "start", "1985-05",
        "the precision is year, this date's is another", EITHER),
    Planted("year that is a span", "events", with_cell("precision", "year"), "date_end", "2015",
        "an event known to the year has one date", "write it twice, or choose a wider precision"),
    Planted("undated event with a date", "events", with_cell("precision", "undated"),
        "date_start", "1990", "an undated event has a date", "correct the precision"),
    Planted("undated event with a last date", "events", with_cell("precision", "undated"),
        "date_end", "1990", "an undated event has a date", "correct the precision"),
    Planted("event of a year without one", "events", with_cell("precision", "undated"),
        "precision", "year", "there is no date", "write undated"),

    # Order, places, names, ties
    Planted("stage numbered as another", "stages", after_another("case", "scheme"),
        "sequence", of_earlier("sequence", "case", "scheme"),
        "has this number already", "number them one after the other"),
    Planted("step numbered as another", "trajectories", after_another("actor"),
        "sequence", of_earlier("sequence", "actor"),
        "has this number already", "number them one after the other"),
    Planted("latitude out of range", "cases", has("latitude"), "latitude", "191.5",
        'constraint "maximum"', ALLOWED),
    Planted("longitude out of range", "cases", has("longitude"), "longitude", "-180.5",
        'constraint "minimum"', ALLOWED),
    Planted("latitude without longitude", "cases", has("latitude"), "longitude", "",
        "there is a latitude alone", "give both coordinates, or neither"),
    Planted("longitude without latitude", "cases", has("latitude"), "latitude", "",
        "there is a longitude alone", "give both coordinates, or neither"),
    Planted("coordinates without source", "cases", has("latitude"), "coordinates_source", "",
        "coordinates lack a source", "name the data set that they are from"),
    Planted("place within itself", "cases", any_row, "within", of_cell("id"),
        "the place lies within itself", "name the place that contains it"),
    Planted("places within each other", "cases", with_cell("id", "zhejiang"), "within", inside,
        "the place lies within itself", "name the place that contains it"),
    Planted("spelling of another actor", "actors", after_another("case"),
        "other_names", of_earlier("name", "case", word=lambda name: f"A name; {name.upper()}"),
        "too", ONE_NAME),
    Planted("name of another actor", "actors", after_another("case"),
        "name", of_earlier("name", "case"), "too", ONE_NAME),
    Planted("spelling of another place", "cases", after_another(),
        "other_names", of_earlier("name", word=str.lower), "is a name of china too", ONE_NAME),
    Planted("tie to oneself", "ties", any_row, "to", of_cell("from"),
        "a tie joins an actor to itself", "name the other end"),
]
# fmt: on


def plant(folder, fault):
    """Plant a fault in a copy of the package and return where it must be found."""
    planted = next(planted for planted in PLANTED if planted.fault == fault)
    table = Table(folder, planted.table)
    row = table.first(planted.row)
    value = planted.value(table, row) if callable(planted.value) else planted.value
    return planted.how(table, row, planted.column, value)


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.fault)
def test_a_planted_fault_is_found_where_it_is_with_its_remedy(folder, planted):
    place = plant(folder, planted.fault)
    fault = found_at(faults(folder), *place)
    assert planted.problem in fault.problem
    assert planted.remedy in fault.remedy


def test_planted_faults_are_many_and_each_is_another():
    assert len({planted.fault for planted in PLANTED}) == len(PLANTED) >= 40


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


def test_reversed_bounds_are_both_named(folder):
    table = Table(folder, "observations")
    row = table.first(qualified("range"))
    low, high = table.get(row, "low"), table.get(row, "high")
    table.set(row, "low", high)
    table.set(row, "high", low)
    table.save()
    fault = found_at(faults(folder), "observations.csv", line_of(row), "low", high)
    assert low in fault.problem


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


@pytest.mark.parametrize(
    ("precision", "start", "end"),
    [
        ("years", "1990", "1994"),
        ("years", "1997-03", "1999"),
        ("decade", "1990", "1999"),
        ("century", "-0500", "-0401"),
        ("period", "2001", ""),
        ("period", "", "2004-06-30"),
        ("month", "-0500-06", "-0500-06"),
        ("undated", "", ""),
    ],
)
def test_dates_as_precise_as_their_row_says(precision, start, end):
    assert list(precision_faults(one_event(start, end, precision))) == []


@pytest.mark.parametrize(("precision", "column"), [("month", "date_start"), ("day", "date_start")])
def test_a_year_before_christ_is_a_year(precision, column):
    found_at(
        precision_faults(one_event("-0500", "-0500", precision)), "events.csv", 2, column, "-0500"
    )


def test_names_may_return_in_another_place_and_in_their_own_row():
    rows = [
        {"case": "yongkang", "name": "City government", "other_names": "Government; government"},
        {"case": "xixia", "name": "County government", "other_names": "government"},
    ]
    actors = {str(at): row | {"id": str(at), LINE: str(at + 2)} for at, row in enumerate(rows)}
    assert list(name_faults({"cases": {}, "actors": actors})) == []
    actors["1"]["case"] = "yongkang"
    found_at(
        name_faults({"cases": {}, "actors": actors}), "actors.csv", 3, "other_names", "government"
    )


def one_event(start, end, precision="period"):
    """The tables of the date rules, all empty but for one event."""
    names = ("observations", "events", "trajectories", "ties", "stages", "cases")
    event = {"id": "e", "date_start": start, "date_end": end, "precision": precision, LINE: "2"}
    return {name: {} for name in names} | {"events": {"e": event}}


def test_a_wrong_encoding_is_a_fault_of_its_file_alone(folder):
    plant(folder, "wrong encoding")
    found = faults(folder)
    assert {fault.file for fault in found} == {"cases.csv"}
    assert all(str(fault).encode() for fault in found)


def test_an_unclosed_quotation_mark_at_the_end_of_a_file(folder):
    path = folder / "series.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + '"open', encoding="utf-8")
    found_at(faults(folder), "series.csv", text.count("\n") + 1, "", "")


@pytest.mark.parametrize("planted", ["row too long", "row too short", "duplicate id"])
def test_one_fault_is_told_once(folder, planted):
    plant(folder, planted)
    assert len(faults(folder)) == 1


def test_lines_are_those_of_the_file_where_a_cell_spans_two(folder):
    table = Table(folder, "observations")
    table.set(2, "note", "one\ntwo")
    table.set(6, "note", "A note ")
    table.save()
    found_at(faults(folder), "observations.csv", line_of(6) + 1, "note", "A note ")


def test_a_missing_file_that_is_no_table(folder):
    (folder / "land-zhejiang.geojson").unlink()
    found_at(faults(folder), "datapackage.json", None, "", "land-zhejiang.geojson")


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
    file, line, column, value = plant(folder, "unknown unit")
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
