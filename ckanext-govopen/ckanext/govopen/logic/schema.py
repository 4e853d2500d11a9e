"""What our actions take."""

from ckan.logic.schema import validator_args
from ckan.plugins import toolkit as tk
from ckan.types import Schema, Validator, ValidatorFactory

MOST = 1000
FARTHEST = 2**31 - 1
"""As far as PostgreSQL is asked to count."""


def storable(value: str) -> str:
    """A text that PostgreSQL can compare with what it stores."""
    if "\x00" in value:
        raise tk.Invalid(tk._("The character of code zero is not allowed"))
    return value


def countable(value: int) -> int:
    """A number of rows."""
    return min(value, FARTHEST)


@validator_args
def nothing() -> Schema:
    """No parameter matters."""
    return {}


@validator_args
def portal_show(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A portal by its code."""
    return {"id": [not_empty, unicode_safe, storable]}


@validator_args
def resource_show(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A resource by its id."""
    return {"id": [not_empty, unicode_safe, storable]}


@validator_args
def issue_list(
    not_empty: Validator,
    ignore_empty: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    natural_number_validator: Validator,
    limit_to_configured_maximum: ValidatorFactory,
) -> Schema:
    """A page of a portal's issues."""
    return {
        "portal": [not_empty, unicode_safe, storable],
        "run": [ignore_empty, unicode_safe, storable],
        "kind": [ignore_empty, unicode_safe, storable],
        "limit": [
            default(100),
            natural_number_validator,
            limit_to_configured_maximum("ckanext.govopen.issues_max", MOST),
        ],
        "offset": [default(0), natural_number_validator, countable],
    }
