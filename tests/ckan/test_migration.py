"""The migrations make exactly the tables of the models."""

from importlib import import_module
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations

from ckan import model
from ckan.tests import factories

APPEALS = """
INSERT INTO govopen_appeal (id, resource_id, package_id, rule, "column", reason, created, state) VALUES
    ('a2', 'a', 'p', 'V01', 'x', '', '2026-02-02', 'accepted'), ('a1', 'a', 'p', 'V01', 'x', '', '2026-02-01', 'accepted'),
    ('a0', 'a', 'p', 'V01', 'x', '', '2026-01-01', 'rejected'), ('b1', 'b', 'p', 'V01', 'x', '', '2026-02-01', 'accepted'),
    ('c1', 'a', 'p', 'V01', 'y', '', '2026-02-01', 'accepted'),
    ('d1', 'd', 'p', 'V01', '', '', '2026-02-01', 'accepted'), ('d0', 'd', 'p', 'V01', '', '', '2026-02-01', 'accepted')
"""
USERS = """
INSERT INTO govopen_tombstone (package_id, name, title, reason, removed_at, actor) VALUES
    ('name', '', '', 'withdrawn', '2026-02-01', :name), ('id', '', '', 'withdrawn', '2026-02-01', :id),
    ('gone', '', '', 'withdrawn', '2026-02-01', 'nobody'), ('none', '', '', 'vanished', '2026-02-01', NULL)
"""

pytestmark = pytest.mark.usefixtures("govopen")


def test_upgrade_equals_models() -> None:
    """After `ckan db upgrade` no table of ours differs from its model."""
    engine = model.meta.engine
    assert engine is not None
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
        assert compare_metadata(context, model.meta.metadata) == []


def test_standing_appeals() -> None:
    """Of appeals that say the same the oldest stands on, and users that were noted by their names are by their ids."""
    migration = import_module("ckanext.govopen.migration.govopen.versions.008_f3a86c15d07e_standing_appeals")
    user = factories.User()
    model.Session.remove()
    with model.meta.engine.connect() as connection, connection.begin() as changes:
        connection.execute(sa.text("SET LOCAL lock_timeout = '20s'"))
        with Operations.context(MigrationContext.configure(connection)):
            migration.downgrade()
            connection.execute(sa.text(APPEALS))
            connection.execute(sa.text(USERS), {"name": user["name"], "id": user["id"]})
            migration.upgrade()
        states = dict(connection.execute(sa.text("SELECT id, state FROM govopen_appeal")).tuples().all())
        actors = dict(connection.execute(sa.text("SELECT package_id, actor FROM govopen_tombstone")).tuples().all())
        changes.rollback()
    left = {"a2", "d1"}
    assert {key for key, state in states.items() if state == "withdrawn"} == left
    assert {key for key, state in states.items() if state == "accepted"} == {"a1", "b1", "c1", "d0"}
    assert actors == {"name": user["id"], "id": user["id"], "gone": "nobody", "none": None}


def ours(thing: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    """Whether something belongs to one of our tables."""
    table = thing if kind == "table" else thing.table
    return str(table.name).startswith("govopen_")
