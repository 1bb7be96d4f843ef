"""Which scripts a page lets run."""

import base64
import hashlib

import pytest

from industrial_clusters.publishing.policy import policy, with_policy


def hash_of(code):
    return base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()


def scripts(page):
    return policy(page).partition("script-src ")[2].split()


def test_each_script_in_the_page_is_named_by_its_hash_once():
    page = (
        "<head></head><script>let a = '<b>';</script><script async>\n two\n</script>"
        "<script>\n two\n</script>"
    )
    named = {f"'sha256-{hash_of(code)}'" for code in ("let a = '<b>';", "\n two\n")}
    assert set(scripts(page)) == {"'self'", *named}
    assert len(scripts(page)) == 3


@pytest.mark.parametrize(
    "script",
    [
        '<script src="a.js"></script>',
        '<script type="application/json" class="c">{"a": 1}</script>',
        '<script type="application/ld+json">{}</script>',
    ],
)
def test_files_and_data_need_no_hash(script):
    assert scripts(script) == ["'self'"]


def test_a_policy_is_written_once_and_first():
    page = with_policy("<html><head><script>1</script></head></html>")
    assert page.index("Content-Security-Policy") < page.index("<script>")
    assert with_policy(page) == page


def test_a_page_without_a_head_is_refused():
    with pytest.raises(ValueError, match="no <head>"):
        with_policy("<p>text</p>")
