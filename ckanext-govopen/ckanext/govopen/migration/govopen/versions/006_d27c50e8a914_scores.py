"""The history of scores, appeals, blocked files, and what is known of datasets beside their best file.

Revision ID: d27c50e8a914
Revises: b81f4d2c67a9
Create Date: 2026-11-25 18:00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "d27c50e8a914"
down_revision = "b81f4d2c67a9"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them, and the history of the scores that are there."""
    op.create_table(
        "govopen_file_score_history",
        sa.Column("resource_id", sa.Text, primary_key=True),
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("ruleset", sa.Text, primary_key=True),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("grade", sa.Text, nullable=False),
        sa.Column("checked", sa.DateTime, nullable=False),
    )
    op.execute(
        "INSERT INTO govopen_file_score_history (resource_id, sha256, ruleset, score, grade, checked)"
        " SELECT resource_id, sha256, ruleset, score, grade, checked FROM govopen_file_score"
        " WHERE score IS NOT NULL AND grade IS NOT NULL AND sha256 IS NOT NULL AND ruleset IS NOT NULL AND checked IS NOT NULL"
    )
    op.create_table(
        "govopen_appeal",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("resource_id", sa.Text, nullable=False, index=True),
        sa.Column("package_id", sa.Text, nullable=False, index=True),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("column", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text),
        sa.Column("created", sa.DateTime, nullable=False, index=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("decided", sa.DateTime),
        sa.Column("decided_by", sa.Text),
        sa.Column("note", sa.Text),
    )
    for name, kind in (("header", sa.Text), ("tried", sa.Text)):
        op.add_column("govopen_file_score", sa.Column(name, kind))
    op.add_column("govopen_file_score", sa.Column("standing", JSONB))
    op.execute(
        "UPDATE govopen_file_score SET standing = COALESCE("
        "(SELECT jsonb_agg(DISTINCT finding->'rule') FROM jsonb_array_elements(report->'findings') AS finding), '[]')"
        " WHERE jsonb_typeof(report) = 'object'"
    )
    op.add_column("govopen_file_score", sa.Column("blocked", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_index("ix_govopen_file_score_ruleset", "govopen_file_score", ["ruleset"])
    for name, kind in (("best", sa.Text), ("metadata_score", sa.Float), ("findings", JSONB), ("examined", sa.DateTime)):
        op.add_column("govopen_dataset_score", sa.Column(name, kind))
    op.add_column("govopen_dataset_score", sa.Column("penalty", sa.Float, nullable=False, server_default="0"))
    op.add_column("govopen_dataset_score", sa.Column("misleading", JSONB))
    op.create_index("ix_govopen_dataset_score_examined", "govopen_dataset_score", ["examined"])


def downgrade() -> None:
    """Remove them."""
    op.drop_index("ix_govopen_dataset_score_examined", "govopen_dataset_score")
    for name in ("best", "metadata_score", "findings", "examined", "penalty", "misleading"):
        op.drop_column("govopen_dataset_score", name)
    op.drop_index("ix_govopen_file_score_ruleset", "govopen_file_score")
    for name in ("header", "tried", "standing", "blocked"):
        op.drop_column("govopen_file_score", name)
    op.drop_table("govopen_appeal")
    op.drop_table("govopen_file_score_history")
