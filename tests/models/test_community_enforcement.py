"""Kin, association and market against the folk theorem, closed forms and brute force."""

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_clusters.evidence import quantity
from industrial_clusters.models import community_enforcement
from industrial_clusters.models.community_enforcement import Parameters

DEFAULTS = {
    "temptation": 2.0,
    "patience": 0.8,
    "news_distance": 50.0,
    "kin_share": 0.5,
    "roots": 1.0,
    "membership": 0.1,
    "registration": 10.0,
    "red_tape": 1.0,
    "cash": 0.2,
    "legal": 100.0,
    "traders": 1000.0,
    "growth": 0.0,
    "volatility": 0.0,
    "years": 1,
}
LOWEST = {"red_tape": 1, "traders": 2, "growth": -1}
HIGHEST = {
    "patience": 1,
    "kin_share": 1,
    "roots": 1,
    "membership": 1,
    "cash": 1,
    "growth": 1,
    "volatility": 2,
}


def circle(**changes):
    return float(community_enforcement.self_enforcing_size(Parameters(**changes))[0])


def run(parameters, seed=1):
    return community_enforcement.simulate(parameters, np.random.default_rng(seed))


def crossing(parameters, name):
    return float(community_enforcement.crossings(parameters)[name].iloc[0])


costs = st.fixed_dictionaries(
    {
        "temptation": st.floats(0.2, 5.0),
        "patience": st.floats(0.3, 0.95),
        "news_distance": st.floats(0.5, 500.0),
        "kin_share": st.floats(0.0, 0.9),
        "membership": st.floats(0.01, 0.6),
        "cash": st.floats(0.01, 0.6),
        "registration": st.floats(0.1, 500.0),
        "legal": st.floats(0.1, 500.0),
    }
)


def test_defaults_are_pinned_and_the_traders_are_shengzhous():
    assert dataclasses.asdict(Parameters()) == DEFAULTS
    assert quantity("shengzhou-necktie-firms").low == DEFAULTS["traders"]
    assert community_enforcement.GOVERNANCE == ("kin", "association", "market")


@pytest.mark.parametrize("name", community_enforcement.RANGES)
def test_a_parameter_outside_its_range_is_refused_by_name(name):
    low, high = LOWEST.get(name, 0), HIGHEST.get(name, 1e9)
    values: dict[str, Any]
    unit = community_enforcement.RANGES[name].unit
    assert community_enforcement.RANGES[name][:2] == (low, high)
    for bad in (np.nextafter(low, -math.inf), np.nextafter(high, math.inf), math.nan):
        values = {name: bad}
        with pytest.raises(ValueError, match=rf"{name} = .* \({unit}\)"):
            Parameters(**values)
    for good in (low, high):
        values = {name: good}
        Parameters(**values)


def test_years_and_arrays_are_checked():
    with pytest.raises(ValueError, match="years = 0; give a whole number of at least 1"):
        Parameters(years=0)
    with pytest.raises(ValueError, match="cash holds 3 draws but patience holds 2"):
        Parameters(patience=np.full(2, 0.5), cash=np.full(3, 0.5))


@given(st.floats(0.1, 10.0))
@settings(deadline=None, max_examples=50)
def test_neighbours_cooperate_from_the_folk_theorems_discount_factor_on(temptation):
    # Two who always meet again (Kandori's smallest community): delta >= g / (g + 1).
    edge = temptation / (temptation + 1)
    far = {"temptation": temptation, "news_distance": 1e6}
    assert circle(**far, patience=edge * 0.999) == 0
    assert circle(**far, patience=edge + (1 - edge) * 0.001) > 2


def test_the_circle_solves_the_equation_of_the_final_size():
    # z = y (1 - exp(-z)) at y = 2: 1.59362426, the well-known final size 0.7968 times 2.
    size = circle(temptation=2.0, patience=0.8, news_distance=50.0)
    assert size == pytest.approx(100 * 1.5936242600)


@given(st.floats(0.1, 5.0), st.floats(0.3, 0.999), st.floats(5.0, 1e4))
@settings(deadline=None, max_examples=60)
def test_in_the_largest_circle_honesty_just_pays(temptation, patience, news):
    size = circle(temptation=temptation, patience=patience, news_distance=news)
    if size == 0:
        return
    z = size / (2 * news)
    heard = (1 - math.exp(-z)) / z
    assert heard * patience / (1 - patience) == pytest.approx(temptation, rel=1e-6)


def test_very_patient_circles_hold_as_many_as_news_reaches():
    # Far out the chance to hear is 1 / z: the size is 2 nu y, on either side of the cap.
    for y in (99.0, 100.0, 101.0, 1e6):
        patience = y / (1 + y)
        size = circle(temptation=1.0, patience=patience, news_distance=10.0)
        assert size == pytest.approx(20 * y, rel=1e-6)


def test_extremes_of_temptation_patience_and_news():
    assert circle(temptation=0.0) == math.inf
    assert circle(patience=1.0) == math.inf
    assert circle(patience=0.0) == 0
    assert circle(temptation=0.0, news_distance=0.0) == 0
    assert circle(temptation=0.0, roots=0.0) == 0
    assert circle(roots=0.5) == pytest.approx(circle() / 2)
    # A circle of fewer than two is none: 2 x 1.5936 x 0.6275 is just below.
    assert circle(news_distance=0.6274) == 0
    assert circle(news_distance=0.6276) > 2


def test_what_each_form_leaves_by_hand():
    # A circle of 159.36 among 1,000: 0.5 + 0.5 x 0.15936; 1 - 0.1 - 2 x 10 / 1000; ...
    left = community_enforcement.gains(Parameters(red_tape=2.0), 1000.0)
    assert left.shape == (1, 3)
    assert left[0] == pytest.approx([0.5 + 0.5 * 0.159362426, 0.88, 0.7])
    small = community_enforcement.gains(Parameters(), 100.0)
    assert small[0] == pytest.approx([1.0, 0.8, -0.2])


def test_kin_that_enforce_nothing_are_worth_nothing():
    assert community_enforcement.gains(Parameters(patience=0.0, kin_share=0.9), 10.0)[0, 0] == 0


def test_gains_take_one_number_of_traders_a_draw():
    left = community_enforcement.gains(Parameters(), np.array([1000.0]))
    several = community_enforcement.gains(Parameters(roots=np.ones(2)), np.array([1000.0, 100.0]))
    assert several[0].tolist() == left[0].tolist()
    assert several[1, 0] == 1


@given(costs)
@settings(deadline=None, max_examples=60)
def test_at_the_crossings_two_forms_leave_the_same(values):
    parameters = Parameters(**values)
    table = community_enforcement.crossings(parameters).iloc[0]
    pairs = {"kin_to_association": (0, 1), "kin_to_market": (0, 2)}
    for name, (before, after) in pairs.items():
        size = table[name]
        if not 2 <= size < 1e8:
            continue
        left = community_enforcement.gains(parameters, size)[0]
        assert left[before] == pytest.approx(left[after], abs=1e-8)
        assert size >= table["circle"]
        beyond = community_enforcement.gains(parameters, 1.01 * size)[0]
        assert beyond[after] > beyond[before]
    if 2 <= table["association_and_market"] < 1e8:
        left = community_enforcement.gains(parameters, table["association_and_market"])[0]
        assert left[1] == pytest.approx(left[2], abs=1e-8)


def test_crossings_by_hand_where_there_are_no_circles():
    parameters = Parameters(
        patience=0.0, membership=0.5, cash=0.2, registration=10.0, red_tape=3.0, legal=100.0
    )
    table = community_enforcement.crossings(parameters)
    # 30 / (1 - 0.5), 100 / (1 - 0.2), (100 - 30) / (0.5 - 0.2).
    assert table.iloc[0].tolist() == pytest.approx([0, 60, 125, 70 / 0.3])
    parameters = dataclasses.replace(parameters, membership=0.2)
    assert crossing(parameters, "association_and_market") == math.inf


def test_kin_that_need_nobody_are_never_left():
    for parameters in (
        Parameters(temptation=0.0),
        Parameters(kin_share=0.95),
        Parameters(kin_share=1.0, temptation=0.0),
    ):
        assert crossing(parameters, "kin_to_association") == math.inf
        assert crossing(parameters, "kin_to_market") == math.inf
    # Just as much lost as gained is no reason to leave.
    assert crossing(Parameters(kin_share=0.75, membership=0.25), "kin_to_association") == math.inf


def test_self_enforcement_breaks_at_a_size_and_formal_governance_pays_beyond():
    # Dixit 2003: all trade up to a size, a falling share beyond, until law is worth its cost.
    parameters = Parameters(membership=1.0)
    edge, law = crossing(parameters, "circle"), crossing(parameters, "kin_to_market")
    assert 2 < edge < law < math.inf
    sizes = {0: edge * 0.99, 1: edge * 1.5, 2: law * 1.01}
    kin = [community_enforcement.gains(parameters, size)[0, 0] for size in sizes.values()]
    assert kin[0] == 1 > kin[1] > kin[2]
    forms = [
        int(run(dataclasses.replace(parameters, traders=n)).governance[0, 0])
        for n in sizes.values()
    ]
    assert forms == [0, 0, 2]


@given(costs)
@settings(deadline=None, max_examples=60)
def test_prohibitive_registration_agrees_with_brute_force(values):
    parameters = Parameters(**values)
    limit = float(community_enforcement.prohibitive_registration(parameters)[0])
    turn = crossing(parameters, "kin_to_market")
    sizes = np.geomspace(2, 1e9, 4000)
    if turn < 1e9:
        sizes = np.append(sizes, [turn, turn * (1 + 1e-9)])

    def governs(cost):
        tried = dataclasses.replace(
            parameters, registration=cost, roots=np.ones(len(sizes)), red_tape=1.0
        )
        return bool((community_enforcement.gains(tried, sizes).argmax(axis=1) == 1).any())

    if limit == math.inf:
        assert governs(1000.0) or parameters.cash - parameters.membership < 1e-3
    else:
        assert not governs(limit * 1.01 + 1e-6)
        if limit > 1e-3 and turn >= 2:
            assert governs(limit * 0.99)


def test_prohibitive_registration_by_hand():
    # Without circles the market overtakes kin at 100 / 0.8 = 125 traders.
    values = {"patience": 0.0, "cash": 0.2, "legal": 100.0}

    def limit(membership, **changes):
        parameters = Parameters(**{**values, **changes}, membership=membership)
        return float(community_enforcement.prohibitive_registration(parameters)[0])

    assert limit(0.4) == pytest.approx(100 - 0.2 * 125)
    assert limit(0.2) == pytest.approx(100)
    assert limit(0.19) == math.inf
    assert limit(1.0) == 0
    # Kin whose own trade is nearly all of it leave no room for either.
    assert limit(0.19, patience=0.8, kin_share=0.9) == 0
    assert limit(0.4, temptation=0.0, patience=0.5) == 0
    assert limit(0.19, temptation=0.0, patience=0.5) == 0
    assert limit(0.25, cash=0.5, patience=0.8, kin_share=0.75) == 0


def test_red_tape_raises_registration_alone():
    table = community_enforcement.crossings(Parameters(red_tape=5.0))
    dear = community_enforcement.crossings(Parameters(registration=50.0))
    assert table.equals(dear)
    assert crossing(Parameters(red_tape=5.0), "kin_to_association") > crossing(
        Parameters(), "kin_to_association"
    )
    assert crossing(Parameters(red_tape=5.0), "kin_to_market") == crossing(
        Parameters(), "kin_to_market"
    )


@given(costs, st.floats(0.1, 1.0))
@settings(deadline=None, max_examples=30)
def test_less_rooted_clusters_leave_kin_sooner(values, roots):
    rooted, loose = Parameters(**values), Parameters(**values, roots=roots)
    for name in ("circle", "kin_to_association", "kin_to_market"):
        if name == "circle" or crossing(loose, "circle") > 0:
            assert crossing(loose, name) <= crossing(rooted, name)


def test_the_rivals_take_one_reason_each():
    theory = Parameters(roots=0.2, red_tape=30.0, traders=77.0)
    kept = {
        community_enforcement.size_alone: (1.0, 1.0, 77.0),
        community_enforcement.regime_and_size: (1.0, 30.0, 77.0),
        community_enforcement.kin_and_size: (0.2, 1.0, 77.0),
        community_enforcement.regime_alone: (1.0, 30.0, 1000.0),
    }
    for rival, expected in kept.items():
        parameters = rival(theory)
        assert (parameters.roots, parameters.red_tape, parameters.traders) == expected


def test_first_and_last_year_of_growth_by_hand():
    parameters = Parameters(traders=100.0, growth=math.log(2), years=4)
    course = run(parameters)
    assert course.traders[0] == pytest.approx([100, 200, 400, 800])
    # The circle holds 159; associations overtake at 224, the market never does.
    assert course.governance[0].tolist() == [0, 0, 1, 1]
    assert course.gains.shape == (1, 4, 3)
    assert course.gains[0, 3].tolist() == community_enforcement.gains(parameters, 800.0)[0].tolist()


def test_of_equals_the_first_governs_and_two_are_the_fewest():
    course = run(Parameters(patience=0.0, membership=0.0, cash=0.0, registration=5.0, legal=5.0))
    assert course.governance.tolist() == [[1]]
    assert run(Parameters(traders=2.0, growth=-1.0, years=3)).traders[0].tolist() == [2, 2, 2]


def test_growth_differs_by_draw_and_year_and_repeats_from_its_seed():
    parameters = Parameters(growth=np.full(200, 0.1), volatility=0.3, years=12)
    first, again, other = run(parameters), run(parameters), run(parameters, seed=2)
    assert first.traders.tobytes() == again.traders.tobytes()
    assert not np.array_equal(first.traders, other.traders)
    steps = np.diff(np.log(first.traders), axis=1)
    assert len(np.unique(steps.round(9))) == steps.size
    assert steps.mean() == pytest.approx(0.1, abs=0.02)
    assert steps.std() == pytest.approx(0.3, rel=0.05)
    assert (first.traders[:, 0] == 1000).all()
    rival = run(community_enforcement.size_alone(parameters))
    assert (rival.traders == first.traders).all()


def test_observables_of_a_course_made_by_hand():
    course = community_enforcement.Course(
        traders=np.array([[10.0, 20.0, 40.0], [5.0, 6.0, 7.0]]),
        gains=np.zeros((2, 3, 3)),
        governance=np.array([[0, 2, 1], [1, 1, 1]]),
    )
    assert community_enforcement.observables(course).to_dict("list") == {
        "governance": [0, 1],
        "governance_at_end": [1, 1],
        "traders_at_end": [40.0, 7.0],
        "traders_at_change": [20.0, math.inf],
    }
