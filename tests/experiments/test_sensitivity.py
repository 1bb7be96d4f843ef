"""Sobol' indices against functions whose indices are known in closed form."""

import math

import numpy as np
import pandas as pd
import pytest

from industrial_clusters.experiments.sensitivity import saltelli_design, sobol_indices

ANGLES = dict.fromkeys(("x1", "x2", "x3"), (-math.pi, math.pi))
SQUARE = {"a": (0.0, 1.0), "b": (0.0, 1.0)}


def ishigami(x, a=7.0, b=0.1):
    return np.sin(x["x1"]) + a * np.sin(x["x2"]) ** 2 + b * x["x3"] ** 4 * np.sin(x["x1"])


def sobol_g(x, weights):
    parts = [(abs(4 * x[name] - 2) + a) / (1 + a) for name, a in weights.items()]
    return np.prod(parts, axis=0)


def of(ranges, function, draws=4096, seed=1, **options):
    design = saltelli_design(ranges, draws, seed)
    outputs = pd.DataFrame({"y": function(design)})
    return sobol_indices(ranges, outputs, seed, **options).loc["y"]


def test_ishigamis_function():
    # Ishigami and Homma 1990; variances as printed in Saltelli et al. 2000, "Sensitivity
    # Analysis": a^2/8 + b pi^4/5 + b^2 pi^8/18 + 1/2 in all.
    found = of(ANGLES, ishigami)
    assert found["first"].to_dict() == pytest.approx(
        {"x1": 0.3139, "x2": 0.4424, "x3": 0.0}, abs=0.02
    )
    assert found["total"].to_dict() == pytest.approx(
        {"x1": 0.5576, "x2": 0.4424, "x3": 0.2437}, abs=0.02
    )


def test_the_numbers_of_ishigamis_function_follow_from_its_variances():
    a, b = 7.0, 0.1
    whole = a**2 / 8 + b * math.pi**4 / 5 + b**2 * math.pi**8 / 18 + 1 / 2
    first = (1 + b * math.pi**4 / 5) ** 2 / 2
    joint = b**2 * math.pi**8 * (1 / 18 - 1 / 50)
    assert [first / whole, a**2 / 8 / whole, (first + joint) / whole, joint / whole] == (
        pytest.approx([0.3139, 0.4424, 0.5576, 0.2437], abs=5e-5)
    )


def test_sobols_g_function():
    # Each part has variance 1 / (3 (1 + a)^2) about a mean of 1, and they multiply.
    weights = {"p": 0.0, "q": 1.0, "r": 4.5, "s": 9.0, "t": 99.0}
    parts = {name: 1 / (3 * (1 + a) ** 2) for name, a in weights.items()}
    whole = math.prod(1 + part for part in parts.values()) - 1
    found = of(dict.fromkeys(weights, (0.0, 1.0)), lambda x: sobol_g(x, weights))
    first = {name: part / whole for name, part in parts.items()}
    total = {name: part * (1 + whole) / (1 + part) / whole for name, part in parts.items()}
    assert found["first"].to_dict() == pytest.approx(first, abs=0.02)
    assert found["total"].to_dict() == pytest.approx(total, abs=0.02)
    inside = found["first"].between(found["first_low"], found["first_high"])
    assert inside.all()


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    truth = {"first": 0.4424, "total": 0.5576}
    held = {"first": 0, "total": 0}
    for seed in range(40):
        found = of(ANGLES, ishigami, draws=256, seed=seed)
        for order, name in (("first", "x2"), ("total", "x1")):
            low, high = found.loc[name, [f"{order}_low", f"{order}_high"]]
            held[order] += low <= truth[order] <= high
    assert all(times >= 34 for times in held.values())


def test_a_surer_interval_is_wider_about_the_same_index():
    narrow, wide = (of(ANGLES, ishigami, 64, confidence=c) for c in (0.5, 0.99))
    assert narrow["first"].equals(wide["first"])
    for order in ("first", "total"):
        assert (wide[f"{order}_low"] < narrow[f"{order}_low"]).all()
        assert (wide[f"{order}_high"] > narrow[f"{order}_high"]).all()
        half = (wide[f"{order}_high"] - wide[f"{order}_low"]) / 2
        pd.testing.assert_series_equal(wide[f"{order}_low"] + half, wide[order], check_names=False)


def test_chance_enters_every_total_index_and_no_first_one():
    def chance(design):
        return np.random.default_rng(5).standard_normal(len(design))

    found = of(SQUARE, chance)
    assert found["first"].tolist() == pytest.approx([0, 0], abs=0.1)
    assert found["total"].tolist() == pytest.approx([1, 1], abs=0.1)


@pytest.mark.parametrize("seed", [0, 1])
def test_indices_are_the_same_to_the_last_bit(seed):
    # SALib takes a seed of 0 for none: the intervals would differ.
    once, again = (of(ANGLES, ishigami, 64, seed) for _ in range(2))
    pd.testing.assert_frame_equal(once, again, check_exact=True)
    assert not once.equals(of(ANGLES, ishigami, 64, seed + 1))


def test_each_output_has_its_rows():
    design = saltelli_design(SQUARE, 64, 1)
    found = sobol_indices(SQUARE, design, 1)
    assert found.index.tolist() == [("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")]
    assert found.index.names == ["output", "parameter"]
    assert found["total"].tolist() == pytest.approx([1, 0, 0, 1], abs=0.05)


def test_a_design_holds_pairs_with_one_parameter_at_a_time_taken_from_the_second():
    design = saltelli_design({"a": (2.0, 4.0), "b": (-1.0, 0.0)}, 8, seed=1)
    assert len(design) == 8 * 4
    assert design["a"].between(2, 4).all()
    assert design["b"].between(-1, 0).all()
    for start in range(0, 32, 4):
        first, with_a, with_b, second = design.to_numpy()[start : start + 4].tolist()
        assert with_a == [second[0], first[1]]
        assert with_b == [first[0], second[1]]
        assert first[0] != second[0]


@pytest.mark.parametrize(
    ("ranges", "draws", "message"),
    [
        ({}, 4, "no parameter"),
        ({"a": (1.0, 0.0)}, 4, "range of a"),
        (SQUARE, 100, "draws = 100 is not a power of two; try 128"),
    ],
)
def test_a_bad_design_is_named(ranges, draws, message):
    with pytest.raises(ValueError, match=message):
        saltelli_design(ranges, draws, 1)


def outputs(rows, **changes):
    values = np.arange(float(rows))
    for place, value in changes.items():
        values[int(place[1:])] = value
    return pd.DataFrame({"y": values})


@pytest.mark.parametrize(
    ("given", "options", "message"),
    [
        (outputs(63), {}, "63 rows are no design of 2 parameters; give the outputs of all 4 rows"),
        (outputs(4), {}, "at least 2 pairs"),
        (outputs(0), {}, "0 rows"),
        (outputs(64, _3=math.nan), {}, "output 'y' is nan in draw 3"),
        (outputs(64, _0=math.inf), {}, "output 'y' is inf in draw 0"),
        (outputs(64) * 0, {}, "output 'y' is 0 in every draw; there is no variance"),
        (outputs(64), {"confidence": 1.0}, "confidence = 1.0; give a number between 0 and 1"),
        (outputs(64), {"confidence": 0.0}, "confidence = 0.0"),
    ],
)
def test_what_has_no_indices_is_named(given, options, message):
    with pytest.raises(ValueError, match=message):
        sobol_indices(SQUARE, given, 1, **options)
    with pytest.raises(ValueError, match="range of a"):
        sobol_indices({"a": (1.0, 0.0)}, outputs(64), 1)
