"""What Zou and Liang record of Junpu, laid out: what is counted, who is tied, how words are coded.

The study of :mod:`industrial_clusters.experiments.junpu` asks what the one count of the village
allows. Here the rest of the record is data: what the document's numbers are about, between whom
its ties run, how its two figures differ, and what its scheme of codes could find in interviews
before anybody was interviewed. Each table names the rows that it rests on.
"""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

import pandas as pd
from scipy import stats

from industrial_clusters import evidence
from industrial_clusters.evidence import Quantity, quantity

if TYPE_CHECKING:
    from collections.abc import Iterable

SOURCE = "zouliang2015"

# What each topic of the numbers is about. Those on the study divide into the parts of its scheme
# of concepts, which the authors count out, and the rest: cases, people heard, months, documents.
_SCHEME = {"parts-of-scheme", "coding-steps", "stage-years"}
_NATION = {"first-taobao-villages", "taobao-villages", "taobao-towns"}
_STUDY = {
    "cases-studied",
    "entrepreneurs-interviewed",
    "officials-interviewed",
    "internal-documents",
    "articles-collected",
    "collection-months",
}
ABOUT = ["the scheme of concepts", "the study itself", "the village", "China's Taobao villages"]

# A reading of ours: which keyword of Table 4 names what a measure of the package supplies or
# removes, by the row of the measure. The words are those of the table and of the measures as the
# data package words them; whoever disputes a pair can strike it and look again.
MEASURES_NAMED = {
    "Network infrastructure": "junpu-infrastructure",
    "Formalities of examination and approval": "junpu-registration-simplified",
    "Threshold": "junpu-registration-simplified",
    "Transport": "junpu-infrastructure",
    "Rent": "junpu-rent-service",
    "Capital": "junpu-discount-loans",
    "Relations with suppliers": "junpu-manufacturers-docking",
    "Promotion and marketing on line": "junpu-elite-training",
    "Preferential policy": "junpu-support-package-2013",
    "Supporting services": "junpu-logistics-service",
    "Social culture": "junpu-entrepreneurial-culture",
}

# What the discussion finds to lead in each construct.
FINDINGS = {
    "Feasibility of the opportunity",
    "Organising",
    "Social support",
    "Low ambition",
}

# Of the ties that do not run from local government; whatever else is on record is trade.
_TIE_GROUPS = {
    "government gives": {"visits"},  # the places to which it takes entrepreneurs
    "makes known": {"introduces", "honours", "legitimises"},
    "belongs to": {"member of", "affiliates to", "leads"},
}
_GOVERNMENT = {"jieyang-local-government", "junpu-startup-centre", "junpu-financial-service"}
_READERS = {"zou-and-liang", "huang-and-others"}


def numbers_by_subject() -> pd.DataFrame:
    """Return what the numbers of the document are about, and whether they have a date.

    A date is a period's start: that a figure held by the end of the collection of data is the
    book's reading of "at present".

    Returns
    -------
    pandas.DataFrame
        Columns ``About``, ``Dated``, ``Numbers`` and ``Evidence``.

    Examples
    --------
    >>> int(numbers_by_subject()["Numbers"].sum())
    45
    """
    rows = evidence.table("observations", source=SOURCE)
    about = rows["series"].map(_subject)
    dated = (rows["period_start"] != "").map({True: "with a date", False: "without one"})
    table = pd.DataFrame({"About": about, "Dated": dated, "Evidence": rows.index}).groupby(
        ["About", "Dated"]
    )["Evidence"]
    counted = table.agg(Numbers="size", Evidence=" ".join).reset_index()
    counted["About"] = pd.Categorical(counted["About"], ABOUT)
    return counted.sort_values(["About", "Dated"]).astype({"About": str})


def _subject(series: str) -> str:
    if series in _SCHEME:
        return ABOUT[0]
    if series in _STUDY:
        return ABOUT[1]
    return ABOUT[3] if series in _NATION else ABOUT[2]


def ratios() -> pd.DataFrame:
    """Return how many there are of one thing for each of another, with bounds.

    Returns
    -------
    pandas.DataFrame
        Columns ``Ratio``, ``Low``, ``High`` (missing where open) and ``Evidence``.

    Examples
    --------
    >>> bool(ratios()["High"].isna().all())
    True
    """
    pairs = {
        "online shops / households in trade": ("online-shops", "households-in-trade"),
        "people in trade / households in trade": ("people-in-trade", "households-in-trade"),
        "other shops / households in trade": ("shops", "households-in-trade"),
        "online shops / people in trade": ("online-shops", "people-in-trade"),
        "online shops / other shops": ("online-shops", "shops"),
    }
    table = []
    for name, (many, each) in pairs.items():
        bounds = quantity(f"junpu-{many}") / quantity(f"junpu-{each}")
        high = bounds.high if math.isfinite(bounds.high) else math.nan
        table.append((name, bounds.low, high, f"junpu-{many} junpu-{each}"))
    return pd.DataFrame(table, columns=["Ratio", "Low", "High", "Evidence"])


def ties_of_the_village() -> pd.DataFrame:
    """Return the documented ties but those by which the study was made.

    Returns
    -------
    pandas.DataFrame
        Columns ``From`` and ``To``, identifiers of actors; ``Kind``, one of four; ``Evidence``.

    Examples
    --------
    >>> sorted(set(ties_of_the_village()["Kind"]))
    ['belongs to', 'government gives', 'makes known', 'trade']
    """
    rows = evidence.table("ties", source=SOURCE)
    rows = rows[(rows["case"] != "shantou") & ~rows["to"].isin(_READERS)]
    kinds = map(_tie_kind, rows["from"], rows["kind"])
    return pd.DataFrame(
        {
            "From": rows["from"],
            "To": rows["to"],
            "Kind": list(kinds),
            "Evidence": "ties/" + rows.index,
        }
    ).reset_index(drop=True)


def _tie_kind(giver: str, kind: str) -> str:
    if giver in _GOVERNMENT:
        return "government gives"
    if giver == "summer-davos":
        return "makes known"
    return next((group for group, kinds in _TIE_GROUPS.items() if kind in kinds), "trade")


# Round the local government those to whom it gives, and round these all others, each near those
# with whom it is tied; with the names that a drawing has room for.
_RINGS = (
    {"jieyang-local-government": "local government"},
    {
        "junpu-potential-entrepreneurs": "",
        "junpu-social-groups": "",
        "junpu-cluster": "the cluster",
        "junpu-startup-centre": "",
        "junpu-new-entrepreneurs": "",
        "junpu-financial-service": "",
        "junpu-entrepreneurs": "entrepreneurs",
        "junpu-low-ambition-entrepreneurs": "",
        "junpu-funded-entrepreneurs": "",
        "junpu-village": "the village",
        "junpu-villagers": "",
    },
    {
        "junpu-online-shops": "online shops",
        "junpu-people-in-trade": "",
        "junpu-households": "",
        "junpu-young-entrepreneurs": "",
        "junpu-peasant-entrepreneurs": "",
        "junpu-graduates": "",
        "junpu-companies": "",
        "junpu-leading-firm": "",
        "junpu-shops": "",
        "cctv": "",
        "china-news-media": "",
        "junpu-interviewed-entrepreneurs": "",
        "junpu-observed-entrepreneurs": "",
        "junpu-high-ambition-entrepreneurs": "",
        "study-trip-places": "",
        "summer-davos": "",
        "li-keqiang": "",
        "grass-roots-entrepreneurs": "",
        "online-shoppers": "",
        "taobao-villages": "",
        "first-three-taobao-villages": "",
        "ali-research": "Ali Research",
        "first-fourteen-taobao-villages": "",
        "taobao": "Taobao",
        "online-markets": "",
        "junpu-express-companies": "",
        "first-online-seller": "",
    },
)
_SELLERS = {
    "first-online-seller",
    "junpu-young-entrepreneurs",
    "junpu-peasant-entrepreneurs",
    "junpu-graduates",
    "junpu-companies",
    "junpu-leading-firm",
    "junpu-households",
    "junpu-people-in-trade",
    "junpu-entrepreneurs",
    "junpu-potential-entrepreneurs",
    "junpu-new-entrepreneurs",
    "junpu-low-ambition-entrepreneurs",
    "junpu-high-ambition-entrepreneurs",
    "junpu-funded-entrepreneurs",
    "junpu-interviewed-entrepreneurs",
    "junpu-observed-entrepreneurs",
}


def actors_of_the_village() -> pd.DataFrame:
    """Return the actors of :func:`ties_of_the_village`, in rings around the local government.

    Returns
    -------
    pandas.DataFrame
        Columns ``Node``; ``Level``, 0 for the local government, 1 for those to whom it gives,
        2 for all others; ``Label``, empty for most.

    Examples
    --------
    >>> actors_of_the_village()["Level"].value_counts(sort=False).to_dict()
    {0: 1, 1: 11, 2: 27}
    """
    rows = [
        (actor, level, label) for level, ring in enumerate(_RINGS) for actor, label in ring.items()
    ]
    return pd.DataFrame(rows, columns=["Node", "Level", "Label"])


def ties_between_sellers() -> pd.DataFrame:
    """Return the ties by which one seller, or group of sellers, does something for another.

    That a group is part of a larger one is none.

    Examples
    --------
    >>> len(ties_between_sellers())
    0
    """
    ties = ties_of_the_village()
    within = ties["From"].isin(sorted(_SELLERS)) & ties["To"].isin(sorted(_SELLERS))
    return ties[within & (ties["Kind"] != "belongs to")]


def told_the_authors() -> pd.DataFrame:
    """Return through whom the authors learned, by what kind of source it is.

    Returns
    -------
    pandas.DataFrame
        Columns ``Source``, ``Ties`` (how many are on record) and ``Evidence``.

    Examples
    --------
    >>> told_the_authors().set_index("Source")["Ties"].to_dict()["government and its officials"]
    4
    """
    kinds = {
        "jieyang-departments": "government and its officials",
        "junpu-observed-officials": "government and its officials",
        "junpu-interviewed-officials": "government and its officials",
        "jieyang-ecommerce-association": "trade associations",
        "junpu-ecommerce-association": "trade associations",
        "junpu-association-members": "trade associations",
        "junpu-observed-entrepreneurs": "entrepreneurs and employees",
        "junpu-interviewed-entrepreneurs": "entrepreneurs and employees",
        "junpu-employees": "entrepreneurs and employees",
        "ali-research": "the platform's institute",
        "china-news-media": "press and database",
        "cnki": "press and database",
    }
    rows = evidence.table("ties", source=SOURCE)
    rows = rows[rows["to"] == "zou-and-liang"]
    rows = rows[rows["kind"] == "informs"]
    source = rows["from"].map(kinds)
    table = pd.DataFrame({"Source": source, "Evidence": "ties/" + rows.index})
    counted = table.groupby("Source")["Evidence"].agg(Ties="size", Evidence=" ".join)
    order = list(dict.fromkeys(kinds.values()))
    return counted.loc[order].reset_index()


def figures() -> pd.DataFrame:
    """Return the arrows of the document's two figures, as its text tells them.

    The copy lacks the drawings. An arrow is a cell of the schemes of that name which says on
    what its type acts, or the next step of a chain.

    Returns
    -------
    pandas.DataFrame
        Columns ``From``, ``To``, ``Kind`` (which figure) and ``Evidence``.

    Examples
    --------
    >>> figures()["Kind"].value_counts().to_dict()
    {'framework (Figure 1)': 9, 'model found (Figure 2)': 4}
    """
    names = {
        "opportunities": "opportunity",
        "abilities": "ability",
        "environment": "cluster environment",
        "cluster environment": "cluster environment",
        "activities": "activity",
        "new ventures": "activity",
        "companies": "activity",
        "government support": "government",
        "local government": "government",
    }
    drawn = {
        "Figure 1: framework of mass entrepreneurship": "framework (Figure 1)",
        "Figure 2: model with government support": "model found (Figure 2)",
    }
    rows = evidence.table("dimensions", source=SOURCE)
    table, steps = [], {}
    for scheme, kind in drawn.items():
        for identifier, cell in rows[rows["scheme"] == scheme].iterrows():
            start = names.get(cell["type"].lower(), cell["type"].lower())
            place = f"dimensions/{identifier}"
            if cell["dimension"].startswith("acts on ") and "success" not in cell["dimension"]:
                end = cell["dimension"].removeprefix("acts on ")
                table.append((start, names.get(end, end), kind, place))
            elif cell["dimension"].startswith("step "):
                steps[cell["dimension"]] = (start, place)
    for one, other in zip(sorted(steps), sorted(steps)[1:], strict=False):
        (start, here), (end, there) = steps[one], steps[other]
        table.append((start, end, "framework (Figure 1)", f"{here} {there}"))
    arrows = pd.DataFrame(table, columns=["From", "To", "Kind", "Evidence"])
    same = arrows.groupby(["Kind", "From", "To"], sort=False)["Evidence"]
    return same.agg(" ".join).reset_index()[["From", "To", "Kind", "Evidence"]]


# Which schemes of the document describe which of the boxes that its figures join.
_BOXES = {
    "government": (
        "Government support, named and found",
        "Role of government, as worded",
        "Aspects of government support",
    ),
    "cluster environment": (),
    "opportunity": ("Opportunities found in Junpu", "Premises of success"),
    "ability": ("Entrepreneurial ability", "Abilities improved in Junpu"),
    "motivation": ("Motivation found in Junpu",),
    "activity": (
        "Activities found in Junpu",
        "Types of social assist",
        "Ways to start a business",
    ),
}
_OF_TYPE = {
    "Cluster environment": "cluster environment",
    "Interaction of cluster and activity": "cluster environment",
    "Government support": "government",
    "Government and cluster environment": "government",
    "Local government": "government",
    "Opportunity: feasibility": "opportunity",
    "Opportunity: profitability": "opportunity",
    "Ability: organising": "ability",
    "Motivation: social support": "motivation",
    "Activity: support of it by government": "activity",
}


def boxes() -> pd.DataFrame:
    """Return what the arrows of the two figures join, with the cells that describe it.

    Returns
    -------
    pandas.DataFrame
        Columns ``Node``, ``Level`` (from the top) and ``Evidence``.

    Examples
    --------
    >>> boxes()["Node"].tolist()[:2]
    ['government', 'cluster environment']
    """
    rows = evidence.table("dimensions", source=SOURCE)
    levels = {"government": 0, "cluster environment": 2, "activity": 2}
    table = []
    for node, schemes in _BOXES.items():
        described = rows["scheme"].isin(schemes)
        figured = rows["scheme"].str.startswith(("Figure ", "External environment"))
        within = described | (figured & (rows["type"].map(_OF_TYPE) == node))
        cells = " ".join("dimensions/" + rows.index[within])
        table.append((node, levels.get(node, 1), cells))
    return pd.DataFrame(table, columns=["Node", "Level", "Evidence"])


def keywords(named: Iterable[str] = tuple(MEASURES_NAMED)) -> pd.DataFrame:
    """Return the keywords of Table 4, and which of them name a measure of the package.

    Parameters
    ----------
    named : iterable of str, optional
        Keywords that are read as naming a measure; by default :data:`MEASURES_NAMED`.

    Returns
    -------
    pandas.DataFrame
        Columns ``Construct``, ``Category``, ``Keyword``, ``Names`` (a measure of the package,
        or something else) and ``Evidence``.

    Examples
    --------
    >>> table = keywords()
    >>> table.groupby("Names").size().to_dict()
    {'a measure of the package': 11, 'something else': 31}
    """
    rows = evidence.table("dimensions", source=SOURCE)
    rows = rows[rows["scheme"] == "Coding scheme"]
    constructs = rows[rows["dimension"] == "construct"].set_index("type")["coding"]
    words = rows[rows["dimension"] != "construct"]
    if unknown := set(named) - set(words["coding"]):
        raise ValueError(f"{sorted(unknown)} are no keywords of Table 4; take them from it")
    measured = words["coding"].isin(list(named))
    return pd.DataFrame(
        {
            "Construct": words["type"].map(constructs),
            "Category": words["type"],
            "Keyword": words["coding"],
            "Names": measured.map({True: "a measure of the package", False: "something else"}),
            "Evidence": "dimensions/" + words.index,
        }
    ).reset_index(drop=True)


def categories(named: Iterable[str] = tuple(MEASURES_NAMED)) -> pd.DataFrame:
    """Return the nine categories with their keywords, and which the discussion puts first.

    Parameters
    ----------
    named : iterable of str, optional
        As in :func:`keywords`.

    Returns
    -------
    pandas.DataFrame
        Indexed by category: ``Construct``; ``Keywords``; ``Measures``, those that name a
        measure of the package; ``First``, whether the discussion finds it to lead its
        construct.

    Examples
    --------
    >>> table = categories()
    >>> int(table.loc["Social support", "Measures"]), bool(table.loc["Social support", "First"])
    (3, True)
    """
    table = keywords(named)
    counts = table.assign(is_measure=table["Names"] == "a measure of the package")
    grouped = counts.groupby("Category", sort=False).agg(
        Construct=("Construct", "first"),
        Keywords=("Keyword", "size"),
        Measures=("is_measure", "sum"),
    )
    return grouped.assign(First=grouped.index.isin(sorted(FINDINGS)))


def keyword_bars() -> pd.DataFrame:
    """Return how many keywords of each category name a measure of the package, for a chart.

    Returns
    -------
    pandas.DataFrame
        Columns ``Category``, marked where the discussion finds it to lead; ``Names``;
        ``Keywords``; ``Evidence``.

    Examples
    --------
    >>> keyword_bars()["Category"].head(2).tolist()
    ['Profitability', 'Feasibility (leads)']
    """
    rows = evidence.table("dimensions", source=SOURCE)
    scheme = rows[rows["scheme"] == "Coding scheme"]
    heads = scheme[scheme["dimension"] == "construct"]
    construct = pd.Series("dimensions/" + heads.index, index=heads["type"])
    counted = keywords().groupby(["Category", "Names"], sort=False)["Evidence"]
    table = counted.agg(Keywords="size", Evidence=" ".join).reset_index()
    table["Evidence"] += " " + table["Category"].map(construct)
    leads = table["Category"].isin(sorted(FINDINGS))
    table["Category"] = table["Category"].str.removesuffix(" of the opportunity")
    table["Category"] += leads.map({True: " (leads)", False: ""})
    return table[["Category", "Names", "Keywords", "Evidence"]]


def by_chance(entries: int) -> pd.Series[float]:
    """Return how often entries thrown blindly at the keywords would yield each finding.

    Each entry of a construct falls on one of its keywords, all alike, and so into the category
    that the keyword stands for. A finding is there if its category alone has the most entries.

    Parameters
    ----------
    entries : int
        Entries in each construct; the document prints none.

    Returns
    -------
    pandas.Series
        Chance of each of :data:`FINDINGS`, indexed by category.

    Examples
    --------
    >>> by_chance(1).round(2).to_dict()["Feasibility of the opportunity"]
    0.55
    """
    table = categories()
    chances = {}
    for _, group in table.groupby("Construct", sort=False):
        first = group["First"].to_numpy()
        words = [*group.loc[first, "Keywords"], *group.loc[~first, "Keywords"]]
        chances[str(group.index[first][0])] = _leads(entries, [int(word) for word in words])
    return pd.Series(chances)


def _leads(entries: int, words: list[int]) -> float:
    """Chance that blind throws put more into the first category than into any other."""
    law = stats.multinomial(entries, [word / sum(words) for word in words])
    counts = (
        (*some, entries - sum(some))
        for some in product(range(entries + 1), repeat=len(words) - 1)
        if sum(some) <= entries
    )
    return float(sum(law.pmf(each) for each in counts if each[0] > max(each[1:])))


def voices(interviewed: int | None = None) -> pd.DataFrame:
    """Return what a sample could show if so many of it said one thing.

    Had the entrepreneurs been drawn at random, and had so many of them agreed, the share of all
    who agree lies within these 95% intervals [1]_.

    Parameters
    ----------
    interviewed : int, optional
        Size of the sample; by default the six of the document.

    Returns
    -------
    pandas.DataFrame
        Columns ``Said so``, ``Low`` and ``High``, shares of all.

    References
    ----------
    .. [1] C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits
       illustrated in the case of the binomial", *Biometrika* 26(4), 1934, 404-413.

    Examples
    --------
    >>> voices()[["Low", "High"]].iloc[-1].round(2).tolist()
    [0.54, 1.0]
    """
    asked = interviewed or int(quantity("junpu-entrepreneurs-interviewed").low)
    rows = []
    for agreed in range(asked + 1):
        interval = stats.binomtest(agreed, asked).proportion_ci(0.95, "exact")
        rows.append((agreed, float(interval.low), float(interval.high)))
    return pd.DataFrame(rows, columns=["Said so", "Low", "High"])


def smallest_sample_of(share: float, width: float = 0.1) -> int:
    """Return how many would have to agree or not for an interval so narrow.

    Parameters
    ----------
    share : float
        Share that agrees in the sample.
    width : float, optional
        How far the 95% interval may reach to either side.

    Examples
    --------
    >>> smallest_sample_of(0.5)
    104
    """
    for asked in range(1, 1001):
        interval = stats.binomtest(round(share * asked), asked).proportion_ci(0.95, "exact")
        if max(share - interval.low, interval.high - share) <= width:
            return asked
    raise ValueError(f"no sample of up to 1,000 is narrow enough for {width}; allow more")


def measures_by_aspect() -> pd.DataFrame:
    """Return the cells on the measures of the package, turned so that the aspects stand across.

    Returns
    -------
    pandas.DataFrame
        Rows of ``dimensions`` whose type is the aspect under which the document puts the
        measure; where the cell says the aspect, it says the measure instead.

    Examples
    --------
    >>> measures_by_aspect()["type"].unique().tolist()
    ['Conditions', 'Abilities', 'Motivations', 'Activities']
    """
    rows = evidence.table("dimensions", source=SOURCE)
    rows = rows[rows["scheme"] == "Instruments of support"]
    sorts = rows["dimension"] == "aspect"
    aspect = rows[sorts].set_index("type")["coding"]
    return rows.assign(
        type=rows["type"].map(aspect),
        dimension=rows["dimension"].replace({"aspect": "measures"}),
        coding=rows["coding"].where(~sorts, rows["type"]),
    )


def undated_measures() -> Quantity:
    """Return how many single measures of local government have no date.

    Examples
    --------
    >>> undated_measures().low
    18.0
    """
    events = evidence.table("events", source=SOURCE)
    acts = events[(events["level"] == "prefecture") & (events["date_start"] == "")]
    return Quantity.exactly(float(len(acts)), "measures")
