"""What the actions about searches take."""

import re

from ckan.logic.schema import validator_args
from ckan.plugins import toolkit as tk
from ckan.types import Schema, Validator, ValidatorFactory
from ckanext.govopen.logic.schema import countable, page, storable
from ckanext.govopen.model.search_query import ORDERS

MOST_EXPLAINED = 50
"""Hits of a search that an operator is told about at once."""
LAST_ROW = 2_000_000_000
"""The last row at which a page may begin: Solr counts to 2³¹-1, with those of the page."""
LONGEST_AGO = 1000
"""Weeks."""


@validator_args
def suggest(not_missing: Validator, default: ValidatorFactory) -> Schema:
    """What was typed, and how many titles are wanted."""
    return {"q": [not_missing, text], "limit": [default(10), few]}


def text(value: object) -> str:
    """A text or a number, and nothing made of others."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise tk.Invalid(tk._("A text is needed"))
    return str(value)


def few(value: object) -> int:
    """A number from 1 to 20."""
    given = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not re.fullmatch("[1-9]|1[0-9]|20", given):
        raise tk.Invalid(tk._("A number from 1 to 20 is needed"))
    return int(given)


@validator_args
def search_explain(
    not_empty: Validator,
    ignore_empty: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    natural_number_validator: Validator,
) -> Schema:
    """A query, a page of its hits, and perhaps one dataset."""
    return {
        "q": [not_empty, unicode_safe, storable],
        "id": [ignore_empty, unicode_safe, storable],
        "limit": [default(10), natural_number_validator, explained],
        "offset": [default(0), natural_number_validator, countable],
    }


def explained(value: int) -> int:
    """A number of hits that are explained at once; what is none is left to the validator that says so."""
    return min(value, MOST_EXPLAINED) if isinstance(value, int) else value


@validator_args
def search_query_list(
    default: ValidatorFactory,
    one_of: ValidatorFactory,
    is_positive_integer: Validator,
    natural_number_validator: Validator,
    limit_to_configured_maximum: ValidatorFactory,
) -> Schema:
    """A page of questions, and which ones."""
    return {
        "order": [default(ORDERS[0]), one_of([*ORDERS])],
        "weeks": [default(4), is_positive_integer, weeks],
        **page(100, default, natural_number_validator, limit_to_configured_maximum),
    }


def weeks(value: int) -> int:
    """A number of weeks that a calendar can count back."""
    return min(value, LONGEST_AGO) if isinstance(value, int) else value
