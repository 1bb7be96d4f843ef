"""The red hat against Granovetter's crowd, limiting cases and its own rival."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_clusters.evidence import quantity, row
from industrial_clusters.models import red_hat


def village(**changes):
    values = {
        "gain": 0.25,
        "gain_spread": 0.1,
        "friction": 0.05,
        "loss": 0.8,
        "detection": 0.6,
        "capacity": 30.0,
        "cover": 0.8,
        "permission": 0.5,
        "small_share": 0.9,
        "campaign": 20.0,
        "value_of_arrest": 0.1,
    }
    return red_hat.Parameters(**{**values, **changes})


def run(parameters, seed=1):
    return red_hat.simulate(parameters, np.random.default_rng(seed))


def fixed_points(thresholds):
    """Every n such that exactly n thresholds are at most n, by trying all."""
    counts = range(len(thresholds) + 1)
    return [n for n in counts if sum(t <= n for t in thresholds) == n]


def test_granovetters_crowd_riots_and_its_near_twin_does_not():
    # Granovetter 1978, p. 1424-1425: thresholds 0, 1, ..., 99; then 1 becomes 2.
    crowd = np.arange(100)
    twin = np.where(crowd == 1, 2, crowd)
    assert red_hat.cascade(np.array([crowd, twin])).tolist() == [100, 1]


@given(st.lists(st.integers(0, 12) | st.just(math.inf), min_size=1, max_size=10))
@settings(deadline=None)
def test_equilibria_are_the_extreme_fixed_points(thresholds):
    low, high = red_hat.equilibria(thresholds)
    points = fixed_points(thresholds)
    assert (int(low), int(high)) == (min(points), max(points))


@given(st.lists(st.integers(0, 12), min_size=1, max_size=10), st.randoms())
@settings(deadline=None)
def test_a_cascade_does_not_depend_on_who_is_who(thresholds, random):
    shuffled = random.sample(thresholds, len(thresholds))
    assert red_hat.cascade(thresholds) == red_hat.cascade(shuffled)


@pytest.mark.parametrize("bad", [[], [1.0, math.nan]])
def test_a_cascade_needs_thresholds(bad):
    with pytest.raises(ValueError, match="threshold"):
        red_hat.cascade(bad)


def test_without_repression_whoever_gains_opens():
    course = run(village(capacity=0.0, gain_spread=0.0, friction=0.0, value_of_arrest=1.0))
    assert (course.working[:, 0] == 183).all()
    assert course.arrests[:, 0].sum() == 0


def test_with_full_repression_nobody_opens():
    parameters = village(capacity=math.inf, detection=1.0, loss=10.0)
    assert run(red_hat.permission_alone(parameters)).working.sum() == 0


def test_a_capacity_without_limit_is_usable_where_an_arrest_costs_nothing():
    # Nothing times infinity must not become a NaN threshold.
    course = run(village(capacity=math.inf, loss=0.0, friction=0.0, gain=1.0, value_of_arrest=0.0))
    assert course.working[0, 0] == 183


@pytest.mark.parametrize("covered", [False, True])
@pytest.mark.parametrize("required", [False, True])
def test_thresholds_say_exactly_when_a_workshop_pays(covered, required):
    # Guards the inversion of the payoff: a threshold off by one flips a decision.
    parameters = village(households=60, hat_required=required)
    households = red_hat.draw_households(parameters, np.random.default_rng(3))
    needed = red_hat.thresholds(parameters, households, 1983, covered)
    for n in range(61):
        risk = min(0.6, 30 / max(n, 1))
        hat_risk = min(0.6, 50 / max(n, 1))
        relief = 0.5 * households.small
        own = households.gain - households.friction - 0.8 * (1 - relief) * risk
        hat = households.gain - 0.2 * households.friction - 0.09 - 0.8 * 0.2 * hat_risk
        pays = hat if required else np.maximum(own, hat)
        assert ((needed <= n) == ((pays if covered else own) > 0)).all()


def test_permission_and_campaign_keep_their_dates():
    parameters = village()
    households = red_hat.draw_households(parameters, np.random.default_rng(3))

    def total(year, covered):
        return np.minimum(red_hat.thresholds(parameters, households, year, covered), 1000.0).sum()

    assert total(1980, covered=False) > total(1981, covered=False)
    assert total(1981, covered=False) == total(1984, covered=False)
    assert total(1981, covered=True) < total(1982, covered=True)
    assert total(1985, covered=True) == total(1981, covered=True)


def test_the_village_rests_at_the_lowest_equilibrium_of_its_thresholds():
    parameters = red_hat.permission_alone(village(permission=0.0, looks_a_year=200))
    households = red_hat.draw_households(parameters, np.random.default_rng(1))
    low, high = red_hat.equilibria(red_hat.thresholds(parameters, households, 1978, covered=False))
    course = run(parameters)
    assert course.working[0, 0] == low[0]
    assert course.completes[0] == (low[0] == high[0])


def test_a_trapped_village_does_not_complete_its_cascade():
    # All alike: nobody starts, yet with everyone at work the risk is bearable.
    alike = village(gain=0.3, gain_spread=0.0, friction=0.0, loss=1.0, detection=1.0)
    course = run(red_hat.permission_alone(dataclasses.replace(alike, permission_year=2000)))
    assert course.working[0, -1] == 0
    assert not course.completes[0]


@given(
    st.floats(0.0, 60.0),
    st.floats(0.0, 60.0),
    st.integers(0, 5),
)
@settings(deadline=None, max_examples=40)
def test_more_capacity_never_brings_more_workshops(one, other, seed):
    # Where the hat is a free choice; as a condition it can also keep some out.
    low, high = sorted((one, other))
    few = run(village(capacity=high, detection=0.3, hat_required=False), seed)
    many = run(village(capacity=low, detection=0.3, hat_required=False), seed)
    assert (few.working <= many.working).all()
    assert (few.cover_year >= many.cover_year).all()


@given(st.floats(0.0, 0.3), st.floats(0.0, 0.3), st.integers(0, 5))
@settings(deadline=None, max_examples=40)
def test_a_lower_levy_for_others_never_costs_workshops(one, other, seed):
    low, high = sorted((one, other))
    assert (
        run(village(capacity=10.0, levy_state=high), seed).working
        <= run(village(capacity=10.0, levy_state=low), seed).working
    ).all()


def test_without_its_own_part_of_the_levy_the_village_never_gives_in():
    # The other face of the levy: lowering this part can close the way to the hat.
    assert run(village(capacity=10.0)).cover_year[0] < math.inf
    assert run(village(capacity=10.0, levy_village=0.0)).cover_year[0] == math.inf


@pytest.mark.parametrize(
    ("changes", "mass"),
    [
        ({}, 100.0),  # 0.1 x 30 arrests against 0.03 a workshop
        ({"value_of_arrest": 0.04}, 0.0),  # 0.04 x 0.6 is less than 0.03 from the start
        ({"levy_village": 0.0}, math.inf),
        ({"value_of_arrest": 0.0, "capacity": math.inf}, 0.0),
    ],
)
def test_the_village_gives_in_where_the_levy_overtakes_the_arrests(changes, mass):
    assert red_hat.yielding_mass(village(**changes))[0] == pytest.approx(mass)


@given(st.floats(0.0, 0.5), st.floats(0.001, 0.2), st.floats(1.0, 80.0), st.floats(0.01, 1.0))
@settings(deadline=None)
def test_yielding_mass_solves_the_villages_comparison(value, levy, capacity, detection):
    parameters = village(
        value_of_arrest=value, levy_village=levy, capacity=capacity, detection=detection
    )
    mass = red_hat.yielding_mass(parameters)[0]
    for n in range(1, 184, 7):
        if abs(n - mass) > 1e-6 and abs(levy - value * detection) > 1e-9:
            assert (n > mass) == (levy * n > value * min(detection * n, capacity))


def test_cover_comes_the_year_after_the_mass_is_reached():
    parameters = village(gain_spread=0.0, friction=0.0, detection=0.1)
    course = run(parameters)
    assert course.working[0, 0] == 183
    assert course.under_cover[0, 0] == 0
    assert course.cover_year[0] == 1979
    assert course.under_cover[0, 1] == 183


def test_giving_in_too_late_to_be_seen_is_never():
    course = run(village(gain_spread=0.0, friction=0.0, detection=0.1, last_year=1978))
    assert course.working[0, 0] == 183
    assert course.cover_year[0] == math.inf


def test_arrests_stop_at_capacity_and_fall_under_cover():
    course = run(village(gain_spread=0.0, friction=0.0, detection=0.5, loss=0.4))
    assert course.arrests[0, 0] == pytest.approx(30.0)  # half of 183 exceeds what it can do
    assert course.arrests[0, 1] == pytest.approx(0.2 * 30.0)  # all under a hat of 0.8
    assert course.arrests[0, 4] == pytest.approx(0.2 * 50.0)  # the campaign adds 20


def test_registered_are_the_covered_or_the_permitted():
    rival = run(red_hat.permission_alone(village(capacity=0.0)))
    years = dict(zip(rival.years, rival.registered[0], strict=True))
    assert years[1980] == 0
    assert 0 < years[1981] < rival.working[0, 3]  # units too large are not permitted
    theory = run(village(capacity=0.0))
    assert (theory.registered[0, 1:] == theory.working[0, 1:]).all()


def test_the_rival_is_nested_and_never_covered():
    course = run(red_hat.permission_alone(village(value_of_arrest=0.0)))
    assert (course.cover_year == math.inf).all()
    assert course.under_cover.sum() == 0
    before = [course.years.index(y) for y in range(1978, 1981)]
    no_permission = run(red_hat.permission_alone(village(permission=0.0)))
    assert (course.working[:, before] == no_permission.working[:, before]).all()


def test_draws_are_independent_of_their_neighbours_parameters():
    # A broadcast along the wrong axis would mix draws.
    capacity = np.array([0.0, 30.0, 500.0])
    together = run(village(capacity=capacity))
    assert together.working.shape == (3, 7)
    other = run(village(capacity=np.array([0.0, 30.0, 1.0])))
    assert (together.working[:2] == other.working[:2]).all()
    assert together.working[0, 0] > together.working[2, 0]


def test_the_same_seed_gives_the_same_bits():
    parameters = village(capacity=np.linspace(0, 60, 16))
    one, two = run(parameters, 7), run(parameters, 7)
    for field in dataclasses.fields(red_hat.Course):
        assert np.array_equal(getattr(one, field.name), getattr(two, field.name))
    assert not np.array_equal(one.working, run(parameters, 8).working)


def test_observables_read_the_course():
    course = run(village(gain_spread=0.0, friction=0.0, detection=0.5, loss=0.4))
    seen = red_hat.observables(course).iloc[0]
    assert seen["arrests_before"] == pytest.approx(course.arrests[0, :4].sum())
    assert seen["registered"] == course.registered[0, 4]
    assert seen["under_cover"] == 1.0
    with pytest.raises(ValueError, match="1978 to 1984"):
        red_hat.observables(course, 1990)


def test_observables_by_hand():
    course = red_hat.Course(
        years=(1981, 1982, 1983, 1984),
        households=5,
        working=np.array([[0, 1, 2, 4], [0, 0, 1, 3]]),
        under_cover=np.array([[0, 1, 1, 4], [0, 0, 1, 1]]),
        registered=np.array([[0, 1, 2, 3], [0, 0, 1, 2]]),
        arrests=np.array([[3.0, 1.0, 2.0, 0.0], [5.0, 0.5, 1.0, 1.0]]),
        cover_year=np.array([1982.0, math.inf]),
        completes=np.array([True, False]),
    )
    assert red_hat.observables(course, year=1982).to_dict("list") == {
        "arrests_before": [3.0, 5.0],
        "registered": [1, 0],
        # Of nobody at work nobody is under cover.
        "under_cover": [1.0, 0.0],
        "cover_year": [1982.0, math.inf],
        "working_at_end": [4, 3],
        "completes": [True, False],
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"detection": 1.5}, "detection = 1.5 lies outside 0 to 1"),
        ({"loss": math.nan}, "loss = nan"),
        ({"capacity": -1.0}, "capacity = -1"),
        ({"gain": np.array([0.1, 99.0])}, "gain = 99"),
        ({"gain": np.zeros((2, 2))}, "one number a draw"),
        ({"gain": np.zeros(2), "loss": np.ones(3)}, "arrays of one length"),
        ({"households": 0}, "households = 0"),
        ({"looks_a_year": 0}, "looks_a_year = 0"),
        ({"pioneers": -1}, "pioneers = -1"),
        ({"last_year": 1970}, "swap them"),
    ],
)
def test_bad_parameters_are_named(changes, message):
    with pytest.raises(ValueError, match=message):
        village(**changes)


def test_the_defaults_that_claim_evidence_are_its_rows():
    default = red_hat.Parameters()
    assert default.households == quantity("mantang-households-1982").low
    levies = [default.levy_commune, default.levy_village, default.levy_state]
    parts = ("commune", "village", "state")
    assert levies == [quantity(f"mantang-levy-{part}").low / 100 for part in parts]
    arrests = row("observations", "mantang-arrests")["value"]
    assert default.capacity * (1982 - default.first_year) == float(arrests)
    assert row("events", "china-getihu-1981")["date_start"] == f"{default.permission_year}-10"
    assert (default.campaign_first_year, default.campaign_last_year) == (1982, 1984)
    assert default.hat_required


def test_the_assumed_defaults_are_those_stated():
    default = dataclasses.asdict(red_hat.Parameters())
    assumed = {
        "gain": 0.2,
        "gain_spread": 0.2,
        "friction": 0.05,
        "loss": 0.5,
        "detection": 0.5,
        "cover": 0.8,
        "permission": 0.5,
        "small_share": 1.0,
        "campaign": 20.0,
        "value_of_arrest": 0.1,
        "first_year": 1978,
        "last_year": 1984,
        "withdrawal_year": 9999,
        "pioneers": 0,
        "looks_a_year": 4,
    }
    assert {name: default[name] for name in assumed} == assumed
    assert red_hat.Parameters().draws == 1


@pytest.mark.parametrize(
    ("looks", "working"),
    [(1, [2, 3, 4, 5, 5]), (2, [3, 5, 5, 5, 5]), (3, [4, 5, 5, 5, 5]), (9, [5, 5, 5, 5, 5])],
)
def test_a_cascade_climbs_one_step_a_look(monkeypatch, looks, working):
    # By hand: half an arrest a year and a loss of a year's sales put the thresholds at
    # 0, 0, 2, 3 and 4. Who is seen at one look has joined by the next.
    gains = np.array([[0.6, 0.6, 0.4, 0.2, 0.13]])
    five = red_hat.Households(gains, np.zeros((1, 5)), np.ones((1, 5), dtype=bool))
    monkeypatch.setattr(red_hat, "draw_households", lambda *_: five)
    parameters = red_hat.permission_alone(
        village(
            households=5,
            loss=1.0,
            detection=1.0,
            capacity=0.5,
            permission=0.0,
            looks_a_year=looks,
            last_year=1982,
        )
    )
    assert red_hat.thresholds(parameters, five, 1978, covered=False).tolist() == [[0, 0, 2, 3, 4]]
    assert run(parameters).working[0].tolist() == working


def test_draws_run_in_blocks_as_they_do_together(monkeypatch):
    parameters = village(capacity=np.linspace(0, 60, 5), households=40)
    together = run(parameters)
    monkeypatch.setattr(red_hat, "_BLOCK", 2)
    apart = run(parameters)
    for field in dataclasses.fields(red_hat.Course):
        assert np.array_equal(getattr(together, field.name), getattr(apart, field.name))


def test_theory_and_rival_share_households_and_draws_do_not():
    theory = village(gain=np.full(3, 0.25))
    rival = red_hat.permission_alone(theory)
    one, other = (red_hat.draw_households(p, np.random.default_rng(4)) for p in (theory, rival))
    for field in dataclasses.fields(red_hat.Households):
        assert np.array_equal(getattr(one, field.name), getattr(other, field.name))
    assert len(np.unique(one.gain, axis=0)) == 3
    assert len(np.unique(one.friction, axis=0)) == 3
    assert abs(np.corrcoef(one.gain.ravel(), one.friction.ravel())[0, 1]) < 0.15


def test_the_rival_takes_cover_and_levy_away_and_nothing_else():
    theory = dataclasses.asdict(village())
    rival = dataclasses.asdict(red_hat.permission_alone(village()))
    changed = {name for name, value in theory.items() if rival[name] != value}
    assert changed == {"cover", "levy_commune", "levy_village", "levy_state"}
    assert {rival[name] for name in changed} == {0.0}


def test_repression_returns_in_the_withdrawal_year_and_not_before():
    # All alike and few: under the hat all work; without it a certain arrest keeps them in.
    parameters = village(
        gain=0.5, gain_spread=0.0, friction=0.0, loss=0.4, detection=1.0, capacity=1000.0,
        cover=1.0, value_of_arrest=0.0, permission=0.0, campaign=0.0, withdrawal_year=1982,
    )  # fmt: skip
    course = run(parameters)
    assert course.working[0].tolist() == [183] * 7
    assert course.under_cover[0].tolist() == [0, 183, 183, 183, 0, 0, 0]
    assert course.cover_year[0] == 1979
    assert course.arrests[0].tolist() == [183, 0, 0, 0, 183, 183, 183]
    never = run(dataclasses.replace(parameters, withdrawal_year=1985))
    assert never.under_cover[0].tolist() == [0] + [183] * 6


def test_a_dearer_arrest_empties_the_village_once_the_hat_is_gone():
    # One household needs nobody; its example brings the hat, and the hat brings the rest.
    gains = np.array([[2.0] + [0.5] * 9])
    ten = red_hat.Households(gains, np.zeros((1, 10)), np.ones((1, 10), dtype=bool))
    parameters = village(
        loss=1.0, detection=1.0, capacity=1000.0, cover=1.0, value_of_arrest=0.0,
        permission=0.0, campaign=0.0, households=10, withdrawal_year=1981,
    )  # fmt: skip
    course = red_hat.simulate_households(parameters, ten)
    assert course.working[0].tolist() == [1, 10, 10, 1, 1, 1, 1]


def test_given_households_are_run_as_drawn_ones_are():
    parameters = village(capacity=np.array([10.0, 30.0]))
    drawn = red_hat.draw_households(parameters, np.random.default_rng(1))
    given_ones, simulated = red_hat.simulate_households(parameters, drawn), run(parameters)
    assert np.array_equal(given_ones.working, simulated.working)
    with pytest.raises(ValueError, match=r"shape \(2, 183\) for 1 draws of 183"):
        red_hat.simulate_households(village(), drawn)


@pytest.mark.parametrize(("pioneers", "rest"), [(150, 0), (151, 183)])
def test_with_two_places_to_rest_the_start_decides(pioneers, rest):
    # Thirty arrests at a loss of a year's sales: a gain of 0.2 bears them from 151 on.
    alike = village(gain=0.2, gain_spread=0.0, friction=0.0, loss=1.0, detection=0.8,
                    permission=0.0, pioneers=pioneers)  # fmt: skip
    assert run(red_hat.permission_alone(alike)).working[0, -1] == rest
