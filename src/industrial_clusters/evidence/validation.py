"""Refuse a bad row: the data package against its schemas and the rules of evidence.

``python -m industrial_clusters.evidence.validation`` prints each fault with file,
row, column, value and remedy, and exits with status 1 where there is one.
"""

from __future__ import annotations

import csv
import json
import math
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from frictionless import FrictionlessException, Package, system

from industrial_clusters.evidence.quantity import rounding_bounds
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

_REMEDIES = {
    "type-error": "write the cell as the column's type, numbers without thousands separators",
    "constraint-error": "use a value that the schema in datapackage.json allows",
    "foreign-key": "add the row it refers to, or correct the id",
    "primary-key": "give each row an id of its own",
    "unique-error": "give each row an id of its own",
    "encoding-error": "save the file as UTF-8",
    "extra-cell": "quote cells that contain commas",
    "missing-cell": "write every cell of the row, empty ones too",
    "blank-row": "remove the empty line",
    "incorrect-label": "name the columns as the schema in datapackage.json does",
    "missing-label": "add the column that the schema in datapackage.json has",
    "extra-label": "remove the column, or describe it in datapackage.json",
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
            place.append(f"column {self.column}, value {self.value!r}")
        return f"{', '.join(place)}: {self.problem}. Remedy: {self.remedy}."


def faults(folder: Path) -> list[Fault]:
    """Return everything wrong with a data package.

    The rules of evidence are tried only on files that fit their schemas.

    Parameters
    ----------
    folder : pathlib.Path
        Folder that holds ``datapackage.json`` and its tables.

    Examples
    --------
    >>> faults(data_folder())
    []
    """
    found = list(schema_faults(folder))
    if found:
        return found
    tables = _read(folder)
    rules = (bound_faults, qualifier_faults, date_faults, tie_faults, reference_faults)
    return [fault for rule in rules for fault in rule(tables)]


def schema_faults(folder: Path) -> Iterator[Fault]:
    """Yield what ``frictionless`` finds: types, constraints, keys, shape, encoding."""
    # The descriptor is read by path, and its files lie beside it.
    try:
        with system.use_context(trusted=True):
            report = Package(str(folder / "datapackage.json")).validate()
    except FrictionlessException as broken:
        reasons = [error.note for error in (broken.reasons or [broken.error])]
        for note in reasons:
            yield Fault("datapackage.json", None, "", "", note, "correct the descriptor")
        return
    for error in report.errors:
        yield Fault("datapackage.json", None, "", "", error.note, "correct the descriptor")
    for task in report.tasks:
        for error in task.errors:
            cell = getattr(error, "cell", "") or ""
            column = getattr(error, "field_name", "") or getattr(error, "label", "") or ""
            line = getattr(error, "row_number", None)
            remedy = _REMEDIES.get(error.type, "compare the file with its schema")
            yield Fault(Path(task.place).name, line, column, str(cell), error.note, remedy)


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
            continue
        whole = tables["units"][row["unit"]]["whole"] == "true"
        stated = _stated_bounds(row["qualifier"], value, whole)
        for column, bound in zip(("low", "high"), stated, strict=True):
            given = _number(row[column])
            if row["qualifier"] == "range":
                if given is None:
                    remedy = "give both ends of the range"
                    yield _fault("observations", row, column, "a range lacks an end", remedy)
            elif given != bound:
                wanted = "empty" if bound is None else f"{bound:g}"
                problem = f"{row['qualifier']} {row['value']} sets this bound to {wanted}"
                yield _fault("observations", row, column, problem, "follow the qualifier's rule")


def date_faults(tables: Tables) -> Iterator[Fault]:
    """Yield periods that end before they start."""
    for name, (start, end) in _DATE_ORDER.items():
        for row in tables[name].values():
            both = row[start] and row[end]
            if both and _date(row[end], last=True) < _date(row[start], last=False):
                problem = f"the period ends ({row[end]}) before it starts"
                yield _fault(name, row, start, problem, "swap the dates")


def tie_faults(tables: Tables) -> Iterator[Fault]:
    """Yield ties of an actor to itself."""
    for row in tables["ties"].values():
        if row["from"] == row["to"]:
            yield _fault("ties", row, "to", "a tie joins an actor to itself", "name the other end")


def reference_faults(tables: Tables) -> Iterator[Fault]:
    """Yield cells of typologies that rest on rows which do not exist."""
    for row in tables["dimensions"].values():
        for reference in filter(None, (part.strip() for part in row["evidence"].split(";"))):
            table, _, identifier = reference.partition("/")
            if identifier not in tables.get(table, {}):
                problem = f"there is no row {reference!r}"
                yield _fault("dimensions", row, "evidence", problem, "write table/id of a row")


def _stated_bounds(
    qualifier: str, value: float | None, whole: bool
) -> tuple[float | None, float | None]:
    if value is None:
        return None, None
    step = 1 if whole else 0
    if qualifier == "about":
        low, high = rounding_bounds(value)
        return (math.ceil(low), math.floor(high)) if whole else (low, high)
    return {
        "exact": (value, value),
        "at least": (value, None),
        "more than": (value + step, None),
        "at most": (None, value),
        "fewer than": (None, value - step),
    }[qualifier]


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


def _number(text: str) -> float | None:
    return float(text) if text else None


def _fault(name: str, row: Row, column: str, problem: str, remedy: str) -> Fault:
    return Fault(f"{name}.csv", int(row[LINE]), column, row[column], problem, remedy)


def _read(folder: Path) -> Tables:
    package: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    tables: Tables = {}
    for resource in (r for r in package["resources"] if "schema" in r):
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            tables[resource["name"]] = {
                row["id"]: row | {LINE: str(reader.line_num)} for row in reader
            }
    return tables


def report(found: Iterable[Fault]) -> int:
    """Print faults and return the number of them."""
    lines = [str(fault) for fault in found]
    for line in lines:
        print(line)
    return len(lines)


def main() -> None:
    """Validate the data package of this repository."""
    number = report(faults(data_folder()))
    if number:
        sys.exit(f"The data package has {number} fault(s); the book is not built on it.")
    tables = _read(data_folder())
    counts = ", ".join(f"{len(rows)} {name}" for name, rows in tables.items())
    print(f"The data package is valid: {counts}.")


if __name__ == "__main__":
    main()
