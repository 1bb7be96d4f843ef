"""Designs of parameter draws, and which of them the evidence allows."""

from industrial_clusters.experiments.history_matching import (
    Matching,
    envelope,
    match,
    sobol_design,
)

__all__ = ["Matching", "envelope", "match", "sobol_design"]
