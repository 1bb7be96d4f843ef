"""The documents' networks beside those that their theories draw, on the same measures.

A documented network here is a case in a year, with the places within it: the ties of
control and of exchange that no date excludes, without the documents' authors. It comes twice,
with the dated ties alone and with the undated too: the least and the most that the record
allows. A kind of tie that is mutual by its meaning (friendship, kinship, co-operation,
trade) is recorded once and runs both ways here, as in the theorised networks.

Ties are what an author had reason to mention, not a census: many actors stand for groups,
and a tie that is missing from the record need not have been missing. Density, and all that
grows with it, is therefore a lower bound; :func:`missing_ties` says how far one unrecorded
tie could move the measure of hierarchy. What can be compared is the shape of the record:
whom the authors show, and whom through whom.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd

from industrial_clusters.evidence import table, ties, yardsticks
from industrial_clusters.networks import organisations
from industrial_clusters.networks.robustness import (
    COLUMNS,
    removal_course,
    robustness_index,
    targeted_order,
)
from industrial_clusters.networks.structure import (
    core_periphery,
    horizontal_density,
    krackhardt,
    measure_all,
)

__all__ = [
    "against_chance",
    "beside_chance",
    "documented",
    "largest_firms_removed",
    "lateral_ties_added",
    "latest",
    "left_without_the_best_tied",
    "missing_ties",
    "networks",
    "profiles",
    "shuffled",
    "students",
    "theorised",
]

SEED = 1980

CONTROL = frozenset({"supervises", "owns", "employs", "leads", "levies", "represses"})

EXCHANGE = frozenset(
    {
        "buys from",
        "cooperates with",
        "donates to",
        "friend of",
        "funds",
        "guarantees",
        "informs",
        "introduces",
        "invests with",
        "kin of",
        "lends to",
        "negotiates with",
        "serves",
        "shares in",
        "supplies",
        "teaches",
        "trades with",
        "trains with",
    }
)

MUTUAL = frozenset(
    {
        "cooperates with",
        "friend of",
        "invests with",
        "kin of",
        "negotiates with",
        "trades with",
        "trains with",
    }
)

# Three levels, as Figure 2 of the Zhongguancun paper has them: authorities, bodies between,
# and firms and people. Which kind of actor is on which level is the book's own coding.
TIERS = {"government": 1, "party": 1, "firm": 3, "firms": 3, "group": 3, "person": 3}
BETWEEN = 2

DATED, ALL = "dated ties", "with undated ties"


@cache
def networks() -> pd.DataFrame:
    """Return which networks are documented: those that ``yardsticks`` declares.

    Returns
    -------
    pandas.DataFrame
        Indexed by the network's name, place and year: `place` (an id of ``cases``),
        `year`, `row` (the stage in which the year lies), `Case` (the name of the studied
        case) and `latest` (whether it is the last of its place), in the order of the
        cases.

    Examples
    --------
    >>> networks().loc["Mantang 1983", ["Case", "place"]].tolist()
    ['Yongkang', 'mantang']
    """
    rows = yardsticks("network")
    names = rows["place"].map(table("cases")["name"]) + " " + rows["year"].astype(int).astype(str)
    last = rows.groupby("place")["year"].transform("max")
    return rows.assign(
        network=names, year=rows["year"].astype(int), latest=rows["year"] == last
    ).set_index("network")[["place", "year", "row", "Case", "latest"]]


def latest() -> tuple[str, ...]:
    """Return the last network of each place.

    Examples
    --------
    >>> latest()[:2]
    ('Yongkang 2010', 'Mantang 1983')
    """
    rows = networks()
    return tuple(rows.index[rows["latest"]])


@cache
def students() -> frozenset[str]:
    """Return who studies the places and is no part of them.

    They are researchers whom the place tells about itself, and those of their kind, such
    as a foundation or a bureau of statistics, who give to nobody else; and the members
    of a team of authors.

    Examples
    --------
    >>> {"chi-zhang", "chen-yilong"} <= students()
    True
    """
    actors, every = table("actors"), table("ties")
    research = {str(actor) for actor in actors.index[actors["kind"] == "research"]}
    record = every[every["kind"].isin(CONTROL | EXCHANGE)]
    ends = list(zip(record["from"], record["to"], record["kind"], strict=True))
    informed = {taker for _, taker, kind in ends if kind == "informs"} & research
    takers: dict[str, set[str]] = {}
    for giver, taker, _ in ends:
        takers.setdefault(giver, set()).add(taker)
    sources = {giver for giver in research & takers.keys() if takers[giver] <= informed}
    members = every[(every["kind"] == "member of") & every["to"].isin(informed)]
    return frozenset(informed | sources | set(members["from"]))


def documented(
    name: str, *, undated: bool = True, kinds: frozenset[str] = CONTROL | EXCHANGE
) -> nx.DiGraph[str]:
    """Return a documented network of control and exchange in a year.

    Parameters
    ----------
    name : str
        One of :func:`networks`, such as ``"Xixia 2000"``.
    undated : bool
        Whether ties without any date count.
    kinds : frozenset of str
        Kinds of tie that count; control and exchange where left out.

    Returns
    -------
    networkx.DiGraph
        Nodes have the columns of ``actors``, but their ``level`` is 1 for authorities,
        2 for bodies between, and 3 for firms and people; ties have their ``kind``, the
        first recorded where several join the same two. It can be empty.

    Raises
    ------
    KeyError
        If the name is unknown; the message lists those there are.

    Examples
    --------
    >>> graph = documented("Xixia 1990", undated=False)
    >>> graph.has_edge("xixia-sun-yaozhi", "xixia-glass-leader")
    True
    >>> graph.has_edge("xixia-glass-leader", "xixia-sun-yaozhi")
    True
    """
    known = networks()
    if name not in known.index:
        raise KeyError(f"no network {name!r}; choose one of {', '.join(known.index)}")
    place, year = str(known["place"][name]), int(known["year"][name])
    record = ties(place, kinds=kinds, at=year, undated=undated, within=True)
    graph: nx.DiGraph[str] = nx.DiGraph(name=name, origin="documented")
    for one, other, tie in record.edges(data=True):
        if {one, other} & students():
            continue
        kind = tie["kind"]
        both = [(one, other), (other, one)] if kind in MUTUAL else [(one, other)]
        graph.add_edges_from((pair for pair in both if not graph.has_edge(*pair)), kind=kind)
    for node in graph:
        actor = record.nodes[node]
        graph.nodes[node].update(actor, level=TIERS.get(actor["kind"], BETWEEN))
    return graph


def theorised() -> dict[str, nx.DiGraph[str]]:
    """Return the organisations that the documents draw or describe.

    Examples
    --------
    >>> list(theorised())[:2]
    ['Hierarchy, one master', 'Hierarchy, two masters']
    """
    return {
        "Hierarchy, one master": organisations.pure_hierarchy(masters_of_each=1),
        "Hierarchy, two masters": organisations.pure_hierarchy(),
        "Hierarchy, five masters": organisations.pure_hierarchy(masters_of_each=5),
        "Weak innovation network": organisations.weak_innovation_network(),
        "Strong innovation network": organisations.strong_innovation_network(),
        "Kin chain": organisations.kin_chain(),
        "Association": organisations.association(),
        "Market hub": organisations.market_hub(),
        "Circle of friends": organisations.leader_core(members=0),
        "Five leaders and members": organisations.leader_core(),
    }


@cache
def profiles() -> pd.DataFrame:
    """Return every measure of every documented and theorised network.

    Returns
    -------
    pandas.DataFrame
        Index: network and record (``"dated ties"``, ``"with undated ties"``, or
        ``"theorised"``). Columns: the measures of
        :func:`industrial_clusters.networks.structure.measure_all`, with the horizontal
        density taken over exchange alone (an owner and what it owns are not equals);
        `robustness`, the index of Schneider and others; `masters`, the mean number of
        actors who supervise, own, employ, lead, levy or repress one whom anybody does,
        0 where nobody is. A record of no tie has no row.

    Examples
    --------
    >>> profiles()["masters"].round(2).loc[["Hierarchy, one master", "Hierarchy, two masters"]]
    network                 record
    Hierarchy, one master   theorised    1.00
    Hierarchy, two masters  theorised    1.63
    Name: masters, dtype: float64
    """
    rows = {}
    for name in networks().index:
        for record, undated in ((DATED, False), (ALL, True)):
            graph = documented(name, undated=undated)
            if graph:
                rows[name, record] = _profile(graph, "kind")
    for name, graph in theorised().items():
        rows[name, "theorised"] = _profile(graph, "role")
    return pd.DataFrame(rows).T.rename_axis(["network", "record"])


@cache
def missing_ties() -> pd.DataFrame:
    """Return how far unrecorded ties could move what the record says.

    Returns
    -------
    pandas.DataFrame
        One row a documented network, undated ties included: the share of ties without
        any date; pairs of equals, and how many of them exchange; Krackhardt's hierarchy
        as recorded and at its lowest if one more tie existed, and from whom to whom that
        tie would run. An unrecorded tie lowers hierarchy only where it returns upwards,
        to one from whom its own start can be reached.

    Examples
    --------
    >>> table = missing_ties()
    >>> bool((table["hierarchy_lowest"] <= table["hierarchy"]).all())
    True
    """
    rows = {}
    for name in networks().index:
        graph = documented(name)
        dated = documented(name, undated=False)
        levels = pd.Series(nx.get_node_attributes(graph, "level")).value_counts()
        pairs = int((levels * (levels - 1) / 2).sum())
        hierarchy, lowest, tie = _lowest_hierarchy(graph)
        rows[name] = {
            "ties": graph.number_of_edges(),
            "undated_share": 1 - dated.number_of_edges() / graph.number_of_edges(),
            "pairs_of_equals": pairs,
            "equals_in_exchange": round(horizontal_density(_exchange(graph)) * pairs),
            "hierarchy": hierarchy,
            "hierarchy_lowest": lowest,
            "from": tie[0],
            "to": tie[1],
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("network")


@cache
def against_chance(draws: int = 40, names: tuple[str, ...] | None = None) -> pd.DataFrame:
    """Return the record beside random networks with as many actors and ties.

    Measures of structure move with the number of actors and ties, so that a record of
    few ties looks hierarchical, or without a core, whoever wrote it. What the number of
    actors, of ties one way and of ties both ways explains is not a finding.

    Parameters
    ----------
    draws : int
        Random networks for each documented one.
    names : tuple of str, optional
        Documented networks, undated ties included; the latest where left out.

    Returns
    -------
    pandas.DataFrame
        One row a network and measure: `recorded`; `chance_low` and `chance_high`, the
        5th and 95th hundredths of the random networks; `chance_at_least`, the share of
        them that score at least as high.

    References
    ----------
    P. W. Holland and S. Leinhardt, "Local structure in social networks", *Sociological
    Methodology* 7, 1976, 1-45, for random networks with a given number of mutual,
    one-way and missing ties.

    Examples
    --------
    >>> against_chance(draws=2, names=("Mantang 1983",))["recorded"].head(4).round(2).tolist()
    [0.52, 1.0, 0.32, 0.81]
    """
    frames = [
        beside_chance(documented(name), draws).assign(network=name)
        for name in (latest() if names is None else names)
    ]
    rows = pd.concat(frames).reset_index()
    return rows[["network", *rows.columns.drop("network")]]


def beside_chance(graph: nx.DiGraph[str], draws: int = 40) -> pd.DataFrame:
    """Return one network's measures beside random networks of as many actors and ties.

    Returns
    -------
    pandas.DataFrame
        Indexed by measure, with the columns of :func:`against_chance`. `left` is what
        remains of the closeness between the others once the best tied tenth is gone.

    Examples
    --------
    >>> star = nx.DiGraph([("a", other) for other in "bcde"])
    >>> beside_chance(star, draws=5)["recorded"].round(2).to_dict()["core_periphery"]
    1.0
    """
    rng = np.random.default_rng(SEED)
    chance = pd.DataFrame([_shape(shuffled(graph, rng)) for _ in range(draws)])
    recorded = pd.Series(_shape(graph))
    return pd.DataFrame(
        {
            "recorded": recorded,
            "chance_low": chance.quantile(0.05),
            "chance_high": chance.quantile(0.95),
            "chance_at_least": (chance >= recorded - 1e-12).mean(),
        }
    ).rename_axis("measure")


@cache
def lateral_ties_added(
    counts: tuple[int, ...] = (0, 1, 2, 4, 16, 64, 128, 256, 512, 1024, 2415),
) -> pd.DataFrame:
    """Return Zhongguancun's hierarchy as ties among equals are added to it.

    The document asks for lateral ties and does not say which. Four orders are tried:
    across sectors first, drawn at random or evenly round the ring of units; within
    sectors first; and with the four largest firms first, as the integration does that the
    document fears.

    Parameters
    ----------
    counts : tuple of int
        Numbers of ties among the 70 units, of the 2415 possible, in rising order.

    Returns
    -------
    pandas.DataFrame
        One row an order and count: Krackhardt's `hierarchy` and
        `least_upper_boundedness`, `horizontal_density`, `transitivity`,
        `global_efficiency`, `robustness`; and, once the four firms with most ties are
        gone, `largest`, `efficiency` and `survivors_efficiency` as in
        :func:`industrial_clusters.networks.robustness.removal_course`.

    Examples
    --------
    >>> course = lateral_ties_added(counts=(0, 64, 2415)).set_index(["order", "ties"])
    >>> course["hierarchy"].round(2).loc["across, drawn"].tolist()
    [1.0, 0.61, 0.55]
    """
    hierarchy = organisations.pure_hierarchy()
    across = organisations.lateral_ties(hierarchy)
    champions = {f"firm-{place}" for place in range(1, 5)}
    orders = {
        "across, drawn": organisations.lateral_ties(hierarchy, rng=np.random.default_rng(SEED)),
        "across, evenly": across,
        "within, evenly": organisations.lateral_ties(hierarchy, order="within"),
        "largest firms first": sorted(across, key=champions.isdisjoint),
    }
    rows = []
    for order, pairs in orders.items():
        for count in counts:
            graph = organisations.with_lateral_ties(hierarchy, pairs[:count])
            rows.append({"order": order, "ties": count, **_course_measures(graph)})
    return pd.DataFrame(rows)


@cache
def largest_firms_removed(name: str = "Zhongguancun 1995") -> pd.DataFrame:
    """Return what is left of the record when any four of the major firms are gone.

    The document says that four firms make half of the output, and not which; it names
    six major ones. All fifteen choices are tried.

    Returns
    -------
    pandas.DataFrame
        One row a choice (index: the four), with the columns of
        :func:`industrial_clusters.networks.robustness.removal_course`. Firms that are
        major but tied to nobody in the network cannot be missed: they are left out of
        the graph, and their removal changes nothing.

    Examples
    --------
    >>> len(largest_firms_removed())
    15
    """
    graph = documented(name)
    members = ties("zhongguancun", kinds={"member of"})
    major = sorted(members.predecessors("major-firms"))
    rows = {}
    for four in combinations(major, 4):
        gone = [firm for firm in four if firm in graph]
        rows["; ".join(four)] = removal_course(graph, gone, [len(gone)]).iloc[0]
    return pd.DataFrame(rows).T.rename_axis("removed")


def shuffled(graph: nx.DiGraph[str], rng: np.random.Generator) -> nx.DiGraph[str]:
    """Return the actors with as many ties one way and both ways, between random pairs.

    Examples
    --------
    >>> one_way = nx.DiGraph([("a", "b"), ("b", "c")])
    >>> shuffled(one_way, np.random.default_rng(0)).number_of_edges()
    2
    """
    pairs = list(combinations(graph, 2))
    one_way = [pair for pair in graph.edges if not graph.has_edge(*reversed(pair))]
    mutual = (graph.number_of_edges() - len(one_way)) // 2
    drawn = [pairs[place] for place in rng.choice(len(pairs), mutual + len(one_way), replace=False)]
    turned = rng.random(len(drawn)) < 0.5
    shuffled: nx.DiGraph[str] = nx.DiGraph()
    shuffled.add_nodes_from(graph)
    for place, (one, other) in enumerate(drawn):
        if place < mutual or turned[place]:
            shuffled.add_edge(other, one)
        if place < mutual or not turned[place]:
            shuffled.add_edge(one, other)
    return shuffled


def _profile(graph: nx.DiGraph[str], group: str) -> pd.Series[float]:
    measures = measure_all(graph, group=group)
    measures["horizontal_density"] = horizontal_density(_exchange(graph))
    measures["robustness"] = robustness_index(graph)
    masters = pd.Series([other for _, other in _control(graph)]).value_counts()
    measures["masters"] = masters.mean() if len(masters) else 0.0
    return measures


def _control(graph: nx.DiGraph[str]) -> list[tuple[str, str]]:
    return [pair for pair in graph.edges if graph.edges[pair]["kind"] in CONTROL]


def _exchange(graph: nx.DiGraph[str]) -> nx.DiGraph[str]:
    """Return all actors with the ties that are not of control."""
    rest = graph.copy()
    rest.remove_edges_from(_control(graph))
    return rest


def _lowest_hierarchy(graph: nx.DiGraph[str]) -> tuple[float, float, tuple[str, str]]:
    """Return the hierarchy, its lowest value if one more tie existed, and that tie."""
    recorded = krackhardt(graph).hierarchy
    nodes = list(graph)
    reach = np.isfinite(nx.floyd_warshall_numpy(graph))
    lowest, tie = recorded, ("", "")
    for above, below in np.argwhere(reach & ~reach.T):
        # Whoever reaches the start of the new tie now reaches all that its end reaches.
        wider = reach | np.outer(reach[:, below], reach[above])
        mutual = (wider & wider.T).sum() - len(nodes)
        joined = (wider | wider.T).sum() - len(nodes)
        if 1 - mutual / joined < lowest:
            lowest, tie = float(1 - mutual / joined), (nodes[below], nodes[above])
    return recorded, lowest, tie


def _shape(graph: nx.DiGraph[str]) -> dict[str, float]:
    tree = krackhardt(graph)
    both: nx.Graph[str] = nx.Graph(graph.edges)
    return {
        "hierarchy": tree.hierarchy,
        "connectedness": tree.connectedness,
        "transitivity": nx.transitivity(both),
        "core_periphery": core_periphery(graph).fit,
        "closeness": nx.global_efficiency(both),
        "left": left_without_the_best_tied(graph),
    }


def left_without_the_best_tied(graph: nx.DiGraph[str], share: float = 0.1) -> float:
    """Return what is left of the closeness among the others once the best tied are gone.

    Parameters
    ----------
    graph : networkx.DiGraph
    share : float
        Share of the actors that goes, at least one; ties are counted anew after each.

    Examples
    --------
    >>> left_without_the_best_tied(nx.DiGraph([("a", "b"), ("a", "c")]))
    0.0
    """
    gone = max(1, round(share * len(graph)))
    course = removal_course(graph, targeted_order(graph), [gone])
    return float(course["survivors_efficiency"].item())


def _course_measures(graph: nx.DiGraph[str]) -> dict[str, float]:
    tree = krackhardt(graph)
    firms = [node for node in graph if graph.nodes[node]["role"] == "firm"]
    four = sorted(firms, key=lambda firm: -graph.degree[firm])[:4]
    both: nx.Graph[str] = nx.Graph(graph.edges)
    left = removal_course(graph, four, [4])
    return {
        "hierarchy": tree.hierarchy,
        "least_upper_boundedness": tree.least_upper_boundedness,
        "horizontal_density": horizontal_density(graph),
        "transitivity": nx.transitivity(both),
        "global_efficiency": nx.global_efficiency(both),
        "robustness": robustness_index(graph),
        **{name: left[name].item() for name in COLUMNS},
    }
