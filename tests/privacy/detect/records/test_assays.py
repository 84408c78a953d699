"""What was measured in blood, and what came out, beside somebody; ranges, devices and animals have the same words."""

import pytest

from tests.privacy.told import claimed

NAMED = ["Anna Berg", "Omar Haddad", "Li Wei", "Maria Garcia", "John Smith", "Olga Ivanova", "Peter Weber", "Ada King"]
TESTS = [
    ("test", "result", ["TSH", "HbA1c", "CRP", "Ferritin"]),
    ("parametr", "wynik", ["kreatynina", "TSH", "morfologia", "ALT"]),
    ("عنوان", "نتیجه", ["قند ناشتا", "HBsAg", "کراتینین", "TSH"]),
    ("项目", "结果", ["血红蛋白", "肌酐", "空腹血糖", "尿酸"]),
    ("показатель_имя", "значение", ["гемоглобин", "СОЭ", "креатинин", "АЛТ"]),
]
FOUND = ["2.1", "5.4", "neg", "31"]


def _told(test: str, result: str, names: list[str], person: dict[str, list[str]]) -> dict[str, set[str]]:
    columns = {"no": [str(4100 + 7 * n) for n in range(8)], "lot": ["K24", "K25"]} | person
    rows = [
        {column: each[n % len(each)] for column, each in columns.items()}
        | {"lines": [{test: names[n % 4], result: FOUND[n % 4], "unit": "mg/dL"}]}
        for n in range(24)
    ]
    return claimed(rows)


@pytest.mark.parametrize(("test", "result", "names"), TESTS)
def test_of_somebody(test: str, result: str, names: list[str]) -> None:
    found = _told(test, result, names, {"patient_name": NAMED})
    told = [labels for path, labels in found.items() if path.startswith("lines")]
    assert told == [{"special.health"}, {"special.health"}, set()]


@pytest.mark.parametrize(("test", "result", "names"), TESTS)
def test_of_nobody(test: str, result: str, names: list[str]) -> None:
    found = _told(test, result, names, {"price": ["12.50", "9.90"]})
    assert not any("special.health" in labels for path, labels in found.items() if path.endswith(result))


def test_other_tests_of_somebody_have_results_too() -> None:
    found = _told("test", "result", ["login", "upload", "login again", "sign out"], {"tester_name": NAMED})
    assert not any("special.health" in labels for labels in found.values())


def test_blood_of_animals_is_nobodys() -> None:
    found = _told("test", "result", TESTS[0][2], {"owner_name": NAMED, "animal_species": ["dog", "cat"]})
    assert found["lines[].result"] == set()
