import pytest
from sqlalchemy import text

from leftopen.cases import rows
from leftopen.cases.desk import Desk
from leftopen.cases.model import CaseError
from leftopen.store.store import Store
from tests.cases.cases import Place, audit, door


def test_a_merged_number_leads_on_also_by_way_of_another(place: Place, desk: Desk) -> None:
    place.save(audit(door(1), door(2), door(3)))
    desk.merge(1, 2, None)
    desk.merge(2, 3, None)
    assert desk.show(1).case.case == 3
    assert desk.show(3).case.merged == (1, 2)


def test_numbers_that_go_in_a_ring_lead_nowhere(place: Place, desk: Desk) -> None:
    place.save(audit(door(1), door(2)))
    with Store(place.url) as store, store.session() as session:
        session.execute(text('UPDATE cases SET "into" = 3 - id'))
    with pytest.raises(CaseError, match="no case 1"):
        desk.show(1)


def test_a_state_that_nobody_writes_is_said(place: Place, desk: Desk) -> None:
    place.save(audit(door(1)))
    with Store(place.url) as store, store.session() as session:
        session.execute(text("UPDATE cases SET state = 'ajar', parties = 'x'"))
        row = rows.find(session, 1)
        assert rows.parties(row) == ()
    with pytest.raises(CaseError, match="nothing that leftopen writes"):
        desk.show(1)
