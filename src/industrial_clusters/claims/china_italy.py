"""The claims of Li and Gao (2020) on the clusters of China and of Italy, tested.

Each function takes no argument, reads the evidence, and returns a finding that
another evidence would change.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from difflib import SequenceMatcher
from itertools import combinations

from industrial_clusters import evidence
from industrial_clusters.claims.ledger import Finding, Verdict
from industrial_clusters.claims.weighing import coding, hull, rounded, weigh, year_of
from industrial_clusters.evidence import Quantity, formatted, propagate, quantity, rounding_bounds
from industrial_clusters.statistics.growth import compound_rate

# A decimal point that is printed one place too far to the right.
_ONE_PLACE = 10

# Chinese statistics count money in units of ten thousand yuan.
_TEN_THOUSAND = 10_000

# China has some thirty provinces (common knowledge); a rank beyond this one is in their lower half.
_MIDDLE_RANK = 15

# From this likeness on, two names of one row are taken for spellings of one word.
_LIKENESS = 0.6

_CLUSTERS = {
    "footwear": ("wenzhou-footwear-firms", "wenzhou-footwear-national-share"),
    "clothing": ("wenzhou-clothing-firms", "wenzhou-clothing-national-share"),
    "eyeglasses": ("wenzhou-eyeglasses-firms", "wenzhou-eyeglasses-national-share"),
    "buttons": ("wenzhou-buttons-firms", "wenzhou-buttons-national-share"),
    "lighters (of the world)": ("wenzhou-lighters-firms", "wenzhou-lighters-world-share"),
    "ties": ("shengzhou-necktie-firms", "shengzhou-necktie-national-share"),
}


def used_capital_within_contracts() -> Finding:
    """The foreign capital actually used stays within the capital signed for."""
    signed, used = quantity("shenzhen-foreign-signed"), quantity("shenzhen-foreign-utilised")
    ratio, repaired = used / signed, used / _ONE_PLACE
    green = quantity("shenzhen-green-field-utilised")
    fits = green.low <= repaired.high and repaired.low <= signed.high
    reading = (
        f"With the point one place to the left, {formatted(repaired, 2)}, the figure fits between "
        f"the {formatted(green)} of its green-field part and the contracts: the likely reading, "
        "which no other figure proves."
        if fits
        else "Moving the point by a place does not help either."
    )
    return weigh(
        used,
        Quantity(0, signed.high),
        f"{formatted(used)} billion dollars used against {formatted(signed)} billion signed for: "
        f"{formatted(ratio)} times.",
        agree="No more was used than contracts allow.",
        apart=f"More was used than was ever signed for, which cannot be. {reading}",
        undecided="The bounds leave both possible.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def rest_within_contracts() -> Finding:
    """What was used outside green-field projects stays within its own contracts."""
    signed = quantity("shenzhen-foreign-signed") - quantity("shenzhen-green-field-signed")
    used = _repaired_use() - quantity("shenzhen-green-field-utilised")
    return weigh(
        used,
        Quantity(-math.inf, signed.high),
        f"Used {formatted(used, 2)}, signed for {formatted(signed, 2)} billion dollars, on the "
        f"total of {formatted(_repaired_use(), 2)}.",
        agree="The rest was used within its contracts.",
        apart="Even when the total is repaired, the part that was not green-field was used beyond "
        "its contracts. Either forms without such contracts, as the processing trade, count among "
        "the capital used, or a second figure is damaged.",
        undecided="The bounds leave both possible.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def used_capital_mostly_not_green_field() -> Finding:
    """By far the larger part of the foreign capital used was not green-field."""
    green = quantity("shenzhen-green-field-utilised")
    printed, repaired = quantity("shenzhen-foreign-utilised"), _repaired_use()
    shares = [propagate(lambda a, b: 100 * (1 - a / b), green, t) for t in (printed, repaired)]
    contracts = propagate(
        lambda a, b: 100 * (1 - a / b),
        quantity("shenzhen-green-field-signed"),
        quantity("shenzhen-foreign-signed"),
    )
    return weigh(
        hull(shares),
        Quantity(50, 100),
        f"Not green-field: {formatted(shares[0])}% of the capital used as printed, "
        f"{formatted(shares[1])}% on the total of {formatted(repaired, 2)} billion, "
        f"{formatted(contracts)}% of the capital signed for.",
        agree="On either total more than half was not green-field.",
        apart="On either total most of the capital was green-field.",
        undecided="The sentence rests on the damaged total. With the point put right most capital "
        "used was green-field, and what remains of the sentence is that the rest weighs more in "
        "use than in contracts.",
    )


def foreign_projects_of_the_country() -> Finding:
    """The foreign-funded projects counted are those of the whole country."""
    projects = quantity("shenzhen-foreign-projects")
    national = _values("foreign-projects", "china")
    arithmetic = f"{formatted(projects, 0)} projects; {len(national)} count for the country itself."
    if not national:
        return Finding(
            Verdict.NOT_TESTABLE,
            arithmetic,
            "The sentence has the country attract them. It reckons from the opening of Shenzhen's "
            "zone and cites a book on Shenzhen, so that the city is the likelier subject; no "
            "document prints a count for the country.",
        )
    return weigh(
        projects,
        hull(national),
        arithmetic,
        agree="The count is the country's.",
        apart="The country has another count: these projects are a part of it.",
        undecided="The bounds leave both possible.",
    )


def manufacturing_leads() -> Finding:
    """Foreign investment was concentrated in manufacturing."""
    names = {"projects": "projects", "capital committed": "signed", "capital used": "utilised"}
    shares = {
        name: quantity(f"shenzhen-manufacturing-share-of-{key}") for name, key in names.items()
    }
    size = propagate(
        lambda capital, number: (capital / number) / ((100 - capital) / (100 - number)),
        shares["capital committed"],
        shares["projects"],
    )
    listed = ", ".join(f"{formatted(share, 2)}% of {name}" for name, share in shares.items())
    return weigh(
        hull(list(shares.values())),
        Quantity(50, 100),
        f"{listed}; a manufacturing project is {formatted(size, 2)} times the size of another.",
        agree="By each of the three measures manufacturing holds more than half. Its projects are "
        f"{'smaller' if size.high < 1 else 'no smaller'} than the others.",
        apart="By no measure does manufacturing hold half.",
        undecided="Some measures give manufacturing more than half and others less.",
    )


def totals_and_shares_same_years() -> Finding:
    """The totals and the shares of manufacturing cover the same years."""
    total = evidence.row("observations", "shenzhen-foreign-projects")
    share = evidence.row("observations", "shenzhen-manufacturing-share-of-projects")
    opened = year_of("shenzhen-zone-1979")
    reached = quantity("shenzhen-zone-years") + opened
    same = share["period_end"] == total["period_end"]
    return Finding(
        Verdict.SUPPORTED if same else Verdict.NOT_IDENTIFIED,
        f"{opened} and {formatted(quantity('shenzhen-zone-years'), 0)} years make "
        f"{reached.low:.0f}; totals to {total['period_end']}, shares to {share['period_end']}.",
        "Totals and shares end in the same year, so that the shares may be applied to the totals."
        if same
        else "The shares end before the totals. Whether the totals are rounded to the end of the "
        "decade, or hold further years, is not said; the shares give manufacturing's part of the "
        "totals only if the difference is small.",
    )


def collective_assets_multiplied() -> Finding:
    """Collective assets a head in rural Bao'an multiplied in each of two decades."""
    levels = {y: quantity(f"baoan-collective-assets-{y}") for y in (1979, 1990, 2000)}
    first, second = levels[1990] / levels[1979], levels[2000] / levels[1990]
    rates = (
        compound_rate(levels[1979], levels[1990], 11),
        compound_rate(levels[1990], levels[2000], 10),
    )
    return weigh(
        hull([first, second]),
        Quantity(2, math.inf),
        f"{formatted(first)} times in eleven years and {formatted(second)} times in ten: "
        f"{formatted(rates[0], percent=True)} and {formatted(rates[1], percent=True)} a year, "
        f"{formatted(levels[2000] / levels[1979], 0)} times in all.",
        agree="The assets at least doubled in each of the two, at a "
        f"{'falling' if rates[1].low < rates[0].low else 'rising'} rate. Prices are not said to be "
        "constant, nor who counts as a head.",
        apart="The assets did not even double in either decade.",
        undecided="In one decade they doubled, in the other they did not.",
    )


def processing_firms_multiplied() -> Finding:
    """The companies in processing trade multiplied to the middle of the 1980s."""
    first = quantity("shenzhen-processing-firms-1979")
    later = quantity("shenzhen-processing-firms-1980s")
    ratio = later / first
    return weigh(
        ratio,
        Quantity(2, math.inf),
        f"{formatted(later, 0)} against {formatted(first, 0)} companies: {formatted(ratio)} times.",
        agree="The number at least doubled. How far it went beyond, and in which year, is open.",
        apart="The number did not double.",
        undecided="The bounds leave open whether the number doubled.",
    )


def first_clusters() -> Finding:
    """Bao'an had the first group of clusters in China."""
    here = _dated("shenzhen-processing-1979")
    there = _dated("mantang-secret-trade")
    return weigh(
        here - there,
        Quantity(-math.inf, 0),
        f"Processing trade in {_span(here)}; in Lu and Ganne a village of Yongkang begins to make "
        f"and sell metal goods in {_span(there)}.",
        agree="The village of the other document began no earlier.",
        apart="The village of the other document began earlier.",
        undecided="The village may have begun earlier or later, and neither document says from "
        "when on a group of workshops is a cluster.",
        against=Verdict.INCONSISTENT_BETWEEN,
    )


def reform_dated_once() -> Finding:
    """Reform and opening up began at one date."""
    return _dated_alike(
        {
            "section on stage": "china-reform-early-1980",
            "section on timing": "china-reform-1979",
            "section on markets": "china-opening-late-1970s",
        },
        agree="The three sections have one date.",
        apart="No year fits all three sections. If a letter is missing and the early 1980s are "
        "meant in the first, the conflict stays; the argument from timing hangs on the date.",
        undecided="The three dates can be one.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def reform_dated_in_two_documents() -> Finding:
    """Reform began in 1979."""
    return _dated_alike(
        {"Li and Gao": "china-reform-1979", "Lu and Ganne": "china-reforms-1978"},
        agree="Both documents have the same year.",
        apart="The documents differ by the time between a decision and the first steps on the "
        "coast, which is what each looks at.",
        undecided="The two dates can be one.",
        against=Verdict.INCONSISTENT_BETWEEN,
    )


def zones_dated() -> Finding:
    """The special economic zones begin at one date."""
    return _dated_alike(
        {"first zone": "shenzhen-zone-1979", "zones and taxes": "china-tax-preference-1980"},
        agree="Both places have the same year.",
        apart="The second is printed as in the early 1980, in which a letter may be missing, and "
        "speaks of zones on the coast: they may come after the first.",
        undecided="The two dates can be one.",
        against=Verdict.NOT_IDENTIFIED,
    )


def hong_kong_shift_dated() -> Finding:
    """Hong Kong's manufacturing moved to the mainland in the early 1980s."""
    return _dated_alike(
        {
            "first companies in processing": "shenzhen-processing-1979",
            "shift of manufacturing": "hong-kong-shift-1980s",
        },
        agree="Both places have the same date.",
        apart=f"{formatted(quantity('shenzhen-processing-firms-1979'), 0)} companies of Shenzhen "
        "were in the processing trade before those years. Whose work they did is not said, and a "
        "shift of a whole industry may be dated by its bulk.",
        undecided="The two dates can be one.",
        against=Verdict.NOT_IDENTIFIED,
    )


def hardware_capital_dated() -> Finding:
    """Shenzhen became the hardware capital at one date."""
    return _dated_alike(
        {
            "section on timing": "shenzhen-electronics-wto",
            "section on markets": "shenzhen-hardware-capital-1990s",
        },
        agree="Both sections have the same date.",
        apart="One section has the title earned before entry into the WTO, the other explains it "
        "by the capital that came with entry.",
        undecided="The two dates can be one.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def crisis_dated() -> Finding:
    """The global financial crisis is dated once."""
    return _dated_alike(
        {
            "introduction": "world-financial-crisis-2007-introduction",
            "later sections": "world-financial-crisis-2008",
        },
        agree="Both places have the same year.",
        apart="The introduction can be read to put the crisis a year earlier, or to date its eve.",
        undecided="The two dates can be one.",
        against=Verdict.NOT_IDENTIFIED,
    )


def visitors_cited_in_time() -> Finding:
    """The foreign visitors until 2008 come from the work cited for them."""
    until = int(evidence.row("observations", "yiwu-visitors-foreign-2002")["period_end"])
    return _cited_in_time(
        until,
        "xu-book-2007",
        "visitors until",
        apart="The work is older than the last year given. It is cited at the end of the "
        "paragraph: the authors may have added the year.",
        against=Verdict.NOT_IDENTIFIED,
    )


def migrants_cited_in_time() -> Finding:
    """The improvement for migrant workers comes from the work cited for it."""
    year = year_of("china-migrants-2003")
    return _cited_in_time(
        year,
        "zheng-g-c-article-2002",
        "improvement from",
        apart="The work is older than what it is cited for in the same sentence: the authors added "
        "the date, or another source is meant.",
    )


def shares_of_ties() -> Finding:
    """Shengzhou holds 80 % of the national and 30 % of the world market for ties.

    What is sold at home is part of what is sold in the world, so that China's
    market is at most the ratio of the two shares; it is the ratio itself if
    nothing is exported, or if the shares are of production.
    """
    implied = (100 * quantity("shengzhou-necktie-world-share")) / quantity(
        "shengzhou-necktie-national-share"
    )
    possible = implied.high <= 100
    return Finding(
        Verdict.NOT_TESTABLE if possible else Verdict.CONTRADICTED,
        f"China's part of the world's ties is at most {formatted(implied)}%.",
        "The two shares go together as long as China is no larger a market than that; read as "
        "shares of production they make it exactly that large a producer. No document prints "
        "China's part."
        if possible
        else "The two shares would make China's part larger than the world.",
    )


def small_but_competitive() -> Finding:
    """The companies of the clusters were small and yet very competitive."""
    shares = {name: quantity(share) / quantity(firms) for name, (firms, share) in _CLUSTERS.items()}
    listed = ", ".join(f"{name} {formatted(share, 3)}%" for name, share in shares.items())
    return weigh(
        hull(list(shares.values())),
        Quantity(1, 100),
        f"Share of the market of an average company: {listed}.",
        agree="An average company holds a hundredth of its market or more.",
        apart="The clusters hold large shares, an average company next to none. The figures show "
        "that clusters compete well; of companies they show only that they are small.",
        undecided="In some clusters an average company holds a hundredth of its market.",
        against=Verdict.NOT_IDENTIFIED,
    )


def machines_and_market() -> Finding:
    """The hosiery machines of Zhuji stand for two fifths of the national market."""
    machines, share = quantity("zhuji-hosiery-machines"), quantity("zhuji-hosiery-national-share")
    implied = 100 * machines / share
    national = _values("hosiery-machines", "china")
    arithmetic = f"{formatted(machines, 0)} machines; {formatted(implied, 0)} in the country."
    if not national:
        return Finding(
            Verdict.NOT_TESTABLE,
            arithmetic,
            "So many would run in the country if the share were of machines, or if machines "
            "everywhere sold alike; the sentence can also mean the market for hosiery, and no "
            "document counts the country's machines.",
        )
    return weigh(
        implied,
        hull([rounded(count, 10_000) for count in national]),
        arithmetic,
        agree="The share is one of machines.",
        apart="The share is not one of machines.",
        undecided="The bounds leave both possible.",
    )


def foreign_capital_minimal() -> Finding:
    """Foreign capital mattered far less in Zhejiang than in Jiangsu and Fujian."""
    zhejiang = quantity("zhejiang-foreign-investment-share-1998")
    others = {
        name: quantity(f"{name.lower()}-foreign-investment-share-1998")
        for name in ("Jiangsu", "Fujian")
    }
    ratios = {name: share / zhejiang for name, share in others.items()}
    grown = zhejiang / quantity("zhejiang-foreign-investment-share-1992")
    return weigh(
        hull(list(ratios.values())),
        Quantity(2, math.inf),
        "; ".join(f"{name} {formatted(ratio)} times" for name, ratio in ratios.items())
        + f"; Zhejiang's own share grew {formatted(grown)} times in six years.",
        agree="Both neighbours have at least twice Zhejiang's share, after its own growth.",
        apart="Neither neighbour has twice Zhejiang's share.",
        undecided="One neighbour has twice Zhejiang's share, the other has not.",
    )


def state_share_small() -> Finding:
    """One in ten of the larger companies of Zhejiang belonged to the state in 2002."""
    rest = propagate(lambda share: 100 - share, quantity("zhejiang-state-firms-share-2002"))
    private = quantity("zhejiang-private-companies-share-2012")
    years = [
        evidence.row("observations", f"zhejiang-{name}")["period_start"]
        for name in ("state-firms-share-2002", "private-companies-share-2012")
    ]
    arithmetic = (
        f"Not the state's {formatted(rest)}% in {years[0]} (companies above a threshold); private "
        f"{formatted(private)}% in {years[1]} in Lu and Ganne."
    )
    if years[0][:4] != years[1][:4]:
        other = propagate(lambda share: 100 - share, private)
        return Finding(
            Verdict.NOT_IDENTIFIED,
            arithmetic,
            "The figure stands alone. The other document's is of another year and not said to be "
            "of larger companies: it would go with any part of the state up to "
            f"{formatted(other)}%, and with a larger one that shrank in between.",
        )
    return weigh(
        private,
        Quantity(0, rest.high),
        arithmetic,
        agree="The two go together: what is private is part of what is not the state's. The "
        "companies counted differ.",
        apart="More is private in the other document than this one leaves.",
        undecided="The bounds leave both possible.",
        against=Verdict.INCONSISTENT_BETWEEN,
    )


def least_state_investment() -> Finding:
    """Zhejiang got the least state investment a head of all provinces."""
    own = quantity("zhejiang-state-investment-1953-1978")
    years = quantity("zhejiang-state-investment-period")
    a_year = propagate(lambda sum_, span: sum_ / span, own, Quantity(years.low, years.high + 1))
    others = _values("state-investment-per-person", except_case="zhejiang")
    arithmetic = (
        f"{formatted(own, 0)} yuan a head in all, {formatted(a_year)} a year; "
        f"{len(others)} other provinces have a figure."
    )
    if not others:
        return Finding(
            Verdict.NOT_TESTABLE,
            arithmetic,
            "The rank is printed, and no province to compare with.",
        )
    return weigh(
        own,
        Quantity(0, min(other.low for other in others)),
        arithmetic,
        agree="No province with a figure got less.",
        apart="Another province got less.",
        undecided="The bounds leave both possible.",
    )


def backward_before_reform() -> Finding:
    """Before reform Zhejiang was a backward province."""
    rank = quantity("zhejiang-gnp-rank-1978")
    return weigh(
        rank,
        Quantity(_MIDDLE_RANK + 1, math.inf),
        f"Rank {formatted(rank, 0)} by gross national product in Lu and Ganne, of some thirty "
        "provinces.",
        agree="The other document has it in the lower half.",
        apart="The other document has it in the upper half by the size of its product. That says "
        "little of its product a head and nothing of industry, which is what is meant here.",
        undecided="The rank is not known well enough.",
        against=Verdict.NOT_IDENTIFIED,
    )


def places_of_concentration() -> Finding:
    """The places where clusters concentrate are the same throughout."""
    passages = {
        passage: set(_places(key).split("; "))
        for passage, key in (
            ("introduction, regions", "introduction-paragraph-2"),
            ("introduction, provinces", "introduction-paragraph-6"),
            ("section on stage", "stage-paragraph-2"),
            ("section on markets", "specialised-market-paragraph-7"),
        )
    }
    stated = quantity("china-cluster-regions-stage-section")
    regions = passages["introduction, regions"]
    extra = passages["section on markets"] ^ passages["introduction, provinces"]
    same = len({frozenset(places) for places in passages.values()}) == 1
    return Finding(
        Verdict.SUPPORTED if same else Verdict.NOT_IDENTIFIED,
        "; ".join(f"{name}: {', '.join(sorted(p))}" for name, p in passages.items()) + ".",
        "All passages name the same places."
        if same
        else f"Where one section has {formatted(stated, 0)} regions, the introduction has "
        f"{len(regions)}; the lists of provinces differ by {', '.join(sorted(extra)) or 'none'}. "
        "Regions and provinces overlap, and the introduction names its provinces as some among "
        "others: the lists can be made to fit, and nothing printed says which is meant.",
    )


def leading_province_named() -> Finding:
    """The provinces known for most clusters are those where clusters weigh most."""
    shares = {
        name: quantity(f"{name.lower()}-cluster-sales-share-2007")
        for name in ("Jiangsu", "Fujian", "Zhejiang")
    }
    leader = max(shares, key=lambda name: shares[name].low)
    named = _places("specialised-market-paragraph-7").split("; ")
    listed = ", ".join(f"{name} {formatted(share)}%" for name, share in shares.items())
    return Finding(
        Verdict.SUPPORTED if leader in named else Verdict.NOT_IDENTIFIED,
        f"Share of sales: {listed}; named for most clusters: {', '.join(named)}.",
        f"The leader, {leader}, is among the provinces named."
        if leader in named
        else f"{leader} has the largest share and is not named. Number and weight are two things, "
        "and no count by province is printed.",
    )


def low_end_margins() -> Finding:
    """Clusters earn less on their sales than the rest of their province.

    Shares of profits and of sales give the clusters' margin as a multiple of
    that of all other firms: the ratio of the odds of the two shares.
    """
    margins = {}
    for name in ("Jiangsu", "Fujian", "Zhejiang"):
        profits, sales = (
            _as_printed(quantity(f"{name.lower()}-cluster-{what}-share-2007"))
            for what in ("profits", "sales")
        )
        margins[name] = propagate(lambda p, s: (p / (100 - p)) / (s / (100 - s)), profits, sales)
    listed = ", ".join(f"{name} {formatted(margin, 2)}" for name, margin in margins.items())
    best, worst = (pick(margins, key=lambda name: margins[name].low) for pick in (max, min))
    return weigh(
        hull(list(margins.values())),
        Quantity(0, 1),
        f"Margin of the clusters as a multiple of the rest's: {listed}.",
        agree="In each province clusters earn less on their sales.",
        apart="In each province clusters earn more on their sales.",
        undecided=f"Clusters do best in {best} and worst in {worst}, on either side of the rest: a "
        "place at the low end of the world's chain does not show in the margins against the "
        "province.",
    )


def stores_and_wholesalers() -> Finding:
    """Yiwu's market kept growing from the stores of 1992 to the wholesalers of 2002."""
    stores = quantity("yiwu-market-stores-1992")
    wholesalers = quantity("yiwu-trade-centre-wholesalers-2002")
    return weigh(
        wholesalers,
        Quantity(stores.low, math.inf),
        f"{formatted(stores, 0)} stores in 1992; {formatted(wholesalers, 0)} wholesalers in 2002.",
        agree="The market held more after ten years.",
        apart="The market held fewer after ten years.",
        undecided="The second figure is a lower bound, of one new building, and counts wholesalers "
        "where the first counts stores of the whole market: growth cannot be read from the two.",
    )


def stores_multiplied() -> Finding:
    """The stores of the Small Commodity City multiplied in a decade."""
    first = evidence.observation("yiwu-market-stores-1980s")
    ceiling = rounding_bounds(first.value or first.quantity.low)[1]
    start = Quantity(quantity("yiwu-market-stores-1980s").low, ceiling)
    end = quantity("yiwu-market-stores-1992")
    ratio = propagate(lambda a, b: b / a, start, end)
    rate = compound_rate(start, end, Quantity(8, 12))
    return weigh(
        ratio,
        Quantity(2, math.inf),
        f"{formatted(end, 0)} against {formatted(start, 0)} stores: {formatted(ratio)} times, "
        f"{formatted(rate, percent=True)} a year.",
        agree="The stores multiplied; a little more than the printed number is read as no more "
        "than its rounding allows.",
        apart="The stores did not double.",
        undecided="The bounds leave open whether the stores doubled.",
    )


def countries_reached() -> Finding:
    """The bank's business reaches more countries than Yiwu's goods."""
    goods, bank = quantity("yiwu-export-destinations"), quantity("yiwu-bank-countries")
    train = quantity("yiwu-train-countries")
    return weigh(
        goods,
        Quantity(0, bank.high),
        f"{formatted(bank, 0)} for the bank, {formatted(goods, 0)} for the goods, "
        f"{formatted(train, 0)} along the train.",
        agree="The goods reach no more countries than the bank.",
        apart="The goods reach more countries than the bank.",
        undecided="The count of the goods is open upwards. Goods of one building, a bank of the "
        "city and a train need not be told apart by the same countries.",
    )


def crowded_trade_centre() -> Finding:
    """More merchants visited the trade centre in a day than it had wholesalers."""
    wholesalers = quantity("yiwu-trade-centre-wholesalers-2002")
    visitors = quantity("yiwu-visitors-2002")
    each = propagate(lambda v, w: v / w, visitors, wholesalers)
    area = propagate(lambda a, w: a / w, quantity("yiwu-trade-centre-area-2002"), wholesalers)
    foreign = propagate(lambda f, v: 100 * f / v, _foreign_visitors(), visitors)
    return weigh(
        each,
        Quantity(1, math.inf),
        f"Visitors to a wholesaler {_upper(each)}, floor {_upper(area)} square metres; "
        f"{formatted(foreign, 0)}% of the visitors are foreign.",
        agree="There were more visitors than wholesalers.",
        apart="There were fewer visitors than wholesalers.",
        undecided="The number of wholesalers is printed as a lower bound, so that only upper "
        "bounds follow; and the foreign visitors are of other years than the opening.",
    )


def expansion_after_accession() -> Finding:
    """Yiwu expanded abroad once China had joined the WTO."""
    begun, joined = _dated("yiwu-trade-1999"), _dated("china-wto-2001")
    return weigh(
        begun,
        Quantity(joined.low, math.inf),
        f"Foreign trade from {_span(begun)}, entry in {_span(joined)}.",
        agree="The trade began with the entry or after it.",
        apart="The trade began before the entry. Of its size before the trade centre opened no "
        "figure is given, so that what entry added cannot be told.",
        undecided="The bounds leave both possible.",
        against=Verdict.NOT_IDENTIFIED,
    )


def goods_of_the_train() -> Finding:
    """The goods of the train go to Europe."""
    out = evidence.row("ties", "yiwu-train-supplies-european-cities")
    back = evidence.row("ties", "yiwu-train-supplies-train-clusters")
    twice = back["from"] == out["from"]
    ways = "; ".join(f"{_actor(tie['from'])}: to {_actor(tie['to'])}" for tie in (out, back))
    return Finding(
        Verdict.INCONSISTENT_WITHIN if twice else Verdict.SUPPORTED,
        f"{ways}.",
        "The same goods are sent to Europe and, in the next sentence, to clusters in China. Read "
        "as coming from the clusters they make sense."
        if twice
        else "The clusters give the goods that the train takes to Europe.",
    )


def store_revenue() -> Finding:
    """Zhejiang's stores took in 7,314.50 yuan for every ten thousand people.

    The revenue of all stores is set against the output of the smallest cluster
    that the same province's report counts.
    """
    rate, stores = quantity("zhejiang-store-revenue-2001"), quantity("zhejiang-stores-2001")
    tens = quantity("zhejiang-population-2001") * 100
    total = rate * tens / 1e6
    floor = quantity("zhejiang-report-cluster-threshold-2005")
    each = rate.low / stores.low
    markets = quantity("zhejiang-specialised-markets-2001")
    number = stores * tens
    return weigh(
        total,
        Quantity(floor.low, math.inf),
        f"{formatted(number, 0)} stores, {formatted(number / markets.low, 0)} to a specialised "
        f"market, take in {formatted(total)} million yuan, {formatted(each, 0)} yuan a store; a "
        f"cluster counts from {formatted(floor.low, 0)} million on.",
        agree="All stores together take in more than the smallest cluster makes.",
        apart="All stores of the province would take in less than one cluster of the smallest size "
        "counted. With the sum in units of ten thousand yuan, as Chinese statistics print it, they "
        f"take in {formatted(total * (_TEN_THOUSAND / 1000), 0)} billion and a person spends "
        f"{formatted(rate.low, 1)} yuan: the likely reading, which nothing printed proves.",
        undecided="The bounds leave both possible.",
    )


def markets_and_clusters_together() -> Finding:
    """The provinces with most clusters have most specialised markets."""
    observations, cases = evidence.table("observations"), evidence.table("cases")
    provinces = set(cases.index[cases["level"] == "province"])
    with_both = [
        set(observations.loc[observations["series"].isin(names), "case"]) & provinces
        for names in (["specialised-markets"], ["clusters", "clusters-above-100m"])
    ]
    both = with_both[0] & with_both[1]
    named = _places("specialised-market-paragraph-7").split("; ")
    return Finding(
        Verdict.NOT_TESTABLE if len(both) < 3 else Verdict.NOT_IDENTIFIED,
        f"{len(named)} provinces are named; {len(both)} has counts of both.",
        "With figures for a single province the strength of the connection cannot be seen."
        if len(both) < 3
        else "Counts of both exist for several provinces: they can now be compared.",
    )


def delta_exports_jumped() -> Finding:
    """The delta's share in the country's exports jumped between 1980 and 1998."""
    first, last = (
        rounded(quantity(f"pearl-river-delta-export-share-{year}"), 0.1) for year in (1980, 1998)
    )
    ratio = propagate(lambda a, b: b / a, first, last)
    rate = compound_rate(first, last, 18)
    return weigh(
        ratio,
        Quantity(2, math.inf),
        f"{formatted(last, 2)}% against {formatted(first, 2)}%: {formatted(ratio)} times.",
        agree=f"The share multiplied: it grew by {formatted(rate, percent=True)} a year for "
        "eighteen years, on top of the growth of the country's exports, the delta's among them.",
        apart="The share did not even double.",
        undecided="The bounds leave open whether the share doubled.",
    )


def emergence_in_second_stage() -> Finding:
    """Reform and the first clusters of China fall into the second stage of globalisation."""
    opens = float(evidence.row("stages", "world-postwar-2")["start"])
    reform = ("china-reform-early-1980", "china-reform-1979", "china-opening-late-1970s")
    clusters = evidence.row("stages", "china-clusters-emergence")
    begun = {
        "reform (three dates)": hull([_dated(event) for event in reform]),
        "first zone": _dated("shenzhen-zone-1979"),
        "processing companies": _dated("shenzhen-processing-1979"),
        "clusters": Quantity(float(clusters["start"]), float(clusters["end"])),
    }
    early = [name for name, span in begun.items() if span.high < opens]
    return weigh(
        hull(list(begun.values())),
        Quantity(opens, math.inf),
        "; ".join(f"{name} {_span(span)}" for name, span in begun.items())
        + f"; the stage opens in {opens:.0f}.",
        agree="All fall into the second stage.",
        apart="All fall before the stage opens, into the one to which Italy's clusters are "
        "assigned.",
        undecided=f"Before the stage opens: {' and '.join(early) or 'nothing for certain'}. The "
        "stages have soft limits, from the end of one decade to the start of the next, and reform "
        "has three dates on either side: the difference of timing is one of degree.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def italian_emergence_in_first_stage() -> Finding:
    """The clusters of Italy emerged in the first stage of globalisation since the war."""
    stage = evidence.row("stages", "world-postwar-1")
    span = _dated("italy-districts-1960s")
    return weigh(
        span,
        Quantity(float(stage["start"]), float(stage["end"])),
        f"Growth of Italian districts in {_span(span)} in Lu and Ganne; the stage runs from "
        f"{stage['start']} to {stage['end']}.",
        agree="The date of the other document lies within the stage.",
        apart="The date of the other document lies outside the stage.",
        undecided="The two overlap in part.",
        against=Verdict.INCONSISTENT_BETWEEN,
    )


def two_cases_four_conditions() -> Finding:
    """Four variables explain how the clusters of China differ from those of Italy."""
    conditions = ("stage-of-development", "timing-in-globalisation", "specialised-market")
    differ = [
        condition
        for condition in (*conditions, "social-structure")
        if coding(f"china-four-explanations-{condition}-china")
        != coding(f"italy-four-explanations-{condition}-italy")
    ]
    arithmetic = f"{len(differ)} of {len(conditions) + 1} conditions differ between two countries."
    if not differ:
        return Finding(
            Verdict.CONTRADICTED, arithmetic, "Conditions that are alike explain no difference."
        )
    if len(differ) == 1:
        return Finding(
            Verdict.SUPPORTED, arithmetic, "Only one condition can stand behind the difference."
        )
    return Finding(
        Verdict.NOT_IDENTIFIED,
        arithmetic,
        "With two cases any of them, or all together, can stand behind each outcome. Stage and "
        "timing go together in both; only export against domestic clusters within China hold them "
        "constant, and there governance and channel still differ.",
    )


def governance_of_all_clusters() -> Finding:
    """The clusters of China are governed by networks of kin and neighbours."""
    return _holds_of_all_clusters("governance")


def channel_of_all_clusters() -> Finding:
    """Specialised markets support the clusters of China."""
    found = _holds_of_all_clusters("channel")
    if found.verdict == Verdict.SUPPORTED:
        return found
    use = coding("china-export-and-domestic-clusters-export-oriented-use-of-specialised-markets")
    return Finding(
        Verdict.NOT_IDENTIFIED,
        f"{found.arithmetic} Export clusters' use of the markets: {use}.",
        "Export clusters sell through foreign companies first and use the markets beside. Support "
        "can mean as little as that; how much of their output goes there no figure says.",
    )


def orders_spare_the_pressure() -> Finding:
    """Clusters that produce to foreign orders are under little pressure for survival."""
    orders = coding("china-processing-and-compensation-trade-all-four-risk")
    market = coding("china-risk-of-the-market-companies-tied-to-the-international-market-risk")
    clash = "little" in orders.lower() and "threatens" in market.lower()
    return Finding(
        Verdict.INCONSISTENT_WITHIN if clash else Verdict.SUPPORTED,
        f"Section on stage: {orders.lower()}. Conclusion, of firms tied to the international "
        f"market: {market[0].lower()}{market[1:]}.",
        "The same firms are safe in one section and in constant danger in another. Both can be "
        "meant of different times, of the first orders and of what came after; no time is given."
        if clash
        else "The two passages do not exclude each other.",
    )


def huaqiangbei_one_name() -> Finding:
    """The market is named in one way."""
    return _named_once({"cases": ["huaqiangbei"]})


def train_one_name() -> Finding:
    """The train is named in one way."""
    return _named_once({"actors": ["yiwu-train"]})


def authors_one_name() -> Finding:
    """Each author cited is named in one way."""
    authors = ["karl-polanyi", "criscuolo", "baldoni-and-others", "baran-and-sweezy"]
    return _named_once({"actors": authors})


def delta_studies_are_one() -> Finding:
    """The work cited as Chen and others is the chapter by Chen and Li."""
    study = evidence.row("actors", "chen-and-li")
    other = study["other_names"]
    return Finding(
        Verdict.NOT_IDENTIFIED if other else Verdict.SUPPORTED,
        f"Cited as {study['name']}{' and as ' + other if other else ''}, 2003.",
        "No other entry of that year and name is in the list of references. The pages lie close "
        "together, so that one chapter is likely, but the volume that holds it has four editors."
        if other
        else "The work is cited in one way.",
    )


def _as_printed(share: Quantity) -> Quantity:
    """Widen a share by the rounding of its print: whole per cents, or hundredths of one."""
    return rounded(share, 1 if float(share.low).is_integer() else 0.01)


def _repaired_use() -> Quantity:
    """Return the capital used, its point moved where it exceeds what was signed for."""
    used = quantity("shenzhen-foreign-utilised")
    return used / _ONE_PLACE if used.low > quantity("shenzhen-foreign-signed").high else used


def _foreign_visitors() -> Quantity:
    # Foreigners are among the visitors, which closes their open upper bound.
    foreign = quantity("yiwu-visitors-foreign-2002")
    visitors = quantity("yiwu-visitors-2002")
    return Quantity(min(foreign.low, visitors.low), visitors.high, foreign.unit)


def _values(series: str, case: str = "", *, except_case: str = "") -> list[Quantity]:
    """Return the bounds of a series in one case, or in all but one."""
    table = evidence.table("observations")
    chosen = table[table["series"] == series]
    chosen = chosen[chosen["case"] == case] if case else chosen[chosen["case"] != except_case]
    return [
        Quantity(low, high, str(unit))
        for low, high, unit in zip(
            chosen["low"].fillna(-math.inf),
            chosen["high"].fillna(math.inf),
            chosen["unit"],
            strict=True,
        )
    ]


def _dated(event: str) -> Quantity:
    """Return the years in which an event may lie; one without an end is open."""
    cells = evidence.row("events", event)
    end = cells["date_end"] or "inf"
    return Quantity(float(cells["date_start"][:4]), float(end[:4]))


def _span(years: Quantity) -> str:
    if years.is_exact:
        return f"{years.low:.0f}"
    return f"{years.low:.0f} on" if math.isinf(years.high) else f"{years.low:.0f}–{years.high:.0f}"


def _dated_alike(
    events: Mapping[str, str], *, agree: str, apart: str, undecided: str, against: Verdict
) -> Finding:
    """Return whether events that ought to be one can lie in one year."""
    spans = {name: _dated(event) for name, event in events.items()}
    arithmetic = "; ".join(f"{name}: {_span(span)}" for name, span in spans.items()) + "."
    if len({(span.low, span.high) for span in spans.values()}) == 1:
        return Finding(Verdict.SUPPORTED, arithmetic, agree)
    latest, earliest = (
        max(span.low for span in spans.values()),
        min(span.high for span in spans.values()),
    )
    if latest > earliest:
        return Finding(against, arithmetic, apart)
    return Finding(Verdict.NOT_IDENTIFIED, arithmetic, undecided)


def _cited_in_time(
    year: int, work: str, what: str, *, apart: str, against: Verdict = Verdict.INCONSISTENT_WITHIN
) -> Finding:
    """Return whether a work can report what it is cited for."""
    published = year_of(work)
    return weigh(
        Quantity.exactly(year),
        Quantity(-math.inf, published),
        f"{what.capitalize()} {year}, cited to a work of {published}.",
        agree="The work is not older than what it is cited for.",
        apart=apart,
        undecided="The dates are not known well enough.",
        against=against,
    )


def _upper(value: Quantity) -> str:
    """Word a positive quantity, whose lower bound says nothing where it is zero."""
    return formatted(value if value.low > 0 else Quantity(-math.inf, value.high))


def _actor(identifier: str) -> str:
    return str(evidence.row("actors", identifier)["name"])


def _places(passage: str) -> str:
    return coding(f"china-where-clusters-concentrate-{passage}-places")


def _holds_of_all_clusters(dimension: str) -> Finding:
    """Return whether what the abstract says of all clusters holds of both kinds."""
    name = {"governance": "governance", "channel": "distribution-channel"}[dimension]
    general = coding(f"china-china-in-the-abstract-all-clusters-{name}")
    kinds = {
        kind: coding(f"china-export-and-domestic-clusters-{kind}-oriented-{dimension}")
        for kind in ("export", "domestically")
    }
    one = len(set(kinds.values())) == 1
    return Finding(
        Verdict.SUPPORTED if one else Verdict.INCONSISTENT_WITHIN,
        f"All clusters: {general}. Export: {kinds['export']}. Domestic: {kinds['domestically']}.",
        "Both kinds of clusters are alike in this."
        if one
        else "The abstract says of all clusters what the sections say of those for the domestic "
        "market alone; export clusters, the first to come up, are otherwise.",
    )


def _named_once(rows: Mapping[str, list[str]]) -> Finding:
    """Return whether rows have no two names that differ by a few letters only."""
    printed = [
        [cells["name"], *filter(None, cells["other_names"].split("; "))]
        for table, identifiers in rows.items()
        for cells in (evidence.row(table, identifier) for identifier in identifiers)
    ]
    pairs = [
        f"{a} and {b}"
        for names in printed
        for a, b in combinations(names, 2)
        if SequenceMatcher(None, a.lower(), b.lower()).ratio() > _LIKENESS
    ]
    return Finding(
        Verdict.INCONSISTENT_WITHIN if pairs else Verdict.SUPPORTED,
        "; ".join(pairs) + "." if pairs else f"{len(printed)} with one spelling each.",
        "Names a few letters apart stand for one; where one spelling is also another's name, a "
        "search by it goes astray."
        if pairs
        else "Each is spelled in one way.",
    )
