"""Every public statistic says how it is computed, and shows it."""

import importlib
import inspect
import pkgutil

import pytest

from industrial_clusters import statistics


def public_functions():
    for module in pkgutil.iter_modules(statistics.__path__, f"{statistics.__name__}."):
        if module.name.rpartition(".")[2].startswith("_"):
            continue
        loaded = importlib.import_module(module.name)
        for name, function in vars(loaded).items():
            own = getattr(function, "__module__", "").startswith(module.name)
            if own and inspect.isfunction(function) and not name.startswith("_"):
                yield pytest.param(function, id=f"{module.name.rpartition('.')[2]}.{name}")


@pytest.mark.parametrize("function", list(public_functions()))
def test_a_function_states_what_it_takes_gives_and_rests_on(function):
    text = inspect.getdoc(function) or ""
    for section in ("Parameters", "Returns", "References", "Examples"):
        assert f"\n{section}\n{'-' * len(section)}" in text, section
    assert ">>> " in text
