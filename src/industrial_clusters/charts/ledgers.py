"""The audit of claims, and the theories beside their rivals, as a phone can show them, too."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import pandas as pd

from industrial_clusters.evidence import Quantity, address, formatted
from industrial_clusters.experiments.studies import Confrontation


class HTMLList:
    """Markup that a notebook shows as it stands."""

    def __init__(self, markup: str) -> None:
        self._markup = markup

    def _repr_html_(self) -> str:
        return self._markup


def audit_list(ledger: pd.DataFrame, order: Sequence[str], *, by: str = "verdict") -> HTMLList:
    """Set out claims in groups, each with its arithmetic and a link to its row.

    The book turns addresses that begin with ``evidence:`` into those of rows on its
    data page.

    Parameters
    ----------
    ledger : pandas.DataFrame
        Result of :func:`industrial_clusters.claims.audit`, or several of them with
        a column that tells them apart. Where there is a column ``evidence``, each
        claim links the rows that it rests on.
    order : sequence of str
        Groups in the order in which to set them out; the first is open.
    by : str, optional
        Column that makes the groups; where it is not the verdict, each claim
        carries its own.

    Raises
    ------
    ValueError
        If a claim belongs to a group that the order lacks.

    Examples
    --------
    >>> ledger = pd.DataFrame({"statement": ["It doubled."], "verdict": ["supported"],
    ...     "arithmetic": ["601 / 306 = 1.96"], "reason": ["It rounds."], "locator": ["Table 1"]},
    ...     index=["doubled"])
    >>> "It doubled." in audit_list(ledger, ["supported"])._repr_html_()
    True
    """
    missing = sorted(set(ledger[by]) - set(order))
    if missing:
        raise ValueError(f"the order lacks {missing} of the column {by!r}; add them")
    groups = [(name, ledger[ledger[by] == name]) for name in order]
    return HTMLList(
        "".join(
            _group(name, claims, is_first=name == order[0], verdicts=by != "verdict")
            for name, claims in groups
        )
    )


def _group(name: str, claims: pd.DataFrame, *, is_first: bool, verdicts: bool) -> str:
    items = "".join(
        _item(str(identifier), claim, verdict=verdicts) for identifier, claim in claims.iterrows()
    )
    state = " open" if is_first else ""
    heading = html.escape(f"{name[0].upper()}{name[1:]}: {len(claims)}")
    return f'<details class="audit"{state}><summary>{heading}</summary><ul>{items}</ul></details>\n'


def _item(identifier: str, claim: pd.Series, *, verdict: bool) -> str:
    statement, arithmetic, reason, locator = (
        html.escape(str(claim[column]))
        for column in ("statement", "arithmetic", "reason", "locator")
    )
    found = f"{html.escape(str(claim['verdict']).capitalize())}. " if verdict else ""
    rows = claim.get("evidence", ())
    rests = f'<div class="audit-place">Rests on {evidence_links(rows)}</div>' if rows else ""
    return (
        f'<li id="claim-{identifier}"><p class="audit-claim">'
        f'<a href="evidence:claims/{identifier}">{statement}</a></p>'
        f"<p>{arithmetic}</p><p>{reason}</p>"
        f'<p class="audit-place">{found}{locator}</p>{rests}</li>'
    )


def theory_table(confrontations: Sequence[Confrontation], documents: Mapping[str, str]) -> HTMLList:
    """Set out theories with their question, rivals, evidence and verdict, a row each.

    Addresses that begin with ``evidence:`` and ``page:`` become those of the book's data
    page and of its chapters.

    Parameters
    ----------
    confrontations : sequence of Confrontation
        In the order in which to set them out.
    documents : mapping of str to str
        Short name of the document for each source key.

    Examples
    --------
    >>> import pandas as pd
    >>> from industrial_clusters.experiments import match
    >>> from industrial_clusters.experiments.studies import Study
    >>> outputs = pd.DataFrame({"firms": [1, 2]})
    >>> study = Study(outputs, outputs, match(outputs, {"firms": Quantity(2, 2)}))
    >>> row = Confrontation(theory="Copying", source="zouliang2015", module="copying",
    ...     question="Is copying enough?", reproduced="Bass 1969", evidence=("junpu-shops",),
    ...     studies={"copying": study, "alone": study}, overturn="a count", page="cases/junpu")
    >>> "Is copying enough?" in theory_table([row], {"zouliang2015": "Junpu"})._repr_html_()
    True
    """
    heads = "".join(f'<th scope="col">{name}</th>' for name in _THEORY_COLUMNS)
    rows = "".join(_theory_row(each, documents[each.source]) for each in confrontations)
    return HTMLList(
        f'<table class="theories"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>\n'
    )


# Letters of the identifiers of evidence that a cell shows without folding.
_MOST_SHOWN = 90
_THEORY_COLUMNS = (
    "Theory and question",
    "Evidence used",
    "Draws that the record allows",
    "Verdict",
)


def _theory_row(each: Confrontation, document: str) -> str:
    cells = (
        _argument(each, document),
        evidence_links(each.evidence),
        "".join(f"<p>{html.escape(name)}: {_share(s)}</p>" for name, s in each.shares.items()),
        _finding(each),
    )
    first, *rest = (
        f'<{tag} data-label="{label}">{cell}</{tag.split()[0]}>'
        for tag, label, cell in zip(
            ('th scope="row"', "td", "td", "td"), _THEORY_COLUMNS, cells, strict=True
        )
    )
    return f"<tr>{first}{''.join(rest)}</tr>"


def _argument(each: Confrontation, document: str) -> str:
    theory, question, known = map(html.escape, (each.theory, each.question, each.reproduced))
    return (
        f'<strong><a href="page:{each.page}">{theory}</a></strong> '
        f"<small>{html.escape(document)}</small>"
        f"<p>{question}</p><p><small>Known result: {known}</small></p>"
    )


def _finding(each: Confrontation) -> str:
    return (
        f"<strong>{each.verdict.capitalize()}.</strong>"
        f"<p><small>What could overturn it:</small> {html.escape(each.overturn)}.</p>"
    )


def evidence_links(rows: Sequence[str]) -> str:
    """Link the rows of the evidence, folded where they would fill a screen."""
    links = ", ".join(map(_evidence_link, rows))
    if sum(map(len, rows)) <= _MOST_SHOWN:
        return links
    return f"<details><summary>{len(rows)} rows</summary>{links}</details>"


def _evidence_link(row: str) -> str:
    table, identifier = address(row)
    words = identifier.replace("-", " ")
    return f'<a href="evidence:{table}/{identifier}">{words}</a>'


def _share(share: float) -> str:
    """Return a share of draws that does not round what survives to nothing."""
    if 0 < share < 0.01:
        return "less than 1%"
    return formatted(Quantity.exactly(share), 0, percent=True)


# More columns than these leave no room for a sentence.
_MOST_COLUMNS = 4


def codings(
    rows: pd.DataFrame,
    *,
    title: str,
    types: Sequence[str] | None = None,
    dimensions: Sequence[str] | None = None,
) -> HTMLList:
    """Set out a scheme of a document: its types across, its dimensions down, each cell a link.

    Where there are many types, or one dimension only, the dimensions go across. A cell of
    which the document says nothing shows a dash.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of ``dimensions``.
    title : str
        Caption of the table.
    types, dimensions : sequence of str, optional
        Those to show, in their order; all in the order of the rows where left out.

    Raises
    ------
    ValueError
        If a type or dimension is none of the rows.

    Examples
    --------
    >>> from industrial_clusters import evidence
    >>> rows = evidence.table("dimensions").query("scheme == 'Learning and learning back'")
    >>> 'scope="row"' in codings(rows, title="Who learns")._repr_html_()
    True
    """
    across = _chosen(rows, "type", types)
    down = _chosen(rows, "dimension", dimensions)
    cells: dict[tuple[str, str], list[str]] = {}
    for identifier, row in rows.iterrows():
        link = f'<a href="evidence:dimensions/{identifier}">{html.escape(row["coding"])}</a>'
        cells.setdefault((row["type"], row["dimension"]), []).append(link)
    if len(down) == 1 < len(across) or len(down) < len(across) > _MOST_COLUMNS:
        across, down = down, across
        cells = {(dimension, kind): links for (kind, dimension), links in cells.items()}
    heads = "".join(f'<th scope="col">{html.escape(_capital(name))}</th>' for name in across)
    body = "".join(
        f'<tr><th scope="row">{html.escape(_capital(name))}</th>'
        + "".join(_coding(head, cells.get((head, name), [])) for head in across)
        + "</tr>\n"
        for name in down
    )
    table = (
        f'<table class="codings"><caption>{html.escape(title)}</caption>'
        f"<thead><tr><td></td>{heads}</tr></thead>\n<tbody>{body}</tbody></table>"
    )
    if len(across) > _MOST_COLUMNS:
        label = html.escape(title)
        table = (
            f'<div class="table-scroll" tabindex="0" role="region" aria-label="{label}">'
            f"{table}</div>"
        )
    return HTMLList(f"{table}\n")


def _chosen(rows: pd.DataFrame, column: str, names: Sequence[str] | None) -> list[str]:
    present = list(dict.fromkeys(rows[column]))
    if unknown := [name for name in names or () if name not in present]:
        raise ValueError(f"no row has the {column} {unknown}; there are {present}")
    return present if names is None else list(names)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _coding(head: str, links: list[str]) -> str:
    silence = '<span role="img" aria-label="not stated">–</span>'
    return f'<td data-label="{html.escape(_capital(head))}">{"; ".join(links) or silence}</td>'
