"""What the book says of itself, in one place, and the files that repeat it.

``pyproject.toml`` has the one statement: version, keywords and licences of the package, and
``[tool.book]`` for the rest. ``python -m industrial_clusters.publishing.metadata`` writes
``CITATION.cff``, ``.zenodo.json`` and ``codemeta.json`` from it; with ``--check`` it writes
nothing, and exits with status 1 where a file says something else.

The book's addresses are not known before it is published: an empty one is left out
everywhere. On the pages, the environment variables ``BOOK_DOI``, ``BOOK_REPOSITORY`` and
``BOOK_URL``, which the workflow of a release sets, stand in for an empty one.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[3]
COMMAND = "python -m industrial_clusters.publishing.metadata"

CODE_LICENCE, TEXT_LICENCE = "BSD-3-Clause", "CC-BY-4.0"


@dataclass(frozen=True, slots=True)
class Book:
    """The book as a reference manager knows it.

    Parameters
    ----------
    title, subtitle : str
        The two parts of the title.
    version, date : str
        Version, and the day of its release (ISO 8601).
    author : str
        The corporate author.
    abstract : str
        What the book is, in a paragraph.
    keywords : tuple of str
        Subjects.
    doi : str
        Concept DOI, which leads to the newest version; empty until there is one.
    repository, url : str
        Addresses of the sources and of the published pages; empty until there are.
    """

    title: str
    subtitle: str
    version: str
    date: str
    author: str
    abstract: str
    keywords: tuple[str, ...]
    doi: str
    repository: str
    url: str

    @property
    def full_title(self) -> str:
        """Return title and subtitle."""
        return f"{self.title}: {self.subtitle}"

    @property
    def year(self) -> str:
        """Return the year of the release."""
        return self.date[:4]


def stated(environment: Mapping[str, str] | None = None) -> Book:
    """Return what the book says of itself, with addresses from an environment where it has none.

    Examples
    --------
    >>> stated({"BOOK_URL": "https://example.org"}).url
    'https://example.org'
    """
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project, said = settings["project"], settings["tool"]["book"]
    known = environment or {}
    return Book(
        title=said["title"],
        subtitle=said["subtitle"],
        version=project["version"],
        date=said["date"].isoformat(),
        author=said["author"],
        abstract=" ".join(said["abstract"].split()),
        keywords=tuple(project["keywords"]),
        **{
            name: said[name] or known.get(f"BOOK_{name.upper()}", "")
            for name in ("doi", "repository", "url")
        },
    )


@cache
def book() -> Book:
    """Return what the pages say of the book.

    Examples
    --------
    >>> book().full_title
    "Workshops, Networks, Markets: A Reproducible Comparison of China's Industrial Clusters"
    """
    return stated(os.environ)


def files(book: Book) -> dict[str, str]:
    """Return the text of each file that repeats the metadata, by its name.

    Examples
    --------
    >>> sorted(files(stated()))
    ['.zenodo.json', 'CITATION.cff', 'codemeta.json']
    """
    return {
        "CITATION.cff": yaml.safe_dump(
            _known(_citation_file(book)), sort_keys=False, allow_unicode=True, width=90
        ),
        ".zenodo.json": _json(_zenodo(book)),
        "codemeta.json": _json(_codemeta(book)),
    }


def _citation_file(book: Book) -> dict[str, Any]:
    """Citation File Format 1.2.0, doi:10.5281/zenodo.5171937."""
    return {
        "cff-version": "1.2.0",
        "message": "If you use this book, its data or its code, please cite it as below.",
        "type": "software",
        "title": book.full_title,
        "version": book.version,
        "date-released": book.date,
        "authors": [{"name": book.author}],
        "abstract": book.abstract,
        "keywords": list(book.keywords),
        "license": [CODE_LICENCE, TEXT_LICENCE],
        "doi": book.doi,
        "repository-code": book.repository,
        "url": book.url,
    }


def _zenodo(book: Book) -> dict[str, Any]:
    """Zenodo's metadata of a deposit; Zenodo itself gives each version its DOI."""
    related = [
        {"identifier": address, "relation": relation, "resource_type": kind}
        for address, relation, kind in (
            (book.repository, "isSupplementedBy", "software"),
            (book.url, "isIdenticalTo", "publication-book"),
        )
    ]
    return {
        "upload_type": "publication",
        "publication_type": "book",
        "title": book.full_title,
        "version": book.version,
        "publication_date": book.date,
        "creators": [{"name": book.author}],
        "description": book.abstract,
        "keywords": list(book.keywords),
        "license": TEXT_LICENCE.lower(),
        "access_right": "open",
        "language": "eng",
        "notes": f"Text and data are under {TEXT_LICENCE}, code is under {CODE_LICENCE}.",
        "related_identifiers": [each for each in related if each["identifier"]],
    }


def _codemeta(book: Book) -> dict[str, Any]:
    """CodeMeta 3.0, https://w3id.org/codemeta/3.0."""
    return {
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "name": book.full_title,
        "version": book.version,
        "dateModified": book.date,
        "datePublished": book.date,
        "author": [{"@type": "Organization", "name": book.author}],
        "description": book.abstract,
        "keywords": list(book.keywords),
        "license": [
            f"https://spdx.org/licenses/{licence}" for licence in (CODE_LICENCE, TEXT_LICENCE)
        ],
        "programmingLanguage": "Python",
        "runtimePlatform": "CPython 3.11 or later",
        "identifier": f"https://doi.org/{book.doi}" if book.doi else "",
        "codeRepository": book.repository,
        "url": book.url,
    }


def _known(cells: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not known yet."""
    return {name: cell for name, cell in cells.items() if cell not in ("", [])}


def _json(cells: dict[str, Any]) -> str:
    return json.dumps(_known(cells), ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    """Write the files, or check that they are current, as the command line asks."""
    parser = argparse.ArgumentParser(description="Write what repeats the book's metadata.")
    parser.add_argument("--check", action="store_true", help="write nothing, and compare")
    options = parser.parse_args()
    stale = [name for name, text in files(stated()).items() if _read(ROOT / name) != text]
    if options.check:
        if stale:
            sys.exit(f"{', '.join(stale)} differ from pyproject.toml: run `{COMMAND}`")
        return
    for name in stale:
        (ROOT / name).write_text(files(stated())[name], encoding="utf-8")
        print(f"{name} is written.")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    main()
