"""The number check finds planted naked numbers and lets the rest of a page stand."""

import io
from typing import Any

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from docutils.parsers.rst import roles

from industrial_clusters.publishing import prose

NAKED = {
    "paragraph": ("<p>It had 42 firms.</p>", ["42"]),
    "list": ("<ul><li>one</li><li>7 markets</li></ul>", ["7"]),
    "nested list": ("<ul><li>one<ul><li>two</li></ul>and 8</li></ul>", ["8"]),
    "heading": ("<h2>How 5 leaders retire</h2>", ["5"]),
    "caption": ("<table><caption>The 30 towns</caption></table>", ["30"]),
    "figure caption": ("<figure><figcaption>All 30 towns</figcaption></figure>", ["30"]),
    "table cell": ("<table><tr><td>12</td><td>towns</td></tr></table>", ["12"]),
    "table heading": ("<table><tr><th>Top 10</th></tr></table>", ["10"]),
    "abstract": ("<div class='abstract'><p>It grew by 9.</p></div>", ["9"]),
    "definition": ("<dl><dt>mu</dt><dd>15 make a hectare</dd></dl>", ["15"]),
    "quotation": ("<blockquote><p>they were 3</p></blockquote>", ["3"]),
    "footnote": ("<aside class='footnote'><span>a</span><p>Or 31.</p></aside>", ["31"]),
    "summary": ("<details><summary>All 6</summary></details>", ["6"]),
    "bare text": ("<div>only 11</div>", ["11"]),
    "after a fact": ("<p><span class='fact'>30</span> of 60 firms</p>", ["60"]),
    "touching a fact": ("<p><span class='fact'>30</span>0 firms</p>", ["0"]),
    "touching computed output": ("<p><span class='pasted-text'>3</span>2</p>", ["2"]),
    "percent": ("<p>grew 40% a year</p>", ["40%"]),
    "decimal": ("<p>grew 8.4 points</p>", ["8.4"]),
    "comma": ("<p>sold 15,000 drills</p>", ["15,000"]),
    "comma, as if a year": ("<p>sold 1,982 drills</p>", ["1,982"]),
    "thin space": ("<p>sold 15\u2009000 drills</p>", ["15\u2009000"]),
    "narrow space": ("<p>sold 15\u202f000 drills</p>", ["15\u202f000"]),
    "glued to a unit": ("<p>lies 20km away</p>", ["20"]),
    "superscript": ("<p>some 10<sup>6</sup> yuan</p>", ["106"]),
    "superscript character": ("<p>some 10⁶ yuan</p>", ["10", "⁶"]),
    "fraction": ("<p>some ½ of them</p>", ["½"]),
    "emphasis": ("<p>some <em>9</em> of them</p>", ["9"]),
    "link": ("<p><a href='x.html'>all 9</a></p>", ["9"]),
    "decimal in an outside link": ("<p><a href='https://a.org'>rose 8.4</a></p>", ["8.4"]),
    "count like a year": ("<p>the 1500 firms</p>", ["1500"]),
    "money like a year": ("<p>for ¥2000</p>", ["2000"]),
    "share like a year": ("<p>in 1200% more</p>", ["1200%"]),
    "year with decimals": ("<p>at 1982.5</p>", ["1982.5"]),
    "year out of reach": ("<p>in 2150</p>", ["2150"]),
    "five digits": ("<p>in 19821</p>", ["19821"]),
    "verb": ("<p>she notes 12 banks; it maps 13 towns</p>", ["12", "13"]),
    "noun": ("<p>a figure 30 times higher</p>", ["30"]),
    "after a reference": ("<p>Table 1 has 4 rows, page 3 has 5</p>", ["4", "5"]),
    "after one reference, with and": ("<p>Table 1 and 4 rows</p>", ["4"]),
    "after a range of years": ("<p>in 1982-84, 7</p>", ["7"]),
    "second end of no range": ("<p>in 1982-840</p>", ["840"]),
    "outside the article": ("<article><p>one</p></article><p>8</p>", []),
}  # fmt: skip

ALLOWED = {
    "year": "in 1982, by 2013 and (1998); since 1000",
    "decade": "the 1980s, the mid-1990s",
    "years and a noun": "In 1984 firms appeared; by 1984 households followed",
    "year range": "1982-84, 1996–2004, 1982 – 1984",
    "ancient": "in 221 BC and AD 9, by 700 CE",
    "date": "12 March 2011; March 12, 2011; 1st July; 4-6 May 2012; 2011-03-12; June 1997",
    "references": "Table 1, Tables 1 and 2, Figure 2.1, Map 3, section 4, chapter 5, page 37",
    "pages": "pp. 37-48, p. 4, pages 12–13, paragraph 3, footnote 37, footnotes 46-48",
    "doi": "doi: 10.4000/chinaperspectives.6916 and 10.26650/SJ.2020.40.2.0057",
    "isbn": "ISBN 978-3-16-148410-0",
    "address": "https://example.org/12/34",
    "version in a link": "<a href='https://a.org'>Vega 5.30.0</a>, <a href='https://a.org'>v2</a>",
    "unit exponent": "in m² and km³",
    "fact": "<span class='fact'><a href='#x'>170</a><span>Table 3, 12</span></span> firms",
    "exempt": "status <span class='number-exempt' data-reason='HTTP'>404</span>",
    "computed": "<span class='pasted-text'>8.4–9.2%</span>, <span class='pasted-inline'>7</span>",
    "formula": "<math><mn>2</mn></math>",
    "code": "<code>x = 2</code>",
    "citation": "<a class='footnote-reference' href='#a'>12</a>",
    "comment": "<!-- 12 -->none",
    "chinese numerals": "第一 百 十三",
}

SKIPPED_BLOCKS = (
    "<div class='cell'><div class='cell_output'>12</div></div>",
    "<pre>12</pre>",
    "<figure class='chart'><figcaption>12</figcaption></figure>",
    "<div class='evidence-table'><table><tr><td>12</td></tr></table></div>",
    "<div class='citation'>pp. 12, volume 3</div>",
    "<aside class='footnote'><span class='label'>12</span><p>word</p></aside>",
    "<h2><span class='section-number'>1.2. </span>Title<a class='headerlink'>1</a></h2>",
    "<nav>12</nav><div class='prev-next-area'>12</div>",
    "<script>12</script>",
)


def article(body):
    return body if body.startswith("<article>") else f"<main><article>{body}</article></main>"


@pytest.mark.parametrize("place", NAKED)
def test_a_planted_number_is_found(place):
    body, numbers = NAKED[place]
    assert [found.number for found in prose.naked_numbers(article(body))] == numbers


@pytest.mark.parametrize("rule", ALLOWED)
def test_a_number_with_a_rule_stands(rule):
    assert prose.naked_numbers(article(f"<p>{ALLOWED[rule]}</p>")) == []


@pytest.mark.parametrize("block", SKIPPED_BLOCKS)
def test_what_is_not_prose_is_skipped(block):
    assert prose.naked_numbers(article(block)) == []


def test_a_naked_number_says_where_it_is():
    (found,) = prose.naked_numbers(article("<ul><li>By 1982 it had 42 firms</li></ul>"))
    assert (found.element, found.context) == ("li", "By 1982 it had 42 firms")


def test_exemptions_are_listed_with_their_reasons():
    page = article("<p><span class='number-exempt' data-reason='HTTP status'>404</span></p>")
    assert prose.exemptions(page) == [prose.Exemption("404", "HTTP status")]


@pytest.fixture
def exempt_role(monkeypatch):
    monkeypatch.setattr("docutils.parsers.rst.roles._roles", {})
    role: Any = prose.ExemptRole()
    roles.register_local_role("exempt", role)


def parsed(text):
    """Return the parsed text and what docutils complains of."""
    complaints = io.StringIO()
    return publish_doctree(text, settings_overrides={"warning_stream": complaints}), complaints


@pytest.mark.usefixtures("exempt_role")
def test_the_role_keeps_text_and_reason():
    tree, complaints = parsed(":exempt:`404 | HTTP status, not a fact`")
    (node,) = tree.findall(prose.exempt)
    assert (node.astext(), node["reason"]) == ("404", "HTTP status, not a fact")
    assert complaints.getvalue() == ""


@pytest.mark.parametrize("text", ["404", "404 |", "| no number", "none | of this is a number"])
@pytest.mark.usefixtures("exempt_role")
def test_the_role_refuses_what_is_no_exemption(text):
    tree, complaints = parsed(f":exempt:`{text}`")
    assert list(tree.findall(nodes.problematic))
    assert "write a number, a bar and the reason" in complaints.getvalue()
