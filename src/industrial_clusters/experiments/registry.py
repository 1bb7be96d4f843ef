"""The models of the documents' theories, by name, with their parameters.

A model enters here by one row of :data:`MODELS`. Its module has ``Parameters``, which can be
made without arguments, ``RANGES``, ``simulate`` and ``observables``, and is imported when it
is asked for.
"""

from __future__ import annotations

import dataclasses
import difflib
import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from industrial_clusters.experiments.ensembles import Model

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["MODELS", "Entry", "Parameter", "load", "parameters"]


@dataclass(frozen=True)
class Entry:
    """A model of a document's theory.

    Attributes
    ----------
    source : str
        Key of the document in ``data/sources.csv``.
    question : str
        What the model is asked.
    studied : tuple of str
        The ranges that the book's study draws from, each as ``module:NAME`` within
        :mod:`industrial_clusters.experiments`.
    """

    source: str
    question: str
    studied: tuple[str, ...]


MODELS = {
    "community_enforcement": Entry(
        "ligao2020",
        "Which governance keeps trade honest among how many traders?",
        ("china_italy:GOVERNANCE_RANGES",),
    ),
    "entrepreneurship": Entry(
        "zouliang2015",
        "Does a village follow its first sellers without a package of support?",
        ("junpu:VILLAGE_RANGES",),
    ),
    "firm_population": Entry(
        "zhongguancun1998",
        "Do the numbers and the sizes of firms follow the dates of policy?",
        ("zhongguancun:POPULATION_RANGES", "zhongguancun:SIZE_RANGES"),
    ),
    "innovation_search": Entry(
        "zhongguancun1998",
        "What do units find under many masters, and what when tied to one another?",
        ("zhongguancun:SEARCH_RANGES",),
    ),
    "land_quota": Entry(
        "luganne2016",
        "Would firms have left without the quota, or without cheaper places?",
        ("yongkang:LAND_RANGES",),
    ),
    "market_platform": Entry(
        "ligao2020",
        "Do a market and its workshops feed each other?",
        ("china_italy:MARKET_RANGES",),
    ),
    "mutual_guarantee": Entry(
        "zhang2014",
        "What credit do guarantees among friends raise, and what can they bring down?",
        ("xixia_credit:CREDIT_RANGES",),
    ),
    "peer_pressure": Entry(
        "zhang2014",
        "Does pressure hold effort up as a circle of friends becomes a network?",
        ("xixia:EFFORT_RANGES",),
    ),
    "red_hat": Entry(
        "luganne2016",
        "Could central permission alone have filled the register of 1982?",
        ("yongkang:VILLAGE_RANGES",),
    ),
    "staggered_development": Entry(
        "zhang2014",
        "What keeps two firms out of each other's lines?",
        ("xixia:PACT_RANGES",),
    ),
    "succession": Entry(
        "zhang2014",
        "What does a network keep when the leaders at its centre retire?",
        ("xixia_credit:SUCCESSION_RANGES",),
    ),
    "tie_strength": Entry(
        "zhang2014",
        "Which ties carry news, and which a risky practice?",
        ("xixia:TIE_RANGES",),
    ),
    "trade_first": Entry(
        "zhongguancun1998",
        "Did founders trade because they could not borrow?",
        ("zhongguancun:TRADE_RANGES",),
    ),
}
"""Models by the name of their module in :mod:`industrial_clusters.models`."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of a model.

    Attributes
    ----------
    name, unit : str
        Name, and unit of its values; no unit for a setting.
    default : float, int, bool or str
        Value unless another is given.
    allowed : (float, float) or None
        Least and greatest value that makes sense; None for a setting, which is one value
        for all draws and which the model checks itself.
    studied : (float, float) or None
        What the book's study draws it from, where it does so on the parameter's own scale.
    """

    name: str
    unit: str
    default: Any
    allowed: tuple[float, float] | None
    studied: tuple[float, float] | None


def load(name: str) -> Model:
    """Return a model by its name.

    Raises
    ------
    KeyError
        If there is no such model; the message lists near ones.

    Examples
    --------
    >>> load("red_hat").name
    'industrial_clusters.models.red_hat.simulate'
    >>> load("red_hut")
    Traceback (most recent call last):
        ...
    KeyError: "no model is called 'red_hut'; did you mean red_hat?"
    """
    return Model.of(_module(name))


def parameters(name: str) -> dict[str, Parameter]:
    """Return the parameters of a model, in its order.

    Raises
    ------
    KeyError
        If there is no such model; the message lists near ones.

    Examples
    --------
    >>> parameters("red_hat")["detection"].allowed
    (0, 1)
    >>> parameters("red_hat")["households"].default
    183
    """
    module = _module(name)
    studied: dict[str, tuple[float, float]] = {}
    for place in MODELS[name].studied:
        file, ranges = place.split(":")
        study = importlib.import_module(f"industrial_clusters.experiments.{file}")
        studied |= getattr(study, ranges)
    found = {}
    for field in dataclasses.fields(module.Parameters):
        low, high, unit = module.RANGES.get(field.name, (None, None, ""))
        found[field.name] = Parameter(
            field.name,
            unit,
            field.default,
            None if low is None else (low, high),
            studied.get(field.name),
        )
    return found


def _module(name: str) -> ModuleType:
    if name not in MODELS:
        near = difflib.get_close_matches(name, MODELS, cutoff=0.5)
        raise KeyError(
            f"no model is called {name!r}; "
            + (f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(MODELS)}")
        )
    return importlib.import_module(f"industrial_clusters.models.{name}")
