"""What holds across the cases, what each record has to say to it, and what is wanted from each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

import pandas as pd

from industrial_clusters import evidence
from industrial_clusters.comparison import (
    claims,
    configurations,
    government,
    government_share,
    growth,
    markets,
    networks,
)
from industrial_clusters.evidence import grouped

BEARS_OUT, SILENT, AGAINST = "bears it out", "does not decide", "speaks against it"
VERDICTS = [BEARS_OUT, SILENT, AGAINST]

THERE, IN_PART, WANTED = "there", "in part", "wanted"
STATES = [THERE, IN_PART, WANTED]


class Said(NamedTuple):
    """What one case says: a verdict, why, and the rows behind it."""

    verdict: str
    why: str
    evidence: str = ""


def _judged(yes: bool, no: bool) -> str:
    """Return the verdict of a case in which one thing, the other, or neither is sure."""
    if yes == no:
        return SILENT
    return BEARS_OUT if yes else AGAINST


def _order(step: str, kept: set[str], broken: set[str]) -> dict[str, Said]:
    """Judge each case by whether a step of its calendar came before the cluster."""
    orders, dates = markets.order(step), markets.calendar()
    rows = dates[dates["Step"].isin([step, "the cluster emerges"])].groupby("Case")["Evidence"]
    links = rows.agg(lambda each: " ".join(filter(None, each)))
    return {
        str(case): Said(
            _judged(
                bool(set(found["Order"]) & kept) and not set(found["Order"]) & broken,
                bool(set(found["Order"]) & broken) and not set(found["Order"]) & kept,
            ),
            "; ".join(
                f"{record}: {order}"
                for record, order in zip(found["Record"], found["Order"], strict=True)
            ),
            links[case],
        )
        for case, found in orders.groupby("Case", sort=False)
    }


def _sold_first() -> dict[str, Said]:
    return _order("first dated selling", {"before"}, {"after"})


def _outlet_first() -> dict[str, Said]:
    return _order("first outlet", {"before"}, {"after"})


def _means_from_nearby() -> dict[str, Said]:
    shares = government.division_of_labour().set_index(["Case", "Government"])
    said = {}
    for case in dict.fromkeys(shares.index.get_level_values("Case")):
        local, central = (
            shares.loc[(case, level)] if (case, level) in shares.index else None
            for level in ("local", "central")
        )
        if local is None or central is None or not (local["Acts"] and central["Acts"]):
            said[case] = Said(SILENT, "acts of one level only")
            continue
        verdict = _judged(local["Low"] > central["High"], local["High"] < central["Low"])
        why = "; ".join(
            f"{name}: {part['Low']:.0f} to {part['High']:.0f} of 100 acts gave means"
            for name, part in (("local", local), ("central", central))
        )
        said[case] = Said(verdict, why)
    return said


def _seldom_two_producers() -> dict[str, Said]:
    ends = networks.ends()
    pair = "two single firms or persons of the place"
    said = {}
    for case, found in ends.groupby("Case", sort=False):
        total = int(found["Ties"].sum())
        named = found.loc[found["Ends"] == pair]
        both = int(named["Ties"].sum())
        verdict = _judged(2 * both < total, 2 * both > total) if total else SILENT
        links = " ".join(filter(None, named["Evidence"]))
        said[str(case)] = Said(verdict, f"{both} of {total} ties of exchange", links)
    return said


def _uncounted_before() -> dict[str, Said]:
    held = government_share.what_records_hold()
    said = {}
    for case, found in held.groupby("Case", sort=False):
        number = found.set_index("Held")["Number"]
        before, either = (
            int(number[name]) for name in ("counts before government", "counts that may be either")
        )
        counted = int(number.sum())
        verdict = _judged(counted > 0 and not before and not either, before > 0)
        why = f"{before} of {counted} counts surely before, {either} perhaps"
        said[str(case)] = Said(verdict, why, str(found["Evidence"].iloc[0]))
    return said


def _coded(condition: str) -> pd.DataFrame:
    """Return the codings of the studied cases by one condition, indexed by name."""
    names = evidence.studied()["name"]
    chosen = configurations.codings().xs(condition, level="condition")
    return chosen.loc[names.index].set_index(names.rename("Name"))


def _side(row: pd.Series) -> str:
    """Return on which side of the half a coding surely lies."""
    if row["Low"] > 0.5:
        return "in"
    return "out" if row["High"] < 0.5 else "open"


def _outlet_or_body() -> dict[str, Said]:
    market, joint = _coded("market"), _coded("joint")
    said = {}
    for case in market.index.intersection(joint.index):
        sides = [_side(table.loc[case]) for table in (market, joint)]
        verdict = _judged(sorted(sides) == ["in", "out"], sides in (["in", "in"], ["out", "out"]))
        links = " ".join(str(table.loc[case, "Evidence"]) for table in (market, joint))
        said[case] = Said(verdict, f"outlet: {sides[0]}; joint action: {sides[1]}", links)
    return said


def _owned_locally() -> dict[str, Said]:
    openness = _coded("openness")
    return {
        str(case): Said(
            _judged(_side(row) == "out", _side(row) == "in"),
            f"openness: {row['Low']:.2f} to {row['High']:.2f}",
            str(row["Evidence"]),
        )
        for case, row in openness.iterrows()
    }


# What the chapters of the comparison found, each as a sentence that a further case can break.
PROPOSITIONS: dict[str, Callable[[], dict[str, Said]]] = {
    "Goods were sold before the cluster began": _sold_first,
    "An outlet was there before the cluster": _outlet_first,
    "Outlet or joint action, not both": _outlet_or_body,
    "Owners and capital are of the place": _owned_locally,
    "Means come from nearby more than from the centre": _means_from_nearby,
    "Most recorded ties do not join two producers": _seldom_two_producers,
    "Nobody counted before government acted": _uncounted_before,
}


@cache
def propositions() -> pd.DataFrame:
    """Return what each case says to each finding of the comparison.

    Returns
    -------
    pandas.DataFrame
        Columns ``Finding``, ``Case``, ``Says`` (one of :data:`VERDICTS`), ``Why`` and
        ``Evidence``; every studied case has a row for every finding.

    Examples
    --------
    >>> found = propositions().set_index(["Finding", "Case"])["Says"]
    >>> found["Nobody counted before government acted", "Zhongguancun"]
    'speaks against it'
    """
    rows = []
    for finding, judge in PROPOSITIONS.items():
        said = judge()
        for case in evidence.studied()["name"]:
            verdict, why, links = said.get(case, Said(SILENT, "nothing is recorded"))
            rows.append((finding, case, verdict, why, _first(links.split())))
    return pd.DataFrame(rows, columns=["Finding", "Case", "Says", "Why", "Evidence"])


def _first(links: Iterable[str], most: int = 12) -> str:
    """Return links to a few rows: the chapters list all."""
    return " ".join(list(dict.fromkeys(links))[:most])


def tally(found: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return how many cases say what to each finding.

    Parameters
    ----------
    found : pandas.DataFrame, optional
        Result of :func:`propositions`.

    Returns
    -------
    pandas.DataFrame
        Indexed by finding, one column a verdict of :data:`VERDICTS`.

    Examples
    --------
    >>> int(tally().sum(axis=1).iloc[0]) == len(evidence.studied())
    True
    """
    table = propositions() if found is None else found
    counts = pd.crosstab(table["Finding"], table["Says"])
    return counts.reindex(index=list(dict.fromkeys(table["Finding"])), columns=VERDICTS).fillna(0)


@cache
def at_hand() -> pd.DataFrame:
    """Return which of the things that would settle most each case has.

    Returns
    -------
    pandas.DataFrame
        Columns ``Wanted``, ``Case``, ``State`` (one of :data:`STATES`) and ``What there is``.

    Examples
    --------
    >>> table = at_hand().set_index(["Wanted", "Case"])["State"]
    >>> table["A count before government acts", "Junpu"]
    'wanted'
    """
    rows = []
    for wanted, judge in _WANTED.items():
        found = judge()
        for case in evidence.studied()["name"]:
            state, words = found.get(case, (WANTED, "nothing"))
            rows.append((wanted, case, state, words))
    return pd.DataFrame(rows, columns=["Wanted", "Case", "State", "What there is"])


def _counts_before() -> dict[str, tuple[str, str]]:
    held = government_share.what_records_hold().set_index(["Case", "Held"])["Number"]
    found = {}
    for case in dict.fromkeys(held.index.get_level_values("Case")):
        before, either = (
            int(held[case, name])
            for name in ("counts before government", "counts that may be either")
        )
        state = THERE if before else IN_PART if either else WANTED
        found[str(case)] = (state, f"{before} surely, {either} perhaps")
    return found


def _dated_counts(most: int, least: int) -> dict[str, tuple[str, str]]:
    """Judge each case by the counts of its best record of producers."""
    found: dict[str, tuple[str, str]] = {}
    longest: dict[str, int] = {}
    for record in growth.records("size"):
        number = len(record.levels)
        if number > longest.get(record.case, -1):
            longest[record.case] = number
            state = THERE if number >= most else IN_PART if number >= least else WANTED
            found[record.case] = (state, f"{record.name}, counted {grouped(number)} times")
    return found


def _two_counts() -> dict[str, tuple[str, str]]:
    return _dated_counts(2, 1)


def _five_counts() -> dict[str, tuple[str, str]]:
    return _dated_counts(5, 3)


def _households() -> dict[str, tuple[str, str]]:
    rows = growth.per_head()
    return {
        str(case): (
            THERE if found[["Low", "High"]].notna().all(axis=1).any() else IN_PART,
            "; ".join(dict.fromkeys(found["What"])),
        )
        for case, found in rows.groupby("Case", sort=False)
    }


def _ties_between_producers() -> dict[str, tuple[str, str]]:
    ends = networks.ends()
    pair = ends[ends["Ends"] == "two single firms or persons of the place"]
    # Three ties are the least in which a third producer could stand between two.
    return {
        str(case): (THERE if ties >= 3 else IN_PART if ties else WANTED, f"{ties} ties")
        for case, ties in zip(pair["Case"], pair["Ties"].astype(int), strict=True)
    }


def _first_sale() -> dict[str, tuple[str, str]]:
    dates = markets.calendar().query("Step == 'first dated selling'")
    found = {}
    for case, rows in dates.groupby("Case", sort=False):
        widths = (rows["High"] - rows["Low"]).dropna()
        state = WANTED if widths.empty else THERE if widths.min() <= 1 else IN_PART
        words = "no date" if widths.empty else f"within {widths.min():.0f} years"
        found[str(case)] = (state, words)
    return found


_WANTED: dict[str, Callable[[], dict[str, tuple[str, str]]]] = {
    "A count before government acts": _counts_before,
    "Two counts of the same producers": _two_counts,
    "Five counts, to tell a form": _five_counts,
    "People to set a count against": _households,
    "Ties between two producers": _ties_between_producers,
    "The year of a first sale": _first_sale,
}


def theories() -> pd.DataFrame:
    """Return how the theories of each case's document fared against their rivals.

    Returns
    -------
    pandas.DataFrame
        Columns ``Case``, ``Verdict`` and ``Theories``, zeros included.

    Examples
    --------
    >>> set(theories()["Case"]) == set(evidence.studied()["name"])
    True
    """
    fared = claims.outcomes()
    rows = [
        (
            case["name"],
            verdict,
            int(((fared["source"] == case["source"]) & (fared["verdict"] == verdict)).sum()),
        )
        for _, case in evidence.studied().iterrows()
        for verdict in dict.fromkeys(fared["verdict"])
    ]
    return pd.DataFrame(rows, columns=["Case", "Verdict", "Theories"])
