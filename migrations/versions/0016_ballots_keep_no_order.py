"""Rows of ballots had numbers in the order in which people voted, which the seal did not take away. Now they stand by their voters'
signs and have no number. What stands in PostgreSQL is left as it is: docs/decisions/0023."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID, HASH = sa.String(length=36), sa.String(length=64)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        ballots()
        dots()
        op.create_index("ix_ballot_at", "ballot", ["round_id", "stolik_id"])


def ballots() -> None:
    op.rename_table("ballot", "ordered")
    op.drop_index("ix_ballot_at", "ordered")
    op.create_table(
        "ballot",
        sa.Column("round_id", ID, nullable=False),
        sa.Column("voter", HASH, nullable=False),
        sa.Column("stolik_id", sa.Integer(), nullable=True),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.ForeignKeyConstraint(["stolik_id"], ["stolik.id"]),
        sa.PrimaryKeyConstraint("round_id", "voter"),
        sqlite_with_rowid=False,
    )
    moved("ballot", "round_id, voter, stolik_id, method, holder, late")


def dots() -> None:
    op.rename_table("ballot_dot", "ordered")
    op.create_table(
        "ballot_dot",
        sa.Column("round_id", ID, nullable=False),
        sa.Column("voter", HASH, nullable=False),
        sa.Column("choice_id", ID, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("round_id", "voter", "choice_id"),
        sqlite_with_rowid=False,
    )
    moved("ballot_dot", "round_id, voter, choice_id, count")


def moved(table: str, columns: str) -> None:
    op.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM ordered ORDER BY round_id, voter")
    op.drop_table("ordered")
