"""What only a browser can say of a page: what it asks for, draws, shows and hides."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, Request, Route
from playwright.sync_api import TimeoutError as PlaywrightTimeout

# All of WCAG 2.2 to level AA and axe-core's own good practice; no rule is switched off.
AXE_OPTIONS = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
    # Else axe asks for the style sheets a second time, which a page in a file may not.
    "preload": False,
}
PATIENCE = 20_000  # milliseconds


@dataclass(frozen=True, slots=True)
class Look:
    """How a reader has a page before them.

    Parameters
    ----------
    width : int
        Width of the window in pixels.
    theme : str
        Light or dark.
    chosen : bool
        Whether the reader chose the theme, against their system, or has it from the system.
    """

    width: int
    theme: str
    chosen: bool = False

    def __str__(self) -> str:
        return f"{self.width}-{self.theme}"

    @property
    def system(self) -> Any:
        """Return the color scheme of the reader's system."""
        return self.theme if not self.chosen else {"light": "dark", "dark": "light"}[self.theme]


# A phone takes the theme from the system, a desk from the reader's choice against the
# system: four visits, both ways into both themes.
LOOKS = [
    Look(width, theme, chosen)
    for width, chosen in ((390, False), (1280, True))
    for theme in ("light", "dark")
]


@dataclass(slots=True)
class Visit:
    """A page in a browser, and what it has asked for and complained of so far."""

    page: Page
    loaded: list[Path] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@contextmanager
def visited(browser: Browser, root: Path, name: str, look: Look, **options: Any) -> Iterator[Visit]:
    """Open a page of a folder without a network and note what it does."""
    context = browser.new_context(
        viewport={"width": look.width, "height": 844},
        color_scheme=look.system,
        reduced_motion="reduce",
        offline=True,
        **options,
    )
    page = context.new_page()
    visit = Visit(page)
    page.route("**/*", lambda route: admit(route, visit, root))
    page.on("console", lambda message: note(visit, message.type, message.text))
    page.on("pageerror", lambda error: visit.complaints.append(f"error: {error}"))
    if look.chosen:
        page.add_init_script(f"localStorage.setItem('mode', '{look.theme}')")
    page.goto((root / name).as_uri(), wait_until="load")
    yield visit
    context.close()


def admit(route: Route, visit: Visit, root: Path) -> None:
    """Let a request for a file of the book through, and stop any other."""
    if (path := file_of(route.request, root)) is None:
        visit.left.append(route.request.url)
        route.abort()
        return
    if path not in visit.loaded:
        visit.loaded.append(path)
    route.continue_()


def file_of(request: Request, root: Path) -> Path | None:
    """Return the file of the book that a request asks for, if it does."""
    parts = urlsplit(request.url)
    path = Path(unquote(parts.path))
    return path if parts.scheme == "file" and path.is_relative_to(root) else None


def note(visit: Visit, kind: str, text: str) -> None:
    """Keep what the page complains of; its plain messages are no matter."""
    if kind in {"error", "warning"}:
        visit.complaints.append(f"{kind}: {text}")


def draw_charts(page: Page) -> list[str]:
    """Scroll to each chart until it is live, and return those that never are."""
    missing = []
    for figure in page.locator("figure.chart").all():
        figure.scroll_into_view_if_needed()
        try:
            figure.and_(page.locator("[data-drawn=live]")).wait_for(timeout=PATIENCE)
        except PlaywrightTimeout:
            missing.append(f"#{figure.get_attribute('id')} is not drawn live")
    return missing


def chart_problems(page: Page) -> list[str]:
    """Return what the live charts of a page lack."""
    lines: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("figure.chart")].flatMap((figure) => {
          const lines = [];
          const say = (words) => lines.push(`#${figure.id} ${words}`);
          const text = (selector) => figure.querySelector(selector)?.textContent.trim();
          const svg = figure.querySelector(".chart-live svg");
          const box = svg?.getBoundingClientRect();
          if (!svg?.querySelector("[class*=mark-] :is(path, rect, line, text, circle)"))
            say("has no marks");
          else if (box.width < 100 || box.height < 50) say("is too small to see");
          const described = svg?.closest("[aria-label]")?.getAttribute("aria-label");
          if (!described?.trim()) say("has no description");
          if (!text("figcaption .chart-title")) say("has no title");
          if (!text(".chart-details p")) say("does not say what it shows");
          if (!figure.querySelector(".chart-details tbody td")) say("has no data table");
          for (const word of svg?.querySelectorAll("text") ?? []) {
            const { left, right, top, bottom, width } = word.getBoundingClientRect();
            if (!width) continue;
            const shown = word.textContent.trim();
            if (shown.endsWith("…")) say(`cuts a label short: ${shown}`);
            if (left < box.left - 1 || right > box.right + 1 ||
                top < box.top - 1 || bottom > box.bottom + 1)
              say(`has a label beyond its edge: ${shown}`);
          }
          const right = figure.getBoundingClientRect().right + 1;
          for (const part of figure.querySelectorAll("*")) {
            if (part.closest("svg") !== null && part !== svg) continue;
            if (part.getBoundingClientRect().right <= right) continue;
            let up = part.parentElement;
            while (up !== figure && !/auto|scroll/.test(getComputedStyle(up).overflowX))
              up = up.parentElement;
            if (up === figure) say(`is overflown by ${part.tagName}.${part.className}`);
          }
          return lines;
        })"""
    )
    return lines


def overflow_problems(page: Page) -> list[str]:
    """Return the elements that make a page wider than its window, or are cut off by it."""
    lines: list[str] = page.evaluate(
        """() => {
          const width = window.innerWidth;
          const scrolled = document.documentElement.scrollWidth;
          const style = (element) => getComputedStyle(element);
          const wide = [...document.querySelectorAll("body *")].filter((element) => {
            const box = element.getBoundingClientRect();
            if (box.width === 0 || box.right <= width + 1) return false;
            for (let up = element.parentElement; up !== document.body; up = up.parentElement)
              if (style(up).overflowX !== "visible") return false;
            return style(element).visibility !== "hidden";
          });
          const reach = (element) => Math.round(element.getBoundingClientRect().right);
          const name = (element) => element.cloneNode(false).outerHTML.replace(/<\\/.*/, "");
          const lines = wide.sort((a, b) => reach(b) - reach(a)).slice(0, 5)
            .map((element) => `${name(element)} reaches ${reach(element)}`);
          if (scrolled > width) lines.unshift(`the page scrolls sideways: ${scrolled} > ${width}`);
          return lines;
        }"""
    )
    return lines


def open_details(page: Page) -> None:
    """Open everything that a page folds away."""
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")


def accessibility_violations(page: Page) -> list[str]:
    """Return a line for each element that breaks an accessibility rule."""
    found = Axe().run(page, options=AXE_OPTIONS).response["violations"]
    return [
        f"{violation['id']}: {node['target'][0]}: {' '.join(node['failureSummary'].split())}"
        for violation in found
        for node in violation["nodes"]
    ]


def places_outside(page: Page) -> list[str]:
    """Return the sources of facts that do not stay within the window when they show."""
    lines: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("article .explained")].flatMap((fact) => {
          const place = fact.querySelector(".explained-note");
          fact.scrollIntoView({ block: "center" });
          fact.classList.add("is-open");
          const { left, right, width, height } = place.getBoundingClientRect();
          const sideways = document.documentElement.scrollWidth > window.innerWidth;
          fact.classList.remove("is-open");
          const within = left >= 0 && right <= window.innerWidth && width > 0 && height > 0;
          if (within && !sideways) return [];
          return [`#${place.id} stands from ${Math.round(left)} to ${Math.round(right)}`];
        })"""
    )
    return lines
