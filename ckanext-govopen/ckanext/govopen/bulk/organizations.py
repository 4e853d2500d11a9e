"""Departments as CKAN organizations, each below the organization of its region."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model
from ckan.plugins import IOrganizationController, PluginImplementations
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.bulk.stored import ACTIVE
from ckanext.govopen.model.among import among
from ckanext.govopen.national.departments import Department

Rows = list[dict[str, Any]]


class Organizations:
    """Makes and renames organizations as they are met; each is looked up once a run.

    Where no plugin watches, new ones are written together, as `organization_create` would have done one by one.
    """

    def __init__(self, user: str) -> None:
        self._user = user
        self._known: set[tuple[str, str]] = set()
        self._watched = bool(list(PluginImplementations(IOrganizationController)))

    def ensure(self, *departments: Department) -> None:
        """See to it that departments are there, with those above them; the changes are committed."""
        wanted = {one.name: one for one in _with_those_above(departments) if (one.name, one.title) not in self._known}
        if not wanted:
            return
        found = _found(wanted)
        fresh = [one for name, one in wanted.items() if name not in found]
        if self._watched:
            for one in fresh:
                self._create(one)
        else:
            self._write(fresh)
        for name, one in wanted.items():
            if name in found and found[name] != (one.title, ACTIVE):
                context = self._context()
                tk.get_action("organization_patch")(context, {"id": name, "title": one.title, "state": ACTIVE})
        model.Session.commit()
        self._known |= {(one.name, one.title) for one in wanted.values()}

    def _write(self, fresh: Sequence[Department]) -> None:
        """The rows of new organizations; another run may make the same ones at this moment."""
        if not fresh:
            return
        table = model.group_table
        statement = insert(table).values([_row(one) for one in sorted(fresh, key=lambda one: one.name)])
        unless_there = statement.on_conflict_do_nothing(index_elements=["name"]).returning(table.c.name, table.c.id)
        made: dict[str, str] = dict(model.Session.execute(unless_there).tuples().all())
        above = {one.parent.name for one in fresh if one.parent}
        parents: dict[str, str] = dict(
            model.Session.execute(sa.select(table.c.name, table.c.id).where(among(table.c.name, above))).tuples().all()
        )
        user_id = str(model.User.get(self._user).id)
        members = [_member(one, user_id, "user", "admin") for one in made.values()]
        members += [
            _member(made[one.name], parents[one.parent.name], "group", "public")
            for one in fresh
            if one.parent and one.name in made
        ]
        if members:
            model.Session.execute(sa.insert(model.member_table), members)

    def _create(self, department: Department) -> None:
        parents = [{"name": department.parent.name}] if department.parent else []
        region = [{"key": "region_code", "value": department.region_code}] if department.region_code else []
        organization = {"name": department.name, "title": department.title, "groups": parents, "extras": region}
        try:
            tk.get_action("organization_create")(self._context(), organization)
        except tk.ValidationError:
            model.Session.rollback()
            # Another run may have made it a moment ago; anything else is a fault of ours.
            if model.Group.get(department.name) is None:
                raise

    def _context(self) -> Context:
        # To show the organization that was made takes twice as long as to make it.
        return {"ignore_auth": True, "user": self._user, "return_id_only": True}


def _with_those_above(departments: Iterable[Department]) -> Iterable[Department]:
    """Departments after those that they belong to."""
    for one in departments:
        if one.parent:
            yield from _with_those_above([one.parent])
        yield one


def _found(names: Iterable[str]) -> Mapping[str, tuple[str | None, str]]:
    """Title and state of those that are there."""
    table = model.group_table
    query = sa.select(table.c.name, table.c.title, table.c.state).where(among(table.c.name, names))
    return {name: (title, state) for name, title, state in model.Session.execute(query)}


def _row(department: Department) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "name": department.name,
        "title": department.title,
        "type": "organization",
        "description": "",
        "image_url": "",
        "created": datetime.now(),  # noqa: DTZ005  (as CKAN does)
        "is_organization": True,
        "approval_status": "approved",
        "state": ACTIVE,
        "extras": {"region_code": department.region_code} if department.region_code else {},
    }


def _member(group_id: str, what: str, kind: str, capacity: str) -> dict[str, Any]:
    row = {"id": str(uuid.uuid4()), "group_id": group_id, "table_id": what, "table_name": kind}
    return row | {"capacity": capacity, "state": ACTIVE}
