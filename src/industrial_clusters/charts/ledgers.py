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


def audit_list(ledger: pd.DataFrame, order: Sequence[str]) -> HTMLList:
    """Set out the claims of a document by verdict, each with its arithmetic.

    Parameters
    ----------
    ledger : pandas.DataFrame
        Result of :func:`industrial_clusters.claims.audit`.
    order : sequence of str
        Verdicts in the order in which to set them out; the first group is open.

    Raises
    ------
    ValueError
        If a claim has a verdict that the order lacks.

    Examples
    --------
    >>> ledger = pd.DataFrame({"statement": ["It doubled."], "verdict": ["supported"],
    ...     "arithmetic": ["601 / 306 = 1.96"], "reason": ["It rounds."], "locator": ["Table 1"]},
    ...     index=["doubled"])
    >>> "It doubled." in audit_list(ledger, ["supported"])._repr_html_()
    True
    """
    missing = sorted(set(ledger["verdict"]) - set(order))
    if missing:
        raise ValueError(f"the order lacks the verdicts {missing}; add them")
    groups = [(verdict, ledger[ledger["verdict"] == verdict]) for verdict in order]
    return HTMLList("".join(_group(*group, is_first=group[0] == order[0]) for group in groups))


def _group(verdict: str, claims: pd.DataFrame, *, is_first: bool) -> str:
    items = "".join(_item(str(identifier), claim) for identifier, claim in claims.iterrows())
    state = " open" if is_first else ""
    heading = html.escape(f"{verdict.capitalize()}: {len(claims)}")
    return f'<details class="audit"{state}><summary>{heading}</summary><ul>{items}</ul></details>\n'


def _item(identifier: str, claim: pd.Series) -> str:
    statement, arithmetic, reason, locator = (
        html.escape(str(claim[column]))
        for column in ("statement", "arithmetic", "reason", "locator")
    )
    return (
        f'<li id="claim-{identifier}"><p class="audit-claim">{statement}</p>'
        f"<p>{arithmetic}</p><p>{reason}</p>"
        f'<p class="audit-place">{locator}</p></li>'
    )
