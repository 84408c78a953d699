from pathlib import Path

from sqlalchemy import inspect

from leftopen.store.schema import engine, upgrade
from leftopen.store.tables import Base


def test_it_runs_the_revisions_in_the_transaction_that_it_was_given(tmp_path: Path) -> None:
    opened = engine(str(tmp_path / "x.db"))
    upgrade(opened)
    with opened.connect() as connection:
        assert set(inspect(connection).get_table_names()) == {"alembic_version", *Base.metadata.tables}
    opened.dispose()
