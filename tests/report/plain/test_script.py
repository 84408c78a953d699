import pytest

from leftopen.report.plain.script import language, runs


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("人脸", "zh"),
        ("カメラ", "ja"),
        ("車載カメラ", "ja"),
        ("Камера", "ru"),
        ("카메라", "ko"),
        ("كاميرا", "ar"),
        ("camera", None),
    ],
)
def test_a_script_tells_the_language(text: str, spoken: str | None) -> None:
    assert language(text) == spoken


def test_a_text_falls_into_runs_and_loses_nothing() -> None:
    text = "index 人脸 特征, Камера x"
    assert [spoken for _, spoken in runs(text)] == [None, "zh", None, "ru", None]
    assert "".join(part for part, _ in runs(text)) == text
    assert runs("") == [("", None)]
