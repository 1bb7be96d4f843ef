"""Designs of parameter draws, models run over them, and which draws the evidence allows."""

from industrial_clusters.experiments.designs import latin_hypercube_design, sobol_design
from industrial_clusters.experiments.history_matching import (
    Matching,
    constraints_from,
    envelope,
    match,
)

__all__ = [
    "Matching",
    "constraints_from",
    "envelope",
    "latin_hypercube_design",
    "match",
    "sobol_design",
]
