"""What a query is made of."""

from dataclasses import dataclass

WORD, PLACE, OFFICE, YEAR, FORMAT = "word", "place", "office", "year", "format"
LATIN, CODE, ADDRESS = "latin", "code", "address"
"""Kinds of tokens."""
BESIDE = "beside"
"""Kind of a word that need not be there and only raises a title that has it; it has no clause of its own."""

BESIDES = frozenset({PLACE, YEAR, FORMAT})
"""Kinds that say where, when and in which form, not what."""
LACKED = frozenset({WORD, LATIN})
"""Kinds of which a long query may miss some; of the others none."""


@dataclass(frozen=True, slots=True)
class Token:
    """One thing that is looked for."""

    kind: str
    text: str
    """As it was typed, normalised."""
    clause: str
    """What Solr is asked."""
