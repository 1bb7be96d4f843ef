"""Further claims of Lu and Ganne (2016): figures, dates and names held against each other.

Each function takes no argument, reads the evidence, and returns a finding that
another evidence would change.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd

from industrial_clusters import evidence
from industrial_clusters.claims.ledger import Finding, Verdict
from industrial_clusters.claims.weighing import rounded, weigh, year_of
from industrial_clusters.claims.yongkang import SOURCE, enterprises_1985
from industrial_clusters.evidence import Quantity, formatted, grouped, propagate, quantity
from industrial_clusters.experiments import zhejiang

# The parts that a stated number counts are the types of a scheme of ``dimensions``.
LISTS = {
    "Craftsmen": ("yongkang-craftsman-types",),
    "Enterprise types, 1985": ("yongkang-enterprise-types-1985",),
    "Problems of individual businessmen": ("yongkang-getihu-problems-1981",),
    "Three unions": ("mantang-unions",),
    "Four wheels": ("yongkang-wheels-1984",),
    "Committees of a village": ("yongkang-village-committees",),
    "Three areas of service after 2007": ("yongkang-service-areas-2011",),
    "Service centres": ("yongkang-service-centres-2007", "yongkang-service-centres-2011"),
    "Zhejiang's areas of competition": ("zhejiang-competition-areas",),
    "Areas of Yongwujin": ("yongwujin-development-areas",),
}

FOUNDERS = ("mr-lu", "mr-wang", "mr-chen")

_EARTH_RADIUS_KM = 6371.0


def size_classes_count_companies() -> Finding:
    """The size classes of the table count companies within the clusters."""
    classes = ("1-5bn", "5-10bn", "over-10bn")
    here = [quantity(f"zhejiang-clusters-{name}-2000").low for name in classes]
    there = [quantity(f"zhejiang-report-clusters-{name}-2005").low for name in classes]
    arithmetic = (
        f"{_listed(here)} companies in the head of the table for 2000; {_listed(there)} clusters "
        "in Li and Gao."
    )
    if here == there:
        return Finding(
            Verdict.INCONSISTENT_BETWEEN,
            arithmetic,
            "The same three numbers are of companies in one document and of clusters in the "
            "other. The classes sort by billions, and clusters are what the table lists.",
        )
    return Finding(
        Verdict.NOT_IDENTIFIED,
        arithmetic,
        "The numbers differ, so that the two documents need not count the same thing.",
    )


def clusters_printed_twice() -> Finding:
    """Text and table give one number of clusters for 2004."""
    text, table = quantity("zhejiang-clusters-text-2004"), quantity("zhejiang-clusters-2004")
    return weigh(
        text,
        table,
        f"{formatted(text, 0)} in the text, {formatted(table, 0)} in the table.",
        agree="The text repeats the table.",
        apart="Text and table disagree on the clusters of one year.",
        undecided="The text allows what the table excludes.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def districts_are_the_clusters() -> Finding:
    """The districts and cities classed as clusters are the clusters that the table counts."""
    clusters, districts = (
        quantity("zhejiang-clusters-text-2004"),
        quantity("zhejiang-cluster-districts-2004"),
    )
    ratio = clusters / districts
    return weigh(
        ratio,
        Quantity.exactly(1),
        f"{formatted(clusters, 0)} clusters against {formatted(districts, 0)} districts and "
        f"cities classed as clusters: {formatted(ratio)} to one.",
        agree="There are as many clusters as districts so classed: they can be the same.",
        apart="One sentence counts clusters, the next calls districts clusters, and the two "
        "numbers are of different things. A district must be meant that holds clusters, as Li "
        "and Gao have it.",
        undecided="The numbers allow one cluster to a district, and other ratios too.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def specialised_areas_in_the_table() -> Finding:
    """The undated number of specialised areas agrees with the table's clusters."""
    counts = {year: quantity(f"zhejiang-clusters-{year}").low for year in zhejiang.TABLE_YEARS}
    stated = quantity("zhejiang-specialised-areas")
    low, high = min(counts.values()), max(counts.values())
    return weigh(
        Quantity(low, high),
        stated,
        f"{formatted(stated, 0)} areas, undated; "
        + ", ".join(f"{count:.0f} clusters in {year}" for year, count in counts.items())
        + ".",
        agree="Every year of the table agrees with the bound, so that it cannot be dated by it.",
        apart="No year of the table agrees with the number.",
        undecided="Some years of the table agree with the number and others do not.",
    )


def province_followed() -> Finding:
    """In the 1990s the province followed what localities had begun."""
    local = evidence.row("events", "yongkang-estates-1990s")
    province = evidence.row("events", "zhejiang-estates-1999")
    begun, until, copied = (
        int(date[:4]) for date in (local["date_start"], local["date_end"], province["date_start"])
    )
    arithmetic = (
        f"Yongkang's estates {local['date_start']}–{local['date_end']}; the province's decision "
        f"{province['date_start']}."
    )
    if copied > until:
        return Finding(
            Verdict.SUPPORTED,
            arithmetic,
            "In the one instrument that both used, the province came later. Of its other acts in "
            "the decade the document says nothing.",
        )
    if copied < begun:
        return Finding(Verdict.CONTRADICTED, arithmetic, "The province came first.")
    return Finding(
        Verdict.NOT_IDENTIFIED, arithmetic, "The province may have come during the local building."
    )


def growth_like_the_province() -> Finding:
    """Yongkang's industry grew as remarkably as the province's."""
    first, last = (quantity(f"zhejiang-cluster-output-{year}") for year in (1996, 2004))
    province = propagate(lambda a, b: b / a, first, last)
    observations = evidence.table("observations")
    here = observations[
        (observations["case"] == "yongkang") & (observations["series"] == "cluster-output")
    ].sort_values("period_start")
    told = f"The clusters' output in the province: {formatted(province)} times in eight years"
    if len(here) < 2:
        return Finding(
            Verdict.NOT_TESTABLE,
            f"{told}; of Yongkang's output, no two figures.",
            "The document gives ranks, varieties and counts of firms for Yongkang, and output for "
            "the province.",
        )
    ends = here.iloc[[0, -1]]
    multiple = Quantity(
        ends["low"].iloc[1] / ends["high"].iloc[0], ends["high"].iloc[1] / ends["low"].iloc[0]
    )
    return weigh(
        multiple,
        rounded(province, 1),
        f"{told}; in Yongkang {formatted(multiple)} times.",
        agree="Both grew by about the same multiple.",
        apart="The two multiples differ.",
        undecided="The multiples may be the same.",
    )


def firms_printed_twice() -> Finding:
    """The number of registered firms in 2006 is one figure."""
    first, again = quantity("yongkang-firms-2006"), quantity("yongkang-firms-restated-2006")
    return weigh(
        rounded(again, 1000),
        first,
        f"{formatted(first, 0)} in one sentence, {formatted(again, 0)} in the next.",
        agree="The second figure, read as rounded to thousands, lies within the first.",
        apart="The two figures exclude each other even if the second is rounded to thousands.",
        undecided="The bound of the first sentence is the whole of the next. They agree only if "
        "the second is rounded down, and the parts of that sentence then lack some firms.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def named_trades_of_the_firms() -> Finding:
    """The registered firms of 2006 are a cluster of metal trades."""
    trades = [
        quantity(f"yongkang-{name}-firms-2006")
        for name in ("electric-tool", "casting", "appliance", "steel")
    ]
    firms = quantity("yongkang-firms-2006")
    named = sum(trade.low for trade in trades)
    share = Quantity.exactly(named) / firms
    few = share.high < 0.5
    return Finding(
        Verdict.NOT_IDENTIFIED if few else Verdict.SUPPORTED,
        f"{' + '.join(f'{trade.low:.0f}' for trade in trades)} = {named:.0f} of "
        f"{formatted(firms, 0)} firms: {formatted(share, 2, percent=True)}.",
        "The named trades are a small part, the list is left open, and what the other firms do is "
        "not said."
        if few
        else "The named trades are most of the firms.",
    )


def thirty_years() -> Finding:
    """The change took thirty years."""
    title = evidence.row("cases", "yongkang")
    span = int(title["period_end"]) - int(title["period_start"])
    durations = [quantity(f"yongkang-{name}-duration") for name in ("growth", "expansion")]
    stated = Quantity(min(d.low for d in durations), max(d.high for d in durations))
    return weigh(
        Quantity.exactly(span),
        rounded(stated, 10),
        f"{title['period_end']} - {title['period_start']} = {span} in the title; "
        f"{formatted(stated, 0)} years in introduction and conclusion.",
        agree="The round duration is the span of the title.",
        apart="The title spans another time than the text states.",
        undecided="The round duration may be the span of the title.",
    )


def six_years_later() -> Finding:
    """Mr Wang founded his company six years after he joined a township factory."""
    joined, founded = year_of("wang-township-factory-1989"), year_of("wang-company-1995")
    stated = quantity("yongkang-wang-years-in-township-factory")
    return weigh(
        Quantity.exactly(founded - joined),
        stated,
        f"{founded} - {joined} = {founded - joined}; {formatted(stated, 0)} in words.",
        agree="The two dates are as far apart as the words say.",
        apart="The two dates are not as far apart as the words say.",
        undecided="The words leave room for other dates.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def lists_are_complete() -> Finding:
    """Each stated number of parts is the number of the parts that are named."""
    cells = evidence.table("dimensions", source=SOURCE)
    named = {scheme: cells.loc[cells["scheme"] == scheme, "type"].nunique() for scheme in LISTS}
    stated = {scheme: sum(quantity(i).low for i in ids) for scheme, ids in LISTS.items()}
    wrong = [scheme for scheme in LISTS if named[scheme] != stated[scheme]]
    return Finding(
        Verdict.INCONSISTENT_WITHIN if wrong else Verdict.SUPPORTED,
        "; ".join(
            f"{scheme}: {stated[scheme]:.0f} stated, {named[scheme]} named" for scheme in LISTS
        )
        + ".",
        f"Stated and named differ for {', '.join(wrong)}."
        if wrong
        else "All agree; four wheels turn only if village and town, which share a phrase, are two.",
    )


def villages_like_mantang() -> Finding:
    """The specialised villages of the 1980s were villages of workshops like Mantang.

    If each had as many workshops as Mantang registered, they would together have
    had that many times their number; the enterprises counted at the end of 1985,
    of all forms and in all villages, are the most that there can be.
    """
    villages = quantity("yongkang-specialised-villages-1980s")
    least = quantity("yongkang-households-registered-1982").low
    workshops = Quantity(least, max(least, quantity("mantang-households-1982").high))
    implied = workshops * villages
    counted = sum(enterprises_1985().values())
    return weigh(
        implied,
        Quantity(0, counted),
        f"{formatted(villages, 0)} villages with {formatted(workshops, 0)} workshops each would be "
        f"{formatted(implied, 0)}; {counted:,.0f} enterprises of all forms were counted in 1985.",
        agree="The enterprises counted leave room for as many workshops in every such village.",
        apart="The count has no room for them. Mantang was far from typical, or a confederated "
        "factory held many workshops, or most family workshops were not counted.",
        undecided="The count has room for such villages at the lower end only.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def explosion_after_the_opening() -> Finding:
    """The explosion of industry came after the opening of 1992."""
    estates = quantity("yongkang-estate-firms")
    dated = evidence.row("observations", "yongkang-estate-firms")
    opened = year_of("china-southern-journey-1992")
    forms = enterprises_1985()
    factories = sum(forms.values()) - forms["independent workers"]
    multiple = estates / factories
    early = int(dated["period_end"][:4]) < opened
    return weigh(
        multiple,
        Quantity(0, 1),
        f"{formatted(estates, 0)} firms on estates in {dated['period_start']}–"
        f"{dated['period_end']}, {formatted(multiple)} times the {factories:,.0f} factories of "
        f"1985; the opening came in {opened}.",
        agree="At the opening the estates held no more firms than the county had had factories.",
        apart="The estates held more firms than the county had had factories before the opening."
        if early
        else "The estates held more firms than the county had had factories, early in a decade "
        "whose third year brought the opening: growth may have come before it or just after.",
        undecided="The estates may have held more firms than the county had had factories, and "
        "the start of the decade lies on both sides of the opening: nothing dates the growth.",
        against=Verdict.CONTRADICTED if early else Verdict.NOT_IDENTIFIED,
    )


def rank_known_to_its_source() -> Finding:
    """The work cited for the rank of 2005 could know it."""
    ranked = int(evidence.row("observations", "yongkang-rank-2005")["period_start"][:4])
    written = year_of("lu-wei-dissertation-2005")
    arithmetic = f"Rank of {ranked}; dissertation of {written}."
    if written > ranked:
        return Finding(Verdict.SUPPORTED, arithmetic, "The work is later than the year ranked.")
    if written < ranked:
        return Finding(
            Verdict.INCONSISTENT_WITHIN, arithmetic, "The work is older than the year ranked."
        )
    return Finding(
        Verdict.NOT_IDENTIFIED,
        arithmetic,
        "A yearly rank is seldom known before the year is over: the rank may be a list published "
        "in that year on the year before.",
    )


def standing_of_private_companies() -> Finding:
    """Before 1995 private companies had one legal standing."""
    cells = evidence.table("dimensions")
    cells = cells[cells["scheme"] == "Standing of private companies"]
    standings = sorted(set(cells["coding"]))
    places = "; ".join(f"{row['coding']} ({row['type']})" for _, row in cells.iterrows())
    if len(standings) == 1:
        return Finding(Verdict.SUPPORTED, f"{places}.", "All places agree.")
    return Finding(
        Verdict.INCONSISTENT_WITHIN,
        f"{places}.",
        f"They were {' or '.join(standings)}, and firms were founded meanwhile. Whether the red "
        "hat met a prohibition or a prejudice depends on which is right.",
    )


def false_collectives_repressed() -> Finding:
    """Private firms under a collective's name were repressed from 1982 to 1984."""
    campaign = evidence.row("events", "china-red-hat-repression-1982")
    events = evidence.table("events", source=SOURCE)
    here = events[events["case"].isin(["yongkang", "mantang"])]
    within = here[here["date_start"].str[:4].between(campaign["date_start"], campaign["date_end"])]
    clashes = within[within["kind"] == "repression"]
    helped = within[within["kind"].isin(["organisation", "recognition", "incentive", "permission"])]
    arithmetic = (
        f"In Yongkang, {campaign['date_start']}–{campaign['date_end']}: {len(clashes)} recorded "
        f"acts of repression, {len(helped)} of cover, organisation or recognition."
    )
    if len(clashes):
        return Finding(Verdict.SUPPORTED, arithmetic, "The campaign has its marks in the county.")
    return Finding(
        Verdict.NOT_IDENTIFIED,
        arithmetic,
        "A footnote reports a campaign that the story of the county does not show. Either it "
        "passed Yongkang by, or what was done in a collective's name was not taken for false.",
    )


def owner_met_at_the_time() -> Finding:
    """The authors met the owner of Sunshine at the time of the departures."""
    departures = evidence.row("events", "yongkang-departures-late-1990s")
    fieldwork = evidence.row("events", "yongkang-research-2006")
    dated = year_of("yongkang-interview-sunshine-2011")
    apart = int(fieldwork["date_start"]) > int(departures["date_end"])
    return Finding(
        Verdict.INCONSISTENT_WITHIN if apart else Verdict.SUPPORTED,
        f"Departures {departures['date_start']}–{departures['date_end']}; fieldwork "
        f"{fieldwork['date_start']}–{fieldwork['date_end']}; dated interview {dated}.",
        "The fieldwork begins years after the departures. The land prices that he gives are then "
        "of the years of the fieldwork, or remembered."
        if apart
        else "Fieldwork and departures overlap.",
    )


def departures_dated() -> Finding:
    """The departures of companies have one date."""
    first = evidence.row("events", "yongkang-departures-late-1990s")
    second = evidence.row("events", "yongkang-departures-2000s")
    gap = int(second["date_start"]) - int(first["date_end"])
    arithmetic = (
        f"{first['date_start']}–{first['date_end']} in the second period; "
        f"{second['date_start']}–{second['date_end']} in the third."
    )
    if gap <= 0:
        return Finding(Verdict.SUPPORTED, arithmetic, "The two dates overlap.")
    if gap > 1:
        return Finding(Verdict.INCONSISTENT_WITHIN, arithmetic, "Years lie between the two dates.")
    return Finding(
        Verdict.NOT_IDENTIFIED,
        arithmetic,
        "The two meet at the turn of the decade: one wave told twice, to explain the estates and "
        "then the network, or two waves. The destinations differ, and neither is counted.",
    )


def moved_upmarket() -> Finding:
    """In the 1990s and early 2000s Yongkang moved to dearer and more complex goods."""
    scheme = "yongkang-difficulties-by-period"
    periods = ("1990s-and-early-2000s", "from-the-middle-of-the-2000s")
    cells = [
        evidence.row("dimensions", f"{scheme}-{period}-production")["coding"] for period in periods
    ]
    cheap = ["low-cost" in cell.lower() for cell in cells]
    products = evidence.row("trajectories", "yongkang-cluster-step-05")["products"]
    arithmetic = (
        f"Products of the period: {products}. Difficulties then: {cells[0]}. After it: {cells[1]}."
    )
    if not any(cheap):
        return Finding(Verdict.SUPPORTED, arithmetic, "No later passage speaks of cheap goods.")
    return Finding(
        Verdict.INCONSISTENT_WITHIN if all(cheap) else Verdict.NOT_IDENTIFIED,
        arithmetic,
        "The move is told as done, and reliance on low-cost goods is told as the problem of the "
        "same period and of the next. A part of industry moved; how large a part is not said."
        if all(cheap)
        else "Cheap goods are a problem in one of the two periods only.",
    )


def distance_to_jinyun() -> Finding:
    """Jinyun lies some 20 km from Yongkang."""
    stated = quantity("yongkang-distance-jinyun")
    seat, town = _kilometres("yongkang", "jinyun"), _kilometres("yongkang", "huzhen")
    return weigh(
        Quantity.exactly(seat),
        stated,
        f"{formatted(seat)} km between the seats as the crow flies, {formatted(town)} km to "
        f"Huzhen; {formatted(stated, 0)} km stated.",
        agree="The coordinates of the seats agree.",
        apart="The seats lie farther apart than the rounding allows; between which points the "
        "document measures is not said. "
        + (
            "Huzhen, which holds Jinyun's part of the cluster, lies within it and may be what was "
            "measured."
            if stated.contains(town)
            else "Nor does Huzhen, which holds Jinyun's part of the cluster, lie within it."
        ),
        undecided="The coordinates do not decide.",
        against=Verdict.NOT_IDENTIFIED,
    )


def market_in_private_hands() -> Finding:
    """The management of the market hall passed into private hands."""
    tie = evidence.row("ties", "yongkang-government-shares-in-technological-city-company")
    low = 0.0 if pd.isna(tie["low"]) else float(tie["low"])
    high = 100.0 if pd.isna(tie["high"]) else float(tie["high"])
    rank = quantity("yongkang-market-company-shareholder-rank")
    return weigh(
        Quantity(low, high),
        Quantity(0, 50),
        f"The local government's part lies within {low:.0f}–{high:.0f}%; among the shareholders "
        f"its rank is {rank.low:.0f}.",
        agree="Others together hold at least as much as the local government.",
        apart="The local government holds more than half.",
        undecided="The document calls the hands private and the government the main shareholder, "
        "beside other public partners. Without the part it cannot be told who decides.",
    )


def smallest_unit() -> Finding:
    """The town is the smallest unit on which local policy rests."""
    events = evidence.table("events", source=SOURCE)
    here = events[events["case"].isin(["yongkang", "mantang", "qianhuang"])]
    acts = {level: here[here["level"] == level] for level in ("village", "township")}
    below = len(acts["village"]) > len(acts["township"])
    return Finding(
        Verdict.INCONSISTENT_WITHIN if below else Verdict.SUPPORTED,
        f"{len(acts['village'])} acts of villages and {len(acts['township'])} of townships and "
        "towns in the record.",
        "The acts that begin the story are those of two villages: "
        f"{'; '.join(acts['village']['title'])}."
        if below
        else "Townships and towns act at least as often as villages.",
    )


def formed_in_ten_years() -> Finding:
    """The structured cluster formed within ten years."""
    stage = evidence.row("stages", "yongkang-development-2")
    start, end = int(stage["start"]), int(stage["end"])
    took = Quantity(end - end % 10 - start, end - start)
    stated = quantity("yongkang-cluster-formation-duration")
    return weigh(
        took,
        stated,
        f"The period runs from {start} to the early years of the decade after, {took.low:.0f} to "
        f"{took.high:.0f} years; {formatted(stated, 0)} stated.",
        agree="The period is no longer than stated.",
        apart="The period is longer than stated.",
        undecided="The period, as the paragraph before draws it, keeps within the stated time only "
        "if it ends with the first year of the 2000s.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def project_completed() -> Finding:
    """The inter-county project was complete by 2010."""
    label = evidence.row("events", "yongwujin-label-2010")
    parts = [
        evidence.row("events", name)
        for name in (
            "yongkang-office-centre-2008",
            "yongkang-electric-chain-2011",
            "yongkang-further-centres-2011",
        )
    ]
    later = [part for part in parts if part["date_end"] > label["date_end"]]
    return Finding(
        Verdict.INCONSISTENT_WITHIN if later else Verdict.SUPPORTED,
        f"Complete by {label['date_end']}; "
        + "; ".join(f"{part['title']} until {part['date_end']}" for part in parts)
        + ".",
        f"{len(later)} of the works that make up its first area end later, and the article finds "
        "it too early to take stock. What was complete is the formal project, by the press report."
        if later
        else "The works of its first area end by then.",
    )


def transcriptions_agree() -> Finding:
    """Names in Latin letters and in characters are the same names."""
    terms = evidence.table("glossary", source=SOURCE)
    # A numeral within a title is no slip.
    differ = terms[(terms["printed"] != "") & ~terms["printed"].str.contains(r"\d", regex=True)]
    return Finding(
        Verdict.INCONSISTENT_WITHIN if len(differ) else Verdict.SUPPORTED,
        f"{len(differ)} of {len(terms)} terms are transcribed otherwise than they read: "
        + "; ".join(f"{row['printed']} for {row['pinyin']}" for _, row in differ.iterrows())
        + ".",
        "Slips of the pen, as far as the other terms show; but the village of the founding scene "
        "has characters that do not read its name, and cannot be found on a map by either."
        if "mantang-name" in differ.index
        else "Slips of the pen that leave no identity in doubt.",
    )


def leading_varieties() -> Finding:
    """Each of about a hundred varieties held a third of the Chinese market or more."""
    share = quantity("yongkang-leading-varieties-market-share-2001")
    varieties = quantity("yongkang-leading-varieties-2001")
    doors = [
        quantity(f"yongkang-metal-doors-share-{place}") for place in ("2012", "market-section")
    ]
    known = Quantity(min(d.low for d in doors), max(d.high for d in doors))
    below = known.high < share.low
    return Finding(
        Verdict.CONTRADICTED if below else Verdict.NOT_IDENTIFIED,
        f"{formatted(varieties, 0)} varieties with {formatted(share.low, 0)}% or more each; of "
        f"one, metal doors, a share is printed: {formatted(known, 0)}%.",
        "The one product of which a share is given falls short."
        if below
        else "The one product of which a share is given passes, and of the others none is. The "
        "sentence can also mean that all together held a third, which is a far smaller claim.",
    )


def bosses_from_the_public_sector() -> Finding:
    """The new company bosses very often came from the public sector."""
    ties = evidence.table("ties", source=SOURCE)
    work = ties[(ties["kind"] == "employs") & ties["to"].isin(FOUNDERS)]
    came = {
        evidence.row("actors", founder)["name"]: "; ".join(
            work.loc[work["to"] == founder, "object"]
        )
        for founder in FOUNDERS
        if founder in set(work["to"])
    }
    total = quantity("yongkang-firms-2006")
    return Finding(
        Verdict.NOT_IDENTIFIED if came else Verdict.CONTRADICTED,
        f"{len(came)} of {len(FOUNDERS)} founders described had worked in a collective, township "
        f"or state factory, in a place with {formatted(total, 0)} firms.",
        f"{'; '.join(f'{name} ({tasks})' for name, tasks in came.items())}. Founders described "
        "for their success cannot say what was frequent, and not all of them came as managers."
        if came
        else "None of the founders described came from there.",
    )


def _kilometres(first: str, second: str) -> float:
    """Return the great-circle distance between two places of ``cases``."""
    here, there = (evidence.row("cases", place) for place in (first, second))
    (lat1, lon1), (lat2, lon2) = (
        (math.radians(place["latitude"]), math.radians(place["longitude"]))
        for place in (here, there)
    )
    chord = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(chord))


def _listed(numbers: Iterable[float]) -> str:
    return ", ".join(grouped(number) for number in numbers)
