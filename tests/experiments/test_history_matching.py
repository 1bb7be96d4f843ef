"""History matching against volumes known in closed form."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_clusters import evidence
from industrial_clusters.evidence import Quantity
from industrial_clusters.experiments import constraints_from, envelope, match, sobol_design

UNIT = {"a": (0.0, 1.0), "b": (0.0, 1.0), "c": (0.0, 1.0)}


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


def test_constraints_are_rows_of_the_evidence_with_their_units():
    rows = {"registered": "yongkang-households-registered-1982", "arrests": "mantang-arrests"}
    constraints = constraints_from(rows)
    assert list(constraints) == ["registered", "arrests"]
    for output, identifier in rows.items():
        assert constraints[output] == evidence.observation(identifier).quantity
    assert constraints["registered"].unit == "households"
    with pytest.raises(KeyError, match="mantang-arrests"):
        constraints_from({"arrests": "mantang-arrest"})


# Whether a row that says so bounds from below.
FROM_BELOW = {"at least": True, "more than": True, "at most": False, "fewer than": False}


def one_sided_rows():
    """Identifiers of rows that bound from one side, with a number on it and one beyond."""
    rows = evidence.table("observations")
    for identifier, row in rows[rows["qualifier"].isin(FROM_BELOW)].iterrows():
        # Nearer for percentages, which end at a hundred.
        step = 1.05 if row["unit"] == "percent" else 2
        greater, less = row["value"] * step, row["value"] / step
        on, beyond = (greater, less) if FROM_BELOW[row["qualifier"]] else (less, greater)
        yield identifier, on, beyond


def read_wrongly(read):
    """Rows by which a model on the document's side is ruled out, or one beyond is kept."""
    return [
        identifier
        for identifier, on, beyond in one_sided_rows()
        if match(pd.DataFrame({"x": [on, beyond]}), {"x": read(identifier)}).survivors.tolist()
        != [True, False]
    ]


def the_wrong_way(identifier):
    """A row's "at least" taken for "at most", and the reverse."""
    row = evidence.observation(identifier)
    if FROM_BELOW[row.qualifier]:
        return Quantity(-math.inf, row.quantity.low)
    return Quantity(row.quantity.high, math.inf)


def test_no_row_is_read_the_wrong_way():
    assert len(list(one_sided_rows())) > 90
    assert read_wrongly(lambda identifier: constraints_from({"x": identifier})["x"]) == []


def test_a_constraint_read_the_wrong_way_is_caught():
    assert read_wrongly(the_wrong_way) == [identifier for identifier, _, _ in one_sided_rows()]


@pytest.mark.parametrize(
    ("kept", "draws", "low", "high"),
    [
        # With no survivor, (1 - p)^n = 0.025; with no other, the mirror image.
        (0, 100, 0.0, 1 - 0.025 ** (1 / 100)),
        (100, 100, 0.025 ** (1 / 100), 1.0),
        (0, 1, 0.0, 0.975),
        # Clopper and Pearson 1934 as tabulated since: 10 of 100, and 1 of 20.
        (10, 100, 0.0490, 0.1762),
        (1, 20, 0.0013, 0.2487),
    ],
)
def test_the_surviving_share_has_an_exact_interval(kept, draws, low, high):
    outputs = pd.DataFrame({"x": np.arange(draws) < kept}, dtype=float)
    bounds = match(outputs, {"x": Quantity(1, 1)}).share_bounds
    assert (bounds.low, bounds.high) == pytest.approx((low, high), abs=5e-5)


def test_the_interval_holds_the_share_at_least_as_often_as_it_says():
    # All shares of 8 draws and their probabilities: coverage is exact, not sampled.
    for truth in (0.02, 0.1, 0.3, 0.5, 0.9):
        held = 0.0
        for kept in range(9):
            outputs = pd.DataFrame({"x": np.arange(8) < kept}, dtype=float)
            if match(outputs, {"x": Quantity(1, 1)}).share_bounds.contains(truth):
                held += math.comb(8, kept) * truth**kept * (1 - truth) ** (8 - kept)
        assert held >= 0.95
