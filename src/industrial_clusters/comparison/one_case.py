"""One case as the chapter of any case shows it: what is known of it, and where it stands."""

from __future__ import annotations

import math

import pandas as pd

from industrial_clusters import evidence

# How a cell begins that a new case has from the template and nobody has replaced yet.
EXAMPLE = "EXAMPLE"


def land_around(case: str) -> str:
    """Return the smallest region of the data package whose land shows a case.

    Parameters
    ----------
    case : str
        Identifier of a row of ``cases``.

    Returns
    -------
    str
        As :func:`industrial_clusters.evidence.land` takes it; empty where no land holds
        the case, or neither it nor the place around it has coordinates.

    Raises
    ------
    KeyError
        If there is no such case.

    Examples
    --------
    >>> land_around("yongkang"), land_around("junpu"), land_around("china-italy")
    ('zhejiang', 'guangdong', '')
    """
    cells = evidence.row("cases", case)
    shown = case if not math.isnan(cells["latitude"]) else cells["within"]
    files = evidence.data_folder().glob("land-*.geojson")
    regions = sorted(path.stem.removeprefix("land-") for path in files)
    holding = [name for name in regions if shown in evidence.places_on(evidence.land(name)).index]
    return min(holding, key=_extent, default="")


def _extent(region: str) -> float:
    """Return the area of a land's frame, in square degrees."""
    shapes = evidence.land(region)["geometry"]["coordinates"]
    points = [point for shape in shapes for ring in shape for point in ring]
    across, down = zip(*points, strict=True)
    return float((max(across) - min(across)) * (max(down) - min(down)))


def numbers(case: str) -> pd.DataFrame:
    """Return the dated numbers of a case, those of its commonest unit first.

    Numbers about the study itself, such as its interviews, are left out.

    Parameters
    ----------
    case : str
        Identifier of a row of ``cases``.

    Returns
    -------
    pandas.DataFrame
        ``What`` (series and dates), ``Number`` (as the prose prints it), ``Low``, ``High``
        (missing where the document sets no bound), ``Unit``, ``Place in the document`` and
        ``Evidence``, series with most dates first.

    Examples
    --------
    >>> numbers("yongkang").loc[0, ["What", "Unit"]].tolist()
    ['Appliance manufacturers, 2006', 'firms']
    """
    rows, series = evidence.table("observations"), evidence.table("series")
    rows = rows[(rows["case"] == case) & (rows["period_start"] != "")]
    # The months that an author spent in the field are no number of the place.
    rows = rows[rows["series"].map(series["topic"]) != "study"]
    rows = rows.assign(
        title=rows["series"].map(series["title"]),
        alike=rows["unit"].map(rows["unit"].value_counts()),
        often=rows["series"].map(rows["series"].value_counts()),
    ).sort_values(
        ["alike", "unit", "often", "title", "period_start"],
        ascending=[False, True, False, True, True],
    )
    units = evidence.table("units")["plural"]
    dates = map(evidence.dated, rows["period_start"], rows["period_end"])
    return pd.DataFrame(
        {
            "What": [f"{title}, {date}" for title, date in zip(rows["title"], dates, strict=True)],
            "Number": [evidence.worded(evidence.observation(str(row))) for row in rows.index],
            "Low": rows["low"].to_numpy(),
            "High": rows["high"].to_numpy(),
            "Unit": rows["unit"].map(units).to_numpy(),
            "Place in the document": rows["locator"].to_numpy(),
            "Evidence": "observations/" + rows.index.astype(str),
        }
    )


def leading_ties(case: str, *, actors: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the ties of a case among those of its actors that have most of them.

    Parameters
    ----------
    case : str
        Identifier of a row of ``cases``.
    actors : int
        How many actors to keep.

    Returns
    -------
    ties : pandas.DataFrame
        ``From``, ``To``, ``Kind`` and ``Evidence``, as the form for networks takes them.
    nodes : pandas.DataFrame
        ``Node``, ``Level`` (authorities above, others below) and ``Evidence``, for each
        actor that has a tie to another of those kept.

    Examples
    --------
    >>> ties, nodes = leading_ties("xixia", actors=6)
    >>> set(ties["From"]) | set(ties["To"]) == set(nodes["Node"])
    True
    """
    graph = evidence.ties(case)
    tied = sorted(graph.nodes, key=lambda actor: (-graph.degree(actor), actor))[:actors]
    among = graph.subgraph(tied)
    names = {str(actor): str(cells["name"]) for actor, cells in among.nodes(data=True)}
    ties = pd.DataFrame(
        [
            (names[start], names[end], cells["kind"], f"ties/{row}")
            for start, end, row, cells in among.edges(keys=True, data=True)
        ],
        columns=["From", "To", "Kind", "Evidence"],
    )
    nodes = pd.DataFrame(
        [
            (names[actor], 0 if among.nodes[actor]["level"] != "none" else 1, f"actors/{actor}")
            for actor in tied
            if among.degree(actor)
        ],
        columns=["Node", "Level", "Evidence"],
    )
    return ties, nodes


def resemblance(case: str) -> pd.DataFrame:
    """Return how far every other coded case lies from a case, within the bounds of both.

    The distance is the mean, over the conditions and outcomes by which both are coded, of
    the difference of their memberships: 0 where they agree in all, 1 where each is fully
    in what the other is fully out of.

    Parameters
    ----------
    case : str
        Identifier of a row of ``cases``.

    Returns
    -------
    pandas.DataFrame
        ``Case``, ``Low``, ``Distance`` (by the book's own readings), ``High``,
        ``Compared by`` (how many conditions) and ``Evidence`` (codings of both), the nearest
        first; without rows where the case is not coded.

    Examples
    --------
    >>> nearest = resemblance("yongkang").iloc[0]
    >>> bool(0 <= nearest["Low"] <= nearest["Distance"] <= nearest["High"] <= 1)
    True
    """
    codings = evidence.table("codings")
    own = codings[codings["case"] == case].reset_index().set_index("condition")
    names = evidence.table("cases")["name"]
    rows = []
    for other, coded in codings[codings["case"] != case].groupby("case", sort=False):
        others = coded.reset_index().set_index("condition").add_suffix("_other")
        both = own.join(others, how="inner")
        if both.empty:
            continue
        # Two spans are apart by the gap between them at least, by their outer ends at most.
        first, second = both["low"] - both["high_other"], both["low_other"] - both["high"]
        least = pd.concat([first, second], axis=1).max(axis=1).clip(lower=0)
        most = pd.concat([-first, -second], axis=1).max(axis=1)
        cells = [*both["id"], *both["id_other"]]
        rows.append(
            {
                "Case": names[other],
                "Low": least.mean(),
                "Distance": (both["membership"] - both["membership_other"]).abs().mean(),
                "High": most.mean(),
                "Compared by": f"{len(both)} condition{'s' * (len(both) > 1)}",
                "Evidence": " ".join(f"codings/{cell}" for cell in cells),
            }
        )
    columns = ["Case", "Low", "Distance", "High", "Compared by", "Evidence"]
    found = pd.DataFrame(rows, columns=columns)
    return found.sort_values(["Distance", "Low"], kind="stable").reset_index(drop=True)


def compared(case: str) -> pd.DataFrame:
    """Return in which aspects a case is compared, by which of its rows.

    Parameters
    ----------
    case : str
        Identifier of a row of ``cases``.

    Returns
    -------
    pandas.DataFrame
        A row for each aspect of ``yardsticks`` and each record that measures it:
        ``Aspect``, ``Measured by`` (empty where nothing does, so that the case is missing
        there) and ``Evidence``.

    Examples
    --------
    >>> compared("yongkang").loc[0, ["Aspect", "Evidence"]].tolist()
    ['emergence', 'yardsticks/yongkang-emergence']
    """
    aspect = next(column for column in evidence.columns("yardsticks") if column["name"] == "aspect")
    rows = evidence.table("yardsticks")
    rows = rows[rows["case"] == case]
    found = []
    for name in aspect["constraints"]["enum"]:
        chosen = rows[rows["aspect"] == name]
        found += [
            (name, _measured(cells), f"yardsticks/{identifier}")
            for identifier, cells in chosen.iterrows()
        ] or [(name, "", "")]
    return pd.DataFrame(found, columns=["Aspect", "Measured by", "Evidence"])


def _measured(cells: pd.Series) -> str:
    """Return in words which record a yardstick names."""
    if cells["series"]:
        return str(evidence.row("series", cells["series"])["title"])
    if pd.notna(cells["year"]):
        return f"ties of {evidence.row('cases', cells['place'])['name']} in {cells['year']}"
    table, identifier = evidence.address(cells["row"])
    row = evidence.row(table, identifier)
    return str(row.get("title") or row.get("name") or identifier)


def examples_left() -> list[str]:
    """Return the rows that a new case has from the template and nobody has filled in.

    Returns
    -------
    list of str
        ``table/id`` of each row of the data package with a cell that begins with the
        template's mark.

    Examples
    --------
    >>> examples_left()
    []
    """
    left = []
    for name in evidence.table_names():
        rows = evidence.table(name)
        text = rows.select_dtypes(include=["str", "object"]).fillna("").astype(str)
        marked = text.apply(lambda column: column.str.startswith(EXAMPLE)).any(axis=1)
        left += [f"{name}/{identifier}" for identifier in rows.index[marked]]
    return left
