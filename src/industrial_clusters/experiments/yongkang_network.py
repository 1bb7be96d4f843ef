"""Yongkang's documented ties as small graphs: who covered, taxed, owned, served, told whom.

The record is not a census. It holds the ties that Lu and Ganne thought worth telling, so
that a missing tie is no evidence that there was none. Each graph is a choice of actors, given
here with the names and places of the drawing; its ties are all that the record has between
them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from industrial_clusters import evidence
from industrial_clusters.experiments.recorded_ties import addresses, between

__all__ = ["GRAPHS", "Drawn", "gathered", "graph"]

SOURCE = "luganne2016"


class Drawn(NamedTuple):
    """A node of a drawing: the actors that it stands for, and where it stands.

    Attributes
    ----------
    name : str
        What the reader sees; nothing else is drawn of the actors.
    level : int
        Row from the top, or ring from the centre.
    group : str
        What sort of actor it is.
    actors : tuple of str
        Rows of ``actors``.
    cells : str, optional
        Beginning of the ids of the ``dimensions`` that describe the node.
    """

    name: str
    level: int
    group: str
    actors: tuple[str, ...]
    cells: str = ""


_STATE, _PEOPLE, _BODY = "government", "workshops, firms, people", "body between them"

GRAPHS: dict[str, tuple[Drawn, ...]] = {
    "village": (
        Drawn(
            "party and state in Beijing",
            0,
            _STATE,
            ("central-government", "state-council", "communist-party"),
        ),
        Drawn("Jinhua", 1, _STATE, ("jinhua-government",)),
        Drawn("Yongkang", 1, _STATE, ("yongkang-government",)),
        Drawn("commune", 2, _STATE, ("mantang-commune",)),
        Drawn("village managers", 2, _STATE, ("mantang-village-authorities",)),
        Drawn(
            "confederation",
            3,
            _BODY,
            ("mantang-confederation",),
            "mantang-what-the-confederation-did",
        ),
        Drawn("its official", 3, _BODY, ("mantang-administrator",)),
        Drawn("pedlars", 4, _PEOPLE, ("yongkang-pedlars",)),
        Drawn("Mantang's workshops", 4, _PEOPLE, ("mantang-workshops",)),
        Drawn("individual businesses", 4, _PEOPLE, ("independent-workers",)),
        Drawn("nearby communes", 5, _STATE, ("neighbouring-communes",)),
        Drawn("red hats", 5, _PEOPLE, ("red-hat-firms",)),
        Drawn("collective factories", 5, _PEOPLE, ("collective-workshops",)),
    ),
    "owners": (
        Drawn("factories far away", 0, "state or collective", ("heavy-industry-factories",)),
        Drawn("Lu's collective", 0, "state or collective", ("lu-collective-factory",)),
        Drawn("Chen's collective", 0, "state or collective", ("chen-collective-factory",)),
        Drawn("tractor factory", 0, "state or collective", ("tractor-factory",)),
        Drawn("township factory", 0, "state or collective", ("wang-township-factory",)),
        Drawn("a friend", 1, "person", ("lu-friend",)),
        Drawn("friends", 1, "person", ("chen-friends",)),
        Drawn("Mr Lu", 2, "person", ("mr-lu",)),
        Drawn("Mr Chen", 2, "person", ("mr-chen",)),
        Drawn("Mr Wang", 2, "person", ("mr-wang",)),
        Drawn("technician from Japan", 3, "person", ("japanese-technician", "lu-managers")),
        Drawn("son", 3, "person", ("chen-son",)),
        Drawn("daughter", 3, "person", ("chen-daughter",)),
        Drawn(
            "vacuum flasks",
            4,
            "firm",
            ("vacuum-flask-company",),
            "yongkang-strategies-of-firms-readjust",
        ),
        Drawn(
            "Sunshine", 4, "firm", ("sunshine-company",), "yongkang-strategies-of-firms-diversify"
        ),
        Drawn("Wang's tools", 4, "firm", ("wang-tool-company",)),
        Drawn("Jiake", 4, "firm", ("jiake",), "yongkang-strategies-of-firms-innovate"),
        Drawn("factory in Anhui", 5, "state or collective", ("anhui-factory",)),
        Drawn("doors, property", 5, "firm", ("sunshine-doors-property",)),
        Drawn("solar panels", 5, "firm", ("sunshine-solar",)),
        Drawn("electric vehicles", 5, "firm", ("sunshine-vehicles",)),
        Drawn("works elsewhere", 5, "firm", ("jiake-copper-factory", "jiake-research-centre")),
        Drawn("Shenzhen exchange", 6, "buyer or market", ("shenzhen-stock-exchange",)),
        Drawn("three foreign chains", 6, "buyer or market", ("carrefour", "castorama", "metro")),
        Drawn("Bosch and others", 6, "buyer or market", ("bosch", "foreign-clients")),
    ),
    "city": (
        Drawn("Yiwu", 0, "example", ("yiwu-market",)),
        Drawn("centre, province", 0, _STATE, ("central-government", "zhejiang-government")),
        Drawn("Qianhuang", 0, "example", ("qianhuang-village", "qianhuang-estate")),
        Drawn(
            "city government",
            1,
            _STATE,
            ("yongkang-government",),
            "yongkang-local-government-after-privatisation",
        ),
        Drawn("estates", 2, _BODY, ("yongkang-estates",)),
        Drawn("market's company", 2, _BODY, ("technological-city-company",)),
        Drawn("market hall", 2, _BODY, ("technological-city",)),
        Drawn("innovation centre", 3, _BODY, ("innovation-centre",)),
        Drawn(
            "ten service centres",
            3,
            _BODY,
            (
                "registered-office-centre",
                "fairs-centre",
                "logistics-centre",
                "innovation-centre-2007",
                "customs-centre",
                "quality-centre",
                "design-centre",
                "international-logistics-centre",
                "human-resources-centre",
                "moulds-centre",
            ),
            "yongkang-service-centres",
        ),
        Drawn("research centres", 3, _BODY, ("linked-research-centres",)),
        Drawn("associations", 4, _BODY, ("intermediate-organisations",)),
        Drawn(
            "village offices",
            4,
            _STATE,
            (
                "village-governments",
                "village-committee",
                "village-party-committee",
                "village-cooperatives-committee",
            ),
            "yongkang-committees-of-a-village",
        ),
        Drawn("political bodies", 4, _STATE, ("political-bodies",)),
        Drawn(
            "former public managers",
            5,
            _PEOPLE,
            ("former-public-managers",),
            "yongkang-origins-of-new-company-bosses",
        ),
        Drawn(
            "firms",
            5,
            _PEOPLE,
            (
                "yongkang-firms",
                "estate-firms",
                "relocating-firms",
                "incoming-firms",
                "family-concerns",
                "innovative-vehicle-firms",
                "vacuum-flask-company",
                "jiake",
                "sunshine-company",
            ),
            "yongkang-grounds-on-which-companies-are-judged",
        ),
        Drawn("businessmen", 5, _PEOPLE, ("businessmen",), "yongkang-what-government-support"),
        Drawn(
            "traders, partners",
            5,
            _PEOPLE,
            ("technological-city-partners", "market-builders", "market-traders"),
        ),
    ),
    "counties": (
        Drawn("Beijing", 0, _STATE, ("central-government",)),
        Drawn("Zhejiang", 0, _STATE, ("zhejiang-government",)),
        Drawn("pilot clusters", 0, _BODY, ("pilot-clusters",)),
        Drawn("Wuyi", 1, _STATE, ("wuyi-government",)),
        Drawn("Yongkang", 1, _STATE, ("yongkang-government",)),
        Drawn("Jinyun", 1, _STATE, ("jinyun-government",)),
        Drawn("firms from Wuyi", 2, _PEOPLE, ("firms-from-wuyi",), "wuyi-origin-of-firms"),
        Drawn(
            "firms from Yongkang", 2, _PEOPLE, ("firms-from-yongkang",), "yongkang-origin-of-firms"
        ),
        Drawn("firms from Jinyun", 2, _PEOPLE, ("firms-from-jinyun",), "jinyun-origin-of-firms"),
        Drawn("Yongwujin", 3, _BODY, ("yongwujin-cluster",), "yongwujin-make-up"),
        Drawn("Wuyi area", 4, _BODY, ("wuyi-development-area",)),
        Drawn("Yongkang area", 4, _BODY, ("yongkang-development-area",)),
        Drawn("West Yongkang", 4, _BODY, ("west-yongkang-area",)),
        Drawn("Huzhen", 4, _BODY, ("huzhen-industrial-area",)),
        Drawn(
            "office centre",
            5,
            _BODY,
            ("registered-office-centre",),
            "yongkang-registered-office-centre",
        ),
        Drawn("electric vehicles", 5, _PEOPLE, ("electric-vehicle-chain",)),
        Drawn("vehicle area", 5, _BODY, ("vehicle-area",)),
        Drawn("firms that left", 6, _PEOPLE, ("relocating-firms",)),
        Drawn("Japanese technology", 6, _PEOPLE, ("japanese-vehicle-technology",)),
        Drawn("farmers, craftsmen", 6, _PEOPLE, ("vehicle-buyers",)),
        Drawn("five makers, hoped for", 6, _PEOPLE, ("expected-car-manufacturers",)),
    ),
    "informants": (
        Drawn("Lu and Ganne", 0, "author", ("lu-and-ganne",)),
        Drawn("Mr Lu", 1, "owner of a firm", ("mr-lu", "vacuum-flask-company")),
        Drawn("deputy mayor", 1, "official", ("deputy-mayor",)),
        Drawn("Mr Chen", 1, "owner of a firm", ("mr-chen",)),
        Drawn("official, city council", 1, "official", ("former-council-official",)),
        Drawn("Mr Wang", 1, "owner of a firm", ("mr-wang",)),
        Drawn("official, city administration", 1, "official", ("former-administration-official",)),
        Drawn("Jiake", 1, "owner of a firm", ("jiake",)),
        Drawn("Mr Luo of the city", 1, "official", ("mr-luo",)),
    ),
}

# What passes along a tie, by its kind in the record: the book's own grouping.
_CONTENTS = {
    "forbids, competes": ("represses", "competes with"),
    "permits, founds, honours": ("legitimises", "founds", "honours"),
    "taxes, oversees": ("levies", "supervises"),
    "owns, houses": ("owns", "shares in", "hosts"),
    "belongs, kin, friends": (
        "affiliates to",
        "member of",
        "succeeds",
        "kin of",
        "friend of",
        "introduces",
        "invests with",
    ),
    "employs, serves, supplies": (
        "employs",
        "serves",
        "funds",
        "supplies",
        "buys from",
        "cooperates with",
    ),
    "speaks, teaches, bargains": ("informs", "teaches", "negotiates with", "represents"),
}

# Ties between actors of a drawing that are of another time than it.
_OF_ANOTHER_TIME = {
    "village": {
        "central-government-supervises-yongkang-government",
        "yongkang-government-cooperates-with-central-government",
    }
}


def graph(name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the ties and the nodes of a drawing.

    Parameters
    ----------
    name : str
        One of ``GRAPHS``.

    Returns
    -------
    ties : pandas.DataFrame
        Columns ``From``, ``To``, ``Kind`` (what passes) and ``Evidence``: all that the
        record has between two nodes in the time of the drawing.
    nodes : pandas.DataFrame
        Columns ``Node``, ``Group``, ``Level`` and ``Evidence``, the cells that describe
        the node.

    Raises
    ------
    KeyError
        If there is no such graph.

    Examples
    --------
    >>> ties, nodes = graph("informants")
    >>> nodes["Node"].tolist()[0], set(ties["To"])
    ('Lu and Ganne', {'Lu and Ganne'})
    """
    nodes = GRAPHS[name]
    named = {actor: node.name for node in nodes for actor in node.actors}
    record = evidence.table("ties", source=SOURCE)
    record = record.drop(index=list(_OF_ANOTHER_TIME.get(name, ())))
    drawn = pd.DataFrame([node[:3] for node in nodes], columns=["Node", "Level", "Group"])
    described = [_described(node.cells) for node in nodes]
    return between(record, named, _CONTENTS), drawn.assign(Evidence=described)


def _described(beginning: str) -> str:
    """Return the cells whose ids begin like that, none for no beginning."""
    cells = evidence.table("dimensions", source=SOURCE).index.astype(str)
    return addresses("dimensions", cells[cells.str.startswith(beginning)] if beginning else ())


def gathered(schemes: Mapping[str, str]) -> pd.DataFrame:
    """Return the cells of several schemes as one table, a row of cells a scheme.

    Parameters
    ----------
    schemes : mapping of str to str
        Name of the row of each scheme, in the order of the rows.

    Returns
    -------
    pandas.DataFrame
        Rows of ``dimensions`` for :func:`industrial_clusters.charts.codings`: the type is the
        name of the row, and each coding says what it is about.

    Raises
    ------
    KeyError
        If the document has no such scheme.

    Examples
    --------
    >>> gathered({"Payments from sales": "who is paid"})["coding"].tolist()[0]
    'Commune: 1% of total sales'
    """
    record = evidence.table("dimensions", source=SOURCE)
    parts = []
    for scheme, name in schemes.items():
        rows = record[record["scheme"] == scheme]
        if rows.empty:
            raise KeyError(f"no scheme of {SOURCE} is called {scheme!r}")
        about = rows["type"]
        if len(set(rows["dimension"])) > 1:
            about = about + ", " + rows["dimension"]
        parts.append(
            rows.assign(type=name, dimension="In the record", coding=about + ": " + rows["coding"])
        )
    return pd.concat(parts)
