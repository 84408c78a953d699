"""Comma-separated values and their cousins."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.privacy.files.readers import csv, reader_for
from leftopen.privacy.files.source import Input


def read(data: bytes) -> list[Any]:
    return list(csv.records(io.BytesIO(data)))


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_marks(mark: str) -> None:
    assert read(f"a{mark}b\n1{mark}x y\n2{mark}z\n".encode()) == [{"a": "1", "b": "x y"}, {"a": "2", "b": "z"}]


def test_quotes_and_line_ends() -> None:
    assert read(b'a,b\r\n"x, ""y""\nz",2\r\n') == [{"a": 'x, "y"\nz', "b": "2"}]


@pytest.mark.parametrize("quote", ["'", "`"])
def test_other_quotes(quote: str) -> None:
    rows = "'a','b'\n'x, ''y','2'\n'q', 'w'\n" + "'s','t'\n" * 6 + "'O\nz','3'\n"
    first, second, *_, last = read(rows.replace("'", quote).encode())
    assert (first, second) == ({"a": f"x, {quote}y", "b": "2"}, {"a": "q", "b": "w"})
    assert last == {"a": "O\nz", "b": "3"}


def test_marks_within_quoted_cells_part_none() -> None:
    cell = """ "a:2:{s:4:""name"";s:3:""Ada"";s:4:""mail"";s:9:""a@x.test"";s:1:""n"";i:1;}" """.strip()
    rows = read(b"id,user,meta\n" + f"1,7,{cell}\n2,8,{cell}\n".encode() * 5)
    assert len(rows) == 10
    assert rows[0] == {"id": "1", "user": "7", "meta": cell[1:-1].replace('""', '"')}


def test_quotes_of_words_are_none_of_cells() -> None:
    assert read(b"name,says\n'tis,the 'best'\nO'Neil,it's\n") == [
        {"name": "'tis", "says": "the 'best'"},
        {"name": "O'Neil", "says": "it's"},
    ]


def test_without_names() -> None:
    assert read(b"zhao@example.org,13800138000\nli@example.org,13900139000\n") == [
        {"column1": "zhao@example.org", "column2": "13800138000"},
        {"column1": "li@example.org", "column2": "13900139000"},
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert read("姓名,手机\n王小明,13800138000\n".encode(encoding)) == [{"姓名": "王小明", "手机": "13800138000"}]


def test_rows_of_other_lengths_and_blank_lines() -> None:
    assert read(b"a,b\n1\n\n1,2,3\n") == [{"a": "1"}, {"a": "1", "b": "2", "column3": "3"}]
    assert read(b"") == []
    assert read(b"a,,b\n1,2,3\n") == [{"a": "1", "column2": "2", "b": "3"}]


def test_files_longer_than_the_head() -> None:
    rows = read(b"a,b\n" + b"".join(b"%d,x\n" % n for n in range(50_000)))
    assert len(rows) == 50_000
    assert rows[-1] == {"a": "49999", "b": "x"}


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    assert all(isinstance(row, dict) for row in read(data))


ROWS = [{"Name": "Ada", "Mail": "a@b.example", "Phone": "5"}, {"Name": "Bob", "Mail": "b@b.example", "Phone": "6"}]


@pytest.mark.parametrize(
    ("above", "mark", "says"),
    [
        ("Report,,\nPrinted 2025,,\n,,\n", ",", ["Report", "Printed 2025"]),
        ("Report of members\n\n", ";", ["Report of members"]),
        ("# made by a program\n# on a day\n", "\t", ["# made by a program", "# on a day"]),
        ("sep=;\n", ";", []),
        ('"sep=|"\n', "|", []),
        ("\ufeffSEP=,\r\nReport\r\n", ",", ["Report"]),
    ],
)
def test_what_stands_above_the_names(above: str, mark: str, says: list[str]) -> None:
    rows = "\n".join(mark.join(row) for row in (ROWS[0], *(row.values() for row in ROWS)))
    assert read((above + rows).encode()) == [*({"preamble": line} for line in says), *ROWS]


def test_one_column() -> None:
    assert read(b"mail\na@b.example\nc@d.example\n") == [{"mail": "a@b.example"}, {"mail": "c@d.example"}]
    assert read(b"a@b.example\nc@d.example\n") == [{"column1": "a@b.example"}, {"column1": "c@d.example"}]
    assert read(b"a@b.example\n") == [{"column1": "a@b.example"}]


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        (["Nils,Oslo,F", "Ada,Rome,F", "Bob,Kiel,M"], False),
        (["Ada Lovelace,1815-12-10", "Bob Hall,1901-01-02"], False),
        (["Ada,12.5,x", "Bob,3.5,y"], False),
        (["1,2,3", "4,5,6"], False),
        (["Country,2019,2020", "Norway,5,6", "Peru,7,8"], True),
        (["grp,val", "a,5", "b,6"], True),
        (["email,email", "a@b.example,c@d.example"], True),
    ],
)
def test_whether_the_first_row_is_of_names(rows: list[str], named: bool) -> None:
    (first, *_) = read("\n".join(rows).encode())
    assert ("column1" in first) is not named
    assert len(read("\n".join(rows).encode())) == len(rows) - named


@pytest.mark.parametrize(
    "row", ['2,"Bob,b@b.example,5', '"2","Bob,b@b.example,5', '2,"Bob "B,b@b.example,5', '2,Bob,b@b.example,"5']
)
@pytest.mark.parametrize("others", [0, 1, 3, 500])
def test_an_open_quote_costs_its_own_row_alone(row: str, others: int) -> None:
    good = '{n},"Al, the {n}th",a{n}@b.example,"6"'
    rows = ["id,name,mail,size", good.format(n=0), row, *(good.format(n=n) for n in range(1, others + 1))]
    found = read("\n".join(rows).encode())
    assert len(found) == len(rows) - 1
    assert found[1]["mail"] == "b@b.example"
    assert [each["name"] for each in found[2:]] == [f"Al, the {n}th" for n in range(1, others + 1)]


def test_cells_of_several_lines_stay_whole() -> None:
    data = b'a,b,note\n1,2,"first\nsecond line, with comma\nthird"\n4,5,x\n'
    assert read(data)[0]["note"] == "first\nsecond line, with comma\nthird"
    assert read(b'a,b\n"say \\"hi\\", you",2\n"x \\" y",3\n')[0] == {"a": 'say "hi", you', "b": "2"}
    assert read(b'h,size\n5" pipe,3\n7" pipe,4\n') == [{"h": '5" pipe', "size": "3"}, {"h": '7" pipe', "size": "4"}]


@pytest.mark.parametrize(
    ("head", "sure"),
    [
        (b"one, two\nthree, four\n", False),
        (b"Dear all, this is\na text, with commas\nin each line, one\n", False),
        (b"a\tb\n1\t2\n", True),
        (b"name,mail\nAda,a@b.example\n", True),
        (b"a,b,c\n1,2,3\n", True),
        (b"hello\n", False),
    ],
)
def test_fits(head: bytes, sure: bool) -> None:
    assert csv.fits(head) is sure


def test_a_header_of_an_old_mac() -> None:
    assert read(b"name\rAda\rBob\r") == [{"name": "Ada"}, {"name": "Bob"}]


def test_rows_come_several_at_once() -> None:
    data = b"name,mail\n" + b"".join(b"Anna %d,anna%d@example.org\n" % (n, n) for n in range(600)) + b"a,b,c\n"
    found = list(csv.batches(io.BytesIO(data)))
    assert [len(rows) for rows in found] == [256, 256, 89]
    assert [row for rows in found for row in rows] == list(csv.records(io.BytesIO(data)))


def test_rows_of_much_text_come_fewer_at_once() -> None:
    data = b"name,note\n" + (b"Anna," + b"x" * 100_000 + b"\n") * 5
    assert [len(rows) for rows in csv.batches(io.BytesIO(data))] == [2, 2, 1]


PEOPLE = [
    {"name": "Anna Berg", "email": "anna@b.example", "state": ""},
    {"name": "Tom Lind", "email": "t@b.example", "state": "x"},
]
MARKED = """name^email^state
Anna Berg^anna@b.example^
Tom Lind^t@b.example^x
"""
MARKDOWN = """| name | email | state |
| --- | :-: | --- |
| Anna Berg | anna@b.example | |
| Tom Lind | t@b.example | x |
"""
PSQL = """ name      |     email      | state
-----------+----------------+-------
 Anna Berg | anna@b.example |
 Tom Lind  | t@b.example    | x
"""
MYSQL = """+-----------+----------------+-------+
| name      | email          | state |
+-----------+----------------+-------+
| Anna Berg | anna@b.example |       |
| Tom Lind  | t@b.example    | x     |
+-----------+----------------+-------+
"""
BOX = """┌───────────┬────────────────┬───────┐
│   name    │     email      │ state │
├───────────┼────────────────┼───────┤
│ Anna Berg │ anna@b.example │       │
│ Tom Lind  │ t@b.example    │ x     │
└───────────┴────────────────┴───────┘
"""
QUOTED = """name,email,state
'Anna Berg','anna@b.example',
'Tom Lind','t@b.example','x'
"""
SPACED = """"name" "email" "state"
"Anna Berg" "anna@b.example" ""
"Tom Lind" "t@b.example" "x"
"""
FORMULAS = 'name,email,state\n"=""Anna Berg""","=""anna@b.example""",\n"=""Tom Lind""",t@b.example,x\n'


@pytest.mark.parametrize(
    "text", [MARKED, MARKED.replace("^", "~"), MARKDOWN, PSQL, MYSQL, BOX, QUOTED, FORMULAS, SPACED]
)
def test_marks_drawn_tables_and_cells_that_are_wrapped(text: str) -> None:
    assert reader_for("people.txt", text.encode()).name == "CSV"
    assert read(text.encode()) == PEOPLE


def test_an_apostrophe_before_a_figure_is_of_the_spreadsheet() -> None:
    assert read(b"name,tel\nAnna,'+4930\nTom,'0049\nd'Arc,'tis\n") == [
        {"name": "Anna", "tel": "+4930"},
        {"name": "Tom", "tel": "0049"},
        {"name": "d'Arc", "tel": "'tis"},
    ]


def test_cells_may_be_parted_by_the_unit_separator() -> None:
    text = "first\x1flast\x1femail\n" + "".join(f"Anna\x1fBerg\x1fa{n}@mail.example\n" for n in range(10))
    assert reader_for("x.dat", text.encode()).name == "CSV"
    assert next(csv.records(io.BytesIO(text.encode()))) == {"first": "Anna", "last": "Berg", "email": "a0@mail.example"}


def test_cells_of_several_lines_in_most_rows() -> None:
    rows = "".join(f'"Anna {n}","Mill Lane {n}\nLeeds","0{n}","called back,\nno answer"\n' for n in range(9))
    found = read(f'"Contact","Address","Tel","Remarks"\n{rows}'.encode())
    assert len(found) == 9
    assert found[1] == {
        "Contact": "Anna 1",
        "Address": "Mill Lane 1\nLeeds",
        "Tel": "01",
        "Remarks": "called back,\nno answer",
    }


def test_names_of_several_lines_and_a_log_of_events() -> None:
    rows = "".join(f'"Anna {n}","Mill Lane {n}\nLeeds\nLS1",{n}\n' for n in range(30))
    found = read(f'"Full\nname","Home\naddress",Qty\n{rows}'.encode())
    assert found[3] == {"Full\nname": "Anna 3", "Home\naddress": "Mill Lane 3\nLeeds\nLS1", "Qty": "3"}
    event = 'Information,1/2/2025,Security,4624,"It was.\r\n\r\nSubject:\r\n\tName:\t\tanna{}\r\n"\r\n'
    found = read(("Level,Date,Source,Id\r\n" + "".join(event.format(n) for n in range(20))).encode())
    assert len(found) == 20
    assert found[1]["Level"] == "Information"
    assert found[1]["column5"] == "It was.\n\nSubject:\n\tName:\t\tanna1\n"


TABLES = "Guests\nname,email\n{}\nStaff 2025\nstaff_name,salary,phone\n{}\n\nroom,price\n1,2.50\n"


def test_tables_one_below_the_other() -> None:
    guests = "".join(f"Anna {n},a{n}@b.example\n" for n in range(9))
    found = read(TABLES.format(guests, "Tom Berg,3000,555-0100\n" * 9).encode())
    assert found[0] == {"preamble": "Guests"}
    assert found[10:12] == [
        {"preamble": "Staff 2025"},
        {"staff_name": "Tom Berg", "salary": "3000", "phone": "555-0100"},
    ]
    assert found[-1] == {"room": "1", "price": "2.50"}


@pytest.mark.parametrize("odd", ["Anna Berg,Leeds", "note", "name,email", "5,phone", "phone,phone"])
def test_rows_below_a_blank_line_are_rows(odd: str) -> None:
    """Names again are no other table, and a row is lost no more than its order."""
    rows = "Tom,York\n" * 6
    found = read(f"name,email\n{rows}\n{odd}\n{rows}".encode())
    assert len(found) == 13
    assert list(found[6].values()) == odd.split(",")


def labelled(text: str) -> tuple[list[Any], Input]:
    file = Input(io.BytesIO(text.encode()), "x.csv")
    return list(csv.records(file)), file


BELOW = "".join(f"{given};{n:02d}/03/1975;Nord\n" for n, given in enumerate(("Ada", "Ugo", "Ivo", "Lia"), 10))


def test_a_row_of_labels_below_names_that_say_nothing_is_said_of_them() -> None:
    rows, file = labelled(f"V1;V2;V3\nNome e cognome;Data di nascita;Quartiere\n{BELOW}")
    assert len(rows) == 4
    assert file.sayings.texts(("V2",)) == ["Data di nascita"]


@pytest.mark.parametrize(
    "head",
    [
        "V1;V2;V3\nNome;12/01/1961;Zona\n",  # a row with a value
        "V1;V2;V3\nNord;Sud;Ovest\n",  # words of no field
        "nome;data;zona\nNome;Data;Zona\n",  # the names once more
    ],
)
def test_other_rows_below_names_are_data(head: str) -> None:
    rows, file = labelled(head + BELOW)
    assert len(rows) == 5
    assert not file.sayings


def test_what_a_survey_imported_is_no_record() -> None:
    imported = ";".join(f'"{{""ImportId"":""QID{n}""}}"' for n in range(3))
    rows, file = labelled(f"QID1;QID2;QID3\nWhat is your name?;Born on?;Which district?\n{imported}\n{BELOW}")
    assert len(rows) == 4
    assert file.sayings.texts(("QID1",)) == ["What is your name?"]
