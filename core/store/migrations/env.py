"""What Alembic runs for each command: the steps, on the connection that ``core.store.migrate`` (or a test) hands over."""

from alembic import context

from core.store.migrations.append_only import PLUGIN
from core.store.migrations.rendering import render_item
from core.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=context.config.attributes.get("batches", True),
    render_item=render_item,
    compare_server_default=True,
    autogenerate_plugins=["alembic.autogenerate.*", PLUGIN],
)
with context.begin_transaction():
    context.run_migrations()
