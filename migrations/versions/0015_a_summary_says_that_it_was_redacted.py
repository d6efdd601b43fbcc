"""A summary says that words were taken out of it: a tablet forgets them, too."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("summary", sa.Column("redacted", sa.Integer(), nullable=True))
