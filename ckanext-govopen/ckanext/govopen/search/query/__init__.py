"""What a person types, as the query that finds it."""

from ckanext.govopen.search.query.rewriting import NOTHING, rewrite

__all__ = ["NOTHING", "rewrite"]
