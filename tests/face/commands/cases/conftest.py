from pathlib import Path

import pytest

from tests.face.commands.cases.told import Told


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    monkeypatch.setenv("LEFTOPEN_AS", "Grace")
    return Told(tmp_path)
