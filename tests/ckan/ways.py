"""The two ways into CKAN, and all that they leave behind: what the tests of the bulk writer compare."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from ckan import model
from ckan.lib.navl.dictization_functions import DataError
from ckan.lib.search import common
from ckan.plugins import toolkit as tk
from ckanext.govopen.bulk import slowly, stored
from ckanext.govopen.bulk.drain import drain
from ckanext.govopen.bulk.identity import keep_identity
from ckanext.govopen.bulk.writer import Outcome, Write, Writer
from ckanext.govopen.model import overlay
from ckanext.govopen.national.dataset import Converted, from_record

from harvesters.portal import Portal
from tests.ckan import kit

PORTAL = Portal(code="sandbox_bulk", title="示例", platform="oportal", url="https://data.example.test", region="320583")
TABLES = {
    "package": "id",
    "resource": "package_id",
    "member": "table_id",
}
TIMES = ("metadata_created", "metadata_modified", "created", "updated")
"""Moments of writing; `updated` of the index is one where the source names no day."""
Dataset = dict[str, Any]


class Ours:
    """The bulk writer, then the outbox."""

    def __init__(self) -> None:
        self.writer = Writer()

    def store(self, package: Dataset, package_id: str | None) -> Outcome:
        write = Write(converted(package), package_id)
        self.writer.prepare([write.converted.department])
        outcome = self.writer.store([write])[0]
        model.Session.commit()
        drain()
        return outcome

    def remove(self, package_id: str) -> None:
        self.writer.remove([package_id])
        model.Session.commit()
        drain()


class Theirs:
    """CKAN's own actions, each with its commit and its document."""

    def store(self, package: Dataset, package_id: str | None) -> Outcome:
        package = copy.deepcopy(package)
        try:
            if package_id is None:
                return Outcome(str(tk.get_action("package_create")(self.context(), package)["id"]), created=True)
            current = stored.load([package_id])[package_id]
            shown = tk.get_action("package_show")(overlay.plain(), {"id": package_id})
            known = {resource["id"]: resource for resource in shown["resources"]}
            merged = keep_identity(package, current)
            merged["resources"] = [known[one["id"]] if one.keys() == {"id"} else one for one in merged["resources"]]
            return Outcome(str(tk.get_action("package_update")(self.context(original_package=shown), merged)["id"]))
        except tk.ValidationError as error:
            return Outcome(None, error=error.error_dict)
        except DataError as error:
            return Outcome(None, error={"__all__": [error.error]})

    def remove(self, package_id: str) -> None:
        tk.get_action("package_delete")(self.context(), {"id": package_id})

    def context(self, **more: Any) -> Any:
        user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
        return {"ignore_auth": True, "user": user, slowly.HARVEST: True} | more


def converted(package: Dataset) -> Converted:
    """The dataset as if it came of a record."""
    return Converted(dataset=copy.deepcopy(package), department=from_record(kit.record(1), PORTAL).department, issues=())


def state(package_id: str) -> dict[str, Any]:
    """All that is to be the same, with ids and moments replaced by their places."""
    model.Session.expire_all()
    common.make_connection().commit()
    names = Names(package_id)
    rows = {table: names.rows(table, key) for table, key in TABLES.items()}
    tags = sa.text("SELECT t.name, pt.state FROM tag t JOIN package_tag pt ON pt.tag_id = t.id WHERE pt.package_id = :id")
    rows["tags"] = sorted(map(tuple, model.Session.execute(tags, {"id": package_id})))
    context = overlay.plain()
    shown = tk.get_action("package_show")(context, {"id": package_id})
    cached = tk.get_action("package_show")({"ignore_auth": True, "user": ""}, {"id": package_id})
    return names.replaced(
        {
            "rows": rows,
            "package_show": shown,
            "package_show from the index": cached,
            "document": document(package_id),
            "hit": hit(package_id),
        }
    )


class Names:
    """Ids of a dataset and of its rows, as names that do not depend on the way in which it came."""

    def __init__(self, package_id: str) -> None:
        self.package_id = package_id
        self.known = {package_id: "<dataset>"}
        order = "state, position, url, extras, format, name, description"
        query = sa.text(f"SELECT id FROM resource WHERE package_id = :id ORDER BY {order}")
        for number, resource_id in enumerate(model.Session.scalars(query, {"id": package_id})):
            self.known[resource_id] = f"<resource {number}>"

    def rows(self, table: str, key: str) -> list[dict[str, Any]]:
        rows = model.Session.execute(sa.text(f'SELECT * FROM "{table}" WHERE {key} = :id'), {"id": self.package_id})
        found = [dict(row) for row in rows.mappings()]
        for row in found:
            if table == "resource":
                row["extras"] = json.loads(row["extras"]) if row["extras"] else None
            elif table != "package":
                row["id"] = None
        return sorted(found, key=lambda row: json.dumps(self.replaced(row), sort_keys=True, default=str))

    def replaced(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {self.known.get(key, key): self.replaced(self.untimed(key, one)) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.replaced(one) for one in value]
        return self.known.get(value, value) if isinstance(value, str) else value

    def untimed(self, key: str, value: Any) -> Any:
        if key in TIMES and value is not None:
            return "<moment>"
        if key in ("data_dict", "validated_data_dict") and isinstance(value, str):
            return normal_json(json.loads(value))
        return value if key not in ("index_id", "indexed_ts", "_version_", "score") else None


def normal_json(shown: dict[str, Any]) -> dict[str, Any]:
    """A shown dataset; the order of its extras means nothing."""
    if "extras" in shown:
        shown["extras"] = sorted(shown["extras"], key=lambda extra: extra["key"])
    return shown


SENT: dict[str, dict[str, Any]] = {}


def document(package_id: str) -> dict[str, Any] | None:
    """What the index was told of a dataset the last time, and what it answers: not all fields are kept to be read."""
    found = common.make_connection(decode_dates=False).search(q="*:*", fq=f'id:"{package_id}"', rows=1)
    answer = next(iter(found.docs), None)
    return None if answer is None else {"sent": SENT[package_id], "kept": dict(answer)}


def hit(package_id: str) -> dict[str, Any] | None:
    """The dataset as a search answers it."""
    found = tk.get_action("package_search")({"ignore_auth": True, "user": ""}, {"fq": f'id:"{package_id}"'})
    return next(iter(found["results"]), None)


def differences(left: Any, right: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """(place, one side, the other) of all that is not the same."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in left.keys() | right.keys():
            yield from differences(left.get(key, "absent"), right.get(key, "absent"), f"{path}/{key}")
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        for number, pair in enumerate(zip(left, right, strict=True)):
            yield from differences(*pair, f"{path}/{number}")
    elif left != right or type(left) is not type(right):
        yield path, left, right
