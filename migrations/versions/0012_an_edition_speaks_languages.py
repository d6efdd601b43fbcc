"""An edition says in which languages its pages can be read."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("edition", sa.Column("languages", sa.String(), server_default="pl,en,uk", nullable=False))


def downgrade() -> None:
    op.drop_column("edition", "languages")
