import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from leftopen import signing
from leftopen.cases.model import Cause
from leftopen.face.cli import main
from leftopen.model import Catalog, Collection, Field, Label
from leftopen.store.store import Store
from leftopen.store.tables import NoticeRow
from tests.cases.cases import SEEN, Place, audit, door, estate, operator


def test_all_of_a_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = Place(tmp_path)
    place.one(door(1), party="Example Org")
    assert main(["cases", "show", "1", "--format", "json", "--db", place.url]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) >= {"case", "timeline", "contacts", "notices", "cause", "retain_until", "exposures", "parties"}
    assert set(found["timeline"][0]) == {"at", "who", "what", "why"}
    assert main(["cases", "show", "#1", "--db", place.url]) == 0
    told = capsys.readouterr().out
    assert "Case 1: Example Org" in told
    assert "owner: privacy@example.org (attribution)" in told
    assert "operator: Example Org (confirmed, 80%)" in told
    assert "  assigned    to nobody yet: leftopen cases assign 1 NAME\n" in told
    assert "  10.0.0.1:6379 Redis: open." in told


def test_who_is_not_known_has_no_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = Place(tmp_path)
    given = estate(door(1), parties=(operator(None, "unknown", confidence=0.0),))
    place.save(audit(door(1), estates=(given,)))
    assert main(["cases", "show", "1", "--db", place.url]) == 0
    assert "  operator: not known\n" in capsys.readouterr().out


def test_clocks_with_hour_and_zone_and_who_is_further_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    signing.public()
    (tmp_path / "home" / "leftopen" / "config.toml").write_text('[deadlines]\nzone = "Europe/Amsterdam"\n')
    place = Place(tmp_path)
    fields = (Field("f", "string", (Label("id.br.cpf", 0.9, 1.0, 9, "█"),)),)
    place.one(replace(door(1), catalog=Catalog((Collection("people", fields=fields),))))
    assert main(["cases", "show", "1", "--db", place.url]) == 0
    told = capsys.readouterr().out
    assert "none began: nobody was told, Europe/Amsterdam)" in told
    assert "  due         2026-11-24 17:00 +01:00: look at it" in told
    assert "  LGPD 48: 3 business days on awareness\n" in told
    assert "further up: csirt of BR, CERT.br: cert@cert.br (numbers that this country gives to people" in told
    with Store(place.url) as store, place.desk(store).changing(1) as (session, row):
        notice = NoticeRow(case=row.id, role="owner", recipient="a@b.example", language="en", at=SEEN)
        notice.sent, notice.sent_at, notice.digest = True, SEEN, ""
        session.add(notice)
    assert main(["cases", "show", "1", "--db", place.url]) == 0
    told = capsys.readouterr().out
    assert "counted from the first notice that was taken, 2026-11-23 10:00 +01:00, Europe/Amsterdam)" in told
    assert "  GDPR 33: 72 hours on awareness, until 2026-11-26 10:00 +01:00\n" in told
    assert "  LGPD 48: 3 business days on awareness, until 2026-11-26 23:59 +01:00\n" in told
    assert main(["cases", "show", "1", "--format", "json", "--db", place.url]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {each["regime"]: each["ends"] for each in found["clocks"]}["GDPR 33"] == "2026-11-26T10:00:00+01:00"
    assert set(found["further"][0]) == {"role", "country", "name", "address", "page", "source", "checked", "why"}


def test_a_case_that_was_weighed_and_closed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = Place(tmp_path)
    place.one(door(1))
    place.ask(1, "shut")
    with Store(place.url) as store:
        place.desk(store).weigh(1, 4.5, "Tokens.")
    assert main(["cases", "show", "1", "--db", place.url]) == 0
    told = capsys.readouterr().out
    assert "very high 4.5 (computed: 2.5; Tokens.)" in told
    assert "gone (a retest)" in told


def test_a_merged_number_leads_on_and_an_unknown_one_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = Place(tmp_path)
    place.save(audit(door(1), door(2)))
    with Store(place.url) as store:
        place.desk(store).merge(1, 2, None)
    assert main(["cases", "show", "1", "--db", place.url]) == 0
    told = capsys.readouterr()
    assert "Case 1 was merged into case 2." in told.err
    assert "Case 2:" in told.out
    assert main(["cases", "show", "9", "--db", place.url]) == 2


def test_a_case_that_is_closed_and_its_notices(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = Place(tmp_path)
    place.one(door(1, None))
    with Store(place.url) as store:
        desk = place.desk(store)
        with desk.changing(1) as (session, row):
            for sent in (None, True):
                when = SEEN if sent else None
                notice = NoticeRow(case=row.id, role="owner", recipient="a@b.example", language="en", at=SEEN)
                notice.sent, notice.sent_at, notice.digest = sent, when, ""
                session.add(notice)
        desk.close(1, Cause.DISPUTED, "They say it is not theirs.", override=True)
    assert main(["cases", "show", "1", "--db", place.url]) == 0
    told = capsys.readouterr().out
    assert "closed, disputed" in told
    assert "severity" not in told
    assert "kept until" in told
    assert "notice 1 to a@b.example in en, 2026-11-23 09:00 UTC: not sent" in told
    assert "notice 2 to a@b.example in en, 2026-11-23 09:00 UTC: sent 2026-11-23 09:00 UTC" in told
    assert main(["verify", "1", "--db", place.url]) == 0
