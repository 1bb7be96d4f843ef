"""Sequences of what happened, compared by what it takes to turn one into another.

Optimal matching: the least cost of deletions, insertions and substitutions that make one
sequence into another. Conventions are those of TraMineR [1]_: an insertion or deletion costs
one, a substitution two less the rates at which the two states pass into each other.

References
----------
.. [1] A. Gabadinho, G. Ritschard, N. S. Müller and M. Studer, "Analyzing and visualizing state
   sequences in R with TraMineR", *Journal of Statistical Software* 40(4), 2011, 1-37.
   https://doi.org/10.18637/jss.v040.i04
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.cluster import hierarchy
from scipy.spatial.distance import squareform

from industrial_clusters.statistics._inputs import FloatArray

INDEL = 1.0
"""Cost of an insertion or a deletion."""


def transition_rates(sequences: Mapping[str, Sequence[str]], states: Sequence[str]) -> pd.DataFrame:
    """Return how often each state is followed by each other one.

    Parameters
    ----------
    sequences : mapping of str to sequence of str
        Each unit's states in their order.
    states : sequence of str
        All states, in the order wanted.

    Returns
    -------
    pandas.DataFrame
        Rates from the row's state to the column's, over all sequences; a row of noughts
        where a state is never followed by any.

    References
    ----------
    .. [1] A. Gabadinho, G. Ritschard, N. S. Müller and M. Studer, "Analyzing and visualizing
       state sequences in R with TraMineR", *Journal of Statistical Software* 40(4), 2011.
       https://doi.org/10.18637/jss.v040.i04

    Examples
    --------
    >>> transition_rates({"one": "aab", "other": "ab"}, states="ab").loc["a"].round(2).tolist()
    [0.33, 0.67]
    """
    _check_states(sequences, states)
    counts = np.zeros((len(states), len(states)))
    for sequence in sequences.values():
        numbers = numbered(sequence, states)
        np.add.at(counts, (numbers[:-1], numbers[1:]), 1.0)
    totals = counts.sum(axis=1, keepdims=True)
    rates = counts / np.where(totals > 0, totals, 1.0)
    return pd.DataFrame(rates, index=list(states), columns=list(states))


def substitution_costs(
    sequences: Mapping[str, Sequence[str]], states: Sequence[str]
) -> pd.DataFrame:
    r"""Return costs of substitutions from the rates of transition.

    Parameters
    ----------
    sequences : mapping of str to sequence of str
        Each unit's states in their order.
    states : sequence of str
        All states, in the order wanted.

    Returns
    -------
    pandas.DataFrame
        Symmetric, with noughts on the diagonal: :math:`2 - p(i \mid j) - p(j \mid i)` for two
        states of which one follows the other at the rate :math:`p`. States that follow each
        other often are near. Two, the cost of a deletion with an insertion, is the most.

    Notes
    -----
    These costs need not keep the triangle inequality; distances from them may not, either.

    References
    ----------
    .. [1] A. Gabadinho, G. Ritschard, N. S. Müller and M. Studer, "Analyzing and visualizing
       state sequences in R with TraMineR", *Journal of Statistical Software* 40(4), 2011.
       https://doi.org/10.18637/jss.v040.i04

    Examples
    --------
    >>> float(substitution_costs({"one": "abab"}, states="abc").loc["a", "b"])
    0.0
    """
    rates = transition_rates(sequences, states)
    costs = 2 * INDEL - rates - rates.T
    return costs.mask(np.eye(len(costs), dtype=bool), 0.0)


def alignment_costs(
    first: npt.NDArray[np.int_], second: npt.NDArray[np.int_], costs: FloatArray
) -> FloatArray:
    """Return the least cost of turning sequences into others, pair by pair.

    Parameters
    ----------
    first, second : ndarray of int, shape (..., n) and (..., m)
        Numbers of the states. Leading axes hold pairs and are broadcast.
    costs : ndarray of float, shape (states, states)
        Cost of each substitution; an insertion or a deletion costs one.

    Returns
    -------
    ndarray of float
        One cost a pair, by the recursion of Needleman and Wunsch [1]_.

    References
    ----------
    .. [1] S. B. Needleman and C. D. Wunsch, "A general method applicable to the search for
       similarities in the amino acid sequence of two proteins", *Journal of Molecular Biology*
       48(3), 1970, 443-453. https://doi.org/10.1016/0022-2836(70)90057-4
    .. [2] A. Abbott and J. Forrest, "Optimal matching methods for historical sequences",
       *Journal of Interdisciplinary History* 16(3), 1986, 471-494.
       https://doi.org/10.2307/204500

    Examples
    --------
    >>> alike = 2 * (1 - np.eye(3))
    >>> float(alignment_costs(np.array([0, 1, 2]), np.array([0, 2]), alike))
    1.0
    """
    n, m = first.shape[-1], second.shape[-1]
    pairs = np.broadcast_shapes(first.shape[:-1], second.shape[:-1])
    above = [np.full(pairs, INDEL * j) for j in range(m + 1)]
    for i in range(1, n + 1):
        row = [np.full(pairs, INDEL * i)]
        for j in range(1, m + 1):
            swapped = above[j - 1] + costs[first[..., i - 1], second[..., j - 1]]
            row.append(np.minimum(swapped, np.minimum(above[j], row[j - 1]) + INDEL))
        above = row
    return np.asarray(above[m], dtype=float)


def optimal_matching(
    sequences: Mapping[str, Sequence[str]], states: Sequence[str], costs: pd.DataFrame
) -> pd.DataFrame:
    """Return the distance of every two sequences, whatever their lengths.

    Parameters
    ----------
    sequences : mapping of str to sequence of str
        Each unit's states in their order; none may be empty.
    states : sequence of str
        All states.
    costs : pandas.DataFrame
        Cost of each substitution, such as from :func:`substitution_costs`.

    Returns
    -------
    pandas.DataFrame
        The least cost over the greatest that sequences of their two lengths can have: from
        nought, the same, to one, nothing in common. TraMineR calls it normalised by the
        greatest distance.

    Raises
    ------
    ValueError
        If a sequence is empty or has a state that is none of the states.

    References
    ----------
    .. [1] A. Abbott and J. Forrest, "Optimal matching methods for historical sequences",
       *Journal of Interdisciplinary History* 16(3), 1986, 471-494.
       https://doi.org/10.2307/204500

    Examples
    --------
    >>> alike = pd.DataFrame(2 * (1 - np.eye(2)), index=list("ab"), columns=list("ab"))
    >>> float(optimal_matching({"x": "aab", "y": "ab"}, "ab", alike).loc["x", "y"])
    0.2
    """
    _check_states(sequences, states)
    numbers = {name: numbered(sequence, states) for name, sequence in sequences.items()}
    table = costs.loc[list(states), list(states)].to_numpy(dtype=float)
    names = list(sequences)
    distances = pd.DataFrame(0.0, index=names, columns=names)
    for one, other in itertools.combinations(names, 2):
        cost = float(alignment_costs(numbers[one], numbers[other], table))
        cost /= greatest_cost(len(numbers[one]), len(numbers[other]), table)
        distances.loc[one, other] = distances.loc[other, one] = cost
    return distances


def numbered(sequence: Sequence[str], states: Sequence[str]) -> npt.NDArray[np.int_]:
    """Return a sequence as the numbers of its states.

    Parameters
    ----------
    sequence : sequence of str
        States in their order.
    states : sequence of str
        All states, in the order of their numbers.

    Returns
    -------
    ndarray of int

    References
    ----------
    None: a convention of this module.

    Examples
    --------
    >>> numbered("ba", states="ab").tolist()
    [1, 0]
    """
    places = {state: place for place, state in enumerate(states)}
    return np.array([places[state] for state in sequence], dtype=np.int_)


def greatest_cost(n: int, m: int, costs: FloatArray) -> float:
    """Return the most that turning a sequence of one length into one of another can cost.

    Parameters
    ----------
    n, m : int
        Lengths of the two.
    costs : ndarray of float, shape (states, states)
        Cost of each substitution.

    Returns
    -------
    float
        The shorter one substituted throughout, or deleted and inserted anew where that is
        cheaper, and the rest inserted.

    References
    ----------
    .. [1] A. Gabadinho, G. Ritschard, N. S. Müller and M. Studer, "Analyzing and visualizing
       state sequences in R with TraMineR", *Journal of Statistical Software* 40(4), 2011.
       https://doi.org/10.18637/jss.v040.i04

    Examples
    --------
    >>> greatest_cost(3, 5, 2 * (1 - np.eye(2)))
    8.0
    """
    return float(min(n, m) * min(2 * INDEL, costs.max()) + abs(n - m) * INDEL)


def merges(distances: pd.DataFrame) -> pd.DataFrame:
    """Return who joins whom as groups are let grow, nearest first.

    Parameters
    ----------
    distances : pandas.DataFrame
        Symmetric distances of at least two units.

    Returns
    -------
    pandas.DataFrame
        One row a step: ``One`` and ``Other``, the names in the two groups that join, and the
        ``Distance`` between them, the mean over their pairs (UPGMA [1]_).

    References
    ----------
    .. [1] R. R. Sokal and C. D. Michener, "A statistical method for evaluating systematic
       relationships", *University of Kansas Science Bulletin* 38, 1958, 1409-1438.

    Examples
    --------
    >>> line = np.array([0.0, 1.0, 3.0])
    >>> apart = pd.DataFrame(abs(line[:, None] - line), index=list("abc"), columns=list("abc"))
    >>> merges(apart)["Distance"].tolist()
    [1.0, 2.5]
    """
    groups: list[tuple[str, ...]] = [(str(name),) for name in distances.index]
    steps = []
    for one, other, apart, _ in hierarchy.average(squareform(distances.to_numpy())):
        pair = groups[int(one)], groups[int(other)]
        groups.append(pair[0] + pair[1])
        steps.append((", ".join(pair[0]), ", ".join(pair[1]), float(apart)))
    return pd.DataFrame(steps, columns=["One", "Other", "Distance"])


def _check_states(sequences: Mapping[str, Sequence[str]], states: Sequence[str]) -> None:
    for name, sequence in sequences.items():
        if not len(sequence):
            raise ValueError(f"the sequence of {name!r} is empty; leave it out")
        if unknown := sorted(set(sequence) - set(states)):
            raise ValueError(f"{name!r} has {unknown}, none of the states {list(states)}")
