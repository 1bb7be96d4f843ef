"""Words that explain themselves: a link with a note that shows on hover, focus and tap."""

from __future__ import annotations

import html


def explained(kind: str, text: str, address: str, anchor: str, note: str) -> str:
    """Return words with a note beside them, as HTML that needs no script.

    Parameters
    ----------
    kind : str
        What the words are: ``fact`` or ``term``.
    text : str
        The words.
    address : str
        Where they lead.
    anchor : str
        Identifier of the note within the page.
    note : str
        The note, as HTML.

    Examples
    --------
    >>> explained("fact", "170", "data.html#x", "fact-1", "Table 1").startswith('<span class="fact')
    True
    """
    return (
        f'<span class="{kind} explained"><a class="{kind}-text explained-text"'
        f' href="{html.escape(address)}" aria-describedby="{anchor}">{html.escape(text)}</a>'
        f'<span class="explained-note" role="tooltip" id="{anchor}">{note}</span></span>'
    )
