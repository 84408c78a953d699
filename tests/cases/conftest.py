from collections.abc import Iterator
from pathlib import Path

import pytest

from leftopen.cases.desk import Desk
from leftopen.store.store import Store
from tests.cases.cases import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def desk(place: Place) -> Iterator[Desk]:
    with Store(place.url) as store:
        yield Desk(store, "Ada")
