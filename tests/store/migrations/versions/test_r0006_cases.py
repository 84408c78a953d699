from pathlib import Path

from sqlalchemy import text

from leftopen.cases import opening
from leftopen.store import schema
from leftopen.store.migrations.versions import r0006_cases as sixth
from leftopen.store.store import Store
from tests.cases.cases import audit, door
from tests.store.migrations.moving import tables, to

TABLES = {"cases", "case_exposures", "case_events", "case_contacts", "case_notices", "tombstones"}


def test_it_follows_the_fifth() -> None:
    assert (sixth.revision, sixth.down_revision) == ("0006", "0005")


def test_down_and_up_with_data_in_them(tmp_path: Path) -> None:
    url = str(tmp_path / "x.db")
    with Store(url) as store:
        store.save(audit(door(1)), "scope", opening.join)
    opened = schema.engine(url)
    with opened.begin() as connection:
        to(connection, "0005")
        assert not TABLES & tables(connection)
        assert connection.execute(text("SELECT count(*) FROM exposures")).scalar_one() == 1
    schema.upgrade(opened)
    with opened.connect() as connection:
        assert tables(connection) >= TABLES
        assert connection.execute(text("SELECT count(*) FROM cases")).scalar_one() == 0
    opened.dispose()
