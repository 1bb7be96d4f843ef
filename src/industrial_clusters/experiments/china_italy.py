"""The theories of Li and Gao on markets, timing and governance, confronted with the record.

Three questions. Did market and industry feed each other in Yiwu, or did sellers follow
demand? Can timing, stage, market and social structure be told apart with the cases at
hand? Do kin and state, or size, or regime decide what governs a cluster?

The ranges are assumptions of the book, wide on purpose; the constraints are rows of the
evidence.
"""

from __future__ import annotations

import dataclasses
import itertools
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from industrial_clusters.evidence import (
    Quantity,
    observation,
    propagate,
    quantity,
    rounding_bounds,
    row,
)
from industrial_clusters.experiments.designs import sobol_design
from industrial_clusters.experiments.history_matching import match
from industrial_clusters.experiments.studies import Confrontation, Study
from industrial_clusters.models import community_enforcement, market_platform
from industrial_clusters.models.community_enforcement import GOVERNANCE
from industrial_clusters.statistics.configurations import (
    minimise,
    necessity,
    sufficiency,
    truth_table,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SEED = 2020

# Reach is 1 along a road and 2 in a plane; towns on the way and railways stretch it.
# Sizes and earnings are drawn in powers of ten, since nothing says their order. No
# document prices a stall, so that earnings, fees and the spread of costs run from next
# to nothing to several times the cheapest seller's cost. Demand for daily goods may
# have shrunk a little or grown by a third a year after decades of rationing. Traders of
# Yiwu may have had up to 300 workshops behind them in 1980, or none.
MARKET_RANGES = {
    "reach": (0.1, 4.0),
    "snowball": (0.0, 1.0),
    "log_full_size": (3.0, 5.0),
    "log_earnings": (-0.5, 1.5),
    "demand_growth": (-0.05, 0.3),
    "volatility": (0.0, 0.3),
    "spread": (0.0, 5.0),
    "fee": (0.0, 1.0),
    "speed": (0.05, 1.0),
    "log_stalls": (1.5, 3.2),
    "workshops": (0.0, 300.0),
    "workshop_growth": (0.0, 0.2),
    "making": (0.0, 0.2),
    "local_gain": (0.0, 1.0),
    "joining": (0.0, 1.0),
}
MARKET_DRAWS = 131072

# The theory is the snowball: sellers bring more custom than they take. Feedback that is
# too weak for it is a theory of its own between snowball and demand. Each draw's place
# between the two ends is the same in both.
SNOWBALL = (1.0, 4.0)
NO_SNOWBALL = (0.05, 1.0)

# A cheat may gain from a tenth of a year's trade to ten years of it, in powers of ten
# as everything without a known order. News may stop at the next door or cross a town.
# Red tape may add nothing or multiply the cost of registration a thousandfold. The
# document gives no number of firms for Italy and only a lower bound for export clusters:
# from ten, or that bound, to a hundred thousand. A zone's law may cost exporters a
# thousandth of what it costs elsewhere, or all of it: only one rival makes use of that.
GOVERNANCE_RANGES = {
    "log_temptation": (-1.0, 1.0),
    "patience": (0.3, 0.99),
    "log_news_distance": (0.0, 4.0),
    "kin_share": (0.0, 1.0),
    "roots": (0.0, 1.0),
    "membership": (0.0, 0.6),
    "cash": (0.0, 0.6),
    "log_registration": (-1.0, 3.0),
    "log_red_tape": (0.0, 3.0),
    "log_legal": (0.0, 4.0),
    "log_zone_law": (-3.0, 0.0),
    "export_size": (0.0, 1.0),
    "log_italian_size": (1.0, 5.0),
}
GOVERNANCE_DRAWS = 32768
_MOST_TRADERS = 1e5

# How the document codes its cases: for each set, the cell that is read and the words
# that make a case a member. Stage and timing of a cluster are those of its country.
Cells = dict[str, tuple[str, str]]

_CHINA, _ITALY = "china-china-against-italy-china", "italy-china-against-italy-italy"
_FOUR = "four-explanations"
_EXPORT = "china-export-and-domestic-clusters-export-oriented"
_DOMESTIC = "china-export-and-domestic-clusters-domestically-oriented"
_ABSTRACT = "china-china-in-the-abstract-all-clusters"

CONDITIONS = ("backward", "late", "market", "kin")

COUNTRIES: dict[str, Cells] = {
    "backward": {
        "China": (f"china-{_FOUR}-stage-of-development-china", "Backward economy"),
        "Italy": (f"italy-{_FOUR}-stage-of-development-italy", "Backward economy"),
    },
    "late": {
        "China": (f"china-{_FOUR}-timing-in-globalisation-china", "second stage"),
        "Italy": (f"italy-{_FOUR}-timing-in-globalisation-italy", "second stage"),
    },
    "market": {
        "China": (f"china-{_FOUR}-specialised-market-china", "Present"),
        "Italy": (f"italy-{_FOUR}-specialised-market-italy", "Present"),
    },
    "kin": {
        "China": (f"china-{_FOUR}-social-structure-china", "kin"),
        "Italy": (f"italy-{_FOUR}-social-structure-italy", "kin"),
    },
    "low_end": {
        "China": (f"{_CHINA}-value-chain", "Low end"),
        "Italy": (f"{_ITALY}-value-chain", "Low end"),
    },
    "open": {
        "China": (f"{_CHINA}-openness", "Very open"),
        "Italy": (f"{_ITALY}-openness", "Very open"),
    },
    "market_channel": {
        "China": (f"{_CHINA}-distribution-channel", "Specialised markets"),
        "Italy": (f"{_ITALY}-distribution-channel", "Specialised markets"),
    },
    "kin_governance": {
        "China": (f"{_CHINA}-governance", "Kin"),
        "Italy": (f"{_ITALY}-governance", "Kin"),
    },
}

# Within China the document tells export from domestic clusters. Low end and openness it
# ascribes to all of them in the abstract; when they opened it tells apart.
CLUSTERS: dict[str, Cells] = {
    "backward": {
        "export": COUNTRIES["backward"]["China"],
        "domestic": COUNTRIES["backward"]["China"],
        "Italy": COUNTRIES["backward"]["Italy"],
    },
    "late": {
        "export": COUNTRIES["late"]["China"],
        "domestic": COUNTRIES["late"]["China"],
        "Italy": COUNTRIES["late"]["Italy"],
    },
    "market": {
        "export": (f"{_EXPORT}-origin", "Specialised markets"),
        "domestic": (f"{_DOMESTIC}-origin", "Specialised markets"),
        "Italy": COUNTRIES["market"]["Italy"],
    },
    "kin": {
        "export": (f"{_EXPORT}-founders", "families"),
        "domestic": (f"{_DOMESTIC}-founders", "families"),
        "Italy": COUNTRIES["kin"]["Italy"],
    },
    "low_end": {
        "export": (f"{_ABSTRACT}-value-chain", "low end"),
        "domestic": (f"{_ABSTRACT}-value-chain", "low end"),
        "Italy": COUNTRIES["low_end"]["Italy"],
    },
    "open": {
        "export": (f"{_ABSTRACT}-openness", "High"),
        "domestic": (f"{_ABSTRACT}-openness", "High"),
        "Italy": COUNTRIES["open"]["Italy"],
    },
    "open_at_first": {
        "export": (f"{_EXPORT}-first-openness", "From day one"),
        "domestic": (f"{_DOMESTIC}-first-openness", "From day one"),
        "Italy": COUNTRIES["open"]["Italy"],
    },
    "market_channel": {
        "export": (f"{_EXPORT}-channel", "Specialised markets"),
        "domestic": (f"{_DOMESTIC}-channel", "Specialised markets"),
        "Italy": COUNTRIES["market_channel"]["Italy"],
    },
    "kin_governance": {
        "export": (f"{_EXPORT}-governance", "Kin"),
        "domestic": (f"{_DOMESTIC}-governance", "Kin"),
        "Italy": COUNTRIES["kin_governance"]["Italy"],
    },
}

# The two banks of one delta share a country, and with it its stage and its timing. The
# document tells them apart by where in the chain they stand.
_BANKS = "two-banks-of-the-pearl-river-delta"
BANKS: dict[str, Cells] = {
    "backward": {
        "east bank": COUNTRIES["backward"]["China"],
        "west bank": COUNTRIES["backward"]["China"],
        "Italy": COUNTRIES["backward"]["Italy"],
    },
    "late": {
        "east bank": COUNTRIES["late"]["China"],
        "west bank": COUNTRIES["late"]["China"],
        "Italy": COUNTRIES["late"]["Italy"],
    },
    "low_end": {
        "east bank": (f"prd-east-bank-{_BANKS}-east-bank-place-in-the-chain", "Low end"),
        "west bank": (
            f"prd-central-west-banks-{_BANKS}-central-and-west-banks-place-in-the-chain",
            "Low end",
        ),
        "Italy": COUNTRIES["low_end"]["Italy"],
    },
}

# Which condition the document names for which outcome.
EXPLANATIONS = {
    "low_end": "backward",
    "open": "late",
    "open_at_first": "late",
    "market_channel": "market",
    "kin_governance": "kin",
}

# Every law that gives each of the 16 configurations of four conditions an outcome.
_CONFIGURATIONS = 2 ** len(CONDITIONS)
_LAWS = 2**_CONFIGURATIONS


def market_constraints() -> dict[str, Quantity]:
    """Return what is documented of Yiwu's market.

    A little more than 700 stores in some year of the early 1980s is read as no more
    than its rounding allows, so that the fewest sellers of those years are at most 750
    and the most at least 701; 23,000 stores of 1992 as 22,500 to 23,500. The trade
    centre's wholesalers of 2002 are a part of the sellers. Commerce came first and
    industry, guided into being after 1992, later: no more workshops than sellers in
    1992, and at least one by 2002.

    Examples
    --------
    >>> market_constraints()["sellers"]
    Quantity(low=22500.0, high=23500.0, unit='stores')
    """
    start, later = (
        observation("yiwu-market-stores-1980s"),
        observation("yiwu-market-stores-1992"),
    )
    return {
        "early_least": Quantity(0.0, _rounded(start.value).high, "stores"),
        "early_most": Quantity(start.quantity.low, np.inf, "stores"),
        "sellers": _rounded(later.value),
        "sellers_at_end": quantity("yiwu-trade-centre-wholesalers-2002"),
        "workshops_per_seller": Quantity(0.0, 1.0),
        "workshops_at_end": Quantity(1.0, np.inf),
    }


@cache
def market_studies(draws: int = MARKET_DRAWS, seed: int = SEED) -> dict[str, Study]:
    """Return the snowball and its rivals, matched with the record of Yiwu.

    Parameters
    ----------
    draws : int, optional
        Number of draws, a power of two.
    seed : int, optional
        Seed of the design and of the years' demand.

    Examples
    --------
    >>> list(market_studies(draws=64))
    ['snowball', 'feedback without a snowball', 'demand alone']
    """
    design = sobol_design(MARKET_RANGES, draws, seed)
    snowball = _market_parameters(design, SNOWBALL)
    studies = {}
    for name, parameters in (
        ("snowball", snowball),
        ("feedback without a snowball", _market_parameters(design, NO_SNOWBALL)),
        ("demand alone", market_platform.demand_alone(snowball)),
    ):
        course = market_platform.simulate(parameters, np.random.default_rng(seed))
        outputs = market_platform.observables(course)
        studies[name] = Study(
            parameters=design,
            outputs=outputs,
            matching=match(outputs, market_constraints()),
            courses=pd.DataFrame(course.sellers, columns=list(course.years)),
        )
    return studies


def market_courses() -> pd.DataFrame:
    """Return the sellers of Yiwu by year in the worlds that meet the record.

    Returns
    -------
    pandas.DataFrame
        Columns ``Year``, ``Model``, ``Low``, ``Middle`` and ``High``: the quartiles
        over the surviving worlds of the snowball and of demand alone.

    Examples
    --------
    >>> market_courses()["Year"].agg(["min", "max"]).tolist()
    [1980, 2002]
    """
    labels = {"snowball": "theory: a snowball", "demand alone": "rival: demand alone"}
    courses = []
    for name, label in labels.items():
        study = market_studies()[name]
        quartiles = study.courses[study.matching.survivors].quantile([0.25, 0.5, 0.75]).T
        quartiles.columns = pd.Index(["Low", "Middle", "High"])
        courses.append(quartiles.rename_axis("Year").reset_index().assign(Model=label))
    return pd.concat(courses, ignore_index=True)


def market_record() -> pd.DataFrame:
    """Return the two counts of stores: columns ``Year``, ``Low``, ``High`` and ``Evidence``.

    The early one, of no single year, stands at the middle of the years that it may be of.

    Examples
    --------
    >>> market_record()["Year"].tolist()
    [1982, 1992]
    """
    limits = market_constraints()
    early = row("observations", "yiwu-market-stores-1980s")
    middle = (int(early["period_start"]) + int(early["period_end"])) // 2
    cell = "dimensions/yiwu-stores-of-the-small-commodity-city"
    return pd.DataFrame(
        {
            "Year": [middle, int(row("observations", "yiwu-market-stores-1992")["period_start"])],
            "Low": [limits["early_most"].low, limits["sellers"].low],
            "High": [limits["early_least"].high, limits["sellers"].high],
            "Evidence": [
                f"yiwu-market-stores-1980s {cell}-early-1980s-stores",
                f"yiwu-market-stores-1992 {cell}-1992-stores",
            ],
        }
    )


def deciding_record() -> pd.DataFrame:
    """Return what nobody recorded: buyers a seller in 1992, over the first year's.

    Returns
    -------
    pandas.DataFrame
        Indexed by model: quantiles ``0.05``, ``0.25``, ``0.5``, ``0.75`` and ``0.95``
        over the worlds that meet the record.

    Examples
    --------
    >>> table = deciding_record()
    >>> bool(table.loc["snowball", 0.05] > table.loc["demand alone", 0.75])
    True
    """
    return pd.DataFrame(
        {
            name: study.outputs["buyers_per_seller"][study.matching.survivors].quantile(
                [0.05, 0.25, 0.5, 0.75, 0.95]
            )
            for name, study in market_studies().items()
        }
    ).T


def buyers_recorded() -> pd.DataFrame:
    """Return who would be left if buyers a stall were recorded in the first year and 1992.

    Two planted records: buyers a stall at least doubled, or fell to a tenth or less.

    Returns
    -------
    pandas.DataFrame
        One row a model, one column a record: the share of draws that the record of
        Yiwu allows with it.

    Examples
    --------
    >>> shares = buyers_recorded()
    >>> bool(shares.loc["demand alone", "doubled"] == 0 < shares.loc["snowball", "doubled"])
    True
    """
    planted = {"doubled": Quantity(2.0, np.inf), "fell to a tenth": Quantity(0.0, 0.1)}
    return pd.DataFrame(
        {
            record: {
                name: match(
                    study.outputs, {**market_constraints(), "buyers_per_seller": bounds}
                ).share
                for name, study in market_studies().items()
            }
            for record, bounds in planted.items()
        }
    )


def orders_of_opening() -> pd.DataFrame:
    """Return how Yiwu's surviving snowballs fare if market or workshops come first.

    Workshops that come first are as many as the fewest that Yongkang may have had in
    1978, and wait for their market as long as those did, until 1996. Demand grows
    meanwhile, so that a market without workshops is opened as late beside them.

    Returns
    -------
    pandas.DataFrame
        Indexed by what is there when the market opens: ``grew``, the share of worlds in
        which it has more sellers after the years between 1980 and Yiwu's second count
        than it opened with, and the quartiles ``low``, ``middle`` and ``high`` of the
        sellers then.

    Examples
    --------
    >>> orders = orders_of_opening()
    >>> bool(orders.loc["workshops, late", "grew"] > orders.loc["one stall, late", "grew"])
    True
    """
    wait = int(row("events", "yongkang-market-1996")["date_start"]) - int(
        row("observations", "yongkang-workshops-1978")["period_start"]
    )
    built = _surviving_market()
    stall = dataclasses.replace(built, stalls=1.0, workshops=0.0)
    ready = dataclasses.replace(
        stall, stalls=0.0, workshops=quantity("yongkang-workshops-1978").low
    )
    ways = {
        "stalls, at once": (built, 0),
        "one stall, at once": (stall, 0),
        "stalls, late": (dataclasses.replace(built, workshops=0.0), wait),
        "one stall, late": (stall, wait),
        "workshops, late": (ready, wait),
    }
    return pd.DataFrame.from_dict(
        {name: _fate(parameters, delay) for name, (parameters, delay) in ways.items()},
        orient="index",
    )


def stalls_needed(workshops: tuple[float, ...] = (0, 50, 100, 200, 500, 1000)) -> pd.DataFrame:
    """Return how many stalls must be built where so many workshops are ready.

    The critical mass of each surviving snowball in the first year, less the workshops
    that take a stall; what goods made near by add is left out.

    Parameters
    ----------
    workshops : tuple of float, optional
        Workshops ready when the market opens.

    Returns
    -------
    pandas.DataFrame
        Indexed by workshops: ``low``, ``middle`` and ``high``, the quartiles over the
        worlds, in stalls, and ``none``, the share of worlds that need no stall.

    Examples
    --------
    >>> bool(stalls_needed()["middle"].is_monotonic_decreasing)
    True
    """
    parameters = _surviving_market()
    mass = market_platform.critical_mass(parameters)
    joining = np.asarray(parameters.joining)
    rows = {}
    for ready in workshops:
        missing = pd.Series(np.maximum(mass - joining * ready, 0.0))
        rows[ready] = {**_quartiles(missing), "none": float((missing == 0.0).mean())}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("workshops")


def fees_and_stalls() -> pd.DataFrame:
    """Return the share of Yiwu's surviving snowballs that grow with fewer stalls and other fees.

    Returns
    -------
    pandas.DataFrame
        One row a fraction of the stalls built, one column a fee: as drawn, waived for
        five years, and doubled.

    Examples
    --------
    >>> shares = fees_and_stalls()
    >>> bool((shares["doubled"] <= shares["waived for five years"]).all())
    True
    """
    built = _surviving_market()
    fees: dict[str, dict[str, Any]] = {
        "as drawn": {},
        "waived for five years": {"free_years": 5},
        "doubled": {"fee": 2.0 * np.asarray(built.fee)},
    }
    fractions = {"all": 1, "a third": 3, "a tenth": 10, "a thirtieth": 30}
    return pd.DataFrame(
        {
            name: {
                fraction: _fate(
                    dataclasses.replace(built, stalls=np.asarray(built.stalls) / parts, **fee), 0
                )["grew"]
                for fraction, parts in fractions.items()
            }
            for name, fee in fees.items()
        }
    )


def average_market() -> Quantity:
    """Return the stores of Zhejiang's average specialised market in 2001.

    Stores for every 10,000 people, times people, over markets. The document does not
    say that all stores stand on specialised markets: an upper bound, if they do not.

    Examples
    --------
    >>> average_market().low.__round__()
    635
    """
    return propagate(
        lambda stores, people, markets: stores * people * 1e6 / 1e4 / markets,
        quantity("zhejiang-stores-2001"),
        quantity("zhejiang-population-2001"),
        quantity("zhejiang-specialised-markets-2001"),
    )


def documented_orders() -> pd.DataFrame:
    """Return when market and industry came up where the documents date both.

    Returns
    -------
    pandas.DataFrame
        Indexed by place, bounds in years: ``market_low``, ``market_high``,
        ``industry_low``, ``industry_high`` (``inf`` for open), and ``first``.

    Examples
    --------
    >>> documented_orders()["first"].to_dict()
    {'Yiwu': 'market', 'Shenzhen': 'industry', 'Yongkang': 'industry'}
    """
    # Yiwu's turn to industry has no year; it came after the market had been renewed four
    # times and led the list, by 1992.
    dates = {
        "Yiwu": (_years("yiwu-farmers-market"), (_years("yiwu-market-1992")[0], np.inf)),
        "Shenzhen": (_years("shenzhen-seg-1988"), _years("shenzhen-processing-1979")),
        "Yongkang": (_years("yongkang-market-1996"), _years("mantang-secret-trade")),
    }
    rows = {}
    for place, (market, industry) in dates.items():
        first = "market" if market[1] < industry[0] else "not decided"
        rows[place] = {
            "market_low": market[0],
            "market_high": market[1],
            "industry_low": industry[0],
            "industry_high": industry[1],
            "first": "industry" if industry[1] < market[0] else first,
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def governance_constraints() -> dict[str, Quantity]:
    """Return what governs the document's clusters, by the number of each form.

    Domestic clusters are governed by kin, at the fewest and at the most firms that the
    document gives for one (Wenzhou's lighters and footwear); export clusters by the
    market; Italy's by associations.

    Examples
    --------
    >>> {case: GOVERNANCE[int(code.low)] for case, code in governance_constraints().items()}
    {'domestic_small': 'kin', 'domestic_large': 'kin', 'export': 'market', 'italy': 'association'}
    """
    cells = {
        "domestic_small": f"{_DOMESTIC}-governance",
        "domestic_large": f"{_DOMESTIC}-governance",
        "export": f"{_EXPORT}-governance",
        "italy": f"{_ITALY}-governance",
    }
    return {case: Quantity.exactly(float(_form(cell))) for case, cell in cells.items()}


@cache
def governance_studies(draws: int = GOVERNANCE_DRAWS, seed: int = SEED) -> dict[str, Study]:
    """Return kin and state and its rivals, matched with what governs the clusters.

    The theory has families rooted and transplants less so, and China's associations bear
    red tape. Each rival takes away a reason. A regime by country gives all clusters of a
    country one law and no regard to size; a regime by zone gives export clusters a law
    of their own.

    Parameters
    ----------
    draws : int, optional
        Number of draws, a power of two.
    seed : int, optional
        Seed of the design.

    Examples
    --------
    >>> list(governance_studies(draws=64))
    ['kin and state', 'kin without state', 'state without kin', 'size alone',
     'regime by country', 'regime by zone']
    """
    design = sobol_design(GOVERNANCE_RANGES, draws, seed)
    studies = {}
    for name, (rival, zone) in _GOVERNANCE_RIVALS.items():
        cases = _governance_cases(design, zone=zone)
        outputs = pd.DataFrame(
            {case: _governance(rival(parameters), seed) for case, parameters in cases.items()}
        )
        studies[name] = Study(
            parameters=design,
            outputs=outputs,
            matching=match(outputs, governance_constraints()),
        )
    return studies


def kin_at_work() -> pd.Series[int]:
    """Return in how many surviving worlds kin leave the largest domestic cluster something.

    In the others no circle polices itself and kin, worth nothing, govern because every
    formal governance would cost more than all trade is worth.

    Returns
    -------
    pandas.Series
        By theory and rival, the number of surviving draws.

    Examples
    --------
    >>> study = governance_studies()["kin and state"]
    >>> bool(0 < kin_at_work()["kin and state"] < study.matching.survivors.sum())
    True
    """
    counts = {}
    for name, (rival, zone) in _GOVERNANCE_RIVALS.items():
        study = governance_studies()[name]
        cases = _governance_cases(study.parameters, zone=zone)
        parameters = rival(cases["domestic_large"])
        left = community_enforcement.gains(parameters, parameters.traders)[:, 0]
        counts[name] = int(((left > 0) & study.matching.survivors.to_numpy()).sum())
    return pd.Series(counts)


def first_export_firms() -> pd.Series[float]:
    """Return the shares that would survive if the market governed the firms of 1979.

    Then some 200 companies of Shenzhen were in the processing trade, no more than the
    smallest domestic cluster. What governed them is not recorded.

    Returns
    -------
    pandas.Series
        By theory and rival, the share of draws that meet the record and have the
        market govern a cluster of that size for export.

    Examples
    --------
    >>> shares = first_export_firms()
    >>> bool(shares["size alone"] == 0)
    True
    """
    wanted = {**governance_constraints(), "export_1979": governance_constraints()["export"]}
    return pd.Series(
        {name: match(study.outputs, wanted).share for name, study in governance_studies().items()}
    )


def without_red_tape() -> pd.DataFrame:
    """Return what would govern China's clusters if registering cost as much as in Italy.

    Returns
    -------
    pandas.DataFrame
        One row a case of China, one column a form of governance: the share of the
        worlds in which kin and state meet the record.

    Examples
    --------
    >>> table = without_red_tape()
    >>> bool((table.sum(axis=1).round(9) == 1).all())
    True
    """
    studies = governance_studies()
    kept = studies["kin and state"].matching.survivors
    codes = studies["kin without state"].outputs[kept]
    return pd.DataFrame(
        {
            case: [float((codes[case] == form).mean()) for form in range(len(GOVERNANCE))]
            for case in ("domestic_small", "domestic_large", "export")
        },
        index=list(GOVERNANCE),
    ).T


def governance_by_size(
    sizes: tuple[float, ...] = (10, 30, 100, 300, 1000, 3000, 10000, 30000, 100000),
) -> pd.DataFrame:
    """Return what governs clusters of families at each size, with and without red tape.

    Parameters
    ----------
    sizes : tuple of float, optional
        Traders.

    Returns
    -------
    pandas.DataFrame
        Columns ``Traders``, ``Red tape`` (True or False), ``Form`` and ``Share`` of the
        worlds in which kin and state meet the record.

    Examples
    --------
    >>> shares = governance_by_size((2.0,))
    >>> bool(shares.loc[shares["Form"] == "kin", "Share"].min() > 0.9)
    True
    """
    study = governance_studies()["kin and state"]
    domestic = _governance_cases(study.parameters[study.matching.survivors])["domestic_large"]
    rows = []
    for size, taped in itertools.product(sizes, (True, False)):
        parameters = domestic if taped else community_enforcement.kin_and_size(domestic)
        forms = community_enforcement.gains(parameters, size).argmax(axis=1)
        rows += [
            {"Traders": size, "Red tape": taped, "Form": form, "Share": float((forms == i).mean())}
            for i, form in enumerate(GOVERNANCE)
        ]
    return pd.DataFrame(rows)


def registration_worlds() -> pd.Series[float]:
    """Return how red tape keeps associations from China's domestic clusters.

    Returns
    -------
    pandas.Series
        Of the worlds in which kin and state meet the record, the shares where the cost
        of registration keeps associations away ``at every size``, and where it ``only
        delays`` them: larger clusters would have them. And the ``middle`` size, in
        traders, from which those that are delayed would leave more than kin.

    Examples
    --------
    >>> worlds = registration_worlds()
    >>> bool(abs(worlds["at every size"] + worlds["only delays"] - 1) < 1e-9)
    True
    """
    study = governance_studies()["kin and state"]
    cases = _governance_cases(study.parameters[study.matching.survivors])
    domestic = cases["domestic_large"]
    cost = np.asarray(domestic.registration) * np.asarray(domestic.red_tape)
    limit = community_enforcement.prohibitive_registration(domestic)
    # Below the limit an association governs at some size.
    delays = cost < limit
    turn = community_enforcement.crossings(domestic)["kin_to_association"]
    return pd.Series(
        {
            "at every size": float((~delays).mean()),
            "only delays": float(delays.mean()),
            "middle": float(turn[delays].median()),
        }
    )


def codings(cells: Mapping[str, Cells] = CLUSTERS) -> pd.DataFrame:
    """Return the document's codings as a table of zeros and ones.

    Parameters
    ----------
    cells : mapping, optional
        For each set and case, the cell of the evidence and the words that make the
        case a member: :data:`COUNTRIES` or :data:`CLUSTERS`.

    Examples
    --------
    >>> codings(COUNTRIES)[["backward", "late", "market", "kin"]].to_dict("index")
    {'China': {'backward': 1, 'late': 1, 'market': 1, 'kin': 1},
     'Italy': {'backward': 0, 'late': 0, 'market': 0, 'kin': 0}}
    """
    return pd.DataFrame(
        {
            name: {
                case: int(words in str(row("dimensions", cell)["coding"]))
                for case, (cell, words) in cases.items()
            }
            for name, cases in cells.items()
        }
    )


def explanations(cases: pd.DataFrame) -> pd.DataFrame:
    """Return how well each single condition goes with each outcome.

    Parameters
    ----------
    cases : DataFrame
        Result of :func:`codings`.

    Returns
    -------
    pandas.DataFrame
        Columns ``Outcome``, ``Condition``, ``Sufficiency`` and ``Necessity``
        (consistencies), ``Fits`` (both are 1), ``Named`` (the document's own).

    Examples
    --------
    With two countries every condition fits every outcome.

    >>> int(explanations(codings(COUNTRIES))["Fits"].sum())
    16
    >>> int(explanations(codings())["Fits"].sum())
    8
    """
    rows = []
    for outcome, condition in itertools.product(_outcomes(cases), CONDITIONS):
        enough = float(sufficiency(cases, condition, outcome).consistency)
        needed = float(necessity(cases, condition, outcome).consistency)
        rows.append(
            {
                "Outcome": outcome,
                "Condition": condition,
                "Sufficiency": enough,
                "Necessity": needed,
                "Fits": enough == needed == 1.0,
                "Named": EXPLANATIONS[outcome] == condition,
            }
        )
    return pd.DataFrame(rows)


def solutions(cases: pd.DataFrame) -> pd.DataFrame:
    """Return what logical minimisation makes of the cases.

    Parameters
    ----------
    cases : DataFrame
        Result of :func:`codings`.

    Returns
    -------
    pandas.DataFrame
        Indexed by outcome: ``remainders``, the share of configurations without a case;
        ``conservative``, the solution without assumption; ``parsimonious``, the number
        of shortest solutions, and ``shortest``, these.

    Examples
    --------
    >>> solutions(codings(COUNTRIES)).loc["open"].to_dict()
    {'remainders': 0.875, 'conservative': 'backward*late*market*kin', 'parsimonious': 4,
     'shortest': 'backward | late | market | kin'}
    """
    rows = {}
    for outcome in _outcomes(cases):
        table = truth_table(cases, outcome, CONDITIONS)
        shortest = [str(found) for found in minimise(table, "parsimonious").solutions]
        rows[outcome] = {
            "remainders": table.share_of_remainders,
            "conservative": " | ".join(str(found) for found in minimise(table).solutions),
            "parsimonious": len(shortest),
            "shortest": " | ".join(shortest),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def random_conditions(most: int = 10) -> pd.DataFrame:
    """Return how many of all conceivable conditions explain an outcome without a flaw.

    Every way to code so many cases as members or not is a condition that somebody
    might name. One goes with the outcome, and one with its absence.

    Parameters
    ----------
    most : int, optional
        The most cases.

    Returns
    -------
    pandas.DataFrame
        One row a number of cases from 2: ``Cases``, ``Conditions`` (all),
        ``Differing`` (not the same in all cases), ``Fitting`` (outcome or absence),
        ``Share`` of the differing ones that fit.

    Raises
    ------
    ValueError
        If there are fewer than two cases.

    Examples
    --------
    >>> random_conditions(3).to_dict("records")
    [{'Cases': 2, 'Conditions': 4, 'Differing': 2, 'Fitting': 2, 'Share': 1.0},
     {'Cases': 3, 'Conditions': 8, 'Differing': 6, 'Fitting': 2, 'Share': 0.333...}]
    """
    if most < 2:
        raise ValueError(f"most = {most}; give at least two cases, or nothing differs")
    rows = []
    for cases in range(2, most + 1):
        codes = np.array(list(itertools.product((0, 1), repeat=cases)))
        # Any outcome that differs between cases will do: the count is the same.
        outcome = np.arange(cases) == 0
        differing = codes.any(axis=1) & ~codes.all(axis=1)
        fitting = (codes == outcome).all(axis=1) | (codes == ~outcome).all(axis=1)
        rows.append(
            {
                "Cases": cases,
                "Conditions": len(codes),
                "Differing": int(differing.sum()),
                "Fitting": int(fitting.sum()),
                "Share": float(fitting[differing].mean()),
            }
        )
    return pd.DataFrame(rows)


def deciding_cases(outcome: str, cases: pd.DataFrame) -> pd.DataFrame:
    """Return what a further case of each configuration would decide.

    Parameters
    ----------
    outcome : str
        A set of `cases`.
    cases : DataFrame
        Result of :func:`codings`.

    Returns
    -------
    pandas.DataFrame
        One row a configuration: the conditions; ``Expect`` and ``Deny``, the fitting
        single conditions that expect the outcome there and its absence (a case
        refutes one of the two groups); ``Laws``, the share of all laws of the four
        conditions in keeping with the cases that expect it: where it is one half,
        nothing follows without the assumption that one condition is enough.

    Examples
    --------
    A late case that is not backward would tell stage from timing.

    >>> table = deciding_cases("low_end", codings())
    >>> table[(table["Expect"] == "late") & (table["market"] == 0) & (table["kin"] == 0)]
       backward  late  market  kin Expect      Deny  Laws
    4         0     1       0    0   late  backward   0.5
    """
    found = explanations(cases)
    fitting = found.loc[found["Fits"] & (found["Outcome"] == outcome), "Condition"]
    laws = _laws()[_law_study(outcome, cases).matching.survivors.to_numpy()]
    rows = []
    for bits in itertools.product((0, 1), repeat=len(CONDITIONS)):
        shown = dict(zip(CONDITIONS, bits, strict=True))
        rows.append(
            {
                **shown,
                "Expect": ", ".join(c for c in fitting if shown[c]),
                "Deny": ", ".join(c for c in fitting if not shown[c]),
                "Laws": float(laws[:, _configuration(bits)].mean()),
            }
        )
    return pd.DataFrame(rows)


def prato() -> dict[str, str]:
    """Return what stage and timing each expect of the cluster that took Prato over.

    Prato lies in a developed country, and its new cluster came after the birth of
    global production: the one case of the documents that sets the two apart. Lu and
    Ganne put in a question that it is of Zhejiang's type; no document codes its place
    in the value chain.

    Returns
    -------
    dict of str
        What each expects, and what is recorded.

    Examples
    --------
    >>> prato()["recorded"]
    "A cluster like Zhejiang's is found there and has supplanted the Italian district"
    """
    table = deciding_cases("low_end", codings())
    case = table[(table["backward"] == 0) & (table["late"] == 1)]
    return {
        "low end": case["Expect"].iloc[0],
        "not low end": case["Deny"].iloc[0],
        "recorded": str(row("dimensions", "prato-comparisons-abroad-prato-use")["coding"]),
    }


def explanation_studies(outcome: str, cases: pd.DataFrame | None = None) -> dict[str, Study]:
    """Return the document's condition for an outcome, every other one, and all at once.

    A single condition has four laws: the outcome always, never, with it, without it.
    Four conditions at once have 65,536. What survives agrees with every case.

    Parameters
    ----------
    outcome : str
        A set of `cases`.
    cases : DataFrame, optional
        Result of :func:`codings`; by default the clusters of both countries.

    Examples
    --------
    >>> {name: study.matching.share for name, study in explanation_studies("open").items()}
    {'late': 0.25, 'backward': 0.25, 'market': 0.0, 'kin': 0.0, 'all four at once': 0.125}
    """
    shown = codings() if cases is None else cases
    named = EXPLANATIONS[outcome]
    order = (named, *(condition for condition in CONDITIONS if condition != named))
    studies = {condition: _condition_study(outcome, condition, shown) for condition in order}
    return {**studies, "all four at once": _law_study(outcome, shown)}


def confrontations() -> list[Confrontation]:
    """Return each theory of Li and Gao against its rivals.

    Examples
    --------
    >>> for confrontation in confrontations():
    ...     print(confrontation.theory, "-", confrontation.verdict)
    Market and industry feed each other - theory and rival both survive
    Kin and state decide governance - theory and rival both survive
    Stage of development decides the place in the value chain - theory and rival both survive
    Timing decides openness - theory and rival both survive
    Timing decides openness from the start - only a rival survives
    Specialised markets decide the channel - theory and rival both survive
    Social structure decides governance - theory and rival both survive
    """
    market = Confrontation(
        theory="Market and industry feed each other",
        source="ligao2020",
        module="market_platform",
        question="Did Yiwu's sellers bring more custom than they took from one another?",
        reproduced="Critical mass of a linear platform (Evans and Schmalensee 2010)",
        evidence=(
            "yiwu-market-stores-1980s",
            "yiwu-market-stores-1992",
            "yiwu-trade-centre-wholesalers-2002",
        ),
        studies=market_studies(),
        overturn="Buyers or takings a stall at two dates before 1992: rising for a snowball, "
        "falling for demand alone",
        page="cases/china-italy",
    )
    governance = Confrontation(
        theory="Kin and state decide governance",
        source="ligao2020",
        module="community_enforcement",
        question="Which governance leaves traders most at the documented sizes?",
        reproduced="Self-enforcement up to a size, formal governance beyond (Dixit 2003)",
        evidence=(
            "wenzhou-lighters-firms",
            "wenzhou-footwear-firms",
            "shenzhen-processing-firms-1980s",
        ),
        studies=governance_studies(),
        overturn="What governed Shenzhen's two hundred processing companies of 1979, and the "
        "export clusters outside its zone; how many firms an Italian association had",
        page="cases/china-italy",
    )
    return [market, governance, *(_explanation(outcome) for outcome in EXPLANATIONS)]


_TITLES = {
    "low_end": (
        "Stage of development decides the place in the value chain",
        "A late cluster in a developed country: Prato, if somebody codes its place in the chain",
    ),
    "open": (
        "Timing decides openness",
        "A late cluster in a developed country, or an early one in a backward country",
    ),
    "open_at_first": (
        "Timing decides openness from the start",
        "A date for the first exports of domestic clusters as early as those of export clusters",
    ),
    "market_channel": (
        "Specialised markets decide the channel",
        "A cluster of families without a market near by, or of transplants beside one",
    ),
    "kin_governance": (
        "Social structure decides governance",
        "A cluster of families without a market near by, or of transplants beside one",
    ),
}


def _explanation(outcome: str) -> Confrontation:
    theory, overturn = _TITLES[outcome]
    cells = [CLUSTERS[name] for name in (outcome, *CONDITIONS)]
    return Confrontation(
        theory=theory,
        source="ligao2020",
        module="statistics.configurations",
        question="Do the cases tell the condition that the document names from the other three?",
        reproduced="Minimisation by Quine and McCluskey; laws counted one by one",
        evidence=tuple(
            dict.fromkeys(f"dimensions/{cell}" for case in cells for cell, _ in case.values())
        ),
        studies=explanation_studies(outcome),
        overturn=overturn,
        page="comparison/configurations",
    )


def _market_parameters(
    design: pd.DataFrame, snowball: tuple[float, float]
) -> market_platform.Parameters:
    """Turn a design into parameters, with the snowball's place between two ends."""
    gamma = snowball[0] + (snowball[1] - snowball[0]) * design["snowball"]
    values = _unlogged(design.drop(columns="snowball"))
    return market_platform.Parameters(
        **values, substitution=(1.0 + design["reach"] / gamma).to_numpy()
    )


def _surviving_market() -> market_platform.Parameters:
    study = market_studies()["snowball"]
    return _market_parameters(study.parameters[study.matching.survivors], SNOWBALL)


def _fate(parameters: market_platform.Parameters, delay: int) -> dict[str, float]:
    """How a market fares in the years between Yiwu's counts, opened so much later."""
    span = int(row("observations", "yiwu-market-stores-1992")["period_start"])
    opening = parameters.first_year + delay
    course = market_platform.simulate(
        dataclasses.replace(parameters, opening_year=opening, last_year=span + delay),
        np.random.default_rng(SEED),
    )
    outputs = market_platform.observables(course, early=opening, middle=span + delay)
    return {"grew": float(outputs["grew"].mean()), **_quartiles(outputs["sellers_at_end"])}


def _quartiles(values: pd.Series) -> dict[str, float]:
    # Between a number and infinity lies nothing to interpolate.
    low, middle, high = values.quantile([0.25, 0.5, 0.75], interpolation="lower")
    return {"low": float(low), "middle": float(middle), "high": float(high)}


def _rounded(value: float | None) -> Quantity:
    if value is None:
        raise ValueError("the row has no printed number; read its bounds instead")
    return Quantity(*rounding_bounds(value), "stores")


def _years(event: str) -> tuple[float, float]:
    dated = row("events", event)
    return float(dated["date_start"][:4]), float(dated["date_end"][:4])


def _form(cell: str) -> int:
    """Return which form of governance a cell names first."""
    words = {"kin": "kin", "association": "associations", "market": "market"}
    text = str(row("dimensions", cell)["coding"]).lower()
    places = {form: text.find(word) for form, word in words.items()}
    return GOVERNANCE.index(min((at, form) for form, at in places.items() if at >= 0)[1])


def _governance_cases(
    design: pd.DataFrame, *, zone: bool = False
) -> dict[str, community_enforcement.Parameters]:
    """Return the parameters of each documented cluster.

    Families of the place are fully rooted, transplants as far as drawn. China's
    associations bear the red tape, Italy's do not. Export clusters may have the law of
    a zone.
    """
    values = _unlogged(
        design.drop(columns=["export_size", "log_italian_size", "log_zone_law", "roots"])
    )
    law = values["legal"] * (10.0 ** design["log_zone_law"].to_numpy() if zone else 1.0)
    abroad = {**values, "legal": law}
    transplants = design["roots"].to_numpy()
    fewest = quantity("shenzhen-processing-firms-1980s").low
    export = fewest * (_MOST_TRADERS / fewest) ** design["export_size"].to_numpy()
    make = community_enforcement.Parameters
    return {
        "domestic_small": make(**values, traders=quantity("wenzhou-lighters-firms").low),
        "domestic_large": make(**values, traders=quantity("wenzhou-footwear-firms").low),
        "export": make(**abroad, roots=transplants, traders=export),
        "export_1979": make(
            **abroad, roots=transplants, traders=quantity("shenzhen-processing-firms-1979").low
        ),
        "italy": make(
            **{**values, "red_tape": 1.0}, traders=10.0 ** design["log_italian_size"].to_numpy()
        ),
    }


def _governance(parameters: community_enforcement.Parameters, seed: int) -> pd.Series:
    course = community_enforcement.simulate(parameters, np.random.default_rng(seed))
    return community_enforcement.observables(course)["governance"]


def _unchanged(parameters: community_enforcement.Parameters) -> community_enforcement.Parameters:
    return parameters


# What each theory does with a cluster's parameters, and whether a zone has its own law.
_GOVERNANCE_RIVALS: dict[
    str, tuple[Callable[[community_enforcement.Parameters], community_enforcement.Parameters], bool]
] = {
    "kin and state": (_unchanged, False),
    "kin without state": (community_enforcement.kin_and_size, False),
    "state without kin": (community_enforcement.regime_and_size, False),
    "size alone": (community_enforcement.size_alone, False),
    "regime by country": (community_enforcement.regime_alone, False),
    "regime by zone": (community_enforcement.regime_alone, True),
}


def _unlogged(design: pd.DataFrame) -> dict[str, Any]:
    """Return the columns as arrays, those named log_ as powers of ten."""
    return {
        str(name).removeprefix("log_"): 10.0 ** column.to_numpy()
        if str(name).startswith("log_")
        else column.to_numpy()
        for name, column in design.items()
    }


def _outcomes(cases: pd.DataFrame) -> list[str]:
    return [outcome for outcome in EXPLANATIONS if outcome in cases]


def _condition_study(outcome: str, condition: str, cases: pd.DataFrame) -> Study:
    laws = pd.DataFrame(
        list(itertools.product((0, 1), repeat=2)), columns=["when absent", "when present"]
    )
    expected = {case: laws.iloc[:, int(cases.loc[case, condition])] for case in cases.index}
    return _agreeing(laws, pd.DataFrame(expected), cases[outcome])


def _law_study(outcome: str, cases: pd.DataFrame) -> Study:
    laws = _laws()
    expected = {
        case: laws[:, _configuration(tuple(cases.loc[case, list(CONDITIONS)]))]
        for case in cases.index
    }
    return _agreeing(
        pd.DataFrame({"law": np.arange(_LAWS)}), pd.DataFrame(expected), cases[outcome]
    )


def _agreeing(laws: pd.DataFrame, expected: pd.DataFrame, seen: pd.Series) -> Study:
    wanted = {str(case): Quantity.exactly(float(value)) for case, value in seen.items()}
    return Study(parameters=laws, outputs=expected, matching=match(expected, wanted))


@cache
def _laws() -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return every law: one row a law, one column a configuration, outcome or not."""
    return (np.arange(_LAWS)[:, None] >> np.arange(_CONFIGURATIONS)) & 1


def _configuration(bits: tuple[int, ...]) -> int:
    """Return the number of a configuration, whose binary digits are its conditions."""
    return int("".join(str(int(bit)) for bit in bits), 2)
