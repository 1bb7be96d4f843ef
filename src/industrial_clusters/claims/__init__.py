"""The audit: one function a claim, each of which could return another verdict."""

from industrial_clusters.claims.ledger import Finding, Verdict, audit, check_of, whole_ledger

__all__ = ["Finding", "Verdict", "audit", "check_of", "whole_ledger"]
