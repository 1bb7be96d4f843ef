"""Designs fill their box evenly, from a seed, and refuse what is no box."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import qmc

from industrial_clusters.experiments import latin_hypercube_design, sobol_design
from industrial_clusters.experiments.designs import check_power_of_two

UNIT = {"a": (0.0, 1.0), "b": (0.0, 1.0), "c": (0.0, 1.0)}
BOX = {"gain": (2.0, 4.0), "loss": (-1.0, 0.0)}
DESIGNS = [sobol_design, latin_hypercube_design]


@pytest.mark.parametrize("spread", DESIGNS)
def test_every_slice_of_every_parameter_is_hit_once(spread):
    design = spread(BOX, 256, seed=3)
    assert list(design) == ["gain", "loss"]
    assert sorted(((design["gain"] - 2) / 2 * 256).astype(int)) == list(range(256))
    assert sorted(((design["loss"] + 1) * 256).astype(int)) == list(range(256))


def test_a_latin_hypercube_takes_any_number_of_draws():
    design = latin_hypercube_design(BOX, 20_000, seed=3)
    assert sorted(((design["loss"] + 1) * 20_000).astype(int)) == list(range(20_000))
    assert len(latin_hypercube_design(UNIT, 1, seed=3)) == 1


@pytest.mark.parametrize("spread", DESIGNS)
def test_the_design_is_reproducible_and_seeded(spread):
    pd.testing.assert_frame_equal(spread(UNIT, 64, 1), spread(UNIT, 64, 1), check_exact=True)
    assert not spread(UNIT, 64, 1).equals(spread(UNIT, 64, 2))


@pytest.mark.parametrize("spread", DESIGNS)
def test_no_two_parameters_share_their_numbers(spread):
    correlations = spread(UNIT, 1024, 1).corr().to_numpy()[np.triu_indices(3, 1)]
    assert np.abs(correlations).max() < 0.1


def test_sobol_draws_are_more_even_than_those_of_a_latin_hypercube():
    discrepancy = [qmc.discrepancy(spread(UNIT, 512, 1)) for spread in DESIGNS]
    assert discrepancy[0] < discrepancy[1] / 2


@pytest.mark.parametrize("spread", DESIGNS)
@pytest.mark.parametrize(
    ("ranges", "message"),
    [
        ({}, "there is no parameter to draw; give at least one range"),
        (
            {"a": (1.0, 0.0)},
            "the range of a runs from 1.0 to 0.0; give two finite.*the lower first",
        ),
        ({"a": (0.0, 1.0), "b": (1.0, 1.0)}, "range of b"),
        ({"a": (0.0, math.inf)}, "finite"),
        ({"a": (-math.inf, 0.0)}, "finite"),
        ({"a": (math.nan, 1.0)}, "finite"),
    ],
)
def test_what_is_no_box_is_named(spread, ranges, message):
    with pytest.raises(ValueError, match=message):
        spread(ranges, 4, 1)


@pytest.mark.parametrize(
    ("draws", "following"), [(100, 128), (3, 4), (0, 1), (-4, 1), (1025, 2048)]
)
def test_a_number_of_draws_that_leaves_the_sequence_unbalanced_is_named(draws, following):
    with pytest.raises(ValueError, match=f"draws = {draws} is not.*; try {following}$"):
        sobol_design(UNIT, draws, 1)
    check_power_of_two(following)


@pytest.mark.parametrize("draws", [0, -1])
def test_a_latin_hypercube_needs_a_draw(draws):
    with pytest.raises(ValueError, match=f"draws = {draws}; give at least one"):
        latin_hypercube_design(UNIT, draws, 1)
