"""One theme for every chart of the book.

Colours are CSS variables with a light fallback: on a page of the book a chart
follows the reader's light or dark mode by itself, and anywhere else (a notebook,
a PDF) the fallback holds. The hues are told apart in the three common forms of
colour blindness, and no distinction rests on colour alone.
"""

from __future__ import annotations

import itertools
import os

import altair as alt

from industrial_clusters.evidence import studied

# Metric-compatible with Arial, and carried by the library that draws the static
# picture, so that text has the same width on every machine.
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"

_LIGHT = {
    "ink": "#22262b",
    "muted": "#5b636d",
    "grid": "#d9dde2",
    "faint": "#eceff2",
    "land": "#e6e9ec",
    "paper": "#ffffff",
    "blue": "#0b62a8",
    "orange": "#b4470a",
    "green": "#00704f",
    "purple": "#81408e",
    "gold": "#8a6400",
    "sky": "#3f88b5",
}


def colour(name: str) -> str:
    """Return a named colour of the book, as a chart takes it.

    Raises
    ------
    KeyError
        If the book has no such colour; the message lists those it has.

    Examples
    --------
    >>> colour("blue")
    'var(--chart-blue, #0b62a8)'
    """
    if name not in _LIGHT:
        raise KeyError(f"no colour {name!r}; the book has {', '.join(_LIGHT)}")
    return f"var(--chart-{name}, {_LIGHT[name]})"


# One colour and one shape a case, in the whole book.
CASE_LOOKS = {
    "zhongguancun": (colour("blue"), "circle"),
    "yongkang": (colour("orange"), "square"),
    "xixia": (colour("green"), "triangle-up"),
    "junpu": (colour("purple"), "diamond"),
    "china-italy": (colour("gold"), "cross"),
}

# What cases get that the book does not have yet; a shape of their own where colours repeat.
_SPARE_LOOKS = [
    (colour("sky"), "triangle-down"),
    (colour("blue"), "triangle-left"),
    (colour("orange"), "triangle-right"),
    (colour("green"), "stroke"),
]


def case_looks() -> dict[str, tuple[str, str]]:
    """Return the colour and the shape of each studied case, by the name that a reader sees.

    Examples
    --------
    >>> case_looks()["Xixia"]
    ('var(--chart-green, #00704f)', 'triangle-up')
    """
    spare = itertools.cycle(_SPARE_LOOKS)
    return {
        name: CASE_LOOKS[case] if case in CASE_LOOKS else next(spare)
        for case, name in studied()["name"].items()
    }


# The order in which a chart of several categories takes its colours.
CATEGORY_COLOURS = [colour(name) for name in ("orange", "blue", "green", "purple", "gold", "sky")]


@alt.theme.register("industrial-clusters", enable=True)
def theme() -> alt.theme.ThemeConfig:
    """Return the configuration that all charts share."""
    return {
        "config": {
            "background": "transparent",
            "font": FONT,
            "view": {"stroke": None, "continuousWidth": 640, "continuousHeight": 320},
            "axis": {
                "labelColor": colour("ink"),
                "titleColor": colour("muted"),
                "labelFontSize": 12,
                "titleFontSize": 12,
                "titleFontWeight": "normal",
                "domainColor": colour("muted"),
                "tickColor": colour("muted"),
                "gridColor": colour("grid"),
            },
            "legend": {
                "labelColor": colour("ink"),
                "titleColor": colour("muted"),
                "labelFontSize": 12,
                "titleFontSize": 12,
                "titleFontWeight": "normal",
                "orient": "top",
                # A narrow plot leaves no room to its right, but some above the labels of its rows.
                "layout": {"top": {"anchor": {"signal": "width < 320 ? 'end' : 'start'"}}},
                "symbolSize": 90,
                "symbolBaseFillColor": colour("muted"),
                "symbolBaseStrokeColor": colour("muted"),
            },
            "header": {"labelColor": colour("ink"), "titleColor": colour("muted")},
            "title": {
                "anchor": "start",
                "color": colour("ink"),
                "subtitleColor": colour("muted"),
                "fontSize": 15,
                "subtitleFontSize": 12,
            },
            "text": {"color": colour("ink"), "fontSize": 12},
            "rule": {"color": colour("muted")},
            "point": {"size": 70, "filled": True},
            "line": {"strokeWidth": 2.2},
            "range": {"category": CATEGORY_COLOURS},
        }
    }


# The book build names its own renderer; elsewhere charts are live widgets of the
# notebook, with scripts from this machine.
if _named := os.environ.get("ALTAIR_RENDERER"):
    alt.renderers.enable(_named)
else:
    alt.renderers.enable("jupyter", offline=True)
