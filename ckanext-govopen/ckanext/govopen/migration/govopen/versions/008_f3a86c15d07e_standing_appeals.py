"""One appeal in force against a finding, and users by their ids wherever they are named.

Revision ID: f3a86c15d07e
Revises: e4b19f70c3d8
Create Date: 2026-11-26 08:30:00
"""

import sqlalchemy as sa
from alembic import op

revision = "f3a86c15d07e"
down_revision = "e4b19f70c3d8"
branch_labels = None
depends_on = None

INDEX = "ux_govopen_appeal_standing"


def upgrade() -> None:
    """Make the index; of appeals that say the same the oldest stands on."""
    op.execute(
        "UPDATE govopen_appeal AS later SET state = 'withdrawn', decided = timezone('utc', now())"
        " WHERE later.state = 'accepted' AND EXISTS (SELECT FROM govopen_appeal AS older"
        ' WHERE older.resource_id = later.resource_id AND older.rule = later.rule AND older."column" = later."column"'
        " AND older.state = 'accepted' AND (older.created, older.id) < (later.created, later.id))"
    )
    accepted = sa.text("state = 'accepted'")
    op.create_index(INDEX, "govopen_appeal", ["resource_id", "rule", "column"], unique=True, postgresql_where=accepted)
    user = sa.table("user", sa.column("id"), sa.column("name"))
    for name, column in (("govopen_tombstone", "actor"), ("govopen_correction", "user_id")):
        table = sa.table(name, sa.column(column))
        known = sa.select(user.alias("known").c.id)
        named = table.c[column] == user.c.name
        op.execute(sa.update(table).where(named, table.c[column].not_in(known)).values({column: user.c.id}))


def downgrade() -> None:
    """Remove the index."""
    op.drop_index(INDEX, "govopen_appeal")
