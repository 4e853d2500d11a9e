"""Text with marks: the words that were searched for, details in another language."""

import re

from markupsafe import Markup, escape

from ckan.plugins import toolkit as tk
from ckanext.govopen.search import marks

MOST = 20_000
"""Characters of a text that an excerpt is looked for in."""
MARKUP = re.compile(r"[*_`#<>\[\]!|~&\\]|^\s*(?:\d+\.|[-+=]+)", re.MULTILINE)
"""What a description without Markdown lacks; to read it as Markdown takes as long as all the rest of a results card."""


def govopen_mark(text: str | None, query: str | None) -> Markup:
    """The text, escaped, with what the query asked for in `<mark>`."""
    found = marks.parts(text or "", query or "")
    return Markup("").join(Markup("<mark>{}</mark>").format(part) if marked else escape(part) for part, marked in found)


def govopen_excerpt(notes: str | None, query: str | None, length: int) -> Markup:
    """Of a description in Markdown so many characters, those around what the query asked for, with marks as above."""
    text = (notes or "")[:MOST]
    plain = " ".join((tk.h.markdown_extract(text, extract_length=0) if MARKUP.search(text) else text).split())
    return govopen_mark(marks.excerpt(plain, query or "", length), query)


def detail(text: str) -> Markup:
    """A technical detail from a library or a server, marked as English where it is."""
    return Markup('<span lang="en">{}</span>').format(text) if text.isascii() else escape(text)
