"""The Sphinx extension of the book: evidence roles, charts, formulas, page metadata."""

from __future__ import annotations

import os
from importlib.metadata import version
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from industrial_clusters.publishing import (
    citation,
    downloads,
    facts,
    mathml,
    pages,
    policy,
    prose,
    tables,
    terms,
    uses,
)


def use_keyed_cache(_app: Sphinx, config: Config) -> None:
    """Take the folder of executed chapters from the build, which names it by all inputs."""
    folder = os.environ.get("BOOK_EXECUTION_CACHE")
    if folder:
        config.nb_execution_cache_path = folder


def name_version(_app: Sphinx, config: Config) -> None:
    """Take the version that the book asks to be cited by from the package's own."""
    config.release = version("industrial-clusters")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything with Sphinx."""
    # Jupyter Book sets this option of an extension that the book does without.
    app.add_config_value("comments_config", {}, "")
    app.connect("config-inited", use_keyed_cache)
    app.connect("config-inited", name_version)
    app.add_html_math_renderer(
        "mathml",
        inline_renderers=(mathml.visit_inline, None),
        block_renderers=(mathml.visit_block, None),
    )
    for part in (downloads, facts, pages, citation, policy, prose, tables, terms, uses):
        part.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
