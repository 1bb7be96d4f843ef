"""One village under five theories: the same households, and what is made of them."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr

from industrial_clusters.evidence import quantity
from industrial_clusters.experiments import one_village
from industrial_clusters.models import market_platform, trade_first

ALONE, KEPT, ENDED = one_village.ALONE, one_village.KEPT, one_village.ENDED
HALF = one_village.HALF
SIX = one_village.SUPPORT_YEARS


@pytest.fixture(scope="module")
def village():
    return one_village.draw_village(60, seed=3)


def one_draw(**values):
    return pd.DataFrame({name: [float(value)] for name, value in values.items()})


def hat(**changes):
    values = {
        "gain": 0.0,
        "gain_spread": 1.0,
        "friction": 0.0,
        "loss": 0.0,
        "detection": 0.5,
        "capacity": 10.0,
        "cover": 1.0,
        "value_of_arrest": 1.0,
    }
    return one_draw(**{**values, **changes})


def package(**changes):
    values = {
        "opportunity": 1.0,
        "growth": 0.0,
        "crowding": 0.0,
        "ability": 0.4,
        "learning": 0.0,
        "spontaneous": 1000.0,
        "imitation": 0.0,
        "expansion": 0.0,
        "support_opportunity": 0.0,
        "support_ability": 0.0,
        "support_motivation": 0.0,
        "support_activity": 0.0,
    }
    return one_draw(**{**values, **changes})


def ties(**changes):
    return one_draw(
        **{"identity": 1.0, "familiarity": 0.0, "telling": 100.0, "threshold": 1.0, **changes}
    )


def credit(**changes):
    values = {
        "log_wealth": np.log10(0.2),
        "wealth_spread": 1.0,
        "productivity": 1.0,
        "productivity_spread": 0.5,
        "margin": 0.1,
        "decline": 0.0,
        "log_wage": np.log10(0.3),
        "interest": 0.1,
        "returns": 0.5,
        "saving": 0.0,
        "taste": 0.0,
        "credit": 3.0,
    }
    return one_draw(**{**values, **changes})


def market(**changes):
    # Place 1/3 between the ends of the snowball is a snowball of 2: the linear platform.
    values = {
        "reach": 2.0,
        "snowball": 1 / 3,
        "log_earnings": 1.0,
        "demand_growth": 0.0,
        "spread": 0.0,
        "fee": 1.0,
        "speed": 0.5,
        "making": 0.0,
        "local_gain": 0.0,
        "stalls": 0.2,
    }
    return one_draw(**{**values, **changes})


DESIGNS = {
    "_under_the_hat": hat,
    "_with_the_package": package,
    "_on_trusted_ties": ties,
    "_with_credit": credit,
    "_on_a_market": market,
}


def run(theory, village, **changes):
    shares = getattr(one_village, theory)(DESIGNS[theory](**changes), village)
    return {name: rows[0] for name, rows in shares.items()}


def test_the_village_has_the_documented_size_and_leaders():
    assert one_village.draw_village().households == quantity("mantang-households-1982").low
    assert quantity("xixia-core-leaders").low == one_village.LEADERS


def test_the_village_is_the_same_from_its_seed_and_another_from_another(village):
    again, other = one_village.draw_village(60, seed=3), one_village.draw_village(60, seed=4)
    for field in dataclasses.fields(one_village.Village):
        assert np.array_equal(getattr(village, field.name), getattr(again, field.name))
    for name in ("ability", "wealth", "distance", "reluctance", "ties", "doubt", "waits"):
        assert not np.array_equal(getattr(village, name), getattr(other, name))


def test_what_the_village_holds_is_independent():
    village = one_village.draw_village(1000)
    people = np.array([village.ability, village.wealth, village.distance, village.reluctance])
    assert np.abs(np.corrcoef(people) - np.eye(4)).max() < 4 / np.sqrt(1000)
    assert np.array_equal(village.doubt, village.doubt.T)
    assert not np.array_equal(village.waits, village.waits.T)


def test_trade_first_draws_the_villages_own_households_again(village):
    drawn = trade_first.draw_founders(
        trade_first.Parameters(
            founders=60, wealth=0.3, wealth_spread=0.5, productivity=2.0, productivity_spread=0.7
        ),
        np.random.default_rng(village.seed),
    )
    assert np.log(drawn.productivity[0] / 2.0) / 0.7 == pytest.approx(village.ability)
    assert np.log(drawn.wealth[0] / 0.3) / 0.5 == pytest.approx(village.wealth)


def test_under_the_hat_ability_is_gain_and_distance_is_friction(village):
    # Nothing is lost by an arrest and the village does not yield: whoever gains works.
    shares = run("_under_the_hat", village)
    assert shares[KEPT] == pytest.approx(np.full(12, (village.ability > 0).mean()))
    burdened = run("_under_the_hat", village, friction=0.5)
    gains = village.ability + 0.5 * np.log1p(-village.distance)
    assert burdened[KEPT][0] == pytest.approx((gains > 0).mean())


def test_with_the_package_the_ablest_come_first(village):
    # Motive and opportunity for all: those come whose ability suffices, plus the pioneer.
    able = ndtr(-village.ability) <= 0.4
    able[0] = True
    assert run("_with_the_package", village)[ALONE] == pytest.approx(np.full(12, able.mean()))
    taught = ndtr(-village.ability) <= 0.4 + 0.3
    taught[0] = True
    helped = run("_with_the_package", village, support_ability=0.3)
    assert helped[KEPT] == pytest.approx(np.full(12, taught.mean()))
    assert helped[ALONE] == pytest.approx(np.full(12, able.mean()))


def test_the_package_ends_no_lower_than_year_six_or_no_support(village):
    shares = run("_with_the_package", village, spontaneous=0.1, support_motivation=0.1)
    assert np.array_equal(shares[ENDED][:SIX], shares[KEPT][:SIX])
    assert (shares[ENDED][SIX:] == np.maximum(shares[KEPT][SIX - 1], shares[ALONE][SIX:])).all()
    assert (shares[ENDED] <= shares[KEPT]).all()
    assert shares[ENDED][-1] < shares[KEPT][-1]


@pytest.mark.parametrize(("needed", "alone"), [(1.0, 1.0), (1.99, 1.0), (2.0, 1 / 60)])
def test_a_lone_starter_carries_only_what_needs_one_partner(village, needed, alone):
    shares = run("_on_trusted_ties", village, threshold=needed)
    assert shares[ALONE] == pytest.approx(np.full(12, alone))
    assert shares[KEPT] == pytest.approx(np.ones(12))


def test_nobody_follows_whom_nobody_trusts(village):
    shares = run("_on_trusted_ties", village, identity=0.0)
    assert shares[KEPT] == pytest.approx(np.full(12, one_village.LEADERS / 60))
    assert shares[ALONE] == pytest.approx(np.full(12, 1 / 60))


def test_leaders_who_retire_tell_no_more_and_others_do(village):
    # So slow that after six years few but the leaders know: without them it goes on less.
    shares = run("_on_trusted_ties", village, telling=0.004)
    assert np.array_equal(shares[ENDED][:SIX], shares[KEPT][:SIX])
    assert shares[ENDED][-1] < shares[KEPT][-1]
    fast = run("_on_trusted_ties", village, telling=0.02)
    assert fast[ENDED][-1] > fast[ENDED][SIX - 1]


def test_credit_called_back_leaves_the_first_six_years_as_they_were(village):
    shares = run("_with_credit", village)
    assert np.array_equal(shares[ENDED][:SIX], shares[KEPT][:SIX])
    # Nobody saves: what ends with credit is what there would have been without.
    assert np.array_equal(shares[ENDED][SIX:], shares[ALONE][SIX:])
    assert shares[KEPT][-1] > shares[ALONE][-1]
    without = run("_with_credit", village, credit=1.0)
    assert np.array_equal(without[KEPT], without[ALONE])


def test_trade_shrinks_from_year_six_on(village):
    shares = run("_with_credit", village, margin=1.0, decline=0.5, productivity=0.01)
    assert shares[KEPT][SIX - 2] == shares[KEPT][0]
    assert shares[KEPT][SIX - 1] <= shares[KEPT][SIX - 2]
    assert shares[KEPT][-1] < shares[KEPT][0]


def test_a_market_needs_its_critical_mass_of_stalls(village):
    # Evans and Schmalensee: without spread and fee 1 / a of the full size, a tenth.
    mass = market_platform.critical_mass(
        market_platform.Parameters(
            substitution=2.0, reach=2.0, earnings=10.0, spread=0.0, fee=0.0, full_size=60.0
        )
    )
    assert mass[0] == pytest.approx(6.0)
    assert run("_on_a_market", village, stalls=0.11)[KEPT][-1] == 1.0
    assert run("_on_a_market", village, stalls=0.09)[KEPT][-1] < 0.09
    assert run("_on_a_market", village, stalls=0.11)[ALONE][0] == pytest.approx(1 / 60)


def test_the_fee_returns_in_year_seven_and_is_felt_in_year_eight(village):
    # Between the masses of 6 stalls without and 12 with the fee.
    shares = run("_on_a_market", village, stalls=0.11, speed=0.05)
    assert np.array_equal(shares[ENDED][: SIX + 1], shares[KEPT][: SIX + 1])
    assert (shares[ENDED][SIX + 1 :] < shares[KEPT][SIX + 1 :]).all()


@pytest.mark.parametrize("theory", ["_with_the_package", "_on_trusted_ties"])
def test_where_the_documents_tell_of_no_exit_nobody_leaves(village, theory):
    slow = {"_with_the_package": {"spontaneous": 0.2}, "_on_trusted_ties": {"telling": 0.02}}
    for shares in run(theory, village, **slow[theory]).values():
        assert (np.diff(shares) >= 0).all()


def test_repression_returns_after_year_six(village):
    shares = run("_under_the_hat", village, gain=0.5, gain_spread=0.1, loss=2.0, detection=0.2,
                 capacity=100.0, value_of_arrest=0.0)  # fmt: skip
    assert shares[KEPT][-1] > 0.9
    assert np.array_equal(shares[ENDED][:SIX], shares[KEPT][:SIX])
    assert shares[ENDED][SIX:] == pytest.approx(shares[ALONE][SIX:])
    assert shares[ALONE][-1] < shares[KEPT][-1]


def test_every_theory_runs_the_same_village_bit_for_bit():
    first, again = (one_village.runs.__wrapped__(40, 8, 5) for _ in range(2))
    assert list(first) == list(one_village.THEORIES)
    for theory, shares in first.items():
        assert set(shares) == {ALONE, KEPT, ENDED, HALF}
        for name, table in shares.items():
            assert table.shape == (8, 12)
            assert [*table.columns] == [*range(1, 13)]
            assert table.to_numpy().min() >= 0
            assert table.to_numpy().max() <= 1
            pd.testing.assert_frame_equal(table, again[theory][name])
        assert len(shares[KEPT].drop_duplicates()) > 1


@pytest.fixture
def _two_theories(monkeypatch):
    """Four draws of two theories, with courses that can be counted by hand."""
    years = pd.RangeIndex(1, 13)

    def table(*rows):
        return pd.DataFrame([np.array(row, dtype=float) for row in rows], columns=years)

    at_once, never = [0.8] * 12, [0.1] * 12
    late = [0.0, 0.1, 0.2, 0.45, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.6]
    fallen = late[:6] + [0.4] * 6
    crafted = {
        "a": {
            ALONE: table(at_once, never, never, at_once),
            KEPT: table(at_once, late, never, never),
            ENDED: table(at_once, fallen, never, never),
            HALF: table(at_once, at_once, late, at_once),
        },
        "b": {run: table(never, never, never, never) for run in (ALONE, KEPT, ENDED, HALF)},
    }
    monkeypatch.setattr(one_village, "runs", lambda **_: crafted)


@pytest.mark.usefixtures("_two_theories")
def test_courses_are_the_quartiles_of_each_year():
    table = one_village.courses()
    assert table["Theory"].tolist() == ["a"] * 12 + ["b"] * 12
    first = table.iloc[0]
    assert first[["Year", "Low", "Middle", "High"]].tolist() == pytest.approx(
        [1, 0.075, 0.1, 0.275]
    )
    assert one_village.courses(ALONE).iloc[0]["Middle"] == pytest.approx(0.45)


@pytest.mark.usefixtures("_two_theories")
def test_take_off_is_counted_with_and_without_support():
    table = one_village.take_off().set_index(["Theory", "Takes off"])["Share"]
    assert table["a"].to_dict() == {
        "either way": 0.25,
        "only with support": 0.25,
        "only without support": 0.25,
        "neither way": 0.25,
    }
    assert table["b", "neither way"] == 1.0


@pytest.mark.usefixtures("_two_theories")
def test_shapes_are_of_those_that_take_off():
    table = one_village.shapes()
    assert table.loc["a"].to_dict() == {
        "all or nothing": 0.75,
        "first year": 0.5,
        "years": 3.0,
        "S-shaped": 0.5,
        "start decides": 0.25,
    }
    assert table.loc["b", "start decides"] == 0.0
    assert table.loc["b", "all or nothing"] == 1.0
    assert table.loc["b", ["first year", "years", "S-shaped"]].isna().all()


@pytest.mark.usefixtures("_two_theories")
def test_withdrawal_asks_the_villages_that_depend_on_support():
    # The first takes off without support; the second alone depends on it, and falls back.
    table = one_village.withdrawal()
    assert table.loc["a"].to_dict() == {
        "villages": 1,
        "fall back": 1.0,
        "kept": 0.6,
        "ended": 0.4,
    }
    assert table.loc["b", "villages"] == 0
    assert table.loc["b", ["fall back", "kept", "ended"]].isna().all()


def test_where_the_start_decides_half_a_village_carries_the_rest(village):
    # Repression with a ceiling of 10 arrests: one finds that it does not pay, thirty do.
    guarded = {"gain": 0.3, "gain_spread": 0.01, "loss": 1.0, "detection": 0.9}
    hats = run("_under_the_hat", village, **guarded, capacity=8.0, value_of_arrest=0.0)
    assert (hats[ALONE][-1], hats[HALF][-1]) == (0.0, 1.0)
    trusting = run("_on_trusted_ties", village, threshold=2.0)
    assert trusting[ALONE][-1] == pytest.approx(1 / 60)
    assert trusting[HALF][-1] == 1.0
    stalls = run("_on_a_market", village)
    assert (stalls[ALONE][-1], stalls[HALF][-1]) == (0.0, 1.0)


def test_where_nobody_looks_at_others_the_start_decides_nothing(village):
    loans = run("_with_credit", village)
    assert np.array_equal(loans[HALF], loans[ALONE])


def test_with_the_package_half_the_village_teaches_the_other(village):
    shares = run("_with_the_package", village, ability=0.0, learning=1.0, spontaneous=0.0,
                 imitation=1000.0)  # fmt: skip
    assert shares[HALF][-1] > 0.75
    assert shares[ALONE][-1] < 0.5


def test_with_credit_ability_is_productivity(village):
    # Rich and without trade: technology for those whom it pays more than the wage.
    shares = run("_with_credit", village, log_wealth=3.0, wealth_spread=0.2, margin=1e-9)
    productivity = np.exp(0.5 * village.ability)
    capital = np.maximum((0.5 * productivity / 0.1) ** 2, 1.0)
    pays = productivity * np.sqrt(capital) - 0.1 * capital > 0.3
    assert 0 < pays.mean() < 1
    assert shares[ALONE] == pytest.approx(np.full(12, pays.mean()))


def test_support_that_helps_is_told_from_support_that_hurts(monkeypatch):
    years = pd.RangeIndex(1, 13)
    full, none = (pd.DataFrame([[share] * 12], columns=years) for share in (1.0, 0.0))
    slow = pd.DataFrame([[0.0] * 6 + [1.0] * 6], columns=years)
    crafted = {
        "helps": {ALONE: none, KEPT: full, ENDED: full, HALF: none},
        "hurts": {ALONE: full, KEPT: none, ENDED: none, HALF: full},
        "hastens": {ALONE: slow, KEPT: full, ENDED: full, HALF: full},
    }
    monkeypatch.setattr(one_village, "runs", lambda **_: crafted)
    told = one_village.take_off().query("Share == 1").set_index("Theory")["Takes off"]
    assert told.to_dict() == {
        "helps": "only with support",
        "hurts": "only without support",
        "hastens": "either way",
    }
    # By year six the last depended on support too, though not by year twelve.
    assert one_village.withdrawal()["villages"].to_dict() == {"helps": 1, "hurts": 0, "hastens": 1}
