"""Text with marks: the words that were searched for, details in another language."""

import re

from markupsafe import Markup, escape

WORD = re.compile(r"\w+")
LONGEST = 30
"""Characters of a word that are looked at: what is longer is no word of a search."""


def govopen_mark(text: str | None, query: str | None) -> Markup:
    """The text, escaped, with the longest pieces (two characters or more) of each word of the query in `<mark>`."""
    found = _pieces(text or "", query or "")
    if not found:
        return escape(text or "")
    pattern = re.compile("|".join(map(re.escape, sorted(found, key=len, reverse=True))), re.IGNORECASE)
    parts, end = [], 0
    for match in pattern.finditer(text or ""):
        parts += [escape((text or "")[end : match.start()]), Markup("<mark>{}</mark>").format(match.group())]
        end = match.end()
    return Markup("").join([*parts, escape((text or "")[end:])])


def detail(text: str) -> Markup:
    """A technical detail from a library or a server, marked as English where it is."""
    return Markup('<span lang="en">{}</span>').format(text) if text.isascii() else escape(text)


def _pieces(text: str, query: str) -> list[str]:
    """The longest parts of the query's words that stand in the text; Latin words only whole."""
    folded, found = text.casefold(), []
    for word in WORD.findall(query.casefold()):
        if word.isascii():
            found += [word] if word in folded else []
            continue
        short = word[:LONGEST]
        for size in range(len(short), 1, -1):
            parts = (short[start : start + size] for start in range(len(short) - size + 1))
            found += [part for part in parts if part in folded and not any(part in longer for longer in found)]
    return found
