"""Alembic's way in: the server hands over its own connection and transaction."""

from alembic import context

from app.main import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
