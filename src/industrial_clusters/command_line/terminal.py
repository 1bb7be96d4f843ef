"""What the commands share: their name, how they refuse, and where their output goes."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

PROGRAM = "industrial-clusters"


class Refused(Exception):  # noqa: N818 - what the user is told, not a fault of the program
    """What the user asked for and cannot have, in words."""


def add_output(parser: argparse.ArgumentParser, title: str) -> None:
    """Add the options that say in which format to print, and where to.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        Parser of a command.
    title : str
        Heading of the two options.
    """
    how = parser.add_argument_group(title)
    how.add_argument(
        "--format",
        choices=("text", "csv", "json", "parquet"),
        default="text",
        help="text to read (default), or every column as csv, json or parquet",
    )
    how.add_argument("--out", metavar="FILE", type=Path, help="write a file (parquet needs one)")


def file_for_parquet(out: Path | None) -> Path:
    """Return the file that Parquet goes to.

    Parameters
    ----------
    out : pathlib.Path or None
        The file that the user named.

    Raises
    ------
    Refused
        If there is none.
    """
    if out is None:
        raise Refused("Parquet is not for the screen: name a file with --out FILE")
    return out


def width() -> int:
    """Return how many characters a line of the terminal holds."""
    return shutil.get_terminal_size((100, 24)).columns


def put(content: str | bytes, out: Path | None) -> None:
    """Write a file in UTF-8, or print.

    Parameters
    ----------
    content : str or bytes
        What to write; bytes for a file only.
    out : pathlib.Path or None
        The file, if one is wanted.
    """
    if out is not None:
        out.write_bytes(content if isinstance(content, bytes) else content.encode())
    else:
        print(content, end="")


def tell(remark: str) -> None:
    """Print a remark beside the output.

    Parameters
    ----------
    remark : str
        What the user should know.
    """
    print(f"{PROGRAM}: {remark}", file=sys.stderr)
