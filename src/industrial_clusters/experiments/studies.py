"""A model's draws confronted with the record, and a theory with its rivals.

A :class:`Study` is one model on one design: what was drawn, what came out, which draws the
record allows. A :class:`Confrontation` sets a theory's study beside those of its rivals and
says who is left. The verdict follows from the studies alone, so that none can be written by
hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from industrial_clusters.evidence import Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from industrial_clusters.experiments.history_matching import Matching

__all__ = ["Confrontation", "Study", "arrays", "middle_half", "survivors"]


@dataclass(frozen=True, eq=False)
class Study:
    """One model's draws, what they gave, and which of them the record allows.

    Attributes
    ----------
    parameters, outputs : pandas.DataFrame
        One row a draw.
    matching : Matching
        Which draws meet the documented bounds.
    courses : pandas.DataFrame, optional
        One row a draw, one column a year: what the chart of the study follows;
        empty for a model without time.
    """

    parameters: pd.DataFrame
    outputs: pd.DataFrame
    matching: Matching
    courses: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True, eq=False, kw_only=True)
class Confrontation:
    """A theory of a document against its rivals, on the same draws and the same record.

    Attributes
    ----------
    theory : str
        The argument in a few words.
    source : str
        Key of the document in ``data/sources.csv``.
    module : str
        Module of the model in :mod:`industrial_clusters.models`, or the package's module
        that takes its place.
    question : str
        What the model is asked.
    reproduced : str
        Known result that the model reproduces, with who found it: a test holds it.
    evidence : tuple of str
        Rows that bound the outputs: identifiers of observations, or ``table/identifier``.
    studies : mapping of str to Study
        The theory first, then each rival, by the name that the reader sees.
    overturn : str
        What finding would overturn the verdict.
    page : str
        Page of the book that argues it, such as ``cases/yongkang``.
    """

    theory: str
    source: str
    module: str
    question: str
    reproduced: str
    evidence: tuple[str, ...]
    studies: Mapping[str, Study]
    overturn: str
    page: str

    @property
    def shares(self) -> dict[str, float]:
        """Share of the draws of the theory and of each rival that the record allows."""
        return {name: study.matching.share for name, study in self.studies.items()}

    @property
    def verdict(self) -> str:
        """Who is left: the theory alone, the rivals too, the rivals alone, or nobody."""
        theory, *rivals = self.shares.values()
        if theory > 0:
            return "theory and rival both survive" if any(rivals) else "only the theory survives"
        return "only a rival survives" if any(rivals) else "neither survives"


def arrays(design: pd.DataFrame) -> dict[str, Any]:
    """Return draws as a model's parameters take them: an array for each name.

    Examples
    --------
    >>> arrays(pd.DataFrame({"gain": [0.1, 0.2]}))
    {'gain': array([0.1, 0.2])}
    """
    return {str(name): design[name].to_numpy() for name in design}


def survivors(study: Study) -> pd.DataFrame:
    """Return the outputs of the draws that the record allows."""
    return study.outputs[study.matching.survivors]


def middle_half(values: pd.Series) -> Quantity:
    """Return the range of the middle half of some draws."""
    return Quantity(float(values.quantile(0.25)), float(values.quantile(0.75)))
