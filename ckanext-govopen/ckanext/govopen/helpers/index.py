"""What people are told of the search index while it is not as it should be."""

from ckan.plugins import toolkit as tk
from ckanext.govopen.bulk.connection import trouble
from ckanext.govopen.bulk.state import FAILED, TROUBLES


def govopen_search_trouble() -> str:
    """Why a search got no answer, and what to do."""
    return str(tk._(TROUBLES.get(trouble() or "", FAILED)))
