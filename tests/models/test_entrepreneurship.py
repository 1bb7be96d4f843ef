"""Entrepreneurship in a village against Bass, Granovetter, and villages worked by hand."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_clusters import evidence
from industrial_clusters.models import entrepreneurship as model
from industrial_clusters.models import red_hat

NOBODY = np.zeros(0, dtype=np.int64)


def open_to_all(**changes):
    """Nothing but motive counts: opportunity for all, all able, no package, no crowding."""
    values = {
        "opportunity": 1.0,
        "growth": 0.0,
        "crowding": 0.0,
        "ability": 1.0,
        "learning": 0.0,
        "spontaneous": 0.0,
        "imitation": 0.0,
        "expansion": 0.0,
        "support_opportunity": 0.0,
        "support_ability": 0.0,
        "support_motivation": 0.0,
        "support_activity": 0.0,
    }
    return model.Parameters(**{**values, **changes})


def run(parameters, seed=1):
    return model.simulate(parameters, np.random.default_rng(seed))


def mixed(motivation, *, opportunity=0.0, ability=0.0):
    """Return a village in which everybody watches everybody."""
    motivation = np.asarray(motivation, dtype=float)
    return model.Village(
        motivation * 0 + opportunity, motivation * 0 + ability, motivation, NOBODY, NOBODY
    )


def opens_in(parameters, village):
    """Return the number in trade at the end of each month of the first year."""
    return model.diffuse(parameters, village).in_trade[0, :12].tolist()


def pair(**changes):
    """Return parameters of two households that watch each other, nobody in trade."""
    return open_to_all(**{"households": 2, "neighbours": 1, "pioneers": 0, **changes})


# Known results.


def bass(p, q, years):
    """Return the closed form of Bass 1969, equation 9: the share that has adopted."""
    decay = np.exp(-(p + q) * years)
    return (1 - decay) / (1 + q / p * decay)


def spread(households=2000):
    """Return a large crowd without chance: thresholds at the quantiles of their distribution."""
    return mixed(-np.log1p(-(np.arange(households) + 0.5) / households))


def shares(**changes):
    """Return the share in trade at the end of each month where everybody watches everybody."""
    parameters = open_to_all(households=2000, neighbours=2000, pioneers=0, **changes)
    return model.diffuse(parameters, spread()).in_trade[0] / 2000


def test_complete_mixing_gives_the_curve_of_bass():
    # p = 0.03 and q = 0.38 a year are usual for durables. Months lag behind continuous time.
    share = shares(spontaneous=0.03, imitation=0.38, last_year=2027)
    expected = bass(0.03, 0.38, np.arange(1, 241) / 12)
    assert share == pytest.approx(expected, abs=0.015)
    # Most open when ln(q / p) / (p + q) years have passed: 6.2.
    peak = np.diff(np.convolve(share, np.ones(6) / 6, "valid")).argmax() + 3
    assert peak / 12 == pytest.approx(math.log(0.38 / 0.03) / 0.41, abs=0.5)


def test_ten_times_slower_the_months_are_nearer_to_bass():
    fast = shares(spontaneous=0.3, imitation=3.8, last_year=2009)[11]
    slow = shares(spontaneous=0.03, imitation=0.38, last_year=2017)[119]
    exact = bass(0.3, 3.8, 1.0)
    assert abs(slow - exact) < abs(fast - exact) / 5


def test_the_months_of_bass_are_those_of_his_discrete_recursion():
    # 1 - exp(-hazard) of those outside open each month; a lag or lead of one month shows.
    p, q = 0.06, 3.0
    share, expected = 0.0, []
    for _ in range(24):
        share += (1 - share) * (1 - math.exp(-(p + q * share) / 12))
        expected.append(share)
    seen = shares(spontaneous=p, imitation=q, last_year=2009)
    assert seen == pytest.approx(np.array(expected), abs=0.004)


def test_without_imitation_the_approach_is_exponential():
    expected = 1 - np.exp(-0.1 * np.arange(1, 97))
    assert shares(spontaneous=1.2) == pytest.approx(expected, abs=0.0006)


def granovetter(thresholds):
    """Return how many end up in trade where each waits for a number of others."""
    thresholds = np.asarray(thresholds, dtype=float)
    households = thresholds.size
    parameters = open_to_all(
        ability=0.0,
        learning=1.0,
        spontaneous=math.inf,
        pioneers=0,
        households=households,
        neighbours=households,
        last_year=2008 + households // 12,
    )
    village = mixed(np.zeros(households))._replace(ability=thresholds / (households - 1))
    return model.diffuse(parameters, village).in_trade[0, -1]


def test_granovetters_crowd_and_its_near_twin():
    # Granovetter 1978, p. 1424-1425: thresholds 0, 1, ..., 99; then 1 becomes 2.
    crowd = np.arange(100)
    assert granovetter(crowd) == 100
    assert granovetter(np.where(crowd == 1, 2, crowd)) == 1


@given(st.lists(st.integers(0, 20), min_size=2, max_size=20))
@settings(deadline=None, max_examples=30)
def test_a_cascade_ends_where_the_red_hats_does(thresholds):
    # A household never watches itself, so that one who waits for all others and itself waits.
    assert granovetter(thresholds) == red_hat.cascade(thresholds)


def test_the_stream_of_random_numbers_is_splitmix64():
    # The five numbers that implementations of SplitMix64 are checked with.
    assert model._bits(np.uint64(1234567), 5).tolist() == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]


# Villages worked by hand.


def test_four_households_on_a_ring():
    # Household 0 trades. Motives a month: as many as the share seen. In month 0, 1 and 3 see
    # half: 0.5 suffices to 1. In month 1, 3 reaches 1.0, and 2 sees half. From month 2 on, 2
    # sees all: 0.5 + 9 = 9.5 in month 10.
    parameters = open_to_all(imitation=12.0, households=4, neighbours=2)
    first = np.arange(0, 9, 2)
    ties = np.array([1, 3, 0, 2, 1, 3, 0, 2])
    village = mixed([0.0, 0.5, 9.2, 1.0])._replace(first=first, ties=ties)
    assert opens_in(parameters, village) == [2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4]


def test_in_the_first_month_the_pioneers_have_already_been_seen():
    parameters = open_to_all(imitation=12.0, households=2, neighbours=1, pioneers=1)
    assert opens_in(parameters, mixed([5.0, 1.0]))[:2] == [2, 2]
    assert opens_in(dataclasses.replace(parameters, pioneers=0), mixed([5.0, 1.0]))[-1] == 0
    assert opens_in(dataclasses.replace(parameters, pioneers=2), mixed([5.0, 9.0]))[0] == 2


def test_all_ends_in_the_last_month():
    parameters = pair(spontaneous=12.0, last_year=2009)
    assert model.diffuse(parameters, mixed([24.0, 24.5])).in_trade[0, -2:].tolist() == [0, 1]


@pytest.mark.parametrize("month", range(12))
def test_the_package_works_from_the_month_of_its_start(month):
    parameters = pair(
        opportunity=0.0,
        spontaneous=math.inf,
        support_opportunity=1.0,
        support_start=2008 + month / 12,
    )
    seen = opens_in(parameters, mixed([1.0, 1.0], opportunity=0.5))
    assert seen == [0] * month + [2] * (12 - month)
    course = model.diffuse(parameters, mixed([1.0, 1.0]))
    assert course.support_month.tolist() == [month]


def test_a_package_in_mid_month_works_from_the_next():
    parameters = pair(support_start=2008 + 1.5 / 12)
    assert run(parameters).support_month.tolist() == [2]


@pytest.mark.parametrize(("start", "month"), [(1990.0, 0), (2050.0, 96)])
def test_a_package_outside_the_years_is_there_from_the_start_or_never(start, month):
    assert run(pair(support_start=start)).support_month.tolist() == [month]


@pytest.mark.parametrize(
    ("changes", "thresholds", "opened"),
    [
        # The level is reached exactly in the month of the package, or misses by a little.
        ({"opportunity": 0.25, "support_opportunity": 0.25}, {"opportunity": 0.5}, 2),
        ({"opportunity": 0.25, "support_opportunity": 0.24}, {"opportunity": 0.5}, None),
        ({"ability": 0.25, "support_ability": 0.25}, {"ability": 0.5}, 2),
        ({"ability": 0.25, "support_ability": 0.24}, {"ability": 0.5}, None),
    ],
)
def test_two_instruments_lift_levels(changes, thresholds, opened):
    parameters = pair(spontaneous=math.inf, support_start=2008 + 2 / 12, **changes)
    expected = [0] * 12 if opened is None else [0] * opened + [2] * (12 - opened)
    assert opens_in(parameters, mixed([1.0, 1.0], **thresholds)) == expected


def test_one_instrument_gives_motive_and_one_lends_it_pace():
    start = 2008 + 2 / 12
    # One motive a month from month 2: 1.5 are gathered in month 3.
    motive = pair(support_motivation=12.0, support_start=start)
    assert opens_in(motive, mixed([1.5, 1.0])) == [0, 0, 1] + [2] * 9
    # Half a motive a month, one and a half from month 2: 1 + 1.5 in month 2, 4 in month 3.
    pace = pair(spontaneous=6.0, support_activity=2.0, support_start=start)
    assert opens_in(pace, mixed([2.5, 4.0])) == [0, 0, 1] + [2] * 9
    # The pace counts for the package's own motives and for those that are copied.
    both = dataclasses.replace(motive, support_activity=1.0)
    assert opens_in(both, mixed([2.0, 4.0])) == [0, 0, 1] + [2] * 9
    copied = pair(imitation=6.0, pioneers=1, support_activity=1.0, support_start=start)
    assert opens_in(copied, mixed([0.0, 2.0])) == [1, 1, 2] + [2] * 9


def test_motive_is_gathered_only_while_there_is_an_opportunity():
    # The package comes in month 6; before it nothing is saved up.
    parameters = pair(
        opportunity=0.0, spontaneous=12.0, support_opportunity=1.0, support_start=2008.5
    )
    assert opens_in(parameters, mixed([2.0, 3.0], opportunity=0.5)) == [0] * 7 + [1] + [2] * 4


def test_demand_doubles_and_crowding_takes_away():
    growing = pair(opportunity=0.25, growth=math.log(2), spontaneous=math.inf, last_year=2009)
    course = model.diffuse(growing, mixed([1.0, 1.0], opportunity=0.4999))
    assert course.in_trade[0].tolist() == [0] * 12 + [2] * 12
    # One shop of two households: 1 - 0.5 * 1 / 2.
    crowded = pair(pioneers=1, crowding=0.5, spontaneous=math.inf)
    assert opens_in(crowded, mixed([1.0, 1.0], opportunity=0.75))[0] == 2
    assert opens_in(crowded, mixed([1.0, 1.0], opportunity=0.76))[-1] == 1


def test_learning_comes_from_those_who_trade():
    learning = pair(ability=0.25, learning=0.5, pioneers=1, spontaneous=math.inf)
    assert opens_in(learning, mixed([1.0, 1.0], ability=0.75))[0] == 2
    assert opens_in(learning, mixed([1.0, 1.0], ability=0.76))[-1] == 1


def test_shops_are_opened_by_those_in_trade():
    # One trades from the start, one opens in month 1; each adds half a shop a month.
    parameters = pair(pioneers=1, expansion=6.0, spontaneous=12.0)
    course = model.diffuse(parameters, mixed([0.0, 2.0]))
    assert course.shops[0, :4].tolist() == [1.5, 3.0, 4.0, 5.0]


def test_the_compiled_village_is_the_one_in_python():
    parameters = model.Parameters(households=40, last_year=2014)
    village = model.draw_village(parameters, np.random.default_rng(5))
    level = model._Levels(*(float(column[0]) for column in model._levels(parameters)))
    in_trade, shops = model._diffuse_one(village, level, 1, 84, 66)
    course = run(parameters, 5)
    assert course.in_trade[0].tolist() == in_trade.tolist()
    assert course.shops[0] == pytest.approx(shops, rel=1e-12)


# Villages drawn.


def test_a_ring_without_moved_ties():
    village = model.draw_village(
        model.Parameters(households=7, neighbours=4, rewiring=0.0), np.random.default_rng(1)
    )
    assert village.first.tolist() == list(range(0, 29, 4))
    for household in range(7):
        watched = village.ties[4 * household : 4 * household + 4]
        assert set(watched) == {(household + step) % 7 for step in (-2, -1, 1, 2)}


def test_a_moved_tie_leads_to_anybody_else():
    # Two uniforms a tie: moved if the first is below one half; the second names the far end.
    uniforms = np.array([0.4, 0.0, 0.5, 0.0, 0.4, 0.99, 0.4, 0.4])
    first, ties = model._ties(uniforms, 4, 1, 0.5)
    far = {0: 1, 1: 2, 2: 3, 3: 1}  # 0 of {1, 2, 3}; not moved; the last; the second of {0, 1, 2}
    pairs = sorted([*far.items(), *((b, a) for a, b in far.items())])
    listed = [(a, int(b)) for a in range(4) for b in ties[first[a] : first[a + 1]]]
    assert sorted(listed) == pairs


def test_ties_are_mutual_and_moved_as_often_as_they_should_be():
    parameters = model.Parameters(households=3000, rewiring=0.3)
    village = model.draw_village(parameters, np.random.default_rng(2))
    own = np.repeat(np.arange(3000), np.diff(village.first))
    assert sorted(zip(own, village.ties, strict=True)) == sorted(
        zip(village.ties, own, strict=True)
    )
    assert (own != village.ties).all()
    assert village.ties.size == 8 * 3000
    distance = np.minimum((own - village.ties) % 3000, (village.ties - own) % 3000)
    assert (distance > 4).mean() == pytest.approx(0.3, abs=0.02)


def test_thresholds_have_their_distributions_and_no_common_stream():
    village = model.draw_village(model.Parameters(households=20_000), np.random.default_rng(3))
    for uniform in (village.opportunity, village.ability):
        assert uniform.min() >= 0
        assert uniform.max() < 1
        assert np.quantile(uniform, [0.25, 0.5, 0.75]) == pytest.approx([0.25, 0.5, 0.75], abs=0.02)
    assert np.quantile(village.motivation, 0.5) == pytest.approx(math.log(2), abs=0.03)
    table = np.corrcoef([village.opportunity, village.ability, village.motivation])
    assert np.abs(table - np.eye(3)).max() < 0.03


def test_thresholds_and_ties_take_turns_in_the_stream():
    # A number used twice would tie who is reluctant to whom they know.
    seed = np.uint64(11)
    uniforms = (model._bits(seed, 11 * 20) >> np.uint64(11)) * 2.0**-53
    village = model._village(seed, 20, 4, 0.5)
    assert village.opportunity.tolist() == uniforms[:20].tolist()
    assert village.ability.tolist() == uniforms[20:40].tolist()
    assert village.motivation == pytest.approx(-np.log(1 - uniforms[40:60]))
    first, ties = model._ties(uniforms[60:], 20, 4, 0.5)
    assert village.first.tolist() == first.tolist()
    assert village.ties.tolist() == ties.tolist()


def test_who_watches_nobody_does_not_copy():
    alone = open_to_all(imitation=1000.0, neighbours=0)
    assert run(alone).in_trade.max() == 1
    assert run(dataclasses.replace(alone, neighbours=2)).in_trade.max() > 1


def test_from_all_others_on_everybody_watches_everybody():
    assert model.Parameters(households=9, neighbours=8).complete
    assert not model.Parameters(households=10, neighbours=8).complete
    village = model.draw_village(
        model.Parameters(households=9, neighbours=8), np.random.default_rng(1)
    )
    assert village.first.size == 0


def test_pioneers_are_spread_over_the_ring():
    parameters = open_to_all(imitation=1000.0, neighbours=2, households=40, rewiring=0.0)
    # Four pioneers have eight neighbours; all open at once, or nearly.
    course = run(dataclasses.replace(parameters, pioneers=4))
    assert course.in_trade[0, 0] == 12


# Randomness.


def test_the_same_seed_gives_the_same_bits_and_another_others():
    parameters = model.Parameters(opportunity=np.linspace(0, 1, 16), households=60)
    one, two = run(parameters, 7), run(parameters, 7)
    assert one.in_trade.tobytes() == two.in_trade.tobytes()
    assert one.shops.tobytes() == two.shops.tobytes()
    assert not np.array_equal(one.in_trade, run(parameters, 8).in_trade)


def test_a_draw_does_not_depend_on_the_others():
    opportunity = np.linspace(0.2, 0.9, 8)
    parameters = model.Parameters(opportunity=opportunity, households=60)
    seeds = model.draw_seeds(parameters, np.random.default_rng(3))
    some = model.Parameters(opportunity=opportunity[[5, 2]], households=60)
    together = model.simulate_villages(parameters, seeds).in_trade
    assert np.array_equal(model.simulate_villages(some, seeds[[5, 2]]).in_trade, together[[5, 2]])
    # Fewer draws are the first of more.
    first = model.Parameters(opportunity=opportunity[:3], households=60)
    assert np.array_equal(run(first, 3).in_trade, together[:3])


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("opportunity", [0.2, 0.9]),
        ("growth", [0.0, 0.4]),
        ("crowding", [0.0, 0.2]),
        ("ability", [0.1, 0.9]),
        ("learning", [0.0, 1.0]),
        ("spontaneous", [0.0, 0.5]),
        ("imitation", [0.0, 4.0]),
        ("expansion", [0.0, 9.0]),
        ("rewiring", [0.0, 1.0]),
        ("support_opportunity", [0.0, 1.0]),
        ("support_ability", [0.0, 1.0]),
        ("support_motivation", [0.0, 4.0]),
        ("support_activity", [0.0, 9.0]),
        ("support_start", [2010.0, 2014.0]),
    ],
)
def test_each_draw_has_its_own_value_of_each_parameter(name, values):
    village = model.Parameters(households=60)
    both = dataclasses.replace(village, **{name: np.array(values)})  # type: ignore[arg-type]
    seeds = np.full(2, 5, dtype=np.uint64)  # the same village twice
    together = model.simulate_villages(both, seeds)
    assert not np.array_equal(together.shops[0], together.shops[1])
    for draw, value in enumerate(values):
        alone = dataclasses.replace(village, **{name: value})
        course = model.simulate_villages(alone, seeds[:1])
        assert np.array_equal(together.in_trade[draw], course.in_trade[0])
        assert np.array_equal(together.shops[draw], course.shops[0])


def test_draws_with_the_same_parameters_are_different_villages():
    course = run(model.Parameters(opportunity=np.full(8, 0.5), households=200))
    assert len({row.tobytes() for row in course.in_trade}) == 8


def test_a_drawn_village_is_the_one_simulated():
    parameters = model.Parameters(households=80, rewiring=np.array([0.4, 0.0]))
    village = model.draw_village(parameters, np.random.default_rng(9))
    assert np.array_equal(
        model.diffuse(parameters, village).in_trade[0], run(parameters, 9).in_trade[0]
    )


# Rivals.


def test_theory_and_rivals_share_their_villages_until_the_package():
    theory = model.Parameters(opportunity=np.linspace(0.3, 0.9, 4), households=120)
    with_it, without = run(theory), run(model.without_support(theory))
    assert np.array_equal(with_it.in_trade[:, :66], without.in_trade[:, :66])
    assert (with_it.in_trade[:, -1] > without.in_trade[:, -1]).all()
    # Where demand stands still, imitation alone is the same rival.
    still = dataclasses.replace(theory, growth=0.0)
    alone = run(model.imitation_alone(theory))
    assert np.array_equal(alone.in_trade, run(model.without_support(still)).in_trade)


def test_rivals_switch_off_what_they_deny():
    theory = model.Parameters()
    assert (
        tuple(name for name in model.RANGES if name.startswith("support_"))[:4] == model.INSTRUMENTS
    )
    for rival in (model.without_support, model.imitation_alone, model.opportunity_alone):
        assert [getattr(rival(theory), name) for name in model.INSTRUMENTS] == [0.0] * 4
    assert model.without_support(theory).growth == theory.growth
    assert model.opportunity_alone(theory).growth == theory.growth
    assert model.opportunity_alone(theory).learning == 0.0
    assert model.opportunity_alone(dataclasses.replace(theory, imitation=0.5)).imitation == 0.0


def test_opportunity_alone_is_the_share_for_whom_a_shop_pays():
    parameters = model.opportunity_alone(
        model.Parameters(opportunity=0.2, growth=0.15, crowding=0.0, pioneers=0)
    )
    village = model.draw_village(parameters, np.random.default_rng(4))
    demand = 0.2 * np.exp(0.15 * np.arange(96) / 12)
    expected = (village.opportunity[:, None] <= demand).sum(axis=0)
    assert np.array_equal(run(parameters, 4).in_trade[0], expected)


# Monotonicity: the thresholds are drawn once, so that it holds household by household.

RISING = {
    "opportunity": 1.0,
    "growth": 0.5,
    "ability": 1.0,
    "learning": 1.0,
    "spontaneous": 1.0,
    "imitation": 5.0,
    "support_opportunity": 1.0,
    "support_ability": 1.0,
    "support_motivation": 3.0,
    "support_activity": 9.0,
}


@given(
    st.sampled_from(sorted(RISING)),
    st.floats(0.0, 1.0),
    st.floats(0.0, 1.0),
    st.integers(0, 5),
)
@settings(deadline=None, max_examples=60)
def test_more_of_what_helps_never_delays_anybody(name, one, other, seed):
    low, high = sorted((one, other))
    village = model.Parameters(crowding=0.0, households=60)
    less, more = (
        run(dataclasses.replace(village, **{name: RISING[name] * part}), seed)
        for part in (low, high)
    )
    assert (less.in_trade <= more.in_trade).all()


@given(st.floats(2008, 2016), st.floats(2008, 2016), st.integers(0, 5))
@settings(deadline=None, max_examples=30)
def test_an_earlier_package_never_delays_anybody(one, other, seed):
    early, late = sorted((one, other))
    village = model.Parameters(crowding=0.0, households=60)
    first, second = (
        run(dataclasses.replace(village, support_start=start), seed) for start in (early, late)
    )
    assert (first.in_trade >= second.in_trade).all()


@given(st.floats(0, 1), st.floats(0, 1), st.integers(0, 20))
@settings(deadline=None, max_examples=30)
def test_nobody_gives_up_and_shops_are_at_least_one_a_household(opportunity, crowding, seed):
    course = run(model.Parameters(opportunity=opportunity, crowding=crowding, households=60), seed)
    assert (np.diff(course.in_trade) >= 0).all()
    assert course.in_trade.min() >= 1
    assert course.in_trade.max() <= 60
    assert (course.shops >= course.in_trade).all()


# What is observed, defaults, and errors.


def test_observables_read_the_course():
    in_trade = np.vstack([np.arange(1, 97), np.arange(96) * 2, np.arange(7, 103)])
    course = model.Course(
        first_year=2008,
        households=490,
        pioneers=3,
        in_trade=in_trade,
        shops=in_trade.astype(np.float64) * 10,
        support_month=np.array([66, 0, 1]),
    )
    seen = model.observables(course).iloc[0]
    assert seen["counted_from"] == 81  # six years and nine months
    assert seen["counted_by"] == 87
    assert seen["shops"] == 870
    assert seen["budding"] == 60
    assert seen["speed_up"] == pytest.approx(12 - 12)
    assert seen["before_support"] == 66
    assert seen["after_support"] == 21
    second = model.observables(course).iloc[1]
    assert second["speed_up"] == pytest.approx(24 - 94 / 4)
    assert second["before_support"] == 3  # only the pioneers were there before the first month
    assert model.observables(course).loc[2, "before_support"] == 7
    other = model.observables(
        course, counted=(2009.0, 2010.0), budding_end=2011.0, growth_stage=(2010.0, 2011.0)
    ).iloc[1]
    assert other[["counted_from", "counted_by", "budding"]].tolist() == [22, 46, 70]
    assert other["speed_up"] == pytest.approx(24 - 46 / 2)
    assert course.at_year_ends()[2009].tolist() == [24, 46, 30]


@pytest.mark.parametrize(("date", "place"), [(2008 + 1 / 12, 0), (2008.5, 5), (2016.0, 95)])
def test_a_date_is_the_end_of_a_month(date, place):
    assert run(model.Parameters(households=9)).place(date) == place


@pytest.mark.parametrize("date", [2008.0, 2016 + 1 / 12])
def test_a_date_that_was_not_simulated_is_named(date):
    with pytest.raises(ValueError, match=r"ends at 201?\d.*after 2008 and up to 2016"):
        run(model.Parameters(households=9)).place(date)


def test_defaults_are_the_documents_where_it_has_them():
    defaults = model.Parameters()
    assert evidence.quantity("junpu-households") == evidence.Quantity(490, 490, "households")
    assert defaults.households == 490
    assert evidence.row("events", "junpu-first-online-shop-2008")["date_start"] == "2008"
    assert defaults.first_year == 2008
    assert evidence.row("events", "junpu-support-package-2013")["date_start"] == "2013-07"
    assert defaults.support_start == 2013 + 6 / 12
    assert evidence.row("observations", "junpu-households-in-trade")["period_end"] == "2015-03"
    assert defaults.last_year == 2015
    assert (defaults.pioneers, defaults.neighbours, defaults.months) == (1, 8, 96)
    assert defaults.draws == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"opportunity": 1.01}, "opportunity = 1.01 lies outside 0 to 1"),
        ({"growth": -2.5}, "growth = -2.5 lies outside -2 to 2"),
        ({"crowding": -0.1}, "crowding = -0.1"),
        ({"crowding": 10.5}, "crowding = 10.5 lies outside 0 to 10"),
        ({"ability": math.nan}, "ability = nan lies outside 0 to 1"),
        ({"learning": 1.1}, "learning = 1.1 lies outside 0 to 1"),
        ({"spontaneous": -1.0}, "spontaneous = -1 lies outside 0 to inf"),
        ({"imitation": math.inf}, "imitation = inf lies outside 0 to 1000"),
        ({"expansion": 1001.0}, "expansion = 1001 lies outside 0 to 1000"),
        ({"rewiring": 2.0}, "rewiring = 2 lies outside 0 to 1"),
        ({"support_opportunity": 1.5}, "support_opportunity = 1.5 lies outside 0 to 1"),
        ({"support_ability": -0.5}, "support_ability = -0.5 lies outside 0 to 1"),
        ({"support_motivation": 1e4}, "support_motivation = 10000 lies outside 0 to 1000"),
        ({"support_activity": -1.0}, "support_activity = -1 lies outside 0 to 1000"),
        ({"support_start": 13.5}, "support_start = 13.5 lies outside 1900 to 2100"),
        ({"opportunity": np.zeros(2), "ability": np.ones(3)}, "arrays of one length"),
        ({"households": 1}, "households = 1; give a whole number of at least 2"),
        ({"neighbours": -2}, "neighbours = -2"),
        ({"neighbours": 7}, "neighbours = 7 is odd.*give an even number"),
        ({"pioneers": -1}, "pioneers = -1"),
        ({"pioneers": 491}, "pioneers = 491 exceeds households = 490; give fewer"),
        ({"last_year": 2007}, "last_year = 2007 precedes first_year = 2008; swap them"),
    ],
)
def test_bad_parameters_are_named(changes, message):
    with pytest.raises(ValueError, match=message):
        model.Parameters(**changes)


def test_one_seed_a_draw():
    with pytest.raises(ValueError, match="2 seeds for 1 draws; give one a draw"):
        model.simulate_villages(model.Parameters(), np.zeros(2, dtype=np.uint64))
