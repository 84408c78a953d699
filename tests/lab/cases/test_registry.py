"""The files are the registry: each is planted, and nothing is planted twice."""

from collections import Counter
from pathlib import Path

import pytest

from leftopen.lab import cases as package
from leftopen.lab.cases import cases, planted
from tests.lab.cases.truth import stored

HERE = Path(str(package.__file__)).parent


def test_each_file_is_a_case() -> None:
    assert set(cases()) == {path.stem for path in HERE.glob("*.py")} - {"__init__"}


def test_no_two_servers_want_one_place_or_one_name() -> None:
    everything = planted()
    places = Counter((item.address, item.port) for item in everything)
    names = Counter(item.name for item in everything)
    assert set(places.values()) == set(names.values()) == {1}


def test_services_of_two_operators_share_no_address() -> None:
    operators: dict[str, set[str]] = {}
    for item in planted():
        operators.setdefault(item.address, set()).add(item.estate or "nobody's")
    assert all(len(words) == 1 for words in operators.values())


def test_the_same_seed_plants_the_same_and_another_does_not() -> None:
    one, same, other = ([stored(item) for item in planted(seed)] for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_no_two_cases_share_their_people() -> None:
    owners: dict[str, set[str | None]] = {}
    for item in planted():
        for records in stored(item).values():
            for row in records:
                for key in ("email", "idNumber", "身份证号"):
                    if key in (holder := {**row, **row.get("payer", {})}):
                        owners.setdefault(holder[key], set()).add(item.estate)
    assert len(owners) > 200
    assert all(len(estates) == 1 for estates in owners.values())


@pytest.mark.parametrize("text", ["def plant(town): return []", '"""Words."""\nplant = 3'])
def test_a_file_that_is_no_case_is_refused(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "half_a_case.py").write_text(text)
    monkeypatch.setattr(package, "__path__", [str(tmp_path)])
    with pytest.raises(TypeError, match=r"cases\.half_a_case: needs a docstring and plant"):
        cases()
