"""Rows of the data package in words, aligned for a terminal."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest

from industrial_clusters.evidence.formats import Row
from industrial_clusters.evidence.tables import columns, observation, row
from industrial_clusters.evidence.wording import between, citation, dated, worded

_GAP = "  "
# Below this, more words would be cut than read.
_NARROWEST = 12

# What a reader wants of each table: its columns, or what _WORDED makes of several. The
# other formats hold every column; a table that is not named here is shown whole.
_SHOWN = {
    "sources": ["id", "authors", "year", "title", "container"],
    "cases": ["id", "name", "name_zh", "level", "within", "industry"],
    "units": ["id", "plural", "kind", "whole", "minimum", "maximum"],
    "series": ["id", "title", "definition"],
    "observations": ["place", "what", "number", "period", "stated in"],
    "events": ["place", "period", "title", "stated in"],
    "stages": ["place", "name", "period", "drivers", "stated in"],
    "actors": ["id", "name", "other_names", "kind", "place", "stated in"],
    "trajectories": ["actor", "period", "activity", "stated in"],
    "ties": ["from", "kind", "to", "object", "amount", "period", "stated in"],
    "dimensions": ["place", "scheme", "type", "dimension", "coding", "stated in"],
    "claims": ["place", "statement", "stated in"],
    "limitations": ["place", "statement", "stated in"],
    "citations": ["in_text", "in_list", "subject", "stated in"],
    "glossary": ["pinyin", "characters", "english", "meaning", "stated in"],
}


def as_text(name: str, chosen: Iterable[Row], width: int) -> str:
    """Return rows for people: numbers, periods and sources in words.

    Parameters
    ----------
    name : str
        Name of the table.
    chosen : iterable of dict
        Its rows, as :func:`industrial_clusters.evidence.formats.rows` gives them.
    width : int
        Characters in a line.

    Examples
    --------
    >>> from industrial_clusters.evidence import formats
    >>> firms = [r for r in formats.rows("observations") if r["id"] == "yongkang-firms-2006"]
    >>> print(as_text("observations", firms, 60), end="")
    place     what          number         period  stated in
    --------  ------------  -------------  ------  -------------
    Yongkang  Private       more than      2006    Lu and Ganne
              registered    15,000 firms           2016, 'The
              firms                                context',
                                                   paragraph 1
                                                   and footnote
                                                   38
    """
    shown = _SHOWN.get(name, [column["name"] for column in columns(name)])
    return aligned(shown, [[_cell(label, cells) for label in shown] for cells in chosen], width)


def aligned(head: list[str], rows: list[list[str]], width: int) -> str:
    """Return cells in aligned columns, long ones on several lines; empty columns are left out.

    Parameters
    ----------
    head : list of str
        Names of the columns.
    rows : list of list of str
        The cells of each row.
    width : int
        Characters in a line, exceeded only where columns would be too narrow to read.

    Examples
    --------
    >>> print(aligned(["case", "name", "note"], [["yongkang", "永康", ""]], 80), end="")
    case      name
    --------  ----
    yongkang  永康
    """
    kept = [at for at in range(len(head)) if any(cells[at] for cells in rows)]
    shown = [[cells[at] for at in kept] for cells in (head, *rows)]
    natural = [max(map(_length, column)) for column in zip(*shown, strict=True)]
    # An id in pieces cannot be copied.
    whole = [label in {"id", "table"} for label in shown[0]]
    widths = _widths(natural, whole, width)
    shown.insert(1, ["-" * size for size in widths])
    return "".join(f"{line}\n" for cells in shown for line in _lines(cells, widths))


def _widths(natural: list[int], whole: list[bool], width: int) -> list[int]:
    """Narrow the widest columns that may be, until all fit."""
    widths, room = list(natural), width - len(_GAP) * (len(natural) - 1)
    pliable = [at for at, is_whole in enumerate(whole) if not is_whole]
    while sum(widths) > room and (wide := [at for at in pliable if widths[at] > _NARROWEST]):
        widths[max(wide, key=widths.__getitem__)] -= 1
    return widths


def _lines(cells: list[str], widths: list[int]) -> Iterator[str]:
    wrapped = [_wrapped(cell, size) for cell, size in zip(cells, widths, strict=True)]
    for parts in zip_longest(*wrapped, fillvalue=""):
        padded = (
            part.ljust(size - _length(part) + len(part))
            for part, size in zip(parts, widths, strict=True)
        )
        yield _GAP.join(padded).rstrip()


def _wrapped(text: str, size: int) -> list[str]:
    # A line holds half as many Chinese characters.
    return textwrap.wrap(text, size * len(text) // max(_length(text), 1) or 1)


def _length(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    marks = sum(unicodedata.combining(character) > 0 for character in text)
    return len(text) + wide - marks


def _cell(label: str, cells: Row) -> str:
    return _WORDED[label](cells) if label in _WORDED else cells[label]


def _period(cells: Row) -> str:
    start, end = (
        next(cell for column, cell in cells.items() if column.endswith(limit))
        for limit in ("start", "end")
    )
    return dated(start, end)


def _amount(cells: Row) -> str:
    if not cells["unit"]:
        return ""
    low, high = (float(cells[end] or "nan") for end in ("low", "high"))
    return between(low, high, cells["unit"])


_WORDED: dict[str, Callable[[Row], str]] = {
    "place": lambda cells: str(row("cases", cells["case"])["name"]),
    "what": lambda cells: str(row("series", cells["series"])["title"]),
    "number": lambda cells: worded(observation(cells["id"])),
    "amount": _amount,
    "actor": lambda cells: str(row("actors", cells["actor"])["name"]),
    "from": lambda cells: str(row("actors", cells["from"])["name"]),
    "to": lambda cells: str(row("actors", cells["to"])["name"]),
    "period": _period,
    "stated in": lambda cells: f"{citation(cells['source'])}, {cells['locator']}",
}
