"""Location quotients at three sizes, beside the plainest pandas expression.

Run with ``pytest tests/benchmarks --benchmark-only``. The mark is 0.01 s for 3,000
regions and 500 industries. The peer checks nothing: neither missing, negative or
repeated entries nor empty rows and columns.
"""

import tracemalloc

import numpy as np
import pandas as pd
import pytest

from industrial_clusters.statistics.specialization import location_quotients

REGIONS = 3_000
INDUSTRIES = [250, 500, 1_000]


def employment(industries):
    """Return a table with the zeros and the skew of employment in small regions."""
    generator = np.random.default_rng(1998)
    size = generator.lognormal(3, 1.5, (REGIONS, 1)) * generator.lognormal(0, 1, industries)
    table = generator.poisson(size) * (generator.random((REGIONS, industries)) < 0.6)
    table[:, 0] += 1
    table[0] += 1
    return pd.DataFrame(
        table.astype(float),
        index=[f"region {i}" for i in range(REGIONS)],
        columns=[f"industry {j}" for j in range(industries)],
    )


def plain_pandas(table):
    return table.div(table.sum(axis=1), axis=0).div(table.sum() / table.to_numpy().sum())


def peak_memory(function, table):
    """Return the most that a call allocates at once, in MB."""
    tracemalloc.start()
    function(table)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return round(peak / 1e6, 1)


@pytest.mark.parametrize("industries", INDUSTRIES)
@pytest.mark.parametrize(
    "function",
    [
        pytest.param(lambda table: location_quotients(table).exact, id="industrial-clusters"),
        pytest.param(plain_pandas, id="pandas"),
    ],
)
def test_location_quotients(benchmark, function, industries):
    table = employment(industries)
    benchmark.group = f"location quotients, {REGIONS} x {industries}"
    benchmark.extra_info["peak_mb"] = peak_memory(function, table)
    benchmark.extra_info["table_mb"] = round(table.to_numpy().nbytes / 1e6, 1)
    quotients = benchmark(function, table)
    np.testing.assert_allclose(quotients, plain_pandas(table), rtol=1e-12)
