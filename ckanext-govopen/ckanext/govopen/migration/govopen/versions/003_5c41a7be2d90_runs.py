"""Runs that can be broken off, what they changed, tombstones, corrections, twins, file copies, health of portals.

Revision ID: 5c41a7be2d90
Revises: 2a7d1c90e5b2
Create Date: 2026-11-25 14:55:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "5c41a7be2d90"
down_revision = "2a7d1c90e5b2"
branch_labels = None
depends_on = None

NEW_COUNTERS = ("resumed", "tries", "removed", "revived", "held", "requests", "listed")
NEW_TEXTS = ("record", "owner", "wish", "fault")
TABLES = (
    "seen",
    "change",
    "tombstone",
    "correction",
    "twin",
    "file_copy",
    "file_source",
    "portal_health",
    "portal_state",
)


def upgrade() -> None:
    """Widen what is there and make the new tables."""
    widen_runs()
    widen_records()
    change_tables()
    dataset_tables()
    portal_tables()


def widen_runs() -> None:
    """Lease, checkpoint and more counters; a run that was going on without a lease is over."""
    columns = [
        sa.Column("kind", sa.Text, nullable=False, server_default="full"),
        sa.Column("page", sa.Integer, nullable=False, server_default="1"),
        sa.Column("again", sa.Integer),
        sa.Column("seconds", sa.Float, nullable=False, server_default="0"),
        sa.Column("next_try", sa.DateTime),
        sa.Column("total", sa.Integer),
        sa.Column("notes", JSONB, nullable=False, server_default="{}"),
        *[sa.Column(name, sa.Integer, nullable=False, server_default="0") for name in NEW_COUNTERS],
        *[sa.Column(name, sa.Text) for name in NEW_TEXTS],
    ]
    for column in columns:
        op.add_column("govopen_run", column)
    op.execute("UPDATE govopen_run SET state = 'failed', finished = heartbeat WHERE state = 'running'")
    op.create_index("ix_govopen_run_state", "govopen_run", ["state"])
    owned = sa.text("owner IS NOT NULL")
    op.create_index("ux_govopen_run_owner", "govopen_run", ["portal"], unique=True, postgresql_where=owned)


def widen_records() -> None:
    """Where a record stood and whether it is still listed; what the index did not know goes to the outbox."""
    op.execute(
        "INSERT INTO govopen_outbox (package_id, token) SELECT DISTINCT package_id, 0 FROM govopen_record"
        " WHERE NOT indexed ON CONFLICT DO NOTHING"
    )
    op.drop_column("govopen_record", "indexed")
    op.add_column("govopen_record", sa.Column("first_run", sa.Text, nullable=False, server_default=""))
    op.execute("UPDATE govopen_record SET first_run = run_id")
    op.add_column("govopen_record", sa.Column("page", sa.Integer, nullable=False, server_default="1"))
    op.add_column("govopen_record", sa.Column("state", sa.Text, nullable=False, server_default="active"))
    op.add_column("govopen_record", sa.Column("missing_since", sa.DateTime))
    op.add_column("govopen_record", sa.Column("twin_key", sa.Text))
    op.create_index("ix_govopen_record_twin_key", "govopen_record", ["twin_key"])
    op.create_index("ix_govopen_record_portal_state", "govopen_record", ["portal", "state"])


def change_tables() -> None:
    """What a run has done."""
    op.create_table(
        "govopen_seen",
        sa.Column("run_id", sa.Text, primary_key=True),
        sa.Column("source_id", sa.Text, primary_key=True),
        sa.Column("page", sa.Integer, nullable=False),
    )
    op.create_table(
        "govopen_change",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=True),
        *[sa.Column(name, sa.Text, nullable=False) for name in ("run_id", "portal", "source_id")],
        sa.Column("package_id", sa.Text),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("fields", JSONB, nullable=False),
        sa.Column("time", sa.DateTime, nullable=False),
    )
    op.create_index("ix_govopen_change_run_kind", "govopen_change", ["run_id", "kind"])


def dataset_tables() -> None:
    """What is known of datasets and files beside what CKAN stores."""
    op.create_table(
        "govopen_tombstone",
        sa.Column("package_id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, index=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("portal", sa.Text, index=True),
        sa.Column("source_id", sa.Text),
        sa.Column("source_url", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("successor", sa.Text),
        sa.Column("removed_at", sa.DateTime, nullable=False),
        sa.Column("run_id", sa.Text),
        sa.Column("actor", sa.Text),
    )
    op.create_table(
        "govopen_correction",
        sa.Column("package_id", sa.Text, primary_key=True),
        sa.Column("field", sa.Text, primary_key=True),
        sa.Column("value", JSONB),
        sa.Column("source_value", JSONB),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("time", sa.DateTime, nullable=False),
    )
    op.create_table(
        "govopen_twin",
        sa.Column("package_id", sa.Text, primary_key=True),
        sa.Column("authority_id", sa.Text, nullable=False, index=True),
    )
    op.create_table(
        "govopen_file_copy",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("stored_as", sa.Text, nullable=False),
        sa.Column("first_seen", sa.DateTime, nullable=False),
    )
    op.create_table(
        "govopen_file_source",
        sa.Column("resource_id", sa.Text, primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, index=True),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("checked", sa.DateTime, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("error", sa.Text),
    )


def portal_tables() -> None:
    """How portals do, and what operators set for them."""
    op.create_table(
        "govopen_portal_health",
        sa.Column("portal", sa.Text, primary_key=True),
        sa.Column("time", sa.DateTime, primary_key=True),
        sa.Column("reachable", sa.Boolean, nullable=False),
        sa.Column("complete", sa.Boolean, nullable=False),
        *[sa.Column(name, sa.Integer, nullable=False) for name in ("datasets", "listed", "requests")],
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("fault", sa.Text),
    )
    op.create_table(
        "govopen_portal_state",
        sa.Column("portal", sa.Text, primary_key=True),
        sa.Column("schedule", sa.Text),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("assertions", JSONB),
    )


def downgrade() -> None:
    """Remove the tables and columns."""
    for name in TABLES:
        op.drop_table(f"govopen_{name}")
    op.drop_index("ix_govopen_record_portal_state", "govopen_record")
    for column in ("first_run", "page", "state", "missing_since", "twin_key"):
        op.drop_column("govopen_record", column)
    op.add_column("govopen_record", sa.Column("indexed", sa.Boolean, nullable=False, server_default="false"))
    for index in ("ux_govopen_run_owner", "ix_govopen_run_state"):
        op.drop_index(index, "govopen_run")
    for column in ("kind", "page", "again", "seconds", "next_try", "total", "notes", *NEW_COUNTERS, *NEW_TEXTS):
        op.drop_column("govopen_run", column)
