"""Which keys of a user's own map are columns."""

from tests.privacy.told import claimed

KNOWN = {"овог": "x", "нэр": "x", "утас": "x", "хаяг": "x"}


def test_words_of_another_script_that_are_joined_are_a_column_beside_known_ones() -> None:
    record = KNOWN | {"худалдан_авалтын_тоо": 3}
    assert set(claimed([record] * 6)) == set(record)


def test_who_is_kept_by_name_is_none() -> None:
    shown = claimed([KNOWN | {"сараа_дорж": 2, "сараа_батбаяр": 3, "дорж_сараа": 3}] * 6)
    assert not any("сараа" in path for path in shown)


def test_common_given_names_are_none() -> None:
    assert not any("Мария" in path or "мария" in path for path in claimed([KNOWN | {"мария_петрова": 1}] * 6))


def test_a_word_for_what_a_field_holds_is_a_column_though_it_is_a_given_name() -> None:
    faiths = ["Sikh", "Hindu", "Muslim"] * 4
    told = claimed(
        [{"cust_Faith": faith, "cust_mail": f"u{n}@example.org", "cust_no": n} for n, faith in enumerate(faiths)]
    )
    assert "special.religion" in told["cust_Faith"]
    assert not any("Grace" in path for path in claimed([{"cust_Grace": n, "cust_no": n} for n in range(12)]))
