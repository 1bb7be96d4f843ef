"""Formulas as MathML, written when the book is built.

Browsers draw MathML themselves: no script, no font and no request, and a screen
reader can read it.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.writers.html5 import HTML5Translator


def visit_inline(translator: HTML5Translator, node: nodes.math) -> None:
    """Write a formula in the line."""
    translator.body.append(convert(node.astext()))
    raise nodes.SkipNode


def visit_block(translator: HTML5Translator, node: Any) -> None:
    """Write a displayed formula, which scrolls by itself where it is too wide."""
    identifier = f' id="{node["ids"][0]}"' if node.get("ids") else ""
    formula = convert(node.astext(), display="block")
    translator.body.append(
        f'<div class="formula" tabindex="0" role="group" aria-label="Formula"{identifier}>'
        f"{formula}</div>\n"
    )
    raise nodes.SkipNode
