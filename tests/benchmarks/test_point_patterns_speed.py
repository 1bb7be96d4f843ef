"""K-density and M at three sizes, alone and with simulations, beside the plainest peers.

Run with ``pytest tests/benchmarks --benchmark-only``. The marks are those of dbmss's C++ on
two cores: 0.01, 0.12 and 0.9 s for the exact curve, one second for 100 simulations at the
smallest size. Loops are compiled before the clock starts. ``peak_mb`` shows that memory
grows with the plants, not with their square; the peers, which hold all pairs or trees of
them, are left out of what would not fit or would take minutes.
"""

import tracemalloc

import numpy as np
import pandas as pd
import pytest
from scipy.spatial import cKDTree
from scipy.spatial.distance import pdist

from industrial_clusters.statistics.point_patterns import (
    Simulations,
    k_density,
    m_function,
    point_pattern,
)

SIZES = [(500, 2_000), (2_000, 10_000), (5_000, 20_000)]
DISTANCES = np.linspace(0, 50, 101)
BANDWIDTH = 5.0


def plants(industry, everyone):
    """Return plants of two industries on a square of 100 km, weighted as plants are."""
    generator = np.random.default_rng(2005)
    return pd.DataFrame(
        {
            "x": generator.uniform(0, 100, everyone),
            "y": generator.uniform(0, 100, everyone),
            "employees": generator.lognormal(3, 1, everyone),
            "industry": np.where(np.arange(everyone) < industry, "locks", "other"),
        }
    )


def our_density(pattern, simulations=None):
    return k_density(pattern, "locks", distances=DISTANCES, simulations=simulations).frame


def our_m(pattern, simulations=None):
    return m_function(pattern, "locks", distances=DISTANCES, simulations=simulations).frame


def plain_density(frame):
    """Return a histogram of all weighted distances, smoothed at a fixed bandwidth."""
    locks = frame[frame["industry"] == "locks"]
    first, second = np.triu_indices(len(locks), 1)
    weight = locks["employees"].to_numpy()
    mass, edges = np.histogram(
        pdist(locks[["x", "y"]].to_numpy()),
        bins=2_000,
        range=(0, 145),
        weights=weight[first] * weight[second],
    )
    apart = (DISTANCES[:, None] - (edges[1:] + edges[:-1]) / 2) / BANDWIDTH
    return np.exp(-(apart**2) / 2) @ mass / mass.sum()


def plain_m(frame):
    """Return the unweighted M of one radius after another, from trees of neighbours."""
    everyone = cKDTree(frame[["x", "y"]].to_numpy())
    locks = frame[frame["industry"] == "locks"][["x", "y"]].to_numpy()
    tree = cKDTree(locks)
    chance = (len(locks) - 1) / (len(frame) - 1)
    curve = []
    for distance in DISTANCES[1:]:
        near = tree.query_ball_point(locks, distance, return_length=True) - 1
        total = everyone.query_ball_point(locks, distance, return_length=True) - 1
        curve.append(np.mean(near[total > 0] / total[total > 0]) / chance)
    return np.array(curve)


def read(frame):
    return point_pattern(frame, weight="employees")


def run(benchmark, function, make_arguments, rounds=1):
    """Time a function that is already compiled, and note the most that it allocates."""
    tracemalloc.start()
    function(*make_arguments())
    benchmark.extra_info["peak_mb"] = round(tracemalloc.get_traced_memory()[1] / 1e6, 1)
    tracemalloc.stop()
    return benchmark.pedantic(function, setup=lambda: (make_arguments(), {}), rounds=rounds)


@pytest.mark.parametrize(("industry", "everyone"), SIZES)
@pytest.mark.parametrize("function", [our_density, plain_density])
def test_exact_k_density(benchmark, function, industry, everyone):
    benchmark.group = f"K-density, {industry} of {everyone}"
    frame = plants(industry, everyone)
    subject = read(frame) if function is our_density else frame
    run(benchmark, function, lambda: (subject,), rounds=5)


@pytest.mark.parametrize(("industry", "everyone"), SIZES)
@pytest.mark.parametrize("function", [our_m, plain_m])
def test_exact_m(benchmark, function, industry, everyone):
    benchmark.group = f"M, {industry} of {everyone}"
    if function is plain_m and industry > SIZES[0][0]:
        pytest.skip("counting in trees takes a minute and more")
    frame = plants(industry, everyone)
    subject = read(frame) if function is our_m else frame
    run(benchmark, function, lambda: (subject,), rounds=5 if function is our_m else 1)


@pytest.mark.parametrize(
    ("number", "industry", "everyone"), [(100, *SIZES[0])] + [(1000, *s) for s in SIZES]
)
@pytest.mark.parametrize("function", [our_density, our_m])
def test_simulations(benchmark, function, number, industry, everyone):
    benchmark.group = f"{number} simulations, {industry} of {everyone}"
    level = 0.05 if number == 1000 else 0.4
    function(read(plants(60, 200)), Simulations(np.random.default_rng(1), 99, 0.4))  # compiles
    pattern = read(plants(industry, everyone))
    tracemalloc.start()
    curve = benchmark.pedantic(
        lambda: function(pattern, Simulations(np.random.default_rng(1), number, level)), rounds=1
    )
    benchmark.extra_info["peak_mb"] = round(tracemalloc.get_traced_memory()[1] / 1e6, 1)
    tracemalloc.stop()
    # The industry is a random one: it is mostly within its bands.
    inside = curve["observed"].between(curve["global_low"], curve["global_high"])
    assert inside[1:].mean() > 0.3
