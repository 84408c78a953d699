import pytest

from leftopen.survey.choice import chosen, family


@pytest.mark.parametrize(
    ("names", "shape"),
    [
        (("logstash-2026.11.26", "logstash-2026.11.27"), "logstash-#"),
        ((".ds-logs-nginx-2026.11.23-000001", ".ds-logs-nginx-2026.11.24-000002"), ".ds-logs-nginx-#"),
        (("orders_17", "orders_2"), "orders_#"),
        (("events_2024_jan", "events_2024_02"), "events_#"),
        (("sales2024q1", "sales2023q4"), "sales#"),
        (("tenant_3_users", "tenant_41_users"), "tenant_#_users"),
        (("k3jf0s9dl2-meow", "p9x7c1mm2z-meow"), "#-meow"),
        (("人脸2024", "人脸2023"), "人脸#"),
        (("dump-6f9619ff-8b86-d011-b42d-00cf4fc964ff", "dump-00000000-1111-4222-8333-444444444444"), "dump-#"),
        (("v2_users", "v11_users"), "#_users"),
    ],
)
def test_names_that_count_are_one_family(names: tuple[str, ...], shape: str) -> None:
    assert {family(name) for name in names} == {shape}


@pytest.mark.parametrize("name", ["customers", "users", "marketing", "facade", "kunden-archiv", "人脸抓拍", "a.b.c"])
def test_words_stay(name: str) -> None:
    assert family(name) == name


def pick(sizes: dict[str, int], most: int) -> list[str]:
    return chosen(sizes, most, size=lambda name: sizes[name], family_of=family)


def test_no_family_crowds_out_another() -> None:
    sizes = {f"logstash-2026.{month:02}.{day:02}": 90_000 for month in range(1, 13) for day in range(1, 29)}
    picked = pick({**sizes, "customers": 25, "staff": 3}, 20)
    assert picked[1:3] == ["customers", "staff"]
    assert len(picked) == 20
    assert len({*picked}) == 20


def test_the_largest_of_each_comes_first() -> None:
    assert pick({"a_1": 5, "a_2": 9, "b": 30, "c": 11}, 9) == ["b", "a_2", "c", "a_1"]


def test_what_nobody_counted_comes_before_what_is_empty() -> None:
    assert pick({"empty": -1, "view": 0, "table": 4, "table_1": -1}, 9) == ["table", "view", "empty", "table_1"]
    assert pick({f"restored{chr(97 + i)}": -1 for i in range(20)} | {"people": 1}, 3)[0] == "people"


def test_none_is_picked_of_none() -> None:
    assert pick({}, 20) == []
    assert pick({"a": 1}, 0) == []
