"""What stands on the plan can be withdrawn; a sitting has an end and a room; a topic tells which one it was carried from."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("sitting", "theme", "unit", "stolik"):
        op.add_column(table, sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("sitting", sa.Column("ends_at", sa.String(), nullable=True))
    op.add_column("sitting", sa.Column("room", sa.String(), nullable=True))
    op.add_column("topic", sa.Column("carried_from", sa.String(length=36), nullable=True))
