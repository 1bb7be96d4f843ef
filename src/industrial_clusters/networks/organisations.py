"""Organisations that the documents draw or describe, as graphs.

Three come from Figures 2 to 4 of the Zhongguancun paper [1]_, which it takes from
Chen Yilong's thesis; the drawings are missing from the copy, so what they show is
read from the text: levels of actors, one-way command, almost no tie among equals
(:func:`pure_hierarchy`); command that is partly given up, and two-way ties among
lower actors, few (:func:`weak_innovation_network`) or many
(:func:`strong_innovation_network`). The text adds what the figure leaves out:
each lower actor has many masters. Three are the forms of governance that Li and
Gao [2]_ compare: relatives who divide a chain of production among them
(:func:`kin_chain`), an association with service centres (:func:`association`), and
trade through one market (:func:`market_hub`). The last is the entrepreneurs' network
of Xixia [3]_, members around five leaders (:func:`leader_core`).

Every graph is directed. A node has a `role` and a `level` (1 is the highest); an
edge has a `kind`, a word of the table ``ties``. A tie that runs both ways is two
edges. Graph and edges carry ``origin="theorised"``, so that none passes for a
documented tie. Numbers that no document gives are assumptions, and said to be so.

References
----------
.. [1] "Searching for more innovative capabilities", *Development and Society*,
   pp. 121-143 (author, year and volume are not printed in the copy), Figures 2 to
   4 and Table 2.
.. [2] Li and Gao (2020), key ``ligao2020`` of the sources.
.. [3] Zhang (2014), MSc thesis, Columbia University, sections 5.1 and 5.2.
"""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Literal

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np

__all__ = [
    "association",
    "kin_chain",
    "lateral_ties",
    "leader_core",
    "market_hub",
    "pure_hierarchy",
    "strong_innovation_network",
    "weak_innovation_network",
    "with_lateral_ties",
]

WEAK_SHARE = 0.05
STRONG_SHARE = 0.5


def pure_hierarchy(
    *, masters: int = 41, institutes: int = 30, firms: int = 40, masters_of_each: int = 2
) -> nx.DiGraph[str]:
    """Return a pyramid of three levels with several masters over each unit.

    A centre commands the masters (supervising agencies); the masters command the
    units, which are institutes and firms. There is no tie among equals.

    Parameters
    ----------
    masters : int
        Supervising agencies. The document counts more than 40 at the end of the
        1970s: 41 is the least that this allows.
    institutes : int
        Universities and research institutes under them. The document gives no
        number: an assumption.
    firms : int
        Firms under them. 40 is the documented number at the end of 1984; under
        the command economy there were none.
    masters_of_each : int
        Masters over each unit. The document says many; 2 is the least that is
        more than one. With 1 the graph is a tree.

    Returns
    -------
    networkx.DiGraph
        Supervision from higher to lower, ``control="absolute"``. Unit `i` is under
        masters `i`, `i` + 1 and so on, round the ring of masters, so that units
        of neighbouring sectors share a master.

    Raises
    ------
    ValueError
        If a number is not whole, too small, or a unit has more masters than exist.

    Examples
    --------
    >>> organisation = pure_hierarchy(masters=3, institutes=2, firms=1)
    >>> sorted(organisation.predecessors("firm-1"))
    ['master-1', 'master-3']
    >>> pure_hierarchy().number_of_nodes()
    112
    """
    _check_whole("masters", masters, 1)
    _check_whole("institutes", institutes, 0)
    _check_whole("firms", firms, 0)
    _check_whole("masters_of_each", masters_of_each, 1)
    if masters_of_each > masters:
        raise ValueError(
            f"masters_of_each = {masters_of_each} exceeds masters = {masters}; "
            "a unit can have no more masters than there are"
        )
    graph = _organisation("pure hierarchy")
    graph.add_node("centre", role="centre", level=1)
    above = _add_nodes(graph, "master", masters, 2)
    units = _add_nodes(graph, "institute", institutes, 3) + _add_nodes(graph, "firm", firms, 3)
    command = [("centre", master) for master in above]
    for place, unit in enumerate(units):
        command += [(above[(place + step) % masters], unit) for step in range(masters_of_each)]
    _add_edges(graph, command, "supervises", control="absolute")
    return graph


def lateral_ties(
    organisation: nx.DiGraph[str],
    *,
    order: Literal["across", "within"] = "across",
    rng: np.random.Generator | None = None,
) -> list[tuple[str, str]]:
    """Return the pairs of equals at the lowest level in the order to tie them.

    Parameters
    ----------
    organisation : networkx.DiGraph
        From :func:`pure_hierarchy`, or with lateral ties already.
    order : {"across", "within"}
        Whether pairs with the fewest masters in common come first, as the document
        asks when it wants links across sectors, or those with the most.
    rng : numpy.random.Generator, optional
        Shuffles pairs that share equally many masters. Without it those nearest in
        the list of units come first: a ring, then each unit with the next but one,
        and so on, so that ties fall evenly on units.

    Returns
    -------
    list of tuple of str
        Every pair not yet tied, once.

    Raises
    ------
    ValueError
        If the order is unknown.

    Examples
    --------
    >>> lateral_ties(pure_hierarchy(masters=3, institutes=3, firms=0, masters_of_each=1))
    [('institute-1', 'institute-2'), ('institute-2', 'institute-3'), ('institute-3', 'institute-1')]
    """
    if order not in ("across", "within"):
        raise ValueError(f"order = {order!r}; choose 'across' or 'within'")
    units = _lowest(organisation)
    pairs = [
        (unit, other)
        for unit, other in _ring_pairs(units, len(units) // 2)
        if not (organisation.has_edge(unit, other) or organisation.has_edge(other, unit))
    ]
    if rng is not None:
        pairs = [pairs[place] for place in rng.permutation(len(pairs))]
    sign = 1 if order == "across" else -1
    masters = {unit: set(_masters(organisation, unit)) for unit in units}
    return sorted(pairs, key=lambda pair: sign * len(masters[pair[0]] & masters[pair[1]]))


def with_lateral_ties(
    organisation: nx.DiGraph[str], pairs: Iterable[tuple[str, str]]
) -> nx.DiGraph[str]:
    """Return a copy with co-operation both ways between each of the pairs.

    Examples
    --------
    >>> hierarchy = pure_hierarchy()
    >>> one = with_lateral_ties(hierarchy, lateral_ties(hierarchy)[:1])
    >>> one.number_of_edges() - hierarchy.number_of_edges()
    2
    """
    graph = organisation.copy()
    _add_both_ways(graph, pairs, "cooperates with")
    return graph


def weak_innovation_network(
    *,
    masters: int = 41,
    institutes: int = 30,
    firms: int = 40,
    masters_of_each: int = 2,
    lateral_share: float = WEAK_SHARE,
    order: Literal["across", "within"] = "across",
    rng: np.random.Generator | None = None,
) -> nx.DiGraph[str]:
    """Return the hierarchy with part of control given up and few ties among equals.

    Parameters
    ----------
    masters, institutes, firms, masters_of_each : int
        As in :func:`pure_hierarchy`.
    lateral_share : float
        Share of the possible ties among units that exist, 0 to 1. The document
        says only that they are few: the default is an assumption.
    order, rng
        Which come first, as in :func:`lateral_ties`.

    Returns
    -------
    networkx.DiGraph
        Supervision with ``control="relaxed"`` (the dotted lines) and co-operation
        both ways. It has every tie of the hierarchy, and, from the same order or
        the same state of `rng`, every tie of a network with a smaller share.

    Raises
    ------
    ValueError
        As :func:`pure_hierarchy` and :func:`lateral_ties`, or if the share is not
        one.

    Examples
    --------
    >>> weak, strong = weak_innovation_network(), strong_innovation_network()
    >>> set(pure_hierarchy().edges) < set(weak.edges) < set(strong.edges)
    True
    """
    _check_share("lateral_share", lateral_share)
    hierarchy = pure_hierarchy(
        masters=masters, institutes=institutes, firms=firms, masters_of_each=masters_of_each
    )
    pairs = lateral_ties(hierarchy, order=order, rng=rng)
    graph = with_lateral_ties(hierarchy, pairs[: round(lateral_share * len(pairs))])
    for master, unit in hierarchy.edges:
        graph.edges[master, unit]["control"] = "relaxed"
    graph.graph["name"] = "weak innovation network"
    return graph


def strong_innovation_network(
    *,
    masters: int = 41,
    institutes: int = 30,
    firms: int = 40,
    masters_of_each: int = 2,
    lateral_share: float = STRONG_SHARE,
    order: Literal["across", "within"] = "across",
    rng: np.random.Generator | None = None,
) -> nx.DiGraph[str]:
    """Return the hierarchy with part of control given up and many ties among equals.

    The same actors and the same order of ties as in
    :func:`weak_innovation_network`, which see; only more of the ties exist. How
    many more the document does not say: the default share is an assumption.

    Examples
    --------
    >>> strong_innovation_network(masters=2, institutes=4, firms=0).number_of_edges()
    16
    """
    graph = weak_innovation_network(
        masters=masters,
        institutes=institutes,
        firms=firms,
        masters_of_each=masters_of_each,
        lateral_share=lateral_share,
        order=order,
        rng=rng,
    )
    graph.graph["name"] = "strong innovation network"
    return graph


def kin_chain(*, families: int = 10, segments: int = 3, neighbours: int = 1) -> nx.DiGraph[str]:
    """Return families whose households divide the chain of production.

    Parameters
    ----------
    families : int
        Families; no number is documented: an assumption.
    segments : int
        Households of a family, each with a segment of production. The two families
        that the document describes have three and four.
    neighbours : int
        Following families, in a ring, whose owners are an owner's friends. The
        document names friends and neighbours beside kin, without a number: an
        assumption. 0 leaves families apart.

    Returns
    -------
    networkx.DiGraph
        In each family the owner has the first segment and is ``kin of`` every
        other household, both ways; from the second segment on, each household
        ``supplies`` the next. Households are independent of each other, so all
        have one level.

    Raises
    ------
    ValueError
        If a number is not whole or too small.

    Examples
    --------
    >>> chain = kin_chain(families=1, segments=3, neighbours=0)
    >>> sorted(chain["household-1-2"])
    ['household-1-3', 'owner-1']
    """
    _check_whole("families", families, 1)
    _check_whole("segments", segments, 1)
    _check_whole("neighbours", neighbours, 0)
    graph = _organisation("kin chain")
    owners = _add_nodes(graph, "owner", families, 1)
    for family, owner in enumerate(owners, start=1):
        graph.nodes[owner]["family"] = family
        relatives = [f"household-{family}-{segment}" for segment in range(2, segments + 1)]
        graph.add_nodes_from(relatives, role="household", level=1, family=family)
        _add_both_ways(graph, ((owner, relative) for relative in relatives), "kin of")
        _add_edges(graph, pairwise(relatives), "supplies")
    _add_both_ways(graph, _ring_pairs(owners, neighbours), "friend of")
    return graph


def association(*, firms: int = 30, centres: int = 6) -> nx.DiGraph[str]:
    """Return an association with service centres for its member firms.

    Parameters
    ----------
    firms : int
        Member firms; no number is documented: an assumption.
    centres : int
        Service centres. The document names six in Emilia-Romagna.

    Returns
    -------
    networkx.DiGraph
        Firms are ``member of`` the association, which ``serves`` them and
        ``founds`` the centres; each centre ``serves`` every firm.

    Raises
    ------
    ValueError
        If a number is not whole or too small.

    Examples
    --------
    >>> sorted(association(firms=3, centres=1).predecessors("firm-1"))
    ['association', 'centre-1']
    """
    _check_whole("firms", firms, 1)
    _check_whole("centres", centres, 0)
    graph = _organisation("association")
    graph.add_node("association", role="association", level=1)
    services = _add_nodes(graph, "centre", centres, 2)
    members = _add_nodes(graph, "firm", firms, 3)
    _add_edges(graph, (("association", service) for service in services), "founds")
    _add_edges(graph, ((member, "association") for member in members), "member of")
    for server in ["association", *services]:
        _add_edges(graph, ((server, member) for member in members), "serves")
    return graph


def market_hub(
    *, firms: int = 30, spot_trades: int = 0, rng: np.random.Generator | None = None
) -> nx.DiGraph[str]:
    """Return firms that meet in one market.

    Parameters
    ----------
    firms : int
        Firms; no number is documented: an assumption.
    spot_trades : int
        Pairs of firms that also trade with each other directly, drawn with `rng`;
        no number is documented.
    rng : numpy.random.Generator, optional
        Needed when there are spot trades.

    Returns
    -------
    networkx.DiGraph
        The market and every firm, and the pairs drawn, ``trades with`` each other,
        both ways.

    Raises
    ------
    ValueError
        If a number is not whole, too small or larger than the pairs of firms, or
        if spot trades lack a generator.

    Examples
    --------
    >>> market_hub(firms=3).number_of_edges()
    6
    """
    _check_whole("firms", firms, 1)
    _check_whole("spot_trades", spot_trades, 0)
    graph = _organisation("market hub")
    graph.add_node("market", role="market", level=1)
    traders = _add_nodes(graph, "firm", firms, 2)
    _add_both_ways(graph, (("market", trader) for trader in traders), "trades with")
    pairs = list(combinations(traders, 2))
    if spot_trades > len(pairs):
        raise ValueError(
            f"spot_trades = {spot_trades} exceeds the {len(pairs)} pairs of {firms} firms; "
            "ask for fewer"
        )
    if spot_trades:
        if rng is None:
            raise ValueError(f"spot_trades = {spot_trades} needs rng; give a random generator")
        drawn = rng.choice(len(pairs), spot_trades, replace=False)
        _add_both_ways(graph, (pairs[place] for place in sorted(drawn)), "trades with")
    return graph


def leader_core(
    *,
    leaders: int = 5,
    members: int = 26,
    leaders_of_each: int | None = None,
    member_ties: int = 0,
    help_given: Literal["lends to", "guarantees"] = "lends to",
) -> nx.DiGraph[str]:
    """Return members around leaders who are all friends.

    Parameters
    ----------
    leaders : int
        Leaders: five are documented.
    members : int
        Other members. More than 30 people are documented from 1994: 26 beside the
        five leaders is the least that this allows. With 0 only the friends remain,
        as in the first phase (five to eight people, others than the later leaders).
    leaders_of_each : int, optional
        Leaders tied to each member, in turn; all where left out.
    member_ties : int
        Following members, in a ring, with whom a member shares experience. The
        document speaks of gatherings and gives no number: 0 is the pure core.
    help_given : {"lends to", "guarantees"}
        What leaders do for members: loans from 1994, guarantees from 2003.

    Returns
    -------
    networkx.DiGraph
        Leaders are ``friend of`` each other; they help members, who ``honours``
        them; members may ``informs`` each other.

    Raises
    ------
    ValueError
        If a number is not whole or too small, a member has more leaders than
        exist, or the help is unknown.

    Examples
    --------
    >>> network = leader_core()
    >>> network.number_of_nodes(), network.out_degree("leader-1"), network.out_degree("member-1")
    (31, 30, 5)
    """
    each = leaders if leaders_of_each is None else leaders_of_each
    _check_whole("leaders", leaders, 1)
    _check_whole("members", members, 0)
    _check_whole("leaders_of_each", each, 0)
    _check_whole("member_ties", member_ties, 0)
    if each > leaders:
        raise ValueError(
            f"leaders_of_each = {each} exceeds leaders = {leaders}; "
            "a member can have no more leaders than there are"
        )
    if help_given not in ("lends to", "guarantees"):
        raise ValueError(f"help_given = {help_given!r}; choose 'lends to' or 'guarantees'")
    graph = _organisation("leader core")
    core = _add_nodes(graph, "leader", leaders, 1)
    periphery = _add_nodes(graph, "member", members, 2)
    _add_both_ways(graph, combinations(core, 2), "friend of")
    helped = [
        (core[(place + step) % leaders], member)
        for place, member in enumerate(periphery)
        for step in range(each)
    ]
    _add_edges(graph, helped, help_given)
    _add_edges(graph, ((member, leader) for leader, member in helped), "honours")
    _add_both_ways(graph, _ring_pairs(periphery, member_ties), "informs")
    return graph


def _organisation(name: str) -> nx.DiGraph[str]:
    return nx.DiGraph(name=name, origin="theorised")


def _add_nodes(graph: nx.DiGraph[str], role: str, number: int, level: int) -> list[str]:
    """Add nodes named after their role and return them."""
    names = [f"{role}-{place}" for place in range(1, number + 1)]
    graph.add_nodes_from(names, role=role, level=level)
    return names


def _add_edges(
    graph: nx.DiGraph[str], pairs: Iterable[tuple[str, str]], kind: str, **attributes: str
) -> None:
    graph.add_edges_from(pairs, kind=kind, origin="theorised", **attributes)


def _add_both_ways(graph: nx.DiGraph[str], pairs: Iterable[tuple[str, str]], kind: str) -> None:
    for one, other in pairs:
        _add_edges(graph, [(one, other), (other, one)], kind)


def _ring_pairs(names: Sequence[str], reach: int) -> list[tuple[str, str]]:
    """Return each pair at most `reach` steps apart on a ring, nearest first, once."""
    number = len(names)
    pairs = []
    for step in range(1, min(reach, number // 2) + 1):
        # Half way round, the second half of the ring would repeat the pairs.
        starts = number // 2 if 2 * step == number else number
        pairs += [(names[place], names[(place + step) % number]) for place in range(starts)]
    return pairs


def _lowest(organisation: nx.DiGraph[str]) -> list[str]:
    levels = nx.get_node_attributes(organisation, "level")
    lowest = max(levels.values(), default=0)
    return [name for name, level in levels.items() if level == lowest]


def _masters(organisation: nx.DiGraph[str], unit: str) -> list[str]:
    return [
        master
        for master in organisation.predecessors(unit)
        if organisation.edges[master, unit]["kind"] == "supervises"
    ]


def _check_whole(name: str, value: int, low: int) -> None:
    if value != int(value) or value < low:
        raise ValueError(f"{name} = {value}; give a whole number of at least {low}")


def _check_share(name: str, value: float) -> None:
    # Written so that a NaN, which compares false with everything, fails.
    if not 0 <= value <= 1:
        raise ValueError(f"{name} = {value} lies outside 0 to 1; give a share")
