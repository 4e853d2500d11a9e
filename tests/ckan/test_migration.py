"""The migrations make exactly the tables of the models."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from ckan import model

pytestmark = pytest.mark.usefixtures("govopen")


def test_upgrade_equals_models() -> None:
    """After `ckan db upgrade` no table of ours differs from its model."""
    engine = model.meta.engine
    assert engine is not None
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
        assert compare_metadata(context, model.meta.metadata) == []


def ours(thing: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    """Whether something belongs to one of our tables."""
    table = thing if kind == "table" else thing.table
    return str(table.name).startswith("govopen_")
