"""Hashes of passwords are told by their own format, or by their length in their field."""

import pytest

from leftopen.privacy.detect.kinds.credential import password_hash as detector
from tests.privacy.told import told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("$2b$12$" + "e" * 53, True),
        ("$6$salt$" + "x" * 86, True),
        ("$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$" + "x" * 43, True),
        ("{SSHA}" + "A" * 32, True),
        ("5f4dcc3b5aa765d61d8327deb882cf99", False),  # any hash
        ("$100", False),
    ],
)
def test_valid(text: str, is_one: bool) -> None:
    assert detector.valid(text) is is_one


MD5 = [f"{n * 7919:032x}" for n in range(20)]


def test_fields() -> None:
    assert set(told("password", MD5)) == {"credential.password_hash"}
    assert told("password_md5", MD5)["credential.password_hash"] >= 0.7
    assert told("checksum", MD5) == {}
    assert told("x9", ["$2b$12$" + f"{n:053}" for n in range(20)])["credential.password_hash"] >= 0.9


def test_mask_says_the_kind() -> None:
    assert detector.mask(["$2b$12$" + "e" * 53]) == "salted hash in crypt form"
    assert detector.mask([MD5[1]]) == "hash of 32 characters"
