"""Firm population: carrying capacity, dated steps, Gibrat's law and what mergers add."""

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_clusters import evidence
from industrial_clusters.models import firm_population as model
from industrial_clusters.statistics import concentration as measures

STILL: dict[str, Any] = {
    "volatility": 0.0,
    "takeover": 0.0,
    "reform": 0.0,
    "zone": 0.0,
    "tour": 0.0,
}


def run(parameters, seed=1):
    return model.simulate(parameters, np.random.default_rng(seed))


def test_logistic_growth_follows_verhulsts_curve():
    # N(t) = K / (1 + (K / N(0) - 1) exp(-b t)), the limit of small yearly steps.
    parameters = model.Parameters(
        **STILL, pioneers=5.0, spontaneous=0.0, imitation=0.02, room=200.0, death=0.0,
        first_year=1, last_year=400,
    )  # fmt: skip
    t = np.arange(1, 401)
    verhulst = 200 / (1 + (200 / 5 - 1) * np.exp(-0.02 * t))
    assert run(parameters).firms[0] == pytest.approx(verhulst, rel=0.03)


def test_a_population_rests_at_its_capacity_less_what_death_keeps_empty():
    # Density dependence in closed form: K (1 - d / b) = 500 (1 - 0.1 / 0.4).
    parameters = model.Parameters(
        **STILL, spontaneous=0.0, imitation=0.4, room=500.0, death=0.1, last_year=2300
    )
    assert run(parameters).firms[0, -1] == pytest.approx(375.0)
    assert model.resting_count(parameters)[0] == pytest.approx(375.0)


@given(
    st.floats(0.0, 40.0),
    st.floats(0.0, 0.8),
    st.floats(10.0, 2000.0),
    st.floats(0.01, 0.3),
    st.floats(0.0, 0.1),
)
@settings(deadline=None, max_examples=40)
def test_the_resting_count_is_where_growth_ends(spontaneous, imitation, room, death, takeover):
    parameters = model.Parameters(
        spontaneous=spontaneous, imitation=imitation, room=room, death=death,
        takeover=takeover, volatility=0.0, first_year=1994, last_year=2000,
    )  # fmt: skip
    rest = model.resting_count(parameters)[0]
    held = run(dataclasses.replace(parameters, pioneers=min(rest, 1000.0)))
    if rest <= 1000:
        assert held.firms[0, -1] == pytest.approx(rest, rel=1e-6, abs=1e-6)


def test_where_nobody_founds_and_nobody_dies_nothing_rests():
    assert (
        model.resting_count(
            model.Parameters(spontaneous=0.0, imitation=0.0, death=0.0, takeover=0.0)
        )[0]
        == 0.0
    )
    # Without imitation: a = (a / K + d) N, here 20 = (0.1 + 0.1) N.
    fixed = model.Parameters(**STILL, spontaneous=20.0, imitation=0.0, room=200.0, death=0.1)
    assert model.resting_count(fixed)[0] == pytest.approx(100.0)


def test_the_first_years_by_hand():
    parameters = model.Parameters(
        **(STILL | {"takeover": 0.2, "reform": math.log(2)}),
        pioneers=10.0, spontaneous=4.0, imitation=1.0, room=100.0, death=0.1, takeover_year=1985,
        last_year=1985,
    )  # fmt: skip
    course = run(parameters)
    # 14 founders, 90% of the room free; then 200 places of which 21.6 are taken.
    assert course.entries[0] == pytest.approx([12.6, 25.6 * (1 - 21.6 / 200)])
    assert course.deaths[0] == pytest.approx([1.0, 2.16])
    assert course.taken[0] == pytest.approx([0.0, 0.2 * 19.44])
    assert course.firms[0] == pytest.approx([21.6, 0.8 * 19.44 + 25.6 * (1 - 21.6 / 200)])
    assert course.years == (1984, 1985)


def test_each_step_opens_room_from_its_year_on():
    parameters = model.Parameters(room=100.0, reform=0.1, zone=0.2, tour=0.4)
    room = dict(zip(range(1984, 1996), np.log(run(parameters).room[0] / 100), strict=True))
    assert room[1984] == pytest.approx(0.0)
    assert room[1985] == room[1987] == pytest.approx(0.1)
    assert room[1988] == room[1991] == pytest.approx(0.3)
    assert room[1992] == room[1995] == pytest.approx(0.7)
    later = run(model.shifted(parameters, 2)).room[0]
    assert later[2:] == pytest.approx(run(parameters).room[0, :-2])


def test_no_founder_comes_where_there_is_no_room():
    course = run(model.Parameters(**STILL, pioneers=500.0, room=100.0))
    assert course.entries[0, 0] == 0.0


def test_good_and_bad_years_are_fair_and_the_same_for_theory_and_rival():
    theory = model.Parameters(
        room=np.full(4000, 1e6), imitation=0.0, volatility=0.4, first_year=1984, last_year=1985,
        reform=1.0,
    )  # fmt: skip
    one, other = run(theory), run(model.without_policy(theory))
    assert one.entries[:, 0] == pytest.approx(other.entries[:, 0])
    assert one.entries[:, 0].mean() == pytest.approx(10.0, rel=0.02)
    assert np.log(one.entries[:, 0]).std() == pytest.approx(0.4, rel=0.05)
    assert len(np.unique(one.entries[:, 0])) == 4000


def test_smooth_growth_is_nested():
    rival = model.without_policy(model.Parameters())
    assert (rival.reform, rival.zone, rival.tour, rival.takeover) == (0.0, 0.0, 0.0, 0.0)
    assert np.ptp(run(rival).room) == 0.0
    assert run(rival).taken.sum() == 0.0


def test_the_same_seed_gives_the_same_bits():
    parameters = model.Parameters(volatility=np.linspace(0.1, 0.5, 8))
    one, two = run(parameters, 3), run(parameters, 3)
    for field in dataclasses.fields(model.Course):
        assert np.array_equal(getattr(one, field.name), getattr(two, field.name))
    assert not np.array_equal(one.firms, run(parameters, 4).firms)


def course_of(entries):
    """A course of 1990 to 1995 with these entries a year and no one leaving."""
    entries = np.array([entries], dtype=float)
    nil = np.zeros_like(entries)
    return model.Course(tuple(range(1990, 1996)), entries.cumsum(axis=1), entries, nil, nil, nil)


def test_observables_by_hand():
    seen = model.observables(course_of([30, 40, 90, 80, 60, 30])).iloc[0]
    assert seen["firms_1990"] == 30
    assert seen["firms_1995"] == 330
    assert seen["peak"] == 80 / 60  # the lesser of 1992 and 1993 against 1994
    assert seen["fall"] == 60 / 80  # 1994; the fall of 1995 is steeper
    assert seen["most_entries"] == 90
    assert seen["entries_1993"] == 80


def test_ratios_of_nothing():
    seen = model.observables(course_of([0, 0, 5, 5, 0, 0])).iloc[0]
    assert seen["peak"] == math.inf
    assert seen["fall"] == 1.0
    assert model.observables(course_of([1, 1, 0, 0, 2, 0])).loc[0, "fall"] == math.inf


def test_observables_need_the_years_that_the_document_compares():
    with pytest.raises(ValueError, match="the years run from 1984 to 1993; simulate 1992 to 1994"):
        model.observables(run(model.Parameters(last_year=1993)))


# --- sizes ----------------------------------------------------------------------------------


def one_cohort(firms, years, draws=1):
    """Firms that all entered in the first of some years."""
    shape = (draws, years)
    entries = np.zeros(shape)
    entries[:, 0] = firms
    nil = np.zeros(shape)
    return model.Course(tuple(range(1995 - years + 1, 1996)), np.full(shape, 1.0 * firms), entries,
                        nil, nil, nil)  # fmt: skip


@pytest.mark.parametrize("years", [1, 5, 10])
def test_gibrats_law_adds_the_same_variance_each_year(years):
    parameters = model.Parameters(entry_spread=0.5, size_volatility=0.3, premium=0.0)
    sizes, taken = model.firm_sizes(parameters, one_cohort(40_000, years), np.random.default_rng(1))
    assert np.log(sizes).var() == pytest.approx(0.25 + 0.09 * (years - 1), rel=0.03)
    assert not taken.any()


def test_champions_grow_by_their_premium_from_their_year_on():
    parameters = model.Parameters(
        entry_spread=0.0, size_volatility=0.0, premium=0.1, champions=2, champion_year=1990
    )
    sizes, _ = model.firm_sizes(parameters, one_cohort(5, 8), np.random.default_rng(1))
    assert sizes[:, 0] == pytest.approx([math.exp(0.5), math.exp(0.5), 1, 1, 1])
    later = dataclasses.replace(parameters, champion_year=2000)
    sizes, _ = model.firm_sizes(later, one_cohort(5, 8), np.random.default_rng(1))
    assert sizes[:, 0] == pytest.approx([1, 1, 1, 1, 1])


@given(st.floats(0.01, 1.0), st.floats(0.01, 1.0), st.floats(0.01, 1.0))
@settings(deadline=None)
def test_a_merger_raises_the_herfindahl_index_by_twice_the_product_of_shares(i, j, rest):
    sizes = np.array([[i], [rest], [j]])
    merged = model.absorb(sizes, np.array([[False], [False], [True]]), 1)
    shares = sizes[:, 0] / sizes.sum()
    rise = measures.herfindahl(merged[merged > 0]).low - measures.herfindahl(sizes[:, 0]).low
    assert rise == pytest.approx(2 * shares[0] * shares[2], abs=1e-12)


def test_champions_receive_in_turn():
    sizes = np.array([[10.0], [20.0], [1.0], [2.0], [4.0], [8.0]])
    taken = np.array([[False], [False], [False], [True], [True], [True]])
    merged = model.absorb(sizes, taken, 2)[:, 0]
    assert merged.tolist() == [14.0, 30.0, 1.0, 0.0, 0.0, 0.0]


def test_cohorts_shrink_alike_and_add_up():
    parameters = model.Parameters(
        **(STILL | {"takeover": 0.25}), pioneers=100.0, spontaneous=40.0, imitation=0.0, room=1e6,
        death=0.5, takeover_year=1985, last_year=1985,
    )  # fmt: skip
    course = run(parameters)
    living, absorbed = model._whole_cohorts(course)
    # 1984: 50 of the pioneers and 40 new; 1985: half die, a quarter of the rest is taken.
    assert living.tolist() == [[34, 40]]
    assert absorbed.tolist() == [[11, 0]]
    assert living.sum() == round(course.firms[0, -1])


def test_all_that_were_ever_taken_over_are_listed():
    course = run(model.Parameters(takeover=0.1))
    living, absorbed = model._whole_cohorts(course)
    assert np.count_nonzero(course.taken) > 1
    assert absorbed.sum() == round(course.taken.sum())
    assert living.sum() == round(course.firms[0, -1])


def test_firms_are_listed_champions_first_then_by_age_then_those_taken():
    parameters = model.Parameters(takeover=0.1, entry_spread=0.0, size_volatility=0.5, premium=0.0)
    course = run(parameters)
    sizes, taken = model.firm_sizes(parameters, course, np.random.default_rng(2))
    living, absorbed = model._whole_cohorts(course)
    assert (~taken).sum() == living.sum()
    assert taken[-absorbed.sum() :, 0].all()
    z = np.random.default_rng(2).standard_normal(sizes.shape)
    ages = np.repeat(np.r_[11 - np.arange(12), 11 - np.arange(12)], np.r_[living[0], absorbed[0]])
    assert np.log(sizes[:, 0]) == pytest.approx(0.5 * np.sqrt(ages) * z[:, 0])


def test_concentration_agrees_with_the_measures_of_the_book():
    parameters = model.Parameters(takeover=0.05, premium=0.3)
    course = run(parameters)
    table = model.concentration(parameters, course, np.random.default_rng(2), 0.8).iloc[0]
    sizes, taken = model.firm_sizes(parameters, course, np.random.default_rng(2))
    merged = model.absorb(sizes, taken, 4)[:, 0]
    merged = np.sort(merged[merged > 0])[::-1]
    assert table["four_share"] == pytest.approx(measures.concentration_ratio(merged, 4).low)
    assert table["largest_share"] == pytest.approx(measures.concentration_ratio(merged, 1).low)
    assert table["herfindahl"] == pytest.approx(measures.herfindahl(merged).low)
    assert table["twenty_first"] == pytest.approx(merged[20] / merged.sum())
    assert table["small_share"] == np.mean(merged < 0.8 * merged.mean())
    assert table["small_share_twice"] == np.mean(merged < 1.6 * merged.mean())
    assert table["next_four_share"] == pytest.approx(merged[4:8].sum() / merged[4:].sum())


def test_concentration_is_each_draws_own_and_small_means_below_the_mean():
    takeover, premium = np.array([0.02, 0.1, 0.05]), np.array([0.1, 0.5, 0.0])
    parameters = model.Parameters(takeover=takeover, premium=premium, volatility=0.0)
    course = run(parameters)
    together = model.concentration(parameters, course, np.random.default_rng(2))
    sizes, taken = model.firm_sizes(parameters, course, np.random.default_rng(2))
    merged = model.absorb(sizes, taken, 4)
    for draw in range(3):
        alive = np.sort(merged[merged[:, draw] > 0, draw])[::-1]
        row = together.loc[draw]
        assert row["four_share"] == pytest.approx(alive[:4].sum() / alive.sum())
        assert row["twenty_first"] == pytest.approx(alive[20] / alive.sum())
        assert row["herfindahl"] == pytest.approx(np.square(alive / alive.sum()).sum())
        assert row["small_share"] == pytest.approx(np.mean(alive < alive.mean()))
        assert row["small_share_twice"] == pytest.approx(np.mean(alive < 2 * alive.mean()))
        assert row["next_four_share"] == pytest.approx(alive[4:8].sum() / alive[4:].sum())


@pytest.mark.parametrize("years", [(1993, 1994), (1992, 1993), (1992, 1994)])
def test_each_of_the_years_that_the_document_compares_is_needed(years):
    course = dataclasses.replace(run(model.Parameters()), years=years)
    with pytest.raises(ValueError, match="simulate 1992 to 1994"):
        model.observables(course)


def test_chance_alone_favours_nobody_and_shares_its_luck():
    parameters = model.Parameters(takeover=0.0, premium=0.4)
    course = run(parameters)
    theory, _ = model.firm_sizes(parameters, course, np.random.default_rng(2))
    rival, taken = model.firm_sizes(
        model.without_champions(parameters), course, np.random.default_rng(2)
    )
    assert theory[:4] == pytest.approx(rival[:4] * math.exp(0.4 * 7))
    assert np.array_equal(theory[4:], rival[4:])
    assert not taken.any()
    assert model.without_champions(model.Parameters()).takeover == 0.0


def test_a_draw_with_fewer_firms_leaves_no_trace_of_the_other():
    parameters = model.Parameters(room=np.array([300.0, 1000.0]), volatility=0.0)
    course = run(parameters)
    sizes, taken = model.firm_sizes(parameters, course, np.random.default_rng(1))
    living = model._whole_cohorts(course)[0].sum(axis=1)
    assert np.count_nonzero((sizes > 0) & ~taken, axis=0).tolist() == living.tolist()


@pytest.mark.parametrize("threshold", [0.0, -1.0, math.nan])
def test_a_threshold_is_positive(threshold):
    parameters = model.Parameters()
    with pytest.raises(ValueError, match=r"threshold = .*; give a positive share"):
        model.concentration(parameters, run(parameters), np.random.default_rng(1), threshold)


def test_concentration_needs_firms():
    parameters = model.Parameters()
    few, enough = one_cohort(24, 3), one_cohort(25, 3)
    with pytest.raises(ValueError, match="ends with 24 firms; give draws that end with 25"):
        model.concentration(parameters, few, np.random.default_rng(1))
    assert len(model.concentration(parameters, enough, np.random.default_rng(1))) == 1


def test_defaults_are_those_documented_or_said_to_be_assumed():
    parameters = model.Parameters()
    assert parameters.pioneers == evidence.quantity("zhongguancun-firms-1983").low
    assert parameters.champions == evidence.quantity("zhongguancun-largest-firms").low
    assert parameters.zone_year == int(
        evidence.row("events", "zhongguancun-zone-1988-05")["date_start"][:4]
    )
    assert parameters.tour_year == int(
        evidence.row("events", "china-southern-tour-1992")["date_start"][:4]
    )
    assert parameters.reform_year == int(
        evidence.row("events", "zhongguancun-institutions-join-1985")["date_start"][:4]
    )
    assert dataclasses.asdict(parameters) == {
        "pioneers": 11.0,
        "spontaneous": 10.0,
        "imitation": 1.0,
        "room": 300.0,
        "reform": 0.5,
        "zone": 1.0,
        "tour": 1.0,
        "death": 0.1,
        "takeover": 0.02,
        "volatility": 0.1,
        "entry_spread": 1.5,
        "size_volatility": 0.5,
        "premium": 0.2,
        "champions": 4,
        "first_year": 1984,
        "last_year": 1995,
        "reform_year": 1985,
        "zone_year": 1988,
        "tour_year": 1992,
        "champion_year": 1988,
        "takeover_year": 1994,
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"death": 1.5}, "death = 1.5 lies outside 0 to 1"),
        ({"room": 0.5}, r"room = 0.5 lies outside 1 to 1e\+06"),
        ({"imitation": math.nan}, "imitation = nan"),
        ({"room": np.ones(2), "death": np.zeros(3)}, "arrays of one length"),
        ({"champions": 0}, "champions = 0"),
        ({"last_year": 1983}, "last_year = 1983 precedes first_year = 1984; swap them"),
    ],
)
def test_bad_parameters_are_named(changes, message):
    with pytest.raises(ValueError, match=message):
        model.Parameters(**changes)


def test_a_single_year_is_a_course():
    assert run(model.Parameters(last_year=1984)).firms.shape == (1, 1)
