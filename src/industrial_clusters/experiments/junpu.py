"""The village of Junpu confronted with what Zou and Liang record of it.

Every count of the document is of one date, after the package: 350 of 490 households in trade,
more than 3,000 shops. What the village had before the package is not told. The study asks what
such a record can decide between the package and its rivals, how much of the growth after the
package is owed to it in the worlds that the record allows, and which further count would decide.

The ranges are assumptions of the book, wide on purpose and the same for all models; the
constraints are rows of the evidence.
"""

from __future__ import annotations

import dataclasses
import math
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from industrial_clusters.evidence import Quantity, observation, quantity, rounding_bounds, row
from industrial_clusters.evidence.dates import begins, ends
from industrial_clusters.experiments.designs import sobol_design
from industrial_clusters.experiments.history_matching import match
from industrial_clusters.experiments.sensitivity import saltelli_design, sobol_indices
from industrial_clusters.experiments.studies import Confrontation, Study, arrays, survivors
from industrial_clusters.models import entrepreneurship
from industrial_clusters.models.entrepreneurship import INSTRUMENTS, Parameters
from industrial_clusters.statistics.growth import compound_rate

SEED = 2013

# Shares are of the village's households, motives and shops are a year and household. Nothing in
# the document speaks of these numbers, so that shares run over all that they can be. The rest:
# demand may stand still or double every year; at the recorded shops, crowding takes the
# opportunity of up to three households in ten; untouched by others, a household finds its motive
# once in five years or never; when all whom it watches are in trade, within three months or
# never; a household opens up to two further shops a month, since the recorded shops are eight a
# household; a package may do nothing, or make every household able at once, or act as strongly
# as the whole village's example, or speed up activity tenfold. The range of crowding was halved
# once, for all models alike: with twice the range too few worlds of imitation alone survived to
# be described, and the verdict was the same.
VILLAGE_RANGES = {
    "opportunity": (0.0, 1.0),
    "growth": (0.0, 0.7),
    "crowding": (0.0, 0.05),
    "ability": (0.0, 1.0),
    "learning": (0.0, 1.0),
    "spontaneous": (0.0, 0.2),
    "imitation": (0.0, 4.0),
    "expansion": (0.0, 24.0),
    "rewiring": (0.0, 1.0),
    "support_opportunity": (0.0, 1.0),
    "support_ability": (0.0, 1.0),
    "support_motivation": (0.0, 4.0),
    "support_activity": (0.0, 9.0),
}
VILLAGE_DRAWS = 8192

THEORY = "package of support"
RIVALS = {
    "imitation alone": entrepreneurship.imitation_alone,
    "opportunity alone": entrepreneurship.opportunity_alone,
    "all but the package": entrepreneurship.without_support,
}

# How charts call the instruments, and the other unknowns.
_INSTRUMENT_NAMES = {
    "support_opportunity": "infrastructure and procedures",
    "support_ability": "training",
    "support_motivation": "services and culture",
    "support_activity": "loans and start-up centre",
}
_NAMES = {
    "opportunity": "opportunity at first",
    "growth": "growth of demand",
    "crowding": "crowding",
    "ability": "able untaught",
    "learning": "learning by watching",
    "spontaneous": "motive of one's own",
    "imitation": "motive by example",
    "expansion": "further shops",
    "rewiring": "ties to anybody",
    **_INSTRUMENT_NAMES,
    "support_start": "start of the package",
}


def village_ranges() -> dict[str, tuple[float, float]]:
    """Return the ranges drawn from: the assumed ones, and the recorded start of the package.

    Examples
    --------
    >>> village_ranges()["support_start"]
    (2013.5, 2014.0)
    """
    package = row("events", "junpu-support-package-2013")
    return {
        **VILLAGE_RANGES,
        "support_start": (begins(package["date_start"]), ends(package["date_end"])),
    }


def village_constraints() -> dict[str, Quantity]:
    """Return what the document records of the village.

    The households in trade are printed without a qualifier among round figures, as of the
    present of a document whose data were collected from October 2014 to March 2015. Read as
    rounded to ten, they say that at most that many and a half ten more were in trade at the
    start of these months, and at least that many less a half ten at their end. The shops bound
    from below. The young people of the budding stage are several: two at least by its end. And
    a stage of growth opens more shops a year than the budding before it.

    Examples
    --------
    >>> village_constraints()["counted_by"]
    Quantity(low=345.0, high=490.0, unit='households')
    """
    households = quantity("junpu-households").high
    low, high = rounding_bounds(quantity("junpu-households-in-trade").low)
    return {
        "counted_from": Quantity(0, high, "households"),
        "counted_by": Quantity(low, households, "households"),
        "shops": quantity("junpu-online-shops"),
        "budding": Quantity(2, households, "households"),
        "speed_up": Quantity(0, math.inf, "households a year"),
    }


@cache
def village_studies(draws: int = VILLAGE_DRAWS, seed: int = SEED) -> dict[str, Study]:
    """Return the theory and its rivals, matched with the record.

    Parameters
    ----------
    draws : int, optional
        Number of draws, a power of two.
    seed : int, optional
        Seed of the design and of the villages, which all models share.

    Examples
    --------
    >>> list(village_studies(draws=64))
    ['package of support', 'imitation alone', 'opportunity alone', 'all but the package']
    """
    design = sobol_design(village_ranges(), draws, seed)
    return {name: village_study(design, name, seed=seed) for name in (THEORY, *RIVALS)}


def village_study(
    design: pd.DataFrame, model: str = THEORY, *, seed: int = SEED, **settings: int
) -> Study:
    """Return one model on a design of draws, matched with the record.

    Parameters
    ----------
    design : pandas.DataFrame
        One row a draw, one column a parameter of the model.
    model : str, optional
        The theory, or the name of a rival.
    seed : int, optional
        Seed of the villages.
    **settings : int
        Settings of :class:`~industrial_clusters.models.entrepreneurship.Parameters` other
        than the documented ones, such as ``neighbours``.

    Examples
    --------
    >>> design = sobol_design(village_ranges(), 64, SEED)
    >>> village_study(design, "imitation alone", neighbours=20).outputs.shape
    (64, 7)
    """
    theory = dataclasses.replace(_parameters(design), **settings)
    parameters = RIVALS[model](theory) if model in RIVALS else theory
    course = entrepreneurship.simulate(parameters, np.random.default_rng(seed))
    outputs = _observed(course)
    return Study(
        parameters=design,
        outputs=outputs,
        matching=match(outputs, village_constraints()),
        courses=course.at_year_ends(),
    )


def village_courses() -> pd.DataFrame:
    """Return households in trade at year ends in the worlds that meet the record.

    Returns
    -------
    pandas.DataFrame
        Columns ``Year``, ``Model``, ``Low``, ``Middle`` and ``High``: the quartiles over the
        surviving worlds of each model.

    Examples
    --------
    >>> village_courses()["Year"].agg(["min", "max"]).tolist()
    [2008, 2015]
    """
    courses = []
    for name, study in village_studies().items():
        quartiles = study.courses[study.matching.survivors].quantile([0.25, 0.5, 0.75]).T
        quartiles.columns = pd.Index(["Low", "Middle", "High"])
        courses.append(quartiles.rename_axis("Year").reset_index().assign(Model=name))
    return pd.concat(courses, ignore_index=True)


def village_record() -> pd.DataFrame:
    """Return the count as bounds, in the middle of the months in which it was taken.

    Returns
    -------
    pandas.DataFrame
        Columns ``Year``, ``Low`` and ``High``; the end of 2014 lies in the middle of the
        collection of data.

    Examples
    --------
    >>> village_record().to_dict("records")
    [{'Year': 2014, 'Low': 345.0, 'High': 355.0}]
    """
    constraints = village_constraints()
    low, high = constraints["counted_by"].low, constraints["counted_from"].high
    return pd.DataFrame({"Year": [2014], "Low": [low], "High": [high]})


@cache
def what_matters(draws: int = 1024, seed: int = SEED) -> pd.DataFrame:
    """Return how much of the package's effect hangs on each parameter, over all the ranges.

    The effect is the number of households in trade at the count of 2015 that would be missing
    without the package. The record plays no part: a sensitivity is of the model.

    Parameters
    ----------
    draws : int, optional
        Pairs of draws, a power of two.
    seed : int, optional
        Seed of the design, of the villages and of the intervals.

    Returns
    -------
    pandas.DataFrame
        Columns ``Parameter``, ``first`` and ``total``, Sobol' indices, and the ends of their
        95% intervals.

    Examples
    --------
    >>> what_matters(draws=64).columns[:3].tolist()
    ['Parameter', 'first', 'total']
    """
    ranges = village_ranges()
    parameters = _parameters(saltelli_design(ranges, draws, seed))
    # One village for all, so that parameters and not households differ.
    village = entrepreneurship.draw_seeds(Parameters(), np.random.default_rng(seed))
    villages = np.broadcast_to(village, parameters.draws).copy()
    helped, bare = (
        _observed(entrepreneurship.simulate_villages(each, villages))["counted_by"]
        for each in (parameters, entrepreneurship.without_support(parameters))
    )
    indices = sobol_indices(ranges, pd.DataFrame({"owed": helped - bare}), seed)
    return indices.loc["owed"].rename(_NAMES).rename_axis("Parameter").reset_index()


@cache
def counterfactuals() -> pd.DataFrame:
    """Return how many households would have been in trade at the count of 2015.

    Returns
    -------
    pandas.DataFrame
        One row a surviving world of the theory, with its number in the study; one column a
        counterfactual: the world as it was, without the package, with one instrument alone or
        all but it, with imitation alone, with the package a year earlier or later.

    Examples
    --------
    >>> worlds = counterfactuals()
    >>> bool((worlds["imitation alone"] <= worlds["as it was"]).all())
    True
    """
    kept, actual, seeds = _surviving_worlds()
    return pd.DataFrame(
        {name: _counted_by(changed, seeds) for name, changed in _changes(actual).items()},
        index=kept,
    )


def counterfactual_ranges() -> pd.DataFrame:
    """Return the counterfactuals as ranges over the surviving worlds.

    Returns
    -------
    pandas.DataFrame
        Columns ``Counterfactual``, ``Least``, ``Low``, ``Middle``, ``High`` and ``Most``: the
        extremes and quartiles of the households in trade.

    Examples
    --------
    >>> counterfactual_ranges()["Counterfactual"].iloc[:2].tolist()
    ['as it was', 'without the package']
    """
    ranges = counterfactuals().quantile([0.0, 0.25, 0.5, 0.75, 1.0]).T
    ranges.columns = pd.Index(["Least", "Low", "Middle", "High", "Most"])
    return ranges.rename_axis("Counterfactual").reset_index()


@cache
def readings_of_the_start() -> pd.DataFrame:
    """Return what each date that the document gives for the government's part would allow.

    The running text launches the package in the second half of 2013; Table 2 has government
    guide the growth stage from its first year, 2012. The worlds are the study's with the start
    moved, so that nothing else differs.

    Returns
    -------
    pandas.DataFrame
        Columns ``Reading``; ``Share`` of the draws that survive and their number ``Worlds``;
        ``Least``, ``Low``, ``Middle``, ``High`` and ``Most``: extremes and quartiles of the
        share of growth after the start that is owed to the package; ``Before``, the median of
        the households in trade when it came.

    Examples
    --------
    >>> readings_of_the_start()["Reading"].tolist()
    ['second half of 2013 (text)', 'in 2012 (Table 2)']
    """
    worlds = village_studies()
    text = worlds[THEORY].parameters
    early, late = village_ranges()["support_start"]
    stage = row("stages", "junpu-development-2")["start"]
    first, last = begins(stage), ends(stage)
    within = (text["support_start"] - early) / (late - early)
    table = text.assign(support_start=first + within * (last - first))
    rows = []
    for reading, study in (
        ("second half of 2013 (text)", worlds[THEORY]),
        ("in 2012 (Table 2)", village_study(table)),
    ):
        kept = survivors(study)
        bare = worlds["all but the package"].outputs.loc[kept.index, "counted_by"]
        part = (kept["counted_by"] - bare) / kept["after_support"]
        owed_then = part.quantile([0.0, 0.25, 0.5, 0.75, 1.0])
        before = kept["before_support"].median()
        rows.append((reading, study.matching.share, len(kept), *owed_then, before))
    columns = ["Reading", "Share", "Worlds", "Least", "Low", "Middle", "High", "Most", "Before"]
    return pd.DataFrame(rows, columns=columns)


@cache
def help_and_example() -> pd.DataFrame:
    """Return how many would have been in trade without help, without example, without either.

    Without example nobody learns or takes a motive from those whom it watches.

    Returns
    -------
    pandas.DataFrame
        One row a surviving world of the theory, with its number in the study; columns ``help
        and example``, ``example without help``, ``help without example`` and ``neither``:
        households in trade at the count of 2015.

    Examples
    --------
    >>> worlds = help_and_example()
    >>> bool((worlds["neither"] <= worlds["example without help"]).all())
    True
    """
    kept, actual, seeds = _surviving_worlds()
    nothing = entrepreneurship.without_support(actual)
    changes = {
        "help and example": actual,
        "example without help": nothing,
        "help without example": _without_example(actual),
        "neither": _without_example(nothing),
    }
    return pd.DataFrame(
        {name: _counted_by(changed, seeds) for name, changed in changes.items()}, index=kept
    )


@cache
def full_strength() -> pd.DataFrame:
    """Return how many more would have been in trade with one thing at its fullest.

    In the surviving worlds of the theory each instrument in turn gets the strongest value of
    its range, from the same day; or shops do not crowd each other at all, as where each has a
    brand of its own; or only those of its kind crowd it, by the kinds that the document lists.

    Returns
    -------
    pandas.DataFrame
        One row a surviving world; one column a change, in households by the count of 2015.

    Examples
    --------
    >>> more = full_strength()
    >>> bool((more["no crowding"] >= more["crowding within kinds"]).all())
    True
    """
    kept, actual, seeds = _surviving_worlds()
    changes: dict[str, dict[str, Any]] = {
        label: {name: village_ranges()[name][1]} for name, label in _INSTRUMENT_NAMES.items()
    }
    changes["no crowding"] = {"crowding": 0.0}
    kinds = quantity("junpu-product-kinds").low
    changes["crowding within kinds"] = {"crowding": np.asarray(actual.crowding) / kinds}
    as_it_was = _counted_by(actual, seeds)
    return pd.DataFrame(
        {
            name: _counted_by(dataclasses.replace(actual, **changed), seeds) - as_it_was
            for name, changed in changes.items()
        },
        index=kept,
    )


def tide() -> pd.DataFrame:
    """Return one household growing at the least pace of China's Taobao villages.

    The document counts the country's Taobao villages twice, the second time by a lower bound.
    One household at the start of the year of Junpu's first shop that multiplied at the least
    rate between the two counts would be the course here.

    Returns
    -------
    pandas.DataFrame
        Columns ``Year``, at whose end, ``Households``, and ``Course``: by how many years the
        two counts are taken to lie apart, which hangs on when in their years they were taken.

    Examples
    --------
    >>> tide()["Year"].agg(["min", "max"]).tolist()
    [2008, 2014]
    """
    first = int(row("events", "junpu-first-online-shop-2008")["date_start"])
    last = int(village_record()["Year"].iloc[0])
    years = np.arange(first, last + 1)
    return pd.concat(
        [
            pd.DataFrame({"Year": years, "Households": (1 + rate) ** (years - first + 1)}).assign(
                Course=f"the nation's counts taken {apart} years apart"
            )
            for apart, rate in tide_rates().items()
        ],
        ignore_index=True,
    )


def tide_rates() -> dict[str, float]:
    """Return the least yearly growth of the number of China's Taobao villages.

    Returns
    -------
    dict of str to float
        By the years between the two counts: as printed, or one more, since nothing is said of
        when in their years they were taken.

    Examples
    --------
    >>> {apart: round(rate, 2) for apart, rate in tide_rates().items()}
    {'five': 1.32, 'six': 1.02}
    """
    counts = [observation(f"china-taobao-villages-{year}") for year in (2009, 2014)]
    start, end = (int(count.period_start) for count in counts)
    first, last = (quantity(count.id) for count in counts)
    return {
        name: compound_rate(first, last, end - start + more).low
        for more, name in enumerate(("five", "six"))
    }


def village_rate() -> Quantity:
    """Return the yearly growth of Junpu's households in trade, from the first to the count.

    The first shop may have opened at any time of its year, and the count is of any of the
    months in which the data were collected.

    Examples
    --------
    >>> rate = village_rate()
    >>> round(rate.low, 2), round(rate.high, 2)
    (1.24, 1.78)
    """
    opened = row("events", "junpu-first-online-shop-2008")["date_start"]
    counted = row("events", "junpu-secondary-data-2014")
    years = Quantity(
        begins(counted["date_start"]) - ends(opened),
        ends(counted["date_end"]) - begins(opened),
    )
    low, high = rounding_bounds(quantity("junpu-households-in-trade").low)
    return compound_rate(1.0, Quantity(low, high), years)


def owed() -> pd.Series[float]:
    """Return the share of the growth after the package that is owed to it, world by world.

    Growth is that of the households in trade from the package to the count of 2015; owed is
    what is missing in the same world without the package. The worlds are the survivors of the
    theory; in those of its rivals the share is nought.

    Examples
    --------
    >>> bool(owed().between(0, 1).all())
    True
    """
    worlds = counterfactuals()
    grown = village_studies()[THEORY].outputs.loc[worlds.index, "after_support"]
    part: pd.Series[float] = (worlds["as it was"] - worlds["without the package"]) / grown
    return part


@cache
def doses() -> pd.DataFrame:
    """Return what the record allows when every instrument has a part of its drawn strength.

    Returns
    -------
    pandas.DataFrame
        Columns ``Dose``, the part; ``Share`` of the draws that survive; ``Low``, ``Middle`` and
        ``High``: the extremes and the median of the share of growth owed to the package.

    Examples
    --------
    >>> doses()["Dose"].tolist()
    [0.0, 0.05, 0.2, 1.0]
    """
    studies = village_studies()
    design = studies[THEORY].parameters
    worlds = {0.0: studies["all but the package"]}
    for dose in (0.05, 0.2):
        scaled = design.assign(**{name: dose * design[name] for name in INSTRUMENTS})
        worlds[dose] = village_study(scaled)
    worlds[1.0] = studies[THEORY]
    rows = []
    for dose, study in worlds.items():
        kept = survivors(study)
        missing = kept["counted_by"] - worlds[0.0].outputs.loc[kept.index, "counted_by"]
        part = missing / kept["after_support"]
        rows.append((dose, study.matching.share, part.min(), part.median(), part.max()))
    return pd.DataFrame(rows, columns=["Dose", "Share", "Low", "Middle", "High"])


def decisive_count(year: int | None = None, step: int = 50) -> pd.DataFrame:
    """Return which worlds one more count of households in trade would leave.

    Parameters
    ----------
    year : int, optional
        Year at whose end they are counted; by default they are when the package comes.
    step : int, optional
        Width of the bands into which the households counted fall.

    Returns
    -------
    pandas.DataFrame
        Columns ``From`` and ``Below``, the band; ``Model``; ``Worlds``, how many survivors of
        the model had so many households in trade; ``Low`` and ``High``, the extremes of the
        share of growth that they owe to the package.

    Examples
    --------
    >>> counts = decisive_count()
    >>> counts.loc[counts["Below"] <= 50, "Model"].to_list()
    ['package of support']
    """
    tables = []
    for name, study in village_studies().items():
        kept = survivors(study)
        part = owed() if name == THEORY else pd.Series(0.0, index=kept.index)
        counted = kept["before_support"] if year is None else study.courses.loc[kept.index, year]
        bands = counted // step * step
        table = part.groupby(bands).agg(Worlds="size", Low="min", High="max")
        tables.append(table.rename_axis("From").reset_index().assign(Model=name))
    counts = pd.concat(tables, ignore_index=True)
    counts.insert(1, "Below", counts["From"] + step)
    return counts


def identified() -> pd.DataFrame:
    """Return how far the record narrows each parameter of the theory.

    Returns
    -------
    pandas.DataFrame
        Columns ``Parameter``, ``Low`` and ``High``: the middle half of the surviving worlds on
        the parameter's range from 0 to 1. A record that says nothing leaves a quarter and three
        quarters.

    Examples
    --------
    >>> bool((identified()["Low"] < identified()["High"]).all())
    True
    """
    study = village_studies()[THEORY]
    ranges = pd.DataFrame(village_ranges(), index=["low", "high"]).T
    halves = study.parameters[study.matching.survivors].quantile([0.25, 0.75]).T
    scaled = halves.sub(ranges["low"], axis=0).div(ranges["high"] - ranges["low"], axis=0)
    scaled.columns = pd.Index(["Low", "High"])
    return scaled.rename(_NAMES).rename_axis("Parameter").reset_index()


@cache
def counter_world(planted: str = "imitation alone", tolerance: int = 25) -> pd.DataFrame:
    """Return whether a record made by one model would have spoken for it.

    Worlds of the planted model that meet the record of Junpu, from a design of their own, stand
    for the truth. Each is told through the documented count; through that and the count when the
    package came; and through these and the counts at the ends of three years before it. The
    further counts are known to within some households.

    Parameters
    ----------
    planted : str, optional
        Name of the theory or of a rival.
    tolerance : int, optional
        Households by which a world may miss a further count.

    Returns
    -------
    pandas.DataFrame
        Indexed by what is told: ``truths`` planted, and for each model the share of them with
        which at least one of its surviving draws agrees.

    Examples
    --------
    >>> counter_world().index.tolist()
    ['one count', 'and one when the package came', 'and three before it']
    """
    design = sobol_design(village_ranges(), 2 * VILLAGE_DRAWS, SEED + 1)
    told = _counts(village_study(design, planted, seed=SEED + 1))
    records: dict[str, pd.Index] = {
        "one count": told.columns[:0],
        "and one when the package came": told.columns[-1:],
        "and three before it": told.columns,
    }
    rows = {
        record: {
            name: _agreeing(_counts(study)[columns], told[columns], tolerance)
            for name, study in village_studies().items()
        }
        for record, columns in records.items()
    }
    agreement = pd.DataFrame.from_dict(rows, orient="index")
    agreement.insert(0, "truths", len(told))
    return agreement


def confrontations() -> list[Confrontation]:
    """Return the theory of the document against its rivals.

    Examples
    --------
    >>> confrontations()[0].page
    'cases/junpu'
    """
    return [
        Confrontation(
            theory="Opportunity, ability and motive meet, and a package of support drives them",
            source="zouliang2015",
            module="entrepreneurship",
            question="Does the record of Junpu need the package of 2013?",
            reproduced="Bass's curve of diffusion (1969) and Granovetter's crowd (1978)",
            evidence=(
                "junpu-households",
                "junpu-households-in-trade",
                "junpu-online-shops",
                "events/junpu-support-package-2013",
                "events/junpu-secondary-data-2014",
                "stages/junpu-development-1",
                "stages/junpu-development-2",
            ),
            studies=village_studies(),
            overturn=(
                "A count of households in trade when the package came: one so low that no rival "
                "reaches the count of 2015 from it would leave the theory alone"
            ),
            page="cases/junpu",
        )
    ]


def _parameters(design: pd.DataFrame) -> Parameters:
    first = row("events", "junpu-first-online-shop-2008")["date_start"]
    return Parameters(
        **arrays(design), households=int(quantity("junpu-households").low), first_year=int(first)
    )


def _seeds(design: pd.DataFrame, seed: int) -> entrepreneurship.Seeds:
    return entrepreneurship.draw_seeds(_parameters(design), np.random.default_rng(seed))


def _surviving_worlds() -> tuple[pd.Index, Parameters, entrepreneurship.Seeds]:
    """Numbers, parameters and villages of the theory's surviving worlds."""
    study = village_studies()[THEORY]
    kept = study.parameters[study.matching.survivors]
    return kept.index, _parameters(kept), _seeds(study.parameters, SEED)[study.matching.survivors]


def _without_example(parameters: Parameters) -> Parameters:
    return dataclasses.replace(parameters, imitation=0.0, learning=0.0)


def _counted_by(parameters: Parameters, seeds: entrepreneurship.Seeds) -> np.ndarray[Any, Any]:
    course = entrepreneurship.simulate_villages(parameters, seeds)
    return _observed(course)["counted_by"].to_numpy()


def _observed(course: entrepreneurship.Course) -> pd.DataFrame:
    budding, growing = (row("stages", f"junpu-development-{place}") for place in (1, 2))
    counted_from = row("events", "junpu-secondary-data-2014")["date_start"]
    counted_by = row("observations", "junpu-households-in-trade")["period_end"]
    return entrepreneurship.observables(
        course,
        counted=(begins(counted_from), ends(counted_by)),
        budding_end=ends(budding["end"]),
        growth_stage=(begins(growing["start"]), ends(growing["end"])),
    )


def _changes(actual: Parameters) -> dict[str, Parameters]:
    """Worlds that differ from the actual one in one respect."""
    nothing = entrepreneurship.without_support(actual)
    changes = {"as it was": actual, "without the package": nothing}
    for name, label in _INSTRUMENT_NAMES.items():
        alone: dict[str, Any] = {name: getattr(actual, name)}
        without: dict[str, Any] = {name: 0.0}
        changes[f"{label} alone"] = dataclasses.replace(nothing, **alone)
        changes[f"all but {label}"] = dataclasses.replace(actual, **without)
    start = np.asarray(actual.support_start)
    return changes | {
        "imitation alone": entrepreneurship.imitation_alone(actual),
        "package a year earlier": dataclasses.replace(actual, support_start=start - 1),
        "package a year later": dataclasses.replace(actual, support_start=start + 1),
    }


def _counts(study: Study) -> pd.DataFrame:
    """Households in trade when the package came and at earlier year ends, in the survivors."""
    outputs = survivors(study)
    return study.courses.loc[outputs.index, [2010, 2011, 2012]].assign(
        before_support=outputs["before_support"]
    )


def _agreeing(counts: pd.DataFrame, told: pd.DataFrame, tolerance: int) -> float:
    """Share of the truths told with which at least one world's counts agree."""
    apart = np.abs(counts.to_numpy()[None] - told.to_numpy()[:, None])
    return float((apart <= tolerance).all(axis=2).any(axis=1).mean())
