"""Xixia's co-operation confronted with what Zhang records: ties, divided lines, pressure.

Each study spreads draws over every value that could be argued for, runs theory and
rivals on the same draws and the same random numbers, and keeps those that meet the
documented bounds. The document prints few numbers, so the bounds are weak, and most
of what it asserts of causes is left open by them; :func:`deciding_data` shows which
datum would close it.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from industrial_clusters import evidence
from industrial_clusters.evidence import Quantity, quantity
from industrial_clusters.experiments.designs import sobol_design
from industrial_clusters.experiments.history_matching import match
from industrial_clusters.experiments.studies import Confrontation, Study, arrays, survivors
from industrial_clusters.models import peer_pressure, staggered_development, tie_strength

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SEED = 1994

Model = TypeVar("Model")

WEEKS_PER_MONTH = 365.25 / 7 / 12

# Trust from identity, openness: any share. Familiarity and exclusion: at 2 a meeting a
# month makes or closes 86 ties of 100. Telling: from once in 17 years to twice a month.
TIE_RANGES = {
    "identity": (0.0, 1.0),
    "familiarity": (0.0, 2.0),
    "openness": (0.0, 1.0),
    "exclusion": (0.0, 2.0),
    "telling": (0.005, 2.0),
}
# Meetings a month on a strong tie: from the document's criterion to daily.
DAILY = 30.0
TIE_DRAWS = 1024

# In units of the demand of the old line, whose only seller would earn a quarter: a
# second line costs up to half of that a year, to enter up to two years of it.
# Discount factors are those of interest at 2 to 67 per cent. The competitors that
# arrived weigh as much as 1 to 20 equals; they may gain weight or lose it.
PACT_RANGES = {
    "substitution": (0.0, 0.99),
    "discount": (0.6, 0.98),
    "reaction": (0.0, 1.0),
    "friendship": (0.0, 1.0),
    "second_line": (0.0, 0.125),
    "entry_cost": (0.0, 0.5),
    "new_line": (0.1, 5.0),
    "growth": (-0.05, 0.15),
    "volatility": (0.0, 0.3),
    "outsiders": (1.0, 20.0),
    "shakeout": (-0.05, 0.5),
    "outsiders_new": (0.0, 4.0),
}
PACT_DRAWS = 8192

# The prize is up to four years' worth of full effort; pressure up to the whole value
# of effort; anything may be shared. No upper bound of the members is documented.
EFFORT_RANGES = {
    "telling": (0.01, 1.0),
    "pressure": (0.0, 1.0),
    "honour": (0.0, 4.0),
    "shared": (0.0, 1.0),
    "freedom": (0.0, 1.0),
}
MOST_MEMBERS = 200.0
EFFORT_DRAWS = 1024

# A retired official saw no influence to speak of in the first phase; later there were
# benefits. Read as an early effect of at most half of the later one.
INSIGNIFICANT = 0.5


def _as_drawn(parameters: Model) -> Model:
    return parameters


# Theory first, then its rivals: what each makes of the parameters drawn.
TIE_MODELS: dict[str, Callable[[tie_strength.Parameters], tie_strength.Parameters]] = {
    "contact closes": _as_drawn,
    "contact carries": tie_strength.more_contact_more_news,
    "familiarity alone": tie_strength.familiarity_alone,
}
PACT_MODELS: dict[
    str, Callable[[staggered_development.Parameters], staggered_development.Parameters]
] = {
    "friendship": _as_drawn,
    "patience alone": staggered_development.self_interest,
    "each for itself": staggered_development.each_for_itself,
}
EFFORT_MODELS: dict[str, Callable[[peer_pressure.Parameters], peer_pressure.Parameters]] = {
    "pressure": _as_drawn,
    "pressure diluted": peer_pressure.diluted,
    "ownership alone": peer_pressure.ownership_alone,
}


def tie_constraints() -> dict[str, Quantity]:
    """Return what is documented of the travel of news and of risky practice.

    News of LCG's workshop management of 2006 reached a befriended firm in time for
    2007: at most 24 months. Most entrepreneurs know the leaders' stories, and most
    metallurgical firms share their clients, a practice that needs trust; what holds
    of one industry is taken to hold of the network. The first guarantee known is of
    2003; by 2007 a third firm was in: at most 60 months.

    Examples
    --------
    >>> tie_constraints()["friend_hears"]
    Quantity(low=0.0, high=24.0, unit='months')
    """
    return {
        "friend_hears": _months("xixia-wms-lcg-2006", "xixia-wms-xiemg-2007"),
        "news_reach": _most("xixia-knows-leaders-stories-share"),
        "practice_reach": _most("xixia-client-sharing-share"),
        "next_user": _months("xixia-guarantee-wmg-lcg-2003", "xixia-guarantee-lcg-xawpgc-2007"),
    }


@cache
def tie_studies(draws: int = TIE_DRAWS, seed: int = SEED) -> dict[str, Study]:
    """Return Xixia's ties under the document's equations and under two rivals.

    Each draw also has Wenzhou's ties (contact of a strong tie) and weak ones (no
    common identity) under the same parameters, which nothing constrains: outputs
    ``strong_delay``, ``strong_users``, ``weak_delay`` and ``weak_users``.

    Parameters
    ----------
    draws : int, optional
        Number of draws, a power of two.
    seed : int, optional
        Seed of the design and of the ties.

    Examples
    --------
    >>> list(tie_studies(draws=16))
    ['contact closes', 'contact carries', 'familiarity alone']
    """
    weekly = quantity("world-strong-tie-contact").low * WEEKS_PER_MONTH
    ranges = {**TIE_RANGES, "contact": _contact(), "strong_contact": (weekly, DAILY)}
    design = sobol_design(ranges, draws, seed)
    theory = _tie_parameters(design)
    strong = dataclasses.replace(theory, contact=design["strong_contact"].to_numpy())
    weak = dataclasses.replace(theory, identity=0.0)
    studies = {}
    for name, variant in TIE_MODELS.items():
        outputs = _travel(variant(theory), seed)
        for kind, ties in (("strong", strong), ("weak", weak)):
            other = _travel(variant(ties), seed)
            outputs[f"{kind}_delay"] = other["news_delay"]
            outputs[f"{kind}_users"] = other["practice_users"]
        studies[name] = Study(design, outputs, match(outputs, tie_constraints()))
    return studies


def table_two() -> pd.DataFrame:
    """Return in how many surviving worlds each comparison of the document's Table 2 holds.

    What the table calls good must beat what it calls bad: more users of the risky
    practice in twenty years, or less time until half have the news.

    Returns
    -------
    pandas.DataFrame
        Columns ``Comparison``, ``Model``, and the shares of worlds in which it
        ``Holds``, in which the two are ``Equal``, and in which it is ``Reversed``.

    Examples
    --------
    >>> table_two()["Comparison"].nunique()
    4
    """
    users = {"Xixia": "practice_users", "Wenzhou": "strong_users", "weak": "weak_users"}
    delays = {"Xixia": "news_delay", "Wenzhou": "strong_delay", "weak": "weak_delay"}
    rows = []
    for dimension, columns, better in (
        ("collaboration", users, 1),
        ("new information", delays, -1),
    ):
        coded = {kind: _coded(kind, dimension) for kind in columns}
        for good, bad in itertools.product(columns, columns):
            if (coded[good], coded[bad]) != ("Good", "Bad"):
                continue
            for name, study in tie_studies().items():
                kept = survivors(study)
                ahead = np.sign(kept[columns[good]] - kept[columns[bad]]) * better
                rows.append(
                    {
                        "Comparison": f"{dimension}: {good} over {bad}",
                        "Model": name,
                        "Holds": (ahead > 0).mean(),
                        "Equal": (ahead == 0).mean(),
                        "Reversed": (ahead < 0).mean(),
                    }
                )
    return pd.DataFrame(rows)


def bandwidth_that_turns() -> pd.Series[float]:
    """Return the bandwidth above which Wenzhou's ties would bring more that is new.

    Returns
    -------
    pandas.Series
        Quartiles and ``max`` of the critical bandwidth over the surviving worlds in
        which contact closes, between their contact and that of a strong tie.

    Examples
    --------
    >>> bool(bandwidth_that_turns().between(0, 2).all())
    True
    """
    study = tie_studies()["contact closes"]
    kept = study.parameters[study.matching.survivors]
    turns = tie_strength.critical_bandwidth(
        _tie_parameters(kept), kept["strong_contact"].to_numpy()
    )
    return pd.Series(turns).quantile([0.25, 0.5, 0.75, 1.0]).set_axis(["25%", "50%", "75%", "max"])


def other_rings() -> pd.DataFrame:
    """Return the surviving shares had each member other ties, or the practice other needs.

    How many ties a member has and how many users it must see are assumptions. They
    move the shares of all models; the table shows whether they change the order.

    Returns
    -------
    pandas.DataFrame
        Columns ``Neighbours``, ``Threshold``, ``Model`` and ``Share``.

    Examples
    --------
    >>> len(other_rings())
    18
    """
    theory = _tie_parameters(tie_studies()["contact closes"].parameters.head(256))
    rows = []
    for neighbours, threshold in itertools.product((4, 6, 10), (2, 3)):
        ring = dataclasses.replace(theory, neighbours=neighbours, threshold=threshold)
        for name, variant in TIE_MODELS.items():
            share = match(_travel(variant(ring), SEED), tie_constraints()).share
            rows.append(
                {"Neighbours": neighbours, "Threshold": threshold, "Model": name, "Share": share}
            )
    return pd.DataFrame(rows)


def first_circle() -> pd.Series[float]:
    """Return how often the first circle would have taken up what the network did.

    Its seven friends, all tied to each other, get the parameters of each surviving
    world and the years of the first phase. The record says that the circle, which met
    as often as the network does today, left its firms as they were.

    Returns
    -------
    pandas.Series
        By model, the share of surviving worlds in which most of them would have.

    Examples
    --------
    >>> bool(first_circle().between(0, 1).all())
    True
    """
    stage = evidence.row("stages", "xixia-network-1")
    months = 12 * (int(stage["end"]) - int(stage["start"]))
    most = tie_constraints()["practice_reach"].low
    shares = {}
    for name, parameters in _surviving_ties().items():
        circle = dataclasses.replace(parameters, members=7, neighbours=6)
        reached = _travel(circle, SEED, months)["practice_reach"]
        shares[name] = float((reached >= most).mean())
    return pd.Series(shares)


def other_ties() -> pd.DataFrame:
    """Return how news and practice fare in surviving worlds whose ties are changed.

    Returns
    -------
    pandas.DataFrame
        Columns ``Change``, ``Model``, ``Delay``, the median months until half have the
        news, and ``Users``, the mean share of the others that take up the practice.

    Examples
    --------
    >>> other_ties()["Change"].unique().tolist()[:3]
    ['as it is', 'no bridges', 'contact halved']
    """
    rows = []
    for name, parameters in _surviving_ties().items():
        members = parameters.members
        changes: dict[str, dict[str, Any]] = {
            "as it is": {},
            "no bridges": {"openness": 0.0},
            "contact halved": {"contact": np.asarray(parameters.contact) / 2},
            "one member more": {"members": members + 1},
            "twice the members": {"members": 2 * members},
        }
        for change, values in changes.items():
            outputs = _travel(dataclasses.replace(parameters, **values), SEED)
            rows.append(
                {
                    "Change": change,
                    "Model": name,
                    "Delay": outputs["news_delay"].median(),
                    "Users": outputs["practice_reach"].mean(),
                }
            )
    return pd.DataFrame(rows)


def pact_constraints() -> dict[str, Quantity]:
    """Return what is documented of the two firms after their talks of 1998.

    XBGC made no mould plates, LCG had left mould fluxes by the time of the document,
    and XBGC had more than 53 per cent of the national market.

    Examples
    --------
    >>> pact_constraints()["share_old_at_end"]
    Quantity(low=0.53, high=1.0, unit='')
    """
    share = quantity("xixia-xbgc-mould-flux-share")
    return {
        "stayer_in_new": Quantity(0, 0, "years"),
        "mover_in_old_at_end": Quantity(0, 0),
        "share_old_at_end": Quantity(share.low / 100, 1.0),
    }


@cache
def pact_studies(draws: int = PACT_DRAWS, seed: int = SEED) -> dict[str, Study]:
    """Return divided lines by friendship, by patience alone, and without a pact.

    Where there is a pact, both must have had something to gain by it, or nothing to
    lose: they agreed.

    Parameters
    ----------
    draws : int, optional
        Number of draws, a power of two.
    seed : int, optional
        Seed of the design and of the new line's growth.

    Examples
    --------
    >>> list(pact_studies(draws=16))
    ['friendship', 'patience alone', 'each for itself']
    """
    design = sobol_design(PACT_RANGES, draws, seed)
    theory = staggered_development.Parameters(**arrays(design))
    studies = {}
    for name, variant in PACT_MODELS.items():
        parameters = variant(theory)
        course = staggered_development.simulate(parameters, np.random.default_rng(seed))
        outputs = staggered_development.observables(course)
        constraints = pact_constraints()
        if parameters.pact:
            gain = Quantity(0, math.inf)
            constraints |= {"gain_stayer": gain, "gain_mover": gain}
        studies[name] = Study(design, outputs, match(outputs, constraints))
    return studies


def why_apart() -> pd.Series[float]:
    """Return what keeps the two firms apart in the theory's surviving worlds.

    Returns
    -------
    pandas.Series
        Shares of the worlds in which they would keep apart without any pact, in
        which the pact needs patience only, and in which it needs friendship.

    Examples
    --------
    >>> round(float(why_apart().sum()), 9)
    1.0
    """
    studies = pact_studies()
    kept = studies["friendship"].matching.survivors
    apart = {
        name: _apart(study.outputs)[kept] for name, study in studies.items() if name != "friendship"
    }
    alone, patient = apart["each for itself"], apart["patience alone"]
    return pd.Series(
        {
            "no pact needed": (alone).mean(),
            "patience is enough": (~alone & patient).mean(),
            "friendship is needed": (~alone & ~patient).mean(),
        }
    )


def who_gains() -> pd.Series[float]:
    """Return whom the pact leaves better off over the years in the theory's surviving worlds.

    The gain is against each selling wherever it pays. The document calls the pact a
    win for both.

    Returns
    -------
    pandas.Series
        Shares of the worlds in which ``both`` gain, the ``stayer`` or the ``mover``
        alone does, or ``neither``.

    Examples
    --------
    >>> who_gains().index.tolist()
    ['both', 'stayer', 'mover', 'neither']
    """
    studies = pact_studies()
    firms = ["profit_stayer", "profit_mover"]
    change = studies["friendship"].outputs[firms] - studies["each for itself"].outputs[firms]
    gains = change[studies["friendship"].matching.survivors] > 0
    stayer, mover = gains["profit_stayer"], gains["profit_mover"]
    return pd.Series(
        {
            "both": (stayer & mover).mean(),
            "stayer": (stayer & ~mover).mean(),
            "mover": (~stayer & mover).mean(),
            "neither": (~stayer & ~mover).mean(),
        }
    )


def win_win_by_outsiders() -> pd.Series[float]:
    """Return how often a pact makes both firms better off, by competitors in the old line.

    All draws count, whether the record allows them or not: it is the arithmetic of a
    pact of two, to which the others are no party.

    Returns
    -------
    pandas.Series
        Shares of the draws, indexed by the number of equal competitors in 1998.

    Examples
    --------
    >>> win_win_by_outsiders().is_monotonic_decreasing
    True
    """
    theory = staggered_development.Parameters(**arrays(pact_studies()["friendship"].parameters))
    shares = {}
    for outsiders in (0, 1, 2, 5, 10):
        course = staggered_development.simulate(
            dataclasses.replace(theory, outsiders=outsiders), np.random.default_rng(SEED)
        )
        shares[outsiders] = ((course.gain_stayer > 0) & (course.gain_mover > 0)).mean()
    return pd.Series(shares)


def prices_instead() -> pd.Series[float]:
    """Return how often a cartel in the old line could have held the monopoly price.

    It is what the two might have agreed instead of dividing lines, judged by the folk
    theorem at the discount factor of each of the theory's surviving worlds.

    Returns
    -------
    pandas.Series
        Shares of the worlds: had the two been alone in the line, and with all its
        sellers of 1998 in the cartel.

    Examples
    --------
    >>> prices_instead().index.tolist()
    ['two alone', 'all sellers']
    """
    study = pact_studies()["friendship"]
    kept = study.parameters[study.matching.survivors]
    held = {
        name: staggered_development.price_pact(
            2.0 + others * kept["outsiders"].to_numpy(), kept["substitution"].to_numpy()
        )
        <= kept["discount"].to_numpy()
        for name, others in (("two alone", 0.0), ("all sellers", 1.0))
    }
    return pd.Series({name: float(worlds.mean()) for name, worlds in held.items()})


def who_pays() -> pd.DataFrame:
    """Return what buyers and partners gain by the pact in worlds where it matters.

    These are the theory's surviving worlds in which the two would not have kept apart
    without it. The partners' gain is net of the costs of second lines and of entry.

    Returns
    -------
    pandas.DataFrame
        Rows ``buyers``, ``partners``, ``both``; the quartiles ``Low``, ``Middle`` and
        ``High`` of the change against each for itself, as a share of what it was;
        and ``demand``, by how much all demand would have had to rise for the buyers
        to be as well off; ``friendship``, the least that holds the pact, as a share
        of the profit at home.

    Examples
    --------
    >>> who_pays().index.tolist()
    ['buyers', 'partners', 'both', 'demand', 'friendship']
    """
    studies = pact_studies()
    alone = studies["each for itself"].outputs
    matters = studies["friendship"].matching.survivors & ~_apart(alone)
    before, after = alone[matters], studies["friendship"].outputs[matters]
    earned = [kept["profit_stayer"] + kept["profit_mover"] for kept in (before, after)]
    changes = pd.DataFrame(
        {
            "buyers": after["surplus"] / before["surplus"] - 1,
            "partners": earned[1] / earned[0] - 1,
            "both": (after["surplus"] + earned[1]) / (before["surplus"] + earned[0]) - 1,
            "demand": before["surplus"] / after["surplus"] - 1,
            "friendship": after["friendship_needed"],
        }
    )
    quartiles = changes.quantile([0.25, 0.5, 0.75]).T
    quartiles.columns = pd.Index(["Low", "Middle", "High"])
    return quartiles


def other_pacts() -> pd.Series[float]:
    """Return in how many of the theory's surviving worlds a changed pact still holds.

    Returns
    -------
    pandas.Series
        Shares by change: contact halved (an intruder meets old prices for twice as
        long), an outsider in the new line, a third partner, twice the partners.

    Examples
    --------
    >>> float(other_pacts()["as it is"])
    1.0
    """
    study = pact_studies()["friendship"]
    theory = staggered_development.Parameters(**arrays(study.parameters))
    changes: dict[str, dict[str, Any]] = {
        "as it is": {},
        "contact halved": {"reaction": np.minimum(2 * np.asarray(theory.reaction), 1.0)},
        "no friendship": {"friendship": 0.0},
        "an outsider enters": {"outsiders_new": np.asarray(theory.outsiders_new) + 1},
        "a third partner": {"partners": theory.partners + 1},
        "twice the partners": {"partners": 2 * theory.partners},
    }
    shares = {}
    for change, values in changes.items():
        course = staggered_development.simulate(
            dataclasses.replace(theory, **values), np.random.default_rng(SEED)
        )
        apart = _apart(staggered_development.observables(course))
        shares[change] = float(apart[study.matching.survivors].mean())
    return pd.Series(shares)


def effort_constraints() -> dict[str, Quantity]:
    """Return what is documented of pressure and effort.

    Most entrepreneurs know the leaders' stories: what is done is seen. Those who rest
    on their success are rarely found: fewer than half. The first circle
    left its firms as they were.

    Examples
    --------
    >>> effort_constraints()["seen"]
    Quantity(low=0.5, high=1.0, unit='')
    """
    return {
        "seen": _most("xixia-knows-leaders-stories-share"),
        "slack": Quantity(0.0, 0.5),
        "early_excess": Quantity(-math.inf, 0.0),
    }


@cache
def effort_studies(draws: int = EFFORT_DRAWS, seed: int = SEED) -> dict[str, Study]:
    """Return effort under pressure, under pressure diluted by size, and under ownership.

    Parameters
    ----------
    draws : int, optional
        Number of draws, a power of two.
    seed : int, optional
        Seed of the design and of how far members feel pressure.

    Examples
    --------
    >>> list(effort_studies(draws=16))
    ['pressure', 'pressure diluted', 'ownership alone']
    """
    first, later = quantity("xixia-members-phase-1"), quantity("xixia-members-phase-2")
    ranges = {
        **EFFORT_RANGES,
        "contact": _contact(),
        "members_first": (first.low, first.high),
        "members_later": (later.low, MOST_MEMBERS),
    }
    design = sobol_design(ranges, draws, seed)
    studies = {}
    for name in EFFORT_MODELS:
        outputs, courses = _effort(name, design, seed)
        studies[name] = Study(design, outputs, match(outputs, effort_constraints()), courses)
    return studies


def without_reform() -> pd.Series[float]:
    """Return the surviving shares had freedom been full from the start.

    It takes the reform out of the theory: with contact as frequent in the first
    circle as later, pressure alone must then explain why it had no influence.

    Examples
    --------
    >>> bool((without_reform() <= 1).all())
    True
    """
    shares = {}
    for name, study in effort_studies().items():
        outputs, _ = _effort(name, study.parameters.assign(freedom=1.0))
        shares[name] = match(outputs, effort_constraints()).share
    return pd.Series(shares)


def readings_of_the_first_circle() -> pd.DataFrame:
    """Return the surviving shares by how little the first circle's influence was.

    Returns
    -------
    pandas.DataFrame
        Indexed by the most that the early influence may be, as a share of the late
        one; one column a model.

    Examples
    --------
    >>> readings_of_the_first_circle().index.tolist()
    [0.25, 0.5, 0.75, 1.0]
    """
    shares = {
        most: {
            name: match(
                study.outputs.assign(
                    early_excess=study.outputs["early_effect"] - most * study.outputs["late_effect"]
                ),
                effort_constraints(),
            ).share
            for name, study in effort_studies().items()
        }
        for most in (0.25, INSIGNIFICANT, 0.75, 1.0)
    }
    return pd.DataFrame.from_dict(shares, orient="index")


def other_efforts() -> pd.DataFrame:
    """Return mean effort in the surviving worlds when the network is changed.

    Returns
    -------
    pandas.DataFrame
        Columns ``Change``, ``Model`` and ``Effort``, the median of mean effort in the
        last year as a share of the first best.

    Examples
    --------
    >>> other_efforts()["Change"].unique().tolist()[:2]
    ['as it is', 'contact halved']
    """
    rows = []
    for name, study in effort_studies().items():
        kept = study.parameters[study.matching.survivors].reset_index(drop=True)
        members = kept["members_later"].round()
        changes: dict[str, Mapping[str, Any]] = {
            "as it is": {},
            "contact halved": {"contact": kept["contact"] / 2},
            "one member more": {"members_later": members + 1},
            "twice the members": {"members_later": 2 * members},
            "no honours": {"honour": 0.0},
            "no pressure": {"pressure": 0.0},
        }
        for change, values in changes.items():
            outputs, _ = _effort(name, kept.assign(**values))
            effort = outputs["effort"].median()
            rows.append({"Change": change, "Model": name, "Effort": effort})
    return pd.DataFrame(rows)


def deciding_data() -> pd.DataFrame:
    """Return how the surviving shares would move if a missing datum were found.

    Returns
    -------
    pandas.DataFrame
        Columns ``Theory``, ``Finding``, ``Model`` and ``Share`` of all draws.

    Examples
    --------
    >>> deciding_data()["Theory"].nunique()
    3
    """
    findings: tuple[tuple[str, str, dict[str, Study], str, Quantity], ...] = (
        (
            "trust and contact",
            "those who meet weekly have the news first",
            _with_ratio(),
            "delay_ratio",
            Quantity(0.0, 0.99),
        ),
        (
            "trust and contact",
            "those who meet weekly have the news last",
            _with_ratio(),
            "delay_ratio",
            Quantity(1.01, math.inf),
        ),
        (
            "staggered development",
            "XBGC could have made plates at a profit in some year",
            pact_studies(),
            "entry_pays",
            Quantity(0.01, 1.0),
        ),
        (
            "staggered development",
            "it could have in none",
            pact_studies(),
            "entry_pays",
            Quantity(0.0, 0.0),
        ),
        (
            "peer pressure",
            "members do a tenth more than owners outside the network",
            effort_studies(),
            "late_effect",
            Quantity(0.1, math.inf),
        ),
        (
            "peer pressure",
            "members do no more than owners outside the network",
            effort_studies(),
            "late_effect",
            Quantity(0.0, 0.01),
        ),
    )
    rows = []
    for theory, finding, studies, column, bounds in findings:
        for name, study in studies.items():
            meets = study.outputs[column].between(bounds.low, bounds.high)
            share = float((study.matching.survivors & meets).mean())
            rows.append({"Theory": theory, "Finding": finding, "Model": name, "Share": share})
    return pd.DataFrame(rows)


def confrontations() -> list[Confrontation]:
    """Return the three theories, each against its rivals.

    Examples
    --------
    >>> [confrontation.module for confrontation in confrontations()]
    ['tie_strength', 'staggered_development', 'peer_pressure']
    """
    return [
        Confrontation(
            theory="Trust without much contact carries both news and risky practice",
            source="zhang2014",
            module="tie_strength",
            question="Does rare contact among those who trust each other beat frequent contact?",
            reproduced="Contagion of threshold t advances k/2 - t + 1 on a ring and does not cross "
            "a bridge narrower than t (Centola and Macy 2007)",
            evidence=(
                "xixia-contact-today",
                "world-strong-tie-contact",
                "xixia-knows-leaders-stories-share",
                "xixia-client-sharing-share",
                "events/xixia-wms-lcg-2006",
                "events/xixia-wms-xiemg-2007",
                "xixia-guarantee-wmg-lcg-2003",
                "xixia-guarantee-lcg-xawpgc-2007",
            ),
            studies=tie_studies(),
            overturn="Who heard first of one dated novelty, by how often they meet: if those who "
            "meet weekly did, contact carries and does not close",
            page="cases/xixia",
        ),
        Confrontation(
            theory="Friends keep out of each other's lines, and no price war breaks out",
            source="zhang2014",
            module="staggered_development",
            question="Does it take friendship, or patience, or nothing at all to keep two firms "
            "apart?",
            reproduced="Grim trigger holds from a discount factor of 1 - 1/n (Friedman 1971)",
            evidence=(
                "xixia-xbgc-mould-flux-share",
                "events/xixia-staggered-development-1998",
                "ties/xixia-lcg-withdraws-for-xbgc",
                "ties/xixia-xbgc-withdraws-for-lcg",
            ),
            studies=pact_studies(),
            overturn="Prices and margins of fluxes and plates before and after 1998: if a duel in "
            "plates would have paid XBGC less than a second line cost, no trust was at work",
            page="cases/xixia",
        ),
        Confrontation(
            theory="Pressure and honour among members who see each other make them work",
            source="zhang2014",
            module="peer_pressure",
            question="Does pressure hold effort up as the circle of friends becomes a network?",
            reproduced="Equal sharing leaves 1/N of the first best (Kandel and Lazear 1992)",
            evidence=(
                "xixia-contact-phase-1",
                "xixia-contact-today",
                "xixia-members-phase-1",
                "xixia-members-phase-2",
                "xixia-knows-leaders-stories-share",
                "events/xixia-state-enterprise-reform-1999",
            ),
            studies=effort_studies(),
            overturn="Dated innovations of members and of owners outside the network, before and "
            "after 1999: if they do not differ, ownership did it",
            page="cases/xixia",
        ),
    ]


def _contact() -> tuple[float, float]:
    """Meetings a month, documented alike for the first circle and for today."""
    contact = quantity("xixia-contact-today")
    return contact.low, contact.high


def _most(identifier: str) -> Quantity:
    return Quantity(quantity(identifier).low / 100, 1.0)


def _months(start: str, end: str) -> Quantity:
    """From nothing to the months from the start of one event's year to the end of another's."""
    first, last = (int(evidence.row("events", event)["date_start"]) for event in (start, end))
    return Quantity(0.0, 12.0 * (last - first + 1), "months")


def _coded(kind: str, dimension: str) -> str:
    """Code of a kind of tie in the document's Table 2."""
    place, trust, contact = {
        "Xixia": ("xixia", "high", "low"),
        "Wenzhou": ("wenzhou", "high", "high"),
        "weak": ("world", "low", "low"),
    }[kind]
    cell = (
        f"{place}-types-of-social-ties-table-2-trust-{trust}-contact-{contact}-"
        f"{dimension.replace(' ', '-')}"
    )
    return str(evidence.row("dimensions", cell)["coding"])


def _tie_parameters(design: pd.DataFrame) -> tie_strength.Parameters:
    return tie_strength.Parameters(**arrays(design.drop(columns="strong_contact")))


def _travel(parameters: tie_strength.Parameters, seed: int, months: float = 240.0) -> pd.DataFrame:
    course = tie_strength.simulate(parameters, np.random.default_rng(seed))
    return tie_strength.observables(course, months)


def _surviving_ties(most: int = 128) -> dict[str, tie_strength.Parameters]:
    """Parameters of the first surviving worlds of each model."""
    return {
        name: TIE_MODELS[name](
            _tie_parameters(study.parameters[study.matching.survivors].head(most))
        )
        for name, study in tie_studies().items()
    }


def _with_ratio() -> dict[str, Study]:
    """Return the tie studies with the delay of strong ties over that of Xixia's."""
    return {
        name: dataclasses.replace(
            study,
            outputs=study.outputs.assign(
                delay_ratio=study.outputs["strong_delay"] / study.outputs["news_delay"]
            ),
        )
        for name, study in tie_studies().items()
    }


def _effort(name: str, design: pd.DataFrame, seed: int = SEED) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return outputs and courses of effort under one of the models."""
    parameters = EFFORT_MODELS[name](peer_pressure.Parameters(**arrays(design)))
    course = peer_pressure.simulate(parameters, np.random.default_rng(seed))
    outputs = peer_pressure.observables(course)
    outputs["early_excess"] = outputs["early_effect"] - INSIGNIFICANT * outputs["late_effect"]
    return outputs, pd.DataFrame(course.effort, columns=list(course.years))


def _apart(outputs: pd.DataFrame) -> pd.Series[bool]:
    return (outputs["stayer_in_new"] == 0) & (outputs["mover_in_old_at_end"] == 0)
