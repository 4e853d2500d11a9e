"""What a parsed JSON value is: an array of records, an envelope around one, or the error answer of an API."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OK_CODES = {"0", "200", "00000", "000000", "0000", "ok", "success", "true", "1"}
CODES = ("code", "status", "errcode", "errorCode", "error_code", "resultCode", "statusCode", "retcode", "ret")
MESSAGES = ("msg", "message", "error", "errmsg", "errorMsg", "error_msg", "error_description", "info", "reason", "path")
MANY_KEYS = 50  # no record of one kind of values has so many
REFUSALS = {"error", "errors", "errorresponse", "fault", "exceptionreport", "serviceexceptionreport", "serviceexception"}
PAYLOADS = ("data", "result", "results", "rows", "records", "list", "items", "content", "datas", "body", "features")


@dataclass(frozen=True, slots=True)
class RecordArray:
    """Records and the pointer of their array; `enveloped` where an object stands around it.

    `mapped`: the records are the members of one object, each a key beside a value or beside the values of an object.
    """

    records: Sequence[Any]
    pointer: str
    enveloped: bool
    mapped: bool = False


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


def is_error_document(root: str, leaves: Mapping[str, str]) -> bool:
    """Whether an XML document is a refusal, by the name of its root and its texts: an object store, a map service."""
    names = {name.lower() for name in leaves}
    return root.lower() in REFUSALS and (not names or bool(names & {"code", "message", "serviceexception", "exceptiontext"}))


def pointer_part(key: str) -> str:
    """A key as it stands in an RFC 6901 pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def pointer_key(part: str) -> str:
    """The key that a part of an RFC 6901 pointer names: the reverse of `pointer_part`."""
    return part.replace("~1", "/").replace("~0", "~")


def find_records(value: object, depth: int) -> RecordArray | None:
    """The array of records: the value itself, or the largest array of objects inside; else an object is one record."""
    if isinstance(value, list):
        return RecordArray(value, "", enveloped=False) if value else None
    if not isinstance(value, dict):
        return None
    if is_map_of_records(value):
        name = "key" if not any("key" in item for item in value.values()) else "@key"
        members = [{name: str(key), **item} for key, item in value.items()]
        return RecordArray(members, "", enveloped=False, mapped=True)
    found = sorted(arrays(value, "", depth), key=lambda one: (-len(one.records), one.pointer))
    if found:
        return replace(found[0], enveloped=False) if value.get("type") == "Topology" else found[0]
    if is_map(value):
        members = [{"key": str(key), "value": item} for key, item in value.items()]
        return RecordArray(members, "", enveloped=False, mapped=True)
    scalars = all(not isinstance(item, dict | list) for item in value.values())
    return RecordArray([value], "", enveloped=False) if value and scalars else None


def is_map(value: Mapping[str, Any]) -> bool:
    """Whether an object is a list of pairs, not a record: values of one kind under many keys, or under numbers."""
    kinds = {kind_of(item) for item in value.values()} - {"null"}
    one = len(kinds) == 1 and kinds <= {"string", "number", "boolean"}
    return one and (len(value) >= MANY_KEYS or (len(value) > 1 and all(str(key).isdecimal() for key in value)))


def is_map_of_records(value: Mapping[str, Any]) -> bool:
    """Whether the members of an object are records under a key each: flat objects that share at least half of their keys."""
    items = list(value.values())
    if len(items) < 2 or not all(isinstance(item, dict) and item for item in items):
        return False
    flat = all(kind_of(one) not in ("object", "array") for item in items for one in item.values())
    return flat and 2 * len(set.intersection(*map(set, items))) >= len(set.union(*map(set, items)))


def is_list_of_records(value: object) -> bool:
    """Whether a value is an array of objects or of flat arrays; coordinates and other nests of arrays are none."""
    if not isinstance(value, list) or not value:
        return False
    first = value[:50]
    flat = (
        isinstance(one, dict) or (isinstance(one, list) and not any(isinstance(part, list) for part in one)) for one in first
    )
    return all(flat)


def arrays(value: Mapping[str, Any], pointer: str, depth: int) -> list[RecordArray]:
    """Arrays of objects (or of arrays) below an object, not looking into records themselves."""
    found = []
    features, topology = value.get("type") == "FeatureCollection", value.get("type") == "Topology"
    for key, item in value.items():
        here = f"{pointer}/{pointer_part(str(key))}"
        if topology and key == "arcs":
            continue
        if is_list_of_records(item):
            found.append(RecordArray(item, here, enveloped=not (key == "@graph" or (features and key == "features"))))
        elif isinstance(item, dict) and depth > 0:
            found += arrays(item, here, depth - 1)
    return found
