"""In every model a row of the observables is of one draw, whatever the others are."""

import dataclasses
import importlib

import numpy as np
import pandas as pd
import pytest

from industrial_clusters.experiments import registry

# No model has as many years, firms or members by default.
DRAWS = 13


def module_of(name):
    return importlib.import_module(f"industrial_clusters.models.{name}")


def simulated(name):
    """Return the course of draws spread over what the book's study draws from."""
    module, rng = module_of(name), np.random.default_rng(7)
    drawn = {}
    for parameter in registry.parameters(name).values():
        if parameter.allowed:
            low, high = parameter.studied or (parameter.default, parameter.default)
            drawn[parameter.name] = rng.uniform(low, high, DRAWS)
    return module.simulate(module.Parameters(**drawn), np.random.default_rng(8))


def alone(course, draw):
    """Return the course of one draw: every array with a row a draw keeps that row."""
    kept = {}
    for field in dataclasses.fields(course):
        value = getattr(course, field.name)
        if isinstance(value, np.ndarray) and value.ndim and len(value) == DRAWS:
            kept[field.name] = value[draw : draw + 1]
        elif dataclasses.is_dataclass(value):
            kept[field.name] = alone(value, draw)
    return dataclasses.replace(course, **kept)


@pytest.mark.parametrize("name", registry.MODELS)
def test_what_is_observed_of_a_draw_does_not_depend_on_the_others(name):
    course, observables = simulated(name), module_of(name).observables
    together = observables(course)
    apart = pd.concat([observables(alone(course, draw)) for draw in range(DRAWS)])
    assert len(together) == DRAWS
    pd.testing.assert_frame_equal(together, apart.reset_index(drop=True), check_dtype=False)
