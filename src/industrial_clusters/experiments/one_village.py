"""One and the same village under each document's theory in turn.

The documents tell of different places, so that their theories are never seen side by
side. Here one village of given households, with one set of abilities, fortunes and ties, is
run for twelve years under each theory, and one thing is measured: the share of households in
the trade. No evidence bounds the outcome. Each theory is drawn over its own ranges, and what
differs between the draws of one theory is what its document leaves open.

**Held equal.** The number of households; who is able, rich, far from an opportunity and hard
to move; who knows whom and whom they could trust; the years; that support, where there is
any, is given from the start and may end after year six.

**Read by each theory.** The red hat takes abilities as gains and distance from an
opportunity as the cost of having no papers. The package takes abilities, opportunities,
motives and ties. The trusted ties take ties and trust, and nobody's ability. Trade first
takes abilities as productivity, and wealth. The market has no households: ability is in it
only as a distribution, since its sellers' costs rise evenly from the cheapest to the last.

**What cannot be held equal.** Money means sales in one theory and the least project in
another, so that ranges cannot be aligned. Support is not one thing: the village's cover, a
package, five leaders who begin, bank credit, stalls without a fee. In two theories, the
package and the trusted ties, nobody gives up, because their documents tell of no exit;
that is an assumption about what support leaves behind, not a finding. The permission and
the campaign of the centre are left out of the red hat, and the chance of years out of the
market, since no other theory has them.

**Left out.** Models whose unit is not a household that may take up a trade: guarantees,
staggered development, peer pressure and succession (firms or members who are in it
already), innovation search (solutions), firm population (counts without a village to fill),
land quotas and related diversification (what firms do later), community enforcement (how
those who trade are governed).
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import ndtr

from industrial_clusters.evidence import quantity
from industrial_clusters.experiments import china_italy, junpu, xixia, yongkang, zhongguancun
from industrial_clusters.experiments.designs import sobol_design
from industrial_clusters.experiments.studies import arrays
from industrial_clusters.models import (
    entrepreneurship,
    market_platform,
    red_hat,
    tie_strength,
    trade_first,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from industrial_clusters.models._parameters import FloatArray, IntArray

HOUSEHOLDS = int(quantity("mantang-households-1982").low)
LEADERS = int(quantity("xixia-core-leaders").low)

SEED = 12
DRAWS = 256
YEARS = 12
SUPPORT_YEARS = 6

ALONE, KEPT, ENDED = "no support", "support kept", "support ends"
HALF = "no support, half begin"

# Half of the households: the line between a trade of some and the trade of the village.
TAKEN_OFF = 0.5

_HAT_RANGES = {
    name: bounds
    for name, bounds in yongkang.VILLAGE_RANGES.items()
    if name not in {"permission", "small_share", "campaign"}
}
_PACKAGE_RANGES = {
    name: bounds for name, bounds in junpu.VILLAGE_RANGES.items() if name != "rewiring"
}
# Trusted partners whom a household needs to see in the trade: one to three.
_TIES_RANGES = {
    "identity": xixia.TIE_RANGES["identity"],
    "familiarity": xixia.TIE_RANGES["familiarity"],
    "telling": xixia.TIE_RANGES["telling"],
    "threshold": (1.0, 4.0),
}
# Stalls are a share of the households: none but the first, or one for every second.
_MARKET_RANGES = {
    **{
        name: bounds
        for name, bounds in china_italy.MARKET_RANGES.items()
        if name not in {"log_full_size", "volatility", "log_stalls", "joining"}
        and not name.startswith("workshop")
    },
    "stalls": (0.0, 0.5),
}


@dataclass(frozen=True, eq=False)
class Village:
    """The households of the village, the same under every theory.

    Attributes
    ----------
    seed : int
        Seed of abilities and wealth, from which trade first draws them again.
    ability, wealth : ndarray of float, shape (households,)
        Standard normal numbers.
    distance : ndarray of float, shape (households,)
        How far from an opportunity, uniform between 0 and 1.
    reluctance : ndarray of float, shape (households,)
        Motive that it takes to act, exponential with mean 1.
    first, ties : ndarray of int
        Who knows whom, as in :class:`~industrial_clusters.models.entrepreneurship.Village`.
    doubt : ndarray of float, shape (households, households)
        Probability of trust below which two do not trust each other; symmetric.
    waits : ndarray of float, shape (households, households)
        Time that one needs to tell another, in mean times.
    """

    seed: int
    ability: FloatArray
    wealth: FloatArray
    distance: FloatArray
    reluctance: FloatArray
    first: IntArray
    ties: IntArray
    doubt: FloatArray
    waits: FloatArray

    @property
    def households(self) -> int:
        """Number of households."""
        return len(self.ability)

    @property
    def half(self) -> int:
        """Half of the households, or one fewer than the other half."""
        return self.households // 2


def draw_village(households: int = HOUSEHOLDS, seed: int = SEED) -> Village:
    """Draw the village.

    Parameters
    ----------
    households : int, optional
        Households; by default those of Mantang.
    seed : int, optional

    Examples
    --------
    >>> draw_village().households
    183
    """
    rng = np.random.default_rng(seed)
    people = trade_first.draw_founders(
        trade_first.Parameters(
            wealth=1.0,
            wealth_spread=1.0,
            productivity=1.0,
            productivity_spread=1.0,
            founders=households,
        ),
        rng,
    )
    drawn = entrepreneurship.draw_village(entrepreneurship.Parameters(households=households), rng)
    doubt = np.triu(rng.random((households, households)), 1)
    return Village(
        seed=seed,
        ability=np.log(people.productivity[0]),
        wealth=np.log(people.wealth[0]),
        distance=drawn.opportunity,
        reluctance=drawn.motivation,
        first=drawn.first,
        ties=drawn.ties,
        doubt=doubt + doubt.T,
        waits=rng.standard_exponential((households, households)),
    )


Shares = dict[str, "FloatArray"]


def _under_the_hat(design: pd.DataFrame, village: Village) -> Shares:
    """Red hat: the village covers workshops once their levy outweighs arrests."""
    never = YEARS + 1
    kept = red_hat.Parameters(
        **arrays(design),
        permission=0.0,
        campaign=0.0,
        households=village.households,
        first_year=1,
        last_year=YEARS,
        permission_year=never,
        campaign_first_year=never,
        campaign_last_year=never,
    )
    households = red_hat.Households(
        gain=design[["gain"]].to_numpy() + design[["gain_spread"]].to_numpy() * village.ability,
        friction=design[["friction"]].to_numpy() * -np.log1p(-village.distance),
        small=np.ones((len(design), village.households), dtype=np.bool_),
    )
    variants = {
        ALONE: red_hat.permission_alone(kept),
        KEPT: kept,
        ENDED: dataclasses.replace(kept, withdrawal_year=SUPPORT_YEARS + 1),
        HALF: dataclasses.replace(red_hat.permission_alone(kept), pioneers=village.half),
    }
    return {
        run: red_hat.simulate_households(parameters, households).working / village.households
        for run, parameters in variants.items()
    }


def _with_the_package(design: pd.DataFrame, village: Village) -> Shares:
    """Package of support: in force from the start.

    The model has no end of the package. Since nobody gives up, at least those of year six
    stay, and at least those come who come without it: the course after year six is this floor.
    """
    people = entrepreneurship.Village(
        village.distance, ndtr(-village.ability), village.reluctance, village.first, village.ties
    )
    first_year = 2001
    shares: dict[str, list[FloatArray]] = {ALONE: [], KEPT: [], HALF: []}
    for row in _rows(design):
        kept = entrepreneurship.Parameters(
            **row,
            support_start=float(first_year),
            households=village.households,
            first_year=first_year,
            last_year=first_year + YEARS - 1,
        )
        alone = entrepreneurship.without_support(kept)
        begun = dataclasses.replace(alone, pioneers=village.half)
        for run, parameters in ((ALONE, alone), (KEPT, kept), (HALF, begun)):
            ends = entrepreneurship.diffuse(parameters, people).at_year_ends()
            shares[run].append(ends.to_numpy()[0] / village.households)
    courses = {run: np.stack(rows) for run, rows in shares.items()}
    floor = np.maximum(courses[KEPT][:, [SUPPORT_YEARS - 1]], courses[ALONE])
    early = np.arange(YEARS) < SUPPORT_YEARS
    return {**courses, ENDED: np.where(early, courses[KEPT], floor)}


def _on_trusted_ties(design: pd.DataFrame, village: Village) -> Shares:
    """Trusted ties: five leaders begin; a household follows enough trusted partners."""
    parameters = tie_strength.Parameters(
        **arrays(design.drop(columns="threshold")),
        members=village.households,
    )
    known = np.zeros(village.waits.shape, dtype=np.bool_)
    known[np.repeat(np.arange(village.households), np.diff(village.first)), village.ties] = True
    ends = 12.0 * np.arange(1, YEARS + 1)
    shares: dict[str, list[FloatArray]] = {ALONE: [], KEPT: [], ENDED: [], HALF: []}
    for trust, rate, needed in zip(
        parameters.trust, parameters.rate, design["threshold"].astype(int), strict=True
    ):
        waits = np.where(known & (village.doubt < trust), village.waits / rate, np.inf)
        retired = waits.copy()
        leaders = retired[:LEADERS]
        leaders[leaders > 12.0 * SUPPORT_YEARS] = np.inf
        for run, told, starters in (
            (ALONE, waits, 1),
            (KEPT, waits, LEADERS),
            (ENDED, retired, LEADERS),
            (HALF, waits, village.half),
        ):
            times = tie_strength.adoption_times(told[None], starters, needed)[0]
            shares[run].append((times[:, None] <= ends).mean(axis=0))
    return {run: np.stack(rows) for run, rows in shares.items()}


def _with_credit(design: pd.DataFrame, village: Village) -> Shares:
    """Trade first: banks lend a multiple of wealth from the start.

    Nobody looks at anybody else, so that it makes no difference how many have begun.
    """
    never = YEARS + 1
    shares: dict[str, list[FloatArray]] = {ALONE: [], KEPT: [], ENDED: []}
    for row in _rows(design):
        credit = row.pop("credit")
        wealth, wage = (10.0 ** row.pop(f"log_{name}") for name in ("wealth", "wage"))
        # What holds before `credit_year` is `own_money`, and `credit` from then on.
        for run, before, after, change in (
            (ALONE, 1.0, 1.0, never),
            (KEPT, credit, credit, never),
            (ENDED, credit, 1.0, SUPPORT_YEARS + 1),
        ):
            parameters = trade_first.Parameters(
                **row,
                wealth=wealth,
                wage=wage,
                own_money=before,
                credit=after,
                credit_year=change,
                founders=village.households,
                first_year=1,
                last_year=YEARS,
                # The default decline begins in the sixth of the default years.
                decline_year=SUPPORT_YEARS,
            )
            course = trade_first.simulate(parameters, np.random.default_rng(village.seed))
            shares[run].append((course.activity[0] != trade_first.INSTITUTE).mean(axis=0))
    courses = {run: np.stack(rows) for run, rows in shares.items()}
    return {**courses, HALF: courses[ALONE]}


def _on_a_market(design: pd.DataFrame, village: Village) -> Shares:
    """Market platform: stalls are built, and no fee is taken while support lasts."""
    low, high = china_italy.SNOWBALL
    gamma = low + (high - low) * design["snowball"].to_numpy()
    kept = market_platform.Parameters(
        **arrays(design.drop(columns=["snowball", "log_earnings", "stalls"])),
        substitution=1.0 + design["reach"].to_numpy() / gamma,
        earnings=10.0 ** design["log_earnings"].to_numpy(),
        full_size=float(village.households),
        stalls=np.maximum(1.0, design["stalls"].to_numpy() * village.households),
        first_year=1,
        last_year=YEARS,
        opening_year=1,
        free_years=YEARS,
    )
    variants = {
        ALONE: dataclasses.replace(kept, stalls=1.0, free_years=0),
        KEPT: kept,
        ENDED: dataclasses.replace(kept, free_years=SUPPORT_YEARS),
        HALF: dataclasses.replace(kept, stalls=float(village.half), free_years=0),
    }
    return {
        run: np.minimum(
            market_platform.simulate(parameters, np.random.default_rng(village.seed)).sellers
            / village.households,
            1.0,
        )
        for run, parameters in variants.items()
    }


THEORIES: dict[
    str, tuple[dict[str, tuple[float, float]], Callable[[pd.DataFrame, Village], Shares]]
] = {
    "red hat (Yongkang)": (_HAT_RANGES, _under_the_hat),
    "package of support (Junpu)": (_PACKAGE_RANGES, _with_the_package),
    "trusted ties (Xixia)": (_TIES_RANGES, _on_trusted_ties),
    "trade first (Zhongguancun)": (zhongguancun.TRADE_RANGES, _with_credit),
    "market (China and Italy)": (_MARKET_RANGES, _on_a_market),
}
"""Ranges of each theory, and how it runs the village."""


@cache
def runs(
    households: int = HOUSEHOLDS, draws: int = DRAWS, seed: int = SEED
) -> dict[str, dict[str, pd.DataFrame]]:
    """Return the share of households in the trade under each theory, with and without support.

    Parameters
    ----------
    households : int, optional
        Households of the village; by default those of Mantang.
    draws : int, optional
        Draws of each theory's parameters, a power of two.
    seed : int, optional
        Seed of the designs and of the village.

    Returns
    -------
    dict of str to dict of str to pandas.DataFrame
        By theory and by run, ``no support``, ``support kept``, ``support ends`` or ``no
        support, half begin``: one row a draw, one column a year from 1. After year six of
        ``support ends`` the package's course is the least that it can be.

    Examples
    --------
    >>> table = runs(households=40, draws=4)["red hat (Yongkang)"]["support kept"]
    >>> table.shape
    (4, 12)
    """
    village = draw_village(households, seed)
    years = pd.RangeIndex(1, YEARS + 1)
    return {
        theory: {
            run: pd.DataFrame(shares, columns=years)
            for run, shares in simulate(sobol_design(ranges, draws, seed), village).items()
        }
        for theory, (ranges, simulate) in THEORIES.items()
    }


def courses(run: str = KEPT, **village: int) -> pd.DataFrame:
    """Return the quartiles of the share in the trade, year by year.

    Parameters
    ----------
    run : str, optional
        One of :func:`runs`.
    **village : int
        As for :func:`runs`.

    Returns
    -------
    pandas.DataFrame
        Columns ``Theory``, ``Year``, ``Low``, ``Middle`` and ``High``.

    Examples
    --------
    >>> len(courses(households=40, draws=4))
    60
    """
    tables = []
    for theory, shares in runs(**village).items():
        quartiles = shares[run].quantile([0.25, 0.5, 0.75]).T
        quartiles.columns = pd.Index(["Low", "Middle", "High"])
        tables.append(quartiles.rename_axis("Year").reset_index().assign(Theory=theory))
    return pd.concat(tables, ignore_index=True)


def take_off(**village: int) -> pd.DataFrame:
    """Return whose village takes off by itself, with support alone, or not at all.

    A village has taken off if at least half of its households are in the trade in the
    last year.

    Parameters
    ----------
    **village : int
        As for :func:`runs`.

    Returns
    -------
    pandas.DataFrame
        Columns ``Theory``, ``Takes off`` and ``Share`` of the draws.

    Examples
    --------
    >>> table = take_off(households=40, draws=4)
    >>> table.groupby("Theory")["Share"].sum().unique().tolist()
    [1.0]
    """
    rows = []
    for theory, shares in runs(**village).items():
        alone, kept = (shares[run][YEARS] >= TAKEN_OFF for run in (ALONE, KEPT))
        parts = {
            "either way": alone & kept,
            "only with support": ~alone & kept,
            "only without support": alone & ~kept,
            "neither way": ~alone & ~kept,
        }
        rows += [
            {"Theory": theory, "Takes off": name, "Share": float(part.mean())}
            for name, part in parts.items()
        ]
    return pd.DataFrame(rows)


def shapes(**village: int) -> pd.DataFrame:
    """Return what a reader would see differ between the theories, with support kept.

    Parameters
    ----------
    **village : int
        As for :func:`runs`.

    Returns
    -------
    pandas.DataFrame
        Indexed by theory, in shares of the draws unless said: ``all or nothing``, that end
        with less than a quarter of the households or more than three; ``first year``, of
        those that take off, that have done so in the first year; ``years``, the median year
        of take-off; ``S-shaped``, of those that take off, whose largest yearly gain comes
        after the first year; ``start decides``, that do not take off without support, and
        without support go beyond three quarters once half of the households have begun: the
        village waits for a threshold.

    Examples
    --------
    >>> shapes(households=40, draws=4).columns.tolist()
    ['all or nothing', 'first year', 'years', 'S-shaped', 'start decides']
    """
    rows = {}
    for theory, shares in runs(**village).items():
        kept = shares[KEPT]
        end = kept[YEARS]
        grown = kept[end >= TAKEN_OFF]
        year = (grown >= TAKEN_OFF).idxmax(axis=1)
        gains = grown.diff(axis=1).fillna(grown)
        rows[theory] = {
            "all or nothing": float(((end < 0.25) | (end > 0.75)).mean()),
            "first year": float((year == 1).mean()),
            "years": float(year.median()),
            "S-shaped": float((gains.idxmax(axis=1) > 1).mean()),
            "start decides": float(
                ((shares[ALONE][YEARS] < TAKEN_OFF) & (shares[HALF][YEARS] > 0.75)).mean()
            ),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def withdrawal(**village: int) -> pd.DataFrame:
    """Return what becomes of the villages that took off when support ends after year six.

    Parameters
    ----------
    **village : int
        As for :func:`runs`.

    Returns
    -------
    pandas.DataFrame
        Indexed by theory: ``villages``, draws that have taken off by year six and without
        support would not have by then; of these, ``fall back``, the share that ends below
        half when support ends and not when it is kept; the median share of households
        ``kept`` and ``ended``, in the last year. With the package nobody gives up: ``ended``
        is the least that it can be.

    Examples
    --------
    >>> withdrawal(households=40, draws=4).columns.tolist()
    ['villages', 'fall back', 'kept', 'ended']
    """
    rows = {}
    for theory, shares in runs(**village).items():
        dependent = (shares[KEPT][SUPPORT_YEARS] >= TAKEN_OFF) & (
            shares[ALONE][SUPPORT_YEARS] < TAKEN_OFF
        )
        kept, ended = (shares[run][YEARS][dependent] for run in (KEPT, ENDED))
        rows[theory] = {
            "villages": int(dependent.sum()),
            "fall back": float(((ended < TAKEN_OFF) & (kept >= TAKEN_OFF)).mean()),
            "kept": float(kept.median()),
            "ended": float(ended.median()),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def _rows(design: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for row in design.to_dict("records"):
        yield {str(name): value for name, value in row.items()}
