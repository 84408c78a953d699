from pathlib import Path

from sqlalchemy import inspect, text

from leftopen.cases import opening
from leftopen.store import schema
from leftopen.store.migrations.versions import r0007_stamps as seventh
from leftopen.store.store import Store
from leftopen.store.tables import StampRow
from tests.cases.cases import audit, door
from tests.store.migrations.moving import tables, to


def test_it_follows_the_sixth() -> None:
    assert (seventh.revision, seventh.down_revision) == ("0007", "0006")


def test_down_and_up_with_data_in_them(tmp_path: Path) -> None:
    url = str(tmp_path / "x.db")
    with Store(url) as store:
        store.save(audit(door(1)), "scope", opening.join)
        with store.session() as session:
            session.add(StampRow(case=1, head="0" * 64, answer=b"told"))
    opened = schema.engine(url)
    with opened.begin() as connection:
        to(connection, "0006")
        assert "case_stamps" not in tables(connection)
        assert connection.execute(text("SELECT count(*) FROM case_events")).scalar_one() > 0
    schema.upgrade(opened)
    with opened.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM case_stamps")).scalar_one() == 0
        assert {index["name"] for index in inspect(connection).get_indexes("exposures")} >= {"ix_exposures_place"}
    opened.dispose()
