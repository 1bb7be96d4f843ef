"""The claims of Zhang (2014) on Xixia, tested.

Each function takes no argument, reads the evidence, and returns a finding that
another evidence would change.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pandas as pd

from industrial_clusters import evidence
from industrial_clusters.claims.ledger import Finding, Verdict
from industrial_clusters.claims.weighing import rounded, weigh
from industrial_clusters.evidence import Quantity, formatted, propagate, quantity

SOURCE = "zhang2014"
WEEKS_PER_MONTH = 365.25 / 7 / 12
_OPEN = "The bounds leave it open."
LEADING_FIRMS = ("xixia-wmg", "xixia-xiemg", "xixia-xbgc", "xixia-xawpgc", "xixia-lcg")


def richer_than_prefecture_and_province() -> Finding:
    """In product per head and in income Xixia is ahead of its prefecture and its province."""
    ratios = {
        f"{name} of {evidence.row('cases', place)['name']}": _lead(measure, place)
        for name, measure in (("product", "gdp-per-head"), ("income", "urban-income"))
        for place in ("nanyang", "henan")
    }
    return weigh(
        propagate(min, *ratios.values()),
        Quantity(1, math.inf),
        "Xixia as a multiple: "
        + "; ".join(f"{formatted(ratio, 2)} times the {name}" for name, ratio in ratios.items())
        + ".",
        agree="It is ahead in all four. How much is much higher, the word of the text, is left to "
        "the reader.",
        apart="At least one of the four comparisons goes the other way.",
        undecided="The bounds leave one of the four comparisons open.",
    )


def income_follows_product() -> Finding:
    """Xixia is as far ahead in income as in product per head."""
    parts = [
        propagate(
            lambda income, product: (income - 1) / (product - 1),
            _lead("urban-income", place),
            _lead("gdp-per-head", place),
        )
        for place in ("nanyang", "henan")
    ]
    return weigh(
        propagate(max, *parts),
        Quantity(0.5, math.inf),
        "The lead in income is a part of the lead in product: "
        f"{formatted(parts[0], percent=True)} over the prefecture, "
        f"{formatted(parts[1], percent=True)} over the province.",
        agree="Half of the lead in product or more is found again in income.",
        apart="The text says much higher of both. Most of the lead in product is not in the "
        "incomes of townspeople: it stays in firms and budgets, goes to owners elsewhere, or "
        "the two rows are not measured alike.",
        undecided=_OPEN,
        against=Verdict.NOT_IDENTIFIED,
    )


def prefecture_and_province_in_one_order() -> Finding:
    """Prefecture and province stand in the same order in both rows of the table."""
    product, income = (
        quantity(f"nanyang-{measure}-2010") / quantity(f"henan-{measure}-2010")
        for measure in ("gdp-per-head", "urban-income")
    )
    crossed = propagate(lambda a, b: (a - 1) * (b - 1), product, income)
    return weigh(
        crossed,
        Quantity(0, math.inf),
        f"The prefecture has {formatted(product, 2)} of the province's product per head and "
        f"{formatted(income, 2)} of its urban income.",
        agree="The order is the same in both rows.",
        apart="The prefecture is behind in one row and ahead in the other. A region can be; but "
        "the table mixes a county's report with the province's statistics, and its years may "
        "differ.",
        undecided="The bounds allow either order.",
        against=Verdict.NOT_IDENTIFIED,
    )


def rank_in_the_upper_half() -> Finding:
    """The place among the cluster areas of the province shows success."""
    share = quantity("xixia-cluster-area-rank-2013") / quantity("henan-cluster-areas-2013")
    return weigh(
        share,
        Quantity(0, 0.5),
        f"Rank {formatted(quantity('xixia-cluster-area-rank-2013'), 0)} of "
        f"{formatted(quantity('henan-cluster-areas-2013'), 0)}: the first "
        f"{formatted(share, percent=True)}.",
        agree="It stands in the upper half. The success is said to be one in its region, whose "
        "other ranks are not printed.",
        apart="It stands in the lower half.",
        undecided="The bounds reach across the middle.",
    )


def one_area_a_county() -> Finding:
    """A county has one industry cluster area."""
    ratio = quantity("henan-cluster-areas-2013") / quantity("henan-counties-2012")
    return weigh(
        ratio,
        Quantity(0.95, 1.05),
        f"{formatted(quantity('henan-cluster-areas-2013'), 0)} areas for "
        f"{formatted(quantity('henan-counties-2012'), 0)} counties: {formatted(ratio, 2)} each.",
        agree="As many areas as counties.",
        apart="The numbers of areas and counties differ: cities and their districts have areas "
        "too, or counties have several or none. The text speaks of one in Xixia.",
        undecided=_OPEN,
        against=Verdict.NOT_IDENTIFIED,
    )


def jobs_of_the_five_firms() -> Finding:
    """The five leading firms hold more than two fifths of all jobs of the place.

    The jobs divided by their share bound the total from above; a printed total
    of jobs would test it.
    """
    implied = propagate(
        lambda jobs, percent: jobs / (percent / 100),
        quantity("xixia-leading-firms-jobs"),
        quantity("xixia-leading-firms-employment-share"),
    )
    arithmetic = f"Jobs divided by their share: {formatted(implied, 0)} jobs in all."
    recorded = _recorded("xixia", "employment")
    if recorded is None:
        return Finding(
            Verdict.NOT_TESTABLE,
            arithmetic,
            "No document prints the employment of the place. Whether a total of this size is that "
            "of the town, of jobs outside farming, or of the whole county is not said.",
        )
    return weigh(
        recorded,
        implied,
        arithmetic,
        agree="The recorded total lies within these bounds.",
        apart="The recorded total lies outside these bounds.",
        undecided="The recorded total reaches beyond these bounds.",
    )


def interviews_add_up() -> Finding:
    """The four types of interviewee make up all interviews."""
    parts = _interviewees()
    total = sum(parts[1:], start=parts[0])
    # One interview a person: the assumption under which persons and interviews compare.
    stated = replace(quantity("xixia-interviews"), unit=total.unit)
    return weigh(
        total,
        stated,
        f"{' + '.join(formatted(part, 0) for part in parts)} = {formatted(total, 0)}, against "
        f"{formatted(stated, 0)}.",
        agree="The types add up, if each person was interviewed once.",
        apart="The types do not add up to the number of interviews.",
        undecided=_OPEN,
        against=Verdict.INCONSISTENT_WITHIN,
    )


def interviewee_four() -> Finding:
    """Interviewee no. 4 is a retired official."""
    leaders, new, retired, _ = _interviewees()
    first = leaders.low + new.low + 1
    last = leaders.high + new.high + retired.high
    number = quantity("xixia-interviewee-number")
    return weigh(
        number,
        Quantity(first, last),
        f"In the order in which the types are listed, retired officials are nos. {first:.0f} to "
        f"{last:.0f}; the one quoted is no. {formatted(number, 0)}.",
        agree="The number fits the order of the list.",
        apart="The numbers do not follow the list, and no key to them is printed.",
        undecided=_OPEN,
        against=Verdict.NOT_IDENTIFIED,
    )


def most_interviewees_benefit() -> Finding:
    """Most interviewees say that the network benefits their own firms.

    Officials have no firms to speak of. A majority of all interviewees has then
    to be found among the entrepreneurs.
    """
    parts = _interviewees()
    entrepreneurs = parts[0].low + parts[1].low
    share = quantity("xixia-interviewees-benefit-share").low / 100
    needed = math.floor(quantity("xixia-interviews").low * share) + 1
    return Finding(
        Verdict.NOT_TESTABLE if needed <= entrepreneurs else Verdict.CONTRADICTED,
        f"Most means at least {needed} people; {entrepreneurs:.0f} of the interviewees are "
        "entrepreneurs.",
        "The answers are not counted in the document. To be most of all interviewees, nearly "
        "every entrepreneur must have said so; or officials were counted, who have no firms."
        if needed <= entrepreneurs
        else "There are not enough entrepreneurs among the interviewees.",
    )


def normal_members_are_heard() -> Finding:
    """Four new entrepreneurs stand for the normal members."""
    heard = quantity("xixia-interviewees-new-entrepreneurs")
    normal = quantity("xixia-members-phase-2") - quantity("xixia-core-leaders").low
    coverage = heard / normal
    return weigh(
        coverage,
        Quantity(0.5, 1),
        f"{formatted(heard, 0)} of {formatted(normal, 0)} normal members: "
        f"{formatted(coverage, percent=True)}.",
        agree="Half of them or more were heard.",
        apart="A small part was heard, all of them owners of new firms, and how they were found "
        "is not told. The number of members is that of the second phase, the last one printed.",
        undecided="The bounds leave it open how many were heard.",
        against=Verdict.NOT_IDENTIFIED,
    )


def five_leaders_started_it() -> Finding:
    """The five core entrepreneurs started the network."""
    first, leaders = _leaders_in_first_circle(), _members_of("xixia-core-leaders")
    missing = len(leaders) - len(first)
    return Finding(
        Verdict.INCONSISTENT_WITHIN if missing else Verdict.SUPPORTED,
        f"{len(first)} of the {len(leaders)} core leaders belonged to the circle that became the "
        "network.",
        "The chapter on method calls all of them initiators; the history has one of them open the "
        "circle, with friends who are not core leaders today, and the rest join afterwards."
        if missing
        else "All of them were there from the start.",
    )


def one_and_four_leaders() -> Finding:
    """Five core leaders are one of the first circle and four who joined later."""
    joined = quantity("xixia-core-leaders-joining") + len(_leaders_in_first_circle())
    stated = [quantity("xixia-core-leaders"), quantity("xixia-core-leaders-conclusion")]
    return weigh(
        joined,
        Quantity(max(s.low for s in stated), min(s.high for s in stated)),
        f"{len(_leaders_in_first_circle())} + "
        f"{formatted(quantity('xixia-core-leaders-joining'), 0)} = {formatted(joined, 0)}, against "
        f"{' and '.join(formatted(s, 0) for s in stated)}.",
        agree="They add up.",
        apart="They do not add up.",
        undecided=_OPEN,
        against=Verdict.INCONSISTENT_WITHIN,
    )


def fire_in_the_second_phase() -> Finding:
    """Gifts after the fire are an example of help in the second phase."""
    fire = int(str(evidence.row("events", "xixia-fire-donations-1993")["date_start"])[:4])
    start = int(evidence.row("stages", "xixia-network-2")["start"])
    before = fire < start
    return Finding(
        Verdict.INCONSISTENT_WITHIN if before else Verdict.SUPPORTED,
        f"The fire: {fire}; the second phase: from {start}.",
        "The example comes before the phase whose lending it is to show, and before the founder's "
        "idea. Either the year of one is wrong, or members helped each other with money while "
        "the circle, by the same chapter, had no influence on firms."
        if before
        else "The example falls into its phase.",
    )


def donors_were_the_network() -> Finding:
    """Those who gave after the fire were the network."""
    donors, members = quantity("xixia-fire-donors-1993"), quantity("xixia-members-phase-1")
    return weigh(
        donors,
        members,
        f"{formatted(donors, 0)} donors; {formatted(members, 0)} people in the circle at the time.",
        agree="The circle was large enough.",
        apart="There are more donors than members. The text calls them entrepreneurs, not members: "
        "most of them stood outside the circle, or the fire was later, when the network had grown.",
        undecided=_OPEN,
        against=Verdict.NOT_IDENTIFIED,
    )


def network_grew() -> Finding:
    """The network grew dramatically in its second phase."""
    ratio = quantity("xixia-members-phase-2") / quantity("xixia-members-phase-1")
    return weigh(
        ratio,
        Quantity(2, math.inf),
        f"{formatted(quantity('xixia-members-phase-2'), 0)} against "
        f"{formatted(quantity('xixia-members-phase-1'), 0)} people: {formatted(ratio)} times.",
        agree="It more than doubled at the least. When in the phase, and how it grew after it, is "
        "not printed.",
        apart="It did not double.",
        undecided="The bounds leave it open whether it doubled.",
    )


def named_friends_are_the_circle() -> Finding:
    """The leaders of four named factories were the circle of friends."""
    named, size = len(_members_of("xixia-friends")), quantity("xixia-members-phase-1")
    return weigh(
        Quantity(named, named, size.unit),
        size,
        f"{named} leaders are named by their factories; the circle had {formatted(size, 0)}.",
        agree="The named ones can be the whole circle.",
        apart="The text calls the named ones core members: at least one more person belonged to "
        "the circle.",
        undecided=_OPEN,
        against=Verdict.NOT_IDENTIFIED,
    )


def third_phase_after_the_reform() -> Finding:
    """The third phase came after the reform of public enterprises."""
    reform = int(evidence.row("events", "xixia-state-enterprise-reform-1999")["date_start"])
    phase = int(evidence.row("stages", "xixia-network-3")["start"])
    return Finding(
        Verdict.SUPPORTED if phase > reform else Verdict.INCONSISTENT_WITHIN,
        f"Reform from {reform}, third phase from about {phase}: {phase - reform} years.",
        "The order is as stated; that the one brought about the other does not follow from it, "
        "and how many enterprises were converted by when is not printed."
        if phase > reform
        else "The phase does not come after the reform.",
    )


def gatherings_were_replaced() -> Finding:
    """Gatherings to share experience were replaced in the third phase."""
    start = int(evidence.row("stages", "xixia-network-3")["start"])
    last = str(evidence.row("ties", "xixia-network-hosts-members")["end"])[:4]
    replaced = bool(last) and int(last) <= start
    return Finding(
        Verdict.SUPPORTED if replaced else Verdict.NOT_IDENTIFIED,
        f"Gatherings last told of: {last or 'no end'}; the third phase starts about {start}.",
        "The network is not said to hold them after the second phase."
        if replaced
        else "The history has other platforms take their place; the section on learning tells of "
        "them as still held. Replaced may mean that they lost their old subject only.",
    )


def guarantees_in_the_third_phase() -> Finding:
    """Guarantees of bank credit belong to the third phase."""
    start = int(evidence.row("stages", "xixia-network-3")["start"])
    years = sorted(int(str(year)[:4]) for year in _guarantees()["start"])
    within = bool(years) and years[0] >= start
    return Finding(
        Verdict.SUPPORTED if within else Verdict.INCONSISTENT_WITHIN,
        f"Guarantees of {', '.join(map(str, years)) or 'no year'}; the phase starts about {start}.",
        "The dated guarantees lie within the phase; the first lies in its first year, so that the "
        "phase may be dated by it."
        if within
        else "A guarantee is older than the phase, or none is dated.",
    )


def guarantees_are_mutual() -> Finding:
    """Members guarantee each other's credit."""
    pairs = set(zip(_guarantees()["from"], _guarantees()["to"], strict=True))
    returned = sum((to, source) in pairs for source, to in pairs)
    both = {source for source, _ in pairs} & {to for _, to in pairs}
    return Finding(
        Verdict.SUPPORTED if returned else Verdict.NOT_IDENTIFIED,
        f"{len(pairs)} guarantees with an amount, {returned} of them returned by the firm that "
        f"received it; {len(both)} firm both gives and receives.",
        "Firms are shown to guarantee each other."
        if returned
        else "The guarantees shown run one way. Where a guarantor is itself a debtor, a default "
        "travels on; whether credit is pooled cannot be told from so few.",
    )


def five_leaders_are_guaranteed() -> Finding:
    """Even the five leaders benefit from guarantees."""
    guarantees = _guarantees()
    received = set(guarantees["to"]) & set(LEADING_FIRMS)
    given = set(guarantees["from"]) & set(LEADING_FIRMS)
    return Finding(
        Verdict.SUPPORTED if len(received) == len(LEADING_FIRMS) else Verdict.NOT_IDENTIFIED,
        f"{len(received)} of the {len(LEADING_FIRMS)} leading firms are shown to receive a "
        f"guarantee, {len(given)} to give one.",
        "All of them are shown to receive one."
        if len(received) == len(LEADING_FIRMS)
        else "For the others no guarantee is told, nor that there was none.",
    )


def share_of_xbgc_stated_twice() -> Finding:
    """XBGC's national market share is one figure of one market."""
    first = quantity("xixia-xbgc-mould-flux-share")
    second = quantity("xixia-xbgc-market-share-restated")
    return weigh(
        rounded(second, 1),
        first,
        f"{formatted(first, 0)}% of the market of mould fluxes; later {formatted(second, 0)}% of "
        "a market that is not named.",
        agree="The two figures agree.",
        apart="The two figures exclude each other.",
        undecided="The repeat drops the word over and the product. Both hold if the share lies "
        "just above the figure and the market is the same.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def share_fits_into_the_cluster() -> Finding:
    """XBGC's share is part of the share of Xixia's metallurgical materials."""
    cluster = quantity("xixia-metallurgy-cluster-market-share")
    others = cluster - quantity("xixia-xbgc-market-share-restated")
    return weigh(
        others,
        Quantity(0, 100),
        f"{formatted(cluster, 0)}% less XBGC's share leaves {formatted(others, 0)} points to the "
        "others.",
        agree="The shares fit into each other, if both are of one market. The first is of mould "
        "fluxes, the second of materials of all kinds, of a market that is not named.",
        apart="The part is larger than the whole.",
        undecided=_OPEN,
        against=Verdict.INCONSISTENT_WITHIN,
    )


def division_raised_the_share() -> Finding:
    """Dividing the market let XBGC win its share."""
    divided = str(evidence.row("events", "xixia-staggered-development-1998")["date_start"])
    shares = _observations("xixia", "market-share-national")
    earlier = shares[(shares["period_end"] != "") & (shares["period_end"] < divided)]
    later = quantity("xixia-xbgc-mould-flux-share")
    if earlier.empty:
        return Finding(
            Verdict.NOT_TESTABLE,
            f"{formatted(later, 0)}% at some time after {divided}; no share before.",
            "Without an earlier share the rise is not shown, nor that it is owed to the agreement "
            "and not to quality, price, or rivals that gave up.",
        )
    before = quantity(str(earlier.index[0]))
    return Finding(
        Verdict.NOT_IDENTIFIED if later.low > before.high else Verdict.CONTRADICTED,
        f"{formatted(before, 0)}% before {divided}, {formatted(later, 0)}% after.",
        "The share rose; what raised it is not shown."
        if later.low > before.high
        else "The share is not known to have risen.",
    )


def product_of_all_automotive_firms() -> Finding:
    """The automotive firms' yearly product is that of all of them together.

    On this reading a firm makes the total divided by the number of firms, which
    can be held against a loan that one of them took up.
    """
    product, firms = quantity("xixia-automotive-output"), quantity("xixia-automotive-firms")
    average = propagate(lambda a, b: a / b, product, firms)
    loan = quantity("xixia-guarantee-lcg-xawpgc-2007")
    return weigh(
        average,
        Quantity(loan.high, math.inf),
        f"{formatted(average)} million yuan a firm on average, if the figure is the total; one of "
        f"them borrowed {formatted(loan, 0)} million on another firm's guarantee.",
        agree="An average firm makes more in a year than the loan: the total is plausible.",
        apart="An average firm makes less in a year than the loan; the borrower must be far above "
        "the average, or the figure is that of each firm.",
        undecided="The total leaves room for both readings: the figure for all firms, with a "
        "borrower far above the average, or the figure for each.",
        against=Verdict.NOT_IDENTIFIED,
    )


def recommended_bank_came_first() -> Finding:
    """The recommendation of XIEMG made one bank the first of the automotive firms."""
    share = quantity("xixia-abc-firms") / quantity("xixia-automotive-firms-restated")
    most = share.low > 0.5
    return Finding(
        Verdict.NOT_IDENTIFIED if most else Verdict.CONTRADICTED,
        f"{formatted(quantity('xixia-abc-firms'), 0)} of "
        f"{formatted(quantity('xixia-automotive-firms-restated'), 0)}: "
        f"{formatted(share, percent=True)}.",
        "Most firms put the bank first. How many would have done so unasked, whether XIEMG is "
        "itself one of them, and what firms elsewhere do is not told."
        if most
        else "Most firms put another bank first.",
    )


def growth_of_zhongde() -> Finding:
    """Zhongde, three years old, grows fast every year."""
    rate, age = quantity("xixia-zhongde-growth"), quantity("xixia-zhongde-age")
    multiple = propagate(lambda percent, years: (1 + percent / 100) ** years, rate, age)
    shorter = propagate(lambda percent, years: (1 + percent / 100) ** (years - 1), rate, age)
    arithmetic = (
        f"Growth at this rate over all of its {formatted(age, 0)} years multiplies by "
        f"{formatted(multiple, 2)}, from the first full year on by {formatted(shorter, 2)}."
    )
    sizes = [quantity(str(row)) for row in _observations("xixia", "turnover").index]
    if len(sizes) < 2:
        return Finding(
            Verdict.NOT_TESTABLE,
            arithmetic,
            "Neither what grows nor its size in any year is printed; of a firm this young few "
            "yearly rates exist, and the first start from next to nothing.",
        )
    grown = sizes[-1] / sizes[0]
    return weigh(
        grown,
        Quantity(shorter.low, math.inf),
        arithmetic,
        agree="The recorded sizes grew as much.",
        apart="The recorded sizes grew less.",
        undecided="The recorded sizes leave it open.",
    )


def three_benefits() -> Finding:
    """The network has three most important benefits."""
    announced = quantity("xixia-benefits-framework")
    listed = quantity("xixia-benefits-framework-listed")
    return weigh(
        listed,
        announced,
        f"{formatted(announced, 0)} are announced, {formatted(listed, 0)} are numbered.",
        agree="The list is as long as announced.",
        apart="The list that follows in the same sentence has another length than announced.",
        undecided=_OPEN,
        against=Verdict.INCONSISTENT_WITHIN,
    )


def lists_of_benefits_agree() -> Finding:
    """Framework, findings and conclusion list as many benefits."""
    listed, found, concluded = (
        quantity(f"xixia-benefits-{place}")
        for place in ("framework-listed", "findings", "conclusion")
    )
    return weigh(
        propagate(lambda *counts: max(counts) - min(counts), listed, found, concluded),
        Quantity.exactly(0),
        f"{formatted(listed, 0)} in the framework, {formatted(found, 0)} in the findings, "
        f"{formatted(concluded, 0)} in the conclusion.",
        agree="The three lists are equally long, and alike in content.",
        apart="The lists differ in length.",
        undecided=_OPEN,
        against=Verdict.INCONSISTENT_WITHIN,
    )


def pillars_are_named() -> Finding:
    """Local industry has three pillars, of which the document names the clusters it studies."""
    stated, named = quantity("xixia-pillar-industries-2010"), quantity("xixia-pillar-clusters-2010")
    left = Quantity(stated.low - named.high, stated.high - named.low)
    return weigh(
        left,
        Quantity.exactly(0),
        f"{formatted(stated, 0)} pillars, {formatted(named, 0)} named.",
        agree="All pillars are named.",
        apart="What is left is not named. Elsewhere the text lists medicine and metallurgy beside "
        "the named ones; which of them is a pillar is not said.",
        undecided=_OPEN,
        against=Verdict.NOT_IDENTIFIED,
    )


def contact_below_a_strong_tie() -> Finding:
    """Members of the network meet much more seldom than partners of a strong tie."""
    contact, threshold = quantity("xixia-contact-today"), _strong_tie_a_month()
    ratio = Quantity(contact.low / threshold, contact.high / threshold)
    return weigh(
        ratio,
        Quantity(0, 0.5),
        f"{formatted(contact, 0)} times a month against at least {formatted(threshold)}: at most "
        f"{formatted(ratio.high, 2)} of the criterion.",
        agree="Members meet less than half as often as the criterion asks.",
        apart="Members meet at least half as often as the criterion asks.",
        undecided=_OPEN,
    )


def contact_is_frequent() -> Finding:
    """Local entrepreneurs communicate frequently."""
    contact, threshold = quantity("xixia-contact-today"), _strong_tie_a_month()
    return weigh(
        contact,
        Quantity(threshold, math.inf),
        f"{formatted(contact, 0)} times a month; the text's own line between frequent and rare is "
        f"{formatted(threshold)}.",
        agree="Contact is frequent by the text's own line.",
        apart="The findings explain the absence of price wars by frequent communication; the "
        "analysis and its table need contact to be low. One of the two has to give, or calls "
        "and chance meetings count in the first only.",
        undecided=_OPEN,
        against=Verdict.INCONSISTENT_WITHIN,
    )


def friends_met_more() -> Finding:
    """The first circle, close friends, met more than the network does today."""
    then, today = quantity("xixia-contact-phase-1"), quantity("xixia-contact-today")
    more = then.low > today.high
    return Finding(
        Verdict.SUPPORTED if more else Verdict.NOT_IDENTIFIED,
        f"{formatted(then, 0)} times a month then, {formatted(today, 0)} today.",
        "The friends met more."
        if more
        else "The figures do not tell them apart. Close friends who play cards would then fall "
        "into the same cell of the table as the network: the count of meetings does not "
        "measure what the text calls the strength of a tie.",
    )


def weekly_criterion_has_a_source() -> Finding:
    """Meeting at least once a week is the criterion of a strong tie."""
    criterion = formatted(quantity("world-strong-tie-contact"), 0)
    return _depends_on_work(
        "granovetter-1973",
        f"{criterion.capitalize()} time a week.",
        "The four measures that the paragraph takes from Granovetter contain no number of "
        "meetings, and the criterion stands in quotation marks without a source.",
    )


def table_is_of_2010() -> Finding:
    """The table on incomes gives figures of the year 2010."""
    year = evidence.row("observations", "xixia-gdp-per-head-2010")["period_start"]
    return _depends_on_work(
        "xixia-government-report-2010",
        f"The title says {year}; the county's figures are from a report named by the same year.",
        "A report given in a year may give the figures of the year before, and then the county "
        "is not compared with the province in the same year.",
    )


def citations_are_listed() -> Finding:
    """What the text cites is in the bibliography."""
    works = evidence.table("citations", source=SOURCE)
    cited = works[works["in_text"] != ""]
    missing = cited.loc[cited["in_list"] == "", "in_text"]
    return Finding(
        Verdict.SUPPORTED if missing.empty else Verdict.INCONSISTENT_WITHIN,
        f"{len(missing)} of {len(cited)} works cited are missing"
        + (f": {'; '.join(missing)}." if len(missing) else "."),
        "All are there."
        if missing.empty
        else "What rests on the missing works cannot be followed up.",
    )


def one_abbreviation_a_firm() -> Finding:
    """Each of the five leading firms has one abbreviation."""
    variants = {}
    for firm in LEADING_FIRMS:
        row = evidence.row("actors", firm)
        short = [name for name in row["other_names"].split("; ") if re.fullmatch(r"[A-Z]+", name)]
        if len(short) > 1:
            variants[row["name"]] = " and ".join(short)
    return Finding(
        Verdict.INCONSISTENT_WITHIN if variants else Verdict.SUPPORTED,
        "; ".join(f"{name}: {short}" for name, short in variants.items()) or "One for each firm.",
        "The spellings are taken to mean one firm each: where the group's full name is printed "
        "beside it this is sure, for the others it follows from what the firms do."
        if variants
        else "No firm is abbreviated in two ways.",
    )


def one_leader_of_wmg() -> Finding:
    """The leader of WMG is one person."""
    ties = evidence.table("ties", source=SOURCE)
    leading = ties[(ties["to"] == "xixia-wmg") & (ties["kind"] == "leads")]
    names = [evidence.row("actors", person)["name"] for person in leading["from"]]
    several = len(set(names)) > 1
    return Finding(
        Verdict.NOT_IDENTIFIED if several else Verdict.SUPPORTED,
        f"Said to lead it: {', '.join(names) or 'nobody'}.",
        "One led its forerunner and is thanked as an interviewee, the other is its chief "
        "executive. Which of them spoke after the flood as the leader of WMG is not said by name."
        if several
        else "One name occurs.",
    )


def father_and_son() -> Finding:
    """Sun Yaozhong is the son of Sun Yaozhi."""
    names = [
        str(evidence.row("actors", person)["name"])
        for person in ("xixia-sun-yaozhi", "xixia-sun-yaozhong")
    ]
    shared = names[0].split()[-1][:3] == names[1].split()[-1][:3]
    return Finding(
        Verdict.NOT_IDENTIFIED if shared else Verdict.SUPPORTED,
        f"{' and '.join(names)}.",
        "The names share family name and first syllable, as brothers or cousins of one generation "
        "usually do and fathers and sons seldom. The kinship, or a letter of a name, may be "
        "misprinted."
        if shared
        else "Nothing in the names speaks against it.",
    )


def city_or_county() -> Finding:
    """Xixia is a county-level city."""
    names = str(evidence.row("cases", "xixia")["other_names"]).split("; ")
    county = any(name.endswith("County") for name in names)
    rank, counties = quantity("xixia-patent-rank-2012"), quantity("henan-counties-2012")
    return Finding(
        Verdict.NOT_IDENTIFIED if county else Verdict.SUPPORTED,
        f"Printed as {', '.join(names)}; rank {formatted(rank, 0)} among "
        f"{formatted(counties, 0)} counties.",
        "The place is called a city where it stands for small cities and a county where it is "
        "measured. The text means any place on the level of counties by a small city, and so does "
        "not contradict itself; but its figures are those of a county, villages included, and "
        "whether the place has the standing of a city they do not tell."
        if county
        else "It is called a city throughout.",
    )


def permits_come_faster() -> Finding:
    """Permits come faster in Xixia than in Xichuan."""
    here, there = (
        str(evidence.row("events", event)["date_start"])
        for event in ("xixia-gas-permit", "xichuan-gas-review")
    )
    if not (here and there):
        return Finding(
            Verdict.NOT_IDENTIFIED,
            f"In Xixia built for {formatted(quantity('xixia-gas-construction-time'), 0)} year; no "
            "date of an application or a permit on either side.",
            "The order is told, the times are not; one project says little of two governments, "
            "and one of its two investors is a firm of the five leaders.",
        )
    return Finding(
        Verdict.SUPPORTED if here < there else Verdict.CONTRADICTED,
        f"Xixia {here}, Xichuan {there}.",
        "The permit in Xixia is the earlier one."
        if here < there
        else "The permit in Xixia is not the earlier one.",
    )


def _depends_on_work(work: str, arithmetic: str, doubt: str) -> Finding:
    missing = not evidence.row("citations", f"{SOURCE}-{work}")["in_list"]
    return Finding(
        Verdict.NOT_TESTABLE if missing else Verdict.NOT_IDENTIFIED,
        f"{arithmetic} The bibliography {'lacks' if missing else 'lists'} the work cited.",
        f"{doubt} The work cannot be found by the bibliography."
        if missing
        else f"{doubt} The work can be looked up.",
    )


def _lead(measure: str, place: str) -> Quantity:
    return quantity(f"xixia-{measure}-2010") / quantity(f"{place}-{measure}-2010")


def _interviewees() -> list[Quantity]:
    types = ("leaders", "new-entrepreneurs", "retired-officials", "current-officials")
    return [quantity(f"xixia-interviewees-{name}") for name in types]


def _strong_tie_a_month() -> float:
    return quantity("world-strong-tie-contact").low * WEEKS_PER_MONTH


def _members_of(group: str) -> set[str]:
    ties = evidence.table("ties", source=SOURCE)
    return set(ties.loc[(ties["to"] == group) & (ties["kind"] == "member of"), "from"])


def _leaders_in_first_circle() -> set[str]:
    return _members_of("xixia-core-leaders") & _members_of("xixia-friends")


def _guarantees() -> pd.DataFrame:
    ties = evidence.table("ties", source=SOURCE)
    return ties[(ties["case"] == "xixia") & (ties["kind"] == "guarantees") & ties["low"].notna()]


def _observations(case: str, series: str) -> pd.DataFrame:
    table = evidence.table("observations")
    return table[(table["case"] == case) & (table["series"] == series)]


def _recorded(case: str, series: str) -> Quantity | None:
    found = _observations(case, series)
    return None if found.empty else quantity(str(found.index[0]))
