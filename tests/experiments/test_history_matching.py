"""History matching against volumes known in closed form."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_clusters.evidence import Quantity
from industrial_clusters.experiments import envelope, match, sobol_design

UNIT = {"a": (0.0, 1.0), "b": (0.0, 1.0), "c": (0.0, 1.0)}


def test_every_binary_slice_of_every_parameter_is_hit_once():
    design = sobol_design({"gain": (2.0, 4.0), "loss": (-1.0, 0.0)}, 256, seed=3)
    assert sorted(((design["gain"] - 2) / 2 * 256).astype(int)) == list(range(256))
    assert sorted(((design["loss"] + 1) * 256).astype(int)) == list(range(256))


def test_the_design_is_reproducible_and_seeded():
    pd.testing.assert_frame_equal(sobol_design(UNIT, 64, 1), sobol_design(UNIT, 64, 1))
    assert not sobol_design(UNIT, 64, 1).equals(sobol_design(UNIT, 64, 2))


@pytest.mark.parametrize(
    ("ranges", "draws", "message"),
    [
        ({}, 4, "no parameter"),
        ({"a": (1.0, 0.0)}, 4, "the lower first"),
        ({"a": (1.0, 1.0)}, 4, "range of a"),
        ({"a": (0.0, math.inf)}, 4, "finite"),
        ({"a": (math.nan, 1.0)}, 4, "finite"),
        (UNIT, 100, "try 128"),
        (UNIT, 0, "try 1"),
        (UNIT, -4, "try 1"),
    ],
)
def test_a_bad_design_is_named(ranges, draws, message):
    with pytest.raises(ValueError, match=message):
        sobol_design(ranges, draws, 1)


def test_surviving_shares_are_volumes():
    design = sobol_design(UNIT, 4096, seed=5)
    matching = match(design, {"a": Quantity(0.2, 0.7), "b": Quantity(0.5, math.inf)})
    assert matching.share == pytest.approx(0.25, abs=0.01)
    assert matching.alone.to_dict() == pytest.approx({"a": 0.5, "b": 0.5}, abs=0.01)
    assert matching.without.to_dict() == pytest.approx({"a": 0.5, "b": 0.5}, abs=0.01)


def test_the_constraint_that_does_the_work_shows():
    outputs = pd.DataFrame({"easy": [1.0, 1, 1, 1], "hard": [0.0, 0, 0, 1]})
    matching = match(outputs, {"easy": Quantity(1, 1), "hard": Quantity(1, 1)})
    assert matching.share == 0.25
    assert matching.without.to_dict() == {"easy": 0.25, "hard": 1.0}
    assert matching.satisfied["hard"].tolist() == [False, False, False, True]


def test_bounds_count_their_ends():
    matching = match(pd.DataFrame({"x": [1.0, 2.0, math.inf, 2.5]}), {"x": Quantity(1, 2)})
    assert matching.survivors.tolist() == [True, True, False, False]


@given(st.permutations(range(12)))
@settings(deadline=None)
def test_the_order_of_draws_does_not_matter(order):
    outputs = pd.DataFrame({"x": np.arange(12.0), "y": np.arange(12.0) % 5})
    constraints = {"x": Quantity(3, 9), "y": Quantity(1, 3)}
    plain, mixed = match(outputs, constraints), match(outputs.iloc[list(order)], constraints)
    assert mixed.share == plain.share
    assert mixed.survivors.sort_index().equals(plain.survivors)
    assert mixed.without.equals(plain.without)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.floats(0, 1), st.floats(0, 1))
@settings(deadline=None)
def test_leaving_a_constraint_out_never_loses_draws(values, one, other):
    low, high = sorted((one, other))
    outputs = pd.DataFrame({"x": values, "y": values[::-1]})
    matching = match(outputs, {"x": Quantity(low, high), "y": Quantity(0, high)})
    assert (matching.without >= matching.share).all()
    assert (matching.alone >= matching.share).all()
    # With two constraints, leaving one out leaves the other alone.
    assert matching.without["x"] == matching.alone["y"]


def test_a_reversed_bound_is_caught():
    with pytest.raises(ValueError, match="swap the bounds"):
        match(pd.DataFrame({"x": [1.0]}), {"x": Quantity(2, 1)})


def test_an_unknown_constraint_names_near_ones():
    outputs = pd.DataFrame({"arrests_before": [80.0], "registered": [170.0]})
    with pytest.raises(KeyError, match="arrests_before"):
        match(outputs, {"arrest_before": Quantity(75, 85)})
    with pytest.raises(KeyError, match="registered"):
        match(outputs, {"zzz": Quantity(75, 85)})


def test_an_output_that_is_not_a_number_is_named_with_its_draw():
    outputs = pd.DataFrame({"x": [1.0, math.nan], "y": [1.0, 1.0]})
    with pytest.raises(ValueError, match="'x' of draw 1"):
        match(outputs, {"x": Quantity(0, 2)})
    assert match(outputs, {"y": Quantity(0, 2)}).share == 1.0


def test_an_empty_question_is_refused():
    with pytest.raises(ValueError, match="0 draws"):
        match(pd.DataFrame({"x": []}), {"x": Quantity(0, 1)})
    with pytest.raises(ValueError, match="0 constraints"):
        match(pd.DataFrame({"x": [1.0]}), {})


def test_the_envelope_bounds_every_survivor_and_no_other():
    design = sobol_design(UNIT, 1024, seed=5)
    matching = match(design.assign(total=design.sum(axis=1)), {"total": Quantity(2.5, 3)})
    bounds = envelope(matching, design)
    kept = design[matching.survivors]
    assert (bounds["low"] == kept.min()).all()
    assert (bounds["high"] == kept.max()).all()
    # a + b + c >= 2.5 with b, c <= 1 forces a >= 0.5: true of all, not drawn so.
    assert bounds["low"]["a"] >= 0.5


def test_an_envelope_needs_survivors_numbers_and_the_same_rows():
    outputs = pd.DataFrame({"x": [1.0, 2.0]})
    matching = match(outputs, {"x": Quantity(1, 1)})
    with pytest.raises(ValueError, match="no draw survives"):
        envelope(match(outputs, {"x": Quantity(5, 6)}), outputs)
    with pytest.raises(ValueError, match="indexes differ"):
        envelope(matching, outputs.iloc[:1])
    with pytest.raises(ValueError, match="'z' of draw 0"):
        envelope(matching, pd.DataFrame({"z": [math.nan, 1.0]}))
    # A draw that was ruled out may lack a number.
    assert envelope(matching, pd.DataFrame({"z": [1.0, math.nan]})).loc["z", "high"] == 1.0
