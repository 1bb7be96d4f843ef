"""The whole ledger of claims, which a reader filters, and the meetings of documents."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import pandas as pd

from industrial_clusters.charts.ledgers import HTMLList, evidence_links


def claims_ledger(
    rows: pd.DataFrame,
    order: Sequence[str],
    *,
    models: pd.DataFrame,
    why: Mapping[str, str],
) -> HTMLList:
    """Set out every claim by document, with a form that searches and filters them.

    Without scripts the form stays hidden and the documents are folded lists.

    Parameters
    ----------
    rows : pandas.DataFrame
        Result of :func:`industrial_clusters.comparison.claims.ledger`, with a column
        ``page`` that names the chapter on each claim's document.
    order : sequence of str
        The fates that a claim can have, in the order in which to offer them.
    models : pandas.DataFrame
        Indexed by theory: ``page``, ``verdict`` and ``overturn``.
    why : mapping of str to str
        A sentence, without its full stop, for each kind of reason why nothing tests a claim.

    Raises
    ------
    ValueError
        If a claim has a fate that the order lacks.

    Examples
    --------
    >>> texts = ["theory", "untested", "wanting", "arithmetic", "reason", "verdict"]
    >>> rows = pd.DataFrame({"Case": ["Xixia"], "Fate": ["nothing tests it"],
    ...     "statement": ["It grew."], "kind": ["trend"], "locator": ["Table 1"],
    ...     "evidence": [()], "page": ["cases/xixia"], **dict.fromkeys(texts, "")}, index=["grew"])
    >>> made = claims_ledger(rows, ["nothing tests it"], models=rows, why={})
    >>> "It grew." in made._repr_html_()
    True
    """
    if missing := sorted(set(rows["Fate"]) - set(order)):
        raise ValueError(f"the order lacks {missing}; add them")
    form = (
        '<form class="search-form ledger-controls" role="search" aria-label="Claims" hidden>'
        '<p><label for="ledger-search">Search</label><input id="ledger-search" name="search"'
        ' type="search" autocomplete="off" spellcheck="false" placeholder="guarantee, land,'
        ' 1992 …"></p>'
        + _choice("document", "Document on", list(dict.fromkeys(rows["Case"])))
        + _choice("kind", "Kind", sorted(set(rows["kind"])))
        + _choice("fate", "Verdict", [fate for fate in order if (rows["Fate"] == fate).any()])
        + '<p class="search-found"><output for="ledger-search ledger-document ledger-kind'
        ' ledger-fate" role="status"></output><button type="button">Clear</button></p></form>'
    )
    groups = "".join(
        _group(str(case), claims, models, why) for case, claims in rows.groupby("Case", sort=False)
    )
    return HTMLList(f'{form}<div class="ledger">{groups}</div>\n')


def _choice(name: str, label: str, options: Sequence[str]) -> str:
    listed = "".join(f"<option>{html.escape(option)}</option>" for option in options)
    return (
        f'<p><label for="ledger-{name}">{label}</label><select id="ledger-{name}" name="{name}">'
        f'<option value="">All</option>{listed}</select></p>'
    )


def _group(case: str, claims: pd.DataFrame, models: pd.DataFrame, why: Mapping[str, str]) -> str:
    items = "".join(
        _entry(str(identifier), claim, models, why) for identifier, claim in claims.iterrows()
    )
    return (
        f'<details class="audit" data-document="{html.escape(case)}">'
        f'<summary>Claims on {html.escape(case)}: <span class="ledger-count">{len(claims)}</span>'
        f"</summary><ul>{items}</ul></details>\n"
    )


def _entry(identifier: str, claim: pd.Series, models: pd.DataFrame, why: Mapping[str, str]) -> str:
    statement, locator, kind, fate = (
        html.escape(str(claim[column])) for column in ("statement", "locator", "kind", "Fate")
    )
    verdict = html.escape(str(claim["verdict"] or claim["Fate"]).capitalize())
    body = "".join(f"<p>{part}</p>" for part in _account(claim, models, why))
    rows = claim["evidence"]
    rests = f'<div class="audit-place">Rests on {evidence_links(rows)}</div>' if rows else ""
    return (
        f'<li id="claim-{identifier}" data-kind="{kind}" data-fate="{fate}">'
        f'<p class="audit-claim"><a href="evidence:claims/{identifier}">{statement}</a></p>{body}'
        f'<p class="audit-place">{verdict}. {kind.capitalize()}. {locator} · '
        f'<a href="page:{claim["page"]}">chapter</a></p>{rests}</li>'
    )


def _account(claim: pd.Series, models: pd.DataFrame, why: Mapping[str, str]) -> list[str]:
    """Return what was found of a claim, or why nothing was, in a few sentences."""
    theory, untested, wanting = (str(claim[column]) for column in ("theory", "untested", "wanting"))
    if claim["verdict"]:
        return [html.escape(str(claim[column])) for column in ("arithmetic", "reason")]
    if theory:
        model = models.loc[theory]
        link = f'<a href="page:{model["page"]}">{html.escape(theory)}</a>'
        return [
            f"Model: {link}. {html.escape(str(model['verdict']).capitalize())}.",
            f"What could overturn it: {html.escape(str(model['overturn']))}.",
        ]
    reason = why[untested] if untested else "Nothing tests it yet"
    account = [f"{html.escape(reason)}."]
    return account + ([f"What would test it: {html.escape(wanting)}."] if wanting else [])


def claims_opposed(
    meetings: pd.DataFrame, rows: pd.DataFrame, cases: Sequence[str], *, title: str
) -> HTMLList:
    """Set out claims of two documents that pull in opposite directions, a pair a row.

    Parameters
    ----------
    meetings : pandas.DataFrame
        Columns ``Case``, ``Other``, ``Claim`` and ``Against``.
    rows : pandas.DataFrame
        Claims by id, with ``statement`` and ``Fate``.
    cases : sequence of str
        Names of all cases; the last row names those whose document meets no other.
    title : str
        Caption of the table.

    Examples
    --------
    >>> rows = pd.DataFrame({"statement": ["Up.", "Down."], "Fate": ["supported"] * 2},
    ...     index=["up", "down"])
    >>> meetings = pd.DataFrame({"Case": ["A"], "Other": ["B"], "Claim": ["up"],
    ...     "Against": ["down"]})
    >>> "C" in claims_opposed(meetings, rows, ["A", "B", "C"], title="t")._repr_html_()
    True
    """
    pairs = [
        [
            f"<small>{html.escape(str(meeting[case]))}</small> "
            f'<a href="evidence:claims/{meeting[claim]}">'
            f"{html.escape(rows.loc[meeting[claim], 'statement'])}</a> "
            f"<small>{html.escape(rows.loc[meeting[claim], 'Fate'].capitalize())}.</small>"
            for case, claim in (("Case", "Claim"), ("Other", "Against"))
        ]
        for _, meeting in meetings.iterrows()
    ]
    alone = _alone("Set against no other document", meetings, cases)
    return _table("claims-opposed", title, ("One document", "Another"), pairs, alone)


def claims_of_two(
    meetings: pd.DataFrame, rows: pd.DataFrame, cases: Sequence[str], *, title: str
) -> HTMLList:
    """Set out claims whose test reads rows of two documents, with what each of them has.

    Parameters
    ----------
    meetings, rows, cases, title
        As in :func:`claims_opposed`; the rows have ``arithmetic``, ``reason``, ``verdict``
        and ``evidence`` too.

    Examples
    --------
    >>> rows = pd.DataFrame({"statement": ["Up."], "verdict": ["supported"],
    ...     "arithmetic": ["2 > 1"], "reason": ["It is."], "evidence": [("events/e",)]},
    ...     index=["up"])
    >>> meetings = pd.DataFrame({"Case": ["A"], "Other": ["B"], "Claim": ["up"]})
    >>> "2 &gt; 1" in claims_of_two(meetings, rows, ["A", "B"], title="t")._repr_html_()
    True
    """
    tested = []
    for _, meeting in meetings.iterrows():
        claim = rows.loc[meeting["Claim"]]
        both = html.escape(f"{meeting['Case']}; {meeting['Other']}")
        statement, arithmetic, verdict, reason = (
            html.escape(str(claim[column]))
            for column in ("statement", "arithmetic", "verdict", "reason")
        )
        link = f'<a href="evidence:claims/{meeting["Claim"]}">{statement}</a>'
        tested.append(
            [
                f"{link} <small>{both}</small>",
                f"{arithmetic} {evidence_links(claim['evidence'])}",
                f"<strong>{verdict.capitalize()}.</strong> {reason}",
            ]
        )
    alone = _alone("Tested by no row of another document", meetings, cases)
    heads = ("Claim", "What the documents have", "Verdict")
    return _table("claims-of-two", title, heads, tested, alone)


def _alone(words: str, meetings: pd.DataFrame, cases: Sequence[str]) -> str:
    met = {*meetings["Case"], *meetings["Other"]}
    named = ", ".join(case for case in cases if case not in met)
    return html.escape(f"{words}: {named}") if named else ""


def _table(
    form: str, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], last: str
) -> HTMLList:
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-label="{name}">{cell}</td>' for name, cell in zip(heads, row, strict=True)
        )
        + "</tr>\n"
        for row in rows
    )
    if last:
        body += f'<tr><td colspan="{len(heads)}">{last}</td></tr>\n'
    return HTMLList(
        f'<table class="codings {form}"><caption>{html.escape(title)}</caption>'
        f"<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>\n"
    )
