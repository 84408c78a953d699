from leftopen.survey.clickhouse import DENIED, MISSING, NO_SESSION


def test_what_is_not_there_was_not_refused() -> None:
    assert not MISSING & DENIED
    assert NO_SESSION < DENIED
