"""What a person said a column means is remembered for the next file."""

from sqlmodel import Field, SQLModel


class ColumnMeaning(SQLModel, table=True):
    """`head`: the kind of sheet and the column's head, folded; `meaning`: empty when the column is left out."""

    __tablename__ = "column_meaning"

    head: str = Field(primary_key=True, max_length=200)
    meaning: str
