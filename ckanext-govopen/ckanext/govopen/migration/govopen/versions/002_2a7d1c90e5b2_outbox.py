"""What the index has still to be told, committed together with the datasets themselves.

Revision ID: 2a7d1c90e5b2
Revises: 6f0c2b9a41de
Create Date: 2026-11-25 14:30:00
"""

import sqlalchemy as sa
from alembic import op

revision = "2a7d1c90e5b2"
down_revision = "6f0c2b9a41de"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "govopen_outbox",
        sa.Column("package_id", sa.Text, primary_key=True),
        sa.Column("token", sa.BigInteger, nullable=False, index=True),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("govopen_outbox")
