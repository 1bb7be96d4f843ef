"""Tests of what the book build adds to Sphinx."""
