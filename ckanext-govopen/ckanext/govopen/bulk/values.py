"""Cheap tests of single values: each returns what the validators of its field would store, None for nothing, or raises
`UnsureError` where only they can tell."""

import functools
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from ckanext.govopen.national import checks, data, personal
from ckanext.govopen.national.errors import CheckError
from ckanext.govopen.national.names import NAME
from ckanext.govopen.national.vocabularies import vocabulary

from harvesters.helpers.text import is_plain

Test = Callable[[Any], str | None]

LARGEST = 10**18
_TAG = re.compile(r"[\w \-.]{2,100}")
_ITEM_KEYS = ("name", "label", "type", "length", "description")

dumped = json.JSONEncoder(ensure_ascii=False).encode
"""JSON as CKAN stores it."""


@functools.lru_cache(maxsize=data.MOST)
def as_json(values: tuple[str, ...]) -> str:
    """The same of a list of texts, of which many datasets have one in common."""
    return dumped(values)


class UnsureError(Exception):
    """Only CKAN's own validators can tell what becomes of a value."""


def line(value: Any) -> str | None:
    """A text on one line without personal numbers."""
    if value is None:
        return None
    if not isinstance(value, str) or not is_plain(value) or personal.find(value):
        raise UnsureError(value)
    return value


def title(value: Any) -> str:
    """As `line`, and there must be one."""
    found = line(value)
    if found is None:
        raise UnsureError(value)
    return found


def text(value: Any) -> str | None:
    """As `line` on several lines."""
    if value is None:
        return None
    if not isinstance(value, str) or not all(map(is_plain, value.split("\n"))) or personal.find(value):
        raise UnsureError(value)
    return value


def notes(value: Any) -> str:
    """As `text`, but an empty one is stored too."""
    return text(value) or ""


def kept(value: Any) -> str | None:
    """Any text that needs no care."""
    if value is None:
        return None
    if not isinstance(value, str) or not value or not value.isprintable():
        raise UnsureError(value)
    return value


def words(value: Any) -> str | None:
    """Any text that needs no care, on several lines; an empty one is stored too."""
    if value is None:
        return None
    if not isinstance(value, str) or not value.replace("\n", "").isprintable():
        raise UnsureError(value)
    return value


def name(value: Any) -> str:
    """A name in addresses; whether another dataset has it is for others to see."""
    if not isinstance(value, str) or not NAME.fullmatch(value) or value in {"new", "edit", "search"}:
        raise UnsureError(value)
    return value


def organization(value: Any) -> str:
    """The name of an organization; whether there is one is for others to see."""
    return name(value)


def url(value: Any) -> str | None:
    """A web address in the form in which it is stored."""
    return _checked(checks.url, value)


def address(value: Any) -> str:
    """As `url`, and there must be one."""
    found = url(value)
    if found is None or not found.lower().startswith(("http:", "https:", "ftp:")):
        raise UnsureError(value)
    return found


def file_format(value: Any) -> str:
    """The name of a format; an empty one is stored too."""
    return "" if value is None else checks.file_format(kept(value) or "")


def delivery_mode(vocabulary_name: str) -> Test:
    """The code of a mode; a file where there is none."""
    test = code(vocabulary_name)
    return lambda value: test("file" if value is None else value)


def count(value: Any) -> str | None:
    """A whole number."""
    if value is None:
        return None
    if not is_count(value):
        raise UnsureError(value)
    return str(value)


def is_count(value: Any) -> bool:
    """Whether a value is a whole number that is stored as it is."""
    return type(value) is int and 0 <= value < LARGEST


def code(vocabulary_name: str) -> Test:
    """A code of a vocabulary."""

    def test(value: Any) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str) or value not in vocabulary(vocabulary_name):
            raise UnsureError(value)
        return value

    return test


def codes(vocabulary_name: str) -> Test:
    """Codes of a vocabulary as JSON, each once; an empty list is stored too."""

    def test(values: Any) -> str:
        known = vocabulary(vocabulary_name)
        given = [] if values is None else values
        if not isinstance(given, list) or not all(isinstance(one, str) and one in known for one in given):
            raise UnsureError(values)
        if len(set(given)) < len(given):
            raise UnsureError(values)
        return as_json(tuple(given))

    return test


def texts(values: Any) -> str | None:
    """Short texts as JSON."""
    if not values:
        return None
    if not isinstance(values, list):
        raise UnsureError(values)
    return as_json(tuple(map(title, values)))


def items(values: Any) -> str:
    """Data items as JSON; an empty list is stored too."""
    if not isinstance(values, list | None):
        raise UnsureError(values)
    return dumped([_item(value) for value in values or ()])


def _item(item: Any) -> Mapping[str, Any]:
    if not isinstance(item, Mapping) or "name" not in item or item.get("length", 1) is True:
        raise UnsureError(item)
    keys = [key for key in _ITEM_KEYS if key in item]
    if len(keys) < len(item) or not (is_count(length := item.get("length", 1)) and length):
        raise UnsureError(item)
    for key in ("name", "label", "description"):
        if key in item:
            title(item[key])
    if "type" in item and item["type"] not in vocabulary("item_types"):
        raise UnsureError(item)
    return {key: item[key] for key in keys}


def tag(given: Any) -> str:
    """The name of a free tag that CKAN accepts."""
    if not isinstance(given, Mapping) or given.keys() != {"name"}:
        raise UnsureError(given)
    return _tag(given["name"])


@functools.lru_cache(maxsize=data.MOST)
def _tag(given: Any) -> str:
    if not isinstance(given, str) or not _TAG.fullmatch(given) or not is_plain(given):
        raise UnsureError(given)
    return given


def nothing(value: Any) -> None:
    """A field that no record fills."""
    if value is not None:
        raise UnsureError(value)


def _checked(check: Callable[[Any], Any], value: Any) -> str | None:
    """What a check makes of a text, if that is the text itself."""
    if value is None:
        return None
    try:
        found = check(kept(value))
    except CheckError as error:
        raise UnsureError(value) from error
    if found != value:
        raise UnsureError(value)
    return str(found)


def _plainly(test: Callable[[Any], Any]) -> Callable[[str], Test]:
    return lambda _parameter: test


def _by(check: Callable[[Any], Any]) -> Callable[[str], Test]:
    return lambda _parameter: functools.partial(_checked, check)


BY_VALIDATORS: Mapping[str, Callable[[str], Test]] = {
    "govopen_title unicode_safe": _plainly(title),
    "govopen_name not_empty unicode_safe name_validator package_name_validator": _plainly(name),
    "govopen_required govopen_notes unicode_safe": _plainly(notes),
    "ignore_missing govopen_tag_string tag_string_convert": _plainly(nothing),
    "govopen_required govopen_codes": codes,
    "govopen_codes": codes,
    "govopen_required govopen_region": _by(checks.region_code),
    "owner_org_validator unicode_safe": _plainly(organization),
    "govopen_provider_name": _plainly(title),
    "govopen_required govopen_uscc": _plainly(nothing),
    "govopen_line": _plainly(line),
    "govopen_text": _plainly(text),
    "govopen_texts": _plainly(texts),
    "govopen_phone": _by(checks.phone),
    "govopen_email": _by(checks.email),
    "govopen_required govopen_code": code,
    "govopen_default govopen_required govopen_code": code,
    "govopen_code": code,
    "govopen_date": _by(checks.date),
    "govopen_period": _by(checks.period),
    "govopen_url": _by(checks.url),
    "govopen_items": _plainly(items),
    "govopen_count": _plainly(count),
    "govopen_catalog_code": _by(checks.catalog_code),
    "govopen_registration": _plainly(nothing),
    "govopen_kept": _plainly(kept),
    "ignore": _plainly(nothing),
    "ignore_missing unicode_safe remove_whitespace govopen_resource_url": _plainly(address),
    "ignore_missing unicode_safe": _plainly(words),
    "govopen_file_format": _plainly(file_format),
    "default(file) govopen_code": delivery_mode,
}
"""Validators of a field, ours without their parameters → how its test is made from the last parameter of ours."""
