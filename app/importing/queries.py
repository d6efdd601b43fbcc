"""What is asked about imports: what columns meant the last time."""

from sqlalchemy import Connection, select

from app.importing.models import ColumnMeaning
from app.live.tables import table_of

column_meaning = table_of(ColumnMeaning)


def remembered(db: Connection) -> dict[str, str]:
    """By head (columns.memory_key)."""
    return {row.head: row.meaning for row in db.execute(select(column_meaning))}
