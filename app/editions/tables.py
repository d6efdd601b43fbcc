"""The tables behind the models, for SQLAlchemy Core."""

from app.editions.models import Edition, Sitting, Theme, Unit
from app.live.tables import table_of

edition, sitting, theme, unit = table_of(Edition), table_of(Sitting), table_of(Theme), table_of(Unit)
