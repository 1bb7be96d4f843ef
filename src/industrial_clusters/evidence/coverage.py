"""What the evidence covers, how precisely, and where it is silent."""

from __future__ import annotations

import math
from decimal import Decimal

import pandas as pd

from industrial_clusters.evidence.tables import descriptor, table
from industrial_clusters.evidence.wording import citation

# How a number is known, from firm to loose.
PRECISION = ["exact", "round", "approximate", "range", "one bound only"]

# Five-year periods; what lies before the reforms of 1978 is one.
PERIODS = ["before 1978", "1978–1979", *(f"{y}–{y + 4}" for y in range(1980, 2015, 5)), "from 2015"]

# Tables whose rows are facts of a document, in the order of the descriptor.
_FACTS = [
    "observations",
    "events",
    "stages",
    "actors",
    "trajectories",
    "ties",
    "dimensions",
    "claims",
    "limitations",
    "glossary",
]


def documents() -> list[str]:
    """Return the compared studies, in the order of ``sources``.

    Examples
    --------
    >>> "luganne2016" in documents()
    True
    """
    sources = table("sources")
    return [str(identifier) for identifier in sources[sources["kind"] == "document"].index]


def rows_by_document() -> pd.DataFrame:
    """Return how many rows of each table rest on each document.

    Returns
    -------
    pandas.DataFrame
        One row a table, one column a document (as the prose cites it).

    Examples
    --------
    >>> int(rows_by_document().loc["ties", "Lu and Ganne 2016"]) > 100
    True
    """
    counts = {name: table(name)["source"].value_counts() for name in _FACTS}
    return pd.DataFrame(
        {citation(d): [int(counts[name].get(d, 0)) for name in _FACTS] for d in documents()},
        index=pd.Index(_FACTS, name="Table"),
    )


def rows_by_case(tables: list[str], *, most: int) -> pd.DataFrame:
    """Return how many rows of some tables are about each place, the richest places first.

    Parameters
    ----------
    tables : list of str
        Tables whose rows are about a case, such as ``["events", "ties"]``.
    most : int
        Number of places to return.

    Returns
    -------
    pandas.DataFrame
        Indexed by id of the case, one column a table.

    Examples
    --------
    >>> rows_by_case(["ties"], most=3).shape
    (3, 1)
    """
    counts = pd.DataFrame({name: _of_documents(name)["case"].value_counts() for name in tables})
    counts = counts.fillna(0).astype(int)
    order = counts.sum(axis=1).sort_values(ascending=False, kind="stable").index
    return counts.loc[order].head(most)


def numbers() -> pd.DataFrame:
    """Return every observation with what decides how far it can carry.

    Returns
    -------
    pandas.DataFrame
        Indexed by the id of the observation: ``Document``, ``Case``, ``Series``,
        ``Topic``, ``Year`` (first year to which it applies, missing where the
        document gives none), ``Precision`` (see :data:`PRECISION`) and ``Speaker``.

    Examples
    --------
    >>> numbers().loc["yongkang-firms-2006", "Precision"]
    'one bound only'
    """
    rows = _of_documents("observations")
    year = pd.to_numeric(rows["period_start"].str.extract(r"^(-?\d{4})")[0])
    return pd.DataFrame(
        {
            "Document": rows["source"].map(citation),
            "Case": rows["case"],
            "Series": rows["series"],
            "Topic": rows["series"].map(table("series")["topic"]),
            "Year": year.astype("Int64"),
            "Precision": [
                precision(qualifier, value)
                for qualifier, value in zip(rows["qualifier"], rows["value"], strict=True)
            ],
            "Speaker": rows["speaker"],
        }
    )


def precision(qualifier: str, value: float) -> str:
    """Return how a number is known: one of :data:`PRECISION`.

    A number without a qualifier is round where all its digits but the first are
    zeros: 30 years or 300,000 people may stand for what is near them, and the
    document does not say so.

    Parameters
    ----------
    qualifier : str
        As in ``observations``.
    value : float
        The number as printed; nan for a range.

    Examples
    --------
    >>> precision("exact", 868200), precision("exact", 300000), precision("more than", 30)
    ('exact', 'round', 'one bound only')
    """
    if qualifier == "exact":
        return "round" if _is_round(value) else "exact"
    return {"about": "approximate", "range": "range"}.get(qualifier, "one bound only")


def _is_round(value: float) -> bool:
    if math.isnan(value) or abs(value) < 10:
        return False
    return len(Decimal(repr(float(value))).normalize().as_tuple().digits) == 1


def period(year: int) -> str:
    """Return the period of :data:`PERIODS` in which a year lies.

    Examples
    --------
    >>> period(1955), period(1979), period(1984), period(2015)
    ('before 1978', '1978–1979', '1980–1984', 'from 2015')
    """
    if year < 1980:
        return PERIODS[0] if year < 1978 else PERIODS[1]
    if year >= 2015:
        return PERIODS[-1]
    start = year - year % 5
    return f"{start}–{start + 4}"


def topics() -> list[str]:
    """Return the subjects of the series, in the order of the schema.

    Examples
    --------
    >>> topics()[:3]
    ['population', 'firms', 'employment']
    """
    series = next(r for r in descriptor()["resources"] if r["name"] == "series")
    topic = next(f for f in series["schema"]["fields"] if f["name"] == "topic")
    return list(topic["constraints"]["enum"])


def grid(rows: pd.DataFrame, column: str, order: list[str]) -> pd.DataFrame:
    """Return how many numbers each document has of each kind, zeros included.

    Parameters
    ----------
    rows : pandas.DataFrame
        Result of :func:`numbers`, or some of its rows.
    column : str
        Column to count by.
    order : list of str
        Its values, in order; those that no document has are counted as zero.

    Returns
    -------
    pandas.DataFrame
        Long form: ``Document``, ``column`` and ``Numbers``.

    Examples
    --------
    >>> counts = grid(numbers(), "Precision", PRECISION)
    >>> int(counts["Numbers"].sum()) == len(numbers())
    True
    """
    labels = [citation(document) for document in documents()]
    # A year that the document does not give belongs to no period.
    counted = rows.dropna(subset=[column]).groupby(["Document", column]).size()
    cells = pd.MultiIndex.from_product([labels, order], names=["Document", column])
    return counted.reindex(cells, fill_value=0).rename("Numbers").reset_index()


def depth() -> pd.DataFrame:
    """Return how often each thing was measured: dated points of each series of each case.

    Growth needs two dated points of one thing, its form three or more.

    Returns
    -------
    pandas.DataFrame
        ``Document``, ``Case``, ``Series`` and ``Dates``: the number of different
        years; zero where no number of the series is dated.

    Examples
    --------
    >>> zhejiang = depth().query("Case == 'zhejiang' and Series == 'clusters'")
    >>> int(zhejiang["Dates"].iloc[0])
    4
    """
    by_series = numbers().groupby(["Document", "Case", "Series"])["Year"]
    return by_series.nunique().rename("Dates").reset_index()


def shared_series() -> pd.DataFrame:
    """Return the series that more than one document measures, with those that do.

    Returns
    -------
    pandas.DataFrame
        Indexed by series: ``Documents`` (number) and ``Cases`` (names of the places).

    Examples
    --------
    >>> bool((shared_series()["Documents"] > 1).all())
    True
    """
    rows = numbers()
    rows = rows[rows["Topic"] != "study"]
    grouped = rows.groupby("Series").agg(
        Documents=("Document", "nunique"),
        Cases=("Case", lambda cases: ", ".join(dict.fromkeys(_names(cases)))),
    )
    return grouped[grouped["Documents"] > 1].sort_values("Documents", ascending=False)


def _of_documents(name: str) -> pd.DataFrame:
    rows = table(name)
    return rows[rows["source"].isin(documents())]


def _names(cases: pd.Series[str]) -> list[str]:
    return [str(name) for name in table("cases").loc[list(cases), "name"]]
