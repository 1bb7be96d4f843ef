r"""What is paid when debts meet: clearing vectors with default costs and guarantees.

Firm :math:`i` holds outside assets :math:`e_i` and owes :math:`L_{ij}` to firm
:math:`j`, :math:`d_i` to outsiders, and a bank loan :math:`b_i`. Firm :math:`j` may
have guaranteed :math:`G_{ij}` of that loan. Each firm repays a share :math:`q_i` of all
that it owes, to every creditor alike, and what it receives from others depends on
theirs.

**Eisenberg and Noe** [1]_ let a firm that cannot pay all pay all it has. **Rogers and
Veraart** [2]_ add the cost of default: of a defaulter's outside assets a share
:math:`\alpha` is left, of what its debtors pay it a share :math:`\beta`.

**Guarantees** are contingent liabilities. If :math:`i` repays less than it owes, the
bank is short of :math:`s_i = b_i (1 - q_i)` and calls on the guarantors, each for its
part and none for another's (several liability, pro rata):

.. math:: c_{ij}(q) = \frac{G_{ij}}{g_i} \min(g_i, s_i), \qquad g_i = \sum_k G_{ik}.

A call ranks with the guarantor's other debts, so that it can bring the guarantor down,
whose own guaranteed loan then calls on others. A guarantor's claim on the borrower in
return is worth nothing here: the borrower has paid out what it had. With

.. math:: R_i(q) = e_i + \sum_j L_{ji} q_j, \qquad
          O_i(q) = d_i + b_i + \sum_j L_{ij} + \sum_k c_{ki}(q),

a clearing vector is a fixed point of

.. math:: \Phi_i(q) = \begin{cases} 1 & R_i(q) \ge O_i(q), \\
   \bigl(\alpha e_i + \beta \sum_j L_{ji} q_j\bigr) / O_i(q) & \text{otherwise.}
   \end{cases}

**Existence.** If others repay more, receipts rise and calls fall, so :math:`\Phi` is
monotone on the lattice :math:`[0, 1]^n`. By Tarski [3]_ it has a least and a greatest
fixed point. Descending from :math:`q = 1` leads to the greatest: the solvent at the limit
of a falling sequence are those solvent all along it, since :math:`R \ge O` is closed, and
on fixed sets of defaulters :math:`\Phi` is continuous. The ascent from 0 can stop short
where a firm becomes solvent just at the limit; it then starts again from there.

**Uniqueness.** Without default costs all that firms own ends with their owners, with
outsiders or with the bank. From the least vector to the greatest none of these parts can
fall: what a borrower repays more outweighs what its guarantors are called for less, of
which they pay at most all. Since the sum is fixed, none can rise either; and if every firm
owes something to outsiders, :math:`d_i > 0`, what these get fixes :math:`q`. So there is
one clearing vector, with guarantees as without (for debts among firms alone see Theorem 2
of [1]_). With default costs there can be several: two firms that guarantee each other can
both stand, or each fall by the calls of the other's fall. The greatest is the one of a
court that calls no debt before it must.

**Algorithm.** Within a round of calls the debts are fixed and the fictitious default
algorithm of [1]_ is exact: solve the linear equations of those in default, add whoever
now cannot pay, repeat, at most once a firm. The shortfalls give the next round's calls,
which only grow. Without guarantees there is one round; along a chain of guarantees there
are as many as it has links; in a ring they converge.

References
----------
.. [1] L. Eisenberg and T. H. Noe, "Systemic Risk in Financial Systems", *Management
   Science* 47(2), 2001, 236-249. https://doi.org/10.1287/mnsc.47.2.236.9835
.. [2] L. C. G. Rogers and L. A. M. Veraart, "Failure and Rescue in an Interbank
   Network", *Management Science* 59(4), 2013, 882-898.
   https://doi.org/10.1287/mnsc.1120.1569
.. [3] A. Tarski, "A lattice-theoretical fixpoint theorem and its applications", *Pacific
   Journal of Mathematics* 5(2), 1955, 285-309.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["Clearing", "clear"]

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]
BoolArray: TypeAlias = NDArray[np.bool_]

# Sums of floating-point numbers that are equal on paper differ by less than this,
# relative to the larger; a firm short by so little is not in default.
_SLACK = 1e-12
# A change of the repaid shares below which a fixed point is reached.
_TOLERANCE = 1e-13
_LIMIT = 100_000


@dataclass(frozen=True, eq=False)
class Clearing:
    """What is paid, called and lost; arrays of shape (..., firms) unless said otherwise.

    Attributes
    ----------
    repaid : ndarray of float
        Share of its debts that each firm pays, from 0 to 1.
    owed : ndarray of float
        Its debts, calls on its guarantees included.
    received : ndarray of float
        What its debtors among the firms pay it.
    calls : ndarray of float, shape (..., firms, firms)
        Row: the borrower; column: the guarantor called on, for that amount.
    equity : ndarray of float
        What the owners keep; 0 in default.
    destroyed : ndarray of float
        Cost of the firm's default.
    bank_loss : ndarray of float
        What the bank misses of the firm's loan after its guarantors have paid.
    defaults, fundamental : ndarray of bool
        Whether the firm defaults; whether it would if all others paid and nobody
        called. A default that is not fundamental came from others.
    rounds : ndarray of int, shape (...)
        Rounds in which guarantors were called on; 0 where the least vector is asked.
    """

    repaid: FloatArray
    owed: FloatArray
    received: FloatArray
    calls: FloatArray
    equity: FloatArray
    destroyed: FloatArray
    bank_loss: FloatArray
    defaults: BoolArray
    fundamental: BoolArray
    rounds: IntArray

    @property
    def payments(self) -> FloatArray:
        """What each firm pays in all: the clearing vector in money."""
        return self.repaid * self.owed


@dataclass(frozen=True, eq=False)
class _System:
    """Debts of many worlds, worlds along the first axis."""

    assets: FloatArray
    liabilities: FloatArray
    outside: FloatArray
    loans: FloatArray
    guarantees: FloatArray
    alpha: FloatArray
    beta: FloatArray

    def take(self, worlds: IntArray) -> _System:
        return _System(*(getattr(self, field.name)[worlds] for field in fields(self)))

    @property
    def own_debts(self) -> FloatArray:
        debts: FloatArray = self.outside + self.loans + self.liabilities.sum(axis=-1)
        return debts

    def received(self, repaid: FloatArray) -> FloatArray:
        received: FloatArray = np.einsum("wji,wj->wi", self.liabilities, repaid)
        return received

    def calls(self, repaid: FloatArray) -> FloatArray:
        cover = self.guarantees.sum(axis=-1)
        called = np.minimum(cover, self.loans * (1.0 - repaid))
        return self.guarantees * _over(called, cover)[..., None]

    def left(self, received: FloatArray) -> FloatArray:
        """Return what a firm in default has for its creditors."""
        return self.alpha * self.assets + self.beta * received


def clear(
    assets: ArrayLike,
    liabilities: ArrayLike,
    *,
    outside: ArrayLike = 0.0,
    loans: ArrayLike = 0.0,
    guarantees: ArrayLike = 0.0,
    alpha: ArrayLike = 1.0,
    beta: ArrayLike = 1.0,
    least: bool = False,
) -> Clearing:
    """Return the clearing of debts among firms, in one world or in many.

    Amounts are in one unit of money, of the caller's choice.

    Parameters
    ----------
    assets : array_like, shape (..., firms)
        Outside assets, at least 0; leading axes are worlds, such as shocks.
    liabilities : array_like, shape (firms, firms) or (..., firms, firms)
        What the row's firm owes the column's.
    outside : array_like, optional
        What each firm owes outsiders without guarantee.
    loans : array_like, optional
        Bank loan of each firm, which others may have guaranteed.
    guarantees : array_like, optional
        How much of the row's loan the column's firm guarantees.
    alpha, beta : array_like, optional
        Shares left of a defaulter's outside assets and of what it receives: numbers, or
        one a world; 1 without default costs.
    least : bool, optional
        Whether to return the least clearing vector in place of the greatest.

    Returns
    -------
    Clearing

    Raises
    ------
    ValueError
        If an amount is negative or not a number, a firm owes or guarantees itself, a
        share leaves 0 to 1, or the shapes do not meet.
    ArithmeticError
        If the calls of a ring of guarantees do not settle.

    Examples
    --------
    A owes 100 and has 40. B, which guarantees all of it, has 80 and owes 30: it is called
    on for 60 and falls by the guarantee alone.

    >>> pair = clear([40, 80], np.zeros((2, 2)), loans=[100, 0], outside=[0, 30],
    ...              guarantees=[[0, 100], [0, 0]])
    >>> pair.calls[0].tolist()
    [0.0, 60.0]
    >>> pair.repaid.round(3).tolist()
    [0.4, 0.889]
    >>> pair.bank_loss.round(2).tolist()
    [6.67, 0.0]
    """
    system, shape = _system(assets, liabilities, outside, loans, guarantees, alpha, beta)
    rounds = np.zeros(len(system.assets), dtype=np.int64)
    repaid = _ascend(system) if least else _descend(system, rounds)
    return _outcome(system, repaid, rounds, shape)


def _system(*amounts: ArrayLike) -> tuple[_System, tuple[int, ...]]:
    names = [field.name for field in fields(_System)]
    arrays = {
        name: np.asarray(amount, dtype=np.float64)
        for name, amount in zip(names, amounts, strict=True)
    }
    _check_amounts(arrays)
    firms = arrays["assets"].shape[-1]
    tails = {"liabilities": (firms, firms), "guarantees": (firms, firms), "alpha": (), "beta": ()}
    tails = {name: tails.get(name, (firms,)) for name in names}
    worlds = arrays["assets"].shape[:-1]
    try:
        full = {
            name: np.broadcast_to(array, worlds + tails[name]) for name, array in arrays.items()
        }
    except ValueError as error:
        shapes = {name: array.shape for name, array in arrays.items()}
        raise ValueError(
            f"the shapes {shapes} do not meet; give (..., firms) and (..., firms, firms)"
        ) from error
    for name in ("liabilities", "guarantees"):
        if np.diagonal(full[name], axis1=-2, axis2=-1).any():
            raise ValueError(f"{name} has an amount on its diagonal; no firm owes itself: set 0")
    flat = {name: array.reshape(-1, *tails[name]) for name, array in full.items()}
    flat["alpha"], flat["beta"] = flat["alpha"][:, None], flat["beta"][:, None]
    return _System(**flat), worlds


def _check_amounts(arrays: dict[str, FloatArray]) -> None:
    if arrays["assets"].ndim == 0 or arrays["assets"].shape[-1] == 0:
        raise ValueError("assets names no firm; give one amount a firm")
    for name, array in arrays.items():
        share = name in ("alpha", "beta")
        bad = ~((array >= 0) & (array <= (1.0 if share else np.finfo(np.float64).max)))
        if bad.any():
            remedy = "a share from 0 to 1" if share else "a finite amount of at least 0"
            raise ValueError(f"{name} = {array[bad][0]:g}; give {remedy}")


def _descend(system: _System, rounds: IntArray) -> FloatArray:
    """Greatest fixed point; counts the rounds of calls in place."""
    repaid = np.ones_like(system.assets)
    short = _short(system, system.own_debts, repaid)
    live = np.flatnonzero(short.any(axis=1))
    part = system.take(live)
    share, failed = repaid[live], short[live]
    for _ in range(_LIMIT):
        if not live.size:
            return repaid
        debts = part.own_debts + part.calls(share).sum(axis=-2)
        settled, failed = _fictitious_default(part, debts, failed)
        moved = np.abs(settled - share).max(axis=1) > _TOLERANCE
        repaid[live] = settled
        more = np.flatnonzero(moved & (part.calls(settled).max(axis=(1, 2)) > 0))
        rounds[live[more]] += 1
        live, part, share, failed = live[more], part.take(more), settled[more], failed[more]
    raise ArithmeticError(
        f"the calls of {live.size} worlds had not settled after {_LIMIT} rounds; the firms of "
        "a ring of guarantees own next to nothing: give them assets"
    )


def _fictitious_default(
    system: _System, debts: FloatArray, failed: BoolArray
) -> tuple[FloatArray, BoolArray]:
    """Greatest clearing for fixed debts, from those already known to fail."""
    while True:
        repaid = _over(_solve(system, debts, failed), debts, empty=1.0)
        grown = failed | _short(system, debts, repaid)
        if np.array_equal(grown, failed):
            return repaid, failed
        failed = grown


def _solve(system: _System, debts: FloatArray, failed: BoolArray) -> FloatArray:
    """Payments if just these firms fail: linear in the payments of the failed."""
    if not system.liabilities.any():
        return np.where(failed, np.minimum(system.left(np.zeros_like(debts)), debts), debts)
    relative = system.liabilities * _over(np.ones_like(debts), debts)[..., None]
    owing = system.beta[..., None] * relative.swapaxes(-1, -2)
    both = failed[:, :, None] & failed[:, None, :]
    matrix = np.eye(debts.shape[1]) - np.where(both, owing, 0.0)
    from_solvent = system.received(np.where(failed, 0.0, 1.0))
    known = np.where(failed, system.left(from_solvent), debts)
    payments = np.asarray(np.linalg.solve(matrix, known[..., None])[..., 0], dtype=np.float64)
    return np.clip(payments, 0.0, debts)


def _ascend(system: _System) -> FloatArray:
    """Least fixed point, by steps from the world in which nobody pays."""
    repaid: FloatArray = np.zeros_like(system.assets)
    for _ in range(_LIMIT):
        debts = system.own_debts + system.calls(repaid).sum(axis=-2)
        solvent = ~_short(system, debts, repaid)
        left = _over(system.left(system.received(repaid)), debts, empty=1.0)
        step: FloatArray = np.where(solvent, 1.0, np.minimum(left, 1.0))
        if np.abs(step - repaid).max() <= _TOLERANCE:
            return step
        repaid = step
    raise ArithmeticError(f"the least clearing vector was not reached in {_LIMIT} steps")


def _outcome(
    system: _System, repaid: FloatArray, rounds: IntArray, shape: tuple[int, ...]
) -> Clearing:
    calls = system.calls(repaid)
    owed = system.own_debts + calls.sum(axis=-2)
    received = system.received(repaid)
    defaults = _short(system, owed, repaid)
    has = system.assets + received
    # Calls rest on what borrowers repay, so guarantors pay the share of their own.
    paid_on_calls = np.einsum("wkj,wj->wk", calls, repaid)
    fields_by_name: dict[str, NDArray[Any]] = {
        "repaid": repaid,
        "owed": owed,
        "received": received,
        "calls": calls,
        "equity": np.where(defaults, 0.0, np.maximum(has - owed, 0.0)),
        "destroyed": np.where(defaults, has - system.left(received), 0.0),
        "bank_loss": np.maximum(system.loans * (1.0 - repaid) - paid_on_calls, 0.0),
        "defaults": defaults,
        "fundamental": _short(system, system.own_debts, np.ones_like(repaid)),
        "rounds": rounds,
    }
    return Clearing(
        **{name: array.reshape(shape + array.shape[1:]) for name, array in fields_by_name.items()}
    )


def _short(system: _System, debts: FloatArray, repaid: FloatArray) -> BoolArray:
    has = system.assets + system.received(repaid)
    return has < debts - _SLACK * np.maximum(has, debts)


def _over(numerator: FloatArray, denominator: FloatArray, empty: float = 0.0) -> FloatArray:
    """Divide, with `empty` where nothing is owed."""
    filled = denominator > 0
    quotient: FloatArray = np.full_like(denominator, empty)
    return np.divide(numerator, denominator, out=quotient, where=filled)
