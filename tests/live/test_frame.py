"""Every file of servers/ keeps the contract, and has a page that says what is true of its states."""

import pytest

from tests.live.frame import ADDRESSES, ALL, Product, Server, page, parts, products, servers, wanted


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


def test_servers_run_in_as_few_parts_as_memory_makes_of_them() -> None:
    def server(name: str, memory: int) -> Server:
        return Server(name, "127.77.0.1", (1,), {}, lambda _: pytest.fail("nothing is started"), memory=memory)

    a, b, c, d = server("a", 300), server("b", 600), server("c", 200), server("d", 2000)
    assert parts([a, b, c, d], 1000) == [[a, b], [c], [d]]
    assert parts([a, b, c, d], 5000) == [[a, b, c, d]]
    assert parts([], 1000) == []
