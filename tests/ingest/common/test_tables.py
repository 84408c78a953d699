from leftopen.ingest.common import tables
from leftopen.ingest.common.rows import Skipped
from leftopen.ingest.common.text import LINE, ListText


def test_rows_go_by_their_names_whatever_separates_them() -> None:
    for separator in ",;\t":
        text = separator.join(["IP", ' "Port"']) + "\n" + separator.join(["127.0.0.1", '"80"']) + "\n\n"
        assert list(tables.rows(ListText.of(f"sep={separator}\n{text}"))) == [(3, {"ip": "127.0.0.1", "port": "80"})]


def test_a_cell_may_have_lines_and_a_row_a_comma_too_many() -> None:
    text = 'ip,port,motd\n127.0.0.1,80,"a\nb ""c"""\n127.0.0.2,81,x,y\n127.0.0.3,82\n'
    got = list(tables.rows(ListText.of(text)))
    assert got[0] == (2, {"ip": "127.0.0.1", "port": "80", "motd": 'a\nb "c"'})
    assert got[1][1] == {"ip": "127.0.0.2", "port": "81", "motd": "x"}
    assert got[2][1] == {"ip": "127.0.0.3", "port": "82"}


def test_a_quote_that_does_not_end_costs_its_own_row() -> None:
    text = 'ip,port\n"127.0.0.1,80\n127.0.0.2,"81"\n127.0.0.3,82\n' + '"127.0.0.4,80\n' + "127.0.0.5,80\n" * 300
    got = list(tables.rows(ListText.of(text)))
    bad = [number for number, row in got if isinstance(row, Skipped)]
    assert bad == [2, 5]
    assert len(got) == 304


def test_a_line_that_is_too_long_costs_itself() -> None:
    text = 'ip,port\n"127.0.0.1,80\n' + "x" * (LINE + 1) + "\n127.0.0.2,81\n"
    got = list(tables.rows(ListText.of(text)))
    assert [type(row) for _, row in got] == [Skipped, Skipped, dict]


def test_a_comment_before_the_names_is_passed_over_and_a_huge_cell_is_no_end() -> None:
    text = '# made by hand\nip,motd\n127.0.0.1,"' + "x" * 200_000 + '"\n'
    ((number, row),) = tables.rows(ListText.of(text))
    assert number == 3
    assert isinstance(row, dict)
    assert row["ip"] == "127.0.0.1"
    assert tables.first("") == ""
