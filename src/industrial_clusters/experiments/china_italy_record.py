"""What Li and Gao record of the clusters of China and of Italy, counted and set side by side.

The studies of :mod:`industrial_clusters.experiments.china_italy` ask what the record allows.
Here the record itself is laid out: its numbers by country, its ties by what they run through,
its services by who gives them, and its disputed figures beside what they can be held against.
Each table names the rows that it rests on, for the chapter to link.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import networkx as nx
import pandas as pd

from industrial_clusters import evidence
from industrial_clusters.evidence import Quantity, quantity
from industrial_clusters.experiments.recorded_ties import addresses

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCE = "ligao2020"

# Firms of each cluster and the share of a market that is printed for it.
_TOWNS = {
    "Footwear, Wenzhou": ("wenzhou-footwear-firms", "wenzhou-footwear-national-share", "Footwear"),
    "Suits, Wenzhou": ("wenzhou-clothing-firms", "wenzhou-clothing-national-share", "Clothing"),
    "Eyeglasses, Wenzhou": (
        "wenzhou-eyeglasses-firms",
        "wenzhou-eyeglasses-national-share",
        "Eyeglasses",
    ),
    "Buttons, Wenzhou": ("wenzhou-buttons-firms", "wenzhou-buttons-national-share", "Buttons"),
    "Neckties, Shengzhou": (
        "shengzhou-necktie-firms",
        "shengzhou-necktie-national-share",
        "Neckties",
    ),
    "Lighters, Wenzhou (world)": (
        "wenzhou-lighters-firms",
        "wenzhou-lighters-world-share",
        "Cigarette lighters",
    ),
}

_PRODUCTS = "Clusters of Zhejiang by product"

# What the percentages on openness measure. Nothing of the kind is printed for Italy.
_OPENNESS = {
    "Capital, Zhejiang 1992": ("zhejiang-foreign-investment-share-1992", "Zhejiang", "1992"),
    "Capital, Zhejiang 1998": ("zhejiang-foreign-investment-share-1998", "Zhejiang", "1998"),
    "Capital, Fujian 1998": ("fujian-foreign-investment-share-1998", "Fujian", "1998"),
    "Capital, Jiangsu 1998": ("jiangsu-foreign-investment-share-1998", "Jiangsu", "1998"),
    "Exports, delta 1980": ("pearl-river-delta-export-share-1980", "", ""),
    "Exports, delta 1998": ("pearl-river-delta-export-share-1998", "", ""),
    "Goods, Yiwu 2002 on": ("yiwu-exported-goods-share", "", ""),
    "Sellers, Yiwu 2002 on": ("yiwu-exporting-wholesalers-share", "", ""),
}
_SHARES_IN_TIES = {
    "zhejiang-foreign-investment-share-1992": "foreign-investors-funds-zhejiang-foreign-firms-1992",
    "zhejiang-foreign-investment-share-1998": "foreign-investors-funds-zhejiang-foreign-firms-1998",
    "fujian-foreign-investment-share-1998": "foreign-investors-funds-fujian-foreign-firms",
    "jiangsu-foreign-investment-share-1998": "foreign-investors-funds-jiangsu-foreign-firms",
}

# Stages by a name that fits a phone, and those without a year beside the one they belong to.
_STAGES = {
    "world-postwar-1": "Protection",
    "world-postwar-2": "Release of markets",
    "world-postwar-3": "Protection again",
    "italy-clusters-emergence": "Districts emerge",
    "italy-clusters-upgrading": "High-end path",
    "china-clusters-emergence": "Clusters emerge",
    "yiwu-market-1": "Yiwu: farmers' market",
    "yiwu-market-2": "Yiwu: commodity city",
    "yiwu-market-4": "Yiwu: world trade",
    "china-domestic-clusters-1": "Domestic: markets",
    "china-domestic-clusters-3": "Domestic: abroad",
    "china-rural-order-2": "Household contracts",
    "china-export-clusters-1": "Export: processing",
    "pearl-river-delta-shifts-1": "Hong Kong moves in",
    "pearl-river-delta-shifts-2": "Taiwan moves in",
    "china-tax-1": "Tax: the zones",
    "china-tax-2": "Tax: law of 1991",
    "china-tax-3": "Tax: law of 2008",
    "shenzhen-electronics-2": "Electronics: local parts",
    "shenzhen-electronics-3": "Electronics: upgrading",
}
_UNDATED = {
    "yiwu-market-2": ["yiwu-market-3"],
    "china-export-clusters-1": ["china-export-clusters-2"],
    "china-domestic-clusters-1": ["china-domestic-clusters-2"],
    "china-rural-order-2": ["china-rural-order-1"],
    "shenzhen-electronics-2": [
        "shenzhen-electronics-1",
        "shenzhen-phones-1",
        "shenzhen-phones-2",
        "shenzhen-phones-3",
    ],
}
# What else the document says of a stage: schemes, with the type where one type is meant, and ties.
_STAGE_CELLS = {
    "world-postwar-1": [
        ("Stages of globalisation", "First stage since the war"),
        ("Pendulum of globalisation", "Protection of society"),
        ("Pillars of the post-war order", ""),
    ],
    "world-postwar-2": [
        ("Stages of globalisation", "Second stage since the war"),
        ("Pendulum of globalisation", "Release of market forces"),
        ("What global production brought", ""),
    ],
    "world-postwar-3": [("Stages of globalisation", "Third stage since the war")],
    "pearl-river-delta-shifts-1": [("Shifts of Asian manufacturing", "Hong Kong")],
    "pearl-river-delta-shifts-2": [("Shifts of Asian manufacturing", "Taiwan")],
    "china-rural-order-2": [
        ("Order in rural communities", ""),
        ("Why rural clusters divide labour", ""),
    ],
    "shenzhen-electronics-2": [
        ("Products of Shenzhen", "Initially"),
        ("Products of Shenzhen", "After the turn of the century"),
        ("Shenzhen as hardware capital", ""),
    ],
    "shenzhen-electronics-3": [("Products of Shenzhen", "Since 2008")],
    "china-tax-1": [("What draws foreign capital", "Taxes")],
}
_STAGE_TIES = {
    "world-postwar-1": [
        "us-government-leads-bretton-woods-system",
        "us-government-leads-gatt",
        "uk-government-leads-bretton-woods-system",
        "uk-government-leads-gatt",
    ],
    "world-postwar-2": [
        "multinational-corporations-buys-from-developing-countries",
        "multinational-corporations-funds-developing-countries",
    ],
    "china-export-clusters-1": ["processing-trade-buyers-buys-from-shenzhen-electronics"],
    "pearl-river-delta-shifts-1": [
        "hong-kong-manufacturers-funds-pearl-river-delta-industry",
        "shenzhen-zone-firms-succeeds-hong-kong-manufacturers",
    ],
    "pearl-river-delta-shifts-2": [
        "taiwan-electronics-firms-funds-shenzhen-electronics",
        "taiwan-electronics-firms-funds-dongguan-electronics",
        "taiwan-electronics-firms-funds-huizhou-electronics",
    ],
    "shenzhen-electronics-2": [
        "foreign-electronics-firms-supplies-shenzhen-electronics",
        "foreign-electronics-firms-funds-shenzhen-electronics",
        "shenzhen-parts-makers-supplies-foreign-electronics-firms",
        "dongguan-electronics-supplies-international-computer-market",
    ],
    "china-domestic-clusters-3": [
        "central-government-negotiates-with-us-government",
        "central-government-member-of-world-trade-organization",
    ],
    "yiwu-market-4": ["bank-of-china-yiwu-trades-with-bank-partners-abroad"],
}

# The parts of the record that bear on each of the four outcomes, by the section that
# argues it.
_SECTIONS = {
    "place in the value chain": "'Stage of Economic Development'",
    "openness": "'The Timing in the Process of Globalization'",
    "channel": "'Specialized Market and the Distributional Channel'",
    "governance": "'Social Structure and the Governance'",
}

# The three clusters whose inner ties are told one by one, and the actors who are in them.
_PHONES = {
    "global-phone-makers",
    "phone-suppliers",
    "phone-outsourcers",
    "shanzhai-firms",
    "three-farmer-firm",
    "phone-designer",
    "phone-accountant",
    "phone-seller",
    "huaqiangbei-market",
    "huaqiangbei-sellers",
    "huaqiangbei-index",
    "new-phone-brands",
    "seg-market",
}
_BODIES = {"association", "service centre", "government"}

# Which family of services a printed service belongs to: our sorting, open to dispute.
_FAMILIES = {
    "finance": ("finance", "financing", "bookkeeping"),
    "technology": ("technolog",),
    "training and management": ("training", "management"),
    "selling and export": ("marketing", "export", "exhibitions", "foreign markets", "tenders"),
    "quality and standards": ("quality", "standards", "raw materials", "self-discipline"),
    "information": ("information",),
    "law and lobbying": ("government for help", "interests"),
}

# Ties of Chinese associations, by the service that they are.
_SERVICE_TIES = {
    "information": ["private-trade-associations-informs-association-members"],
    "law and lobbying": [
        "private-trade-associations-represents-association-members",
        "private-trade-associations-negotiates-with-local-governments",
        "association-members-member-of-private-trade-associations",
        "chinese-trade-associations-serves-central-government",
    ],
}

# Rows of a drawing, from top to bottom, and the few names that it prints.
_DRAWN: dict[str, tuple[tuple[tuple[str, ...], ...], dict[str, str]]] = {
    "kin": (
        (
            ("italian-loom-makers", "zhejiang-university", "south-korean-loom-makers"),
            (
                "zhuji-datang-factory",
                "zhuji-technician",
                "zhuji-loom-owners",
                "hosiery-machine-makers",
            ),
            ("zhuji-disciples", "zhuji-farmers", "zhuji-kin-and-neighbours"),
            ("zhuji-hosiery",),
            (
                "zhuji-shaping-factory",
                "zhuji-owner-1-sister-family",
                "zhuji-parents-factory",
                "zhuji-machine-shop",
            ),
            (
                "zhuji-owner-1",
                "zhuji-owner-1-relative",
                "zhuji-owner-2-father-in-law-family",
                "zhuji-owner-2-parents",
                "zhuji-owner-2",
                "zhuji-owner-2-brother-family",
            ),
            ("yiwu-market",),
        ),
        {
            "zhuji-hosiery": "socks of Zhuji",
            "zhuji-owner-1": "owner A",
            "zhuji-owner-2": "owner B",
            "yiwu-market": "market of Yiwu",
            "zhuji-technician": "technician",
        },
    ),
    "market": (
        (
            ("seg-manufacturers", "shenzhen-government", "seg-hong-kong-sponsors"),
            ("seg-market", "global-phone-makers", "central-government"),
            ("phone-suppliers", "huaqiangbei-index", "international-electronics-market"),
            ("phone-outsourcers", "huaqiangbei-market", "shenzhen-electronics"),
            ("shanzhai-firms", "huaqiangbei-sellers"),
            ("three-farmer-firm", "phone-designer", "phone-accountant", "phone-seller"),
            ("new-phone-brands", "other-phone-brands"),
            ("huawei", "xiaomi", "oppo", "vivo"),
        ),
        {
            "huaqiangbei-market": "Huaqiangbei",
            "shanzhai-firms": "shanzhai firms",
            "three-farmer-firm": "firm of three",
            "global-phone-makers": "foreign makers",
        },
    ),
    "association": (
        (
            ("italian-local-governments", "ervet", "italian-local-politics"),
            ("citer", "cercal", "cesma", "aster", "cermet", "svex"),
            ("emilia-romagna-small-firms", "italian-small-firms", "italian-clusters"),
            (
                "italian-associations",
                "italian-consortia",
                "italian-cooperatives",
                "italian-export-consortia",
            ),
            ("italian-consortium-members", "foreign-investors-italy"),
            ("overseas-buyers-of-italy", "italian-retailers", "developing-countries"),
        ),
        {
            "italian-local-governments": "local government",
            "italian-small-firms": "small firms",
            "italian-export-consortia": "export consortia",
            "italian-associations": "associations",
        },
    ),
    "processing": (
        (
            ("central-government", "fang-bao"),
            ("shenzhen-government", "shenzhen-zone", "hong-kong-manufacturers"),
            ("processing-trade-buyers", "processing-trade-firms", "shenzhen-zone-firms"),
            ("surrounding-counties", "baoan-government", "peoples-communes"),
            ("county-trading-companies", "baoan-industrial-districts", "baoan-towns"),
            ("combined-rural-firms", "rural-outworkers", "baoan-cluster"),
        ),
        {
            "shenzhen-government": "government of the zone",
            "processing-trade-buyers": "foreign buyers",
            "baoan-government": "Bao'an county",
            "rural-outworkers": "rural factories",
        },
    ),
    "clusters": (
        (
            ("central-government", "local-governments", "sez-governments"),
            ("coastal-infrastructure", "special-economic-zones", "capital-owners"),
            ("china-migrant-workers", "foreign-investors", "multinational-corporations"),
            ("export-clusters", "light-industry-firms"),
            ("market-farmers", "market-entrepreneurs", "state-commerce"),
            ("specialised-markets",),
            ("local-officials", "mobilised-farmers", "chinese-clusters"),
            ("domestic-clusters",),
            ("farm-families", "family-workshops", "foreign-merchants", "low-income-buyers"),
        ),
        {
            "export-clusters": "export clusters",
            "domestic-clusters": "domestic clusters",
            "specialised-markets": "markets",
            "foreign-investors": "foreign investors",
        },
    ),
    "platform": (
        (
            ("yiwu-market",),
            (
                "yiwu-trade-centre",
                "yiwu-wholesalers",
                "yiwu-clusters",
                "yiwu-private-firms",
                "yiwu-industrial-parks",
                "yiwu-government",
                "yiwu-farmers",
                "yiwu-train",
            ),
            (
                "yiwu-visitors",
                "foreign-merchants",
                "yiwu-buyers-abroad",
                "yiwu-foreign-organisations",
                "zhejiang-clusters",
                "imitating-regions",
                "warsaw-sub-market",
                "belarus-park",
                "tianmeng",
                "tianmeng-centres",
                "tianmeng-warehouses",
                "european-cities",
                "train-clusters",
                "zhuji-owner-1-relative",
            ),
        ),
        {
            "yiwu-market": "Yiwu's market",
            "yiwu-government": "city",
            "yiwu-clusters": "workshops",
            "imitating-regions": "imitators",
        },
    ),
}

# What schemes of the document say of an actor, with the type where one type is meant.
_TOLD_OF = {
    "zhuji-owner-1": [("Zhuji businesses by task", "First owner")],
    "zhuji-owner-2": [("Zhuji businesses by task", "Second owner")],
    "zhuji-technician": [("Looms of Zhuji", "Old hand looms")],
    "hosiery-machine-makers": [
        ("Looms of Zhuji", "Electric looms"),
        ("Looms of Zhuji", "Computer-controlled looms"),
    ],
    "zhuji-kin-and-neighbours": [("Forms of governance", "Family networks")],
    "three-farmer-firm": [("A phone company of three", "")],
    "shanzhai-firms": [
        ("What shanzhai firms contract out", ""),
        ("Forms of governance", "Market transactions"),
    ],
    "huaqiangbei-market": [
        ("Uses of Huaqiangbei", ""),
        ("Why Shenzhen's phone cluster works", ""),
    ],
    "seg-market": [("SEG Electronics Parts Market", "")],
    "italian-associations": [("Forms of governance", "Associations and consortia")],
    "italian-clusters": [
        ("Output of Italian clusters", ""),
        ("Risk of the market", "Clusters of Italy"),
    ],
    "italian-export-consortia": [("Export consortium", "")],
    "italian-retailers": [("Channels of Italian clusters", "")],
    "italian-local-politics": [("Aims of local politics in Italy", "")],
    "ervet": [("Service centres of Emilia-Romagna", "")],
    "processing-trade-firms": [("Processing and compensation trade", "")],
    "shenzhen-zone-firms": [("Zone and countryside of Shenzhen", "Zone")],
    "baoan-cluster": [("Zone and countryside of Shenzhen", "Countryside")],
    "yiwu-market": [("Yiwu's trade abroad", "")],
    "yiwu-train": [("Freight train from Yiwu", "")],
    "yiwu-government": [("Strategies of Yiwu", "")],
    "yiwu-clusters": [("Products of Yiwu's clusters", "")],
    "specialised-markets": [
        ("Specialised market", ""),
        ("Growth of specialised markets", ""),
        ("What specialised markets overcome", ""),
    ],
    "export-clusters": [("What foreign investment gave export clusters", "")],
    "domestic-clusters": [("Risk of the market", "Domestically oriented clusters")],
}

_GROUPS = {
    "firm": "firms",
    "firms": "firms",
    "cluster": "firms",
    "bank": "firms",
    "logistics": "firms",
    "person": "people",
    "group": "people",
    "university": "bodies and estates",
    "media": "bodies and estates",
    "market": "markets",
    "association": "bodies and estates",
    "service centre": "bodies and estates",
    "estate": "bodies and estates",
    "government": "government",
}

_TIES = {
    "kin of": "kin",
    "owns": "owns or founds",
    "founds": "owns or founds",
    "funds": "pays or lends",
    "lends to": "pays or lends",
    "supplies": "goods and work",
    "buys from": "goods and work",
    "trades with": "goods and work",
    "employs": "goods and work",
    "supervises": "rules or represses",
    "represses": "rules or represses",
}

_OTHER_TIES = "knowledge, service and belonging"
_FIRST_TIES = ("kin", "goods and work", _OTHER_TIES, "owns or founds")

# Whom an act of a Chinese government is recorded as serving or ruling.
_RECIPIENTS = {
    "foreign capital and its zones": {
        "special-economic-zones",
        "shenzhen-zone",
        "coastal-infrastructure",
        "foreign-investors",
        "capital-owners",
        "shenzhen-zone-firms",
    },
    "markets and their traders": {
        "seg-market",
        "yiwu-market",
        "yiwu-trade-centre",
        "yiwu-foreign-organisations",
        "yiwu-private-firms",
        "yiwu-industrial-parks",
        "warsaw-sub-market",
        "belarus-park",
        "mobilised-farmers",
    },
    "villages in processing": {
        "surrounding-counties",
        "county-trading-companies",
        "baoan-government",
        "rural-outworkers",
        "combined-rural-firms",
        "baoan-industrial-districts",
        "baoan-towns",
    },
    "associations": {
        "social-organisations",
        "chinese-trade-associations",
        "official-trade-associations",
    },
    "the state's own firms": {
        "zhejiang-state-units",
        "zhejiang-larger-firms",
        "southern-jiangsu-industry",
    },
    "migrant workers": {"china-migrant-workers"},
}
_TOLD = {
    ("foreign capital and its zones", "builds, pays, serves"): [
        "What draws foreign capital",
        "Strategy of the zones",
    ],
    ("migrant workers", "builds, pays, serves"): ["What migrant workers lacked"],
    ("the state's own firms", "builds, pays, serves"): [
        "Sources of growth in poor areas",
        "Zhejiang before reform",
    ],
}
_GOVERNING = {"central-government", "local-officials"}


def cells(scheme: str, **where: str) -> str:
    """Return the rows of a scheme of ``dimensions`` as a chart's table links them.

    Parameters
    ----------
    scheme : str
        Scheme of the document.
    **where : str
        Values of other columns, such as ``type``.

    Examples
    --------
    >>> cells("Stores of the Small Commodity City", type="1992")
    'dimensions/yiwu-stores-of-the-small-commodity-city-1992-stores'
    """
    table = evidence.table("dimensions", source=SOURCE)
    chosen = table[table["scheme"] == scheme]
    for column, value in where.items():
        chosen = chosen[chosen[column] == value]
    return addresses("dimensions", chosen.index)


def town_shares() -> pd.DataFrame:
    """Return what each named cluster holds of its market, and what an average firm of it holds.

    Returns
    -------
    pandas.DataFrame
        Columns ``Cluster``, ``Holder`` (the cluster or an average company), ``Low`` and
        ``High`` (per cent of the market), ``Evidence``. The companies of Zhuji's hosiery
        are not counted.

    Examples
    --------
    >>> shares = town_shares()
    >>> shares[shares["Cluster"] == "Neckties, Shengzhou"]["Low"].tolist()
    [80.0, 0.08]
    """
    rows = []
    for cluster, (firms, share, product) in _TOWNS.items():
        held = quantity(share)
        each = held / quantity(firms)
        rows += [
            (
                cluster,
                "the cluster",
                held.low,
                held.high,
                f"{share} {cells(_PRODUCTS, type=product)}",
            ),
            (cluster, "an average company", each.low, each.high, f"{firms} {share}"),
        ]
    hosiery = quantity("zhuji-hosiery-national-share")
    links = f"zhuji-hosiery-national-share {cells(_PRODUCTS, type='Hosiery')}"
    rows.append(("Hosiery, Zhuji", "the cluster", hosiery.low, hosiery.high, links))
    return pd.DataFrame(rows, columns=["Cluster", "Holder", "Low", "High", "Evidence"])


def openness() -> pd.DataFrame:
    """Return every percentage that the document gives on openness.

    Returns
    -------
    pandas.DataFrame
        Columns ``Share`` (what and where), ``Of`` (capital in investment, exports of the
        country, goods or sellers of a market), ``Low`` and ``High`` (per cent), ``Evidence``.

    Examples
    --------
    >>> openness()["Of"].unique().tolist()
    ['capital', 'exports', 'goods', 'sellers']
    """
    rows = []
    for what, (identifier, province, year) in _OPENNESS.items():
        bounds = quantity(identifier)
        links = [identifier]
        if province:
            scheme = "Foreign share of fixed investment"
            links += [cells(scheme, type=province, dimension=year)]
            links += [addresses("ties", [_SHARES_IN_TIES[identifier]])]
        if what == "Exports, delta 1998":
            places = ["pearl-river-delta", "prd-east-bank", "prd-central-west-banks"]
            links += [addresses("ties", _ties_in(places))]
        measure = what.partition(",")[0].lower()
        rows.append((what, measure, bounds.low, bounds.high, " ".join(links)))
    return pd.DataFrame(rows, columns=["Share", "Of", "Low", "High", "Evidence"])


def numbers_by_country() -> pd.DataFrame:
    """Return how many numerals the document gives for each outcome in each country.

    Quantities that the document puts in figures or as a count, by the section that
    argues the outcome; words such as *most*, and parts of its own scheme, are no numerals.

    Returns
    -------
    pandas.DataFrame
        Columns ``Country``, ``Outcome``, ``Numbers`` and ``Evidence``.

    Examples
    --------
    >>> table = numbers_by_country()
    >>> int(table.loc[table["Country"] == "Italy", "Numbers"].sum())
    1
    """
    table = evidence.table("observations", source=SOURCE)
    # A word for "more than half" is entered as a bound without a printed number.
    counted = table[
        ~table["series"].isin(["parts-of-scheme", "duration"])
        & ~table["note"].str.contains(
            "Printed as (?:most|the majority|the overwhelming)", regex=True
        )
    ]
    abroad = counted["case"].isin(["italy", "emilia-romagna"])
    rows = []
    for outcome, section in _SECTIONS.items():
        within = counted["locator"].str.startswith(section)
        for country, chosen in (("China", ~abroad), ("Italy", abroad)):
            found = counted[within & chosen]
            rows.append((country, outcome, len(found), " ".join(found.index)))
    return pd.DataFrame(rows, columns=["Country", "Outcome", "Numbers", "Evidence"])


def periods() -> pd.DataFrame:
    """Return the dated stages in which the document sets both countries.

    Returns
    -------
    pandas.DataFrame
        Columns ``Stage``, ``Of``, ``Start``, ``End`` (missing where open) and
        ``Evidence``; the earliest first within each owner. Stages without a year stand in
        the evidence of the one that they belong to.

    Examples
    --------
    >>> periods()["Of"].unique().tolist()
    ['the world', 'Italy', 'China']
    """
    stages = evidence.table("stages", source=SOURCE)
    owners = {"world": "the world", "italy": "Italy"}
    dated = stages[stages["start"].notna() & (stages["scheme"] != "globalisation waves")]
    dated = dated.assign(Of=dated["case"].map(owners).fillna("China"))
    order = pd.Categorical(dated["Of"], ["the world", "Italy", "China"], ordered=True)
    dated = dated.assign(Rank=order.codes).sort_values(["Rank", "start"], kind="stable")
    return pd.DataFrame(
        {
            "Stage": [_STAGES[str(identifier)] for identifier in dated.index],
            "Of": dated["Of"],
            "Start": dated["start"].astype(int),
            "End": dated["end"].astype("Float64"),
            "Evidence": [_of_stage(str(identifier)) for identifier in dated.index],
        }
    ).reset_index(drop=True)


def graph(name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one drawing of documented ties: its ties and its nodes.

    Parameters
    ----------
    name : str
        ``"kin"`` (Zhuji's socks), ``"market"`` (Shenzhen's phones), ``"association"``
        (Italy), ``"processing"`` (Shenzhen and Bao'an), ``"clusters"`` (China's two kinds)
        or ``"platform"`` (Yiwu).

    Returns
    -------
    tuple of pandas.DataFrame
        Ties with ``From``, ``To``, ``Kind`` and ``Evidence``; nodes with ``Node``,
        ``Group``, ``Level``, ``Label`` and ``Evidence``.

    Raises
    ------
    KeyError
        If there is no such drawing; the message lists those there are.

    Examples
    --------
    >>> ties, nodes = graph("kin")
    >>> sorted(ties["Kind"].unique())
    ['goods and work', 'kin', 'knowledge, service and belonging', 'owns or founds']
    """
    if name not in _DRAWN:
        raise KeyError(f"no drawing {name!r}; there are {', '.join(_DRAWN)}")
    levels, labels = _DRAWN[name]
    actors = evidence.table("actors")
    table = evidence.table("ties", source=SOURCE)
    inside = table[table["from"].isin(members(name)) & table["to"].isin(members(name))]
    names = actors["name"].to_dict()
    kinds = inside["kind"].map(_TIES).fillna(_OTHER_TIES)
    # The same kinds take the same colours in all drawings without kin, whose ties come first.
    order = kinds.map([*dict.fromkeys((*_FIRST_TIES, *_TIES.values()))].index)
    inside = inside.assign(drawn=kinds).loc[order.sort_values(kind="stable").index]
    ties = pd.DataFrame(
        {
            "From": inside["from"].map(names),
            "To": inside["to"].map(names),
            "Kind": inside["drawn"],
            "Evidence": [addresses("ties", [identifier]) for identifier in inside.index],
        }
    ).reset_index(drop=True)
    nodes = pd.DataFrame(
        [
            (
                names[actor],
                _GROUPS[str(actors.loc[actor, "kind"])],
                level,
                labels.get(actor, ""),
                _told_of(actor),
            )
            for level, row_ in enumerate(levels)
            for actor in row_
        ],
        columns=["Node", "Group", "Level", "Label", "Evidence"],
    )
    return ties, nodes


def members(name: str) -> list[str]:
    """Return the actors of a drawing, from top to bottom.

    Examples
    --------
    >>> members("platform")[0]
    'yiwu-market'
    """
    levels, _ = _DRAWN[name]
    return [actor for level in levels for actor in level]


def joined_without(actor: str, one: str, other: str) -> bool:
    """Return whether two actors of China's two kinds of cluster are joined without a third.

    Parameters
    ----------
    actor : str
        The actor to leave out.
    one, other : str
        The two, by any chain of the ties of the drawing ``"clusters"``, whatever their
        direction.

    Examples
    --------
    >>> joined_without("state-commerce", "export-clusters", "domestic-clusters")
    True
    """
    others = set(members("clusters")) - {actor}
    table = evidence.table("ties", source=SOURCE)
    kept = table[table["from"].isin(others) & table["to"].isin(others)]
    graph_ = nx.Graph(list(zip(kept["from"], kept["to"], strict=True)))
    return graph_.has_node(one) and graph_.has_node(other) and nx.has_path(graph_, one, other)


def bridges() -> list[str]:
    """Return the actors without whom China's two kinds of cluster are not joined.

    Examples
    --------
    >>> bridges()
    ['specialised-markets']
    """
    ends = ("export-clusters", "domestic-clusters")
    between = [actor for actor in members("clusters") if actor not in ends]
    return [actor for actor in between if not joined_without(actor, *ends)]


def runs_through() -> pd.DataFrame:
    """Return through what the documented ties of three clusters run.

    A tie is between *kin or within a family's firms* where both ends belong to one
    circle of kin and property, *through a body or government* where an end is an association, a
    service centre or a government, *through a market* where an end is a market or its
    sellers, and *between others directly* otherwise.

    Returns
    -------
    pandas.DataFrame
        Columns ``Cluster``, ``Through``, ``Ties`` and ``Evidence``.

    Examples
    --------
    >>> table = runs_through().set_index(["Cluster", "Through"])["Ties"]
    >>> int(table["Zhuji's socks", "kin"] > table["Shenzhen's phones", "kin"])
    1
    """
    table = evidence.table("ties", source=SOURCE)
    kinds = evidence.table("actors")["kind"]
    ends = [table["from"], table["to"]]
    clusters = {
        "Zhuji's socks": table["case"] == "zhuji",
        "Shenzhen's phones": ends[0].isin(_PHONES) | ends[1].isin(_PHONES),
        "Italy's districts": table["case"].isin(["italy", "emilia-romagna"]),
    }
    rows = []
    for cluster, chosen in clusters.items():
        own = table[chosen]
        circle = _circles(own)
        through = {
            str(identifier): _channel(tie["from"], tie["to"], kinds, circle)
            for identifier, tie in own.iterrows()
        }
        for channel in ("kin", "a body or government", "a market", "nothing: direct"):
            found = [identifier for identifier, way in through.items() if way == channel]
            rows.append((cluster, channel, len(found), addresses("ties", found)))
    return pd.DataFrame(rows, columns=["Cluster", "Through", "Ties", "Evidence"])


def ties_between_firms(case: str) -> list[str]:
    """Return the ties of a country or place whose two ends are firms of its own clusters.

    Buyers, retailers, foreign investors and rivals abroad are no firms of a cluster.

    Parameters
    ----------
    case : str
        ``"italy"`` or ``"zhuji"``.

    Examples
    --------
    >>> ties_between_firms("italy")
    []
    """
    table = evidence.table("ties", source=SOURCE)
    actors = evidence.table("actors")
    places = {"italy": ["italy", "emilia-romagna"]}.get(case, [case])
    outside = {"italian-retailers", "foreign-investors-italy", "italian-loom-makers"}
    firms = {
        str(identifier)
        for identifier, actor in actors.iterrows()
        if actor["case"] in places
        and actor["kind"] in {"firm", "firms", "cluster"}
        and identifier not in outside
    }
    found = table[table["from"].isin(firms) & table["to"].isin(firms)]
    return [
        str(identifier) for identifier, tie in found.iterrows() if tie["kind"] != "affiliates to"
    ]


def acts_for() -> pd.DataFrame:
    """Return how many recorded ties of Chinese governments go to whom.

    Returns
    -------
    pandas.DataFrame
        Columns ``To``, ``What it does`` (builds and serves, or rules and represses),
        ``Ties`` and ``Evidence``.

    Examples
    --------
    >>> table = acts_for()
    >>> int(table.loc[table["To"] == "migrant workers", "Ties"].sum())
    1
    """
    table = evidence.table("ties", source=SOURCE)
    actors = evidence.table("actors")
    governing = {
        str(identifier)
        for identifier, actor in actors.iterrows()
        if actor["kind"] == "government" and actor["level"] != "abroad"
    } | _GOVERNING
    acts = table[table["from"].isin(governing)]
    rules = acts["kind"].isin(["supervises", "represses", "leads"])
    rows = []
    for recipient, actors_to in _RECIPIENTS.items():
        for what, chosen in (("builds, pays, serves", ~rules), ("rules, leads, represses", rules)):
            found = acts.index[acts["to"].isin(actors_to) & chosen]
            told = [cells(scheme) for scheme in _TOLD.get((recipient, what), ())]
            rows.append((recipient, what, len(found), " ".join([addresses("ties", found), *told])))
    return pd.DataFrame(rows, columns=["To", "What it does", "Ties", "Evidence"])


def services() -> pd.DataFrame:
    """Return which services each kind of body gives small firms, or is said not to give.

    Returns
    -------
    pandas.DataFrame
        Columns ``By``, ``Service`` (a family of services), ``Named`` (services named)
        and ``Evidence``.

    Examples
    --------
    >>> table = services()
    >>> done = table[table["By"] == "China: associations do"]
    >>> done.loc[done["Named"] > 0, "Service"].tolist()
    ['selling and export', 'information', 'law and lobbying']
    """
    table = evidence.table("dimensions", source=SOURCE)
    scheme = table["scheme"]
    own = scheme == "Private trade associations of China"
    columns = {
        "Italy: associations": table[scheme == "Services of Italian associations"],
        "Italy: public centres": table[
            (scheme == "Service centres of Emilia-Romagna") & (table["dimension"] == "field")
        ],
        "China: associations do": table[own & (table["coding"] == "Yes")],
        "China: cannot, or lacking": table[
            (own & (table["coding"] != "Yes"))
            | (scheme == "Services that Chinese small firms lack")
        ],
    }
    rows = []
    for by, named in columns.items():
        # A centre's field is its coding; of all others the type names the service.
        text = named["coding"] if by == "Italy: public centres" else named["type"]
        families = text.map(_family)
        for family in (*_FAMILIES, "one trade"):
            found = named.index[families == family]
            links = [addresses("dimensions", found), *_tied(by, family)]
            rows.append((by, family, len(found), " ".join(filter(None, links))))
    return pd.DataFrame(rows, columns=["By", "Service", "Named", "Evidence"])


def disputed() -> pd.DataFrame:
    """Return disputed figures as multiples of what they can be held against.

    Returns
    -------
    pandas.DataFrame
        Columns ``Figure``, ``Reading`` (as printed, or repaired), ``Low`` and ``High``
        (times the figure it is held against; 1 is agreement) and ``Evidence``.

    Examples
    --------
    >>> table = disputed().set_index(["Figure", "Reading"])
    >>> float(table.loc[("Capital used / signed", "as printed"), "Low"].round(1))
    6.7
    """
    signed, used = quantity("shenzhen-foreign-signed"), quantity("shenzhen-foreign-utilised")
    rate, people = quantity("zhejiang-store-revenue-2001"), quantity("zhejiang-population-2001")
    smallest = quantity("zhejiang-report-cluster-threshold-2005").low
    taken = rate * people.low * 100 / 1e6
    rest_signed = signed - quantity("shenzhen-green-field-signed")
    rest_used = used / 10 - quantity("shenzhen-green-field-utilised")
    counts = {
        "Report / count of 2004": (
            quantity("zhejiang-report-clusters-2005") / quantity("zhejiang-clusters-2004"),
            "zhejiang-report-clusters-2005 zhejiang-clusters-2004",
        ),
        "Report / count of 2000": (
            quantity("zhejiang-report-clusters-2005") / quantity("zhejiang-clusters-2000"),
            "zhejiang-report-clusters-2005 zhejiang-clusters-2000",
        ),
        "Yongkang / a county": (
            quantity("yongkang-markets-2005")
            / (
                quantity("zhejiang-specialised-markets-2001")
                / quantity("zhejiang-report-counties-2005")
            ),
            "yongkang-markets-2005 zhejiang-specialised-markets-2001 zhejiang-report-counties-2005",
        ),
    }
    money = [
        (
            "Capital used / signed",
            "as printed",
            used / signed,
            "shenzhen-foreign-utilised shenzhen-foreign-signed "
            + cells("Foreign investment by form")
            + " "
            + cells("Manufacturing in foreign investment, 1979-1998")
            + " "
            + addresses("ties", _projects()),
        ),
        (
            "Capital used / signed",
            "point moved, or other unit",
            used / 10 / signed,
            "shenzhen-foreign-utilised shenzhen-foreign-signed",
        ),
        (
            "Not green-field alone",
            "point moved, or other unit",
            rest_used / rest_signed,
            "shenzhen-green-field-utilised shenzhen-green-field-signed",
        ),
        (
            "Stores / one cluster",
            "as printed",
            taken / smallest,
            "zhejiang-store-revenue-2001 zhejiang-report-cluster-threshold-2005",
        ),
        (
            "Stores / one cluster",
            "point moved, or other unit",
            taken * 1e4 / smallest,
            "zhejiang-store-revenue-2001 zhejiang-report-cluster-threshold-2005",
        ),
    ]
    rows = [
        *money,
        *((figure, "as printed", ratio, links) for figure, (ratio, links) in counts.items()),
    ]
    return pd.DataFrame(
        [(figure, reading, *_ends(ratio), links) for figure, reading, ratio, links in rows],
        columns=["Figure", "Reading", "Low", "High", "Evidence"],
    )


def same_count_twice() -> dict[str, tuple[int, int]]:
    """Return the counts of a report of 2005 beside those of another document for 2000.

    Examples
    --------
    >>> all(ours == theirs for ours, theirs in same_count_twice().values())
    True
    """
    pairs = {
        "clusters": ("zhejiang-report-clusters-2005", "zhejiang-clusters-2000"),
        "1 to 5 billion": ("zhejiang-report-clusters-1-5bn-2005", "zhejiang-clusters-1-5bn-2000"),
        "5 to 10 billion": (
            "zhejiang-report-clusters-5-10bn-2005",
            "zhejiang-clusters-5-10bn-2000",
        ),
        "over 10 billion": (
            "zhejiang-report-clusters-over-10bn-2005",
            "zhejiang-clusters-over-10bn-2000",
        ),
    }
    return {
        name: (int(quantity(ours).low), int(quantity(theirs).low))
        for name, (ours, theirs) in pairs.items()
    }


def weight_in_2007() -> pd.DataFrame:
    """Return the clusters' shares of three provinces' sales and profits before the crisis.

    Examples
    --------
    >>> weight_in_2007()["Province"].unique().tolist()
    ['Fujian', 'Zhejiang', 'Jiangsu']
    """
    rows = []
    for province in ("Fujian", "Zhejiang", "Jiangsu"):
        for what in ("sales", "profits"):
            identifier = f"{province.lower()}-cluster-{what}-share-2007"
            link = cells("Weight of clusters in 2007", type=province, dimension=f"share of {what}")
            rows.append((province, what, quantity(identifier).low, f"{identifier} {link}"))
    return pd.DataFrame(rows, columns=["Province", "Of", "Per cent", "Evidence"])


def _of_stage(stage: str) -> str:
    """Return the rows on a stage, on those without a year beside it, and on what it brought."""
    schemes = (
        cells(scheme, type=kind) if kind else cells(scheme)
        for scheme, kind in _STAGE_CELLS.get(stage, ())
    )
    return " ".join(
        filter(
            None,
            [
                addresses("stages", [stage, *_UNDATED.get(stage, ())]),
                *schemes,
                addresses("ties", _STAGE_TIES.get(stage, ())),
            ],
        )
    )


def _ties_in(places: list[str]) -> list[str]:
    table = evidence.table("ties", source=SOURCE)
    return [str(identifier) for identifier in table.index[table["case"].isin(places)]]


def _ends(ratio: Quantity) -> tuple[float | None, float | None]:
    """Return bounds as a chart takes them: what is open is missing."""
    low = ratio.low if ratio.low > 0 and math.isfinite(ratio.low) else None
    return low, ratio.high if math.isfinite(ratio.high) else None


def _projects() -> list[str]:
    """Return the ties that are foreign money in Shenzhen's projects."""
    table = evidence.table("ties", source=SOURCE)
    ends = table["to"] == "shenzhen-foreign-projects"
    return [str(identifier) for identifier in table.index[ends]]


def _told_of(actor: str) -> str:
    return " ".join(
        cells(scheme, type=kind) if kind else cells(scheme)
        for scheme, kind in _TOLD_OF.get(actor, ())
    )


def _tied(by: str, family: str) -> list[str]:
    if by != "China: associations do" or family not in _SERVICE_TIES:
        return []
    return [addresses("ties", _SERVICE_TIES[family])]


def _family(service: str) -> str:
    text = service.lower()
    for family, words in _FAMILIES.items():
        if any(word in text for word in words):
            return family
    return "one trade"


def _circles(ties: pd.DataFrame) -> Mapping[str, int]:
    """Return the circle of kin and property to which each actor belongs."""
    circle: dict[str, int] = {}
    joined = ties[ties["kind"].isin(["kin of", "owns"])]
    # Only property of kin makes a family's circle: a founder without kin is a firm like others.
    for number, (one, other) in enumerate(zip(joined["from"], joined["to"], strict=True)):
        known = {circle[end] for end in (one, other) if end in circle}
        into = min(known, default=number)
        for actor, old in list(circle.items()):
            if old in known:
                circle[actor] = into
        circle[one] = circle[other] = into
    return circle


def _channel(giver: str, taker: str, kinds: pd.Series[str], circle: Mapping[str, int]) -> str:
    ends = {kinds[giver], kinds[taker]}
    if giver in circle and taker in circle and circle[giver] == circle[taker]:
        return "kin"
    if "market" in ends or "huaqiangbei-sellers" in {giver, taker}:
        return "a market"
    return "a body or government" if ends & _BODIES else "nothing: direct"
