"""National number of another country than the one that the name tells.

What: a number of people in a field that is called as that of one country is, whose form it has not: `nif`, `cin` and
`nrc` are words of several. Issuer: registries. Source: the forms of the rows in `kinds/numbers`, which have seven to
fourteen digits in few groups and few letters beside them (chips of animals and telephones have fifteen, cards sixteen);
company must tell that it is somebody's, as the same words stand for machines and builds.

>>> valid("8-123-4567"), valid("001234567LA041"), valid("1234567 LP"), valid("V-12.345.678")
(True, True, True, True)
>>> valid("2024.1.3-rc1"), valid("eth0"), valid("104523"), valid("Europe/Paris"), valid("rg-prod-01")
(False, False, False, False, False)
"""

from leftopen.privacy.later import later

LABEL = "id.xx.national"
CLAIM = "named"
CONCEPTS = ("id.abroad",)
YIELDS = ("id.",)

_FORM = later(r"[A-Z]{0,3}(?:[ .-]?\d{1,14}){1,4}(?:[ -]?[A-Z]{1,3}(?:[ -]?\d{1,4})?|/\d{1,2}/?\d?|\(\d\))?")
_DIGITS = range(7, 15)


def valid(text: str) -> bool:
    """True for a text of such a form."""
    text = text.strip()
    return len(text) <= 24 and sum(map(str.isdigit, text)) in _DIGITS and _FORM.fullmatch(text) is not None
