"""What governments did: who acted, when, at which level, with which instrument, in which role.

Everything here counts what a document *tells*. A document that is about policy tells more acts
than one that is about firms, so that numbers of acts compare documents; what compares
governments, if anything does, are shares among acts, orders, and dates.
"""

from __future__ import annotations

import itertools
import math
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from industrial_clusters import evidence
from industrial_clusters.evidence.dates import began, begins, ends
from industrial_clusters.statistics.regimes import change_test, regimes
from industrial_clusters.statistics.sequences import (
    alignment_costs,
    greatest_cost,
    numbered,
    optimal_matching,
    substitution_costs,
)

SEED = 1978

ROLES = ["repressor", "owner", "planner", "facilitator", "service provider"]
"""What government is to producers, from the heaviest hand to the most open."""

# The role in which a government appears by an act of each kind. Where a reader of the same act
# could name another role, it follows the first; kinds that are no act of government have none.
ROLES_OF_EVENTS: dict[str, tuple[str, ...]] = {
    "repression": ("repressor",),
    "firm": ("owner",),
    "merger": ("owner",),
    "investment": ("owner", "service provider"),
    "plan": ("planner",),
    "law or policy": ("planner", "facilitator"),
    "research": ("planner",),
    "relocation": ("planner",),
    "permission": ("facilitator",),
    "recognition": ("facilitator",),
    "politics": ("facilitator", "planner"),
    "organisation": ("facilitator", "owner"),
    "market": ("facilitator", "planner"),
    "trade": ("facilitator", "planner"),
    "facility": ("service provider",),
    "incentive": ("service provider", "facilitator"),
    "finance": ("service provider", "owner"),
    "training": ("service provider",),
    "innovation": ("service provider",),
    "philanthropy": ("service provider",),
    "protest": (),
    "crisis": (),
    "disaster": (),
}

# The same for what a government does to somebody who is no government.
ROLES_OF_TIES: dict[str, tuple[str, ...]] = {
    "represses": ("repressor",),
    "levies": ("owner", "repressor"),
    "owns": ("owner",),
    "shares in": ("owner",),
    "employs": ("owner",),
    "acquires": ("owner",),
    "spins off": ("owner",),
    "succeeds": ("owner",),
    "buys from": ("owner",),
    "trades with": ("owner",),
    "invests with": ("owner",),
    "competes with": ("owner",),
    "affiliates to": ("owner", "facilitator"),
    "supervises": ("planner", "owner"),
    "leads": ("planner", "owner"),
    "withdraws for": ("planner",),
    "legitimises": ("facilitator",),
    "honours": ("facilitator",),
    "introduces": ("facilitator",),
    "informs": ("facilitator",),
    "hosts": ("facilitator",),
    "visits": ("facilitator",),
    "cooperates with": ("facilitator",),
    "negotiates with": ("facilitator",),
    "represents": ("facilitator",),
    "member of": ("facilitator",),
    "founds": ("service provider", "owner"),
    "funds": ("service provider",),
    "serves": ("service provider",),
    "teaches": ("service provider",),
    "trains with": ("service provider",),
    "supplies": ("service provider", "owner"),
    "lends to": ("service provider",),
    "guarantees": ("service provider",),
    "donates to": ("service provider",),
    "imitates": (),
    "kin of": (),
    "friend of": (),
}

LEVELS = ["central", "provincial", "prefecture", "county", "township", "village", "abroad"]
LOCAL = LEVELS[1:6]
# What is dated "from the 1980s on" began within them.
_DECADE = 10.0


@cache
def acts() -> pd.DataFrame:
    """Return every act of a government that a studied case's document tells.

    Returns
    -------
    pandas.DataFrame
        Indexed by id of the event, in the order of the cases and, within one, of first possible
        dates: ``Case``, ``Level``, ``Place`` (id in cases), ``Kind``, ``Role`` (the first that
        its kind names), ``Act``, ``From`` and ``By`` (decimal years between which it happened
        or began; missing where it has no date, or no such end) and ``Evidence``.

    Examples
    --------
    >>> acts().loc["mantang-compromise", ["Case", "Level", "Role"]].tolist()
    ['Yongkang', 'village', 'facilitator']
    """
    rows = evidence.of_studied(evidence.table("events"))
    rows = rows[(rows["level"] != "none") & (rows["kind"].map(ROLES_OF_EVENTS).str.len() > 0)]
    found = pd.DataFrame(
        {
            "Case": rows["Case"],
            "Level": rows["level"],
            "Place": rows["case"],
            "Kind": rows["kind"],
            "Role": [ROLES_OF_EVENTS[kind][0] for kind in rows["kind"]],
            "Act": rows["title"],
            "From": [begins(date) for date in rows["date_start"]],
            "By": [
                begins(start) + _DECADE if precision == "decade" and not end else ends(end)
                for start, end, precision in rows[
                    ["date_start", "date_end", "precision"]
                ].itertuples(index=False)
            ],
            "Evidence": "events/" + rows.index.astype(str),
        }
    )
    order = {name: place for place, name in enumerate(evidence.studied()["name"])}
    return found.sort_values(
        ["Case", "From", "By"],
        key=lambda column: column.map(order) if column.name == "Case" else column,
        kind="stable",
    )


def dating() -> pd.DataFrame:
    """Return which part of what each document tells has a date, by who acted.

    Returns
    -------
    pandas.DataFrame
        Columns ``Case``, ``Who`` (government, or others), ``Told`` (events, without those of
        research on the place) and ``With a date`` (per cent of them).

    Examples
    --------
    >>> sorted(set(dating()["Who"]))
    ['government', 'others']
    """
    rows = evidence.of_studied(evidence.table("events"))
    rows = rows[rows["kind"] != "research"]
    dated = (rows["date_start"] != "") | (rows["date_end"] != "")
    governs = rows["level"] != "none"
    parts = []
    for name in evidence.studied()["name"]:
        for who, whose in (("government", governs), ("others", ~governs)):
            mine = dated[whose & (rows["Case"] == name)]
            parts.append((name, who, len(mine), 100 * float(mine.mean()) if len(mine) else 0.0))
    return pd.DataFrame(parts, columns=["Case", "Who", "Told", "With a date"])


def per_page() -> pd.DataFrame:
    """Return how many acts of government a page of each document tells, where pages are printed.

    Returns
    -------
    pandas.DataFrame
        Columns ``Case``, ``Acts``, ``Pages`` (missing where none are printed) and ``Per page``.

    Examples
    --------
    >>> float(per_page().set_index("Case").loc["Yongkang", "Pages"])
    12.0
    """
    rows = []
    for name, source in evidence.studied()[["name", "source"]].itertuples(index=False):
        first, _, last = str(evidence.row("sources", source)["pages"]).partition("-")
        pages = float(last) - float(first) + 1 if first.isdigit() and last.isdigit() else math.nan
        number = int((acts()["Case"] == name).sum())
        rows.append((name, number, pages, number / pages))
    return pd.DataFrame(rows, columns=["Case", "Acts", "Pages", "Per page"])


@cache
def relations() -> pd.DataFrame:
    """Return every tie of a government to somebody who is none.

    Returns
    -------
    pandas.DataFrame
        Indexed by id of the tie: ``Case``, ``Level`` of the government, ``Kind``, ``Role`` and
        ``Evidence``.

    Examples
    --------
    >>> relations().loc["xixia-government-employs-sun-yaozhi", "Role"]
    'owner'
    """
    rows, actors = evidence.of_studied(evidence.table("ties")), evidence.table("actors")
    governs = actors["kind"] == "government"
    rows = rows[rows["from"].map(governs) & ~rows["to"].map(governs)]
    rows = rows[rows["kind"].map(ROLES_OF_TIES).str.len() > 0]
    return pd.DataFrame(
        {
            "Case": rows["Case"],
            "Level": rows["from"].map(actors["level"]),
            "Kind": rows["kind"],
            "Role": [ROLES_OF_TIES[kind][0] for kind in rows["kind"]],
            "Evidence": "ties/" + rows.index.astype(str),
        }
    )


def attention() -> pd.DataFrame:
    """Return which part of each document's record government takes up.

    What the document tells besides of the same sort is the yardstick, so that its length and
    the diligence of those who read it cancel.

    Returns
    -------
    pandas.DataFrame
        Columns ``Case``, ``Record`` (events, or ties), ``Told``, ``Of government``, ``Dated``
        (acts of government that have a date; ties: a first date) and ``Share``.

    Examples
    --------
    >>> bool(attention()["Share"].between(0, 1).all())
    True
    """
    events, ties = (evidence.of_studied(evidence.table(name)) for name in ("events", "ties"))
    dated_ties = evidence.table("ties")["start"].reindex(relations().index).ne("")
    parts = (
        ("events", events, acts(), acts()[["From", "By"]].notna().any(axis=1)),
        ("ties", ties, relations(), dated_ties),
    )
    rows = []
    for name in evidence.studied()["name"]:
        for record, told, of_government, dated in parts:
            mine = of_government["Case"] == name
            total = int((told["Case"] == name).sum())
            rows.append((name, record, total, int(mine.sum()), int(dated[mine].sum())))
    table = pd.DataFrame(rows, columns=["Case", "Record", "Told", "Of government", "Dated"])
    return table.assign(Share=table["Of government"] / table["Told"].clip(lower=1))


def roles() -> pd.DataFrame:
    """Return the share of each role among a document's acts and ties of government.

    Returns
    -------
    pandas.DataFrame
        Columns ``Role``, ``Case``, ``Low`` and ``High`` (shares, in per cent: of those that can
        be read in no other role, and of all that can be read in it), ``Share`` (by first
        readings), ``Acts`` and ``Ties`` (numbers by first readings).

    Examples
    --------
    >>> table = roles()
    >>> bool((table["Low"] <= table["Share"]).all() and (table["Share"] <= table["High"]).all())
    True
    """
    told = _told()
    rows = []
    for role, name in itertools.product(ROLES, evidence.studied()["name"]):
        mine = told[told["Case"] == name]
        first = mine["Role"] == role
        only = mine["Readings"].map(lambda each, role=role: each == (role,))
        may = mine["Readings"].map(lambda each, role=role: role in each)
        low, share, high = (
            100 * float(each.mean()) if len(mine) else 0.0 for each in (only, first, may)
        )
        events = int((first & (mine["Record"] == "events")).sum())
        rows.append((role, name, low, high, share, events, int(first.sum()) - events))
    return pd.DataFrame(rows, columns=["Role", "Case", "Low", "High", "Share", "Acts", "Ties"])


def instruments() -> pd.DataFrame:
    """Return how often each document tells each kind of act, and how they differ without length.

    Returns
    -------
    pandas.DataFrame
        Columns ``Instrument`` (those with a role, in the order of the roles), ``Case``, ``Acts``
        and ``Evidence``.

    Examples
    --------
    >>> int(instruments()["Acts"].sum()) == len(acts())
    True
    """
    told = acts()
    kinds = sorted(set(told["Kind"]), key=list(ROLES_OF_EVENTS).index)
    rows = []
    for kind, name in itertools.product(kinds, evidence.studied()["name"]):
        mine = told[(told["Kind"] == kind) & (told["Case"] == name)]
        rows.append((kind, name, len(mine), " ".join(mine["Evidence"])))
    return pd.DataFrame(rows, columns=["Instrument", "Case", "Acts", "Evidence"])


def variety(sample: int | None = None) -> pd.DataFrame:
    """Return how many kinds of act each document would tell, had it told equally many acts.

    Parameters
    ----------
    sample : int, optional
        Number of acts; by default as many as the document that tells fewest.

    Returns
    -------
    pandas.DataFrame
        Columns ``Case``, ``Acts``, ``Instruments`` and ``Expected``: the mean number of kinds
        in a sample of its acts without replacement, after Hurlbert (1971).

    Examples
    --------
    >>> bool((variety()["Expected"] <= variety()["Instruments"]).all())
    True
    """
    counts = instruments().pivot_table(
        index="Case", columns="Instrument", values="Acts", sort=False
    )
    counts = counts[counts.sum(axis=1) > 0].astype(int)
    fewest = sample or int(counts.sum(axis=1).min())
    expected = [rarefied(row.tolist(), fewest) for _, row in counts.iterrows()]
    return pd.DataFrame(
        {
            "Case": counts.index,
            "Acts": counts.sum(axis=1).to_numpy(),
            "Instruments": (counts > 0).sum(axis=1).to_numpy(),
            "Expected": expected,
        }
    )


def rarefied(counts: list[int], sample: int) -> float:
    """Return the mean number of kinds in a sample, drawn without replacement.

    Parameters
    ----------
    counts : list of int
        Members of each kind.
    sample : int
        Size of the sample, at most as many as there are members.

    Examples
    --------
    >>> rarefied([1, 1, 2], 1), rarefied([1, 1, 2], 4)
    (1.0, 3.0)
    """
    total = sum(counts)
    if not 0 < sample <= total:
        raise ValueError(f"a sample of {sample} out of {total}; give one of 1 to {total}")
    missed = [math.comb(total - count, sample) / math.comb(total, sample) for count in counts]
    return sum(1 - share for share in missed)


def likeness() -> pd.DataFrame:
    """Return how alike the mixes of what governments do are, for every two cases.

    Returns
    -------
    pandas.DataFrame
        Columns ``Case``, ``Other`` and, for acts by kind, ties by kind and both by role
        (``Acts``, ``Ties``, ``Roles``), the share that the two mixes have in common: one
        less half the sum of the differences of their shares. ``Kinds``, ``Other kinds`` and
        ``Shared``: how many kinds of act of local government each tells, and both; ``Apart``,
        those that one tells and the other does not.

    Examples
    --------
    >>> bool(likeness()[["Acts", "Ties", "Roles"]].stack().between(0, 1).all())
    True
    """
    mixes = {"Acts": (acts(), "Kind"), "Ties": (relations(), "Kind"), "Roles": (_told(), "Role")}
    shares = {
        name: pd.crosstab(rows["Case"], rows[column], normalize="index")
        for name, (rows, column) in mixes.items()
    }
    told = acts()
    kinds = {
        name: set(part["Kind"]) for name, part in told[told["Level"].isin(LOCAL)].groupby("Case")
    }
    pairs = []
    for one, other in itertools.combinations(evidence.studied()["name"], 2):
        common = {
            name: float(np.minimum(table.loc[one], table.loc[other]).sum())
            for name, table in shares.items()
            if {one, other} <= set(table.index)
        }
        mine, theirs = kinds.get(one, set()), kinds.get(other, set())
        sets = {"Kinds": len(mine), "Other kinds": len(theirs), "Shared": len(mine & theirs)}
        pairs.append(
            {
                "Case": one,
                "Other": other,
                **common,
                **sets,
                "Apart": ", ".join(sorted(mine ^ theirs)),
            }
        )
    return pd.DataFrame(pairs).fillna(0.0)


def levels() -> pd.DataFrame:
    """Return at which level the acts of each document were done, and which gave means.

    Returns
    -------
    pandas.DataFrame
        Columns ``Level``, ``Case``, ``Acts``, ``Means`` (of them, those of a service
        provider) and ``Evidence``.

    Examples
    --------
    >>> int(levels()["Acts"].sum()) == len(acts())
    True
    """
    told = acts()
    rows = []
    for level, name in itertools.product(LEVELS, evidence.studied()["name"]):
        mine = told[(told["Level"] == level) & (told["Case"] == name)]
        means = int((mine["Role"] == "service provider").sum())
        rows.append((level, name, len(mine), means, " ".join(mine["Evidence"])))
    table = pd.DataFrame(rows, columns=["Level", "Case", "Acts", "Means", "Evidence"])
    return table[table["Level"].isin(set(told["Level"]))].reset_index(drop=True)


def division_of_labour() -> pd.DataFrame:
    """Return which share of the acts of the centre, and of local government, gave means.

    Returns
    -------
    pandas.DataFrame
        Columns ``Case``, ``Government`` (central or local), ``Acts``, ``Gave means`` (share by
        first readings, in per cent), and ``Low`` and ``High``, its bounds over all readings.

    Examples
    --------
    >>> sorted(set(division_of_labour()["Government"]))
    ['central', 'local']
    """
    told = _told().query("Record == 'events'")
    rows = []
    for name, (government, own) in itertools.product(
        evidence.studied()["name"], (("central", ["central"]), ("local", LOCAL))
    ):
        mine = told[(told["Case"] == name) & told["Level"].isin(own)]
        if mine.empty:
            continue
        named = mine["Readings"]
        low = float(named.map(lambda each: each == ("service provider",)).mean())
        high = float(named.map(lambda each: "service provider" in each).mean())
        share = float((mine["Role"] == "service provider").mean())
        rows.append((name, government, len(mine), 100 * share, 100 * low, 100 * high))
    return pd.DataFrame(rows, columns=["Case", "Government", "Acts", "Gave means", "Low", "High"])


def division_test(*, certain: bool = False) -> tuple[int, float, float]:
    """Test whether means come from local government more often than levels shuffled would have it.

    Within each document the acts that gave means are dealt anew over its central and local
    acts; documents with one level alone say nothing.

    Parameters
    ----------
    certain : bool, optional
        Count only acts that can be read in no other role.

    Returns
    -------
    given : int
        Acts of local government that gave means, over all documents.
    expected : float
        Their mean number over all dealings.
    p_value : float
        Share of dealings in which they are as many: exact, after Cochran, Mantel and Haenszel.

    Examples
    --------
    >>> given, expected, p_value = division_test()
    >>> given > expected
    True
    """
    told = acts()
    told = told[told["Level"].isin(["central", *LOCAL])]
    gave = (
        readings(told).map(lambda each: each == ("service provider",))
        if certain
        else told["Role"] == "service provider"
    )
    chances, given, expected = np.ones(1), 0, 0.0
    for _, mine in told.groupby("Case", sort=False):
        local, means = mine["Level"].isin(LOCAL), gave[mine.index]
        dealt = stats.hypergeom(len(mine), int(means.sum()), int(local.sum()))
        chances = np.convolve(chances, dealt.pmf(np.arange(int(local.sum()) + 1)))
        given += int((local & means).sum())
        expected += float(dealt.mean())
    return given, expected, float(chances[given:].sum())


def emergence(place: str = "") -> pd.DataFrame:
    """Return when each case emerged, as its yardstick row dates it.

    Parameters
    ----------
    place : str, optional
        A place whose own row goes first, where there is one; otherwise the first row of each
        case holds.

    Returns
    -------
    pandas.DataFrame
        Indexed by name of the case: ``Low`` and ``High`` (decimal years) and ``Evidence``. A
        stage is dated by its first year, to the precision that its row has: the year, a year on
        either side, or the decade.

    Examples
    --------
    >>> emergence().loc["Junpu", ["Low", "High"]].tolist()
    [2008.0, 2009.0]
    """
    marks = evidence.yardsticks("emergence")
    own = (marks["place"] == place).to_numpy()
    rows = []
    for name, address in pd.concat([marks[own], marks[~own]])[["Case", "row"]].itertuples(
        index=False
    ):
        table, identifier = evidence.address(address)
        cells = evidence.row(table, identifier)
        if table == "stages":
            starts = began(address)
            low, high = starts.low, starts.high + 1
        else:
            low, high = begins(cells["date_start"]), ends(cells["date_end"])
        rows.append((name, low, high, address))
    dated = pd.DataFrame(rows, columns=["Case", "Low", "High", "Evidence"])
    return dated.drop_duplicates("Case").set_index("Case")


def first_acts() -> pd.DataFrame:
    """Return when a local government is first told to have acted in each role.

    Returns
    -------
    pandas.DataFrame
        Columns ``Role``, ``Case``, ``Low`` and ``High`` (years from the case's emergence to the
        act, over both their bounds: from the first that can be read in that role to the first
        that can be read in no other; missing where none has a date), ``Dated`` and ``Undated``
        (numbers of those that can be so read), ``Act`` (the first) and ``Evidence``.

    Examples
    --------
    >>> lags = first_acts().set_index(["Role", "Case"])
    >>> bool(lags.loc[("repressor", "Yongkang"), "Low"] < 0)
    True
    """
    told, born = acts(), emergence()
    told = told[told["Level"].isin(LOCAL)]
    rows = []
    for role, name in itertools.product(ROLES, evidence.studied()["name"]):
        mine = told[told["Case"] == name]
        may = mine[readings(mine).map(lambda each, role=role: role in each).astype(bool)]
        only = may[readings(may).map(len) == 1]
        dated = may["From"].notna() & may["By"].notna()
        low = high = math.nan
        act = links = ""
        if dated.any() and name in born.index:
            first = may.loc[may.loc[dated, "From"].idxmin()]
            low, high = (
                first["From"] - born.loc[name, "High"],
                only["By"].min() - born.loc[name, "Low"],
            )
            act, links = first["Act"], f"{first['Evidence']} {born.loc[name, 'Evidence']}"
        rows.append((role, name, low, high, int(dated.sum()), int((~dated).sum()), act, links))
    columns = ["Role", "Case", "Low", "High", "Dated", "Undated", "Act", "Evidence"]
    return pd.DataFrame(rows, columns=columns)


def sequences(*, local: bool = False, by: str = "From") -> pd.DataFrame:
    """Return the dated acts of each case in their order.

    Parameters
    ----------
    local : bool, optional
        Leave out the centre and governments abroad.
    by : str, optional
        Which end of an act's dates orders it: ``"From"`` or ``"By"``.

    Returns
    -------
    pandas.DataFrame
        Rows of :func:`acts` with ``Turn``, their order within the case from one. Acts of one
        date stand in the order of the roles, so that chance makes no difference between cases.

    Examples
    --------
    >>> sequences(local=True).groupby("Case")["Turn"].min().unique().tolist()
    [1]
    """
    told = acts()
    told = told[told[by].notna() & (told["Level"] != "abroad")]
    if local:
        told = told[told["Level"].isin(LOCAL)]
    parts = []
    for name in evidence.studied()["name"]:
        mine = told[told["Case"] == name]
        rank = mine["Role"].map({role: place for place, role in enumerate(ROLES)})
        mine = mine.assign(Rank=rank).sort_values([by, "Rank"], kind="stable").drop(columns="Rank")
        parts.append(mine.assign(Turn=range(1, len(mine) + 1)))
    ordered: pd.DataFrame = pd.concat(parts)
    return ordered


def distances(*, local: bool = False, rates: bool = True, by: str = "From") -> pd.DataFrame:
    """Return how far apart the sequences of roles of every two cases are.

    Parameters
    ----------
    local, by
        As in :func:`sequences`.
    rates : bool, optional
        Take the costs of substitutions from the rates of transition; otherwise every one costs
        as much as a deletion and an insertion.

    Examples
    --------
    >>> table = distances()
    >>> bool((table.to_numpy() == table.to_numpy().T).all())
    True
    """
    orders = _orders(local=local, by=by)
    return optimal_matching(orders, ROLES, _costs(orders, rates=rates))


@cache
def order_test(
    *, local: bool = False, rates: bool = False, by: str = "From", permutations: int = 999
) -> pd.DataFrame:
    """Compare the distance of every two sequences with that of shuffled ones.

    The roles of each case are dealt anew over its dates, so that each keeps its mix and its
    dates and loses its order. What is then nearer than chance is alike in order.

    Parameters
    ----------
    local, rates, by
        As in :func:`distances`; the costs are those of the record.
    permutations : int, optional
        Number of dealings.

    Returns
    -------
    pandas.DataFrame
        Columns ``Pair``, ``Case``, ``Other``, ``Distance``, ``Low`` and ``High`` (the middle 95%
        of the dealings), ``Middle`` and ``p`` (share of dealings, the record among them, that are
        as near); the last row, "all pairs", is of their mean.

    Examples
    --------
    >>> order_test(permutations=99)["Pair"].iloc[-1]
    'all pairs'
    """
    table = sequences(local=local, by=by)
    orders = _orders(local=local, by=by)
    costs = _costs(orders, rates=rates).to_numpy()
    rng = np.random.default_rng(SEED)
    dealt: dict[str, npt.NDArray[np.int_]] = {}
    for name, order in orders.items():
        # The record is the first of the dealings.
        slots = table.loc[table["Case"] == name, by].rank(method="dense").to_numpy().astype(int)
        dealings = np.tile(numbered(order, ROLES), (permutations + 1, 1))
        dealings[1:] = rng.permuted(dealings[1:], axis=1)
        keyed = np.sort(slots * len(ROLES) + dealings, axis=1)
        dealt[name] = keyed % len(ROLES)
    pairs = list(itertools.combinations(orders, 2))
    apart = np.array(
        [
            alignment_costs(dealt[one], dealt[other], costs)
            / greatest_cost(len(orders[one]), len(orders[other]), costs)
            for one, other in pairs
        ]
    )
    named = [(f"{one} – {other}", one, other) for one, other in pairs] + [("all pairs", "", "")]
    rows = []
    for (pair, one, other), values in zip(named, [*apart, apart.mean(axis=0)], strict=True):
        low, middle, high = np.quantile(values[1:], [0.025, 0.5, 0.975])
        near = float((values <= values[0] + 1e-9).mean())
        rows.append((pair, one, other, values[0], low, middle, high, near))
    columns = ["Pair", "Case", "Other", "Distance", "Low", "Middle", "High", "p"]
    return pd.DataFrame(rows, columns=columns)


@cache
def detected() -> pd.DataFrame:
    """Return where the mix of roles changes in each case's dated acts, beside its stages.

    Returns
    -------
    pandas.DataFrame
        Columns ``Case``, ``Acts`` (dated ones), ``Changes`` (years, found at the price of the
        Bayesian criterion), ``Best`` (the best single change, a year), ``Gain`` and ``p`` (of
        :func:`~industrial_clusters.statistics.regimes.change_test`), ``Stage`` (the nearest
        beginning of a stage of the document) and ``Apart`` (years between the two).

    Examples
    --------
    >>> bool((detected()["p"] > 0).all())
    True
    """
    table = sequences()
    stages = evidence.of_studied(evidence.table("stages"))
    rows = []
    for name in evidence.studied()["name"]:
        mine = table[table["Case"] == name]
        if mine["From"].nunique() < 2:
            continue
        dates, kinds = mine["From"].tolist(), mine["Role"].tolist()
        best, gain, p_value = change_test(dates, kinds, seed=SEED)
        own = stages.loc[stages["Case"] == name, "start"].dropna().astype(float)
        stage = float(own.loc[(own - best).abs().idxmin()]) if len(own) else math.nan
        found = [int(date) for date in regimes(dates, kinds)]
        rows.append((name, len(mine), found, int(best), gain, p_value, stage, abs(best - stage)))
    columns = ["Case", "Acts", "Changes", "Best", "Gain", "p", "Stage", "Apart"]
    return pd.DataFrame(rows, columns=columns)


@cache
def clocks() -> pd.DataFrame:
    """Return which clock orders what governments do: the country's calendar, or the cluster's age.

    The dated acts of all cases are pooled, each act of the centre once a document, and laid
    along either clock.

    Returns
    -------
    pandas.DataFrame
        Columns ``Clock``, ``Acts``, ``Changes`` (dates or ages), ``Best``, ``Gain`` and ``p``,
        as in :func:`detected`; once for all acts and once for those of local government.

    Examples
    --------
    >>> clocks()["Clock"].tolist()[:2]
    ['calendar, all acts', 'age, all acts']
    """
    born = emergence()
    rows = []
    for whose, local in (("all acts", False), ("local acts", True)):
        table = sequences(local=local)
        table = table[table["Case"].isin(born.index)]
        ages = table["From"] - table["Case"].map(born["Low"])
        for clock, dates in (("calendar", table["From"]), ("age", ages)):
            best, gain, p_value = change_test(dates.tolist(), table["Role"].tolist(), seed=SEED)
            found = [
                float(math.floor(date)) for date in regimes(dates.tolist(), table["Role"].tolist())
            ]
            rows.append((f"{clock}, {whose}", len(table), found, math.floor(best), gain, p_value))
    return pd.DataFrame(rows, columns=["Clock", "Acts", "Changes", "Best", "Gain", "p"])


def _told() -> pd.DataFrame:
    """Acts and ties together, each with every role in which it can be read."""
    events = acts().assign(Record="events", Readings=lambda t: t["Kind"].map(ROLES_OF_EVENTS))
    ties = relations().assign(Record="ties", Readings=lambda t: t["Kind"].map(ROLES_OF_TIES))
    return pd.concat([events, ties])


def readings(told: pd.DataFrame) -> pd.Series[Any]:
    """Return every role in which each act can be read.

    Examples
    --------
    >>> readings(acts()).loc["mantang-compromise"]
    ('facilitator',)
    """
    return told["Kind"].map(ROLES_OF_EVENTS)


def _orders(*, local: bool, by: str) -> dict[str, list[str]]:
    table = sequences(local=local, by=by)
    return {str(name): part["Role"].tolist() for name, part in table.groupby("Case", sort=False)}


def _costs(orders: dict[str, list[str]], *, rates: bool) -> pd.DataFrame:
    if rates:
        return substitution_costs(orders, ROLES)
    return pd.DataFrame(2 * (1 - np.eye(len(ROLES))), index=ROLES, columns=ROLES)
