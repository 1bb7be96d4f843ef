"""What every chapter does besides drawing charts: put computed numbers where its prose prints them.

Only chapters import this module; it needs what builds the book.
"""

from __future__ import annotations

from collections.abc import Callable

from industrial_clusters.evidence import Quantity, formatted


def say(**numbers: object) -> None:
    """Put computed numbers, already worded, where the prose can print them.

    Parameters
    ----------
    **numbers : object
        A text, or what prints as one, by the name under which the prose asks for it.
    """
    # The package computes without what builds the book.
    from myst_nb import glue  # noqa: PLC0415

    for name, text in numbers.items():
        glue(name, str(text), display=False)


def saying(prefix: str) -> Callable[..., None]:
    """Return :func:`say` for a chapter whose names all begin alike.

    Parameters
    ----------
    prefix : str
        Beginning of every name, such as ``"networks-"``: names are one list for the whole book.
    """

    def prefixed(**numbers: object) -> None:
        say(**{f"{prefix}{name}": text for name, text in numbers.items()})

    return prefixed


def percent(share: float | Quantity, digits: int = 0) -> str:
    """Return a share as the prose prints it.

    Examples
    --------
    >>> percent(0.256), percent(Quantity(0.25, 0.5)), percent(0.256, 1)
    ('26%', '25–50%', '25.6%')
    """
    return formatted(share if isinstance(share, Quantity) else float(share), digits, percent=True)
