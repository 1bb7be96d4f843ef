"""Entrepreneurship diffusion: agent-steps a second beside the same model written in Mesa.

An agent-step is one household in one month. The mark to beat is fifty times Mesa's agent-steps
a second on the same core, and 20,000 villages of Junpu's size within a minute on two.
"""

import time
from typing import Any

import mesa
import numpy as np
import pytest

from industrial_clusters.models import entrepreneurship
from industrial_clusters.models.entrepreneurship import Course, Parameters, Village

HOUSEHOLDS = 10_000
REPLICATIONS = 100
YEARS = 9  # 108 monthly steps


class Household(mesa.Agent):  # type: ignore[misc]
    """A household that looks at those whom it watches, then opens a shop or not."""

    def __init__(self, model: Any, place: int, village: Village) -> None:
        super().__init__(model)
        self.opportunity = float(village.opportunity[place])
        self.ability = float(village.ability[place])
        self.motivation = float(village.motivation[place])
        self.watched: list[Household] = []
        self.motive = 0.0
        self.trading = self.opens = False

    def look(self) -> None:
        if self.trading:
            return
        model = self.model
        share = sum(other.trading for other in self.watched) / len(self.watched)
        if (
            self.opportunity <= model.feasible
            and self.ability <= model.able + model.learning * share
        ):
            self.motive += model.own + model.copied * share
            self.opens = self.motive >= self.motivation

    def act(self) -> None:
        if self.opens:
            self.trading, self.opens = True, False
            self.model.trading += 1


class MesaVillage(mesa.Model):  # type: ignore[misc]
    """The village of the model, month by month."""

    def __init__(self, parameters: Parameters, village: Village) -> None:
        super().__init__(seed=1)
        self.parameters = parameters
        households = [Household(self, place, village) for place in range(parameters.households)]
        for place, household in enumerate(households):
            ties = village.ties[village.first[place] : village.first[place + 1]]
            household.watched = [households[other] for other in ties]
        for pioneer in range(parameters.pioneers):
            households[pioneer * parameters.households // parameters.pioneers].trading = True
        self.learning = float(parameters.learning)
        self.trading = parameters.pioneers
        self.shops: Any = float(parameters.pioneers)
        self.month = 0

    def step(self) -> None:
        p = self.parameters
        supported = float(self.month >= 12 * (p.support_start - p.first_year))
        self.feasible = (
            p.opportunity * np.exp(p.growth * self.month / 12)
            + supported * p.support_opportunity
            - p.crowding * self.shops / p.households
        )
        self.able = p.ability + supported * p.support_ability
        pace = (1 + supported * p.support_activity) / 12
        self.own = pace * (p.spontaneous + supported * p.support_motivation)
        self.copied = pace * p.imitation
        before = self.trading
        self.agents.do("look")
        self.agents.do("act")
        self.shops += self.trading - before + p.expansion / 12 * before
        self.month += 1


def parameters(households: int = HOUSEHOLDS, replications: int = REPLICATIONS) -> Parameters:
    return Parameters(
        opportunity=np.full(replications, 0.5),
        households=households,
        neighbours=8,
        last_year=2007 + YEARS,
    )


def ours(p: Parameters) -> Course:
    return entrepreneurship.simulate(p, np.random.default_rng(1))


def in_mesa(p: Parameters) -> list[int]:
    """One replication, its agents made included, as ours has the village drawn."""
    village = entrepreneurship.draw_village(p, np.random.default_rng(1))
    model = MesaVillage(one_of(p), village)
    return [step(model) for _ in range(p.months)]


def step(model: MesaVillage) -> int:
    model.step()
    return model.trading


def one_of(p: Parameters) -> Parameters:
    return Parameters(households=p.households, neighbours=p.neighbours, last_year=p.last_year)


def rate(function: Any, p: Parameters, replications: int) -> float:
    """Agent-steps a second, the best of three."""
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        function(p)
        seconds.append(time.perf_counter() - start)
    return p.households * p.months * replications / min(seconds)


@pytest.mark.parametrize("number", [50, 490, 1000])
def test_mesa_computes_the_same(number):
    p = parameters(number, 1)
    assert in_mesa(p) == ours(p).in_trade[0].tolist()


def test_beside_mesa(benchmark):
    benchmark.group = (
        f"Entrepreneurship, {HOUSEHOLDS:,} households of 8 neighbours, {12 * YEARS} months"
    )
    p = parameters()
    course = benchmark.pedantic(ours, (p,), rounds=3, warmup_rounds=1)
    assert course.in_trade.shape == (REPLICATIONS, 12 * YEARS)
    fast, slow = rate(ours, p, REPLICATIONS), rate(in_mesa, p, 1)
    benchmark.extra_info["agent_steps_a_second"] = round(fast)
    benchmark.extra_info["agent_steps_a_second_in_mesa"] = round(slow)
    benchmark.extra_info["times_mesa"] = round(fast / slow)


@pytest.mark.parametrize(
    ("households", "replications"),
    [(5_000, 100), (10_000, 100), (20_000, 100), (40_000, 100), (10_000, 50), (10_000, 200)],
)
def test_growth_with_households_and_replications(benchmark, households, replications):
    benchmark.group = "Entrepreneurship, growth with households and replications"
    p = parameters(households, replications)
    course = benchmark.pedantic(ours, (p,), rounds=3, warmup_rounds=1)
    assert course.households == households
    benchmark.extra_info["ns_an_agent_step"] = round(1e9 / rate(ours, p, replications), 2)


def test_draws_of_junpu(benchmark):
    benchmark.group = "Entrepreneurship, 20,000 draws of 490 households, one process"
    p = Parameters(opportunity=np.linspace(0, 1, 20_000))
    course = benchmark.pedantic(ours, (p,), rounds=2, warmup_rounds=1)
    assert course.in_trade.shape == (20_000, 96)
