"""What a broker says first, of any size."""

from collections.abc import Callable

from tests.wire.test_amqp import start

GROWN: dict[str, Callable[[int], bytes]] = {
    "mechanisms": lambda size: start("A " * (size // 2)),
    "a long property": lambda size: start(product="x" * size),
    "many properties": lambda size: start(**{str(each): "" for each in range(min(150, size // 8))}),
}
