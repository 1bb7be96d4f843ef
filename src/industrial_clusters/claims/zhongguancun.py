"""The claims of the study of Zhongguancun, tested.

Each function takes no argument, reads the evidence, and returns a finding that
another evidence would change.
"""

from __future__ import annotations

import math
from itertools import pairwise

from industrial_clusters import evidence
from industrial_clusters.claims.ledger import Finding, Verdict
from industrial_clusters.claims.weighing import rounded, weigh, year_of
from industrial_clusters.evidence import Quantity, formatted, propagate, quantity, rounding_bounds
from industrial_clusters.statistics.growth import compound_rate

TABLE_YEARS = tuple(range(1989, 1996))


def zones_add_up() -> Finding:
    """Beijing's zone and the zones set up after it make up all the state-level zones."""
    further, every = quantity("china-further-zones"), quantity("china-zones")
    return weigh(
        further + 1,
        every,
        f"1 + {formatted(further, 0)} against {formatted(every, 0)}.",
        agree="The two pages agree.",
        apart="The two pages count differently.",
        undecided="The counts leave both readings possible.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def area_stated_twice() -> Finding:
    """The zone has the same area in the footnote and in the text."""
    note, text = (quantity(f"zhongguancun-zone-area-{place}") for place in ("footnote", "text"))
    return weigh(
        note,
        text,
        f"{formatted(note, 0)} km² in the footnote, {formatted(text, 0)} km² in the text.",
        agree="Both pages give the same round figure.",
        apart="The two pages give different areas.",
        undecided="The two figures overlap without being one.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def zone_lies_in_the_area() -> Finding:
    """The experimental zone was established in the area of Zhongguancun."""
    area = propagate(lambda radius: math.pi * radius**2, quantity("zhongguancun-radius"))
    zone = quantity("zhongguancun-zone-area-text")
    return weigh(
        zone,
        Quantity(0, area.high),
        f"A circle with the radius given is {formatted(area)} km²; the zone is "
        f"{formatted(zone, 0)} km².",
        agree="The zone fits into the area.",
        apart="The zone is larger than the area in which the introduction has it established; in "
        "can only mean around, as a later page has it. The footnote says that usage blurs the "
        "two: counts of the zone are not counts of the area.",
        undecided="The zone may or may not fit into the area.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def counts_are_one_series() -> Finding:
    """The counts of firms from 1983 to 1995 are of the same firms."""
    counts = evidence.series("zhongguancun", "new-tech-firms")
    changes = [
        (a.period_start, b.period_start, b.quantity.low / a.quantity.low - 1)
        for a, b in pairwise(counts)
    ]
    falls = [second for _, second, change in changes if change < 0]
    arithmetic = "; ".join(
        f"{first}–{second} {formatted(change, 0, percent=True)}"
        for first, second, change in changes
    )
    return Finding(
        Verdict.INCONSISTENT_WITHIN if falls else Verdict.NOT_IDENTIFIED,
        f"Change between counts: {arithmetic}.",
        f"The count falls by {' and '.join(falls)}, where the text has it grow."
        if falls
        else "The counts rise throughout. The early ones are firms at work in the area or newly "
        "created there, the late ones firms that the zone recognises; where the one kind turns "
        "into the other is not said.",
    )


def growth_of_48_percent() -> Finding:
    """The number of firms grew by 48 per cent a year from 1988 to 1994."""
    return _growth_as_stated(1994, "zhongguancun-growth-1988-1994")


def growth_of_35_6_percent() -> Finding:
    """The number of firms grew by 35.6 per cent a year from 1988 to 1995."""
    return _growth_as_stated(1995, "zhongguancun-growth-1988-1995")


def reached_at_both_rates() -> Quantity:
    """Return the firms of 1995 to which the two growth rates lead from the count of 1994."""
    return propagate(
        lambda end, r, s, years: end * (1 + s) ** (years + 1) / (1 + r) ** years,
        quantity("zhongguancun-firms-1994"),
        *(_growth(f"zhongguancun-growth-1988-{year}") for year in (1994, 1995)),
        _years_since_1988(1994),
        unit="firms",
    )


def growth_rates_agree() -> Finding:
    """The two growth rates and the two counts belong to one history.

    Run back from the count of 1994 at the first rate, and forward again to 1995
    at the second, the count of 1995 must come out, whatever the firms of 1988.
    """
    first, second = (_growth(f"zhongguancun-growth-1988-{year}") for year in (1994, 1995))
    counted, reached = quantity("zhongguancun-firms-1994"), reached_at_both_rates()
    printed = _as_rounded(quantity("zhongguancun-firms-1995"))
    bases = "; ".join(
        f"{year} at {formatted(rate, percent=True)} starts from "
        f"{formatted(_base(year, rate), 0)} firms"
        for year, rate in ((1994, first), (1995, second))
    )
    return weigh(
        reached,
        printed,
        f"The two rates lead from {formatted(counted, 0)} in 1994 to {formatted(reached, 0)} in "
        f"1995, against {formatted(printed, 0)}. The count of {bases}.",
        agree="The two rates and the two counts fit together.",
        apart="No number of firms in 1988 makes both rates true. They probably count from "
        "different moments of that year, or by different lists.",
        undecided="The two rates can fit the counts.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def growth_slowed_under_the_zone() -> Finding:
    """The zone stimulated the growth of the number of firms."""
    before = compound_rate(firms_printed(1985), firms_printed(1988), 3)
    after = compound_rate(firms_printed(1988), firms_printed(1994), _years_since_1988(1994))
    added = [
        (firms_printed(1988) - firms_printed(1985)) / 3,
        (firms_printed(1994) - firms_printed(1988)) / _years_since_1988(1994),
    ]
    arithmetic = (
        f"{formatted(before, 0, percent=True)} a year from 1985 to 1988, "
        f"{formatted(after, 0, percent=True)} from then to 1994; {formatted(added[0], 0)} and "
        f"{formatted(added[1], 0)} firms a year."
    )
    if after.low > before.high:
        return Finding(Verdict.SUPPORTED, arithmetic, "Growth was faster under the zone.")
    if added[1].high < added[0].low:
        return Finding(Verdict.CONTRADICTED, arithmetic, "Fewer firms a year came to the zone.")
    return Finding(
        Verdict.NOT_IDENTIFIED,
        arithmetic,
        "More firms came each year, at a rate that is not known to be higher than before the zone. "
        "Nothing is printed of what would have come without it.",
    )


def share_1991_has_a_point() -> Finding:
    """The share of foreign firms in 1991 is as printed, 104."""
    return _share_as_printed((1991,))


def shares_1994_1995_have_points() -> Finding:
    """The shares of foreign firms in 1994 and 1995 are as printed, 184 and 182."""
    return _share_as_printed((1994, 1995))


def total_of_1994() -> Finding:
    """The foreign firms of 1994 and their share give the zone's count of firms."""
    return _total_as_counted(1994)


def total_of_1995() -> Finding:
    """The foreign firms of 1995 and their share give the zone's count of firms."""
    return _total_as_counted(1995)


def table_continues_the_count() -> Finding:
    """The count of 1988 and the total of 1989 that the table implies are one series."""
    totals = [implied_total(year) for year in TABLE_YEARS]
    printed = firms_printed(1988)
    first = propagate(lambda a, b: b / a - 1, printed, totals[0])
    later = [propagate(lambda a, b: b / a - 1, a, b) for a, b in pairwise(totals)]
    fastest = max(later, key=lambda rate: rate.high)
    arithmetic = (
        f"From {formatted(printed, 0)} firms in 1988 to {formatted(totals[0], 0)} in 1989: "
        f"{formatted(first, 0, percent=True)} in a year; the fastest year after it has "
        f"{formatted(fastest, 0, percent=True)}."
    )
    if first.low <= fastest.high:
        return Finding(
            Verdict.SUPPORTED, arithmetic, "The first year grows no faster than a later one."
        )
    return Finding(
        Verdict.NOT_IDENTIFIED,
        arithmetic,
        "The first year of the zone would have been faster than any that followed. Either the "
        "zone took in firms that were there already, or the earlier count leaves many out.",
    )


def foreign_firms_grew_fastest() -> Finding:
    """Firms with foreign capital grew faster in number than the others, 1989 to 1995."""
    return _foreign_outgrew(1989, 1995)


def foreign_firms_nearly_800() -> Finding:
    """The foreign firms in new technology of 1995 are nearly 800.

    The table does not say that its firms are those in new technology: to differ
    from the text is no contradiction.
    """
    table = quantity("zhongguancun-foreign-firms-1995")
    text = quantity("zhongguancun-new-tech-foreign-firms-1995")
    return weigh(
        table,
        text,
        f"{formatted(table, 0)} in the table, {formatted(text, 0)} in the text.",
        agree="The table's figure is one that the text allows.",
        apart="The table has a few more than the text allows. Either nearly is said loosely of "
        "the same firms, or the table counts others too: it does not say that all of its firms "
        "are in new technology.",
        undecided="The table's figure may be the text's.",
        against=Verdict.NOT_IDENTIFIED,
    )


def foreign_forms_within_the_total() -> Finding:
    """Joint ventures and co-operative firms are parts of the foreign firms of 1995."""
    parts = quantity("zhongguancun-joint-ventures-1995") + quantity(
        "zhongguancun-cooperative-firms-1995"
    )
    total = quantity("zhongguancun-foreign-firms-invested-1995")
    rest = total - parts
    return Finding(
        Verdict.SUPPORTED if rest.low >= 0 else Verdict.INCONSISTENT_WITHIN,
        f"{formatted(parts, 0)} of {formatted(total, 0)} firms; the rest is {formatted(rest, 0)}.",
        "The parts leave a rest, of which nothing is said: firms that are foreign altogether, "
        "perhaps."
        if rest.low >= 0
        else "The parts exceed the total.",
    )


def foreign_firms_counted_twice() -> Finding:
    """Table 1 and the text count the same foreign firms at the end of 1995."""
    table = quantity("zhongguancun-foreign-firms-1995")
    text = quantity("zhongguancun-foreign-firms-invested-1995")
    ventures = quantity("zhongguancun-joint-ventures-1995")
    return weigh(
        table,
        text,
        f"{formatted(table, 0)} in the table, {formatted(text, 0)} in the text, of which "
        f"{formatted(ventures, 0)} joint ventures.",
        agree="The table's figure is one that the text allows.",
        apart="The two are not one count. They can be reconciled if the table counts only firms "
        "registered for new technology, which neither its title nor its rows say.",
        undecided="The two may be one count.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def foreign_firms_in_new_technology() -> Finding:
    """The firms registered for new technology are a part of the foreign firms of 1995."""
    new_tech = quantity("zhongguancun-new-tech-foreign-firms-1995")
    two_forms = quantity("zhongguancun-joint-ventures-1995") + quantity(
        "zhongguancun-cooperative-firms-1995"
    )
    every = quantity("zhongguancun-foreign-firms-invested-1995")
    arithmetic = (
        f"At most {formatted(new_tech.high / two_forms.low, percent=True)} of the two forms named, "
        f"at most {formatted(new_tech.high / every.low, percent=True)} of all."
    )
    if new_tech.low > every.high:
        return Finding(
            Verdict.INCONSISTENT_WITHIN, arithmetic, "The part is larger than either whole."
        )
    return Finding(
        Verdict.SUPPORTED,
        arithmetic,
        "They fit into the two forms named last and into all foreign firms. Which of the two the "
        "sentence means is not said: by the one nearly all may be in new technology, by the other "
        "about a quarter or more are not."
        if new_tech.high <= two_forms.low
        else "They fit into all foreign firms only.",
    )


def foreign_capital_adds_up() -> Finding:
    """Registered funds and direct investment are within the foreign capital."""
    parts = quantity("zhongguancun-foreign-capital-registered") + quantity(
        "zhongguancun-foreign-capital-direct"
    )
    total = quantity("zhongguancun-foreign-capital")
    return weigh(
        parts,
        total,
        f"The parts are {formatted(parts, 0)} million US dollars, the total {formatted(total, 0)}.",
        agree="The parts make a total that over a billion allows, if they do not overlap; two "
        "figures of one money would be counted twice here.",
        apart="The parts do not make the total.",
        undecided="The parts need not reach the total: something else is in it, or something is "
        "missing.",
    )


def foreign_firms_came_in_the_1990s() -> Finding:
    """Foreign investment began to enter in the early 1990s."""
    entry = year_of("zhongguancun-foreign-entry-1990s")
    counted = {year: quantity(f"zhongguancun-foreign-firms-{year}").low for year in TABLE_YEARS}
    first = min(year for year, firms in counted.items() if firms > 0)
    arithmetic = (
        f"The text begins in {entry}; the table has {counted[first]:.0f} foreign firms in {first}."
    )
    if first < entry:
        return Finding(
            Verdict.INCONSISTENT_WITHIN,
            arithmetic,
            "The table counts foreign firms before the decade in which they are said to come.",
        )
    return Finding(Verdict.SUPPORTED, arithmetic, "The table starts no earlier than the text.")


def guests_named() -> set[str]:
    """Return the firms from abroad that the document names in the zone."""
    zone = {"bez", "shangdi-base"}
    return {guest for host, guest in _ties("hosts") if host in zone and _is_from_abroad(guest)}


def multinationals_elsewhere() -> Finding:
    """Branches of multinationals lie outside the area since foreign investment began."""
    firms = quantity("zhongguancun-foreign-firms-1995")
    share = quantity("zhongguancun-foreign-firms-share-1995")
    named = guests_named()
    arithmetic = (
        f"{formatted(firms, 0)} foreign firms in the zone in 1995, {formatted(share)}% of all; "
        f"{len(named)} firms from abroad are named there."
    )
    if named and firms.low > 0:
        return Finding(
            Verdict.INCONSISTENT_WITHIN,
            arithmetic,
            "An earlier page has the zone draw its strength from them, and the next has IBM "
            "settle in the zone to be near its universities. The pages agree only if the area is "
            "the street and its surroundings and not the zone, or if branches means plants.",
        )
    return Finding(Verdict.NOT_IDENTIFIED, arithmetic, "No foreign firm is recorded in the zone.")


def loans_add_up() -> Finding:
    """Loans for working capital and for development make up the loans of 1993."""
    parts = [quantity(f"zhongguancun-loans-{kind}-1993") for kind in ("working", "development")]
    total = quantity("zhongguancun-loans-1993")
    return weigh(
        parts[0] + parts[1],
        rounded(total, 0.01),
        f"{' + '.join(formatted(part, 2) for part in parts)} = "
        f"{formatted(parts[0] + parts[1], 2)} against {formatted(total)} billion yuan.",
        agree=f"The parts make the total, and {formatted(parts[1] / total, percent=True)} of it is "
        "for development.",
        apart="The parts do not make the total.",
        undecided="Rounding decides.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def loans_grew() -> Finding:
    """The loans of 1993 were 2.8 times greater than those of 1988."""
    multiple = quantity("zhongguancun-loans-multiple").low
    loans = quantity("zhongguancun-loans-1993")
    readings = [(loans / factor) for factor in (multiple, multiple + 1)]
    arithmetic = (
        f"Read as {multiple:g} times, the loans of 1988 were {formatted(readings[0], 2)} billion "
        f"yuan; read as greater by {multiple:g} times, {formatted(readings[1], 2)}."
    )
    earlier = [
        observation.quantity
        for observation in evidence.series("zhongguancun", "loans")
        if observation.period_end == "1988"
    ]
    if not earlier:
        return Finding(
            Verdict.NOT_TESTABLE, arithmetic, "No loans of 1988 are printed to set it against."
        )
    fits = any(rounded(reading, 0.1).contains(earlier[0].low) for reading in readings)
    return Finding(
        Verdict.SUPPORTED if fits else Verdict.CONTRADICTED,
        arithmetic,
        f"The loans of 1988 are given as {formatted(earlier[0], 2)} billion yuan.",
    )


def loans_and_firms() -> tuple[Quantity, Quantity, Quantity]:
    """Return by how much loans, firms, and loans a firm multiplied from 1988 to 1993."""
    multiple = quantity("zhongguancun-loans-multiple").low
    loans = Quantity(rounding_bounds(multiple)[0], rounding_bounds(multiple + 1)[1])
    firms = propagate(lambda a, b: b / a, firms_printed(1988), implied_total(1993))
    return loans, firms, propagate(lambda a, b: a / b, loans, firms)


def loans_per_firm_fell() -> Finding:
    """Firms were short of capital although banks came and lent."""
    loans, firms, each = loans_and_firms()
    arithmetic = (
        f"From 1988 to 1993 loans grew to {formatted(loans)} times, the firms of the zone to "
        f"{formatted(firms)} times: loans a firm to {formatted(each, 2)} times."
    )
    if each.low > 1:
        return Finding(
            Verdict.CONTRADICTED, arithmetic, "There was more bank money a firm than before."
        )
    return Finding(
        Verdict.NOT_IDENTIFIED,
        arithmetic,
        "There was less bank money a firm, on either reading of the multiple, as there would be in "
        "a shortage, and as there would be with firms that are smaller than the first ones."
        if each.high < 1
        else "Loans may have kept up with the firms.",
    )


def financing_adds_up() -> Finding:
    """The shares of the financing choices make up all firms."""
    kinds = ("loans", "foreign", "shares", "venture", "joint-venture", "other")
    parts = [quantity(f"zhongguancun-financing-{kind}") for kind in kinds]
    total = sum(parts[1:], start=parts[0])
    return weigh(
        total,
        Quantity(100 - 0.05 * len(parts), 100 + 0.05 * len(parts)),
        f"{' + '.join(formatted(part) for part in parts)} = {formatted(total)}.",
        agree="The shares make a whole: each firm is counted under one choice. How many had loans "
        "beside another source, or nothing but their own money, the table cannot say.",
        apart="The shares do not make a whole.",
        undecided="Rounding decides.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def loans_share_stated_twice() -> Finding:
    """The text repeats the table's share of firms with loans."""
    text, table = (
        quantity("zhongguancun-loans-share-text"),
        quantity("zhongguancun-financing-loans"),
    )
    return weigh(
        text,
        rounded(table, 1),
        f"{formatted(text)} in the text, {formatted(table)} in the table.",
        agree="The two agree.",
        apart="The two differ.",
        undecided="Rounding decides.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def venture_capital_lacking() -> Finding:
    """Most firms were held back by a lack of venture capital."""
    holders = quantity("zhongguancun-financing-venture")
    claimed = quantity("zhongguancun-venture-lack-share")
    borrowers = quantity("zhongguancun-financing-loans")
    without = 100 - holders.high
    return Finding(
        Verdict.CONTRADICTED if without < claimed.low else Verdict.NOT_IDENTIFIED,
        f"{formatted(holders)}% of firms have venture capital as their choice, so at most "
        f"{without:.1f}% can have been without; {formatted(claimed, 0)}% are said to lack it. "
        f"{formatted(borrowers)}% have loans.",
        "Fewer firms were without it than are said to have lacked it."
        if without < claimed.low
        else "Nearly all were without it. To be without is not to be held back: many had loans, "
        "and what they would have done with other money is not recorded.",
    )


def output_shares_fit() -> Finding:
    """The zone makes 80 per cent of the district's output and 8 per cent of the city's."""
    district, city = (quantity(f"zhongguancun-share-of-{unit}") for unit in ("haidian", "beijing"))
    implied = propagate(lambda a, b: b / a, rounded(district, 1), rounded(city, 1))
    possible = implied.high <= 1
    return Finding(
        Verdict.NOT_TESTABLE if possible else Verdict.INCONSISTENT_WITHIN,
        f"{formatted(city, 0)} / {formatted(district, 0)}: the district makes "
        f"{formatted(implied, percent=True)} of the city's industrial output.",
        "The two shares are possible together; neither the district's output nor the city's is "
        "printed."
        if possible
        else "The district, of which the zone is a part, would make more than its city.",
    )


def small_firms_by_number() -> Finding:
    """The zone has a structure of small firms."""
    share = quantity("zhongguancun-small-firms-share") / 100
    limit = quantity("zhongguancun-small-firms-threshold").high / 1000
    income = quantity("zhongguancun-gross-income-1995")
    firms = quantity("zhongguancun-firms-1995")
    mean = income.low * 1000 / firms.low
    held = max(0.0, income.low - share.low * firms.low * limit) / income.low
    small = share.low > 0.5
    return Finding(
        Verdict.SUPPORTED if small else Verdict.CONTRADICTED,
        f"{formatted(share, 0, percent=True)} of firms have an income below {limit * 1000:g} "
        f"million yuan, the mean is {mean:.1f}; at least {formatted(held, percent=True)} of income "
        "belongs to the others.",
        "By number the firms are small; the mean shows how much of the income the others hold. "
        "The share is of 1994, the income of 1995."
        if small
        else "Most firms are above the limit.",
    )


def few_firms_dominate() -> Finding:
    """A small number of firms dominate the zone's output.

    The firms with large output beside the four largest set a floor under the
    zone's output, which must not exceed its income.
    """
    largest, large = quantity("zhongguancun-largest-firms"), quantity("zhongguancun-large-firms")
    share = quantity("zhongguancun-four-largest-share") / 100
    beside = (large.low - largest.low) * quantity("zhongguancun-large-firms-threshold").low
    floor = beside / (1 - share.low)
    income = quantity("zhongguancun-gross-income-1995")
    of_firms = largest / quantity("zhongguancun-firms-1995")
    possible = floor <= income.high
    return Finding(
        Verdict.SUPPORTED if possible and share.low > of_firms.high else Verdict.CONTRADICTED,
        f"{formatted(of_firms, 2, percent=True)} of firms have "
        f"{formatted(share, 0, percent=True)} of output; the zone's output is at least "
        f"{floor:.1f} billion yuan by its {formatted(large, 0)} large firms, its income "
        f"{formatted(income)}.",
        "So much output in so few hands is domination, and the other figures leave room for it. "
        "The largest firms are not named."
        if possible
        else "The large firms would produce more than all firms earn.",
    )


def electronics_specialised() -> Finding:
    """The zone is specialised in electronics."""
    parts = [quantity(f"zhongguancun-{kind}-share") for kind in ("information", "optomechatronics")]
    total = parts[0] + parts[1]
    most = total.low > 50
    return Finding(
        Verdict.NOT_IDENTIFIED if most else Verdict.CONTRADICTED,
        f"{formatted(parts[0], 0)} + {formatted(parts[1], 0)} = {formatted(total, 0)}% of output.",
        "The two industries make up most of the output. A place is specialised in what weighs more "
        "there than elsewhere, and what they make up elsewhere is not printed."
        if most
        else "The two industries need not make up half of the output.",
    )


def most_founded() -> float:
    """Return the most firms founded from 1988 to 1995: the record of a month in every month."""
    return quantity("zhongguancun-record-month-1993").high * 12 * _years_since_1988(1995).high


def least_survival() -> float:
    """Return the least share of the firms founded since 1988 that were alive in 1995."""
    alive = quantity("zhongguancun-firms-1995").low - firms_printed(1988).high
    return min(alive / most_founded(), 1.0)


def one_in_ten_survives() -> Finding:
    """Of every ten firms one survives.

    The record for a month bounds the number ever founded since 1988; the growth
    of the number alive is the least that can have survived of them.
    """
    months = 12 * _years_since_1988(1995).high
    founded, least = most_founded(), least_survival()
    alive = quantity("zhongguancun-firms-1995").low - firms_printed(1988).high
    low, high = rounding_bounds(quantity("zhongguancun-survival-share").low)
    return weigh(
        Quantity(least, 1),
        Quantity(low / 100, high / 100),
        f"At most {founded:,.0f} firms in {months:.0f} months at the record rate; at least "
        f"{alive:,.0f} more are alive in 1995: {formatted(least, percent=True)} or more survive.",
        agree="The counts agree with one in ten.",
        apart="More must have survived up to 1995 than the saying has it, if firms registered are "
        "firms founded. Of what happens to firms in the long run, it may still be true.",
        undecided="The counts leave one in ten possible.",
    )


def registrations_peaked() -> Finding:
    """More firms were registered in 1992 and 1993 than in any other year.

    Registrations are net additions and firms that closed together, and in no
    year more than twelve times the record of a month.
    """
    added = net_additions()
    most = 12 * quantity("zhongguancun-record-month-1993").high
    peak = min(added[year].low for year in (1992, 1993))
    others = [change for year, change in added.items() if year not in {1992, 1993}]
    above = max(change.low for change in others) > most
    stands_out = peak > max(change.high for change in others)
    return Finding(
        Verdict.CONTRADICTED if above else Verdict.NOT_IDENTIFIED,
        f"Firms added a year by the table's totals: {_by_year(added)}; at most {most:,.0f} "
        "registered in any year, by the record of a month.",
        "Another year added more firms than these two can have registered."
        if above
        else "Net of the firms that closed the two years stand out. Registrations are not "
        "printed, nor how many firms closed in other years, and the same passage has closures rise."
        if stands_out
        else "Net of closures the two years do not stand out.",
    )


def startups_fell() -> Finding:
    """The number of start-ups has fallen ever since 1993.

    Start-ups are net additions and firms that closed together. Closures are said
    to rise, so that falling additions cannot tell whether start-ups fell.
    """
    added = net_additions()
    falls = all(added[b].high < added[a].low for a, b in pairwise((1993, 1994, 1995)))
    rises = any(added[b].low > added[a].high for a, b in pairwise((1993, 1994, 1995)))
    return Finding(
        Verdict.CONTRADICTED if rises else Verdict.NOT_IDENTIFIED,
        f"Net additions: {_by_year({year: added[year] for year in (1993, 1994, 1995)})}.",
        "More firms were added while more closed: start-ups rose."
        if rises
        else "Net additions fall each year, as they would with fewer start-ups, with more "
        "closures, or with both, and the same passage has closures rise."
        if falls
        else "Net additions do not tell.",
    )


def record_month_is_possible() -> Finding:
    """A record of 200 firms registered in a month leaves room for the growth of every year."""
    record = quantity("zhongguancun-record-month-1993")
    added = net_additions()
    most = max(added.values(), key=lambda change: change.high)
    possible = 12 * record.high >= most.low
    return Finding(
        Verdict.SUPPORTED if possible else Verdict.CONTRADICTED,
        f"Twelve such months are {12 * record.low:,.0f} firms; the largest net addition of a year "
        f"is {formatted(most, 0)}.",
        "No year's growth needs more than the record allows."
        if possible
        else "A year's growth needs months above the record.",
    )


def number_will_fall() -> Finding:
    """The number of the zone's firms will decrease from now on."""
    counts = evidence.series("zhongguancun", "new-tech-firms")
    before, last = counts[-2], counts[-1]
    change = last.quantity - before.quantity
    arithmetic = f"{formatted(change, 0)} from {before.period_start} to {last.period_start}."
    if last.period_start <= "1995":
        return Finding(
            Verdict.NOT_TESTABLE,
            arithmetic,
            "The last count is still higher than the one before, and none is printed for the "
            "years that the expectation is about.",
        )
    return Finding(
        Verdict.SUPPORTED if change.high < 0 else Verdict.CONTRADICTED,
        arithmetic,
        "The count after the expectation is set against the one before.",
    )


def founder_stands_for_its_university() -> Finding:
    """Founder represents Peking University's industry."""
    people = quantity("zhongguancun-founder-employee-share-1996") / 3
    output = quantity("zhongguancun-founder-output-share-1996") / 100
    each = propagate(
        lambda p, o: (o / p) / ((1 - o) / (1 - p)) if o < 1 else math.inf, people, output
    )
    return weigh(
        Quantity(min(people.low, output.low), min(people.high, output.high)),
        Quantity(0.5, 1),
        f"{formatted(people, 0, percent=True)} of the people make "
        f"{formatted(Quantity(output.low, math.inf), 0, percent=True)} of the output: "
        f"{formatted(Quantity(each.low, math.inf))} times as much a head as the others.",
        agree="It has at least half of both. The advantage a head is what the shares imply, in a "
        "year in which it also took over others.",
        apart="It has less than half of people or output.",
        undecided="It may have less than half of people or output.",
    )


def founder_dated() -> Finding:
    """Founder was set up in 1986, and a decade later is 1996."""
    founded = year_of("zhongguancun-founder-1986")
    paid = int(
        evidence.row("ties", "zhongguancun-peking-university-funds-founder-group")["start"][:4]
    )
    decade = quantity("zhongguancun-founder-decade").low
    profit = int(evidence.observation("zhongguancun-founder-profit-1996").period_start[:4])
    agree = founded == paid and founded + decade == profit
    return Finding(
        Verdict.SUPPORTED if agree else Verdict.INCONSISTENT_WITHIN,
        f"Founded {founded}, money of the university {paid}, {decade:.0f} years on {profit}.",
        "The pages agree on the year. Who founded it they put differently: the professor with the "
        "university's help, or the university."
        if agree
        else "The pages date it differently.",
    )


def legend_in_the_world_market() -> Finding:
    """Legend's boards are a tenth of the international market."""
    boards = quantity("zhongguancun-legend-boards")
    share = quantity("zhongguancun-legend-market-share") / 100
    market = boards / share
    arithmetic = (
        f"{formatted(boards, 2)} million boards a month at {formatted(share, 0, percent=True)} "
        f"imply a market of {formatted(market)} million a month."
    )
    observations = evidence.table("observations")
    printed = observations[observations["series"] == "world-market-boards"]
    if printed.empty:
        return Finding(
            Verdict.NOT_TESTABLE,
            arithmetic,
            "No size of the market is printed, nor whether the share is of pieces or of money.",
        )
    size = float(printed["low"].max())
    return Finding(
        Verdict.SUPPORTED if market.contains(size) else Verdict.CONTRADICTED,
        arithmetic,
        f"The market is recorded as {size:g} million a month.",
    )


def academics_counted() -> Quantity:
    """Return the academics among the consultancy's part-time staff that are counted."""
    return quantity("zhongguancun-gei-postgraduates") + quantity("zhongguancun-gei-faculty")


def part_timers_are_academics() -> Finding:
    """Most of the consultancy's part-time staff are students or professors."""
    staff, counted = quantity("zhongguancun-gei-part-time"), academics_counted()
    least = min(1.0, counted.low / staff.high)
    stated = quantity("zhongguancun-gei-academic-share") / 100
    return weigh(
        Quantity(least, 1),
        stated,
        f"{formatted(counted, 0)} postgraduates and faculty members, of {formatted(staff, 0)}: "
        f"{formatted(least, 0, percent=True)} or more.",
        agree="The counts alone make most of them academics.",
        apart="The counts exclude it.",
        undecided="The postgraduates and faculty members counted may be a minority; the others "
        "would have to be students of first degrees, who are not counted.",
    )


def two_years_of_resistance() -> Finding:
    """The first firm met resistance for two years, from 1980 to the beginning of 1983."""
    start, relief = year_of("zhongguancun-trial-1980"), year_of("zhongguancun-local-support-1983")
    lasted = Quantity(relief - (start + 1), relief + 0.25 - start)
    stated = rounded(quantity("zhongguancun-first-years"), 1)
    return weigh(
        lasted,
        stated,
        f"From {start} to the beginning of {relief}: {formatted(lasted)} years, against "
        f"{formatted(stated)}.",
        agree="The dates give the two years.",
        apart="The dates and the two years exclude each other.",
        undecided="Two years, to the nearest, fit only if the firm began in the second half of the "
        "first year, and the year of its founding is not printed; or they are only the first part "
        "of the time.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def ten_years_of_promotion() -> Finding:
    """China had promoted small firms for ten years when the study was written."""
    written = year_of("zhongguancun-conference-1997-06")
    acts = ("zhongguancun-central-assessment-1983", "zhongguancun-zone-1988-05")
    longest, shortest = (written - year_of(act) for act in acts)
    stated = rounded(quantity("china-small-firm-promotion"), 1)
    return weigh(
        Quantity(shortest, longest),
        stated,
        f"{shortest} years since the zone, {longest} since the centre's approval of the first "
        f"firm, against {formatted(stated)}.",
        agree="Every beginning that the study offers is ten years back.",
        apart="No beginning that the study offers is ten years back.",
        undecided="Ten years fall between the two, and when promotion began is not said.",
    )


def seven_years_since_porter() -> Finding:
    """Seven years lie between Porter's book and the study."""
    book, written = (
        year_of("porter-competitive-advantage-1990"),
        year_of("zhongguancun-conference-1997-06"),
    )
    stated = quantity("china-since-porter")
    agree = stated.contains(written - book)
    return Finding(
        Verdict.SUPPORTED if agree else Verdict.INCONSISTENT_WITHIN,
        f"{written} - {book} = {written - book} against {formatted(stated, 0)}.",
        "The count leads to the year of the conference: the text is of that year."
        if agree
        else "The count does not lead to the year of the conference.",
    )


def street_before_its_trade() -> Finding:
    """In the early 1980s four in five firms along Electronics Street began by trading."""
    street = year_of("zhongguancun-electronics-street-1984")
    trade = evidence.row("events", "zhongguancun-trading-1980s")
    share = quantity("zhongguancun-trading-start-share") / 100
    firms = Quantity(
        quantity("zhongguancun-firms-1983").low, quantity("zhongguancun-firms-1984").high
    )
    arithmetic = (
        f"The street appears in {street}; the trade is dated {trade['date_start']}–"
        f"{trade['date_end']}. Of the firms at the ends of 1983 and 1984 the share is "
        f"{formatted(firms * share, 0)}."
    )
    if int(trade["date_end"][:4]) < street:
        return Finding(
            Verdict.INCONSISTENT_WITHIN, arithmetic, "The trade had ended before the street."
        )
    if int(trade["date_start"][:4]) < street:
        return Finding(
            Verdict.NOT_IDENTIFIED,
            arithmetic,
            "The street is there at the end of the years meant. The share can be of the few firms "
            "of that time, or of those that stood on the street later.",
        )
    return Finding(Verdict.SUPPORTED, arithmetic, "The street is older than its trade.")


def research_spending_is_meagre() -> Finding:
    """China spends a meagre part of its product on research."""
    ratio = quantity("china-rd-share") / quantity("developed-countries-rd-share")
    return weigh(
        ratio,
        Quantity(0, 0.5),
        f"China's share is {formatted(ratio, 0, percent=True)} of that of developed countries.",
        agree="At most a quarter of what developed countries spend, as shares printed without a "
        "year."
        if ratio.high <= 0.25
        else "Less than half of what developed countries spend.",
        apart="More than half of what developed countries spend.",
        undecided="The bounds leave it open whether it is half.",
    )


def two_institutes_of_ibm() -> Finding:
    """IBM established two research institutes in Shangdi."""
    founded = [firm for founder, firm in _ties("founds") if founder == "ibm"]
    stated = quantity("shangdi-ibm-institutes")
    count, research = len(founded), sum(_kind(firm) == "research" for firm in founded)
    arithmetic = (
        f"{count} are named, {research} of them a research body, against {formatted(stated, 0)}."
    )
    if not stated.contains(count):
        return Finding(Verdict.INCONSISTENT_WITHIN, arithmetic, "The names do not make the count.")
    return Finding(
        Verdict.SUPPORTED if stated.contains(research) else Verdict.NOT_IDENTIFIED,
        arithmetic,
        "All that is named is research."
        if stated.contains(research)
        else "One of those named is a company for developing information systems, owned with a "
        "centre of the university. Whether it does research is not said.",
    )


def sections_announced() -> Finding:
    """The main part of the study has four sections."""
    plan = evidence.table("dimensions")
    plan = plan[(plan["scheme"] == "Plan of the paper") & (plan["dimension"] == "printed heading")]
    printed = int((~plan["coding"].str.startswith("None")).sum())
    stated = [quantity(f"zhongguancun-sections-{page}") for page in ("abstract", "introduction")]
    agree = all(number.contains(printed) for number in stated)
    return Finding(
        Verdict.SUPPORTED if agree else Verdict.INCONSISTENT_WITHIN,
        f"{formatted(stated[0], 0)} in the abstract, {formatted(stated[1], 0)} in the "
        f"introduction; {printed} have a heading of their own.",
        "Each section announced has its heading."
        if agree
        else "The symptoms stand under the heading of the analysis, and the reasons for policy "
        "that were announced as the last section have no heading.",
    )


def table_1_shows_new_firms() -> Finding:
    """Table 1 shows how the number of new firms grew in the past decade."""
    observations = evidence.table("observations")
    rows = observations[
        (observations["source"] == "zhongguancun1998")
        & observations["locator"].str.startswith("Table 1")
    ]
    kinds = sorted(set(rows["series"]))
    years = sorted(rows["period_start"])
    arithmetic = f"The table holds {' and '.join(kinds)}, {years[0]} to {years[-1]}."
    span = int(years[-1]) - int(years[0])
    if "new-tech-firms" in kinds and span >= quantity("zhongguancun-entry-duration").low:
        return Finding(Verdict.SUPPORTED, arithmetic, "The table shows what the text says.")
    return Finding(
        Verdict.NOT_IDENTIFIED,
        arithmetic,
        f"The table counts firms with foreign capital, over {span} years, and the number of all "
        "firms follows from it only by division. The sentence may cite it for the changes of the "
        "area that it names last.",
    )


def masters_of_firms() -> list[str]:
    """Return the kind of authority of each documented tie of control over firms of the place."""
    return [
        _kind(authority)
        for authority, firm in _ties("supervises", "levies", "represses")
        if _kind(authority) in {"government", "research", "university"}
        and _kind(firm) in {"firm", "firms"}
        and evidence.row("actors", firm)["case"] == "zhongguancun"
    ]


def firms_answer_to_management_alone() -> Finding:
    """The firms answer to their management and not to the government."""
    over = masters_of_firms()
    if not over:
        return Finding(Verdict.SUPPORTED, "No tie of control.", "Nothing speaks against it.")
    by_government = over.count("government")
    return Finding(
        Verdict.INCONSISTENT_WITHIN,
        f"{by_government} documented ties in which a government licenses, taxes or strikes off "
        f"firms, {len(over) - by_government} in which institutes and universities steer theirs.",
        "Licences and taxes would still leave a firm to answer to its management. But the last "
        "section has many firms held by parents that are the state's, which draw them back into "
        "the hierarchy: at most the firms without such a parent are free.",
    )


def mass_production_dated() -> Finding:
    """In the last half of 1990 most of China's industry was still in mass production."""
    stage, voice = year_of("china-mass-production-1990"), year_of("china-scale-voice-1996")
    apart = voice - stage > 2
    return Finding(
        Verdict.INCONSISTENT_WITHIN if apart else Verdict.SUPPORTED,
        f"{stage} against {voice} in the next sentence.",
        "The sentence says still, in the present, and goes on with a later year: very probably the "
        "last half of the 1990s is meant, and an s was lost."
        if apart
        else "The two sentences speak of one time.",
    )


def community_counted_twice() -> Finding:
    """The community was formed by fifteen firms and was to integrate fifteen."""
    formed, meant = (
        quantity("zhongguancun-tic-members-1994"),
        quantity("zhongguancun-tic-members-restated"),
    )
    return weigh(
        formed,
        meant,
        f"{formatted(formed, 0)} formed it, {formatted(meant, 0)} were to be integrated.",
        agree="The same number: no firm had joined or left, or the second repeats the first.",
        apart="The membership changed.",
        undecided="The two may be one number.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def university_firms_merged() -> Finding:
    """Peking University's industry went from fifteen firms to a main body of five groups."""
    firms, groups = quantity("zhongguancun-pku-firms-1990"), quantity("zhongguancun-pku-groups")
    fewer = groups.high < firms.low
    return Finding(
        Verdict.NOT_IDENTIFIED if fewer else Verdict.CONTRADICTED,
        f"{formatted(firms, 0)} firms in 1990, {formatted(groups, 0)} groups at the time of "
        "writing.",
        "A group is not a firm: one of them alone has many subsidiaries, and together they are "
        "only the main part of the university's industry."
        if fewer
        else "There are no fewer units than before.",
    )


def implied_total(year: int) -> Quantity:
    """Return the number of all firms that a column of Table 1 implies.

    The share is taken to be rounded to a tenth of a per cent.

    Examples
    --------
    >>> implied_total(1989)
    Quantity(low=847.0..., high=867.4..., unit='firms')
    """
    share = rounded(quantity(f"zhongguancun-foreign-firms-share-{year}"), 0.1) / 100
    firms = quantity(f"zhongguancun-foreign-firms-{year}")
    return propagate(lambda part, whole: part / whole, firms, share, unit="firms")


def net_additions() -> dict[int, Quantity]:
    """Return the firms added net in each year by the totals that Table 1 implies."""
    return {b: implied_total(b) - implied_total(a) for a, b in pairwise(TABLE_YEARS)}


def _growth_as_stated(year: int, claimed: str) -> Finding:
    years, stated = _years_since_1988(year), _growth(claimed)
    rate = compound_rate(firms_printed(1988), firms_printed(year), years)
    printed = [quantity(f"zhongguancun-firms-{end}").low for end in (1988, year)]
    exact = compound_rate(printed[0], printed[1], years.low)
    return weigh(
        rate,
        stated,
        f"From {formatted(firms_printed(1988), 0)} to {formatted(firms_printed(year), 0)} in "
        f"{formatted(years, 0)} years: {formatted(rate, percent=True)} a year, "
        f"{formatted(exact, percent=True)} from the printed counts over {years.low:.0f}; stated "
        f"{formatted(stated, percent=True)}.",
        agree="All that the counts allow is the rate stated.",
        apart="The counts do not give the rate.",
        undecided="The rate is one of those that the counts allow: the first count is a round "
        "figure, and when in 1988 it was taken is not said.",
    )


def _share_as_printed(years: tuple[int, ...]) -> Finding:
    """Weigh the shares that lack a point, the reading in the data being a tenth of the print."""
    lines, impossible, placed = [], True, True
    for year in years:
        firms, reading = (
            quantity(f"zhongguancun-foreign-firms-{kind}{year}").low for kind in ("", "share-")
        )
        total, before = implied_total(year), implied_total(year - 1)
        printed = reading * 10
        impossible &= printed > 100
        placed &= before.high < total.low
        lines.append(
            f"{year}: {printed:.0f}% of all would be {firms:.0f} firms, so that all were "
            f"{firms / printed * 100:.0f}; with {reading:g}% they were {formatted(total, 0)}, "
            f"after {formatted(before, 0)}"
        )
    if not impossible:
        return Finding(
            Verdict.NOT_IDENTIFIED,
            "; ".join(lines) + ".",
            "The printed figure is a possible share.",
        )
    return Finding(
        Verdict.CONTRADICTED,
        "; ".join(lines) + ".",
        "A part cannot exceed its whole. With a decimal point before the last figure the totals "
        "rise from year to year as the others do; the reading is almost sure."
        if placed
        else "A part cannot exceed its whole, and a lost decimal point does not place the total "
        "above the year before.",
    )


def _total_as_counted(year: int) -> Finding:
    implied, counted = implied_total(year), firms_printed(year)
    share = quantity(f"zhongguancun-foreign-firms-{year}") / counted
    return weigh(
        implied,
        counted,
        f"{formatted(implied, 0)} by the table against {formatted(counted, 0)} in the text, of "
        f"which the foreign firms would be {formatted(share, 2, percent=True)}.",
        agree="The table and the text count the same firms.",
        apart="The table's total is not the text's, nor is the printed share the one that the "
        "two counts give. They may count at different moments, or by different lists.",
        undecided="The table's total may be the text's.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def _foreign_outgrew(first: int, last: int) -> Finding:
    """Weigh whether the foreign part of all firms rose, which is to outgrow the others."""
    shares = [quantity(f"zhongguancun-foreign-firms-share-{year}") for year in (first, last)]
    firms = [quantity(f"zhongguancun-foreign-firms-{year}") for year in (first, last)]
    years = last - first
    foreign = compound_rate(firms[0], firms[1], years)
    every = compound_rate(implied_total(first), implied_total(last), years)
    change = shares[1] - shares[0]
    return weigh(
        change,
        Quantity(0, 100),
        f"{first}–{last}: foreign firms {formatted(foreign, percent=True)} a year, all firms "
        f"{formatted(every, percent=True)}; share from {formatted(shares[0])}% to "
        f"{formatted(shares[1])}%.",
        agree="Their part of all firms rose, so that they grew faster than the others.",
        apart="Their part of all firms fell, so that the others grew faster.",
        undecided="Their part may have risen or fallen.",
    )


def firms_printed(year: int) -> Quantity:
    """Return the printed count of firms of a year, a round one with its rounding."""
    return _as_rounded(quantity(f"zhongguancun-firms-{year}"))


def _as_rounded(count: Quantity) -> Quantity:
    if count.low % 100 or not count.low:
        return count
    low, high = rounding_bounds(count.low)
    return Quantity(low, high, count.unit)


def _growth(claimed: str) -> Quantity:
    stated = quantity(claimed).low
    step = 1 if stated == round(stated) else 0.1
    return rounded(Quantity.exactly(stated), step) / 100


def _years_since_1988(year: int) -> Quantity:
    """Return the years from some time in 1988 to the end of a year."""
    return Quantity(year - 1988, year - 1987)


def _base(year: int, rate: Quantity) -> Quantity:
    return propagate(
        lambda end, growth, years: end / (1 + growth) ** years,
        firms_printed(year),
        rate,
        _years_since_1988(year),
        unit="firms",
    )


def _by_year(changes: dict[int, Quantity]) -> str:
    return ", ".join(f"{formatted(change, 0)} in {year}" for year, change in changes.items())


def _ties(*kinds: str) -> list[tuple[str, str]]:
    """Return who is tied to whom by ties of some kinds."""
    edges = evidence.ties("zhongguancun").edges(data=True)
    return [(giver, taker) for giver, taker, edge in edges if edge["kind"] in kinds]


def _kind(actor: str) -> str:
    return str(evidence.row("actors", actor)["kind"])


def _is_from_abroad(actor: str) -> bool:
    place = evidence.row("actors", actor)["case"]
    return place != "china" and bool(evidence.row("cases", place)["level"] == "country")
