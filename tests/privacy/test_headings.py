"""Which keys of a user's own map are columns."""

import json
from pathlib import Path

import pytest

from leftopen.face.cli import main
from tests.privacy.told import claimed

KNOWN = {"овог": "x", "нэр": "x", "утас": "x", "хаяг": "x"}


def test_words_of_another_script_that_are_joined_are_a_column_beside_known_ones() -> None:
    record = KNOWN | {"худалдан_авалтын_тоо": 3}
    assert set(claimed([record] * 6)) == set(record)


def test_who_is_kept_by_name_is_none() -> None:
    shown = claimed([KNOWN | {"сараа_дорж": 2, "сараа_батбаяр": 3, "дорж_сараа": 3}] * 6)
    assert not any("сараа" in path for path in shown)


def test_common_given_names_are_none() -> None:
    assert not any("Мария" in path or "мария" in path for path in claimed([KNOWN | {"мария_петрова": 1}] * 6))


def test_a_word_for_what_a_field_holds_is_a_column_though_it_is_a_given_name() -> None:
    faiths = ["Sikh", "Hindu", "Muslim"] * 4
    told = claimed(
        [{"cust_Faith": faith, "cust_mail": f"u{n}@example.org", "cust_no": n} for n, faith in enumerate(faiths)]
    )
    assert "special.religion" in told["cust_Faith"]
    assert not any("Grace" in path for path in claimed([{"cust_Grace": n, "cust_no": n} for n in range(12)]))


def shown(path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> set[str]:
    path.write_text(text, encoding="utf-8")
    main(["classify", "--format", "json", str(path)])
    return {field["path"] for field in json.loads(capsys.readouterr().out)["fields"]}


def test_columns_that_a_table_declares_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    insert = "INSERT INTO stays (DIS_LOCK, DIS_DCL_NO, DIS_OPD, DIS_ALVO_NOR) VALUES (1, 2, 3, 4);\n"
    assert shown(tmp_path / "d.sql", insert * 3, capsys) == {
        *("stays.DIS_LOCK", "stays.DIS_DCL_NO", "stays.DIS_OPD", "stays.DIS_ALVO_NOR"),
    }


def test_what_a_table_begins_all_of_its_columns_with_is_nobody() -> None:
    record = {"DIS_LOCK": 1, "DIS_FLOW": 2, "DIS_DEPTH": 3, "DIS_BAND": 4, "DIS_TIDE": 5}
    assert set(claimed([record] * 6)) == set(record)
    people = {"DIS_LOCK": 1, "anna_flow": 2, "anna_berg": 3, "otto_berg": 4}
    assert not any("anna" in path for path in claimed([people] * 6))


def test_somebody_who_is_a_column_is_not_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    insert = "INSERT INTO votes (id, day, anna_berg, maria_weiss) VALUES (1, 2, 3, 4);\n"
    told = shown(tmp_path / "v.sql", insert * 6, capsys)
    assert not any(word in path for path in told for word in ("anna", "maria", "weiss"))
