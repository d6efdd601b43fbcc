"""An issue says that words were taken out of it for good."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("issue", sa.Column("redacted", sa.Integer(), nullable=True))
