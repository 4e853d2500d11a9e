"""The first tables: runs, records, issues, stored portals, scores.

Revision ID: 6f0c2b9a41de
Revises:
Create Date: 2026-11-24 10:00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "6f0c2b9a41de"
down_revision = None
branch_labels = None
depends_on = None

COUNTERS = ("created", "updated", "unchanged", "failed", "skipped", "duplicates", "issues")
TABLES = ("dataset_score", "file_score", "issue", "portal", "record", "run")


def upgrade() -> None:
    """Make the tables."""
    harvest_tables()
    score_tables()


def harvest_tables() -> None:
    """Portals, runs, records and issues."""
    op.create_table("govopen_portal", sa.Column("code", sa.Text, primary_key=True), sa.Column("yaml", sa.Text, nullable=False))
    op.create_table(
        "govopen_run",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("portal", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("started", sa.DateTime, nullable=False),
        sa.Column("heartbeat", sa.DateTime, nullable=False),
        sa.Column("finished", sa.DateTime),
        sa.Column("complete", sa.Boolean, nullable=False),
        *[sa.Column(name, sa.Integer, nullable=False) for name in COUNTERS],
        sa.Column("error", sa.Text),
    )
    op.create_index("ix_govopen_run_portal_started", "govopen_run", ["portal", "started"])
    op.create_table(
        "govopen_record",
        sa.Column("portal", sa.Text, primary_key=True),
        sa.Column("source_id", sa.Text, primary_key=True),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("package_id", sa.Text, nullable=False, index=True),
        sa.Column("raw", sa.LargeBinary, nullable=False),
        sa.Column("indexed", sa.Boolean, nullable=False),
        sa.Column("run_id", sa.Text, nullable=False),
        sa.Column("seen", sa.DateTime, nullable=False),
    )
    op.create_table(
        "govopen_issue",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=True),
        *[sa.Column(name, sa.Text, nullable=False) for name in ("run_id", "time", "portal", "platform", "level", "kind")],
        sa.Column("where", sa.Text),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("data", JSONB, nullable=False),
    )
    op.create_index("ix_govopen_issue_portal_run", "govopen_issue", ["portal", "run_id", "kind"])


def score_tables() -> None:
    """Scores of files and of datasets."""
    op.create_table(
        "govopen_file_score",
        sa.Column("resource_id", sa.Text, primary_key=True),
        sa.Column("package_id", sa.Text, nullable=False, index=True),
        sa.Column("state", sa.Text, nullable=False, index=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text),
        sa.Column("bytes", sa.BigInteger),
        sa.Column("score", sa.Float),
        sa.Column("grade", sa.Text),
        sa.Column("stars", sa.Integer),
        sa.Column("detected_format", sa.Text),
        sa.Column("encoding", sa.Text),
        sa.Column("row_count", sa.BigInteger),
        sa.Column("ruleset", sa.Text),
        sa.Column("report", JSONB),
        sa.Column("preview", JSONB),
        sa.Column("error", sa.Text),
        sa.Column("checked", sa.DateTime),
    )
    op.create_table(
        "govopen_dataset_score",
        sa.Column("package_id", sa.Text, primary_key=True),
        sa.Column("score", sa.Float, nullable=False, index=True),
        sa.Column("grade", sa.Text, nullable=False),
        sa.Column("stars", sa.Integer),
    )


def downgrade() -> None:
    """Remove the tables."""
    for name in TABLES:
        op.drop_table(f"govopen_{name}")
