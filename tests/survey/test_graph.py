"""What the probes of both transports do not show; see `tests/probes/test_neo4j.py` and `test_neo4j_bolt.py`."""

import pytest

from leftopen.survey.graph import GraphAnswer, code_of, refusal


@pytest.mark.parametrize("told", [None, 7, "", "Neo", "neo.x", "Neo.a b", "Neo.\x1b[1m", "Neo.ü"])
def test_what_is_no_code_is_not_shown(told: object) -> None:
    assert code_of(told) == ""


def test_a_code_says_whether_a_right_is_wanting() -> None:
    assert refusal(code_of("Neo.ClientError.Security.Forbidden")) == "refused (Neo.ClientError.Security.Forbidden)"
    assert refusal(code_of("Neo.ClientError.Statement.SyntaxError")) == ""


def test_rows_are_not_shown() -> None:
    assert "wang" not in repr(GraphAnswer([[["wang.dan@mail.example"]]]))
