"""What our actions take. CKAN's `one_of` wants a list: of a tuple it cannot tell in its error."""

import re

from ckan.logic.schema import validator_args
from ckan.plugins import toolkit as tk
from ckan.types import Schema, Validator, ValidatorFactory
from ckanext.govopen.files.detect import is_known, known_formats
from ckanext.govopen.model.appeal import STATES as APPEALS
from ckanext.govopen.model.change import KINDS as CHANGES
from ckanext.govopen.model.fault import CLASSES
from ckanext.govopen.model.run import FINISHED, KINDS, UNFINISHED
from ckanext.govopen.national import personal
from ckanext.govopen.national.errors import CheckError
from ckanext.govopen.national.text import clean_lines

from harvesters.pushed import LONGEST_ID

MOST = 1000
FARTHEST = 2**31 - 1
"""As far as PostgreSQL is asked to count."""
LONGEST_NAME = 200
SHORTEST_REASON, LONGEST_REASON = 10, 2000
"""Characters of the reason of an appeal."""
SCHEDULES = ("daily", "weekly", "monthly", "manual")
ORDERS = ("code", "datasets", "started", "drift", "trouble")
"""What the list of portals may be sorted by."""


def storable(value: str) -> str:
    """A text that PostgreSQL can compare with what it stores."""
    if not is_storable(value):
        raise tk.Invalid(tk._("The character of code zero is not allowed, nor half a surrogate pair"))
    return value


def is_storable(value: str) -> bool:
    """Whether a text can be given to PostgreSQL at all."""
    return re.search("[\x00\ud800-\udfff]", value) is None


def countable(value: int) -> int:
    """A number of rows; what is none is left to the validator that says so."""
    return min(value, FARTHEST) if isinstance(value, int) else value


def page(most: int, default: ValidatorFactory, natural: Validator, limited: ValidatorFactory) -> Schema:
    """Limit and offset of a list."""
    return {
        "limit": [default(most), natural, limited("ckanext.govopen.issues_max", MOST)],
        "offset": [default(0), natural, countable],
    }


def plain_name(value: str) -> str:
    """The name of a file, without a folder in it."""
    if not re.fullmatch(r"[0-9a-z_]{1,100}", value):
        raise tk.Invalid(tk._("Only lower-case letters, digits and underscores are allowed"))
    return value


def source_id(value: str) -> str:
    """The id of a record at its source."""
    if len(value) > LONGEST_ID:
        raise tk.Invalid(tk._("A text of at most {most} characters is needed").format(most=LONGEST_ID))
    return value


@validator_args
def nothing() -> Schema:
    """No parameter matters."""
    return {}


@validator_args
def reference(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """One thing by its id, or by what else names it."""
    return {"id": [not_empty, unicode_safe, storable]}


@validator_args
def issue_list(
    ignore_empty: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    natural_number_validator: Validator,
    limit_to_configured_maximum: ValidatorFactory,
    one_of: ValidatorFactory,
) -> Schema:
    """A page of issues, and which ones."""
    text = [ignore_empty, unicode_safe, storable]
    return {
        **{name: list(text) for name in ("portal", "run", "kind", "field", "where")},
        "fault": [ignore_empty, unicode_safe, one_of([*CLASSES])],
        "level": [ignore_empty, unicode_safe, one_of(["info", "warning", "error"])],
        **page(100, default, natural_number_validator, limit_to_configured_maximum),
    }


@validator_args
def portal_list(ignore_empty: Validator, unicode_safe: Validator, one_of: ValidatorFactory) -> Schema:
    """Which portals, and in which order."""
    text = [ignore_empty, unicode_safe, storable]
    return {
        **{name: list(text) for name in ("q", "platform", "state")},
        "schedule": [ignore_empty, unicode_safe, one_of([*SCHEDULES, "paused"])],
        "sort": [ignore_empty, unicode_safe, one_of([*ORDERS])],
    }


@validator_args
def portal_update(
    not_empty: Validator,
    ignore_missing: Validator,
    unicode_safe: Validator,
    one_of: ValidatorFactory,
) -> Schema:
    """A portal, and what an operator sets for it."""
    return {
        "id": [not_empty, unicode_safe, storable],
        "schedule": [ignore_missing, unicode_safe, one_of([*SCHEDULES, ""])],
        "paused": [ignore_missing, switched],
    }


@validator_args
def tombstone_list(
    ignore_empty: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    natural_number_validator: Validator,
    limit_to_configured_maximum: ValidatorFactory,
) -> Schema:
    """A page of tombstones."""
    return {
        "portal": [ignore_empty, unicode_safe, storable],
        **page(100, default, natural_number_validator, limit_to_configured_maximum),
    }


@validator_args
def dataset_withdraw(not_empty: Validator, ignore_empty: Validator, unicode_safe: Validator) -> Schema:
    """A dataset, why it goes, and what takes its place."""
    return {
        "id": [not_empty, unicode_safe, storable],
        "note": [not_empty, unicode_safe, storable],
        "successor": [ignore_empty, unicode_safe, storable],
    }


@validator_args
def run_create(
    not_empty: Validator,
    ignore_empty: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    one_of: ValidatorFactory,
) -> Schema:
    """What is to be harvested."""
    return {
        "portal": [not_empty, unicode_safe, storable],
        "kind": [default("full"), one_of([*KINDS])],
        "record": [ignore_empty, unicode_safe, storable, source_id],
    }


@validator_args
def run_list(
    ignore_empty: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    one_of: ValidatorFactory,
    natural_number_validator: Validator,
    limit_to_configured_maximum: ValidatorFactory,
) -> Schema:
    """A page of runs."""
    return {
        "portal": [ignore_empty, unicode_safe, storable],
        "state": [ignore_empty, one_of([*UNFINISHED, *FINISHED])],
        **page(20, default, natural_number_validator, limit_to_configured_maximum),
    }


@validator_args
def change_list(
    not_empty: Validator,
    ignore_empty: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    one_of: ValidatorFactory,
    natural_number_validator: Validator,
    limit_to_configured_maximum: ValidatorFactory,
) -> Schema:
    """A page of a run's changes."""
    return {
        "run": [not_empty, unicode_safe, storable],
        "kind": [ignore_empty, one_of([*CHANGES])],
        **page(100, default, natural_number_validator, limit_to_configured_maximum),
    }


@validator_args
def appeal_create(not_empty: Validator, ignore_empty: Validator, unicode_safe: Validator) -> Schema:
    """A finding of a file, and why it does not apply."""
    return {
        "id": [not_empty, unicode_safe, storable],
        "rule": [not_empty, unicode_safe, storable],
        "column": [ignore_empty, unicode_safe, storable],
        "reason": [not_empty, unicode_safe, storable, reason],
    }


@validator_args
def appeal_decide(not_empty: Validator, unicode_safe: Validator, one_of: ValidatorFactory) -> Schema:
    """An appeal, and what an operator decides."""
    return {
        "id": [not_empty, unicode_safe, storable],
        "decision": [not_empty, one_of(["reject", "accept"])],
        "note": [not_empty, unicode_safe, storable, public],
    }


@validator_args
def appeal_list(
    ignore_empty: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    one_of: ValidatorFactory,
    natural_number_validator: Validator,
    limit_to_configured_maximum: ValidatorFactory,
) -> Schema:
    """A page of appeals, and which ones."""
    text = [ignore_empty, unicode_safe, storable]
    return {
        **{name: list(text) for name in ("resource", "dataset", "organization", "rule")},
        "state": [ignore_empty, one_of([*APPEALS])],
        **page(100, default, natural_number_validator, limit_to_configured_maximum),
    }


def reason(value: str) -> str:
    """A reason that somebody can follow."""
    text = public(value)
    if len(text) < SHORTEST_REASON:
        raise tk.Invalid(tk._("At least {least} characters are needed").format(least=SHORTEST_REASON))
    return text


def public(value: str) -> str:
    """A text that everybody may read: bounded, and without personal numbers."""
    text = clean_lines(value) or ""
    if not text or len(text) > LONGEST_REASON:
        raise tk.Invalid(tk._("A text of at most {most} characters is needed").format(most=LONGEST_REASON))
    try:
        return personal.screen(text)
    except CheckError as error:
        raise tk.Invalid(tk._(error.msgid).format_map(error.params)) from error


@validator_args
def file_check(ignore_empty: Validator, unicode_safe: Validator, boolean_validator: Validator) -> Schema:
    """A file but for its upload."""
    text = {name: [ignore_empty, unicode_safe, storable] for name in ("url", "resource_id")}
    return {**text, "format": [ignore_empty, unicode_safe, known_format], "preview": [ignore_empty, boolean_validator]}


@validator_args
def repair_preview(ignore_empty: Validator, unicode_safe: Validator) -> Schema:
    """A file but for its upload, and what to repair."""
    text = {name: [ignore_empty, unicode_safe, storable] for name in ("id", "url")}
    return {
        **text,
        "format": [ignore_empty, unicode_safe, known_format],
        "accept": [ignore_empty, names],
    }


@validator_args
def repair_apply(not_empty: Validator, ignore_empty: Validator, unicode_safe: Validator) -> Schema:
    """A resource, and what to repair."""
    return {"id": [not_empty, unicode_safe, storable], "accept": [ignore_empty, names]}


def known_format(value: str) -> str:
    """The name of a file format, in any case."""
    if not is_known(value):
        text = tk._("There is no format {format}; there are: {known}.")
        raise tk.Invalid(text.format(format=value[:100], known=" ".join(known_formats())))
    return value.strip()


def names(value: object) -> list[str]:
    """Names as a list, or as a form sends them: with commas or spaces between."""
    given = re.split(r"[\s,]+", value.strip()) if isinstance(value, str) else value
    if not isinstance(given, list) or not all(isinstance(one, str) and re.fullmatch(r"[\w.-]{1,100}", one) for one in given):
        raise tk.Invalid(tk._("A list of names is needed"))
    return given


@validator_args
def portal_text(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A portal with the text of its file."""
    return {"code": [not_empty, unicode_safe, plain_name], "yaml": [not_empty, unicode_safe, storable]}


@validator_args
def pusher(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A user and a portal."""
    return {"user": [not_empty, unicode_safe, storable], "portal": [not_empty, unicode_safe, storable]}


@validator_args
def pusher_list(ignore_empty: Validator, unicode_safe: Validator) -> Schema:
    """A user, a portal, or neither."""
    return {"user": [ignore_empty, unicode_safe, storable], "portal": [ignore_empty, unicode_safe, storable]}


@validator_args
def record_push(not_empty: Validator, ignore_empty: Validator, unicode_safe: Validator, default: ValidatorFactory) -> Schema:
    """A push but for its records; the lists are checked by the action."""
    return {
        "portal": [not_empty, unicode_safe, storable],
        "push_id": [ignore_empty, push_name],
        "complete": [default(False), truth],
    }


def push_name(value: object) -> str:
    """The name of a push, which the database looks up."""
    if not isinstance(value, str) or len(value) > LONGEST_NAME or not value.isprintable():
        raise tk.Invalid(tk._("At most {most} visible characters are allowed").format(most=LONGEST_NAME))
    return value


def switched(value: object) -> bool:
    """As `truth`, also as a form sends it."""
    return truth({"true": True, "false": False}.get(value, value) if isinstance(value, str) else value)


def truth(value: object) -> bool:
    """True or false, and nothing that has to be guessed: it decides on removals."""
    if not isinstance(value, bool):
        raise tk.Invalid(tk._("true or false is needed"))
    return value
