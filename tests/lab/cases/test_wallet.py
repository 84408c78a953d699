from leftopen.lab.cases.wallet import FIELDS, plant
from leftopen.lab.people import Town
from tests.lab.cases.truth import leaves, sound, stored


def test_it_is_sound() -> None:
    (item,) = sound(plant)
    assert (item.protocol, item.access, item.level) == ("opensearch", "open", "high")


def test_payers_come_again_and_merchants_are_nobodys_data() -> None:
    (item,) = plant(Town())
    payments = stored(item)["wallet-tx-2026"]
    assert 1 < len({row["payer"]["email"] for row in payments}) < len(payments)
    paths = {path for path, _ in leaves(payments[0])}
    assert paths - FIELDS.keys() == {"tx_id", "created_at", "currency", "merchant", "status"}
