"""Alembic's entry: runs on the connection that `delivery.store.migrate` hands over."""

from alembic import context

from delivery.store import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.delivery.metadata,
    render_as_batch=True,
    compare_type=False,
)
with context.begin_transaction():
    context.run_migrations()
