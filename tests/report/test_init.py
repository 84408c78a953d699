"""The registry tells formats from helpers, and a file that lacks the contract by its name."""

from types import ModuleType

import pytest

from leftopen.report import _format, formats


def test_every_format_is_found_by_name_in_order() -> None:
    assert list(formats()) == sorted(formats())
    assert {"csv", "html", "json", "md"} <= set(formats())
    for name, each in formats().items():
        assert each.name == name
        assert each.suffix.startswith(".")
        assert each.doc.endswith((".", ":")) or ":" in each.doc


def test_the_registry_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        formats()["x"] = formats()["json"]  # type: ignore[index]  # the point of the test


@pytest.mark.parametrize("missing", ["__doc__", "NAME", "SUFFIX", "render"])
def test_a_module_without_the_contract_is_named(missing: str) -> None:
    module = ModuleType("leftopen.report.broken", "A format.")
    module.NAME, module.SUFFIX, module.render = "broken", ".broken", lambda report: b""  # type: ignore[attr-defined]  # a module made for the test
    assert _format(module).name == "broken"
    setattr(module, missing, None)
    with pytest.raises(TypeError, match=r"leftopen\.report\.broken"):
        _format(module)
