"""Claims of the documents, each with a verdict that a function reaches."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from industrial_clusters import evidence


class Verdict(StrEnum):
    """What the evidence says of a claim."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    INCONSISTENT_WITHIN = "inconsistent within the document"
    INCONSISTENT_BETWEEN = "inconsistent between documents"
    NOT_IDENTIFIED = "not identified"
    NOT_TESTABLE = "not testable"


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on a claim, and the arithmetic that leads to it.

    Parameters
    ----------
    verdict : Verdict
        What the evidence says.
    arithmetic : str
        The calculation or comparison, in figures.
    reason : str
        Why the calculation leads to the verdict, in a sentence or two.
    """

    verdict: Verdict
    arithmetic: str
    reason: str


def check_of(claim: str) -> Callable[[], Finding]:
    """Return the function that tests a claim.

    Parameters
    ----------
    claim : str
        Identifier of a row of ``claims``.

    Raises
    ------
    KeyError
        If there is no such claim.
    ValueError
        If the claim has no test yet.
    AttributeError
        If the row names a function that does not exist.

    Examples
    --------
    >>> check_of("zhejiang-clusters-doubled").__name__
    'clusters_doubled'
    """
    function = evidence.row("claims", claim)["function"]
    if not function:
        raise ValueError(f"the claim {claim!r} has no test yet: its row names no function")
    module, name = function.split(".")
    found: Callable[[], Finding] = getattr(
        importlib.import_module(f"industrial_clusters.claims.{module}"), name
    )
    return found


def audit(source: str, *, kinds: Collection[str] | None = None) -> pd.DataFrame:
    """Return the verdict on every claim of a document that has a test.

    Parameters
    ----------
    source : str
        Identifier of a row of ``sources``.
    kinds : collection of str, optional
        Only claims of these kinds, such as ``{"arithmetic", "consistency"}``.

    Returns
    -------
    pandas.DataFrame
        One row a claim, indexed by its id, with ``statement``, ``kind``,
        ``locator``, ``verdict``, ``arithmetic``, ``reason`` and ``evidence``: the
        rows that its function read one by one, as ``table/id``, in that order.

    Raises
    ------
    KeyError
        If there is no such source; the message lists the near ones.
    ValueError
        If no claim of the data package is of one of the kinds.

    Examples
    --------
    >>> audit("luganne2016").loc["zhejiang-clusters-doubled", "verdict"]
    'supported'
    """
    evidence.row("sources", source)
    claims = evidence.table("claims")
    claims = claims[(claims["source"] == source) & (claims["function"] != "")]
    if kinds is not None:
        if unknown := set(kinds) - set(evidence.table("claims")["kind"]):
            raise ValueError(f"no claim is of the kind {', '.join(sorted(unknown))}")
        claims = claims[claims["kind"].isin(kinds)]
    return claims[["statement", "kind", "locator"]].join(_findings(claims.index))


def whole_ledger() -> pd.DataFrame:
    """Return every claim of every document, with the verdict on those that have a test.

    Returns
    -------
    pandas.DataFrame
        One row a claim, indexed by its id, in the order of ``claims``: ``source``,
        ``case``, ``statement``, ``kind``, ``locator``; ``verdict``, ``arithmetic``,
        ``reason`` and ``evidence`` as in :func:`audit`, empty where no function tests it;
        and ``theory``, ``untested``, ``wanting`` and ``against`` as in the table.

    Examples
    --------
    >>> bool((whole_ledger()["verdict"] == "").any())
    True
    """
    claims = evidence.table("claims")
    tested = claims.index[claims["function"] != ""]
    columns = ["source", "case", "statement", "kind", "locator"]
    account = ["theory", "untested", "wanting", "against"]
    whole = claims[columns].join(_findings(tested)).join(claims[account])
    texts = ["verdict", "arithmetic", "reason"]
    whole[texts] = whole[texts].fillna("")
    whole["evidence"] = [rows if isinstance(rows, tuple) else () for rows in whole["evidence"]]
    return whole


def _findings(tested: pd.Index[str]) -> pd.DataFrame:
    """Return what the functions of some claims find, none of them included."""
    weighed = [_weighed(str(claim)) for claim in tested]
    return pd.DataFrame(
        {
            "verdict": [str(finding.verdict) for finding, _ in weighed],
            "arithmetic": [finding.arithmetic for finding, _ in weighed],
            "reason": [finding.reason for finding, _ in weighed],
            "evidence": [rows for _, rows in weighed],
        },
        index=tested,
        dtype=object,
    )


# Of these tables a row is evidence; the others describe sources, places and units.
_EVIDENCE = {"dimensions", "events", "observations", "stages", "ties", "trajectories"}


def _weighed(claim: str) -> tuple[Finding, tuple[str, ...]]:
    """Return what was found of a claim, and the rows that its function read."""
    check = check_of(claim)
    with evidence.rows_read() as rows:
        finding = check()
    return finding, tuple(sorted(row for row in rows if row.partition("/")[0] in _EVIDENCE))
