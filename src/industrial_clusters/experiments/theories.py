"""Every theory of the five documents beside its rivals, gathered from the studies."""

from __future__ import annotations

from functools import cache

import pandas as pd

from industrial_clusters.experiments import (
    china_italy,
    junpu,
    xixia,
    xixia_credit,
    yongkang,
    zhongguancun,
)
from industrial_clusters.experiments.studies import Confrontation

__all__ = ["CONFIGURATIONS", "confrontations", "shares", "verdicts"]

CONFIGURATIONS = "statistics.configurations"

_STUDIES = (zhongguancun, yongkang, xixia, xixia_credit, junpu, china_italy)


@cache
def confrontations() -> tuple[Confrontation, ...]:
    """Return all confrontations, document by document.

    Examples
    --------
    >>> sorted({each.source for each in confrontations()})
    ['ligao2020', 'luganne2016', 'zhang2014', 'zhongguancun1998', 'zouliang2015']
    """
    return tuple(each for study in _STUDIES for each in study.confrontations())


def shares() -> pd.DataFrame:
    """Return what the record leaves of each model and of its best rival, by draws.

    The configurations of :mod:`~industrial_clusters.statistics.configurations` are left out:
    they count laws and not draws of parameters.

    Returns
    -------
    pandas.DataFrame
        Columns ``Theory``, the short name of the theory's model; ``Model``, the theory or the
        rival of which most is left; ``Name``, what that model is called; ``Share`` of its
        draws that survive; ``Low`` and ``High``, the 95% interval of the share of all its
        parameter space.

    Examples
    --------
    >>> shares()["Model"].unique().tolist()
    ['the theory', 'its best rival']
    """
    rows = []
    for each in confrontations():
        if each.module == CONFIGURATIONS:
            continue
        (theory, first), *rivals = each.studies.items()
        best = max(rivals, key=lambda rival: rival[1].matching.share)
        for model, (name, study) in (("the theory", (theory, first)), ("its best rival", best)):
            bounds, share = study.matching.share_bounds, study.matching.share
            rows.append((theory, model, name, share, bounds.low, bounds.high))
    return pd.DataFrame(rows, columns=["Theory", "Model", "Name", "Share", "Low", "High"])


def verdicts() -> pd.Series[int]:
    """Return how many theories have each verdict.

    Examples
    --------
    >>> int(verdicts().sum()) == len(confrontations())
    True
    """
    return pd.Series([each.verdict for each in confrontations()]).value_counts()
