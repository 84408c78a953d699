"""Each kind that is of nobody takes its own values, and takes what it should from kinds of people."""

from itertools import islice
from math import log

import pytest

from leftopen.model import CLAIM
from leftopen.privacy.detect import rivals
from leftopen.privacy.detect.kinds import detectors
from leftopen.privacy.detect.rivals import plain, told, weight
from tests.privacy.told import told as sure


@pytest.mark.parametrize("name", rivals.rivals())
def test_its_good_values_are_one_and_its_bad_ones_none(name: str) -> None:
    rival = rivals.rivals()[name]
    if rival.series or rival.closed:
        assert (rival.share(rival.good), rival.share(rival.bad)) == (1.0, 0.0)
    else:
        assert [rival.takes(each) for each in rival.good] == [True] * len(rival.good)
        assert [rival.takes(each) for each in rival.bad] == [False] * len(rival.bad)


def test_names_and_values_speak_for_a_rival_and_few_say_nothing() -> None:
    codes = ["4006381333931", "5449000000996", "73513537", "4006381333931", "5449000000996"]
    assert told(codes, "barcode", "chance", ())["none.ean"] == pytest.approx(
        told(codes, "x9", "chance", ())["none.ean"] + 2.0
    )
    assert told(codes[:2], "barcode", "chance", ()) == {}
    assert told([None, b"x"] * 5, "barcode", "chance", ()) == {}


def test_a_softmax_with_rivals() -> None:
    assert weight({"none.ean": log(2), "none.isbn": log(3)}) == pytest.approx(log(6))


def test_plain() -> None:
    assert plain([" a ", 7, None, b"x", "y" * 999]) == ["a", "7", "y" * 161]


def test_a_digest_competes_with_a_print_only_where_the_name_has_both_meanings() -> None:
    digests = [f"{n:032x}" for n in range(9, 30)]
    assert sure("fingerprint", digests).get("biometric.fingerprint", 0.0) < CLAIM
    assert sure("thumb_template", digests)["biometric.fingerprint"] >= CLAIM


def test_article_numbers_that_are_valid_cards_by_chance_are_no_cards() -> None:
    base = list(islice((n for n in range(501_000_000_000, 501_000_900_000) if _luhn(_ean(n))), 60))
    codes = [_ean(n) for n in base[::-2]]
    assert len(codes) == 30
    assert sure("x9", codes).get("finance.card", 0.0) < CLAIM


def _ean(body: int) -> str:
    total = sum(int(c) * (3 if place % 2 == 0 else 1) for place, c in enumerate(reversed(str(body))))
    return f"{body}{-total % 10}"


def _luhn(text: str) -> bool:
    digits = [int(c) for c in reversed(text)]
    return sum(n if place % 2 == 0 else sum(divmod(2 * n, 10)) for place, n in enumerate(digits)) % 10 == 0


def test_a_file_that_is_not_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rivals, "beside", lambda _: {"rival": {"none.x": {}}})
    with pytest.raises(ValueError, match="rivals"):
        rivals.rivals.__wrapped__()


def test_what_may_be_of_any_rival_is_asked_first_and_changes_no_share() -> None:
    texts = [each for rival in rivals.rivals().values() for each in (*rival.good, *rival.bad)]
    for rival in rivals.rivals().values():
        for some in (texts, rival.good, rival.bad, [*rival.good, *texts[:40]], ["x" * 999, "two words"]):
            assert rival.share(some, rivals._formed(some)) == rival.share(some)


def test_kinds_that_are_issued_in_the_form_of_a_rival_are_known() -> None:
    labels = {each.label for each in detectors()}
    assert rivals.issued()
    assert rivals.issued() <= labels


@pytest.mark.parametrize(
    "name", ["fw_installed", "bios_version", "прошивка_счётчика", "펌웨어", "设备固件版本", "wersja_sterownika"]
)
def test_a_version_of_four_parts_is_no_address_under_a_word_for_one(name: str) -> None:
    versions = ["11.4.2.9", "11.4.3.0", "12.0.1.17", "9.8.14.2", "11.5.0.3", "10.9.22.1", "12.1.0.4"]
    assert "network.ip" not in sure(name, versions)
    assert sure("seen_from", versions)["network.ip"] >= CLAIM


def test_addresses_stay_ones_under_such_a_word() -> None:
    outside = ["203.0.113.7", "198.51.100.23", "192.0.2.55", "203.0.113.99", "198.51.100.4", "192.0.2.1"]
    inside = ["10.2.14.3", "10.2.14.9", "10.2.15.3", "10.9.1.3", "10.2.14.30", "10.4.14.3"]
    assert sure("fw", outside)["network.ip"] >= CLAIM
    assert sure("fw_ip", inside)["network.ip"] >= CLAIM
