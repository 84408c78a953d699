"""Alembic's environment: runs the revisions on the connection that `store.schema` hands over."""

from alembic import context

from leftopen.store.tables import Base


def run() -> None:
    """Runs the revisions that Alembic was asked for, inside the transaction of the connection."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    context.run_migrations()


if __name__ == "env_py":  # the name that Alembic gives this file when it runs it
    run()
