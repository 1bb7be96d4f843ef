"""Firms into the region x industry table: time and memory beside the plainest peer, pandas.

Both start from a Parquet file. Memory is the most that a process of its own has held, because
tracemalloc sees neither DuckDB's nor pyarrow's: `imports_mb` after the imports, `peak_mb` at
the end.
"""

import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from industrial_clusters.statistics.aggregation import industry_structure, region_by_industry

SIZES = [100_000, 1_000_000, 5_000_000]
COLUMNS = ("county", "sic", "employees")


def ours(file: str) -> Any:
    return region_by_industry(file, *COLUMNS)


def ours_within_limit(file: str) -> Any:
    return region_by_industry(file, *COLUMNS, memory="100MB")


def of_pandas(file: str) -> Any:
    firms = pd.read_parquet(file, columns=list(COLUMNS))
    sums = firms.groupby(["county", "sic"])["employees"].sum()
    return sums.unstack(fill_value=0)  # noqa: PD010 - the plainest way


def ours_with_plants(file: str) -> Any:
    return industry_structure(file, *COLUMNS)


def plants_of_pandas(file: str) -> Any:
    firms = pd.read_parquet(file, columns=list(COLUMNS))
    table = firms.groupby(["county", "sic"])["employees"].sum().unstack(fill_value=0)  # noqa: PD010
    share = firms["employees"] / firms.groupby("sic")["employees"].transform("sum")
    by_industry = (share**2).groupby(firms["sic"])
    return table, by_industry.size(), by_industry.sum()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("firms")


@cache
def file_of(firms: int, folder: Path) -> str:
    """Firms in 3,000 counties and 1,000 industries, some far larger than others."""
    path = folder / f"{firms}.parquet"
    query = """
        SELECT printf('%05d', hash(n) % 3000) AS county,
               printf('%04d', CAST(sqrt(hash(n + 7) % 1000000) AS INTEGER) % 1000) AS sic,
               exp(hash(n + 11) % 1000 / 125.0) AS employees,
               'firm number ' || n AS name
        FROM range($firms) AS numbers (n)
        """
    duckdb.execute(f"COPY ({query}) TO '{path}'", {"firms": firms})
    return str(path)


def peak(function: Any, file: str) -> tuple[float, float]:
    """Return the memory of a process after its imports, and the most that it took, in MB."""
    script = f"""
import importlib.util, re
import duckdb, pandas, pyarrow.parquet
spec = importlib.util.spec_from_file_location("speed", {__file__!r})
speed = importlib.util.module_from_spec(spec)
spec.loader.exec_module(speed)
# Unlike the maximum that getrusage gives, this one does not begin with that of the parent.
status = lambda: open("/proc/self/status").read()
peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+) kB", status())[1]) / 1024
print(peak())
speed.{function.__name__}({file!r})
print(peak())
"""
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    imports, most = map(float, finished.stdout.split())
    return imports, most


def timed(benchmark: Any, function: Any, file: str) -> Any:
    result = benchmark.pedantic(function, (file,), rounds=3, warmup_rounds=1)
    imports, most = peak(function, file)
    benchmark.extra_info["imports_mb"] = round(imports)
    benchmark.extra_info["peak_mb"] = round(most)
    return result


@pytest.mark.parametrize(
    "function",
    [ours, ours_within_limit, of_pandas],
    ids=["industrial-clusters", "industrial-clusters in 100 MB", "pandas"],
)
@pytest.mark.parametrize("firms", SIZES)
def test_region_by_industry(benchmark, firms, function, folder):
    benchmark.group = f"region x industry table, {firms:,} firms"
    table = timed(benchmark, function, file_of(firms, folder))
    expected = of_pandas(file_of(firms, folder)) if firms == SIZES[0] else table
    pd.testing.assert_frame_equal(table, expected, rtol=1e-12)


@pytest.mark.parametrize(
    "function", [ours_with_plants, plants_of_pandas], ids=["industrial-clusters", "pandas"]
)
@pytest.mark.parametrize("firms", SIZES)
def test_industry_structure(benchmark, firms, function, folder):
    benchmark.group = f"region x industry table with plant Herfindahl, {firms:,} plants"
    result = timed(benchmark, function, file_of(firms, folder))
    if function is ours_with_plants and firms == SIZES[0]:
        _, plants, herfindahl = plants_of_pandas(file_of(firms, folder))
        pd.testing.assert_series_equal(result.plants, plants, check_names=False)
        pd.testing.assert_series_equal(result.herfindahl, herfindahl, check_names=False, rtol=1e-12)
