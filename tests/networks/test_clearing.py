"""Clearing against published numbers, limits, laws that payments obey, and brute force."""

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industrial_clusters.networks import clearing
from industrial_clusters.networks.clearing import Clearing, clear

NOBODY = np.zeros((2, 2))


def systems(most=4, *, guarantees=True, costs=True):
    """Random small systems: assets, liabilities and the keywords of `clear`."""

    def build(firms, seed):
        rng = np.random.default_rng(seed)
        between = np.ones((firms, firms)) - np.eye(firms)
        sparse = rng.random((2, firms, firms)) < 0.6
        return (
            rng.uniform(0, 1.5, firms),
            rng.uniform(0, 1, (firms, firms)) * between * sparse[0],
            {
                "outside": rng.uniform(0, 0.5, firms),
                "loans": rng.uniform(0, 1, firms),
                "guarantees": rng.uniform(0, 0.8, (firms, firms))
                * between
                * sparse[1]
                * guarantees,
                "alpha": rng.uniform(0.3, 1) if costs else 1.0,
                "beta": rng.uniform(0.3, 1) if costs else 1.0,
            },
        )

    return st.builds(build, st.integers(2, most), st.integers(0, 2**32 - 1))


def calls_by_hand(repaid, loans, guarantees):
    calls = np.zeros_like(guarantees)
    for k, given_for in enumerate(guarantees):
        for i, amount in enumerate(given_for):
            if amount:
                calls[k, i] = (
                    amount / sum(given_for) * min(sum(given_for), loans[k] * (1 - repaid[k]))
                )
    return calls


def greatest_by_brute_force(assets, liabilities, outside, loans, guarantees, alpha, beta):
    """Try every set of defaulters; of the consistent ones keep what pays the most."""
    firms = range(len(assets))
    found = []
    for size in range(len(assets) + 1):
        for failed in itertools.combinations(firms, size):
            repaid = np.ones(len(assets))
            for _ in range(20000):
                calls = calls_by_hand(repaid, loans, guarantees)
                owed = outside + loans + liabilities.sum(axis=1) + calls.sum(axis=0)
                received = liabilities.T @ repaid
                step = np.ones(len(assets))
                for i in failed:
                    if owed[i] > 0:
                        step[i] = min(1.0, (alpha * assets[i] + beta * received[i]) / owed[i])
                if np.abs(step - repaid).max() < 1e-14:
                    break
                repaid = step
            short = assets + received < owed - 1e-10
            if set(np.flatnonzero(short)) == set(failed):
                found.append(repaid)
    return max(found, key=sum)


def test_the_example_of_veraarts_package():
    # R package systemicrisk 0.4.2 (A. Gandy and L. A. M. Veraart), help page
    # `default_clearing`, "Example output", printed to six decimals.
    three = np.array([[0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]])
    assets, outside = [1 / 2, 5 / 8, 3 / 4], [3 / 2, 1 / 2, 1 / 2]
    without = clear(assets, three, outside=outside)
    assert without.defaults.tolist() == [True, True, False]
    assert without.payments == pytest.approx([1.473214, 1.419643, 1.500000], abs=6e-7)
    costly = clear(assets, three, outside=outside, alpha=0.5, beta=0.7)
    assert costly.defaults.tolist() == [True, True, True]
    assert costly.payments == pytest.approx([0.5020200, 0.5147049, 0.5653806], abs=6e-8)
    # Only the first fails by itself: the others are drawn in by what they do not receive.
    assert costly.fundamental.tolist() == [True, False, False]
    assert costly.rounds == 0


def test_a_chain_of_debts_by_hand():
    # A owes B 10 and has 6; B owes C 8 and has 1; C owes nothing and has 2.
    chain = clear([6, 1, 2], [[0, 10, 0], [0, 0, 8], [0, 0, 0]])
    assert chain.payments == pytest.approx([6, 7, 0])
    assert chain.received == pytest.approx([0, 6, 7])
    assert chain.equity == pytest.approx([0, 0, 9])
    assert chain.repaid == pytest.approx([0.6, 7 / 8, 1])
    costly = clear([6, 1, 2], [[0, 10, 0], [0, 0, 8], [0, 0, 0]], alpha=0.5, beta=0.8)
    # A pays 3; B has 0.5 x 1 + 0.8 x 3 = 2.9.
    assert costly.payments == pytest.approx([3, 2.9, 0])
    assert costly.destroyed == pytest.approx([3, 0.5 + 0.6, 0])


def test_a_chain_of_guarantees_by_hand():
    # C guarantees B's loan, B guarantees A's. A has 40 of 100: B is called for 60.
    # B has 90 and owes 50 + 60: it repays 9/11 and leaves 50 x 2/11 to call on C.
    guarantees = np.zeros((3, 3))
    guarantees[0, 1], guarantees[1, 2] = 100, 50
    chain = clear([40, 90, 20], np.zeros((3, 3)), loans=[100, 50, 0], guarantees=guarantees)
    assert chain.calls[0, 1] == pytest.approx(60)
    assert chain.calls[1, 2] == pytest.approx(100 / 11)
    assert chain.repaid == pytest.approx([0.4, 9 / 11, 1])
    assert chain.equity == pytest.approx([0, 0, 20 - 100 / 11])
    assert chain.bank_loss == pytest.approx([60 - 60 * 9 / 11, 0, 0])
    assert chain.defaults.tolist() == [True, True, False]
    assert chain.fundamental.tolist() == [True, False, False]
    assert chain.rounds == 2  # A's shortfall calls on B, B's on C
    costly = clear(
        [40, 90, 20], np.zeros((3, 3)), loans=[100, 50, 0], guarantees=guarantees, alpha=0.5
    )
    # A repays 20, B is called for 80 and has 45 for 130, C for 50 x 85/130 = 32.7: it fails.
    assert costly.repaid[:2] == pytest.approx([0.2, 45 / 130])
    assert costly.defaults.tolist() == [True, True, True]
    assert costly.destroyed == pytest.approx([20, 45, 10])
    # C pays its 10 and no more.
    assert costly.bank_loss[1] == pytest.approx(50 * 85 / 130 - 10)


def test_guarantors_share_pro_rata_and_up_to_what_they_signed():
    guarantees = np.zeros((3, 3))
    guarantees[0] = [0, 30, 10]
    small = clear([80, 99, 99], np.zeros((3, 3)), loans=[100, 0, 0], guarantees=guarantees)
    assert small.calls[0].tolist() == pytest.approx([0, 15, 5])
    large = clear([20, 99, 99], np.zeros((3, 3)), loans=[100, 0, 0], guarantees=guarantees)
    assert large.calls[0].tolist() == pytest.approx([0, 30, 10])
    assert large.bank_loss[0] == pytest.approx(40)
    assert large.equity.tolist() == pytest.approx([0, 69, 89])


def test_one_guarantor_does_not_stand_in_for_another():
    guarantees = np.zeros((3, 3))
    guarantees[0] = [0, 50, 50]
    broke = clear([0, 0, 99], np.zeros((3, 3)), loans=[100, 0, 0], guarantees=guarantees)
    assert broke.calls[0].tolist() == pytest.approx([0, 50, 50])
    assert broke.bank_loss[0] == pytest.approx(50)
    assert broke.fundamental.tolist() == [True, False, False]
    assert broke.defaults.tolist() == [True, True, False]


def test_a_guaranteed_ring_can_stand_or_fall():
    # By hand: with a half of assets lost, both repay q with q (2 - q) = 0.6.
    ring: dict[str, Any] = {"loans": [1, 1], "guarantees": [[0, 1], [1, 0]], "alpha": 0.5}
    stand, fall = (clear([1.2, 1.2], NOBODY, least=least, **ring) for least in (False, True))
    assert stand.repaid.tolist() == [1, 1]
    assert stand.rounds == 0
    assert fall.repaid == pytest.approx([1 - np.sqrt(0.4)] * 2)
    assert fall.defaults.all()
    assert not fall.fundamental.any()
    # Without default costs the fall could not feed itself.
    ring["alpha"] = 1.0
    assert clear([1.2, 1.2], NOBODY, least=True, **ring).repaid.tolist() == [1, 1]


def test_a_ring_of_guarantees_hands_a_shortfall_round():
    # Each guarantees the next; the first fails, and nobody owes enough to pass it on.
    ring = np.roll(np.eye(3), 1, axis=1)
    safe = clear([0.5, 2, 2], np.zeros((3, 3)), loans=[1, 1, 1], guarantees=ring)
    assert safe.defaults.tolist() == [True, False, False]
    assert safe.rounds == 1
    # With 0.9 more than each owes but the calls, the shortfall comes back to the first.
    close = clear([0.5, 1.1, 1.1], np.zeros((3, 3)), loans=[1, 1, 1], guarantees=ring)
    assert close.defaults.tolist() == [True, True, True]
    assert close.calls[2, 0] > 0
    assert close.owed == pytest.approx(1 + close.calls.sum(axis=0))


@given(systems())
@settings(deadline=None, max_examples=60)
def test_greatest_clearing_by_brute_force(system):
    assets, liabilities, rest = system
    found = clear(assets, liabilities, **rest)
    expected = greatest_by_brute_force(assets, liabilities, **rest)
    assert found.repaid == pytest.approx(expected, abs=1e-9)


@given(systems(guarantees=False))
@settings(deadline=None, max_examples=40)
def test_without_guarantees_a_loan_is_one_more_debt_to_an_outsider(system):
    assets, liabilities, rest = system
    merged = {**rest, "outside": rest["outside"] + rest["loans"], "loans": 0.0}
    one, other = clear(assets, liabilities, **rest), clear(assets, liabilities, **merged)
    assert one.repaid == pytest.approx(other.repaid)
    assert one.calls.sum() == 0
    assert one.bank_loss == pytest.approx(rest["loans"] * (1 - one.repaid))


@given(systems())
@settings(deadline=None, max_examples=60)
def test_the_laws_of_payment(system):
    assets, liabilities, rest = system
    c = clear(assets, liabilities, **rest)
    has = assets + c.received
    # Limited liability: nobody pays more than it has, nor more than it owes.
    assert (c.payments <= has + 1e-9).all()
    assert ((c.repaid >= 0) & (c.repaid <= 1)).all()
    # Absolute priority: owners keep something only where all is paid.
    assert ((c.equity < 1e-9) | (c.repaid == 1)).all()
    assert (c.defaults == (has < c.owed - 1e-9)).all()
    # Fundamental defaults are defaults; a call needs a guarantee.
    assert (c.defaults | ~c.fundamental).all()
    assert (c.calls <= rest["guarantees"] + 1e-12).all()
    # Conservation: what a firm has is paid, kept, or destroyed.
    assert has == pytest.approx(c.payments + c.equity + c.destroyed, abs=1e-9)
    # What the bank misses is what borrowers lack and guarantors do not pay.
    missing = (rest["loans"] * (1 - c.repaid)).sum() - (c.calls * c.repaid).sum()
    assert c.bank_loss.sum() == pytest.approx(missing, abs=1e-9)


@given(systems(costs=False))
@settings(deadline=None, max_examples=40)
def test_without_default_costs_nothing_is_lost(system):
    assets, liabilities, rest = system
    c = clear(assets, liabilities, **rest)
    assert c.destroyed == pytest.approx(0, abs=1e-12)
    outsiders = ((rest["outside"] + rest["loans"]) * c.repaid).sum() + (c.calls * c.repaid).sum()
    assert assets.sum() == pytest.approx(c.equity.sum() + outsiders)


@given(systems(costs=False))
@settings(deadline=None, max_examples=40)
def test_without_default_costs_there_is_one_clearing_vector(system):
    # The docstring's argument: it needs a debt to outsiders of every firm.
    assets, liabilities, rest = system
    rest["outside"] = rest["outside"] + 0.01
    greatest, least = (clear(assets, liabilities, least=low, **rest) for low in (False, True))
    assert least.repaid == pytest.approx(greatest.repaid, abs=1e-9)


@given(systems(), st.floats(0, 1), st.integers(0, 3))
@settings(deadline=None, max_examples=60)
def test_more_assets_never_harm(system, more, who):
    assets, liabilities, rest = system
    richer = assets + more * (np.arange(len(assets)) == who % len(assets))
    poor, rich = clear(assets, liabilities, **rest), clear(richer, liabilities, **rest)
    assert (rich.repaid >= poor.repaid - 1e-9).all()
    assert (rich.defaults <= poor.defaults).all()
    assert (rich.calls <= poor.calls + 1e-9).all()


@given(systems())
@settings(deadline=None, max_examples=40)
def test_higher_default_costs_never_help_and_the_least_is_the_least(system):
    assets, liabilities, rest = system
    free = clear(assets, liabilities, **{**rest, "alpha": 1.0, "beta": 1.0})
    c = clear(assets, liabilities, **rest)
    least = clear(assets, liabilities, least=True, **rest)
    assert (c.repaid <= free.repaid + 1e-9).all()
    assert (least.repaid <= c.repaid + 1e-9).all()


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=20)
def test_worlds_do_not_meet(seed):
    rng = np.random.default_rng(seed)
    assets, alpha = rng.uniform(0, 1.5, (2, 3, 4)), rng.uniform(0.2, 1, (2, 3))
    liabilities = rng.uniform(0, 1, (4, 4)) * (1 - np.eye(4))
    guarantees = rng.uniform(0, 1, (2, 3, 4, 4)) * (1 - np.eye(4))
    many = clear(assets, liabilities, loans=0.5, guarantees=guarantees, alpha=alpha, beta=0.9)
    assert many.repaid.shape == (2, 3, 4)
    assert many.calls.shape == (2, 3, 4, 4)
    assert many.rounds.shape == (2, 3)
    for place in np.ndindex(2, 3):
        alone = clear(
            assets[place],
            liabilities,
            loans=0.5,
            guarantees=guarantees[place],
            alpha=alpha[place],
            beta=0.9,
        )
        assert many.repaid[place] == pytest.approx(alone.repaid, abs=1e-12)
        assert many.rounds[place] == alone.rounds


def test_calls_that_do_not_settle_are_reported(monkeypatch):
    monkeypatch.setattr(clearing, "_LIMIT", 1)
    ring: dict[str, Any] = {"loans": 1.0, "guarantees": [[0, 1], [1, 0]], "alpha": 0.5}
    with pytest.raises(ArithmeticError, match="calls of 1 worlds had not settled after 1 rounds"):
        clear(np.array([[0.5, 1.1], [2.0, 2.0]]), NOBODY, **ring)
    with pytest.raises(ArithmeticError, match="was not reached in 1 steps"):
        clear([0.5, 1.1], NOBODY, least=True, **ring)


def test_a_firm_that_owes_nothing_has_paid_all():
    nothing = clear([0.0, 1.0], NOBODY)
    assert nothing.repaid.tolist() == [1, 1]
    assert not nothing.defaults.any()
    assert nothing.equity.tolist() == [0, 1]


def test_exactly_enough_is_enough():
    # 0.1 + 0.2 is not 0.3 in floating point; the debt is still covered.
    assert not clear([0.3, 0.0], NOBODY, outside=[0.1 + 0.2, 0]).defaults.any()
    assert clear([0.3, 0.0], NOBODY, outside=[0.3 + 1e-9, 0]).defaults.tolist() == [True, False]


def test_a_ring_of_debts_without_money_clears():
    # Each owes the next the same: the debts cancel, though nobody owns anything.
    ring = clear([0, 0, 0], np.roll(np.eye(3), 1, axis=1))
    assert ring.repaid.tolist() == [1, 1, 1]
    assert isinstance(ring, Clearing)
    # The least vector is the other one: nobody pays because nobody is paid.
    least = clear([0, 0, 0], np.roll(np.eye(3), 1, axis=1), least=True)
    assert least.repaid.tolist() == [0, 0, 0]
    assert least.defaults.all()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"assets": [-1.0, 1.0]}, "assets = -1; give a finite amount of at least 0"),
        ({"assets": [np.nan, 1.0]}, "assets = nan"),
        ({"assets": []}, "assets names no firm"),
        ({"assets": 1.0}, "assets names no firm"),
        ({"loans": np.inf}, "loans = inf; give a finite amount"),
        ({"alpha": 1.5}, "alpha = 1.5; give a share from 0 to 1"),
        ({"beta": -0.1}, "beta = -0.1; give a share from 0 to 1"),
        ({"liabilities": np.eye(2)}, "liabilities has an amount on its diagonal"),
        ({"guarantees": np.eye(2)}, "guarantees has an amount on its diagonal"),
        ({"liabilities": np.zeros((3, 3))}, "do not meet; give"),
    ],
)
def test_bad_systems_are_refused(changes, message):
    values = {"assets": [1.0, 1.0], "liabilities": NOBODY, **changes}
    with pytest.raises(ValueError, match=message):
        clear(values.pop("assets"), values.pop("liabilities"), **values)
