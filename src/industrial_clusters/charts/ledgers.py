"""The audit of claims as a list that a phone can show."""

from __future__ import annotations

import html
from collections.abc import Sequence

import pandas as pd


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
        a column that tells them apart.
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
    return (
        f'<li id="claim-{identifier}"><p class="audit-claim">'
        f'<a href="evidence:claims/{identifier}">{statement}</a></p>'
        f"<p>{arithmetic}</p><p>{reason}</p>"
        f'<p class="audit-place">{found}{locator}</p></li>'
    )
