"""The studied cases, each with the document that studies it: what every comparison runs over."""

from __future__ import annotations

import pandas as pd

from industrial_clusters.evidence.tables import table
from industrial_clusters.evidence.wording import citation


def studied() -> pd.DataFrame:
    """Return the studied cases, in the order of ``cases``.

    Returns
    -------
    pandas.DataFrame
        Indexed by id of the case: ``name``, ``source`` (the document that studies it),
        ``document`` (as the prose cites it) and ``page`` (its chapter).

    Examples
    --------
    >>> studied().loc["xixia", ["name", "source", "page"]].tolist()
    ['Xixia', 'zhang2014', 'cases/xixia']
    """
    cases = table("cases").query("role == 'studied'")
    return pd.DataFrame(
        {
            "name": cases["name"],
            "source": cases["source"],
            "document": cases["source"].map(citation),
            "page": "cases/" + cases.index,
        }
    )


def of_studied(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows that rest on a studied case's document, with its name as ``Case``.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of a table that has a ``source``.

    Examples
    --------
    >>> rows = of_studied(table("events"))
    >>> rows.loc["mantang-compromise", "Case"]
    'Yongkang'
    """
    cases = studied()
    names = dict(zip(cases["source"], cases["name"], strict=True))
    kept = rows[rows["source"].isin(names)]
    return kept.assign(Case=kept["source"].map(names))


def yardsticks(aspect: str) -> pd.DataFrame:
    """Return which rows or series of each studied case are compared in one aspect.

    Parameters
    ----------
    aspect : str
        As in ``yardsticks``, such as ``"size"``.

    Returns
    -------
    pandas.DataFrame
        Rows of ``yardsticks`` with the case's name as ``Case``, in the order of the cases.

    Raises
    ------
    KeyError
        If no row has that aspect.

    Examples
    --------
    >>> yardsticks("emergence").loc["junpu-emergence", "row"]
    'stages/junpu-development-1'
    """
    rows = table("yardsticks")
    if aspect not in set(rows["aspect"]):
        known = ", ".join(dict.fromkeys(rows["aspect"]))
        raise KeyError(f"no case is compared in {aspect!r}; there are {known}")
    cases = studied()
    chosen = rows[(rows["aspect"] == aspect) & rows["case"].isin(cases.index)]
    places = {case: place for place, case in enumerate(cases.index)}
    order = chosen["case"].map(places).sort_values(kind="stable").index
    return chosen.loc[order].assign(Case=chosen["case"].map(cases["name"]))
