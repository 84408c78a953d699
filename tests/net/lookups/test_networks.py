from pathlib import Path

import pytest

from leftopen.judge.looked import Holder
from leftopen.net.lookups.networks import holders

TABLE = """# prefix number name
10.0.0.0/8\t64500\tWide Ltd
10.1.0.0/16\tAS64501\tNarrow Ltd
2001:db8::/32\t64502
nonsense
10.2.0.0/16\tx\ty
300.0.0.0/8\t1\tz
"""


def test_the_longest_prefix_holds(tmp_path: Path) -> None:
    path = tmp_path / "asn.tsv"
    path.write_text(TABLE, "utf-8")
    found = holders(path, ["10.1.2.3", "10.2.0.1", "2001:db8::1", "192.0.2.1"])
    assert found == {
        "10.1.2.3": Holder(64501, "Narrow Ltd"),
        "10.2.0.1": Holder(64500, "Wide Ltd"),
        "2001:db8::1": Holder(64502, "AS64502"),
    }


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        holders(tmp_path / "none.tsv", ["10.0.0.1"])
