"""Who may push records for a portal, and the runs of pushes.

Revision ID: b81f4d2c67a9
Revises: 9e3b6d7f1c08
Create Date: 2026-11-25 15:30:00
"""

import sqlalchemy as sa
from alembic import op

revision = "b81f4d2c67a9"
down_revision = "9e3b6d7f1c08"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and give runs the name of their push."""
    op.create_table(
        "govopen_pusher",
        sa.Column("user_id", sa.Text, primary_key=True),
        sa.Column("portal", sa.Text, primary_key=True),
        sa.Column("granted_by", sa.Text),
        sa.Column("time", sa.DateTime, nullable=False),
    )
    op.add_column("govopen_run", sa.Column("push_id", sa.Text))
    named = sa.text("push_id IS NOT NULL")
    op.create_index("ux_govopen_run_push", "govopen_run", ["portal", "push_id"], unique=True, postgresql_where=named)


def downgrade() -> None:
    """Remove them."""
    op.drop_index("ux_govopen_run_push", "govopen_run")
    op.drop_column("govopen_run", "push_id")
    op.drop_table("govopen_pusher")
