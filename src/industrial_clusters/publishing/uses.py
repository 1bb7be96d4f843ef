"""Where a row or a term is used: links from the data and the glossary back to the pages.

While pages are read, each row that a page leads to and each term that it explains is noted;
when the data page and the glossary are written, each row and entry gets its "used in". Both
are written again whenever a page comes to use another row.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector

from industrial_clusters.publishing.facts import DATA_PAGE, fact
from industrial_clusters.publishing.tables import anchor
from industrial_clusters.publishing.terms import GLOSSARY_PAGE, chinese

_LINK = re.compile(r'href="evidence:([a-z-]+)/([a-z0-9-]+)"')
# In the tables of the data and in the list of terms: the address, and where the uses go.
_ROW = re.compile(r'(<tr id="(?P<address>[^"]+)".*?<a class="row-address"[^>]*>[^<]*</a>)')
_ENTRY = re.compile(r'(<dt id="(?P<address>term-[^"]+)">.*?<dd>.*?)(?=</dd>)', re.DOTALL)


class UsesCollector(EnvironmentCollector):
    """Notes which rows and terms each page uses, as addresses on the page that holds them."""

    def clear_doc(self, _app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Forget what a page used."""
        uses_of(env).pop(docname, None)

    def merge_other(
        self, _app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment
    ) -> None:
        """Take over what another process noted."""
        noted = uses_of(other)
        uses_of(env).update({name: noted[name] for name in docnames if name in noted})

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Note what a page uses."""
        if used := used_by(doctree):
            uses_of(app.env)[app.env.docname] = used

    def get_updated_docs(self, _app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Return the pages of data and terms where a page uses others than before."""
        now = {name: sorted(used) for name, used in sorted(uses_of(env).items())}
        if now == getattr(env, "industrial_clusters_uses_written", None):
            return []
        env.industrial_clusters_uses_written = now  # type: ignore[attr-defined]
        return [page for page in (DATA_PAGE, GLOSSARY_PAGE) if page in env.found_docs]


def uses_of(env: BuildEnvironment) -> dict[str, set[str]]:
    """Return the addresses that each page uses, by page."""
    if not hasattr(env, "industrial_clusters_uses"):
        env.industrial_clusters_uses = {}  # type: ignore[attr-defined]
    found: dict[str, set[str]] = env.industrial_clusters_uses  # type: ignore[attr-defined]
    return found


def used_by(doctree: nodes.document) -> set[str]:
    """Return the addresses of the rows and terms that a page uses."""
    rows = {anchor("observations", node["row"]) for node in doctree.findall(fact)}
    terms = {f"term-{node['entry']}" for node in doctree.findall(chinese)}
    raw = (node.astext() for node in doctree.findall(nodes.raw))
    linked = {anchor(*match.groups()) for text in raw for match in _LINK.finditer(text)}
    return rows | terms | linked


def pages_by_address(env: BuildEnvironment) -> dict[str, list[str]]:
    """Return the pages that use each row and term, in the order of the book."""
    order = {page: place for place, page in enumerate(reading_order(env))}
    pages: dict[str, list[str]] = defaultdict(list)
    for page in sorted(uses_of(env), key=lambda name: (order.get(name, len(order)), name)):
        for address in uses_of(env)[page]:
            pages[address].append(page)
    return pages


def reading_order(env: BuildEnvironment) -> list[str]:
    """Return the pages as the table of contents has them."""
    found, waiting = [], [str(env.config.root_doc)]
    while waiting:
        page = waiting.pop(0)
        if page not in found:
            found.append(page)
            waiting = [*env.toctree_includes.get(page, []), *waiting]
    return found


def short_title(env: BuildEnvironment, page: str) -> str:
    """Return a page's title up to its colon."""
    return env.titles[page].astext().partition(":")[0]


def write_uses(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Write "used in" into each row of the data page and each entry of the glossary."""
    pattern = {DATA_PAGE: _ROW, GLOSSARY_PAGE: _ENTRY}.get(page)
    if pattern is None:
        return
    pages = pages_by_address(app.env)

    def with_uses(match: re.Match[str]) -> str:
        links = [
            f'<a href="{app.builder.get_relative_uri(page, name)}">'
            f"{html.escape(short_title(app.env, name))}</a>"
            for name in pages.get(match["address"], [])
        ]
        if not links:
            return match[1]
        return f'{match[1]}<small class="row-uses">Used in {", ".join(links)}</small>'

    context["body"] = pattern.sub(with_uses, context.get("body", ""))


def setup(app: Sphinx) -> None:
    """Connect the steps to the build."""
    app.add_env_collector(UsesCollector)
    app.connect("html-page-context", write_uses)
