"""What checks of files found, and how long copies have been unused.

Revision ID: 9e3b6d7f1c08
Revises: 5c41a7be2d90
Create Date: 2026-11-25 15:20:00
"""

import sqlalchemy as sa
from alembic import op

revision = "9e3b6d7f1c08"
down_revision = "5c41a7be2d90"
branch_labels = None
depends_on = None

SOURCE, COPY = "govopen_file_source", "govopen_file_copy"
MOMENTS = ("broken_since", "asked")
FLAGS = ("copied", "personal")


def upgrade() -> None:
    """Widen the two tables."""
    op.add_column(SOURCE, sa.Column("file_name", sa.Text))
    for name in MOMENTS:
        op.add_column(SOURCE, sa.Column(name, sa.DateTime))
    for name in FLAGS:
        op.add_column(SOURCE, sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_index(f"ix_{SOURCE}_checked", SOURCE, ["checked"])
    op.add_column(COPY, sa.Column("unused_since", sa.DateTime))
    op.create_index(f"ix_{COPY}_unused_since", COPY, ["unused_since"])


def downgrade() -> None:
    """Narrow them again."""
    op.drop_column(COPY, "unused_since")
    op.drop_index(f"ix_{SOURCE}_checked", SOURCE)
    for name in ("file_name", *MOMENTS, *FLAGS):
        op.drop_column(SOURCE, name)
