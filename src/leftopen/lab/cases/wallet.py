"""An OpenSearch of wallet transactions, still growing."""

import datetime as dt
from functools import partial

from leftopen.lab.elasticsearch import Elasticsearch, Index, listen_node
from leftopen.lab.people import Person, Town
from leftopen.lab.planted import Planted, one

FIELDS = {
    "amount": one("finance.transaction"),
    "payer.email": one("contact.email"),
    "payer.card_number": one("finance.card"),
    "payer.ip": one("network.ip"),
}
FIRST, LAST = dt.datetime(2025, 3, 1, tzinfo=dt.UTC), dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


def plant(town: Town) -> list[Planted]:
    """One open OpenSearch."""
    people = town.people(120)
    payments = [_payment(town, town.pick(people)) for _ in range(900)]
    index = Index("wallet-tx-2026", payments, created=int(FIRST.timestamp()) * 1000)
    node = Elasticsearch([index], version="2.19.3", distribution="opensearch", cluster="paynest-prod", node="paynest-1")
    return [
        Planted("wallet transactions", "127.81.0.30", 9200, partial(listen_node, node=node), "opensearch", "open",
                {"wallet-tx-2026": FIELDS}, "wallet", "high"),
    ]  # fmt: skip


def _payment(town: Town, person: Person) -> dict[str, object]:
    return {
        "tx_id": town.digest(),
        "created_at": f"{town.moment(FIRST, LAST):%Y-%m-%dT%H:%M:%SZ}",
        "amount": round(town.number(100, 250_000) / 100, 2),
        "currency": town.word(("EUR", "USD", "CNY")),
        "merchant": town.word(("Harbour Books", "Green Grocer", "City Rail", "Night Pharmacy")),
        "payer": {
            "email": person.email,
            "card_number": town.card(),
            "ip": f"198.51.100.{town.number(1, 254)}",
        },
        "status": town.word(("settled", "pending", "refunded")),
    }
