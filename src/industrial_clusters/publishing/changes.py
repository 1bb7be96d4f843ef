"""What a change of the sources changed for a reader: pages, and the numbers in their prose.

``python -m industrial_clusters.publishing.changes BEFORE AFTER`` prints it as Markdown, given
two folders of finished pages; a pull request shows it to those who review the change.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup
from bs4.element import Tag

# A number of the prose: evidence, or computed.
_NUMBERS = "article .fact .fact-text, article .pasted-text"
_GAP = "\ufffc"
# Letters on either side by which a reader knows the place again.
_AROUND = 48


@dataclass(frozen=True, slots=True)
class Number:
    """A number in the prose of a page.

    Parameters
    ----------
    text : str
        As the page prints it.
    before, after : str
        The words around it, with a gap where other numbers stand.
    """

    text: str
    before: str
    after: str

    @property
    def place(self) -> str:
        """Return the words around the number, the same whatever the numbers are."""
        return f"{self.before}{_GAP}{self.after}"

    def __str__(self) -> str:
        """Return the number in its place, in bold."""
        return f"{self.before}**{self.text}**{self.after}".replace(_GAP, "…").strip()


def numbers(page: str) -> list[Number]:
    """Return the numbers of a page's prose, in reading order.

    Examples
    --------
    >>> page = "<article><p>Of <span class='pasted-text'>12</span> firms one left.</p></article>"
    >>> numbers(page)
    [Number(text='12', before='Of ', after=' firms one left.')]
    """
    parsed = BeautifulSoup(page, "html.parser")
    for note in parsed.select(".explained-note"):
        note.decompose()
    found = []
    for paragraph in _paragraphs(parsed):
        marked = [" ".join(element.get_text().split()) for element in paragraph.select(_NUMBERS)]
        for element in paragraph.select(_NUMBERS):
            element.string = _GAP
        pieces = " ".join(paragraph.get_text().split()).split(_GAP)
        for place, text in enumerate(marked):
            before = _GAP.join(pieces[: place + 1])[-_AROUND:]
            after = _GAP.join(pieces[place + 1 :])[:_AROUND]
            found.append(Number(text, before, after))
    return found


def _paragraphs(parsed: BeautifulSoup) -> list[Tag]:
    """Return the innermost blocks that hold numbers, in reading order."""
    blocks = ["p", "li", "td", "th", "dd", "dt", "h1", "h2", "h3", "caption"]
    found: list[Tag] = []
    for element in parsed.select(_NUMBERS):
        block = element.find_parent(blocks)
        if block is not None and all(block is not known for known in found):
            found.append(block)
    return found


def changed_numbers(before: str, after: str) -> list[str]:
    """Return a line for each number that a page prints otherwise, no longer, or newly.

    Examples
    --------
    >>> page = "<article><p>Of <span class='pasted-text'>{}</span> firms one left.</p></article>"
    >>> changed_numbers(page.format(12), page.format(13))
    ['Of **12** firms one left. → **13**']
    """
    was, now = numbers(before), numbers(after)
    old_places, new_places = ([number.place for number in side] for side in (was, now))
    matcher = difflib.SequenceMatcher(None, old_places, new_places, autojunk=False)
    lines = []
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            lines += [
                f"{old} → **{new.text}**"
                for old, new in zip(was[i:j], now[k:m], strict=True)
                if old.text != new.text
            ]
        else:
            lines += [f"gone: {number}" for number in was[i:j]]
            lines += [f"new: {number}" for number in now[k:m]]
    return lines


def report(before: Path, after: Path) -> Iterator[str]:
    """Yield what differs between two folders of finished pages, as lines of Markdown."""
    names = sorted(
        {path.relative_to(root).as_posix() for root in (before, after) for path in _pages(root)}
    )
    texts = {name: tuple(_read(root / name) for root in (before, after)) for name in names}
    changed = {name: pair for name, pair in texts.items() if pair[0] != pair[1]}
    yield f"{len(changed)} of {len(names)} pages differ."
    for name, (old, new) in changed.items():
        state = "new" if not old else "gone" if not new else "changed"
        lines = changed_numbers(old, new) if old and new else []
        yield f"\n### {name}: {state}, {len(lines)} numbers differ\n"
        yield from (f"- {line}" for line in lines)


def _pages(root: Path) -> list[Path]:
    return [path for path in root.rglob("*.html") if "_static" not in path.relative_to(root).parts]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def main() -> None:
    """Print what differs between the two folders that the command line names."""
    parser = argparse.ArgumentParser(description="Print which pages and numbers changed.")
    parser.add_argument("folders", type=Path, nargs=2, metavar="FOLDER")
    before, after = parser.parse_args().folders
    for folder in (before, after):
        if not _pages(folder):
            sys.exit(f"{folder} holds no pages: build the book there first")
    for line in report(before, after):
        print(line)


if __name__ == "__main__":
    main()
