"""Refuse a bad row: the data package against its schemas and the rules of evidence.

``python -m industrial_clusters.evidence.validation [FOLDER]`` prints each fault with
file, row, column, value and remedy, and exits with status 1 where there is one.
"""

from __future__ import annotations

import calendar
import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from frictionless import FrictionlessException, Package, system

from industrial_clusters.evidence.quantity import stated_bounds
from industrial_clusters.evidence.tables import data_folder

Row = dict[str, str]
Tables = dict[str, dict[str, Row]]

# The line of a row in its file, kept beside its cells.
LINE = "line"

_DATE_ORDER = {
    "observations": ("period_start", "period_end"),
    "events": ("date_start", "date_end"),
    "trajectories": ("start", "end"),
    "ties": ("start", "end"),
    "stages": ("start", "end"),
    "cases": ("period_start", "period_end"),
}

# How many parts a date has that is known so precisely; years and periods may be framed by any.
_DATE_PARTS = {"century": 1, "decade": 1, "year": 1, "month": 2, "day": 3}

# Rows that are numbered one after the other, and within what.
_NUMBERED = {"stages": ("case", "scheme"), "trajectories": ("actor",)}

# Columns that name other rows by table/id.
_ADDRESSED = {
    "dimensions": "evidence",
    "codings": "evidence",
    "yardsticks": "row",
    "claims": "against",
}

# Tables that the rules below read: a package without one cannot be checked.
_NEEDED = {*_DATE_ORDER, "sources", "units", "actors", "dimensions"}

_REMEDIES = {
    "type-error": "write the cell as the column's type, numbers without thousands separators",
    "constraint-error": "use a value that the schema in datapackage.json allows",
    "foreign-key": "add the row it refers to, or correct the id",
    "primary-key": "give each row an id of its own",
    "unique-error": "give each row an id of its own",
}

# frictionless accepts more, such as NaN, 1_000 and 1e3, which the tables read otherwise.
_NOTATION = {
    "number": (re.compile(r"-?\d+(\.\d+)?"), "write digits with a decimal point and nothing else"),
    "integer": (re.compile(r"-?\d+"), "write digits and nothing else"),
    "boolean": (re.compile("true|false"), "write true or false"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one cell.

    Parameters
    ----------
    file : str
        File name within the data package.
    line : int or None
        Line of the file, the header being the first; None for the whole file.
    column, value : str
        Column and content of the cell, where one cell is at fault.
    problem, remedy : str
        What is wrong and how to mend it.
    """

    file: str
    line: int | None
    column: str
    value: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = [f"data/{self.file}"]
        if self.line is not None:
            place.append(f"row {self.line}")
        if self.column:
            place.append(f"column {self.column}")
        if self.column or self.value:
            place.append(f"value {self.value!r}")
        return f"{', '.join(place)}: {self.problem}. Remedy: {self.remedy}."


def faults(folder: Path) -> list[Fault]:
    """Return everything wrong with a data package.

    The descriptor comes first, then the shape of the files, their schemas, and
    the rules of evidence: each is tried only where those before it are kept.

    Parameters
    ----------
    folder : pathlib.Path
        Folder that holds ``datapackage.json`` and its tables.

    Examples
    --------
    >>> faults(data_folder())
    []
    """
    for step in (descriptor_faults, shape_faults, schema_faults, notation_faults):
        if found := list(step(folder)):
            return found
    tables = _read(folder)
    rules = (
        bound_faults,
        qualifier_faults,
        date_faults,
        precision_faults,
        sequence_faults,
        place_faults,
        name_faults,
        tie_faults,
        reference_faults,
        coding_faults,
        yardstick_faults,
    )
    return [fault for rule in rules for fault in rule(tables)]


def descriptor_faults(folder: Path) -> Iterator[Fault]:
    """Yield what keeps the descriptor from being read or its tables from being found."""
    name = "datapackage.json"
    try:
        descriptor = json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as broken:
        line = getattr(broken, "lineno", None)
        yield Fault(name, line, "", "", str(broken), "restore a JSON file in UTF-8")
        return
    try:
        # The descriptor is read by path, and its files lie beside it.
        with system.use_context(trusted=True):
            Package(str(folder / name))
    except FrictionlessException as broken:
        for error in broken.reasons or [broken.error]:
            yield Fault(name, None, "", "", error.note, "correct the descriptor")
        return
    for resource in descriptor["resources"]:
        if not (folder / resource["path"]).is_file():
            remedy = f"add data/{resource['path']}, or correct its path"
            yield Fault(name, None, "", resource["path"], "a file does not exist", remedy)
    yield from _link_faults(name, _described(folder))


def _link_faults(name: str, tables: list[dict[str, Any]]) -> Iterator[Fault]:
    names = {table["name"] for table in tables}
    for missing in sorted(_NEEDED - names):
        yield Fault(name, None, "", missing, "a table is missing", "describe it, or restore it")
    for table in tables:
        for key in table["schema"].get("foreignKeys", []):
            target = key["reference"]["resource"]
            if target and target not in names:
                problem = f"{table['name']} refers to a table that there is not"
                yield Fault(name, None, "", target, problem, "name a table of the package")


def shape_faults(folder: Path) -> Iterator[Fault]:
    """Yield what makes a file other than one table in UTF-8: encoding, columns, ragged rows."""
    for resource in _described(folder):
        name = resource["path"]
        try:
            records = list(_records(folder / name))
        except _BrokenRecord as broken:
            remedy = "close every quotation mark, and double those within a cell"
            yield Fault(name, broken.line, "", "", str(broken), remedy)
            continue
        if not records:
            yield Fault(name, None, "", "", "the file is empty", "restore its row of column names")
            continue
        columns = [field["name"] for field in resource["schema"]["fields"]]
        header = records[0][1]
        yield from _column_faults(name, header, columns)
        for line, cells in records[1:]:
            yield from _row_faults(name, line, header, cells)


def _column_faults(name: str, header: list[str], columns: list[str]) -> Iterator[Fault]:
    if header and header[0].startswith("\ufeff"):
        remedy = "save the file as UTF-8 without one"
        yield Fault(name, 1, columns[0], header[0], "the file has a byte order mark", remedy)
        return
    for column in columns:
        if column not in header:
            remedy = "add it: the schema in datapackage.json has it"
            yield Fault(name, 1, column, "", "the column is missing", remedy)
    for label in header:
        if label not in columns:
            remedy = "remove it, or describe it in datapackage.json"
            yield Fault(name, 1, label, label, "the schema has no such column", remedy)
    if header != columns and sorted(header) == sorted(columns):
        label, wanted = next((a, b) for a, b in zip(header, columns, strict=True) if a != b)
        problem = f"the schema has {wanted!r} in this place"
        yield Fault(name, 1, label, label, problem, "order the columns as the schema does")


def _row_faults(name: str, line: int, header: list[str], cells: list[str]) -> Iterator[Fault]:
    if not any(cells):
        yield Fault(name, line, "", "", "the row is empty", "remove it")
        return
    if len(cells) < len(header):
        problem = f"the row has {len(cells)} cells, the header {len(header)}"
        remedy = "write every cell of the row, empty ones too"
        yield Fault(name, line, header[len(cells)], "", problem, remedy)
    if len(cells) > len(header):
        problem = f"the row has {len(cells)} cells, the header {len(header)}"
        yield Fault(name, line, "", cells[len(header)], problem, "quote cells that hold commas")
    for column, cell in zip(header, cells, strict=False):
        readable = cell.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        if readable != cell:
            problem = "the cell is not UTF-8"
            yield Fault(name, line, column, readable, problem, "save the file as UTF-8")
        elif cell != cell.strip():
            yield Fault(name, line, column, cell, "there are spaces around the text", "remove them")
        elif "\n" in cell or "\r" in cell:
            remedy = "write the cell on one line"
            yield Fault(name, line, column, cell, "the cell holds a line break", remedy)


def schema_faults(folder: Path) -> Iterator[Fault]:
    """Yield what ``frictionless`` finds: types, constraints and keys."""
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    for error in report.errors:
        yield Fault("datapackage.json", None, "", "", error.note, "correct the descriptor")
    for task in report.tasks:
        name = Path(task.place).name
        lines = [line for line, _ in _records(folder / name)] if name.endswith(".csv") else []
        seen = set()
        for error in task.errors:
            number = getattr(error, "row_number", None)
            line = lines[number - 1] if number and number <= len(lines) else None
            # A repeated or missing id is a fault of its cell already.
            if error.type == "primary-key" and line in seen:
                continue
            seen.add(line)
            yield _schema_fault(name, line, error)


def _schema_fault(name: str, line: int | None, error: Any) -> Fault:
    remedy = _REMEDIES.get(error.type, "compare the file with its schema")
    if error.type == "foreign-key":
        column, value = error.field_names[0], error.field_cells[0]
        table = error.reference_name or Path(name).stem
        return Fault(name, line, column, value, f"{table}.csv has no such id", remedy)
    column, value = getattr(error, "field_name", ""), getattr(error, "cell", "")
    problem = error.note or error.title
    if '"required"' in problem:
        problem, remedy = "the cell is empty", "fill it: no row goes without it"
    return Fault(name, line, column, value, problem, remedy)


def notation_faults(folder: Path) -> Iterator[Fault]:
    """Yield numbers and truth values that programs would read in different ways."""
    tables = _read(folder)
    for resource in _described(folder):
        for field in resource["schema"]["fields"]:
            pattern, remedy = _NOTATION.get(field["type"], (None, ""))
            if pattern is None:
                continue
            for row in tables[resource["name"]].values():
                if row[field["name"]] and not pattern.fullmatch(row[field["name"]]):
                    problem = f"this is no plain {field['type']}"
                    yield _fault(resource["name"], row, field["name"], problem, remedy)


def bound_faults(tables: Tables) -> Iterator[Fault]:
    """Yield bounds that are reversed, or outside what their unit allows."""
    for name in ("observations", "ties"):
        for row in tables[name].values():
            low, high = _number(row["low"]), _number(row["high"])
            if (low is not None or high is not None) and not row["unit"]:
                yield _fault(name, row, "unit", "an amount has no unit", "name a unit of units.csv")
                continue
            if low is not None and high is not None and low > high:
                yield _fault(name, row, "low", f"low exceeds high ({row['high']})", "swap them")
            for column, bound in (("low", low), ("high", high)):
                if bound is not None:
                    yield from _unit_faults(name, row, column, bound, tables["units"][row["unit"]])


def qualifier_faults(tables: Tables) -> Iterator[Fault]:
    """Yield observations whose bounds are not those that their qualifier states."""
    for row in tables["observations"].values():
        value = _number(row["value"])
        if (value is None) != (row["qualifier"] == "range"):
            problem = "a printed range has no single value, and every other row has one"
            yield _fault("observations", row, "value", problem, "correct value or qualifier")
        elif value is None:
            yield from _open_ends(row)
        elif value == 0 and row["qualifier"] == "about":
            problem = "nothing says how far from zero this may be"
            yield _fault("observations", row, "value", problem, "state the bounds as a range")
        else:
            whole = tables["units"][row["unit"]]["whole"] == "true"
            stated = stated_bounds(row["qualifier"], value, whole=whole)
            yield from _unlike_stated(row, dict(zip(("low", "high"), stated, strict=True)))


def _open_ends(row: Row) -> Iterator[Fault]:
    for column in ("low", "high"):
        if not row[column]:
            remedy = "give both ends of the range"
            yield _fault("observations", row, column, "a range lacks an end", remedy)


def _unlike_stated(row: Row, stated: dict[str, float | None]) -> Iterator[Fault]:
    for column, bound in stated.items():
        if _number(row[column]) != bound:
            wanted = "empty" if bound is None else f"{bound:.12g}"
            problem = f"{row['qualifier']} {row['value']} sets this bound to {wanted}"
            yield _fault("observations", row, column, problem, "follow the qualifier's rule")


def date_faults(tables: Tables) -> Iterator[Fault]:
    """Yield dates that no calendar has, and periods that end before they start."""
    for name, columns in _DATE_ORDER.items():
        for row in tables[name].values():
            given = [column for column in columns if row[column]]
            wrong = [column for column in given if not _is_date(row[column])]
            for column in wrong:
                yield _fault(name, row, column, "no calendar has this date", "correct the date")
            start, end = columns
            if wrong or len(given) < len(columns):
                continue
            if _date(row[end], last=True) < _date(row[start], last=False):
                problem = f"the period ends ({row[end]}) before it starts"
                yield _fault(name, row, start, problem, "swap the dates")


def precision_faults(tables: Tables) -> Iterator[Fault]:
    """Yield dates that are more or less precise than their row says."""
    for name in ("events", "trajectories"):
        for row in tables[name].values():
            yield from _form_faults(name, row)
            if not any(row[column] for column in _DATE_ORDER[name]):
                if row["precision"] != "undated":
                    yield _fault(name, row, "precision", "there is no date", "write undated")
            elif name == "events":
                yield from _event_faults(row)


def _form_faults(name: str, row: Row) -> Iterator[Fault]:
    parts = _DATE_PARTS.get(row["precision"])
    for column in _DATE_ORDER[name]:
        if row[column] and parts and len(row[column].lstrip("-").split("-")) != parts:
            problem = f"the precision is {row['precision']}, this date's is another"
            yield _fault(name, row, column, problem, "correct the date or the precision")


def _event_faults(row: Row) -> Iterator[Fault]:
    start, end = _DATE_ORDER["events"]
    if row["precision"] == "undated":
        column = start if row[start] else end
        yield _fault("events", row, column, "an undated event has a date", "correct the precision")
    elif row["precision"] in {"day", "month", "year"} and row[start] != row[end]:
        problem = f"an event known to the {row['precision']} has one date, here and in {start}"
        yield _fault("events", row, end, problem, "write it twice, or choose a wider precision")


def sequence_faults(tables: Tables) -> Iterator[Fault]:
    """Yield stages of one scheme, and steps of one history, that have the same number."""
    for name, scope in _NUMBERED.items():
        first: dict[tuple[str, ...], str] = {}
        for row in tables[name].values():
            place = (*(row[column] for column in scope), str(int(row["sequence"])))
            owner = first.setdefault(place, row["id"])
            if owner != row["id"]:
                problem = f"{owner} has this number already"
                yield _fault(name, row, "sequence", problem, "number them one after the other")


def place_faults(tables: Tables) -> Iterator[Fault]:
    """Yield places that contain themselves, and coordinates that are not whole."""
    cases = tables["cases"]
    for row in cases.values():
        if row["id"] in _around(row["id"], cases):
            problem, remedy = "the place lies within itself", "name the place that contains it"
            yield _fault("cases", row, "within", problem, remedy)
        given = [column for column in ("latitude", "longitude") if row[column]]
        if len(given) == 1:
            (missing,) = {"latitude", "longitude"} - set(given)
            problem = f"there is a {given[0]} alone"
            yield _fault("cases", row, missing, problem, "give both coordinates, or neither")
        if given and not row["coordinates_source"]:
            remedy = "name the data set that they are from"
            yield _fault("cases", row, "coordinates_source", "coordinates lack a source", remedy)


def _around(place: str, cases: dict[str, Row]) -> set[str]:
    """Return the places that contain one, itself only if they lead back to it."""
    found: set[str] = set()
    while (place := cases[place]["within"]) and place not in found:
        found.add(place)
    return found


def name_faults(tables: Tables) -> Iterator[Fault]:
    """Yield spellings that two places have, or two actors of one place."""
    for name in ("cases", "actors"):
        first: dict[tuple[str, str], str] = {}
        for row in tables[name].values():
            for column, spelling in _spellings(row):
                owner = first.setdefault((row.get("case", ""), spelling.casefold()), row["id"])
                if owner != row["id"]:
                    problem = f"{spelling!r} is a name of {owner} too"
                    remedy = "make the two rows one, or tell their names apart"
                    yield _fault(name, row, column, problem, remedy)


def _spellings(row: Row) -> Iterator[tuple[str, str]]:
    for column in ("name", "other_names"):
        for spelling in filter(None, map(str.strip, row[column].split(";"))):
            yield column, spelling


def tie_faults(tables: Tables) -> Iterator[Fault]:
    """Yield ties of an actor to itself."""
    for row in tables["ties"].values():
        if row["from"] == row["to"]:
            yield _fault("ties", row, "to", "a tie joins an actor to itself", "name the other end")


def reference_faults(tables: Tables) -> Iterator[Fault]:
    """Yield cells that rest on rows which do not exist."""
    for name, column in _ADDRESSED.items():
        for row in tables.get(name, {}).values():
            for reference in filter(None, (part.strip() for part in row[column].split(";"))):
                table, _, identifier = reference.partition("/")
                if identifier not in tables.get(table, {}):
                    problem = f"there is no row {reference!r}"
                    yield _fault(name, row, column, problem, "write table/id of a row")


def coding_faults(tables: Tables) -> Iterator[Fault]:
    """Yield codings outside their own bounds, and cases coded twice by one condition."""
    first: dict[tuple[str, str], str] = {}
    for row in tables.get("codings", {}).values():
        low, membership, high = (float(row[name]) for name in ("low", "membership", "high"))
        if not low <= membership <= high:
            problem = f"the membership is not within {row['low']} to {row['high']}"
            yield _fault("codings", row, "membership", problem, "widen the bounds, or correct it")
        owner = first.setdefault((row["case"], row["condition"]), row["id"])
        if owner != row["id"]:
            problem = f"{owner} codes this case by this condition already"
            yield _fault("codings", row, "condition", problem, "make the two rows one")


def yardstick_faults(tables: Tables) -> Iterator[Fault]:
    """Yield cases that are compared without a clock, and yardsticks that measure nothing."""
    rows = tables.get("yardsticks", {})
    timed = {row["case"] for row in rows.values() if row["aspect"] == "emergence"}
    measured = {(row["case"], row["series"]) for row in tables["observations"].values()}
    for row in rows.values():
        if row["case"] not in timed:
            timed.add(row["case"])
            problem = "no row dates the emergence of this case"
            yield _fault("yardsticks", row, "case", problem, "add one of the aspect emergence")
        if row["aspect"] == "network" and not _has_ties(row, tables):
            problem = f"no tie of {row['place']} is in force in this year"
            yield _fault("yardsticks", row, "year", problem, "choose another year, or add ties")
        # A level that is put together has its own rows.
        unmeasured = (row["place"], row["series"]) not in measured
        if row["series"] and not row["row"] and unmeasured:
            problem = f"no number of this series is about {row['place']}"
            yield _fault("yardsticks", row, "series", problem, "name a series of that place")


def _has_ties(row: Row, tables: Tables) -> bool:
    """Return whether a place, or one within it, has a tie in a year, undated ones included."""
    cases = tables["cases"]
    return any(
        row["place"] in {tie["case"], *_around(tie["case"], cases)}
        for tie in tables["ties"].values()
        if not row["year"]
        or not (
            (tie["start"] and _date(tie["start"], last=False)[0] > int(row["year"]))
            or (tie["end"] and _date(tie["end"], last=True)[0] < int(row["year"]))
        )
    )


def _unit_faults(name: str, row: Row, column: str, bound: float, unit: Row) -> Iterator[Fault]:
    least, most = _number(unit["minimum"]), _number(unit["maximum"])
    if (least is not None and bound < least) or (most is not None and bound > most):
        problem = f"outside {unit['minimum'] or '-∞'} to {unit['maximum'] or '∞'} of {unit['id']}"
        yield _fault(name, row, column, problem, "correct the number or the unit")
    if unit["whole"] == "true" and bound != round(bound):
        problem = f"{unit['id']} come in whole numbers"
        yield _fault(name, row, column, problem, "round inwards, or choose another unit")


def _date(text: str, *, last: bool) -> tuple[int, int, int]:
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    parts = [int(part) for part in digits.split("-")]
    missing = [12, 31] if last else [1, 1]
    year, month, day = [*parts, *missing[len(parts) - 1 :]]
    return sign * year, month, day


def _is_date(text: str) -> bool:
    year, month, day = _date(text, last=False)
    # A BC year has a February too; which of them were leap years is no matter here.
    leap = year < 0 or calendar.isleap(year)
    days = [31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return year != 0 and month in range(1, 13) and day in range(1, days[month - 1] + 1)


def _number(text: str) -> float | None:
    return float(text) if text else None


def _fault(name: str, row: Row, column: str, problem: str, remedy: str) -> Fault:
    return Fault(f"{name}.csv", int(row[LINE]), column, row[column], problem, remedy)


def _described(folder: Path) -> list[dict[str, Any]]:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return [resource for resource in package["resources"] if "schema" in resource]


class _BrokenRecord(Exception):  # noqa: N818 - a fault of the data, not of the program
    """A record that is no CSV, and the line on which it begins."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line


def _records(path: Path) -> Iterator[tuple[int, list[str]]]:
    # Bytes that are not UTF-8 become surrogates, by which their cell is found.
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as broken:
        raise _BrokenRecord(line, str(broken)) from broken


def _read(folder: Path) -> Tables:
    tables: Tables = {}
    for resource in _described(folder):
        (_, header), *records = _records(folder / resource["path"])
        rows = (
            dict(zip(header, cells, strict=True)) | {LINE: str(line)} for line, cells in records
        )
        tables[resource["name"]] = {row["id"]: row for row in rows}
    return tables


def report(found: Iterable[Fault]) -> int:
    """Print faults and return the number of them."""
    lines = [str(fault) for fault in found]
    for line in lines:
        print(line)
    return len(lines)


def main() -> None:
    """Validate this repository's data package, or the one in the folder given."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else data_folder()
    number = report(faults(folder))
    if number:
        sys.exit(f"The data package has {number} fault(s); the book is not built on it.")
    tables = _read(folder)
    counts = ", ".join(f"{len(rows)} {name}" for name, rows in tables.items())
    print(f"The data package is valid: {counts}.")


if __name__ == "__main__":
    main()
