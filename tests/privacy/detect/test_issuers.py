"""What issuers of national numbers keep to besides a form."""

import pytest

from leftopen.privacy.data import tomls
from leftopen.privacy.detect import issuers
from leftopen.privacy.detect.labels import DETECTORS
from leftopen.privacy.detect.numbers import rows

ROWS = [row for file, table in tomls(DETECTORS) for row in rows(table, file)]


@pytest.mark.parametrize("row", [row for row in ROWS if row.proof], ids=lambda row: row.label)
def test_each_is_one_of_these(row: object) -> None:
    assert callable(getattr(issuers, getattr(row, "proof", "")))


@pytest.mark.parametrize(
    ("proof", "good", "bad"),
    [
        ("kg_pin", "12006198400123", "12026198400123"),
        ("tz_nida", "19840620141110000124", "19841320141110000124"),
        ("hn_dni", "0801198412345", "2801198412345"),
        ("in_dl", "KA0120110012345", "QA0120110012345"),
        ("id_person", "3273015502900001", "4073015502900001"),
        ("vn_person", "079084001234", "079984001234"),
        ("lk_nic", "855421234V", "859001234V"),
        ("lv_pk", "15078512345", "15138512345"),
        ("us_mbi", "1EG4TE5MK73", "1SG4TE5MK73"),
        ("pk_cnic", "4210112345671", "1100012345671"),
        ("zm_nrc", "123456781", "123456789"),
        ("kr_licence", "119012345678", "419012345678"),
        ("es_naf", "281234567840", "281234567841"),
    ],
)
def test_places_and_births(proof: str, good: str, bad: str) -> None:
    check = getattr(issuers, proof)
    assert check(good)
    assert not check(bad)
