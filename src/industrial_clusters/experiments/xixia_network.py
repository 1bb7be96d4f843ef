"""Xixia's documented ties as the small graph they are: who is shown to do what for whom.

The record is not a census. It holds what one author was told and thought worth telling, so
that a missing tie is no evidence that there was none. Three questions can still be put to
it: at how many ends of its ties a single person or firm stands, what passes along them, and
what shape the ties between the five leading firms have, of which the document tells most.

A house is a leading firm with its leader, its forerunner, its heir and its managers, so that
a friendship of two leaders and a loan of two firms join the same two houses.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, combinations
from math import comb

import networkx as nx
import pandas as pd

from industrial_clusters import evidence
from industrial_clusters.experiments.recorded_ties import addresses, between, sort_of
from industrial_clusters.networks.structure import core_periphery

__all__ = [
    "CONTENTS",
    "HOUSES",
    "clusters",
    "contents",
    "direct_contacts",
    "first_circle",
    "five_houses",
    "houses",
    "leading_pairs",
    "one_house_in_all",
    "shape",
]

SOURCE = "zhang2014"

HOUSES = {
    "Long Cheng": (
        "xixia-lcg",
        "xixia-metallurgical-factory",
        "xixia-zhu-shucheng",
        "xixia-lcg-workshop-managers",
    ),
    "Wanxi": ("xixia-wmg", "xixia-wanxi-factory", "xixia-sun-yaozhi", "xixia-sun-yaozhong"),
    "XBGC": ("xixia-xbgc", "xixia-refractory-factory", "xixia-xbgc-leader"),
    "XIEMG": (
        "xixia-xiemg",
        "xixia-manifold-factory",
        "xixia-xiemg-leader",
        "xixia-xiemg-workshop-managers",
    ),
    "XAWPGC": ("xixia-xawpgc", "xixia-pump-factory", "xixia-xawpgc-leader"),
}

# What passes along a tie, by its kind: the book's own grouping.
CONTENTS = {
    "command and ownership": ("owns", "employs", "leads", "levies", "supervises", "succeeds"),
    "belonging": ("member of", "founds", "hosts"),
    "news and lessons": ("informs", "teaches", "trains with", "visits", "imitates"),
    "standing": ("honours", "represses", "legitimises"),
    "contacts and trade": (
        "introduces",
        "supplies",
        "cooperates with",
        "serves",
        "invests with",
        "shares in",
    ),
    "money and credit": ("lends to", "guarantees", "donates to", "funds"),
    "friendship and kin": ("friend of", "kin of"),
    "rivalry and truce": ("competes with", "negotiates with", "withdraws for"),
}

# The author, who taught the author, and who is in the record for talking to the author alone.
_THESIS = frozenset(
    {
        "chi-zhang",
        "columbia-university",
        "moshe-adler",
        "smita-srinivas",
        "stacey-sutton",
        "xin-li",
        "xixia-company-museums",
        "xixia-current-officials",
        "xixia-interviewee-4",
        "xixia-retired-official-quoted",
        "xixia-retired-officials",
        "xixia-xiitb-official",
    }
)

CORE_FRIENDS = "Core friends of Phase I"
# Actors that stand for many, by their kind, or although their kind has single ones too.
_MANY = frozenset({"group", "firms", "network", "cluster"})
_MANY_NAMED = frozenset({"xixia-banks", "xixia-townships", "wuhan-institutes", "xixia-media"})
ENDS = ("one at each end", "one and a group", "groups at both ends")

# What passes between two houses, in the words of the drawing.
_BETWEEN = {
    "friend of": "friendship",
    "competes with": "rivalry, then truce",
    "negotiates with": "rivalry, then truce",
    "withdraws for": "rivalry, then truce",
    "serves": "rivalry, then truce",
    "guarantees": "guarantee of a loan",
    "teaches": "lessons",
    "visits": "lessons",
}


def contents() -> pd.DataFrame:
    """Return how many ties carry what, by whether single actors or groups stand at their ends.

    All ties of Xixia and of the county next to it, but for those with the author.

    Returns
    -------
    pandas.DataFrame
        Columns ``Content``, ``Ends``, ``Ties`` and ``Evidence``: the rows counted.

    Examples
    --------
    >>> sorted(contents()["Ends"].unique())
    ['groups at both ends', 'one and a group', 'one at each end']
    """
    ties = _told()
    single = ties[["from", "to"]].map(_is_single).sum(axis=1)
    groups = ties.assign(
        Content=sort_of(ties["kind"], CONTENTS), Ends=[ENDS[2 - number] for number in single]
    ).groupby(["Content", "Ends"])
    rows = []
    for name in CONTENTS:
        for ends in ENDS:
            found = groups.get_group((name, ends)) if (name, ends) in groups.groups else ties[:0]
            rows.append(
                {
                    "Content": name,
                    "Ends": ends,
                    "Ties": len(found),
                    "Evidence": addresses("ties", found.index),
                }
            )
    return pd.DataFrame(rows)


def leading_pairs() -> pd.DataFrame:
    """Return the documented ties between two of the five leading houses.

    Returns
    -------
    pandas.DataFrame
        Columns ``From`` and ``To`` (houses), ``Kind`` (what passes, in the words of the
        drawing) and ``Evidence``, one row a tie.

    Examples
    --------
    >>> sorted(set(leading_pairs()["From"]) - set(HOUSES))
    []
    """
    house = {actor: name for name, actors in HOUSES.items() for actor in actors}
    ties = _told()
    ends = ties[["from", "to"]].apply(lambda column: column.map(house))
    between = ends.notna().all(axis=1) & (ends["from"] != ends["to"])
    return pd.DataFrame(
        {
            "From": ends.loc[between, "from"],
            "To": ends.loc[between, "to"],
            "Kind": ties.loc[between, "kind"].map(_BETWEEN),
            "Evidence": "ties/" + ties.index[between],
        }
    ).reset_index(drop=True)


def houses() -> nx.Graph[str]:
    """Return the five houses, with a tie between two if any is documented between them.

    Examples
    --------
    >>> len(houses())
    5
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(HOUSES)
    pairs = leading_pairs()
    graph.add_edges_from(zip(pairs["From"], pairs["To"], strict=True))
    return graph


def shape() -> pd.Series[float]:
    """Return how near the graph of the five houses is to a star.

    Returns
    -------
    pandas.Series
        ``ties`` documented; ``pairs`` of houses that they join, of ``possible`` pairs;
        ``of the centre``, the pairs that the best connected house is part of; ``core fit``,
        the correlation with the best ideal core and periphery; ``core``, its size.

    Examples
    --------
    >>> float(shape()["possible"])
    10.0
    """
    graph = houses()
    core = core_periphery(graph)
    return pd.Series(
        {
            "ties": float(len(leading_pairs())),
            "pairs": float(graph.number_of_edges()),
            "possible": float(comb(len(graph), 2)),
            "of the centre": float(max(degree for _, degree in graph.degree)),
            "core fit": core.fit,
            "core": float(len(core.core)),
        }
    )


def one_house_in_all(pairs: int, houses: int = len(HOUSES)) -> float:
    """Return the chance that one house has a part in all of some pairs drawn blindly.

    Parameters
    ----------
    pairs : int
        Pairs drawn, at least two, each at most once.
    houses : int, optional
        Houses among whom pairs are drawn, at least three.

    Examples
    --------
    Of the ten pairs of five houses four can be chosen in 210 ways, five of them stars:

    >>> round(one_house_in_all(4), 4)
    0.0238
    """
    possible = list(combinations(range(houses), 2))
    # A set of two pairs or more has at most one house in all of them.
    return houses * comb(houses - 1, pairs) / comb(len(possible), pairs)


def first_circle() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the drawing of the first circle: county, leaders and their factories.

    Returns
    -------
    pandas.DataFrame, pandas.DataFrame
        Ties and nodes as :func:`industrial_clusters.charts.network` takes them.

    Examples
    --------
    >>> ties, nodes = first_circle()
    >>> nodes["Level"].value_counts().to_dict()
    {2: 4, 3: 4, 1: 1}
    """
    leaders = {
        "xixia-sun-yaozhi": "Sun Yaozhi",
        "xixia-glass-leader": "Leader, glass",
        "xixia-rifle-leader": "Leader, rifles",
        "xixia-flourmill-leader": "Leader, flour",
    }
    factories = {
        "xixia-wanxi-factory": "Medicine factory",
        "xixia-glass-factory": "Glass factory",
        "xixia-rifle-factory": "Rifle factory",
        "xixia-flourmill": "Flour mill",
    }
    names = {"xixia-government": "County government"} | leaders | factories
    words = {
        "employs, owns": ["employs", "owns"],
        "friendship": ["friend of"],
        "leads": ["leads"],
    }
    drawn = _drawn(names, words)
    level = [1, *[2] * len(leaders), *[3] * len(factories)]
    group = ["government", *["leader"] * len(leaders), *["factory"] * len(factories)]
    cells = evidence.table("dimensions", source=SOURCE).query("scheme == @CORE_FRIENDS")
    coded = dict.fromkeys(names, "") | {
        factory: " ".join("dimensions/" + cells.index[cells["type"] == name])
        for factory, name in zip(factories, cells["type"].unique(), strict=True)
    }
    nodes = pd.DataFrame(
        {
            "Node": list(names.values()),
            "Level": level,
            "Group": group,
            "Evidence": list(coded.values()),
        }
    )
    return drawn, nodes


def five_houses() -> pd.DataFrame:
    """Return the nodes of the drawing of the five houses, the best connected in the middle.

    Returns
    -------
    pandas.DataFrame
        Columns ``Node``, ``Group`` (whose the forerunner was), ``Level`` (0 in the middle)
        and ``Evidence``: the document's table of the firms, and the ties that make each
        firm, its leader and its forerunner one house.

    Examples
    --------
    >>> five_houses().set_index("Node")["Level"].to_dict()["Long Cheng"]
    0
    """
    cells = evidence.table("dimensions", source=SOURCE).query("scheme == 'Five leading firms'")
    owner = cells[cells["dimension"] == "ownership of the predecessor"].set_index("type")["coding"]
    ties = _told()
    degree = dict(houses().degree)
    rows = []
    for name, actors in HOUSES.items():
        firm = {"Long Cheng": "LCG", "Wanxi": "WMG"}.get(name, name)
        own = ties["from"].isin(actors) & ties["to"].isin(actors)
        own |= ties["to"].isin(actors) & ties["kind"].isin(["owns", "honours", "employs"])
        own |= ties["from"].isin(actors) & ties["kind"].isin(["member of", "employs"])
        coded = " ".join("dimensions/" + cells.index[cells["type"] == firm])
        rows.append(
            {
                "Node": name,
                "Group": f"{owner[firm].lower()} at first",
                "Level": int(degree[name] < max(degree.values())),
                "Evidence": f"{coded} {addresses('ties', ties.index[own])}",
            }
        )
    return pd.DataFrame(rows)


def clusters() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the drawing of the two clusters: hubs between those outside and the other firms.

    Returns
    -------
    pandas.DataFrame, pandas.DataFrame
        Ties and nodes as :func:`industrial_clusters.charts.network` takes them.

    Examples
    --------
    >>> ties, nodes = clusters()
    >>> nodes[nodes["Group"] == "hub"]["Node"].tolist()
    ['XBGC', 'XIEMG', 'XAWPGC']
    """
    names = {
        "metallurgy-clients": ("Metal works", "outside", 1),
        "wuhan-institutes": ("Wuhan institutes", "outside", 1),
        "agricultural-bank-of-china": ("Agricultural Bank", "outside", 1),
        "outside-experts": ("Experts", "outside", 1),
        "xixia-xbgc": ("XBGC", "hub", 2),
        "xixia-xiemg": ("XIEMG", "hub", 2),
        "xixia-xiemg-leader": ("XIEMG", "hub", 2),
        "xixia-xawpgc": ("XAWPGC", "hub", 2),
        "xixia-metallurgy-firms": ("Other makers of materials", "firms", 3),
        "xixia-metallurgy-sales": ("Other makers of materials", "firms", 3),
        "xixia-wuhan-partners": ("Partners of institutes", "firms", 3),
        "xixia-abc-firms": ("Eight firms", "firms", 3),
        "xixia-automotive-firms": ("Makers of car parts", "firms", 3),
        "xixia-automotive-workers": ("Makers of car parts", "firms", 3),
    }
    words = {
        "opens a door": ["introduces"],
        "passes on news, trains": ["informs", "trains with", "teaches"],
        "deals with": ["employs", "supplies", "serves", "cooperates with"],
    }
    drawn = _drawn({actor: node for actor, (node, _, _) in names.items()}, words)
    nodes = pd.DataFrame(names.values(), columns=["Node", "Group", "Level"])
    return drawn, nodes.drop_duplicates().reset_index(drop=True)


def direct_contacts() -> pd.Series[bool]:
    """Return who outside deals with the firms of the two clusters without a hub by now.

    Examples
    --------
    >>> direct_contacts().index.tolist()
    ['Metal works', 'Wuhan institutes', 'Agricultural Bank', 'Experts']
    """
    ties, nodes = clusters()
    group = nodes.set_index("Node")["Group"]
    pairs = {frozenset(pair) for pair in zip(ties["From"], ties["To"], strict=True)}
    outside, firms = (group.index[group == name] for name in ("outside", "firms"))
    return pd.Series({one: any({one, firm} in pairs for firm in firms) for one in outside})


def _told() -> pd.DataFrame:
    """Ties of the place, without those of its author."""
    ties = evidence.table("ties", source=SOURCE)
    here = ties["case"].isin(["xixia", "xichuan", "nanyang"])
    return ties[here & ~ties["from"].isin(_THESIS) & ~ties["to"].isin(_THESIS)]


def _drawn(names: Mapping[str, str], words: Mapping[str, list[str]]) -> pd.DataFrame:
    """Ties between the actors named that are of a kind with a word for it."""
    told = _told()
    return between(told[told["kind"].isin(chain.from_iterable(words.values()))], names, words)


def _is_single(actor: str) -> bool:
    kind = evidence.row("actors", actor)["kind"]
    return kind not in _MANY and actor not in _MANY_NAMED
