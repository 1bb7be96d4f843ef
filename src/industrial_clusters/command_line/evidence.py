"""The command ``industrial-clusters evidence``: rows of the data package."""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from industrial_clusters.command_line.terminal import (
    PROGRAM,
    Refused,
    add_output,
    file_for_parquet,
    put,
    width,
)

# The package is imported where a command needs it: `--help` answers at once.
if TYPE_CHECKING:
    from industrial_clusters.evidence.formats import Row

NAME = "evidence"
HELP = "print rows of the data package"
# The likeness from which a name is worth proposing: half the words, or most letters.
_LIKE = 0.7
# How many names are proposed.
_FEW = 5

DESCRIPTION = """\
Print what five published studies state about China's industrial clusters: numbers with
their bounds, events, actors, ties and more, each row with its source and its place there.
"""

EXAMPLES = """\
examples:
  Which places, series, sources and tables are there?
    industrial-clusters evidence --list cases
    industrial-clusters evidence --list series --case xixia

  The members of Xixia's network over time, to read, and as a file with every column:
    industrial-clusters evidence --case xixia --series members
    industrial-clusters evidence --case xixia --series members --format csv --out members.csv

  Who was tied to whom, as one document tells it:
    industrial-clusters evidence --table ties --source luganne2016 --format json

CSV holds the cells of the data as they are, JSON and Parquet the same cells with types.
An empty bound is one that the document does not set. What each column means is told in
README.md of the data package.
"""

# The table whose ids an option takes, and the columns that say more of them.
_NAMED = {
    "case": ("cases", ["name", "name_zh", "other_names"]),
    "series": ("series", ["title"]),
    "source": ("sources", ["title", "authors"]),
}


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the command's options to its parser.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        Parser of the command.
    """
    parser.set_defaults(run=print_evidence)
    which = parser.add_argument_group("which rows")
    which.add_argument("--case", metavar="ID", help="a place, such as xixia")
    which.add_argument("--series", metavar="ID", help="what is measured, such as members")
    which.add_argument("--source", metavar="ID", help="a document, such as luganne2016")
    which.add_argument("--table", metavar="NAME", help="one of the tables (default: observations)")
    add_output(parser, "how to print them")
    parser.add_argument(
        "--list",
        choices=("cases", "series", "sources", "tables"),
        help="print ids and titles instead: all, or those in the rows that the options choose",
    )


def print_evidence(options: argparse.Namespace) -> None:
    """Print the rows, or the ids and titles, that the options ask for.

    Parameters
    ----------
    options : argparse.Namespace
        What the user asked for, as the parser gives it.

    Raises
    ------
    Refused
        If there is no such case, series, source or table, or the options do not
        go together.
    """
    if options.list and options.format != "text":
        raise Refused(f"--list prints text; for the rows use --table {options.list}")
    if options.list == "tables":
        put(_tables(), options.out)
        return
    name = options.table or "observations"
    rows = _chosen(name, options)
    if options.list:
        name, rows = options.list, _occurring(options.list, rows, options)
    if not rows:
        print(f"{PROGRAM}: no row of {name} is like that", file=sys.stderr)
    put(_formatted(name, rows, options), options.out)


def _tables() -> str:
    from industrial_clusters.evidence import formats, readable  # noqa: PLC0415

    tables = _named("table")
    rows = [[name, str(len(formats.rows(name))), *titles] for name, titles in tables.items()]
    return readable.aligned(["table", "rows", "holds"], rows, width())


def _chosen(name: str, options: argparse.Namespace) -> list[Row]:
    """Return the rows of a table that the options leave."""
    from industrial_clusters.evidence import formats  # noqa: PLC0415

    _require("table", name)
    rows = formats.rows(name)
    for option in _NAMED:
        wanted = getattr(options, option)
        if wanted is not None:
            _require(option, wanted)
            asked = _reader(name, option)
            rows = [row for row in rows if asked(row) == wanted]
        if option == "series" and options.case and wanted and not rows:
            raise Refused(_elsewhere(options.case, wanted))
    return rows


def _reader(name: str, option: str) -> Callable[[Row], str]:
    """Return what reads an option's id in the rows of a table."""
    from industrial_clusters.evidence import columns, formats  # noqa: PLC0415

    labels = {column["name"] for column in columns(name)}
    if option in labels:
        return lambda row: row[option]
    if name == _NAMED[option][0]:
        return lambda row: row["id"]
    if option == "case" and "actor" in labels:
        homes = {actor["id"]: actor["case"] for actor in formats.rows("actors")}
        return lambda row: homes[row["actor"]]
    raise Refused(f"the rows of {name} have no {option}; leave --{option} out")


def _occurring(listed: str, rows: list[Row], options: argparse.Namespace) -> list[Row]:
    """Return the rows of cases, series or sources that occur in the rows chosen, or all."""
    from industrial_clusters.evidence import formats  # noqa: PLC0415

    known = formats.rows(listed)
    if not any((options.table, options.case, options.series, options.source)):
        return known
    option = next(option for option, (table, _) in _NAMED.items() if table == listed)
    read = _reader(options.table or "observations", option)
    occurring = {read(row) for row in rows}
    return [row for row in known if row["id"] in occurring]


def _elsewhere(case: str, series: str) -> str:
    """Return in words that a series exists, but not of this place."""
    from industrial_clusters.evidence import formats  # noqa: PLC0415

    observations = formats.rows("observations")
    places = sorted({row["case"] for row in observations if row["series"] == series})
    here = {row["series"] for row in observations if row["case"] == case}
    titles = {name: known for name, known in _named("series").items() if name in here}
    return (
        f"no number of the series {series!r} is about {case!r}, but of "
        f"{', '.join(places) or 'no other place either'}.\n"
        f"{case} has:\n{_near(series, titles) or _lines(titles)}"
        f"`{PROGRAM} evidence --list series --case {case}` prints all that it has."
    )


def _named(kind: str) -> dict[str, list[str]]:
    """Return the ids that an option takes, with the titles and names of each."""
    from industrial_clusters.evidence import descriptor, formats, table_names  # noqa: PLC0415

    if kind == "table":
        titles = {resource["name"]: resource["title"] for resource in descriptor()["resources"]}
        return {name: [titles[name]] for name in table_names()}
    table, labels = _NAMED[kind]
    return {row["id"]: [row[label] for label in labels] for row in formats.rows(table)}


def _require(kind: str, asked: str) -> None:
    known = _named(kind)
    if asked in known:
        return
    near = _near(asked, known)
    listed = _NAMED[kind][0] if kind in _NAMED else "tables"
    raise Refused(
        f"no {kind} is called {asked!r}"
        + (f". Near it:\n{near}" if near else ", nor anything like it.\n")
        + f"`{PROGRAM} evidence --list {listed}` prints all."
    )


def _near(asked: str, known: dict[str, list[str]]) -> str:
    """Return the ids like the one asked for, in spelling or in words, nearest first."""
    likeness = {
        name: max(_likeness(asked, text) for text in (name, *titles))
        for name, titles in known.items()
    }
    near = sorted(known, key=lambda name: -likeness[name])
    return _lines({name: known[name] for name in near if likeness[name] > _LIKE})


def _lines(known: dict[str, list[str]]) -> str:
    few = list(known.items())[:_FEW]
    return "".join(f"  {name}: {titles[0]}\n" for name, titles in few)


def _likeness(asked: str, text: str) -> float:
    """Return the likeness of spelling plus the share of the words asked for."""
    first, second = (words.casefold().replace("-", " ") for words in (asked, text))
    # Every series is a number: the word tells none from another.
    wanted = set(re.findall(r"\w{4,}", first)) - {"number"}
    shared = len(wanted & set(re.findall(r"\w+", second))) / max(len(wanted), 1)
    return difflib.SequenceMatcher(None, first, second).ratio() + shared


def _formatted(name: str, rows: list[Row], options: argparse.Namespace) -> str | bytes:
    from industrial_clusters.evidence import formats, readable  # noqa: PLC0415

    if options.format == "csv":
        return formats.as_csv(name, rows)
    if options.format == "json":
        return formats.as_json(name, rows)
    if options.format == "text":
        return readable.as_text(name, rows, width()) if rows else ""
    file_for_parquet(options.out)
    try:
        return formats.as_parquet(name, rows)
    except ModuleNotFoundError as missing:
        raise Refused("Parquet needs pyarrow: `python -m pip install pyarrow`") from missing
