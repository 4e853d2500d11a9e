"""Spellings of one answer, and which of them is the one to keep: what the rule proposes is what the repair writes."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from ckanext.govopen.files.words import words
from ckanext.govopen.national import data

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

MOST = 0.8
"""The part of a column that must be answers of a kind."""
REPEATED = 1.5
"""How often values come again in a column of answers, at least."""

FILLERS = re.compile('[、·，。．.,/\\-—和与及的（）()“”"]')


def usual_form(value: str) -> str:
    """A value without spaces, in half width and lower case; one of Chinese alone without signs and 和, 与, 及, 的 either."""
    form = "".join(unicodedata.normalize("NFKC", value).split()).casefold()
    return form if re.search("[0-9a-z]", form) else FILLERS.sub("", form) or form


def by_form(counts: Mapping[str, int]) -> Iterator[list[str]]:
    """Values that differ by spaces, width, case and signs alone, where values come again."""
    forms: dict[str, list[str]] = {}
    for value in counts:
        forms.setdefault(usual_form(value), []).append(value)
    if sum(counts.values()) >= REPEATED * len(forms):
        yield from forms.values()


def by_meaning(counts: Mapping[str, int]) -> Iterator[list[str]]:
    """Answers that mean the same, in columns of little else than yes and no, or man and woman."""
    yes, no, male, female = words().choices
    for pair in ((yes, no), (male, female)):
        if sum(count for value, count in counts.items() if value in pair[0] | pair[1]) >= MOST * sum(counts.values()):
            yield from ([value for value in counts if value in group] for group in pair)


def by_ending(counts: Mapping[str, int]) -> Iterator[list[str]]:
    """Values of which one is the other with an ending that adds nothing."""
    if sum(counts.values()) >= REPEATED * len(counts):
        for value in counts:
            alike = [value + ending for ending in data.load("tables.yml")["empty_endings"] if value + ending in counts]
            if value and alike:
                yield [value, *alike]


def spellings(tally: Mapping[str, int], nulls: Container[str] = ()) -> dict[str, str]:
    """Values of a column that are another spelling of a more frequent one, and that one; `nulls` are no values.

    `tally`: how often each value occurs, without spaces around.
    """
    counts = {value: count for value, count in tally.items() if value not in nulls}
    found: dict[str, str] = {}
    for groups in (by_meaning(counts), by_ending(counts), by_form(counts)):
        for group in groups:
            best = usual(group, counts) if group else ""
            found |= {value: best for value in group if value not in (best, *found)}
    return found


def usual(spellings: Iterable[str], counts: Mapping[str, int]) -> str:
    """The most frequent spelling; among equals the shortest, one in half width, one in Chinese, the first in order."""
    return min(spellings, key=lambda one: (-counts[one], len(one), not is_plain(one), one.isascii(), one))


def is_plain(text: str) -> bool:
    """Whether a text has only letters and digits of the usual width."""
    return unicodedata.normalize("NFKC", text) == text
