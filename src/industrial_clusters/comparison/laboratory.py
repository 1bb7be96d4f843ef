r"""A laboratory of sliders: what the models of the book make of a place that readers build.

Six conditions of a place, each between 0 and 1, are the six by which the book codes its
cases (``conditions`` of the data). Each model takes two or three of them: a slider sets the
parameters that stand for the condition, from one end to the other of the ranges that the
studies of the cases draw from, and everything else is drawn from those ranges. At each
point of a coarse grid of sliders the same worlds are run, and the shares of them in ten
classes of the outcome are kept. Between grid points the page mixes the worlds of the
nearest ones in proportion, which is a multilinear interpolation of the shares:

.. math::

   h(x) = \sum_{v \in \{0, 1\}^k} h_{i + v} \prod_{j = 1}^k f_j^{v_j} (1 - f_j)^{1 - v_j}

with :math:`i` the grid point below :math:`x` and :math:`f` the way to the next. The mixture
is exact at grid points, which pass through the values that the codings use, and always a
distribution; :func:`errors_between` runs the models in between and says how far it is off.

**Not held to the record.** The worlds are all that the ranges allow, since a record bounds
one place and the sliders build others. Outcomes are shares between 0 and 1, so that one
line serves all, and no two of them measure the same thing. The models do not act on each
other.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from industrial_clusters import evidence
from industrial_clusters.experiments import (
    china_italy,
    junpu,
    xixia,
    xixia_credit,
    yongkang,
    zhongguancun,
)
from industrial_clusters.experiments.designs import sobol_design
from industrial_clusters.experiments.studies import Study, arrays
from industrial_clusters.models import (
    community_enforcement,
    entrepreneurship,
    firm_population,
    land_quota,
    market_platform,
    red_hat,
    staggered_development,
    succession,
    tie_strength,
)

FloatArray = npt.NDArray[np.float64]
Values = dict[str, Any]

LEVELS = (0.0, 0.33, 0.5, 0.67, 1.0)
"""Places of the grid on each slider: those at which the book codes its cases."""

FINER = (0.0, 0.15, 0.33, 0.5, 0.67, 1.0)
"""The same with one more, for models that turn early."""

WORLDS = 64
"""Draws of all that no slider sets, the same at each place of the grid; a power of two."""

CLASSES = 10
"""Classes of equal width into which outcomes between 0 and 1 are sorted."""

LINE = 0.5
"""What counts as reached: an outcome of one half."""

HALF = 0.5
"""What counts as carried: half of the worlds reach the line."""

SEED = 7
STEP = 0.05
# How far the mixture may be off before a change of one slider is not even tried.
_DOUBT = 0.05

YEARS = 12
_HOUSEHOLDS = int(evidence.quantity("mantang-households-1982").low)
_LEADERS = int(evidence.quantity("xixia-core-leaders").low)
_COUNTED = evidence.quantity("zhongguancun-firms-1995").low
_FIRMS = 100


@dataclass(frozen=True)
class Lever:
    """What a slider does to a parameter of a model.

    Attributes
    ----------
    condition : str
        The condition that the slider sets.
    parameter : str
        Parameter of the model; ``log_`` before its name for a power of ten.
    absent, present : float
        Its values with the slider at 0 and at 1.
    """

    condition: str
    parameter: str
    absent: float
    present: float

    def value(self, level: float) -> float:
        """Return the parameter with the slider at a level, powers of ten worked out."""
        drawn = self.absent + (self.present - self.absent) * level
        return 10.0**drawn if self.parameter.startswith("log_") else drawn


@dataclass(frozen=True, eq=False)
class Bench:
    """A model on the bench: what moves it, what is drawn, and what is measured.

    Attributes
    ----------
    outcome : str
        What is measured, as the page calls it: a share between 0 and 1.
    measured : str
        The same at length.
    module : str
        Module of the model.
    page : str
        Page that argues it.
    levers : tuple of Lever
        What the sliders set.
    why : dict of str to str
        Why each condition is taken to act on those parameters.
    ranges : dict of str to tuple of float
        What is drawn, and from where to where.
    run : callable
        Returns the outcome of each draw from its parameters.
    levels : tuple of float, optional
        Places of the grid on each of its sliders.
    coded : str, optional
        Condition of the data by which the book codes what comes nearest to the outcome.
    kept : callable, optional
        Returns the study that holds the model to the record of its own place, where that
        is quick.
    """

    outcome: str
    measured: str
    module: str
    page: str
    levers: tuple[Lever, ...]
    why: Mapping[str, str]
    ranges: Mapping[str, tuple[float, float]]
    run: Callable[[Values], FloatArray]
    levels: tuple[float, ...] = LEVELS
    coded: str = ""
    kept: Callable[[], Study] | None = None

    @property
    def conditions(self) -> tuple[str, ...]:
        """The conditions that move it, in the order of its grid."""
        return tuple(dict.fromkeys(lever.condition for lever in self.levers))


def _rng() -> np.random.Generator:
    """Return the same chance for each place of the grid, so that settings alone differ."""
    return np.random.default_rng(SEED)


def _in_trade(values: Values) -> FloatArray:
    first = 2001
    parameters = entrepreneurship.Parameters(
        **values,
        support_start=float(first),
        households=_HOUSEHOLDS,
        first_year=first,
        last_year=first + YEARS - 1,
    )
    course = entrepreneurship.simulate(parameters, _rng())
    shares: FloatArray = course.in_trade[:, -1] / course.households
    return shares


def _at_work(values: Values) -> FloatArray:
    never = YEARS + 1
    parameters = red_hat.Parameters(
        **values,
        permission=0.0,
        campaign=0.0,
        first_year=1,
        last_year=YEARS,
        permission_year=never,
        campaign_first_year=never,
        campaign_last_year=never,
    )
    course = red_hat.simulate(parameters, _rng())
    shares: FloatArray = course.working[:, -1] / course.households
    return shares


def _reached(values: Values, column: str, months: float) -> FloatArray:
    """Share of a circle reached; ties come in pairs, so that between two pairs worlds mix."""
    pairs = values.pop("pairs")
    below = np.floor(pairs).astype(np.int64)
    # Multiples of the golden ratio spread the worlds that have one pair more.
    turn = np.modf(np.arange(1, len(pairs) + 1) * (5.0**0.5 - 1.0) / 2.0)[0]
    chosen = below + (turn < pairs - below)
    reached = np.empty(len(pairs))
    for number in np.unique(chosen):
        parameters = tie_strength.Parameters(**values, neighbours=int(2 * number))
        outputs = tie_strength.observables(tie_strength.simulate(parameters, _rng()), months)
        reached[chosen == number] = outputs.loc[chosen == number, column]
    return reached


def _practised(values: Values) -> FloatArray:
    return _reached(values, "practice_reach", 12.0 * YEARS)


def _heard(values: Values) -> FloatArray:
    return _reached(values, "news_reach", 12.0)


def _kept_apart(values: Values) -> FloatArray:
    first = 1998
    parameters = staggered_development.Parameters(
        **values, first_year=first, last_year=first + YEARS - 1
    )
    course = staggered_development.simulate(parameters, _rng())
    crossed: FloatArray = (course.stayer_strays | course.mover_strays).mean(axis=1)
    return 1.0 - crossed


def _left_of_trade(values: Values) -> FloatArray:
    parameters = community_enforcement.Parameters(**values)
    gains = community_enforcement.gains(parameters, parameters.traders)
    left: FloatArray = np.clip(gains.max(axis=1), 0.0, 1.0)
    return left


def _filled(values: Values) -> FloatArray:
    low, high = china_italy.SNOWBALL
    gamma = low + (high - low) * values.pop("snowball")
    first = 1980
    parameters = market_platform.Parameters(
        **values,
        substitution=1.0 + values["reach"] / gamma,
        first_year=first,
        last_year=first + YEARS - 1,
    )
    sellers = market_platform.simulate(parameters, _rng()).sellers[:, -1]
    filled: FloatArray = np.minimum(sellers / parameters.full_size, 1.0)
    return filled


def _stayed(values: Values) -> FloatArray:
    course = land_quota.simulate(land_quota.Parameters(**values, firms=_FIRMS), _rng())
    left = course.neighbours[:, -1] + course.provinces[:, -1]
    stayed: FloatArray = 1.0 - left / course.firms
    return stayed


def _firms(values: Values) -> FloatArray:
    parameters = firm_population.Parameters(**values)
    last = firm_population.simulate(parameters, _rng()).firms[:, -1]
    return np.minimum(last / _COUNTED, 1.0)


def _within_two_steps(values: Values) -> FloatArray:
    first = 1994
    parameters = succession.Parameters(
        **values,
        handover=values["inheritance"],
        departing=_LEADERS,
        departure_year=first + YEARS - 1,
        first_year=first,
        last_year=first + YEARS - 1,
    )
    return succession.simulate(parameters, _rng()).reach[:, -1]


def _without(
    ranges: Mapping[str, tuple[float, float]], levers: tuple[Lever, ...], *others: str
) -> dict[str, tuple[float, float]]:
    """Return the ranges of what no slider sets."""
    taken = {lever.parameter for lever in levers} | set(others)
    return {name: bounds for name, bounds in ranges.items() if name not in taken}


def _levers(**of: Mapping[str, tuple[float, float]]) -> tuple[Lever, ...]:
    return tuple(
        Lever(condition, parameter, *ends)
        for condition, parameters in of.items()
        for parameter, ends in parameters.items()
    )


_VILLAGE = _levers(
    ties={name: junpu.VILLAGE_RANGES[name] for name in ("learning", "imitation")},
    support={name: junpu.VILLAGE_RANGES[name] for name in entrepreneurship.INSTRUMENTS},
    market={"opportunity": junpu.VILLAGE_RANGES["opportunity"]},
)
_HAT = _levers(
    trust={"detection": yongkang.VILLAGE_RANGES["detection"][::-1]},
    support={
        "cover": yongkang.VILLAGE_RANGES["cover"],
        "value_of_arrest": yongkang.VILLAGE_RANGES["value_of_arrest"][::-1],
    },
    market={"gain": yongkang.VILLAGE_RANGES["gain"]},
)
_PRACTICE = _levers(
    ties={"pairs": (1.0, 5.0)},
    trust={"identity": xixia.TIE_RANGES["identity"]},
    openness={"openness": xixia.TIE_RANGES["openness"]},
)
_NEWS = tuple(lever for lever in _PRACTICE if lever.condition != "trust")
_LINES = _levers(
    ties={"reaction": xixia.PACT_RANGES["reaction"][::-1]},
    trust={"friendship": xixia.PACT_RANGES["friendship"]},
    openness={name: xixia.PACT_RANGES[name] for name in ("outsiders", "outsiders_new")},
)
_SEATS = _levers(
    trust={"inheritance": xixia_credit.SUCCESSION_RANGES["inheritance"]},
    openness={"openness": xixia_credit.SUCCESSION_RANGES["openness"]},
)
_HONESTY = _levers(
    trust={
        name: china_italy.GOVERNANCE_RANGES[name] for name in ("log_news_distance", "kin_share")
    },
    openness={"roots": china_italy.GOVERNANCE_RANGES["roots"][::-1]},
    support={"log_red_tape": china_italy.GOVERNANCE_RANGES["log_red_tape"][::-1]},
)
_STALLS = _levers(
    support={"fee": china_italy.MARKET_RANGES["fee"][::-1]},
    land={
        name: china_italy.MARKET_RANGES[name] for name in ("workshops", "workshop_growth", "making")
    },
    market={"log_stalls": china_italy.MARKET_RANGES["log_stalls"]},
)
_PLOTS = _levers(
    ties={"attachment": yongkang.LAND_RANGES["attachment"]},
    land={"quota": yongkang.LAND_RANGES["quota"]},
)
_ROOM = _levers(
    ties={"imitation": zhongguancun.POPULATION_RANGES["imitation"]},
    support={name: zhongguancun.POPULATION_RANGES[name] for name in firm_population.STEPS},
    land={"log_room": zhongguancun.POPULATION_RANGES["log_room"]},
)
_SIZES = {"log_traders": china_italy.GOVERNANCE_RANGES["log_italian_size"]}
_CONTACT = evidence.quantity("xixia-contact-today")

BENCHES: dict[str, Bench] = {
    bench.outcome: bench
    for bench in (
        Bench(
            outcome="Households in trade",
            measured=f"share of a village's households in the trade after {YEARS} years",
            module="entrepreneurship",
            page="cases/junpu",
            levers=_VILLAGE,
            why={
                "ties": "neighbours in trade give ability and motive",
                "support": "the package's four instruments, in force from the start",
                "market": "a platform makes a shop pay for more households",
            },
            ranges=_without(junpu.VILLAGE_RANGES, _VILLAGE),
            run=_in_trade,
            coded="entry",
        ),
        Bench(
            outcome="Workshops under repression",
            measured=f"share of a village's households at work after {YEARS} years of bans",
            module="red_hat",
            page="cases/yongkang",
            levers=_HAT,
            why={
                "trust": "who is trusted is not reported: the book's own reading",
                "support": "the village covers workshops, and gains less by arrests",
                "market": "buyers in reach raise what a workshop earns",
            },
            ranges=_without(yongkang.VILLAGE_RANGES, _HAT, "permission", "small_share", "campaign"),
            run=_at_work,
            coded="entry",
        ),
        Bench(
            outcome="Lending and guarantees",
            measured=f"share of a circle that lends and vouches after {YEARS} years",
            module="tie_strength",
            page="cases/xixia",
            levers=_PRACTICE,
            why={
                "ties": "from one pair of partners to five",
                "trust": "a common home or trade makes a tie trusted",
                "openness": "ties bridge to people beyond the neighbourhood",
            },
            ranges={
                **_without(xixia.TIE_RANGES, _PRACTICE),
                "contact": (_CONTACT.low, _CONTACT.high),
            },
            run=_practised,
            coded="joint",
        ),
        Bench(
            outcome="News within a year",
            measured="share of the same circle that has heard within a year",
            module="tie_strength",
            page="cases/xixia",
            levers=_NEWS,
            why={
                "ties": "from one pair of partners to five",
                "openness": "ties bridge to people beyond the neighbourhood",
            },
            ranges={
                **_without(xixia.TIE_RANGES, _NEWS, "identity", "familiarity"),
                "contact": (_CONTACT.low, _CONTACT.high),
            },
            run=_heard,
        ),
        Bench(
            outcome="Lines kept apart",
            measured=f"share of {YEARS} years in which two firms stay out of each other's line",
            module="staggered_development",
            page="cases/xixia",
            levers=_LINES,
            why={
                "ties": "partners who meet notice an entry at once",
                "trust": "a friend is worth up to a year's profit at home",
                "openness": "competitors from outside are in both lines",
            },
            ranges=_without(xixia.PACT_RANGES, _LINES),
            run=_kept_apart,
            coded="joint",
            kept=lambda: xixia.pact_studies()["friendship"],
        ),
        Bench(
            outcome="Network without its leaders",
            measured="share of pairs within two steps in the year in which five leaders leave",
            module="succession",
            page="cases/xixia",
            levers=_SEATS,
            why={
                "trust": "heirs and successors keep the ties they are handed",
                "openness": "members who met as strangers make friends",
            },
            ranges=_without(xixia_credit.SUCCESSION_RANGES, _SEATS),
            run=_within_two_steps,
            coded="joint",
        ),
        Bench(
            outcome="Gains of honest trade",
            measured="share of what trade is worth that the best governance leaves",
            module="community_enforcement",
            page="cases/china-italy",
            levers=_HONESTY,
            why={
                "trust": "news of a cheat travels further, and kin trade more with kin",
                "openness": "transplants are less rooted than families of the place",
                "support": "the state takes off the red tape on associations",
            },
            ranges={
                **_without(
                    china_italy.GOVERNANCE_RANGES,
                    _HONESTY,
                    "export_size",
                    "log_italian_size",
                    "log_zone_law",
                ),
                **_SIZES,
            },
            run=_left_of_trade,
            coded="joint",
            kept=lambda: china_italy.governance_studies(draws=4096)["kin and state"],
        ),
        Bench(
            outcome="Stalls taken",
            measured=f"sellers over those of a full market after {YEARS} years",
            module="market_platform",
            page="cases/china-italy",
            levers=_STALLS,
            why={
                "support": "stalls cost no fee",
                "land": "workshops find room near by, and sellers set up more",
                "market": "more stalls are built when the market opens",
            },
            ranges=_without(china_italy.MARKET_RANGES, _STALLS),
            run=_filled,
            coded="entry",
        ),
        Bench(
            outcome="Firms that stay",
            measured=f"share of the firms that still produce at home after {YEARS} years",
            module="land_quota",
            page="cases/yongkang",
            levers=_PLOTS,
            why={
                "ties": "a firm owes more of its output to the cluster",
                "land": "more land is handed out a year",
            },
            ranges=_without(yongkang.LAND_RANGES, _PLOTS),
            run=_stayed,
        ),
        Bench(
            outcome="Firms in the district",
            measured=f"firms after {YEARS} years over those that Zhongguancun counted, at most 1",
            module="firm_population",
            page="cases/zhongguancun",
            levers=_ROOM,
            why={
                "ties": "a firm draws or sends out more founders",
                "support": "each step of policy multiplies the room",
                "land": "more firms find room at first",
            },
            ranges=_without(zhongguancun.POPULATION_RANGES, _ROOM),
            run=_firms,
            levels=FINER,
            coded="entry",
        ),
    )
}
"""The models on the bench, by outcome."""


def direct(
    bench: Bench, settings: FloatArray, worlds: int = WORLDS, seed: int = SEED
) -> FloatArray:
    """Run a model with its sliders at given places.

    Parameters
    ----------
    bench : Bench
    settings : ndarray of float, shape (places, sliders)
        Between 0 and 1, in the order of the bench's conditions.
    worlds : int, optional
        Draws of all else, a power of two: the same at each place.
    seed : int, optional
        Seed of the draws.

    Returns
    -------
    ndarray of float, shape (places, worlds)
        The outcome of each world.

    Raises
    ------
    ValueError
        If a slider leaves its range, or there is not one number a slider.

    Examples
    --------
    >>> bench = BENCHES["Gains of honest trade"]
    >>> direct(bench, np.array([[1.0, 0.0, 1.0]]), worlds=4).shape
    (1, 4)
    """
    places = np.atleast_2d(np.asarray(settings, dtype=np.float64))
    if places.shape[1] != len(bench.conditions):
        raise ValueError(
            f"{places.shape[1]} sliders are set; {bench.outcome!r} takes {len(bench.conditions)}: "
            f"{', '.join(bench.conditions)}"
        )
    if not ((places >= 0.0) & (places <= 1.0)).all():
        raise ValueError("a slider stands outside 0 to 1; move it back")
    drawn = sobol_design(dict(bench.ranges), worlds, seed)
    return _run(bench, places, drawn)


def _run(bench: Bench, places: FloatArray, drawn: pd.DataFrame) -> FloatArray:
    common = {
        name.removeprefix("log_"): 10.0**column if name.startswith("log_") else column
        for name, column in arrays(drawn).items()
    }
    return np.stack([bench.run(_values(bench, place, common)) for place in places])


def _values(bench: Bench, place: FloatArray, common: Values) -> Values:
    """Return the parameters of each world with the sliders at one place."""
    at = dict(zip(bench.conditions, place, strict=True))
    worlds = len(next(iter(common.values())))
    return common | {
        lever.parameter.removeprefix("log_"): np.full(worlds, lever.value(at[lever.condition]))
        for lever in bench.levers
    }


@cache
def surface(outcome: str) -> FloatArray:
    """Return the shares of the worlds in each class of an outcome, at each place of the grid.

    Parameters
    ----------
    outcome : str
        One of :data:`BENCHES`.

    Returns
    -------
    ndarray of float, shape (levels, ..., levels, classes)
        One axis a slider; the last sums to 1.

    Examples
    --------
    >>> surface("Gains of honest trade").shape
    (5, 5, 5, 10)
    """
    bench = BENCHES[outcome]
    sliders = len(bench.conditions)
    grid = np.array(list(itertools.product(bench.levels, repeat=sliders)))
    return classed(direct(bench, grid)).reshape((len(bench.levels),) * sliders + (CLASSES,))


def classed(outcomes: FloatArray) -> FloatArray:
    """Return the share of the worlds in each class.

    Parameters
    ----------
    outcomes : ndarray of float, shape (places, worlds)
        Between 0 and 1.

    Returns
    -------
    ndarray of float, shape (places, classes)
        A class takes its lower end, the last one both.

    Examples
    --------
    >>> classed(np.array([[0.0, 0.05, 0.5, 1.0]])).tolist()
    [[0.5, 0.0, 0.0, 0.0, 0.0, 0.25, 0.0, 0.0, 0.0, 0.25]]
    """
    # A share such as 0.3 may have come out as a hair less.
    classes = np.clip(np.floor(outcomes * CLASSES + 1e-9), 0, CLASSES - 1).astype(np.int64)
    return np.stack([(classes == number).mean(axis=1) for number in range(CLASSES)], axis=1)


def mixed(table: FloatArray, levels: Sequence[float], settings: FloatArray) -> FloatArray:
    """Mix the worlds of the nearest places of the grid.

    Parameters
    ----------
    table : ndarray of float, shape (levels, ..., levels, classes)
        As :func:`surface` returns it.
    levels : sequence of float
        Places of the grid on each slider, from 0 to 1.
    settings : ndarray of float, shape (places, sliders)
        Between 0 and 1.

    Returns
    -------
    ndarray of float, shape (places, classes)

    Examples
    --------
    >>> table = np.array([[1.0, 0.0], [0.0, 1.0]])
    >>> mixed(table, (0.0, 1.0), np.array([[0.25]])).tolist()
    [[0.75, 0.25]]
    """
    places = np.atleast_2d(np.asarray(settings, dtype=np.float64))
    marks = np.asarray(levels, dtype=np.float64)
    below = np.clip(np.searchsorted(marks, places, side="right") - 1, 0, len(marks) - 2)
    way = (places - marks[below]) / (marks[below + 1] - marks[below])
    mixture = np.zeros((len(places), table.shape[-1]))
    for corner in itertools.product((0, 1), repeat=places.shape[1]):
        weight = np.where(np.array(corner) == 1, way, 1.0 - way).prod(axis=1)
        mixture += weight[:, None] * table[tuple((below + np.array(corner)).T)]
    return mixture


def reaching(shares: FloatArray) -> FloatArray:
    """Return the share of the worlds that reach the line.

    Parameters
    ----------
    shares : ndarray of float, shape (places, classes)

    Examples
    --------
    >>> reaching(classed(np.array([[0.0, 0.49, 0.5, 1.0]])))
    array([0.5])
    """
    reached: FloatArray = shares[:, int(LINE * CLASSES) :].sum(axis=1)
    return reached


def quantile(shares: FloatArray, level: float) -> FloatArray:
    """Return a quantile of worlds that are spread evenly within each class.

    Parameters
    ----------
    shares : ndarray of float, shape (places, classes)
    level : float
        Between 0 and 1.

    Examples
    --------
    >>> quantile(np.full((1, 10), 0.1), 0.25).round(9)
    array([0.25])
    """
    before = np.cumsum(shares, axis=1) - shares
    at = ((before < level - 1e-12) | (before == 0.0)) & (shares > 0.0)
    place = shares.shape[1] - 1 - np.argmax(at[:, ::-1], axis=1)
    rows = np.arange(len(shares))
    within = (level - before[rows, place]) / shares[rows, place]
    found: FloatArray = (place + np.clip(within, 0.0, 1.0)) / shares.shape[1]
    return found


# --- the places that the book has coded -----------------------------------------------------


def conditions() -> pd.Series[str]:
    """Return the names of the conditions that have a slider, by id, in the order of the data.

    Examples
    --------
    >>> conditions()["trust"]
    'Trust of kin or friends'
    """
    moved = {condition for bench in BENCHES.values() for condition in bench.conditions}
    rows = evidence.table("conditions")
    return rows.loc[rows.index.isin(moved), "name"]


@cache
def codings() -> pd.DataFrame:
    """Return where each coded place stands on the sliders: studied cases first, then others.

    A studied case that lacks a coding could stand anywhere.

    Returns
    -------
    pandas.DataFrame
        Columns ``Place``, ``Studied``, ``Condition`` (its id), ``Middle``, ``Low``, ``High``
        and ``Evidence``.

    Examples
    --------
    >>> rows = codings().set_index(["Place", "Condition"])
    >>> rows.loc[("Xixia", "trust"), ["Middle", "Low"]].tolist()
    [1.0, 1.0]
    """
    coded = evidence.table("codings")
    coded = coded[coded["condition"].isin(conditions().index)]
    studied = evidence.studied()["name"]
    names = evidence.table("cases")["name"]
    others = [case for case in dict.fromkeys(coded["case"]) if case not in studied.index]
    rows = []
    for case in [*studied.index, *others]:
        known = coded[coded["case"] == case].reset_index().set_index("condition")
        for condition in conditions().index:
            cells = known.loc[condition] if condition in known.index else None
            rows.append(
                {
                    "Place": names[case],
                    "Studied": case in studied.index,
                    "Condition": condition,
                    "Middle": 0.5 if cells is None else float(cells["membership"]),
                    "Low": 0.0 if cells is None else float(cells["low"]),
                    "High": 1.0 if cells is None else float(cells["high"]),
                    "Evidence": "" if cells is None else f"codings/{cells['id']}",
                }
            )
    return pd.DataFrame(rows)


HALFWAY = "halfway on everything"
"""A place that is none: every slider in its middle."""


@cache
def presets() -> pd.DataFrame:
    """Return where the sliders can start: halfway, or where a place is coded.

    Returns
    -------
    pandas.DataFrame
        Indexed by the place, the one that is none first; one column a condition.

    Examples
    --------
    >>> presets().iloc[0].tolist()
    [0.5, 0.5, 0.5, 0.5, 0.5, 0.5]
    """
    rows = codings()
    table = rows.set_index(["Place", "Condition"])["Middle"].unstack()  # noqa: PD010 - no sums
    table = table.loc[list(dict.fromkeys(rows["Place"])), list(conditions().index)]
    nowhere = pd.DataFrame(0.5, index=[HALFWAY], columns=table.columns)
    return pd.concat([nowhere, table]).rename_axis(index="Place", columns=None)


def _shares(bench: Bench, places: FloatArray) -> FloatArray:
    return mixed(surface(bench.outcome), bench.levels, places)


def _box(bench: Bench, low: FloatArray, high: FloatArray) -> FloatArray:
    """Return the places among which a mixture has its extremes over a box.

    Between two levels of the grid it is linear in each slider, so that no place within
    a cell beats all of its corners.
    """
    marks = [
        sorted({a, b, *(level for level in bench.levels if a < level < b)})
        for a, b in zip(low, high, strict=True)
    ]
    return np.array(list(itertools.product(*marks)))


@cache
def standing() -> pd.DataFrame:
    """Return what the laboratory makes of every start.

    Returns
    -------
    pandas.DataFrame
        Columns ``Place``, ``Studied``, ``Outcome``, ``Middle`` (of the worlds), ``Reached``
        (share of the worlds that reach the line), ``Least`` and ``Most`` (the same over
        every defensible coding) and ``Evidence``.

    Examples
    --------
    >>> rows = standing()
    >>> bool((rows["Least"] <= rows["Reached"] + 1e-9).all())
    True
    """
    coded = codings()
    rows = []
    for place, levels in presets().iterrows():
        known = coded[coded["Place"] == place].set_index("Condition")
        for outcome, bench in BENCHES.items():
            moved = list(bench.conditions)
            shares = _shares(bench, levels[moved].to_numpy(dtype=np.float64))
            least = most = float(reaching(shares)[0])
            if not known.empty:
                box = known.loc[moved, ["Low", "High"]].to_numpy(dtype=np.float64)
                within = reaching(_shares(bench, _box(bench, *box.T)))
                least, most = float(within.min()), float(within.max())
            rows.append(
                {
                    "Place": place,
                    "Studied": bool(known["Studied"].any()) if not known.empty else False,
                    "Outcome": outcome,
                    "Middle": float(quantile(shares, 0.5)[0]),
                    "Reached": float(reaching(shares)[0]),
                    "Least": least,
                    "Most": most,
                    "Evidence": "" if known.empty else " ".join(known.loc[moved, "Evidence"]),
                }
            )
    return pd.DataFrame(rows)


def strips(place: str = HALFWAY) -> pd.DataFrame:
    """Return the worlds of a start in each class of each outcome.

    Returns
    -------
    pandas.DataFrame
        Columns ``Outcome``, ``From``, ``To`` and ``Worlds``, in a hundred.

    Examples
    --------
    >>> strips().groupby("Outcome")["Worlds"].sum().round(6).unique().tolist()
    [100.0]
    """
    levels = presets().loc[place]
    rows = []
    for outcome, bench in BENCHES.items():
        shares = _shares(bench, levels[list(bench.conditions)].to_numpy(dtype=np.float64))[0]
        rows += [
            {
                "Outcome": outcome,
                "From": number / CLASSES,
                "To": (number + 1) / CLASSES,
                "Worlds": 100.0 * share,
            }
            for number, share in enumerate(shares)
        ]
    return pd.DataFrame(rows)


def pulls() -> pd.DataFrame:
    """Return what each slider does from end to end where each studied case stands.

    Returns
    -------
    pandas.DataFrame
        Columns ``Slider``, ``Outcome``, ``Case``, ``At 0``, ``At 1`` (shares of worlds that
        reach the line with the slider at its ends and the others where the case is coded),
        ``Change`` and ``Evidence``.

    Examples
    --------
    >>> bool(pulls()["Change"].between(-1, 1).all())
    True
    """
    coded, names = codings(), conditions()
    rows = []
    for condition, name in names.items():
        for outcome, bench in BENCHES.items():
            if condition not in bench.conditions:
                continue
            for case in dict.fromkeys(coded.loc[coded["Studied"], "Place"]):
                known = coded[coded["Place"] == case].set_index("Condition")
                others = [each for each in bench.conditions if each != condition]
                levels = known["Middle"].copy()
                ends = []
                for end in (0.0, 1.0):
                    levels[condition] = end
                    place = levels[list(bench.conditions)].to_numpy(dtype=np.float64)
                    ends.append(float(reaching(_shares(bench, place))[0]))
                rows.append(
                    {
                        "Slider": name,
                        "Outcome": outcome,
                        "Case": case,
                        "At 0": ends[0],
                        "At 1": ends[1],
                        "Change": ends[1] - ends[0],
                        "Evidence": " ".join(known.loc[others, "Evidence"]).strip(),
                    }
                )
    return pd.DataFrame(rows)


def needed() -> pd.DataFrame:
    """Return the smallest change that has half of the worlds reach the line, run directly.

    One slider is tried first, then two, then all that the model takes, in steps of
    :data:`STEP` from where a studied case is coded. Among as many sliders the least sum
    of changes wins, and of equals the one that more worlds follow.

    Returns
    -------
    pandas.DataFrame
        Columns ``Case``, ``Outcome``, ``Reached`` (now), ``Least`` and ``Most`` (over the
        defensible codings), ``Sliders`` (moved; 0 for none, missing where nothing does),
        ``Changes`` (by condition), ``After`` (share then), ``Best`` (share at the best
        setting of all), ``Lost`` (the smallest changes by which what is reached is reached
        no more) and ``Evidence``.

    Examples
    --------
    >>> rows = needed()
    >>> bool((rows["After"].dropna() >= 0.5).all())
    True
    """
    here = standing()
    levels = presets()
    rows = []
    for start in here[here["Studied"]].to_dict("records"):
        bench = BENCHES[start["Outcome"]]
        place = levels.loc[start["Place"], list(bench.conditions)].to_numpy(dtype=np.float64)
        found = _least_change(bench, place)
        reached = found["Sliders"] == 0
        lost = _least_change(bench, place, lose=True)["Changes"] if reached else {}
        rows.append(
            {
                "Case": start["Place"],
                **{str(name): start[name] for name in ("Outcome", "Reached", "Least", "Most")},
                **found,
                "Best": float(reaching(surface(bench.outcome).reshape(-1, CLASSES)).max()),
                "Lost": lost,
                "Evidence": start["Evidence"],
            }
        )
    return pd.DataFrame(rows)


def _least_change(bench: Bench, place: FloatArray, *, lose: bool = False) -> dict[str, Any]:
    """Return the smallest change that gains what a place lacks, or loses what it has.

    The mixture says which changes are worth a run of the model, and the run decides. Where
    no place of the grid does it, nothing does.
    """
    grid = reaching(surface(bench.outcome).reshape(-1, CLASSES))
    if (grid.min() >= HALF) if lose else (grid.max() < HALF):
        return {"Sliders": None, "Changes": {}, "After": None}
    for number in range(len(place) + 1):
        which = itertools.combinations(range(len(place)), number)
        tried = np.concatenate([_moved(place, sliders) for sliders in which])
        page = reaching(_shares(bench, tried))
        cost = np.abs(tried - place).sum(axis=1).round(6)
        doubt = _DOUBT if number == 1 else 0.0
        hopeful = (page < HALF + doubt) if lose else (page >= HALF - doubt)
        order = np.lexsort((page if lose else -page, cost))
        for candidate in order[hopeful[order]]:
            if _holds(bench, tried[candidate], lose=lose):
                there = _walked_back(bench, place, tried[candidate], lose=lose)
                after = float(reaching(classed(direct(bench, there)))[0])
                changes = {
                    condition: round(float(change), 2)
                    for condition, change in zip(bench.conditions, there - place, strict=True)
                    if abs(change) > 1e-9
                }
                return {"Sliders": number, "Changes": changes, "After": after}
    return {"Sliders": None, "Changes": {}, "After": None}


def _holds(bench: Bench, place: FloatArray, *, lose: bool) -> bool:
    after = float(reaching(classed(direct(bench, place)))[0])
    return (after >= HALF) != lose


def _walked_back(bench: Bench, start: FloatArray, found: FloatArray, *, lose: bool) -> FloatArray:
    """Walk each slider back by steps for as long as the run of the model still holds.

    The mixture may have led too far.
    """
    there = found.copy()
    for slider in np.flatnonzero(np.abs(found - start) > 1e-9):
        while abs(there[slider] - start[slider]) > STEP + 1e-9:
            nearer = there.copy()
            # Ends are no whole steps away: the first step leads back to those that are.
            steps = np.ceil(round(abs(there[slider] - start[slider]) / STEP, 6)) - 1
            nearer[slider] = start[slider] + np.sign(there[slider] - start[slider]) * STEP * steps
            if not _holds(bench, nearer, lose=lose):
                break
            there = nearer
    return there


def _moved(place: FloatArray, which: tuple[int, ...]) -> FloatArray:
    """Return the places that are reached by moving some sliders, in steps and to the ends."""
    marks = [np.array([level]) for level in place]
    for slider in which:
        steps = place[slider] + STEP * np.arange(-round(1 / STEP), round(1 / STEP) + 1)
        within = steps[(steps > 1e-9) & (steps < 1.0 - 1e-9)]
        marks[slider] = np.unique(np.concatenate([[0.0], within, [1.0]]))
    return np.array(list(itertools.product(*marks)))


def words_for(row: pd.Series, *, names: Mapping[str, str]) -> str:
    """Say what a row of :func:`needed` found.

    Parameters
    ----------
    row : pandas.Series
    names : mapping of str to str
        A word for each condition.

    Examples
    --------
    >>> row = pd.Series({"Sliders": 1, "Changes": {"trust": 0.35}, "Best": 1.0})
    >>> words_for(row, names={"trust": "trust"})
    'trust +0.35'
    """
    if pd.isna(row["Sliders"]):
        return f"nothing does: {100 * row['Best']:.0f} of 100 at best"
    if row["Sliders"] > 0:
        return _changes(row["Changes"], names)
    if row["Lost"]:
        return f"there already; lost by {_changes(row['Lost'], names)}"
    return "there already; nothing takes it away"


def _changes(changes: Mapping[str, float], names: Mapping[str, str]) -> str:
    return ", ".join(
        f"{names[condition]} {'+' if change > 0 else '−'}{abs(change):.2f}"
        for condition, change in changes.items()
    )


def cards() -> pd.DataFrame:
    """Return what each slider means at its ends, and where the studied cases stand.

    Returns
    -------
    pandas.DataFrame
        Columns ``Slider``, ``Column``, ``Text`` and ``Evidence``, a row for each piece.

    Examples
    --------
    >>> sorted(set(cards()["Column"]))
    ['At 0', 'At 1', 'The cases']
    """
    named = evidence.table("conditions")
    coded = codings()
    rows = []
    for condition, name in conditions().items():
        poles = named.loc[str(condition)]
        pieces: list[tuple[str, str, str]] = [
            ("At 0", str(poles["absent"]), f"conditions/{condition}"),
            ("At 1", str(poles["present"]), f"conditions/{condition}"),
        ]
        for known in coded[coded["Studied"] & (coded["Condition"] == condition)].itertuples():
            reading = f"{known.Place} {known.Middle:g} ({known.Low:g} to {known.High:g})"
            pieces.append(("The cases", reading, str(known.Evidence)))
        rows += [
            {"Slider": name, "Column": column, "Text": text, "Evidence": row}
            for column, text, row in pieces
        ]
    return pd.DataFrame(rows)


def settings() -> pd.DataFrame:
    """Return which numbers each slider sets in which model, why, and to what in each case.

    Returns
    -------
    pandas.DataFrame
        Columns ``Slider`` (with the outcome), ``Column`` (``From 0 to 1``, ``Because`` or a
        studied case) and ``Text``.

    Examples
    --------
    >>> rows = settings().set_index(["Slider", "Column"])["Text"]
    >>> rows["Openness to outsiders: Gains of honest trade", "From 0 to 1"]
    'roots 1 to 0'
    """
    names, levels = conditions(), presets()
    cases = list(evidence.studied()["name"])
    rows = []
    for condition, name in names.items():
        for bench in BENCHES.values():
            moved = [lever for lever in bench.levers if lever.condition == condition]
            if not moved:
                continue
            pieces = {
                "From 0 to 1": ", ".join(
                    f"{_plain(lever)} {_at(lever, 0.0)} to {_at(lever, 1.0)}" for lever in moved
                ),
                "Because": bench.why[str(condition)],
            }
            for case in cases:
                level = float(levels.loc[case, str(condition)])
                pieces[case] = ", ".join(_at(lever, level) for lever in moved)
            label = f"{name}: {bench.outcome}"
            rows += [
                {"Slider": label, "Column": column, "Text": text} for column, text in pieces.items()
            ]
    return pd.DataFrame(rows)


def _plain(lever: Lever) -> str:
    return lever.parameter.removeprefix("log_").replace("_", " ")


def _at(lever: Lever, level: float) -> str:
    return f"{lever.value(level):.3g}"


# --- how far to trust it --------------------------------------------------------------------


def errors_between(places: int = 4, seed: int = SEED + 1) -> pd.DataFrame:
    """Return how far the page's mixture is from the models run between grid points.

    Parameters
    ----------
    places : int, optional
        Settings drawn evenly over all sliders, a power of two.
    seed : int, optional
        Seed of the settings.

    Returns
    -------
    pandas.DataFrame
        Indexed by outcome: ``typical`` and ``largest``, mean and most of the absolute
        difference of the share that reaches the line; ``other worlds``, the mean
        difference that another draw of as many worlds makes at the same settings.

    Examples
    --------
    >>> bool((errors_between(places=2)["typical"] <= 1).all())
    True
    """
    rows = {}
    for outcome, bench in BENCHES.items():
        settings = sobol_design(
            dict.fromkeys(bench.conditions, (0.0, 1.0)), places, seed
        ).to_numpy()
        page = reaching(_shares(bench, settings))
        run = reaching(classed(direct(bench, settings)))
        again = reaching(classed(direct(bench, settings, seed=seed)))
        rows[outcome] = {
            "typical": float(np.abs(page - run).mean()),
            "largest": float(np.abs(page - run).max()),
            "other worlds": float(np.abs(run - again).mean()),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def held_to_record(worlds: int = 128) -> pd.DataFrame:
    """Return what changes if the worlds are those that the record of the model's place allows.

    Only models whose study is quick. What the sliders do not set is taken from the draws
    that survive the study; the sliders stand where each studied case is coded.

    Parameters
    ----------
    worlds : int, optional
        Most surviving draws to take.

    Returns
    -------
    pandas.DataFrame
        Columns ``Outcome``, ``Case``, ``All worlds`` and ``Worlds left``: shares that
        reach the line, both run directly.

    Examples
    --------
    >>> sorted(set(held_to_record(worlds=8)["Outcome"]))
    ['Gains of honest trade', 'Lines kept apart']
    """
    levels = presets()
    cases = list(evidence.studied()["name"])
    rows = []
    for outcome, bench in BENCHES.items():
        if bench.kept is None:
            continue
        study = bench.kept()
        left = study.parameters[study.matching.survivors].head(worlds)
        drawn = sobol_design(dict(bench.ranges), WORLDS, SEED)
        common = [name for name in drawn if name in left]
        # What the study does not draw, such as the traders of a cluster, stays as drawn here.
        shuffled = drawn.sample(len(left), replace=True, random_state=SEED, ignore_index=True)
        drawn = shuffled.assign(**{str(name): left[name].to_numpy() for name in common})
        places = levels.loc[cases, list(bench.conditions)].to_numpy(dtype=np.float64)
        everything = reaching(classed(direct(bench, places)))
        kept = reaching(classed(_run(bench, places, drawn)))
        rows += [
            {"Outcome": outcome, "Case": case, "All worlds": float(a), "Worlds left": float(b)}
            for case, a, b in zip(cases, everything, kept, strict=True)
        ]
    return pd.DataFrame(rows)


def beside_the_record() -> pd.DataFrame:
    """Return the laboratory's shares beside what the book codes of the same places.

    Returns
    -------
    pandas.DataFrame
        Columns ``Outcome``, ``Place``, ``Studied``, ``Value`` (share of the worlds that
        reach the line), ``Sum`` (the mean of the sliders that the model takes, without the
        model), ``Low`` and ``High`` (of the coded outcome), ``Coded`` (its name) and
        ``Evidence``; places in the order of the coding.

    Examples
    --------
    >>> rows = beside_the_record()
    >>> rows.loc[rows["Outcome"] == "Households in trade", "Coded"].unique().tolist()
    ['Mass entry']
    """
    coded = evidence.table("codings")
    names = evidence.table("conditions")["name"]
    cases = evidence.table("cases")["name"]
    here = standing().set_index(["Place", "Outcome"])
    levels = presets()
    rows = []
    for outcome, bench in BENCHES.items():
        known = coded[coded["condition"] == bench.coded]
        for identifier, cells in known.sort_values(["membership", "case"]).iterrows():
            place = cases[cells["case"]]
            rows.append(
                {
                    "Outcome": outcome,
                    "Place": place,
                    "Studied": bool(here.loc[(place, outcome), "Studied"]),
                    "Value": float(here.loc[(place, outcome), "Reached"]),
                    "Sum": float(levels.loc[place, list(bench.conditions)].mean()),
                    "Low": float(cells["low"]),
                    "High": float(cells["high"]),
                    "Coded": names[bench.coded],
                    "Evidence": f"codings/{identifier}",
                }
            )
    return pd.DataFrame(rows)


def order_kept(rows: pd.DataFrame, *, by: str = "Value", apart: float = STEP) -> pd.DataFrame:
    """Return how often the laboratory puts two places in the order in which they are coded.

    Pairs count whose coded outcomes differ by every defensible coding.

    Parameters
    ----------
    rows : pandas.DataFrame
        As :func:`beside_the_record` returns them.
    by : str, optional
        Column that orders the places: ``Value`` of the model, or the ``Sum`` of its sliders.
    apart : float, optional
        Least difference that counts as an order.

    Returns
    -------
    pandas.DataFrame
        Indexed by outcome: ``pairs``, and of them those that ``agree``, are ``opposed``
        and are left ``level``.

    Examples
    --------
    >>> rows = pd.DataFrame({"Outcome": "a", "Value": [0.1, 0.9], "Low": [0, 0.67],
    ...     "High": [0.33, 1]})
    >>> order_kept(rows).loc["a"].tolist()
    [1, 1, 0, 0]
    """
    counts = {}
    for outcome, part in rows.groupby("Outcome", sort=False):
        below = part["High"].to_numpy()[:, None] < part["Low"].to_numpy()[None, :]
        more = part[by].to_numpy()[None, :] - part[by].to_numpy()[:, None]
        agree = int((below & (more >= apart - 1e-9)).sum())
        opposed = int((below & (more <= -apart + 1e-9)).sum())
        counts[outcome] = {
            "pairs": int(below.sum()),
            "agree": agree,
            "opposed": opposed,
            "level": int(below.sum()) - agree - opposed,
        }
    return pd.DataFrame.from_dict(counts, orient="index")
