"""Each report is held against the schemas that the `xarf` package ships."""

import json
from typing import Any

import pytest
from xarf import schema_validator

from leftopen.model import Report
from leftopen.report.xarf import NOBODY, render
from tests.report.example import nothing, report, stranger


def reports(given: Report, contact: str | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(render(given, contact))
    return found


@pytest.mark.parametrize("given", [report(), stranger(), nothing()], ids=["report", "stranger", "nothing"])
def test_each_report_fits_its_schema(given: Report) -> None:
    for one in reports(given, "cert@example.org"):
        assert not schema_validator.validate(one)


def test_data_that_was_read_are_exposed_data_and_a_camera_is_not() -> None:
    by_port = {one["source_port"]: one for one in reports(report(), "cert@example.org")}
    assert set(by_port) == {9200, 27017, 554, 6379}
    store = by_port[9200]
    assert (store["category"], store["type"]) == ("content", "exposed_data")
    assert store["data_types"] == ["personal_information", "government_id", "phone_numbers"]
    assert store["record_count"] == 2563112 + 412
    assert "face_capture/人脸特征" in store["sensitive_fields"]
    assert "data:biometric-face_embedding" in store["tags"]
    assert store["reporter"]["contact"] == "cert@example.org"
    assert store["reporter"]["domain"] == "example.org"
    assert (by_port[554]["category"], by_port[554]["type"]) == ("vulnerability", "misconfiguration")
    assert by_port[6379]["type"] == "misconfiguration"


def test_without_a_contact_nobody_can_be_written_to_by_mistake() -> None:
    assert {one["sender"]["contact"] for one in reports(report())} == {NOBODY}
