"""What the measures say of the documents' own numbers, and what those leave open."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pandas as pd

from industrial_clusters.evidence import Quantity, quantity, rounding_bounds
from industrial_clusters.experiments import zhejiang
from industrial_clusters.statistics import concentration
from industrial_clusters.statistics.agglomeration import ellison_glaeser
from industrial_clusters.statistics.configurations import minimise, truth_table
from industrial_clusters.statistics.grouped_counts import bounds_given_total
from industrial_clusters.statistics.growth_curves import Form, compare_forms, fit
from industrial_clusters.statistics.measure import Measure
from industrial_clusters.statistics.partly_known import LeadingShare
from industrial_clusters.statistics.specialization import location_quotient

# Invented, and spread as evenly as they can be: four times the people, four times the firms.
SIX_TOWNS = pd.DataFrame(
    {
        "Town": ["Alder", "Birch", "Cedar", "Elm", "Fir", "Hazel"],
        "Firms": [24, 12, 6, 6, 6, 6],
        "Size": [40.0, 20.0, 10.0, 10.0, 10.0, 10.0],
    }
)

FORMS: tuple[Form, ...] = ("exponential", "logistic", "gompertz")

# Products of which Li and Gao give a town's share of the market, with the rows that hold it.
_PRODUCTS = {
    "Shengzhou, neckties": "shengzhou-necktie-national-share",
    "Wenzhou, eyeglasses": "wenzhou-eyeglasses-national-share",
    "Wenzhou, buttons": "wenzhou-buttons-national-share",
    "Zhuji, hosiery": "zhuji-hosiery-national-share",
    "Wenzhou, footwear": "wenzhou-footwear-national-share",
    "Wenzhou, suits": "wenzhou-clothing-national-share",
}


def indices_of(towns: pd.DataFrame) -> pd.DataFrame:
    """Return five indices of how firms of equal size are spread over towns.

    Parameters
    ----------
    towns : pandas.DataFrame
        Columns ``Town``, ``Firms`` and ``Size``.

    Returns
    -------
    pandas.DataFrame
        ``Index`` and ``Value``; the first three know nothing of the towns' sizes.

    Examples
    --------
    >>> indices_of(SIX_TOWNS).set_index("Index").loc["Hoover", "Value"].item()
    0.0
    """
    firms, sizes = (towns.set_index("Town")[column] for column in ("Firms", "Size"))
    plants = pd.DataFrame({"town": firms.index.repeat(firms), "industry": "one", "size": 1.0})
    agglomeration = ellison_glaeser(plants, region="town", size="size", reference=sizes)
    values = {
        "Largest share": concentration.concentration_ratio(firms, 1).low,
        "Herfindahl": concentration.herfindahl(firms).low,
        "Gini": concentration.gini(firms).low,
        "Hoover": concentration.hoover(firms, reference=sizes).low,
        "Ellison-Glaeser": float(agglomeration.exact["gamma"].to_numpy()[0]),
    }
    return pd.DataFrame({"Index": list(values), "Value": list(values.values())})


def zhongguancun_leaders() -> LeadingShare:
    """Return what the study of Zhongguancun says of its four largest firms.

    Examples
    --------
    >>> zhongguancun_leaders().share
    Quantity(low=0.45, high=0.55, unit='')
    """
    share = quantity("zhongguancun-four-largest-share")
    return LeadingShare(
        int(quantity("zhongguancun-largest-firms").low),
        Quantity(share.low / 100, share.high / 100),
        int(quantity("zhongguancun-firms-1995").low),
    )


def fixed_by(sizes: LeadingShare) -> dict[str, Measure]:
    """Return what indices of concentration can be where only a leading share is known.

    Examples
    --------
    >>> fixed_by(zhongguancun_leaders())["Gini"].low > 0.4
    True
    """
    return {
        "Gini": concentration.gini(sizes),
        "Hoover": concentration.hoover(sizes),
        "Largest firm's share": concentration.concentration_ratio(sizes, 1),
        "Share of the ten largest": concentration.concentration_ratio(sizes, 10),
        "Herfindahl": concentration.herfindahl(sizes),
    }


def as_bounds(measured: dict[str, Measure], label: str, kind: str) -> pd.DataFrame:
    """Return measures as rows that the chart of bounds takes, an open end as missing.

    Examples
    --------
    >>> as_bounds({"Gini": Measure(0.2, math.inf)}, "Index", "possible")["High"].isna().item()
    True
    """
    rows = [
        (name, kind, value.low, None if math.isinf(value.high) else value.high)
        for name, value in measured.items()
    ]
    return pd.DataFrame(rows, columns=[label, "Kind", "Low", "High"])


def concentration_of_clusters() -> pd.DataFrame:
    """Return what the counts by class allow for the concentration of Zhejiang's clusters.

    Returns
    -------
    pandas.DataFrame
        One row a year and index: ``Year``, ``Index``, ``Low``, ``High``.

    Examples
    --------
    >>> concentration_of_clusters()["Year"].unique().tolist()
    ['1996', '2000', '2003', '2004']
    """
    rows = []
    for year in zhejiang.TABLE_YEARS:
        classes = zhejiang.size_classes(year, zhejiang.THRESHOLD)
        possible = bounds_given_total(classes, quantity(f"zhejiang-cluster-output-{year}"))
        for index, value in (
            ("share of the ten largest", possible.largest_share),
            ("Herfindahl index", possible.herfindahl),
        ):
            rows.append((str(year), index, value.low, value.high))
    return pd.DataFrame(rows, columns=["Year", "Index", "Low", "High"])


def weight_of_zhejiang() -> Quantity:
    """Return Zhejiang's share of the nation's people in 2001.

    The province's figure is round, and the nation's is known for 1997 and 2002 only,
    between which it grew.

    Examples
    --------
    >>> weight = weight_of_zhejiang()
    >>> round(weight.low, 4), round(weight.high, 4)
    (0.0355, 0.0378)
    """
    province = Quantity(*rounding_bounds(quantity("zhejiang-population-2001").low))
    nation = Quantity(quantity("china-population-1997").low, quantity("china-population-2002").high)
    return province / nation


def specialised_towns() -> dict[str, Measure]:
    """Return how over-represented towns are in products, at least, against people.

    A town of Zhejiang has at most the people of Zhejiang.

    Examples
    --------
    >>> specialised_towns()["Shengzhou, neckties"].low > 20
    True
    """
    town = Quantity(0.0, weight_of_zhejiang().high)
    return {product: location_quotient(quantity(row), town) for product, row in _PRODUCTS.items()}


def foreign_investment() -> dict[str, Measure]:
    """Return Zhejiang's foreign share of investment in 1998 against that of three provinces.

    The amounts invested are not printed: each province's may be anything.

    Examples
    --------
    >>> quotients = foreign_investment()
    >>> round(quotients["the other two"].low, 3), round(quotients["the other two"].high, 3)
    (0.17, 0.177)
    """
    shares = {
        province: quantity(f"{province}-foreign-investment-share-1998").low / 100
        for province in ("zhejiang", "jiangsu", "fujian")
    }
    others = [shares["jiangsu"], shares["fujian"]]
    return {
        "the other two": location_quotient(shares["zhejiang"], Quantity(min(others), max(others))),
        "all three": location_quotient(
            shares["zhejiang"], Quantity(min(shares.values()), max(shares.values()))
        ),
    }


def firms_of_zhongguancun() -> pd.Series[float]:
    """Return the counts of new-technology firms by the end of each year that has one.

    Examples
    --------
    >>> firms_of_zhongguancun().loc[1983].item()
    11.0
    """
    years = (1983, 1984, 1985, 1988, 1994, 1995)
    counts = [quantity(f"zhongguancun-firms-{year}").low for year in years]
    return pd.Series(counts, index=pd.Index(years, name="Year"), dtype=float)


def growth_forms(counts: pd.Series[float]) -> pd.DataFrame:
    """Return by how much each form of growth misses some count, at the least.

    Parameters
    ----------
    counts : pandas.Series
        Counts by year.

    Returns
    -------
    pandas.DataFrame
        As :func:`~industrial_clusters.statistics.growth_curves.compare_forms` returns it.

    Examples
    --------
    >>> growth_forms(firms_of_zhongguancun())["tolerance_needed"].idxmin()
    'gompertz'
    """
    return compare_forms(counts.index.to_numpy(), counts)


def growth_lines(counts: pd.Series[float]) -> pd.DataFrame:
    """Return the likeliest curve of each form, year by year.

    Examples
    --------
    >>> growth_lines(firms_of_zhongguancun())["Form"].unique().tolist()
    ['exponential', 'logistic', 'Gompertz']
    """
    years = np.linspace(counts.index.min(), counts.index.max(), 49)
    lines = []
    for form in FORMS:
        levels = fit(form, counts.index.to_numpy(), counts).levels(years)
        name = "Gompertz" if form == "gompertz" else form
        lines.append(pd.DataFrame({"Year": years, "Firms": levels.to_numpy(), "Form": name}))
    return pd.concat(lines, ignore_index=True)


def records_by_lot(
    conditions: int, draws: int, rng: np.random.Generator, cases: int = 5
) -> list[pd.DataFrame]:
    """Return records of cases whose conditions were drawn by the toss of a coin.

    Parameters
    ----------
    conditions : int
        Number of conditions; each is present in some case and absent in another.
    draws : int
        Number of records.
    rng : numpy.random.Generator
    cases : int, optional
        Number of cases. The last two lack the outcome, the others have it.

    Returns
    -------
    list of pandas.DataFrame
        One row a case; a column for each condition, and ``outcome``.

    Examples
    --------
    >>> records_by_lot(2, 1, np.random.default_rng(1))[0]["outcome"].tolist()
    [1, 1, 1, 0, 0]
    """
    outcome = [1] * (cases - 2) + [0, 0]
    names = [f"C{number}" for number in range(1, conditions + 1)]
    return [
        pd.DataFrame(_varied_codes(cases, conditions, rng), columns=names).assign(outcome=outcome)
        for _ in range(draws)
    ]


def is_explained(record: pd.DataFrame) -> bool:
    """Return whether no two cases agree in all conditions and differ in the outcome.

    Examples
    --------
    >>> is_explained(pd.DataFrame({"C1": [1, 1, 0], "outcome": [1, 0, 0]}))
    False
    """
    outcomes = record.groupby(list(record.columns.drop("outcome")))["outcome"]
    return bool((outcomes.min() == outcomes.max()).all())


def rival_explanations(record: pd.DataFrame) -> int:
    """Return how many shortest expressions account for every case of an explained record.

    Examples
    --------
    >>> rival_explanations(pd.DataFrame({"C1": [1, 0], "C2": [1, 0], "outcome": [1, 0]}))
    2
    """
    table = truth_table(record, "outcome", consistency=1.0)
    return len(minimise(table, "parsimonious").solutions)


def _varied_codes(cases: int, conditions: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Return codes by lot in which every condition is present somewhere and absent somewhere."""
    columns: list[npt.NDArray[np.int64]] = []
    while len(columns) < conditions:
        column = rng.integers(0, 2, cases)
        if 0 < column.sum() < cases:
            columns.append(column)
    return np.column_stack(columns)
