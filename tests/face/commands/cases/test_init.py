import pkgutil

import pytest

from leftopen.face.cli import main
from leftopen.face.commands import cases


def test_each_module_is_a_subcommand_with_help(capsys: pytest.CaptureFixture[str]) -> None:
    names = [module.name for module in pkgutil.iter_modules(cases.__path__)]
    assert {"list", "show"} <= set(names)
    assert main(["cases", "--help"]) == 0
    told = capsys.readouterr().out
    for name in names:
        assert f" {name} " in told
        assert main(["cases", name, "--help"]) == 0
        assert "Examples" in capsys.readouterr().out
