"""What leaves the data of a store to be read is not called shut, and says what it is."""

from pathlib import Path

import pytest

from tests.live import frame, lab
from tests.live.halves import Half, came, halves

ALL = [(product.name, each) for product, each in halves() if product in frame.wanted()]


def test_each_begins_with_a_server_of_its_product() -> None:
    for product, each in halves():
        assert each.about in product.servers
        assert each.does


@pytest.mark.live
@pytest.mark.timeout(400)
@pytest.mark.parametrize(("product", "about"), ALL, ids=str)
def test_a_half_measure_is_told(product: str, about: Half, tmp_path: Path) -> None:
    if missing := lab.get([product]):
        pytest.skip(missing[product])
    states = came(about, tmp_path)
    state, says = states[next(iter(about.about.expect))]
    assert (state, about.says in says) == (about.state, True), says
