"""Peer text fit to be shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.privacy.redact import redacted


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("face_capture", "face_capture"),
        ("logs-2026.11.23", "logs-2026.11.23"),
        ("backup_20261123101530", "backup_20261123101530"),
        ("6.8.23", "6.8.23"),
        ("node at 10.0.0.5:27017", "node at 10.0.0.5:27017"),
        ("of zhao@example.org", "of z███@e██████.org"),
        ("user_13800138000", "user_1█████████0"),
        ("id 11010519491231002X", "id 1███████████████2X"),
        ("\x1b[2Jx\u202ey\x00", "[2Jxy"),
    ],
)
def test_text(value: str, shown: str) -> None:
    assert redacted(value, 80) == shown


@settings(deadline=None)
@given(st.text(st.characters(), max_size=200), st.integers(1, 60))
def test_any_text_becomes_harmless(value: str, most: int) -> None:
    shown = redacted(value, most)
    assert shown.isprintable()
    assert len(shown) <= most + 40
    assert not any(run.isdigit() and len(run) > 14 for run in shown.split())
