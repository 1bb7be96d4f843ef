"""How to cite a page: the box at its foot, and what reference managers read in its head.

A chapter is cited as a chapter, the first page as the book, the page of the data as a data
set and that of the package as software. Formats: BibTeX, RIS, CSL-JSON, APA (7th edition) and
GB/T 7714-2015; tags: Highwire Press, Dublin Core and schema.org (JSON-LD).
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sphinx.application import Sphinx

from industrial_clusters.publishing.metadata import TEXT_LICENCE, Book, book
from industrial_clusters.publishing.pages import keywords

Kind = Literal["book", "chapter", "dataset", "software"]

# Pages that are not chapters, by name; the others that a page lists are.
KINDS: dict[str, Kind] = {
    "index": "book",
    "reference/data": "dataset",
    "reference/package": "software",
}
_NOUNS: dict[Kind, str] = {
    "book": "this book",
    "chapter": "this chapter",
    "dataset": "the data",
    "software": "the package",
}
FOLDER = "cite"


@dataclass(frozen=True, slots=True)
class Work:
    """A page as a work that can be cited.

    Parameters
    ----------
    kind : {"book", "chapter", "dataset", "software"}
        What it is cited as.
    page : str
        Name of the page, such as ``"cases/xixia"``.
    title : str
        Title of the page.
    abstract : str
        Its abstract, empty where it has none.
    keywords : tuple of str
        Its subjects.
    book : Book
        The book that it is a part of.
    """

    kind: Kind
    page: str
    title: str
    abstract: str
    keywords: tuple[str, ...]
    book: Book

    @property
    def name(self) -> str:
        """Return the title to cite: the book's own for its first page."""
        return self.book.full_title if self.kind == "book" else self.title

    @property
    def key(self) -> str:
        """Return a key for a list of references."""
        first = self.book.title.split(",")[0].casefold()
        part = "" if self.kind == "book" else f"-{self.page.rpartition('/')[2]}"
        return f"{first}{self.book.year}{part}"

    @property
    def url(self) -> str:
        """Return the address of the page, empty while the book's is not known."""
        return f"{self.book.url.rstrip('/')}/{self.page}.html" if self.book.url else ""

    @property
    def link(self) -> str:
        """Return where a reference sends its reader: the DOI, or else the page."""
        return f"https://doi.org/{self.book.doi}" if self.book.doi else self.url


def bibtex(work: Work) -> str:
    r"""Return an entry for BibTeX.

    Examples
    --------
    >>> print(bibtex(Work("chapter", "cases/a", "A & B", "", (), book())).splitlines()[2])
      title = {A \& B},
    """
    entry = {"book": "book", "chapter": "incollection"}.get(work.kind, "misc")
    fields = {
        "author": f"{{{work.book.author}}}",
        "title": work.name,
        "booktitle": work.book.full_title if work.kind == "chapter" else "",
        "year": work.book.year,
        "howpublished": {"dataset": "Data set", "software": "Computer software"}.get(work.kind, ""),
        "note": f"Version {work.book.version}",
        "doi": work.book.doi,
        "url": work.url,
    }
    lines = [f"  {name} = {{{_for_tex(text)}}}," for name, text in fields.items() if text]
    return "\n".join([f"@{entry}{{{work.key},", *lines, "}"]) + "\n"


def _for_tex(text: str) -> str:
    return re.sub(r"([&%#_$])", r"\\\1", text)


def ris(work: Work) -> str:
    """Return an entry in RIS, with the line ends that its readers expect.

    Examples
    --------
    >>> ris(Work("book", "index", "B", "", (), book())).splitlines()[0]
    'TY  - BOOK'
    """
    kinds = {"book": "BOOK", "chapter": "CHAP", "dataset": "DATA", "software": "COMP"}
    fields = [
        ("TY", kinds[work.kind]),
        ("AU", work.book.author),
        ("TI", work.name),
        ("T2", work.book.full_title if work.kind != "book" else ""),
        ("PY", work.book.year),
        ("DA", work.book.date.replace("-", "/")),
        ("ET", work.book.version),
        ("AB", work.abstract),
        *(("KW", word) for word in work.keywords),
        ("LA", "en"),
        ("DO", work.book.doi),
        ("UR", work.url),
    ]
    lines = [f"{tag}  - {text}" for tag, text in fields if text]
    return "\r\n".join([*lines, "ER  - ", ""])


def csl(work: Work) -> dict[str, Any]:
    """Return an item in CSL-JSON.

    Examples
    --------
    >>> csl(Work("dataset", "reference/data", "D", "", (), book()))["type"]
    'dataset'
    """
    item = {
        "id": work.key,
        "type": work.kind,
        "title": work.name,
        "container-title": work.book.full_title if work.kind != "book" else "",
        "author": [{"literal": work.book.author}],
        "issued": {"date-parts": [[int(part) for part in work.book.date.split("-")]]},
        "version": work.book.version,
        "abstract": work.abstract,
        "keyword": ", ".join(work.keywords),
        "language": "en",
        "DOI": work.book.doi,
        "URL": work.url,
    }
    return {name: cell for name, cell in item.items() if cell != ""}


def apa(work: Work) -> str:
    """Return a reference in the style of the APA, 7th edition, titles of works in italics.

    Examples
    --------
    >>> apa(Work("chapter", "cases/xixia", "Xixia", "", (), book())).startswith(
    ...     "The contributors to Workshops, Networks, Markets. (2026). Xixia. In <i>Workshops")
    True
    """
    name, whole, author = (
        html.escape(text, quote=False)
        for text in (work.name, work.book.full_title, work.book.author)
    )
    version = f"(Version {work.book.version})"
    parts = {
        "book": f"<i>{name}</i> {version}",
        "chapter": f"{name}. In <i>{whole}</i> {version}",
        "dataset": f"<i>{name}</i> {version} [Data set]. In <i>{whole}</i>",
        "software": f"<i>{name}</i> {version} [Computer software]. In <i>{whole}</i>",
    }
    return f"{author}. ({work.book.year}). {parts[work.kind]}. {html.escape(work.link)}".strip()


def gbt7714(work: Work) -> str:
    """Return a reference by GB/T 7714-2015, with the codes of an electronic work.

    A part of a larger work follows after two slashes. Place and publisher are not known and
    stand as the standard writes that.

    Examples
    --------
    >>> gbt7714(Work("chapter", "cases/xixia", "Xixia", "", (), book())).split("//")[0]
    'The contributors to Workshops, Networks, Markets. Xixia[M/OL]'
    """
    code = {"book": "M/OL", "chapter": "M/OL", "dataset": "DS/OL", "software": "CP/OL"}[work.kind]
    author, release = work.book.author, f"Version {work.book.version}. [S.l.: s.n.], "
    release += f"{work.book.date}."
    reference = f"{author}. {work.name}[{code}]"
    if work.kind == "book":
        reference = f"{reference}. {release}"
    else:
        reference = f"{reference}//{author}. {work.book.full_title}. {release}"
    return f"{reference} {work.link}.".removesuffix(" .")


def tags(work: Work) -> list[tuple[str, str]]:
    """Return names and contents of the page's meta elements: Highwire Press and Dublin Core.

    Examples
    --------
    >>> dict(tags(Work("chapter", "cases/xixia", "Xixia", "", (), book())))["citation_title"]
    'Xixia'
    """
    whole = work.book.full_title if work.kind != "book" else ""
    types = {"dataset": "Dataset", "software": "Software"}
    found = [
        ("citation_title", work.name),
        ("citation_author", work.book.author),
        ("citation_publication_date", work.book.date.replace("-", "/")),
        ("citation_inbook_title", whole),
        ("citation_language", "en"),
        ("citation_keywords", "; ".join(work.keywords)),
        ("citation_doi", work.book.doi),
        ("citation_public_url", work.url),
        ("DC.title", work.name),
        ("DC.creator", work.book.author),
        ("DC.date", work.book.date),
        ("DC.isPartOf", whole),
        ("DC.type", types.get(work.kind, "Text")),
        ("DC.language", "en"),
        ("DC.rights", TEXT_LICENCE),
        ("DC.identifier", work.link),
    ]
    return [(name, content) for name, content in found if content]


def linked_data(work: Work) -> dict[str, Any]:
    """Return the page in the words of schema.org.

    Examples
    --------
    >>> linked_data(Work("chapter", "cases/xixia", "Xixia", "", (), book()))["@type"]
    'Chapter'
    """
    types = {"book": "Book", "dataset": "Dataset", "software": "SoftwareSourceCode"}
    whole = {"@type": "Book", "name": work.book.full_title}
    described = {
        "@context": "https://schema.org",
        "@type": types.get(work.kind, "Chapter"),
        "name": work.name,
        "author": {"@type": "Organization", "name": work.book.author},
        "datePublished": work.book.date,
        "version": work.book.version,
        "description": work.abstract,
        "keywords": list(work.keywords),
        "inLanguage": "en",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "isPartOf": whole if work.kind != "book" else "",
        "identifier": f"https://doi.org/{work.book.doi}" if work.book.doi else "",
        "url": work.url,
    }
    return {name: cell for name, cell in described.items() if cell not in ("", [])}


def head(work: Work) -> str:
    """Return what the head of a page says of the work."""
    meta = "".join(
        f'<meta name="{name}" content="{html.escape(content)}" />\n' for name, content in tags(work)
    )
    # "</script" in a title would end the element early.
    data = json.dumps(linked_data(work), ensure_ascii=False).replace("<", "\\u003c")
    return f'{meta}<script type="application/ld+json">{data}</script>\n'


def box(work: Work, root: str) -> str:
    """Return the box at the foot of a page, which lists the formats and their files.

    Parameters
    ----------
    work : Work
        What the page is cited as.
    root : str
        Relative address of the book's first folder, ``""`` or such as ``"../"``.
    """
    file = f"{root}{FOLDER}/{file_name(work)}"
    written = [
        ("APA", apa(work)),
        ("GB/T 7714", html.escape(gbt7714(work), quote=False)),
        ("BibTeX", html.escape(bibtex(work).rstrip(), quote=False)),
    ]
    items = "".join(
        f'<div class="cite-form"><dt>{form}</dt><dd><div class="cite-text"'
        f' tabindex="0" role="region" aria-label="{form}">{text}</div>'
        f'<button type="button" class="cite-copy" aria-label="Copy {form}" hidden>Copy</button>'
        f"</dd></div>"
        for form, text in written
    )
    links = ", ".join(
        f'<a href="{file}.{ending}" download>{form}</a>'
        for form, ending in (("BibTeX", "bib"), ("RIS", "ris"), ("CSL-JSON", "json"))
    )
    return (
        f'<details class="cite-box"><summary>Cite {_NOUNS[work.kind]}</summary><dl>{items}</dl>'
        f'<p>As a file: {links}.</p><p class="cite-said" role="status"></p></details>\n'
    )


def file_name(work: Work) -> str:
    """Return the name of a page's files, without its ending."""
    return work.page.replace("/", "-")


def written(work: Work) -> dict[str, str]:
    """Return the text of each file to download, by its name."""
    return {
        f"{file_name(work)}.bib": bibtex(work),
        f"{file_name(work)}.ris": ris(work),
        f"{file_name(work)}.json": json.dumps([csl(work)], ensure_ascii=False, indent=1) + "\n",
    }


def work_of(app: Sphinx, page: str) -> Work | None:
    """Return what a page is cited as, None for pages that are no part of the text."""
    if page not in app.env.found_docs:
        return None
    metadata = app.env.metadata.get(page, {})
    return Work(
        kind=KINDS.get(page, "chapter"),
        page=page,
        title=app.env.titles[page].astext(),
        abstract=metadata.get("abstract", ""),
        keywords=tuple(keywords(metadata)),
        book=book(),
    )


def describe(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Put the tags into the head of a page and the box at its foot."""
    work = work_of(app, page)
    if work is None:
        return
    context["metatags"] = context.get("metatags", "") + head(work)
    context["body"] = context.get("body", "") + box(work, "../" * page.count("/"))


def write_files(app: Sphinx, failure: Exception | None) -> None:
    """Put the files of every page beside the pages, and remove what else was there."""
    if failure is not None or app.builder.format != "html":
        return
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(exist_ok=True)
    works = filter(None, (work_of(app, page) for page in sorted(app.env.found_docs)))
    texts = {name: text for work in works for name, text in written(work).items()}
    for path in folder.iterdir():
        if path.name not in texts:
            path.unlink()
    for name, text in texts.items():
        # Line ends as they are: those of RIS are part of the format.
        (folder / name).write_bytes(text.encode())


def setup(app: Sphinx) -> None:
    """Connect the steps to the build."""
    app.connect("html-page-context", describe)
    app.connect("build-finished", write_files)
