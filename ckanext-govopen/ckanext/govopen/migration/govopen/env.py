"""Runs the migrations of the tables whose names begin with `govopen`."""

from pathlib import Path
from typing import Any

from alembic import context
from sqlalchemy import engine_from_config, pool

from ckan.model.meta import metadata

NAME = Path(__file__).parent.name


def is_ours(thing: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:  # noqa: ARG001
    """Whether Alembic looks at an object: tables of other plugins are none of our business."""
    return kind != "table" or (name or "").startswith(NAME)


def run() -> None:
    """Apply the migrations over a connection of their own."""
    section = context.config.get_section(context.config.config_ini_section) or {}
    engine = engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            version_table=f"{NAME}_alembic_version",
            include_object=is_ours,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
