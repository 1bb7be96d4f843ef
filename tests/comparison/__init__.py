"""Tests of the comparison: its modules, and its chapters with a case more."""
