"""Votes have rounds, ballots and counts; issues are merged and split."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID, HASH = sa.String(length=36), sa.String(length=64)


def upgrade() -> None:
    op.add_column("issue", sa.Column("merged_into", ID, nullable=True))
    op.add_column("issue", sa.Column("merged_at", sa.Integer(), nullable=True))
    op.create_index("ix_issue_merged_into", "issue", ["merged_into"])
    rounds()
    ballots()
    counts()


def rounds() -> None:
    op.create_table(
        "round",
        sa.Column("id", ID, nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("dots", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("methods", sa.String(), nullable=False),
        sa.Column("token", sa.Boolean(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=True),
        sa.Column("open_totals", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("late", sa.String(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("born", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"]),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_round_edition_id", "round", ["edition_id"])
    op.create_table(
        "round_stolik",
        sa.Column("round_id", ID, nullable=False),
        sa.Column("stolik_id", sa.Integer(), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.ForeignKeyConstraint(["stolik_id"], ["stolik.id"]),
        sa.PrimaryKeyConstraint("round_id", "stolik_id"),
    )
    op.create_index("ix_round_stolik_stolik_id", "round_stolik", ["stolik_id"])
    op.create_table(
        "choice",
        sa.Column("round_id", ID, nullable=False),
        sa.Column("choice_id", ID, nullable=False),
        sa.Column("stolik_id", sa.Integer(), nullable=True),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.ForeignKeyConstraint(["stolik_id"], ["stolik.id"]),
        sa.PrimaryKeyConstraint("round_id", "choice_id"),
    )
    op.create_table(
        "tie_break",
        sa.Column("id", ID, nullable=False),
        sa.Column("round_id", ID, nullable=False),
        sa.Column("stolik_id", sa.Integer(), nullable=True),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("born", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.ForeignKeyConstraint(["stolik_id"], ["stolik.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_tie_break_round_id", "tie_break", ["round_id"])


def ballots() -> None:
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
    )
    op.create_table(
        "ballot_dot",
        sa.Column("round_id", ID, nullable=False),
        sa.Column("voter", HASH, nullable=False),
        sa.Column("choice_id", ID, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("round_id", "voter", "choice_id"),
    )
    op.create_table(
        "receipt",
        sa.Column("id", HASH, nullable=False),
        sa.Column("round_id", ID, nullable=False),
        sa.Column("content", HASH, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_receipt_round_id", "receipt", ["round_id"])


def counts() -> None:
    """The hands that were counted so far were counted for one issue each."""
    op.create_table(
        "counted",
        sa.Column("round_id", ID, nullable=False),
        sa.Column("stolik_id", sa.Integer(), nullable=False),
        sa.Column("members", ID, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["stolik_id"], ["stolik.id"]),
        sa.PrimaryKeyConstraint("round_id", "stolik_id", "members"),
    )
    newest = "SELECT max(entry.seq) FROM entry WHERE entry.subject = issue.id AND entry.kind IN ('tally.count', 'tally.recount')"
    op.execute(
        "INSERT INTO counted (round_id, stolik_id, members, count, seq) "
        f"SELECT '', issue.stolik_id, issue.id, tally.count, ({newest}) FROM tally JOIN issue ON issue.id = tally.issue_id"
    )
