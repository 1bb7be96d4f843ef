"""Measures of industrial clusters: how fast they grow and how their sizes are distributed."""
