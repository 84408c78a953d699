from leftopen.survey.postgres import (
    Table,
    fields,
    figures,
    histograms,
    leading,
    listed,
    number,
    record,
    sample,
    seconds,
    store,
    tables,
    whole,
)
from leftopen.survey.survey import Entry
from leftopen.wire.postgres import query, verb_of


def test_each_release_is_asked_what_it_knows() -> None:
    assert [any(word in tables(major)[0] for word in ("relispartition",)) for major in (9, 10, 15)] == [
        False,
        True,
        True,
    ]
    assert ["pg_partition_tree" in tables(major)[0] for major in (11, 12)] == [False, True]
    for statement in tables(15):
        assert verb_of(query(statement).data) == "SELECT"


def test_rows_of_the_list_are_read_or_passed_over() -> None:
    row = ("16400", "public", "people", "r", "-1", "0", "8192", "16384", "t", "f", "t")
    (table,) = listed([row, ("x", *row[1:]), row[:-1], ("16401", None, *row[2:])])
    assert table == Table("public", "people", "r", 16400, None, 8192, 16384, readable=True, parent=True)
    assert list(listed([("doc", "people"), (None, "people")])) == [Table("doc", "people")]


def test_no_byte_is_no_row_where_rows_stand_here() -> None:
    empty = Table("hr", "staff", "r", live=None, main=0, size=8192)
    assert (store("crm", empty, here=True).records, store("crm", empty, here=False).records) == (0, None)
    assert store("crm", empty._replace(parent=True), here=True).records is None
    assert store("crm", empty._replace(kind="v"), here=True).bytes is None
    assert store("crm", empty, here=True).name == "crm.hr.staff"


def test_what_leads_to_another_server_is_told_by_whatever_way() -> None:
    edges = [("3", "2", "v"), ("2", "1", "f"), ("5", "4", "r"), ("7", "20000", "x"), (None, "1", "f"), ("8", "x", "f")]
    assert leading(edges) == {1, 2, 3, 7, 20000}
    assert leading([("1", "2", "v"), ("2", "1", "v")]) == frozenset()


def test_figures_are_asked_of_what_is_small() -> None:
    table = Table("public", "people", "r", size=1 << 20)
    assert figures(table, []) == "SELECT count(*) FROM {}.{}"
    large = table._replace(size=20 << 20)
    assert figures(large, []) == ""
    assert figures(large, ["born"]) == "SELECT extract(epoch FROM min({})), extract(epoch FROM max({})) FROM {}.{}"


def test_histograms_end_in_dates() -> None:
    rows = [
        ("born", "{2020-01-01,2020-06-01,2021-01-01}"),
        ("odd", "{x}"),
        ("at", '{"2020-01-01 00:00:00.5+00"}'),
        ("a",),
    ]
    found = [(times.path, times.first, times.last) for times in histograms(rows)]
    assert found == [("born", 1577836800.0, 1609459200.0), ("at", 1577836800.5, 1577836800.5)]


def test_samples_are_cut_by_the_server() -> None:
    kinds = fields([("name", "text"), ("face", "real[]"), (None, "text")])
    assert sample(kinds, 2, 1 << 20) == "SELECT left({}::text, 4096), left({}::text, 16384) FROM {}.{} LIMIT 2"
    made = Entry("t", store("crm", Table("public", "t", "r", live=100, size=1000), here=True), want=25)
    assert (number(made, {"name": "text"}, 500), number(made, kinds, 5000)) == (25, 8)
    made.store.bytes = 100_000
    assert number(made, {"name": "text"}, 5000) == 5


def test_values_are_what_their_types_say_where_they_fit() -> None:
    kinds = {"n": "integer", "b": "bytea", "odd": "bytea", "none": "text", "x": "text"}
    read = record(kinds, ("x", "\\x4142", "\\x4", None, "\udcd1"))
    assert read == {"n": "x", "b": b"AB", "odd": "\\x4", "none": None, "x": b"\xd1"}
    assert [whole(text) for text in ("7", "-1", "nan", None, "1e30")] == [7, None, None, None, None]
    assert seconds("inf") is None
