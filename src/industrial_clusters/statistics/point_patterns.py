r"""Concentration of plants by the distances between them, without regions.

:func:`point_pattern` reads and checks the plants once; :func:`k_density` and
:func:`m_function` measure an industry among them, with bands of counterfactual industries
where :class:`Simulations` are asked for. Neither holds a table of all pairs: memory grows
with the number of plants, not with its square.

Plants at one place are at distance zero and count as any other pair.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import rankdata

from industrial_clusters.statistics import _pairs
from industrial_clusters.statistics._inputs import FloatArray, read_sizes, require_choice
from industrial_clusters.statistics._pairs import IntArray
from industrial_clusters.statistics.measure import Measure

Metric: TypeAlias = Literal["planar", "great circle"]
Range: TypeAlias = Literal["median", "industry median", "maximum"]
Rule: TypeAlias = Literal["Silverman"]
PairWeight: TypeAlias = Literal["product", "sum"]
Null: TypeAlias = Literal["random location", "random labelling"]
Sides: TypeAlias = Literal["together", "each"]

EARTH_RADIUS = 6371.0088  # kilometres: mean radius of the Earth
INTERVALS = 100  # of a range given by name
FARTHEST = 1e100  # coordinate on a plane: the squares of larger ones overflow
ROUNDING = 1e-12  # of the largest counterfactual at a distance
TOGETHER = 32  # counterfactuals at a time
LONGEST = 1000  # bandwidths: what a range may have


@dataclass(frozen=True, slots=True, eq=False)
class PointPattern:
    """Plants with their places, industries and weights, as :func:`point_pattern` reads them.

    Attributes
    ----------
    points : numpy.ndarray
        Places in space, of shape ``(3, plants)``: on a plane the third coordinate is zero,
        on the Earth they are kilometres from its centre.
    industries : numpy.ndarray
        Industry of each plant.
    weights : numpy.ndarray
        Weight of each plant; one where none was given.
    radius : float
        Radius of the Earth in kilometres; zero on a plane.
    """

    points: FloatArray
    industries: npt.NDArray[Any]
    weights: FloatArray
    radius: float

    @property
    def is_weighted(self) -> bool:
        """Whether the weights differ."""
        return bool(np.ptp(self.weights) > 0)

    def plants_of(self, industry: Any) -> IntArray:
        """Return the positions of an industry's plants.

        Raises
        ------
        ValueError
            If the industry has none.
        """
        found = np.flatnonzero(self.industries == industry)
        if not found.size:
            known = ", ".join(sorted({repr(name) for name in self.industries}))
            raise ValueError(f"no plant is of the industry {industry!r}; there are: {known}")
        return found


@dataclass(frozen=True, slots=True)
class Simulations:
    r"""How many counterfactual industries to draw, and what bands to make of them.

    Parameters
    ----------
    generator : numpy.random.Generator
        Source of all randomness. The bands depend on its state alone, not on the number
        of threads nor on the order of the rows.
    number : int, optional
        Counterfactuals to draw.
    level : float, optional
        Share of counterfactuals outside a band, below one half.
    sides : {"together", "each"}, optional
        Whether `level` is the share that leaves the band at either side, or the share
        that leaves it above and again the share below, as in Duranton and Overman [1]_.

    Raises
    ------
    TypeError
        If `generator` is none.
    ValueError
        If `number`, `level` or `sides` is out of range, or the number too small for local
        bands at that level.

    Notes
    -----
    With S counterfactuals of which :math:`y_{(k)}(d)` is the k-th lowest value at
    distance d, the band of rank k is :math:`[y_{(k)}(d), y_{(S + 1 - k)}(d)]`; a rank
    between two integers interpolates linearly.

    *Local* bands have rank :math:`(S + 1)\,\alpha`, with :math:`\alpha` the level, or
    half of it where the sides are taken together. At one distance, a further
    counterfactual lies below the band with probability :math:`\alpha`, since its rank
    among S + 1 exchangeable values is uniform.

    *Global* bands are the local bands of the one rank at which the share that leaves them
    at any distance is the level [1]_. A counterfactual is judged by the band of the
    others: it leaves their band of rank k at d if, ties counted in its favour, its own
    rank from that side is k or less. Let :math:`R_s` be its lowest rank over all
    distances and :math:`p_k` the share with :math:`R_s \le k`. The rank of the global
    band is the k with :math:`p_k` equal to the level, linear between integers. Judging
    each by a band that it helped to make, as is common, would say that none leaves the
    hull of all, where a further one often does.

    Values closer than 1e-12 of the largest at their distance tie, and all bands are wider
    by as much, so that the rounding of sums decides nothing.

    References
    ----------
    .. [1] G. Duranton and H. G. Overman, "Testing for localization using micro-geographic
       data", *Review of Economic Studies* 72(4), 2005, 1077-1106.
       https://doi.org/10.1111/0034-6527.00362

    Examples
    --------
    >>> Simulations(np.random.default_rng(2005), number=200).level
    0.05
    """

    generator: np.random.Generator
    number: int = 1000
    level: float = 0.05
    sides: Sides = "together"

    def __post_init__(self) -> None:
        """Refuse what gives no bands."""
        require_choice("sides", self.sides, get_args(Sides))
        if not isinstance(self.generator, np.random.Generator):
            raise TypeError(
                f"the generator is {self.generator!r}; give numpy.random.default_rng(seed)"
            )
        if not 0 < self.level < 0.5:
            raise ValueError(f"the level is {self.level}; give a share between 0 and 0.5")
        least = math.ceil(1 / self.tail - 1e-9) - 1
        if self.number < least:
            raise ValueError(
                f"{self.number} simulations give no band at a level of {self.level}; "
                f"draw {least} or more"
            )

    @property
    def tail(self) -> float:
        """Share of counterfactuals beyond the local band at one side."""
        return self.level / 2 if self.sides == "together" else self.level


@dataclass(frozen=True, slots=True, eq=False)
class DistanceProfile:
    """A statistic at each distance, with bands of counterfactual industries.

    Attributes
    ----------
    frame : pandas.DataFrame
        Columns ``distance`` and ``observed``; with simulations also ``local_low``,
        ``local_high``, ``global_low`` and ``global_high``.
    convention : str
        The formula in use.
    envelope : str
        How the bands were made; empty without simulations.
    """

    frame: pd.DataFrame
    convention: str
    envelope: str


@dataclass(frozen=True, slots=True, eq=False)
class KDensity(DistanceProfile):
    """A K-density, with how far it leaves its global bands.

    Attributes
    ----------
    bandwidth : float
        Bandwidth of the kernel, in the unit of distance.
    localisation, dispersion : Measure or None
        Indices of global localisation and dispersion; none without simulations. The
        frame has both at each distance.
    """

    bandwidth: float
    localisation: Measure | None
    dispersion: Measure | None


def point_pattern(
    plants: pd.DataFrame,
    *,
    x: str = "x",
    y: str = "y",
    industry: str = "industry",
    weight: str | None = None,
    metric: Metric = "planar",
) -> PointPattern:
    r"""Read plants with their coordinates, industries and weights.

    Parameters
    ----------
    plants : pandas.DataFrame
        A row for each plant.
    x, y : str, optional
        Columns of the coordinates: of a plane in any unit, or longitude (x) and latitude
        (y) in degrees.
    industry : str, optional
        Column of the plants' industries.
    weight : str, optional
        Column of the plants' weights, such as employees; without it all weigh the same.
    metric : {"planar", "great circle"}, optional
        Distances along straight lines on a plane, in the unit of its coordinates, or
        along great circles of a sphere with the Earth's mean radius of 6371.0088 km, in
        kilometres.

    Returns
    -------
    PointPattern
        The plants, in an order that does not depend on that of the rows.

    Raises
    ------
    ValueError
        If a column is absent or occurs twice, row labels repeat, a coordinate is missing
        or infinite, a latitude or longitude out of range, an industry missing, or a weight
        missing, negative, zero or known only within bounds.
    TypeError
        If a coordinate or weight is no number.

    Notes
    -----
    Two points at chord c on a sphere of radius R are
    :math:`2 R \arcsin(c / 2R)` apart. The Earth's flattening is left out, by which
    distances err by up to about half a per cent.

    Bounds are refused. The statistics are ratios of sums over pairs of plants in which
    each weight stands above and below, at every distance anew: their sharp bounds over
    a box of weights are no closed form and are not attained at one corner for all
    distances. Where a weight is known within bounds, compute the statistic at each end.

    References
    ----------
    .. [1] H. Moritz, "Geodetic Reference System 1980", *Journal of Geodesy* 74(1), 2000,
       128-133. https://doi.org/10.1007/s001900050278

    Examples
    --------
    >>> plants = pd.DataFrame(
    ...     {"x": [0, 3, 0], "y": [0, 0, 4], "industry": ["locks", "locks", "tools"]}
    ... )
    >>> point_pattern(plants).plants_of("locks").size
    2
    """
    require_choice("metric", metric, get_args(Metric))
    _refuse_columns(plants, [x, y, industry] + ([weight] if weight is not None else []))
    if metric == "planar":
        across, along = (_read_coordinate(plants[name], name, FARTHEST) for name in (x, y))
        places, radius = np.stack([across, along, np.zeros(len(plants))]), 0.0
    else:
        east = np.radians(_read_coordinate(plants[x], "longitude", 360))
        north = np.radians(_read_coordinate(plants[y], "latitude", 90))
        radius = EARTH_RADIUS
        places = radius * np.stack(
            [np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)]
        )
    weights = np.ones(len(plants)) if weight is None else _read_weights(plants[weight])
    industries = _read_industries(plants[industry])
    order = np.lexsort((industries.astype(str), weights, *places))
    return PointPattern(places[:, order], industries[order], weights[order], radius)


def k_density(
    pattern: PointPattern,
    industry: Any,
    *,
    distances: Range | npt.ArrayLike = "median",
    bandwidth: Rule | float = "Silverman",
    pair_weight: PairWeight = "product",
    null: Null = "random location",
    simulations: Simulations | None = None,
) -> KDensity:
    r"""Return the density of the distances between the plants of an industry.

    Parameters
    ----------
    pattern : PointPattern
        All plants, from :func:`point_pattern`; weighted where they have weights.
    industry : hashable
        The industry to measure; at least two plants.
    distances : {"median", "industry median", "maximum"} or array_like, optional
        Where to give the density: from zero to the median distance between all plants, to
        that between the industry's plants or to the longest between any, in 100 steps; or
        rising distances in the unit of the pattern.
    bandwidth : {"Silverman"} or float, optional
        Standard deviation of the kernel in the unit of distance, or the rule that sets it.
    pair_weight : {"product", "sum"}, optional
        Weight of a pair: the product of its plants' weights (Duranton and Overman) or
        their sum (Behrens and Bougna). Without weights each pair counts once.
    null : {"random location", "random labelling"}, optional
        Counterfactual industries have the same number of plants at sites drawn without
        replacement among all plants' sites, where they take their own weights with them,
        or the weights found there. Without weights both are the same.
    simulations : Simulations, optional
        Counterfactuals to draw; without them there are no bands.

    Returns
    -------
    KDensity
        The density at each distance, its bands, and the indices of localisation and
        dispersion.

    Raises
    ------
    ValueError
        If the industry has fewer than two plants, the distances do not rise from zero or
        more, the bandwidth is not positive or cannot be had from the distances, the range
        has more than 1,000 bandwidths, or there are too few simulations for global bands.

    Notes
    -----
    .. math::

        \hat K(d) = \frac{1}{h \sum_{i < j} w_{ij}} \sum_{i < j} w_{ij}
        \left[\varphi\!\left(\frac{d - d_{ij}}{h}\right)
        + \varphi\!\left(\frac{d + d_{ij}}{h}\right)\right], \qquad d \ge 0,

    with :math:`\varphi` the standard normal density; the second term is the reflection at
    zero [1]_ [2]_. It integrates to one over all distances.

    The bandwidth is Silverman's [2]_,
    :math:`h = 0.9 \min(s, \mathrm{IQR} / 1.34)\, m^{-1/5}`, of the m unweighted distances
    between all pairs of the industry (s over m - 1; quartiles linear between order
    statistics; s alone where the interquartile range is zero). It is set once, whatever
    the range asked for, and kept for the counterfactuals. ``Kdhat`` of R's dbmss sets it
    from the distances of up to twice the range, so that the density at a distance changes
    with the range, and anew for each counterfactual.

    Each distance is split over two nodes of a grid with 256 steps a bandwidth, in
    inverse proportion, and the kernel is cut off at six bandwidths. Linear interpolation
    of a kernel with second derivative of at most :math:`\varphi(0) / h^3` errs by at most
    :math:`\varphi(0) / (8 \cdot 256^2 h)`, with its reflection twice, and the cut by less
    than a hundredth of that: the density is within :math:`1.6 \times 10^{-6} / h` of the
    exact sum.

    With :math:`\hat K_u` and :math:`\hat K_l` the global bands,
    :math:`\Gamma(d) = \max(\hat K(d) - \hat K_u(d), 0)` is localisation. Dispersion
    :math:`\Psi(d) = \max(\hat K_l(d) - \hat K(d), 0)` is zero throughout for an industry
    that is localised at any distance, since densities sum to one [1]_. The indices are
    their integrals over distance (trapezoidal). Duranton and Overman add up over whole
    kilometres, which at steps of one kilometre is the same but for half of the first and
    the last term. Their bands leave five per cent on each side: ``sides="each"``.

    References
    ----------
    .. [1] G. Duranton and H. G. Overman, "Testing for localization using micro-geographic
       data", *Review of Economic Studies* 72(4), 2005, 1077-1106.
       https://doi.org/10.1111/0034-6527.00362
    .. [2] B. W. Silverman, *Density Estimation for Statistics and Data Analysis*, Chapman
       and Hall, 1986, sections 2.10 and 3.4.2.
    .. [3] K. Behrens and T. Bougna, "An anatomy of the geographical concentration of
       Canadian manufacturing industries", *Regional Science and Urban Economics* 51, 2015,
       47-69.

    Examples
    --------
    Twelve workshops along a road, the four locksmiths side by side:

    >>> road = pd.DataFrame({"x": range(12), "y": 0, "industry": ["locks"] * 4 + ["tools"] * 8})
    >>> workshops = point_pattern(road)
    >>> locks = k_density(workshops, "locks", distances=[0, 1, 2, 4, 8])
    >>> locks.bandwidth
    0.469...
    >>> locks.frame["observed"].round(3).tolist()
    [0.088, 0.454, 0.342, 0.015, 0.0]
    """
    require_choice("pair_weight", pair_weight, get_args(PairWeight))
    require_choice("null", null, get_args(Null))
    plants = _at_least_two(pattern, industry)
    at = _read_distances(pattern, plants, distances)
    width, rule = _read_bandwidth(pattern, plants, bandwidth)
    if at[-1] > LONGEST * width:
        raise ValueError(
            f"the range of {at[-1]} is more than {LONGEST} bandwidths of {width}; "
            "give a shorter range or a larger bandwidth"
        )
    product = pair_weight == "product"
    window = _pairs.gaussian_window(at, width)

    def densities(sites: IntArray, weights: FloatArray) -> FloatArray:
        sums = _pairs.gaussian_sums(
            pattern.points, sites, weights, product, pattern.radius, width, window
        )
        return sums / _weight_of_pairs(weights, product)

    def counterfactuals(shuffled: IntArray) -> FloatArray:
        sites = shuffled[:, plants]
        own = np.broadcast_to(plants, sites.shape)
        return densities(sites, pattern.weights[own if null == "random location" else sites])

    observed = densities(plants[None], pattern.weights[plants[None]])[0]
    frame, envelope = _profile(pattern, at, observed, counterfactuals, simulations, null)
    weighting = f"pairs weighted by the {pair_weight} of their plants' weights"
    convention = (
        f"Gaussian kernel density of {_metric_phrase(pattern)} between pairs of plants, reflected "
        f"at zero, bandwidth {rule}, {weighting if pattern.is_weighted else 'unweighted'}"
    )
    return KDensity(frame, convention, envelope, width, *_indices(frame, observed))


def m_function(
    pattern: PointPattern,
    industry: Any,
    *,
    neighbours: Any = None,
    distances: Range | npt.ArrayLike = "median",
    null: Null = "random labelling",
    simulations: Simulations | None = None,
) -> DistanceProfile:
    r"""Return how much more of an industry is near its plants than anywhere.

    Parameters
    ----------
    pattern : PointPattern
        All plants, from :func:`point_pattern`; weighted where they have weights.
    industry : hashable
        Industry of the reference plants, around which neighbours are counted.
    neighbours : hashable, optional
        Another industry, the neighbours to look for: co-location. By default the same.
    distances : {"median", "industry median", "maximum"} or array_like, optional
        Radii around each plant: from zero to the median distance between all plants, to
        that between the reference plants or to the longest between any, in 100 steps; or
        rising distances in the unit of the pattern.
    null : {"random labelling", "random location"}, optional
        Counterfactuals give the industries' labels to plants drawn at random, which keep
        place and weight; or move all plants, with industry and weight, to random sites of
        the pattern. Without weights both are the same. Moving the weights takes all pairs
        anew for each counterfactual.
    simulations : Simulations, optional
        Counterfactuals to draw; without them there are no bands.

    Returns
    -------
    DistanceProfile
        M at each radius and its bands. Where no reference plant has a neighbour M is not
        defined (NaN); nor are the bands where M of any counterfactual is not.

    Raises
    ------
    ValueError
        If the industry has fewer than two plants (one is enough with other neighbours),
        the distances do not rise from zero or more, or there are too few simulations for
        global bands.

    Notes
    -----
    .. math::

        M(r) = \sum_{i \in S} \frac{\sum_{j \ne i,\, j \in N,\, d_{ij} \le r} w_j}
        {\sum_{j \ne i,\, d_{ij} \le r} w_j}
        \bigg/ \sum_{i \in S} \frac{W_N - w_i [S = N]}{W - w_i}

    over the reference plants S, the neighbours N and all plants [1]_: a ratio of two means
    (not a mean of ratios), one where the industry is spread like all others. Plants
    without any neighbour within r are left out of both sums, as in ``Mhat`` of R's dbmss.
    M is one at the longest distance, and exactly so where S = N; for random labels it is
    one on average where plants weigh the same.

    Sites are fixed under both nulls, so that edges need no correction. Under random
    location the industry keeps its own distribution of sizes, so that its large plants
    are no sign of localisation; under random labelling they are drawn too.

    References
    ----------
    .. [1] E. Marcon and F. Puech, "Measures of the geographic concentration of
       industries: improving distance-based methods", *Journal of Economic Geography*
       10(5), 2010, 745-762. https://doi.org/10.1093/jeg/lbp056

    Examples
    --------
    Two locksmiths next door and two tool makers far off: each locksmith has one neighbour
    within a kilometre, a locksmith, where one in three of the others is one.

    >>> town = pd.DataFrame(
    ...     {"x": [0, 1, 9, 11], "y": 0, "industry": ["locks", "locks", "tools", "tools"]}
    ... )
    >>> m_function(point_pattern(town), "locks", distances=[1, 9, 11]).frame["observed"].tolist()
    [3.0, 1.5, 1.0]
    """
    require_choice("null", null, get_args(Null))
    same = neighbours is None or neighbours == industry
    reference = _at_least_two(pattern, industry) if same else pattern.plants_of(industry)
    others = reference if same else pattern.plants_of(neighbours)
    at = _read_distances(pattern, reference, distances)
    limits = _pairs.squared_chords(at, pattern.radius)

    # Sites that keep their weights keep the total around them, which is found once.
    moves = null == "random location" and pattern.is_weighted

    def around(weights: FloatArray, sites: IntArray) -> FloatArray:
        return _pairs.weight_within(pattern.points, weights, sites, limits)

    def curves(
        weights: FloatArray, sites: IntArray, near: IntArray, totals: FloatArray
    ) -> FloatArray:
        own = weights[sites]
        wanted = weights[near].sum(axis=1, keepdims=True)
        chances = (wanted - own * same) / (weights.sum() - own)
        return _pairs.shares_within(pattern.points, weights, sites, near, limits, totals, chances)

    def moved(sites: IntArray) -> FloatArray:
        weights = pattern.weights[np.argsort(sites)]
        own, near = sites[None, reference], sites[None, others]
        return curves(weights, own, near, around(weights, own[0]))

    def counterfactuals(shuffled: IntArray) -> FloatArray:
        if moves:
            return np.concatenate([moved(sites) for sites in shuffled])
        return curves(pattern.weights, shuffled[:, reference], shuffled[:, others], totals)

    everyone = np.arange(len(pattern.weights))
    totals = around(pattern.weights, reference if simulations is None or moves else everyone)
    observed = curves(pattern.weights, reference[None], others[None], totals)[0]
    frame, envelope = _profile(pattern, at, observed, counterfactuals, simulations, null)
    convention = (
        f"Marcon and Puech's M by {_metric_phrase(pattern)}: share of the "
        f"{'same industry' if same else f'industry {neighbours!r}'} in the "
        f"{'weight' if pattern.is_weighted else 'number'} of neighbours, ratio of its mean to its "
        "mean expectation, the plant itself and plants without neighbours left out"
    )
    return DistanceProfile(frame, convention, envelope)


def _profile(
    pattern: PointPattern,
    at: FloatArray,
    observed: FloatArray,
    counterfactuals: Callable[[IntArray], FloatArray],
    simulations: Simulations | None,
    null: str,
) -> tuple[pd.DataFrame, str]:
    """Return the curve with the bands of its counterfactuals, and how they were made.

    Counterfactuals are made from shuffled sites of all plants, some at a time.
    """
    frame = pd.DataFrame({"distance": at, "observed": observed})
    if simulations is None:
        return frame, ""
    curves = np.empty((simulations.number, len(at)))
    for start in range(0, simulations.number, TOGETHER):
        some = curves[start : start + TOGETHER]
        shuffled = [simulations.generator.permutation(len(pattern.weights)) for _ in some]
        some[:] = counterfactuals(np.stack(shuffled))
    for name, band in _bands(curves, simulations).items():
        frame[name] = band
    sides = "both sides together" if simulations.sides == "together" else "each side"
    return frame, (
        f"{simulations.number} counterfactuals by {null}; bands left by {simulations.level} of "
        f"them at {sides}, local at each distance, global at any"
    )


def _bands(curves: FloatArray, simulations: Simulations) -> dict[str, FloatArray]:
    """Return local and global bands; not defined where a counterfactual is not."""
    defined = np.isfinite(curves).all(axis=0)
    kept = curves[:, defined]
    # The order of summation is no difference: what is closer than this is equal.
    blur = ROUNDING * np.abs(kept).max(axis=0)
    steps = np.rint(kept / np.where(blur > 0, blur, 1))
    from_below = rankdata(steps, method="max", axis=0).min(axis=1, initial=len(curves))
    from_above = rankdata(-steps, method="max", axis=0).min(axis=1, initial=len(curves))
    if simulations.sides == "together":
        from_below = from_above = np.minimum(from_below, from_above)
    local = (len(curves) + 1) * simulations.tail
    ranks = {
        "local_low": (local, False),
        "local_high": (local, True),
        "global_low": (_global_rank(from_below, simulations.level), False),
        "global_high": (_global_rank(from_above, simulations.level), True),
    }
    bands = {name: np.full(curves.shape[1], np.nan) for name in ranks}
    for name, (rank, above) in ranks.items():
        # Weibull's plotting position puts the k-th lowest of S values at k / (S + 1).
        share = rank / (len(curves) + 1)
        band = np.quantile(kept, 1 - share if above else share, axis=0, method="weibull")
        bands[name][defined] = band + blur if above else band - blur
    return bands


def _global_rank(lowest: FloatArray, level: float) -> float:
    """Return the rank of the bands that a share of the counterfactuals leaves at any distance.

    A counterfactual leaves the bands of the others up to the lowest rank that it has.
    """
    leaving = np.cumsum(np.bincount(lowest.astype(int)))
    allowed = level * len(lowest)
    rank = int(np.searchsorted(leaving, allowed, side="right")) - 1
    if rank == 0:
        enough = math.ceil(len(lowest) * leaving[1] / allowed)
        raise ValueError(
            f"{len(lowest)} simulations give no global band at a level of {level}: "
            f"{leaving[1]} of them are the lowest or the highest at some distance; draw about "
            f"{enough}, or ask at fewer distances"
        )
    return float(rank + (allowed - leaving[rank]) / (leaving[rank + 1] - leaving[rank]))


def _indices(frame: pd.DataFrame, observed: FloatArray) -> tuple[Measure | None, Measure | None]:
    """Add localisation and dispersion at each distance to the frame; return their integrals."""
    if "global_high" not in frame:
        return None, None
    localisation = np.maximum(observed - frame["global_high"].to_numpy(), 0)
    dispersion = np.maximum(frame["global_low"].to_numpy() - observed, 0)
    if localisation.any():
        dispersion = np.zeros(len(observed))
    measures = []
    for name, excess in (("localisation", localisation), ("dispersion", dispersion)):
        frame[name] = excess
        area = float(np.trapezoid(excess, frame["distance"]))
        side = "above the upper" if name == "localisation" else "below the lower"
        convention = f"area of the K-density {side} global band, trapezoidal"
        measures.append(Measure(area, area, convention=convention))
    return measures[0], measures[1]


def _weight_of_pairs(weights: FloatArray, product: bool) -> FloatArray:
    """Return the weight of all pairs of each curve, as a column."""
    total: FloatArray = weights.sum(axis=1, keepdims=True)
    squares: FloatArray = np.square(weights).sum(axis=1, keepdims=True)
    return (total**2 - squares) / 2 if product else (weights.shape[1] - 1) * total


def _at_least_two(pattern: PointPattern, industry: Any) -> IntArray:
    plants = pattern.plants_of(industry)
    if len(plants) < 2:
        raise ValueError(
            f"the industry {industry!r} has one plant, which has no distance to another; "
            "leave it out, or join it to a wider industry"
        )
    return plants


def _read_distances(
    pattern: PointPattern, plants: IntArray, distances: Range | npt.ArrayLike
) -> FloatArray:
    """Return the distances asked for, or steps up to the range that a name gives."""
    if not isinstance(distances, str):
        at = np.asarray(distances, dtype=float)
        if at.ndim != 1 or len(at) < 2 or not (np.diff(at) > 0).all() or not at[0] >= 0:
            raise ValueError(f"the distances are {distances!r}; give two or more rising from zero")
        if at[-1] == np.inf:
            raise ValueError("the last distance is infinite; give 'maximum' for all of them")
        return at
    require_choice("distances", distances, get_args(Range))
    points = pattern.points
    if distances == "industry median":
        points = points.take(plants, axis=1)
    share = 1.0 if distances == "maximum" else 0.5
    longest = _pairs.quantiles(points, [share], pattern.radius)[0]
    if longest == 0:
        raise ValueError(
            f"the {distances} distance is zero, too many plants being at one place; "
            "give the distances"
        )
    return np.linspace(0, longest, INTERVALS + 1)


def _read_bandwidth(
    pattern: PointPattern, plants: IntArray, bandwidth: Rule | float
) -> tuple[float, str]:
    """Return the bandwidth and how it was set."""
    if not isinstance(bandwidth, str):
        if not 0 < bandwidth < math.inf:
            raise ValueError(f"the bandwidth is {bandwidth}; give a distance above zero")
        return float(bandwidth), "as given"
    require_choice("bandwidth", bandwidth, get_args(Rule))
    points = pattern.points.take(plants, axis=1)
    pairs = math.comb(len(plants), 2)
    lower, upper = _pairs.quantiles(points, [0.25, 0.75], pattern.radius)
    spreads = [(upper - lower) / 1.34]
    if pairs > 1:
        spreads.append(_pairs.standard_deviation(points, (lower + upper) / 2, pattern.radius))
    # What rounding leaves of no spread at all is below a billionth of the distances.
    spreads = [spread for spread in spreads if spread > 1e-9 * upper]
    if not spreads:
        raise ValueError(
            "all distances between the industry's plants are the same, which sets no bandwidth; "
            "give it as a number"
        )
    return 0.9 * min(spreads) * pairs**-0.2, "by Silverman's rule from all pairs of the industry"


def _read_coordinate(column: pd.Series, what: str, limit: float) -> FloatArray:
    """Return a column of coordinates, refusing what is none by its row."""
    if column.dtype.kind not in "iuf":
        for row, value in column.items():
            is_number = isinstance(value, Real) and not isinstance(value, bool | np.bool_)
            if not is_number and not pd.isna(value):
                raise TypeError(f"row {row!r}: the {what} is {value!r}, which is no number")
    values = column.to_numpy(dtype=float, na_value=np.nan)
    wrong = np.flatnonzero(~(np.abs(values) <= limit))
    if wrong.size:
        row, value = column.index[wrong].tolist()[0], float(values[wrong[0]])
        fault = "missing" if np.isnan(value) else value
        raise ValueError(
            f"row {row!r}: the {what} is {fault}; give one from {-limit} to {limit}, "
            "or leave the row out"
        )
    return values


def _read_weights(column: pd.Series) -> FloatArray:
    weights = read_sizes(column, "weight")
    if not weights.is_exact:
        row = column.index[weights.low != weights.high].tolist()[0]
        raise ValueError(
            f"row {row!r}: the weight is known only within bounds, for which there are no sharp "
            "bounds; compute with its lower and with its upper bound"
        )
    if not weights.low.all():
        row = column.index[weights.low == 0].tolist()[0]
        raise ValueError(f"row {row!r}: the weight is zero; leave the plant out")
    return weights.low


def _read_industries(column: pd.Series) -> npt.NDArray[Any]:
    missing = column.isna()
    if missing.any():
        raise ValueError(
            f"row {column.index[missing].tolist()[0]!r}: the industry is missing; "
            "give it, or a name of its own"
        )
    return column.to_numpy(dtype=object)


def _refuse_columns(plants: pd.DataFrame, names: Sequence[str]) -> None:
    """Refuse columns that are absent or occur twice, and row labels that do."""
    for name in names:
        times = int((plants.columns == name).sum())
        if times != 1:
            raise ValueError(
                f"there are {times} columns {name!r}; name one of {list(plants.columns)}"
            )
    if not plants.index.is_unique:
        row = plants.index[plants.index.duplicated()].tolist()[0]
        raise ValueError(
            f"row {row!r} occurs more than once; number the rows by reset_index(drop=True)"
        )


def _metric_phrase(pattern: PointPattern) -> str:
    return "great-circle distance in km" if pattern.radius else "planar distance"
