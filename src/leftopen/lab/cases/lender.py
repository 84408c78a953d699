"""A lender's OpenSearch that holds the records of a payment service: whose data it is, is not who runs it."""

import datetime as dt
from functools import partial

from leftopen.lab import certificate
from leftopen.lab.elasticsearch import Elasticsearch, Index, listen_node
from leftopen.lab.people import Person, Town
from leftopen.lab.planted import Holder, Planted, one

FIELDS = {
    "amount": one("finance.transaction"),
    "payer.email": one("contact.email"),
    "payer.card_number": one("finance.card"),
}
FIRST, LAST = dt.datetime(2025, 6, 1, tzinfo=dt.UTC), dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
ADDRESS = "127.81.0.95"
LENDWELL = Holder(
    "Lendwell Finance BV", "lendwell.example", "LENDWELL-NET", "ASSIGNED PA", prefix=30, host="search.lendwell.example"
)
"""It has a network of its own."""
PARTIES = frozenset({("operator", LENDWELL.name), ("origin", "quickmeld")})


def plant(town: Town) -> list[Planted]:
    """One open OpenSearch behind TLS."""
    people = town.people(90)
    indices = [
        Index(name, [_payment(town, town.pick(people)) for _ in range(300)], created=int(FIRST.timestamp()) * 1000)
        for name in ("quickmeld_payments", "quickmeld_refunds")
    ]
    node = Elasticsearch(indices, version="2.19.3", distribution="opensearch", cluster="lendwell-prod", node="lw-1")
    tls = certificate.context(LENDWELL.name, LENDWELL.called(ADDRESS))
    fields = dict.fromkeys(("quickmeld_payments", "quickmeld_refunds"), FIELDS)
    return [
        Planted("payments at a lender", ADDRESS, 9200, partial(listen_node, node=node, tls=tls), "opensearch",
                "open", fields, "lender", "high", parties=PARTIES, holder=LENDWELL),
    ]  # fmt: skip


def _payment(town: Town, person: Person) -> dict[str, object]:
    return {
        "tx_id": town.digest(),
        "created_at": f"{town.moment(FIRST, LAST):%Y-%m-%dT%H:%M:%SZ}",
        "amount": round(town.number(100, 90_000) / 100, 2),
        "currency": "EUR",
        "payer": {"email": person.email, "card_number": town.card()},
    }
