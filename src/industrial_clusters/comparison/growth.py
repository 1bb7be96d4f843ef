r"""How the cases grew, on one clock and one scale, with every bound that the words leave.

``yardsticks`` says which series of each case are compared. A *record* is one series of one
place; its *levels* are the dated rows of the series, and those that a row of ``yardsticks``
puts together (see :func:`levels`).

Dates are years as they are printed: a count of 1985 and one of 1988 lie three years apart,
and one dated by a period lies anywhere in it. With ``loose`` a count of a year may lie on any
of its days, so that the two lie between two and four years apart.

A level is bounded by its words: "more than 700" has no upper bound. With ``closed`` it has
one, the next figure as round as the printed one, which is what a writer would otherwise have
named: less than 800.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from industrial_clusters import evidence
from industrial_clusters.evidence import Quantity
from industrial_clusters.evidence.dates import began, between_years
from industrial_clusters.statistics.growth_bounds import constant_growth
from industrial_clusters.statistics.growth_curves import Form, compare_forms
from industrial_clusters.statistics.structural_breaks import structural_break

# Units that count groups of producers: they are compared with each other in growth, but a
# number of them for each inhabitant, or output for each of them, says nothing of producers.
GROUPS = frozenset({"clusters", "villages"})

SHOCKS = (
    ("1978–79 reform begins", 1978, 1979),
    ("1984 reform of cities", 1984, 1984),
    ("1992 southern journey", 1992, 1992),
    ("1994–95 firms released", 1994, 1995),
    ("1999–2001 WTO", 1999, 2001),
    ("2007–08 crisis", 2007, 2008),
    ("2013–14 reform deepens", 2013, 2014),
)
"""Turns of the country or the world, with their first and last year."""

# Kinds of events that move a country.
_TURNS = frozenset({"politics", "law or policy", "crisis", "trade"})
_NATIONWIDE = frozenset({"world", "china", "southern-china"})

FORMS: tuple[Form, ...] = ("exponential", "logistic", "gompertz")


class Level(NamedTuple):
    """One level of a record: dates in years, amount in its unit, rows that it rests on."""

    years: Quantity
    amount: Quantity
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A series of one place that one case brings to the comparison.

    Parameters
    ----------
    case, name : str
        Names that a reader sees: of the case, and of the place and its series.
    place, series, unit : str
        Identifiers.
    levels : tuple of Level
        In order of their dates.
    """

    case: str
    name: str
    place: str
    series: str
    unit: str
    levels: tuple[Level, ...]

    @property
    def rows(self) -> str:
        """The rows that all levels rest on, as tables of charts link them."""
        return " ".join(dict.fromkeys(row for level in self.levels for row in level.rows))


# --- levels and clocks --------------------------------------------------------------------


def records(aspect: str, *, closed: bool = False, loose: bool = False) -> list[Record]:
    """Return every series that the cases bring to the comparison in one aspect.

    Parameters
    ----------
    aspect : {"size", "output", "people"}
        As in ``yardsticks``.
    closed : bool, optional
        Whether "more than 700" means less than the next figure as round.
    loose : bool, optional
        Whether a count of a year may lie on any of its days.

    Returns
    -------
    list of Record
        In the order of the cases; a series whose rows all lack a date is left out.

    Notes
    -----
    A row of ``yardsticks`` without ``row`` brings all dated rows of its series. One with
    ``row`` brings one level: the observations that it names add up; one in per cent is the
    share that they are of the level, rounded to its last digit; an event or stage dates what
    has no date of its own, and alone it is the first of its kind, one.

    Examples
    --------
    >>> enterprises = next(r for r in records("size") if r.name == "Yongkang: Firms")
    >>> [(level.years.low, level.amount.low) for level in enterprises.levels]
    [(1985.0, 3695.0), (2006.0, 15001.0)]
    """
    found: dict[tuple[str, str, str], list[Level]] = {}
    for row in _rows(evidence.yardsticks(aspect)):
        key = (str(row.Case), str(row.place), str(row.series))
        if row.row:
            year = None if pd.isna(row.year) else int(row.year)
            new = [_put_together(tuple(row.row.split("; ")), year, closed=closed)]
        else:
            new = [
                Level(_dated(each), _amount(each, closed=closed), (f"observations/{each.id}",))
                for each in evidence.series(key[1], key[2])
                if each.period_start or each.period_end
            ]
        found.setdefault(key, []).extend(new)
    return [_record(*key, _ordered(levels, loose=loose)) for key, levels in found.items() if levels]


def _record(case: str, place: str, series: str, levels: tuple[Level, ...]) -> Record:
    words, title = series.replace("-", " "), evidence.row("series", series)["title"]
    unit = _unit(series, levels)
    # A long name would leave a phone no room for the chart: what is counted then stands for it.
    shown = words if len(words) <= _LONGEST else evidence.row("units", unit)["plural"]
    shown = title if title.casefold() == shown else shown[0].upper() + shown[1:]
    return Record(case, f"{_name(place)}: {shown}", place, series, unit, levels)


# Letters of the name of a series.
_LONGEST = 20


def _unit(series: str, levels: tuple[Level, ...]) -> str:
    """Return the unit of a record: that of the rows of its series, else of what is added up."""
    rows = [
        evidence.row("observations", evidence.address(address)[1])
        for level in levels
        for address in level.rows
        if _observed(address)
    ]
    units = [row["unit"] for row in rows if row["series"] == series]
    return str((units or [row["unit"] for row in rows])[0])


def _ordered(levels: Iterable[Level], *, loose: bool) -> tuple[Level, ...]:
    shift = 1.0 if loose else 0.0
    dated = (
        level._replace(years=Quantity(level.years.low, level.years.high + shift))
        for level in levels
    )
    return tuple(sorted(dated, key=lambda level: (level.years.low, level.years.high)))


def _put_together(addresses: tuple[str, ...], year: int | None, *, closed: bool) -> Level:
    """Return the level that several rows make, and its date."""
    read = {a: evidence.observation(evidence.address(a)[1]) for a in addresses if _observed(a)}
    others = [address for address in addresses if address not in read]
    amount, share = Quantity.exactly(0), Quantity.exactly(1)
    for each in read.values():
        if each.quantity.unit == "percent":
            low, high = evidence.rounding_bounds(float(each.value or math.nan))
            share = Quantity(low / 100, high / 100)
        else:
            amount += _amount(each, closed=closed)
    if not read:
        amount = Quantity.exactly(1)
    whole = amount / share
    if year is not None:
        return Level(Quantity.exactly(float(year)), whole, addresses)
    dates = [began(address) for address in others] or [_dated(each) for each in read.values()]
    return Level(_hull(dates), whole, addresses)


def _observed(address: str) -> bool:
    return evidence.address(address)[0] == "observations"


def _amount(each: evidence.Observation, *, closed: bool) -> Quantity:
    bounds = each.quantity
    if not closed or math.isfinite(bounds.high) or not each.value:
        return Quantity(bounds.low, bounds.high)
    return Quantity(bounds.low, next_round(each.value))


def next_round(figure: float) -> float:
    """Return the next figure as round as one that is printed, less the least step.

    Examples
    --------
    >>> next_round(700), next_round(15000), next_round(30)
    (799.0, 15999.0, 39.0)
    """
    _, high = evidence.rounding_bounds(figure)
    return figure + 2 * (high - figure) - 1


def _dated(each: evidence.Observation) -> Quantity:
    return between_years(each.period_start, each.period_end)


def _hull(spans: list[Quantity]) -> Quantity:
    return Quantity(min(span.low for span in spans), max(span.high for span in spans))


def _name(place: str) -> str:
    return str(evidence.row("cases", place)["name"])


@cache
def _born() -> dict[tuple[str, str], tuple[Quantity, str]]:
    """Return the years of emergence, and the row that dates them, by case and place."""
    rows = evidence.yardsticks("emergence")
    return {(str(row.Case), str(row.place)): (began(row.row), str(row.row)) for row in _rows(rows)}


def emergence(case: str, place: str) -> tuple[Quantity, str]:
    """Return the years in which a place of a case may have emerged, and the row that says so.

    A place that ``yardsticks`` does not date has the emergence of its case.

    Examples
    --------
    >>> emergence("Xixia", "xixia")[0]
    Quantity(low=1985.0, high=1989.0, unit='')
    """
    born = _born()
    first = next(each for (name, _), each in born.items() if name == case)
    return born.get((case, place), first)


def levels() -> pd.DataFrame:
    """Return the levels of every record of size or output, on two clocks and two scales.

    Returns
    -------
    pandas.DataFrame
        ``Case``, ``Record``, ``Counted`` (the dates as a reader sees them), ``Level`` (in
        words), then bounds whose names end with " from" and " to": ``Year``, ``Age`` (years
        since emergence), ``As counted`` (missing where open) and ``Times the first`` (over the
        first level of the record; missing for records of one level), and ``Evidence``.

    Examples
    --------
    >>> shown = levels().set_index(["Record", "Counted"])
    >>> shown.loc[("Junpu: Households in trade", "2014–2015"), ["Age from", "Age to"]].tolist()
    [6.0, 7.0]
    """
    rows = []
    for record in _of_growth():
        born, dating = emergence(record.case, record.place)
        first = record.levels[0].amount
        for level in record.levels:
            age = level.years - born
            several = len(record.levels) > 1
            # The first level is once itself, whatever it was.
            times = Quantity(1, 1) if level is record.levels[0] else _times(level.amount, first)
            rows.append(
                {
                    "Case": record.case,
                    "Record": record.name,
                    "Counted": _years_in_words(level.years),
                    "Level": _in_words(level.amount, record.unit),
                    "Year from": level.years.low,
                    "Year to": level.years.high,
                    "Age from": age.low,
                    "Age to": age.high,
                    "As counted from": level.amount.low,
                    "As counted to": _ends(level.amount)[1],
                    # Where nothing caps the first level, nothing floors the multiple.
                    "Times the first from": (times.low or math.nan) if several else math.nan,
                    "Times the first to": _ends(times)[1] if several else math.nan,
                    "Evidence": " ".join((*level.rows, dating)),
                }
            )
    return pd.DataFrame(rows)


def _times(later: Quantity, first: Quantity) -> Quantity:
    return Quantity(later.low / first.high, later.high / first.low)


def _ends(bounds: Quantity) -> tuple[float, float]:
    """Return two bounds, an open one as a missing value."""
    low, high = (end if math.isfinite(end) else math.nan for end in (bounds.low, bounds.high))
    return low, high


def _in_words(amount: Quantity, unit: str) -> str:
    """Word a level; where only whole numbers are possible, the whole numbers within."""
    cells = evidence.row("units", unit)
    low, high = _ends(amount)
    if cells["whole"]:
        low, high = float(math.ceil(low)), high if math.isnan(high) else float(math.floor(high))
    if low == high == 1:
        return f"1 {cells['singular']}"
    return evidence.between(low, high, unit)


def _years_in_words(years: Quantity) -> str:
    return f"{years.low:.0f}" if years.is_exact else f"{years.low:.0f}–{years.high:.0f}"


def _rows(table: pd.DataFrame) -> Iterator[Any]:
    """Return the rows of a table as tuples with names, which no type can tell."""
    return iter(table.itertuples())


# --- how fast -----------------------------------------------------------------------------


def pace(record: Record) -> Quantity:
    """Return all constant rates a year that lead from a record's first level to its last.

    Levels between them are not asked for: see :func:`forms` for what they exclude.

    Examples
    --------
    >>> doubled = Record("", "", "", "", "", (
    ...     Level(Quantity(1990, 1990), Quantity(10, 10), ()),
    ...     Level(Quantity(1991, 1992), Quantity(20, math.inf), ())))
    >>> round(pace(doubled).low, 3), pace(doubled).high
    (0.347, inf)
    """
    return rate_between(record.levels[0], record.levels[-1])


def rate_between(one: Level, other: Level) -> Quantity:
    """Return all constant rates a year that lead from one level to a later one.

    That the second is later is taken from the record: where the two dates may fall together,
    the rate has no bound on the side to which the level moved.

    Examples
    --------
    >>> before = Level(Quantity(1985, 1994), Quantity(5, 8), ())
    >>> after = Level(Quantity(1994, 2003), Quantity(31, 39), ())
    >>> round(rate_between(before, after).low, 3), rate_between(before, after).high
    (0.075, inf)
    """
    if other.years.low > one.years.high:
        growth = constant_growth([one.years, other.years], [one.amount, other.amount])
        return Quantity(growth.rate.low, growth.rate.high)
    least = math.log(other.amount.low / one.amount.high)
    most = math.log(other.amount.high / one.amount.low)
    longest = other.years.high - one.years.low
    return Quantity(
        least / longest if least > 0 else -math.inf, most / longest if most < 0 else math.inf
    )


def doubling(rate: Quantity) -> Quantity:
    """Return how many years a level takes to double at a continuous rate; infinite for never.

    Examples
    --------
    >>> doubling(Quantity(-0.1, math.log(2)))
    Quantity(low=1.0, high=inf, unit='years')
    """
    fast, slow = (math.log(2) / end if end > 0 else math.inf for end in (rate.high, rate.low))
    return Quantity(fast, slow, "years")


def _of_growth(*, closed: bool = False, loose: bool = False) -> list[Record]:
    """Return the records whose growth is compared: of producers, and of what they make."""
    return [
        record
        for aspect in ("size", "output")
        for record in records(aspect, closed=closed, loose=loose)
    ]


def _counted_twice(*, closed: bool, loose: bool) -> list[Record]:
    return [
        record
        for record in _of_growth(closed=closed, loose=loose)
        if len(record.levels) > 1
        and record.levels[-1].years.low > record.levels[0].years.low
        and record.levels[-1].years.high > record.levels[0].years.high
    ]


@cache
def paces(*, closed: bool = False, loose: bool = False) -> pd.DataFrame:
    """Return how fast every record that was counted twice or more grew from first to last.

    Parameters
    ----------
    closed, loose : bool, optional
        As in :func:`records`.

    Returns
    -------
    pandas.DataFrame
        ``Case``, ``Record``, ``From`` and ``To`` (first and last date), ``Counts``, ``First``
        (lowest first level), ``Slow`` and ``Fast`` (rates a year), ``Low`` and ``High``
        (years to double; missing where the words set no bound) and ``Evidence``. The record
        that may double soonest stands first.

    Examples
    --------
    >>> paces().set_index("Record").loc["Zhejiang: Cluster output", ["Low", "High"]].tolist()
    [3.110..., 3.110...]
    """
    rows = []
    for record in _counted_twice(closed=closed, loose=loose):
        rate = pace(record)
        years = doubling(rate)
        rows.append(
            {
                "Case": record.case,
                "Record": record.name,
                "From": _years_in_words(record.levels[0].years),
                "To": _years_in_words(record.levels[-1].years),
                "Counts": len(record.levels),
                "First": record.levels[0].amount.low,
                "Slow": rate.low,
                "Fast": rate.high,
                "Low": years.low or math.nan,
                "High": _ends(years)[1],
                "Evidence": record.rows,
            }
        )
    table = pd.DataFrame(rows)
    order = table.assign(soonest=table["Low"].fillna(0.0), latest=table["High"].fillna(math.inf))
    return table.loc[order.sort_values(["latest", "soonest"], kind="stable").index].reset_index(
        drop=True
    )


def pairs(*, closed: bool = False, loose: bool = False) -> pd.DataFrame:
    """Return, for every two records, whether the bounds tell which grew faster.

    Returns
    -------
    pandas.DataFrame
        ``Record``, ``Other``, ``Case``, ``Case of the other`` and ``Told``: "faster" or
        "slower" of the record where every rate of one exceeds every rate of the other, else
        "not told". Each pair stands twice, once from either side.

    Examples
    --------
    >>> set(pairs()["Told"]) <= {"faster", "slower", "not told"}
    True
    """
    rates = paces(closed=closed, loose=loose)
    rows = []
    for one, other in itertools.permutations(_rows(rates), 2):
        told = (
            "faster" if one.Slow > other.Fast else "slower" if one.Fast < other.Slow else "not told"
        )
        rows.append((one.Record, other.Record, one.Case, other.Case, told))
    return pd.DataFrame(rows, columns=["Record", "Other", "Case", "Case of the other", "Told"])


def told_apart(*, closed: bool = False, loose: bool = False) -> pd.DataFrame:
    """Return from how many others the bounds tell each record apart.

    Returns
    -------
    pandas.DataFrame
        ``Record``, ``Others`` ("surely slower", "not told apart", "surely faster"), ``Records``
        (how many) and ``Evidence``, in the order of :func:`paces`.

    Examples
    --------
    >>> table = told_apart()
    >>> len(set(table.groupby("Record")["Records"].sum()))
    1
    """
    rates, told = paces(closed=closed, loose=loose), pairs(closed=closed, loose=loose)
    words = {"faster": "surely slower", "not told": "not told apart", "slower": "surely faster"}
    counts = told.groupby(["Record", "Told"]).size()
    rows = [
        (record.Record, shown, int(counts.get((record.Record, key), 0)), record.Evidence)
        for record in _rows(rates)
        for key, shown in words.items()
    ]
    return pd.DataFrame(rows, columns=["Record", "Others", "Records", "Evidence"])


def legs(*, closed: bool = False) -> pd.DataFrame:
    """Return growth between each two neighbouring levels of every record.

    Parameters
    ----------
    closed : bool, optional
        As in :func:`records`.

    Returns
    -------
    pandas.DataFrame
        ``Case``, ``Record``, ``Between`` (the two dates in words), then bounds whose names end
        with " from" and " to": ``Year`` (middles of the two dates), ``Size`` (the level at the
        start), ``Reached`` (the level at the end) and ``Growth`` (in per cent a year,
        continuous). Open ends are missing; ``Least`` and ``Most`` give the growth with infinite
        ones. ``Scale`` is "producers" for a record of size, "money" for one of output.
        ``Evidence`` closes the row.

    Examples
    --------
    >>> legs().query("Record == 'Zhejiang: Clusters'")["Growth from"].round(1).tolist()
    [13.2, -6.3, 33.5]
    """
    rows = []
    for scale, aspect in (("producers", "size"), ("money", "output")):
        for record in records(aspect, closed=closed):
            for one, other in itertools.pairwise(record.levels):
                rate = rate_between(one, other)
                growth = Quantity(100 * rate.low, 100 * rate.high)
                bounds = {"Size": one.amount, "Reached": other.amount, "Growth": growth}
                ends = {
                    f"{name} {end}": value
                    for name, each in bounds.items()
                    for end, value in zip(("from", "to"), _ends(each), strict=True)
                }
                between = f"{_years_in_words(one.years)} and {_years_in_words(other.years)}"
                rows.append(
                    {
                        "Case": record.case,
                        "Record": record.name,
                        "Between": between,
                        "Year from": _middle(one.years),
                        "Year to": _middle(other.years),
                        **ends,
                        "Least": growth.low,
                        "Most": growth.high,
                        "Scale": scale,
                        "Evidence": " ".join((*one.rows, *other.rows)),
                    }
                )
    return pd.DataFrame(rows)


class Comparisons(NamedTuple):
    """How often of two stretches of growth the one that starts smaller is the faster."""

    faster: int
    slower: int
    not_told: int


def smaller_grows_faster(stretches: pd.DataFrame) -> Comparisons:
    """Return in how many pairs of different records the smaller surely grew faster, or slower.

    Parameters
    ----------
    stretches : pandas.DataFrame
        Result of :func:`legs`. Only records of producers are compared: money has another scale.

    Notes
    -----
    A pair is told where neither the bounds of the two sizes nor those of the two rates overlap.

    Examples
    --------
    >>> smaller_grows_faster(legs()).faster > smaller_grows_faster(legs()).slower
    True
    """
    found = stretches[stretches["Scale"] == "producers"]
    counts = dict.fromkeys(Comparisons._fields, 0)
    for (_, one), (_, other) in itertools.combinations(found.iterrows(), 2):
        if one["Record"] == other["Record"]:
            continue
        small, large = sorted((one, other), key=lambda leg: float(leg["Size from"]))
        # An open size is a missing one, and no comparison with it holds.
        if small["Size to"] < large["Size from"] and small["Least"] > large["Most"]:
            counts["faster"] += 1
        elif small["Size to"] < large["Size from"] and small["Most"] < large["Least"]:
            counts["slower"] += 1
        else:
            counts["not_told"] += 1
    return Comparisons(**counts)


def passing(size: float) -> pd.DataFrame:
    """Return the rows of :func:`legs` on which producers surely passed a number.

    Examples
    --------
    >>> passing(4000)["Record"].tolist()
    ['Yongkang: Firms', 'Zhongguancun: New tech firms']
    """
    found = legs()
    surely = (found["Size to"] <= size) & (size <= found["Reached from"])
    return found[surely & (found["Scale"] == "producers")]


# --- which form, and what one more count would say ----------------------------------------


@cache
def forms() -> pd.DataFrame:
    """Return by how much counts must be wrong for each form of growth to pass through them.

    Only records with three levels or more of exact dates are asked: any form passes through
    two.

    Returns
    -------
    pandas.DataFrame
        ``Case``, ``Record``, ``Counts``, ``Form``, ``Error, %`` (the least by which the worst
        count is wrong) and ``Evidence``.

    Examples
    --------
    >>> bool((forms()["Error, %"] >= 0).all())
    True
    """
    rows = []
    for record in _of_growth():
        dated = _dated_exactly(record)
        if len(dated) < 3:
            continue
        needed = compare_forms(
            [level.years.low for level in dated], [level.amount for level in dated], FORMS
        )["tolerance_needed"]
        rows += [
            (record.case, record.name, len(dated), form, 100 * float(needed[form]), record.rows)
            for form in FORMS
        ]
    return pd.DataFrame(rows, columns=["Case", "Record", "Counts", "Form", "Error, %", "Evidence"])


def _dated_exactly(record: Record) -> list[Level]:
    return [level for level in record.levels if level.years.is_exact]


def one_more() -> pd.DataFrame:
    """Return what one more count would say, half-way through the longest gap of each record.

    Returns
    -------
    pandas.DataFrame
        ``Case``, ``Record``, ``Year`` of the missing count, ``Before`` and ``After`` (levels
        around it, in words), ``Low`` and ``High`` (the counts with which growth at a constant
        rate across the gap would be possible; below them it has sped up, above them it has
        slowed; missing where open) and ``Evidence``.

    Notes
    -----
    At a constant rate the logarithm is linear in time: half-way between two dates it is the
    mean of the two. Where the dates have bounds the gap is taken between their middles.

    Examples
    --------
    >>> float(one_more().set_index("Record").loc["Yongkang: Firms", "Low"])
    7445.0
    """
    rows = []
    for record in _of_growth():
        gaps = [
            (_middle(other.years) - _middle(one.years), one, other)
            for one, other in itertools.pairwise(record.levels)
        ]
        if not gaps:
            continue
        length, one, other = max(gaps, key=lambda gap: gap[0])
        low, high = (
            math.sqrt(start * end)
            for start, end in zip(
                (one.amount.low, one.amount.high),
                (other.amount.low, other.amount.high),
                strict=True,
            )
        )
        rows.append(
            {
                "Case": record.case,
                "Record": record.name,
                "Year": round(_middle(one.years) + length / 2),
                "Before": f"{_in_words(one.amount, record.unit)}, {_years_in_words(one.years)}",
                "After": f"{_in_words(other.amount, record.unit)}, {_years_in_words(other.years)}",
                "Low": float(math.floor(low)),
                "High": float(math.ceil(high)) if math.isfinite(high) else math.nan,
                "Evidence": " ".join((*one.rows, *other.rows)),
            }
        )
    return pd.DataFrame(rows)


def _middle(years: Quantity) -> float:
    return (years.low + years.high) / 2


# --- phases -------------------------------------------------------------------------------


def phases() -> pd.DataFrame:
    """Return how old each place was when each of its later phases began.

    Places are those whose emergence ``yardsticks`` dates; phases those that the case's document
    tells of them, in the scheme of the stage that dates emergence, or else in the scheme with
    the most dated stages. A dating stage is the first phase.

    Returns
    -------
    pandas.DataFrame
        ``Case``, ``Place``, ``Phase`` (its number in words), ``Number`` (in digits), ``Name``,
        ``Began`` (in words), ``Low`` and ``High`` (years since emergence) and ``Evidence``. A
        phase without a date is left out.

    Examples
    --------
    >>> ages = phases().set_index(["Place", "Phase"])
    >>> ages.loc[("Junpu", "third"), ["Low", "High"]].tolist()
    [7.0, 7.0]
    """
    stages = evidence.of_studied(evidence.table("stages"))
    rows = []
    for (case, place), (born, dating) in _born().items():
        own = stages[(stages["case"] == place) & (stages["Case"] == case) & stages["start"].notna()]
        if own.empty:
            continue
        table, identifier = evidence.address(dating)
        scheme = own.groupby("scheme", sort=False).size().idxmax()
        before = 0
        if table == "stages":
            scheme = evidence.row("stages", identifier)["scheme"]
            before = int(evidence.row("stages", identifier)["sequence"]) - 1
        for row in _rows(own[own["scheme"] == scheme].sort_values("sequence")):
            number = int(row.sequence) - before
            if number < 2:
                continue
            starts = began(f"stages/{row.Index}")
            rows.append(
                {
                    "Case": case,
                    "Place": _name(place),
                    "Phase": _ORDINALS[number - 1],
                    "Number": str(number),
                    "Name": row.name,
                    "Began": _years_in_words(starts),
                    "Low": (starts - born).low,
                    "High": (starts - born).high,
                    "Evidence": f"stages/{row.Index} {dating}",
                }
            )
    return pd.DataFrame(rows)


_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")


def common_age(phase: str) -> tuple[Quantity | None, int]:
    """Return the ages that every place may have had when a phase began, and how many places.

    Parameters
    ----------
    phase : str
        As in :func:`phases`.

    Returns
    -------
    tuple
        The intersection of the bounds of all places with that phase, None where it is empty;
        and the largest number of places whose bounds have an age in common.

    Examples
    --------
    >>> common_age("second")[0] is None
    True
    """
    every = phases()
    ages = every[every["Phase"] == phase]
    low, high = float(ages["Low"].max()), float(ages["High"].min())
    most = max(int(((ages["Low"] <= age) & (age <= ages["High"])).sum()) for age in ages["Low"])
    return (Quantity(low, high) if low <= high else None), most


def stretches(slack: float = 0.0) -> pd.DataFrame:
    """Return how much older each place was at its third phase than at its second, as a multiple.

    If all places lived one life, some slowly and some fast, the multiple would be one number.

    Parameters
    ----------
    slack : float, optional
        Years by which a phase may have begun before or after what its row allows.

    Returns
    -------
    pandas.DataFrame
        Indexed by place: ``Low`` and ``High``, over all years in which emergence and the phases
        may have begun; High is infinite where the second may have begun with emergence. Places
        without a dated third phase are left out.

    Examples
    --------
    >>> stretches().loc["Junpu"].tolist()
    [1.75, 1.75]
    """
    rows = {}
    for place, found in phases().groupby("Place", sort=False):
        rests = found.set_index("Phase")["Evidence"]
        if not {"second", "third"} <= set(rests.index):
            continue
        second, third = (
            began(rests[phase].split()[0]) + Quantity(-slack, slack)
            for phase in ("second", "third")
        )
        born = began(rests["second"].split()[1])
        # The multiple rises with the third phase and with emergence and falls with the second.
        rows[str(place)] = (
            (third.low - born.low) / (second.high - born.low),
            (third.high - born.high) / (second.low - born.high)
            if second.low > born.high
            else math.inf,
        )
    return pd.DataFrame.from_dict(rows, orient="index", columns=["Low", "High"])


# --- shocks -------------------------------------------------------------------------------


def shocks() -> pd.DataFrame:
    """Return the turns of country and world, and the rows of every document that tell of them.

    Returns
    -------
    pandas.DataFrame
        ``Shock``, ``Year``, ``Until``, ``Told by`` (names of the cases whose documents tell)
        and ``Evidence``.

    Examples
    --------
    >>> shocks().set_index("Shock").loc["1992 southern journey", "Told by"]
    ['Yongkang', 'Zhongguancun']
    """
    events = evidence.of_studied(evidence.table("events"))
    order = list(evidence.studied()["name"])
    rows = []
    for name, year, until in SHOCKS:
        told = events[
            events["case"].isin(_NATIONWIDE)
            & events["kind"].isin(_TURNS)
            & events["precision"].isin(["year", "years", "month", "day", "period"])
        ]
        spans = [
            (between_years(e.date_start, e.date_end), e.Index, e.Case)
            for e in _rows(told)
            if e.date_start or e.date_end
        ]
        near = [
            (index, case) for span, index, case in spans if year <= span.low and span.high <= until
        ]
        cases = {case for _, case in near}
        rows.append(
            (
                name,
                year,
                until,
                [case for case in order if case in cases],
                " ".join(f"events/{index}" for index, _ in near),
            )
        )
    return pd.DataFrame(rows, columns=["Shock", "Year", "Until", "Told by", "Evidence"])


def _sides(record: Record, year: int, until: int) -> tuple[int, int]:
    """Return how many different dates of a record lie surely before and surely after a shock."""
    exact = {level.years.low for level in record.levels if level.years.is_exact}
    return sum(date <= year for date in exact), sum(date > until for date in exact)


def counts_around() -> pd.DataFrame:
    """Return how many dates each case has on either side of each shock, in its best record.

    A change of growth needs two dates on either side. A count of the shock's first year counts
    as before.

    Returns
    -------
    pandas.DataFrame
        ``Shock``, ``Case``, ``Dates on the poorer side``, ``Record`` (the best one), ``Told``
        (whether the case's document tells of the shock) and ``Evidence``.

    Examples
    --------
    >>> table = counts_around()
    >>> len(table) == len(SHOCKS) * len(evidence.studied())
    True
    """
    every = _of_growth()
    rows = []
    for shock, case in itertools.product(_rows(shocks()), evidence.studied()["name"]):
        told = case in shock[4]
        own = [record for record in every if record.case == case]
        best, poorer = None, -1
        for record in own:
            if min(_sides(record, shock.Year, shock.Until)) > poorer:
                best, poorer = record, min(_sides(record, shock.Year, shock.Until))
        rows.append(
            (
                shock.Shock,
                case,
                max(poorer, 0),
                best.name if best and poorer > 0 else "none",
                told,
                f"{shock.Evidence} {best.rows}".strip() if best and poorer > 0 else shock.Evidence,
            )
        )
    columns = ["Shock", "Case", "Dates on the poorer side", "Record", "Told", "Evidence"]
    return pd.DataFrame(rows, columns=columns)


def breaks_at_every_date() -> pd.DataFrame:
    """Return growth before and after each date at which a record could be broken, shock or not.

    A test that finds a change at the date of a shock says little where it finds one at dates
    without any: growth that slows all the time breaks everywhere.

    Returns
    -------
    pandas.DataFrame
        ``Case``, ``Record``, ``Year`` (the last date before the break), ``Before`` and ``After``
        (likeliest rates, in per cent a year) and ``P``; records of fewer than six exact dates
        are left out.

    Examples
    --------
    >>> every = breaks_at_every_date()
    >>> bool((every["Before"] > every["After"]).mean() > 0.5)
    True
    """
    rows = []
    for record in _of_growth():
        dated = _dated_exactly(record)
        if len(dated) < 6:
            continue
        years, amounts = [d.years.low for d in dated], [d.amount for d in dated]
        for year in years[1:-2]:
            found = structural_break(years, amounts, at=year)
            rates = (100 * found.before.low, 100 * found.after.low, found.p_value.low)
            rows.append((record.case, record.name, int(year), *rates))
    return pd.DataFrame(rows, columns=["Case", "Record", "Year", "Before", "After", "P"])


# --- how large ----------------------------------------------------------------------------


def _in_ones(bounds: Quantity, unit: str) -> Quantity:
    """Return an amount of a unit such as million persons in ones."""
    factor = next((f for word, f in _FACTORS.items() if unit.startswith(word)), 1.0)
    return Quantity(bounds.low * factor, bounds.high * factor)


_FACTORS = {"million-": 1e6, "billion-": 1e9}


def per_head() -> pd.DataFrame:
    """Return how many producers each place had for a hundred people, or households.

    Returns
    -------
    pandas.DataFrame
        ``Case``, ``Place``, ``Of a hundred`` ("people" or "households"), ``What`` (the record),
        ``Low`` and ``High`` (missing where open), ``Dates`` (of producers, of people) and
        ``Evidence``; the densest place first. Producers counted in households are compared with
        households where the place counts them. Groups of producers are left out.

    Examples
    --------
    >>> shown = per_head().set_index(["Place", "Of a hundred"])
    >>> round(float(shown.loc[("Junpu", "households"), "Low"]), 1)
    71.4
    """
    people = records("people")
    rows = []
    for size in records("size"):
        if size.unit in GROUPS:
            continue
        for heads in (each for each in people if each.place == size.place):
            of = "households" if heads.unit == "households" else "people"
            if of == "households" and size.unit != "households":
                continue
            here, there = size.levels[-1], heads.levels[-1]
            number = _in_ones(there.amount, heads.unit)
            ratio = Quantity(
                100 * here.amount.low / number.high, 100 * here.amount.high / number.low
            )
            # No place has more producing households than households.
            if of == "households":
                ratio = Quantity(ratio.low, min(ratio.high, 100.0))
            low, high = _ends(ratio)
            rows.append(
                {
                    "Case": size.case,
                    "Place": _name(size.place),
                    "Of a hundred": of,
                    "What": size.name,
                    "Low": low,
                    "High": high,
                    "Dates": f"{_years_in_words(here.years)}, {_years_in_words(there.years)}",
                    "Evidence": " ".join(dict.fromkeys((*here.rows, *there.rows))),
                }
            )
    table = pd.DataFrame(rows)
    return table.sort_values("Low", ascending=False, kind="stable").reset_index(drop=True)


def per_producer() -> pd.DataFrame:
    """Return output a year for each producer, where a place has both at dates that meet.

    Returns
    -------
    pandas.DataFrame
        ``Case``, ``Place``, ``What`` (of what, for each of whom), ``Dates``, ``Low`` and ``High``
        (million yuan a year, as printed: no prices are taken out; missing where open) and
        ``Evidence``.

    Notes
    -----
    An output whose series is named monthly is taken twelve times.

    Examples
    --------
    >>> shown = per_producer().set_index("Place")
    >>> round(float(shown.loc["Zhejiang", "Low"]), 1)
    5.0
    """
    sizes = [record for record in records("size") if record.unit not in GROUPS]
    rows = []
    for output in records("output"):
        if not output.unit.endswith("-yuan"):
            continue
        made = output.levels[-1]
        numbers = [
            (level, size)
            for size in sizes
            for level in size.levels
            if size.place == output.place and level.years.overlaps(made.years)
        ]
        if not numbers:
            continue
        # Of several counts the largest: the others are parts of it.
        number, size = max(numbers, key=lambda each: each[0].amount.low)
        yuan = _in_ones(made.amount, output.unit)
        factor = 12e-6 if output.series.endswith("-monthly") else 1e-6
        low, high = _ends(
            Quantity(factor * yuan.low / number.amount.high, factor * yuan.high / number.amount.low)
        )
        whom = evidence.row("units", size.unit)["plural"]
        rows.append(
            {
                "Case": output.case,
                "Place": _name(output.place),
                "What": f"{output.series.replace('-', ' ')}, {whom}",
                "Dates": _years_in_words(made.years),
                "Low": low,
                "High": high,
                "Evidence": " ".join(dict.fromkeys((*made.rows, *number.rows))),
            }
        )
    return pd.DataFrame(rows)
