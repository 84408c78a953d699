from leftopen.net.session.order import Order
from leftopen.probes import probes


def test_those_that_the_port_hints_at_come_first_and_nobody_is_left_out() -> None:
    order = Order(probes())
    few = order.hinted(9000)
    assert {probe.name for probe in few} >= {"clickhouse_native"}
    assert list(order.of(9000))[: len(few)] == list(few)
    assert sorted(probe.name for probe in order.of(9000)) == sorted(probe.name for probe in probes())


def test_a_port_of_nobody_hints_at_nothing() -> None:
    order = Order(probes())
    assert not order.hinted(7)
    assert [probe.spec.anywhere for probe in order.of(7) if probe.spec.anywhere] == sorted(
        probe.spec.anywhere for probe in probes() if probe.spec.anywhere
    )


def test_the_order_does_not_hang_on_how_the_probes_are_given() -> None:
    assert Order(probes()).of(7) == Order(reversed(probes())).of(7)
