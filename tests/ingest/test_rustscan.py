"""Lines after RustScan's README; hosts are invented."""

from tests.ingest.listing import pairs, read


def test_greppable_lines_and_those_of_a_terminal() -> None:
    text = "Open \x1b[35m192.0.2.7:22\x1b[0m\n192.0.2.7 -> [22,9200]\n2001:db8::1 -> [80, 81]\n"
    text += "x -> [70000]\n a -> b\nnoise\n"
    found = read(text)
    assert found.format == "rustscan"
    assert pairs(found) == [("192.0.2.7", 22), ("192.0.2.7", 9200), ("2001:db8::1", 80), ("2001:db8::1", 81)]
    assert [one.line for one in found.skipped] == [4, 5]
    assert read("192.0.2.7 -> []\n").listed == []
    assert read("192.0.2.7 -> [1]\n" + "x" * (17 << 20)).unread == 1
