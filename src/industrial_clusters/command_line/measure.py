"""The command ``industrial-clusters measure``: cluster statistics of a file of firms."""

from __future__ import annotations

import argparse
import difflib
import json
import math
import re
from typing import Any

from industrial_clusters.command_line.measures import MEASURES, Kind, Result
from industrial_clusters.command_line.terminal import (
    PROGRAM,
    Refused,
    add_output,
    file_for_parquet,
    put,
    width,
)

NAME = "measure"
HELP = "compute a cluster statistic from a file of firms"
# The likeness from which a measure is worth proposing.
_LIKE = 0.5

# The conventions that a measure may offer, as options: what argparse is told of each.
_CONVENTIONS: dict[str, dict[str, Any]] = {
    "reference": {"metavar": "CHOICE", "help": "what the shares are compared with"},
    "form": {"metavar": "CHOICE", "help": "which form of the index"},
    "regions": {"metavar": "CHOICE", "help": "whether large regions count more"},
    "over": {
        "metavar": "CHOICE",
        "help": "whose shares: of regions in each industry (default), or of industries in each "
        "region",
    },
    "index": {"metavar": "CHOICE", "help": "which of Theil's two indices"},
    "zeros": {"metavar": "CHOICE", "help": "whether units of size zero count"},
    "one-plant": {"metavar": "CHOICE", "help": "what to do with an industry of one plant"},
    "group": {
        "metavar": "INDUSTRY",
        "action": "append",
        "help": "an industry of the group, once for each (default: all)",
    },
    "pairs": {"action": "store_true", "default": None, "help": "each pair of industries"},
    "halved": {"action": "store_true", "default": None, "help": "half the index"},
}


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the command's options to its parser.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        Parser of the command.
    """
    parser.set_defaults(run=print_measure)
    parser.add_argument("measure", metavar="NAME", help="one of the measures listed below")
    parser.add_argument(
        "file",
        metavar="FILE",
        help="firms, one a row, as CSV, TSV (either also .gz) or Parquet; or, in quotes, a "
        "pattern such as 'firms-*.parquet'",
    )
    what = parser.add_argument_group("what the file holds")
    what.add_argument("--region", metavar="COL", help="the column that says where a firm is")
    what.add_argument("--industry", metavar="COL", help="the column that says what it makes")
    what.add_argument(
        "--weight", metavar="COL", help="what to add up, such as employees (default: count firms)"
    )
    what.add_argument("--id", metavar="COL", help="a column in which no value may occur twice")
    what.add_argument(
        "--table",
        action="store_true",
        help="FILE holds no firms but their table, as CSV or TSV: regions in the first column, "
        "an industry in each of the others",
    )
    what.add_argument(
        "--memory",
        metavar="SIZE",
        help="how much of the file to hold in memory, such as 2GB, before spilling to disk "
        "(default: four fifths of the machine's)",
    )
    conventions = parser.add_argument_group("by which convention")
    for option, told in _CONVENTIONS.items():
        conventions.add_argument(f"--{option}", **told)
    add_output(parser, "how to print it")


def print_measure(options: argparse.Namespace) -> None:
    """Print the measure that the options ask for.

    Parameters
    ----------
    options : argparse.Namespace
        What the user asked for, as the parser gives it.

    Raises
    ------
    Refused
        If there is no such measure, the options do not go together, or the file cannot
        be measured.
    """
    kind = _kind(options.measure)
    conventions = _conventions(kind, options)
    _require_columns(options)
    if options.format == "parquet":
        file_for_parquet(options.out)
    try:
        result = kind.compute(options, conventions)
    except (ValueError, TypeError, MemoryError) as error:
        # Arguments of a function are options here.
        told = re.sub(r"\b([a-z]+)_?([a-z]*)=['\"](\w+)['\"]", _option, str(error))
        raise Refused(told) from error
    _FORMATS[options.format](result, options)


def _option(argument: re.Match[str]) -> str:
    name = "-".join(filter(None, argument.groups()[:2]))
    return f"--{name} {argument[3]}"


def _kind(name: str) -> Kind:
    if name in MEASURES:
        return MEASURES[name]
    titles = {kind.title.casefold(): known for known, kind in MEASURES.items()}
    words = difflib.get_close_matches(name.casefold(), [*MEASURES, *titles], cutoff=_LIKE)
    near = dict.fromkeys(titles.get(word, word) for word in words)
    raise Refused(
        f"no measure is called {name!r}; "
        + (f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(MEASURES)}")
    )


def _conventions(kind: Kind, options: argparse.Namespace) -> dict[str, Any]:
    """Return the conventions that the user asked for, as the measure's function takes them."""
    given = {option: getattr(options, option.replace("-", "_")) for option in _CONVENTIONS}
    asked = {option: value for option, value in given.items() if value is not None}
    for option in asked:
        if option not in kind.conventions:
            offered = _offered(kind) or "no conventions to choose from"
            raise Refused(f"{options.measure} has no --{option}; it has {offered}")
    if "form" in asked:
        asked["form"] = asked["form"].replace("-", " ")
    return {option.replace("-", "_"): value for option, value in asked.items()}


def _offered(kind: Kind) -> str:
    return ", ".join(f"--{option} {names}".strip() for option, names in kind.conventions.items())


def _require_columns(options: argparse.Namespace) -> None:
    columns = {name: getattr(options, name) for name in ("region", "industry", "weight", "id")}
    given = [f"--{name}" for name, column in columns.items() if column is not None]
    if options.table and given:
        raise Refused(f"--table has no columns to name: leave {' and '.join(given)} out")
    missing = [f"--{name} COL" for name in ("region", "industry") if columns[name] is None]
    if missing and not options.table:
        raise Refused(
            f"{' and '.join(missing)} is missing: name the columns of {options.file}, or give "
            "--table if it is a region x industry table"
        )


def _print_text(result: Result, options: argparse.Namespace) -> None:
    from industrial_clusters.evidence import readable  # noqa: PLC0415

    rows = [[_text(cell) for cell in cells] for cells in result.rows.itertuples(index=False)]
    table = readable.aligned([str(name) for name in result.rows], rows, width())
    put(f"{options.measure}: {result.convention}\n\n{table}", options.out)


def _text(cell: Any) -> str:
    if not isinstance(cell, float):
        return str(cell)
    return "missing" if math.isnan(cell) else format(cell, ".6g")


def _print_csv(result: Result, options: argparse.Namespace) -> None:
    rows = result.rows.assign(convention=result.convention)
    put(rows.to_csv(index=False, lineterminator="\n"), options.out)


def _print_json(result: Result, options: argparse.Namespace) -> None:
    rows = ",\n".join(
        json.dumps({name: _json(cell) for name, cell in cells.items()}, ensure_ascii=False)
        for cells in result.rows.to_dict("records")
    )
    head = json.dumps(
        {"measure": options.measure, "convention": result.convention}, ensure_ascii=False
    )
    put(f'{head[:-1]}, "rows": [\n{rows}\n]}}\n', options.out)


def _json(cell: Any) -> Any:
    """Return a cell as JSON has it, which knows neither missing nor infinite numbers."""
    if not isinstance(cell, float) or math.isfinite(cell):
        return cell
    return None if math.isnan(cell) else str(cell)


def _print_parquet(result: Result, options: argparse.Namespace) -> None:
    import duckdb  # noqa: PLC0415

    file = str(options.out).replace("'", "''")
    with duckdb.connect() as engine:
        engine.register("measure", result.rows.assign(convention=result.convention))
        try:
            engine.execute(f"COPY measure TO '{file}' (FORMAT parquet)")
        except duckdb.Error as error:
            raise Refused(f"{options.out} cannot be written: {error}") from error


_FORMATS = {
    "text": _print_text,
    "csv": _print_csv,
    "json": _print_json,
    "parquet": _print_parquet,
}

DESCRIPTION = """\
Compute a cluster statistic from a file of firms, plants or establishments, one a row, or from
a region x industry table. Files larger than memory are added up on disk. Rows with a missing
region, industry or weight, or a weight that is negative or no number, are refused, not dropped.
"""

_LISTED = "\n".join(
    f"  {name:<17} {kind.title}"
    + "".join(
        f"\n{'':<20}--{option} {names}".rstrip() for option, names in kind.conventions.items()
    )
    for name, kind in MEASURES.items()
)

EXAMPLES = f"""\
measures, and the conventions that each offers (the first is what it does by default):
{_LISTED}

examples:
  Location quotients of employment by county and industry:
    {PROGRAM} measure lq firms.parquet --region county --industry sic --weight employees

  The same against the rest of the country, from -1 to 1, as a file:
    {PROGRAM} measure lq firms.parquet --region county --industry sic --weight employees \\
      --reference rest --form symmetric --format csv --out lq.csv

  Do the plants of an industry seek each other out, beyond what chance brings together?
    {PROGRAM} measure ellison-glaeser firms.parquet --region county --industry sic \\
      --weight employees

Codes keep their zeros: region and industry are read as text. Text shows six digits, the other
formats all. Every output names the convention: CSV and Parquet in a column, JSON in a field.
"""
