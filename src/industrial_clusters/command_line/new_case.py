"""The command ``industrial-clusters new-case``: the rows and the chapter of another cluster."""

from __future__ import annotations

import argparse
import csv
import io
import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from pathlib import Path

from industrial_clusters.command_line.terminal import PROGRAM, Refused, put

NAME = "new-case"
HELP = "begin a cluster of your own: rows to fill in, and a chapter"

DESCRIPTION = """\
Begin a cluster of your own beside those of the book. The command writes into FOLDER a copy of
the data package with example rows of the new case, each marked EXAMPLE, and a
chapter that shows whatever the rows say. Replace the examples by facts of your document; every
comparison then includes the case. If FOLDER has a data package already, as a clone of the
book's repository has, the rows are added to that one.
"""

EXAMPLES = f"""\
examples:
  A folder of your own:
    {PROGRAM} new-case jingdezhen --name Jingdezhen --source doe2021 --out jingdezhen

  In a clone of the book's repository, to build the case into the book:
    {PROGRAM} new-case jingdezhen --name Jingdezhen --source doe2021 --out .

The page "Add a case of your own" of the book goes through every table.
"""

# Of no use before somebody has read the document again: an example would count as a reading.
_LATER = {"readings"}
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
Row = dict[str, str]


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the command's options to its parser.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        Parser of the command.
    """
    parser.set_defaults(run=begin_case)
    parser.add_argument("id", metavar="ID", help="of the case: letters, digits and hyphens")
    parser.add_argument("--name", required=True, help="name of the place in English")
    parser.add_argument(
        "--source", metavar="ID", required=True, help="key of its document, such as doe2021"
    )
    parser.add_argument(
        "--out", metavar="FOLDER", type=Path, required=True, help="folder to write into"
    )


def begin_case(options: argparse.Namespace) -> None:
    """Write the rows and the chapter of a new case.

    Parameters
    ----------
    options : argparse.Namespace
        What the user asked for, as the parser gives it.

    Raises
    ------
    Refused
        If an id is none or belongs to a row already, the name to a place, or a file is in
        the way. Nothing is written then.
    """
    name = " ".join(options.name.split())
    _require_id("case", options.id)
    _require_id("source", options.source)
    if not name:
        raise Refused("--name is empty: name the place in English")
    data = _data_of(options.out)
    chapter = options.out / "book" / "cases" / f"{options.id}.md"
    if chapter.exists():
        raise Refused(f"{chapter} exists: move it, or choose another id")
    rows = _rows(data, {"case": options.id, "name": name, "source": options.source})
    _require_new(data, rows, name)
    folder = options.out / "data"
    if data != folder:
        shutil.copytree(data, folder)
    for table, added in rows.items():
        _append(folder / f"{table}.csv", added)
    chapter.parent.mkdir(parents=True, exist_ok=True)
    text = (_template() / "chapter.md").read_text(encoding="utf-8")
    filled = _filled(text, {"case": options.id, "name": name, "source": options.source})
    chapter.write_text(filled, encoding="utf-8", newline="\n")
    put(_told(options, rows, chapter), None)


def _require_id(what: str, given: str) -> None:
    if _ID.fullmatch(given):
        return
    plain = unicodedata.normalize("NFKD", given.casefold()).encode("ascii", "ignore").decode()
    proposed = "-".join(re.findall("[a-z0-9]+", plain))
    raise Refused(
        f"{given!r} cannot be the id of a {what}: write small letters and digits, with hyphens "
        "between words" + (f", such as {proposed}" if proposed else "")
    )


def _data_of(out: Path) -> Path:
    """Return the data package to begin from: the folder's own, or the book's to copy."""
    from industrial_clusters import evidence  # noqa: PLC0415 - `--help` answers at once

    folder = out / "data"
    if (folder / "datapackage.json").exists():
        return folder
    if folder.exists() or (out.exists() and not out.is_dir()):
        blocked = folder if folder.exists() else out
        raise Refused(
            f"{blocked} is no data package; name another folder with --out, or move it away"
        )
    return evidence.data_folder()


def _template() -> Path:
    return Path(str(resources.files("industrial_clusters.command_line") / "template"))


def _rows(data: Path, words: Mapping[str, str]) -> dict[str, list[Row]]:
    """Return the rows of each table; a row about a condition once for every condition."""
    conditions = [row["id"] for row in _read(data / "conditions.csv")]
    return {
        path.stem: [row for given in _read(path) for row in _repeated(given, words, conditions)]
        for path in sorted(_template().glob("*.csv"))
        if path.stem not in _LATER
    }


def _repeated(row: Row, words: Mapping[str, str], conditions: Iterable[str]) -> Iterator[Row]:
    each = conditions if any("@condition@" in cell for cell in row.values()) else [""]
    for condition in each:
        filling = {**words, "condition": condition}
        yield {column: _filled(cell, filling) for column, cell in row.items()}


def _filled(text: str, words: Mapping[str, str]) -> str:
    # In one pass: a name that looks like a mark of the template stays as it is.
    return re.sub(r"@(case|name|source|condition)@", lambda mark: words[mark[1]], text)


def _require_new(data: Path, rows: Mapping[str, list[Row]], name: str) -> None:
    (case,), (source,) = rows["cases"], rows["sources"]
    places = {row["id"]: row for row in _read(data / "cases.csv")}
    if found := places.get(case["id"]):
        remedy = (
            "choose another id"
            if found["role"] == "studied"
            else f"choose another id, such as {case['id']}-studied, or give its own row the role "
            "studied and your document"
        )
        raise Refused(f"cases.csv has {case['id']!r} already ({found['name']}): {remedy}")
    if source["id"] in {row["id"] for row in _read(data / "sources.csv")}:
        raise Refused(
            f"sources.csv has {source['id']!r} already, and a document is that of one studied "
            f"case: choose another key, such as {source['id']}b"
        )
    for row in places.values():
        spellings = [row["name"], *map(str.strip, row["other_names"].split(";"))]
        if name.casefold() in map(str.casefold, spellings):
            raise Refused(
                f"{name!r} is a name of the place {row['id']} already: if yours is another, add "
                f"what tells the two apart, such as the province; if it is the same, see its row"
            )
    for table, added in rows.items():
        taken = {row["id"] for row in _read(data / f"{table}.csv")}
        if both := sorted(taken & {row["id"] for row in added}):
            raise Refused(f"{table}.csv has {both[0]!r} already: choose another id for the case")


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _append(path: Path, rows: Iterable[Row]) -> None:
    text = path.read_text(encoding="utf-8")
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    added = io.StringIO(newline="")
    csv.DictWriter(added, columns, restval="", lineterminator="\n").writerows(rows)
    end = "" if text.endswith("\n") else "\n"
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write(end + added.getvalue())


def _told(options: argparse.Namespace, rows: Mapping[str, list[Row]], chapter: Path) -> str:
    folder = options.out / "data"
    number = sum(map(len, rows.values()))
    return (
        f"{number} example rows in {len(rows)} tables of {folder}, and {chapter}.\n"
        "Next:\n"
        "  1. Replace what begins with EXAMPLE, and the years and numbers beside it;\n"
        "     delete the rows that your document has nothing for.\n"
        f"  2. python -m industrial_clusters.evidence.validation {folder}   (needs frictionless)\n"
        f"  3. INDUSTRIAL_CLUSTERS_DATA={folder} {PROGRAM} evidence --case {options.id}\n"
        "  4. The chapter and the comparison: see the page 'Add a case of your own' of the book.\n"
    )
