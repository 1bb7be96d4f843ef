r"""Key driver, or facilitator: two documents' governments as settings of one model.

Zou and Liang say of Junpu that government drives: it makes entrepreneurs of people who would
not have become any. Zhang says of Xixia that it facilitates and does not command: it helps
entrepreneurs to learn from each other. In one equation, with :math:`x` the share of those who
could produce and do, and :math:`\delta` from 0 to 1 when government begins to act,

.. math::

    \dot x = (1 - x) \left( p + q x + \delta G \left[ s + (1 - s) x \right] \right),

:math:`p` is the pace of those who start by themselves, :math:`q` that of those who follow
others, :math:`G` what government adds to both together, and :math:`s` the share of it that
works without others' example. With :math:`s = 1` government is a driver, with :math:`s = 0` a
facilitator: where nobody produces it does nothing. Without government it is the diffusion of
Bass (1969, https://doi.org/10.1287/mnsc.15.5.215). On either side of the start the solution is
closed.

How much of the growth since is owed to government is then an outcome and no parameter, found by
leaving out :math:`G`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np
import pandas as pd

from industrial_clusters import evidence
from industrial_clusters.comparison.government import (
    LOCAL,
    SEED,
    acts,
    emergence,
    readings,
)
from industrial_clusters.evidence import Quantity
from industrial_clusters.evidence.dates import begins, ends
from industrial_clusters.statistics._inputs import FloatArray

DRAWS = 1024
# Worlds that meet a record of many counts are rare among draws. They are found by subset
# simulation: keep the tenth of the draws that misses the counts least, let each wander where it
# misses no more, and again, until all meet them. The end is as if drawn evenly from all that do.
_KEPT, _STEPS, _LEVELS = 0.1, 16, 16
# Producers to draw around, and years to look at, where nobody counted any.
UNCOUNTED, SPAN = 100.0, 20.0
# Paces a year, as in the study of Junpu's village: alone, one who could produce starts once in
# five years, or hardly ever (so that the power of ten is drawn, down to once in fifty thousand);
# with all others producing, within three months or never; government may do nothing, or act as
# strongly as everybody's example. Those who could produce are as many as the greatest count, or up
# to ten times as many: again the power of ten is drawn.
RANGES = {
    "alone": (math.log10(2e-5), math.log10(0.2)),
    "example": (0.0, 4.0),
    "government": (0.0, 4.0),
    "room": (0.0, 1.0),
    "emergence": (0.0, 1.0),
    "start": (0.0, 1.0),
}

DRIVER, FACILITATOR, NONE = "key driver", "facilitator", "no government"
# Share of government's part that works without example; none has no part to share.
SETTINGS = {DRIVER: 1.0, FACILITATOR: 0.0, NONE: math.nan}

Worlds: TypeAlias = "Mapping[str, FloatArray] | pd.DataFrame"


@dataclass(frozen=True)
class Record:
    """What a case's record says of when, how many and since when government acted.

    Attributes
    ----------
    case : str
        Name of the case.
    emergence, start : Quantity
        Decimal years between which the first producer and the first act of local government
        lie; the start may be anywhere up to the last count where no act has a date.
    counts : pandas.DataFrame
        Producers: ``From`` and ``By`` (decimal years), ``Low``, ``High``, ``Evidence``.
    act : str
        The act, as the record calls it; empty where none is dated.
    evidence : str
        Rows that date both.
    """

    case: str
    emergence: Quantity
    start: Quantity
    counts: pd.DataFrame
    act: str
    evidence: str

    @property
    def last(self) -> float:
        """Decimal year of the last count, or twenty years after emergence without any."""
        return float(self.counts["By"].max()) if len(self.counts) else self.emergence.high + SPAN


def producing(
    time: FloatArray,
    start: FloatArray,
    alone: FloatArray,
    example: FloatArray,
    government: FloatArray,
    direct: FloatArray | float,
    first: FloatArray,
) -> FloatArray:
    """Return the share of those who could produce that does, at some time since emergence.

    Parameters
    ----------
    time, start : ndarray of float
        Years since emergence: when to look, and when government begins; may be negative.
    alone, example, government : ndarray of float
        Paces p, q and G, a year.
    direct : ndarray of float or float
        Share s of government's part that works without example.
    first : ndarray of float
        Share that produces at emergence.

    Examples
    --------
    Nobody follows anybody: the approach is exponential.

    >>> one = np.array(1.0)
    >>> share = producing(one, 5 * one, 0.2 * one, 0 * one, one, 1.0, 0 * one)
    >>> round(float(share), 4) == round(1 - math.exp(-0.2), 4)
    True
    """
    begun = np.clip(start, 0.0, None)
    before = _bass(np.minimum(time, begun), alone, example, first)
    after = _bass(
        np.maximum(time - begun, 0.0),
        alone + direct * government,
        example + (1 - direct) * government,
        before,
    )
    return np.asarray(after)


def _bass(time: FloatArray, p: FloatArray, q: FloatArray, first: FloatArray) -> FloatArray:
    """Solution of x' = (1 - x) (p + q x) from a first share."""
    level, gap = p + q * first, 1 - first
    decay = np.exp(-(p + q) * time)
    # Where nobody starts and nobody produces, nothing happens.
    return np.asarray(
        np.where(
            level > 0,
            (level - p * gap * decay) / np.where(level > 0, level + q * gap * decay, 1.0),
            first,
        )
    )


@cache
def records() -> dict[str, Record]:
    """Return the record of each studied case, in their order.

    The counts are those of the first series of producers that ``yardsticks`` names for the
    case. A count given without a first date is taken to hold in the year up to its last. Local
    government begins with the first dated act that sets out a policy or a plan, or that builds
    or teaches and can be read in no other way; permission and praise are no beginning.

    Examples
    --------
    >>> records()["Zhongguancun"].start
    Quantity(low=1988.0, high=1988.4166666666667, unit='years')
    """
    return {name: _record(str(name)) for name in evidence.studied()["name"]}


def _record(name: str) -> Record:
    place, counts = _counts(name)
    born = emergence(place).reindex([name]).iloc[0]
    last = float(counts["By"].max()) if len(counts) else math.nan
    if pd.isna(born["Low"]):
        first = float(counts["From"].min()) if len(counts) else 0.0
        emerged, links = Quantity(first, first, "years"), ""
    else:
        emerged, links = (
            Quantity(float(born["Low"]), float(born["High"]), "years"),
            str(born["Evidence"]),
        )
    told = acts()
    own = told[(told["Case"] == name) & told["Level"].isin(LOCAL)]
    here = own[own["Place"] == place]
    own = here if len(here) else own
    does = (own["Role"] == "planner") | readings(own).map(
        lambda each: each == ("service provider",)
    )
    dated = own[does & own["From"].notna() & own["By"].notna()].sort_values("From", kind="stable")
    if dated.empty:
        end = emerged.high + SPAN if math.isnan(last) else max(emerged.low, last)
        start, act = Quantity(emerged.low, end, "years"), ""
    else:
        start = Quantity(float(dated["From"].min()), float(dated["By"].min()), "years")
        act, links = str(dated["Act"].iloc[0]), f"{links} {dated['Evidence'].iloc[0]}"
    return Record(name, emerged, start, counts, act, links.strip())


def _counts(name: str) -> tuple[str, pd.DataFrame]:
    """Return the place whose producers are compared, and every dated count of them."""
    columns = ["From", "By", "Low", "High", "Evidence"]
    rows = evidence.table("yardsticks")
    sizes = evidence.yardsticks("size") if "size" in set(rows["aspect"]) else rows.assign(Case="")
    sizes = sizes[sizes["Case"] == name]
    if sizes.empty:
        return "", pd.DataFrame(columns=columns)
    place, series = sizes.iloc[0][["place", "series"]]
    rows = evidence.of_studied(evidence.table("observations"))
    rows = rows[(rows["Case"] == name) & (rows["series"] == series) & (rows["case"] == place)]
    counted = []
    for identifier, row in rows[rows["period_end"] != ""].iterrows():
        by = ends(row["period_end"])
        since = begins(row["period_start"]) if row["period_start"] else by - 1
        low, high = row["low"], row["high"]
        counted.append(
            (
                since,
                by,
                0.0 if pd.isna(low) else float(low),
                math.inf if pd.isna(high) else float(high),
                f"observations/{identifier}",
            )
        )
    table = pd.DataFrame(counted, columns=columns)
    return str(place), table.sort_values(["By", "From"], kind="stable", ignore_index=True)


@cache
def settings(draws: int = DRAWS) -> pd.DataFrame:
    """Return what each case's record allows of each setting.

    Parameters
    ----------
    draws : int, optional
        Number of draws, a power of two; the same for every setting.

    Returns
    -------
    pandas.DataFrame
        Columns ``Case``, ``Setting``, ``Counts`` (in the record), ``Worlds`` (surviving draws)
        and ``Part`` of the ranges that they stand for; ``Low`` and ``High``: least and greatest
        share of the growth from the start to the last count that is owed to government, in per
        cent (missing where no draw survives); ``Mostly``, the share of worlds in which more than
        half is owed; and ``Evidence``.

    Examples
    --------
    >>> table = settings(draws=64)
    >>> sorted(set(table["Setting"]))
    ['facilitator', 'key driver', 'no government']
    """
    rows = []
    for name, record in records().items():
        links = " ".join([record.evidence, *record.counts["Evidence"]]).strip()
        for setting in SETTINGS:
            worlds = surviving(name, setting, draws)
            owed = 100 * worlds["owed"]
            low, high = (owed.min(), owed.max()) if len(worlds) else (math.nan, math.nan)
            part = float(worlds["part"].iloc[0]) if len(worlds) else 0.0
            mostly = float((owed > 50).mean()) if len(worlds) else math.nan
            rows.append(
                (name, setting, len(record.counts), len(worlds), part, low, high, mostly, links)
            )
    columns = ["Case", "Setting", "Counts", "Worlds", "Part", "Low", "High", "Mostly", "Evidence"]
    return pd.DataFrame(rows, columns=columns)


def at_the_start(draws: int = DRAWS) -> pd.DataFrame:
    """Return how many produced when government began, by what is owed to it since.

    Parameters
    ----------
    draws : int, optional
        Number of worlds of each setting.

    Returns
    -------
    pandas.DataFrame
        Columns ``Case``, ``Growth since`` (mostly owed to government, in either setting, or owed
        to none of it), ``Low`` and ``High`` (per cent of those at the last count), ``Counts``
        (bounds of the record from before the start) and ``Evidence``; no row where no world is.

    Examples
    --------
    >>> at_the_start(64)["Growth since"].iloc[-1]
    'owed to none of it'
    """
    rows = []
    for name, record in records().items():
        helped = {setting: surviving(name, setting, draws) for setting in (DRIVER, FACILITATOR)}
        kinds = {
            "mostly owed to government": [
                (s, worlds[worlds["owed"] > 0.5]) for s, worlds in helped.items()
            ],
            "owed to none of it": [(NONE, surviving(name, NONE, draws))],
        }
        before = int((record.counts["By"] <= record.start.high).sum())
        for growth, parts in kinds.items():
            shares = [
                _then(record, worlds, 0.0 if s == NONE else SETTINGS[s])
                for s, worlds in parts
                if len(worlds)
            ]
            if shares:
                found = np.concatenate(shares)
                rows.append((name, growth, found.min(), found.max(), before, record.evidence))
    return pd.DataFrame(rows, columns=["Case", "Growth since", "Low", "High", "Counts", "Evidence"])


def _then(record: Record, worlds: pd.DataFrame, direct: float) -> FloatArray:
    begun = np.fmax(worlds["begins"].to_numpy(), worlds["emerges"].to_numpy())
    return 100 * number(worlds, begun, direct) / number(worlds, record.last, direct)


def what_records_hold() -> pd.DataFrame:
    """Return what each record holds of the three things that a test of government needs.

    Returns
    -------
    pandas.DataFrame
        Columns ``Case``, ``Held`` (counts before the start, counts after it, years between the
        bounds of the start) and ``Number``, with ``Evidence``; years only where an act is dated.

    Examples
    --------
    >>> held = what_records_hold().set_index(["Case", "Held"])["Number"]
    >>> int(held["Junpu", "counts before government"])
    0
    """
    rows = []
    for name, record in records().items():
        before = int((record.counts["By"] <= record.start.low).sum())
        after = int((record.counts["From"] >= record.start.high).sum())
        for held, count in (
            ("counts before government", before),
            ("counts that may be either", len(record.counts) - before - after),
            ("counts after it began", after),
        ):
            rows.append(
                (name, held, count, " ".join([record.evidence, *record.counts["Evidence"]]).strip())
            )
    return pd.DataFrame(rows, columns=["Case", "Held", "Number", "Evidence"])


@cache
def surviving(case: str, setting: str, draws: int = DRAWS) -> pd.DataFrame:
    """Return the worlds of one setting that a case's record allows.

    Parameters
    ----------
    case : str
        Name of the case.
    setting : str
        One of :data:`SETTINGS`.
    draws : int, optional
        Number of draws.

    Returns
    -------
    pandas.DataFrame
        One row a world: the drawn :data:`RANGES`, the number who ``could`` produce, when the
        case ``emerges`` and government ``begins`` (decimal years), the share ``owed``, and the
        ``part`` of all the ranges that the record allows.

    Examples
    --------
    >>> bool(surviving("Junpu", "key driver", 64)["owed"].between(0, 1).all())
    True
    """
    return allowed(records()[case], setting, draws)


def allowed(record: Record, setting: str, draws: int = DRAWS) -> pd.DataFrame:
    """Return worlds drawn evenly from all that a record allows, by subset simulation.

    Parameters
    ----------
    record : Record
        As from :func:`records`, or changed.
    setting : str
        One of :data:`SETTINGS`.
    draws : int, optional
        Number of worlds.

    Returns
    -------
    pandas.DataFrame
        As from :func:`surviving`; empty where no world is found.

    References
    ----------
    S.-K. Au and J. L. Beck, "Estimation of small failure probabilities in high dimensions by
    subset simulation", *Probabilistic Engineering Mechanics* 16(4), 2001, 263-277,
    https://doi.org/10.1016/S0266-8920(01)00019-4.

    Examples
    --------
    >>> len(allowed(records()["Junpu"], "key driver", 64))
    64
    """
    rng = np.random.default_rng(SEED)
    direct = 0.0 if setting == NONE else SETTINGS[setting]
    places = rng.uniform(size=(draws, len(RANGES)))
    missed = _missed(record, _worlds(record, places, setting), direct)
    part, limits = 1.0, [math.inf]
    for _ in range(_LEVELS):
        limit = max(0.0, float(np.quantile(missed, _KEPT)))
        limits.append(limit)
        # Where several levels bring nothing, no world meets the counts.
        if limit > 0.98 * limits[max(0, len(limits) - 4)]:
            return _described(record, places[:0], setting, 0.0)
        kept = np.flatnonzero(missed <= limit)
        part *= len(kept) / draws
        if limit == 0 and part == len(kept) / draws:
            places = places[kept]  # no need to wander
            break
        chosen = rng.choice(kept, draws)
        spread = 0.5 * np.linalg.cholesky(np.cov(places[kept].T) + 1e-12 * np.eye(len(RANGES)))
        places, missed = places[chosen], missed[chosen]
        for step in range(_STEPS):
            # Long steps and short ones in turn, so that corners are reached, too.
            tried = places + rng.normal(size=places.shape) @ spread.T * 0.5 ** (step % 4)
            tried_missed = _missed(record, _worlds(record, tried, setting), direct)
            moves = ((tried >= 0) & (tried <= 1)).all(axis=1) & (tried_missed <= limit)
            places[moves], missed[moves] = tried[moves], tried_missed[moves]
        if limit == 0:
            break
    else:
        return _described(record, places[:0], setting, 0.0)
    return _described(record, places, setting, part)


def _described(record: Record, places: FloatArray, setting: str, part: float) -> pd.DataFrame:
    """Worlds with what of their growth is owed to government."""
    direct = 0.0 if setting == NONE else SETTINGS[setting]
    worlds = _worlds(record, places, setting)
    now = number(worlds, record.last, direct)
    grown = now - number(worlds, np.fmax(worlds["begins"], worlds["emerges"]), direct)
    missing = now - number({**worlds, "government": np.zeros(len(places))}, record.last, direct)
    owed = np.where(grown > 0, missing / np.where(grown > 0, grown, 1.0), 0.0)
    return pd.DataFrame(worlds).assign(owed=np.clip(owed, 0.0, 1.0), part=part)


def _worlds(record: Record, places: FloatArray, setting: str) -> dict[str, FloatArray]:
    """Parameters from places between nought and one on their ranges."""
    drawn = {
        name: low + (high - low) * np.clip(place, 0.0, 1.0)
        for (name, (low, high)), place in zip(RANGES.items(), places.T, strict=True)
    }
    if setting == NONE:
        drawn["government"] = np.zeros(len(places))
    most = float(record.counts["Low"].max()) if len(record.counts) else UNCOUNTED
    drawn["could"] = max(most, 1.0) * 10 ** drawn["room"]
    drawn["emerges"] = _within(record.emergence, drawn["emergence"])
    drawn["begins"] = _within(record.start, drawn["start"])
    return drawn


def _missed(record: Record, worlds: Worlds, direct: float) -> FloatArray:
    """Log points by which a world misses the count that it misses most; nought: it meets all."""
    missed = np.zeros(len(worlds["could"]))
    counts = record.counts
    bounds = [
        *zip(counts["From"], counts["High"], itertools.repeat(1)),
        *zip(counts["By"], counts["Low"], itertools.repeat(-1)),
    ]
    for date, bound, sign in bounds:
        if 0 < bound < math.inf:
            missed = np.maximum(missed, sign * np.log(number(worlds, date, direct) / bound))
    return missed


def _within(bounds: Quantity, place: FloatArray) -> FloatArray:
    return bounds.low + (bounds.high - bounds.low) * place


def number(worlds: Worlds, date: float | FloatArray, direct: float) -> FloatArray:
    """Return how many produce at a date in each world, from one at emergence.

    Parameters
    ----------
    worlds : mapping of str to array, or pandas.DataFrame
        As from :func:`surviving`.
    date : float or ndarray of float
        Decimal year; nobody joins before emergence.
    direct : float
        Share of government's part that works without example.

    Examples
    --------
    >>> worlds = surviving("Junpu", "no government", 64)
    >>> bool(number(worlds, 2000.0, 0.0).max() <= 1 + 1e-9)
    True
    """
    could, emerges = np.asarray(worlds["could"]), np.asarray(worlds["emerges"])
    share = producing(
        np.maximum(date - emerges, 0.0),
        np.asarray(worlds["begins"]) - emerges,
        10.0 ** np.asarray(worlds["alone"]),
        np.asarray(worlds["example"]),
        np.asarray(worlds["government"]),
        direct,
        1.0 / could,
    )
    return np.asarray(share * could)
