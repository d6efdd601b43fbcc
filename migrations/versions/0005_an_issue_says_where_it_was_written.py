"""An issue says where it was written: on a tablet, or on paper and typed in later."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("issue", sa.Column("source", sa.String(), server_default="tablet", nullable=False))
