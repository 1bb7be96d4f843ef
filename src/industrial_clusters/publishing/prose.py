"""No naked numbers: every number of the prose is evidence, computed, or excused by name.

The check reads finished pages, so that it sees what the reader sees, however a
chapter was written. What it lets pass by rule (years, dates, references to a
table or page) is below; everything else is wrapped in the role ``exempt``, which
keeps the reason beside the number and makes exceptions countable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

# What is not prose, or is checked elsewhere: evidence, computed output, formulas,
# code, charts, the data's own tables, references and page furniture.
_SKIPPED = """
    span.fact, .explained-note, .number-exempt, .pasted-text, .pasted-inline, .cell, .output,
    .cell_input,
    math, .formula, .eqno, code, pre, figure.chart, .evidence-table, .evidence-downloads,
    .glossary-list, script, style,
    div.citation, div.bibliography, dl.citation, .bibtex-citation, .footnote-reference,
    aside.footnote > .label, .fn-bracket, .fn-backref, .backrefs, .headerlink, nav,
    .section-number, .caption-number, .std-numref, a[href*='#equation-'], .prev-next-area, .cite-box
"""
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "br", "cite", "del", "dfn", "em", "i", "ins", "kbd", "mark"}
    | {"q", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var"}
)
# Stands where something was skipped, so that its neighbours do not become one word.
_GAP = "\ufffc"

_YEAR = r"(?:1\d{3}|20\d{2})"
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DASH = "[-–—]"
_NUMBERED = r"\d+[a-z]?(?:\.\d+)*"
# A number before one of these counts things, even where it looks like a year.
_COUNTED = (
    "%|per ?cent|percent|yuan|dollars|euros?|tons?|tonnes|firms?|enterprises|companies|factories"
    "|households|families|people|persons|workers|employees|villagers|villages|towns|clusters"
    "|shops|stores|stalls|km|mu|hectares|years"
)
_CITED_ONE = "[Ff]ootnote|[Pp]age|[Pp]aragraph|[Ss]ection|[Cc]hapter|Table|Figure|Map"
_CITED_MANY = "[Ff]ootnotes|[Pp]ages|[Pp]aragraphs|[Ss]ections|[Cc]hapters|Tables|Figures|Maps"
_AND = rf"(?:\s?{_DASH}\s?|,\s|\s(?:and|to|or)\s)"
_RULES = (
    # addresses and identifiers of publications
    r"https?://\S+|(?:doi:\s?)?\b10\.\d{4,}/\S+|\bISBN(?:-1[03])?:?\s?[\d-]+X?\b",
    # 4-6 May 2011, 12 March 2011, 1st July
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?:\s?{_DASH}\s?\d{{1,2}})?\s{_MONTH}\b(?:\s{_YEAR}\b)?",
    # March 12, 2011
    rf"\b{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?\b(?![,.]\d)(?:,?\s{_YEAR}\b)?",
    # 2011-03-12
    rf"\b{_YEAR}-\d{{2}}-\d{{2}}\b",
    # AD 9, 221 BC
    r"\b(?:AD|BC)\s\d{1,4}\b|\b\d{1,4}\s(?:AD|BC|BCE|CE)\b",
    # Table 1, page 37
    rf"\b(?:{_CITED_ONE})\s{_NUMBERED}\b",
    # Tables 1 and 2, footnotes 46-48
    rf"\b(?:{_CITED_MANY})\s{_NUMBERED}\b(?:{_AND}{_NUMBERED}\b(?!\s?%))*",
    # p. 4, pp. 37-48
    rf"\bpp?\.\s?\d+\b(?:\s?{_DASH}\s?\d+\b)?",
    # 1982, 1980s, 1982-84, 1996–2004; no digit, sign or unit may touch a year
    (
        rf"(?<![\d.,$¥€£+−\u2009\u202f])\b{_YEAR}(?:s\b|\s?{_DASH}\s?(?:{_YEAR}|\d{{2}})\b|\b)"
        rf"(?![.,\u2009\u202f]\d|\s?°|\s?(?:{_COUNTED})(?!\w))"
    ),
)
_ALLOWED = re.compile("|".join(_RULES))
# "In 1984 firms appeared" has a year, "the 1984 firms" a count.
_DATED = re.compile(
    rf"\b(?:[Ii]n|[Bb]y|[Ss]ince|[Uu]ntil|[Ff]rom|[Bb]efore|[Aa]fter|[Dd]uring|of)\s{_YEAR}\b(?!\s?%)"
)
_VERSION = re.compile(r"\bv\d+(?:\.\d+)*\b|\b\d+(?:\.\d+){2,}\b|\b[Vv]ersion\s\d+(?:\.\d+)*\b")
# A superscript after a letter belongs to a unit, as in m².
_NUMBER = re.compile(
    r"\d+(?:[.,\u2009\u202f\u00a0]\d+)*\s?%?|[¼-¾⅐-⅞①-⑳]|(?<![A-Za-z])[⁰¹²³⁴-⁹₀-₉]+"
)


@dataclass(frozen=True, slots=True)
class NakedNumber:
    """A number of the prose without source, computation or excuse.

    Parameters
    ----------
    number : str
        As the page prints it.
    element : str
        HTML element that holds it.
    context : str
        Words around it.
    """

    number: str
    element: str
    context: str

    def __str__(self) -> str:
        """Return a line for the log."""
        return f"<{self.element}> {self.number!r} in: {self.context}"


@dataclass(frozen=True, slots=True)
class Exemption:
    """A number that the author excused by name.

    Parameters
    ----------
    text, reason : str
        What the page prints, and why it needs no source.
    """

    text: str
    reason: str


def naked_numbers(page: str) -> list[NakedNumber]:
    """Return the naked numbers of a page, in reading order.

    Parameters
    ----------
    page : str
        HTML of a finished page.

    Examples
    --------
    >>> page = "<article><p>In 1982 they were <span class='fact'>170</span>, then 15,000.</p>"
    >>> [found.number for found in naked_numbers(page)]
    ['15,000']
    """
    article = _article(page)
    for skipped in article.select(_SKIPPED):
        if not skipped.decomposed:
            skipped.insert_before(_GAP)
            skipped.decompose()
    for link in article.select("a[href^=http]"):
        link.string = _VERSION.sub(_GAP, link.get_text())
    return [
        NakedNumber(found[0].strip(), element, text[max(0, found.start() - 40) : found.end() + 40])
        for element, text in _blocks(article)
        for found in _NUMBER.finditer(_without_allowed(text))
    ]


def exemptions(page: str) -> list[Exemption]:
    """Return the numbers that a page excuses by name.

    Parameters
    ----------
    page : str
        HTML of a finished page.

    Examples
    --------
    >>> page = "<article><span class='number-exempt' data-reason='HTTP status'>404</span>"
    >>> exemptions(page)
    [Exemption(text='404', reason='HTTP status')]
    """
    return [
        Exemption(span.get_text(), str(span.get("data-reason", "")))
        for span in _article(page).select(".number-exempt")
    ]


def _article(page: str) -> Tag:
    soup = BeautifulSoup(page, "html.parser")
    return soup.select_one("article") or soup


def _blocks(article: Tag) -> Iterator[tuple[str, str]]:
    """Yield each block of prose as the name of its element and its text."""
    texts: dict[int, list[str]] = {}
    names: dict[int, str] = {}
    for string in article.find_all(string=True):
        if isinstance(string, PreformattedString) or not isinstance(string, NavigableString):
            continue  # comments and the like
        block = next((up for up in string.parents if up.name not in _INLINE), article)
        names[id(block)] = block.name
        texts.setdefault(id(block), []).append(string)
    for key, parts in texts.items():
        yield names[key], re.sub(r"[ \t\r\n]+", " ", "".join(parts))


def _without_allowed(text: str) -> str:
    """Return a text of the same length in which the numbers that may stand are blanks."""
    for rule in (_ALLOWED, _DATED):
        text = rule.sub(lambda match: " " * len(match[0]), text)
    return text


class exempt(nodes.Inline, nodes.TextElement):  # noqa: N801 - docutils names nodes in lower case
    """A number that needs no source, with the reason."""


class ExemptRole(SphinxRole):
    """``{exempt}`404 | HTTP status, not a fact``` prints 404 and keeps the reason."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the node, or an error where the reason or the number is missing."""
        text, _, reason = (part.strip() for part in self.text.partition("|"))
        if not reason or not _NUMBER.search(text):
            error = self.inliner.reporter.error(
                f"exempt {self.text!r}: write a number, a bar and the reason, "
                "as in '404 | HTTP status'",
                line=self.lineno,
            )
            return [self.inliner.problematic(self.rawtext, self.rawtext, error)], [error]
        return [exempt(self.rawtext, text, reason=reason)], []


def visit_html(translator: Any, node: exempt) -> None:
    """Write the text with its reason, where the check counts it."""
    reason = {"data-reason": node["reason"]}
    translator.body.append(translator.starttag(node, "span", "", CLASS="number-exempt", **reason))


def depart_html(translator: Any, _node: exempt) -> None:
    """Close the element."""
    translator.body.append("</span>")


def write_nothing(_translator: Any, _node: exempt) -> None:
    """Leave the text alone: other formats are not checked."""


def setup(app: Sphinx) -> None:
    """Register the role and its node."""
    app.add_role("exempt", ExemptRole())
    plain = (write_nothing, write_nothing)
    app.add_node(exempt, html=(visit_html, depart_html), latex=plain, epub=plain, text=plain)
