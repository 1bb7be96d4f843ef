"""The location model against its own joint distribution, and the indices against the model."""

import numpy as np
import pandas as pd
import pytest

from industrial_clusters.models import plant_location
from industrial_clusters.models.plant_location import Industry, Parameters, country, town_map
from industrial_clusters.statistics.agglomeration import (
    ellison_glaeser,
    maurel_sedillot,
    pairwise_coagglomeration,
)

MECHANISMS = ["spillovers", "natural advantage"]
REGIONS = np.array([50.0, 30.0, 15.0, 5.0])
SHARES = REGIONS / 100


def industry(gamma, plants, mechanism="spillovers"):
    return Parameters(
        gamma=gamma, regions=REGIONS, plants=np.asarray(plants, dtype=float), mechanism=mechanism
    )


def draw(parameters, replications=1, seed=1):
    return plant_location.simulate(parameters, replications, np.random.default_rng(seed))


def as_plants(parameters, places):
    """Each replication as an industry of its own, so that one call measures all."""
    replications, plants = places.shape
    return pd.DataFrame(
        {
            "region": places.ravel(),
            "industry": np.repeat(np.arange(replications), plants),
            "size": np.tile(parameters.plants, replications),
        }
    )


def far_from(values, truth):
    """How many standard errors of the simulation the mean of values is from the truth."""
    return abs(np.mean(values) - truth) / (np.std(values, ddof=1) / np.sqrt(len(values)))


@pytest.mark.parametrize("mechanism", MECHANISMS)
@pytest.mark.parametrize("gamma", [0.0, 0.02, 0.3, 0.9])
def test_a_pair_of_plants_has_the_joint_distribution_of_the_model(mechanism, gamma):
    # P(r, s) = gamma x_r [r = s] + (1 - gamma) x_r x_s, in each of the 16 cells.
    first, second = draw(industry(gamma, np.ones(2), mechanism), 40_000).T
    seen = np.zeros((4, 4))
    np.add.at(seen, (first, second), 1 / 40_000)
    truth = gamma * np.diag(SHARES) + (1 - gamma) * np.outer(SHARES, SHARES)
    error = np.sqrt(truth * (1 - truth) / 40_000)
    assert np.all(np.abs(seen - truth) <= 4 * error)


@pytest.mark.parametrize("mechanism", MECHANISMS)
@pytest.mark.parametrize("gamma", [0.0, 0.05, 0.3, 0.8])
def test_both_indices_are_unbiased_for_gamma(mechanism, gamma):
    # The sizes are uneven on purpose: an index that ignores H would be far off.
    parameters = industry(gamma, [400, 200, 100, 50, 50, 20, 10, 5, 1], mechanism)
    plants = as_plants(parameters, draw(parameters, 4000))
    reference = dict(enumerate(REGIONS))
    for index in (ellison_glaeser, maurel_sedillot):
        estimates = index(plants, size="size", reference=reference).exact["gamma"]
        assert far_from(estimates, gamma) < 3.5
    found = ellison_glaeser(plants, size="size", reference=reference).exact
    lumps = gamma + (1 - gamma) * found["H"].iloc[0]
    assert far_from(found["G"] / (1 - (SHARES**2).sum()), lumps) < 3.5


def test_a_reference_made_of_the_plants_themselves_takes_part_of_gamma_away():
    # With one industry that is most of the whole, the whole follows it.
    parameters = industry(0.5, np.ones(40))
    places = draw(parameters, 300)
    estimates = [
        ellison_glaeser(
            pd.concat([as_plants(parameters, row[np.newaxis]), others]), size="size"
        ).exact["gamma"][0]
        for row, others in zip(places, _others(300), strict=True)
    ]
    assert np.mean(estimates) < 0.25


def _others(number):
    darts = industry(0.0, np.ones(40))
    for row in draw(darts, number, seed=2):
        others = as_plants(darts, row[np.newaxis]).assign(industry="others")
        yield others.set_index(np.arange(100, 140))


def test_raw_concentration_without_agglomeration_has_the_published_variance():
    parameters = industry(0.0, [9, 5, 5, 3, 1, 1])
    plants = as_plants(parameters, draw(parameters, 20_000))
    result = ellison_glaeser(plants, size="size", reference=dict(enumerate(REGIONS))).exact
    deviations = (result["G"] - result["G"].mean()) ** 2
    assert far_from(deviations, result["variance"].iloc[0]) < 3.5
    assert far_from(result["z"], 0) < 3.5


def test_two_industries_with_one_meeting_place_have_the_pairwise_index_gamma():
    parameters = industry(0.4, [5, 3, 1, 1, 4, 2])
    estimates = []
    for row in draw(parameters, 800):
        table = pd.DataFrame(0.0, index=range(4), columns=["a", "b"])
        for plant, (place, size) in enumerate(zip(row, parameters.plants, strict=True)):
            table.loc[place, "a" if plant < 4 else "b"] += size
        table = table[(table > 0).any(axis=1)]
        pairs = pairwise_coagglomeration(table, reference=dict(enumerate(REGIONS)))
        estimates.append(pairs.exact.loc["a", "b"])
    assert far_from(estimates, 0.4) < 3.5


def test_limits_leave_nothing_to_the_mechanism():
    for gamma in (0.0, 1.0):
        same = [draw(industry(gamma, np.ones(30), mechanism), 50) for mechanism in MECHANISMS]
        assert np.array_equal(*same)
    together = draw(industry(1.0, np.ones(30)), 200)
    assert np.all(together == together[:, :1])
    assert set(together[:, 0]) == {0, 1, 2, 3}


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_draws_have_their_shape_and_repeat_with_their_seed(mechanism):
    parameters = industry(0.3, np.ones(7), mechanism)
    places = draw(parameters, 5)
    assert places.shape == (5, 7)
    assert places.dtype == np.int64
    assert set(places.ravel()) <= {0, 1, 2, 3}
    assert np.array_equal(places, draw(parameters, 5))
    assert not np.array_equal(places, draw(parameters, 5, seed=2))


def test_natural_advantage_that_almost_decides_stays_within_the_regions():
    places = draw(industry(1 - 1e-9, np.ones(20), "natural advantage"), 500)
    assert places.min() == 0
    assert places.max() == 3
    assert np.all(places == places[:, :1])


def test_towns_follow_rank_and_size_and_do_not_overlap():
    towns = town_map(9, np.random.default_rng(3), people=9e5, side=90.0, radius=15.0)
    assert towns.index.tolist() == [f"Town {rank}" for rank in range(1, 10)]
    assert towns["people"].to_numpy() == pytest.approx(9e5 / np.arange(1, 10))
    density = towns["people"] / towns["radius"] ** 2
    assert density.to_numpy() == pytest.approx(9e5 / 15.0**2)
    centres, radii = towns[["x", "y"]].to_numpy(), towns["radius"].to_numpy()
    apart = np.hypot(*(centres[:, np.newaxis] - centres).T)
    apart[np.diag_indices(9)] = np.inf
    assert np.all(apart >= radii[:, np.newaxis] + radii)
    assert np.all(centres - radii[:, np.newaxis] >= 0)
    assert np.all(centres + radii[:, np.newaxis] <= 90.0)
    # Towns use the room that they have: some leave the middle of their cell by far.
    assert np.ptp(centres % 30.0) > 15.0


def test_plants_are_inside_their_towns_and_evenly_so():
    rng = np.random.default_rng(5)
    towns = town_map(4, rng)
    plants = country({"bread": Industry(gamma=0.0, plants=4000)}, towns, rng)
    home = towns.loc[plants["region"]].reset_index(drop=True)
    off = np.hypot(plants["x"] - home["x"], plants["y"] - home["y"]) / home["radius"]
    assert off.max() <= 1
    # Of a uniform point in a disc, squared distance is uniform between 0 and 1.
    assert far_from(off**2, 0.5) < 3.5
    assert far_from((off**2 - 0.5) ** 2, 1 / 12) < 3.5
    for offset in (plants["x"] - home["x"], plants["y"] - home["y"]):
        assert far_from(offset / home["radius"], 0) < 3.5
    shares = plants["region"].value_counts(normalize=True).reindex(towns.index)
    truth = towns["people"] / towns["people"].sum()
    assert np.all(np.abs(shares - truth) < 4 * np.sqrt(truth * (1 - truth) / 4000))


def test_sizes_are_lognormal_in_whole_employees():
    rng = np.random.default_rng(6)
    industries = {
        "uneven": Industry(gamma=0.0, plants=4000, median=300.0, spread=1.5),
        "equal": Industry(gamma=0.0, plants=3, median=7.0, spread=0.0),
    }
    plants = country(industries, town_map(4, rng), rng)
    assert plants["industry"].tolist() == ["uneven"] * 4000 + ["equal"] * 3
    assert plants.index.tolist() == list(range(4003))
    sizes = plants.groupby("industry")["size"]
    assert sizes.get_group("equal").tolist() == [7.0] * 3
    logarithms = np.log(sizes.get_group("uneven"))
    assert np.all(plants["size"] == plants["size"].round())
    assert logarithms.median() == pytest.approx(np.log(300), abs=0.1)
    assert logarithms.std() == pytest.approx(1.5, abs=0.06)


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_an_index_of_the_country_recovers_what_was_set(mechanism):
    rng = np.random.default_rng(11)
    towns = town_map(30, rng)
    truth = {f"{gamma}-{copy}": gamma for gamma in (0.0, 0.2) for copy in range(60)}
    industries = {name: Industry(gamma=gamma, plants=60) for name, gamma in truth.items()}
    plants = country(industries, towns, rng, mechanism)
    found = ellison_glaeser(plants, size="size", reference=towns["people"]).exact["gamma"]
    for gamma in (0.0, 0.2):
        estimates = [found[name] for name in truth if truth[name] == gamma]
        assert far_from(estimates, gamma) < 3.5


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"gamma": -0.01}, "gamma = -0.01 lies outside 0 to 1"),
        ({"gamma": 1.01}, "gamma = 1.01 lies outside 0 to 1"),
        ({"regions": np.array([1.0])}, r"regions has shape \(1,\); give 2 or more sizes"),
        ({"regions": np.ones((2, 2))}, r"regions has shape \(2, 2\)"),
        ({"regions": np.array([1.0, 0.0])}, r"regions\[1\] = 0.0; give a finite size above zero"),
        ({"plants": np.array([])}, r"plants has shape \(0,\); give 1 or more sizes in a row"),
        ({"plants": np.array([1.0, np.nan])}, r"plants\[1\] = nan"),
        ({"plants": np.array([np.inf])}, r"plants\[0\] = inf"),
        ({"mechanism": "luck"}, "mechanism = 'luck'; choose one of spillovers, natural advantage"),
    ],
)
def test_parameters_that_are_refused(changes, message):
    values = {"gamma": 0.5, "regions": REGIONS, "plants": np.ones(3)}
    with pytest.raises(ValueError, match=message):
        Parameters(**{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"gamma": 2.0}, "gamma = 2 lies outside"),
        ({"plants": 0}, "plants = 0; give a whole number of at least 1"),
        ({"median": 0.5}, "median = 0.5 lies outside 1 to 1e[+]06 .employees"),
        ({"spread": -1.0}, "spread = -1 lies outside 0 to 5 .log employees"),
    ],
)
def test_industries_that_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        Industry(**{"gamma": 0.5, **changes})


def test_other_refusals():
    rng = np.random.default_rng(1)
    with pytest.raises(ValueError, match="replications = 0"):
        draw(industry(0.5, np.ones(2)), 0)
    with pytest.raises(ValueError, match="number = 1; give a whole number of at least 2"):
        town_map(1, rng)
    with pytest.raises(ValueError, match="at most 50 km and more than 0"):
        town_map(4, rng, radius=50.1)
    with pytest.raises(ValueError, match="radius = 0 km does not fit 4 towns on a square of 200"):
        town_map(4, rng, radius=0)
    assert len(town_map(4, rng, radius=50.0)) == 4
    with pytest.raises(ValueError, match="there is no industry"):
        country({}, town_map(4, rng), rng)
    with pytest.raises(ValueError, match="mechanism = 'luck'"):
        country({"toys": Industry(gamma=0.1)}, town_map(4, rng), rng, mechanism="luck")  # type: ignore[arg-type]
