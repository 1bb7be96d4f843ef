"""The models of the Zhongguancun chapter confronted with what its study records.

Three arguments of the document are run: organisations that search, a population of
firms that grows by steps of policy and ends in few hands, and founders who trade
first. Ranges are assumptions of the book, wide on purpose; constraints are rows of the
evidence, or codings of the document read as the weakest bound that they allow.
"""

from __future__ import annotations

import dataclasses
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, differential_evolution

from industrial_clusters.evidence import (
    Quantity,
    propagate,
    quantity,
    rounding_bounds,
    row,
    table,
)
from industrial_clusters.experiments.designs import sobol_design
from industrial_clusters.experiments.history_matching import match
from industrial_clusters.experiments.organisations import BETWEEN, TIERS
from industrial_clusters.experiments.recorded_ties import sort_of
from industrial_clusters.experiments.studies import Confrontation, Study, arrays, survivors
from industrial_clusters.models import firm_population, innovation_search, trade_first
from industrial_clusters.networks.organisations import (
    lateral_ties,
    pure_hierarchy,
    strong_innovation_network,
    weak_innovation_network,
    with_lateral_ties,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SEED = 1988

SOURCE = "zhongguancun1998"
PAGE = "cases/zhongguancun"

# The document gives no number for how units search: every chance runs from never to
# always, and landscapes from one peak to no order at all. What masters hand down stays
# below one half, a report every other period.
SEARCH_RANGES = {
    "ruggedness": (0.0, 11.99),
    "veto": (0.0, 1.0),
    "given_up": (0.0, 1.0),
    "learning": (0.0, 1.0),
    "handed_down": (0.0, 0.5),
    "disclosure": (0.0, 1.0),
    "ordered": (0.0, 1.0),
    "turbulence": (0.0, 1.0),
}
SEARCH_DRAWS = 128

# The least difference, as a share of the best solution, that counts as better.
BETTER = 0.001

# Firms, founders a year, shares a year. The first room may be that of the first years
# or that of the whole history, for theory and rival alike (its logarithm to the base
# of ten is drawn); a step multiplies it by up to twelve. Up to three firms in ten die
# in a year. The eleven firms of 1983 are where every world starts.
POPULATION_RANGES = {
    "spontaneous": (0.0, 50.0),
    "imitation": (0.1, 2.5),
    "log_room": (1.0, 4.3),
    "reform": (0.0, 2.5),
    "zone": (0.0, 2.5),
    "tour": (0.0, 2.5),
    "death": (0.0, 0.3),
    "takeover": (0.0, 0.1),
    "volatility": (0.0, 0.4),
}
POPULATION_DRAWS = 131072

# Counts may be wrong by a half: the early ones are of firms created and the late ones
# of firms that the zone's commission recognised.
TOLERANCE = 0.5

# Log points. A spread of 3 at entry lets one entrant in six be twenty times the median
# and more. One firm grew from 0.4 million yuan of capital to a profit of more than 130 in
# ten years, 0.6 log points a year: champions may outgrow the rest by twice as much.
SIZE_RANGES = {
    "entry_spread": (0.0, 3.0),
    "size_volatility": (0.0, 1.0),
    "premium": (0.0, 1.2),
}
SIZE_DRAWS = 512

# In least projects and a year; wealth and wage are drawn on a logarithmic scale, as a
# founder may own a thousandth of a project or two of them. Taste may go either way.
TRADE_RANGES = {
    "log_wealth": (-3.0, 0.3),
    "wealth_spread": (0.2, 2.0),
    "productivity": (0.1, 3.0),
    "productivity_spread": (0.05, 1.0),
    "margin": (0.1, 3.0),
    "decline": (0.0, 0.3),
    "log_wage": (-3.0, -0.3),
    "interest": (0.03, 0.4),
    "returns": (0.2, 0.8),
    "saving": (0.05, 0.9),
    "taste": (-0.5, 1.0),
    "credit": (1.0, 5.0),
}
TRADE_DRAWS = 8192

COUNT_YEARS = (1984, 1985, 1988, 1994, 1995)
TABLE_YEARS = tuple(range(1989, 1994))

# Ties by which two actors do something together, and not one something to the other.
PARTNERSHIP = frozenset({"cooperates with", "trains with", "invests with", "shares in"})

# Where a partner sits, from the area outwards; a case that is not listed lies abroad.
NEAR, BEIJING, CHINA, ABROAD = "in the area", "rest of Beijing", "other provinces", "abroad"
PLACES = {
    "zhongguancun": NEAR,
    "shangdi": NEAR,
    "haidian": NEAR,
    "beijing": BEIJING,
    **dict.fromkeys(
        ("china", "hebei", "shandong", "jiangsu", "zhejiang", "guangdong", "guangxi"), CHINA
    ),
}


# --- organisations that search --------------------------------------------------------------


@cache
def organisations() -> dict[str, innovation_search.Organisation]:
    """Return hierarchy, weak and strong network of the same actors.

    Examples
    --------
    >>> {name: int(form.partners.sum() // 2) for name, form in organisations().items()}
    {'hierarchy': 0, 'weak network': 121, 'strong network': 1208}
    """
    masters = int(quantity("zhongguancun-supervisory-agencies").low)
    return {
        "hierarchy": innovation_search.organisation_of(pure_hierarchy(masters=masters)),
        "weak network": innovation_search.organisation_of(weak_innovation_network(masters=masters)),
        "strong network": innovation_search.organisation_of(
            strong_innovation_network(masters=masters)
        ),
    }


def search_constraints() -> dict[str, Quantity]:
    """Return what the document records of the hierarchy and of the network after it.

    Table 2 codes innovation in the hierarchy as slow and in networks as fast and of good
    quality: units of the weak network, the one that existed, are better off soon and
    late. Under the hierarchy projects were often repeated, and many results stayed in
    the laboratory: at least one trial and one unit in a hundred.

    Examples
    --------
    >>> search_constraints()["gain_soon"].low
    0.001
    """
    return {
        "gain_soon": Quantity(BETTER, 1.0),
        "gain_late": Quantity(BETTER, 1.0),
        "repeated_hierarchy": Quantity(0.01, 1.0),
        "reach_hierarchy": Quantity(0.0, 0.99),
    }


@cache
def search_runs(draws: int = SEARCH_DRAWS, seed: int = SEED) -> dict[str, pd.DataFrame]:
    """Return what each organisation finds, by model and form, on one design.

    Parameters
    ----------
    draws : int, optional
        Number of draws, a power of two.
    seed : int, optional
        Seed of the design, the landscapes and the luck.

    Returns
    -------
    dict of str to pandas.DataFrame
        One row a draw; keys such as ``"control and ties, hierarchy"``.

    Examples
    --------
    >>> len(search_runs(draws=2))
    7
    """
    forms = organisations()
    theory = innovation_search.Parameters(**arrays(sobol_design(SEARCH_RANGES, draws, seed)))
    alone = innovation_search.without_ties(theory)
    free = innovation_search.without_control(theory)
    plan = [
        *(("control and ties", theory, form) for form in forms),
        ("control alone", alone, "hierarchy"),
        ("control alone", alone, "weak network"),
        ("ties alone", free, "hierarchy"),
        ("ties alone", free, "weak network"),
    ]
    return {
        f"{model}, {form}": innovation_search.observables(
            innovation_search.simulate(parameters, np.random.default_rng(seed), forms[form])
        )
        for model, parameters, form in plan
    }


@cache
def hierarchy_studies(draws: int = SEARCH_DRAWS, seed: int = SEED) -> dict[str, Study]:
    """Return control and ties together, and each alone, against the hierarchy's record.

    Parameters
    ----------
    draws, seed
        As in :func:`search_runs`.

    Examples
    --------
    >>> list(hierarchy_studies(draws=4))
    ['control and ties', 'control alone', 'ties alone']
    """
    runs = search_runs(draws, seed)
    design = sobol_design(SEARCH_RANGES, draws, seed)
    studies = {}
    for name in ("control and ties", "control alone", "ties alone"):
        before, after = runs[f"{name}, hierarchy"], runs[f"{name}, weak network"]
        outputs = pd.DataFrame(
            {
                "gain_soon": after["soon"] - before["soon"],
                "gain_late": after["late"] - before["late"],
                "repeated_hierarchy": before["repeated"],
                "reach_hierarchy": before["reach"],
                "more_repeated": after["repeated"] - before["repeated"],
                "more_repeated_soon": after["repeated_soon"] - before["repeated_soon"],
            }
        )
        studies[name] = Study(design, outputs, match(outputs, search_constraints()))
    return studies


@cache
def density_studies(draws: int = SEARCH_DRAWS, seed: int = SEED) -> dict[str, Study]:
    """Return the strong network against the weak, by who is right about it.

    The strong network is the document's goal and existed nowhere, so that no record
    bounds it: each theory brings its own claim to the worlds that meet the record of
    the hierarchy. The document's is that more ties are better soon and late; that of
    Lazer and Friedman that, late, they are worse.

    Parameters
    ----------
    draws, seed
        As in :func:`search_runs`.

    Examples
    --------
    >>> list(density_studies(draws=4))
    ['more ties are better', 'too many ties end exploration']
    """
    runs = search_runs(draws, seed)
    weak, strong = (runs[f"control and ties, {form} network"] for form in ("weak", "strong"))
    record = hierarchy_studies(draws, seed)["control and ties"]
    outputs = record.outputs.assign(
        strong_soon=strong["soon"] - weak["soon"],
        strong_late=strong["late"] - weak["late"],
        strong_best=strong["best"] - weak["best"],
        strong_adapted=strong["adapted"] - weak["adapted"],
    )
    better, worse = Quantity(BETTER, 1.0), Quantity(-1.0, -BETTER)
    claims = {
        "more ties are better": {"strong_soon": better, "strong_late": better},
        "too many ties end exploration": {"strong_late": worse},
    }
    return {
        name: Study(record.parameters, outputs, match(outputs, search_constraints() | claim))
        for name, claim in claims.items()
    }


def strong_by_ruggedness(classes: int = 4) -> pd.DataFrame:
    """Return how often the strong network is better than the weak, by the difficulty of tasks.

    Parameters
    ----------
    classes : int, optional
        Number of equal classes of ruggedness.

    Returns
    -------
    pandas.DataFrame
        Indexed by the middle of each class of K: shares of the worlds that meet the record
        in which the strong network is better soon (``better_soon``), better late
        (``better_late``) and worse late (``worse_late``), and their number (``worlds``).

    Examples
    --------
    >>> strong_by_ruggedness(classes=2).index.tolist()
    [3.0, 9.0]
    """
    width = np.ceil(SEARCH_RANGES["ruggedness"][1]) / classes
    ruggedness = _record_worlds()[0]["ruggedness"]
    return _strong_by(((ruggedness // width) + 0.5) * width)


def strong_by_refusal(classes: int = 3) -> pd.DataFrame:
    """Return how often the strong network is better than the weak, by what masters refuse.

    A master of the networks refuses a change with the probability of a veto, less the
    share of control given up. Classes hold equal numbers of worlds.

    Parameters
    ----------
    classes : int, optional
        Number of classes, from the worlds with least refusal to those with most.

    Returns
    -------
    pandas.DataFrame
        Indexed by the median refusal of each class; columns as
        :func:`strong_by_ruggedness`.

    Examples
    --------
    >>> len(strong_by_refusal(classes=2))
    2
    """
    kept, _ = _record_worlds()
    refusal = kept["veto"] * (1 - kept["given_up"])
    cut = pd.Series(pd.qcut(refusal, classes, labels=False), refusal.index)
    return _strong_by(refusal.groupby(cut).transform("median"))


def _record_worlds() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return parameters and outputs of the worlds that meet the hierarchy's record."""
    study = density_studies()["more ties are better"]
    kept = hierarchy_studies()["control and ties"].matching.survivors
    return study.parameters[kept], study.outputs[kept]


def _strong_by(classes: pd.Series[float]) -> pd.DataFrame:
    _, outputs = _record_worlds()
    return pd.DataFrame(
        {
            "better_soon": (outputs["strong_soon"] >= BETTER).groupby(classes).mean(),
            "better_late": (outputs["strong_late"] >= BETTER).groupby(classes).mean(),
            "worse_late": (outputs["strong_late"] <= -BETTER).groupby(classes).mean(),
            "worlds": classes.value_counts().sort_index(),
        }
    )


def tie_by_tie(
    ties: Iterable[int] = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 377, 987, 2415),
    worlds: int = 32,
) -> pd.DataFrame:
    """Return what lateral ties do when they are added one after the other.

    Ties join units of different sectors first, as the document asks, in one order; the
    organisation is relaxed, and runs in the first worlds that meet the record of the
    hierarchy.

    Parameters
    ----------
    ties : iterable of int, optional
        Numbers of ties to stop at, up to all pairs of units.
    worlds : int, optional
        Number of worlds.

    Returns
    -------
    pandas.DataFrame
        Indexed by the number of ties: means over worlds of the columns of
        :func:`~industrial_clusters.models.innovation_search.observables`.

    Examples
    --------
    >>> tie_by_tie(ties=(0, 1), worlds=1).index.tolist()
    [0, 1]
    """
    hierarchy = pure_hierarchy(masters=int(quantity("zhongguancun-supervisory-agencies").low))
    order = lateral_ties(hierarchy)
    rows = {}
    for count in ties:
        tied = innovation_search.organisation_of(with_lateral_ties(hierarchy, order[:count]))
        rows[count] = _searched(dataclasses.replace(tied, relaxed=True), worlds)
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("ties")


def by_masters(masters: Iterable[int] = (1, 2, 4, 8), worlds: int = 32) -> pd.DataFrame:
    """Return what the number of masters over each unit does to the hierarchy.

    The document says many, and reports what is said of Beijing's firms, that their
    mothers-in-law are too many; its number of agencies does not tell how many rule one unit.

    Parameters
    ----------
    masters : iterable of int, optional
        Immediate masters of each unit; the centre is above them all.
    worlds : int, optional
        Number of worlds, the first that meet the record of the hierarchy.

    Returns
    -------
    pandas.DataFrame
        Indexed by the number of masters: means over worlds of the columns of
        :func:`~industrial_clusters.models.innovation_search.observables`.

    Examples
    --------
    >>> by_masters(masters=(1, 2), worlds=1).index.tolist()
    [1, 2]
    """
    agencies = int(quantity("zhongguancun-supervisory-agencies").low)
    return pd.DataFrame.from_dict(
        {
            number: _searched(
                innovation_search.organisation_of(
                    pure_hierarchy(masters=agencies, masters_of_each=number)
                ),
                worlds,
            )
            for number in masters
        },
        orient="index",
    ).rename_axis("masters")


def _searched(organisation: innovation_search.Organisation, worlds: int) -> pd.Series[float]:
    """Return the mean observables of an organisation in worlds that meet the record."""
    study = hierarchy_studies()["control and ties"]
    kept = study.parameters[study.matching.survivors].head(worlds)
    course = innovation_search.simulate(
        innovation_search.Parameters(**arrays(kept)), np.random.default_rng(SEED), organisation
    )
    return innovation_search.observables(course).mean()


def parts_of_the_gain() -> pd.DataFrame:
    """Return what freeing units and tying them each contribute, soon and late.

    Returns
    -------
    pandas.DataFrame
        Indexed by model, in the worlds that meet the record with control and ties
        together: median gains of the weak network over the hierarchy (``gain_soon``,
        ``gain_late``), and the share of worlds in which it repeats more trials
        (``repeats_more``, and among the first, ``repeats_more_soon``).

    Examples
    --------
    >>> parts_of_the_gain().columns.tolist()
    ['gain_soon', 'gain_late', 'repeats_more', 'repeats_more_soon']
    """
    studies = hierarchy_studies()
    kept = studies["control and ties"].matching.survivors
    rows = {}
    for name, study in studies.items():
        outputs = study.outputs[kept]
        rows[name] = {
            "gain_soon": outputs["gain_soon"].median(),
            "gain_late": outputs["gain_late"].median(),
            "repeats_more": (outputs["more_repeated"] > 0).mean(),
            "repeats_more_soon": (outputs["more_repeated_soon"] > 0).mean(),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def repeats_by_order(classes: int = 4) -> pd.Series[float]:
    """Return how often a network repeats more, by how many units start as ordered.

    Parameters
    ----------
    classes : int, optional
        Number of equal classes of the share of units that start with the one project
        ordered from above.

    Returns
    -------
    pandas.Series
        Indexed by the middle of each class: share of the worlds that meet the record in
        which the weak network repeats more of its first trials than the hierarchy.

    Examples
    --------
    >>> repeats_by_order(classes=2).index.tolist()
    [0.25, 0.75]
    """
    study = hierarchy_studies()["control and ties"]
    kept = study.matching.survivors
    middle = ((study.parameters["ordered"][kept] * classes // 1) + 0.5) / classes
    more = (study.outputs["more_repeated_soon"][kept] > 0).astype(float)
    return more.groupby(middle).mean()


# --- periods and ties of the record ---------------------------------------------------------


# Short names of the periods, and what the document codes of their time.
PERIODS = {
    "zhongguancun-development-1": ("Before",),
    "zhongguancun-development-2": ("Trial", "zhongguancun-who-founds-firms-1980"),
    "zhongguancun-development-3": ("First firms", "zhongguancun-who-founds-firms-1983"),
    "zhongguancun-development-4": (
        "Boom",
        "zhongguancun-who-founds-firms-from-1985",
        "china-instruments-of-science-reform",
    ),
    "zhongguancun-development-5": (
        "Zone",
        "zhongguancun-who-founds-firms-from-1992",
        "zhongguancun-state-awards",
        "zhongguancun-fields-in-which-the-zone-leads",
        "zhongguancun-markets-of-character-processing",
        "zhongguancun-market-of-the-early-zone",
    ),
    "zhongguancun-development-6": ("Integration", "china-calls-for-large-firms"),
    "zhongguancun-organisation-1": ("Pyramid",),
    "zhongguancun-organisation-2": ("Weak network",),
    "china-economic-system-1": ("Plan",),
    "china-economic-system-2": ("Market",),
}


def periods() -> pd.DataFrame:
    """Return the periods that the document tells apart and dates, scheme by scheme.

    A period whose beginning is not given is drawn from 1978, one without an end to 1997,
    when the document was written; the strong network, a goal, has no dates and is left out.

    Returns
    -------
    pandas.DataFrame
        Columns ``Period`` (a short name), ``Scheme``, ``Start``, ``End``, ``Name`` and
        ``Evidence``: the period, and what the document codes of its time.

    Examples
    --------
    >>> periods()["Scheme"].value_counts().tolist()
    [6, 2, 2]
    """
    stages = table("stages", source=SOURCE)
    stages = stages[stages["start"].notna() | stages["end"].notna()]
    cells = table("dimensions", source=SOURCE).index
    evidence = [
        " ".join(
            [
                f"stages/{stage}",
                *(f"dimensions/{cell}" for cell in cells if cell.startswith(PERIODS[stage][1:])),
            ]
        )
        for stage in stages.index
    ]
    return pd.DataFrame(
        {
            "Period": [PERIODS[stage][0] for stage in stages.index],
            "Scheme": stages["scheme"].to_numpy(),
            "Start": stages["start"].fillna(1978).astype(float).to_numpy(),
            "End": stages["end"].fillna(1997).astype(float).to_numpy(),
            "Name": stages["name"].to_numpy(),
            "Evidence": evidence,
        }
    )


def drawn_organisations() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return hierarchy, weak and strong network of a few actors, in one drawing.

    Each contains the ties of the one before it. The generators are those of the model,
    with fewer actors, so that a reader can see them.

    Returns
    -------
    tuple of pandas.DataFrame
        Ties (``From``, ``To``, ``Kind``) and nodes (``Node``, ``Group``, ``Level``, 0 for
        the centre, ``Label``).

    Examples
    --------
    >>> ties, nodes = drawn_organisations()
    >>> ties["Kind"].unique().tolist()
    ['control', 'tie of the weak network', 'tie of the strong network alone']
    """
    size: dict[str, Any] = {"masters": 4, "institutes": 4, "firms": 5}
    hierarchy = pure_hierarchy(**size)
    weak = weak_innovation_network(**size)
    strong = strong_innovation_network(**size)
    kinds = dict.fromkeys(hierarchy.edges, "control")
    for network, kind in (
        (weak, "tie of the weak network"),
        (strong, "tie of the strong network alone"),
    ):
        pairs = {(min(edge), max(edge)) for edge in network.edges if edge not in hierarchy.edges}
        kinds |= {pair: kind for pair in sorted(pairs) if pair not in kinds}
    names = {"centre": "centre", "master": "agency", "institute": "institute", "firm": "firm"}
    ties = pd.DataFrame([(one, other, kind) for (one, other), kind in kinds.items()])
    roles = pd.Series({node: data["role"] for node, data in hierarchy.nodes(data=True)})
    first = roles[~roles.duplicated()].index
    nodes = pd.DataFrame(
        {
            "Node": roles.index,
            "Group": roles.map(names).to_numpy(),
            "Level": [hierarchy.nodes[node]["level"] - 1 for node in roles.index],
            "Label": [names[roles[node]] if node in first else "" for node in roles.index],
        }
    )
    return ties.set_axis(["From", "To", "Kind"], axis="columns"), nodes


def recorded_ties(kinds: Mapping[str, Iterable[str]]) -> pd.DataFrame:
    """Return ties of the document, of some kinds, under the names that a reader sees.

    The conference at which the paper was read, and what informed its author, are left out.

    Parameters
    ----------
    kinds : mapping of str to iterable of str
        For each group of ties its kinds, as in the table ``ties``.

    Returns
    -------
    pandas.DataFrame
        Columns ``From`` and ``To`` (identifiers of actors), ``Kind`` (the group) and
        ``Evidence``. Several ties of one group between the same two are one row.

    Examples
    --------
    >>> recorded_ties({"lends": ["lends to"]})["From"].unique().tolist()
    ['bez-financial-organisations']
    """
    rows = table("ties", source=SOURCE)
    about = {"zhongguancun-author", "seoul-national-university-institute", "chen-yilong"}
    rows = rows[rows["kind"].isin(chain.from_iterable(kinds.values()))]
    rows = rows[~rows["from"].isin(about) & ~rows["to"].isin(about)]
    rows = rows.assign(Kind=sort_of(rows["kind"], kinds), Evidence=_addresses(rows))
    merged = rows.groupby(["from", "to", "Kind"], sort=False)["Evidence"].agg(" ".join)
    return merged.reset_index().rename(columns={"from": "From", "to": "To"})


def record_graph(
    kinds: Mapping[str, Iterable[str]],
    labels: Mapping[str, str] | None = None,
    *,
    places: bool = False,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return ties of the document and their actors, as they are to be drawn.

    Parameters
    ----------
    kinds : mapping of str to iterable of str
        As for :func:`recorded_ties`.
    labels : mapping of str to str, optional
        Short names of the few actors that carry one, by their identifiers.
    places : bool, optional
        Whether actors stand by where they sit (1 abroad, 2 in other provinces, 3 bodies of
        the area, 4 its firms and people, 5 the rest of Beijing) or by rank (1 authorities,
        2 bodies between, 3 firms and people).

    Returns
    -------
    tuple of pandas.DataFrame
        Ties (``From``, ``To``, ``Kind``, ``Evidence``) and nodes (``Node``, ``Group``,
        ``Level``, ``Label``, ``Evidence``: what the document codes of the actor), all by the
        names of the actors.

    Examples
    --------
    >>> ties, nodes = record_graph({"lends": ["lends to"]})
    >>> nodes["Level"].tolist()
    [2, 3, 3]
    """
    ties = recorded_ties(kinds)
    levels = {ABROAD: 1, CHINA: 2, BEIJING: 5}
    ranks = ("authorities", "bodies between", "firms and people")
    names, shown = {}, dict(labels or {})
    rows = []
    for actor in dict.fromkeys([*ties["From"], *ties["To"]]):
        names[actor] = row("actors", actor)["name"]
        place, rank = place_of(actor), TIERS.get(row("actors", actor)["kind"], BETWEEN)
        level = levels.get(place, 4 if rank == len(ranks) else 3) if places else rank
        group = place if places else ranks[rank - 1]
        rows.append((names[actor], group, level, shown.get(actor, ""), _coded_of(actor)))
    nodes = pd.DataFrame(rows, columns=["Node", "Group", "Level", "Label", "Evidence"])
    return (
        ties.assign(From=ties["From"].map(names), To=ties["To"].map(names)),
        nodes.sort_values("Level", kind="stable", ignore_index=True),
    )


# What the document codes of an actor, or of those who draw on it (a consultancy and a firm on
# the people of two universities, other foreign firms beside IBM): beginnings of identifiers.
CODED = {
    "legend-group": "firms-set-up-by-institutions-legend-",
    "founder-group": "firms-set-up-by-institutions-founder- diversification-founder-",
    "unis-group": "firms-set-up-by-institutions-unis-",
    "stone-group": "joint-training-stone-group- diversification-stone-",
    "new-auto-group": "joint-training-new-auto-group-",
    "new-tech-enterprise-association": "associations-of-firms-beijing-new-tech-",
    "non-state-enterprise-association": "associations-of-firms-non-state-owned-",
    "chinese-software-alliance": "associations-of-firms-chinese-software-alliance-",
    "face-to-face-circles": "problems-that-circles-solve-",
    "zhongguancun-researchers": "research-under-foundations-",
    "zhongguancun-institutions": "universities-and-small-firms-",
    "ibm": "shangdi-institutes-of-ibm-chinese-research-center- foreign-firms-by-origin-",
    "peking-university": "network-like-firms-greatwall-enterprise-institute-",
    "tsinghua-university": "network-like-firms-huafu-electric-power-corporation-",
    "dingxing": "shangdi-institutes-of-ibm-dingxing-",
    "provincial-partner-firms": "reasons-to-look-outside-beijing-",
    "traditional-state-firms": "reasons-of-beijings-state-firms-to-lose-partners-",
}


def _coded_of(actor: str) -> str:
    """Return the cells in which the document codes an actor."""
    prefixes = tuple(f"zhongguancun-{prefix}" for prefix in CODED.get(actor, "").split())
    prefixes += tuple(prefix.removeprefix("zhongguancun-") for prefix in prefixes)
    cells = table("dimensions", source=SOURCE).index
    return " ".join(f"dimensions/{cell}" for cell in cells if cell.startswith(prefixes))


def place_of(actor: str) -> str:
    """Return where an actor of the record sits, from the area outwards.

    Examples
    --------
    >>> place_of("legend-group"), place_of("ibm")
    ('in the area', 'abroad')
    """
    if actor == "multinationals":
        return ABROAD  # recorded under China, where they invest
    return PLACES.get(row("actors", actor)["case"], ABROAD)


def partnerships() -> pd.DataFrame:
    """Return the partnerships of the area's actors, by where the partner sits.

    Returns
    -------
    pandas.DataFrame
        Columns ``Partner sits``, ``Partnerships``, ``Kind`` and ``Evidence``, from the
        area outwards. The five provinces of one contract count one each, and their sum
        not again.

    Examples
    --------
    >>> int(partnerships()["Partnerships"].sum())
    20
    """
    ties = recorded_ties({kind: [kind] for kind in sorted(PARTNERSHIP)})
    ties = ties[ties["To"] != "tsinghua-province-partners"]
    order = {place: at for at, place in enumerate((NEAR, BEIJING, CHINA, ABROAD))}
    farther = [
        max(place_of(one), place_of(other), key=order.__getitem__)
        for one, other in zip(ties["From"], ties["To"], strict=True)
    ]
    near = [
        NEAR in (place_of(one), place_of(other))
        for one, other in zip(ties["From"], ties["To"], strict=True)
    ]
    ties = ties.assign(**{"Partner sits": farther})[near]
    counts = (
        ties.groupby(["Partner sits", "Kind"], sort=False)["Evidence"]
        .agg(["size", " ".join])
        .reset_index()
        .set_axis(["Partner sits", "Kind", "Partnerships", "Evidence"], axis="columns")
    )
    return counts.sort_values("Partner sits", key=lambda s: s.map(order), ignore_index=True)


def between_named_firms() -> pd.DataFrame:
    """Return the ties of the record that run between two named firms of the area.

    Examples
    --------
    >>> between_named_firms().columns.tolist()
    ['from', 'kind', 'to']
    """
    rows = table("ties", source=SOURCE)
    firm = {
        actor: row("actors", actor)["kind"] == "firm" and place_of(actor) == NEAR
        for actor in set(rows["from"]) | set(rows["to"])
    }
    both = rows["from"].map(firm) & rows["to"].map(firm)
    return rows.loc[both, ["from", "kind", "to"]]


# What a tie does, for those who belong, those who command, and those who give or share.
SORTS = {
    "belonging and place": ("member of", "hosts", "affiliates to", "represents"),
    "command and ownership": (
        "supervises",
        "owns",
        "employs",
        "leads",
        "levies",
        "represses",
        "acquires",
    ),
    "founding": ("founds", "spins off"),
    "money": ("funds", "lends to"),
    "approval": ("legitimises", "honours"),
    "help, goods, news": ("supplies", "serves", "teaches", "introduces", "informs", "imitates"),
    "partnership": tuple(sorted(PARTNERSHIP)),
    "rivalry": ("competes with",),
}


def ties_by_sort() -> pd.DataFrame:
    """Return how many ties the record has of each sort.

    Returns
    -------
    pandas.DataFrame
        Columns ``Sort``, ``Ties`` and ``Evidence``, most first.

    Examples
    --------
    >>> len(ties_by_sort())
    8
    """
    rows = table("ties", source=SOURCE)
    grouped = _addresses(rows).groupby(sort_of(rows["kind"], SORTS), sort=False)
    counts = grouped.agg(["size", " ".join]).reset_index()
    counts.columns = pd.Index(["Sort", "Ties", "Evidence"])
    return counts.sort_values("Ties", ascending=False, kind="stable", ignore_index=True)


def _addresses(rows: pd.DataFrame) -> pd.Series[str]:
    """Return where the data of a chart find each tie."""
    return pd.Series([f"ties/{identifier}" for identifier in rows.index], rows.index)


# --- a population of firms ------------------------------------------------------------------


def table_total(year: int) -> Quantity:
    """Return all firms of a year, by the foreign ones of Table 1 and their share.

    Parameters
    ----------
    year : int
        1989 to 1995.

    Examples
    --------
    >>> table_total(1989)
    Quantity(low=847.05..., high=867.46..., unit='firms')
    """
    foreign = quantity(f"zhongguancun-foreign-firms-{year}")
    share = rounding_bounds(quantity(f"zhongguancun-foreign-firms-share-{year}").low)
    return propagate(
        lambda firms, percent: 100 * firms / percent, foreign, Quantity(*share), unit="firms"
    )


def counted() -> pd.DataFrame:
    """Return every count of the firms, in the text and behind Table 1.

    Returns
    -------
    pandas.DataFrame
        Columns ``Year`` and ``Count`` (text), ``Low`` and ``High`` (firms), ``Evidence``.

    Examples
    --------
    >>> counted()["Count"].value_counts().tolist()
    [7, 6]
    """
    rows = []
    for year in (1983, *COUNT_YEARS):
        name = f"zhongguancun-firms-{year}"
        low = quantity(name).low
        rows.append((str(year), "printed in the text", low, low, name))
    for year in range(1989, 1996):
        total = table_total(year)
        rows.append((str(year), "implied by Table 1", total.low, total.high, _of_table(year)))
    return (
        pd.DataFrame(rows, columns=["Year", "Count", "Low", "High", "Evidence"])
        .sort_values("Year", kind="stable")
        .reset_index(drop=True)
    )


def added() -> pd.DataFrame:
    """Return how many firms each year added, all of them and those with foreign capital.

    Net of the firms that closed: registrations and closures are not printed.

    Returns
    -------
    pandas.DataFrame
        Columns ``Year`` and ``Firms`` (text), ``Low`` and ``High`` (firms), ``Evidence``.

    Examples
    --------
    >>> table = added().set_index(["Year", "Firms"])
    >>> table.loc[("1993", "with foreign capital"), "Low"].item()
    400.0
    """
    rows = []
    for year in range(1990, 1996):
        every = table_total(year) - table_total(year - 1)
        foreign = quantity(f"zhongguancun-foreign-firms-{year}") - quantity(
            f"zhongguancun-foreign-firms-{year - 1}"
        )
        for kind, firms in (("all", every), ("with foreign capital", foreign)):
            rows.append((str(year), kind, firms.low, firms.high, _of_table(year)))
    return pd.DataFrame(rows, columns=["Year", "Firms", "Low", "High", "Evidence"])


def _of_table(year: int) -> str:
    """Return the rows of the evidence that hold a column of Table 1."""
    cell = f"dimensions/zhongguancun-foreign-investment-in-the-zone-{year}"
    return (
        f"zhongguancun-foreign-firms-{year} zhongguancun-foreign-firms-share-{year} "
        f"{cell}-number-of-firms {cell}-share-of-all-firms "
        f"ties/zhongguancun-bez-hosts-bez-foreign-firms-{year}"
    )


def firm_counts() -> dict[int, Quantity]:
    """Return the firms of each year after the first: counts, and totals behind a table.

    The text counts firms at six dates, of which the first is where the models start and
    is left out. Table 1 prints foreign firms and their share of
    all; the one over the other, with the share's rounding, is the total of the years in
    between.

    Examples
    --------
    >>> counts = firm_counts()
    >>> counts[1989]
    Quantity(low=847.05..., high=867.46..., unit='firms')
    >>> [round(count.low) for count in counts.values()]
    [40, 90, 400, 847, 966, 1340, 2429, 3753, 4299, 4500]
    """
    counts = {year: quantity(f"zhongguancun-firms-{year}") for year in COUNT_YEARS}
    counts |= {year: table_total(year) for year in TABLE_YEARS}
    return dict(sorted(counts.items()))


def population_constraints(tolerance: float = TOLERANCE) -> dict[str, Quantity]:
    """Return what is documented of the firms' number and of those registered in a year.

    Counts may be wrong by a factor of one and the tolerance. Registrations of 1992 and
    1993 are the most of any year, and start-ups fall from then on. The record of a
    month, 200 in 1993, is the least for that year, and twelve of it are the most for any.

    Parameters
    ----------
    tolerance : float, optional
        Share by which counts may be wrong.

    Examples
    --------
    >>> population_constraints(0.0)["most_entries"].high
    2400.0
    """
    record = quantity("zhongguancun-record-month-1993")
    counts = {
        f"firms_{year}": Quantity(count.low / (1 + tolerance), count.high * (1 + tolerance))
        for year, count in firm_counts().items()
    }
    return counts | {
        "peak": Quantity(1.0, np.inf),
        "fall": Quantity(0.0, 1.0),
        "most_entries": Quantity(0.0, 12 * record.high),
        "entries_1993": Quantity(record.low, 12 * record.high),
    }


@cache
def _populations(draws: int, seed: int) -> tuple[pd.DataFrame, firm_population.Parameters]:
    design = sobol_design(POPULATION_RANGES, draws, seed)
    values = arrays(design)
    values["room"] = 10 ** values.pop("log_room")
    return design, firm_population.Parameters(**values)


def _grown(parameters: firm_population.Parameters, seed: int) -> firm_population.Course:
    return firm_population.simulate(parameters, np.random.default_rng(seed))


@cache
def population_studies(
    draws: int = POPULATION_DRAWS, seed: int = SEED, tolerance: float = TOLERANCE
) -> dict[str, Study]:
    """Return steps of policy and smooth growth, matched with the record of the firms.

    Parameters
    ----------
    draws : int, optional
        Number of draws, a power of two.
    seed : int, optional
        Seed of the design and of good and bad years.
    tolerance : float, optional
        Share by which counts may be wrong.

    Examples
    --------
    >>> list(population_studies(draws=16))
    ['steps of policy', 'smooth growth']
    """
    design, theory = _populations(draws, seed)
    studies = {}
    for name, parameters in (
        ("steps of policy", theory),
        ("smooth growth", firm_population.without_policy(theory)),
    ):
        course = _grown(parameters, seed)
        outputs = firm_population.observables(course)
        studies[name] = Study(
            parameters=design,
            outputs=outputs,
            matching=match(outputs, population_constraints(tolerance)),
            courses=pd.DataFrame(course.firms, columns=list(course.years)),
        )
    return studies


@cache
def tolerance_needed() -> pd.Series[float]:
    """Return by how much counts must be wrong for some curve of each kind to meet them.

    Returns
    -------
    pandas.Series
        Indexed by the kind of growth: smooth; with one step; with all; and with all
        some years away from their dates. See :func:`least_tolerance`.

    Examples
    --------
    >>> bool(tolerance_needed()["all steps"] <= tolerance_needed()["smooth"])
    True
    """
    kinds: dict[str, tuple[tuple[firm_population.Step, ...], int]] = {"smooth": ((), 0)}
    kinds |= {f"{step} alone": ((step,), 0) for step in firm_population.STEPS}
    kinds["all steps"] = (firm_population.STEPS, 0)
    kinds |= {
        f"all steps, {years:+d} years": (firm_population.STEPS, years) for years in (-2, -1, 1, 2)
    }
    counts = firm_counts()
    return pd.Series(
        {kind: least_tolerance(counts, steps, years) for kind, (steps, years) in kinds.items()}
    )


def least_tolerance(
    counts: Mapping[int, Quantity], steps: tuple[firm_population.Step, ...], years: int = 0
) -> float:
    """Return by how much counts must be wrong for the best curve to meet them.

    The best parameters within the ranges are searched for, without good and bad years
    and without takeovers. Registrations are not asked for.

    Parameters
    ----------
    counts : mapping of int to Quantity
        Firms by year.
    steps : tuple of {"reform", "zone", "tour"}
        Steps of policy that may open room; without any, growth is smooth.
    years : int, optional
        How much later than documented each step comes.

    Returns
    -------
    float
        Least share such that every count, wrong by a factor of one and the share, can be
        met; 0 if all are met as they are.

    References
    ----------
    .. [1] R. Storn and K. Price, "Differential Evolution", *Journal of Global
       Optimization* 11(4), 1997, 341-359. https://doi.org/10.1023/A:1008202821328

    Examples
    --------
    >>> least_tolerance({1984: Quantity(11, 500)}, ())
    0.0
    """
    _, miss = _nearest(counts, steps, years)
    return float(np.expm1(max(miss, 0.0)))


def nearest_curves() -> pd.DataFrame:
    """Return the curve of each kind that misses the counts least.

    Returns
    -------
    pandas.DataFrame
        Columns ``Year``, ``Firms`` and ``Growth``, the kind: smooth, or with the three
        steps of policy at their dates.

    Examples
    --------
    >>> nearest_curves().groupby("Growth")["Firms"].max().round(-2).tolist()
    [4700.0, 5300.0]
    """
    tables = []
    kinds: dict[str, tuple[firm_population.Step, ...]] = {
        "smooth": (),
        "in steps of policy": firm_population.STEPS,
    }
    for kind, steps in kinds.items():
        parameters, _ = _nearest(firm_counts(), steps, 0)
        course = _grown(parameters, SEED)
        tables.append(
            pd.DataFrame({"Year": course.years, "Firms": course.firms[0], "Growth": kind})
        )
    return pd.concat(tables, ignore_index=True)


def _nearest(
    counts: Mapping[int, Quantity], steps: tuple[firm_population.Step, ...], years: int
) -> tuple[firm_population.Parameters, float]:
    """Return the curve that misses the counts least, and by how much in log points."""
    low = np.log([count.low for count in counts.values()])
    high = np.log([count.high for count in counts.values()])
    names = ["spontaneous", "imitation", "log_room", "death", *steps]

    def curve(values: Any) -> firm_population.Parameters:
        given: dict[str, Any] = dict.fromkeys(firm_population.STEPS, 0.0)
        given |= dict(zip(names, values, strict=True))
        given["room"] = 10 ** given.pop("log_room")
        parameters = firm_population.Parameters(**given, takeover=0.0, volatility=0.0)
        return firm_population.shifted(parameters, years)

    def miss(values: Any) -> Any:
        course = _grown(curve(values), SEED)
        level = np.log(course.firms[:, [course.years.index(year) for year in counts]])
        return np.maximum(low - level, level - high).max(axis=1)

    best = differential_evolution(
        miss,
        Bounds(*np.transpose([POPULATION_RANGES[name] for name in names])),
        rng=np.random.default_rng(SEED),
        popsize=15,
        maxiter=150,
        tol=0.0,
        polish=False,
        vectorized=True,
        updating="deferred",
    )
    return curve(best.x), float(best.fun)


def without_steps() -> pd.DataFrame:
    """Return how many firms of 1995 are missing when a step of policy is taken away.

    Returns
    -------
    pandas.DataFrame
        Indexed by what is removed: quartiles (``low``, ``middle``, ``high``) over the
        worlds of the theory that meet the record, as shares of the firms of 1995.

    Examples
    --------
    >>> without_steps().index.tolist()
    ['reform', 'zone', 'tour', 'all steps']
    """
    kept = population_studies()["steps of policy"].matching.survivors.to_numpy()
    _, theory = _populations(POPULATION_DRAWS, SEED)
    with_all = _grown(theory, SEED).firms[kept, -1]
    removed = {step: (step,) for step in firm_population.STEPS} | {
        "all steps": firm_population.STEPS
    }
    rows = {}
    for name, steps in removed.items():
        off: dict[str, Any] = dict.fromkeys(steps, 0.0)
        parameters = dataclasses.replace(theory, **off)
        lost = 1 - _grown(parameters, SEED).firms[kept, -1] / with_all
        rows[name] = dict(
            zip(("low", "middle", "high"), np.quantile(lost, (0.25, 0.5, 0.75)), strict=True)
        )
    return pd.DataFrame.from_dict(rows, orient="index")


def after_1995() -> pd.DataFrame:
    """Return what would become of the firms if nothing but takeovers went on.

    The document expects their number to fall from then on.

    Returns
    -------
    pandas.DataFrame
        Indexed by model: share of the worlds that meet the record in which the number
        ``falls`` in the end, and the median of the number at which it ``rests_at``.

    Examples
    --------
    >>> after_1995().columns.tolist()
    ['falls', 'rests_at']
    """
    _, theory = _populations(POPULATION_DRAWS, SEED)
    models = {
        "steps of policy": theory,
        "smooth growth": firm_population.without_policy(theory),
    }
    rows = {}
    for name, study in population_studies().items():
        kept = study.matching.survivors.to_numpy()
        rest = firm_population.resting_count(models[name])[kept]
        rows[name] = {
            "falls": np.mean(rest < study.outputs["firms_1995"][kept]),
            "rests_at": np.median(rest),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def size_constraints() -> dict[str, Quantity]:
    """Return what is documented of how industrial output is spread over firms.

    The four largest have about half of it. Twenty-one firms have more than 0.1 billion
    yuan each, and the whole cannot exceed the gross income of 25.8 billion: the
    twenty-first has more than 0.1 / 25.8 of it.

    Examples
    --------
    >>> round(size_constraints()["twenty_first"].low, 4)
    0.0039
    """
    four = quantity("zhongguancun-four-largest-share")
    large = quantity("zhongguancun-large-firms-threshold").low
    return {
        "four_share": Quantity(four.low / 100, four.high / 100),
        "twenty_first": Quantity(large / quantity("zhongguancun-gross-income-1995").high, 1.0),
    }


def income_constraints() -> dict[str, Quantity]:
    """Return what the share of small firms says of how income is spread over firms.

    88% of firms are below 5 million yuan of income in a report of 1994; the mean of 1995
    is 25.8 billion over 4500. The limit is thus 0.87 of the mean of 1995 and, if income
    did not more than double in a year, at most twice as much of that of 1994: at some
    limit in between, 88% are below it.

    Examples
    --------
    >>> {name: bounds.low for name, bounds in income_constraints().items()}
    {'small_share': 0.0, 'small_share_twice': 0.875}
    """
    small = rounding_bounds(quantity("zhongguancun-small-firms-share").low)
    return {
        "small_share": Quantity(0.0, small[1] / 100),
        "small_share_twice": Quantity(small[0] / 100, 1.0),
    }


def if_income_is_spread_as_output() -> pd.Series[float]:
    """Return the share of each model's worlds that meets output and income in one.

    The models give each firm one size. The record speaks of output where firms are
    large and of income where they are small; this asks both of the one size.

    Returns
    -------
    pandas.Series
        Indexed by model.

    Examples
    --------
    >>> if_income_is_spread_as_output().index.tolist()
    ['champions and mergers', 'mergers alone', 'chance alone']
    """
    both = size_constraints() | income_constraints()
    return pd.Series(
        {name: match(study.outputs, both).share for name, study in size_studies().items()}
    )


def small_threshold() -> float:
    """Return the documented limit of a small firm as a share of the mean income of 1995.

    Examples
    --------
    >>> round(small_threshold(), 3)
    0.872
    """
    income = quantity("zhongguancun-gross-income-1995").low * 1000
    mean = income / quantity("zhongguancun-firms-1995").low
    return quantity("zhongguancun-small-firms-threshold").high / mean


@cache
def size_studies(draws: int = SIZE_DRAWS, seed: int = SEED) -> dict[str, Study]:
    """Return champions with mergers, mergers alone and chance alone, matched with sizes.

    Sizes are drawn for the populations that meet the record under the theory's steps of
    policy, each in turn.

    Parameters
    ----------
    draws : int, optional
        Number of draws, a power of two.
    seed : int, optional
        Seed of the design and of the firms.

    Examples
    --------
    >>> list(size_studies(draws=4))
    ['champions and mergers', 'mergers alone', 'chance alone']
    """
    kept = np.flatnonzero(population_studies()["steps of policy"].matching.survivors)
    worlds = np.resize(kept, draws)
    design = sobol_design(SIZE_RANGES, draws, seed)
    _, population = _populations(POPULATION_DRAWS, SEED)
    values = {
        name: np.broadcast_to(getattr(population, name), population.draws)[worlds]
        for name in firm_population.RANGES
    }
    theory = firm_population.Parameters(**(values | arrays(design)))
    unmerged = _grown(firm_population.without_champions(population), SEED)
    merged = _grown(population, SEED)
    studies = {}
    for name, parameters, course in (
        ("champions and mergers", theory, merged),
        ("mergers alone", dataclasses.replace(theory, premium=0.0), merged),
        ("chance alone", firm_population.without_champions(theory), unmerged),
    ):
        outputs = firm_population.concentration(
            parameters, _rows(course, worlds), np.random.default_rng(seed), small_threshold()
        )
        studies[name] = Study(design, outputs, match(outputs, size_constraints()))
    return studies


def without_the_four() -> pd.DataFrame:
    """Return what is left when the four largest firms fall away.

    Returns
    -------
    pandas.DataFrame
        Indexed by model: medians, over the worlds that meet the record, of the share of
        output ``lost``, and of what the ``next_four`` would then have of the rest.

    Examples
    --------
    >>> without_the_four().columns.tolist()
    ['lost', 'next_four']
    """
    return pd.DataFrame.from_dict(
        {
            name: {
                "lost": survivors(study)["four_share"].median(),
                "next_four": survivors(study)["next_four_share"].median(),
            }
            for name, study in size_studies().items()
            if study.matching.share > 0
        },
        orient="index",
    )


# --- founders who trade first ---------------------------------------------------------------


def financing() -> pd.DataFrame:
    """Return how the firms of the zone financed themselves, by Table 3.

    Returns
    -------
    pandas.DataFrame
        Columns ``Source of finance``, ``Firms, %`` and ``Evidence``, most first.

    Examples
    --------
    >>> round(financing()["Firms, %"].sum().item(), 1)
    100.0
    """
    choices = {
        "loans": ("Loans", "loans-from-financial-institutions"),
        "foreign": ("Foreign capital", "foreign-capital"),
        "shares": ("Shares", "share-financing"),
        "venture": ("Venture capital", "venture-capital"),
        "joint-venture": ("Joint venture", "joint-venture"),
        "other": ("Others", "others"),
    }
    rows = []
    for name, (words, cell) in choices.items():
        share = f"zhongguancun-financing-{name}"
        coding = f"dimensions/zhongguancun-financing-choices-{cell}-share-of-firms"
        of_loans = "dimensions/zhongguancun-loans-of-the-zone"
        sums = f" {of_loans}-working-capital-sum {of_loans}-scientific-development-sum"
        more = sums if name == "loans" else ""
        rows.append((words, quantity(share).low, f"{share} {coding}{more}"))
    found = pd.DataFrame(rows, columns=["Source of finance", "Firms, %", "Evidence"])
    return found.sort_values("Firms, %", ascending=False, kind="stable", ignore_index=True)


def trade_constraints() -> dict[str, Quantity]:
    """Return what is documented of those who traded first.

    About four in five firms of the early 1980s began with imports. Some of them turned to
    products of their own, as the six that the document names; firms with more capital at
    the start traded too, as two that their institutions paid for; and some trade to the
    end, when staff must still seek money from it. By then at least 65% of firms borrow.
    Some is at least one founder in forty.

    Examples
    --------
    >>> trade_constraints()["traded_first"]
    Quantity(low=0.75, high=0.85, unit='')
    """
    some = Quantity(1 / 40, 1.0)
    share = quantity("zhongguancun-trading-start-share")
    loans = rounding_bounds(quantity("zhongguancun-financing-loans").low)
    return {
        "traded_first": Quantity(share.low / 100, share.high / 100),
        "turned": some,
        "rich_traded": some,
        "trading": some,
        "borrowing": Quantity(loans[0] / 100, 1.0),
    }


def _founders(draws: int, seed: int) -> tuple[pd.DataFrame, trade_first.Parameters]:
    design = sobol_design(TRADE_RANGES, draws, seed)
    values = arrays(design)
    for name in ("wealth", "wage"):
        values[name] = 10 ** values.pop(f"log_{name}")
    return design, trade_first.Parameters(**values)


def _some(parameters: trade_first.Parameters, kept: Any) -> trade_first.Parameters:
    """Return the parameters of some draws."""
    values: dict[str, Any] = {
        name: value[kept]
        for name in trade_first.RANGES
        if np.ndim(value := getattr(parameters, name))
    }
    return dataclasses.replace(parameters, **values)


@cache
def trade_studies(draws: int = TRADE_DRAWS, seed: int = SEED) -> dict[str, Study]:
    """Return founders short of credit and founders who prefer trade, matched with the record.

    The theory must also have founders trade against their wish, as the document tells
    it: at least half of those who began with trade would have begun with technology.

    Parameters
    ----------
    draws : int, optional
        Number of draws, a power of two.
    seed : int, optional
        Seed of the design and of the founders.

    Examples
    --------
    >>> list(trade_studies(draws=4))
    ['credit', 'preference']
    """
    design, theory = _founders(draws, seed)
    studies = {}
    for name, parameters in (
        ("credit", theory),
        ("preference", trade_first.preference_alone(theory)),
    ):
        course = trade_first.simulate(parameters, np.random.default_rng(seed))
        outputs = trade_first.observables(course)
        constraints = trade_constraints()
        if name == "credit":
            constraints["forced"] = Quantity(0.5, 1.0)
        technology = (course.activity == trade_first.TECHNOLOGY).mean(axis=1)
        studies[name] = Study(
            parameters=design,
            outputs=outputs,
            matching=match(outputs, constraints),
            courses=pd.DataFrame(technology, columns=list(course.years)),
        )
    return studies


def forced_traders() -> pd.Series[float]:
    """Return how many first traders had no choice, where only the record is asked for.

    Returns
    -------
    pandas.Series
        Lowest, quartiles and highest share (``min``, ``25%``, ``50%``, ``75%``, ``max``) in
        the worlds with limited credit that meet the record, whatever they say of wishes.

    Examples
    --------
    >>> forced_traders().index.tolist()
    ['min', '25%', '50%', '75%', 'max']
    """
    outputs = trade_studies()["credit"].outputs
    meets = match(outputs, trade_constraints()).survivors
    return outputs.loc[meets, "forced"].describe()[["min", "25%", "50%", "75%", "max"]]


def credit_opened(year: int = 1985, horizons: Iterable[int] = (0, 2, 5)) -> pd.DataFrame:
    """Return what capital without limit from a year on would have changed.

    Parameters
    ----------
    year : int, optional
        First year in which founders can borrow whatever pays.
    horizons : iterable of int, optional
        How many years later to look.

    Returns
    -------
    pandas.DataFrame
        Columns ``model``, ``year``, and, as medians over the worlds that meet the record,
        the share of founders in technology as it was (``before``) and with the credit
        (``after``); and the shares of worlds with ``more`` and with ``fewer`` of them.

    Examples
    --------
    >>> credit_opened(horizons=(2,)).set_index("model").loc["preference", "more"].item()
    0.0
    """
    _, theory = _founders(TRADE_DRAWS, SEED)
    everybody = trade_first.draw_founders(theory, np.random.default_rng(SEED))
    rows = []
    for name, study in trade_studies().items():
        kept = study.matching.survivors.to_numpy()
        parameters = _some(theory, kept)
        if name == "preference":
            parameters = trade_first.preference_alone(parameters)
        founders = trade_first.Founders(everybody.wealth[kept], everybody.productivity[kept])
        course = trade_first.careers(trade_first.with_credit_from(parameters, year), founders)
        technology = (course.activity == trade_first.TECHNOLOGY).mean(axis=1)
        for at in (year + horizon for horizon in horizons):
            after = technology[:, course.years.index(at)]
            before = study.courses.loc[kept, at].to_numpy()
            rows.append(
                {
                    "model": name,
                    "year": at,
                    "before": np.median(before),
                    "after": np.median(after),
                    "more": np.mean(after > before),
                    "fewer": np.mean(after < before),
                }
            )
    return pd.DataFrame(rows)


def wealth_gap() -> pd.DataFrame:
    """Return how much more often poorer founders begin with trade than richer ones.

    It is what would tell the two theories apart, were the founders' means recorded.

    Returns
    -------
    pandas.DataFrame
        Indexed by model: quartiles over the worlds that meet the record.

    Examples
    --------
    >>> wealth_gap().columns.tolist()
    ['low', 'middle', 'high']
    """
    rows = {}
    for name, study in trade_studies().items():
        kept = survivors(study)
        gap = (kept["poor_traded"] - kept["rich_traded"]).quantile([0.25, 0.5, 0.75])
        rows[name] = dict(zip(("low", "middle", "high"), gap, strict=True))
    return pd.DataFrame.from_dict(rows, orient="index")


# --- verdicts -------------------------------------------------------------------------------


def confrontations() -> list[Confrontation]:
    """Return each argument of the document against its rivals.

    Examples
    --------
    >>> [confrontation.module for confrontation in confrontations()]
    ['innovation_search', 'innovation_search', 'firm_population', 'firm_population', 'trade_first']
    """
    coding = "dimensions/zhongguancun-hierarchy-and-network-{}-features-of-innovation"
    codings = (coding.format("bureaucratic-hierarchy"), coding.format("realistic-network"))
    counts = (
        *(f"zhongguancun-firms-{year}" for year in (1983, *COUNT_YEARS)),
        *(f"zhongguancun-foreign-firms-{year}" for year in TABLE_YEARS),
        *(f"zhongguancun-foreign-firms-share-{year}" for year in TABLE_YEARS),
    )
    return [
        Confrontation(
            theory="Many masters and missing ties make the hierarchy slow",
            source=SOURCE,
            module="innovation_search",
            question="Why do networks find more than the hierarchy?",
            reproduced="Number of peaks of a random landscape (Kauffman and Levin 1987)",
            evidence=(
                "zhongguancun-supervisory-agencies",
                "events/zhongguancun-hierarchy-1970s",
                *codings,
            ),
            studies=hierarchy_studies(),
            overturn="How long an approval took, and how often a result of one institute was "
            "used by another, before and after the reform",
            page=PAGE,
        ),
        Confrontation(
            theory="The more equals are tied, the better",
            source=SOURCE,
            module="innovation_search",
            question="Would the strong network find more than the weak one?",
            reproduced="Efficient networks are better soon and worse late (Lazer and Friedman "
            "2007)",
            evidence=codings,
            studies=density_studies(),
            overturn="A strong network observed for long enough beside a weak one with tasks of "
            "the same difficulty",
            page=PAGE,
        ),
        Confrontation(
            theory="Steps of policy opened room for firms",
            source=SOURCE,
            module="firm_population",
            question="Did the number of firms follow the dates of policy?",
            reproduced="Carrying capacity of logistic growth with deaths (Hannan and Freeman 1989)",
            evidence=(
                *counts,
                "events/zhongguancun-registrations-1992",
                "zhongguancun-record-month-1993",
            ),
            studies=population_studies(),
            overturn="Yearly registrations and closures by one rule of counting",
            page=PAGE,
        ),
        Confrontation(
            theory="Champions and mergers put half of the output in four hands",
            source=SOURCE,
            module="firm_population",
            question="Does it take policy for four firms to make half of the output?",
            reproduced="A merger raises the Herfindahl index by twice the product of the shares",
            evidence=(
                "zhongguancun-four-largest-share",
                "zhongguancun-large-firms",
                "zhongguancun-large-firms-threshold",
                "zhongguancun-gross-income-1995",
            ),
            studies=size_studies(),
            overturn="The output of the four largest firms ten years earlier, and of the firms "
            "that they took over",
            page=PAGE,
        ),
        Confrontation(
            theory="Want of credit made founders trade first",
            source=SOURCE,
            module="trade_first",
            question="Did founders trade because they could not borrow?",
            reproduced="The marginal entrepreneur under a credit limit (Evans and Jovanovic 1989)",
            evidence=("zhongguancun-trading-start-share", "zhongguancun-financing-loans"),
            studies=trade_studies(),
            overturn="The capital with which each firm began, beside what it began with: under "
            "preference the two are unrelated",
            page=PAGE,
        ),
    ]


def _rows(course: firm_population.Course, rows: Any) -> firm_population.Course:
    """Return the course of some draws, in the order given."""
    return firm_population.Course(
        course.years,
        *(
            getattr(course, field)[rows]
            for field in ("firms", "entries", "deaths", "taken", "room")
        ),
    )
