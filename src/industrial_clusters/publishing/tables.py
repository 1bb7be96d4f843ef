"""The tables of the data package as pages of the book.

Each row is plain HTML with an address of its own; ``data.js`` adds search, filters,
sorting and paging for readers whose browser runs scripts.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pandas as pd
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from industrial_clusters import evidence
from industrial_clusters.publishing import downloads

Cells = dict[str, Any]
Cell = Callable[[Cells], str]


class EvidenceTable(SphinxDirective):
    """``{evidence-table} observations`` prints a table, each row with its address."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the table, or an error that names the unknown one."""
        name = self.arguments[0]
        try:
            records = [{"id": i, **cells} for i, cells in _rows(name).items()]
        except KeyError as unknown:
            raise self.error(unknown.args[0]) from unknown
        return [nodes.raw("", table_html(name, records), format="html")]


class EvidenceControls(SphinxDirective):
    """``{evidence-controls}`` prints the search and the filters of the tables below it."""

    def run(self) -> list[nodes.Node]:
        """Return the form, which stays hidden where no script makes it work."""
        return [nodes.raw("", controls_html(evidence.table_names()), format="html")]


class EvidenceDownloads(SphinxDirective):
    """``{evidence-downloads}`` lists the files of the data package, each a link."""

    def run(self) -> list[nodes.Node]:
        """Return the list."""
        return [nodes.raw("", downloads_html(), format="html")]


def downloads_html() -> str:
    """Return the files of each table, with sizes and checksums.

    Examples
    --------
    >>> 'href="data-package/observations.parquet"' in downloads_html()
    True
    """
    folder = downloads.FOLDER.rpartition("/")[2]

    def link(file: downloads.File, words: str) -> str:
        return (
            f'<a href="{folder}/{file.name}" download>{words}</a> <small>{_size(file.size)}</small>'
        )

    rows = "".join(
        f'<tr><th scope="row">{html.escape(table.title)}</th><td>{table.rows:,}</td>'
        f"<td>{link(table.csv, 'CSV')}</td><td>{link(table.json, 'JSON')}</td>"
        f"<td>{link(table.parquet, 'Parquet')}</td><td><code>{table.csv.sha256}</code></td></tr>\n"
        for table in downloads.tables().values()
    )
    heads = ("Table", "Rows", "CSV", "JSON", "Parquet", "SHA-256 of the CSV file")
    head = "".join(f'<th scope="col">{title}</th>' for title in heads)
    files = downloads.files()
    whole = ", ".join(
        link(files[name], words)
        for name, words in {
            downloads.archive_name(): "The whole package as one archive",
            "datapackage.json": "its descriptor",
            "README.md": "its codebook",
            downloads.CHECKSUMS: "the checksums of all files",
        }.items()
    )
    return (
        f'<div class="evidence-downloads"><p>{whole}.</p>'
        '<div class="table-scroll" tabindex="0" role="region" aria-label="Files to download">'
        f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody></table></div></div>"
    )


def _size(number: int) -> str:
    return f"{number / 1000:,.0f} kB" if number >= 1000 else f"{number} bytes"


def controls_html(names: list[str]) -> str:
    """Return the form that searches and filters the tables of a page.

    Examples
    --------
    >>> '<option value="ties">' in controls_html(["ties"])
    True
    """
    places = sorted(
        {row["case"] for name in names for row in _rows(name).values() if row.get("case")},
        key=lambda case: _rows("cases")[case]["name"],
    )
    used = {row["source"] for name in names for row in _rows(name).values() if row.get("source")}
    return (
        '<form class="search-form evidence-controls" role="search" aria-label="Evidence" hidden>'
        '<p><label for="evidence-search">Search</label>'
        '<input id="evidence-search" name="search" type="search" autocomplete="off"'
        ' spellcheck="false" placeholder="guarantee, 红帽子, hong maozi, 1984 …"></p>'
        + _choice("table", "Table", {name: name for name in names})
        + _choice("place", "Place", {case: _rows("cases")[case]["name"] for case in places})
        + _choice("document", "Source", {s: evidence.citation(s) for s in sorted(used)})
        + '<p class="search-found"><output for="evidence-search" role="status"></output>'
        '<button type="button">Clear</button></p></form>'
    )


def _choice(name: str, label: str, options: dict[str, str]) -> str:
    listed = "".join(
        f'<option value="{value}">{html.escape(text)}</option>' for value, text in options.items()
    )
    return (
        f'<p><label for="evidence-{name}">{label}</label>'
        f'<select id="evidence-{name}" name="{name}">'
        f'<option value="">All</option>{listed}</select></p>'
    )


def table_html(name: str, records: list[Cells]) -> str:
    """Return the rows of a table of the data package as HTML.

    Parameters
    ----------
    name : str
        Name of the table.
    records : list of dict
        Its rows, each with its ``id``.

    Examples
    --------
    >>> unit = {"id": "firms", **evidence.row("units", "firms")}
    >>> '<tr id="units-firms"' in table_html("units", [unit])
    True
    """
    columns = {**_COLUMNS[name], **({} if name in _WITHOUT_LOCATOR else _SOURCED)}
    head = "".join(f'<th scope="col">{html.escape(title)}</th>' for title in columns)
    body = "".join(_row(name, record, list(columns.values())) for record in records)
    return (
        f'<div class="evidence-table" data-table="{name}"><table>'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table></div>"
    )


def anchor(name: str, identifier: str) -> str:
    """Return the address of a row within the data page.

    Facts link to observations by their bare id; a row of another table may have
    the same id and is told apart by the name of its table.

    Examples
    --------
    >>> anchor("observations", "yongkang-firms-2006"), anchor("actors", "mr-lu")
    ('yongkang-firms-2006', 'actors-mr-lu')
    """
    return identifier if name == "observations" else f"{name}-{identifier}"


def _row(name: str, record: Cells, cells: list[Cell]) -> str:
    address = anchor(name, record["id"])
    case = record["id"] if name == "cases" else record.get("case", "")
    marks = "".join(
        f' data-{mark}="{value}"'
        for mark, value in {"case": case, "source": record.get("source", "")}.items()
        if value
    )
    link = f'<a class="row-address" href="#{address}">{record["id"]}</a>'
    first, *others = (cell(record) for cell in cells)
    inner = "".join(f"<td>{cell}</td>" for cell in others)
    return f'<tr id="{address}"{marks}><td>{first}{link}</td>{inner}</tr>\n'


def _plain(column: str) -> Cell:
    return lambda row: html.escape(_text(row[column]))


def _text(value: object) -> str:
    if pd.isna(value):  # type: ignore[call-overload]
        return ""
    return evidence.grouped(value) if isinstance(value, float) else str(value)


def _strong(*columns: str, small: str = "") -> Cell:
    """Set the first column in bold, with others and a small line after it."""

    def cell(row: Cells) -> str:
        main, *rest = (html.escape(_text(row[column])) for column in columns)
        text = f"<b>{main}</b>" + "".join(f" {part}" for part in rest if part)
        return text + (f"<small>{html.escape(row[small])}</small>" if small and row[small] else "")

    return cell


def _linked(column: str, table: str, label: str) -> Cell:
    """Link to the row of another table that a column names, by its label."""

    def cell(row: Cells) -> str:
        if not row[column]:
            return ""
        text = html.escape(str(_rows(table)[row[column]][label]))
        return f'<a href="#{anchor(table, row[column])}">{text}</a>'

    return cell


def _when(start: str, end: str) -> Cell:
    def cell(row: Cells) -> str:
        first, last = _text(row[start]), _text(row[end])
        return (
            _sorted_by(_years(first or last), evidence.dated(first, last)) if first or last else ""
        )

    return cell


def _years(date: str) -> float:
    year, month, day = ([int(part) for part in re.findall(r"\d+", date)] + [1, 1])[:3]
    return (-year if date.startswith("-") else year) + (month - 1) / 12 + (day - 1) / 372


def _sorted_by(key: float, text: str) -> str:
    return f'<span data-sort="{key:.10g}">{html.escape(text)}</span>'


def _number(row: Cells) -> str:
    observation = evidence.observation(row["id"])
    # Rows sort by what is known of the number, the lower bound first.
    known = next((b for b in (row["low"], row["high"]) if b == b), 0.0)  # noqa: PLR0124 - not nan
    return _sorted_by(known, evidence.worded(observation))


def _amount(row: Cells) -> str:
    if not row["unit"]:
        return ""
    return html.escape(evidence.between(row["low"], row["high"], row["unit"]))


def _tie(row: Cells) -> str:
    about = f"<small>{html.escape(row['object'])}</small>" if row["object"] else ""
    return f"<b>{html.escape(row['kind'])}</b>{about}"


def _name(row: Cells) -> str:
    zh = f' <span lang="zh">{row["name_zh"]}</span>' if row["name_zh"] else ""
    pinyin = f" {html.escape(row['pinyin'])}" if row["pinyin"] else ""
    also = f"<small>{html.escape(row['other_names'])}</small>" if row["other_names"] else ""
    return f"<b>{html.escape(row['name'])}</b>{zh}{pinyin}{also}"


def _term(row: Cells) -> str:
    zh = f'<span lang="zh">{row["characters"]}</span> ' if row["characters"] else ""
    return f"{zh}<b>{html.escape(row['pinyin'])}</b>"


def _rests_on(row: Cells, column: str = "evidence") -> str:
    references = [part.strip().partition("/") for part in row[column].split(";") if part]
    return ", ".join(
        f'<a href="#{anchor(table, identifier)}">{html.escape(identifier)}</a>'
        for table, _, identifier in references
    )


def _published(row: Cells) -> str:
    parts = [row["authors"], _text(row["year"]), row["container"], row["volume"], row["pages"]]
    return html.escape(", ".join(part for part in parts if part))


def _web(row: Cells) -> str:
    address = f"https://doi.org/{row['doi']}" if row["doi"] else row["url"]
    if not address:
        return ""
    return f'<a href="{html.escape(address)}">{html.escape(row["doi"] or address)}</a>'


def _point(row: Cells) -> str:
    latitude, longitude = _text(row["latitude"]), _text(row["longitude"])
    return f"{latitude} N {longitude} E" if latitude else ""


def _unit(row: Cells) -> str:
    return f"<b>{html.escape(row['plural'] or 'a bare number')}</b>"


@cache
def _rows(name: str) -> dict[str, Cells]:
    return {
        str(identifier): {str(column): value for column, value in cells.items()}
        for identifier, cells in evidence.table(name).to_dict(orient="index").items()
    }


def _place() -> Cell:
    return _linked("case", "cases", "name")


_WITHOUT_LOCATOR = {
    *("series", "units", "sources", "readings"),
    # The book's own readings, which rest on rows.
    *("yardsticks", "conditions", "codings"),
}

# The end of every other row.
_SOURCED: dict[str, Cell] = {
    "Source": lambda row: (
        f"{html.escape(evidence.citation(row['source']))}<small>{html.escape(row['locator'])}</small>"
    ),
    "Note": _plain("note"),
}

_COLUMNS: dict[str, dict[str, Cell]] = {
    "observations": {
        "What": _linked("series", "series", "title"),
        "Place": _place(),
        "When": _when("period_start", "period_end"),
        "Number": _number,
        "Said by": _plain("speaker"),
    },
    "events": {
        "What happened": _strong("title", small="summary"),
        "Place": _place(),
        "When": _when("date_start", "date_end"),
        "Level": _plain("level"),
        "Actor": _linked("actor", "actors", "name"),
        "Kind": _plain("kind"),
    },
    "stages": {
        "Stage": _strong("name", small="scheme"),
        "Place": _place(),
        "When": _when("start", "end"),
        "Economy": _plain("economy"),
        "Governance": _plain("governance"),
        "Drivers": _plain("drivers"),
    },
    "trajectories": {
        "Step": _strong("activity", small="products"),
        "Actor": _linked("actor", "actors", "name"),
        "When": _when("start", "end"),
        "Status": _plain("status"),
        "Market": _plain("market"),
    },
    "actors": {
        "Name": _name,
        "Place": _place(),
        "Kind": _plain("kind"),
        "Level": _plain("level"),
    },
    "ties": {
        "From": _linked("from", "actors", "name"),
        "Tie": _tie,
        "To": _linked("to", "actors", "name"),
        "Place": _place(),
        "When": _when("start", "end"),
        "Amount": _amount,
    },
    "dimensions": {
        "Coding": _plain("coding"),
        "Type": _strong("type", small="scheme"),
        "Dimension": _plain("dimension"),
        "Place": _place(),
        "Rests on": _rests_on,
    },
    "yardsticks": {
        "Case": _place(),
        "Compared": _plain("aspect"),
        "Measured at": _linked("place", "cases", "name"),
        "Series": lambda row: _linked("series", "series", "title")(row) if row["series"] else "",
        "Year": _plain("year"),
        "Rests on": lambda row: _rests_on(row, "row"),
        "Note": _plain("note"),
    },
    "conditions": {
        "Condition": _strong("name"),
        "Role": _plain("role"),
        "Question": _plain("question"),
        "Fully out": _plain("absent"),
        "Fully in": _plain("present"),
        "Note": _plain("note"),
    },
    "codings": {
        "Case": _place(),
        "Condition": _linked("condition", "conditions", "name"),
        "Membership": _plain("membership"),
        "At least": _plain("low"),
        "At most": _plain("high"),
        "Why": _plain("reason"),
        "Rests on": _rests_on,
    },
    "claims": {
        "Claim": _plain("statement"),
        "Kind": _plain("kind"),
        "Place": _place(),
        "Test": lambda row: html.escape(
            row["function"] or row["theory"] or row["untested"] or "none yet"
        ),
    },
    "limitations": {
        "Limitation": _plain("statement"),
        "Kind": _plain("kind"),
        "Place": _place(),
    },
    "citations": {
        "In the text": _plain("in_text"),
        "In the list": _plain("in_list"),
        "Number": _plain("number"),
        "Subject": _plain("subject"),
        "First cited": _plain("first_cited"),
        "Used for": _plain("use"),
    },
    "glossary": {
        "Term": _term,
        "English": _plain("english"),
        "Meaning": _plain("meaning"),
        "Kind": _plain("kind"),
        "Place": _place(),
    },
    "cases": {
        "Place": _name,
        "Role": _plain("role"),
        "Level": _plain("level"),
        "Within": _linked("within", "cases", "name"),
        "Where": _point,
        "Industry": _plain("industry"),
        "Period": _when("period_start", "period_end"),
    },
    "series": {
        "Series": _strong("title"),
        "Definition": _plain("definition"),
        "Topic": _plain("topic"),
    },
    "units": {
        "Unit": _unit,
        "Measures": _plain("kind"),
        "Whole numbers": lambda row: "yes" if row["whole"] else "",
        "Least": _plain("minimum"),
        "Most": _plain("maximum"),
    },
    "sources": {
        "Source": _strong("title"),
        "Published": _published,
        "Address": _web,
        "Version": _plain("version"),
        "Licence": _plain("licence"),
        "Note": _plain("note"),
    },
    "readings": {
        "Document": _linked("source", "sources", "title"),
        "Read": lambda row: html.escape(evidence.dated(row["date"], row["date"])),
        "Rows": _plain("walked"),
        "Corrected": _plain("corrected"),
        "Dropped": _plain("dropped"),
        "Added": _plain("added"),
        "Note": _plain("note"),
    },
}


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("evidence-controls", EvidenceControls)
    app.add_directive("evidence-downloads", EvidenceDownloads)
    app.add_directive("evidence-table", EvidenceTable)
