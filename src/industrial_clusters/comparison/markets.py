"""Where the buyers of each case were, what crossed a border, and how rich its country was.

Everything here is counted or bounded from the rows of the data. A tie is read in the
direction of the goods: who *buys from* somebody is the buyer, who *supplies* or *trades
with* somebody the seller. A place lies in the country that the ``within`` chain of
``cases`` leads to; so Hong Kong lies in China, and a place that no chain takes to a
country lies abroad of all of them.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from industrial_clusters import evidence
from industrial_clusters.evidence import Quantity
from industrial_clusters.evidence.dates import between_years, year
from industrial_clusters.experiments import china_italy
from industrial_clusters.models import market_platform

OUTLETS = frozenset({"market", "platform"})

REACHES = (
    "within one town or district",
    "by a market or platform",
    "in the country, or place untold",
    "to buyers abroad",
    "from sellers abroad",
)

CROSSINGS = (
    "goods out",
    "goods in",
    "capital in",
    "capital out",
    "technique",
)

STEPS = (
    "first dated selling",
    "the cluster emerges",
    "first outlet",
    "first sale abroad",
)

# Capital moves along these ties from the one who gives or owns; a zone that hosts a
# foreign firm has its capital too, and there the foreigner stands at the other end.
_CAPITAL = frozenset(
    {"owns", "founds", "funds", "lends to", "invests with", "shares in", "acquires"}
)
_SALES = frozenset({"buys from", "supplies", "trades with"})
_TECHNIQUE = frozenset({"teaches", "informs", "imitates", "cooperates with", "trains with"})
_SCHOLARS = frozenset({"research", "university"})
_FIRST_YEAR = 1945  # what is older than the end of the war is no beginning here

INCOME = "gdp-per-head-international"


def sales() -> pd.DataFrame:
    """Return every documented tie along which goods or work go from seller to buyer.

    Ties of universities and research bodies are left out: what they supply is staff.

    Returns
    -------
    pandas.DataFrame
        Indexed by id of the tie: ``Case``, ``Seller``, ``Buyer``, ``Reach`` (one of
        ``REACHES``) and ``Evidence``.

    Examples
    --------
    >>> sales().loc["xixia-zhongde-supplies-bmw", "Reach"]
    'to buyers abroad'
    """
    ties = evidence.of_studied(evidence.table("ties"))
    ties = ties[ties["kind"].isin(_SALES)]
    bought = ties["kind"] == "buys from"
    ends = pd.DataFrame(
        {
            "Case": ties["Case"],
            "Seller": ties["from"].where(~bought, ties["to"]),
            "Buyer": ties["to"].where(~bought, ties["from"]),
        }
    )
    actors = evidence.table("actors")
    scholars = set(actors.index[actors["kind"].isin(_SCHOLARS)])
    ends = ends[~ends["Seller"].isin(scholars) & ~ends["Buyer"].isin(scholars)]
    homes = _homes()
    reaches = [
        _reach(actors.loc[seller], actors.loc[buyer], homes[case])
        for case, seller, buyer in ends.itertuples(index=False)
    ]
    ends = ends.assign(Reach=reaches, Evidence="ties/" + ends.index)
    return ends[ends["Reach"] != ""]


def sales_by_reach() -> pd.DataFrame:
    """Return the number of sale ties of each case by where they lead, zeros included.

    Returns
    -------
    pandas.DataFrame
        Columns ``Case``, ``Reach``, ``Ties`` and ``Evidence``.

    Examples
    --------
    >>> counted = sales_by_reach()
    >>> bool(counted["Ties"].sum() == len(sales()))
    True
    """
    return _counted(sales(), "Reach", REACHES)


def crossings(abroad: Collection[str] = ()) -> pd.DataFrame:
    """Return what the record has crossing the border of a case's country.

    A case that is compared in places of several countries has a row for each of them.

    Parameters
    ----------
    abroad : collection of str, optional
        Places, ids of ``cases``, to be taken as abroad whatever lies around them.

    Returns
    -------
    pandas.DataFrame
        Columns ``Case``, ``Record`` (the case, with the country where it has several),
        ``Crossing`` (one of ``CROSSINGS``), ``Ties`` and ``Evidence``, zeros included.

    Examples
    --------
    >>> found = crossings().set_index(["Record", "Crossing"])["Ties"]
    >>> int(found["Xixia", "goods out"])
    2
    """
    actors = evidence.table("actors")
    ties = evidence.of_studied(evidence.table("ties"))
    kinds = actors["kind"]
    lessons = ties["kind"].isin(_TECHNIQUE)
    scholarly = ties["from"].map(kinds).isin(_SCHOLARS) | ties["to"].map(kinds).isin(_SCHOLARS)
    of_author = ties["to"].isin(_authors())
    ties = ties[~(lessons & (scholarly | of_author))]
    rows = []
    for case, countries in _homes().items():
        for country in countries or ("",):
            label = case if len(countries) < 2 else f"{case}: {_name(country)}"
            of_case = ties[ties["Case"] == case]
            found = [_crossing(tie, actors, country, abroad) for tie in of_case.to_dict("records")]
            told = pd.DataFrame(
                {"Case": label, "Crossing": found, "Evidence": "ties/" + of_case.index}
            )
            counted = _counted(told[told["Crossing"] != ""], "Crossing", CROSSINGS, [label])
            rows.append(counted.rename(columns={"Case": "Record"}).assign(Case=case))
    columns = ["Case", "Record", "Crossing", "Ties", "Evidence"]
    return pd.concat(rows, ignore_index=True)[columns]


def shares_of_markets() -> pd.DataFrame:
    """Return every percentage that the documents print of a market, by case.

    Returns
    -------
    pandas.DataFrame
        Columns ``Case``, ``Share`` (what its row is called, with the place where that is
        not the case), ``Low``, ``High`` (per cent; missing where the document sets no
        bound) and ``Evidence``. A case of which none is printed has one
        row without bounds.

    Examples
    --------
    >>> shares = shares_of_markets()
    >>> shares.loc[shares["Case"] == "Junpu", "Share"].tolist()
    ['No share printed']
    """
    series = evidence.table("series")
    of_market = set(series.index[series["topic"] == "market"])
    rows = evidence.of_studied(evidence.table("observations"))
    rows = rows[(rows["unit"] == "percent") & rows["series"].isin(of_market)]
    found = []
    for case_id, case in evidence.studied()["name"].items():
        own = rows[rows["Case"] == case]
        for identifier, row in own.iterrows():
            about = "" if row["case"] == case_id else f"{_name(row['case'])}: "
            words = str(identifier).removeprefix(f"{row['case']}-").split("-")
            told = " ".join(map(_spelt, filter("share".__ne__, words)))
            label = about + told if about else told[:1].upper() + told[1:]
            found.append((case, label, row["low"], row["high"], f"observations/{identifier}"))
        if own.empty:
            found.append((case, "No share printed", math.nan, math.nan, ""))
    return pd.DataFrame(found, columns=["Case", "Share", "Low", "High", "Evidence"])


def calendar() -> pd.DataFrame:
    """Return when each case first sold, emerged, had an outlet and sold abroad.

    Each step is the first since 1945 for which the record has a date, in the place whose
    emergence is compared (selling), or anywhere in its country (an outlet, which may
    lie elsewhere as a platform does, and a sale abroad).

    Returns
    -------
    pandas.DataFrame
        Columns ``Case``, ``Record`` (the case, with the place where several are compared),
        ``Step`` (one of ``STEPS``), ``Text`` (the step, with the place where several are
        compared), ``Low`` and ``High`` (years; both missing where the record has no date)
        and ``Evidence``.

    Examples
    --------
    >>> dates = calendar().set_index(["Record", "Step"])
    >>> dates.loc[("Yongkang", "first outlet"), ["Low", "High"]].tolist()
    [1996.0, 1996.0]
    """
    found = []
    for own in emergence().to_dict("records"):
        case, place, country = own["Case"], own["Identifier"], own["Country"]
        spans = {
            STEPS[0]: _selling(case, _inside(place)),
            STEPS[1]: [(own["From"], own["To"], own["Evidence"])],
            STEPS[2]: _outlets(case, country),
            STEPS[3]: _abroad(case, country),
        }
        several = "" if own["Record"] == case else f"{own['Place']}, "
        found += [
            (case, own["Record"], step, several + step, *_first(dated))
            for step, dated in spans.items()
        ]
    columns = ["Case", "Record", "Step", "Text", "Low", "High", "Evidence"]
    return pd.DataFrame(found, columns=columns)


def order(step: str, other: str = "the cluster emerges") -> pd.DataFrame:
    """Return whether one step of the calendar came before another, where the dates decide.

    Parameters
    ----------
    step, other : str
        Two of ``STEPS``.

    Returns
    -------
    pandas.DataFrame
        Columns ``Case``, ``Record`` and ``Order``: "before", "after", "not decided" (the
        bounds overlap) or "no date".

    Examples
    --------
    >>> order("first outlet").set_index("Record").loc["Yongkang", "Order"]
    'after'
    """
    dates = calendar()
    one, two = (dates[dates["Step"] == name].set_index("Record") for name in (step, other))
    orders = np.select(
        [
            one["High"].isna() | two["High"].isna(),
            one["High"] < two["Low"],
            one["Low"] > two["High"],
        ],
        ["no date", "before", "after"],
        "not decided",
    )
    return one[["Case"]].assign(Order=orders).reset_index()[["Case", "Record", "Order"]]


def emergence() -> pd.DataFrame:
    """Return where and when each case emerged.

    The rows are those of ``yardsticks`` about the case's own place or, where none is,
    about the widest.

    Returns
    -------
    pandas.DataFrame
        Columns ``Case``, ``Record`` (the case, with the place where several are compared),
        ``Place`` (name), ``Identifier``, ``Country`` (id, or empty), ``From`` and ``To``
        (years, or missing) and ``Evidence``.

    Examples
    --------
    >>> emergence().set_index("Place").loc["Italy", ["From", "To"]].tolist()
    [1945.0, 1979.0]
    """
    rows = _principal(evidence.yardsticks("emergence"))
    dates = [_dates(*evidence.address(row)) for row in rows["row"]]
    several = rows["case"].duplicated(keep=False)
    places = rows["place"].map(_name)
    return pd.DataFrame(
        {
            "Case": rows["Case"],
            "Record": rows["Case"].where(~several, rows["Case"] + ": " + places),
            "Place": places,
            "Identifier": rows["place"],
            "Country": rows["place"].map(_country),
            "From": [first for first, _ in dates],
            "To": [last for _, last in dates],
            "Evidence": rows["row"],
        }
    ).reset_index(drop=True)


def incomes() -> pd.DataFrame:
    """Return gross domestic product a head of the countries that the data have it for.

    Returns
    -------
    pandas.DataFrame
        Columns ``Country``, ``Identifier``, ``Year``, ``Income`` (international dollars
        at constant prices) and ``Evidence``, by country and year.

    Examples
    --------
    >>> rows = incomes().set_index(["Country", "Year"])["Income"]
    >>> float(rows["Italy", 1952].round())
    4931.0
    """
    rows = evidence.table("observations").query("series == @INCOME")
    return (
        pd.DataFrame(
            {
                "Country": rows["case"].map(_name),
                "Identifier": rows["case"],
                "Year": rows["period_start"].astype(int),
                "Income": rows["value"].astype(float),
                "Evidence": "observations/" + rows.index,
            }
        )
        .sort_values(["Country", "Year"])
        .reset_index(drop=True)
    )


def income_between(country: str, start: float, end: float) -> Quantity:
    """Return the bounds of a country's income a head over some years.

    It is counted every few years, and is taken to lie between two neighbouring counts in
    the years between them. Before the first count it may have been anything down to
    nothing but no more than the first; after the last it is taken not to fall.

    Parameters
    ----------
    country : str
        An id of ``cases``.
    start, end : float
        First and last year.

    Returns
    -------
    Quantity
        Unbounded where the data have no income of the country, or a year is missing.

    Examples
    --------
    >>> income_between("china", 1980, 1982)
    Quantity(low=741.2374699, high=962.4213805, unit='international-dollars')
    """
    unit = "international-dollars"
    rows = incomes()
    counts = rows[rows["Identifier"] == country].set_index("Year")["Income"]
    if counts.empty or math.isnan(start) or math.isnan(end):
        return Quantity(0.0, math.inf, unit)
    before = counts.index[counts.index <= start]
    after = counts.index[counts.index >= end]
    first = before[-1] if len(before) else counts.index[0]
    last = after[0] if len(after) else counts.index[-1]
    around = counts[(counts.index >= first) & (counts.index <= last)]
    low = around.min() if len(before) else 0.0
    high = around.max() if len(after) else math.inf
    return Quantity(float(low), float(high), unit)


def income_at_emergence(factors: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Return how rich the country of each case was when it emerged.

    Parameters
    ----------
    factors : mapping, optional
        What to multiply a country's incomes by, to ask what an error of measurement
        would do.

    Returns
    -------
    pandas.DataFrame
        The rows of :func:`emergence` with ``Low`` and ``High`` (income a head; missing
        where nothing bounds it) and ``At first count``, the income of the first counted
        year within the years of emergence.

    Examples
    --------
    >>> rows = income_at_emergence().set_index("Place")
    >>> bool(rows.loc["Junpu", "Low"] > rows.loc["Italy", "At first count"])
    True
    """
    rows, counts = emergence(), incomes()
    bounds = []
    for country, start, end in rows[["Country", "From", "To"]].itertuples(index=False):
        factor = (factors or {}).get(country, 1.0)
        known = income_between(country, start, end)
        of_country = counts[(counts["Identifier"] == country) & counts["Year"].between(start, end)]
        first = of_country["Income"].iloc[0] if len(of_country) else math.nan
        low = known.low if known.low > 0 else math.nan
        high = known.high if math.isfinite(known.high) else math.nan
        bounds.append([factor * value for value in (low, high, first)])
    columns = ["Low", "High", "At first count"]
    return rows.join(pd.DataFrame(bounds, columns=columns, index=rows.index))


def parting(rows: pd.DataFrame, born_late: int) -> pd.DataFrame:
    """Return for which lines between poor and rich a place parts stage from timing.

    Stage and timing are one and the same while every late place is poor and every early
    one is not. A late place parts them where the line is no higher than the least that
    its country can have had: it is late and not poor. An early one does where the line is
    above what its country had at the first count of its years of emergence: clusters
    that emerged then were early and poor.

    Parameters
    ----------
    rows : pandas.DataFrame
        Result of :func:`income_at_emergence`.
    born_late : int
        First year of the late ones; a place whose years lie on both sides is neither.

    Returns
    -------
    pandas.DataFrame
        ``Case``, ``Record``, ``Place``, ``Born`` ("early", "late" or "either") and the
        lines that it parts at, ``Low`` to ``High`` in international dollars; missing where
        none is.

    Examples
    --------
    >>> found = parting(income_at_emergence(), 1980).set_index("Place")
    >>> found.loc[["Junpu", "Italy"], "Born"].tolist()
    ['late', 'early']
    """
    late, early = rows["From"] >= born_late, rows["To"] < born_late
    born = np.select([late, early], ["late", "early"], "either")
    low = np.where(late & rows["Low"].notna(), 0.0, np.where(early, rows["At first count"], np.nan))
    high = np.where(late, rows["Low"], np.where(early & ~np.isnan(low), np.inf, np.nan))
    return rows[["Case", "Record", "Place"]].assign(Born=born, Low=low, High=high)


def margin(rows: pd.DataFrame, born_late: int) -> float:
    """Return by what factor the richest late place is above the poorest early one.

    Above 1, the lines of :func:`parting` leave none out: wherever poor ends and rich
    begins, some place parts stage from timing.

    Examples
    --------
    >>> margin(income_at_emergence(), 1980) > 1
    True
    """
    lines = parting(rows, born_late)
    return float(
        lines.loc[lines["Born"] == "late", "High"].max()
        / lines.loc[lines["Born"] == "early", "Low"].min()
    )


def readings(across: str, up: str) -> pd.DataFrame:
    """Return where two of the book's comparative readings put every place that has them.

    Parameters
    ----------
    across, up : str
        Two rows of ``conditions``, such as ``"market"`` and ``"openness"``.

    Returns
    -------
    pandas.DataFrame
        Columns ``Case`` (of whose document the place is), ``Place``, ``Told as``
        ("studied case" or "place beside it"), ``From`` and ``To`` (bounds of the
        membership across), ``Low`` and ``High`` (of that up), and ``Evidence``: the
        studied cases first, 0 to 1 where one has no coding, and then the coded places
        that are compared beside them.

    Examples
    --------
    >>> rows = readings("market", "openness").set_index("Place")
    >>> str(rows.loc["Italy", "Case"]), float(rows.loc["Italy", "To"])
    ('China against Italy', 0.0)
    """
    codings = evidence.table("codings")
    cells = {(coding["case"], coding["condition"]): coding for coding in codings.to_dict("records")}
    studied, places = evidence.studied(), evidence.table("cases")
    names = studied.set_index("source")["name"]
    beside = [place for place in dict.fromkeys(codings["case"]) if place not in studied.index]
    found = []
    for place in [*studied.index, *beside]:
        own = [cells.get((place, condition)) for condition in (across, up)]
        ends = [(float(cell["low"]), float(cell["high"])) if cell else (0.0, 1.0) for cell in own]
        rows = [part.strip() for cell in own if cell for part in cell["evidence"].split(";")]
        # The document that the readings rest on may not be the one that names the place.
        sources = [evidence.row(*evidence.address(row))["source"] for row in rows[:1]]
        sources.append(places.loc[place, "source"])
        case = next((names[source] for source in sources if source in names.index), "")
        links = " ".join(dict.fromkeys(rows))
        told = "studied case" if place in studied.index else "place beside it"
        found.append((case, places.loc[place, "name"], told, *ends[0], *ends[1], links))
    columns = ["Case", "Place", "Told as", "From", "To", "Low", "High", "Evidence"]
    return pd.DataFrame(found, columns=columns)


def corner(rows: pd.DataFrame, across: bool, up: bool) -> list[str]:
    """Return the places that lie whole in one corner of two readings, halved at 0.5.

    Parameters
    ----------
    rows : pandas.DataFrame
        Result of :func:`readings`.
    across, up : bool
        Whether the corner is the upper half of each.

    Examples
    --------
    >>> corner(readings("market", "openness"), across=False, up=True)
    ["Bao'an"]
    """
    half = 0.5
    inside = rows["From"] >= half if across else rows["To"] < half
    inside &= rows["Low"] >= half if up else rows["High"] < half
    return list(rows.loc[inside, "Place"])


@cache
def openings(years: int, earnings: float = 1.0) -> dict[str, pd.DataFrame]:
    """Return the sellers of three ways to open, in the worlds that Yiwu's record leaves.

    Each world is one in which the snowball of
    :mod:`industrial_clusters.models.market_platform` meets the record of Yiwu. In it a
    market opens with the stalls that were built, or with one; or one shop opens on a
    platform to which all buyers come anyway, however little this place has to offer: the
    model's own rival, demand alone. No workshop is ready in any of them.

    Parameters
    ----------
    years : int
        Years to follow.
    earnings : float, optional
        What to multiply a seller's earnings on the platform by, such as 0.5 where
        half the buyers shop elsewhere.

    Returns
    -------
    dict of str to pandas.DataFrame
        Sellers, one row a world and one column a year since the opening.

    Examples
    --------
    >>> len(openings(7))
    3
    """
    worlds = dataclasses.replace(_worlds(), workshops=0.0, last_year=_worlds().first_year + years)
    one = dataclasses.replace(worlds, stalls=1.0)
    shared = dataclasses.replace(one, earnings=earnings * np.asarray(worlds.earnings))
    ways = {
        "a hall, with Yiwu's stalls": worlds,
        "a hall, with one stall": one,
        "one shop on a platform": market_platform.demand_alone(shared),
    }
    return {
        name: pd.DataFrame(
            market_platform.simulate(way, np.random.default_rng(china_italy.SEED)).sellers
        )
        for name, way in ways.items()
    }


def opening_courses(years: int) -> pd.DataFrame:
    """Return the middle half of :func:`openings`, year by year.

    Returns
    -------
    pandas.DataFrame
        Columns ``Year`` (since the opening), ``Opened as``, ``Low``, ``Middle``, ``High``
        (sellers, one at the least, as a logarithmic axis needs).

    Examples
    --------
    >>> opening_courses(2)["Year"].unique().tolist()
    [0, 1, 2]
    """
    courses = []
    for name, sellers in openings(years).items():
        # Between a number and infinity lies nothing to interpolate.
        middle = sellers.quantile([0.25, 0.5, 0.75], interpolation="lower").T.clip(lower=1.0)
        middle.columns = pd.Index(["Low", "Middle", "High"])
        courses.append(middle.rename_axis("Year").reset_index().assign(**{"Opened as": name}))
    return pd.concat(courses, ignore_index=True)


def _worlds() -> market_platform.Parameters:
    """Return Yiwu's surviving snowballs as the study of its market drew them."""
    study = china_italy.market_studies()["snowball"]
    design = study.parameters[study.matching.survivors]
    least, most = china_italy.SNOWBALL
    gamma = (least + (most - least) * design["snowball"]).to_numpy()
    values: dict[str, Any] = {
        str(name).removeprefix("log_"): 10.0 ** column.to_numpy()
        if str(name).startswith("log_")
        else column.to_numpy()
        for name, column in design.drop(columns="snowball").items()
    }
    return market_platform.Parameters(**values, substitution=1.0 + values["reach"] / gamma)


def _counted(
    rows: pd.DataFrame, column: str, values: tuple[str, ...], cases: list[str] | None = None
) -> pd.DataFrame:
    """Count rows by case and category, with the addresses of those counted."""
    found = []
    for case in evidence.studied()["name"] if cases is None else cases:
        for value in values:
            own = rows.loc[(rows["Case"] == case) & (rows[column] == value), "Evidence"]
            found.append((case, value, len(own), " ".join(own)))
    return pd.DataFrame(found, columns=["Case", column, "Ties", "Evidence"])


def _reach(seller: pd.Series, buyer: pd.Series, homes: tuple[str, ...]) -> str:
    of_seller, of_buyer = _country(seller["case"]), _country(buyer["case"])
    if homes and not {of_seller, of_buyer} & set(homes):
        return ""  # told of other countries only
    if OUTLETS & {seller["kind"], buyer["kind"]}:
        return REACHES[1]
    if of_seller == of_buyer:
        local = _joined(seller["case"], buyer["case"])
        return REACHES[0] if local else REACHES[2]
    if of_seller in homes:
        return REACHES[3]
    return REACHES[4]


def _joined(one: str, other: str) -> bool:
    """Whether one place lies in the other, and the outer one is smaller than a province."""
    outer = one if one in _around(other) else other if other in _around(one) else ""
    return bool(outer) and evidence.row("cases", outer)["level"] not in {"country", "province"}


def _crossing(
    tie: Mapping[Any, Any], actors: pd.DataFrame, country: str, abroad: Collection[str]
) -> str:
    """Return what a tie takes across the border of a country; empty where nothing crosses."""
    places = actors["case"]
    home = {end: _is_home(str(places[tie[end]]), country, abroad) for end in ("from", "to")}
    if not country or home["from"] == home["to"]:
        return ""
    kind = tie["kind"]
    if kind in _SALES:
        seller = "to" if kind == "buys from" else "from"
        return CROSSINGS[0] if home[seller] else CROSSINGS[1]
    if kind in _CAPITAL:
        return CROSSINGS[3] if home["from"] else CROSSINGS[2]
    if kind == "hosts" and home["from"]:
        return CROSSINGS[2]
    return CROSSINGS[4] if kind in _TECHNIQUE else ""


def _is_home(place: str, country: str, abroad: Collection[str]) -> bool:
    around = _around(place)
    return country in around and not set(abroad) & set(around)


def _authors() -> set[str]:
    """Return the actors who wrote a document: an actor that stands on its title page."""
    actors = evidence.table("actors")
    return set(actors.index[actors["locator"].str.startswith("Title page")])


@cache
def _around(place: str) -> tuple[str, ...]:
    """Return a place and the places around it, from the inside out."""
    within = evidence.table("cases")["within"]
    chain = [place]
    while (outer := within.get(chain[-1], "")) and outer not in chain:
        chain.append(outer)
    return tuple(chain)


@cache
def _country(place: str) -> str:
    levels = evidence.table("cases")["level"]
    return next((outer for outer in _around(place) if levels.get(outer) == "country"), "")


def _inside(place: str) -> set[str]:
    return {case for case in evidence.table("cases").index if place in _around(case)}


def _name(place: str) -> str:
    return str(evidence.row("cases", place)["name"])


def _spelt(word: str) -> str:
    """Return a word of an id as one writes it: without a vowel it is an abbreviation."""
    return word if set(word) & set("aeiouy") else word.upper()


def _homes() -> dict[str, tuple[str, ...]]:
    """Return the countries in which each case has places that are compared."""
    yardsticks = evidence.table("yardsticks")
    homes = {}
    for case, name in evidence.studied()["name"].items():
        places = yardsticks.loc[yardsticks["case"] == case, "place"]
        homes[name] = tuple(dict.fromkeys(filter(None, map(_country, places))))
    return homes


def _principal(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows about each case's own place, and else those about the widest places."""
    kept = []
    for case, own in rows.groupby("case", sort=False):
        places = set(own["place"])
        wide = [place for place in places if not places & set(_around(place)[1:])]
        kept.append(own[own["place"].isin({case} if case in places else set(wide))])
    return pd.concat(kept)


_DATED = {
    "stages": ("start", "end"),
    "events": ("date_start", "date_end"),
    "observations": ("period_start", "period_end"),
}


def _dates(name: str, identifier: str) -> tuple[float, float]:
    """Return the first and last year of a row."""
    cells = evidence.row(name, identifier)
    years = between_years(*(cells[column] for column in _DATED[name]))
    return years.low, years.high


_Span = tuple[float, float, str]


def _spans(rows: pd.DataFrame, name: str, start: str, end: str) -> list[_Span]:
    """Return first and last possible year of each row, with its address."""
    return [
        (year(row[start]), year(row[end]), f"{name}/{identifier}")
        for identifier, row in rows.iterrows()
    ]


def _selling(case: str, inside: set[str]) -> list[_Span]:
    events = _of(case, "events")
    events = events[events["kind"].isin({"market", "trade"}) & events["case"].isin(inside)]
    steps = _of(case, "trajectories")
    actors = evidence.table("actors")["case"]
    steps = steps[(steps["market"] != "") & steps["actor"].map(actors).isin(inside)]
    found = _spans(events, "events", "date_start", "date_end")
    return found + _spans(steps, "trajectories", "start", "end")


def _outlets(case: str, country: str) -> list[_Span]:
    """Return when an outlet was first told of: its own steps, and else the ties that it has."""
    actors = evidence.table("actors")
    lies_here = actors["case"].map(_country) == country
    outlets = set(actors.index[actors["kind"].isin(OUTLETS) & lies_here])
    steps = _of(case, "trajectories")
    steps = steps[steps["actor"].isin(outlets)]
    if len(steps):
        return _spans(steps, "trajectories", "start", "end")
    ties = _of(case, "ties")
    of_outlet = ties["from"].isin(outlets) | ties["to"].isin(outlets)
    # Data and news pass through platforms too.
    return _spans(ties[of_outlet & ~ties["kind"].isin(_TECHNIQUE)], "ties", "start", "end")


def _abroad(case: str, country: str) -> list[_Span]:
    sold = sales()
    sold = sold[(sold["Case"] == case) & (sold["Reach"] == REACHES[3])]
    places = evidence.table("actors")["case"]
    chosen = sold.index[sold["Seller"].map(places).map(_country) == country]
    return _spans(_of(case, "ties").loc[chosen], "ties", "start", "end")


def _of(case: str, name: str) -> pd.DataFrame:
    rows = evidence.of_studied(evidence.table(name))
    return rows[rows["Case"] == case]


def _first(dated: list[_Span]) -> tuple[float, float, str]:
    """Return the bounds of the first of several spans, and the rows that set them.

    It came no later than the earliest last year, and no earlier than the earliest first
    year; where that span lacks a first year the lower bound stays open.
    """
    recent = [span for span in dated if max(map(_or_never, span[:2])) >= _FIRST_YEAR]
    if not recent:
        return math.nan, math.nan, ""
    latest = min(recent, key=lambda span: span[0] if math.isnan(span[1]) else span[1])
    last = latest[0] if math.isnan(latest[1]) else latest[1]
    earliest = min(recent, key=lambda span: _or_never(span[0], math.inf))
    first = earliest[0] if earliest[0] <= last else math.nan
    rows = (latest[2],) if math.isnan(first) else (earliest[2], latest[2])
    return max(first, _FIRST_YEAR), last, " ".join(dict.fromkeys(rows))


def _or_never(year: float, never: float = -math.inf) -> float:
    return never if math.isnan(year) else year
