"""Which configurations of conditions go with which outcomes, whatever a reader may recode.

Cases are coded by conditions and outcomes in ``codings``, each with the least and the
greatest membership that a reader of the same rows could defend. A case is *surely in* a
set whose membership exceeds one half at its lower bound, *surely out* of one that stays
below at its upper bound, and may be on either side otherwise. Whatever is said here of
"every recoding" holds for every choice within all bounds at once: conditions and outcomes
are recoded independently, case by case, so that nothing need be enumerated.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from industrial_clusters.evidence import studied, table
from industrial_clusters.statistics.configurations import (
    Expression,
    Solution,
    Term,
    minimise,
    truth_table,
)

Flags: TypeAlias = npt.NDArray[np.bool_]
Direction: TypeAlias = Literal["enough", "needed"]
Kind: TypeAlias = Literal["conservative", "parsimonious"]

# How a coding stands to the set, from firmly out to firmly in.
READINGS = ["surely in", "leans in", "open", "leans out", "surely out"]
# What becomes of a law when codings move within their bounds.
FATES = [
    "holds in every recoding",
    "stands, could fall",
    "hardly tried",
    "broken in every recoding",
]
# A law that rests on one case describes that case.
LEAST_SUPPORT = 2
_KINDS: tuple[Kind, ...] = ("conservative", "parsimonious")
_NOTHING = "Not coded: any membership could be defended."


def codings() -> pd.DataFrame:
    """Return every case by every condition and outcome, with bounds, reason and evidence.

    A studied case is there even if nothing of it is coded; a coding that is missing has
    the bounds 0 and 1.

    Returns
    -------
    pandas.DataFrame
        Indexed by id of case and of condition, studied cases first: ``Case`` (its name up to
        a comma), ``Set`` (name of the condition or outcome), ``Role``, ``Membership``,
        ``Low``, ``High``, ``Reading`` (one of :data:`READINGS`), ``Reason``, ``Evidence``.

    Examples
    --------
    >>> codings().loc[("xixia", "joint"), "Reading"]
    'surely in'
    """
    rows = table("codings").set_index(["case", "condition"])
    sets = table("conditions")
    cases = dict.fromkeys([*studied().index, *rows.index.get_level_values("case")])
    cells = pd.MultiIndex.from_product([list(cases), list(sets.index)], names=["case", "condition"])
    found = rows.reindex(cells)
    low, high = found["low"].fillna(0.0), found["high"].fillna(1.0)
    membership = found["membership"].fillna(0.5)
    return pd.DataFrame(
        {
            "Case": cells.get_level_values("case").map(_short_names(list(cases))),
            "Set": sets["name"].loc[cells.get_level_values("condition")].to_numpy(),
            "Role": sets["role"].loc[cells.get_level_values("condition")].to_numpy(),
            "Membership": membership,
            "Low": low,
            "High": high,
            "Reading": [_reading(*bounds) for bounds in zip(membership, low, high, strict=True)],
            "Reason": found["reason"].fillna(_NOTHING),
            "Evidence": found["evidence"].fillna("").str.replace(";", "", regex=False),
        },
        index=cells,
    )


def _short_names(cases: list[str]) -> dict[str, str]:
    """Return the names of cases up to a comma, in full where that would be two of them."""
    names = table("cases")["name"]
    full = {case: str(names[case]) for case in cases}
    short = {case: name.split(", ")[0] for case, name in full.items()}
    several = {name for name, number in Counter(short.values()).items() if number > 1}
    return {
        case: full[case].replace(",", "") if name in several else name
        for case, name in short.items()
    }


def _reading(membership: float, low: float, high: float) -> str:
    if low > 0.5:
        return "surely in"
    if high < 0.5:
        return "surely out"
    if membership == 0.5:
        return "open"
    return "leans in" if membership > 0.5 else "leans out"


def of_cases(coded: pd.DataFrame, cases: Sequence[str]) -> pd.DataFrame:
    """Return the codings of some cases.

    Parameters
    ----------
    coded : pandas.DataFrame
        Result of :func:`codings`, perhaps with readings of one's own.
    cases : sequence of str
        Ids of cases.

    Raises
    ------
    KeyError
        If a case is not coded; the message lists those that are.

    Examples
    --------
    >>> of_cases(codings(), ["junpu"])["Case"].unique().tolist()
    ['Junpu']
    """
    known = list(dict.fromkeys(coded.index.get_level_values("case")))
    if unknown := [case for case in cases if case not in known]:
        raise KeyError(f"{unknown} are not coded; there are {', '.join(known)}")
    return coded[coded.index.get_level_values("case").isin(list(cases))]


def settlements(coded: pd.DataFrame) -> pd.DataFrame:
    """Return the codings of places that neither hold another coded place nor lie in one.

    A region, a province or a country holds others, and a village within a coded county is
    counted twice beside it.

    Examples
    --------
    >>> kept = settlements(codings()).index.get_level_values("case")
    >>> "mantang" in kept, "yongkang" in kept
    (False, True)
    """
    within, level = (dict(table("cases")[column]) for column in ("within", "level"))
    ids = list(dict.fromkeys(coded.index.get_level_values("case")))
    wide = {"region", "province", "country"}

    def around(case: str) -> list[str]:
        outer = str(within[case])
        return [outer, *around(outer)] if outer else []

    kept = [case for case in ids if level[case] not in wide and not set(around(case)) & set(ids)]
    return of_cases(coded, kept)


def settled(coded: pd.DataFrame) -> pd.DataFrame:
    """Return how many codings of each case are firm, lean to one side, or say nothing.

    Returns
    -------
    pandas.DataFrame
        ``Case``, ``Coding`` ("firm", "leaning" or "open", zeros included) and ``Codings``.

    Examples
    --------
    >>> counts = settled(codings())
    >>> int(counts.query("Case == 'Prato' and Coding == 'open'")["Codings"].iloc[0])
    12
    """
    kinds = dict(zip(READINGS, ("firm", "leaning", "open", "leaning", "firm"), strict=True))
    cells = pd.MultiIndex.from_product(
        [dict.fromkeys(coded["Case"]), dict.fromkeys(kinds.values())], names=["Case", "Coding"]
    )
    counted = coded.assign(Coding=coded["Reading"].map(kinds)).groupby(["Case", "Coding"]).size()
    return counted.reindex(cells, fill_value=0).rename("Codings").reset_index()


@dataclass(frozen=True, slots=True)
class _Cases:
    """The cases by conditions and outcomes, as bounds of membership."""

    names: list[str]
    low: dict[str, npt.NDArray[np.float64]]
    high: dict[str, npt.NDArray[np.float64]]
    conditions: list[str]
    outcomes: list[str]
    words: dict[str, str]

    def sides(self, name: str, present: bool) -> tuple[Flags, Flags]:
        """Return who surely is on one side of a set, and who may be."""
        surely, may = self.low[name] > 0.5, self.high[name] >= 0.5
        return (surely, may) if present else (~may, ~surely)

    def of_conditions(self) -> Flags:
        """Return for every condition and case: surely present, and perhaps."""
        return np.array([self.sides(name, True) for name in self.conditions])

    def of(self, term: Term) -> tuple[Flags, Flags]:
        """Return who surely is in a term, and who may be."""
        sides = [self.sides(name, present) for name, present in term.literals]
        return np.all([side[0] for side in sides], axis=0), np.all([s[1] for s in sides], axis=0)

    def listed(self, who: Flags) -> str:
        return ", ".join(itertools.compress(self.names, who.tolist()))

    def worded(self, term: Term) -> str:
        return " and ".join(
            self.words[name].lower() if present else f"no {self.words[name].lower()}"
            for name, present in term.literals
        )


def _ids(coded: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return the case and the condition of every coding."""
    case, condition = (coded.index.get_level_values(level) for level in ("case", "condition"))
    return list(map(str, case)), list(map(str, condition))


def _wide(coded: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return one column of the codings with a row a case and a column a set."""
    wide: dict[Any, dict[Any, Any]] = {}
    for case, name, value in zip(*_ids(coded), coded[column], strict=True):
        wide.setdefault(name, {})[case] = value
    return pd.DataFrame(wide)


def _cases(coded: pd.DataFrame) -> _Cases:
    low, high = (_wide(coded, end) for end in ("Low", "High"))
    roles = coded["Role"].groupby(level="condition", sort=False).first()
    return _Cases(
        names=list(coded["Case"].groupby(level="case", sort=False).first()),
        low={str(name): low[name].to_numpy(dtype=float) for name in roles.index},
        high={str(name): high[name].to_numpy(dtype=float) for name in roles.index},
        conditions=list(roles.index[roles == "condition"]),
        outcomes=list(roles.index[roles == "outcome"]),
        words=dict(coded["Set"].groupby(level="condition", sort=False).first()),
    )


def neighbours(coded: pd.DataFrame) -> pd.DataFrame:
    """Return for each case the other one that is most alike, and by how little it differs.

    Two cases surely differ in a condition that one is surely in and the other surely out
    of, and may differ in every other but those that both are surely in or both surely out
    of. The most alike is the one that can differ in the fewest conditions.

    Returns
    -------
    pandas.DataFrame
        ``Case``, ``Most alike``, ``Low`` and ``High`` (number of conditions that surely,
        and that may, differ).

    Examples
    --------
    >>> alike = neighbours(codings()).set_index("Case")
    >>> bool((alike["Low"] <= alike["High"]).all())
    True
    """
    cases = _cases(coded)
    surely = np.array([cases.sides(name, True)[0] for name in cases.conditions])
    lacking = np.array([cases.sides(name, False)[0] for name in cases.conditions])
    every = range(len(cases.names))
    differ = [
        [int((surely[:, a] & lacking[:, b] | lacking[:, a] & surely[:, b]).sum()) for b in every]
        for a in every
    ]
    alike = [
        [int((surely[:, a] & surely[:, b] | lacking[:, a] & lacking[:, b]).sum()) for b in every]
        for a in every
    ]
    rows = []
    for a in every:
        most = [(len(cases.conditions) - alike[a][b], differ[a][b], b) for b in every if b != a]
        high, low, other = min(most)
        rows.append(
            {"Case": cases.names[a], "Most alike": cases.names[other], "Low": low, "High": high}
        )
    return pd.DataFrame(rows)


def terms(conditions: Sequence[str], most: int) -> list[Term]:
    """Return every conjunction of up to so many conditions, each present or absent.

    Examples
    --------
    >>> [str(term) for term in terms(["trust", "land"], 1)]
    ['trust', '~trust', 'land', '~land']
    >>> len(terms(["trust", "land"], 2))
    8
    """
    return [
        Term(tuple(zip(names, signs, strict=True)))
        for size in range(1, most + 1)
        for names in itertools.combinations(conditions, size)
        for signs in itertools.product((True, False), repeat=size)
    ]


class _Sides(NamedTuple):
    """Of every term and case, or of an outcome and every case: surely in, and perhaps."""

    surely: Flags
    may: Flags


def _ruling(term: _Sides, outcome: _Sides, direction: Direction) -> tuple[Flags, Flags, Flags]:
    """Return by term and case who bears it out, who breaks it, and who could break it."""
    inner, outer = (term, outcome) if direction == "enough" else (outcome, term)
    bears = term.surely & outcome.surely
    breaks = inner.surely & ~outer.may
    return bears, breaks, inner.may & ~outer.surely & ~breaks


def laws(coded: pd.DataFrame, most: int = 2) -> pd.DataFrame:
    """Return every law that up to so many conditions can make, and what becomes of it.

    A law says that a term is enough for an outcome (no case has the term without it), or
    needed (no case has it without the term). It is broken in every recoding where some
    case surely breaks it. Where none does, it stands if enough cases
    (:data:`LEAST_SUPPORT`) surely have both term and outcome, and is hardly tried
    otherwise; it holds in every recoding if it stands and no case could break it.

    Parameters
    ----------
    coded : pandas.DataFrame
        As :func:`codings`.
    most : int, optional
        Most conditions of a term. A longer term is needed only where its parts are, so
        that needs are single conditions.

    Returns
    -------
    pandas.DataFrame
        ``Law`` (in words, with its halves ``Condition`` and ``Claim``), ``Term`` (a
        :class:`Term`), ``Direction`` ("enough" or "needed"), ``Outcome`` (id),
        ``Conditions`` (number), ``Fate`` (of :data:`FATES`), ``Support`` (cases that surely
        have both), ``Borne out by``, ``Broken by``, ``Could break it`` and ``Says nothing``
        (names of cases, which they divide).

    Examples
    --------
    >>> found = laws(codings(), 1)
    >>> len(found) == 2 * 2 * 9 * 4
    True
    """
    cases = _cases(coded)
    sizes: dict[Direction, int] = {"enough": most, "needed": 1}
    return pd.DataFrame(
        [
            _law(cases, term, outcome, direction)
            for direction, size in sizes.items()
            for outcome in cases.outcomes
            for term in terms(cases.conditions, size)
        ]
    )


def _law(cases: _Cases, term: Term, outcome: str, direction: Direction) -> dict[str, Any]:
    sides, result = _Sides(*cases.of(term)), _Sides(*cases.sides(outcome, True))
    bears, breaks, could = _ruling(sides, result, direction)
    condition, claim = cases.worded(term), f"{direction} for {cases.words[outcome].lower()}"
    return {
        "Law": f"{condition[0].upper()}{condition[1:]} is {claim}",
        "Condition": condition,
        "Claim": claim,
        "Term": term,
        "Direction": direction,
        "Outcome": outcome,
        "Conditions": len(term.literals),
        "Fate": _fate(bears, breaks, could),
        "Support": int(bears.sum()),
        "Borne out by": cases.listed(bears),
        "Broken by": cases.listed(breaks),
        "Could break it": cases.listed(could),
        "Says nothing": cases.listed(~(bears | breaks | could)),
    }


def _fate(bears: Flags, breaks: Flags, could: Flags) -> str:
    if breaks.any():
        return FATES[3]
    if bears.sum() < LEAST_SUPPORT:
        return FATES[2]
    return FATES[1] if could.any() else FATES[0]


def standing(found: pd.DataFrame) -> pd.DataFrame:
    """Return the laws that stand and follow from no shorter one, the best borne out first.

    Parameters
    ----------
    found : pandas.DataFrame
        Result of :func:`laws`.

    Examples
    --------
    >>> left = standing(laws(codings(), 2))
    >>> bool((left["Support"] >= LEAST_SUPPORT).all() and (left["Broken by"] == "").all())
    True
    """
    left = found[found["Fate"].isin(FATES[:2])]
    every = list(_parts(left))
    kept = [
        not any(
            set(other.literals) < set(term.literals)
            for other, *of_other in every
            if of_other == [outcome, direction]
        )
        for term, outcome, direction in every
    ]
    return left[kept].sort_values("Support", ascending=False, kind="stable")


def _parts(found: pd.DataFrame) -> Iterator[tuple[Term, str, Direction]]:
    """Yield term, outcome and direction of each law."""
    yield from zip(found["Term"], found["Outcome"], found["Direction"], strict=True)


def fates(found: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return how many laws of each outcome meet each fate, by group of cases.

    Parameters
    ----------
    found : mapping of str to pandas.DataFrame
        Results of :func:`laws` by the name of the group.

    Returns
    -------
    pandas.DataFrame
        ``Group``, ``Fate`` (of :data:`FATES`, zeros included), ``Laws``, and ``Cases`` (all
        that had a say).

    Examples
    --------
    >>> counts = fates({"all": laws(codings(), 1)})
    >>> int(counts["Laws"].sum())
    144
    """
    columns = ["Borne out by", "Broken by", "Could break it", "Says nothing"]
    return pd.DataFrame(
        [
            {
                "Group": group,
                "Fate": fate,
                "Laws": int((rows["Fate"] == fate).sum()),
                "Cases": ", ".join(filter(None, rows.iloc[0][columns])),
            }
            for group, rows in found.items()
            for fate in FATES
        ]
    )


def weight_of_cases(coded: pd.DataFrame, most: int = 2) -> pd.DataFrame:
    """Return what each case does to laws: those that it alone breaks, and those it carries.

    Returns
    -------
    pandas.DataFrame
        ``Case``, ``Breaks alone`` (laws that no other case surely breaks) and ``Carries``
        (laws that stand and would lack a second case without this one).

    Examples
    --------
    >>> weighed = weight_of_cases(codings(), 1).set_index("Case")
    >>> bool(weighed.loc["Prato", "Carries"] == 0)
    True
    """
    found = laws(coded, most)
    names = list(dict.fromkeys(coded["Case"]))
    alone = found["Broken by"].value_counts()
    thin = found[found["Fate"].isin(FATES[:2]) & (found["Support"] == LEAST_SUPPORT)]
    carried = thin["Borne out by"].str.split(", ").explode().value_counts()
    return pd.DataFrame(
        {
            "Case": names,
            "Breaks alone": [int(alone.get(name, 0)) for name in names],
            "Carries": [int(carried.get(name, 0)) for name in names],
        }
    )


def dealt_again(
    coded: pd.DataFrame, draws: int, rng: np.random.Generator, most: int = 2
) -> pd.DataFrame:
    """Return how many laws would stand if each condition's codings were dealt out by lot.

    The codings of every condition, bounds and all, go to the cases in an order of their
    own; outcomes stay. Each condition is then as common, and as uncertain, as it is, and
    has nothing to do with any outcome.

    Parameters
    ----------
    coded : pandas.DataFrame
        As :func:`codings`.
    draws : int
        Number of deals.
    rng : numpy.random.Generator
    most : int, optional
        As in :func:`laws`.

    Returns
    -------
    pandas.DataFrame
        Indexed by outcome: ``Outcome`` (name), ``Record`` (laws that stand, shorter and
        longer ones), ``Low``, ``Middle``, ``High`` (5th, 50th and 95th percentile of the
        deals), ``Share`` (of deals with at least as many as the record), ``Broken`` (laws
        broken in every recoding), ``Broken by lot`` (middle of the deals), ``Cases``.

    Examples
    --------
    >>> dealt = dealt_again(codings(), 20, np.random.default_rng(1), most=1)
    >>> bool(dealt["Share"].between(0, 1).all())
    True
    """
    cases = _cases(coded)
    sides = cases.of_conditions()
    outcomes = [_Sides(*cases.sides(name, True)) for name in cases.outcomes]
    order = np.arange(len(cases.names))

    def counted(sides: Flags) -> list[list[int]]:
        every = _of_every_term(sides, most)
        return [
            [
                sum(counting(each, outcome, direction) for direction, each in every)
                for counting in (_standing, _broken)
            ]
            for outcome in outcomes
        ]

    record = np.array(counted(sides))
    deals = np.array(
        [
            counted(np.array([side[:, rng.permutation(order)] for side in sides]))
            for _ in range(draws)
        ]
    )
    stand, broken = deals[:, :, 0], deals[:, :, 1]
    low, middle, high = np.percentile(stand, (5, 50, 95), axis=0)
    return pd.DataFrame(
        {
            "Outcome": [cases.words[name] for name in cases.outcomes],
            "Record": record[:, 0],
            "Low": low,
            "Middle": middle,
            "High": high,
            "Share": (stand >= record[:, 0]).mean(axis=0),
            "Broken": record[:, 1],
            "Broken by lot": np.median(broken, axis=0),
            "Cases": ", ".join(cases.names),
        },
        index=pd.Index(cases.outcomes),
    )


def _of_every_term(sides: Flags, most: int) -> list[tuple[Direction, _Sides]]:
    """Return the terms that may be enough and those that may be needed, as in :func:`laws`."""
    return [
        ("enough", _of_terms(sides, _masks(len(sides), most))),
        ("needed", _of_terms(sides, _masks(len(sides), 1))),
    ]


@cache
def _masks(conditions: int, most: int) -> tuple[tuple[tuple[int, bool], ...], ...]:
    """Return every term as places of conditions with their signs."""
    names = [str(place) for place in range(conditions)]
    return tuple(
        tuple((int(name), present) for name, present in term.literals)
        for term in terms(names, most)
    )


def _of_terms(sides: Flags, masks: tuple[tuple[tuple[int, bool], ...], ...]) -> _Sides:
    """Return who surely is in every term, and who may be, from the sides of the conditions."""
    literal = {
        (place, present): (side[0], side[1]) if present else (~side[1], ~side[0])
        for place, side in enumerate(sides)
        for present in (True, False)
    }
    surely, may = (
        np.array([np.logical_and.reduce([literal[one][end] for one in term]) for term in masks])
        for end in (0, 1)
    )
    return _Sides(surely, may)


def _standing(every: _Sides, outcome: _Sides, direction: Direction) -> int:
    bears, breaks, _ = _ruling(every, outcome, direction)
    return int((~breaks.any(axis=1) & (bears.sum(axis=1) >= LEAST_SUPPORT)).sum())


def _broken(every: _Sides, outcome: _Sides, direction: Direction) -> int:
    return int(_ruling(every, outcome, direction)[1].any(axis=1).sum())


def worth_knowing(coded: pd.DataFrame, most: int = 1) -> pd.DataFrame:
    """Return which open question about each case would break the most further laws.

    Each coding that is on neither side for certain is put firmly in and firmly out. The
    question worth most is the one whose less telling answer breaks the most laws; among
    equals, the one whose more telling answer does.

    Returns
    -------
    pandas.DataFrame
        ``Case``, ``Question`` (name of the condition or outcome; empty where nothing is
        open), ``If out``, ``If in`` (further laws that the answer breaks), ``Low`` and
        ``High`` (the smaller and the greater of the two), ``Evidence``.

    Examples
    --------
    >>> worth = worth_knowing(codings().query("Case in ['Shenzhen', 'Xixia', 'Zhuji']"))
    >>> worth["Case"].tolist()
    ['Xixia', 'Zhuji', 'Shenzhen']
    """
    cases = _cases(coded)
    before = _number_broken(cases, most)
    best: dict[str, tuple[tuple[int, int], dict[str, Any]]] = {}
    for case, name, row in zip(*_ids(coded), coded.to_dict("records"), strict=True):
        out, inside, question = 0, 0, ""
        if row["Reading"] in READINGS[1:4]:
            place = cases.names.index(row["Case"])
            out, inside = (
                _number_broken(_known(cases, name, place, side), most) - before
                for side in (0.0, 1.0)
            )
            question = row["Set"]
        worth = (min(out, inside), max(out, inside))
        kept = best.get(row["Case"])
        if kept is None or worth > kept[0] or (question and not kept[1]["Question"]):
            answers = {"If out": out, "If in": inside, "Low": worth[0], "High": worth[1]}
            rests = " ".join([_row_of(case, name), row["Evidence"]]).strip() if question else ""
            told = {"Case": row["Case"], "Question": question, **answers, "Evidence": rests}
            best[row["Case"]] = (worth, told)
    return pd.DataFrame([told for _, told in best.values()])


def _known(cases: _Cases, name: str, place: int, side: float) -> _Cases:
    """Return the cases with one coding made certain."""
    low, high = dict(cases.low), dict(cases.high)
    for end in (low, high):
        end[name] = end[name].copy()
        end[name][place] = side
    return replace(cases, low=low, high=high)


def _number_broken(cases: _Cases, most: int) -> int:
    every = _of_every_term(cases.of_conditions(), most)
    return sum(
        _broken(each, _Sides(*cases.sides(outcome, True)), direction)
        for direction, each in every
        for outcome in cases.outcomes
    )


def verdicts(
    coded: pd.DataFrame, theories: Mapping[str, tuple[str, Direction, str]]
) -> pd.DataFrame:
    """Return what each case says to each theory.

    Parameters
    ----------
    coded : pandas.DataFrame
        As :func:`codings`.
    theories : mapping of str to (str, str, str)
        By the theory's short name: a term of ids of conditions such as ``"trust*~land"``,
        "enough" or "needed", and the id of an outcome, with ``~`` for its absence.

    Returns
    -------
    pandas.DataFrame
        ``Case``, ``Theory``, ``Says`` ("bears it out", "could break it", "breaks it" or
        "says nothing"), ``Evidence`` (the codings that are in play).

    Examples
    --------
    >>> said = verdicts(codings(), {"trust": ("trust", "needed", "joint")})
    >>> said.set_index("Case").loc["Xixia", "Says"]
    'bears it out'
    """
    cases = _cases(coded)
    ids = list(dict.fromkeys(coded.index.get_level_values("case")))
    rows = []
    for name, (text, direction, outcome) in theories.items():
        (term,), ((literal,),) = (
            Expression.parse(text).terms,
            (each.literals for each in Expression.parse(outcome).terms),
        )
        bears, breaks, could = _ruling(
            _Sides(*cases.of(term)), _Sides(*cases.sides(*literal)), direction
        )
        in_play = [condition for condition, _ in (*term.literals, literal)]
        for place, case in enumerate(ids):
            says = (
                "bears it out"
                if bears[place]
                else "breaks it"
                if breaks[place]
                else "could break it"
                if could[place]
                else "says nothing"
            )
            rows.append(
                {
                    "Case": cases.names[place],
                    "Theory": name,
                    "Says": says,
                    "Evidence": " ".join(_row_of(case, condition) for condition in in_play),
                }
            )
    return pd.DataFrame(rows)


def _row_of(case: str, condition: str) -> str:
    rows = table("codings")
    found = rows.index[(rows["case"] == case) & (rows["condition"] == condition)]
    return f"codings/{found[0]}" if len(found) else ""


def solutions(
    coded: pd.DataFrame, conditions: Sequence[str], draws: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Return what logical minimisation makes of the codings as they stand.

    Cases that are exactly half in one of the sets have no row in the truth table and are
    left out.

    Parameters
    ----------
    coded : pandas.DataFrame
        As :func:`codings`.
    conditions : sequence of str
        Ids of the conditions; few, for a table of four has sixteen rows.
    draws : int
        How often to deal out each condition's memberships again by lot.
    rng : numpy.random.Generator

    Returns
    -------
    pandas.DataFrame
        A row for each outcome and kind of solution: ``Outcome``, ``Kind``, ``Solutions``
        (number of shortest), ``First`` (one of them, in words), ``Consistency``,
        ``Coverage``, ``Rows assumed`` (configurations without a case that it presumes to
        have the outcome), ``Explained by lot`` (share of deals in which no two cases of
        one configuration differ in the outcome), ``Configurations`` (that have a case),
        ``Cases`` (in the table), ``Left out``. Empty where no configuration goes with the
        outcome.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> found = solutions(codings(), ["trust", "support", "market"], 20, rng)
    >>> sorted(set(found["Kind"]))
    ['conservative', 'parsimonious']
    """
    cases = _cases(coded)
    memberships = _wide(coded, "Membership")
    memberships.index = pd.Index(cases.names)
    rows: list[dict[str, Any]] = []
    for outcome in cases.outcomes:
        chosen = memberships[[*conditions, outcome]]
        placed = (chosen != 0.5).all(axis=1)
        crisp = (chosen[placed] > 0.5).to_numpy()
        shown = {
            "Explained by lot": _explained_by_lot(crisp, draws, rng),
            "Configurations": len({tuple(row) for row in crisp[:, :-1].tolist()}),
            "Cases": ", ".join(chosen.index[placed]),
            "Left out": ", ".join(chosen.index[~placed]),
        }
        rows += [
            {"Outcome": cases.words[outcome], "Kind": kind}
            | _first(chosen[placed], outcome, kind, cases)
            | shown
            for kind in _KINDS
        ]
    return pd.DataFrame(rows)


def _explained_by_lot(crisp: Flags, draws: int, rng: np.random.Generator) -> float:
    outcome = crisp[:, -1].tolist()
    explained = 0
    for _ in range(draws):
        dealt = rng.permuted(crisp[:, :-1], axis=0).tolist()
        pairs = {(tuple(row), result) for row, result in zip(dealt, outcome, strict=True)}
        explained += len({row for row, _ in pairs}) == len(pairs)
    return explained / draws


def _first(memberships: pd.DataFrame, outcome: str, kind: Kind, cases: _Cases) -> dict[str, Any]:
    found = _minimised(memberships, outcome, kind)
    if not found:
        nothing = {"Solutions": 0, "First": "", "Rows assumed": 0}
        return nothing | dict.fromkeys(("Consistency", "Coverage"), np.nan)
    first = found[0]
    return {
        "Solutions": len(found),
        "First": "; or ".join(map(cases.worded, first.expression.terms)),
        "Consistency": float(first.fit.consistency),
        "Coverage": float(first.fit.coverage),
        "Rows assumed": len(first.assumed),
    }


def _minimised(
    memberships: pd.DataFrame, outcome: str, kind: Kind, consistency: float = 0.8
) -> tuple[Solution, ...]:
    """Return the shortest solutions, none where nothing is to be explained.

    A condition that is the same in all cases tells none of them apart and is left out.
    """
    varied = [str(name) for name in memberships if len(set(memberships[name])) > 1]
    if outcome not in varied or len(varied) == 1:
        return ()
    conditions = [name for name in varied if name != outcome]
    tabled = truth_table(memberships[varied], outcome, conditions, consistency=consistency)
    if not tabled.coded("1") or not tabled.coded("0"):
        return ()
    return minimise(tabled, kind).solutions


def recodings(
    coded: pd.DataFrame,
    outcome: str,
    conditions: Sequence[str],
    draws: int,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return in what share of all recodings each term is part of a shortest explanation.

    Every coding that its bounds let stand on either side of one half is put on one side
    and on the other. Where these choices are more than ``draws``, so many are drawn.

    Parameters
    ----------
    coded : pandas.DataFrame
        As :func:`codings`.
    outcome : str
        Id of an outcome.
    conditions : sequence of str
        Ids of the conditions.
    draws : int
        Most recodings to look at.
    rng : numpy.random.Generator

    Returns
    -------
    pandas.DataFrame
        ``Term`` (in words), ``In every solution`` and ``In some solution`` (shares of the
        recodings), the most common first; ``Recodings`` (looked at), ``Possible``
        (conceivable) and ``Unexplained`` (share in which no configuration surely goes with
        the outcome, or none lacks it) are the same in every row.

    Examples
    --------
    >>> five = of_cases(codings(), list(studied().index))
    >>> found = recodings(five, "joint", ["trust", "support"], 64, np.random.default_rng(1))
    >>> found["Term"].iloc[0]
    'trust of kin or friends'
    """
    cases = _cases(coded)
    names = [*conditions, outcome]
    low, high = (np.column_stack([end[name] for name in names]) for end in (cases.low, cases.high))
    loose = np.argwhere((low <= 0.5) & (high >= 0.5))
    possible = 2 ** len(loose)
    every: list[npt.NDArray[np.int64]] = (
        [np.array(bits) for bits in itertools.product((0, 1), repeat=len(loose))]
        if possible <= draws
        else list(rng.integers(0, 2, (draws, len(loose))))
    )
    in_some: dict[str, int] = {}
    in_every: dict[str, int] = {}
    unexplained = 0
    for bits in every:
        crisp = (low > 0.5).astype(int)
        crisp[loose[:, 0], loose[:, 1]] = bits
        found = _explanations(tuple(conditions), frozenset(map(tuple, crisp.tolist())))
        unexplained += not found
        solutions = [{cases.worded(term) for term in terms} for terms in found]
        for term in set().union(*solutions):
            in_some[term] = in_some.get(term, 0) + 1
            in_every[term] = in_every.get(term, 0) + all(term in each for each in solutions)
    order = sorted(in_some, key=lambda term: (-in_every[term], -in_some[term], term))
    return pd.DataFrame(
        {
            "Term": order,
            "In every solution": [in_every[term] / len(every) for term in order],
            "In some solution": [in_some[term] / len(every) for term in order],
            "Recodings": len(every),
            "Possible": possible,
            "Unexplained": unexplained / len(every),
        }
    )


@cache
def _explanations(
    conditions: tuple[str, ...], record: frozenset[tuple[int, ...]]
) -> tuple[tuple[Term, ...], ...]:
    """Return the terms of each parsimonious solution of a record of zeros and ones.

    A configuration whose cases disagree goes with no outcome.
    """
    seen: dict[tuple[int, ...], set[int]] = {}
    for *configuration, outcome in sorted(record):
        seen.setdefault(tuple(configuration), set()).add(outcome)
    frame = pd.DataFrame(
        [(*configuration, int(outcomes == {1})) for configuration, outcomes in seen.items()],
        columns=[*conditions, "outcome"],
    )
    found = _minimised(frame, "outcome", "parsimonious", consistency=1.0)
    return tuple(solution.expression.terms for solution in found)
