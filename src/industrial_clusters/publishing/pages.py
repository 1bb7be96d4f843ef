"""What every page of the book gets: its abstract, its metadata, its scripts."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from industrial_clusters.publishing import rendering
from industrial_clusters.publishing.facts import DATA_PAGE
from industrial_clusters.publishing.tables import anchor

# charts.js asks for it by this name.
CHART_BUNDLE = "vega-bundle.js"


def place_abstract(app: Sphinx, doctree: nodes.document) -> None:
    """Move the abstract of the front matter below the title and add the keywords.

    Docutils takes an ``abstract`` in the front matter as a topic at the head of
    the page, above the title.
    """
    topics = (t for t in doctree.findall(nodes.topic) if "abstract" in t["classes"])
    topic = next(topics, None)
    title = next((t for t in doctree.findall(nodes.title) if t.parent is not topic), None)
    if topic is None or title is None or title.parent is None:
        return
    metadata = app.env.metadata[app.env.docname]
    metadata["abstract"] = topic.children[-1].astext()
    abstract = nodes.container("", *topic.children[1:], classes=["abstract"])
    if words := keywords(metadata):
        abstract += nodes.paragraph(
            "", "", nodes.strong("", "Keywords: "), nodes.Text(", ".join(words))
        )
    topic.parent.remove(topic)
    title.parent.insert(title.parent.index(title) + 1, abstract)


def keywords(metadata: dict[str, Any]) -> list[str]:
    """Return the keywords of a page's front matter.

    Examples
    --------
    >>> keywords({"keywords": '["red hat", "land"]'})
    ['red hat', 'land']
    """
    found = metadata.get("keywords", [])
    return list(json.loads(found)) if isinstance(found, str) and found else list(found)


def describe_page(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Add a page's description and keywords to its head."""
    metadata = app.env.metadata.get(pagename, {})
    tags = {"description": metadata.get("abstract", ""), "keywords": ", ".join(keywords(metadata))}
    context["metatags"] = context.get("metatags", "") + "".join(
        f'<meta name="{name}" content="{html.escape(content)}" />\n'
        for name, content in tags.items()
        if content
    )


# HTML of other tools that a screen reader stumbles over, and what it becomes: the
# corner of a data frame heads nothing, and an entry of a list of works is an item.
_MENDED = {
    "<th></th>": "<td></td>",
    ' role="doc-biblioentry"': ' role="listitem"',
}


def mend_body(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Mend the HTML that a page has from other tools."""
    for faulty, mended in _MENDED.items():
        context["body"] = context.get("body", "").replace(faulty, mended)


def link_rows(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Turn ``evidence:table/id``, which code may print, into the address of the row."""
    data_page = app.builder.get_relative_uri(page, DATA_PAGE)

    def address(match: re.Match[str]) -> str:
        return f'href="{data_page}#{anchor(match[1], match[2])}"'

    context["body"] = re.sub(
        r'href="evidence:([a-z-]+)/([a-z0-9-]+)"', address, context.get("body", "")
    )


def link_pages(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Turn ``page:name``, which code may print, into the page's address.

    A link to a page that the book does not have yet is left as its text.
    """

    def link(match: re.Match[str]) -> str:
        target, text = match[1], match[2]
        if target not in app.env.found_docs:
            return text
        return f'<a href="{app.builder.get_relative_uri(page, target)}">{text}</a>'

    context["body"] = re.sub(
        r'<a href="page:([a-z0-9/-]+)">(.*?)</a>', link, context.get("body", "")
    )


def write_chart_bundle(app: Sphinx, failure: Exception | None) -> None:
    """Put Vega beside the pages, once for the whole book."""
    if failure is None and app.builder.format == "html":
        target = Path(app.outdir) / "_static" / CHART_BUNDLE
        if not target.exists():
            target.write_text(rendering.script_bundle(), encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Connect the steps to the build."""
    app.connect("doctree-read", place_abstract)
    app.connect("html-page-context", describe_page)
    app.connect("html-page-context", mend_body)
    app.connect("html-page-context", link_rows)
    app.connect("html-page-context", link_pages)
    app.connect("build-finished", write_chart_bundle)
