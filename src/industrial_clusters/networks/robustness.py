r"""What is left of a network when actors go, by chance or the most connected first.

After :math:`q` of :math:`N` nodes are removed, three shares say what is left,
whatever the direction of ties: the largest component, as a share of the :math:`N`;
the efficiency, as the sum of :math:`1 / d_{ij}` over pairs that survive over its
sum at the start (who is gone reaches nobody); and the efficiency of the survivors,
as its mean over their pairs over the mean at the start (how well the network serves
who is left, which can be better than before). The index of Schneider and others
[1]_ sums up a removal by degree,

.. math::

   R = \frac{1}{N} \sum_{q=1}^{N} s(q)

with :math:`s` the share in the largest component: :math:`(N - 1) / N^2` for a star,
:math:`(N - 1) / 2N` for a complete graph.

References
----------
.. [1] C. M. Schneider, A. A. Moreira, J. S. Andrade, S. Havlin and H. J. Herrmann,
   "Mitigation of malicious attacks on networks", *PNAS* 108(10), 2011, 3838-3841.
   https://doi.org/10.1073/pnas.1009440108
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd
from networkx.utils import UnionFind
from numpy.typing import NDArray
from scipy.sparse import csgraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Graph = nx.Graph[Any]

__all__ = ["COLUMNS", "random_removal", "removal_course", "robustness_index", "targeted_order"]

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]

COLUMNS = ("largest", "efficiency", "survivors_efficiency")
"""What is left, as shares of what there was."""

EXACT_LIMIT = 12


def targeted_order(graph: Graph, *, recomputed: bool = True) -> list[Any]:
    """Return the nodes in the order in which an attack on the best connected takes them.

    Parameters
    ----------
    graph : networkx graph
        The direction of ties does not count, nor do loops and parallel ties.
    recomputed : bool
        Whether degrees are counted anew after each removal, or once.

    Returns
    -------
    list
        Most ties first; among equals, in the order of the graph.

    Examples
    --------
    >>> targeted_order(nx.path_graph(4), recomputed=False)
    [1, 2, 0, 3]
    >>> targeted_order(nx.path_graph(4))
    [1, 2, 0, 3]
    >>> targeted_order(nx.path_graph(5))
    [1, 3, 0, 2, 4]
    """
    ties, nodes = _ties(graph), list(graph)
    degrees = ties.sum(axis=0)
    if not recomputed:
        return [nodes[place] for place in np.argsort(-degrees, kind="stable")]
    order = []
    for _ in nodes:
        place = int(degrees.argmax())
        order.append(nodes[place])
        degrees -= ties[place]
        degrees[place] = -len(nodes)  # gone, and never the highest again
    return order


def removal_course(
    graph: Graph, order: Sequence[Any], counts: Iterable[int] | None = None
) -> pd.DataFrame:
    """Return what is left as nodes are removed in the given order.

    Parameters
    ----------
    graph : networkx graph
        At least one node.
    order : sequence
        Nodes to remove, first to last; need not be all.
    counts : iterable of int, optional
        How many are removed in each row; from none to all of `order` where left out.

    Returns
    -------
    pandas.DataFrame
        One row a count (index ``removed``), with the shares `largest`, `efficiency`
        and `survivors_efficiency`. A share of nothing (no tie at the start, no pair
        left) is 0.

    Raises
    ------
    ValueError
        If there is no node, the order names one twice or one that is not in the
        graph, or a count is not between 0 and the length of the order.

    Examples
    --------
    >>> removal_course(nx.star_graph(3), [0])
             largest  efficiency  survivors_efficiency
    removed
    0           1.00         1.0                   1.0
    1           0.25         0.0                   0.0
    """
    ties = _ties(graph)
    place = {node: number for number, node in enumerate(graph)}
    unnamed = set(place)
    for node in order:
        if node not in unnamed:
            raise ValueError(f"the order names {node!r}; name each node of the graph at most once")
        unnamed.remove(node)
    removed = _counts(counts, len(order))
    places = np.array([place[node] for node in order], dtype=np.int64)
    return _frame([_left(ties, places[:count]) for count in removed], removed, ties)


def random_removal(
    graph: Graph,
    *,
    orders: int = 100,
    counts: Iterable[int] | None = None,
    rng: np.random.Generator | None = None,
) -> pd.DataFrame:
    """Return what is left, in expectation, as nodes are removed at random.

    Parameters
    ----------
    graph : networkx graph
        At least one node.
    orders : int
        Random orders to average over.
    counts : iterable of int, optional
        How many are removed in each row; from none to all nodes where left out.
    rng : numpy.random.Generator, optional
        Draws the orders. Without it every set of nodes is removed in turn and the
        expectation is exact, for at most 12 nodes.

    Returns
    -------
    pandas.DataFrame
        As :func:`removal_course`.

    Raises
    ------
    ValueError
        If there is no node, or too many for an exact expectation, if a count is not
        between 0 and the number of nodes, or `orders` is not a positive whole number.

    Examples
    --------
    The hub of a star of four is among two removed nodes half the time:

    >>> random_removal(nx.star_graph(3), counts=[2])
             largest  efficiency  survivors_efficiency
    removed
    2          0.375    0.111...              0.666...
    """
    ties = _ties(graph)
    number = len(ties)
    removed = _counts(counts, number)
    if rng is None:
        if number > EXACT_LIMIT:
            raise ValueError(
                f"the graph has {number} nodes, too many to remove every set of them; "
                "give rng to draw orders"
            )
        rows = [
            np.mean(
                [_left(ties, np.array(gone, int)) for gone in combinations(range(number), count)],
                axis=0,
            )
            for count in removed
        ]
        return _frame(rows, removed, ties)
    if orders != int(orders) or orders < 1:
        raise ValueError(f"orders = {orders}; give a whole number of at least 1")
    drawn = [rng.permutation(number) for _ in range(orders)]
    rows = [np.mean([_left(ties, order[:count]) for order in drawn], axis=0) for count in removed]
    return _frame(rows, removed, ties)


def robustness_index(graph: Graph, *, recomputed: bool = True) -> float:
    """Return the index R of Schneider and others under removal by degree.

    Parameters
    ----------
    graph : networkx graph
        At least one node.
    recomputed : bool
        As in :func:`targeted_order`; the authors recompute.

    Returns
    -------
    float
        Mean share in the largest component over all removals, at most 0.5.

    Raises
    ------
    ValueError
        If there is no node.

    References
    ----------
    Schneider and others (2011), see the module.

    Examples
    --------
    >>> robustness_index(nx.complete_graph(10)), robustness_index(nx.star_graph(9))
    (0.45, 0.09)
    """
    ties, nodes = _ties(graph), list(graph)
    place = {node: number for number, node in enumerate(nodes)}
    # Run backwards, removals are arrivals, and components only merge.
    components: UnionFind[int] = UnionFind()
    back: list[int] = []
    largest = total = 0
    for node in reversed(targeted_order(graph, recomputed=recomputed)[1:]):
        arrived = place[node]
        components.union(arrived, *(other for other in back if ties[arrived, other]))
        back.append(arrived)
        largest = max(largest, components.weights[components[arrived]])
        total += largest
    return total / len(nodes) ** 2


def _ties(graph: Graph) -> BoolArray:
    """Return who is tied to whom, in either direction, without loops."""
    if not len(graph):
        raise ValueError("the graph has no nodes; give one with at least 1")
    place = {node: number for number, node in enumerate(graph)}
    ties = np.zeros((len(graph), len(graph)), dtype=bool)
    for one, other in graph.edges():
        ties[place[one], place[other]] = ties[place[other], place[one]] = True
    np.fill_diagonal(ties, False)
    return ties


def _counts(counts: Iterable[int] | None, most: int) -> list[int]:
    listed = list(range(most + 1)) if counts is None else list(counts)
    for count in listed:
        if count != int(count) or not 0 <= count <= most:
            raise ValueError(f"counts holds {count}; remove a whole number of 0 to {most} nodes")
    return listed


def _left(ties: BoolArray, gone: IntArray) -> tuple[int, float, float]:
    """Return the largest component, and the closeness of survivors in sum and mean."""
    kept = np.delete(np.arange(len(ties)), gone)
    if not len(kept):
        return 0, 0.0, 0.0
    distances = csgraph.shortest_path(ties[np.ix_(kept, kept)], unweighted=True)
    closeness = (1 / distances[(distances > 0) & np.isfinite(distances)]).sum()
    pairs = len(kept) * (len(kept) - 1)
    return int(np.isfinite(distances).sum(axis=0).max()), closeness, closeness / max(pairs, 1)


def _frame(rows: Sequence[Any], removed: list[int], ties: BoolArray) -> pd.DataFrame:
    """Return what is left as shares of what there was."""
    _, closeness, mean = _left(ties, np.array([], dtype=np.int64))
    whole = np.array([len(ties), closeness or 1.0, mean or 1.0])
    index = pd.Index(removed, name="removed")
    return pd.DataFrame(np.array(rows, dtype=np.float64) / whole, index, list(COLUMNS))
