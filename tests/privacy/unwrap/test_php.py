"""Serialised values and sessions of PHP, as PHP 8.2 writes them."""

import pytest

from leftopen.privacy.unwrap.php import value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('a:3:{i:0;s:1:"a";i:1;d:0.5;i:2;N;}', ["a", 0.5, None]),
        ('a:2:{i:3;b:1;s:1:"k";a:0:{}}', {"3": True, "k": []}),
        (
            'O:4:"User":3:{s:4:"mail";s:1:"m";s:7:"\0*\0name";s:4:"Anna";s:9:"\0User\0pin";i:7;}',
            {"mail": "m", "name": "Anna", "pin": 7},
        ),
        ('a:2:{i:0;r:1;i:1;E:11:"Suit:Hearts";}', [None, "Suit:Hearts"]),
        ("a:1:{i:0;d:INF;}", [float("inf")]),
        ("a:1:{i:0;d:-.-;}", [None]),
        ('name|s:5:"Zoë!";age|i:34;', {"name": "Zoë!", "age": 34}),
        ('a:1:{s:4:"name";s:9:"Anna";}', None),
        ("a:1:{a:0:{}i:1;}", None),
        ("a:2:{i:0;i:1;}", None),
        ("a:1:{i:0;i:1;", None),
        ("a:999999999:{}", None),
        ("one|two", None),
        ("|", None),
        ("a:" + "1:{i:0;a:" * 40 + "0:{}" + "}" * 40, None),
    ],
)
def test_values(text: str, found: object) -> None:
    assert value(text) == found
