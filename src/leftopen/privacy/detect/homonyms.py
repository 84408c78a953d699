"""Names of fields that mean something else in another language, as the values below them show.

Short and clipped words do: `kto` is an account in German and who it is in Polish, `nac` a people in Russian and the day
of birth in Spanish. On 129 tables of 56 languages, held to what the language of each has of such a word, one field of
1,292 was told otherwise, so that languages have no vote: what none of the values is was not meant.
"""

from leftopen.privacy.detect.evidence import Column
from leftopen.privacy.detect.kinds import detectors

_NUMBERS = (
    "id.",
    "finance.account",
    "finance.iban",
    "finance.card",
    "contact.phone",
    "person.birth_date",
    "person.age",
)
"""How concepts begin of what is written in figures."""


def calls_none(column: Column) -> bool:
    """True where a name tells nothing, or calls only kinds that none of the values is."""
    called = set(column.called)
    concepts = {concept for bit in called for concept in detectors()[bit].concepts}
    return column.hints.keys() <= concepts and not any(column.whole[bit] or column.fits[bit] for bit in called)


def of_numbers(column: Column) -> bool:
    """True where a name calls numbers and none of the values is one of such."""
    called = column.hints.keys() - {"other.part"}
    if not called or not all(concept.startswith(_NUMBERS) for concept in called):
        return False
    return not any(column.whole[bit] or column.fits[bit] for bit in column.called)
