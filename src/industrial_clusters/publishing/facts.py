"""The evidence role: a number of a document, with its source one step away."""

from __future__ import annotations

import html
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from industrial_clusters import evidence
from industrial_clusters.publishing.explanations import explained

DATA_PAGE = "reference/data"


class fact(nodes.Inline, nodes.TextElement):  # noqa: N801 - docutils names nodes in lower case
    """A number of a document, as the prose prints it."""


class FactRole(SphinxRole):
    """``{fact}`id``` prints an observation; ``{fact}`id | bare``` leaves its unit out.

    The number carries document and place, shown on hover, focus and tap, and
    links to its row on the data page.
    """

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the node, or an error that names the unknown row."""
        identifier, _, option = (part.strip() for part in self.text.partition("|"))
        try:
            observation = evidence.observation(identifier)
        except KeyError as unknown:
            return self._refused(f"{unknown.args[0]}")
        if option not in {"", "bare"}:
            return self._refused(
                f"{option!r} is no option of the fact role; leave it out or 'bare'"
            )
        node = fact(
            self.rawtext,
            evidence.worded(observation, bare=option == "bare"),
            row=identifier,
            place=f"{evidence.citation(observation.source)}, {observation.locator}",
            anchor=f"fact-{self.env.new_serialno('fact') + 1}",
        )
        return [node], []

    def _refused(self, message: str) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        error = self.inliner.reporter.error(message, line=self.lineno)
        return [self.inliner.problematic(self.rawtext, self.rawtext, error)], [error]


def visit_html(translator: Any, node: fact) -> None:
    """Write the number as a link to its row, with its place as a tooltip."""
    page = translator.builder.get_relative_uri(translator.builder.current_docname, DATA_PAGE)
    translator.body.append(
        explained(
            "fact",
            node.astext(),
            f"{page}#{node['row']}",
            node["anchor"],
            html.escape(node["place"]),
        )
    )
    raise nodes.SkipNode


def visit_text(_translator: Any, _node: fact) -> None:
    """Write the number alone: other formats have no page to link to."""


def depart_text(_translator: Any, _node: fact) -> None:
    """Do nothing: the number's text is all there is."""


def setup(app: Sphinx) -> None:
    """Register the role and its node."""
    app.add_role("fact", FactRole())
    plain = (visit_text, depart_text)
    app.add_node(fact, html=(visit_html, None), latex=plain, epub=plain, text=plain)
