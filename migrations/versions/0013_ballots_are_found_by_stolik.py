"""How many ballots a stolik has is asked with each ballot."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_ballot_at", "ballot", ["round_id", "stolik_id"])
