"""ttl and nt: linked data, of which only the links are counted; it has no rows and columns of its own."""

from __future__ import annotations

from ..links import of_triples
from ..model import Problem
from ..reading import Reading, Source

names = {"ttl": "text/turtle", "nt": "application/n-triples"}


def read(source: Source) -> Reading:
    """No table; whether things have names and lead to others'."""
    links, sound = of_triples(source.text)
    if not sound or not (links.named or links.unnamed):
        return Reading(problems=(Problem("corrupt", {"reason": "no triples"}),))
    return Reading(problems=links.problems())
