import json

from leftopen.report.plain import lines


def test_strings_are_harmless_and_what_is_nothing_is_left_out() -> None:
    told = {"a": "x\ud800\x1b[31m", "b": None, "c": [("d", 1), {"e": "y" * 9999}], "f": 1.5}
    (line,) = lines.lines([told]).splitlines()
    found = json.loads(line)
    assert found["a"] == "x[31m"
    assert "b" not in found
    assert found["c"][0] == ["d", 1]
    assert len(found["c"][1]["e"]) == lines.LONGEST
    assert json.loads(lines.document(told)) == found
