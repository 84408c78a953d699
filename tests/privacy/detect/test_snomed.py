"""Identifiers of SNOMED CT."""

import random

import pytest

from leftopen.privacy.detect.snomed import snomed


@pytest.mark.parametrize("text", ["73211009", "22298006", "38341003", "446141000124107"])
def test_identifiers_of_concepts_have_their_check(text: str) -> None:
    assert snomed(text)
    assert not snomed(text[:-1] + str((int(text[-1]) + 1) % 10))


@pytest.mark.parametrize("text", ["", "12009", "44054106", "04405400", "7321100A", "1" * 19])
def test_other_numbers_are_none(text: str) -> None:
    assert not snomed(text)


def test_hardly_a_number_by_chance_is_one() -> None:
    rng = random.Random(4)
    assert sum(snomed(str(rng.randrange(10**7, 10**8))) for _ in range(5000)) < 30
