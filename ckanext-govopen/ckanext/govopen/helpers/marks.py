"""Text with marks: the words that were searched for, details in another language."""

from markupsafe import Markup, escape

from ckan.plugins import toolkit as tk
from ckanext.govopen.search import marks

MOST = 20_000
"""Characters of a text that an excerpt is looked for in."""


def govopen_mark(text: str | None, query: str | None) -> Markup:
    """The text, escaped, with what the query asked for in `<mark>`."""
    found = marks.parts(text or "", query or "")
    return Markup("").join(Markup("<mark>{}</mark>").format(part) if marked else escape(part) for part, marked in found)


def govopen_excerpt(notes: str | None, query: str | None, length: int) -> Markup:
    """Of a description in Markdown so many characters, those around what the query asked for, with marks as above."""
    plain = " ".join(tk.h.markdown_extract((notes or "")[:MOST], extract_length=0).split())
    return govopen_mark(marks.excerpt(plain, query or "", length), query)


def detail(text: str) -> Markup:
    """A technical detail from a library or a server, marked as English where it is."""
    return Markup('<span lang="en">{}</span>').format(text) if text.isascii() else escape(text)
