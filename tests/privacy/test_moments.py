"""Which times may be told, and how exactly."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from leftopen.privacy.moments import event, moment, to_day, to_month

LIVES = """
birth_date dob bday geburtsdatum geb_datum gebdat fec_nac date_naissance ddn nascimento dt_nasc data_nascita 出生 born
child_dob kid_bd geboortedatum födelsedatum дата_рождения doğum_tarihi tanggal_lahir ngay_sinh 生年月日 생년월일
تاريخ_الميلاد data_urodzenia datum_narozeni hiv_test_date abortion_date due_date_baby date_of_death patient_date
admitted last_confession first_offence discharged diagnosed_at hired married_on last_period 入院日期 死亡日期 visit_x
fecha_alta enrolled_on joined_church 结婚登记时间 ngay_nhap_vien reg_marriage_date
"""
RECORDS = """
created_at createdAt updated timestamp @timestamp lastModified last_seen order_date time 抓拍时间 创建时间 更新时间
erstellt_am fecha_creacion data_criacao date_creation uploaded_at signup_date registration_date invoice_date booked_at
bestelldatum registriert_am data_cadastro дата_регистрации 注册时间 登録日 가입일 ngay_dang_ky
"""


@pytest.mark.parametrize("name", LIVES.split())
def test_a_day_of_a_life_is_no_event(name: str) -> None:
    assert not event((name,))
    assert not event(("meta", name))


@pytest.mark.parametrize("name", RECORDS.split())
def test_what_a_machine_recorded_is_an_event(name: str) -> None:
    assert event((name,))
    assert event(("events", "[]", name))


@pytest.mark.parametrize("name", ["expires_at", "expiry", "expired", "ttl", "scheduled_for", "valid_until"])
def test_what_is_to_come_is_none(name: str) -> None:
    assert not event((name,))
    assert not event(("session", name))


def test_a_time_to_come_tells_nothing_of_when_a_store_was_used() -> None:
    now = datetime.now(UTC)
    for ahead in (timedelta(days=3), timedelta(days=4000)):
        assert moment(now + ahead) is not None
        assert to_month(now + ahead) is None
    assert to_month(now - timedelta(days=3)) is not None
    assert to_month((now + timedelta(hours=14)).isoformat()) is not None, "a zone may be so far ahead"


@pytest.mark.parametrize("path", [("birth", "date"), ("patient", "created"), ("death", "[]", "time"), (), ("*",)])
def test_the_whole_path_counts(path: tuple[str, ...]) -> None:
    assert not event(path)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2024-03-17T05:06:07+02:00", "2024-03-17T00:00:00Z"),
        ("2024/03/17", "2024-03-17T00:00:00Z"),
        (1710651967, "2024-03-17T00:00:00Z"),
        (1710651967000, "2024-03-17T00:00:00Z"),
        ("1710651967", "2024-03-17T00:00:00Z"),
        (datetime(2024, 3, 17, 23, 59, tzinfo=UTC), "2024-03-17T00:00:00Z"),
        (date(2024, 3, 17), "2024-03-17T00:00:00Z"),
        (True, None),
        (float("nan"), None),
        ("soon", None),
        (None, None),
        ("1871-01-01", None),
    ],
)
def test_as_stored(value: Any, day: str | None) -> None:
    assert to_day(value) == day
    assert to_month(value) == (day and "2024-03-01T00:00:00Z")
    assert (moment(value) is None) == (day is None)
