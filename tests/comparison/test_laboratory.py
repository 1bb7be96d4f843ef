"""The laboratory: mixtures, the changes that it finds, and its openness to another case."""

import itertools
import os
import shutil
import subprocess
import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from industrial_clusters import evidence
from industrial_clusters.comparison import laboratory
from industrial_clusters.comparison.laboratory import BENCHES, CLASSES, Bench, Lever

UNIT = st.floats(0.0, 1.0)
LEVELS = (0.0, 0.33, 0.5, 0.67, 1.0)


@st.composite
def tables(draw):
    sliders = draw(st.integers(1, 3))
    counts = draw(
        hnp.arrays(np.int64, (len(LEVELS),) * sliders + (3,), elements=st.integers(0, 9))
    ).astype(float)
    counts[..., 0] += 1.0  # some world is somewhere
    return counts / counts.sum(axis=-1, keepdims=True)


@given(tables(), st.data())
def test_a_mixture_is_a_distribution_between_the_nearest_places(table, data):
    sliders = table.ndim - 1
    place = np.array(data.draw(st.lists(UNIT, min_size=sliders, max_size=sliders)))
    (mixture,) = laboratory.mixed(table, LEVELS, place)
    assert mixture.sum() == pytest.approx(1.0)
    assert (mixture >= -1e-12).all()
    below = [max(i for i, level in enumerate(LEVELS[:-1]) if level <= x) for x in place]
    corners = np.array(
        [
            table[tuple(np.add(below, corner))]
            for corner in itertools.product((0, 1), repeat=sliders)
        ]
    )
    assert (mixture <= corners.max(axis=0) + 1e-9).all()
    assert (mixture >= corners.min(axis=0) - 1e-9).all()


@given(tables())
def test_a_mixture_at_a_place_of_the_grid_is_what_was_run_there(table):
    sliders = table.ndim - 1
    grid = np.array(list(itertools.product(LEVELS, repeat=sliders)))
    np.testing.assert_allclose(
        laboratory.mixed(table, LEVELS, grid), table.reshape(-1, table.shape[-1]), atol=1e-12
    )


@given(st.lists(st.integers(-5, 5), min_size=4, max_size=4), UNIT, UNIT)
def test_a_bilinear_function_is_mixed_exactly(weights, x, y):
    def bilinear(a, b):
        return weights[0] + weights[1] * a + weights[2] * b + weights[3] * a * b

    table = np.array([[[bilinear(a, b)] for b in LEVELS] for a in LEVELS])
    (found,) = laboratory.mixed(table, LEVELS, np.array([x, y]))
    assert found[0] == pytest.approx(bilinear(x, y), abs=1e-9)


@given(hnp.arrays(float, (3, 16), elements=UNIT))
def test_classes_count_every_world_once(outcomes):
    shares = laboratory.classed(outcomes)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    above = (outcomes * CLASSES + 1e-9 >= CLASSES / 2).mean(axis=1)
    np.testing.assert_allclose(laboratory.reaching(shares), above)


@given(hnp.arrays(float, (1, 64), elements=UNIT), st.floats(0.01, 0.99))
def test_a_quantile_of_classes_is_within_a_class_of_the_worlds_own(outcomes, level):
    (found,) = laboratory.quantile(laboratory.classed(outcomes), level)
    ordered = np.sort(outcomes[0])
    at = min(int(np.ceil(level * 64 - 1e-9)) - 1, 63)
    assert abs(found - ordered[at]) <= 1.0 / CLASSES + 1e-6


def linear_bench(weights, line_at=0.5):
    """A bench whose worlds all end where its sliders say."""
    conditions = ("ties", "trust", "land")[: len(weights)]

    def run(values):
        ends = sum(w * values[c] for w, c in zip(weights, conditions, strict=True))
        return np.clip(ends + 0.5 - line_at, 0.0, 1.0)

    return Bench(
        outcome="made up",
        measured="",
        module="",
        page="",
        levers=tuple(Lever(condition, condition, 0.0, 1.0) for condition in conditions),
        why={},
        ranges={"unused": (0.0, 1.0)},
        run=lambda values: run({key: value for key, value in values.items() if key != "unused"}),
    )


@pytest.fixture
def on_the_bench(monkeypatch):
    def put(bench):
        monkeypatch.setitem(laboratory.BENCHES, bench.outcome, bench)
        laboratory.surface.cache_clear()
        return bench

    yield put
    laboratory.surface.cache_clear()


def test_the_cheaper_of_two_sliders_is_moved(on_the_bench):
    bench = on_the_bench(linear_bench((0.5, 1.0), line_at=0.6))
    found = laboratory._least_change(bench, np.array([0.4, 0.3]))
    # 0.2 + 0.3 = 0.5 lacks 0.1: a fifth of ties or a tenth of trust.
    assert found["Changes"] == {"trust": 0.1}
    assert found["Sliders"] == 1


def test_two_are_moved_where_neither_does_alone(on_the_bench):
    bench = on_the_bench(linear_bench((0.4, 0.4), line_at=0.7))
    found = laboratory._least_change(bench, np.array([0.0, 0.5]))
    assert found["Sliders"] == 2
    assert sum(found["Changes"].values()) == pytest.approx(1.25)


def test_what_no_slider_reaches_nothing_does(on_the_bench):
    bench = on_the_bench(linear_bench((0.2, 0.2), line_at=0.9))
    assert laboratory._least_change(bench, np.array([1.0, 1.0]))["Sliders"] is None


def test_what_is_there_is_lost_by_the_slider_that_carries_it(on_the_bench):
    bench = on_the_bench(linear_bench((0.2, 1.0), line_at=0.6))
    place = np.array([1.0, 0.6])
    assert laboratory._least_change(bench, place)["Sliders"] == 0
    assert laboratory._least_change(bench, place, lose=True)["Changes"] == {"trust": -0.25}


def test_a_harmful_slider_is_lowered(on_the_bench):
    bench = on_the_bench(linear_bench((-1.0, 1.0), line_at=0.3))
    assert laboratory._least_change(bench, np.array([0.5, 0.7]))["Changes"] == {"ties": -0.1}


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(UNIT, UNIT), min_size=2, max_size=2))
def test_extremes_over_a_box_are_at_its_marks(sides):
    bench = BENCHES["Firms that stay"]
    low, high = np.sort(np.array(sides), axis=1).T
    marks = laboratory._box(bench, low, high)
    over = laboratory.reaching(laboratory._shares(bench, marks))
    inside = np.random.default_rng(1).uniform(low, high, (50, 2))
    within = laboratory.reaching(laboratory._shares(bench, inside))
    assert over.min() - 1e-9 <= within.min()
    assert within.max() <= over.max() + 1e-9


@pytest.mark.parametrize("outcome", BENCHES)
def test_a_surface_is_what_the_model_gives(outcome):
    bench = BENCHES[outcome]
    shares = laboratory.surface(outcome)
    np.testing.assert_allclose(shares.sum(axis=-1), 1.0)
    place = [1] * len(bench.conditions)
    level = np.array([[bench.levels[i] for i in place]])
    run = laboratory.classed(laboratory.direct(bench, level))[0]
    np.testing.assert_allclose(shares[tuple(place)], run)


@pytest.mark.parametrize("outcome", BENCHES)
def test_sliders_and_draws_together_set_each_parameter_once(outcome):
    bench = BENCHES[outcome]
    moved = [lever.parameter for lever in bench.levers]
    assert len(set(moved)) == len(moved)
    assert not set(moved) & set(bench.ranges)
    assert set(bench.why) == set(bench.conditions)
    assert {0.0, 0.33, 0.67, 1.0} <= set(bench.levels)


@pytest.mark.parametrize(
    ("outcome", "sign"),
    [
        (("Workshops under repression", "support"), 1),
        (("Workshops under repression", "market"), 1),
        (("Lending and guarantees", "trust"), 1),
        (("Gains of honest trade", "openness"), -1),
        (("Gains of honest trade", "support"), 1),
        (("Network without its leaders", "trust"), 1),
        (("Firms in the district", "land"), 1),
        (("Households in trade", "support"), 1),
    ],
    ids=str,
)
def test_a_slider_pulls_the_way_that_its_model_says(outcome, sign):
    name, condition = outcome
    bench = BENCHES[name]
    shares = laboratory.surface(name)
    mean = laboratory.reaching(shares.reshape(-1, CLASSES)).reshape(shares.shape[:-1])
    axis = bench.conditions.index(condition)
    steps = np.diff(mean, axis=axis)
    assert sign * steps.min() >= -0.07 if sign > 0 else sign * steps.max() >= -0.07
    assert sign * steps.sum() > 0


def test_a_market_hall_with_more_stalls_fills_no_less():
    bench = BENCHES["Stalls taken"]
    few, many = laboratory.direct(bench, np.array([[0.5, 0.0, 0.0], [0.5, 0.0, 1.0]]))
    assert (many >= few - 1e-9).all()


def test_worlds_between_two_numbers_of_partners_are_some_of_each():
    bench = BENCHES["News within a year"]
    fewer, between, more = laboratory.direct(
        bench, np.array([[0.25, 0.5], [0.375, 0.5], [0.5, 0.5]])
    )
    assert set(between) <= set(fewer) | set(more)


def test_a_slider_out_of_range_and_a_missing_one_are_refused():
    bench = BENCHES["Firms that stay"]
    with pytest.raises(ValueError, match="outside 0 to 1"):
        laboratory.direct(bench, np.array([[1.2, 0.0]]))
    with pytest.raises(ValueError, match="takes 2: ties, land"):
        laboratory.direct(bench, np.array([[0.5]]))


def test_every_change_that_is_told_is_confirmed_by_a_run():
    levels: Any = laboratory.presets()
    found = laboratory.needed()
    row: Any
    for row in found[found["Sliders"].fillna(0) > 0].itertuples():
        bench = BENCHES[row.Outcome]
        place = levels.loc[row.Case, list(bench.conditions)].astype(float)
        for condition, change in row.Changes.items():
            place[condition] = np.clip(place[condition] + change, 0.0, 1.0)
        run = laboratory.reaching(laboratory.classed(laboratory.direct(bench, place.to_numpy())))
        assert run[0] >= 0.5


def test_the_page_is_off_between_places_of_the_grid_by_what_is_said():
    off = laboratory.errors_between(places=4)
    assert off["typical"].max() < 0.15
    assert (off["typical"] <= off["largest"]).all()


def test_pairs_are_ordered_only_where_no_reading_disputes_them():
    rows = pd.DataFrame(
        {
            "Outcome": "a",
            "Low": [0.0, 0.0, 0.67, 1.0],
            "High": [0.33, 0.67, 0.67, 1.0],
            "Value": [0.9, 0.1, 0.5, 0.52],
        }
    )
    # Disjoint: first-third, first-fourth, second-fourth, third-fourth.
    assert laboratory.order_kept(rows).T["a"].tolist() == [4, 1, 2, 1]


def test_a_slider_on_a_power_of_ten_is_worked_out():
    lever = Lever("trust", "log_news_distance", 0.0, 4.0)
    assert [lever.value(level) for level in (0.0, 0.5, 1.0)] == [1.0, 100.0, 10000.0]


def test_an_uncoded_condition_could_be_anything(monkeypatch):
    coded = evidence.table("codings")
    less = coded[~((coded["case"] == "xixia") & (coded["condition"] == "land"))]
    real = evidence.table
    monkeypatch.setattr(evidence, "table", lambda name: less if name == "codings" else real(name))
    rows: Any = laboratory.codings.__wrapped__().set_index(["Place", "Condition"])
    assert rows.loc[("Xixia", "land"), ["Middle", "Low", "High"]].tolist() == [0.5, 0.0, 1.0]


def test_another_case_is_in_every_table(tmp_path):
    target = tmp_path / "data"
    shutil.copytree(evidence.data_folder(), target)
    added = evidence.data_folder().parent / "tests/comparison/sixth_case"
    for name in ("cases", "sources", "codings", "stages", "events", "actors"):
        lines = (added / f"{name}.csv").read_text(encoding="utf-8").splitlines()[1:]
        with (target / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    script = (
        "from industrial_clusters.comparison import laboratory as l\n"
        "for rows, column in ((l.cards(), 'Text'), (l.settings(), 'Column'),"
        " (l.standing(), 'Place'), (l.pulls(), 'Case'), (l.needed(), 'Case'),"
        " (l.beside_the_record(), 'Place')):\n"
        "    assert rows[column].str.contains('Nowhere').any(), column\n"
        "assert 'Nowhere' in l.presets().index\n"
    )
    subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        env=os.environ | {"INDUSTRIAL_CLUSTERS_DATA": str(target)},
    )
