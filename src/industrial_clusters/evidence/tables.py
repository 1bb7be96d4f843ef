"""The data package as typed tables, observations and graphs."""

from __future__ import annotations

import difflib
import json
import os
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from industrial_clusters.evidence.quantity import Quantity

if TYPE_CHECKING:
    import networkx as nx

# The notes of the innermost block that asked which rows are read.
_noted: ContextVar[dict[str, None] | None] = ContextVar("rows read", default=None)

_COLUMN_TYPES = {"string": "str", "number": "float64", "integer": "Int64", "boolean": "bool"}


@dataclass(frozen=True, slots=True)
class Observation:
    """One number of a document, with its bounds and its place.

    Parameters
    ----------
    id, case, series : str
        Identifiers of the row, of the place it is about and of what it measures.
    period_start, period_end : str
        First and last date, as precise as the document gives them; empty where
        it gives none.
    value : float or None
        The number as printed; None for a printed range.
    quantity : Quantity
        Its bounds, with the natural limits of its unit where the document sets
        no bound.
    qualifier : str
        How the document qualifies the number, such as ``"more than"``.
    speaker : str
        Who states it in the document.
    source, locator, note : str
        Document, place in the document, and what a reader must know.
    """

    id: str
    case: str
    series: str
    period_start: str
    period_end: str
    value: float | None
    quantity: Quantity
    qualifier: str
    speaker: str
    source: str
    locator: str
    note: str


def data_folder() -> Path:
    """Return the folder of the data package.

    The environment variable ``INDUSTRIAL_CLUSTERS_DATA`` names one first, such
    as a copy with a cluster of your own. A repository's own ``data/`` comes
    next, so that an edited row counts at once; an installed package falls back
    on the copy that it carries.

    Raises
    ------
    FileNotFoundError
        If the variable names a folder without ``datapackage.json``.

    Examples
    --------
    >>> (data_folder() / "datapackage.json").exists()
    True
    """
    chosen = os.environ.get("INDUSTRIAL_CLUSTERS_DATA")
    if chosen:
        if not (Path(chosen) / "datapackage.json").exists():
            raise FileNotFoundError(
                f"INDUSTRIAL_CLUSTERS_DATA names {chosen!r}, which holds no datapackage.json; "
                "correct the path, or unset the variable"
            )
        return Path(chosen)
    repository = Path(__file__).resolve().parents[3] / "data"
    if (repository / "datapackage.json").exists():
        return repository
    return Path(str(resources.files("industrial_clusters") / "data"))


@cache
def descriptor() -> dict[str, Any]:
    """Return the Frictionless descriptor of the data package."""
    text = (data_folder() / "datapackage.json").read_text(encoding="utf-8")
    parsed: dict[str, Any] = json.loads(text)
    return parsed


def table_names() -> list[str]:
    """Return the names of the tables in the order of the descriptor.

    Examples
    --------
    >>> table_names()[0], "observations" in table_names()
    ('sources', True)
    """
    return [resource["name"] for resource in descriptor()["resources"] if "schema" in resource]


def table(name: str, *, source: str | None = None) -> pd.DataFrame:
    """Return one table of the data package, indexed by row id.

    Text columns hold ``""`` where a cell is empty; numeric columns hold a
    missing value.

    Parameters
    ----------
    name : str
        Name of the table, such as ``"observations"``.
    source : str, optional
        Only the rows that rest on this document or data set.

    Raises
    ------
    KeyError
        If there is no such table or source; the message lists the near ones.

    Examples
    --------
    >>> table("cases").loc["yongkang", "name_zh"]
    '永康'
    >>> set(table("events", source="luganne2016")["source"])
    {'luganne2016'}
    """
    rows = _read(_known(name, table_names(), "table"))
    if source is None:
        return rows.copy()
    return rows[rows["source"] == _known(source, list(_read("sources").index), "source")].copy()


def columns(name: str) -> list[dict[str, Any]]:
    """Return the columns of a table as the descriptor has them: name, type, meaning, limits.

    Raises
    ------
    KeyError
        If there is no such table; the message lists the near ones.

    Examples
    --------
    >>> [column["name"] for column in columns("series")]
    ['id', 'title', 'definition', 'topic']
    """
    _known(name, table_names(), "table")
    resource = next(r for r in descriptor()["resources"] if r["name"] == name)
    described: list[dict[str, Any]] = resource["schema"]["fields"]
    return described


def land(region: str) -> dict[str, Any]:
    """Return the land of a region as a GeoJSON feature, coastlines without borders.

    Examples
    --------
    >>> land("zhejiang")["geometry"]["type"]
    'MultiPolygon'
    """
    path = data_folder() / f"land-{region}.geojson"
    feature: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return feature


def places_on(land_feature: dict[str, Any]) -> pd.DataFrame:
    """Return the settlements of ``cases`` that lie within the frame of some land.

    A studied place without coordinates is stood for by the place around it, in its role.

    Parameters
    ----------
    land_feature : dict
        Result of :func:`land`.

    Examples
    --------
    >>> "yongkang" in places_on(land("zhejiang")).index
    True
    >>> places_on(land("guangdong")).loc["xichang", "role"]  # Junpu's town
    'studied'
    """
    rings = [ring for shape in land_feature["geometry"]["coordinates"] for ring in shape]
    longitudes, latitudes = zip(*(point for ring in rings for point in ring), strict=True)
    cases = table("cases")
    inside = cases["longitude"].between(min(longitudes), max(longitudes))
    inside &= cases["latitude"].between(min(latitudes), max(latitudes))
    areas = ["country", "province", "region", "town", "village"]
    studied = cases["role"] == "studied"
    around = cases.index.isin(cases.loc[studied & cases["latitude"].isna(), "within"])
    cases.loc[around, "role"] = "studied"
    return cases[inside & (around | ~cases["level"].isin(areas))]


def row(name: str, identifier: str) -> dict[str, Any]:
    """Return one row of a table as a mapping from column to cell.

    Raises
    ------
    KeyError
        If there is no such table or row; the message lists the near ones.

    Examples
    --------
    >>> row("sources", "luganne2016")["doi"]
    '10.4000/chinaperspectives.6916'
    """
    _known(name, table_names(), "table")
    rows = _rows(name)
    found = dict(rows[_known(identifier, list(rows), f"row of {name}")])
    if (noted := _noted.get()) is not None:
        noted[f"{name}/{identifier}"] = None
    return found


def address(text: str) -> tuple[str, str]:
    """Return the table and the row that ``table/id`` names; a bare id is an observation.

    Examples
    --------
    >>> address("events/mantang-compromise"), address("mantang-arrests")
    (('events', 'mantang-compromise'), ('observations', 'mantang-arrests'))
    """
    name, _, identifier = text.rpartition("/")
    return name or "observations", identifier


@contextmanager
def rows_read() -> Iterator[dict[str, None]]:
    """Note which single rows are read within a block, in the order of their first reading.

    A reading of a whole table is not noted: it names no row.

    Yields
    ------
    dict
        Keys are ``table/id``; it fills as the block runs.

    Examples
    --------
    >>> with rows_read() as noted:
    ...     found = row("stages", "junpu-development-1")
    >>> list(noted)
    ['stages/junpu-development-1']
    """
    noted: dict[str, None] = {}
    around, token = _noted.get(), _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)
        if around is not None:
            around.update(noted)


def observation(identifier: str) -> Observation:
    """Return one row of ``observations`` with its bounds as a quantity.

    Raises
    ------
    KeyError
        If there is no such observation; the message lists the near ones.

    Examples
    --------
    >>> observation("yongkang-households-registered-1982").quantity
    Quantity(low=170.0, high=inf, unit='households')
    """
    cells = row("observations", identifier)
    return Observation(
        id=identifier,
        value=None if pd.isna(cells["value"]) else float(cells["value"]),
        quantity=_bounds(cells),
        **{
            name: cells[name]
            for name in Observation.__slots__
            if name not in {"id", "value", "quantity"}
        },
    )


def quantity(identifier: str) -> Quantity:
    """Return the bounds that an observation sets.

    Examples
    --------
    >>> quantity("yongkang-firms-2006")
    Quantity(low=15001.0, high=inf, unit='firms')
    """
    return observation(identifier).quantity


def series(case: str, name: str) -> list[Observation]:
    """Return the observations of one series in one case, in order of time.

    Parameters
    ----------
    case, name : str
        Identifiers of a row of ``cases`` and of a row of ``series``.

    Raises
    ------
    KeyError
        If the case or the series is unknown, or the case has no such series.

    Examples
    --------
    >>> [(o.period_start, o.quantity.low) for o in series("zhejiang", "clusters")][0]
    ('1996', 306.0)
    """
    row("cases", case)
    observations = _read("observations")
    of_case = observations[observations["case"] == case]
    _known(name, sorted(set(of_case["series"])), f"series of {case}")
    chosen = of_case[of_case["series"] == name]
    found = [observation(str(identifier)) for identifier in chosen.index]
    return sorted(found, key=lambda row: _year_first(row.period_start))


def ties(
    case: str,
    *,
    kinds: Collection[str] | None = None,
    at: int | None = None,
    undated: bool = False,
    within: bool = False,
) -> nx.MultiDiGraph[str]:
    """Return the documented ties of a case as a directed multigraph.

    A tie runs from the one who gives, acts or owns. Nodes carry the columns of
    ``actors``, edges those of ``ties``; an edge's key is the id of its row. Its
    ``amount`` is a :class:`Quantity`, or None where the document gives none.

    Parameters
    ----------
    case : str
        Place that the ties are about, an id of ``cases``.
    kinds : collection of str, optional
        Kinds of tie to keep, such as ``{"guarantees", "lends to"}``; all where
        left out.
    at : int, optional
        Keep the ties that no date excludes from this year, negative for BC: a
        tie begun earlier lasts until the document ends it, and one of which only
        the end is dated counts until then.
    undated : bool, optional
        Whether a tie without any date counts in the year ``at``. The networks
        without and with them are the least and the most that the document
        allows; without ``at`` undated ties always count.
    within : bool, optional
        Whether to add the ties of the places within the case, at any depth: its
        villages to a county, its counties to a province.

    Raises
    ------
    KeyError
        If the case or a kind is unknown; the message lists the near ones.

    Notes
    -----
    The boundary of a network is a decision, so the narrow one is the default,
    as in :func:`series`: the ties that the documents tell of the place itself.

    The graph and each edge have the attribute ``origin``, here ``"documented"``.
    A network that a model generates names another one: in a union of graphs
    the edges keep theirs, and no generated tie passes for a documented one.

    Examples
    --------
    >>> (tie,) = ties("yongkang", kinds={"funds"})["yongkang-firms"]["innovation-centre"].values()
    >>> tie["amount"]
    Quantity(low=50.0, high=50.0, unit='percent')
    >>> least, most = ties("yongkang", at=1982), ties("yongkang", at=1982, undated=True)
    >>> least.size() < most.size() < ties("yongkang").size()
    True
    """
    # Other functions, and the command, start faster without it.
    import networkx as nx  # noqa: PLC0415

    row("cases", case)
    places = _places_within(case) if within else {case}
    chosen = _known_kinds(kinds)
    actors = _rows("actors")
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(case=case, origin="documented")
    for identifier, edge in _rows("ties").items():
        if edge["case"] not in places or edge["kind"] not in chosen:
            continue
        if at is not None and not _in_force(edge["start"], edge["end"], at, undated=undated):
            continue
        for end in (edge["from"], edge["to"]):
            graph.add_node(end, **actors[end])
        graph.add_edge(
            *(edge["from"], edge["to"]),
            key=identifier,
            **edge,
            amount=_amount(edge),
            origin="documented",
        )
    return graph


def _places_within(case: str) -> set[str]:
    within = {place: cells["within"] for place, cells in _rows("cases").items()}
    places, found = set[str](), {case}
    while found:
        places |= found
        found = {place for place, around in within.items() if around in found} - places
    return places


def _known_kinds(kinds: Collection[str] | None) -> set[str]:
    field = next(f for f in columns("ties") if f["name"] == "kind")
    known: list[str] = field["constraints"]["enum"]
    if kinds is None:
        return set(known)
    asked = [kinds] if isinstance(kinds, str) else kinds
    return {_known(kind, known, "kind of tie") for kind in asked}


def _in_force(start: str, end: str, year: int, *, undated: bool) -> bool:
    if not (start or end):
        return undated
    begun = not start or _year_first(start)[0] <= year
    return begun and (not end or year <= _year_first(end)[0])


def _amount(cells: dict[str, Any]) -> Quantity | None:
    if pd.isna(cells["low"]) and pd.isna(cells["high"]):
        return None
    return _bounds(cells)


def _bounds(cells: dict[str, Any]) -> Quantity:
    unit = row("units", cells["unit"])
    return Quantity(
        _first_known(cells["low"], unit["minimum"], -float("inf")),
        _first_known(cells["high"], unit["maximum"], float("inf")),
        cells["unit"],
    )


@cache
def _read(name: str) -> pd.DataFrame:
    fields = columns(name)
    frame = pd.read_csv(
        data_folder() / f"{name}.csv",
        dtype={field["name"]: _COLUMN_TYPES[field["type"]] for field in fields},
        keep_default_na=False,
        na_values={f["name"]: [""] for f in fields if f["type"] in {"number", "integer"}},
        encoding="utf-8",
    )
    return frame.set_index("id")


@cache
def _rows(name: str) -> dict[str, dict[str, Any]]:
    return {
        str(identifier): {str(column): cell for column, cell in cells.items()}
        for identifier, cells in _read(name).to_dict(orient="index").items()
    }


def _known(name: str, known: list[str], what: str) -> str:
    if name in known:
        return name
    near = difflib.get_close_matches(name, known, n=5, cutoff=0.5)
    hint = f"did you mean {', '.join(near)}?" if near else f"there are {', '.join(known[:12])} ..."
    raise KeyError(f"no {what} is called {name!r}; {hint}")


def _year_first(date: str) -> tuple[int, str]:
    # Years before Christ run backwards as text; no date at all comes first.
    year = re.match(r"-?\d+", date)
    return (int(year[0]) if year else -10_000), date


def _first_known(*values: float) -> float:
    return next(float(value) for value in values if value == value)  # noqa: PLR0124 - not nan
