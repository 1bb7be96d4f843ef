"""The claims of Lu and Ganne (2016) on Yongkang and Zhejiang, tested.

Each function takes no argument, reads the evidence, and returns a finding that
another evidence would change.
"""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from industrial_clusters import evidence
from industrial_clusters.claims.ledger import Finding, Verdict
from industrial_clusters.claims.weighing import rounded, year_of
from industrial_clusters.evidence import Quantity, formatted, propagate, quantity, rounding_bounds
from industrial_clusters.experiments import yongkang as studies
from industrial_clusters.experiments import zhejiang
from industrial_clusters.statistics.grouped_counts import is_feasible_total, total_bounds
from industrial_clusters.statistics.growth import compound_rate

SOURCE = "luganne2016"


def clusters_doubled() -> Finding:
    """The number of Zhejiang's clusters doubled between 1996 and 2004."""
    return _multiple("clusters", "zhejiang-clusters-multiple-1996-2004")


def output_six_fold() -> Finding:
    """The output of Zhejiang's clusters rose six-fold between 1996 and 2004."""
    return _multiple("cluster-output", "zhejiang-cluster-output-multiple-1996-2004")


def output_column_is_the_province() -> Finding:
    """The table's output column is the output of the province, as its header says.

    If it were, the clusters' own output would be that figure times their share.
    The size classes set a floor under the clusters' output, and the two can be
    compared.
    """
    lines, impossible = [], []
    for year in zhejiang.TABLE_YEARS:
        reading, classes = zhejiang.output_if_provincial(year), zhejiang.size_classes(year)
        floor = total_bounds(classes).low
        lines.append(f"{year}: at most {reading.high:,.0f} against at least {floor:,.0f}")
        if not is_feasible_total(classes, reading):
            impossible.append(year)
    return Finding(
        Verdict.CONTRADICTED if impossible else Verdict.NOT_IDENTIFIED,
        "Clusters' output if the column were the province's, against the sum of the size classes' "
        f"lower ends, billion yuan: {'; '.join(lines)}.",
        f"In {_years(impossible)} the clusters would have produced less than their size classes "
        "add up to. The column must be the clusters' own output, as the text reads it."
        if impossible
        else "The size classes leave both readings possible.",
    )


def counts_are_one_series() -> Finding:
    """The counts of the four years are of the same thing."""
    counts = {year: quantity(f"zhejiang-clusters-{year}").low for year in zhejiang.TABLE_YEARS}
    large = {year: sum(zhejiang.size_classes(year).exact_counts) for year in zhejiang.TABLE_YEARS}
    pairs = list(pairwise(zhejiang.TABLE_YEARS))
    falls = [(a, b) for a, b in pairs if counts[b] < counts[a]]
    arithmetic = "; ".join(
        f"{a}–{b}: {counts[b] - counts[a]:+.0f} in all, {large[b] - large[a]:+.0f} above one "
        f"billion yuan, {counts[b] - large[b] - counts[a] + large[a]:+.0f} below"
        for a, b in pairs
    )
    if not falls:
        return Finding(Verdict.SUPPORTED, arithmetic, "The count rises between all dates.")
    return Finding(
        Verdict.NOT_IDENTIFIED,
        arithmetic,
        "The count falls once, only among clusters below one billion yuan, and more than makes it "
        "good within a year; the table is put together from three works. Those that left the "
        "count merged, vanished, or were counted differently.",
    )


def same_counts_two_documents() -> Finding:
    """The counts by size belong to the year 2000."""
    pairs = {
        "clusters": ("zhejiang-clusters-2000", "zhejiang-report-clusters-2005"),
        "of 1–5 billion": ("zhejiang-clusters-1-5bn-2000", "zhejiang-report-clusters-1-5bn-2005"),
        "of 5–10 billion": (
            "zhejiang-clusters-5-10bn-2000",
            "zhejiang-report-clusters-5-10bn-2005",
        ),
        "above 10 billion": (
            "zhejiang-clusters-over-10bn-2000",
            "zhejiang-report-clusters-over-10bn-2005",
        ),
    }
    equal = [quantity(ours).low == quantity(theirs).low for ours, theirs in pairs.values()]
    arithmetic = "; ".join(
        f"{name}: {quantity(ours).low:.0f} in 2000, {quantity(theirs).low:.0f} in the report"
        for name, (ours, theirs) in pairs.items()
    )
    if not all(equal):
        return Finding(Verdict.INCONSISTENT_BETWEEN, arithmetic, "The two counts differ.")
    return Finding(
        Verdict.NOT_IDENTIFIED,
        f"{arithmetic}.",
        "Four equal counts are one enumeration. Lu and Ganne date it to 2000; Li and Gao take it "
        "from a report of 2005 and give no year. The report adds what the table leaves out: from "
        "which output on clusters were counted.",
    )


def districts_with_clusters() -> Finding:
    """Nearly all districts of Zhejiang host clusters: 82 of 90 here, 85 of 88 elsewhere."""
    here = quantity("zhejiang-cluster-districts-2004") / quantity(
        "zhejiang-districts-and-cities-2004"
    )
    there = quantity("zhejiang-report-cluster-counties-2005") / quantity(
        "zhejiang-report-counties-2005"
    )
    return Finding(
        Verdict.SUPPORTED if min(here.low, there.low) > 0.9 else Verdict.INCONSISTENT_BETWEEN,
        f"{formatted(here, percent=True)} here against {formatted(there, percent=True)} in Li and "
        "Gao.",
        "Both say nearly all. Neither the part nor the whole agrees: what counts as a district "
        "differs, or the year does.",
    )


def share_of_metal_doors() -> Finding:
    """Yongkang makes 70 % of China's metal doors, or 80 %."""
    first = rounded(quantity("yongkang-metal-doors-share-2012"), 10)
    second = rounded(quantity("yongkang-metal-doors-share-market-section"), 10)
    agree = first.low < second.high and second.low < first.high
    return Finding(
        Verdict.SUPPORTED if agree else Verdict.INCONSISTENT_WITHIN,
        f"{formatted(quantity('yongkang-metal-doors-share-2012'), 0)}% in the introduction, "
        f"{formatted(quantity('yongkang-metal-doors-share-market-section'), 0)}% in the section "
        "on trade.",
        "Rounded to tens the two still differ, the second has neither year nor source, and the "
        "first comes from the trade's own press.",
    )


def pedlars_in_the_population() -> Finding:
    """More than 40,000 pedlars were 15 % of the county in the early 1950s."""
    pedlars = quantity("yongkang-pedlars-1950s")
    share = rounded(quantity("yongkang-pedlars-share-1950s"), 1) / 100
    implied = pedlars / share
    residents = quantity("yongkang-population-2010") - quantity("yongkang-migrants-2010")
    growth = compound_rate(
        Quantity(implied.low, implied.low),
        residents,
        Quantity(56, 60),
    )
    plausible = implied.low < residents.low
    return Finding(
        Verdict.NOT_TESTABLE if plausible else Verdict.CONTRADICTED,
        f"The county then had {formatted(implied, 0)} people; without migrants it had "
        f"{formatted(residents, 0)} in 2010, growth of at most "
        f"{formatted(growth.high, percent=True)} a year.",
        "The two figures imply a population that no document prints; nothing here contradicts it.",
    )


def exporters_and_subcontractors() -> Finding:
    """Of 15,000 firms some 3,000 sell abroad and another 12,000 supply, subcontract or trade."""
    total = quantity("yongkang-firms-restated-2006")
    parts = quantity("yongkang-exporting-firms-2006") + quantity(
        "yongkang-subcontracting-firms-2006"
    )
    return Finding(
        Verdict.SUPPORTED if parts.contains(total.low) else Verdict.CONTRADICTED,
        f"{formatted(parts, 0)} against {formatted(total, 0)}.",
        "The parts can make up the whole. The sentence sorts firms by role and by export; how many "
        "sell in China, which the article says they do, cannot be read from it.",
    )


def firms_multiplied() -> Finding:
    """The number of firms exploded from the 1990s on."""
    forms = enterprises_1985()
    everyone = sum(forms.values())
    factories = everyone - forms["independent workers"]
    firms = quantity("yongkang-firms-2006")
    slow, fast = (compound_rate(start, firms, 21) for start in (everyone, factories))
    return Finding(
        Verdict.NOT_IDENTIFIED if slow.low > 0 else Verdict.CONTRADICTED,
        f"{everyone:,.0f} enterprises in 1985 (or {factories:,.0f} without independent workers) "
        f"against {formatted(firms, 0)} registered firms in 2006: {formatted(slow, percent=True)} "
        f"a year (or {formatted(fast, percent=True)}).",
        "The number more than quadruples on either base. The two counts do not count the same "
        "thing, and with nothing dated between them it cannot be told when the growth came.",
    )


def four_forms_side_by_side() -> Finding:
    """By the end of 1985 four forms of enterprise stood side by side."""
    forms = enterprises_1985()
    outside = forms["confederated factories"] + forms["independent workers"]
    share = outside / sum(forms.values()) if any(forms.values()) else 0.0
    return Finding(
        Verdict.SUPPORTED if all(forms.values()) else Verdict.CONTRADICTED,
        f"{', '.join(f'{count:,.0f} {name}' for name, count in forms.items())}; "
        f"{formatted(share, percent=True)} of all were outside the collective sector.",
        "All four are counted. The units differ, a factory beside a worker, so the shares are of "
        "enterprises and not of people or output.",
    )


def specialised_markets() -> Finding:
    """Yongkang had 67 specialist markets in 2005."""
    here = quantity("yongkang-markets-2005")
    province = quantity("zhejiang-specialised-markets-2001")
    markets = here / province
    people = Quantity(quantity("yongkang-population-2010").low / 1e6, 0.8682)
    inhabitants = quantity("zhejiang-population-2001")
    population = people / inhabitants
    ratio = markets / population
    return Finding(
        Verdict.NOT_IDENTIFIED if ratio.low > 5 else Verdict.SUPPORTED,
        f"{formatted(here, 0)} of the {formatted(province, 0)} markets that Li and Gao count in "
        f"the province in 2001 would be {formatted(markets, percent=True)}, in a place with "
        f"{formatted(population, percent=True)} of its people.",
        "Yongkang has many times its share of markets, or they multiplied in four years, or the "
        "two documents call different things a specialised market.",
    )


def businessmen_in_village_offices() -> Finding:
    """Businessmen held 40 % of village offices in 1996 and over 60 % in 2002."""
    first = quantity("yongkang-village-offices-businessmen-1996")
    second = quantity("yongkang-village-offices-businessmen-2002")
    rise = second.low - first.high
    specialised = quantity("yongkang-specialised-villages-1980s")
    return Finding(
        Verdict.NOT_IDENTIFIED if rise > 0 else Verdict.CONTRADICTED,
        f"A rise of at least {formatted(rise, 0)} percentage points in six years.",
        "The figures are given for the villages of the area, but the study behind them, by its own "
        f"title, looked at four villages, where {formatted(specialised, 0)} had specialised by the "
        "middle of the 1980s. What holds beyond the four is unknown.",
    )


def limit_of_employees() -> Finding:
    """How many people an individual business may employ."""
    text = quantity("china-getihu-employees-text-1981")
    footnote = quantity("china-getihu-employees-footnote-1981")
    private = quantity("china-private-company-size-footnote-1981")
    gap = range(int(text.high) + 1, int(private.low))
    agree = text.high == footnote.high and private.low == footnote.high + 1
    return Finding(
        Verdict.SUPPORTED if agree else Verdict.INCONSISTENT_WITHIN,
        f"Text: at most {text.high:.0f}; footnote: at most {footnote.high:.0f}; a private company "
        f"from {private.low:.0f} on.",
        f"Between the text's limit and private companies lie businesses of "
        f"{' and '.join(str(n) for n in gap)}. Seven is allowed by the footnote and not by the "
        "text; eight is in no class.",
    )


def innovation_centre_once() -> Finding:
    """The innovation and service centre was created in 1999, and again in 2007."""
    first = evidence.row("events", "yongkang-innovation-centre-1999")
    second = evidence.row("events", "yongkang-service-centres-2007")
    same = first["date_start"] == second["date_start"]
    return Finding(
        Verdict.SUPPORTED if same else Verdict.NOT_IDENTIFIED,
        f"Created in {first['date_start']}; among five centres created in {second['date_start']}.",
        "The second may be a renewal, a renaming or another centre; the document does not say.",
    )


def office_centre_date() -> Finding:
    """The registered office centre was created in 2007 and built from 2008 to 2012."""
    created = evidence.row("events", "yongkang-service-centres-2007")["date_start"]
    built = evidence.row("events", "yongkang-office-centre-2008")
    before = created < built["date_start"]
    return Finding(
        Verdict.NOT_IDENTIFIED if before else Verdict.SUPPORTED,
        f"Created in {created}; built {built['date_start']}–{built['date_end']}.",
        "An institution may come before its building. From which year firms could use it is not "
        "said.",
    )


def departures_forced_estates() -> Finding:
    """Departures towards the end of the 1990s forced the city to create its estates."""
    departures = evidence.row("events", "yongkang-departures-late-1990s")
    estates = evidence.row("events", "yongkang-estates-1990s")
    before = estates["date_start"] < departures["date_start"]
    return Finding(
        Verdict.INCONSISTENT_WITHIN if before else Verdict.SUPPORTED,
        f"Departures {departures['date_start']}–{departures['date_end']}, estates "
        f"{estates['date_start']}–{estates['date_end']}.",
        "The answer is dated before the question. If the estates were full at the start of the "
        "1990s, the departures that came after them are not what forced them, and they did not "
        "stop the departures.",
    )


def practice_before_permission() -> Finding:
    """What is practised first is recognised afterwards, from below to above."""
    practice = year_of("mantang-secret-trade")
    steps = {
        "centre (individual businesses)": year_of("china-getihu-1981"),
        "village (registration)": year_of("mantang-registration-1982"),
        "county (slogan)": year_of("yongkang-four-wheels-1984"),
    }
    after = all(year >= practice for year in steps.values())
    centre_last = steps["centre (individual businesses)"] >= steps["county (slogan)"]
    arithmetic = f"Practice from {practice}; " + "; ".join(f"{k} {v}" for k, v in steps.items())
    return Finding(
        Verdict.SUPPORTED if after and centre_last else Verdict.NOT_IDENTIFIED,
        arithmetic + ".",
        "Every permission comes after the practice. But the centre's, for small units, comes "
        "before the village registers anyone and before the county approves: the order is not "
        "simply from below to above, and with one village it cannot be told which step made the "
        "workshops appear.",
    )


def levels_by_period() -> Finding:
    """Local government drives the first two periods; centre and province join in the third."""
    shares = {}
    for stage in ("yongkang-development-1", "yongkang-development-2", "yongkang-development-3"):
        acts = acts_by_level(stage)
        shares[stage] = (acts["central"] + acts["provincial"]) / sum(acts.values())
    first, second, third = shares.values()
    return Finding(
        Verdict.SUPPORTED if third > max(first, second) else Verdict.NOT_IDENTIFIED,
        "Acts of centre and province among all dated acts of government on Yongkang, by period: "
        f"{formatted(first, 0, percent=True)}, {formatted(second, 0, percent=True)}, "
        f"{formatted(third, 0, percent=True)}.",
        "Counts this small neither confirm nor contradict closer coordination with the higher "
        "levels, which is what the authors see in the third period.",
    )


def origins_add_up() -> Finding:
    """Of the firms in the three-county area 62 % are Yongkang's, 20 % Wuyi's, 18 % Jinyun's."""
    parts = [quantity(f"yongwujin-share-{place}") for place in ("yongkang", "wuyi", "jinyun")]
    total = sum(part.low for part in parts)
    firms = quantity("yongwujin-firms-since-2001")
    yongkang = firms * (parts[0].low / 100)
    return Finding(
        Verdict.SUPPORTED if abs(total - 100) <= 1.5 else Verdict.CONTRADICTED,
        f"{' + '.join(f'{part.low:.0f}' for part in parts)} = {total:.0f}; "
        f"{formatted(yongkang, 0)} firms from Yongkang.",
        "The shares add up. They leave no one from outside the three counties, and they do not say "
        "how many of Yongkang's firms crossed a county line.",
    )


def without_direct_conflict() -> Finding:
    """Practices changed without direct conflict, by adaptation."""
    events = evidence.table("events", source=SOURCE)
    here = events[events["case"].isin(["yongkang", "mantang"])]
    clashes = here[here["kind"].isin(["repression", "protest"])]
    since_reform = clashes[clashes["date_start"] >= "1978"]
    if since_reform.empty:
        return Finding(Verdict.SUPPORTED, "No clash in the record.", "Nothing speaks against it.")
    return Finding(
        Verdict.INCONSISTENT_WITHIN,
        f"{len(since_reform)} clashes since 1978: {'; '.join(since_reform['title'])}.",
        "The conclusion has change come without open conflict. The founding scene, in the same "
        "article's words a violent confrontation, is arrests, threats and a revolt in the making.",
    )


def electric_vehicles_dated() -> Finding:
    """Yongkang has made electric vehicles since 2008."""
    begun = evidence.row("events", "yongkang-electric-vehicles-2008")["date_start"]
    chain = evidence.row("events", "yongkang-electric-chain-2011")["date_start"]
    apart = begun < chain
    return Finding(
        Verdict.INCONSISTENT_WITHIN if apart else Verdict.SUPPORTED,
        f"Since {begun} in the introduction; a chain of production in {chain}, after the choice of "
        "the sector.",
        "The two agree if a few firms began before there was a chain. The policy then followed "
        "what was made, where the chapter on it has the chain come as its result.",
    )


def third_phase_dated() -> Finding:
    """The third phase begins at one date."""
    stage = evidence.row("stages", "yongkang-development-3")
    opened = int(evidence.row("events", "yongkang-new-phase-2007")["date_start"])
    left = evidence.row("events", "yongkang-departures-2000s")
    starts = {int(left["date_start"]), int(stage["start"]), opened}
    return Finding(
        Verdict.INCONSISTENT_WITHIN if len(starts) > 1 else Verdict.SUPPORTED,
        f"The start of the 2000s, when firms leave ({left['date_start']}–{left['date_end']}); the "
        f"middle of the decade (taken as {stage['start']}); {opened}, when the new phase starts.",
        "Which date is right decides whether the new form of cluster answers the departures at "
        "once or years later.",
    )


def cluster_share_grows() -> Finding:
    """The clusters' part in the province's economy kept growing."""
    shares = {year: quantity(f"zhejiang-cluster-share-{year}").low for year in zhejiang.TABLE_YEARS}
    rises = all(shares[b] > shares[a] for a, b in pairwise(zhejiang.TABLE_YEARS))
    later = quantity("zhejiang-cluster-sales-share-2007").low
    agree = rises and later >= shares[2004]
    return Finding(
        Verdict.SUPPORTED if agree else Verdict.INCONSISTENT_BETWEEN,
        f"{', '.join(f'{share:.0f}% in {year}' for year, share in shares.items())} of output in "
        f"the table; {later:.0f}% of sales in 2007 in Li and Gao.",
        "The table's share rises at every date, and three years later another document has a "
        "smaller one. Output is not sales, and the clusters counted need not be the same.",
    )


def funding_adds_up() -> Finding:
    """The innovation centre draws half its means from the state and half from its own work."""
    parts = (
        quantity("yongkang-centre-state-funding").low,
        quantity("yongkang-centre-own-funding").low,
    )
    return Finding(
        Verdict.NOT_TESTABLE if sum(parts) == 100 else Verdict.CONTRADICTED,
        f"{parts[0]:.0f} + {parts[1]:.0f} = {sum(parts):.0f}.",
        "Two halves make a whole, which tests nothing; how the state's half divides between "
        "centre, province and city is not given.",
    )


def workshops_became_companies() -> Finding:
    """Most family workshops of the 1980s became full companies."""
    histories = evidence.table("trajectories", source=SOURCE)
    firms = evidence.table("actors")
    followed = sorted({actor for actor in histories["actor"] if firms.loc[actor, "kind"] == "firm"})
    total = quantity("yongkang-firms-2006")
    share = Quantity.exactly(len(followed)) / total
    return Finding(
        Verdict.NOT_IDENTIFIED if share.high < 0.5 else Verdict.SUPPORTED,
        f"{len(followed)} firms are followed, of {formatted(total, 0)}: "
        f"{formatted(share, 2, percent=True)}.",
        "No count of workshops that became companies is given, and the firms described had all "
        "grown.",
    )


def rise_among_provinces() -> Finding:
    """Zhejiang rose from twelfth to fourth place because of its clusters."""
    first, second = quantity("zhejiang-gnp-rank-1978"), quantity("zhejiang-gnp-rank-2000")
    return Finding(
        Verdict.NOT_TESTABLE if second.high < first.low else Verdict.CONTRADICTED,
        f"From {first.low:.0f} to {second.low:.0f} between 1978 and 2000.",
        "The rise is printed; that clusters caused it would need another province's growth, or the "
        "clusters' share before 1996, and neither is given.",
    )


def car_capacity() -> Finding:
    """Five makers with a capacity of a million cars would come by 2015."""
    makers = quantity("yongkang-car-manufacturers-expected-2015")
    expected = quantity("yongkang-car-capacity-expected-2015")
    arithmetic = f"{expected.low * 1e6 / makers.low:,.0f} cars a maker"
    observations = evidence.table("observations", source=SOURCE)
    made = observations[observations["series"] == "car-capacity"]
    if made.empty:
        return Finding(
            Verdict.NOT_TESTABLE,
            f"{arithmetic}; of what came, no number.",
            "An expectation of 2011 that the document, of 2016, does not follow up.",
        )
    reached = made["low"].max()
    return Finding(
        Verdict.SUPPORTED if reached >= expected.low else Verdict.CONTRADICTED,
        f"{arithmetic}; {reached:g} million came.",
        "The capacity recorded is set against the one that was expected.",
    )


def cover_brought_the_workshops() -> Finding:
    """The village's cover, and not permission from above, brought the workshops out."""
    worlds = studies.village_studies()
    theory, rival = worlds["cover"].matching.share, worlds["permission alone"].matching.share
    shares = studies.without_cover()
    asked = studies.village_constraints(cover=True)
    arithmetic = (
        f"Asked of a world: {formatted(asked['arrests_before'], 0)} arrests by 1981, "
        f"{formatted(asked['registered'], 0)} registered in 1982, cover by "
        f"{asked['cover_year'].high:.0f}. "
        f"{formatted(theory, 2, percent=True)} of the worlds with cover meet the record, and "
        f"{formatted(rival, 2, percent=True)} of those with permission alone; of the former, "
        f"{formatted(float(shares['registered']), 0, percent=True)} would have had the "
        "registrations without cover."
    )
    if rival == 0 or theory == 0:
        verdict = Verdict.SUPPORTED if theory else Verdict.CONTRADICTED
        return Finding(verdict, arithmetic, "Only one of the two can give what is recorded.")
    return Finding(
        Verdict.NOT_IDENTIFIED,
        arithmetic,
        "The village's cover has no date, permission came in October 1981 and the count in 1982: "
        "either model can meet what is recorded.",
    )


def mantang_was_followed() -> Finding:
    """Mantang's example was largely followed in the whole area."""
    forms = enterprises_1985()
    confederated, independent = forms["confederated factories"], forms["independent workers"]
    share = confederated / (confederated + independent)
    return Finding(
        Verdict.SUPPORTED if share > 0.5 else Verdict.NOT_IDENTIFIED,
        f"{confederated:,.0f} confederated factories against {independent:,.0f} independent "
        f"workers: {formatted(share, percent=True)} of what was outside the collectives.",
        "The confederated form spread to hundreds of factories within three years, and plain "
        "individuals are twice as many. A factory is more than a worker, and whether these "
        "factories followed Mantang's model is not said.",
    )


def land_drove_firms_away() -> Finding:
    """Firms left Yongkang because it had no land for them."""
    worlds = studies.land_studies()
    shares = {name: study.matching.share for name, study in worlds.items()}
    settled = studies.land_constraints()["set_up_in_area"].low
    arithmetic = (
        f"Asked of a world: {formatted(settled, percent=True)} or more of all firms set up in the "
        "area, some with the neighbours, some in the provinces. "
    ) + "; ".join(
        f"{name}: {formatted(share, 0, percent=True)} of worlds meet the record"
        for name, share in shares.items()
    )
    if shares["wages and taxes alone"] == 0:
        return Finding(Verdict.SUPPORTED, arithmetic, "Without the quota the record is not met.")
    return Finding(
        Verdict.NOT_IDENTIFIED,
        arithmetic + ".",
        "Wages and taxes alone meet all that is recorded. Land alone sends nobody to distant "
        "provinces, but only because the model's neighbours always have land. What would decide "
        "is whether the leavers lacked land, and nobody counted them.",
    )


def products_were_related() -> Finding:
    """Each firm's next product grew out of what it had made before."""
    tests = studies.relatedness()
    arithmetic = "; ".join(
        f"{firm}: density {row['density']:.2f} against {row['blind']:.2f} for blind steps, "
        f"p = {row['p']:.2f}"
        for firm, row in tests.iterrows()
    )
    nearer = (tests["p"] < 0.05).all()
    return Finding(
        Verdict.SUPPORTED if nearer else Verdict.NOT_IDENTIFIED,
        arithmetic + ".",
        "On the book's coding of what products need, the steps taken were no nearer than steps "
        "taken at random from the products of the place. Two firms and seven steps cannot rule "
        "relatedness out.",
    )


def enterprises_1985() -> dict[str, float]:
    """Return the number of enterprises of each form in Yongkang at the end of 1985."""
    return {
        name.replace("-", " "): quantity(f"yongkang-{name}-1985").low
        for name in (
            "township-factories",
            "village-factories",
            "confederated-factories",
            "independent-workers",
        )
    }


def acts_by_level(stage: str) -> dict[str, int]:
    """Return the number of dated acts of government in the record by level in a stage.

    An act belongs to the stage in which it starts; one that was under way when the
    first stage began belongs to that. Acts of no government and research do not
    count, nor do acts without a date.

    Examples
    --------
    >>> acts_by_level("yongkang-development-2")["county"]
    4
    """
    limits = evidence.row("stages", stage)
    events = evidence.table("events", source=SOURCE)
    acts = events[(events["level"] != "none") & (events["kind"] != "research")]
    start, end = (
        pd.to_numeric(acts[column].str.extract(r"^(\d{4})")[0])
        for column in ("date_start", "date_end")
    )
    under_way = (limits["sequence"] == 1) & (start < limits["start"]) & (end >= limits["start"])
    inside = acts[start.between(limits["start"], limits["end"]) | under_way]
    levels = ("village", "township", "county", "prefecture", "provincial", "central")
    return {level: int((inside["level"] == level).sum()) for level in levels}


def _multiple(series: str, claimed: str) -> Finding:
    first, last = (quantity(f"zhejiang-{series}-{year}") for year in (1996, 2004))
    ratio = propagate(lambda a, b: b / a, first, last)
    stated = quantity(claimed).low
    low, high = rounding_bounds(stated)
    return Finding(
        Verdict.SUPPORTED if low <= ratio.low <= high else Verdict.CONTRADICTED,
        f"{formatted(last, 0)} / {formatted(first, 0)} = {formatted(ratio, 2)}.",
        f"The claim says {stated:.0f}, and the ratio of the printed figures rounds to it."
        if low <= ratio.low <= high
        else f"The claim says {stated:.0f}; the printed figures give another multiple.",
    )


def _years(years: list[int]) -> str:
    return " and ".join(str(year) for year in years)
