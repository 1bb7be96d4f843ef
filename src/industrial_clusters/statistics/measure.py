"""What the measures return: a number or a labelled table, with the convention that was used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

import pandas as pd

from industrial_clusters.evidence.quantity import Quantity

Labelled = TypeVar("Labelled", pd.Series, pd.DataFrame)


@dataclass(frozen=True, slots=True)
class Measure(Quantity):
    """A statistic with its bounds and the convention by which it was computed.

    It is a :class:`~industrial_clusters.evidence.quantity.Quantity`, and calculates as
    one. A statistic of exact numbers has ``low == high`` and converts to ``float``.

    Parameters
    ----------
    low, high : float
        Bounds of the statistic, as sharp as the function that returns it states.
    unit : str, optional
        Unit of both bounds; most measures have none.
    convention : str, optional
        The formula or variant in use, in words that tell it from its alternatives.

    Raises
    ------
    ValueError
        If a bound is not a number or ``low`` exceeds ``high``.

    References
    ----------
    .. [1] C. F. Manski, *Partial Identification of Probability Distributions*,
       Springer, 2003. https://doi.org/10.1007/b97478

    Examples
    --------
    >>> index = Measure(0.26, 0.26, convention="sum of squared shares")
    >>> float(index)
    0.26
    """

    convention: str = ""

    def __float__(self) -> float:
        """Return the one value of an exact statistic.

        Raises
        ------
        ValueError
            If the statistic is known only within bounds.
        """
        if not self.is_exact:
            raise ValueError(
                f"the statistic is known only to lie between {self.low} and {self.high}; "
                "use .low and .high"
            )
        return float(self.low)


@dataclass(frozen=True, slots=True, eq=False)
class Measures(Generic[Labelled]):
    """A statistic for each of many labels, with its bounds and convention.

    Parameters
    ----------
    low, high : pandas.Series or pandas.DataFrame
        Bounds of the statistic, with the labels of what was measured. For exact
        input both are the same object.
    convention : str
        The formula or variant in use, in words that tell it from its alternatives.

    References
    ----------
    .. [1] C. F. Manski, *Partial Identification of Probability Distributions*,
       Springer, 2003. https://doi.org/10.1007/b97478

    Examples
    --------
    >>> shares = pd.Series({"Datang": 0.65, "Shengzhou": 0.3})
    >>> Measures(shares, shares, "share of the nation").exact["Datang"].item()
    0.65
    """

    low: Labelled
    high: Labelled
    convention: str

    @property
    def is_exact(self) -> bool:
        """Whether both bounds are the same numbers everywhere."""
        return self.low is self.high or self.low.equals(self.high)

    @property
    def exact(self) -> Labelled:
        """The statistic where every one is exact.

        Raises
        ------
        ValueError
            If any is known only within bounds.
        """
        if not self.is_exact:
            raise ValueError("some of these are known only within bounds; use .low and .high")
        return self.low
