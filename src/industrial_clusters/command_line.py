"""The command ``industrial-clusters``: the evidence without a line of Python."""

from __future__ import annotations

import argparse
import difflib
import io
import os
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

# The package is imported where a command needs it: `--help` answers at once.
if TYPE_CHECKING:
    from industrial_clusters.evidence.formats import Row

PROGRAM = "industrial-clusters"
# Exit statuses of a command that cannot do what it was asked, and of a pipe closed early.
REFUSED, UNREAD = 2, 1
# The likeness from which a name is worth proposing: half the words, or most letters.
_LIKE = 0.7
# How many names are proposed.
_FEW = 5

_DESCRIPTION = """\
Print what five published studies state about China's industrial clusters: numbers with
their bounds, events, actors, ties and more, each row with its source and its place there.
"""

_EXAMPLES = """\
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


class Refused(Exception):  # noqa: N818 - what the user is told, not a fault of the program
    """What the user asked for and cannot have, in words."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status.

    Parameters
    ----------
    arguments : sequence of str, optional
        What follows the program's name; what the shell passed on where left out.

    Examples
    --------
    >>> main("evidence --case yongkang --series firms --format csv".split())
    id,case,series,period_start,period_end,value,low,high,unit,qualifier,...
    yongkang-firms-2006,yongkang,firms,2006,2006,15000,15001,,firms,more than,...
    0
    """
    options = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # The data are UTF-8 wherever they are printed.
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    try:
        options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader, such as `head`, has enough; nor may Python flush the rest as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREAD
    except (Refused, OSError) as refused:
        print(f"{PROGRAM}: {refused}", file=sys.stderr)
        return REFUSED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="The evidence behind Workshops, Networks, Markets: "
        "A Reproducible Comparison of China's Industrial Clusters.",
        epilog=f"`{PROGRAM} evidence --help` explains the command, with examples.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _describe_evidence(
        commands.add_parser(
            "evidence",
            help="print rows of the data package",
            description=_DESCRIPTION,
            epilog=_EXAMPLES,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
    )
    return parser


def _describe_evidence(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=print_evidence)
    which = parser.add_argument_group("which rows")
    which.add_argument("--case", metavar="ID", help="a place, such as xixia")
    which.add_argument("--series", metavar="ID", help="what is measured, such as members")
    which.add_argument("--source", metavar="ID", help="a document, such as luganne2016")
    which.add_argument("--table", metavar="NAME", help="one of the tables (default: observations)")
    how = parser.add_argument_group("how to print them")
    how.add_argument(
        "--format",
        choices=("text", "csv", "json", "parquet"),
        default="text",
        help="text to read (default), or every column as csv, json or parquet",
    )
    how.add_argument("--out", metavar="FILE", type=Path, help="write a file (parquet needs one)")
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
        _print(_tables(), options.out)
        return
    name = options.table or "observations"
    rows = _chosen(name, options)
    if options.list:
        name, rows = options.list, _occurring(options.list, rows, options)
    if not rows:
        print(f"{PROGRAM}: no row of {name} is like that", file=sys.stderr)
    _print(_formatted(name, rows, options), options.out)


def _tables() -> str:
    from industrial_clusters.evidence import formats, readable  # noqa: PLC0415

    tables = _named("table")
    rows = [[name, str(len(formats.rows(name))), *titles] for name, titles in tables.items()]
    return readable.aligned(["table", "rows", "holds"], rows, _width())


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
        return readable.as_text(name, rows, _width()) if rows else ""
    if options.out is None:
        raise Refused("Parquet is not for the screen: name a file with --out FILE")
    try:
        return formats.as_parquet(name, rows)
    except ModuleNotFoundError as missing:
        raise Refused("Parquet needs pyarrow: `python -m pip install pyarrow`") from missing


def _width() -> int:
    return shutil.get_terminal_size((100, 24)).columns


def _print(content: str | bytes, out: Path | None) -> None:
    if out is not None:
        out.write_bytes(content if isinstance(content, bytes) else content.encode())
    else:
        print(content, end="")


if __name__ == "__main__":
    sys.exit(main())
