"""The claims of Zou and Liang on Junpu and on China's Taobao villages, tested.

Each function takes no argument, reads the evidence, and returns a finding that
another evidence would change.
"""

from __future__ import annotations

import math
from itertools import pairwise

import pandas as pd

from industrial_clusters import evidence
from industrial_clusters.claims.ledger import Finding, Verdict
from industrial_clusters.claims.weighing import coding, rounded, weigh
from industrial_clusters.evidence import Quantity, formatted, quantity
from industrial_clusters.statistics.growth import compound_rate

_SOURCE = "zouliang2015"
_STAGES = "junpu-stages-of-the-cluster"
_WHO_IS_MASS = (
    "The first sellers are mass entrepreneurs by the introduction, which calls so those who make "
    "Taobao villages emerge, but not by the framework, which asks for many who act together."
)
_MEASURES = (
    "households-in-trade",
    "people-in-trade",
    "online-shops",
    "shops",
    "trade-monthly",
    "express-companies",
)


def households_in_the_trade() -> Finding:
    """Most households of the village are in the trade."""
    part, whole = quantity("junpu-households-in-trade"), quantity("junpu-households")
    return weigh(
        part / whole,
        Quantity(0.5, 1),
        f"{formatted(part, 0)} / {formatted(whole, 0)} = {formatted(part / whole, percent=True)}.",
        agree="More than half of the households are in it, at the one date that is given.",
        apart="The two counts do not give a majority within the village.",
        undecided="The two counts leave open whether it is most of them.",
    )


def people_in_the_trade() -> Finding:
    """Most of the village's people are in the trade."""
    part, whole = quantity("junpu-people-in-trade"), quantity("junpu-population")
    return weigh(
        part / whole,
        Quantity(0.5, 1),
        f"{formatted(part, 0)} / {formatted(whole, 0)} = {formatted(part / whole, percent=True)}.",
        agree="The people in the trade are a majority of the residents, and no more than all.",
        apart="The people in the trade are no majority of the residents, or more than all of them.",
        undecided="If all of them live in the village they are its majority, children and old "
        "people counted. But only a lower bound is printed, and people are said to have gathered "
        "from outside: how many of them are villagers is not known.",
    )


def people_fit_the_households() -> Finding:
    """The people in the trade are the members of the households in it."""
    each = quantity("junpu-people-in-trade") / quantity("junpu-households-in-trade")
    size = quantity("junpu-population") / quantity("junpu-households")
    room = size * quantity("junpu-households-in-trade")
    return weigh(
        each,
        Quantity(0, size.low),
        f"{formatted(each)} people in the trade a household in it, in a village of "
        f"{formatted(size)} people a household: {formatted(each / size, 0, percent=True)} of the "
        "members.",
        agree="The households have room for the people that are counted.",
        apart="There are more people in the trade than the households in it have members: some "
        "must come from elsewhere, or these households are larger than the village's.",
        undecided="The households have room for the fewest that the wording allows, if more than "
        f"three in four of their members work in it. Above {formatted(room, 0)} people some must "
        "come from elsewhere, or these households are larger than the village's.",
    )


def counts_of_the_village_fit() -> Finding:
    """Area, households and people describe one small village.

    A mean of fewer than two or more than eight people a household would say that
    two of the counts are not of the same place.
    """
    people = quantity("junpu-population")
    size = people / quantity("junpu-households")
    density = people / quantity("junpu-area")
    return weigh(
        size,
        Quantity(2, 8),
        f"{formatted(size)} people a household, {formatted(density, 0)} people a square kilometre.",
        agree="The counts fit households of several generations. The village is as densely settled "
        "as a town, so that the area is probably that of the houses without fields.",
        apart="No village has households of this mean size: two counts are of different things.",
        undecided="The bounds leave open whether the counts fit each other.",
    )


def trade_raised_income() -> Finding:
    """The trade raised the income of the village's people."""
    trade = quantity("junpu-trade-monthly")
    household = trade * 12 / quantity("junpu-households-in-trade")
    head = trade * 1e6 / quantity("junpu-population")
    arithmetic = (
        f"Turnover of {formatted(trade * 12, 0)} million yuan a year, "
        f"{formatted(household)} million a household in the trade; {formatted(head, 0)} yuan a "
        "month for each resident"
    )
    income = _observed(_series_on("income"))
    if len(income) < 2:
        return Finding(
            Verdict.NOT_TESTABLE,
            f"{arithmetic}; of income, {len(income)} figures.",
            "Turnover is not income: what the goods cost is left out. Of income before and after "
            "nothing is printed.",
        )
    ordered = income.sort_values("period_start")["low"]
    return weigh(
        Quantity.exactly(float(ordered.iloc[-1] / ordered.iloc[0])),
        Quantity(1, math.inf),
        f"{arithmetic}; income from {ordered.iloc[0]:g} to {ordered.iloc[-1]:g}.",
        agree="The income on record rises.",
        apart="The income on record falls.",
        undecided="The record leaves it open.",
    )


def first_fourteen() -> Finding:
    """Junpu is one of the first 14 Taobao villages, of which there were three at first."""
    first = evidence.observation("china-taobao-villages-2009")
    batch = evidence.row("observations", "china-first-taobao-villages")["period_start"]
    start, fourteen = quantity(first.id), quantity("china-first-taobao-villages")
    arithmetic = (
        f"{formatted(start, 0)} in {first.period_start}, when they began; the first "
        f"{formatted(fourteen, 0)}, {f'in {batch}' if batch else 'undated'}."
    )
    if not start.overlaps(fourteen) and batch == first.period_start:
        return Finding(Verdict.INCONSISTENT_WITHIN, arithmetic, "One year has two first counts.")
    if start.overlaps(fourteen) or batch > first.period_start:
        return Finding(
            Verdict.SUPPORTED, arithmetic, "Either the counts agree or the larger one is later."
        )
    return Finding(
        Verdict.NOT_IDENTIFIED,
        arithmetic,
        "Both hold only if the 14 are a later list, the first that meets the institute's standard. "
        "The list has no date, so that it cannot be told whether Junpu joined before or after its "
        "government's support.",
    )


def villages_spread() -> Finding:
    """Taobao villages spread like a prairie fire, more than doubling every year."""
    first, last = (evidence.observation(f"china-taobao-villages-{year}") for year in (2009, 2014))
    counts, later = quantity(first.id), quantity(last.id)
    years = int(last.period_start) - int(first.period_start)
    rate = compound_rate(counts, later, years)
    return weigh(
        rate,
        Quantity(1, math.inf),
        f"From {formatted(counts, 0)} to {formatted(later, 0)} in {years} years: "
        f"{formatted(later / counts, 0)} times, {formatted(rate, 0, percent=True)} a year.",
        agree="The number more than doubles every year on average. It counts what an institute of "
        "the platform's owner recognises, so that recognition may have spread as well as trade.",
        apart="The number does not double every year.",
        undecided="The bounds leave open whether the number doubles every year.",
    )


def support_after_stage() -> Quantity:
    """Return the months from the start of the growth stage to the package of support."""
    start = str(evidence.row("stages", "junpu-development-2")["start"])
    return _when("junpu-support-package-2013") - _months(start, start)


def growth_stage_follows_support() -> Finding:
    """Government policy opened the growth stage."""
    stage = evidence.row("stages", "junpu-development-2")
    support, gap = _when("junpu-support-package-2013"), support_after_stage()
    length = (int(stage["end"]) - int(stage["start"]) + 1) * 12
    covered = Quantity.exactly(int(stage["end"]) * 12 + 13, "months") - support
    return weigh(
        gap,
        Quantity(-math.inf, 0),
        f"Stage from {stage['start']}, package {formatted(gap, 0)} months later; it covers "
        f"{formatted(covered, 0)} of the stage's {length} months.",
        agree="The support is there when the stage begins.",
        apart="The stage begins before the support that is given as its key element, and at most "
        "half of its calendar years has the package. Either the first support is not told, or "
        "growth came first.",
        undecided="The dates leave open which came first.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def stages_follow_each_other() -> Finding:
    """The budding stage ends before the growth stage begins."""
    end = int(evidence.row("stages", "junpu-development-1")["end"])
    start = int(evidence.row("stages", "junpu-development-2")["start"])
    return weigh(
        Quantity.exactly(start - end, "years"),
        Quantity(1, math.inf, "years"),
        f"The first ends in {end}, the second starts in {start}.",
        agree="No year belongs to both.",
        apart="A year belongs to both stages. One may have ended in it before the other began, but "
        "when is not said: its entrepreneurs are spontaneous or guided by the column that is read.",
        undecided="The years leave it open.",
        against=Verdict.NOT_IDENTIFIED,
    )


def maturity_seen() -> Quantity:
    """Return the months of the mature stage that the data cover."""
    start = str(evidence.row("stages", "junpu-development-3")["start"])
    last = str(evidence.row("events", "junpu-secondary-data-2014")["date_end"])
    shortest, longest = (max(0, _month(last, 12) - _month(start, m) + 1) for m in (12, 1))
    return Quantity(shortest, longest, "months")


def maturity_was_observed() -> Finding:
    """The cluster reached a mature stage.

    A stage counts as observed once data cover a year of it.
    """
    start = evidence.row("stages", "junpu-development-3")["start"]
    last, months = evidence.row("events", "junpu-secondary-data-2014")["date_end"], maturity_seen()
    return weigh(
        months,
        Quantity(12, math.inf),
        f"Stage from {start}, data until {last}: {formatted(months, 0)} months of it.",
        agree="The stage has been observed for a year.",
        apart="The stage is declared as it begins: its diversified, branded trade and its leading "
        "firm rest on the last months of the data or on what was expected.",
        undecided="Perhaps a year of the stage has been observed, perhaps less.",
        against=Verdict.NOT_IDENTIFIED,
    )


def numbers_rose_after_support() -> Finding:
    """Households, shops and trade grew because of the support."""
    support = str(evidence.row("events", "junpu-support-package-2013")["date_start"])
    counts = _observed(list(_MEASURES))
    before = counts[(counts["period_end"] != "") & (counts["period_end"] < support)]
    later = counts[counts["period_end"] > support]
    arithmetic = f"{len(before)} counts before {support}, {len(later)} after."
    grown = [
        float(later[later["series"] == name]["low"].max()) > float(row["low"])
        for name, row in before.set_index("series").iterrows()
        if name in set(later["series"])
    ]
    if not grown:
        return Finding(
            Verdict.NOT_TESTABLE,
            arithmetic,
            "All counts are of one date, after the support. What the village had before it, and "
            "what a village without it had, is not printed: neither a rise nor its cause can be "
            "computed.",
        )
    return Finding(
        Verdict.NOT_IDENTIFIED if all(grown) else Verdict.CONTRADICTED,
        arithmetic,
        "The counts rise, and other causes rose with them: no village without support is compared."
        if all(grown)
        else "A count does not rise after the support.",
    )


def support_was_the_premise() -> Finding:
    """Opportunities that the government made feasible were the premise of the village's trade."""
    lead = _when("junpu-support-package-2013") - _when("junpu-first-online-shop-2008")
    return weigh(
        lead,
        Quantity(-math.inf, 0),
        f"First shop {formatted(lead, 0)} months before the package.",
        agree="No shop comes before the support.",
        apart="Shops came years before the package, in a stage whose key elements are the "
        f"environment of e-commerce and the place. {_WHO_IS_MASS} Support can be the premise of "
        "the later growth, not of the start.",
        undecided="The dates leave open which came first.",
        against=Verdict.NOT_IDENTIFIED,
    )


def motivation_comes_from_government() -> Finding:
    """Motivation to start always comes from conditions that government provides."""
    budding = coding(f"{_STAGES}-budding-stage-entrepreneurial-characteristics")
    source = coding("junpu-general-and-mass-entrepreneurship-text-mass-source-of-motivation")
    return _clash(
        clash="spontaneous" in budding.lower() and "always" in source.lower(),
        arithmetic=f"Framework: {source}. Budding stage in Table 2: {budding}.",
        apart="By the document's own table the first entrepreneurs started without the government. "
        f"{_WHO_IS_MASS}",
        agree="No stage of the table stands against it.",
        against=Verdict.NOT_IDENTIFIED,
    )


def four_aspects_agree() -> Finding:
    """Government support has the same four aspects wherever the document lists them."""
    lists = {
        place: set(_codings("Aspects of government support", place).values())
        for place in ("abstract", "opening of the discussion")
    }
    abstract, opening = lists.values()
    counts = [
        quantity(f"junpu-support-aspects-{place}").low for place in ("abstract", "discussion")
    ]
    actors = [
        _codings("Aspects of government support", f"who acts in the {place}")["All"].lower()
        for place in ("abstract", "discussion")
    ]
    alike = abstract == opening and all(count == len(abstract) for count in counts)
    return _clash(
        clash=not alike,
        arithmetic=f"{counts[0]:.0f} and {counts[1]:.0f}; {len(abstract & opening)} in both lists.",
        apart="The two lists differ, or a number does not count its list.",
        agree=f"The lists agree. Who acts is the {actors[0]} in the abstract, the {actors[1]} in "
        "the discussion.",
    )


def each_aspect_has_its_means() -> Finding:
    """Each aspect of support works by a means of its own."""
    means = _codings("Aspects of government support", "means")
    shared = {name for name in means.values() if list(means.values()).count(name) > 1}
    return _clash(
        clash=bool(shared),
        arithmetic="; ".join(f"{aspect}: {name}" for aspect, name in means.items()) + ".",
        apart=f"{', '.join(sorted(shared))} is the means of two aspects, and the name of a motive "
        "as well. The document does not say that the means differ, but the paths from support to "
        "activity cannot be told apart by their names.",
        agree="No two aspects share a means.",
        against=Verdict.NOT_IDENTIFIED,
    )


def assist_is_not_its_own_part() -> Finding:
    """Social assist divides into three types that differ from it."""
    parts = _codings("Types of social assist", "instrument")
    whole = coding("junpu-aspects-of-government-support-activities-means")
    stated = quantity("junpu-assist-types")
    wrong = whole in parts or not stated.contains(len(parts))
    return _clash(
        clash=wrong,
        arithmetic=f"{formatted(stated, 0)} types of {whole.lower()}: {', '.join(parts)}.",
        apart="The whole bears the name of one of its parts, or the number does not count them: "
        "what is said of social assist may be meant of either.",
        agree="Number and names fit.",
    )


def constructs_match_the_table() -> Finding:
    """The text counts as many parts of each construct as the table of codes has."""
    constructs = list(_codings("Coding scheme", "construct").values())
    stated = {
        "Entrepreneurial opportunities": "junpu-opportunity-dimensions",
        "Entrepreneurial abilities": "junpu-ability-dimensions",
        "Entrepreneurial motivation": "junpu-motivation-dimensions",
        "Entrepreneurial activities": "junpu-activity-types",
    }
    wrong = [
        name for name, row in stated.items() if not quantity(row).contains(constructs.count(name))
    ]
    counted = "; ".join(
        f"{name}: {formatted(quantity(row), 0)} in the text, {constructs.count(name)} in the table"
        for name, row in stated.items()
    )
    return _clash(
        clash=bool(wrong),
        arithmetic=f"{counted}.",
        apart=f"Text and table differ on {', '.join(wrong).lower()}.",
        agree="Text and table count the same parts.",
    )


def chain_holds_the_constructs() -> Finding:
    """The process has a step for each construct of the framework."""
    constructs = sorted(set(_codings("Coding scheme", "construct").values()))
    steps = quantity("junpu-process-steps")
    return weigh(
        steps,
        Quantity.exactly(len(constructs), "steps"),
        f"{formatted(steps, 0)} steps; {len(constructs)} constructs: {', '.join(constructs)}.",
        agree="Each construct has its step.",
        apart="The chain runs from opportunities to ability to companies. Motivation, which the "
        "discussion calls the premise for more people to start, has no step in it.",
        undecided="The number of steps is not fixed.",
        against=Verdict.INCONSISTENT_WITHIN,
    )


def one_link_is_the_foundation() -> Finding:
    """One link of the model is the premise, one the foundation."""
    cells = [
        (link, cell.lower())
        for place in ("own paragraph", "model")
        for link, cell in _codings("Importance given to each link", place).items()
    ]
    holders = {
        title: sorted({link for link, cell in cells if title in cell})
        for title in ("premise", "foundation")
    }
    shared = [title for title, links in holders.items() if len(links) > 1]
    return _clash(
        clash=bool(shared),
        arithmetic="; ".join(f"{title}: {', '.join(links)}" for title, links in holders.items())
        + ".",
        apart="The same rank is given to two links, first in the paragraph on one and then in the "
        "model: which of them comes first cannot be read from the document.",
        agree="Each rank is given to one link.",
    )


def social_support_is_the_motive() -> Finding:
    """Social support and living demands, not self-actualisation, move the entrepreneurs."""
    return _by_coding(["Social support", "Living demands"], ["Self-actualisation"])


def low_ambition_prevails() -> Finding:
    """Most activity is of low ambition."""
    return _by_coding(["Low ambition"], ["High ambition"])


def motive_is_not_the_support() -> Finding:
    """Government support inspires the motive that is called social support."""
    keywords = {
        cell
        for dimension, cell in _cells("Coding scheme", "Social support")
        if dimension.startswith("keyword")
    }
    given = {
        cell
        for dimension, cell in _cells("Motivation found in Junpu", "Social support")
        if dimension.startswith("how government")
    }
    both = sorted(keywords & given)
    return Finding(
        Verdict.NOT_TESTABLE if both else Verdict.NOT_IDENTIFIED,
        f"Keywords of the motive: {', '.join(sorted(keywords))}. Given by government: "
        f"{', '.join(sorted(given))}.",
        f"{', '.join(both)} code the motive and are what government gives: a mention of the "
        "support counts as its effect, so that cause and effect are not measured apart."
        if both
        else "Motive and support are coded apart, and no counts are printed.",
    )


def interviews_stand_for_the_village() -> Finding:
    """What the entrepreneurs interviewed say holds for the village's entrepreneurs.

    Had they been drawn at random and all agreed, the lower limit of a 95 %
    interval for the share who agree is 0.025 to the power of one over their
    number (Clopper and Pearson).
    """
    asked, all_of_them = (
        quantity("junpu-entrepreneurs-interviewed"),
        quantity("junpu-people-in-trade"),
    )
    share = asked / all_of_them
    limit = 0.025 ** (1 / asked.low)
    arithmetic = (
        f"{formatted(asked, 0)} of {formatted(all_of_them, 0)}: "
        f"{formatted(share, 2, percent=True)}; if all agreed, at least "
        f"{formatted(limit, 0, percent=True)} of all would."
    )
    if asked.low >= all_of_them.high:
        return Finding(Verdict.SUPPORTED, arithmetic, "All were asked.")
    if limit <= 0.5:
        return Finding(
            Verdict.CONTRADICTED, arithmetic, "Not even full agreement would show a majority."
        )
    return Finding(
        Verdict.NOT_IDENTIFIED,
        arithmetic,
        "Only full agreement of a random sample would show a bare majority; these were chosen as "
        "typical, and how many said what is not printed.",
    )


def graduates_are_of_another_study() -> Finding:
    """The share of high school graduates comes from a study other than the document's own."""
    own = quantity("junpu-entrepreneurs-interviewed") + quantity("junpu-officials-interviewed")
    share, smallest = _graduates(), fewest_asked()
    other = smallest > own.high
    return Finding(
        Verdict.SUPPORTED if other else Verdict.NOT_IDENTIFIED,
        f"At least {smallest} people are needed for {formatted(share, 2)}%; the document "
        f"interviewed {formatted(own, 0)}.",
        "No part of the people interviewed gives this share: it is another survey's, whose size, "
        "date and way of choosing are not printed."
        if other
        else "The share can be that of the people interviewed, or another survey's.",
    )


def reference_names_its_authors() -> Finding:
    """Reference 2 is one work by the authors whom the text names."""
    work = evidence.row("citations", "zouliang2015-2")
    named, listed = work["in_text"].split("; "), work["in_list"]
    missing = [name for name in named if name not in listed]
    return _clash(
        clash=bool(missing),
        arithmetic=f"Text: {'; '.join(named)}. List: {listed}, on: {work['subject']}.",
        apart=f"{', '.join(missing)} are not in the list. The only figure on the education of "
        "people in the village has therefore no source that a reader could open.",
        agree="Text and list name the same authors.",
    )


def references_are_in_order() -> Finding:
    """References are numbered in the order in which the text first cites them."""
    works = evidence.table("citations", source=_SOURCE).sort_values("number")
    order = [int(place) for place in works["first_cited"]]
    late = [n for n, (place, then) in enumerate(pairwise(order), 1) if then < place]
    return _clash(
        clash=bool(late),
        arithmetic=f"Order of first citation: {', '.join(str(place) for place in order)}.",
        apart=f"Reference {late[0]} is first cited after ones with higher numbers: "
        "perhaps text was moved after the list was made, which a name that fits no entry suggests "
        "as well."
        if late
        else "",
        agree="Numbers and citations run together.",
    )


def mass_and_public_are_one() -> Finding:
    """Public entrepreneurship is mass entrepreneurship."""
    meanings = _codings("Terms for mass entrepreneurship", "definition")
    undefined = [term for term, meaning in meanings.items() if meaning == "None"]
    return _clash(
        clash=bool(undefined),
        arithmetic="; ".join(f"{term}: {meaning}" for term, meaning in meanings.items()) + ".",
        apart=f"{', '.join(undefined)} is never defined, stands beside the defined term in the "
        "framework and for the most part replaces it in the discussion. They are probably two "
        "renderings of one Chinese word; if not, the discussion is not about what the framework "
        "defines.",
        agree="Each term that is used is defined.",
        against=Verdict.NOT_IDENTIFIED,
    )


def mechanism_was_not_studied() -> Finding:
    """No earlier research is about the mechanism by which Taobao villages form."""
    subjects = _pairs(evidence.table("citations", source=_SOURCE), "in_list", "subject")
    earlier = [
        name
        for name, what in subjects.items()
        if {"mechanism", "rural"} <= set(what.lower().split())
    ]
    return _clash(
        clash=bool(earlier),
        arithmetic=f"On it by title, of {len(subjects)} works: {len(earlier)}"
        f"{' (' + ', '.join(earlier) + ')' if earlier else ''}.",
        apart="A work that the document itself cites is on this mechanism by its title; the "
        "document says only that it does not explain it, without saying what it does.",
        agree="No title in the list is on this mechanism.",
    )


def information_matters_little() -> Finding:
    """Rural e-commerce clusters depend little on information."""
    dependence = coding("china-characteristics-of-rural-e-commerce-clusters-information-dependence")
    overlooked = coding("china-defects-of-cluster-theories-first-what-is-lost-sight-of")
    return _clash(
        clash=dependence.lower() == "low" and "key role" in overlooked.lower(),
        arithmetic=f"Dependence on information: {dependence.lower()}. What other theories "
        f"overlook: {overlooked[0].lower()}{overlooked[1:]}.",
        apart="Little dependence and a key role exclude each other. The sentence was perhaps to "
        "set natural resources on one side and information with personnel on the other.",
        agree="Nothing else in the document gives information a greater part.",
    )


def products_are_single() -> Finding:
    """The products that sellers in a rural e-commerce cluster deal in are single."""
    kinds = quantity("junpu-product-kinds")
    return weigh(
        kinds,
        Quantity.exactly(1, "types"),
        f"{formatted(kinds, 0)} kinds of product in Junpu; in the mature stage: "
        f"{coding(f'{_STAGES}-mature-stage-products').lower()}.",
        agree="One kind of product is named.",
        apart="The village sells several kinds, and diversified is what its table calls them. But "
        "the sentence is on the products of the sellers: it can hold of each shop by itself, of "
        "which nothing is printed, as of the budding stage.",
        undecided="The number of kinds is not fixed.",
        against=Verdict.NOT_IDENTIFIED,
    )


def entrepreneurs_lack_experience() -> Finding:
    """Mass entrepreneurs have not worked in firms, so that their ability rests on training."""
    framework = coding("junpu-general-and-mass-entrepreneurship-text-mass-working-experience")
    first = coding(f"{_STAGES}-budding-stage-entrepreneurs")
    return _clash(
        clash=framework.lower().startswith("without") and "with working experience" in first,
        arithmetic=f"Framework: {framework}. First entrepreneurs: {first}.",
        apart="The first entrepreneurs of the village are marked by experience from work, which "
        f"may have started the cluster. {_WHO_IS_MASS} Whether they worked in firms is not said.",
        agree="The first entrepreneurs are not said to have worked before.",
        against=Verdict.NOT_IDENTIFIED,
    )


def entrepreneurs_stay_ordinary() -> Finding:
    """The entrepreneurs of the cluster are ordinary people with micro or individual firms."""
    mass = coding("junpu-general-and-mass-entrepreneurship-mass-entrepreneurs")
    last = coding(f"{_STAGES}-mature-stage-entrepreneurs")
    others = "compan" in last.lower()
    return Finding(
        Verdict.NOT_IDENTIFIED if others else Verdict.SUPPORTED,
        f"Table 1: {mass}. Mature stage: {last}.",
        "Companies and graduates come in as the cluster matures. How large they are, and whether "
        "mass entrepreneurship still means them, is not said."
        if others
        else "No stage names anyone else.",
    )


def training_meets_the_framework() -> Finding:
    """Training improves the organising ability that the framework defines."""
    parts = {cell for _dimension, cell in _cells("Entrepreneurial ability", "Organising ability")}
    improved = set(_codings("Abilities improved in Junpu", "ability improved").values())
    missing = sorted(improved - parts)
    return _clash(
        clash=bool(missing),
        arithmetic=f"Defined: {', '.join(sorted(parts))}. Improved: {', '.join(sorted(improved))}.",
        apart=f"Not part of the ability as defined: {', '.join(missing).lower()}. The keywords of "
        "Table 4 are wider than the definition, and no ability before and after the classes is "
        "printed: whether training raised it cannot be told.",
        agree="All that is trained is part of the ability as defined.",
        against=Verdict.NOT_IDENTIFIED,
    )


def support_named_is_support_found() -> Finding:
    """The support that the framework names is the support that the case shows."""
    found = _codings("Government support, named and found", "case")
    absent = [name for name, cell in found.items() if cell == "Not mentioned"]
    return Finding(
        Verdict.NOT_IDENTIFIED if absent else Verdict.SUPPORTED,
        f"{len(found)} kinds are named; {len(found) - len(absent)} are found.",
        f"{', '.join(absent)}: the case says nothing of it, so that this part of the framework "
        "is neither shown nor refuted."
        if absent
        else "All kinds are found in the case.",
    )


def externalities_do_not_explain() -> Finding:
    """Theories of natural factors and externalities do not suffice for Taobao villages."""
    environment = [
        cell
        for _dimension, cell in _cells("External environment", "Cluster environment")
        if "external" in cell.lower() or "spillover" in cell.lower()
    ]
    drivers = str(evidence.row("stages", "junpu-development-1")["drivers"])
    used = [*environment, *(["Geographical advantage"] if "geographical" in drivers else [])]
    return _clash(
        clash=bool(used),
        arithmetic=f"Used by the document itself: {', '.join(used) or 'none'}.",
        apart="The document builds on these causes and adds others to them: how much the older "
        "ones would explain alone is not shown, for want of a case without the new.",
        agree="The document does without them.",
        against=Verdict.NOT_IDENTIFIED,
    )


def case_is_representative() -> Finding:
    """The village stands for Taobao villages."""
    studied, villages = quantity("junpu-cases-studied"), quantity("china-taobao-villages-2014")
    share = studied / villages
    return Finding(
        Verdict.SUPPORTED if share.low >= 1 else Verdict.NOT_IDENTIFIED,
        f"{formatted(studied, 0)} of {formatted(villages, 0)}: "
        f"{formatted(share, 1, percent=True)}.",
        "All were studied."
        if share.low >= 1
        else "One success, known for it and chosen for its government's part, has no failure and "
        "no village without support beside it: what is common to all cannot be told from what is "
        "its own.",
    )


def role_of_government_was_found() -> Finding:
    """The study finds that local government plays a key role."""
    grounds = _codings("Grounds for choosing the case", "ground")
    chosen_for = [ground for ground in grounds.values() if "government" in ground.lower()]
    return Finding(
        Verdict.NOT_TESTABLE if chosen_for else Verdict.NOT_IDENTIFIED,
        f"{len(grounds)} grounds of choice, {len(chosen_for)} of them on government.",
        f"{chosen_for[0]}: so the case was chosen. What is a ground of the choice cannot be a "
        "finding of the study; only its ways can."
        if chosen_for
        else "With one case, and none without support, the part of government is not measured.",
    )


def _by_coding(more: list[str], fewer: list[str]) -> Finding:
    entries = evidence.table("observations")
    entries = entries[(entries["case"] == "junpu") & (entries["series"] == "coded-entries")]
    keywords = {
        name: sum(dimension.startswith("keyword") for dimension, _ in _cells("Coding scheme", name))
        for name in more + fewer
    }
    arithmetic = "Keywords in Table 4: " + ", ".join(f"{k} {n}" for k, n in keywords.items())
    totals = {name: entries[entries["note"] == name]["low"].sum() for name in [*more, *fewer]}
    if not any(totals.values()):
        return Finding(
            Verdict.NOT_TESTABLE,
            f"{arithmetic}; coded entries: none printed.",
            "The finding is said to come from coding, but no count of entries, interviewees or "
            "sources is printed. The lists of keywords are of nearly equal length, and say what "
            "was looked for, not how often it was found.",
        )
    ahead = min(totals[name] for name in more) > max(totals[name] for name in fewer)
    return Finding(
        Verdict.SUPPORTED if ahead else Verdict.CONTRADICTED,
        f"{arithmetic}; coded entries: {', '.join(f'{k} {n:.0f}' for k, n in totals.items())}.",
        "The entries coded so are more." if ahead else "The entries coded so are not more.",
    )


def technology_firms_do_not_cluster() -> Finding:
    """General entrepreneurship, that of technology firms, shows no industrial clustering."""
    table = "junpu-general-and-mass-entrepreneurship-general"
    firms, clustering = coding(f"{table}-entrepreneurs"), coding(f"{table}-clustering")
    studied = dict(_cells("Generations of industrial clusters", "Emerging"))["object of its theory"]
    return _clash(
        clash=clustering.lower().startswith("no ")
        and "technology" in firms.lower()
        and "technology" in studied.lower(),
        arithmetic=f"Table 1: {firms}: {clustering.lower()}. Object of the theory of emerging "
        f"clusters: {studied.lower()}.",
        apart="The review knows clusters of high technology, which the table denies to the firms "
        "of that kind. Whether clustering sets mass entrepreneurship apart is left open.",
        agree="No cluster of such firms is named.",
    )


def cluster_joins_a_traditional_one() -> Finding:
    """The village's cluster joins a traditional cluster with e-commerce."""
    before, now = (
        {product.strip() for product in _products(step).split(";")}
        for step in ("junpu-cluster-step-01", "junpu-cluster-step-05")
    )
    kept = sorted(before & now)
    return Finding(
        Verdict.SUPPORTED if kept else Verdict.NOT_IDENTIFIED,
        f"Before: {', '.join(sorted(before))}. Main sales now: {', '.join(sorted(now))}.",
        f"The cluster still sells what the village made before: {', '.join(kept)}."
        if kept
        else "What the village made before is not among the main sales, whose list is left open. "
        "Which traditional cluster is joined, in the village or around it, is not said.",
    )


def _products(step: str) -> str:
    return str(evidence.row("trajectories", step)["products"])


def _clash(
    *,
    clash: bool,
    arithmetic: str,
    apart: str,
    agree: str,
    against: Verdict = Verdict.INCONSISTENT_WITHIN,
) -> Finding:
    if clash:
        return Finding(against, arithmetic, apart)
    return Finding(Verdict.SUPPORTED, arithmetic, agree)


def _graduates() -> Quantity:
    return rounded(quantity("junpu-high-school-share"), 0.1)


def fewest_asked() -> int:
    """Return the size of the smallest sample that can give the share of graduates."""
    return _smallest_sample(_graduates())


def _smallest_sample(share: Quantity) -> int:
    return next(
        size
        for size in range(1, 2000)
        if math.ceil(share.low * size / 100 - 1e-9) <= share.high * size / 100 + 1e-9
    )


def _when(event: str) -> Quantity:
    cells = evidence.row("events", event)
    return _months(str(cells["date_start"]), str(cells["date_end"]))


def _months(start: str, end: str) -> Quantity:
    return Quantity(_month(start, 1), _month(end, 12), "months")


def _month(date: str, missing: int) -> int:
    year, *rest = date.split("-")
    return int(year) * 12 + (int(rest[0]) if rest else missing)


def _observed(series: list[str]) -> pd.DataFrame:
    observations = evidence.table("observations")
    return observations[(observations["case"] == "junpu") & observations["series"].isin(series)]


def _series_on(topic: str) -> list[str]:
    series = evidence.table("series")
    return [str(name) for name in series.index[series["topic"] == topic]]


def _scheme(scheme: str) -> pd.DataFrame:
    cells = evidence.table("dimensions")
    return cells[(cells["source"] == _SOURCE) & (cells["scheme"] == scheme)]


def _codings(scheme: str, dimension: str) -> dict[str, str]:
    cells = _scheme(scheme)
    return _pairs(cells[cells["dimension"] == dimension], "type")


def _pairs(cells: pd.DataFrame, key: str, value: str = "coding") -> dict[str, str]:
    return {str(row[key]): str(row[value]) for _, row in cells.iterrows()}


def _cells(scheme: str, kind: str) -> list[tuple[str, str]]:
    cells = _scheme(scheme)
    return list(_pairs(cells[cells["type"] == kind], "dimension").items())
