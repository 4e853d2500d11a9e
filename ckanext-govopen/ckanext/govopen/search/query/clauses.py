"""Clauses of a query, written for edismax with everything escaped that a person typed.

A field is named without quotation marks and without spaces in what it looks for: the phrase that Solr weighs on top of a
query (`pf` of solrconfig.xml) is made of the words that have no field, and the parser takes the weight behind a quoted
text for one of them.
"""

import re
from collections.abc import Iterable

from ckanext.govopen.national import data
from ckanext.govopen.search.seams import parted

_SPECIAL = re.compile(r'([\\+\-&|!(){}\[\]^"~*?:/;=<>,\s])')
_OPERATORS = frozenset({"AND", "OR", "NOT", "TO"})


def literal(word: str) -> str:
    """A word for all fields; AND, OR and NOT are words here, not operators."""
    return _SPECIAL.sub(r"\\\1", word.lower() if word in _OPERATORS else parted(word))


def phrase(words: str) -> str:
    """Words that stand together, for all fields."""
    return f'"{_SPECIAL.sub(" ", parted(words))}"'


def within(word: str, weights: str) -> list[str]:
    """A word in the fields that `search.yml` names under `weights`, each with its weight."""
    wanted = literal(word)
    return [f"{field}:{wanted}^{weight}" for field, weight in fields(weights).items()]


def fields(weights: str) -> dict[str, float]:
    """Field → weight, from the part `fields_of` of `search.yml`."""
    found: dict[str, float] = data.load("search.yml")["fields_of"][weights]
    return found


def any_of(choices: Iterable[str]) -> str:
    """One clause that any of these fulfils."""
    return _joined(choices, " OR ")


def all_of(choices: Iterable[str]) -> str:
    """One clause that takes all of these."""
    return _joined(choices, " AND ")


def _joined(choices: Iterable[str], operator: str) -> str:
    kept = list(dict.fromkeys(choices))
    return kept[0] if len(kept) == 1 else f"({operator.join(kept)})"
