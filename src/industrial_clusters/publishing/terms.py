"""Chinese terms: their roles in the prose, and the glossary that they lead to."""

from __future__ import annotations

import html
import unicodedata
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import ReferenceRole, SphinxDirective

from industrial_clusters import evidence
from industrial_clusters.publishing.explanations import explained

GLOSSARY_PAGE = "reference/glossary"


class chinese(nodes.Inline, nodes.TextElement):  # noqa: N801 - docutils names nodes in lower case
    """A Chinese term, as the prose prints it."""


class characters(nodes.Inline, nodes.TextElement):  # noqa: N801 - likewise
    """Chinese characters, which a page marks as such."""


class TermRole(ReferenceRole):
    """``{zh}`red hats <hong-maozi>``` explains a term of the glossary where it stands.

    Characters, pinyin and meaning show on hover, focus and tap, and the words lead
    to the glossary. Without words of its own the term prints in English. Where a
    term comes up first, ``{zh-first}`` prints characters and pinyin after it.
    """

    def __init__(self, *, first: bool = False) -> None:
        super().__init__()
        self.first = first

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the node, or an error that names the unknown term."""
        try:
            entry = evidence.row("glossary", self.target)
        except KeyError as unknown:
            error = self.inliner.reporter.error(str(unknown.args[0]), line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, error)], [error]
        node = chinese(
            self.rawtext,
            self.title if self.has_explicit_title else entry["english"],
            entry=self.target,
            characters=entry["characters"],
            pinyin=entry["pinyin"],
            meaning=entry["meaning"],
            anchor=f"term-{self.env.new_serialno('term') + 1}",
        )
        return [node, *(_in_brackets(entry) if self.first else [])], []


def _in_brackets(entry: dict[str, Any]) -> list[nodes.Node]:
    if not entry["characters"]:
        return [nodes.Text(f" ({entry['pinyin']})")]
    written = characters("", entry["characters"])
    return [nodes.Text(" ("), written, nodes.Text(f", {entry['pinyin']})")]


def visit_characters(translator: Any, _node: characters) -> None:
    """Mark characters as Chinese, for fonts and screen readers."""
    translator.body.append('<span lang="zh">')


def depart_characters(translator: Any, _node: characters) -> None:
    """Close the element."""
    translator.body.append("</span>")


def visit_html(translator: Any, node: chinese) -> None:
    """Write the term as a link to the glossary, with its meaning as a tooltip."""
    page = translator.builder.get_relative_uri(translator.builder.current_docname, GLOSSARY_PAGE)
    zh = _chinese(node["characters"])
    note = f"{zh}<i>{html.escape(node['pinyin'])}</i>: {html.escape(node['meaning'])}"
    translator.body.append(
        explained("term", node.astext(), f"{page}#term-{node['entry']}", node["anchor"], note)
    )
    raise nodes.SkipNode


def write_nothing(_translator: Any, _node: nodes.Element) -> None:
    """Leave the words alone: other formats have no page to link to."""


class GlossaryList(SphinxDirective):
    """``{glossary-list}`` prints every term of the data package, in the order of its pinyin."""

    def run(self) -> list[nodes.Node]:
        """Return a definition list, each entry with its address."""
        entries = evidence.table("glossary").to_dict(orient="index")
        plain = sorted(entries, key=lambda key: (_letters(entries[key]["pinyin"]), key))
        listed = nodes.definition_list(classes=["glossary-list"])
        listed += [_entry(str(key), entries[key]) for key in plain]
        return [listed]


def _entry(identifier: str, entry: dict[Any, Any]) -> nodes.definition_list_item:
    head = nodes.term("", "", ids=[f"term-{identifier}"])
    if entry["characters"]:
        head += [characters("", entry["characters"]), nodes.Text(" ")]
    head += [nodes.emphasis("", entry["pinyin"]), nodes.Text(f" {entry['english']}")]
    place = evidence.row("cases", entry["case"])["name"]
    origin = f"{place}. {evidence.citation(entry['source'])}, {entry['locator']}."
    if entry["printed"]:
        origin += f" Printed as {entry['printed']}."
    if entry["note"]:
        origin += f" {entry['note']}"
    body = nodes.definition("", nodes.paragraph("", f"{entry['meaning']}."))
    body += nodes.paragraph("", origin, classes=["glossary-origin"])
    return nodes.definition_list_item("", head, body)


def _chinese(characters: str) -> str:
    return f'<span lang="zh">{html.escape(characters)}</span> ' if characters else ""


def _letters(pinyin: str) -> str:
    """Return pinyin without its tone marks, for sorting."""
    decomposed = unicodedata.normalize("NFD", pinyin)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def setup(app: Sphinx) -> None:
    """Register the roles, their node and the directive."""
    app.add_role("zh", TermRole())
    app.add_role("zh-first", TermRole(first=True))
    app.add_directive("glossary-list", GlossaryList)
    plain = (write_nothing, write_nothing)
    app.add_node(chinese, html=(visit_html, None), latex=plain, epub=plain, text=plain)
    marked = (visit_characters, depart_characters)
    app.add_node(characters, html=marked, epub=marked, latex=plain, text=plain)
