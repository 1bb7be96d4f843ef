"""Xixia's guarantees and its five leaders, confronted with what Zhang records of them.

Two arguments of one document. That credit is pooled at little risk because needs come at
different times; and that the network will outlast its leaders. Each is drawn over every
value that could be argued for, beside its rivals and on the same random numbers, and kept
where it meets the record. The ranges are assumptions of the book, wide on purpose; the
constraints are rows of the evidence.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise, product
from typing import Any

import numpy as np
import pandas as pd

from industrial_clusters.evidence import Quantity, quantity, ties
from industrial_clusters.experiments.designs import sobol_design
from industrial_clusters.experiments.history_matching import match
from industrial_clusters.experiments.studies import Confrontation, Study, arrays
from industrial_clusters.models import mutual_guarantee, succession
from industrial_clusters.networks.clearing import clear

__all__ = [
    "breakeven_correlation",
    "calm_decade",
    "confrontations",
    "credit_constraints",
    "credit_studies",
    "documented_chain",
    "healing",
    "leaders_leave",
    "pool_against_none",
    "succession_constraints",
    "succession_studies",
    "survival_by_correlation",
]

SEED = 2003

# No balance sheet is documented. Amounts are in assets of a firm, costs and gains in
# shares. A big project: from once in twenty years to every other year, from a fifth of
# the firm to three times it; a bank lends a firm a tenth of its assets or all of them. A
# firm can spare friends up to a third of its assets. Volatility reaches that of a single
# listed firm in a bad market, default destroys up to half.
CREDIT_RANGES = {
    "need": (0.05, 0.5),
    "need_correlation": (0.0, 0.95),
    "project": (0.2, 3.0),
    "credit": (0.1, 1.0),
    "recognition": (0.25, 1.0),
    "cash": (0.01, 0.3),
    "gain": (0.0, 0.3),
    "debt": (0.0, 0.6),
    "volatility": (0.02, 0.5),
    "shock_correlation": (0.0, 0.95),
    "default_cost": (0.0, 0.5),
}
CREDIT_DRAWS = 4096

# Probabilities, a year where that applies. A newcomer may know no leader or all; a firm
# may stay for good or for ten years on average, and so may a person in office; members
# who meet once or twice a month may never make friends or nearly all within a decade.
# Prominence may be equal, or so unequal that one in six has four times the mean.
SUCCESSION_RANGES = {
    "core_tie": (0.0, 1.0),
    "turnover": (0.0, 0.1),
    "openness": (0.0, 0.3),
    "prominence_spread": (0.0, 2.0),
    "retirement": (0.0, 0.1),
    "inheritance": (0.0, 1.0),
}
SUCCESSION_DRAWS = 1024

THESIS = 2014
DEPARTURE = 2015
CORRELATIONS = (0.0, 0.25, 0.5, 0.75, 0.95)


def credit_constraints() -> dict[str, Quantity]:
    """Return what is documented of the pool from 2003 to 2013.

    Two guaranteed loans are told as examples, to two firms, one of which (LCG) was helped
    in 2003 and helps in 2007: at least so many of each. What friends can lend became far
    less than large firms need: read as less than half. All five leading firms lead in
    2014. The five are named because they lead then, and a failed firm would not have been
    named: the count is what the document shows, and its constraint is the first to doubt.

    Examples
    --------
    >>> credit_constraints()["turned"].low, credit_constraints()["failures"].high
    (1.0, 0.0)
    """
    pairs = _guarantees()
    helped, helpers = pairs.set_index("to")["year"], pairs.set_index("from")["year"]
    turned = sum(helped[firm] < helpers[firm] for firm in helped.index.intersection(helpers.index))
    leading = quantity("xixia-leading-firms")
    return {
        "guaranteed_loans": Quantity(float(len(pairs)), np.inf),
        "guaranteed_firms": Quantity(float(pairs["to"].nunique()), np.inf),
        "turned": Quantity(float(turned), np.inf),
        "friends_share": Quantity(0.0, 0.5),
        "failures": Quantity(0.0, leading.high - leading.low),
    }


@cache
def credit_studies(draws: int = CREDIT_DRAWS, seed: int = SEED) -> dict[str, Study]:
    """Return the pool as argued, with correlated luck, and with credit counted twice.

    Parameters
    ----------
    draws : int, optional
        Number of draws, a power of two.
    seed : int, optional
        Seed of the design and of needs and shocks.

    Examples
    --------
    >>> list(credit_studies(draws=64))
    ['independent needs and shocks', 'correlated needs and shocks', 'credit counted twice']
    """
    design = sobol_design(CREDIT_RANGES, draws, seed)
    drawn = mutual_guarantee.Parameters(**arrays(design))
    studies = {}
    for name, parameters in (
        ("independent needs and shocks", mutual_guarantee.independent(drawn)),
        ("correlated needs and shocks", drawn),
        ("credit counted twice", mutual_guarantee.counted_twice(drawn)),
    ):
        course = mutual_guarantee.simulate(parameters, np.random.default_rng(seed))
        outputs = mutual_guarantee.observables(course)
        studies[name] = Study(
            parameters=design,
            outputs=outputs,
            matching=match(outputs, credit_constraints()),
            courses=pd.DataFrame(course.defaults.sum(axis=2), columns=list(course.years)),
        )
    return studies


def survival_by_correlation(bins: int = 5) -> pd.DataFrame:
    """Return which correlations the record of the pool favours.

    Parameters
    ----------
    bins : int, optional
        Parts into which the range of each correlation is cut.

    Returns
    -------
    pandas.DataFrame
        Columns ``Correlation of`` (needs or shocks), ``Low``, ``High``, and ``Share`` of
        the draws in between that meet the record.

    Examples
    --------
    >>> survival_by_correlation()["Correlation of"].value_counts().to_dict()
    {'needs': 5, 'shocks': 5}
    """
    study = credit_studies()["correlated needs and shocks"]
    rows = []
    for label, name in (("needs", "need_correlation"), ("shocks", "shock_correlation")):
        edges = np.linspace(*CREDIT_RANGES[name], bins + 1)
        for low, high in pairwise(edges):
            within = study.parameters[name].between(low, high, inclusive="left")
            share = study.matching.survivors[within].mean()
            rows.append({"Correlation of": label, "Low": low, "High": high, "Share": share})
    return pd.DataFrame(rows)


def calm_decade() -> pd.DataFrame:
    """Return how likely the record's calm is for firms that share their luck, or not.

    Returns
    -------
    pandas.DataFrame
        Columns ``Correlation`` of shocks, ``Default`` (probability that one firm fails in
        a year) and ``Calm`` (that none of the five does from 2003 to 2013), without
        guarantees.

    Examples
    --------
    >>> calm = calm_decade().set_index(["Default", "Correlation"])["Calm"]
    >>> bool(calm[0.02, 0.95] > calm[0.02, 0.0])
    True
    """
    rows = [
        {
            "Correlation": correlation,
            "Default": default,
            "Calm": float(mutual_guarantee.calm_probability(default, correlation)),
        }
        for correlation, default in product(CORRELATIONS, (0.01, 0.02, 0.05))
    ]
    return pd.DataFrame(rows)


@cache
def pool_against_none(years: int = 25, seed: int = SEED) -> pd.DataFrame:
    """Return what guarantees raise and risk as shocks become correlated.

    The worlds that meet the record with correlated luck run again with the correlation
    given, for more years than the record has, and on the same needs and shocks for every
    number of guarantors.

    Parameters
    ----------
    years : int, optional
        Years run in each world.
    seed : int, optional
        Seed of needs and shocks.

    Returns
    -------
    pandas.DataFrame
        One row for a number of ``Guarantors`` a loan (0 for none) and a ``Correlation``:
        ``Capital`` raised, ``Bank loss``, and ``Value`` (gain less what defaults
        destroy), in assets of a firm, a firm and year; ``Failures``, a firm and year;
        ``Contagion``, the share of them that friends brought; ``Together`` and ``Together
        in a bad year``, the shares of years, and of the worst twentieth of years, in
        which most firms fail at once.

    Examples
    --------
    >>> table = pool_against_none(years=2)
    >>> bool((table.loc[table["Guarantors"] == 0, "Contagion"] == 0).all())
    True
    """
    study = credit_studies()["correlated needs and shocks"]
    worlds = arrays(study.parameters[study.matching.survivors])
    rows = []
    for guarantors, correlation in product((0, 1, 2, 4), CORRELATIONS):
        parameters = mutual_guarantee.Parameters(
            **{**worlds, "shock_correlation": correlation},
            guarantors=guarantors,
            first_year=1,
            last_year=years,
        )
        course = mutual_guarantee.simulate(parameters, np.random.default_rng(seed))
        seen = mutual_guarantee.observables(course)
        together = course.defaults.mean(axis=2) > 0.5
        bad = course.factor <= np.quantile(course.factor, 0.05)
        rows.append(
            {
                "Guarantors": guarantors,
                "Correlation": correlation,
                "Capital": seen["capital"].mean(),
                "Bank loss": seen["bank_loss"].mean(),
                "Value": seen["value"].mean(),
                "Failures": course.defaults.mean(),
                "Contagion": seen["contagion"].sum() / max(seen["failures"].sum(), 1),
                "Together": together.mean(),
                "Together in a bad year": together[bad].mean(),
            }
        )
    return pd.DataFrame(rows)


def breakeven_correlation(measure: str = "Bank loss") -> pd.Series[float]:
    """Return from which correlation on a pool does worse than none, by guarantors.

    Parameters
    ----------
    measure : str, optional
        Column of :func:`pool_against_none` that should be low.

    Returns
    -------
    pandas.Series
        Indexed by guarantors a loan; by linear interpolation between the correlations
        run: 0 where the pool is worse from the start, ``inf`` where it never is.

    Examples
    --------
    >>> list(breakeven_correlation("Failures"))
    [0.0, 0.0, 0.0]
    """
    table = pool_against_none().pivot_table(index="Correlation", columns="Guarantors")[measure]
    excess = table.drop(columns=0).sub(table[0], axis=0)
    return excess.apply(_first_crossing)


def documented_chain() -> pd.DataFrame:
    """Return what travels along the documented guarantees if the last borrower fails.

    WMG guarantees LCG's mortgage of 2003, LCG the loan of XAWPGC of 2007. Whether the
    first was still owed when the second was signed is not said: here both are, in full,
    and XAWPGC repays nothing, which bounds the damage from above. LCG is given no other
    debts; its net worth, which no document has, is what varies.

    Returns
    -------
    pandas.DataFrame
        Columns ``Net worth`` of LCG before the call and ``Default cost`` (share of
        assets), then ``LCG pays`` and ``WMG is called for``, in million yuan.

    Examples
    --------
    >>> chain = documented_chain()
    >>> float(chain.loc[chain["Net worth"] >= 65, "WMG is called for"].max())
    0.0
    """
    pairs = _guarantees()
    names = ["xixia-xawpgc", "xixia-lcg", "xixia-wmg"]
    loans = np.array([pairs.loc[pairs["to"] == name, "amount"].sum() for name in names])
    guarantees = np.zeros((3, 3))
    for giver, taker, amount in zip(pairs["from"], pairs["to"], pairs["amount"], strict=True):
        guarantees[names.index(taker), names.index(giver)] = amount
    # Means one million short of the call show the cliff before it.
    worth = np.union1d(np.arange(0.0, 121.0, 5.0), loans[0] - 1.0)
    costs = np.array([0.0, 0.2, 0.4])
    # WMG is given enough to pay: what it is called for is the question.
    assets = np.zeros((len(worth), len(costs), 3))
    assets[..., 1] = loans[1] + worth[:, None]
    assets[..., 2] = loans.sum()
    cleared = clear(assets, np.zeros((3, 3)), loans=loans, guarantees=guarantees, alpha=1.0 - costs)
    paid = cleared.calls[..., 0, 1] * cleared.repaid[..., 1]
    return pd.DataFrame(
        {
            "Net worth": np.repeat(worth, len(costs)),
            "Default cost": np.tile(costs, len(worth)),
            "LCG pays": paid.ravel(),
            "WMG is called for": cleared.calls[..., 1, 2].ravel(),
        }
    )


def succession_constraints() -> dict[str, Quantity]:
    """Return what is documented of the network's leaders by the time of the thesis.

    Of the four leaders named in the first circle one is a core leader in 2014, in person
    and with the same firm. The network is centred on its core leaders, read as: more than
    half of all ties have one of them at an end. It is said to work well, read as: more
    than half of its pairs are friends or have a friend in common.

    Examples
    --------
    >>> succession_constraints()["founding_persons"]
    Quantity(low=1.0, high=1.0, unit='')
    """
    members = ties("xixia", kinds={"member of"})
    first = set(members.predecessors("xixia-friends"))
    core = set(members.predecessors("xixia-core-leaders"))
    persons = len(first & core)
    firms = len(_firms_of(first) & _firms_of(core))
    most = Quantity(float(np.nextafter(0.5, 1.0)), 1.0)
    return {
        "founding_persons": Quantity.exactly(float(persons)),
        "founding_firms": Quantity.exactly(float(firms)),
        "centred": most,
        "reach": most,
    }


@cache
def succession_studies(
    draws: int = SUCCESSION_DRAWS, seed: int = SEED, founders: int | None = None
) -> dict[str, Study]:
    """Return the network held by leaders and heirs, by openness alone, and by both.

    Parameters
    ----------
    draws : int, optional
        Number of draws, a power of two.
    seed : int, optional
        Seed of the design and of the networks.
    founders : int, optional
        Size of the first circle; by default the most that is documented.

    Examples
    --------
    >>> list(succession_studies(draws=16))
    ['leaders and heirs', 'openness without heirs', 'openness and heirs']
    """
    design = sobol_design(SUCCESSION_RANGES, draws, seed)
    drawn = _network(design, **({} if founders is None else {"founders": founders}))
    studies = {}
    for name, parameters in (
        ("leaders and heirs", succession.closed(drawn)),
        ("openness without heirs", succession.without_heirs(drawn)),
        ("openness and heirs", drawn),
    ):
        course = succession.simulate(parameters, np.random.default_rng(seed))
        outputs = succession.observables(course, THESIS)
        studies[name] = Study(
            parameters=design,
            outputs=outputs,
            matching=match(outputs, succession_constraints()),
            courses=pd.DataFrame(course.reach, columns=list(course.years)),
        )
    return studies


@cache
def leaders_leave(last_year: int = 2034) -> pd.DataFrame:
    """Return what the network can still do when its five leaders leave at once in 2015.

    The very networks of :func:`succession_studies` that meet the record live on: the same
    random numbers lead to each of them, and through the years after it, whoever leaves.

    Parameters
    ----------
    last_year : int, optional
        Last year run.

    Returns
    -------
    pandas.DataFrame
        Columns ``Model``, ``Departure``, ``Year``, and ``Low``, ``Middle`` and ``High``:
        the quartiles of the share of pairs within two steps.

    Examples
    --------
    >>> reach = leaders_leave(last_year=2016)
    >>> sorted(reach["Year"].unique().tolist())
    [2014, 2015, 2016]
    """
    departures: dict[str, dict[str, float]] = {
        "nobody leaves": {"departing": 0},
        "any five leave, no tie handed over": {"departing": 5, "handover": 0.0, "targeted": False},
        "the five leave, half their ties handed over": {"departing": 5, "handover": 0.5},
        "the five leave, no tie handed over": {"departing": 5, "handover": 0.0},
    }
    frames = []
    for model in ("leaders and heirs", "openness and heirs"):
        study = succession_studies()[model]
        parameters = _network(study.parameters, last_year=last_year, departure_year=DEPARTURE)
        if model == "leaders and heirs":
            parameters = succession.closed(parameters)
        courses = succession.branches(
            parameters,
            np.random.default_rng(SEED),
            study.matching.survivors.to_numpy(),
            departures,
        )
        for departure, course in courses.items():
            reach = pd.DataFrame(course.reach, columns=list(course.years))
            quartiles = reach.quantile([0.25, 0.5, 0.75]).T
            quartiles.columns = pd.Index(["Low", "Middle", "High"])
            quartiles = quartiles.rename_axis("Year").reset_index()
            frames.append(quartiles.assign(Model=model, Departure=departure))
    return pd.concat(frames, ignore_index=True)


def healing() -> Quantity:
    """Return after how many years half of the lost ties are expected to be formed anew.

    The middle half of the open worlds that meet the record, among persons of ordinary
    prominence.

    Examples
    --------
    >>> healing().low > 0
    True
    """
    study = succession_studies()["openness and heirs"]
    openness = study.parameters.loc[study.matching.survivors, "openness"]
    fast, slow = openness.quantile([0.75, 0.25])
    years = succession.healing_time(np.array([fast, slow]))
    return Quantity(float(years[0]), float(years[1]), "years")


def confrontations() -> list[Confrontation]:
    """Return both arguments beside their rivals, with the verdict that follows.

    Examples
    --------
    >>> [confrontation.module for confrontation in confrontations()]
    ['mutual_guarantee', 'succession']
    """
    return [
        Confrontation(
            theory="Credit is pooled safely because needs come at different times",
            source="zhang2014",
            module="mutual_guarantee",
            question="Does the record of loans and calm years tell staggered needs and "
            "separate luck from a pool of correlated ones?",
            reproduced="Clearing payments with and without default costs as printed by Gandy "
            "and Veraart's systemicrisk; Vasicek's one-factor default probability",
            evidence=(
                "xixia-guarantee-wmg-lcg-2003",
                "xixia-guarantee-lcg-xawpgc-2007",
                "xixia-leading-firms",
                "stages/xixia-finance-2",
            ),
            studies=credit_studies(),
            overturn="The dates of all guaranteed loans of the thirty members, or one year in "
            "which several of them failed at once",
            page="cases/xixia",
        ),
        Confrontation(
            theory="Five leaders hold the network, and heirs will keep it",
            source="zhang2014",
            module="succession",
            question="Could a network held by leaders and their heirs have changed its leaders "
            "as Xixia's did by 2014?",
            reproduced="A star without its hub falls apart (Albert, Jeong and Barabási 2000); "
            "healing in closed form",
            evidence=(
                "xixia-core-leaders",
                "xixia-core-leaders-joining",
                "xixia-members-phase-1",
                "xixia-members-phase-2",
            ),
            studies=succession_studies(),
            overturn="Who is friends with whom among ordinary members: a network without such "
            "ties would leave the closed model alone",
            page="cases/xixia",
        ),
    ]


def _guarantees() -> pd.DataFrame:
    """Documented guarantees with an amount: who, for whom, since when, million yuan."""
    graph = ties("xixia", kinds={"guarantees"})
    return pd.DataFrame(
        [
            {
                "from": giver,
                "to": taker,
                "year": int(tie["start"][:4]),
                "amount": tie["amount"].low,
            }
            for giver, taker, tie in graph.edges(data=True)
            if tie["amount"] is not None
        ]
    )


def _network(design: pd.DataFrame, **settings: int) -> succession.Parameters:
    documented = {
        "members": int(quantity("xixia-members-phase-2").low),
        "founders": int(quantity("xixia-members-phase-1").high),
        "leaders": int(quantity("xixia-core-leaders").low),
    }
    values: dict[str, Any] = {**arrays(design), **documented, **settings}
    return succession.Parameters(**values)


def _firms_of(persons: set[str]) -> set[str]:
    """Firms that the persons lead, each under its latest documented name."""
    leads, succeeds = ties("xixia", kinds={"leads"}), ties("xixia", kinds={"succeeds"})
    firms = {firm for person in persons for firm in leads.successors(person)}
    later = {old: new for new, old in succeeds.edges()}
    return {later.get(firm, firm) for firm in firms}


def _first_crossing(excess: pd.Series[float]) -> float:
    """Return where a line through the points first rises above 0."""
    above = np.flatnonzero(excess.to_numpy() > 0)
    if not above.size:
        return np.inf
    at = int(above[0])
    if at == 0:
        return float(excess.index[0])
    (x0, x1), (y0, y1) = excess.index[at - 1 : at + 1], excess.iloc[at - 1 : at + 1]
    return float(x0 - y0 * (x1 - x0) / (y1 - y0))
