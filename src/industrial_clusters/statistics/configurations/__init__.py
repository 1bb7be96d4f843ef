"""Qualitative comparative analysis: which configurations of conditions go with an outcome."""

from industrial_clusters.statistics.configurations.calibration import (
    calibrate_crisp,
    calibrate_fuzzy,
)
from industrial_clusters.statistics.configurations.fit import (
    Necessity,
    Sufficiency,
    TermFit,
    necessity,
    sufficiency,
)
from industrial_clusters.statistics.configurations.memberships import Expression, Term
from industrial_clusters.statistics.configurations.minimisation import (
    Counterfactuals,
    Minimisation,
    Solution,
    minimise,
)
from industrial_clusters.statistics.configurations.truth_tables import TruthTable, truth_table

__all__ = [
    "Counterfactuals",
    "Expression",
    "Minimisation",
    "Necessity",
    "Solution",
    "Sufficiency",
    "Term",
    "TermFit",
    "TruthTable",
    "calibrate_crisp",
    "calibrate_fuzzy",
    "minimise",
    "necessity",
    "sufficiency",
    "truth_table",
]
