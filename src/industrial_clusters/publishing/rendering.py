"""The Altair renderer of the book: one figure that needs no server.

A chart leaves the kernel as a figure that holds its title, a static SVG drawn
at build time, the specification for the live chart, what the chart shows, and
its data as a table. ``charts.js`` draws the live chart over the static one when
the reader comes near it. Nothing in the figure is random: the same chart gives
the same bytes.
"""

from __future__ import annotations

import copy
import html
import json
import math
import re
from functools import cache
from typing import Any

import vl_convert

from industrial_clusters import evidence

# Wide enough for the book's column; the live chart takes the reader's width.
STATIC_WIDTH = 680
MOST_ROWS = 400
# The column that names the rows of the evidence, which the table below a chart links.
EVIDENCE = "Evidence"
_SEVERAL_VIEWS = {"hconcat", "vconcat", "concat", "facet", "repeat"}


def render(spec: dict[str, Any], **_options: object) -> dict[str, str]:
    """Return the MIME bundle of a chart, as an Altair renderer must.

    Parameters
    ----------
    spec : dict
        Vega-Lite specification with ``name``, ``title`` and ``description``. A column
        ``Evidence`` of its data names rows of the evidence by ``table/id``, or by the
        bare id of an observation, with spaces between several; the table links to them.

    Raises
    ------
    KeyError
        If the column ``Evidence`` names a row that there is not.
    ValueError
        If the chart lacks one of the three, or holds more rows than a reader
        can look through.

    Examples
    --------
    >>> import altair as alt
    >>> import pandas as pd
    >>> firms = pd.DataFrame({"Year": [1996, 2004], "Clusters": [306, 601]})
    >>> chart = alt.Chart(firms, name="clusters", title="Clusters nearly doubled",
    ...     description="Clusters of Zhejiang in two years.")
    >>> chart = chart.mark_point().encode(x="Year:Q", y="Clusters:Q")
    >>> sorted(render(chart.to_dict()))
    ['image/svg+xml', 'text/html', 'text/plain']
    """
    spec = _with_plain_datasets(_rounded(spec))
    name, title, description = (_required(spec, key) for key in ("name", "title", "description"))
    static = static_svg(spec)
    return {
        "text/html": _figure(spec, name, title, description),
        "image/svg+xml": static,
        "text/plain": f"{_heading(title)} {description}",
    }


def static_svg(spec: dict[str, Any], *, titled: bool = True) -> str:
    """Return the chart as an SVG of fixed width.

    Parameters
    ----------
    spec : dict
        Vega-Lite specification.
    titled : bool, optional
        Draw the title; the HTML figure prints it as its caption instead.
    """
    drawn = copy.deepcopy(spec)
    if not titled:
        drawn.pop("title", None)
    if not _SEVERAL_VIEWS & drawn.keys():
        drawn["width"] = STATIC_WIDTH
        drawn["autosize"] = {"type": "fit-x", "contains": "padding"}
    svg: str = vl_convert.vegalite_to_svg(drawn, show_warnings=False)
    return _with_stable_ids(svg, str(spec.get("name", "chart")))


def _with_stable_ids(svg: str, name: str) -> str:
    # Vega numbers clips and gradients through the life of the process, so that
    # the same chart would differ, and two charts of one page could share an id.
    for number, given in enumerate(re.findall(r'\sid="([^"]+)"', svg), start=1):
        svg = re.sub(
            rf'(\sid="|url\(#|href="#){re.escape(given)}(?=["\')])',
            rf"\g<1>{name}-part-{number}",
            svg,
        )
    return svg


@cache
def script_bundle() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one local script."""
    bundle: str = vl_convert.javascript_bundle()  # type: ignore[call-arg]
    # Its top-level names would clash with those of Sphinx's own scripts.
    return f"(() => {{{bundle}}})();\n"


def _figure(spec: dict[str, Any], name: str, title: Any, description: str) -> str:
    figure_id = f"chart-{name}"
    # The page names no server, not even the one of the schema; charts.js names the mode.
    live = {key: value for key, value in spec.items() if key not in {"title", "$schema"}}
    if not _SEVERAL_VIEWS & live.keys():
        live |= {"width": "container", "autosize": {"type": "fit-x", "contains": "padding"}}
    svg = _without_inner_labels(static_svg(spec, titled=False)).replace(
        "<svg ", f'<svg role="img" aria-label="{html.escape(description)}" ', 1
    )
    # "</script" in the data would end the element early, "<!--" keep it open.
    payload = json.dumps(live, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    payload = payload.replace("<", "\\u003c")
    heading = _heading(title)
    tables = "".join(
        _table(rows, f"{heading}: data {number}")
        for number, rows in enumerate(_tables(spec), start=1)
    )
    return (
        f'<figure class="chart" id="{figure_id}">'
        f"<figcaption>{_caption(title)}</figcaption>"
        f'<div class="chart-drawing">{svg}</div>'
        f'<script type="application/json" class="chart-specification">{payload}</script>'
        '<details class="chart-details"><summary>What this chart shows, and its data</summary>'
        f"<p>{html.escape(description)}</p>{tables}</details></figure>"
    )


def _caption(title: Any) -> str:
    subtitle = title.get("subtitle", "") if isinstance(title, dict) else ""
    if isinstance(subtitle, list):
        subtitle = " ".join(subtitle)
    small = f'<span class="chart-subtitle">{html.escape(subtitle)}</span>' if subtitle else ""
    return f'<span class="chart-title">{html.escape(_heading(title))}</span>{small}'


def _heading(title: Any) -> str:
    text = title["text"] if isinstance(title, dict) else title
    return " ".join(text) if isinstance(text, list) else str(text)


def _without_inner_labels(svg: str) -> str:
    # An image has no parts for a screen reader, and a picture no pointer events;
    # Vega labels each axis and mark, which makes a quarter of the picture's weight.
    return re.sub(r' (?:role|aria-[a-z]+|pointer-events)="[^"]*"', "", svg)


def _tables(spec: dict[str, Any]) -> list[list[dict[str, Any]]]:
    named = spec.get("datasets", {})
    # A dataset that is no list is a map's land: shapes, not rows.
    tables = [rows for rows in named.values() if isinstance(rows, list) and rows]
    most = max(map(len, tables), default=0)
    if most > MOST_ROWS:
        raise ValueError(
            f"chart {spec['name']!r} holds {most} rows, more than the {MOST_ROWS} that a reader "
            "can look through; aggregate them before drawing"
        )
    return tables


def _table(rows: list[dict[str, Any]], label: str) -> str:
    # The rows of the evidence that a row of a chart rests on stand last, as in a footnote.
    columns = sorted(rows[0], key=lambda column: column == EVIDENCE)
    # Line ends between cells keep their words apart in the search index.
    head = "\n".join(f'<th scope="col">{html.escape(column)}</th>' for column in columns)
    body = "".join(
        "<tr>"
        + "\n".join(f"<td>{_cell(column, row.get(column))}</td>" for column in columns)
        + "</tr>\n"
        for row in rows
    )
    return (
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{html.escape(label)}">'
        f"<table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>"
    )


def _cell(column: str, value: Any) -> str:
    if value is None:
        return ""
    if column == EVIDENCE:
        return " ".join(map(_evidence_link, str(value).split()))
    if isinstance(value, float):
        return f"{value:.6g}" if abs(value) < 1e6 else f"{value:.0f}"
    return html.escape(str(value))


def _evidence_link(address: str) -> str:
    table, identifier = evidence.address(address)
    evidence.row(table, identifier)  # a link to nowhere ends the build, with the near ids
    return f'<a href="evidence:{table}/{identifier}">{identifier}</a>'


def _required(spec: dict[str, Any], key: str) -> Any:
    if not spec.get(key):
        raise ValueError(
            f"chart {spec.get('name', '?')!r} has no {key}: every chart of the book has a name "
            "(its address), a title (its finding) and a description (what it plots and shows)"
        )
    return spec[key]


def _with_plain_datasets(spec: dict[str, Any]) -> dict[str, Any]:
    # Altair names each dataset by a hash of all its digits, also of those that
    # are rounded away here and may differ from processor to processor.
    text = json.dumps(spec)
    views = json.dumps({key: value for key, value in spec.items() if key != "datasets"})
    given = sorted(spec.get("datasets", {}), key=lambda name: views.find(f'"{name}"'))
    for number, name in enumerate(given, start=1):
        text = text.replace(f'"{name}"', f'"data-{number}"')
    plain: dict[str, Any] = json.loads(text)
    plain["datasets"] = dict(sorted(plain.get("datasets", {}).items()))
    return plain


def _rounded(value: Any) -> Any:
    # Six significant digits are more than a chart can show; the rest may differ
    # from processor to processor, and the page must not. Large numbers keep their
    # units, which the table below the chart prints.
    if isinstance(value, float) and math.isfinite(value):
        return float(round(value)) if abs(value) >= 1e6 else float(f"{value:.6g}")
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return value
