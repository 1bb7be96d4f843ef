"""Documented ties as a chart draws them: under the names and sorts that a reader sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

__all__ = ["addresses", "between", "sort_of"]


def addresses(table: str, identifiers: Iterable[object]) -> str:
    """Return where the data of a chart find rows of the evidence.

    Examples
    --------
    >>> addresses("ties", ["one", "other"])
    'ties/one ties/other'
    """
    return " ".join(f"{table}/{identifier}" for identifier in identifiers)


def sort_of(kinds: pd.Series[str], sorts: Mapping[str, Iterable[str]]) -> pd.Series[str]:
    """Return the sort of each kind of tie, of which none may be left over.

    Parameters
    ----------
    kinds : pandas.Series of str
        Kinds of the table ``ties``, by the identifier of the tie.
    sorts : mapping of str to iterable of str
        For each sort its kinds.

    Raises
    ------
    ValueError
        If a kind belongs to no sort; the message names it and a tie of it.

    Examples
    --------
    >>> sort_of(pd.Series(["owns", "leads"]), {"command": ["owns", "leads"]}).tolist()
    ['command', 'command']
    """
    found = kinds.map({kind: sort for sort, members in sorts.items() for kind in members})
    for tie, kind in kinds[found.isna()].items():
        raise ValueError(
            f"the kind {kind!r} of the tie {tie!r} belongs to no sort; add it to one, or leave "
            "the tie out"
        )
    return found


def between(
    ties: pd.DataFrame, names: Mapping[str, str], sorts: Mapping[str, Iterable[str]]
) -> pd.DataFrame:
    """Return the ties between actors of a drawing.

    Parameters
    ----------
    ties : pandas.DataFrame
        Rows of ``ties``. Those that lead out of the drawing, or from a node to itself, are
        not drawn.
    names : mapping of str to str
        Name of the node of each actor; several actors may be one node.
    sorts : mapping of str to iterable of str
        For each sort of tie its kinds.

    Returns
    -------
    pandas.DataFrame
        Columns ``From``, ``To``, ``Kind`` and ``Evidence``.

    Raises
    ------
    ValueError
        If the kind of a tie to be drawn belongs to no sort.

    Examples
    --------
    >>> ties = pd.DataFrame({"from": ["a", "b"], "to": ["b", "c"], "kind": ["owns", "leads"]},
    ...                     index=["a-owns-b", "b-leads-c"])
    >>> between(ties, {"a": "A", "b": "B"}, {"command": ["owns"]}).iloc[0].tolist()
    ['A', 'B', 'command', 'ties/a-owns-b']
    """
    start, end = ties["from"].map(names), ties["to"].map(names)
    drawn = start.notna() & end.notna() & (start != end)
    return pd.DataFrame(
        {
            "From": start[drawn],
            "To": end[drawn],
            "Kind": sort_of(ties.loc[drawn, "kind"], sorts),
            "Evidence": "ties/" + ties.index[drawn].astype(str),
        }
    ).reset_index(drop=True)
