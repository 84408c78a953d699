from leftopen.judge.words_of import names, words
from leftopen.model import Access, Catalog, Collection, Field, Service


def told(*collections: str, fields: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    several = tuple(Collection(name, fields=tuple(Field(path, "text") for path in fields)) for name in collections)
    service = Service(
        id="a", address="10.0.0.1", port=1, protocol="mongodb", access=Access.OPEN, proof="p", catalog=Catalog(several)
    )
    return [(each.word, each.stem) for each in words(tuple(names([service])))]


def test_words_that_no_dictionary_has() -> None:
    assert told("paynest_payments_2025", "orders", "customers-2024") == [("paynest", "paynest payments")]
    assert told("users", fields=("paynest_ref", "paynest_ref.id", "name")) == [("paynest", "paynest ref")]


def test_defaults_makers_and_parts_are_none() -> None:
    assert told("elasticsearch_index", "mongodb.logs", "tx", "m███", "青山视界") == []


def test_a_family_has_one_stem() -> None:
    assert len({stem for _, stem in told("paynest-2025.01", "paynest-2025.02")}) == 1
