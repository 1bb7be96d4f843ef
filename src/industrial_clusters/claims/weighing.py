"""What the tests of claims share: how a stated figure is weighed, and what is read often."""

from __future__ import annotations

from collections.abc import Iterable

from industrial_clusters import evidence
from industrial_clusters.claims.ledger import Finding, Verdict
from industrial_clusters.evidence import Quantity


def weigh(
    computed: Quantity,
    stated: Quantity,
    arithmetic: str,
    *,
    agree: str,
    apart: str,
    undecided: str,
    against: Verdict = Verdict.CONTRADICTED,
) -> Finding:
    """Return the verdict on a stated figure that other figures of the evidence compute.

    The claim is supported where everything that the evidence allows lies within
    what is stated, refused where nothing does, and not identified between.

    Parameters
    ----------
    computed : Quantity
        Bounds of the figure as the evidence computes it.
    stated : Quantity
        Bounds of the figure as the claim states it, its rounding included (see
        :func:`rounded`).
    arithmetic : str
        The calculation, in figures.
    agree, apart, undecided : str
        Reason for each of the three verdicts, so that the sentence changes with
        the evidence.
    against : Verdict, optional
        Verdict where the two exclude each other.

    Raises
    ------
    ValueError
        If both have a unit and the units differ.

    Examples
    --------
    >>> sentences = dict(agree="They agree.", apart="They differ.", undecided="Both can hold.")
    >>> weigh(Quantity(2.0, 2.4), Quantity(1.5, 2.5), "5 / 2", **sentences).verdict
    <Verdict.SUPPORTED: 'supported'>
    >>> weigh(Quantity(3.0, 3.0), Quantity(1.5, 2.5), "6 / 2", **sentences).reason
    'They differ.'
    """
    if computed.unit and stated.unit and computed.unit != stated.unit:
        raise ValueError(
            f"computed in {computed.unit!r} and stated in {stated.unit!r}; convert one first"
        )
    if stated.low <= computed.low and computed.high <= stated.high:
        return Finding(Verdict.SUPPORTED, arithmetic, agree)
    if computed.high < stated.low or stated.high < computed.low:
        return Finding(against, arithmetic, apart)
    return Finding(Verdict.NOT_IDENTIFIED, arithmetic, undecided)


def rounded(quantity: Quantity, step: float) -> Quantity:
    """Widen a printed figure by half of the step to which it may have been rounded.

    Examples
    --------
    >>> rounded(Quantity.exactly(70, "percent"), 10)
    Quantity(low=65.0, high=75.0, unit='percent')
    """
    return Quantity(quantity.low - step / 2, quantity.high + step / 2, quantity.unit)


def hull(quantities: Iterable[Quantity]) -> Quantity:
    """Return the narrowest bounds that hold all of some quantities.

    Examples
    --------
    >>> hull([Quantity(2, 3), Quantity(7, 7)])
    Quantity(low=2, high=7, unit='')
    """
    held = list(quantities)
    return Quantity(min(q.low for q in held), max(q.high for q in held))


def year_of(event: str) -> int:
    """Return the year in which an event begins.

    Examples
    --------
    >>> year_of("china-getihu-1981")
    1981
    """
    return int(evidence.row("events", event)["date_start"][:4])


def coding(cell: str) -> str:
    """Return what a cell of a typology says.

    Examples
    --------
    >>> coding("junpu-stages-of-the-cluster-budding-stage-entrepreneurs")
    'Young people with working experience'
    """
    return str(evidence.row("dimensions", cell)["coding"])
