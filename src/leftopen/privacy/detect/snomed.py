"""Identifiers of concepts of SNOMED CT, by which records of health tell illnesses, faiths and orientations."""

from leftopen.privacy.detect.checksum import digits, stdnum


def snomed(text: str) -> bool:
    """Identifier of a concept of SNOMED CT: 6 to 18 digits, `00` or `10` (a concept, not a relation) before Verhoeff's
    check digit (SNOMED CT release file specification, 6.2). Chance 1 in 500.

    >>> snomed("44054006"), snomed("195967001"), snomed("446141000124107"), snomed("44054007"), snomed("44054116")
    (True, True, True, False, False)
    """
    if not digits(text) or not 6 <= len(text) <= 18 or text[0] == "0" or text[-3:-1] not in ("00", "10"):
        return False
    return stdnum("verhoeff")(text)
