"""Check digits, told once for all detectors. Inputs are ASCII text; anything else is simply not valid."""

_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECK = "10X98765432"
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def digits(text: str) -> bool:
    """True for one or more ASCII digits and nothing else (`str.isdigit` also takes other scripts)."""
    return text.isascii() and text.isdigit()


def luhn(text: str) -> bool:
    """ISO/IEC 7812-1 annex B: payment cards and many others. A random number passes with chance 0.1.

    >>> luhn("4111111111111111"), luhn("4111111111111112")
    (True, False)
    """
    if not digits(text):
        return False
    total = sum(int(c) for c in text[-1::-2]) + sum(_DOUBLED[int(c)] for c in text[-2::-2])
    return total % 10 == 0


def mod97(text: str) -> bool:
    """ISO 13616 / ISO 7064 MOD 97-10 over an IBAN: four characters moved to the end, letters as 10..35.

    >>> mod97("DE89370400440532013000"), mod97("DE89370400440532013001")
    (True, False)
    """
    if not (text.isascii() and text.isalnum() and len(text) > 4):
        return False
    return int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97 == 1


def mod11_2(text: str) -> bool:
    """ISO 7064 MOD 11-2 over 17 digits and a check character 0-9 or X, as GB 11643 uses it. Chance 1 in 11.

    >>> mod11_2("11010519491231002X"), mod11_2("110105194912310021")
    (True, False)
    """
    if len(text) != 18 or not digits(text[:17]):
        return False
    total = sum(int(c) * weight for c, weight in zip(text[:17], _RESIDENT_WEIGHTS, strict=True))
    return _RESIDENT_CHECK[total % 11] == text[17].upper()
