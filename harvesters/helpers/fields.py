"""Values of JSON answers, which one portal gives as text, the next as number, array or object."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import orjson

from harvesters.errors import FetchError
from harvesters.helpers.formats import format_name
from harvesters.helpers.text import SEPARATORS, scalar, split

FORMAT_SEPARATORS = r"[\s，,;；|、/\\]+"
"""What parts a list of formats; `xml\\json` is evidenced for one family."""

Row = dict[str, Any]
"""An object of a list."""
_ADDRESS = ":/?#[]@!$&'()*+,;=%~"


def words(value: Any, separators: str = SEPARATORS) -> tuple[str, ...]:
    """The texts in a value: one text that lists several, a list of texts or of objects with a `name`, or such a list
    that is written in a text, as JSON or as Python writes it."""
    if isinstance(value, str) and value.lstrip()[:1] == "[":
        value = _listed(value.strip())
    if isinstance(value, Mapping):
        value = value.get("name")
    if isinstance(value, list):
        return tuple(dict.fromkeys(word for one in value for word in words(one, separators)))
    return split(None if value is None else str(value), separators)


def _listed(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text.strip("[]").replace("'", "").replace('"', "")


def format_names(listed: Iterable[str]) -> tuple[str, ...]:
    """Names of formats for the words of a source, each once."""
    return tuple(dict.fromkeys(name for word in listed if (name := format_name(word))))


def overlay(listed: Mapping[str, Any], detail: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a record's own answer, and those of the listing of which that says nothing."""
    return {**listed, **{name: value for name, value in detail.items() if value not in (None, "", [])}}


def take_first(row: dict[str, Any], *fields: str) -> Any:
    """The first of some fields that says something; all are popped."""
    values = [row.pop(field, None) for field in fields]
    return next((value for value in values if value not in (None, "", []) and scalar(value)), None)


def section(answer: Any, name: str) -> dict[str, Any]:
    """The object that an answer holds under a name; one that is missing or empty is a failure
    that the answer states in its own way (in-band)."""
    found = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(found, dict) or not found:
        raise FetchError("in-band", f"the portal answers no {name}: {excerpt(answer)}")
    return found


def holds(name: str) -> Callable[[Any], None]:
    """A check for `Fetch` that an answer holds an object under a name."""

    def check(answer: Any) -> None:
        section(answer, name)

    return check


def array(answer: dict[str, Any], name: str) -> list[Any]:
    """The array that an object holds under a name; null is none, a single object one entry; raises as `section` does."""
    found = answer.get(name, "")
    if not isinstance(found, list | dict | None):
        raise FetchError("in-band", f"the portal answers no {name}: {excerpt(answer)}")
    return [found] if isinstance(found, dict) and found else list(found or ())


def dicts(value: Any) -> list[Row] | None:
    """The rows of an answer, none for null; `None` where the value is no list of objects."""
    if value is None:
        return []
    return value if isinstance(value, list) and all(isinstance(row, dict) for row in value) else None


def objects(answer: Any) -> list[Row]:
    """An answer that is an array of objects; raises as `section` does."""
    found = None if answer is None else dicts(answer)
    if found is None:
        raise FetchError("in-band", f"the portal answers no list: {excerpt(answer)}")
    return found


def total(value: Any) -> int | None:
    """A total as a number or text, `None` where it says nothing usable."""
    text = str(value).strip().replace(",", "")
    return int(text) if text.isascii() and text.isdigit() else None


def absolute(base: str, address: str) -> str | None:
    """The absolute web address of one that may be relative to `base`; `None` where it is none."""
    try:
        joined = urljoin(f"{base}/", address)
        parts = urlsplit(joined)
    except ValueError:
        return None
    return quote(joined, safe=_ADDRESS) if parts.scheme in ("http", "https") and parts.hostname else None


def excerpt(answer: Any) -> str:
    """The beginning of an answer that is not what was wanted, for a message."""
    try:
        return orjson.dumps(answer).decode()[:200]
    except TypeError:
        return re.sub(r"\s+", " ", str(answer))[:200]
