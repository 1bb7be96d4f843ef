"""The measures that the command offers: their titles, conventions and functions."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

# What computes is imported where a measure needs it: `--help` answers at once.
if TYPE_CHECKING:
    import pandas as pd

    from industrial_clusters.statistics.aggregation import IndustryStructure


@dataclass(frozen=True, slots=True)
class Result:
    """A measure: a row for each value, and the convention by which it was computed."""

    rows: pd.DataFrame
    convention: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A measure that the command offers: its title, its conventions' names, its function."""

    title: str
    conventions: dict[str, str]
    compute: Callable[[argparse.Namespace, dict[str, Any]], Result]


def _firms(options: argparse.Namespace) -> IndustryStructure:
    """Return the table with what is known of the plants."""
    from industrial_clusters.statistics.aggregation import industry_structure  # noqa: PLC0415

    if options.table:
        raise ValueError(
            f"a table does not tell what {options.measure} needs to know of the plants: "
            "give a file of plants, and no --table"
        )
    return industry_structure(
        options.file,
        options.region,
        options.industry,
        options.weight,
        identifier=options.id,
        memory=options.memory,
    )


def _regions_by_industries(options: argparse.Namespace) -> pd.DataFrame:
    from industrial_clusters.statistics.aggregation import region_by_industry  # noqa: PLC0415

    if options.table:
        return _prepared(Path(options.file))
    return region_by_industry(
        options.file,
        options.region,
        options.industry,
        options.weight,
        identifier=options.id,
        memory=options.memory,
    )


def _prepared(path: Path) -> pd.DataFrame:
    """Read a table that is one already, its labels as text."""
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    separator = "\t" if ".tsv" in path.suffixes else ","
    texts = pd.read_csv(
        path, sep=separator, header=None, dtype=str, keep_default_na=False, encoding="utf-8-sig"
    ).set_index(0)
    regions, industries = texts.index[1:], pd.Index(texts.iloc[0])
    numbers = texts.iloc[1:].apply(pd.to_numeric, errors="coerce")
    wrong = np.argwhere(numbers.isna().to_numpy())
    if wrong.size:
        row, column = wrong[0]
        raise ValueError(
            f"{path}, row {row + 1}: region {regions[row]!r}, industry {industries[column]!r} has "
            f"{texts.iloc[row + 1, column]!r}, which is no number; write one, zero for none"
        )
    return pd.DataFrame(numbers.to_numpy(float), regions, industries)


def _cells(table: pd.DataFrame) -> pd.DataFrame:
    """Return a region x industry table with a row for each of its cells."""
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    regions, industries = table.shape
    return pd.DataFrame(
        {
            "region": np.repeat(table.index.to_numpy(), industries),
            "industry": np.tile(table.columns.to_numpy(), regions),
            "value": table.to_numpy().ravel(),
        }
    )


def _by(label: str, values: pd.Series[Any]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415

    return pd.DataFrame({label: values.index, "value": values.to_numpy()})


def _table(options: argparse.Namespace, _: dict[str, Any]) -> Result:
    if options.table:
        raise ValueError(f"{options.file} is said to be the table already: leave --table out")
    told = "number of firms" if options.weight is None else f"sum of {options.weight}"
    return Result(_cells(_regions_by_industries(options)), told)


def _location_quotients(options: argparse.Namespace, conventions: dict[str, Any]) -> Result:
    from industrial_clusters.statistics.specialization import (  # noqa: PLC0415
        location_quotients,
    )

    quotients = location_quotients(_regions_by_industries(options), **conventions)
    return Result(_cells(quotients.exact), quotients.convention)


def _specialization(function: str, label: str) -> Callable[..., Result]:
    """Return what computes an index of each region or industry."""

    def compute(options: argparse.Namespace, conventions: dict[str, Any]) -> Result:
        from industrial_clusters.statistics import specialization  # noqa: PLC0415

        index = getattr(specialization, function)(_regions_by_industries(options), **conventions)
        return Result(_by(label, index.exact), index.convention)

    return compute


def _concentration(function: str) -> Callable[..., Result]:
    """Return what computes an index of the regions' shares in each industry, or the reverse."""

    def compute(options: argparse.Namespace, conventions: dict[str, Any]) -> Result:
        import pandas as pd  # noqa: PLC0415

        from industrial_clusters.statistics import concentration  # noqa: PLC0415

        over = conventions.pop("over", "regions")
        labels = {"regions": "industry", "industries": "region"}
        if over not in labels:
            raise ValueError(f"over is {over!r}; choose one of {', '.join(map(repr, labels))}")
        label, table = labels[over], _regions_by_industries(options)
        units = table if over == "regions" else table.T
        if not units.any().all():
            raise ValueError(
                f"{label} {units.columns[~units.any()][0]!r}: every value is zero, so that there "
                f"are no shares; leave the {label} out"
            )
        index = getattr(concentration, function)
        found = {name: index(sizes, **conventions) for name, sizes in units.items()}
        values = pd.Series({name: float(measure) for name, measure in found.items()})
        told = next(iter(found.values())).convention
        return Result(_by(label, values), f"{told}, of the {over} in each {label}")

    return compute


def _plants(options: argparse.Namespace, _: dict[str, Any]) -> Result:
    firms = _firms(options)
    told = "number of plants, and the sum of the squared shares of plants in their industry"
    rows = firms.plants.to_frame("plants").assign(herfindahl=firms.herfindahl)
    return Result(rows.rename_axis("industry").reset_index(), told)


def _agglomeration(function: str) -> Callable[..., Result]:
    """Return what computes an index of each industry that needs the plants."""

    def compute(options: argparse.Namespace, conventions: dict[str, Any]) -> Result:
        from industrial_clusters.statistics import agglomeration  # noqa: PLC0415

        firms = _firms(options)
        index = getattr(agglomeration, function)(
            firms.table, herfindahl=firms.herfindahl, **conventions
        )
        rows = index.exact.assign(plants=firms.plants)
        return Result(rows.rename_axis("industry").reset_index(), index.convention)

    return compute


def _coagglomeration(options: argparse.Namespace, conventions: dict[str, Any]) -> Result:
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    from industrial_clusters.statistics import agglomeration  # noqa: PLC0415

    pairs = conventions.pop("pairs", False)
    if not pairs:
        index = agglomeration.coagglomeration(_regions_by_industries(options), **conventions)
        return Result(pd.DataFrame({"value": [float(index)]}), index.convention)
    if "group" in conventions:
        raise ValueError("--pairs are those of all industries: leave --group out, or --pairs")
    measures = agglomeration.pairwise_coagglomeration(
        _regions_by_industries(options), **conventions
    )
    first, second = np.triu_indices(len(measures.exact), 1)
    industries = measures.exact.index.to_numpy()
    rows = {
        "industry": industries[first],
        "other": industries[second],
        "value": measures.exact.to_numpy()[first, second],
    }
    return Result(pd.DataFrame(rows), measures.convention)


_OF_ALL_OR_REST = "whole|rest"
_OVER = "regions|industries"
MEASURES = {
    "table": Kind("region x industry table", {}, _table),
    "plants": Kind("number of plants and their Herfindahl index, by industry", {}, _plants),
    "lq": Kind(
        "location quotients",
        {"reference": _OF_ALL_OR_REST, "form": "quotient|symmetric|log"},
        _location_quotients,
    ),
    "krugman": Kind(
        "Krugman specialisation of each region",
        {"reference": "whole|rest|average", "halved": ""},
        _specialization("krugman_specialization", "region"),
    ),
    "diversity": Kind(
        "relative diversity of each region",
        {"reference": "whole|rest|average"},
        _specialization("relative_diversity", "region"),
    ),
    "gini": Kind(
        "locational Gini of each industry",
        {"regions": "weighted|unweighted", "halved": ""},
        _specialization("locational_gini", "industry"),
    ),
    "hhi": Kind(
        "Herfindahl-Hirschman index",
        {"over": _OVER, "form": "index|normalised|effective-number"},
        _concentration("herfindahl"),
    ),
    "entropy": Kind(
        "entropy",
        {"over": _OVER, "form": "entropy|relative|effective-number", "zeros": "kept|dropped"},
        _concentration("entropy"),
    ),
    "theil": Kind(
        "Theil index",
        {"over": _OVER, "index": "T|L", "zeros": "kept|dropped"},
        _concentration("theil"),
    ),
    "ellison-glaeser": Kind(
        "Ellison-Glaeser index of each industry",
        {"reference": _OF_ALL_OR_REST, "one-plant": "refuse|missing"},
        _agglomeration("ellison_glaeser"),
    ),
    "maurel-sedillot": Kind(
        "Maurel-Sédillot index of each industry",
        {"reference": _OF_ALL_OR_REST, "one-plant": "refuse|missing"},
        _agglomeration("maurel_sedillot"),
    ),
    "coagglomeration": Kind(
        "Ellison-Glaeser coagglomeration of a group of industries, or of pairs",
        {"reference": "whole|rest, of pairs average|whole", "group": "INDUSTRY", "pairs": ""},
        _coagglomeration,
    ),
}
