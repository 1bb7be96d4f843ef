"""Sums over pairs of plants: compiled loops that hold no table of all pairs.

Plants are points in space, of shape ``(3, n)``: on a plane the third coordinate is zero,
on the Earth they lie on its surface, so that a chord takes no trigonometry. Every loop
gives the same digits whatever the number of threads: a curve's rows are dealt out to
blocks, of which each adds up in its own order, and the blocks are added in theirs. The
loops are plain functions, compiled by assignment, and run as Python where
``NUMBA_DISABLE_JIT`` is set.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeAlias

import numba
import numpy as np
import numpy.typing as npt

from industrial_clusters.statistics._inputs import FloatArray

IntArray: TypeAlias = npt.NDArray[np.int64]

# Blocks of rows of one curve by itself. Their number decides the order of summation.
BLOCKS = 32
# Pairs from which a second thread is worth waking; on a busy machine it may keep all waiting.
WORTHWHILE = 2_000_000
# Order statistics are found in three steps of 15 binary digits.
DIGITS = 15
STEPS = 3
# Gaussian sums take distances to a grid of so many nodes a bandwidth, and end at so many
# bandwidths, where the kernel is below 2e-8 of its peak.
NODES = 256
TAIL = 6
# Squared distances are looked up among thresholds in a table of so many cells.
CELLS = 4096

# arcsin(c / 2) / (c / 2) as a polynomial in c squared, for chords c of the unit circle up
# to the square root of two; its relative error is below 1e-13.
ARC_PER_CHORD: FloatArray = np.array(
    np.polynomial.Chebyshev.interpolate(
        lambda square: 2 * np.arcsin(np.sqrt(square) / 2) / np.sqrt(square), 16, [0, 2]
    )
    .convert(kind=np.polynomial.Polynomial)
    .coef[::-1],
    dtype=float,
)


def quantiles(points: FloatArray, shares: Sequence[float], radius: float) -> list[float]:
    """Return quantiles of the distances between pairs, linear between order statistics.

    The square of an order statistic is found to 45 binary digits of the largest that the
    coordinates allow; what is less than that is zero, and nothing else is too low.
    """
    reach = float(np.square(np.ptp(points, axis=1)).sum()) * (1 + 1e-9)
    if reach == 0:
        return [0.0 for _ in shares]
    scale = 2.0 ** (DIGITS * STEPS) / reach
    counted: dict[tuple[int, int], IntArray] = {}

    def order_statistic(rank: int) -> float:
        prefix = 0
        for step in range(STEPS):
            if (step, prefix) not in counted:
                counted[step, prefix] = _count(points, scale, step, prefix)
            upto = counted[step, prefix]
            digit = int(np.searchsorted(upto, rank, side="right"))
            rank -= int(upto[digit - 1]) if digit else 0
            prefix = (prefix << DIGITS) + digit
        return float(distance((prefix + 2) / scale, radius)) if prefix else 0.0

    def quantile(share: float) -> float:
        place = share * (math.comb(points.shape[1], 2) - 1)
        below = order_statistic(math.floor(place))
        return below + (place % 1) * (order_statistic(math.ceil(place)) - below)

    return [quantile(share) for share in shares]


def _count(points: FloatArray, scale: float, step: int, prefix: int) -> IntArray:
    """Return how many pairs have each next digit or a lower one, of those that begin alike."""
    counts = np.zeros((numba.get_num_threads(), 1 << DIGITS), dtype=np.int64)
    with threads_for(points.shape[1] ** 2):
        count_digits(points, scale, DIGITS * (STEPS - 1 - step), prefix, counts)
    return np.cumsum(counts.sum(axis=0))


def standard_deviation(points: FloatArray, centre: float, radius: float) -> float:
    """Return the standard deviation (over n - 1) of the distances; the centre is any near it."""
    sums = np.zeros((BLOCKS, 2))
    with threads_for(points.shape[1] ** 2):
        add_deviations(points, centre, radius, sums)
    first, second = sums.sum(axis=0)
    pairs = math.comb(points.shape[1], 2)
    return math.sqrt(max(second - first**2 / pairs, 0) / (pairs - 1))


def gaussian_window(distances: FloatArray, bandwidth: float) -> tuple[IntArray, FloatArray]:
    """Return for each distance its first node and the weights of the nodes from there on.

    The weights are those of the Gaussian kernel at each node and at its mirror image.
    """
    places = distances * (NODES / bandwidth)
    first = np.maximum(np.floor(places).astype(np.int64) - TAIL * NODES, 0)
    nodes = first[:, None] + np.arange(2 * TAIL * NODES + 2)
    kernel = np.exp(-(((places[:, None] - nodes) / NODES) ** 2) / 2)
    mirrored = first == 0
    kernel[mirrored] += np.exp(-(((places[mirrored, None] + nodes[mirrored]) / NODES) ** 2) / 2)
    return first, kernel / (math.sqrt(2 * math.pi) * bandwidth)


def gaussian_sums(
    points: FloatArray,
    sites: IntArray,
    weights: FloatArray,
    product: bool,
    radius: float,
    bandwidth: float,
    window: tuple[IntArray, FloatArray],
) -> FloatArray:
    """Return the sum over pairs of weight times kernel, each distance split over two nodes.

    Sites and weights have a row for each curve and a column for each plant; the result has
    a row for each curve and a column for each distance.
    """
    first, kernel = window
    nodes = int(first.max()) + kernel.shape[1] + 2
    mass = np.zeros((len(sites), _blocks(sites), nodes))
    density = np.zeros((len(sites), len(first)))
    with threads_for(sites.size * sites.shape[1]):
        add_pairs(points, sites, weights, product, radius, bandwidth / NODES, mass)
        smooth(mass.sum(axis=1), first, kernel, density)
    return density


def shares_within(
    points: FloatArray,
    weights: FloatArray,
    reference: IntArray,
    neighbours: IntArray,
    limits: FloatArray,
    totals: FloatArray,
    chances: FloatArray,
) -> FloatArray:
    """Return the sum of the neighbours' shares in the total, over that of their chances.

    Reference, neighbours and chances have a row for each curve and a column for each
    plant; totals are those of :func:`weight_within`. The result has a row for each curve
    and a column for each limit.
    """
    sums = np.zeros((2, len(reference), _blocks(reference), len(limits)))
    thresholds = (limits, _cells(limits))
    with threads_for(reference.size * neighbours.shape[1]):
        add_shares(points, weights, reference, neighbours, thresholds, totals, chances, sums)
    shares, expected = sums.sum(axis=2)
    ratio = np.full(shares.shape, np.nan)
    np.divide(shares, expected, out=ratio, where=expected > 0)
    return ratio


@contextmanager
def threads_for(pairs: int) -> Iterator[None]:
    """Keep a sum of few pairs on one thread."""
    threads = numba.get_num_threads()
    numba.set_num_threads(threads if pairs >= WORTHWHILE else 1)
    try:
        yield
    finally:
        numba.set_num_threads(threads)


def _blocks(sites: IntArray) -> int:
    """Return into how many blocks a curve's rows go: many curves keep the threads busy."""
    return BLOCKS if len(sites) == 1 else 1


def squared_chords(distances: FloatArray, radius: float) -> FloatArray:
    """Return the squared chords of distances; half the circle or more is within reach of all."""
    if radius == 0:
        return distances**2
    half = math.pi * radius
    chords = 2 * radius * np.sin(np.minimum(distances, half) / (2 * radius))
    return np.where(distances < half, chords**2, 5 * radius**2)


def weight_within(
    points: FloatArray, weights: FloatArray, sites: IntArray, limits: FloatArray
) -> FloatArray:
    """Return the weight of all other plants within each limit of each of the sites.

    The limits are squared distances in rising order. The result has a row for each plant,
    zero where it is none of the sites, and a column for each limit.
    """
    within = np.zeros((len(weights), len(limits)))
    with threads_for(len(sites) * len(weights)):
        add_neighbours(points, weights, sites, (limits, _cells(limits)), within)
    return within


def _cells(limits: FloatArray) -> IntArray:
    """Return the first limit that may hold a squared distance, by its cell in a fine grid.

    Each cell starts one early: the multiplication that finds it may miss it by one.
    """
    starts = (np.arange(CELLS + 2) - 1) * (limits[-1] / CELLS)
    cells: IntArray = np.searchsorted(limits, starts)
    return cells


def _distance(squared: float, radius: float) -> float:
    """Return the distance of which the chord's square is given; a plane has radius zero."""
    if radius == 0:
        return math.sqrt(squared)
    square = squared / (radius * radius)
    # Beyond a quarter of the circle the arc to the opposite point is the short one.
    short = min(square, max(4 - square, 0.0))
    ratio = 0.0
    for power in range(len(ARC_PER_CHORD)):
        ratio = ratio * short + ARC_PER_CHORD[power]
    arc = math.sqrt(short) * ratio
    return radius * (arc if square <= 2 else math.pi - arc)


def _squares_from(
    points: FloatArray, others: FloatArray, i: int, start: int, row: FloatArray
) -> None:
    """Write the squared distances from a point to the others from a start on."""
    for j in range(start, others.shape[1]):
        x = points[0, i] - others[0, j]
        y = points[1, i] - others[1, j]
        z = points[2, i] - others[2, j]
        row[j] = x * x + y * y + z * z


def _count_digits(
    points: FloatArray, scale: float, shift: int, prefix: int, counts: IntArray
) -> None:
    """Count the pairs by a digit of their squared distance, of those that begin alike."""
    blocks, digits = counts.shape
    plants = points.shape[1]
    for block in numba.prange(blocks):
        row = np.empty(plants)
        for i in range(block, plants, blocks):
            squares_from(points, points, i, i + 1, row)
            for j in range(i + 1, plants):
                place = np.int64(row[j] * scale) >> shift
                if place >> DIGITS == prefix:
                    counts[block, place & (digits - 1)] += 1


def _add_deviations(points: FloatArray, centre: float, radius: float, sums: FloatArray) -> None:
    """Add up the deviations of the distances from the centre, and their squares."""
    blocks = sums.shape[0]
    plants = points.shape[1]
    for block in numba.prange(blocks):
        row = np.empty(plants)
        first = 0.0
        second = 0.0
        for i in range(block, plants, blocks):
            squares_from(points, points, i, i + 1, row)
            for j in range(i + 1, plants):
                deviation = distance(row[j], radius) - centre
                first += deviation
                second += deviation * deviation
        sums[block, 0] = first
        sums[block, 1] = second


def _add_pairs(
    points: FloatArray,
    sites: IntArray,
    weights: FloatArray,
    product: bool,
    radius: float,
    step: float,
    mass: FloatArray,
) -> None:
    """Add each pair's weight to the two nodes beside its distance, in inverse proportion.

    The last two nodes gather the pairs beyond. Each step has its own loop over the row,
    which lets the compiler take several plants at a time.
    """
    curves, blocks, nodes = mass.shape
    plants = sites.shape[1]
    per_step = 1 / step
    for task in numba.prange(curves * blocks):
        curve, block = divmod(np.int64(task), blocks)
        own = points[:, sites[curve]]
        weight = weights[curve]
        row = np.empty(plants)
        pair = np.empty(plants)
        for i in range(block, plants, blocks):
            squares_from(own, own, i, i + 1, row)
            for j in range(i + 1, plants):
                row[j] = min(distance(row[j], radius) * per_step, nodes - 2)
            for j in range(i + 1, plants):
                pair[j] = weight[i] * weight[j] if product else weight[i] + weight[j]
            for j in range(i + 1, plants):
                node = np.uint64(row[j])
                upper = (row[j] - node) * pair[j]
                mass[curve, block, node] += pair[j] - upper
                mass[curve, block, node + np.uint64(1)] += upper


def _smooth(mass: FloatArray, first: IntArray, kernel: FloatArray, density: FloatArray) -> None:
    """Weight the masses of each curve from the first node on by each row of the kernel."""
    curves, distances = density.shape
    for task in numba.prange(curves * distances):
        curve, row = divmod(np.int64(task), distances)
        total = 0.0
        for node in range(kernel.shape[1]):
            total += kernel[row, node] * mass[curve, first[row] + node]
        density[curve, row] = total


def _add_within(
    row: FloatArray,
    weights: FloatArray,
    thresholds: tuple[FloatArray, IntArray],
    found: IntArray,
    within: FloatArray,
) -> None:
    """Write the weight whose squared distance is within each limit.

    Those within the last are found first, without a branch that the processor would guess.
    """
    limits, cells = thresholds
    per_cell = (len(cells) - 2) / limits[-1]
    count = 0
    for j in range(len(row)):
        found[count] = j
        count += row[j] <= limits[-1]
    within[:] = 0
    for place in range(count):
        j = found[place]
        limit = cells[np.int64(row[j] * per_cell)]
        while row[j] > limits[limit]:
            limit += 1
        within[limit] += weights[j]
    for limit in range(1, len(limits)):
        within[limit] += within[limit - 1]


def _add_neighbours(
    points: FloatArray,
    weights: FloatArray,
    sites: IntArray,
    thresholds: tuple[FloatArray, IntArray],
    within: FloatArray,
) -> None:
    """Write for each site the weight of all other plants within each limit."""
    plants = points.shape[1]
    for block in numba.prange(BLOCKS):
        row = np.empty(plants)
        found = np.empty(plants, dtype=np.int64)
        for i in range(block, len(sites), BLOCKS):
            site = sites[i]
            squares_from(points, points, site, 0, row)
            row[site] = np.inf
            add_within(row, weights, thresholds, found, within[site])


def _add_shares(
    points: FloatArray,
    weights: FloatArray,
    reference: IntArray,
    neighbours: IntArray,
    thresholds: tuple[FloatArray, IntArray],
    totals: FloatArray,
    chances: FloatArray,
    sums: FloatArray,
) -> None:
    """Add up the shares of the neighbours and their chances, around plants that have any."""
    blocks, limits = sums.shape[2:]
    for task in numba.prange(len(reference) * blocks):
        curve, block = divmod(np.int64(task), blocks)
        own, near = reference[curve], neighbours[curve]
        here, there, weight = points[:, own], points[:, near], weights[near]
        row = np.empty(len(near))
        found = np.empty(len(near), dtype=np.int64)
        within = np.empty(limits)
        for i in range(block, len(own), blocks):
            squares_from(here, there, i, 0, row)
            for j in range(len(near)):
                if near[j] == own[i]:
                    row[j] = np.inf
            add_within(row, weight, thresholds, found, within)
            for limit in range(limits):
                total = totals[own[i], limit]
                if total > 0:
                    sums[0, curve, block, limit] += within[limit] / total
                    sums[1, curve, block, limit] += chances[curve, i]


distance: Callable[..., float] = numba.njit(cache=True)(_distance)
squares_from: Callable[..., None] = numba.njit(cache=True)(_squares_from)
add_within: Callable[..., None] = numba.njit(cache=True)(_add_within)
count_digits: Callable[..., None] = numba.njit(cache=True, parallel=True)(_count_digits)
add_deviations: Callable[..., None] = numba.njit(cache=True, parallel=True)(_add_deviations)
add_pairs: Callable[..., None] = numba.njit(cache=True, parallel=True)(_add_pairs)
smooth: Callable[..., None] = numba.njit(cache=True, parallel=True)(_smooth)
add_neighbours: Callable[..., None] = numba.njit(cache=True, parallel=True)(_add_neighbours)
add_shares: Callable[..., None] = numba.njit(cache=True, parallel=True)(_add_shares)
