"""The claims of all documents side by side: what each can be held to, and by what.

The ledger is a census of what the book wrote down and no sample of what the documents
say: its shares carry no sampling error. What they do carry is our choice of claims, which
:func:`dealt_out` and :func:`ranks` show.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from itertools import permutations

import numpy as np
import pandas as pd

from industrial_clusters import evidence
from industrial_clusters.claims import Verdict, whole_ledger

__all__ = [
    "AT_ODDS",
    "FATES",
    "PROBES",
    "bounds_of_truth",
    "dealt_out",
    "fates",
    "ledger",
    "meetings",
    "order_by_chance",
    "outcomes",
    "ranks",
    "reasons",
    "shares_by_kind",
    "whose_rows",
]

# What becomes of a claim, from firm to open.
FATES = [
    "supported",
    "at odds",
    "not identified",
    "record cannot test it",
    "put to a model",
    "nothing tests it",
]

AT_ODDS = {Verdict.CONTRADICTED, Verdict.INCONSISTENT_WITHIN, Verdict.INCONSISTENT_BETWEEN}
_FATE = {
    **dict.fromkeys(map(str, AT_ODDS), "at odds"),
    str(Verdict.SUPPORTED): "supported",
    str(Verdict.NOT_IDENTIFIED): "not identified",
    str(Verdict.NOT_TESTABLE): "record cannot test it",
}

# Kinds of claim that the book made out of a doubt of its own: that two places of a
# document agree, that two names are of one thing.
PROBES = ("consistency", "identity")

_SEED = 2020
_DEALS = 2000


@cache
def outcomes() -> pd.DataFrame:
    """Return the verdict on every theory that the book's models confront with rivals.

    Running all models takes half a minute. Their verdicts are kept beside this module,
    and a test runs the models and holds the two equal.

    Returns
    -------
    pandas.DataFrame
        Indexed by theory: ``source``, ``page``, ``rivals``, ``verdict``, ``overturn``, as in
        :class:`~industrial_clusters.experiments.studies.Confrontation`.

    Examples
    --------
    >>> outcomes().loc["Kin and state decide governance", "page"]
    'cases/china-italy'
    """
    file = resources.files("industrial_clusters.comparison") / "outcomes.csv"
    with file.open(encoding="utf-8") as text:
        return pd.read_csv(text, index_col="theory")


@cache
def _ledger() -> pd.DataFrame:
    rows = evidence.of_studied(whole_ledger())
    fate = rows["verdict"].map(_FATE)
    fate = fate.fillna(rows["theory"].map(lambda theory: "put to a model" if theory else None))
    return rows.assign(Fate=fate.fillna("nothing tests it"))


def ledger() -> pd.DataFrame:
    """Return every claim of the studied cases' documents, and what becomes of it.

    Returns
    -------
    pandas.DataFrame
        As :func:`industrial_clusters.claims.whole_ledger`, with ``Case`` (the case whose
        document states it) and ``Fate``, one of :data:`FATES`.

    Examples
    --------
    >>> ledger().loc["zhejiang-clusters-doubled", ["Case", "Fate"]].tolist()
    ['Yongkang', 'supported']
    """
    return _ledger().copy()


def fates(kinds: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return how many claims of each document have each fate, zeros included.

    Parameters
    ----------
    kinds : tuple of str, optional
        Only claims of these kinds, such as ``("cause",)``; all where left out.

    Returns
    -------
    pandas.DataFrame
        Columns ``Case``, ``Fate`` (all of :data:`FATES`) and ``Claims``.

    Examples
    --------
    >>> int(fates()["Claims"].sum()) == len(ledger())
    True
    """
    return _counted(_of_kinds(kinds), "Fate", FATES)


def reasons(kinds: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return why nothing tests the claims that nothing tests, document by document.

    Parameters
    ----------
    kinds : tuple of str, optional
        Only claims of these kinds; all where left out.

    Returns
    -------
    pandas.DataFrame
        Columns ``Case``, ``Missing`` (in the words of the column ``untested`` of
        ``claims``, and "only a test" where nothing else is) and ``Claims``, the most
        frequent reasons first.

    Examples
    --------
    >>> reasons()["Missing"].iloc[0]
    'no contrast'
    """
    rows = _of_kinds(kinds).query("Fate == 'nothing tests it'")
    rows = rows.assign(Missing=rows["untested"].replace("", "only a test"))
    order = [str(why) for why in rows["Missing"].value_counts(sort=True).index]
    return _counted(rows, "Missing", order)


def _of_kinds(kinds: tuple[str, ...]) -> pd.DataFrame:
    rows = _ledger()
    return rows[rows["kind"].isin(kinds)] if kinds else rows


def _counted(rows: pd.DataFrame, column: str, order: list[str]) -> pd.DataFrame:
    """Count rows by case and one column, zeros included."""
    cells = pd.MultiIndex.from_product([_cases(), order], names=["Case", column])
    counts = rows.groupby(["Case", column]).size().reindex(cells, fill_value=0)
    return counts.rename("Claims").reset_index()


def _cases() -> list[str]:
    return evidence.studied()["name"].tolist()


def shares_by_kind(fates: tuple[str, ...]) -> pd.DataFrame:
    """Return what share of each document's claims of each kind has one of some fates.

    Parameters
    ----------
    fates : tuple of str
        Of :data:`FATES`.

    Returns
    -------
    pandas.DataFrame
        Columns ``Case``, ``Kind`` (those first of which most claims have the fates),
        ``Claims`` (number of the kind), ``Share, %`` (whole per cent, zero where the
        document has no such claim).

    Examples
    --------
    >>> shares_by_kind(("supported", "at odds"))["Kind"].iloc[-1]
    'counterfactual'
    """
    rows = _ledger().assign(has=lambda table: table["Fate"].isin(fates))
    order = rows.groupby("kind")["has"].mean().sort_values(ascending=False, kind="stable").index
    cells = pd.MultiIndex.from_product([_cases(), order], names=["Case", "Kind"])
    grouped = rows.groupby(["Case", "kind"])["has"]
    share = (100 * grouped.mean()).round().reindex(cells, fill_value=0).astype(int)
    counts = grouped.size().reindex(cells, fill_value=0)
    return pd.DataFrame({"Claims": counts, "Share, %": share}).reset_index()


def bounds_of_truth() -> pd.DataFrame:
    """Return between which bounds the share of each document's claims that hold must lie.

    A claim that is supported holds and one at odds does not; any of the others may. Nothing
    is assumed of them, so that the bounds are wide wherever the record is silent.

    Returns
    -------
    pandas.DataFrame
        Columns ``Case``, ``Claims`` ("all that it makes", or "those that a function tests")
        and ``Low`` and ``High``, per cent; a document without such claims has none to bound,
        so that anything from nothing to everything is possible.

    References
    ----------
    .. [1] C. F. Manski, Partial Identification of Probability Distributions, Springer, 2003.

    Examples
    --------
    >>> bool((bounds_of_truth()["Low"] <= bounds_of_truth()["High"]).all())
    True
    """
    found = []
    for name, rows in (
        ("all that it makes", _ledger()),
        ("those that a function tests", _ledger().query("verdict != ''")),
    ):
        for case in _cases():
            of_case = rows.loc[rows["Case"] == case, "Fate"]
            held, failed = (
                100 * float((of_case == fate).mean()) if len(of_case) else 0.0
                for fate in ("supported", "at odds")
            )
            found.append((case, name, held, 100 - failed))
    return pd.DataFrame(found, columns=["Case", "Claims", "Low", "High"])


def dealt_out(
    without: tuple[str, ...] = (), *, deals: int = _DEALS, seed: int = _SEED
) -> pd.DataFrame:
    """Return how many claims of each document are at odds, and how many would be by the kinds.

    The verdicts of all claims of a kind are put together and dealt out again to the claims
    of that kind, whoever made them. What remains is what a document's mixture of kinds
    alone would bring.

    Parameters
    ----------
    without : tuple of str, optional
        Kinds of claim to leave out, such as :data:`PROBES`.
    deals : int, optional
        How often to deal.
    seed : int, optional
        Seed of the deals.

    Returns
    -------
    pandas.DataFrame
        Columns ``Case``, ``Count`` ("found", or "dealt out within each kind"), ``Low``,
        ``High`` (claims: what was found, or the middle 95 of 100 deals) and ``Tested``.

    References
    ----------
    .. [1] P. Good, Permutation, Parametric and Bootstrap Tests of Hypotheses, 3rd ed.,
       Springer, 2005.

    Examples
    --------
    >>> dealt_out(deals=10)["Count"].unique().tolist()
    ['found', 'dealt out within each kind']
    """
    rows = _ledger()
    rows = rows[(rows["verdict"] != "") & ~rows["kind"].isin(without)]
    rng = np.random.default_rng(seed)
    cases = _cases()
    dealt = np.zeros((deals, len(cases)), dtype=int)
    for _, of_kind in rows.groupby("kind"):
        at_odds = np.tile((of_kind["Fate"] == "at odds").to_numpy(), (deals, 1))
        at_odds = rng.permuted(at_odds, axis=1)
        for place, case in enumerate(cases):
            dealt[:, place] += at_odds[:, (of_kind["Case"] == case).to_numpy()].sum(axis=1)
    low, high = np.quantile(dealt, [0.025, 0.975], axis=0, method="inverted_cdf")
    tested = [int((rows["Case"] == case).sum()) for case in cases]
    found = [int(((rows["Case"] == case) & (rows["Fate"] == "at odds")).sum()) for case in cases]
    counts = {"found": (found, found), "dealt out within each kind": (low, high)}
    return pd.DataFrame(
        [
            (case, count, int(least[place]), int(most[place]), tested[place])
            for place, case in enumerate(cases)
            for count, (least, most) in counts.items()
        ],
        columns=["Case", "Count", "Low", "High", "Tested"],
    )


def ranks() -> pd.DataFrame:
    """Return the place of each document by several ways to say how its claims fare.

    Returns
    -------
    pandas.DataFrame
        Columns ``Case``, ``Measured by``, ``Per hundred`` (claims), ``Rank`` (1 the fewest,
        ties share the better place). A measure that a document has nothing to divide by
        is missing.

    Examples
    --------
    >>> ranks()["Measured by"].nunique()
    5
    """
    rows = _ledger()
    numbers = evidence.of_studied(evidence.table("observations"))["Case"].value_counts()
    claims = rows["Case"].value_counts()
    tested = rows[rows["verdict"] != ""]["Case"].value_counts()
    at_odds = rows[rows["Fate"] == "at odds"]["Case"].value_counts()
    own = rows[rows["kind"].isin(PROBES) & (rows["Fate"] == "at odds")]["Case"].value_counts()
    idle = rows[rows["Fate"].isin(FATES[3:])]["Case"].value_counts()
    measures = {
        "at odds, of those tested": (at_odds, tested),
        "at odds, of all": (at_odds, claims),
        "at odds, doubts of ours aside": (
            at_odds.sub(own, fill_value=0),
            rows[~rows["kind"].isin(PROBES) & (rows["verdict"] != "")]["Case"].value_counts(),
        ),
        "at odds, a number printed": (at_odds, numbers),
        "beyond any test, of all": (idle, claims),
    }
    parts = []
    for name, (part, whole) in measures.items():
        size = whole.reindex(_cases()).astype(float)
        rate = 100 * part.reindex(_cases(), fill_value=0) / size
        rank = rate.rank(method="min")
        parts.append(
            pd.DataFrame(
                {"Case": _cases(), "Measured by": name, "Per hundred": rate.round(1).to_numpy()}
            ).assign(Rank=rank.to_numpy())
        )
    return pd.concat(parts, ignore_index=True)


def order_by_chance(one: str, other: str) -> tuple[float, float]:
    """Return how two rankings of the documents agree, and how often chance agrees as much.

    Parameters
    ----------
    one, other : str
        Measures of :func:`ranks`; documents that lack either are left out.

    Returns
    -------
    tuple of float
        Spearman's rank correlation, and the share of all orders of the documents whose
        correlation is as far from zero.

    Examples
    --------
    >>> order_by_chance("at odds, of all", "beyond any test, of all")[0] < 0
    True
    """
    wide = ranks().set_index(["Case", "Measured by"])["Per hundred"].unstack()  # noqa: PD010
    placed = wide[[one, other]].dropna().rank()
    first, second = placed[one].to_numpy(), placed[other].to_numpy()
    found = float(np.corrcoef(first, second)[0, 1])
    orders = [abs(np.corrcoef(first, order)[0, 1]) for order in permutations(second)]
    return found, float(np.mean(np.array(orders) >= abs(found) - 1e-9))


def whose_rows() -> pd.DataFrame:
    """Return how many tests of each document's claims read rows of each document.

    Returns
    -------
    pandas.DataFrame
        Columns ``Claims of``, ``Rows of`` (names of the cases whose documents they are) and
        ``Tests``; a test that reads rows of two documents counts for both.

    Examples
    --------
    >>> table = whose_rows().set_index(["Claims of", "Rows of"])["Tests"]
    >>> bool(table["Yongkang", "Xixia"] < table["Yongkang", "Yongkang"])
    True
    """
    counts = dict.fromkeys(((claim, row) for claim in _cases() for row in _cases()), 0)
    for claim, sources in _read_from().items():
        for case in sources:
            counts[str(_ledger().loc[claim, "Case"]), case] += 1
    return pd.DataFrame(
        [(claims, rows, tests) for (claims, rows), tests in counts.items()],
        columns=["Claims of", "Rows of", "Tests"],
    )


@cache
def _read_from() -> dict[str, tuple[str, ...]]:
    """Return the cases whose documents' rows the test of each claim reads."""
    cases = evidence.studied()
    documents = dict(zip(cases["source"], cases["name"], strict=True))
    found = {}
    for claim, rows in _ledger().query("verdict != ''")["evidence"].items():
        sources = {evidence.row(*evidence.address(row))["source"] for row in rows}
        found[str(claim)] = tuple(name for source, name in documents.items() if source in sources)
    return found


def meetings() -> pd.DataFrame:
    """Return where documents meet: claims tested by another's rows, and claims that clash.

    Returns
    -------
    pandas.DataFrame
        One row a meeting: ``Case`` and ``Other`` (of the two documents), ``Meeting`` ("one
        claim, rows of another" or "two claims, one effect"), ``Claim`` and ``Against`` (ids;
        the second is empty where one claim meets rows).

    Examples
    --------
    >>> meetings()["Meeting"].unique().tolist()
    ['one claim, rows of another', 'two claims, one effect']
    """
    rows = _ledger()
    case_of = {str(claim): str(case) for claim, case in rows["Case"].items()}
    met = [
        (case_of[claim], other, "one claim, rows of another", claim, "")
        for claim, cases in _read_from().items()
        for other in cases
        if other != case_of[claim]
    ]
    met += [
        (case_of[str(claim)], case_of[other], "two claims, one effect", str(claim), other)
        for claim, listed in rows["against"].items()
        for other in (evidence.address(part.strip())[1] for part in listed.split(";") if part)
    ]
    return pd.DataFrame(met, columns=["Case", "Other", "Meeting", "Claim", "Against"])
