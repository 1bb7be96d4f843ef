"""The command ``industrial-clusters``: evidence, measures and models without a line of Python."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from industrial_clusters.command_line import evidence, measure, new_case, simulate
from industrial_clusters.command_line.terminal import PROGRAM, Refused

__all__ = ["PROGRAM", "REFUSED", "UNREAD", "Refused", "main"]

# Exit statuses of a command that cannot do what it was asked, and of a pipe closed early.
REFUSED, UNREAD = 2, 1


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
        description="The evidence behind Workshops, Networks, Markets: A Reproducible Comparison "
        "of China's Industrial Clusters, its measures on tables of your own, and its models.",
        epilog=f"`{PROGRAM} COMMAND --help` explains a command, with examples.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in (evidence, measure, simulate, new_case):
        command.describe(
            commands.add_parser(
                command.NAME,
                help=command.HELP,
                description=command.DESCRIPTION,
                epilog=command.EXAMPLES,
                formatter_class=argparse.RawDescriptionHelpFormatter,
            )
        )
    return parser
