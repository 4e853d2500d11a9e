"""Rows of a file into the DataStore, under Chinese column names."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context

LONGEST = 63
"""Bytes of a column's name in PostgreSQL; 21 Chinese characters."""
PAGE = 2_000
NUMERIC = {"integer", "number"}
RESERVED = frozenset({"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"})
"""Names that every table of PostgreSQL has for itself."""
OUTSIDE = re.compile(r"\A[\s_]+|\s+\Z")

Row = Sequence[str | None]


def load(resource_id: str, fields: Sequence[Any], rows: Iterable[Row], most: int | None, *, typed: bool = True) -> None:
    """Replace the rows of a resource; `most` rows at the most. Raises ValidationError.

    A field has `name`, `label`, `type` and `null_marks`; numbers are stored as numbers where no word stands among them,
    and all as text where they are not to be `typed`.
    """
    columns = names([field.label for field in fields])
    kinds = ["numeric" if typed and field.type in NUMERIC and not field.null_marks else "text" for field in fields]
    declared = [
        {"id": column, "type": kind, "info": {"label": field.name}}
        for column, kind, field in zip(columns, kinds, fields, strict=True)
    ]
    remove(resource_id)
    flag(resource_id, True)
    tk.get_action("datastore_create")(context(), {"resource_id": resource_id, "force": True, "fields": declared})
    waiting = islice(rows, most)
    while page := [dict(zip(columns, row, strict=True)) for row in islice(waiting, PAGE)]:
        insert(resource_id, page, count=False)
    insert(resource_id, [], count=True)


def insert(resource_id: str, page: list[dict[str, str | None]], *, count: bool) -> None:
    """Add rows; `count` has the data store count them now, where it would start a job for that."""
    rows = {"resource_id": resource_id, "force": True, "method": "insert", "records": page, "calculate_record_count": count}
    tk.get_action("datastore_upsert")(context(), rows)


def remove(resource_id: str) -> None:
    """Drop the rows of a resource, if there are any."""
    flag(resource_id, False)
    try:
        tk.get_action("datastore_delete")(context(), {"resource_id": resource_id, "force": True})
    except tk.ObjectNotFound:
        return


def flag(resource_id: str, active: bool) -> None:
    """Note whether the data store holds rows. CKAN, when it finds this undone, writes and dates the whole dataset."""
    resource = model.Resource.get(resource_id)
    if resource and bool(resource.extras.get("datastore_active")) != active:
        resource.extras = resource.extras | {"datastore_active": active}
        model.Session.commit()


def names(labels: Sequence[str]) -> list[str]:
    """Column names that CKAN and PostgreSQL take: short enough in bytes, not blank, no two alike, none with a meaning."""
    found: list[str] = []
    for number, label in enumerate(labels, start=1):
        base = plain(label) or f"column_{number}"
        name, suffix = shortened(base, ""), 1
        while name in found or name in RESERVED:
            suffix += 1
            name = shortened(base, f"_{suffix}")
        found.append(name)
    return found


def plain(label: str) -> str:
    """A label without what CKAN refuses in a name: quotes, signs that nobody sees, blanks outside and `_` in front."""
    seen = "".join(sign for sign in label if sign != '"' and not unicodedata.category(sign).startswith("C"))
    return OUTSIDE.sub("", seen)


def shortened(text: str, suffix: str) -> str:
    """The text cut so that it fits with the suffix."""
    while len((text + suffix).encode()) > LONGEST:
        text = text[:-1]
    return text.rstrip() + suffix


def context() -> Context:
    """Who writes rows: the portal itself."""
    return {"ignore_auth": True, "user": ""}
