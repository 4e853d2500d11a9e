"""What a parsed JSON value is: an array of records, an envelope around one, or the error answer of an API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OK_CODES = {"0", "200", "00000", "000000", "0000", "ok", "success", "true", "1"}
CODES = ("code", "status", "errcode", "errorCode", "error_code", "resultCode", "statusCode", "retcode", "ret")
MESSAGES = ("msg", "message", "error", "errmsg", "errorMsg", "error_msg", "error_description", "info", "reason", "path")
PAYLOADS = ("data", "result", "results", "rows", "records", "list", "items", "content", "datas", "body", "features")


@dataclass(frozen=True, slots=True)
class RecordArray:
    """Records and the pointer of their array; `enveloped` where an object stands around it."""

    records: Sequence[Any]
    pointer: str
    enveloped: bool


def kind_of(value: object) -> str:
    """The JSON kind of a value: object, array, string, number, boolean or null."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, dict):
        return "object"
    return "array" if isinstance(value, list) else "string"


def is_error_envelope(value: object) -> bool:
    """Whether an object is an API's refusal: a code that is not success, or a bare message, and no payload."""
    if not isinstance(value, dict) or any(value.get(key) for key in PAYLOADS if key != "body"):
        return False
    if not value or len(value) > 12:
        return False
    codes = [value[key] for key in CODES if isinstance(value.get(key), str | int)]
    said = [key for key in MESSAGES if isinstance(value.get(key), str)]
    failed = any(str(code).lower() not in OK_CODES for code in codes) or value.get("success") is False
    keyless = set(value) <= {
        *CODES,
        *MESSAGES,
        *PAYLOADS,
        "success",
        "timestamp",
        "time",
        "traceId",
        "requestId",
        "total",
    }
    empty = bool(codes or "success" in value) and keyless and any(key in value for key in PAYLOADS)
    return (failed and bool(said or keyless)) or (bool(said) and keyless and (empty or "error" in value or failed))


def pointer_part(key: str) -> str:
    """A key as it stands in an RFC 6901 pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def find_records(value: object, depth: int) -> RecordArray | None:
    """The array of records: the value itself, or the largest array of objects inside; else an object is one record."""
    if isinstance(value, list):
        return RecordArray(value, "", enveloped=False) if value else None
    if not isinstance(value, dict):
        return None
    found = sorted(arrays(value, "", depth), key=lambda one: (-len(one.records), one.pointer))
    if found:
        return found[0]
    scalars = all(not isinstance(item, dict | list) for item in value.values())
    return RecordArray([value], "", enveloped=False) if value and scalars else None


def arrays(value: Mapping[str, Any], pointer: str, depth: int) -> list[RecordArray]:
    """Arrays of objects (or of arrays) below an object, not looking into records themselves."""
    found = []
    features = value.get("type") == "FeatureCollection"
    for key, item in value.items():
        here = f"{pointer}/{pointer_part(str(key))}"
        if isinstance(item, list) and item and all(isinstance(one, dict | list) for one in item[:50]):
            found.append(RecordArray(item, here, enveloped=not (features and key == "features")))
        elif isinstance(item, dict) and depth > 0:
            found += arrays(item, here, depth - 1)
    return found
