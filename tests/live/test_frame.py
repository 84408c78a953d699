"""Every file of servers/ keeps the contract, and has a page that says what is true of its states."""

import pytest

from tests.live.frame import ADDRESSES, ALL, Product, page, products, servers, wanted


@pytest.mark.parametrize("product", products(), ids=lambda product: product.name)
def test_a_page_tells_each_state_and_what_is_true_of_it(product: Product) -> None:
    text = page(product)
    assert text.startswith(f"# {product.name}\n\n{product.about}\n")
    assert product.source in text
    for server in product.servers:
        rows = [row for row in text.splitlines() if row.startswith(f"| `{server.name}` |")]
        ports = {int(port) for row in rows for port in row.split("|")[2].split(",")}
        assert ports == set(server.expect)
        assert all(len(row.split("|")) == 5 for row in rows)


def test_what_is_true_is_said_in_words() -> None:
    text = "".join(map(page, products()))
    assert "| `redis-protected` | 6379 | locked, redis, asked from 127.0.0.2 |" in text
    assert "| open, redis in TLS, Redis 7., 200 records in `user:*`, 9 kinds of personal data |" in text
    assert "| not reported or unknown or decoy |" in text


def test_addresses_are_those_of_the_lab() -> None:
    assert len({server.address for server in servers()}) == len(servers())
    assert str(ADDRESSES) == "127.77.0.0/16"


def test_what_takes_long_is_left_out_unless_all_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    long = {product.name for product in products() if product.long}
    assert long
    monkeypatch.delenv(ALL, raising=False)
    assert {product.name for product in wanted()} == {product.name for product in products()} - long
    monkeypatch.setenv(ALL, "1")
    assert wanted() == products()
    assert "make live-all" in page(next(product for product in wanted() if product.long))
