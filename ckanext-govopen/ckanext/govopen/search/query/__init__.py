"""What a person types, as the query that finds it."""

from ckanext.govopen.search.query.instead import instead
from ckanext.govopen.search.query.relaxing import Way
from ckanext.govopen.search.query.rewriting import (
    AS_IT_IS,
    NOTHING,
    RELAXED,
    alternatives,
    bounded,
    offered,
    raised,
    relaxed,
    rewrite,
    understood,
)

__all__ = [
    "AS_IT_IS",
    "NOTHING",
    "RELAXED",
    "Way",
    "alternatives",
    "bounded",
    "instead",
    "offered",
    "raised",
    "relaxed",
    "rewrite",
    "understood",
]
