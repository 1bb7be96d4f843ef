"""Checks of the built book, as a reader's browser has it."""
