"""The XML of openResource: the JSON of the same answer, element by element."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

MEDIA_TYPE = "application/xml;charset=UTF-8"


def _element(name: str, value: Any) -> str:
    """A list is its name around one element of the same name for each member; what is empty is an empty element."""
    if isinstance(value, dict):
        inside = "".join(_element(key, one) for key, one in value.items())
    elif isinstance(value, list):
        inside = "".join(_element(name, one) for one in value)
    else:
        inside = "" if value is None else escape(str(value))
    return f"<{name}>{inside}</{name}>" if inside else f"<{name}/>"


def message(answer: dict[str, Any]) -> str:
    """A whole answer."""
    return f'<?xml version="1.0" encoding="UTF-8"?>{_element("BusinessMessage", answer)}'
