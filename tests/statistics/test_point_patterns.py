"""Distances between plants: K-density and M against their formulas, and what bands claim."""

import math
import os
import tracemalloc
from typing import Any

import numba
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import pdist, squareform

from industrial_clusters.evidence import Quantity
from industrial_clusters.statistics import _pairs
from industrial_clusters.statistics.point_patterns import (
    EARTH_RADIUS,
    Simulations,
    _bands,
    _global_rank,
    k_density,
    m_function,
    point_pattern,
)

compiled = pytest.mark.skipif(
    os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="as plain Python the loops take too long"
)


BANDS = ["local_low", "local_high", "global_low", "global_high"]


def plants(count=24, seed=1, size=10.0):
    """Return plants of two industries on a square, with weights and a place that two share."""
    generator = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "x": generator.uniform(0, size, count),
            "y": generator.uniform(0, size, count),
            "industry": np.where(np.arange(count) % 3, "tools", "locks"),
            "employees": generator.integers(1, 40, count),
        }
    )
    frame.loc[3, ["x", "y"]] = frame.loc[0, ["x", "y"]]
    return frame


def around_the_world():
    """Return plants of which some are more than a quarter of the Earth apart."""
    frame = plants()
    generator = np.random.default_rng(5)
    frame["longitude"] = generator.uniform(-180, 180, len(frame))
    frame["latitude"] = np.degrees(np.arcsin(generator.uniform(-1, 1, len(frame))))
    return frame


def haversine(frame):
    """Return all distances in km by the haversine formula, which shares nothing with ours."""
    north, east = (np.radians(frame[c].to_numpy()) for c in ("latitude", "longitude"))
    a = (
        np.sin((north[:, None] - north) / 2) ** 2
        + np.cos(north[:, None]) * np.cos(north) * np.sin((east[:, None] - east) / 2) ** 2
    )
    return 2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.minimum(a, 1)))


def planar(frame):
    return squareform(pdist(frame[["x", "y"]].to_numpy()))


def plain_density(table, at, bandwidth, weight):
    """Return the K-density as the formula has it, pair by pair."""
    upper = np.triu_indices(len(table), 1)
    distances, weights = table[upper], weight[upper]
    kernel = sum(
        np.exp(-(((at[:, None] + sign * distances) / bandwidth) ** 2) / 2) for sign in (-1, 1)
    )
    return (kernel * weights).sum(axis=1) / (math.sqrt(2 * math.pi) * bandwidth * weights.sum())


def plain_m(table, at, weights, reference, near):
    """Return M as the formula has it, plant by plant."""
    result = []
    for r in at:
        shares, chances = [], []
        for i in np.flatnonzero(reference):
            others = np.arange(len(table)) != i
            total = weights[others & (table[i] <= r)].sum()
            if total:
                shares.append(weights[others & near & (table[i] <= r)].sum() / total)
                chances.append(weights[others & near].sum() / weights[others].sum())
        result.append(sum(shares) / sum(chances) if chances else math.nan)
    return np.array(result)


# K-density


@pytest.mark.parametrize("metric", ["planar", "great circle"])
@pytest.mark.parametrize("weighting", [None, "product", "sum"])
def test_k_density_is_the_exact_gaussian_sum_to_within_the_stated_error(metric, weighting):
    frame = plants() if metric == "planar" else around_the_world()
    names = {"x": "x", "y": "y"} if metric == "planar" else {"x": "longitude", "y": "latitude"}
    table = planar(frame) if metric == "planar" else haversine(frame)
    locks = (frame["industry"] == "locks").to_numpy()
    table = table[np.ix_(locks, locks)]
    at = np.linspace(0, table.max() * 1.1, 40)
    bandwidth = table.max() / 12
    weight = frame["employees"].to_numpy(float)[locks]
    pair = {None: np.ones(table.shape), "product": np.outer(weight, weight)}
    pair["sum"] = weight[:, None] + weight
    pattern = point_pattern(frame, **names, weight=weighting and "employees", metric=metric)
    choice: dict[str, Any] = {"pair_weight": weighting} if weighting else {}
    density = k_density(pattern, "locks", distances=at, bandwidth=bandwidth, **choice)
    exact = plain_density(table, at, bandwidth, pair[weighting])
    np.testing.assert_allclose(density.frame["observed"], exact, rtol=0, atol=1.6e-6 / bandwidth)
    # Interpolation widens the kernel: the error is there, and no smaller than foreseen.
    assert np.abs(density.frame["observed"] - exact).max() > 1e-9 / bandwidth
    assert density.frame["distance"].tolist() == at.tolist()
    assert density.bandwidth == bandwidth
    assert list(density.frame) == ["distance", "observed"]
    assert density.localisation is None
    assert density.dispersion is None
    assert density.envelope == ""


def test_pairs_are_weighted_by_the_product_by_default():
    pattern = point_pattern(plants(), weight="employees")
    default = k_density(pattern, "locks", distances=[1, 2])
    product = k_density(pattern, "locks", distances=[1, 2], pair_weight="product")
    total = k_density(pattern, "locks", distances=[1, 2], pair_weight="sum")
    assert default.frame.equals(product.frame)
    assert not default.frame.equals(total.frame)
    assert default.convention == (
        "Gaussian kernel density of planar distance between pairs of plants, reflected at zero, "
        "bandwidth by Silverman's rule from all pairs of the industry, pairs weighted by the "
        "product of their plants' weights"
    )
    assert "by the sum of" in total.convention


def test_the_density_integrates_to_one():
    frame = plants()
    at = np.linspace(0, 30, 301)
    density = k_density(point_pattern(frame), "tools", distances=at, bandwidth=0.5)
    assert np.trapezoid(density.frame["observed"], at) == pytest.approx(1, abs=1e-6)
    assert density.convention == (
        "Gaussian kernel density of planar distance between pairs of plants, reflected at zero, "
        "bandwidth as given, unweighted"
    )


@pytest.mark.parametrize("metric", ["planar", "great circle"])
def test_silverman_s_bandwidth_does_not_depend_on_the_range(metric):
    frame = plants() if metric == "planar" else around_the_world()
    names = {"x": "x", "y": "y"} if metric == "planar" else {"x": "longitude", "y": "latitude"}
    table = planar(frame) if metric == "planar" else haversine(frame)
    locks = (frame["industry"] == "locks").to_numpy()
    distances = table[np.ix_(locks, locks)][np.triu_indices(locks.sum(), 1)]
    quartiles = np.quantile(distances, [0.25, 0.75])
    spread = min(distances.std(ddof=1), np.diff(quartiles)[0] / 1.34)
    pattern = point_pattern(frame, **names, metric=metric)
    for top in (1, 8):
        density = k_density(pattern, "locks", distances=[0, top])
        assert density.bandwidth == pytest.approx(0.9 * spread * len(distances) ** -0.2, rel=1e-9)


@pytest.mark.parametrize(
    ("x", "spread", "pairs"),
    [
        # Distances 1, 2, 3: the standard deviation is 1, the interquartile range 1.
        ([0, 1, 3], 1 / 1.34, 3),
        # Distances 1, 1, 2, 10, 11, 12: the standard deviation is the smaller.
        ([0, 1, 2, 12], np.std([1, 2, 12, 1, 11, 10], ddof=1), 6),
        # Ten of fifteen pairs at one place: the interquartile range is 5.
        ([0, 0, 0, 0, 0, 5], np.std([0] * 10 + [5] * 5, ddof=1), 15),
        # Fifteen of 21 pairs at one place and none of the spread between the quartiles.
        ([0] * 12 + [5], np.std([0] * 66 + [5] * 12, ddof=1), 78),
    ],
)
def test_the_bandwidth_takes_the_smaller_spread_that_there_is(x, spread, pairs):
    pattern = point_pattern(pd.DataFrame({"x": x, "y": 0, "industry": "a"}))
    assert k_density(pattern, "a", distances=[0, 1]).bandwidth == pytest.approx(
        0.9 * spread * pairs**-0.2, rel=1e-6
    )


@pytest.mark.parametrize("x", [[0, 1], [5, 5, 5]])
def test_distances_that_are_all_alike_set_no_bandwidth(x):
    pattern = point_pattern(pd.DataFrame({"x": x, "y": 0, "industry": "a"}))
    with pytest.raises(ValueError, match="which sets no bandwidth; give it as a number"):
        k_density(pattern, "a", distances=[0, 1])
    assert k_density(pattern, "a", distances=[0, 1], bandwidth=1).frame["observed"].gt(0).all()


def test_an_equilateral_triangle_sets_no_bandwidth():
    corners = pd.DataFrame({"x": [0, 1, 0.5], "y": [0, 0, math.sqrt(0.75)], "industry": "a"})
    with pytest.raises(ValueError, match="which sets no bandwidth"):
        k_density(point_pattern(corners), "a", distances=[0, 1])


def test_no_distance_is_too_small_for_a_bandwidth():
    small, large = (point_pattern(plants(size=size)) for size in (1e-12, 1e12))
    bandwidths = [k_density(p, "locks", distances=[0, 1e-12]).bandwidth for p in (small, large)]
    assert bandwidths[1] == pytest.approx(1e24 * bandwidths[0], rel=1e-6)


def test_ranges_by_name():
    frame = plants()
    table = planar(frame)
    locks = (frame["industry"] == "locks").to_numpy()
    every = table[np.triu_indices(len(table), 1)]
    own = table[np.ix_(locks, locks)][np.triu_indices(locks.sum(), 1)]
    pattern = point_pattern(frame)
    ends = {"median": np.median(every), "industry median": np.median(own), "maximum": every.max()}
    for name, end in ends.items():
        density = k_density(pattern, "locks", distances=name).frame["distance"]
        np.testing.assert_allclose(density, np.linspace(0, end, 101), rtol=1e-9)
    assert k_density(pattern, "locks").frame["distance"].iloc[-1] == pytest.approx(ends["median"])
    assert m_function(pattern, "locks").frame["distance"].iloc[-1] == pytest.approx(ends["median"])


def test_a_range_has_at_most_a_thousand_bandwidths():
    pattern = point_pattern(plants())
    assert len(k_density(pattern, "locks", distances=[0, 1000], bandwidth=1).frame) == 2
    with pytest.raises(ValueError, match=r"range of 1001\.0 is more than 1000 bandwidths of 1\.0"):
        k_density(pattern, "locks", distances=[0, 1, 1001], bandwidth=1)


# M


def test_m_of_four_plants_by_hand():
    # On a line at 0, 1, 2 and 4, with weights 1, 2, 3 and 4, the industry being the first
    # two. Within 1, plant 0 has plant 1 (2 of 2), plant 1 has plants 0 and 2 (1 of 4).
    # Elsewhere: 2 of the 9 other units of weight for plant 0, 1 of 8 for plant 1.
    # Within 0.5 nobody has a neighbour.
    frame = pd.DataFrame({"x": [0, 1, 2, 4], "y": 0, "w": [1, 2, 3, 4], "industry": list("aabb")})
    pattern = point_pattern(frame, weight="w")
    result = m_function(pattern, "a", distances=[0.5, 1, 4])
    assert result.frame["observed"].tolist() == pytest.approx(
        [math.nan, (2 / 2 + 1 / 4) / (2 / 9 + 1 / 8), 1], nan_ok=True
    )
    # Neighbours of the other industry: none of 2 and 3 of 4, where 7 of 9 and 7 of 8 are.
    other = m_function(pattern, "a", neighbours="b", distances=[0.5, 1, 4])
    assert other.frame["observed"].tolist() == pytest.approx(
        [math.nan, (3 / 4) / (7 / 9 + 7 / 8), (7 / 9 + 7 / 8) / (7 / 9 + 7 / 8)], nan_ok=True
    )
    assert result.convention == (
        "Marcon and Puech's M by planar distance: share of the same industry in the weight of "
        "neighbours, ratio of its mean to its mean expectation, the plant itself and plants "
        "without neighbours left out"
    )
    assert "share of the industry 'b' in the weight" in other.convention
    assert result.envelope == ""


def test_plants_without_neighbours_are_left_out_of_both_sums():
    # The third plant of the industry is far from all; within 1 the others alone decide.
    frame = pd.DataFrame({"x": [0, 1, 50, 1.5, 90], "y": 0, "industry": list("aaabb")})
    result = m_function(point_pattern(frame), "a", distances=[1, 90])
    assert result.frame["observed"].tolist() == pytest.approx([(1 + 1 / 2) / (2 * 2 / 4), 1])


@pytest.mark.parametrize("metric", ["planar", "great circle"])
@pytest.mark.parametrize("neighbours", [None, "locks", "tools"])
def test_m_is_the_ratio_of_sums_plant_by_plant(metric, neighbours):
    frame = plants() if metric == "planar" else around_the_world()
    names = {"x": "x", "y": "y"} if metric == "planar" else {"x": "longitude", "y": "latitude"}
    table = planar(frame) if metric == "planar" else haversine(frame)
    reference = (frame["industry"] == "locks").to_numpy()
    near = (frame["industry"] == (neighbours or "locks")).to_numpy()
    at = np.linspace(0.03, 1.05, 30) * table.max()
    for weight in (None, "employees"):
        pattern = point_pattern(frame, **names, weight=weight, metric=metric)
        result = m_function(pattern, "locks", neighbours=neighbours, distances=at)
        weights = frame[weight].to_numpy(float) if weight else np.ones(len(frame))
        np.testing.assert_allclose(
            result.frame["observed"], plain_m(table, at, weights, reference, near), rtol=1e-12
        )
    assert ("great-circle distance in km" in result.convention) == (metric == "great circle")


@pytest.mark.parametrize("metric", ["planar", "great circle"])
def test_m_is_one_where_all_are_neighbours(metric):
    frame = around_the_world()
    names = {"x": "x", "y": "y"} if metric == "planar" else {"x": "longitude", "y": "latitude"}
    pattern = point_pattern(frame, **names, weight="employees", metric=metric)
    observed = m_function(pattern, "locks", distances="maximum").frame["observed"]
    assert observed.iloc[-1] == pytest.approx(1, rel=1e-12)
    assert observed.iloc[50] != pytest.approx(1, rel=1e-4)
    half = math.pi * EARTH_RADIUS
    if metric == "great circle":
        ends = m_function(pattern, "locks", distances=[half, 2 * half]).frame["observed"]
        assert ends.tolist() == pytest.approx([1, 1], rel=1e-12)


def test_a_neighbour_at_the_very_distance_counts():
    # 3-4-5: the squares are exact, so that the comparison is.
    frame = pd.DataFrame({"x": [0, 3, 9], "y": [0, 4, 0], "industry": list("aab")})
    below = math.nextafter(5, 0)
    observed = m_function(point_pattern(frame), "a", distances=[below, 5]).frame["observed"]
    assert observed.tolist() == pytest.approx([math.nan, 2], nan_ok=True)


def test_plants_at_one_place_are_neighbours_at_distance_zero():
    frame = pd.DataFrame({"x": [0, 0, 1, 2], "y": 0, "industry": list("aaab")})
    observed = m_function(point_pattern(frame), "a", distances=[0, 1]).frame["observed"]
    assert observed.tolist() == pytest.approx([1 / (2 / 3), (1 + 1 + 2 / 3) / (3 * 2 / 3)])


# Distances


def test_great_circle_distances():
    angles = np.concatenate([np.linspace(1e-4, math.pi, 500), [math.pi / 2]])
    ours = [_pairs.distance((2 * math.sin(a / 2)) ** 2, 1.0) for a in angles]
    np.testing.assert_allclose(ours[:-1], angles[:-1], rtol=1e-12, atol=3e-8)
    np.testing.assert_allclose(ours[50:400], angles[50:400], rtol=1e-13)
    assert ours[-1] == pytest.approx(math.pi / 2, rel=1e-14)
    assert _pairs.distance(0.0, EARTH_RADIUS) == 0
    # The square of a chord through the centre may be rounded up.
    assert _pairs.distance(4.0000001, 1.0) == math.pi


def test_a_quarter_of_the_meridian_and_half_the_equator():
    frame = pd.DataFrame(
        {"longitude": [0, 77, -180], "latitude": [0, 90, 0], "industry": ["a", "a", "b"]}
    )
    pattern = point_pattern(frame, x="longitude", y="latitude", metric="great circle")
    ends = [
        k_density(pattern, "a", distances=name, bandwidth=1e3).frame["distance"].max()
        for name in ("industry median", "maximum")
    ]
    assert ends == pytest.approx([10007.5572, 20015.1145], abs=1e-3)


def test_a_great_circle_is_straight_on_a_small_scale():
    frame = plants(size=0.02)
    frame = frame.assign(longitude=120 + frame["x"], latitude=frame["y"])
    sphere = point_pattern(
        frame, x="longitude", y="latitude", weight="employees", metric="great circle"
    )
    degree = math.pi / 180 * EARTH_RADIUS
    plane = point_pattern(
        frame.assign(x=frame["x"] * degree, y=frame["y"] * degree), weight="employees"
    )
    for measure in (k_density, m_function):
        curves = [measure(p, "locks", distances=[0.4, 0.8, 1.6]) for p in (sphere, plane)]
        np.testing.assert_allclose(curves[0].frame, curves[1].frame, rtol=1e-5)


# What must not matter


@settings(max_examples=8, deadline=None)
@given(
    angle=st.floats(0, 6.28),
    shift=st.floats(-100, 100),
    scale=st.floats(0.01, 100),
    turns=st.randoms(use_true_random=False),
)
def test_rows_rotation_and_shift_do_not_matter_and_the_scale_is_a_unit(angle, shift, scale, turns):
    frame = plants(count=15)
    rows = list(frame.index)
    turns.shuffle(rows)
    moved = frame.loc[rows]
    x, y = moved["x"], moved["y"]
    moved = moved.assign(
        x=scale * (x * math.cos(angle) - y * math.sin(angle)) + shift,
        y=scale * (x * math.sin(angle) + y * math.cos(angle)) - shift,
    )
    before, after = (point_pattern(f, weight="employees") for f in (frame, moved))
    densities = [k_density(p, "locks", distances="industry median") for p in (before, after)]
    np.testing.assert_allclose(
        densities[0].frame["observed"], densities[1].frame["observed"] * scale, rtol=1e-4
    )
    assert densities[1].bandwidth == pytest.approx(densities[0].bandwidth * scale, rel=1e-7)
    # Away from the distances themselves, on which rounding decides.
    at = np.array([1.234567, 3.456789, 7.654321])
    ms = [m_function(p, "locks", distances=r) for p, r in ((before, at), (after, at * scale))]
    np.testing.assert_allclose(ms[0].frame["observed"], ms[1].frame["observed"], rtol=1e-9)


def test_the_order_of_the_rows_changes_no_digit():
    frame = plants()
    # Two plants that differ by nothing but their industry.
    frame.loc[4, ["x", "y", "employees"]] = frame.loc[0, ["x", "y", "employees"]]
    for measure in (k_density, m_function):
        one, other = (
            measure(
                point_pattern(rows, weight="employees"),
                "locks",
                distances=[2, 4, 6],
                null="random location",
                simulations=Simulations(np.random.default_rng(3), 39, 0.2),
            )
            for rows in (frame, frame.iloc[::-1])
        )
        pd.testing.assert_frame_equal(one.frame, other.frame, check_exact=True)


@compiled
def test_the_number_of_threads_changes_no_digit(monkeypatch):
    frame = plants(count=300)
    threads = numba.get_num_threads()
    monkeypatch.setattr(_pairs, "WORTHWHILE", 0)

    def curves():
        pattern = point_pattern(frame, weight="employees")
        for measure in (k_density, m_function):
            draw = Simulations(np.random.default_rng(3), 59, 0.2)
            yield measure(pattern, "locks", distances=[1, 2, 4], simulations=draw).frame
        yield k_density(pattern, "locks").frame

    try:
        numba.set_num_threads(1)
        alone = list(curves())
    finally:
        numba.set_num_threads(threads)
    for one, other in zip(alone, curves(), strict=True):
        pd.testing.assert_frame_equal(one, other, check_exact=True)


@pytest.mark.parametrize(("pairs", "expected"), [(1_999_999, 1), (2_000_000, None)])
def test_few_pairs_stay_on_one_thread(pairs, expected):
    threads = numba.get_num_threads()
    with _pairs.threads_for(pairs):
        assert numba.get_num_threads() == (expected or threads)
    assert numba.get_num_threads() == threads


@compiled
def test_memory_grows_with_the_plants_and_not_with_their_square():
    peaks = []
    for count in (1000, 2000):
        pattern = point_pattern(plants(count), weight="employees")
        tracemalloc.start()
        for measure in (k_density, m_function):
            measure(pattern, "tools", distances=np.linspace(1, 5, 20))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2.1 * peaks[0]
    assert peaks[1] < 2000**2 * 8


# Counterfactuals and bands


@pytest.mark.parametrize("null", ["random location", "random labelling"])
@pytest.mark.parametrize("neighbours", [None, "tools"])
def test_counterfactuals_of_m(null, neighbours):
    pattern = point_pattern(plants(), weight="employees")
    reference = np.flatnonzero(pattern.industries == "locks")
    near = np.flatnonzero(pattern.industries == (neighbours or "locks"))
    table = squareform(pdist(pattern.points.T))
    at = [3.0, 5.0]
    drawn = Simulations(np.random.default_rng(11), 29, 0.2)
    result = m_function(
        pattern, "locks", neighbours=neighbours, distances=at, null=null, simulations=drawn
    )
    generator = np.random.default_rng(11)
    curves = []
    for _ in range(29):
        sites = generator.permutation(len(table))
        weights = pattern.weights.copy()
        if null == "random location":
            weights[sites] = pattern.weights
        here, there = np.zeros(len(table), bool), np.zeros(len(table), bool)
        here[sites[reference]], there[sites[near]] = True, True
        curves.append(plain_m(table, at, weights, here, there))
    np.testing.assert_allclose(
        result.frame[["local_low", "local_high"]].T,
        np.quantile(curves, [0.1, 0.9], axis=0, method="weibull"),
        rtol=1e-10,
    )
    assert result.envelope == (
        f"29 counterfactuals by {null}; bands left by 0.2 of them at both sides together, "
        "local at each distance, global at any"
    )


@pytest.mark.parametrize("null", ["random location", "random labelling"])
def test_counterfactuals_of_k_density(null):
    pattern = point_pattern(plants(), weight="employees")
    locks = np.flatnonzero(pattern.industries == "locks")
    table = squareform(pdist(pattern.points.T))
    at = np.array([1.0, 3.0])
    drawn = Simulations(np.random.default_rng(11), 29, 0.2, "each")
    result = k_density(pattern, "locks", distances=at, bandwidth=2, null=null, simulations=drawn)
    generator = np.random.default_rng(11)
    curves = []
    for _ in range(29):
        sites = generator.permutation(len(table))[locks]
        weights = pattern.weights[locks if null == "random location" else sites]
        there = table[np.ix_(sites, sites)]
        curves.append(plain_density(there, at, 2, np.outer(weights, weights)))
    np.testing.assert_allclose(
        result.frame[["local_low", "local_high"]].T,
        np.quantile(curves, [0.2, 0.8], axis=0, method="weibull"),
        atol=1e-6,
    )
    assert result.envelope == (
        f"29 counterfactuals by {null}; bands left by 0.2 of them at each side, "
        "local at each distance, global at any"
    )


def test_each_statistic_has_the_null_of_its_paper_or_package_by_default():
    pattern = point_pattern(plants(), weight="employees")
    draw: dict[str, Any] = {
        "distances": [3, 5],
        "simulations": Simulations(np.random.default_rng(1), 29, 0.3),
    }
    assert "by random location;" in k_density(pattern, "locks", **draw).envelope
    assert "by random labelling;" in m_function(pattern, "locks", **draw).envelope


def test_without_weights_both_nulls_are_the_same():
    pattern = point_pattern(plants())
    for measure in (k_density, m_function):
        one, other = (
            measure(
                pattern,
                "locks",
                distances=[3, 5],
                null=null,
                simulations=Simulations(np.random.default_rng(1), 29, 0.3),
            ).frame
            for null in ("random location", "random labelling")
        )
        pd.testing.assert_frame_equal(one, other, check_exact=True)


def generator():
    return np.random.default_rng(0)


def test_bands_at_one_distance_are_order_statistics():
    curves = np.random.default_rng(0).permutation(np.arange(1.0, 100.0))[:, None]
    bands = _bands(curves, Simulations(generator(), 99, 0.05))
    # Local: rank 100 x 0.025. Global: 2k of 99 leave the bands of rank k, and 4.95 may.
    assert [bands[name][0] for name in BANDS] == pytest.approx([2.5, 97.5, 2.475, 97.525])
    bands = _bands(curves, Simulations(generator(), 99, 0.05, "each"))
    assert [bands[name][0] for name in BANDS] == pytest.approx([5, 95, 4.95, 95.05])


def test_a_global_rank_is_the_highest_that_the_level_allows():
    lowest = np.array([1.0, 1, 2, 2, 4, 4] + [10] * 94)
    # Two of a hundred leave the bands of rank one, four those of rank two and of rank three.
    assert _global_rank(lowest, 0.04) == 3
    assert _global_rank(lowest, 0.05) == 3.5


def leaves(curve, others, rank):
    """Say whether a curve leaves the band of a rank that the others make, at any distance."""
    ordered = np.sort(others, axis=0)
    return bool(((curve < ordered[rank - 1]) | (curve > ordered[-rank])).any())


def test_the_level_of_global_bands_counts_each_against_the_others():
    curves = np.random.default_rng(2).normal(size=(60, 3)).cumsum(axis=1).round(1)
    shares = [
        np.mean([leaves(c, np.delete(curves, s, 0), rank) for s, c in enumerate(curves)])
        for rank in range(1, 12)
    ]
    rank = 3
    assert shares[rank - 1] < shares[rank]
    bands = _bands(curves, Simulations(generator(), 60, shares[rank - 1]))
    ordered = np.sort(curves, axis=0)
    np.testing.assert_allclose(bands["global_low"], ordered[rank - 1], rtol=1e-9)
    np.testing.assert_allclose(bands["global_high"], ordered[-rank], rtol=1e-9)
    # Half-way between two shares the band is half-way between two ranks.
    bands = _bands(curves, Simulations(generator(), 60, (shares[rank - 1] + shares[rank]) / 2))
    middle = (ordered[rank - 1] + ordered[rank]) / 2
    np.testing.assert_allclose(bands["global_low"], middle, rtol=1e-9)


def test_sides_are_ranked_apart_where_each_has_the_level():
    # All the spread is above, at either distance; below all are tied but one.
    curves = np.zeros((40, 2))
    curves[:20, 0] = curves[20:, 1] = np.arange(1, 21)
    curves[0, 1] = -1
    bands = _bands(curves, Simulations(generator(), 40, 0.1, "each"))
    # Above, two curves leave the bands of each further rank: four do those of rank two.
    assert bands["global_high"].tolist() == pytest.approx([19, 19])
    # Below, one leaves the band of rank one and no other that of rank two on.
    assert bands["global_low"].tolist() == pytest.approx([0, 0], abs=1e-10)


def test_no_band_where_a_counterfactual_is_not_defined():
    curves = np.random.default_rng(0).normal(size=(99, 3))
    whole = _bands(curves[:, 1:], Simulations(generator(), 99))
    curves[7, 0] = np.nan
    bands = _bands(curves, Simulations(generator(), 99))
    for name in BANDS:
        assert np.isnan(bands[name][0])
        assert bands[name][1:].tolist() == whole[name].tolist()
    none = _bands(np.full((99, 2), np.nan), Simulations(generator(), 99))
    assert all(np.isnan(none[name]).all() for name in BANDS)


def test_rounding_decides_nothing():
    generator_ = np.random.default_rng(0)
    curves = generator_.normal(size=(99, 2))
    noise = 1 + generator_.normal(size=(99, 1)) * 1e-15
    alone, beside = (
        _bands(c, Simulations(generator(), 99, 0.1)) for c in (curves, np.hstack([curves, noise]))
    )
    for name in BANDS:
        assert beside[name][:2].tolist() == alone[name].tolist()
    assert beside["global_low"][2] < 1 - 5e-13 < 1 + 5e-13 < beside["global_high"][2]
    zeros = _bands(np.zeros((99, 1)), Simulations(generator(), 99, 0.1))
    assert all(zeros[name].tolist() == [0] for name in BANDS)


def test_too_few_simulations_for_global_bands_are_refused():
    curves = np.eye(40)[:, :10]
    with pytest.raises(
        ValueError,
        match=r"40 simulations give no global band at a level of 0\.1: 10 of them are the lowest "
        r"or the highest at some distance; draw about 100, or ask at fewer distances",
    ):
        _bands(curves, Simulations(generator(), 40, 0.1))
    drawn = generator().random((40, 10))
    extreme = len({*drawn.argmin(axis=0), *drawn.argmax(axis=0)})
    assert extreme < 20
    message = f": {extreme} of them .*; draw about {10 * extreme}, or"
    with pytest.raises(ValueError, match=message):
        _bands(drawn, Simulations(generator(), 40, 0.1))


def test_localisation_and_dispersion_are_areas_beyond_the_global_bands():
    # On a grid of eight by eight: nine plants in one corner, and two in each corner.
    x, y = (side.ravel() for side in np.meshgrid(np.arange(8), np.arange(8)))
    frame = pd.DataFrame({"x": x, "y": y, "industry": "other"})
    frame.loc[(x > 4) & (y > 4), "industry"] = "close"
    twice = pd.DataFrame({"x": [0, 1, 0, 1, 6, 7, 6, 7], "y": [0, 0, 7, 7, 0, 0, 7, 7]})
    frame = pd.concat([frame, twice.assign(industry="apart")], ignore_index=True)
    results = {
        industry: k_density(
            point_pattern(frame),
            industry,
            distances=np.linspace(2.5, 4.5, 5),
            bandwidth=0.7,
            simulations=Simulations(np.random.default_rng(1), 99, 0.2),
        )
        for industry in ("close", "apart")
    }
    for result in results.values():
        assert result.localisation is not None
        assert result.dispersion is not None
        frame = result.frame
        over = (frame["observed"] - frame["global_high"]).clip(lower=0)
        under = (frame["global_low"] - frame["observed"]).clip(lower=0)
        assert under.any()
        if over.any():
            under = under * 0
        assert frame["localisation"].tolist() == over.tolist()
        assert frame["dispersion"].tolist() == under.tolist()
        steps = [0.25, 0.5, 0.5, 0.5, 0.25]
        assert float(result.localisation) == pytest.approx(float(np.dot(over, steps)))
        assert float(result.dispersion) == pytest.approx(float(np.dot(under, steps)))
        area = "area of the K-density {} global band, trapezoidal"
        assert result.localisation.convention == area.format("above the upper")
        assert result.dispersion.convention == area.format("below the lower")
    assert results["close"].frame["localisation"].any()
    assert results["apart"].frame["dispersion"].any()


@compiled
@pytest.mark.parametrize("measure", [k_density, m_function])
def test_bands_cover_what_they_claim(measure):
    """Draw industries at random: the local band holds nine in ten at each distance, and one
    in ten leaves the global band at any; to within three binomial standard errors.
    """
    rng = np.random.default_rng(2005)
    repetitions, level = 300, 0.1
    at = np.array([1.5, 2.5, 4.0, 6.0])
    outside, left = pd.Series(0, range(len(at))), 0
    for _ in range(repetitions):
        frame = pd.DataFrame(rng.uniform(0, 10, (60, 2)), columns=["x", "y"])
        frame["industry"] = np.where(np.arange(60) < 20, "a", "b")
        draw = Simulations(rng, 119, level)
        curve = measure(point_pattern(frame), "a", distances=at, simulations=draw).frame
        observed = curve["observed"]
        outside += ~observed.between(curve["local_low"], curve["local_high"])
        left += not observed.between(curve["global_low"], curve["global_high"]).all()
    tolerance = 3 * math.sqrt(level * (1 - level) / repetitions)
    assert outside.to_numpy() / repetitions == pytest.approx(np.full(len(at), level), abs=tolerance)
    assert left / repetitions == pytest.approx(level, abs=tolerance)


def test_m_is_one_on_average_under_random_labels():
    pattern = point_pattern(plants(16))
    n = len(pattern.weights)
    rng = np.random.default_rng(7)
    values = []
    for _ in range(150):
        frame = pd.DataFrame(pattern.points[:2].T, columns=["x", "y"])
        frame["industry"] = np.where(rng.permutation(n) < 6, "a", "b")
        values.append(m_function(point_pattern(frame), "a", distances=[6, 20]).frame["observed"][0])
    error = np.std(values) / math.sqrt(len(values))
    assert np.mean(values) == pytest.approx(1, abs=3 * error)


# What is refused


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"x": [0, None, 1]}, r"row 'q': the x is missing; give one from -1e\+100 to 1e\+100, or"),
        ({"x": [0, math.inf, 1]}, "row 'q': the x is inf; give one from"),
        ({"x": pd.array([0, None, 1], dtype="Int64")}, "row 'q': the x is missing"),
        ({"industry": ["a", None, "b"]}, "row 'q': the industry is missing; give it, or a name"),
        ({"w": [1, -2, 1]}, r"row 'q': the weight is -2.*cannot be negative"),
        ({"w": [1, 0, 1]}, "row 'q': the weight is zero; leave the plant out"),
        ({"w": [1, None, 1]}, "row 'q': the weight is missing"),
        ({"w": [1, Quantity(1, 2), 1]}, "row 'q': the weight is known only within bounds"),
    ],
)
def test_cells_that_are_refused(change, complaint):
    frame = pd.DataFrame(
        {"x": [0.0, 1, 2], "y": [0, 1, 2], "industry": ["a", "a", "b"], "w": [1, 2, 3]},
        index=["p", "q", "r"],
    )
    with pytest.raises(ValueError, match=complaint):
        point_pattern(frame.assign(**change), weight="w")


@pytest.mark.parametrize("value", ["1", True, Quantity(1, 1), 1j])
def test_coordinates_that_are_no_numbers_are_refused(value):
    frame = pd.DataFrame({"x": [0, value, 1], "y": 0, "industry": "a"}, dtype=object)
    with pytest.raises(TypeError, match=r"row 1: the x is .*, which is no number"):
        point_pattern(frame)


@pytest.mark.parametrize(
    ("longitude", "latitude", "complaint"),
    [
        (0, 90.01, r"row 0: the latitude is 90\.01; give one from -90 to 90, or leave the row out"),
        (0, -91, r"row 0: the latitude is -91\.0"),
        (361, 0, r"row 0: the longitude is 361\.0; give one from -360 to 360"),
        (0, None, "row 0: the latitude is missing"),
    ],
)
def test_places_that_are_not_on_the_globe_are_refused(longitude, latitude, complaint):
    frame = pd.DataFrame({"e": [longitude, 360], "n": [latitude, -90], "industry": "a"})
    with pytest.raises(ValueError, match=complaint):
        point_pattern(frame, x="e", y="n", metric="great circle")


def test_columns_and_rows_that_are_refused():
    frame = plants()
    with pytest.raises(ValueError, match=r"there are 0 columns 'lon'; name one of \['x', 'y'"):
        point_pattern(frame, x="lon")
    with pytest.raises(ValueError, match="there are 0 columns 'staff'"):
        point_pattern(frame, weight="staff")
    with pytest.raises(ValueError, match="there are 2 columns 'x'"):
        point_pattern(pd.concat([frame, frame[["x"]]], axis=1))
    with pytest.raises(ValueError, match=r"row 3 occurs more than once; number the rows"):
        point_pattern(pd.concat([frame, frame.loc[[3]]]))
    with pytest.raises(
        ValueError, match="metric is 'chord'; choose one of 'planar', 'great circle'"
    ):
        point_pattern(frame, metric="chord")  # type: ignore[arg-type]


def test_industries_that_are_refused():
    frame = plants()
    frame.loc[0, "industry"] = "bells"
    pattern = point_pattern(frame)
    for measure in (k_density, m_function):
        with pytest.raises(ValueError, match="'steel'; there are: 'bells', 'locks', 'tools'"):
            measure(pattern, "steel")
        with pytest.raises(ValueError, match="the industry 'bells' has one plant"):
            measure(pattern, "bells")
    with pytest.raises(ValueError, match="no plant is of the industry 'steel'"):
        m_function(pattern, "locks", neighbours="steel")
    # One plant has neighbours of another industry.
    assert m_function(pattern, "bells", neighbours="locks", distances=[5, 20]).frame[
        "observed"
    ].iloc[-1] == pytest.approx(1)


@pytest.mark.parametrize(
    ("distances", "complaint"),
    [
        ([1], "two or more rising from zero"),
        ([[1, 2]], "two or more rising from zero"),
        ([1, 1], "two or more rising from zero"),
        ([2, 1], "two or more rising from zero"),
        ([-1, 1], "two or more rising from zero"),
        ([0, math.nan], "two or more rising from zero"),
        ([0, math.inf], "the last distance is infinite; give 'maximum'"),
        ("mean", "distances is 'mean'; choose one of 'median', 'industry median', 'maximum'"),
    ],
)
def test_distances_that_are_refused(distances, complaint):
    for measure in (k_density, m_function):
        with pytest.raises(ValueError, match=complaint):
            measure(point_pattern(plants()), "locks", distances=distances)


def test_a_range_of_zero_is_refused():
    frame = pd.DataFrame({"x": [0, 0, 0, 0, 9], "y": 0, "industry": "a"})
    with pytest.raises(ValueError, match="the median distance is zero, too many plants being at"):
        m_function(point_pattern(frame), "a")
    with pytest.raises(ValueError, match="the maximum distance is zero"):
        m_function(point_pattern(frame.iloc[:4]), "a", distances="maximum")


@pytest.mark.parametrize("bandwidth", [0, -1, math.inf, math.nan])
def test_bandwidths_that_are_refused(bandwidth):
    with pytest.raises(ValueError, match=f"the bandwidth is {bandwidth}; give a distance above"):
        k_density(point_pattern(plants()), "locks", distances=[0, 1], bandwidth=bandwidth)


def test_names_that_are_refused():
    pattern = point_pattern(plants())
    with pytest.raises(ValueError, match="bandwidth is 'Scott'; choose one of 'Silverman'"):
        k_density(pattern, "locks", bandwidth="Scott")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="pair_weight is 'mean'; choose one of 'product', 'sum'"):
        k_density(pattern, "locks", pair_weight="mean")  # type: ignore[arg-type]
    for measure in (k_density, m_function):
        with pytest.raises(
            ValueError, match="null is 'csr'; choose one of 'random location', 'random"
        ):
            measure(pattern, "locks", null="csr")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="sides is 'both'; choose one of 'together', 'each'"):
        Simulations(generator(), sides="both")  # type: ignore[arg-type]


@pytest.mark.parametrize("level", [0, 0.5, -1, math.nan])
def test_levels_that_are_refused(level):
    with pytest.raises(ValueError, match=f"the level is {level}; give a share between 0 and 0.5"):
        Simulations(generator(), level=level)


def test_simulations_that_are_refused():
    with pytest.raises(
        TypeError, match=r"the generator is 7; give numpy.random.default_rng\(seed\)"
    ):
        Simulations(7)  # type: ignore[arg-type]
    with pytest.raises(
        ValueError, match=r"38 simulations give no band at a level of 0\.05; draw 39"
    ):
        Simulations(generator(), 38)
    with pytest.raises(ValueError, match="18 simulations give no band"):
        Simulations(generator(), 18, sides="each")
    assert Simulations(generator(), 39).tail == 0.025
    assert Simulations(generator(), 19, sides="each").tail == 0.05
    # 1 / (1 / 49) is a little more than 49.
    assert Simulations(generator(), 48, 1 / 49, "each").number == 48
    defaults = Simulations(generator())
    assert (defaults.number, defaults.level, defaults.sides) == (1000, 0.05, "together")
