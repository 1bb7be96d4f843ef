"""Ellison-Glaeser index: time and memory beside the plainest peer, a few lines of pandas.

The mark to beat is 1.5 s, which REAT takes for 100,000 plants and 300 industries.
"""

import tracemalloc
from typing import Any

import numpy as np
import pandas as pd
import pytest

from industrial_clusters.statistics.agglomeration import ellison_glaeser

REGIONS = 300
INDUSTRIES = 300
NAMES = ["industrial-clusters", "pandas"]


def country(number: int) -> pd.DataFrame:
    rng = np.random.default_rng(number)
    return pd.DataFrame(
        {
            "region": pd.Index([f"county {n}" for n in range(REGIONS)]).take(
                rng.integers(REGIONS, size=number)
            ),
            "industry": pd.Index([f"industry {n}" for n in range(INDUSTRIES)]).take(
                rng.integers(INDUSTRIES, size=number)
            ),
            "size": np.ceil(rng.lognormal(3, 1, number)),
        }
    )


def ours(plants: Any) -> Any:
    return ellison_glaeser(plants, size="size").exact


def pandas_of_plants(plants: Any) -> Any:
    table = plants.groupby(["region", "industry"])["size"].sum().unstack(fill_value=0.0)  # noqa: PD010
    share = plants["size"] / plants.groupby("industry")["size"].transform("sum")
    herfindahl = (share**2).groupby(plants["industry"]).sum()
    fourth = (share**4).groupby(plants["industry"]).sum()
    gamma = pandas_of_table(table, herfindahl)
    x = table.sum(axis=1) / table.to_numpy().sum()
    squares, cubes = (x**2).sum(), (x**3).sum()
    variance = 2 * (
        herfindahl**2 * (squares - 2 * cubes + squares**2)
        - fourth * (squares - 4 * cubes + 3 * squares**2)
    )
    return pd.DataFrame({"gamma": gamma, "variance": variance})


def ours_of_table(table: Any, herfindahl: Any) -> Any:
    return ellison_glaeser(table, herfindahl=herfindahl).exact["gamma"]


def pandas_of_table(table: Any, herfindahl: Any) -> Any:
    x = table.sum(axis=1) / table.to_numpy().sum()
    raw = ((table / table.sum()).sub(x, axis=0) ** 2).sum()
    return (raw / (1 - (x**2).sum()) - herfindahl) / (1 - herfindahl)


def measure(benchmark: Any, function: Any, *arguments: Any) -> Any:
    """Time the function, and note the most memory that it holds at once."""
    result = benchmark(function, *arguments)
    tracemalloc.start()
    function(*arguments)
    benchmark.extra_info["peak_mb"] = round(tracemalloc.get_traced_memory()[1] / 1e6, 1)
    tracemalloc.stop()
    return result


@pytest.mark.parametrize("function", [ours, pandas_of_plants], ids=NAMES)
@pytest.mark.parametrize("number", [10_000, 100_000, 1_000_000])
def test_ellison_glaeser_of_plants(benchmark, number, function):
    benchmark.group = f"Ellison-Glaeser, {number:,} plants, {INDUSTRIES} industries"
    plants = country(number)
    result = measure(benchmark, function, plants)
    assert len(result) == INDUSTRIES
    if number == 10_000:
        same = pandas_of_plants(plants).loc[result.index]
        assert np.allclose(result[["gamma", "variance"]], same, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("function", [ours_of_table, pandas_of_table], ids=NAMES)
@pytest.mark.parametrize("industries", [100, 300, 1000])
def test_ellison_glaeser_of_a_table(benchmark, industries, function):
    benchmark.group = f"Ellison-Glaeser, 3,000 regions x {industries:,} industries"
    rng = np.random.default_rng(industries)
    table = pd.DataFrame(rng.poisson(5.0, (3000, industries)).astype(float))
    herfindahl = pd.Series(rng.uniform(1e-5, 2e-4, industries))
    result = measure(benchmark, function, table, herfindahl)
    assert np.allclose(result, pandas_of_table(table, herfindahl), rtol=1e-9, atol=1e-12)
