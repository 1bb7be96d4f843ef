"""How a failing check names what it found."""

import pytest


def refuse(place: str, problems: list[str]) -> None:
    """Fail with one line for each problem, where there is one."""
    if problems:
        lines = "\n".join(f"{place}: {problem}" for problem in problems)
        pytest.fail(lines, pytrace=False)
