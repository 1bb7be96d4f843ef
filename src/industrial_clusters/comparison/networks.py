r"""Six words for a network, on the same measures: where each record lies, what a form needs.

The documents say network and mean command, kin, friends, an association, guarantees or a
market. Each of these is a shape that can be drawn for any number of actors (:func:`forms`),
and each record of ties is a graph (:mod:`industrial_clusters.experiments.organisations`).
Five questions are asked of both.

**What is a shape beyond its size?** A graph of as many actors, one-way and mutual ties with
random partners gives each measure by chance (:func:`against_chance`).

**What would a move cost?** The distance of two graphs of equally many actors is the least
number of directed ties to add and remove that turns one into the other, whoever plays which
part [1]_. A swap of parts that helps is made until none does, which gives an upper bound; the
sorted numbers of ties given, and of ties received, give a lower one, since each change moves
one of them by one (:func:`distance`).

**What trust does it need?** News needs one teller; a risky practice needs two trusted
partners who follow it, as in :mod:`industrial_clusters.models.tie_strength`. A tie is trusted
with probability :math:`t`; the practice starts with two who are tied (:func:`carried`).

**What keeps promises?** A cheat forgoes the trade of all who hear. With a chance :math:`p` that
news passes one step, the cheated one's news reaches a share
:math:`q = \overline{p^{d}}` of the others, :math:`d` being their distance (:func:`hearing`).
On a large ring that is the share of :mod:`industrial_clusters.models.community_enforcement`.

**What breaks it?** Closeness among those who remain, once the best tied tenth, or one actor,
is gone (:func:`benefit_and_fragility`, :func:`least_dispensable`).

References
----------
.. [1] A. Sanfeliu and K. S. Fu, "A distance measure between attributed relational graphs
   for pattern recognition", *IEEE Transactions on Systems, Man, and Cybernetics* 13(3),
   1983, 353-362.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import quadratic_assignment

from industrial_clusters.evidence import of_studied, table
from industrial_clusters.experiments.organisations import (
    CONTROL,
    EXCHANGE,
    beside_chance,
    documented,
    lateral_ties_added,
    latest,
    left_without_the_best_tied,
    missing_ties,
    networks,
    shuffled,
    students,
)
from industrial_clusters.networks.organisations import (
    association,
    kin_chain,
    lateral_ties,
    leader_core,
    market_hub,
    pure_hierarchy,
    with_lateral_ties,
)
from industrial_clusters.networks.robustness import random_removal, removal_course

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "DRAWN",
    "Changes",
    "benefit_and_fragility",
    "carried",
    "contact_for",
    "distance",
    "ends",
    "forms",
    "hearing",
    "least_dispensable",
    "moves",
    "nearest",
    "news_of_a_cheat",
    "one_more_tie",
    "pyramid_undone",
    "reach_by_trust",
    "shapes",
    "told",
    "trust_needed",
    "trust_of_each",
    "without_groups",
]

SEED = 1980

ACTORS = 36
"""Actors of each form where forms stand beside records: near the middle of the records."""

DRAWN = "drawn"
"""What stands in the column of cases for a form that no record fills."""

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

# What passes along a tie. Which kind of tie is of which sort is the book's own coding.
SORTS = {
    "command and ownership": CONTROL,
    "kin and friends": frozenset({"kin of", "friend of"}),
    "money and surety": frozenset(
        {"donates to", "funds", "guarantees", "invests with", "lends to", "shares in"}
    ),
    "help, lessons, news": frozenset(
        {
            "cooperates with",
            "informs",
            "introduces",
            "negotiates with",
            "serves",
            "teaches",
            "trains with",
        }
    ),
    "purchase and sale": frozenset({"buys from", "supplies", "trades with"}),
}

SINGLE = frozenset({"firm", "person"})

GROUPS = frozenset({"cluster", "firms", "group"})

ENDS = (
    "two single firms or persons of the place",
    "one of the place and one elsewhere",
    "a single one and a group or body",
    "groups and bodies only",
)

MEASURES = {
    "hierarchy": "hierarchy",
    "core_periphery": "core",
    "transitivity": "closed triangles",
    "connectedness": "pairs joined",
    "closeness": "closeness",
    "left": "left after a blow",
}


class Changes(NamedTuple):
    """Least number of ties to add and to remove, each between bounds."""

    added_low: int
    added_high: int
    removed_low: int
    removed_high: int

    def turned(self) -> Changes:
        """Return the changes of the way back."""
        return Changes(self.removed_low, self.removed_high, self.added_low, self.added_high)

    @property
    def low(self) -> int:
        """Changes that are needed in any case."""
        return self.added_low + self.removed_low

    @property
    def high(self) -> int:
        """Changes that suffice."""
        return self.added_high + self.removed_high


# --- what the documents tell ----------------------------------------------------------------


def told() -> pd.DataFrame:
    """Return how many ties of each sort each document tells.

    Ties of study are left out, as are those that are neither control nor exchange, such as
    places on lists.

    Returns
    -------
    pandas.DataFrame
        One row a case and sort: ``Case``, ``What passes``, ``Ties``, and ``Of all``, their
        share of the document's ties.

    Examples
    --------
    >>> told().groupby("Case")["Of all"].sum().round(6).unique().tolist()
    [1.0]
    """
    record = _record()
    sorts = {kind: sort for sort, kinds in SORTS.items() for kind in kinds}
    passes = record["kind"].map(sorts)
    rows = []
    for case, part in record.groupby("Case", sort=False):
        for sort in SORTS:
            ties = int((passes[part.index] == sort).sum())
            rows.append(
                {"Case": case, "What passes": sort, "Ties": ties, "Of all": ties / len(part)}
            )
    return pd.DataFrame(rows)


def ends() -> pd.DataFrame:
    """Return who stands at the ends of each document's ties of exchange.

    Returns
    -------
    pandas.DataFrame
        One row a case and sort of ends, as in ``ENDS``: ``Case``, ``Ends``, ``Ties`` and, for
        ties between two single firms or persons of the place, their ``Evidence``. Officials
        count as persons. An actor is of the place if it is in the place that the tie is
        about, or within it.

    Examples
    --------
    >>> rows = ends().set_index(["Case", "Ends"])["Ties"]
    >>> int(rows["Junpu", ENDS[0]])
    0
    """
    record = _record()
    record = record[record["kind"].isin(EXCHANGE)]
    actors = table("actors")
    around = {str(place): str(outer) for place, outer in table("cases")["within"].items()}
    sorts = [
        _ends(actors, around, *tie)
        for tie in zip(record["from"], record["to"], record["case"], strict=True)
    ]
    record = record.assign(Ends=sorts)
    rows = []
    for case, part in record.groupby("Case", sort=False):
        for end in ENDS:
            ties = part.index[part["Ends"] == end]
            evidence = " ".join(f"ties/{tie}" for tie in ties) if end in ENDS[:2] else ""
            rows.append({"Case": case, "Ends": end, "Ties": len(ties), "Evidence": evidence})
    return pd.DataFrame(rows)


def _record() -> pd.DataFrame:
    record = of_studied(table("ties"))
    study = record["from"].isin(students()) | record["to"].isin(students())
    return record[record["kind"].isin(CONTROL | EXCHANGE) & ~study]


def _ends(actors: pd.DataFrame, around: Mapping[str, str], one: str, other: str, place: str) -> str:
    single = [actors.loc[end, "kind"] in SINGLE for end in (one, other)]
    if not any(single):
        return ENDS[3]
    if not all(single):
        return ENDS[2]
    local = all(_lies_in(str(actors.loc[end, "case"]), place, around) for end in (one, other))
    return ENDS[0] if local else ENDS[1]


def _lies_in(inner: str, outer: str, around: Mapping[str, str]) -> bool:
    while inner and inner != outer:
        inner = around.get(inner, "")
    return inner == outer


# --- the forms ------------------------------------------------------------------------------


def forms(actors: int = ACTORS) -> dict[str, nx.DiGraph[str]]:
    """Return what each word for a network draws, with as many actors as asked.

    Parameters
    ----------
    actors : int
        At least 2.

    Returns
    -------
    dict of str to networkx.DiGraph
        Pyramids have one master for about five units; families have three households, and
        friends among their neighbours; the leaders are five; the association has six service
        centres, or fewer where it is small; in a ring of guarantees each vouches for the two
        who follow. Beyond what the documents say the numbers are assumptions, as in
        :mod:`industrial_clusters.networks.organisations`.

    Raises
    ------
    ValueError
        If there are fewer than two actors.

    Examples
    --------
    >>> {len(form) for form in forms(31).values()}
    {31}
    """
    if actors < 2:
        raise ValueError(f"actors = {actors}; a network has at least 2")
    masters = max(1, round((actors - 1) / 6))
    units = actors - 1 - masters
    pyramid, shared = (
        pure_hierarchy(
            masters=masters, institutes=0, firms=units, masters_of_each=min(each, masters)
        )
        for each in (1, 2)
    )
    pairs = lateral_ties(shared) if units else []
    centres = min(6, max(0, actors // 6))
    return {
        "pyramid, one master each": pyramid,
        "pyramid, two masters each": shared,
        "pyramid with few ties below": with_lateral_ties(shared, pairs[: len(pairs) // 20]),
        "pyramid with many ties below": with_lateral_ties(shared, pairs[: len(pairs) // 2]),
        "families": _families(actors),
        "circle of friends": leader_core(leaders=actors, members=0),
        "leaders and members": leader_core(leaders=min(5, actors), members=max(0, actors - 5)),
        "association": association(firms=actors - 1 - centres, centres=centres),
        "ring of guarantees": _guarantees(actors),
        "market": market_hub(firms=actors - 1),
    }


def _families(actors: int) -> nx.DiGraph[str]:
    """Return families of three, and one or two relatives more where the number asks for it."""
    families = max(1, actors // 3)
    graph = kin_chain(families=families, segments=min(3, actors))
    for place in range(1, actors - len(graph) + 1):
        relative, owner = f"relative-{place}", f"owner-{place}"
        owner = owner if owner in graph else "owner-1"
        graph.add_node(relative, role="household", level=1)
        for pair in ((owner, relative), (relative, owner)):
            graph.add_edge(*pair, kind="kin of", origin="theorised")
    return graph


def _guarantees(actors: int) -> nx.DiGraph[str]:
    graph: nx.DiGraph[str] = nx.DiGraph(name="ring of guarantees", origin="theorised")
    names = [f"firm-{place}" for place in range(1, actors + 1)]
    graph.add_nodes_from(names, role="firm", level=1)
    for place, name in enumerate(names):
        for step in (1, 2):
            friend = names[(place + step) % actors]
            if friend != name:
                graph.add_edge(name, friend, kind="guarantees", origin="theorised")
    return graph


def _compared() -> Iterator[tuple[str, str, nx.DiGraph[str]]]:
    """Name, case and graph of the last record of each place, and of each form."""
    cases = networks()["Case"]
    for name in latest():
        yield name, str(cases[name]), documented(name)
    for name, form in forms().items():
        yield name, DRAWN, form


# --- shape beyond size ----------------------------------------------------------------------


@cache
def shapes(draws: int = 24) -> pd.DataFrame:
    """Return each measure of each record and form beside chance.

    Returns
    -------
    pandas.DataFrame
        ``Network``, ``Case``, ``Measure``, ``Value``, and ``Low`` and ``High``, the 5th and
        95th hundredths of random networks with as many actors and ties; ``Stands``:
        ``"above"``, ``"within"`` or ``"below"`` what these show.

    Examples
    --------
    >>> rows = shapes(draws=3).set_index(["Network", "Measure"])
    >>> rows.loc[("market", "core"), "Stands"]
    'above'
    """
    frames = []
    for name, case, graph in _compared():
        rows = beside_chance(graph, draws).rename(
            columns={"recorded": "Value", "chance_low": "Low", "chance_high": "High"}
        )
        frames.append(rows.assign(Network=name, Case=case).reset_index())
    found = pd.concat(frames, ignore_index=True)
    found["Measure"] = found["measure"].map(MEASURES)
    above = found["Value"] > found["High"] + 1e-9
    below = found["Value"] < found["Low"] - 1e-9
    found["Stands"] = np.select([above, below], ["above", "below"], "within")
    return found[["Network", "Case", "Measure", "Value", "Low", "High", "Stands"]]


@cache
def without_groups(draws: int = 24) -> pd.DataFrame:
    """Return whether a record keeps its core without its collective nouns.

    Groups of people and of firms are removed, and whoever then has no tie.

    Returns
    -------
    pandas.DataFrame
        One row a record: ``Network``, ``Case``, ``Actors``, ``Kept`` of them, ``Ties`` kept,
        ``Value``, ``Low`` and ``High`` as in :func:`shapes` for core and periphery, and
        ``Stands``: ``"nothing left"`` where fewer than three actors are.

    Examples
    --------
    >>> rows = without_groups(draws=3)
    >>> bool((rows["Kept"] <= rows["Actors"]).all())
    True
    """
    rows = []
    for name in latest():
        graph = documented(name)
        single = [node for node in graph if graph.nodes[node]["kind"] not in GROUPS]
        kept: nx.DiGraph[str] = nx.DiGraph(graph.subgraph(single).edges)
        row = {
            "Network": name,
            "Case": networks()["Case"][name],
            "Actors": len(graph),
            "Kept": len(kept),
            "Ties": kept.number_of_edges(),
        }
        if len(kept) > 2:
            found = beside_chance(kept, draws)
            value, low, high = (
                float(found[column]["core_periphery"])
                for column in ("recorded", "chance_low", "chance_high")
            )
            where = "above" if value > high + 1e-9 else "below" if value < low - 1e-9 else "within"
            row |= {"Value": value, "Low": low, "High": high, "Stands": where}
        else:
            row |= {"Value": np.nan, "Low": np.nan, "High": np.nan, "Stands": "nothing left"}
        rows.append(row)
    return pd.DataFrame(rows)


# --- what one tie, and many, can move -------------------------------------------------------


@cache
def pyramid_undone() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return how ties among equals undo the documented pyramid, and where records lie.

    Returns
    -------
    curves : pandas.DataFrame
        ``Order`` of the ties, ``Pairs of equals tied, %`` and ``Hierarchy``.
    places : pandas.DataFrame
        The same two measures for each latest record (``Network``, ``Case``).

    Examples
    --------
    >>> curves, places = pyramid_undone()
    >>> float(curves["Hierarchy"].max())
    1.0
    """
    course = lateral_ties_added(counts=(0, 4, 16, 32, 64, 96, 128, 256, 512))
    curves = pd.DataFrame(
        {
            "Order": course["order"],
            "Ties": course["ties"],
            "Pairs of equals tied, %": 100 * course["horizontal_density"],
            "Hierarchy": course["hierarchy"],
        }
    )
    record = missing_ties().loc[list(latest())]
    tied = record["equals_in_exchange"] / record["pairs_of_equals"].clip(lower=1)
    places = pd.DataFrame(
        {
            "Network": record.index,
            "Case": networks()["Case"][record.index].to_numpy(),
            "Pairs of equals tied, %": 100 * tied.to_numpy(float),
            "Hierarchy": record["hierarchy"].to_numpy(float),
        }
    )
    return curves, places


@cache
def one_more_tie() -> pd.DataFrame:
    """Return what a single unrecorded tie could do to each record.

    Returns
    -------
    pandas.DataFrame
        One row a record: ``Network``, ``Case``; ``Hierarchy`` as recorded and ``Lowest`` with
        the worst missing tie, ``From`` and ``To`` its ends; ``Gain``, by what share the best
        missing tie between two firms or persons, singly or in groups, would raise closeness,
        and ``Pair``, who they are; ``Evidence``, the rows of the four.

    Examples
    --------
    >>> rows = one_more_tie()
    >>> bool((rows["Lowest"] <= rows["Hierarchy"]).all() and (rows["Gain"] >= 0).all())
    True
    """
    names = table("actors")["name"]
    missing = missing_ties()
    rows = []
    for name in latest():
        gain, pair = _best_tie(documented(name))
        start, end = str(missing["from"][name]), str(missing["to"][name])
        actors = [actor for actor in dict.fromkeys([start, end, *pair]) if actor]
        rows.append(
            {
                "Network": name,
                "Case": networks()["Case"][name],
                "Hierarchy": float(missing["hierarchy"][name]),
                "Lowest": float(missing["hierarchy_lowest"][name]),
                "From": names.get(start, ""),
                "To": names.get(end, ""),
                "Gain": gain,
                "Pair": " and ".join(str(names[actor]) for actor in pair),
                "Evidence": " ".join(f"actors/{actor}" for actor in actors),
            }
        )
    return pd.DataFrame(rows)


def _best_tie(graph: nx.DiGraph[str]) -> tuple[float, tuple[str, ...]]:
    """Return the gain in closeness of the best tie at the lowest level, and its ends."""
    nodes = list(graph)
    away = _distances(graph)
    close = _closeness(away)
    levels = nx.get_node_attributes(graph, "level")
    lowest = [place for place, node in enumerate(nodes) if levels[node] == max(levels.values())]
    best, pair = 0.0, tuple[str, ...]()
    for place, one in enumerate(lowest):
        for other in lowest[place + 1 :]:
            if away[one, other] > 1:
                over = np.add.outer(away[:, one], away[other]) + 1
                gain = _closeness(np.minimum(away, np.minimum(over, over.T))) / close - 1
                if gain > best:
                    best, pair = float(gain), (nodes[one], nodes[other])
    return best, pair


def _distances(graph: nx.DiGraph[str]) -> FloatArray:
    """Return the ties between each two, whatever their direction; ``inf`` where apart."""
    both: nx.Graph[str] = nx.Graph()
    both.add_nodes_from(graph)
    both.add_edges_from(graph.edges)
    return np.asarray(nx.floyd_warshall_numpy(both), dtype=np.float64)


def _closeness(away: FloatArray) -> float:
    number = len(away)
    with np.errstate(divide="ignore"):
        near = 1 / away
    np.fill_diagonal(near, 0)
    return float(near.sum() / (number * (number - 1)))


# --- what a move costs ----------------------------------------------------------------------


def distance(one: nx.DiGraph[str], other: nx.DiGraph[str]) -> Changes:
    """Return the least number of directed ties that turns one graph into the other.

    Parameters
    ----------
    one, other : networkx.DiGraph
        Of equally many actors. Names and kinds do not count: anyone may play any part.

    Returns
    -------
    Changes
        Ties to add to `one` and to remove from it. Which number is least is known between
        bounds; the difference of ties added and removed is exact.

    Raises
    ------
    ValueError
        If the numbers of actors differ.

    Examples
    --------
    A chain of three becomes a fork with one tie turned.

    >>> chain = nx.DiGraph([("a", "b"), ("b", "c")])
    >>> fork = nx.DiGraph([("x", "y"), ("x", "z")])
    >>> distance(chain, fork)
    Changes(added_low=1, added_high=1, removed_low=1, removed_high=1)
    """
    if len(one) != len(other):
        raise ValueError(f"the graphs have {len(one)} and {len(other)} actors; give as many")
    a, b = _matrix(one), _matrix(other)
    shared = max(_shared(a, b, start) for start in _starts(a, b))
    more = int(b.sum() - a.sum())
    high = int(a.sum() + b.sum()) - 2 * shared
    apart = (np.abs(np.sort(a.sum(axis)) - np.sort(b.sum(axis))).sum() for axis in (0, 1))
    low = int(max(apart))
    return Changes((low + more) // 2, (high + more) // 2, (low - more) // 2, (high - more) // 2)


def _matrix(graph: nx.DiGraph[str]) -> FloatArray:
    return np.asarray(nx.to_numpy_array(graph) != 0, dtype=np.float64)


def _starts(a: FloatArray, b: FloatArray) -> Iterator[IntArray]:
    """Return who plays whom at first: by numbers of ties, and by a relaxed problem."""
    for axes in ((0, 1), (1,)):
        ranks = [
            np.argsort(sum(-matrix.sum(axis) for axis in axes), kind="stable") for matrix in (a, b)
        ]
        start = np.empty(len(a), dtype=np.int64)
        start[ranks[0]] = ranks[1]
        yield start
    # It draws nothing; without a generator of its own it would still ask for the global one.
    rng = np.random.default_rng(SEED)
    relaxed = quadratic_assignment(a, b, method="faq", options={"maximize": True, "rng": rng})
    yield np.asarray(relaxed.col_ind, dtype=np.int64)


def _shared(a: FloatArray, b: FloatArray, start: IntArray) -> int:
    """Return how many ties the two share once no swap of two parts shares more."""
    parts = start.copy()
    while True:
        played = b[np.ix_(parts, parts)]
        together = a @ played.T + a.T @ played
        alone = np.diag(together)
        gains = together + together.T - alone[:, None] - alone[None, :]
        # The sums above count the two who swap as their own partners.
        gains += 2 * (a * played + a.T * played.T) + (a - a.T) * (played.T - played)
        one, other = np.unravel_index(gains.argmax(), gains.shape)
        if gains[one, other] <= 0:
            return int((a * played).sum())
        parts[[one, other]] = parts[[other, one]]


@cache
def moves(draws: int = 5) -> pd.DataFrame:
    """Return what it would take to turn each record, and each form, into each form.

    Returns
    -------
    pandas.DataFrame
        One row a start and an aim: ``Network``, ``Case``, ``Towards``; ``Value``, changes an
        actor that suffice, and ``At least``, those needed in any case; ``Added`` and
        ``Removed`` (text, with their bounds); ``Low`` and ``High``, the least and the most
        that suffice for random networks with as many actors and ties, for records alone;
        ``Stands``: ``"nearer"`` where the record needs less than all of these, ``"farther"``
        where it needs more, ``"as chance"``; and ``Proved``, whether the bounds alone, and not
        only one search for both, tell it from all of these. A record misses ties that
        existed: some of what would have to be added may be there, and what is unrecorded
        might have to go.

    Examples
    --------
    >>> rows = moves(draws=2).set_index(["Network", "Towards"])
    >>> rows.loc[("market", "circle of friends"), ["Added", "Removed"]].tolist()
    ['1,190', '0']
    """
    rows = []
    for name, case, graph in _compared():
        number = len(graph)
        rng = np.random.default_rng(SEED)
        blind = [] if case == DRAWN else [shuffled(graph, rng) for _ in range(draws)]
        for towards, form in forms(number).items():
            if name == towards:
                continue
            changes = _between_forms(name, towards) if case == DRAWN else distance(graph, form)
            chance = [distance(drawn, form) for drawn in blind]
            low, high, floor = (
                (
                    min(c.high for c in chance),
                    max(c.high for c in chance),
                    min(c.low for c in chance),
                )
                if chance
                else (np.nan, np.nan, np.nan)
            )
            rows.append(
                {
                    "Network": name,
                    "Case": case,
                    "Towards": towards,
                    "Value": changes.high / number,
                    "At least": changes.low / number,
                    "Added": _span(changes.added_low, changes.added_high),
                    "Removed": _span(changes.removed_low, changes.removed_high),
                    "Low": low / number,
                    "High": high / number,
                    "Proved": changes.high < floor or changes.low > high,
                }
            )
    found = pd.DataFrame(rows)
    nearer = found["Value"] < found["Low"] - 1e-9
    farther = found["Value"] > found["High"] + 1e-9
    stands = pd.Series(np.select([nearer, farther], ["nearer", "farther"], "as chance"))
    return found.assign(Stands=stands.where(found["Case"] != DRAWN, ""))


@cache
def _between_forms(one: str, other: str) -> Changes:
    """Return the better of the ways there and back, which are as long."""
    if one > other:
        return _between_forms(other, one).turned()
    drawn = forms()
    there, back = distance(drawn[one], drawn[other]), distance(drawn[other], drawn[one])
    return there if there.high <= back.high else back.turned()


def nearest() -> pd.DataFrame:
    """Return which forms may be the nearest to each record.

    Returns
    -------
    pandas.DataFrame
        Rows of :func:`moves` for records, whose least cost is no more than what suffices for
        some form: one row where the bounds decide.

    Examples
    --------
    >>> rows = nearest()
    >>> set(rows["Network"]) == set(latest())
    True
    """
    rows = moves()
    rows = rows[rows["Case"] != DRAWN]
    enough = rows.groupby("Network")["Value"].transform("min")
    return rows[rows["At least"] <= enough + 1e-9]


def _span(low: int, high: int) -> str:
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


# --- trust, contact and promises ------------------------------------------------------------


def carried(
    graph: nx.DiGraph[str], trust: float, *, tellers: int = 2, draws: int = 64, seed: int = SEED
) -> float:
    """Return how many of the others a practice reaches, if it needs so many trusted tellers.

    Parameters
    ----------
    graph : networkx.DiGraph
        Ties; whatever their direction, both ends can tell each other.
    trust : float
        Probability that a tie is trusted.
    tellers : int, optional
        Trusted partners who must have taken it up. With 1 it spreads like news.
    draws : int, optional
        Each draws a tie with whose two ends it starts, and which ties are trusted.
    seed : int, optional
        The same draws for each probability, so that more trust never reaches fewer.

    Returns
    -------
    float
        Mean share of the others reached in the end; 0 where there are no others.

    Examples
    --------
    Friends who all know each other pass anything on; in a market each knows one.

    >>> carried(forms()["circle of friends"], 1.0), carried(forms()["market"], 1.0)
    (1.0, 0.0)
    """
    number = len(graph)
    if number < 3:
        return 0.0
    ties = _matrix(graph) > 0
    ties |= ties.T
    np.fill_diagonal(ties, val=False)
    rng = np.random.default_rng(seed)
    doubts = np.triu(rng.random((draws, number, number)), 1)
    trusted = (ties & (doubts + doubts.swapaxes(1, 2) < trust)).astype(np.float32)
    pairs = np.argwhere(np.triu(ties))
    start = pairs[rng.permutation(max(draws, len(pairs)))[:draws] % len(pairs)]
    has = np.zeros((draws, number), dtype=np.bool_)
    has[np.arange(draws)[:, None], start] = True
    while True:
        told_by = np.einsum("dij,dj->di", trusted, has.astype(np.float32))
        wider = has | (told_by >= tellers)
        if (wider == has).all():
            return float((has.sum(axis=1) - 2).mean() / (number - 2))
        has = wider


def trust_needed(graph: nx.DiGraph[str], *, step: float = 0.05) -> float:
    """Return the least trust at which a practice reaches half of the others.

    Returns
    -------
    float
        A multiple of `step`; ``nan`` where full trust does not suffice.

    Examples
    --------
    >>> trust_needed(forms()["market"])
    nan
    """
    if carried(graph, 1.0) < 0.5:
        return np.nan
    for number in range(1, round(1 / step) + 1):
        if carried(graph, number * step) >= 0.5:
            return number * step
    return 1.0


def contact_for(trust: float, identity: float, familiarity: float) -> float:
    r"""Return the meetings a month that make a tie trusted with a given probability.

    :math:`c = \ln\bigl((1 - \iota) / (1 - t)\bigr) / \phi`, from the trust of
    :mod:`industrial_clusters.models.tie_strength`.

    Parameters
    ----------
    trust : float
        Probability :math:`t` that a tie is trusted, below 1.
    identity : float
        Probability :math:`\iota` that it is trusted before any meeting.
    familiarity : float
        Trust :math:`\phi` that a meeting a month adds; above 0.

    Examples
    --------
    >>> contact_for(0.7, identity=0.7, familiarity=0.2)
    0.0
    """
    if trust <= identity:
        return 0.0
    return float(np.log((1 - identity) / (1 - trust)) / familiarity)


@cache
def reach_by_trust(trusts: tuple[float, ...] = (0.2, 0.4, 0.6, 0.8, 1.0)) -> pd.DataFrame:
    """Return how far news and a risky practice go in each record and form.

    Returns
    -------
    pandas.DataFrame
        ``Network``, ``Case``, ``Trust``; ``Practice`` and ``News``: mean shares of the others
        reached, with two trusted tellers or one teller of any kind.

    Examples
    --------
    >>> rows = reach_by_trust(trusts=(1.0,))
    >>> bool((rows["Practice"] <= rows["News"] + 1e-9).all())
    True
    """
    return pd.DataFrame(
        [
            {
                "Network": name,
                "Case": case,
                "Trust": trust,
                "Practice": carried(graph, trust),
                "News": carried(graph, 1.0, tellers=1),
            }
            for name, case, graph in _compared()
            for trust in trusts
        ]
    )


@cache
def trust_of_each() -> pd.DataFrame:
    """Return the least trust that lets a practice reach half, for each record and form.

    Returns
    -------
    pandas.DataFrame
        ``Network``, ``Case``, ``Trust`` (``nan`` where even full trust does not suffice) and
        ``Practice``, the share reached at full trust.

    Examples
    --------
    >>> bool(trust_of_each().set_index("Network")["Trust"]["circle of friends"] <= 0.2)
    True
    """
    return pd.DataFrame(
        [
            {
                "Network": name,
                "Case": case,
                "Trust": trust_needed(graph),
                "Practice": carried(graph, 1.0),
            }
            for name, case, graph in _compared()
        ]
    )


def hearing(graph: nx.DiGraph[str], chance: float) -> float:
    """Return the share of the others who hear of a cheat.

    Parameters
    ----------
    graph : networkx.DiGraph
    chance : float
        Chance that news passes a step; it is told along the shortest way, and anyone may be
        the one who was cheated.

    Examples
    --------
    >>> hearing(nx.DiGraph([("a", "b"), ("b", "c")]), 0.5)
    0.416...
    """
    away = _distances(graph)
    number = len(away)
    reached = np.where(np.isfinite(away), chance ** np.where(np.isfinite(away), away, 0), 0)
    np.fill_diagonal(reached, 0)
    return float(reached.sum() / (number * (number - 1)))


@cache
def news_of_a_cheat(chances: tuple[float, ...] = (0.5, 0.7, 0.9, 1.0)) -> pd.DataFrame:
    r"""Return what share of each record and form hears of a cheat.

    Returns
    -------
    pandas.DataFrame
        ``Network``, ``Case``, ``Chance`` that news passes a step, and ``Share``. With
        patience :math:`\delta` honesty withstands a temptation of
        :math:`q \delta / (1 - \delta)` years' worth of trade, :math:`q` being the share.

    Examples
    --------
    >>> rows = news_of_a_cheat().set_index(["Network", "Chance"])["Share"]
    >>> float(rows["circle of friends", 0.5])
    0.5
    """
    return pd.DataFrame(
        [
            {"Network": name, "Case": case, "Chance": chance, "Share": hearing(graph, chance)}
            for name, case, graph in _compared()
            for chance in chances
        ]
    )


# --- what breaks it -------------------------------------------------------------------------


@cache
def benefit_and_fragility(orders: int = 20) -> pd.DataFrame:
    """Return how close a network brings its actors, and what is left when some go.

    Returns
    -------
    pandas.DataFrame
        ``Network``, ``Case``; ``Closeness``; ``Left``, the share of it among the others once
        the best tied tenth is gone, and ``Left at random``, once a random tenth is;
        ``Ties an actor``.

    Examples
    --------
    >>> rows = benefit_and_fragility(orders=2).set_index("Network")
    >>> rows.loc["circle of friends", ["Closeness", "Left"]].tolist()
    [1.0, 1.0]
    """
    rows = []
    for name, case, graph in _compared():
        gone = max(1, round(0.1 * len(graph)))
        rng = np.random.default_rng(SEED)
        course = random_removal(graph, orders=orders, counts=[gone], rng=rng)
        rows.append(
            {
                "Network": name,
                "Case": case,
                "Closeness": _closeness(_distances(graph)),
                "Left": left_without_the_best_tied(graph),
                "Left at random": float(course["survivors_efficiency"].item()),
                "Ties an actor": graph.number_of_edges() / len(graph),
            }
        )
    return pd.DataFrame(rows)


@cache
def least_dispensable() -> pd.DataFrame:
    """Return whom each record can least do without.

    Returns
    -------
    pandas.DataFrame
        Two rows a record: ``Network``, ``Case``, ``Among`` (``"all actors"`` or ``"single
        firms and persons"``), ``Actor``, its ``Kind``, ``Loss``, the share of closeness among
        the others that goes with it, and ``Evidence``. A record without a single firm or
        person has one row.

    Examples
    --------
    >>> rows = least_dispensable()
    >>> set(rows["Among"])
    {...}
    """
    names = table("actors")["name"]
    rows = []
    for name in latest():
        graph = documented(name)
        losses = pd.Series(
            {
                node: 1 - float(removal_course(graph, [node], [1])["survivors_efficiency"].item())
                for node in graph
            }
        )
        kinds = pd.Series(nx.get_node_attributes(graph, "kind"))
        for among, some in (
            ("all actors", losses),
            ("single firms and persons", losses[kinds.isin(SINGLE)]),
        ):
            if len(some):
                actor = str(some.idxmax())
                rows.append(
                    {
                        "Network": name,
                        "Case": networks().loc[name, "Case"],
                        "Among": among,
                        "Actor": names[actor],
                        "Kind": kinds[actor],
                        "Loss": some[actor],
                        "Evidence": f"actors/{actor}",
                    }
                )
    return pd.DataFrame(rows)
