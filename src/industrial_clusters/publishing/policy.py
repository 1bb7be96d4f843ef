"""A content security policy for every page: the book's own files, and no code from text.

A page in a file has no server to send the policy, so that each page carries its own. Scripts
within a page are named by the hash of their text; nothing may be evaluated (the charts'
expressions are interpreted), and nothing may be asked of another host.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from sphinx.application import Sphinx

# What a page may load, besides scripts. Charts and formulas set styles of single elements.
_SOURCES = (
    "default-src 'none'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
)
_INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?P<said>[^>]*)>(?P<code>.*?)</script>", re.DOTALL)
# A script of another type is data, which no browser runs.
_DATA = re.compile(r'type="application/(?:ld\+)?json"')
_HEAD = re.compile(r"<head>")


def policy(page: str) -> str:
    """Return the policy of a page, given its HTML.

    Examples
    --------
    >>> policy("<script>1</script>").rpartition("; ")[2]
    "script-src 'self' 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='"
    """
    codes = {m["code"] for m in _INLINE.finditer(page) if not _DATA.search(m["said"])}
    hashes = sorted(f"'sha256-{_hash(code)}'" for code in codes)
    return "; ".join([*_SOURCES, " ".join(["script-src 'self'", *hashes])])


def _hash(code: str) -> str:
    return base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()


def with_policy(page: str) -> str:
    """Return a page with its policy before everything that it rules.

    Raises
    ------
    ValueError
        If the page has no head.

    Examples
    --------
    >>> with_policy("<head></head>").count("Content-Security-Policy")
    1
    """
    if 'http-equiv="Content-Security-Policy"' in page:
        return page
    tag = f'<head>\n<meta http-equiv="Content-Security-Policy" content="{policy(page)}" />'
    # A function, since a hash may hold what a replacement would take for a reference.
    ruled, found = _HEAD.subn(lambda _: tag, page, count=1)
    if not found:
        raise ValueError("the page has no <head> for a policy to stand in")
    return ruled


def write_policies(app: Sphinx, failure: Exception | None) -> None:
    """Put its policy into each page that was written."""
    if failure is not None or app.builder.format != "html":
        return
    for path in sorted(Path(app.outdir).rglob("*.html")):
        # The theme leaves templates among its files.
        if "_static" in path.relative_to(app.outdir).parts:
            continue
        page = path.read_text(encoding="utf-8")
        if (ruled := with_policy(page)) != page:
            path.write_text(ruled, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Connect the step to the build."""
    app.connect("build-finished", write_policies)
