"""Agglomeration against published examples, exact enumeration and the papers' formulas."""

import itertools
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from industrial_clusters.evidence import Quantity
from industrial_clusters.statistics import agglomeration

steady = settings(derandomize=True, deadline=None, max_examples=50)

# Called with what their types forbid, too.
ellison_glaeser: Any = agglomeration.ellison_glaeser
maurel_sedillot: Any = agglomeration.maurel_sedillot
coagglomeration: Any = agglomeration.coagglomeration
pairwise_coagglomeration: Any = agglomeration.pairwise_coagglomeration
INDICES = [ellison_glaeser, maurel_sedillot]

# O. Farhauer and A. Kröll, Standorttheorien, Springer Gabler, 2014, as distributed with
# REAT (cran/REAT 3.0.3): the example of man/ellison.a.Rd, and the data FK2014_EGC of 42
# fictional firms, from which man/ellison.a2.Rd and man/ellison.c.Rd compute.
STEEL: Any = pd.DataFrame(
    {
        "region": ["Wien"] * 5 + ["Linz"] * 4 + ["Graz"],
        "industry": "steel",
        "size": [200, 650, 12000, 100, 50, 16000, 13000, 1500, 1500, 25000],
    }
)
AUSTRIA = {"Wien": 500_000, "Linz": 400_000, "Graz": 100_000}
FIRMS = {
    "Clothing trade": {
        1: [1020, 1250, 1255, 1750, 1720, 1580],
        2: [315, 330],
        3: [370, 200, 210],
    },
    "Forestry": {
        1: [1020, 1100, 1055, 1100, 1070, 1080],
        2: [1030, 1015, 1150, 1100],
        3: [210, 170, 100],
    },
    "Textiles dyeing": {1: [1020, 1250, 1255, 1750, 1720, 1580], 2: [315, 330], 3: [210]},
    "Textiles trade": {1: [1320, 1250, 1255, 1300, 1320, 1320], 2: [615, 630], 3: [530]},
}
FARHAUER_KROELL: Any = pd.DataFrame(
    [
        (region, industry, size)
        for industry, regions in FIRMS.items()
        for region, sizes in regions.items()
        for size in sizes
    ],
    columns=["region", "industry", "size"],
)
REGIONS: Any = pd.Series({1: 360_000, 2: 108_000, 3: 132_000})

TABLE: Any = pd.DataFrame(
    {"dyes": [40, 10, 0], "cloth": [60, 20, 20], "tea": [0, 20, 80]},
    index=["Keqiao", "Shengzhou", "Anxi"],
)
LUMPS = {"dyes": 0.3, "cloth": 0.1, "tea": 0.05}


def plants_of(regions: Any, industries: Any, sizes: Any) -> Any:
    return pd.DataFrame({"region": regions, "industry": industries, "size": sizes})


def table_of(plants: Any) -> Any:
    return plants.pivot_table(
        index="region", columns="industry", values="size", aggfunc="sum", fill_value=0.0
    )


HAND = plants_of(["A", "A", "B"], "toys", [2, 1, 1])
EVEN = {"A": 1, "B": 1}


def hand(**options):
    return ellison_glaeser(HAND, size="size", reference=EVEN, **options)


@st.composite
def countries(draw):
    """Plants of two or three industries in two to four regions, none of one plant."""
    industries = draw(st.integers(2, 3))
    number = st.integers(2, 5)
    rows = [
        (draw(st.sampled_from("ABCD")), industry, draw(st.floats(1, 100)))
        for industry in range(industries)
        for _ in range(draw(number))
    ]
    assume(len({region for region, _, _ in rows}) > 1)
    return pd.DataFrame(rows, columns=["region", "industry", "size"])


# Published examples


def test_the_steel_plants_of_farhauer_and_kroell():
    # Printed in man/ellison.a.Rd: 0.05990628.
    found = ellison_glaeser(STEEL, size="size", reference=AUSTRIA).exact
    assert found.loc["steel", "gamma"] == pytest.approx(0.05990628, abs=5e-9)
    assert found.loc["steel", "plants"] == 10


def test_the_four_industries_of_farhauer_and_kroell():
    # Output of the example of ellison.a2 at rdrr.io/cran/REAT/man/ellison.a2.html:
    # Clothing trade -0.09379384, Forestry 0.16838003.
    found = ellison_glaeser(FARHAUER_KROELL, size="size").exact
    assert found.loc["Clothing trade", "gamma"] == pytest.approx(-0.09379384, abs=5e-9)
    assert found.loc["Forestry", "gamma"] == pytest.approx(0.16838003, abs=5e-9)
    assert found.index.tolist() == list(FIRMS)
    assert found["plants"].tolist() == [11, 13, 9, 9]


def test_the_table_of_pysal_with_every_employee_a_plant():
    # Examples in the docstrings of ellison_glaeser_egg and maurel_sedillot_msg,
    # pysal/inequality, inequality/_indices.py; H there is one over the employees.
    table = pd.DataFrame([[10, 13, 13, 49], [19, 29, 31, 46], [33, 16, 34, 34]])
    lumps = 1 / table.sum()
    found = ellison_glaeser(table, herfindahl=lumps).exact["gamma"]
    assert found.tolist() == pytest.approx([0.054499, 0.016242, 0.010141, 0.028803], abs=5e-7)
    found = maurel_sedillot(table, herfindahl=lumps).exact["gamma"]
    assert found.tolist() == pytest.approx([0.078583, 0.035977, 0.039374, -0.009049], abs=5e-7)


def test_three_plants_by_hand():
    # No published example prints the variance. By the formulas of Ellison and Glaeser
    # (1997), with z = (1/2, 1/4, 1/4), s = (3/4, 1/4) and x = (1/2, 1/2): H = 3/8,
    # G = 1/8, gamma = (1/4 - 3/8) / (5/8), Var = 2 (9/64 - 9/128) / 4 = 9/256 and
    # z = (1/8 - 3/16) / (3/16).
    found = hand().exact
    assert found.columns.tolist() == ["G", "H", "gamma", "variance", "z", "p", "plants"]
    expected = [1 / 8, 3 / 8, -1 / 5, 9 / 256, -1 / 3, norm.cdf(1 / 3), 3]
    assert found.loc["toys"].tolist() == pytest.approx(expected, rel=1e-12)
    # With even regions Maurel and Sédillot's index is the same number.
    found = maurel_sedillot(HAND, size="size", reference=EVEN).exact
    assert found.columns.tolist() == ["G", "H", "gamma", "plants"]
    assert found.loc["toys"].tolist() == pytest.approx([1 / 4, 3 / 8, -1 / 5, 3], rel=1e-12)


def test_p_values():
    one_sided = hand().exact.loc["toys", "p"]
    assert one_sided > 0.5  # less concentrated than by chance
    assert hand(alternative="dispersion").exact.loc["toys", "p"] == pytest.approx(1 - one_sided)
    either = hand(alternative="either").exact.loc["toys", "p"]
    assert either == pytest.approx(2 * (1 - one_sided))


# Exact enumeration of the model

SHARES = np.array([0.5, 0.3, 0.2])
PLANTS = np.array([5.0, 2.0, 1.0])


def every_outcome(sizes=PLANTS):
    """Each placing of the plants in three regions, as an industry of its own."""
    outcomes = list(itertools.product(range(3), repeat=len(sizes)))
    return np.array(outcomes), plants_of(
        np.ravel(outcomes),
        np.repeat(np.arange(len(outcomes)), len(sizes)),
        np.tile(sizes, len(outcomes)),
    )


def probabilities(outcomes, gamma):
    """Of each placing, if plants go to a common place with probability sqrt(gamma)."""
    follow = math.sqrt(gamma)
    return sum(
        SHARES[meeting]
        * np.prod((1 - follow) * SHARES[outcomes] + follow * (outcomes == meeting), axis=1)
        for meeting in range(3)
    )


def test_mean_and_variance_of_raw_concentration_by_enumeration():
    outcomes, plants = every_outcome()
    found = ellison_glaeser(plants, size="size", reference=dict(enumerate(SHARES))).exact
    chance = probabilities(outcomes, 0.0)
    mean = chance @ found["G"]
    variance = chance @ (found["G"] - mean) ** 2
    assert mean == pytest.approx((1 - (SHARES**2).sum()) * found["H"][0], rel=1e-12)
    assert found["variance"].tolist() == pytest.approx([variance] * 27, rel=1e-12)
    assert chance @ found["z"] == pytest.approx(0, abs=1e-12)
    assert chance @ found["z"] ** 2 == pytest.approx(1, rel=1e-12)


@pytest.mark.parametrize("gamma", [0.0, 0.1, 0.5, 1.0])
@pytest.mark.parametrize("index", INDICES)
def test_gamma_is_unbiased_by_enumeration(index, gamma):
    outcomes, plants = every_outcome()
    found = index(plants, size="size", reference=dict(enumerate(SHARES))).exact["gamma"]
    assert probabilities(outcomes, gamma) @ found == pytest.approx(gamma, abs=1e-12)


def test_coagglomeration_is_unbiased_by_enumeration():
    # Two industries with a common meeting place: plants 0 and 1, and plants 2 and 3.
    outcomes, _ = every_outcome(np.ones(4))
    sizes, reference = [3.0, 1.0, 2.0, 5.0], dict(enumerate(SHARES))
    pairs, groups = [], []
    for outcome in outcomes:
        plants = plants_of(outcome, ["a", "a", "b", "b"], sizes)
        pairs.append(
            pairwise_coagglomeration(plants, size="size", reference=reference).exact.loc["a", "b"]
        )
        groups.append(float(coagglomeration(plants, size="size", reference=reference)))
    assert probabilities(outcomes, 0.36) @ pairs == pytest.approx(0.36, abs=1e-12)
    assert groups == pytest.approx(pairs, abs=1e-12)


# Coagglomeration against the formula as printed


def printed_group_index(plants, x, weights=None):
    """Ellison and Glaeser (1997): all terms, plant Herfindahls included."""
    table = table_of(plants).reindex(x.index).fillna(0)
    x, shares = x / x.sum(), table / table.sum()
    w = table.sum() if weights is None else weights
    w = w / w.sum()
    one = 1 - (x**2).sum()
    z = plants["size"] / plants.groupby("industry")["size"].transform("sum")
    herfindahl = (z**2).groupby(plants["industry"]).sum()
    raw = (shares.sub(x, axis=0) ** 2).sum()
    gamma = (raw / one - herfindahl) / (1 - herfindahl)
    pooled = ((shares @ w - x) ** 2).sum()
    lumps = (w**2 * herfindahl).sum()
    own = (gamma * w**2 * (1 - herfindahl)).sum()
    return (pooled / one - lumps - own) / (1 - (w**2).sum())


def test_group_index_is_the_printed_formula():
    # REAT's ellison.c (R/ellison.c.R) weights none of the shares, takes weights that do
    # not add up to one, and multiplies each gamma by the sum of all squared weights. By
    # its formulas this comes to 12.07; an index of this kind cannot exceed two or so.
    expected = printed_group_index(FARHAUER_KROELL, REGIONS)
    found = coagglomeration(FARHAUER_KROELL, size="size", reference=REGIONS)
    assert float(found) == pytest.approx(expected, rel=1e-12)
    assert float(found) == pytest.approx(0.0890367, abs=5e-8)
    two = ["Textiles trade", "Forestry"]
    plants = FARHAUER_KROELL[FARHAUER_KROELL["industry"].isin(two)]
    found = coagglomeration(FARHAUER_KROELL, size="size", reference=REGIONS, group=two)
    assert float(found) == pytest.approx(printed_group_index(plants, REGIONS), rel=1e-12)
    weights = pd.Series({"Forestry": 1, "Textiles trade": 3, "Textiles dyeing": 2})
    plants = FARHAUER_KROELL[FARHAUER_KROELL["industry"].isin(weights.index)]
    found = coagglomeration(
        FARHAUER_KROELL,
        size="size",
        reference=REGIONS,
        group=["Textiles dyeing", "Forestry", "Textiles trade"],
        weights=weights,
    )
    assert float(found) == pytest.approx(printed_group_index(plants, REGIONS, weights), rel=1e-12)


@steady
@given(countries())
def test_group_index_is_the_weighted_mean_of_the_pairs(plants):
    group = float(coagglomeration(plants, size="size"))
    pairs = pairwise_coagglomeration(plants, size="size", reference="whole").exact
    weights = plants.groupby("industry", sort=False)["size"].sum()
    products = np.outer(weights, weights)
    np.fill_diagonal(products, 0)
    mean = (products * pairs.fillna(0).to_numpy()).sum() / products.sum()
    assert group == pytest.approx(mean, abs=1e-9)


def test_group_against_the_whole_and_against_the_rest():
    # x of the whole is (2, 1, 2) / 5: sum x^2 = 9/25; deviations of dyes and cloth are
    # (2, 0, -2) / 5 and (1, 0, -1) / 5. The rest is tea, (0, 1, 4) / 5.
    whole = coagglomeration(TABLE, group=["dyes", "cloth"])
    assert float(whole) == pytest.approx((4 / 25) / (16 / 25), rel=1e-12)
    assert whole.convention == (
        "Ellison-Glaeser coagglomeration, weighted by sizes of the industries, "
        "against all industries together"
    )
    rest = coagglomeration(TABLE, group=["cloth", "dyes"], reference="rest")
    assert float(rest) == pytest.approx((12 / 25 + 0 + 12 / 25) / (8 / 25), rel=1e-12)
    assert rest.convention.endswith("against the other industries together")


def test_weights_are_taken_by_label_and_named():
    weights = {"tea": 0, "cloth": 1, "dyes": 3}
    weighted = coagglomeration(TABLE, weights=weights)
    pair = pairwise_coagglomeration(TABLE, reference="whole").exact.loc["dyes", "cloth"]
    assert float(weighted) == pytest.approx(pair, rel=1e-12)
    assert "weighted by the weights given, against" in weighted.convention
    heavier = coagglomeration(TABLE, weights={"dyes": 1, "tea": 8, "cloth": 1})
    assert float(heavier) != pytest.approx(float(coagglomeration(TABLE)))


def test_pairs_by_hand_and_their_conventions():
    # Shares: dyes (4, 1, 0) / 5, cloth (3, 1, 1) / 5, tea (0, 1, 4) / 5; their average is
    # (7, 3, 5) / 15, with 1 - sum x^2 = 142/225.
    found = pairwise_coagglomeration(TABLE)
    assert found.exact.loc["dyes", "cloth"] == pytest.approx(20 / 142, rel=1e-12)
    assert found.convention == (
        "pairwise coagglomeration against the unweighted average of the industries"
    )
    whole = pairwise_coagglomeration(TABLE, reference="whole")
    assert whole.exact.loc["tea", "dyes"] == pytest.approx(-0.5, rel=1e-12)
    assert whole.convention == "pairwise coagglomeration against all industries together"
    for result in (found, whole):
        assert result.exact.index.tolist() == result.exact.columns.tolist() == list(TABLE)
        assert np.isnan(np.diag(result.exact)).all()
        assert result.low is result.high


@steady
@given(countries())
def test_pairs_against_the_average_make_up_for_raw_concentration(plants):
    table = table_of(plants)
    pairs = pairwise_coagglomeration(table).exact
    average = (table / table.sum()).mean(axis=1)
    raw = ellison_glaeser(table, herfindahl=table.sum() * 0 + Quantity(0, 1), reference=average)
    expected = -raw.low["G"] / (1 - (average**2).sum())
    assert pairs.sum(axis=1).tolist() == pytest.approx(expected.tolist(), abs=1e-9)
    assert np.array_equal(pairs, pairs.T, equal_nan=True)


# Properties


@steady
@given(countries(), st.floats(0.01, 100), st.randoms(use_true_random=False))
def test_scale_and_order_change_nothing(plants, factor, random):
    shuffled = plants.sample(frac=1, random_state=random.randrange(1000))
    shuffled["size"] *= factor
    for index in INDICES:
        before = index(plants, size="size").exact
        after = index(shuffled, size="size").exact.loc[before.index]
        assert np.allclose(after, before, rtol=1e-9, atol=1e-9)


@steady
@given(countries())
def test_plants_and_their_table_give_the_same(plants):
    table = table_of(plants)
    for index in INDICES:
        of_plants = index(plants, size="size").exact
        lumps = of_plants["H"].sample(frac=1, random_state=1)
        of_table = index(table, herfindahl=lumps)
        assert of_table.exact.columns.tolist() == ["G", "H", "gamma"]
        same = of_table.exact.loc[of_plants.index]
        assert np.allclose(same, of_plants[["G", "H", "gamma"]], atol=1e-9)


@steady
@given(countries())
def test_the_two_indices_differ_as_the_docstring_says(plants):
    gammas = [index(plants, size="size").exact for index in INDICES]
    sums = table_of(plants)
    x = sums.sum(axis=1) / sums.to_numpy().sum()
    beyond = (sums / sums.sum()).sub(x, axis=0).mul(x, axis=0).sum()[gammas[0].index]
    difference = 2 * beyond / (1 - (x**2).sum()) / (1 - gammas[0]["H"])
    assert (gammas[1]["gamma"] - gammas[0]["gamma"]).tolist() == pytest.approx(
        difference.tolist(), abs=1e-9
    )


def test_splitting_all_plants_in_place_raises_gamma_towards_raw_concentration():
    split = pd.concat([HAND.assign(size=HAND["size"] / 100)] * 100, ignore_index=True)
    before, after = (
        ellison_glaeser(plants, size="size", reference=EVEN).exact.loc["toys"]
        for plants in (HAND, split)
    )
    assert after["G"] == pytest.approx(before["G"])
    assert after["H"] == pytest.approx(before["H"] / 100)
    assert before["gamma"] < after["gamma"] < after["G"] / 0.5


# Bounds


@steady
@given(countries(), st.floats(0.01, 1), st.floats(0, 1), st.floats(0, 1))
def test_bounds_hold_every_possible_herfindahl_and_are_attained(plants, low, width, at):
    table = table_of(plants)
    most = ((table / table.sum()) ** 2).sum()
    assume((most < 0.999).all())
    lows, highs = low * most, low * most + width
    lumps = {name: Quantity(lows[name], highs[name]) for name in table}
    possible = np.minimum(highs, most)
    for index in INDICES:
        bounds = index(table, herfindahl=lumps)
        inside = index(table, herfindahl=lows + at * (possible - lows)).exact
        assert (bounds.low - 1e-9 <= inside).all(axis=None)
        assert (inside <= bounds.high + 1e-9).all(axis=None)
        ends = [index(table, herfindahl=end).exact["gamma"] for end in (lows, possible)]
        assert bounds.low["gamma"].tolist() == pytest.approx(np.minimum(*ends).tolist())
        assert bounds.high["gamma"].tolist() == pytest.approx(np.maximum(*ends).tolist())
        assert bounds.low["H"].tolist() == pytest.approx(lows.tolist())
        assert bounds.high["H"].tolist() == pytest.approx(possible.tolist())


@steady
@given(countries())
def test_plants_of_any_kind_lie_within_the_bounds_of_knowing_nothing(plants):
    table = table_of(plants)
    nothing = {name: Quantity(0, 1) for name in table}
    for index in INDICES:
        truth = index(plants, size="size").exact
        bounds = index(table, herfindahl=nothing)
        for name in table:
            assert bounds.low.loc[name, "H"] <= truth.loc[name, "H"]
            assert truth.loc[name, "H"] <= bounds.high.loc[name, "H"] + 1e-12
            assert bounds.low.loc[name, "gamma"] <= truth.loc[name, "gamma"] + 1e-9
            assert truth.loc[name, "gamma"] <= bounds.high.loc[name, "gamma"] + 1e-9


def test_one_plant_in_each_region_attains_the_end():
    # Shares (3, 1) / 4 allow a Herfindahl index of 10/16 and no more.
    table = pd.DataFrame({"toys": [3, 1]}, index=["A", "B"])
    bounds = ellison_glaeser(table, herfindahl={"toys": Quantity(0.1, 1)}, reference=EVEN)
    largest = plants_of(["A", "B"], "toys", [3, 1])
    attained = ellison_glaeser(largest, size="size", reference=EVEN).exact.loc["toys"]
    assert bounds.high.loc["toys", "H"] == attained["H"] == 10 / 16
    assert bounds.low.loc["toys", "gamma"] == pytest.approx(attained["gamma"])
    assert bounds.high.loc["toys", "gamma"] == pytest.approx((0.25 - 0.1) / 0.9)
    assert not bounds.is_exact
    with pytest.raises(ValueError, match="only within bounds"):
        _ = bounds.exact


@pytest.mark.parametrize(
    ("elsewhere", "low", "high"),
    [
        (1, 1.0, 1.0),  # G / (1 - sum x^2) is one: so is gamma, whatever the plants
        (3, (1.125 / 0.375 - 0.2) / 0.8, math.inf),  # in a small region it exceeds one
        (1 / 3, -math.inf, (0.125 / 0.375 - 0.2) / 0.8),  # in a large one it does not
    ],
)
def test_where_all_plants_are_in_one_region_one_bound_may_be_open(elsewhere, low, high):
    table = pd.DataFrame({"toys": [7]}, index=["A"])
    bounds = ellison_glaeser(
        table, herfindahl={"toys": Quantity(0.2, 1)}, reference={"A": 1, "B": elsewhere}
    )
    assert bounds.low.loc["toys", "gamma"] == pytest.approx(low)
    assert bounds.high.loc["toys", "gamma"] == pytest.approx(high)
    spread = maurel_sedillot(
        table, herfindahl={"toys": Quantity(0.2, 1)}, reference={"A": 1, "B": elsewhere}
    )
    assert spread.low.loc["toys", "gamma"] == spread.high.loc["toys", "gamma"] == 1


def test_exact_and_bounded_herfindahls_may_stand_side_by_side():
    lumps = {"dyes": Quantity(0.2, 0.3), "cloth": 0.1, "tea": Quantity.exactly(0.05)}
    bounds = ellison_glaeser(TABLE, herfindahl=lumps)
    assert bounds.low.loc["cloth"].equals(bounds.high.loc["cloth"])
    assert bounds.low.loc["tea"].equals(bounds.high.loc["tea"])
    assert bounds.low.loc["dyes", "gamma"] < bounds.high.loc["dyes", "gamma"]
    exact = ellison_glaeser(TABLE, herfindahl=LUMPS)
    assert exact.low is exact.high
    assert bounds.low.loc["dyes", "gamma"] == pytest.approx(exact.exact.loc["dyes", "gamma"])


# References and conventions


@pytest.mark.parametrize("index", INDICES)
def test_references_give_what_their_formulas_say(index):
    whole, rest, given_ = (
        index(TABLE, herfindahl=LUMPS, reference=reference).exact.loc["tea", "gamma"]
        for reference in ("whole", "rest", {"Anxi": 1, "Keqiao": 2, "Shengzhou": 1})
    )
    s = np.array([0, 1, 4]) / 5
    for found, x in (
        (whole, np.array([2, 1, 2]) / 5),
        (rest, np.array([10, 3, 2]) / 15),
        (given_, np.array([2, 1, 1]) / 4),
    ):
        squares = (x**2).sum()
        raw = ((s - x) ** 2).sum() if index is ellison_glaeser else (s**2).sum() - squares
        expected = (raw / (1 - squares) - 0.05) / 0.95
        assert found == pytest.approx(expected, rel=1e-12)
    assert index(TABLE, herfindahl=LUMPS).exact.loc["tea", "gamma"] == whole


def test_the_test_uses_the_reference_of_each_industry():
    plants = plants_of(list("AABABBAB"), list("ttttssss"), [2, 1, 1, 4, 3, 2, 2, 2])
    rest = ellison_glaeser(plants, size="size", reference="rest").exact
    for name, other in (("t", "s"), ("s", "t")):
        sizes = plants[plants["industry"] == other].groupby("region")["size"].sum()
        alone = ellison_glaeser(plants, size="size", reference=sizes).exact
        assert rest.loc[name].tolist() == pytest.approx(alone.loc[name].tolist(), rel=1e-12)


@pytest.mark.parametrize("index", INDICES)
def test_a_reference_may_count_regions_without_plants(index):
    # Absent regions count: REAT's ellison.a has no place for them.
    wider = {"A": 1, "C": 2, "B": 1}
    found = index(HAND, size="size", reference=wider).exact.loc["toys"]
    x, s = np.array([1, 1, 2]) / 4, np.array([3, 1, 0]) / 4
    squares = (x**2).sum()
    raw = ((s - x) ** 2).sum() if index is ellison_glaeser else (s**2).sum() - squares
    assert found["gamma"] == pytest.approx((raw / (1 - squares) - 3 / 8) / (5 / 8), rel=1e-12)


def test_conventions_tell_the_variants_apart():
    of_table = ellison_glaeser(TABLE, herfindahl=LUMPS).convention
    assert of_table == "Ellison-Glaeser gamma against all industries together"
    of_rest = ellison_glaeser(TABLE, herfindahl=LUMPS, reference="rest").convention
    assert of_rest == "Ellison-Glaeser gamma against the other industries together"
    start = "Ellison-Glaeser gamma against the reference given; "
    assert hand().convention == start + "one-sided normal test for agglomeration"
    dispersion = hand(alternative="dispersion").convention
    assert dispersion == start + "one-sided normal test for dispersion"
    assert hand(alternative="either").convention == start + "two-sided normal test"
    spread = maurel_sedillot(HAND, size="size", reference=EVEN).convention
    assert spread == "Maurel-Sédillot gamma against the reference given"


# Industries of one plant


@pytest.mark.parametrize("index", INDICES)
def test_an_industry_of_one_plant_is_refused_or_missing_by_name(index):
    plants = plants_of(["A", "B", "A", "B"], ["toys", "toys", "ships", "glass"], [2, 1, 5, 4])
    with pytest.raises(
        ValueError,
        match="industry 'ships' has one plant, so that its gamma is undefined; leave it out, "
        "merge it with another, or ask for one_plant='missing'",
    ):
        index(plants, size="size")
    found = index(plants, size="size", one_plant="missing")
    names = "; missing for industries of one plant: 'ships', 'glass'"
    assert found.convention.endswith(names)
    assert "gamma against all industries together" in found.convention
    frame = found.exact
    assert frame["gamma"].isna().tolist() == [False, True, True]
    assert frame["H"].tolist()[1:] == [1, 1]
    assert frame["plants"].tolist() == [2, 1, 1]
    assert frame["G"].notna().all()
    for column in {"variance", "z", "p"} & set(frame):
        assert frame[column].isna().tolist() == [False, True, True]


def test_a_plant_beside_which_the_others_do_not_show_counts_as_one():
    plants = plants_of(["A", "B", "A", "B"], ["toys", "toys", "ships", "ships"], [2, 1, 1e17, 1])
    with pytest.raises(ValueError, match="industry 'ships' has one plant"):
        ellison_glaeser(plants, size="size")
    shown = plants.assign(size=[2, 1, 1e5, 1])
    found = ellison_glaeser(shown, size="size", reference=EVEN).exact
    assert found.loc["ships", "variance"] > 0


def test_a_table_knows_an_industry_of_one_plant_by_its_herfindahl_index():
    table = pd.DataFrame({"toys": [3, 1], "ships": [0, 5]}, index=["A", "B"])
    with pytest.raises(ValueError, match="industry 'ships' has one plant"):
        ellison_glaeser(table, herfindahl={"toys": 0.5, "ships": 1})
    found = maurel_sedillot(table, herfindahl={"toys": 0.5, "ships": 1}, one_plant="missing")
    assert found.exact["gamma"].isna().tolist() == [False, True]
    assert "'ships'" in found.convention


# Forms of input


def test_columns_may_have_any_name_and_arrays_may_come_in_a_mapping():
    renamed = HAND.rename(columns={"region": "county", "industry": "sic", "size": "employees"})
    found = ellison_glaeser(
        renamed, region="county", industry="sic", size="employees", reference=EVEN
    )
    assert found.exact.index.name == "sic"
    assert np.array_equal(found.exact, hand().exact)
    arrays = {
        "region": np.array(["A", "A", "B"]),
        "industry": np.array([7, 7, 7]),
        "size": np.array([2.0, 1.0, 1.0]),
    }
    found = ellison_glaeser(arrays, size="size", reference=EVEN)
    assert found.exact.index.tolist() == [7]
    assert np.array_equal(found.exact, hand().exact)
    spread = maurel_sedillot(
        renamed, region="county", industry="sic", size="employees", reference=EVEN
    )
    assert spread.exact.loc["toys", "gamma"] == pytest.approx(-0.2)


def test_coagglomeration_takes_plants_by_any_column_names():
    plants = plants_of(list("AABBAB"), list("ttttss"), [2, 1, 1, 4, 3, 2])
    renamed = plants.rename(columns={"region": "county", "industry": "sic", "size": "employees"})
    names = {"region": "county", "industry": "sic", "size": "employees"}
    table = table_of(plants)
    expected = float(coagglomeration(table))
    assert float(coagglomeration(plants, size="size")) == pytest.approx(expected)
    assert float(coagglomeration(renamed, **names)) == pytest.approx(expected)
    pairs = pairwise_coagglomeration(table).exact.loc["s", "t"]
    assert pairwise_coagglomeration(plants, size="size").exact.loc["s", "t"] == pytest.approx(pairs)
    assert pairwise_coagglomeration(renamed, **names).exact.loc["s", "t"] == pytest.approx(pairs)


def test_categories_without_plants_are_no_industries():
    plants = HAND.assign(industry=pd.Categorical(["toys"] * 3, categories=["bread", "toys"]))
    found = ellison_glaeser(plants, size="size", reference=EVEN).exact
    assert found.index.tolist() == ["toys"]


def test_arrays_are_tables_too():
    found = ellison_glaeser(TABLE.to_numpy(), herfindahl=list(LUMPS.values())).exact
    expected = ellison_glaeser(TABLE, herfindahl=LUMPS).exact
    assert np.array_equal(found, expected)
    assert found.index.tolist() == [0, 1, 2]


def test_labels_are_matched_in_any_order():
    expected = ellison_glaeser(TABLE, herfindahl=LUMPS, reference=pd.Series([1, 2, 3], TABLE.index))
    found = ellison_glaeser(
        TABLE.loc[["Anxi", "Keqiao", "Shengzhou"], ["tea", "dyes", "cloth"]],
        herfindahl=LUMPS,
        reference={"Shengzhou": 2, "Anxi": 3, "Keqiao": 1},
    )
    assert found.exact.index.tolist() == ["tea", "dyes", "cloth"]
    assert np.allclose(found.exact.loc[TABLE.columns], expected.exact, rtol=1e-12)


# Refusals


@pytest.mark.parametrize("index", INDICES)
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"region": ["A", None, "B"]}, "row 'y': the region is missing; give it, or leave"),
        ({"industry": ["t", "t", np.nan]}, "row 'z': the industry is missing; give it"),
        ({"size": [1, 2, np.nan]}, "row 'z': the size is missing; give it, or leave the plant out"),
        ({"size": [1, -2, 3]}, r"row 'y': the size is -2(\.0)?; it cannot be negative"),
        ({"size": [1, 2, 0]}, "row 'z': the size is zero, which no plant has; correct it, or"),
        (
            {"size": [1, Quantity(2, 3), Quantity(4, 5)]},
            "row 'y': the size is known only to lie between 2.0 and 3.0, from which no sharp bound",
        ),
        (
            {"region": ["B", "B", "B"]},
            "the whole reference lies in region 'B'; give a reference, or data, with at least two",
        ),
    ],
)
def test_plants_that_are_refused(index, changes, message):
    plants = HAND.set_index(pd.Index(["x", "y", "z"])).assign(**changes)
    with pytest.raises(ValueError, match=message):
        index(plants, size="size")


def test_sizes_that_are_no_numbers_are_refused():
    with pytest.raises(TypeError, match="row 0: the size is 'many', which is no number"):
        ellison_glaeser(HAND.assign(size=["many", 1, 2]), size="size")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"size": "staff"}, "there is no column 'staff'; name the column of the size with size="),
        ({"region": "town"}, "no column 'town'; name the column of the region with region="),
        ({"industry": 3}, "no column 3; name the column of the industry with industry="),
    ],
)
def test_columns_that_do_not_exist_are_refused(columns, message):
    with pytest.raises(ValueError, match=message):
        ellison_glaeser(HAND, **{"size": "size", **columns})


def test_rows_with_one_name_are_refused():
    twice = HAND.set_index(pd.Index(["x", "y", "y"]))
    with pytest.raises(ValueError, match="row 'y' occurs more than once; number the rows anew"):
        ellison_glaeser(twice, size="size")


@pytest.mark.parametrize("index", INDICES)
def test_plants_or_a_table_with_herfindahls_not_both_nor_neither(index):
    message = (
        "^give size, the column of the plants' sizes, or herfindahl, the plant Herfindahl index "
        "of each industry of a region x industry table: one of the two$"
    )
    with pytest.raises(ValueError, match=message):
        index(TABLE)
    with pytest.raises(ValueError, match=message):
        index(HAND, size="size", herfindahl={"toys": 0.5})


@pytest.mark.parametrize(
    ("lumps", "message"),
    [
        ({"dyes": 0.3, "tea": 0.1}, "industry 'cloth' has no plant Herfindahl index; give one for"),
        (
            {"dyes": 0.3, "cloth": 0.1, "tea": 0.1, "silk": 0.1},
            "industry 'silk' has no column in the table; give one for each industry, by its label",
        ),
        ({"dyes": 0.3, "cloth": None, "tea": 0.1}, "row 'cloth': the plant Herfindahl index is m"),
        (
            {"dyes": 0.3, "cloth": 0.45, "tea": 0.1},
            "industry 'cloth': a plant Herfindahl index of 0.45 is impossible: one plant in each",
        ),
    ],
)
def test_herfindahls_that_are_refused(lumps, message):
    with pytest.raises(ValueError, match=message):
        ellison_glaeser(TABLE, herfindahl=lumps)


def test_the_herfindahl_index_may_reach_its_end_but_not_pass_it():
    most = 0.6**2 + 2 * 0.2**2
    for within in (most, most * (1 + 1e-14)):
        assert ellison_glaeser(TABLE, herfindahl=LUMPS | {"cloth": within}).is_exact
    message = (
        "industry 'cloth': a plant Herfindahl index of 0.44.* is impossible: one plant in each "
        "region would make it 0.44.*, and more plants less; correct it or the table$"
    )
    with pytest.raises(ValueError, match=message):
        ellison_glaeser(TABLE, herfindahl=LUMPS | {"cloth": most * (1 + 1e-9)})
    with pytest.raises(ValueError, match=r"industry 'tea': .* of 0.7 is impossible"):
        ellison_glaeser(TABLE, herfindahl=LUMPS | {"tea": Quantity(0.7, 1)})


def test_bounded_cells_are_refused_by_all():
    table = TABLE.astype(object)
    table.loc["Anxi", "cloth"] = Quantity(10, 30)
    message = (
        r"region 'Anxi', industry 'cloth': the value is known only to lie between 10\.0 and "
        r"30\.0, from which no sharp bounds of the index follow; give one number, and try "
        "others within the bounds$"
    )
    for index in INDICES:
        with pytest.raises(ValueError, match=message):
            index(table, herfindahl=LUMPS)
    for index in (coagglomeration, pairwise_coagglomeration):
        with pytest.raises(ValueError, match=message):
            index(table)


def test_references_that_are_refused():
    with pytest.raises(ValueError, match="region 'Keqiao' has no reference; give one for each re"):
        ellison_glaeser(TABLE, herfindahl=LUMPS, reference={"Anxi": 1, "Shengzhou": 2})
    with pytest.raises(ValueError, match="row 'Anxi': the reference is missing"):
        ellison_glaeser(
            TABLE, herfindahl=LUMPS, reference={"Keqiao": 2, "Anxi": None, "Shengzhou": 2}
        )
    with pytest.raises(ValueError, match="row 'Anxi': the reference is known only to lie between"):
        ellison_glaeser(
            TABLE,
            herfindahl=LUMPS,
            reference={"Keqiao": 2, "Anxi": Quantity(1, 2), "Shengzhou": 2},
        )
    with pytest.raises(ValueError, match=r"reference is 'total'; choose one of 'whole', 'rest'$"):
        ellison_glaeser(TABLE, herfindahl=LUMPS, reference="total")
    with pytest.raises(ValueError, match=r"reference is 'average'; choose one of 'whole', 'rest'$"):
        coagglomeration(TABLE, reference="average")
    with pytest.raises(ValueError, match=r"reference is 'rest'; choose one of 'average', 'whole'$"):
        pairwise_coagglomeration(TABLE, reference="rest")
    with pytest.raises(ValueError, match=r"reference is 'average'; choose one of 'whole', 'rest'$"):
        maurel_sedillot(TABLE, herfindahl=LUMPS, reference="average")
    with pytest.raises(ValueError, match="the whole reference lies in region 'Anxi'"):
        coagglomeration(TABLE, reference={"Keqiao": 0, "Anxi": 3, "Shengzhou": 0})


def test_a_rest_that_lies_in_one_region_is_refused():
    table = pd.DataFrame({"tea": [0, 4], "toys": [3, 1]}, index=["A", "B"])
    with pytest.raises(ValueError, match="the whole reference lies in region 'B'"):
        ellison_glaeser(table, herfindahl={"tea": 0.5, "toys": 0.3}, reference="rest")


def test_a_rest_that_is_empty_is_refused():
    message = "no industry besides 'toys' to compare with; use reference='whole', or give a refer"
    with pytest.raises(ValueError, match=message):
        ellison_glaeser(HAND, size="size", reference="rest")
    with pytest.raises(ValueError, match="no industry besides 'dyes'"):
        coagglomeration(TABLE, reference="rest")


def test_names_that_are_refused():
    with pytest.raises(
        ValueError,
        match=r"alternative is 'greater'; choose one of 'agglomeration', 'dispersion', 'either'$",
    ):
        hand(alternative="greater")
    with pytest.raises(
        ValueError, match=r"one_plant is 'drop'; choose one of 'refuse', 'missing'$"
    ):
        hand(one_plant="drop")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"group": ["tea"]},
            "^the group has fewer than two industries with a weight; name two or more$",
        ),
        ({"group": ["tea", "silk"]}, "industry 'silk' has no column in the table"),
        ({"group": ["tea", "dyes", "tea"]}, "industry 'tea' is twice in the group; name it once"),
        ({"weights": {"tea": 1, "dyes": 0, "cloth": 0}}, "fewer than two industries with a wei"),
        ({"weights": {"tea": 1, "dyes": 1}}, "industry 'cloth' has no weight"),
        (
            {"group": ["tea", "dyes"], "weights": {"tea": 1, "dyes": 1, "cloth": 2}},
            "industry 'cloth' has no place in the group",
        ),
        (
            {"weights": {"tea": 1, "dyes": Quantity(1, 2), "cloth": 2}},
            "row 'dyes': the weight is known only to lie between 1.0 and 2.0",
        ),
    ],
)
def test_groups_and_weights_that_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        coagglomeration(TABLE, **options)


def test_a_single_industry_has_no_pair():
    with pytest.raises(ValueError, match="industry 'tea' is the only one; a pair needs two"):
        pairwise_coagglomeration(TABLE[["tea"]].iloc[1:])
