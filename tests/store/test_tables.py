from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from leftopen.store.schema import engine, upgrade
from leftopen.store.tables import Base


def test_the_migrations_make_exactly_these_tables(tmp_path: Path) -> None:
    opened = engine(str(tmp_path / "x.db"))
    upgrade(opened)
    with opened.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    opened.dispose()


def test_every_constraint_has_a_name() -> None:
    for table in Base.metadata.tables.values():
        assert all(constraint.name for constraint in table.constraints)
