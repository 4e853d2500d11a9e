"""Datasets as the tables hold them: all rows of many datasets by a handful of queries, without CKAN's objects."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
import sqlalchemy as sa

from ckan import model
from ckanext.govopen.model.among import among

Row = dict[str, Any]

ACTIVE, DELETED = "active", "deleted"
ORGANIZATION = "organization"


@dataclass(slots=True)
class Stored:
    """The rows of one dataset."""

    package: Row
    """`extras` is decoded."""
    files: list[Row] = field(default_factory=list)
    """Resources by position, removed ones too; `extras` is decoded."""
    tags: list[Row] = field(default_factory=list)
    """Rows of `tag`, with the `state` and the id (`link`) of the row that ties it to the dataset."""
    members: list[Row] = field(default_factory=list)
    related: bool = False
    """Whether it stands in a relationship with another dataset."""

    @property
    def active_files(self) -> list[Row]:
        """Resources that are offered, by position."""
        return [file for file in self.files if file["state"] == ACTIVE]

    @property
    def is_usual(self) -> bool:
        """Whether it has none of what only CKAN's own code handles: groups, relationships, vocabularies, private data."""
        return not (
            self.related
            or self.package["plugin_data"]
            or any(member["capacity"] != ORGANIZATION for member in self.members)
            or any(tag["vocabulary_id"] for tag in self.tags)
        )


def load(ids: Collection[str]) -> dict[str, Stored]:
    """The datasets with these ids, as the transaction sees them."""
    found = {row["id"]: Stored(_decoded(row)) for row in _rows(model.package_table, "id", ids)}
    for row in _rows(model.resource_table, "package_id", found):
        found[row["package_id"]].files.append(_decoded(row))
    for package_id, row in _tags(found):
        found[package_id].tags.append(row)
    for row in _rows(model.member_table, "table_id", found):
        found[row["table_id"]].members.append(row)
    for package_id in _related(found):
        found[package_id].related = True
    for one in found.values():
        one.files.sort(key=lambda row: row["position"] or 0)
    return found


def ids_of(ids: Collection[str], names: Collection[str]) -> dict[str, str]:
    """Ids of the datasets that have one of these ids or names, by that."""
    table = model.package_table
    named = sa.select(table.c.name, table.c.id).where(among(table.c.name, names))
    known = sa.select(table.c.id).where(among(table.c.id, ids))
    found: dict[str, str] = dict(model.Session.execute(named).tuples().all())
    return found | {one: one for one in (model.Session.scalars(known) if ids else ())}


def organizations(keys: Collection[str]) -> dict[str, str]:
    """Ids of the organizations that have one of these ids or names, by that."""
    table = model.group_table
    query = sa.select(table.c.name, table.c.id).where(
        table.c.is_organization, table.c.state == ACTIVE, sa.or_(among(table.c.name, keys), among(table.c.id, keys))
    )
    rows = model.Session.execute(query).tuples().all()
    return dict(rows) | {group_id: group_id for _name, group_id in rows}


def _rows(table: sa.Table, key: str, ids: Collection[str]) -> Iterator[Row]:
    """The rows of a table whose key is one of the ids, JSON as text: it is decoded faster here."""
    columns = [sa.cast(column, sa.Text).label("extras") if column.name == "extras" else column for column in table.c]
    names = [str(column.name) for column in table.c]
    query = sa.select(*columns).where(among(table.c[key], ids))
    for row in model.Session.execute(query):
        yield dict(zip(names, row, strict=True))


def _decoded(row: Row) -> Row:
    row["extras"] = orjson.loads(row["extras"]) if row["extras"] else {}
    return row


def _tags(ids: Mapping[str, Any]) -> Iterator[tuple[str, Row]]:
    tag, link = model.tag_table, model.package_tag_table
    query = (
        sa.select(link.c.package_id, tag.c.id, tag.c.name, tag.c.vocabulary_id, link.c.state, link.c.id)
        .join(link, tag.c.id == link.c.tag_id)
        .where(among(link.c.package_id, ids))
    )
    for package_id, *values in model.Session.execute(query):
        yield package_id, dict(zip(("id", "name", "vocabulary_id", "state", "link"), values, strict=True))


def _related(ids: Mapping[str, Any]) -> set[str]:
    table = model.package_relationship_table
    query = sa.select(table.c.subject_package_id, table.c.object_package_id)
    either = sa.or_(among(table.c.subject_package_id, ids), among(table.c.object_package_id, ids))
    return {one for pair in model.Session.execute(query.where(either)) for one in pair if one in ids}
