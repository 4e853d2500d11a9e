"""What a person types, as the query that finds it."""

from ckanext.govopen.search.query.rewriting import NOTHING, RELAXED, Relaxed, alternatives, relaxed, rewrite

__all__ = ["NOTHING", "RELAXED", "Relaxed", "alternatives", "relaxed", "rewrite"]
