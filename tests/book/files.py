"""What can be said of the book's files without a browser."""

from __future__ import annotations

import gzip
import re
import socket
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import html5lib  # type: ignore[import-untyped]
from bs4 import BeautifulSoup
from bs4.element import Tag

# Attributes that make a browser load something; the second list only leads somewhere.
LOADING = ("src", "srcset", "poster", "data", "action", "formaction", "background", "ping")
STATEMENTS = {"canonical", "license", "cite-as", "author"}


def pages(root: Path) -> list[Path]:
    """Return every page below a folder, in order."""
    found = sorted(root.rglob("*.html")) if root.exists() else []
    # The theme leaves templates among its files.
    return [page for page in found if "_static" not in page.relative_to(root).parts]


@cache
def soup(page: Path) -> BeautifulSoup:
    """Return a parsed page."""
    return BeautifulSoup(
        page.read_text(encoding="utf-8"), "html.parser", multi_valued_attributes=None
    )


def markup_problems(page: Path) -> list[str]:
    """Return what is wrong with a page's HTML."""
    parsed = soup(page)
    ids = Counter(str(element["id"]) for element in parsed.select("[id]"))
    return [
        *parse_errors(page.read_text(encoding="utf-8")),
        *(f"id {name!r} is given {times} times" for name, times in ids.items() if times > 1),
        *wrong_count(parsed, "h1", "heading of the first level"),
        *wrong_count(parsed, "meta[name=viewport]", "viewport"),
        *wrong_count(parsed, "title:not(svg title)", "title"),
        *wrong_count(parsed, "main", "main part"),
    ]


def parse_errors(text: str) -> list[str]:
    """Return the errors of the HTML standard's parser, each with its line."""
    parser = html5lib.HTMLParser()
    parser.parse(text)
    return [
        f"line {position[0]}: {code} {details or ''}".strip()
        for position, code, details in parser.errors
    ]


def wrong_count(parsed: BeautifulSoup, selector: str, name: str) -> list[str]:
    """Return a line unless a page has exactly one of an element."""
    found = len(parsed.select(selector))
    return [] if found == 1 else [f"{found} {name}s, not one"]


def link_problems(root: Path, page: Path) -> list[str]:
    """Return the addresses of a page that lead nowhere in the book, or load from outside."""
    lines = []
    for element, attribute, address in addresses(page):
        described = f"<{element.name} {attribute}={address!r}>"
        if is_outside(address):
            if not may_lead_outside(element, attribute):
                lines.append(f"{described} loads from outside the book")
        elif problem := dead_end(root, page, address):
            lines.append(f"{described} {problem}")
    return lines


def addresses(page: Path) -> Iterator[tuple[Tag, str, str]]:
    """Yield every address of a page with the element and attribute that hold it."""
    for element in soup(page).select("*"):
        for attribute in ("href", "xlink:href", *LOADING):
            value = element.get(attribute)
            if value is None:
                continue
            parts = str(value).split(",") if attribute == "srcset" else [str(value)]
            for part in parts:
                address = part.strip().split(" ")[0] if attribute == "srcset" else part.strip()
                if not address.startswith(("data:", "mailto:", "javascript:")):
                    yield element, attribute, address


def is_outside(address: str) -> bool:
    """Return whether an address names another server, or the root of this one."""
    parts = urlsplit(address)
    return bool(parts.scheme or parts.netloc) or address.startswith("/")


def may_lead_outside(element: Tag, attribute: str) -> bool:
    """Return whether an address is a link to follow or a statement, not something to load."""
    if attribute != "href":
        return False
    relation = str(element.get("rel", ""))
    return element.name == "a" or (element.name == "link" and relation in STATEMENTS)


def dead_end(root: Path, page: Path, address: str) -> str:
    """Return why an address within the book leads nowhere, or nothing."""
    parts = urlsplit(urljoin(page.as_uri(), address))
    target = Path(unquote(parts.path))
    if not target.is_relative_to(root):
        return "leaves the book"
    if not target.is_file():
        return "does not exist"
    fragment = unquote(parts.fragment)
    if fragment and target.suffix == ".html" and fragment not in identifiers(target):
        return "has no such place"
    return ""


@cache
def identifiers(page: Path) -> frozenset[str]:
    """Return the ids of a page."""
    return frozenset(str(element["id"]) for element in soup(page).select("[id]"))


def outside_links(page: Path) -> list[str]:
    """Return the addresses outside the book to which a page leads."""
    return [address for _, _, address in addresses(page) if is_outside(address)]


def style_problems(root: Path, style: Path) -> list[str]:
    """Return what a style sheet takes from outside the book, or from nowhere."""
    text = style.read_text(encoding="utf-8")
    lines = []
    for address in re.findall(r"""(?:url\(|@import)\s*["']?([^"')\s;]+)""", text):
        if address.startswith(("data:", "#")):
            continue
        problem = "is outside" if is_outside(address) else dead_end(root, style, address)
        if problem:
            lines.append(f"{style.name}: {address} {problem}")
    return lines


def policy_problems(page: Path) -> list[str]:
    """Return what a page lacks of a policy that lets nothing in from elsewhere or from text."""
    parsed = soup(page)
    stated = parsed.select("meta[http-equiv=Content-Security-Policy]")
    if len(stated) != 1:
        return [f"{len(stated)} content security policies, not one"]
    rules = dict(part.partition(" ")[::2] for part in str(stated[0]["content"]).split("; "))
    lines = [] if rules.get("default-src") == "'none'" else ["what no rule names is let in"]
    if stated[0].find_previous(["script", "link", "style"]):
        lines.append("something is loaded before the policy")
    scripts = rules.get("script-src", "")
    if re.search("unsafe|https?:|data:|[*]", scripts):
        lines.append(f"scripts are let in by {scripts}")
    handlers = (
        f"<{element.name}> has an inline handler {name}"
        for element in parsed.select("*")
        for name in element.attrs
        if name.startswith("on")
    )
    return [*lines, *handlers]


def machine_names(root: Path, repository: Path) -> list[bytes]:
    """Return patterns of what would tell on which machine the book was built."""
    places = [re.escape(str(folder)).encode() for folder in (repository, root, Path.home())]
    places += [rb"/(?:home|Users)/[A-Za-z0-9._-]+", rb"/tmp/\w+", rb"[A-Z]:\\Users\\\w+"]
    # Not within a longer path or an address.
    patterns = [rb"(?<![\w.])" + place + rb"(?![\w-])" for place in places]
    host = socket.gethostname()
    # A short name is a word like any other.
    if len(host) > 3:
        patterns.append(rb"\b" + re.escape(host).encode() + rb"\b")
    return patterns


def traces(content: bytes, patterns: Iterable[bytes]) -> list[str]:
    """Return the words of a file that tell on which machine it was built."""
    # The bare pattern is sought first: words around it would be tried at every byte of the book.
    found = (re.search(pattern, content) for pattern in patterns)
    return [_word(content, match).decode(errors="replace") for match in found if match]


def _word(content: bytes, match: re.Match[bytes]) -> bytes:
    """Return what was found with the rest of its word, up to a length."""
    before = re.search(rb"[^\s\"']*\Z", content[max(0, match.start() - 60) : match.start()])
    after = re.match(rb"[^\s\"']{0,60}", content[match.end() :][:60])
    return (before[0] if before else b"") + match[0] + (after[0] if after else b"")


def opened(path: Path) -> bytes:
    """Return the content of a file; an inventory is decompressed."""
    content = path.read_bytes()
    if path.suffix != ".inv":
        return content
    head = b"".join(content.splitlines(keepends=True)[:4])
    return head + zlib.decompress(content[len(head) :])


def weight(loaded: Iterable[Path]) -> tuple[int, int]:
    """Return the bytes that files take on the way to a reader, compressed and raw."""
    contents = [path.read_bytes() for path in loaded]
    return sum(len(gzip.compress(content, 6)) for content in contents), sum(map(len, contents))
