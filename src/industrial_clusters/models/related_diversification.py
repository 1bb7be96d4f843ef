r"""Related diversification: from farm tools to electric cars, step by step.

Lu and Ganne [1]_ follow Yongkang from tools and pots to metal doors, engine parts,
motorcycles and electric cars, and one entrepreneur from gas-cooker parts to doors,
electric bicycles, electric cars and solar panels. One reading is that each product
used what the last had taught. The authors give another: product choices followed
the market and also local policy, which in the 2010s named electric cars and new
energies as sectors to favour.

**Product space.** A coding says which capabilities a product needs. Two products
are near if they share them; after Hidalgo et al. [2]_, with capabilities in the
place of countries,

.. math:: \phi_{ij} = \min\{P(i \mid j), P(j \mid i)\}
          = \frac{|C_i \cap C_j|}{\max(|C_i|, |C_j|)},

or the Jaccard index :math:`|C_i \cap C_j| / |C_i \cup C_j|`. The density of a
candidate is the share of its proximities that the basket already holds,

.. math:: \omega_j = \frac{\sum_{i \ne j} x_i \phi_{ij}}{\sum_{i \ne j} \phi_{ij}}.

**Entry.** In each period a product enters with probability
:math:`1 / (1 + \exp(-(\alpha + \beta \omega_j + \gamma T_{jt})))`, where
:math:`T_{jt} = 1` from the moment policy targets it. For an observed sequence the
model is a conditional logit: the step goes to :math:`j` with probability
proportional to :math:`\exp(\beta \omega_j + \gamma T_{jt})` among the products
available.

**Rival.** Policy picks: :math:`\beta = 0`. Uniform choice,
:math:`\beta = \gamma = 0`, is what either must beat. A targeted product that is
also near speaks for both. The coding is the caller's assumption.

References
----------
.. [1] S. Lu and B. Ganne (2016), "From Farm Tools to Electric Cars", *China
   Perspectives* no. 1, 37-48. https://doi.org/10.4000/chinaperspectives.6916
.. [2] C. A. Hidalgo, B. Klinger, A.-L. Barabási and R. Hausmann, "The Product
   Space Conditions the Development of Nations", *Science* 317, 2007, 482-487.
   https://doi.org/10.1126/science.1144581
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from scipy.special import expit, logsumexp

from industrial_clusters.models._parameters import (
    BoolArray,
    FloatArray,
    IntArray,
    Range,
    Values,
    as_column,
    check_ranges,
    check_whole,
    number_of_draws,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = [
    "Parameters",
    "RelatednessTest",
    "Trajectory",
    "density",
    "proximity",
    "relatedness_test",
    "sequence_likelihood",
    "simulate",
]

RANGES = {
    "relatedness": Range(-1000, 1000, "log odds per unit of density"),
    "policy": Range(-1000, 1000, "log odds"),
    "intercept": Range(-1000, 1000, "log odds"),
}

# Two paths through the same products have the same mean density up to rounding.
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False, kw_only=True)
class Parameters:
    """What draws a product in; numbers, or arrays with one number a draw.

    Parameters
    ----------
    relatedness : float or array, optional
        Weight of density, in log odds per unit of density; 0 is the rival. By
        default a tenth more density multiplies the odds by e, an assumption.
    policy : float or array, optional
        Weight of being a target of policy, in log odds; by default none, the
        theory alone.
    intercept : float or array, optional
        Log odds that an unrelated, untargeted product enters in a period. It has
        no part in :func:`sequence_likelihood`, where one product always enters.
        By default about one in twenty, an assumption.
    periods : int, optional
        Periods that :func:`simulate` runs.

    Raises
    ------
    ValueError
        If a parameter is not finite and moderate, or the arrays differ in length.

    Examples
    --------
    >>> theory = Parameters()
    >>> rival = Parameters(relatedness=0.0, policy=5.0)
    """

    relatedness: Values = 10.0
    policy: Values = 0.0
    intercept: Values = -3.0
    periods: int = 1

    def __post_init__(self) -> None:
        """Check every value."""
        check_ranges(self, RANGES)
        number_of_draws(self, RANGES)
        check_whole("periods", self.periods, 1)

    @property
    def draws(self) -> int:
        """Number of draws that the parameters hold."""
        return number_of_draws(self, RANGES)


@dataclass(frozen=True)
class Trajectory:
    """An observed sequence of entries, and what could have been chosen instead.

    Parameters
    ----------
    basket : tuple of str
        Products made before the first step; may be empty.
    order : tuple of str
        Products entered, in order.
    pool : tuple of str, optional
        Products that could have been chosen; those already made are left out at
        each step. By default every product of the space. With ``pool=order``,
        the question narrows from which products were chosen to in which order.

    Raises
    ------
    ValueError
        If there is no step, a product is entered twice or was made before, or the
        pool lacks a product that was entered.

    Examples
    --------
    >>> Trajectory(basket=("knives",), order=("knives",))
    Traceback (most recent call last):
        ...
    ValueError: knives is entered although it is made already; drop the step
    """

    basket: tuple[str, ...]
    order: tuple[str, ...]
    pool: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        """Check every value."""
        if not self.order:
            raise ValueError("the order holds no step; give at least one product entered")
        made = set(self.basket)
        for product in self.order:
            if product in made:
                raise ValueError(f"{product} is entered although it is made already; drop the step")
            made.add(product)
        missing = [p for p in self.order if self.pool is not None and p not in self.pool]
        if missing:
            raise ValueError(f"the pool lacks {missing}, which were entered; add them")


@dataclass(frozen=True)
class RelatednessTest:
    """Whether the steps taken were nearer than steps chosen blindly.

    Attributes
    ----------
    statistic : float
        Mean density of the steps taken.
    expected : float
        Mean of the same over blind sequences of the same length.
    p_value : float
        Probability that a blind sequence is at least as near.
    sequences : int
        Sequences compared.
    exact : bool
        Whether these are all sequences, or a random sample.
    """

    statistic: float
    expected: float
    p_value: float
    sequences: int
    exact: bool


def proximity(
    coding: pd.DataFrame, method: Literal["conditional", "jaccard"] = "conditional"
) -> pd.DataFrame:
    """Return how near every two products are, from the capabilities they share.

    Parameters
    ----------
    coding : DataFrame
        One row a product, one column a capability, cells 0 or 1.
    method : {"conditional", "jaccard"}, optional
        Shared capabilities over those of the more demanding product (the minimum
        of the two conditional probabilities), or over those of either.

    Returns
    -------
    DataFrame
        Symmetric, between 0 and 1, with 1 on the diagonal.

    Raises
    ------
    ValueError
        If a name is doubled, a cell is not 0 or 1, a product needs no capability,
        or the method is unknown.

    References
    ----------
    .. [1] C. A. Hidalgo, B. Klinger, A.-L. Barabási and R. Hausmann, "The Product
       Space Conditions the Development of Nations", *Science* 317, 2007,
       482-487. https://doi.org/10.1126/science.1144581

    Examples
    --------
    >>> coding = pd.DataFrame(
    ...     [[1, 1, 0], [0, 1, 1], [0, 0, 1]],
    ...     index=["knives", "pots", "lids"], columns=["forging", "polishing", "pressing"],
    ... )
    >>> proximity(coding)
            knives  pots  lids
    knives     1.0   0.5   0.0
    pots       0.5   1.0   0.5
    lids       0.0   0.5   1.0
    """
    cells = _checked_coding(coding)
    shared = cells @ cells.T
    needs = np.diag(shared)
    if method == "conditional":
        base = np.maximum(needs[:, None], needs[None, :])
    elif method == "jaccard":
        base = needs[:, None] + needs[None, :] - shared
    else:
        raise ValueError(f"method = {method!r}; choose 'conditional' or 'jaccard'")
    return pd.DataFrame(shared / base, index=coding.index, columns=coding.index)


def density(proximities: pd.DataFrame, basket: Collection[str]) -> pd.Series[float]:
    """Return how much of each product's neighbourhood the basket holds.

    Parameters
    ----------
    proximities : DataFrame
        Result of :func:`proximity`.
    basket : collection of str
        Products already made.

    Returns
    -------
    Series of float
        Between 0 and 1 for each product; 0 for one that is near to nothing. A
        product does not count as its own neighbour.

    Raises
    ------
    KeyError
        If the basket names an unknown product.

    Examples
    --------
    >>> near = pd.DataFrame(
    ...     [[1.0, 0.5, 0.0], [0.5, 1.0, 0.5], [0.0, 0.5, 1.0]],
    ...     index=["knives", "pots", "lids"], columns=["knives", "pots", "lids"],
    ... )
    >>> density(near, ["knives"]).to_dict()
    {'knives': 0.0, 'pots': 0.5, 'lids': 0.0}
    """
    weights = _weights(proximities)
    held = _mask(proximities, basket)
    return pd.Series((held[None, :] @ weights)[0], index=proximities.index)


def simulate(
    proximities: pd.DataFrame,
    basket: Collection[str],
    parameters: Parameters,
    targets: Mapping[str, int],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Let products enter period by period.

    Products enter independently within a period, given what was made before it;
    none is given up.

    Parameters
    ----------
    proximities : DataFrame
        Result of :func:`proximity`.
    basket : collection of str
        Products made at the start.
    parameters : Parameters
    targets : mapping of str to int
        Products that policy favours, and the period (from 1) when it begins to.
    rng : numpy.random.Generator

    Returns
    -------
    DataFrame of int
        One row a draw, one column a product: the period of entry, 0 for the
        basket, -1 for never.

    Raises
    ------
    KeyError
        If the basket or the targets name an unknown product.

    Examples
    --------
    With density alone and no room for chance, products enter as their neighbours
    have.

    >>> near = pd.DataFrame(
    ...     [[1.0, 0.5, 0.0], [0.5, 1.0, 0.5], [0.0, 0.5, 1.0]],
    ...     index=["knives", "pots", "lids"], columns=["knives", "pots", "lids"],
    ... )
    >>> steep = Parameters(relatedness=900.0, policy=0.0, intercept=-300.0, periods=3)
    >>> simulate(near, ["knives"], steep, {}, np.random.default_rng(1))
       knives  pots  lids
    0       0     1     2
    """
    weights = _weights(proximities)
    starts = _target_starts(proximities, targets)
    made = np.repeat(_mask(proximities, basket)[None, :], parameters.draws, axis=0)
    entered: IntArray = np.where(made, 0, -1).astype(np.int64)
    for period in range(1, parameters.periods + 1):
        odds = as_column(parameters.intercept) + _attraction(
            parameters, made @ weights, starts <= period
        )
        enters = ~made & (rng.random(made.shape) < expit(odds))
        entered[enters] = period
        made = made | enters
    return pd.DataFrame(entered, columns=proximities.index)


def sequence_likelihood(
    proximities: pd.DataFrame,
    trajectory: Trajectory,
    parameters: Parameters,
    targets: Mapping[str, int],
) -> FloatArray:
    """Return the log-likelihood of an observed sequence of entries.

    Parameters
    ----------
    proximities : DataFrame
        Result of :func:`proximity`.
    trajectory : Trajectory
    parameters : Parameters
        With ``relatedness=0`` the rival, with ``policy=0`` too the uniform choice.
    targets : mapping of str to int
        Products that policy favours, and the step (from 1) when it begins to.

    Returns
    -------
    ndarray of float, shape (draws,)

    Raises
    ------
    KeyError
        If the trajectory or the targets name an unknown product.

    References
    ----------
    .. [1] D. McFadden, "Conditional Logit Analysis of Qualitative Choice
       Behavior", in P. Zarembka (ed.), *Frontiers in Econometrics*, Academic
       Press, 1974, 105-142.

    Examples
    --------
    A blind choice among two, then the only one left:

    >>> near = pd.DataFrame(
    ...     [[1.0, 0.5, 0.0], [0.5, 1.0, 0.5], [0.0, 0.5, 1.0]],
    ...     index=["knives", "pots", "lids"], columns=["knives", "pots", "lids"],
    ... )
    >>> path = Trajectory(basket=("knives",), order=("pots", "lids"))
    >>> sequence_likelihood(near, path, Parameters(relatedness=0.0, policy=0.0), {}).round(3)
    array([-0.693])
    """
    weights = _weights(proximities)
    starts = _target_starts(proximities, targets)
    made, pool, steps = _positions(proximities, trajectory)
    total = np.zeros(parameters.draws)
    for step, chosen in enumerate(steps, start=1):
        pull = _attraction(parameters, (made[None, :] @ weights), starts <= step)
        total += pull[:, chosen] - logsumexp(pull[:, pool & ~made], axis=1)
        made[chosen] = True
    return total


def relatedness_test(
    proximities: pd.DataFrame,
    trajectory: Trajectory,
    rng: np.random.Generator | None = None,
    *,
    permutations: int = 9999,
    exact_up_to: int = 50_000,
) -> RelatednessTest:
    """Test whether the steps taken were nearer than blind ones.

    A blind sequence starts from the same basket and takes at each step any of the
    products still available, all equally likely, and its basket grows with it.
    Where there are few such sequences all are enumerated.

    Parameters
    ----------
    proximities : DataFrame
        Result of :func:`proximity`.
    trajectory : Trajectory
    rng : numpy.random.Generator, optional
        Needed only where the sequences are too many to enumerate.
    permutations : int, optional
        Sequences sampled then.
    exact_up_to : int, optional
        Number of sequences up to which all are enumerated.

    Returns
    -------
    RelatednessTest
        The p value counts the observed sequence among the sampled ones, so that
        it is never 0.

    Raises
    ------
    ValueError
        If sampling is needed and there is no generator.
    KeyError
        If the trajectory names an unknown product.

    References
    ----------
    .. [1] B. Phipson and G. K. Smyth, "Permutation P-values Should Never Be
       Zero", *Statistical Applications in Genetics and Molecular Biology* 9(1),
       2010, article 39. https://doi.org/10.2202/1544-6115.1585

    Examples
    --------
    Of two orders, the one taken is the nearer.

    >>> near = pd.DataFrame(
    ...     [[1.0, 0.5, 0.0], [0.5, 1.0, 0.5], [0.0, 0.5, 1.0]],
    ...     index=["knives", "pots", "lids"], columns=["knives", "pots", "lids"],
    ... )
    >>> relatedness_test(near, Trajectory(basket=("knives",), order=("pots", "lids")))
    RelatednessTest(statistic=0.75, expected=0.625, p_value=0.5, sequences=2, exact=True)
    """
    check_whole("permutations", permutations, 1)
    weights = _weights(proximities)
    made, pool, steps = _positions(proximities, trajectory)
    observed = _mean_density(weights, made, np.array([steps]))[0]
    available = np.flatnonzero(pool & ~made)
    count = math.perm(len(available), len(steps))
    exact = count <= exact_up_to
    if exact:
        paths = _all_paths(available, len(steps))
    elif rng is None:
        raise ValueError(
            f"there are {count} sequences, more than exact_up_to = {exact_up_to}; "
            "give a generator to sample them"
        )
    else:
        shuffled = rng.permuted(np.tile(available, (permutations, 1)), axis=1)
        paths = shuffled[:, : len(steps)]
    blind = _mean_density(weights, made, paths)
    as_near = int(np.count_nonzero(blind >= observed - _ROUNDING))
    return RelatednessTest(
        statistic=float(observed),
        expected=float(blind.mean()),
        p_value=as_near / len(blind) if exact else (as_near + 1) / (len(blind) + 1),
        sequences=len(blind),
        exact=exact,
    )


def _checked_coding(coding: pd.DataFrame) -> FloatArray:
    if not coding.index.is_unique:
        doubled = coding.index[coding.index.duplicated()][0]
        raise ValueError(f"the coding holds {doubled!r} twice; merge the rows")
    cells = coding.to_numpy(dtype=np.float64)
    bad = np.argwhere((cells != 0) & (cells != 1))
    if len(bad):
        row, column = bad[0]
        raise ValueError(
            f"the coding of {coding.index[row]!r} for {coding.columns[column]!r} is "
            f"{cells[row, column]:g}; give 0 or 1"
        )
    empty = np.flatnonzero(~cells.any(axis=1))
    if len(empty):
        raise ValueError(
            f"{coding.index[empty[0]]!r} needs no capability; code at least one or drop the product"
        )
    return cells


def _index_of(proximities: pd.DataFrame, product: str) -> int:
    if product not in proximities.index:
        raise KeyError(
            f"no product is called {product!r}; the space holds {list(proximities.index)}"
        )
    return list(proximities.index).index(product)


def _mask(proximities: pd.DataFrame, products: Collection[str]) -> BoolArray:
    mask = np.zeros(len(proximities), dtype=np.bool_)
    mask[[_index_of(proximities, product) for product in products]] = True
    return mask


def _weights(proximities: pd.DataFrame) -> FloatArray:
    """Weight of each product (row) in the density of each other (column)."""
    near = proximities.to_numpy(dtype=np.float64).copy()
    np.fill_diagonal(near, 0.0)
    total = near.sum(axis=0)
    weights: FloatArray = near / np.where(total > 0, total, 1.0)
    return weights


def _target_starts(proximities: pd.DataFrame, targets: Mapping[str, int]) -> FloatArray:
    starts = np.full(len(proximities), math.inf)
    for product, start in targets.items():
        starts[_index_of(proximities, product)] = start
    return starts


def _attraction(parameters: Parameters, densities: FloatArray, targeted: BoolArray) -> FloatArray:
    return as_column(parameters.relatedness) * densities + as_column(parameters.policy) * targeted


def _positions(
    proximities: pd.DataFrame, trajectory: Trajectory
) -> tuple[BoolArray, BoolArray, list[int]]:
    """Products made at first, products that may be chosen, and the steps."""
    made = _mask(proximities, trajectory.basket)
    pool = (
        np.ones(len(proximities), dtype=np.bool_)
        if trajectory.pool is None
        else _mask(proximities, trajectory.pool)
    )
    return made, pool, [_index_of(proximities, product) for product in trajectory.order]


def _all_paths(available: IntArray, steps: int) -> IntArray:
    """Return every ordered choice of so many products, one a row."""
    paths = np.empty((1, 0), dtype=np.int64)
    for _ in range(steps):
        taken = (paths[:, :, None] == available).any(axis=1)
        rows, following = np.nonzero(~taken)
        paths = np.column_stack([paths[rows], available[following]])
    return paths


def _mean_density(weights: FloatArray, made: BoolArray, paths: IntArray) -> FloatArray:
    """Return the mean density of the steps of each path, as its basket grows."""
    rows = np.arange(len(paths))
    held = np.repeat(made[None, :], len(paths), axis=0).astype(np.float64)
    total = np.zeros(len(paths))
    for step in paths.T:
        total += (held * weights[:, step].T).sum(axis=1)
        held[rows, step] = 1.0
    mean: FloatArray = total / paths.shape[1]
    return mean
