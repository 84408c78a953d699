"""What a store says of its size is a claim: it makes nobody of whom nothing was read, and what was read refutes it."""

import pytest

from leftopen.privacy.capture import capture
from leftopen.privacy.sketch import Sketcher, distinct
from leftopen.raw import Raw, RawCollection
from tests.hostile.test_windows import SHOWN, copied, found
from tests.talk import Script

READ = 3
CLAIMS = (1_000_000, 2**53 + 1, 2**63 - 1, 2**63, 2**80)


def people(store: RawCollection, claimed: int) -> RawCollection:
    rows = [{"email": f"zoe{number}@mail.example"} for number in range(READ)]
    return RawCollection(store.name, records=claimed, bytes=claimed, raws=[Raw(row) for row in rows])


@pytest.mark.parametrize("script", SHOWN, ids=lambda script: f"{script.probe}-{script.path.stem}")
def test_whatever_a_store_claims_at_least_those_are_told_that_were_read(script: Script) -> None:
    finding = found(script)
    for store in list(finding.stores)[:2]:
        for claimed in CLAIMS:
            captured = capture(copied(finding, [people(store, claimed)]), Sketcher())
            (collection,), (sketch,) = captured.catalog.collections, captured.sketches
            assert collection.records in (claimed, None)
            assert (collection.records is None) == (claimed >= 2**63)
            low, high = distinct(sketch, collection.sampled, collection.records or collection.sampled)
            assert READ <= low <= 2 * READ
            assert low <= high <= claimed
        none = capture(copied(finding, [people(store, 0)]), Sketcher())
        assert none.catalog.collections[0].records == READ
