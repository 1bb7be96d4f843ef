"""A country of which the agglomeration is known, and what the indices make of it.

The documents say next to nothing of where single firms stand. So the indices that need it
are held against countries drawn from Ellison and Glaeser's model, in which the truth is set:
which of them recover it, and which answer another question.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from industrial_clusters.models.plant_location import Industry, country, town_map
from industrial_clusters.statistics import concentration
from industrial_clusters.statistics.agglomeration import ellison_glaeser, maurel_sedillot
from industrial_clusters.statistics.measure import Measure, Measures
from industrial_clusters.statistics.point_patterns import (
    DistanceProfile,
    Simulations,
    k_density,
    m_function,
    point_pattern,
)
from industrial_clusters.statistics.specialization import (
    krugman_specialization,
    location_quotients,
    locational_gini,
)

TOWNS = 30

# Two trades whose plants ignore each other, with many plants and with few; three that do not.
INDUSTRIES: Mapping[str, Industry] = {
    "bread": Industry(gamma=0.0, plants=200, spread=0.5),
    "ships": Industry(gamma=0.0, plants=8, spread=1.2),
    "toys": Industry(gamma=0.05, plants=200, spread=0.8),
    "silk": Industry(gamma=0.2, plants=15, spread=0.8),
    "locks": Industry(gamma=0.2, plants=120, spread=0.8),
}


def estimates(replications: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return what indices say of each industry in countries drawn again and again.

    Parameters
    ----------
    replications : int
        Number of countries, on one map of towns.
    rng : numpy.random.Generator

    Returns
    -------
    pandas.DataFrame
        One row a country, industry and index: ``Replication``, ``Industry``, ``Index``,
        ``Value``. The Herfindahl index and the Gini coefficient are those of towns.

    Examples
    --------
    >>> estimates(2, np.random.default_rng(1)).shape
    (40, 4)
    """
    towns = town_map(TOWNS, rng)
    frames = []
    for replication in range(replications):
        plants = country(INDUSTRIES, towns, rng)
        indices = pd.DataFrame(
            {
                "Ellison-Glaeser": _gamma(ellison_glaeser, plants, towns),
                "Maurel-Sédillot": _gamma(maurel_sedillot, plants, towns),
                **_between_towns(plants, towns),
            }
        )
        long = indices.loc[list(INDUSTRIES)].rename_axis("Industry").reset_index()
        frames.append(
            long.melt("Industry", var_name="Index", value_name="Value").assign(
                Replication=replication
            )
        )
    drawn = pd.concat(frames, ignore_index=True)
    return drawn[["Replication", "Industry", "Index", "Value"]]


def middle(drawn: pd.DataFrame, by: Sequence[str], share: float = 0.9) -> pd.DataFrame:
    """Return the median and the middle part of what was drawn, for each group.

    Parameters
    ----------
    drawn : pandas.DataFrame
        Columns ``by`` and ``Value``.
    by : sequence of str
        Columns that name a group; groups keep their order.
    share : float, optional
        Part of the draws between ``Low`` and ``High``.

    Returns
    -------
    pandas.DataFrame
        Columns ``by``, ``Low``, ``Middle``, ``High`` and ``Mean``.

    Examples
    --------
    >>> drawn = pd.DataFrame({"Index": ["Gini"] * 3, "Value": [0.1, 0.2, 0.6]})
    >>> middle(drawn, ["Index"], share=1.0)[["Low", "Middle", "High"]].iloc[0].tolist()
    [0.1, 0.2, 0.6]
    """
    groups = drawn.groupby(list(by), sort=False)["Value"]
    tail = (1 - share) / 2
    summary = {
        "Low": groups.quantile(tail),
        "Middle": groups.median(),
        "High": groups.quantile(1 - tail),
        "Mean": groups.mean(),
    }
    return pd.DataFrame(summary).reset_index()


def by_squares(
    trades: Sequence[str], sides: Sequence[float], replications: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the Ellison-Glaeser index where squares of a grid stand for towns.

    Parameters
    ----------
    trades : sequence of str
        Some of :data:`INDUSTRIES`.
    sides : sequence of float
        Sides of the squares, km. Towns are round and a few kilometres wide.
    replications : int
        Number of countries, on one map of towns.
    rng : numpy.random.Generator

    Returns
    -------
    pandas.DataFrame
        One row a country, industry and side: ``Side``, ``Industry``, ``Value``.

    Examples
    --------
    >>> drawn = by_squares(["bread", "locks"], [20.0], 1, np.random.default_rng(1))
    >>> drawn["Industry"].tolist()
    ['bread', 'locks']
    """
    towns = town_map(TOWNS, rng)
    people = country({"people": Industry(gamma=0.0, plants=20_000, spread=0.0)}, towns, rng)
    frames = []
    for _ in range(replications):
        plants = country({trade: INDUSTRIES[trade] for trade in trades}, towns, rng)
        for side in sides:
            squares = _square(plants, side)
            reference = _square(people, side).value_counts()
            # A plant may stand where none of the sampled people does.
            everywhere = reference.index.union(pd.Index(squares.unique()))
            reference = reference.reindex(everywhere, fill_value=1)
            found = ellison_glaeser(
                plants.assign(region=squares), size="size", reference=reference
            ).exact["gamma"]
            frames.append(
                pd.DataFrame({"Side": side, "Industry": found.index, "Value": found.to_numpy()})
            )
    return pd.concat(frames, ignore_index=True)


def _gamma(
    index: Callable[..., Measures[pd.DataFrame]], plants: pd.DataFrame, towns: pd.DataFrame
) -> pd.Series[float]:
    gamma: pd.Series[float] = index(plants, size="size", reference=towns["people"]).exact["gamma"]
    return gamma


def _between_towns(plants: pd.DataFrame, towns: pd.DataFrame) -> dict[str, pd.Series[float]]:
    sizes = _sizes(plants, towns)
    return {
        "Herfindahl": sizes.apply(lambda town: concentration.herfindahl(town).low),
        "Gini": sizes.apply(lambda town: concentration.gini(town).low),
    }


def _square(plants: pd.DataFrame, side: float) -> pd.Series[str]:
    """Return the square of a grid in which each plant stands."""
    column, row = (np.floor(plants[axis] / side).astype(int) for axis in "xy")
    return pd.Series(
        [f"{across}/{up}" for across, up in zip(column, row, strict=True)], plants.index
    )


def by_distance(trades: Sequence[str], simulations: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return two functions of distance for trades of one country among many other plants.

    Parameters
    ----------
    trades : sequence of str
        Some of :data:`INDUSTRIES`.
    simulations : int
        Number of counterfactual trades behind the bands.
    rng : numpy.random.Generator

    Returns
    -------
    pandas.DataFrame
        One row a function, trade and distance: ``Function`` ("K-density" or "M"),
        ``Trade``, ``Distance`` in km, ``Value``, and the global band that one in twenty
        counterfactuals leaves somewhere, ``Low`` and ``High``.

    Examples
    --------
    >>> found = by_distance(["locks"], 999, np.random.default_rng(1))
    >>> found["Function"].unique().tolist()
    ['K-density', 'M']
    """
    towns = town_map(TOWNS, rng)
    others = {"others": Industry(gamma=0.0, plants=1500)}
    pattern = point_pattern(country(dict(INDUSTRIES) | others, towns, rng))
    distances = np.linspace(0.5, 40, 80)
    functions: dict[str, Callable[..., DistanceProfile]] = {
        "K-density": k_density,
        "M": m_function,
    }
    frames = []
    for name, function in functions.items():
        for trade in trades:
            found = function(
                pattern, trade, distances=distances, simulations=Simulations(rng, simulations)
            ).frame
            frames.append(
                pd.DataFrame(
                    {
                        "Function": name,
                        "Trade": trade,
                        "Distance": found["distance"],
                        "Value": found["observed"],
                        "Low": found["global_low"],
                        "High": found["global_high"],
                    }
                )
            )
    return pd.concat(frames, ignore_index=True)


def conventions(rng: np.random.Generator) -> pd.DataFrame:
    """Return several measures of one country, each by two conventions in use.

    Returns
    -------
    pandas.DataFrame
        ``Measure``, ``Of``, ``Convention`` (as the result itself words it) and ``Value``.

    Examples
    --------
    >>> conventions(np.random.default_rng(1)).groupby("Measure", sort=False).size().unique()
    array([2])
    """
    towns = town_map(TOWNS, rng)
    plants = country(INDUSTRIES, towns, rng)
    sizes = _sizes(plants, towns)
    # Location quotients and what rests on them need the towns that have plants at all.
    table = sizes[sizes.sum(axis=1) > 0]
    largest, ships = str(towns.index[0]), plants.loc[plants["industry"] == "ships", "size"]
    pairs: list[tuple[str, str, Sequence[Measure | tuple[float, str]]]] = [
        (
            "Gini coefficient",
            "sizes of the eight shipyards",
            [concentration.gini(ships, correction=corrected) for corrected in (False, True)],
        ),
        (
            "Theil index",
            "towns' employment in silk",
            [concentration.theil(sizes["silk"], zeros=zeros) for zeros in ("kept", "dropped")],
        ),
        (
            "Hoover index",
            "towns' employment in locks",
            [concentration.hoover(sizes["locks"], halved=halved) for halved in (True, False)],
        ),
        (
            "Krugman specialisation",
            largest,
            [
                _at(krugman_specialization(table, reference=reference), largest)
                for reference in ("whole", "rest")
            ],
        ),
        (
            "Locational Gini",
            "locks",
            [
                _at(locational_gini(table, regions=regions), "locks")
                for regions in ("weighted", "unweighted")
            ],
        ),
        (
            "Location quotient",
            f"bread in {largest}",
            [
                _at(location_quotients(table, reference=reference), largest, "bread")
                for reference in ("whole", "rest")
            ],
        ),
    ]
    rows = [
        (measure, of, *(_plain(result))) for measure, of, results in pairs for result in results
    ]
    return pd.DataFrame(rows, columns=["Measure", "Of", "Convention", "Value"])


def _plain(result: Measure | tuple[float, str]) -> tuple[str, float]:
    value, convention = (
        (float(result), result.convention) if isinstance(result, Measure) else result
    )
    return convention, round(value, 3)


def _at(measured: Measures[Any], *label: str) -> tuple[float, str]:
    return float(measured.exact.loc[label if len(label) > 1 else label[0]]), measured.convention


def _sizes(plants: pd.DataFrame, towns: pd.DataFrame) -> pd.DataFrame:
    """Return employment by town and trade, towns without a plant included."""
    sizes = plants.pivot_table(
        values="size", index="region", columns="industry", aggfunc="sum", fill_value=0.0
    )
    return sizes.reindex(towns.index, fill_value=0.0)
