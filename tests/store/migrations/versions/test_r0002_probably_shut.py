from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from leftopen.store.schema import engine
from tests.store.migrations.moving import to

_RUN = "INSERT INTO runs VALUES ('r', 's', 'd', 't', 'a', 'b', 1, 1, 1, 4.0, x'00')"
_EXPOSURE = "INSERT INTO exposures VALUES (7, 's', '::1', 1, 'tcp', 'redis', 'r', 'unclear', '', 'a', 'a', 'a', x'')"
_CHECK = "INSERT INTO checks (id, exposure, at, state, says) VALUES (3, 7, '2026', 'unclear', 'told')"


def test_what_was_kept_stays_and_the_new_state_may_stand(tmp_path: Path) -> None:
    opened = engine(str(tmp_path / "x.db"))
    with opened.begin() as connection:
        to(connection, "0001")
        for row in (_RUN, _EXPOSURE, _CHECK):
            connection.execute(text(row))
    with opened.begin() as connection:
        to(connection, "0002")
    with opened.begin() as connection:
        kept = connection.execute(text("SELECT id, exposure, at, state, says, status FROM checks")).all()
        assert [tuple(row) for row in kept] == [(3, 7, "2026", "unclear", "told", "undecided")]
        for name in ("exposures", "checks"):
            connection.execute(text(f"UPDATE {name} SET state = 'probably_shut'"))
    with pytest.raises(IntegrityError), opened.begin() as connection:
        connection.execute(text("UPDATE checks SET state = 'gone'"))
    with opened.begin() as connection:
        to(connection, "0001")
    with opened.begin() as connection:
        assert connection.execute(
            text("SELECT state FROM exposures UNION SELECT state FROM checks")
        ).scalars().all() == ["unclear"]
    opened.dispose()
