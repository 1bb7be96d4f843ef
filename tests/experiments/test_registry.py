"""Every registered model keeps the contract, and every model that does is registered."""

import dataclasses
import importlib
import inspect
import math
import multiprocessing
import pkgutil
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pandas as pd
import pytest

from industrial_clusters import evidence, models
from industrial_clusters.experiments import registry
from industrial_clusters.experiments.ensembles import Model, run

DRAWS = 6


def module_of(name):
    return importlib.import_module(f"industrial_clusters.models.{name}")


def defaults(name, draws=DRAWS):
    """A design in which every parameter that can vary is its default."""
    values = {p.name: p.default for p in registry.parameters(name).values() if p.allowed}
    return pd.DataFrame(values, index=range(draws), dtype=float)


def simulated(name, seed):
    module = module_of(name)
    arrays = {column: values.to_numpy(copy=True) for column, values in defaults(name).items()}
    course = module.simulate(module.Parameters(**arrays), np.random.default_rng(seed))
    return module.observables(course)


@pytest.fixture(scope="module")
def elsewhere():
    """One process that starts afresh, for all models."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        yield pool


def test_every_model_that_keeps_the_contract_is_registered():
    found = {
        name
        for _, name, _ in pkgutil.iter_modules(models.__path__)
        if all(
            hasattr(module_of(name), part)
            for part in ("Parameters", "RANGES", "simulate", "observables")
        )
    }
    assert found == set(registry.MODELS)
    assert list(registry.MODELS) == sorted(registry.MODELS)


@pytest.mark.parametrize("name", registry.MODELS)
class TestContract:
    def test_its_ranges_are_parameters_and_hold_the_defaults(self, name):
        module = module_of(name)
        names = [field.name for field in dataclasses.fields(module.Parameters)]
        assert set(module.RANGES) <= set(names)
        parameters = module.Parameters()
        assert parameters.draws == 1
        for parameter in registry.parameters(name).values():
            assert getattr(parameters, parameter.name) == parameter.default
            if parameter.allowed is None:
                assert type(parameter.default) in {bool, int, float, str}
            else:
                low, high = parameter.allowed
                assert low <= parameter.default <= high
                assert parameter.unit
        assert list(registry.parameters(name)) == names

    def test_its_observables_are_one_row_a_draw_and_have_names(self, name):
        observed = simulated(name, seed=3)
        assert len(observed) == DRAWS
        assert observed.notna().all(axis=None)
        assert observed.columns.is_unique
        assert all(isinstance(column, str) and column for column in observed)
        # A table of draws holds both.
        assert not set(observed) & set(module_of(name).RANGES)
        assert all(pd.api.types.is_numeric_dtype(kind) for kind in observed.dtypes)

    def test_it_is_the_same_from_its_seed_here_and_elsewhere(self, name, elsewhere):
        once, again = simulated(name, seed=3), simulated(name, seed=3)
        pd.testing.assert_frame_equal(once, again, check_exact=True)
        here, there = (
            run(registry.load(name), defaults(name), 3, executor=executor, block=2)
            for executor in (1, elsewhere)
        )
        assert here.failures.empty
        pd.testing.assert_frame_equal(here.outputs, there.outputs, check_exact=True)

    def test_it_takes_chance_from_its_generator_alone(self, name):
        source = inspect.getsource(module_of(name))
        assert "np.random.seed" not in source
        assert "default_rng()" not in source

    def test_what_the_book_draws_lies_in_what_is_allowed(self, name):
        drawn = [p for p in registry.parameters(name).values() if p.studied]
        assert drawn
        for parameter in drawn:
            least, greatest = parameter.allowed or (math.nan, math.nan)
            low, high = parameter.studied or (math.nan, math.nan)
            assert least <= low < high <= greatest

    def test_its_document_is_in_the_data_and_its_question_asks(self, name):
        entry = registry.MODELS[name]
        assert evidence.row("sources", entry.source)["kind"] == "document"
        assert entry.question.endswith("?")
        assert len(entry.question) < 80


def test_parameters_are_read_from_the_model():
    parameters = registry.parameters("red_hat")
    assert parameters["detection"] == registry.Parameter(
        "detection", "probability a year", 0.5, (0, 1), (0.2, 1.0)
    )
    assert parameters["households"] == registry.Parameter("households", "", 183, None, None)
    assert parameters["levy_village"].studied is None


def test_a_model_of_two_studies_has_the_ranges_of_both():
    parameters = registry.parameters("firm_population")
    assert parameters["reform"].studied
    assert parameters["size_volatility"].studied


def test_a_model_is_loaded_with_its_three_parts():
    module = module_of("land_quota")
    assert registry.load("land_quota") == Model(
        module.Parameters, module.simulate, module.observables
    )


@pytest.mark.parametrize("ask", [registry.load, registry.parameters])
def test_an_unknown_model_names_near_ones(ask):
    with pytest.raises(KeyError, match="no model is called 'entrepreneur'; did you mean entrepren"):
        ask("entrepreneur")
    with pytest.raises(KeyError, match=r"'xyz'; there are community_enforcement, entre.*trade_fir"):
        ask("xyz")
