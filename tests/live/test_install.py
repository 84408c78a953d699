import sys
from pathlib import Path

import pytest

from tests.live import install


def test_a_long_step_says_that_it_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(install, "STILL", 0.1)
    waits = "import sys, time; time.sleep(0.5); print('done'); sys.exit(3)"
    with (tmp_path / "log").open("wb") as out:
        assert install.watched("product", [sys.executable, "-c", waits], out) == 3
    assert (tmp_path / "log").read_text() == "done\n"
    assert "product: python" in capsys.readouterr().err
