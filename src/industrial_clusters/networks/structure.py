r"""Measures of a network's structure, on one scale for documented and theorised ones.

**Hierarchy.** Krackhardt [1]_ asks how far a directed graph is from an out-tree,
the one in which everybody but the head has exactly one superior. With :math:`R`
the relation "reaches along directed ties", weak components of sizes :math:`N_c`,
:math:`N` nodes and :math:`E` directed ties,

.. math::

   \text{connectedness} &= \sum_c \binom{N_c}{2} \Big/ \binom{N}{2} \\
   \text{hierarchy} &= 1 - \frac{\#\{i<j : iRj \text{ and } jRi\}}
                                {\#\{i<j : iRj \text{ or } jRi\}} \\
   \text{efficiency} &= 1 - \frac{E - \sum_c (N_c - 1)}{\sum_c (N_c - 1)^2} \\
   \text{least upper boundedness} &= 1 - \frac{V}{\sum_c (N_c - 1)(N_c - 2) / 2}

where :math:`V` counts the pairs of one component that have no least upper bound:
no node that reaches both (a node reaches itself) and that every other such node
reaches. All four are 1 exactly for an out-tree. The efficiency counts directed
ties, as Butts's package sna does: a tie that runs both ways is one too many.

**Core and periphery.** Borgatti and Everett [2]_ correlate the ties that exist
with an ideal pattern: every pair with a member of the core is tied, no other is
(discrete); or the tie between `i` and `j` is as strong as :math:`c_i c_j`, the
product of their corenesses (continuous).

**Brokerage.** By Gould and Fernandez [3]_, `j` brokers for `i` and `k` if `i` is
tied to `j` and `j` to `k`, but not `i` to `k`; the roles differ by who belongs to
which group.

**Efficiency.** By Latora and Marchiori [4]_, the mean of :math:`1 / d_{ij}` over
all pairs, 0 for pairs that are apart.

Structural holes (constraint, effective size) are those of Burt, computed by
networkx.

References
----------
.. [1] D. Krackhardt, "Graph theoretical dimensions of informal organizations", in
   K. Carley and M. Prietula (eds), *Computational Organization Theory*, Hillsdale,
   NJ: Lawrence Erlbaum 1994, 89-111.
.. [2] S. P. Borgatti and M. G. Everett, "Models of core/periphery structures",
   *Social Networks* 21(4), 1999, 375-395.
   https://doi.org/10.1016/S0378-8733(99)00019-2
.. [3] R. V. Gould and R. M. Fernandez, "Structures of mediation: a formal approach
   to brokerage in transaction networks", *Sociological Methodology* 19, 1989,
   89-126. https://doi.org/10.2307/270949
.. [4] V. Latora and M. Marchiori, "Efficient behavior of small-world networks",
   *Physical Review Letters* 87, 2001, 198701.
   https://doi.org/10.1103/PhysRevLett.87.198701
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csgraph

if TYPE_CHECKING:
    from collections.abc import Iterable

    Graph = nx.Graph[Any]

__all__ = [
    "MEASURES",
    "CorePeriphery",
    "Coreness",
    "Krackhardt",
    "brokerage",
    "core_periphery",
    "coreness",
    "horizontal_density",
    "krackhardt",
    "measure_all",
]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

ROLES = ("coordinator", "consultant", "gatekeeper", "representative", "liaison")

MEASURES = {
    "actors": "nodes",
    "ties": "ordered pairs with a tie",
    "density": "share of ordered pairs with a tie",
    "reciprocity": "share of ties that are returned",
    "connectedness": "share of pairs that some path joins, whatever its direction",
    "hierarchy": "share of pairs in reach of which only one reaches the other",
    "graph_efficiency": "1 less the share of possible superfluous ties that exist",
    "least_upper_boundedness": "share of pairs that can have, and have, a closest common superior",
    "horizontal_density": "share of pairs of one level with a tie",
    "core_periphery": "correlation with the best ideal core and periphery",
    "core_share": "share of actors in that core",
    "coreness": "share of the variance of ties that products of corenesses explain",
    "transitivity": "share of paths of two ties whose ends are tied",
    "constraint": "mean constraint of actors with a tie",
    "effective_size": "mean number of contacts that are not redundant",
    "effective_share": "mean share of contacts that are not redundant",
    "global_efficiency": "mean closeness of pairs, 1 where all are tied",
    "brokered": "share of ordered pairs without a tie that a broker joins",
    "coordinator": "share of brokerage within one group",
    "consultant": "share of brokerage by an outsider to a group",
    "gatekeeper": "share of brokerage from another group into the broker's own",
    "representative": "share of brokerage from the broker's own group into another",
    "liaison": "share of brokerage among three groups",
}
"""What each entry of :func:`measure_all` is."""

EXACT_LIMIT = 14
SWEEPS = 1000
TOLERANCE = 1e-6


class Krackhardt(NamedTuple):
    """The four dimensions of hierarchy, each 0 to 1, all 1 for an out-tree."""

    connectedness: float
    hierarchy: float
    efficiency: float
    least_upper_boundedness: float


class CorePeriphery(NamedTuple):
    """The best core and how well the ideal pattern around it fits."""

    core: list[Any]
    fit: float


class Coreness(NamedTuple):
    """The coreness of each node, 0 to 1, and how well their products fit."""

    values: pd.Series[float]
    fit: float


def krackhardt(graph: Graph) -> Krackhardt:
    """Return how close a directed graph is to an out-tree.

    Parameters
    ----------
    graph : networkx graph
        At least two nodes. A tie of an undirected graph runs both ways; parallel
        ties count once and loops not at all.

    Returns
    -------
    Krackhardt
        Where no pair, or no component, could break a rule, the rule holds: 1.

    Raises
    ------
    ValueError
        If there are fewer than two nodes.

    References
    ----------
    Krackhardt (1994), see the module.

    Examples
    --------
    A head with two subordinates, and the same with a second head over one of them:

    >>> krackhardt(nx.DiGraph([("a", "b"), ("a", "c")]))
    Krackhardt(connectedness=1.0, hierarchy=1.0, efficiency=1.0, least_upper_boundedness=1.0)
    >>> two_heads = nx.DiGraph([("a", "b"), ("a", "c"), ("d", "c")])
    >>> krackhardt(two_heads).least_upper_boundedness
    0.333...
    """
    ties = _ties(graph)
    number = len(ties)
    _, labels = csgraph.connected_components(ties, connection="weak")
    sizes = np.bincount(labels)
    reach = _reach(ties)
    upper = np.triu_indices(number, 1)
    one, other = reach[upper], reach.T[upper]
    least_ties = (sizes - 1).sum()
    no_bound = (~_bounded(reach))[upper] & (labels[:, None] == labels)[upper]
    return Krackhardt(
        connectedness=_ratio((sizes * (sizes - 1)).sum(), number * (number - 1)),
        hierarchy=1 - _ratio((one & other).sum(), (one | other).sum()),
        efficiency=1 - _ratio(ties.sum() - least_ties, ((sizes - 1) ** 2).sum()),
        least_upper_boundedness=1 - _ratio(no_bound.sum(), ((sizes - 1) * (sizes - 2)).sum() / 2),
    )


def horizontal_density(graph: Graph, level: str = "level") -> float:
    """Return the share of pairs of one level that a tie joins, in either direction.

    Parameters
    ----------
    graph : networkx graph
        At least two nodes, each with the attribute `level`.
    level : str
        Attribute whose equal values make equals.

    Returns
    -------
    float
        0 to 1; 0 where no two nodes are equals.

    Raises
    ------
    ValueError
        If there are fewer than two nodes or one lacks the attribute.

    Examples
    --------
    >>> graph = nx.DiGraph([("a", "b"), ("a", "c"), ("a", "d"), ("b", "c")])
    >>> nx.set_node_attributes(graph, {"a": 1, "b": 2, "c": 2, "d": 2}, "level")
    >>> horizontal_density(graph)
    0.333...
    """
    ties = _ties(graph)
    codes = _codes(graph, level)
    equals = np.triu(codes[:, None] == codes, 1)
    return _ratio((equals & (ties | ties.T)).sum(), equals.sum())


def core_periphery(graph: Graph) -> CorePeriphery:
    """Return the core whose ideal pattern correlates best with the ties.

    Parameters
    ----------
    graph : networkx graph
        At least two nodes; the direction of ties does not count.

    Returns
    -------
    CorePeriphery
        The core, in the order of the graph, and the correlation over pairs of
        nodes. Where all pairs are tied, or none, nothing tells a core from a
        periphery: the core is empty and the fit 0.

    Raises
    ------
    ValueError
        If there are fewer than two nodes.

    Notes
    -----
    For a core of given size the correlation grows with the number of ties that
    touch the core. Up to 14 nodes every core is tried. For larger graphs each size
    starts from the core of the size before and the node that adds most, then swaps
    a member for an outsider as long as that helps: a local optimum, so the fit is
    a lower bound.

    References
    ----------
    Borgatti and Everett (1999), see the module.

    Examples
    --------
    >>> core_periphery(nx.star_graph(4))
    CorePeriphery(core=[0], fit=1.0)
    """
    ties = _ties(graph)
    ties |= ties.T
    number = len(ties)
    cores = _all_cores(number) if number <= EXACT_LIMIT else _climbed_cores(ties)
    fits = _ideal_fits(ties, cores)
    if not fits.any():
        return CorePeriphery([], 0.0)
    best = int(fits.argmax())
    nodes = list(graph)
    return CorePeriphery([nodes[place] for place in np.flatnonzero(cores[best])], float(fits[best]))


def coreness(graph: Graph) -> Coreness:
    """Return how near each node is to the core, and the fit of the products.

    Parameters
    ----------
    graph : networkx graph
        At least two nodes; the direction of ties does not count.

    Returns
    -------
    Coreness
        Values of 0 to 1 whose products come nearest, in squares, to the ties
        (1) and missing ties (0) of all pairs, and the share of the variance of
        ties that the products explain. All are 0, and the fit too, where all pairs
        are tied or none.

    Raises
    ------
    ValueError
        If there are fewer than two nodes.

    Notes
    -----
    Borgatti and Everett maximise the correlation itself. It does not change when
    all values are 1 plus a vanishing part, so that the maximum often lies in the
    limit where products turn into sums and say no more than degrees. Least squares
    over bounded values, as in Boyd and others [1]_, has no such limit. The better of
    two descents, one value at a time, is kept: from the equal values that explain
    nothing, and from halves. Both can end in a local optimum, so the fit is a lower
    bound. It is 1 for a clique among isolated nodes; ties between core and periphery,
    which the discrete pattern asks for, lower it.

    References
    ----------
    .. [1] J. P. Boyd, W. J. Fitzgerald, M. C. Mahutga and D. A. Smith, "Computing
       continuous core/periphery structures for social relations data with
       MINRES/SVD", *Social Networks* 32(2), 2010, 125-137.

    Examples
    --------
    >>> clique = nx.compose(nx.complete_graph(3), nx.empty_graph(6))
    >>> values, fit = coreness(clique)
    >>> round(fit, 6), values.round(3).tolist()
    (1.0, [1.0, 1.0, 1.0, 0.0, 0.0, 0.0])
    """
    ties = _ties(graph)
    matrix = (ties | ties.T).astype(np.float64)
    tied = matrix[np.triu_indices(len(ties), 1)]
    if tied.all() or not tied.any():
        return Coreness(pd.Series(0.0, index=list(graph)), 0.0)
    # The first explains nothing, so that no descent ends below nought.
    starts = [np.full(len(ties), level) for level in (np.sqrt(tied.mean()), 0.5)]
    values, left = min((_descend(matrix, start) for start in starts), key=lambda end: end[1])
    explained = 1 - left / (len(tied) * tied.var())
    return Coreness(pd.Series(values, index=list(graph)), float(explained))


def brokerage(graph: Graph, group: str = "role") -> pd.DataFrame:
    """Return how often each node brokers in each role.

    Parameters
    ----------
    graph : networkx graph
        At least two nodes, each with the attribute `group`. A tie of an undirected
        graph runs both ways.
    group : str
        Attribute whose equal values make a group.

    Returns
    -------
    pandas.DataFrame
        One row a node, one column a role: the number of ordered pairs (`i`, `k`)
        without a tie that the node joins. Coordinator: all three in one group.
        Consultant (itinerant broker): `i` and `k` in one, the broker in another.
        Gatekeeper: broker and `k` in one. Representative: `i` and broker in one.
        Liaison: three groups.

    Raises
    ------
    ValueError
        If there are fewer than two nodes or one lacks the attribute.

    References
    ----------
    Gould and Fernandez (1989), see the module.

    Examples
    --------
    >>> graph = nx.DiGraph([("firm", "bank"), ("bank", "state")])
    >>> nx.set_node_attributes(graph, {node: node for node in graph}, "role")
    >>> brokerage(graph)["liaison"].to_dict()
    {'firm': 0, 'bank': 1, 'state': 0}
    """
    ties = _ties(graph)
    codes = _codes(graph, group)
    apart = ~ties & ~np.eye(len(ties), dtype=bool)
    ends_alike = codes[:, None] == codes
    counts = []
    for broker, own in enumerate(codes):
        joined = np.outer(ties[:, broker], ties[broker]) & apart
        first, last = (codes == own)[:, None], codes == own
        counts.append(
            [
                (joined & first & last).sum(),
                (joined & ends_alike & ~first).sum(),
                (joined & ~first & last).sum(),
                (joined & first & ~last).sum(),
                (joined & ~ends_alike & ~first & ~last).sum(),
            ]
        )
    return pd.DataFrame(counts, index=list(graph), columns=list(ROLES))


def measure_all(graph: Graph, *, level: str = "level", group: str = "role") -> pd.Series[float]:
    """Return every measure of the module for one graph.

    Parameters
    ----------
    graph : networkx graph
        At least two nodes, each with the attributes `level` and `group`. Kinds,
        amounts, parallel ties and loops do not count. Hierarchy, reciprocity and
        brokerage follow the direction of ties; the rest does not.
    level, group : str
        Attributes for :func:`horizontal_density` and :func:`brokerage`.

    Returns
    -------
    pandas.Series
        An entry for each name in :data:`MEASURES`, never missing: a share of
        nothing is 0, Krackhardt's dimensions are 1 where nothing can break them,
        and means over actors with a tie are 0 where there is no tie.

    Raises
    ------
    ValueError
        If there are fewer than two nodes or one lacks an attribute.

    Examples
    --------
    >>> from industrial_clusters.networks.organisations import pure_hierarchy
    >>> measures = measure_all(pure_hierarchy(masters=3, institutes=6, firms=0))
    >>> measures[["hierarchy", "graph_efficiency", "horizontal_density"]].round(2).to_dict()
    {'hierarchy': 1.0, 'graph_efficiency': 0.93, 'horizontal_density': 0.0}
    """
    ties = _ties(graph)
    pairs = len(ties) * (len(ties) - 1)
    tree, core = krackhardt(graph), core_periphery(graph)
    return pd.Series(
        {
            "actors": len(ties),
            "ties": ties.sum(),
            "density": ties.sum() / pairs,
            "reciprocity": _ratio((ties & ties.T).sum(), ties.sum()),
            "connectedness": tree.connectedness,
            "hierarchy": tree.hierarchy,
            "graph_efficiency": tree.efficiency,
            "least_upper_boundedness": tree.least_upper_boundedness,
            "horizontal_density": horizontal_density(graph, level),
            "core_periphery": core.fit,
            "core_share": len(core.core) / len(ties),
            "coreness": coreness(graph).fit,
            **_closure(ties),
            **_brokered(ties, brokerage(graph, group)),
        },
        dtype=np.float64,
    )[list(MEASURES)]


def _ties(graph: Graph) -> BoolArray:
    """Return which node is tied to which, in the order of the graph, without loops."""
    if len(graph) < 2:
        raise ValueError(f"the graph has {len(graph)} nodes; give one with at least 2")
    place = {node: number for number, node in enumerate(graph)}
    ties = np.zeros((len(graph), len(graph)), dtype=bool)
    for one, other in graph.edges():
        ties[place[one], place[other]] = True
    np.fill_diagonal(ties, False)
    return ties if graph.is_directed() else ties | ties.T


def _codes(graph: Graph, attribute: str) -> NDArray[np.int64]:
    """Return the value of an attribute at each node as a whole number."""
    values = nx.get_node_attributes(graph, attribute)
    for node in graph:
        if node not in values:
            raise ValueError(
                f"node {node!r} has no {attribute!r}; set it or name another attribute"
            )
    codes, _ = pd.factorize(pd.Series([values[node] for node in graph], dtype=object))
    return codes


def _reach(ties: BoolArray) -> BoolArray:
    """Return which node reaches which along directed ties, itself included."""
    reach: BoolArray = np.isfinite(csgraph.shortest_path(ties, unweighted=True))
    return reach


def _bounded(reach: BoolArray) -> BoolArray:
    """Return which pairs have a least upper bound.

    Whoever reaches an upper bound of a pair is one too, so a bound is the least if
    as many nodes reach it as reach both of the pair.
    """
    whole = reach.astype(np.float64)
    bounds = whole.T @ whole
    above = reach.sum(axis=0)
    bounded = np.zeros_like(reach)
    for count in np.unique(above):
        level = whole[above == count]
        bounded |= (level.T @ level > 0) & (bounds == count)
    return bounded


def _all_cores(number: int) -> BoolArray:
    """Return every core that leaves at least two nodes in the periphery."""
    masks = np.arange(1, 2**number)
    cores: BoolArray = (masks[:, None] >> np.arange(number)) & 1 == 1
    small: BoolArray = cores[cores.sum(axis=1) <= number - 2]
    return small


def _climbed_cores(ties: BoolArray) -> BoolArray:
    """Return a core of each size that touches as many ties as swaps can find."""
    matrix = ties.astype(np.float64)
    core = np.zeros(len(ties), dtype=bool)
    cores = []
    for _ in range(len(ties) - 2):
        outside = matrix @ ~core
        core[np.where(core, -1, outside).argmax()] = True
        while _swap(matrix, core):
            pass
        cores.append(core.copy())
    return np.array(cores)


def _swap(matrix: FloatArray, core: BoolArray) -> bool:
    """Swap the member and the outsider that gain most ties; say whether any did."""
    outside = matrix @ ~core
    members, others = np.flatnonzero(core), np.flatnonzero(~core)
    # The tie between the two is lost with the one and won back with the other.
    gains = outside[others] - outside[members][:, None] + matrix[np.ix_(members, others)]
    member, other = np.unravel_index(gains.argmax(), gains.shape)
    if gains[member, other] <= 0:
        return False
    core[members[member]], core[others[other]] = False, True
    return True


def _ideal_fits(ties: BoolArray, cores: BoolArray) -> FloatArray:
    """Return the correlation of the ties with the ideal pattern of each core."""
    matrix = ties.astype(np.float64)
    number = len(ties)
    pairs, tied = number * (number - 1) / 2, matrix.sum() / 2
    if tied in (0, pairs) or not len(cores):
        return np.zeros(1)
    periphery = (~cores).astype(np.float64)
    size = periphery.sum(axis=1)
    ideal = pairs - size * (size - 1) / 2
    touched = tied - ((periphery @ matrix) * periphery).sum(axis=1) / 2
    spread = tied * (pairs - tied) * ideal * (pairs - ideal)
    fits: FloatArray = (pairs * touched - tied * ideal) / np.sqrt(spread)
    return fits


def _descend(matrix: FloatArray, start: FloatArray) -> tuple[FloatArray, float]:
    """Return values whose products are near the ties, and the squares left over pairs.

    One value at a time takes its best place given the others, so that no step can
    lead away from the ties.
    """
    values = start.copy()
    for _ in range(SWEEPS):
        before = values.copy()
        for place, row in enumerate(matrix):
            others = values @ values - values[place] ** 2
            if others > 0:
                values[place] = min(1.0, row @ values / others)
        if np.abs(values - before).max() < TOLERANCE:
            break
    missing = matrix - np.outer(values, values)
    np.fill_diagonal(missing, 0)
    return values, (missing**2).sum() / 2


def _closure(ties: BoolArray) -> dict[str, float]:
    """Return the measures of closure and closeness, whatever the direction of ties."""
    graph = nx.from_numpy_array((ties | ties.T).astype(np.float64))
    # Both are undefined for actors without a tie, and quick for whole graphs only.
    tied = graph.subgraph(node for node, degree in graph.degree if degree)
    sizes = nx.effective_size(tied) if tied else {}
    constraints = nx.constraint(tied) if tied else {}
    return {
        "transitivity": nx.transitivity(graph),
        "constraint": _mean(constraints.values()),
        "effective_size": _mean(sizes.values()),
        "effective_share": _mean(size / graph.degree[node] for node, size in sizes.items()),
        "global_efficiency": nx.global_efficiency(graph),
    }


def _brokered(ties: BoolArray, counts: pd.DataFrame) -> dict[str, float]:
    """Return how many pairs brokers join, and the share of each role in that."""
    apart = ~ties & ~np.eye(len(ties), dtype=bool)
    whole = ties.astype(np.float64)
    roles = counts.sum()
    shares = {role: _ratio(roles[role], roles.sum()) for role in ROLES}
    return {"brokered": _ratio(((whole @ whole > 0) & apart).sum(), apart.sum()), **shares}


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return _ratio(sum(listed), len(listed))


def _ratio(part: float, whole: float) -> float:
    """Return a share, which is 0 of nothing."""
    return float(part / whole) if whole else 0.0
