"""The models of the Yongkang chapter confronted with what Lu and Ganne record.

Each study spreads draws over every value that could be argued for, runs theory
and rival on the same draws, and keeps those that meet the documented bounds.
The ranges are assumptions of the book, wide on purpose; the constraints are rows
of the evidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from industrial_clusters.evidence import Quantity, quantity, row, table
from industrial_clusters.experiments.designs import sobol_design
from industrial_clusters.experiments.history_matching import match
from industrial_clusters.experiments.studies import (
    Confrontation,
    Study,
    arrays,
    middle_half,
    survivors,
)
from industrial_clusters.models import land_quota, red_hat, related_diversification

SEED = 1982

Weights = float | npt.NDArray[np.float64]

# Shares are of a workshop's yearly sales, losses in years of sales, arrests in
# arrests a year. At least four households in five stay within the permitted
# size: fewer would tie the rival's hands, which frees small units alone. The
# ranges were narrowed once, for both models alike, so that enough worlds survive
# to be described.
VILLAGE_RANGES = {
    "gain": (0.0, 0.5),
    "gain_spread": (0.02, 0.5),
    "friction": (0.0, 0.2),
    "loss": (0.05, 2.0),
    "detection": (0.2, 1.0),
    "capacity": (5.0, 100.0),
    "cover": (0.0, 1.0),
    "permission": (0.0, 1.0),
    "small_share": (0.8, 1.0),
    "campaign": (0.0, 60.0),
    "value_of_arrest": (0.0, 0.3),
}
VILLAGE_DRAWS = 32768

# Growth and volatility are in log points a year, land in shares of the land at
# the start, distances in km, the rest in shares of output.
LAND_RANGES = {
    "growth": (0.0, 0.25),
    "volatility": (0.05, 0.6),
    "size_spread": (0.5, 1.8),
    "quota": (0.0, 0.2),
    "crowding": (0.0, 2.0),
    "margin": (0.02, 0.2),
    "attachment": (0.0, 0.2),
    "reach": (10.0, 1000.0),
    "moving_cost": (0.0, 1.0),
    "gap": (0.0, 0.1),
    "gap_growth": (0.0, 0.02),
    "neighbour_gap": (0.0, 1.0),
    "office_take_up": (0.0, 1.0),
    "office_places": (0.0, 0.1),
}
LAND_DRAWS = 512

# What it takes to make each product: the book's own coding, an assumption. The
# products are those of the document.
CAPABILITIES = {
    "farm tools": "forging",
    "pots and knives": "forging casting sheet-metal",
    "scale parts": "machining casting",
    "electronic scales": "machining electronics",
    "fan parts": "casting machining",
    "mechanical pencils": "machining plastics",
    "vacuum flasks": "sheet-metal welding sealing",
    "gas cooker parts": "machining sealing",
    "security doors": "sheet-metal welding machining",
    "locks": "machining casting",
    "mountain bikes": "welding vehicles",
    "small motorbikes": "welding vehicles machining",
    "cylinder heads": "casting machining",
    "vehicle parts": "casting machining sheet-metal",
    "electric tools": "motors machining plastics",
    "appliances": "motors sheet-metal plastics",
    "electric bicycles": "welding vehicles motors batteries",
    "electric cars": "welding vehicles motors batteries electronics sheet-metal",
    "batteries": "batteries electronics",
    "solar panels": "photovoltaics electronics",
}

TRAJECTORIES = {
    "Mr Lu": related_diversification.Trajectory(
        basket=("fan parts",),
        order=("mechanical pencils", "electronic scales", "vacuum flasks"),
    ),
    "Sunshine": related_diversification.Trajectory(
        basket=("gas cooker parts",),
        order=("security doors", "electric bicycles", "electric cars", "solar panels"),
    ),
}

# The firms that the authors followed, as the charts name them.
FIRMS = {
    "vacuum-flask-company": "Mr Lu's company",
    "sunshine-company": "Sunshine (Mr Chen)",
    "wang-tool-company": "Mr Wang's tools",
    "jiake": "Jiake",
}
# The trades of which the record counts firms: by observation, with the actor of the tie.
_TRADES = {
    "electric-tool": "electric-tool-firms",
    "casting": "casting-firms",
    "appliance": "appliance-firms",
    "steel": "steel-plants",
}
_TRADE_CELLS = (
    "electric-tools-number",
    "casting-and-sheet-metal-number",
    "appliances-number",
    "steel-number",
)

# The step of Sunshine's history from which local policy favours the product.
TARGETS = {"electric cars": 3, "solar panels": 4}

# In log odds: with a weight of 40, a product with a tenth more density is more than
# fifty times as likely to be chosen, and a targeted product all but certain.
STEP_RANGES = {"relatedness": (0.0, 40.0), "policy": (0.0, 40.0)}
STEP_DRAWS = 1024


def village_constraints(*, cover: bool = False) -> dict[str, Quantity]:
    """Return what is documented of Mantang: arrests before 1982, registrations in it.

    Parameters
    ----------
    cover : bool, optional
        Ask as well for the year by which the village gave its cover, which only the
        theory knows.

    Examples
    --------
    >>> village_constraints()["registered"]
    Quantity(low=170.0, high=183.0, unit='households')
    """
    registered = quantity("yongkang-households-registered-1982")
    households = quantity("mantang-households-1982")
    constraints = {
        "arrests_before": quantity("mantang-arrests"),
        "registered": Quantity(registered.low, households.high, "households"),
    }
    if cover:
        given = row("events", "mantang-compromise")
        years = float(given["date_start"]), float(given["date_end"])
        constraints["cover_year"] = Quantity(*years)
    return constraints


@cache
def village_studies(draws: int = VILLAGE_DRAWS, seed: int = SEED) -> dict[str, Study]:
    """Return the red-hat model and its rival, matched with the record of Mantang.

    Both must give the arrests and the registrations; the theory must also have the
    village give its cover by 1982, as the document tells it.

    Parameters
    ----------
    draws : int, optional
        Number of draws, a power of two.
    seed : int, optional
        Seed of the design and of the households.

    Examples
    --------
    >>> studies = village_studies(draws=64)
    >>> list(studies)
    ['cover', 'permission alone']
    """
    design = sobol_design(VILLAGE_RANGES, draws, seed)
    theory = red_hat.Parameters(**arrays(design), households=_households())
    studies = {}
    for name, parameters in (
        ("cover", theory),
        ("permission alone", red_hat.permission_alone(theory)),
    ):
        course = red_hat.simulate(parameters, np.random.default_rng(seed))
        outputs = red_hat.observables(course)
        constraints = village_constraints(cover=name == "cover")
        studies[name] = Study(
            parameters=design,
            outputs=outputs,
            matching=match(outputs, constraints),
            courses=pd.DataFrame(course.working, columns=list(course.years)),
        )
    return studies


def village_courses() -> pd.DataFrame:
    """Return households at work by year in the worlds that meet the record.

    Returns
    -------
    pandas.DataFrame
        Columns ``Year``, ``Model``, ``Low``, ``Middle`` and ``High``: the quartiles
        over the surviving worlds of each model.

    Examples
    --------
    >>> village_courses()["Year"].agg(["min", "max"]).tolist()
    [1978, 1984]
    """
    labels = {
        "cover": "theory: the village's cover",
        "permission alone": "rival: central permission alone",
    }
    courses = []
    for name, study in village_studies().items():
        quartiles = study.courses[study.matching.survivors].quantile([0.25, 0.5, 0.75]).T
        quartiles.columns = pd.Index(["Low", "Middle", "High"])
        courses.append(quartiles.rename_axis("Year").reset_index().assign(Model=labels[name]))
    return pd.concat(courses, ignore_index=True)


def village_record() -> pd.DataFrame:
    """Return the registrations of 1982 as bounds: columns ``Year``, ``Low``, ``High``.

    Examples
    --------
    >>> village_record().to_dict("records")
    [{'Year': 1982, 'Low': 170.0, 'High': 183.0}]
    """
    registered = village_constraints()["registered"]
    return pd.DataFrame({"Year": [1982], "Low": [registered.low], "High": [registered.high]})


def land_constraints() -> dict[str, Quantity]:
    """Return what is documented of the firms that grew or left, as shares of all firms.

    Of the more than a thousand that set up in the three-county area, Yongkang's
    part, over the firms that it had in 2006; and that some firms went to the
    neighbouring counties and some to other provinces, which is at least one in a
    thousand simulated.

    Examples
    --------
    >>> round(land_constraints()["set_up_in_area"].low, 4)
    0.0414
    """
    some = Quantity(0.001, 1.0)
    moved = quantity("yongwujin-firms-since-2001")
    part = quantity("yongwujin-share-yongkang").low / 100
    firms = quantity("yongkang-firms-restated-2006").low
    return {
        "set_up_in_area": Quantity(moved.low * part / firms, 1.0),
        "neighbours": some,
        "provinces": some,
    }


@cache
def land_studies(draws: int = LAND_DRAWS, seed: int = SEED) -> dict[str, Study]:
    """Return land and wages together, land alone, and wages and taxes alone.

    Parameters
    ----------
    draws : int, optional
        Number of draws, a power of two.
    seed : int, optional
        Seed of the design and of the firms.

    Examples
    --------
    >>> list(land_studies(draws=16))
    ['land and wages', 'land alone', 'wages and taxes alone']
    """
    design = sobol_design(LAND_RANGES, draws, seed)
    both = land_quota.Parameters(**arrays(design))
    studies = {}
    for name, parameters in (
        ("land and wages", both),
        ("land alone", land_quota.land_alone(both)),
        ("wages and taxes alone", land_quota.wages_and_taxes(both)),
    ):
        course = land_quota.simulate(parameters, np.random.default_rng(seed))
        outputs = land_quota.observables(course)
        studies[name] = Study(
            parameters=design,
            outputs=outputs,
            matching=match(outputs, land_constraints()),
            courses=pd.DataFrame(
                (course.neighbours + course.provinces) / course.firms, columns=list(course.years)
            ),
        )
    return studies


def land_observables() -> pd.DataFrame:
    """Return what each model would have shown by 2012 in the worlds that meet the record.

    Returns
    -------
    pandas.DataFrame
        Columns ``Observable``, ``Model``, ``Low`` and ``High``: the middle half of
        the surviving worlds, in shares.

    Examples
    --------
    >>> bool((land_observables()["Low"] <= land_observables()["High"]).all())
    True
    """
    labels = {
        "leavers_short": "leavers that lacked land",
        "neighbours": "firms gone to the neighbours",
        "provinces": "firms gone to other provinces",
        "short": "firms at home on too small a plot",
        "tax_base": "tax base kept",
    }
    worlds = land_studies()
    rows = []
    for name in ("land and wages", "wages and taxes alone"):
        for column, label in labels.items():
            half = middle_half(survivors(worlds[name])[column])
            rows.append({"Observable": label, "Model": name, "Low": half.low, "High": half.high})
    return pd.DataFrame(rows)


def without_quotas() -> pd.Series[float]:
    """Return how far departures fall when the theory's surviving worlds lose the quota.

    Returns
    -------
    pandas.Series
        One surviving world a row: the part of the firms gone by the last year that
        would have stayed.

    Examples
    --------
    >>> bool(without_quotas().max() <= 1)
    True
    """
    worlds = land_studies()
    kept = worlds["land and wages"].matching.survivors

    def gone(name: str) -> pd.Series[float]:
        outputs = worlds[name].outputs[kept]
        return outputs["neighbours"] + outputs["provinces"]

    return 1 - gone("wages and taxes alone") / gone("land and wages")


@cache
def by_lot(draws: int = LAND_DRAWS, seed: int = SEED) -> pd.DataFrame:
    """Return what each draw of the land theory would have shown had plots been drawn by lot.

    The same firms meet the same growth and the same quota; only the queue differs.

    Parameters
    ----------
    draws : int, optional
        Number of draws, a power of two.
    seed : int, optional
        Seed of the design and of the firms.

    Examples
    --------
    >>> "tax_base" in by_lot(draws=16)
    True
    """
    design = sobol_design(LAND_RANGES, draws, seed)
    parameters = land_quota.Parameters(**arrays(design), allocation="lottery")
    return land_quota.observables(land_quota.simulate(parameters, np.random.default_rng(seed)))


def land_rules() -> pd.DataFrame:
    """Return what the theory's surviving worlds would have shown under three rules for land.

    Returns
    -------
    pandas.DataFrame
        Columns ``Observable``, ``Rule``, ``Low`` and ``High``: the middle half of the
        surviving worlds, in shares, with plots given to the largest taxpayers first, by lot,
        and to all who ask.

    Examples
    --------
    >>> land_rules()["Rule"].unique().tolist()
    ['by tax paid', 'by lot', 'land for all']
    """
    worlds = land_studies()
    kept = worlds["land and wages"].matching.survivors
    rules = {
        "by tax paid": worlds["land and wages"].outputs,
        "by lot": by_lot(),
        "land for all": worlds["wages and taxes alone"].outputs,
    }
    rows = []
    for label, parts in (
        ("firms gone", ["neighbours", "provinces"]),
        ("largest firms at home", ["largest_at_home"]),
        ("output at home", ["output_at_home"]),
        ("tax base kept", ["tax_base"]),
    ):
        for rule, outputs in rules.items():
            half = middle_half(outputs.loc[kept, parts].sum(axis=1))
            rows.append({"Observable": label, "Rule": rule, "Low": half.low, "High": half.high})
    return pd.DataFrame(rows)


def forms_1985() -> pd.DataFrame:
    """Return the enterprises of the end of 1985 by form.

    Returns
    -------
    pandas.DataFrame
        Columns ``Form``, ``Enterprises``, ``Under`` (who stood above them) and ``Evidence``.

    Examples
    --------
    >>> forms_1985()["Enterprises"].tolist()
    [295, 525, 913, 1962]
    """
    cells = "dimensions/yongkang-enterprise-types-1985"
    forms = {
        "township-factories": ("collective", "township-factory", "township-authorities"),
        "village-factories": ("collective", "village-factory", "village-governments"),
        "confederated-factories": ("confederated", "confederated-factory", ""),
        "independent-workers": ("independent", "independent-worker", ""),
    }
    rows = []
    for form, (under, cell, above) in forms.items():
        evidence = [f"yongkang-{form}-1985", f"{cells}-{cell}-attachment", f"{cells}-{cell}-number"]
        if above:
            evidence.append(f"ties/{form}-affiliates-to-{above}")
        rows.append(
            {
                "Form": form.replace("-", " "),
                "Enterprises": int(quantity(evidence[0]).low),
                "Under": under,
                "Evidence": " ".join(evidence),
            }
        )
    return pd.DataFrame(rows)


def firm_counts() -> pd.DataFrame:
    """Return every count of firms that the record has of Yongkang, with what it counts.

    Returns
    -------
    pandas.DataFrame
        Columns ``Firms`` (what is counted), ``Sort``, ``Low`` and ``High`` (a missing value
        where open) and ``Evidence``.

    Examples
    --------
    >>> firm_counts().query("Firms == 'described, of all'")["Low"].tolist()
    [4.0]
    """
    forms = [
        f"yongkang-{form}-1985"
        for form in (
            "township-factories",
            "village-factories",
            "confederated-factories",
            "independent-workers",
        )
    ]
    trades = [f"yongkang-{trade}-firms-2006" for trade in _TRADES]
    moved = quantity("yongwujin-firms-since-2001")
    from_here = moved * (quantity("yongwujin-share-yongkang").low / 100)
    counts = (
        ("all forms, 1985", "all", _total(forms), (*forms, "yongkang-enterprise-types-1985")),
        (
            "on estates, 1990-94",
            "all",
            quantity("yongkang-estate-firms"),
            ("yongkang-estate-firms", "ties/yongkang-estates-hosts-estate-firms"),
        ),
        (
            "registered, 2006",
            "all",
            quantity("yongkang-firms-2006"),
            ("yongkang-firms-2006", "yongkang-firms-restated-2006"),
        ),
        (
            "sell abroad, 2006",
            "part of 2006",
            quantity("yongkang-exporting-firms-2006"),
            (
                "yongkang-exporting-firms-2006",
                "ties/exporting-firms-affiliates-to-yongkang-cluster",
                "dimensions/yongkang-firms-by-role-2006-exporters-number",
            ),
        ),
        (
            "supply, distribute, 2006",
            "part of 2006",
            quantity("yongkang-subcontracting-firms-2006"),
            (
                "yongkang-subcontracting-firms-2006",
                "ties/subcontracting-firms-affiliates-to-yongkang-cluster",
                "ties/subcontracting-firms-supplies-exporting-firms",
                "dimensions/yongkang-firms-by-role-2006-subcontractors-number",
            ),
        ),
        (
            "in four trades, 2006",
            "part of 2006",
            _total(trades),
            (
                *trades,
                *(f"ties/{firms}-affiliates-to-yongkang-cluster" for firms in _TRADES.values()),
                *(f"dimensions/yongkang-firms-by-trade-2006-{cell}" for cell in _TRADE_CELLS),
            ),
        ),
        (
            "moved to the area",
            "on the move",
            moved,
            ("yongwujin-firms-since-2001",),
        ),
        (
            "of them from Yongkang",
            "on the move",
            from_here,
            (
                "yongwujin-share-yongkang",
                "dimensions/yongkang-origin-of-firms-in-yongwujin-yongkang-share",
            ),
        ),
        (
            "offices for leavers",
            "on the move",
            quantity("yongkang-office-centre-capacity"),
            ("yongkang-office-centre-capacity",),
        ),
        (
            "ranked by tax, 2010",
            "seen by name",
            quantity("yongkang-ranked-firms"),
            ("yongkang-ranked-firms", "ties/yongkang-government-honours-yongkang-firms"),
        ),
        (
            "described, of all",
            "seen by name",
            Quantity.exactly(len(FIRMS)),
            tuple(f"actors/{firm}" for firm in FIRMS),
        ),
    )
    return pd.DataFrame(
        [
            {
                "Firms": name,
                "Sort": sort,
                "Low": count.low if count.low > 0 else np.nan,
                "High": count.high if np.isfinite(count.high) else np.nan,
                "Evidence": " ".join(rows),
            }
            for name, sort, count, rows in counts
        ]
    )


def product_steps() -> pd.DataFrame:
    """Return the dated steps from product to product of the firms that are followed.

    Returns
    -------
    pandas.DataFrame
        Columns ``Step`` (at most two products), ``Firm``, ``Start`` and ``End``:
        the recorded last year, else that of the firm's next step, or missing; and
        ``Evidence``.

    Examples
    --------
    >>> steps = product_steps()
    >>> steps.loc[steps["Firm"] == "Sunshine (Mr Chen)", "Start"].tolist()
    [1989, 1995, 1999, 2000, 2011]
    """
    steps = table("trajectories")
    steps = steps[steps["actor"].isin(FIRMS) & (steps["products"] != "") & (steps["start"] != "")]
    # Three rows restate what a firm already made, or are a new site and not a product.
    steps = steps.drop(["jiake-step-05", "jiake-step-06", "sunshine-company-step-07"])
    steps = pd.DataFrame(
        {
            "Step": steps["products"].str.split("; ").str[:2].str.join(", "),
            "Firm": steps["actor"].map(FIRMS),
            "Start": steps["start"].str[:4].astype(int),
            "Evidence": "trajectories/" + steps.index.astype(str),
            # A decade or a period limits the date; only years tell an end.
            "Ended": pd.to_numeric(steps["end"].str[:4].where(steps["precision"] == "years")),
        }
    )
    steps = steps.drop_duplicates(["Firm", "Step"]).sort_values(["Firm", "Start"], kind="stable")
    steps["End"] = steps.pop("Ended").fillna(steps.groupby("Firm")["Start"].shift(-1))
    return steps.reset_index(drop=True)


def coding() -> pd.DataFrame:
    """Return the products' capabilities as a table of zeros and ones.

    Examples
    --------
    >>> int(coding().loc["electric cars"].sum())
    6
    """
    capabilities = sorted({word for words in CAPABILITIES.values() for word in words.split()})
    return pd.DataFrame(
        [[int(c in words.split()) for c in capabilities] for words in CAPABILITIES.values()],
        index=list(CAPABILITIES),
        columns=capabilities,
    )


@cache
def relatedness(seed: int = SEED) -> pd.DataFrame:
    """Return, for each firm followed, whether its steps were nearer than blind ones.

    Returns
    -------
    pandas.DataFrame
        Indexed by firm: ``density`` of the steps taken, ``blind`` density, and
        ``p`` of a blind sequence as near.

    Examples
    --------
    >>> list(relatedness().columns)
    ['density', 'blind', 'p']
    """
    rows = {}
    for firm, trajectory in TRAJECTORIES.items():
        near = related_diversification.proximity(coding())
        test = related_diversification.relatedness_test(
            near, trajectory, np.random.default_rng(seed)
        )
        rows[firm] = {
            "density": test.statistic,
            "blind": test.expected,
            "p": test.p_value,
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def choice_likelihoods() -> pd.DataFrame:
    """Return how well relatedness and policy explain Sunshine's choices of product.

    Each theory gets its best weight from 0 to 40; the blind choice has none.

    Returns
    -------
    pandas.DataFrame
        Indexed by theory: ``weights`` fitted, and the maximal ``likelihood``
        gain over blind choice, in log units.

    Examples
    --------
    >>> bool((choice_likelihoods()["gain"] >= 0).all())
    True
    """
    weights = np.linspace(0, 40, 401)
    near = related_diversification.proximity(coding())

    def best(relatedness: Weights, policy: Weights) -> tuple[float, int]:
        parameters = related_diversification.Parameters(relatedness=relatedness, policy=policy)
        values = related_diversification.sequence_likelihood(
            near, TRAJECTORIES["Sunshine"], parameters, TARGETS
        )
        return float(values.max()), int(values.argmax())

    blind, _ = best(0.0, 0.0)
    related, at_related = best(weights, 0.0)
    policy, at_policy = best(0.0, weights)
    return pd.DataFrame(
        {
            "weight": [weights[at_related], weights[at_policy]],
            "gain": [related - blind, policy - blind],
        },
        index=["relatedness", "policy"],
    )


def nearest_path(firm: str) -> related_diversification.Trajectory:
    """Return the path that a firm would have taken by always choosing the nearest product.

    Parameters
    ----------
    firm : str
        Name of a documented trajectory, whose basket and number of steps are kept.

    Examples
    --------
    >>> nearest_path("Mr Lu").order[0]
    'scale parts'
    """
    near = related_diversification.proximity(coding())
    trajectory = TRAJECTORIES[firm]
    made = list(trajectory.basket)
    for _ in trajectory.order:
        made.append(str(related_diversification.density(near, made).drop(made).idxmax()))
    return related_diversification.Trajectory(
        trajectory.basket, tuple(made[len(trajectory.basket) :])
    )


def most_related_path(firm: str) -> related_diversification.RelatednessTest:
    """Return the test of the path that always takes the nearest product.

    It shows what the test would have said of a firm that followed relatedness
    alone for as many steps.

    Examples
    --------
    >>> most_related_path("Mr Lu").p_value < 0.05
    True
    """
    near = related_diversification.proximity(coding())
    return related_diversification.relatedness_test(
        near, nearest_path(firm), np.random.default_rng(SEED)
    )


def without_cover() -> pd.Series[float]:
    """Return how the theory's surviving villages fare when cover is taken away.

    Returns
    -------
    pandas.Series
        Shares of them in which the documented number of households still
        registers in 1982 (``registered``) or is at work by the last year
        (``working``).

    Examples
    --------
    >>> bool(without_cover().between(0, 1).all())
    True
    """
    studies = village_studies()
    theory, rival = studies["cover"], studies["permission alone"]
    kept = theory.matching.survivors
    enough = village_constraints()["registered"].low
    return pd.Series(
        {
            "registered": (rival.outputs["registered"][kept] >= enough).mean(),
            "working": (rival.outputs["working_at_end"][kept] >= enough).mean(),
        }
    )


def courses_without_cover() -> pd.DataFrame:
    """Return households at work by year in the theory's surviving worlds, with and without cover.

    Returns
    -------
    pandas.DataFrame
        Columns ``Year``, ``World``, ``Low``, ``Middle`` and ``High``: the quartiles over
        the same surviving worlds, as they are and with the cover taken away.

    Examples
    --------
    >>> courses_without_cover()["World"].unique().tolist()
    ['with the cover', 'the same worlds without it']
    """
    studies = village_studies()
    kept = studies["cover"].matching.survivors
    labels = {"cover": "with the cover", "permission alone": "the same worlds without it"}
    courses = []
    for name, label in labels.items():
        quartiles = studies[name].courses[kept].quantile([0.25, 0.5, 0.75]).T
        quartiles.columns = pd.Index(["Low", "Middle", "High"])
        courses.append(quartiles.rename_axis("Year").reset_index().assign(World=label))
    return pd.concat(courses, ignore_index=True)


@cache
def step_studies(draws: int = STEP_DRAWS, seed: int = SEED) -> dict[str, Study]:
    """Return relatedness, policy picks and blind choice, matched with the firms' steps.

    The output is how much more likely, in log units, the steps of both firms are
    than under blind choice. A weight is kept if they are at least as likely: a
    theory that makes the record less likely than chance does has lost. Policy is
    tested on Sunshine alone, for whose years targets are recorded.

    Parameters
    ----------
    draws : int, optional
        Number of draws, a power of two.
    seed : int, optional
        Seed of the design.

    Examples
    --------
    >>> studies = step_studies(draws=16)
    >>> studies["blind choice"].matching.share
    1.0
    """
    design = sobol_design(STEP_RANGES, draws, seed)
    nothing = pd.Series(0.0, index=design.index)
    theories = {
        "relatedness": (design["relatedness"], nothing),
        "policy picks": (nothing, design["policy"]),
        "blind choice": (nothing, nothing),
    }
    likelihoods = {name: _step_likelihoods(*weights) for name, weights in theories.items()}
    studies = {}
    for name, (relatedness, policy) in theories.items():
        outputs = likelihoods[name] - likelihoods["blind choice"]
        outputs["gain"] = outputs.sum(axis=1)
        studies[name] = Study(
            parameters=pd.DataFrame({"relatedness": relatedness, "policy": policy}),
            outputs=outputs,
            matching=match(outputs, {"gain": Quantity(0.0, np.inf)}),
        )
    return studies


def relatedness_kept(weight: float, worlds: int = 4000, seed: int = SEED) -> float:
    """Return how often :func:`step_studies` keeps relatedness where firms choose by it.

    The firms of each world start from the documented baskets and take as many steps
    as the documented ones, by a conditional logit of the given weight. Since the
    log-likelihood is concave in the weight and its gain over blind choice is nothing
    at a weight of nothing, some positive weight gains if and only if the steps taken
    have more density, in sum, than the products available had on average.

    Parameters
    ----------
    weight : float
        True weight of density; 0 for a world of blind choice.
    worlds : int, optional
        Number of simulated pairs of histories.
    seed : int, optional
        Seed of the choices.

    Examples
    --------
    >>> relatedness_kept(40.0) > relatedness_kept(0.0)
    True
    """
    near = related_diversification.proximity(coding())
    rng = np.random.default_rng(seed)
    pull = np.array([related_diversification.density(near, [product]) for product in near.index])
    surplus = np.zeros(worlds)
    for trajectory in TRAJECTORIES.values():
        made = np.tile(near.index.isin(trajectory.basket), (worlds, 1))
        for _ in trajectory.order:
            density = made @ pull
            # The largest of utilities with Gumbel noise is a draw of the logit.
            utility = weight * density + rng.gumbel(size=made.shape)
            chosen = np.where(made, -np.inf, utility).argmax(axis=1)
            surplus += density[np.arange(worlds), chosen]
            surplus -= np.where(made, 0.0, density).sum(axis=1) / (~made).sum(axis=1)
            made[np.arange(worlds), chosen] = True
    return float((surplus > 0).mean())


def confrontations() -> list[Confrontation]:
    """Return the theories of Lu and Ganne with their rivals and what the record allows.

    Examples
    --------
    >>> [each.module for each in confrontations()]
    ['red_hat', 'land_quota', 'related_diversification']
    """
    return [
        Confrontation(
            theory="The village's cover, not central permission, brought the workshops out",
            source="luganne2016",
            module="red_hat",
            question="Could central permission alone have filled the register of 1982?",
            reproduced="Granovetter 1978: one changed threshold of a hundred ends the riot",
            evidence=(
                "mantang-arrests",
                "yongkang-households-registered-1982",
                "mantang-households-1982",
                "events/mantang-compromise",
            ),
            studies=village_studies(),
            overturn=(
                "The date of the village's cover: before October 1981 the rival falls; "
                "a village that refused it afterwards and still filled its register "
                "would refute the theory"
            ),
            page="cases/yongkang",
        ),
        Confrontation(
            theory="Land quotas drove firms out, where wages and taxes drew them",
            source="luganne2016",
            module="land_quota",
            question="Would firms have left without the quota, or without cheaper places?",
            reproduced="Gibrat's law: mean size grows at one rate, whatever the size",
            evidence=(
                "yongwujin-firms-since-2001",
                "yongwujin-share-yongkang",
                "yongkang-firms-restated-2006",
                "events/yongkang-departures-2000s",
            ),
            studies=land_studies(),
            overturn=(
                "The list of refused applications for land: if few of the firms that left "
                "are on it, wages and taxes suffice"
            ),
            page="cases/yongkang",
        ),
        Confrontation(
            theory="From farm tools to electric cars, each product near the last",
            source="luganne2016",
            module="related_diversification",
            question="Are the firms' steps likelier by relatedness than by blind choice?",
            reproduced="Hidalgo et al. 2007: proximity and density, computed by hand",
            evidence=(
                "trajectories/vacuum-flask-company-step-05",
                "trajectories/vacuum-flask-company-step-06",
                "trajectories/vacuum-flask-company-step-07",
                "trajectories/sunshine-company-step-03",
                "trajectories/sunshine-company-step-04",
                "trajectories/sunshine-company-step-05",
                "trajectories/sunshine-company-step-06",
            ),
            studies=step_studies(),
            overturn=(
                "More histories of firms, or another coding of what products need: seven steps "
                "of two firms miss a weak relatedness often, and policy is asked only about "
                "sectors that somebody entered"
            ),
            page="cases/yongkang",
        ),
    ]


def _step_likelihoods(relatedness: pd.Series[float], policy: pd.Series[float]) -> pd.DataFrame:
    """Return the log-likelihood of each firm's steps, one row a draw."""
    near = related_diversification.proximity(coding())
    parameters = related_diversification.Parameters(
        relatedness=np.asarray(relatedness, dtype=np.float64),
        policy=np.asarray(policy, dtype=np.float64),
    )
    return pd.DataFrame(
        {
            firm: related_diversification.sequence_likelihood(
                near, trajectory, parameters, TARGETS if firm == "Sunshine" else {}
            )
            for firm, trajectory in TRAJECTORIES.items()
        }
    )


def _households() -> int:
    return int(quantity("mantang-households-1982").low)


def _total(rows: Iterable[str]) -> Quantity:
    counts = [quantity(row) for row in rows]
    return Quantity(sum(count.low for count in counts), sum(count.high for count in counts))
