from pathlib import Path

import pytest

from leftopen.judge.icons import known, table


def test_each_number_is_of_one_product_and_says_where_it_is_from() -> None:
    numbers = [number for icon in table() for number in icon.numbers]
    assert len(numbers) == len(set(numbers)) > 50
    assert all(-(2**31) <= number < 2**31 for number in numbers)
    assert all(icon.product and icon.maker for icon in table())
    assert all(icon.source.startswith(("measured: ", "listed")) for icon in table())


def test_what_is_known_and_what_is_not() -> None:
    icon = known(-1399433489)
    assert icon is not None
    assert (icon.product, icon.maker) == ("Prometheus", "Prometheus")
    assert known(7) is None
    assert known(None) is None


def test_a_row_that_is_none_stops_the_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "icons.toml").write_text('[[icon]]\nproduct = "x"\n')
    monkeypatch.setattr("leftopen.judge.icons.resources.files", lambda _: tmp_path)
    table.cache_clear()
    with pytest.raises(ValueError, match=r"icons\.toml"):
        table()
    table.cache_clear()
