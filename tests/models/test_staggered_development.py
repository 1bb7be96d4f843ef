"""Divided lines against the folk theorem, known duopolies and their own rivals."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from industrial_clusters import evidence
from industrial_clusters.models import staggered_development as model

SUBSTITUTION = st.floats(0.01, 0.98)


def lines(**changes):
    values = {
        "substitution": 0.8,
        "discount": 0.9,
        "reaction": 1.0,
        "friendship": 0.0,
        "second_line": 0.0,
        "entry_cost": 0.0,
        "new_line": 1.0,
        "growth": 0.0,
        "volatility": 0.0,
        "outsiders": 0.0,
        "shakeout": 0.0,
        "outsiders_new": 0.0,
    }
    return model.Parameters(**{**values, **changes})


def run(parameters, seed=1):
    return model.simulate(parameters, np.random.default_rng(seed))


def demand(i, prices, s):
    """Demand for seller i from the utility itself: solve p = 1 - q_i - s * others."""
    n = len(prices)
    matrix = (1 - s) * np.eye(n) + s * np.ones((n, n))
    return np.linalg.solve(matrix, 1 - np.asarray(prices))[i]


def test_defaults_follow_the_document_where_it_speaks():
    parameters = model.Parameters()
    assert parameters.partners == evidence.quantity("xixia-negotiating-firms-1998").low
    talks = evidence.row("events", "xixia-staggered-development-1998")
    assert str(parameters.first_year) == talks["date_start"]
    assert parameters.last_year == 2014
    assert parameters.pact
    # The assumptions, pinned.
    pinned = ("substitution", "discount", "reaction", "friendship", "second_line", "entry_cost")
    assert [getattr(parameters, name) for name in pinned] == [0.9, 0.9, 0.1, 0.1, 0.02, 0.05]
    pinned = ("new_line", "growth", "volatility", "outsiders", "shakeout", "outsiders_new")
    assert [getattr(parameters, name) for name in pinned] == [1.0, 0.0, 0.0, 4.0, 0.1, 0.0]


def test_one_seller_is_a_monopolist():
    assert model.duel_price(1, 0.7) == pytest.approx(0.5)
    assert model.profit(1, 0.7) == pytest.approx(0.25)
    assert model.buyers_surplus(1, 0.7) == pytest.approx(0.125)


def test_near_perfect_substitutes_bring_bertrands_paradox():
    assert model.duel_price(2, 0.999) < 0.002
    assert model.profit(2, 0.999) < 0.001
    assert model.buyers_surplus(2, 0.999) == pytest.approx(0.5, abs=0.002)


@given(SUBSTITUTION)
@settings(deadline=None, max_examples=30)
def test_two_sellers_are_those_of_singh_and_vives(s):
    # Singh and Vives 1984 with a = b = 1: price (1 - s) / (2 - s).
    assert model.duel_price(2, s) == pytest.approx((1 - s) / (2 - s))
    assert model.profit(2, s) == pytest.approx((1 - s) / ((2 - s) ** 2 * (1 + s)))


@given(st.integers(1, 6), st.floats(0.05, 0.9))
@settings(deadline=None, max_examples=30)
def test_the_price_of_a_duel_is_a_best_reply_to_itself(sellers, s):
    price = float(model.duel_price(sellers, s))

    def loss(own):
        return -own * demand(0, [own] + [price] * (sellers - 1), s)

    assert minimize_scalar(loss, bounds=(0, 1), method="bounded").x == pytest.approx(
        price, abs=1e-4
    )
    assert model.profit(sellers, s) == pytest.approx(-loss(price))


@given(st.integers(1, 5), st.floats(0.05, 0.95))
@settings(deadline=None, max_examples=30)
def test_buyers_surplus_is_utility_less_outlay(sellers, s):
    price = float(model.duel_price(sellers, s))
    q = np.array([demand(0, [price] * sellers, s)] * sellers)
    utility = q.sum() - 0.5 * ((1 - s) * (q**2).sum() + s * q.sum() ** 2)
    assert model.buyers_surplus(sellers, s) == pytest.approx(utility - price * q.sum())


@given(st.integers(1, 4), st.floats(0.05, 0.95), st.floats(0.05, 0.5))
@settings(deadline=None, max_examples=40)
def test_undercutting_is_the_best_reply_where_nobody_sells_less_than_nothing(incumbents, s, price):
    def loss(own):
        sold = demand(0, [own] + [price] * incumbents, s)
        kept = demand(1, [own] + [price] * incumbents, s)
        # Once the incumbents sell nothing the entrant faces all the demand.
        return -own * (sold if kept >= 0 else 1 - own) if sold > 0 else 0.0

    grid = np.linspace(0.0, 1.0, 401)
    best = -min(loss(own) for own in grid)
    assert model.undercutting(price, incumbents, s) == pytest.approx(best, abs=5e-3)


@pytest.mark.parametrize("firms", [2, 3, 4, 7])
def test_the_folk_theorem_of_bertrand_firms(firms):
    # Friedman 1971: n firms hold the monopoly price from a discount factor of 1 - 1/n.
    assert model.critical_discount(1 / firms, 1.0, 0.0) == pytest.approx(1 - 1 / firms)
    assert model.price_pact(firms, 0.9999) == pytest.approx(1 - 1 / firms, abs=1e-3)


@given(st.floats(0.01, 0.73))
@settings(deadline=None, max_examples=30)
def test_the_price_pact_of_two_is_deneckeres(s):
    # By hand from Singh and Vives's profits, up to s = sqrt(3) - 1, where the cheat
    # would leave the other without buyers: (2 - s)^2 / (s^2 - 8 s + 8).
    assert model.price_pact(2, s) == pytest.approx((2 - s) ** 2 / (s**2 - 8 * s + 8))


def test_cheating_that_pays_nothing_needs_no_patience_and_war_that_pays_allows_none():
    assert model.critical_discount(1.0, 1.0, 0.5) == 0.0
    assert model.critical_discount(1.0, 1.0, 1.0) == 0.0
    assert model.critical_discount(1.0, 0.5, 1.0) == 0.0
    assert model.critical_discount(1.0, 1.5, 1.0) == 1.0
    assert model.critical_discount(1.0, 0.5, 1.1) == math.inf


@pytest.mark.parametrize("firms", [2, 3, 5])
def test_a_pact_of_n_firms_with_n_lines_holds_from_one_less_an_nth(firms):
    # Friedman again: who invades n - 1 like lines earns n monopoly profits once.
    turn = 1 - 1 / firms
    held = [
        run(lines(substitution=0.999, partners=firms, discount=turn + gap)) for gap in (-0.02, 0.02)
    ]
    assert (held[0].friendship_needed > 0).all()
    assert (held[1].friendship_needed < 0).all()
    assert held[0].stayer_strays.all()
    assert not held[1].stayer_strays.any()


def test_the_pact_of_two_by_hand():
    # s = 0.5: alone 1/4, in a duel 4/27, undercutting a monopolist 3/16. From the
    # year after, 8/27 in war exceeds 1/4: no patience holds, a friendship may.
    assert model.profit(2, 0.5) == pytest.approx(4 / 27)
    assert model.undercutting(0.5, 1, 0.5) == pytest.approx(3 / 16)
    # 0.1 * 3/16 + 0.9 * (8/27 - f/4 - 1/4) = 0 at f = 0.26852.
    assert run(lines(substitution=0.5)).friendship_needed == pytest.approx(
        (0.1 / 0.9 * 3 / 16 + 8 / 27 - 1 / 4) / (1 / 4)
    )
    for friendship, held in ((0.268, False), (0.269, True)):
        course = run(lines(substitution=0.5, friendship=friendship))
        assert course.stayer_strays.any() != held


def test_a_pact_of_three_by_hand():
    # Two lines to invade, and three sellers in each of three lines in war.
    gained = 2 * (float(model.undercutting(0.5, 1, 0.8)) - 0.01 - 0.02)
    war = 3 * float(model.profit(3, 0.8)) - 2 * 0.01
    course = run(lines(partners=3, second_line=0.01, entry_cost=0.02))
    assert course.friendship_needed == pytest.approx((0.1 / 0.9 * gained + war) / 0.25 - 1)


def test_a_raid_of_one_year_by_hand():
    # A duel loses money, the year of undercutting earns some: in and out again, and
    # the mover answers in kind, so that war leaves each a duel at home.
    two, raid = float(model.profit(2, 0.8)), float(model.undercutting(0.5, 1, 0.8))
    assert two < 0.1 < raid
    course = run(lines(second_line=0.1))
    assert course.entry_pays.all()
    assert course.friendship_needed == pytest.approx((0.1 / 0.9 * (raid - 0.1) + two) / 0.25 - 1)


@pytest.mark.parametrize("size", [1.0, 0.3])
def test_a_cheat_whom_nobody_can_answer_keeps_its_line(size):
    # Five outsiders leave the mover nothing to come back for. In a small new line
    # the stayer does not stay beyond the year of its raid.
    home = float(model.profit(6, 0.8))
    raid = size * float(model.undercutting(0.5, 1, 0.8)) - 0.03
    after = max(size * float(model.profit(2, 0.8)) - 0.03, 0)
    course = run(lines(outsiders=5.0, second_line=0.03, new_line=size))
    assert (after > 0) == (size == 1.0)
    assert course.friendship_needed == pytest.approx((0.1 / 0.9 * raid + after) / home)


def test_who_is_indifferent_keeps_the_pact():
    course = run(lines(substitution=0.0, second_line=0.25))
    assert (course.friendship_needed == 0).all()
    assert not course.stayer_strays.any()


def test_costs_deter_by_hand():
    # Entering pays 0.1 * (3/16 - w - F) + 0.9 * (4/27 - w); at w = 0.1 that is nil at
    # F = 0.0875 + 9 * (4/27 - 0.1) = 0.52083.
    alone = model.each_for_itself(lines(substitution=0.5, second_line=0.1))
    for cost, enters in ((0.52, True), (0.522, False)):
        course = run(dataclasses.replace(alone, entry_cost=cost))
        assert course.stayer_strays.all() == enters
        assert course.entry_pays.all() == enters


def test_without_a_pact_the_mover_stays_while_the_old_line_pays_and_never_pays_entry():
    # With one outsider it earns the profit of three sellers: 1/12 * ... by formula.
    earned = float(model.profit(3, 0.8))
    for cost, stays in ((earned - 1e-6, True), (earned + 1e-6, False)):
        course = run(model.each_for_itself(lines(outsiders=1.0, second_line=cost, entry_cost=10.0)))
        assert course.mover_strays.all() == stays
        assert not course.stayer_strays.any()


def test_the_pact_takes_the_mover_out_at_once_and_a_breach_ends_it():
    held = run(lines(substitution=0.95, discount=0.95, outsiders=0.2))
    assert not held.mover_strays.any()
    # The new line doubles: 0.1 * 0.234 + 0.9 * (0.154 - 0.25) is a loss to the stayer,
    # 0.1 * 0.469 + 0.9 * (0.232 - 0.25) a gain.
    grows = run(lines(substitution=0.8, growth=math.log(2), last_year=2003, discount=0.9))
    first = int(grows.stayer_strays[0].argmax())
    assert first == 1
    assert not grows.mover_strays[0, : first + 1].any()
    # From the year after both sell wherever it pays, and here it pays.
    assert grows.stayer_strays[0, first:].all()
    assert grows.mover_strays[0, first + 1 :].all()


def test_a_breach_by_the_mover_ends_the_pact_too():
    # A small new line: 0.1 * 0.234 + 0.9 * (0.039 + 0.077 - 0.125) tempts the mover alone.
    course = run(lines(new_line=0.5, last_year=2000))
    assert course.mover_strays[0].tolist() == [True, True, True]
    assert course.stayer_strays[0].tolist() == [False, True, True]


def test_shares_of_the_old_line_by_hand():
    course = run(lines(second_line=1.0, outsiders=3.0, shakeout=math.log(2), last_year=2000))
    assert course.years == (1998, 1999, 2000)
    assert not course.mover_strays.any()
    assert course.share_old[0] == pytest.approx([1 / 4, 1 / 2.5, 1 / 1.75])
    shared = run(model.each_for_itself(lines(outsiders=3.0, last_year=1999)))
    assert shared.share_old[0] == pytest.approx([1 / 5, 1 / 5])


def test_accounts_by_hand():
    # Two separate monopolies, then two duels in goods that nobody confuses.
    apart = run(lines(substitution=0.0, second_line=1.0, last_year=1999))
    assert apart.surplus[0] == pytest.approx([0.25, 0.25])
    assert apart.profit_stayer[0] == pytest.approx([0.25, 0.25])
    assert apart.profit_mover[0] == pytest.approx([0.25, 0.25])
    war = run(model.each_for_itself(lines(substitution=0.0, new_line=2.0, last_year=1999)))
    assert war.surplus[0] == pytest.approx([0.25 + 0.5] * 2)
    assert war.profit_stayer[0] == pytest.approx([0.25 + 0.5] * 2)
    assert war.profit_mover[0] == pytest.approx([0.25 + 0.5] * 2)


def test_an_invaded_firm_earns_what_a_duel_leaves():
    # The stayer's entry costs too much; the mover remains in the old line.
    course = run(model.each_for_itself(lines(entry_cost=9.0, new_line=2.0, last_year=1999)))
    two = float(model.profit(2, 0.8))
    assert course.profit_stayer[0] == pytest.approx([two, two])
    assert course.profit_mover[0] == pytest.approx([0.5 + two] * 2)
    # Two sell the old line and one the new.
    assert course.share_old[0].tolist() == [0.5, 0.5]
    buyers = float(model.buyers_surplus(2, 0.8)) + 2 * 0.125
    assert course.surplus[0] == pytest.approx([buyers] * 2)


def test_outsiders_serve_the_buyers_of_the_new_line():
    course = run(lines(outsiders_new=2.0, second_line=9.0, last_year=1999))
    buyers = 0.125 + float(model.buyers_surplus(3, 0.8))
    assert course.surplus[0] == pytest.approx([buyers] * 2)


def test_each_line_entered_costs_an_entry():
    # Three monopolists in goods that nobody confuses: two second lines, two entries.
    alone = lines(substitution=0.0, second_line=0.02, entry_cost=0.1, partners=3, last_year=1999)
    course = run(model.each_for_itself(alone))
    assert course.profit_stayer[0] == pytest.approx([0.25 + 2 * 0.23 - 0.2, 0.25 + 2 * 0.23])
    assert course.surplus[0] == pytest.approx([3 * 3 * 0.125] * 2)


def test_costs_of_straying_are_paid_by_the_year_and_by_the_entry():
    # Everybody is a monopolist, so each second line earns 1/4, less 0.02 a year; the
    # stayer pays to enter once, the mover is in.
    alone = model.each_for_itself(
        lines(substitution=0.0, second_line=0.02, entry_cost=0.1, last_year=1999)
    )
    assert run(alone).profit_stayer[0] == pytest.approx([0.48 - 0.1, 0.48])
    assert run(alone).profit_mover[0] == pytest.approx([0.48, 0.48])
    # Under a pact that no friendship holds both break it at once, and the mover pays too.
    broken = run(dataclasses.replace(alone, pact=True))
    assert broken.profit_stayer[0] == pytest.approx([0.48 - 0.1, 0.48])
    assert broken.profit_mover[0] == pytest.approx([0.48 - 0.1, 0.48])
    assert broken.stayer_strays.all()
    assert broken.mover_strays.all()


def test_who_does_not_care_for_tomorrow_cheats_if_the_year_pays():
    for cost, breaks in ((0.1, True), (0.2, False)):
        course = run(lines(substitution=0.5, discount=0.0, entry_cost=cost, last_year=1999))
        assert course.stayer_strays[0, 0] == breaks


def test_gains_by_hand():
    # Without the pact the mover stays in the old line and the stayer enters the new.
    one, two = 0.25, float(model.profit(2, 0.8))
    worth = 0.1 * float(model.undercutting(0.5, 1, 0.8)) + 0.9 * two
    course = run(lines())
    assert course.gain_stayer == pytest.approx([one - two - worth])
    assert course.gain_mover == pytest.approx([one - two - two])


def test_where_nobody_would_enter_the_pact_brings_nothing():
    course = run(lines(second_line=1.0))
    assert course.gain_stayer.tolist() == [0.0]
    assert course.gain_mover.tolist() == [0.0]
    assert not course.entry_pays.any()


def test_the_new_line_grows_from_the_year_after_the_first():
    course = run(lines(substitution=0.0, second_line=9.0, growth=math.log(2), last_year=2000))
    assert course.surplus[0] == pytest.approx([0.125 * (1 + size) for size in (1, 2, 4)])
    drawn = run(lines(volatility=np.full(2, 0.2), second_line=9.0))
    assert drawn.surplus[0, 0] == drawn.surplus[1, 0] == pytest.approx(0.25)
    assert drawn.surplus[0, 1] != drawn.surplus[1, 1]


@given(st.floats(0, 1), st.floats(0, 1), SUBSTITUTION, st.floats(0, 5))
@settings(deadline=None, max_examples=40)
def test_more_friendship_never_breaks_a_pact(one, other, substitution, outsiders):
    low, high = sorted((one, other))
    less, more = (
        run(lines(substitution=substitution, outsiders=outsiders, friendship=f, volatility=0.2))
        for f in (low, high)
    )

    def first(strays):
        return strays[0].argmax() if strays.any() else 99

    assert first(more.stayer_strays) >= first(less.stayer_strays)


@given(SUBSTITUTION, st.floats(0.1, 3), st.floats(0, 0.2), st.floats(0, 0.5))
@settings(deadline=None, max_examples=40)
def test_where_entry_does_not_pay_neither_trust_nor_patience_is_needed(s, size, fixed, once):
    parameters = lines(
        substitution=s, new_line=size, second_line=fixed, entry_cost=once, friendship=1.0
    )
    course = run(parameters)
    strays = run(model.each_for_itself(parameters)).stayer_strays
    assert not strays[~course.entry_pays].any()
    assert strays[0, 0] == course.entry_pays[0, 0]
    assert not course.stayer_strays[~course.entry_pays].any()


def test_rivals_are_settings_of_the_same_equations():
    theory = model.Parameters(friendship=0.3)
    patient = model.self_interest(theory)
    assert (patient.friendship, patient.pact) == (0.0, True)
    alone = model.each_for_itself(theory)
    assert (alone.friendship, alone.pact) == (0.0, False)


def test_theory_and_rivals_meet_the_same_growth_and_the_seed_fixes_it():
    theory = lines(substitution=0.0, second_line=9.0, volatility=np.full(3, 0.3))
    a, b = run(theory), run(model.each_for_itself(theory))
    assert np.array_equal(a.surplus, b.surplus)
    assert np.array_equal(a.surplus, run(theory).surplus)
    assert not np.array_equal(a.surplus, run(theory, seed=2).surplus)


def test_observables_by_hand():
    course = model.Course(
        years=(1998, 1999, 2000),
        stayer_strays=np.array([[False, True, False]]),
        mover_strays=np.array([[True, True, False]]),
        share_old=np.array([[0.4, 0.5, 0.6]]),
        entry_pays=np.array([[False, True]]),
        friendship_needed=np.array([[-0.5, 0.3]]),
        gain_stayer=np.array([0.1]),
        gain_mover=np.array([-0.2]),
        surplus=np.array([[1.0, 2.0]]),
        profit_stayer=np.array([[0.5, 0.25]]),
        profit_mover=np.array([[0.125, 0.25]]),
    )
    assert model.observables(course).iloc[0].to_dict() == {
        "stayer_in_new": 1,
        "mover_in_old_at_end": 0,
        "share_old_at_end": 0.6,
        "gain_stayer": 0.1,
        "gain_mover": -0.2,
        "entry_pays": 0.5,
        "friendship_needed": 0.3,
        "surplus": 3.0,
        "profit_stayer": 0.75,
        "profit_mover": 0.375,
    }


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"substitution": 1.0}, "substitution = 1 lies outside 0 to 0.999"),
        ({"discount": 1.0}, "discount = 1 lies outside 0 to 0.999"),
        ({"reaction": 1.1}, "reaction = 1.1 lies outside 0 to 1"),
        ({"friendship": -0.1}, "friendship = -0.1"),
        ({"second_line": -0.1}, "second_line = -0.1"),
        ({"entry_cost": -0.1}, "entry_cost = -0.1"),
        ({"new_line": -1.0}, "new_line = -1"),
        ({"growth": 2.0}, "growth = 2 lies outside -1 to 1"),
        ({"volatility": math.nan}, "volatility = nan"),
        ({"outsiders": -1.0}, "outsiders = -1"),
        ({"shakeout": -2.0}, "shakeout = -2"),
        ({"outsiders_new": -1.0}, "outsiders_new = -1"),
        ({"growth": np.zeros(2), "discount": np.zeros(3)}, "growth holds 2 draws but discount"),
        ({"partners": 1}, "partners = 1; give a whole number of at least 2"),
        ({"last_year": 1998}, "last_year = 1998 does not follow first_year = 1998"),
    ],
)
def test_bad_parameters_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        model.Parameters(**change)
