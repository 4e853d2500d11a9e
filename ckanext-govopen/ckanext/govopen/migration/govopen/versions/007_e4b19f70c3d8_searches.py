"""What people ask and open, without who they are.

Revision ID: e4b19f70c3d8
Revises: d27c50e8a914
Create Date: 2026-11-25 21:40:00
"""

import sqlalchemy as sa
from alembic import op

revision = "e4b19f70c3d8"
down_revision = "d27c50e8a914"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "govopen_search_query",
        sa.Column("week", sa.Date, primary_key=True),
        sa.Column("query", sa.Text, primary_key=True),
        *[sa.Column(name, sa.Integer, nullable=False) for name in ("searches", "found", "empty", "askers")],
    )
    shown = sa.text("askers >= 5")
    op.create_index("ix_govopen_search_query_popular", "govopen_search_query", ["query"], postgresql_where=shown)
    op.create_table(
        "govopen_search_click",
        sa.Column("week", sa.Date, primary_key=True),
        sa.Column("query", sa.Text, primary_key=True),
        sa.Column("package_id", sa.Text, primary_key=True, index=True),
        *[sa.Column(name, sa.Integer, nullable=False) for name in ("clicks", "ranks")],
    )
    op.create_table("govopen_search_fold", sa.Column("batch", sa.Text, primary_key=True))


def downgrade() -> None:
    """Remove them."""
    for name in ("fold", "click", "query"):
        op.drop_table(f"govopen_search_{name}")
