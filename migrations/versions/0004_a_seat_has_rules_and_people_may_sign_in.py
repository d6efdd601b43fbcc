"""A seat has rules and may belong to no edition; organisers sign in, devices wait to be let in, residents come with codes."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _seats()
    _people()
    _ways_in()


def _seats() -> None:
    """Both tables are made anew and take the old ones' names: SQLite cannot take a NOT NULL away."""
    op.create_table(
        "seat_new",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("stolik_id", sa.Integer(), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("again", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("approval", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=True),
        sa.Column("closes_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"]),
        sa.ForeignKeyConstraint(["stolik_id"], ["stolik.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "seating_new",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("seat_id", sa.String(), nullable=False),
        sa.Column("generation", sa.Integer(), server_default="1", nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("released_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["seat_id"], ["seat_new.id"]),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    seat, seating = "id, edition_id, role, stolik_id, label, generation, code_hash", "token_hash, seat_id, taken_at, released_at"
    op.execute(f"INSERT INTO seat_new ({seat}) SELECT {seat} FROM seat")
    op.execute(f"INSERT INTO seating_new ({seating}) SELECT {seating} FROM seating")
    op.drop_table("seating")
    op.drop_table("seat")
    op.rename_table("seat_new", "seat")
    op.rename_table("seating_new", "seating")
    op.create_index("ix_seat_code_hash", "seat", ["code_hash"])
    op.create_index("ix_seating_seat_id", "seating", ["seat_id"])


def _people() -> None:
    op.create_table(
        "organiser",
        sa.Column("seat_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("totp", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"]),
        sa.PrimaryKeyConstraint("seat_id"),
    )
    op.create_table(
        "invitation",
        sa.Column("link_hash", sa.String(length=64), nullable=False),
        sa.Column("seat_id", sa.String(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"]),
        sa.PrimaryKeyConstraint("link_hash"),
    )
    op.create_index("ix_invitation_seat_id", "invitation", ["seat_id"])


def _ways_in() -> None:
    op.create_table(
        "asking",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("seat_id", sa.String(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"]),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("ix_asking_seat_id", "asking", ["seat_id"])
    op.create_table(
        "seat_alarm",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seat_id", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("hushed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_seat_alarm_seat_id", "seat_alarm", ["seat_id"])
    op.create_table(
        "room",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "paper_token",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"]),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"]),
        sa.PrimaryKeyConstraint("code_hash"),
    )
