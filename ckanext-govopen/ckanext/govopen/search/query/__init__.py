"""What a person types, as the query that finds it."""

from ckanext.govopen.search.query.instead import instead
from ckanext.govopen.search.query.rewriting import AS_IT_IS, NOTHING, RELAXED, Relaxed, alternatives, bounded, relaxed, rewrite

__all__ = ["AS_IT_IS", "NOTHING", "RELAXED", "Relaxed", "alternatives", "bounded", "instead", "relaxed", "rewrite"]
