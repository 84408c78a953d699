"""Which parts of a path are names: not its lists, the keys of its maps that are values, nor what a store writes around
a value to say its type (DynamoDB's `{"S": …}`, unions in the JSON of Avro, Firestore's `{"stringValue": …}`, the
`value[x]` of an observation in FHIR R5: `{"valueQuantity": {"value": …}}`, and the codes of what it tells: `coding`).
"""

from collections.abc import Iterable

_NO_NAMES = frozenset(("[]", "*"))
_TYPED = frozenset(
    (
        *("S", "N", "B", "L", "M", "SS", "NS", "BS", "BOOL", "NULL"),
        *("string", "long", "int", "double", "bytes", "boolean"),
        *("stringValue", "integerValue", "doubleValue", "booleanValue", "timestampValue", "bytesValue"),
        *("valueQuantity", "valueCodeableConcept", "valueString", "valueBoolean", "valueInteger", "valueRange"),
        *("valueRatio", "valueSampledData", "valueTime", "valueDateTime", "valuePeriod", "valueAttachment"),
        *("arrayValue", "mapValue", "geoPointValue", "referenceValue", "nullValue"),
        *("coding", "valueCoding", "valueCode"),
    )
)


def names_in(path: Iterable[str]) -> list[str]:
    """The names of a path, its own last.

    >>> names_in(("people", "[]", "phone", "S")), names_in(("S",)), names_in(("[]",))
    (['people', 'phone'], ['S'], [])
    >>> names_in(("observation", "[]", "valueQuantity", "value"))
    ['observation', 'value']
    >>> names_in(("patient", "religion", "coding", "[]", "code")), names_in(("race", "valueCoding", "display"))
    (['patient', 'religion', 'code'], ['race', 'display'])
    """
    names = [part for part in path if part not in _NO_NAMES]
    return [name for at, name in enumerate(names) if not at or name not in _TYPED]


def own_name(path: Iterable[str]) -> tuple[str, ...]:
    """The name of a field alone, without those above it: that of the list or the map whose values or keys it has.

    >>> own_name(("shift", "staff", "[]")), own_name(("shift", "staff", "*")), own_name(())
    (('staff',), ('staff',), ())
    """
    return tuple(names_in(path)[-1:])
