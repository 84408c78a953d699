"""Dumps of databases as SQL."""

import io
import time
from collections import deque
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.privacy.files.readers import reader_for, sql
from leftopen.privacy.sayings import Sayings


def read(text: str) -> list[Any]:
    return list(sql.records(io.BytesIO(text.encode())))


MYSQL = r"""-- MySQL dump 10.13
DROP TABLE IF EXISTS `u`;
CREATE TABLE `u` (
  `id` int NOT NULL AUTO_INCREMENT,
  `na,me` varchar(80) DEFAULT 'a,b)',
  price decimal(10,2),
  PRIMARY KEY (`id`),
  KEY `k` (`id`)
) ENGINE=InnoDB;
INSERT INTO `u` VALUES (1,'O\'Neil; x','2'),(2,NULL,-1.5),
(3,'several
lines, (here)',0x416461);
REPLACE INTO `shop`.`u` (`id`,`na,me`) VALUES (4,_binary 'it''s');
UPDATE u SET mail='a@b.example';
"""
SERVER = """USE [x]
GO
INSERT [dbo].[Users] ([Id], [Full Name], [At]) VALUES (1, N'Ada Lovelace', CAST(N'2020-01-01' AS DateTime))
INSERT [dbo].[Users] ([Id], [Full Name], [At]) VALUES (2, N'Bob', NULL)
GO
"""


def test_mysql() -> None:
    assert read(MYSQL) == [
        {"u": {"id": 1, "na,me": "O'Neil; x", "price": "2"}},
        {"u": {"id": 2, "na,me": None, "price": -1.5}},
        {"u": {"id": 3, "na,me": "several\nlines, (here)", "price": "Ada"}},
        {"u": {"id": 4, "na,me": "it's"}},
        {"text": "UPDATE u SET mail='a@b.example';"},
    ]


def test_postgresql() -> None:
    copied = "COPY public.users (id, mail) FROM stdin;\n1\ta@b.example\n2\t\\N\n3\tx\\ty\\nz\n\\.\n"
    made = "CREATE TABLE public.users (id integer, mail text);\n"
    inserted = (
        "INSERT INTO public.users VALUES (4, 'C:\\');\n"
        "INSERT INTO public.\"Users\" (\"Id\", mail) VALUES (5, E'x''y'::text), "
        "(6, '2020-01-01'::timestamp without time zone);\n"
    )
    assert read("-- PostgreSQL database dump\nSET x = 'UTF8';\n" + made + copied + inserted) == [
        {"users": {"id": "1", "mail": "a@b.example"}},
        {"users": {"id": "2", "mail": None}},
        {"users": {"id": "3", "mail": "x\ty\nz"}},
        {"users": {"id": 4, "mail": "C:\\"}},
        {"Users": {"Id": 5, "mail": "x'y"}},
        {"Users": {"Id": 6, "mail": "2020-01-01"}},
    ]


def test_sql_server() -> None:
    assert read(SERVER) == [
        {"Users": {"Id": 1, "Full Name": "Ada Lovelace", "At": "2020-01-01"}},
        {"Users": {"Id": 2, "Full Name": "Bob", "At": None}},
    ]


def test_statements_over_lines_and_without_names() -> None:
    text = "INSERT INTO u\n (a, b)\nVALUES\n (1, 'x'),\n (2, 'y');\nINSERT INTO v VALUES(1,'Ada');"
    assert read(text) == [
        {"u": {"a": 1, "b": "x"}},
        {"u": {"a": 2, "b": "y"}},
        {"v": {"column1": 1, "column2": "Ada"}},
    ]


def test_what_is_broken_is_not_lost() -> None:
    assert "zhao@example.org" in str(read("INSERT INTO u VALUES (1,'zhao@example.org\n"))
    assert "zhao@example.org" in str(read("INSERT zhao@example.org\nx"))


@pytest.mark.parametrize("name", ["-", "x.sql", "x.txt"])
@pytest.mark.parametrize("text", [MYSQL, SERVER, "COPY u (a) FROM stdin;\n1\n\\.\n"])
def test_it_is_known(name: str, text: str) -> None:
    assert reader_for(name, text.encode()).name == "SQL"
    assert reader_for(name, b"Insert coin, then\ncreate table manners (please)\n").name != "SQL"


@given(st.text(alphabet="INSERT INTOVALUES(),'`;\\\n\"u1", max_size=80))
def test_any_text_is_read(rest: str) -> None:
    assert all(isinstance(record, dict) for record in read("INSERT INTO u VALUES " + rest))


@pytest.mark.parametrize("word", ["DATE", "date", "TIMESTAMP", "TIME", "INTERVAL", "UUID"])
def test_a_value_may_say_its_type_before_it(word: str) -> None:
    text = f"INSERT INTO t (name, moved) VALUES ('Anna', {word} '2021-02-22'), ('Tom', {word} '2022-01-01');\n"
    found = list(sql.records(io.BytesIO(text.encode())))
    assert found == [{"t": {"name": "Anna", "moved": "2021-02-22"}}, {"t": {"name": "Tom", "moved": "2022-01-01"}}]


def test_a_row_may_be_set_column_by_column() -> None:
    text = (
        "DELIMITER ;;\nINSERT INTO `member` SET `id`=1, `name` = 'O\\'Hara', `mail`='a@b.example', `n`=NULL;\n"
        "INSERT IGNORE INTO `member` SET\n  `id`=2,\n  `name`='Zoë; Berg'\n;\nINSERT INTO x SET a='cut\n"
    )
    first, second, cut = read(text)
    assert first == {"member": {"id": 1, "name": "O'Hara", "mail": "a@b.example", "n": None}}
    assert second == {"member": {"id": 2, "name": "Zoë; Berg"}}
    assert "cut" in cut["x"]["text"]
    assert reader_for("-", text.encode()).name == "SQL"


def test_texts_of_postgresql_with_escapes_are_read() -> None:
    text = (
        "INSERT INTO public.p (id, nom, remark) VALUES (1, 'Berg', E'it\\'s; a\\nline''s');\n"
        "INSERT INTO public.p (id, nom, remark) VALUES (2, 'Moss', 'C:\\');\n"
    )
    assert read(text) == [
        {"p": {"id": 1, "nom": "Berg", "remark": "it's; a\nline's"}},
        {"p": {"id": 2, "nom": "Moss", "remark": "C:\\"}},
    ]


def test_what_cannot_be_read_does_not_take_the_statements_behind_it() -> None:
    text = "INSERT INTO u (a, b) VALUES ('O\\'Neil', '1');\nINSERT INTO u (a, b) VALUES ('Berg', '2');\n"
    assert {"u": {"a": "Berg", "b": "2"}} in read(text)
    assert "Neil" in str(read(text))


def test_a_query_of_a_procedure_does_not_take_the_tables_behind_it() -> None:
    text = (
        "CREATE PROCEDURE sums(n integer)\nBEGIN\n    INSERT INTO totals (who, sum)\n    SELECT t.who, ifnull(sum(\n"
        "      t.paid), 0)\n    FROM t JOIN u ON t.who = u.who\n    WHERE u.id = n;\nEND$$\n"
        "CREATE TABLE pupils (\n  id integer NOT NULL,\n  surname varchar(40),\n  faith text\n);\n"
        "INSERT INTO pupils VALUES (NULL, 'Olsen', 'Lutheran');\n"
    )
    assert {"pupils": {"id": None, "surname": "Olsen", "faith": "Lutheran"}} in read(text)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("CAST(9.50 AS Decimal(8, 2))", 9.5),
        ("CAST(ROUND(7, 0) AS Numeric(18, 0))", 7),
        ("CONVERT(date, N'1980-02-03', (23))", "1980-02-03"),
        ("to_char(to_date('12-JAN-80','DD-MON-RR'))", "12-JAN-80"),
        ("q'[it's (so), it is]'", "it's (so), it is"),
        ("Nq'{a}b}'", "a}b"),
        ("'Rosa' || CHR(10) || 'Blum'", "RosaBlum"),
        ("N'Rosa' + N'Blum'", "RosaBlum"),
        ("ARRAY['rosa', 'blum']", "rosa"),
        ("N'Rosa' COLLATE Latin1_General_CI_AS", "Rosa"),
        ("(SELECT max(id) FROM u WHERE a = 'x')", "x"),
        ("now()", "now()"),
        ("(-5)", -5),
    ],
)
def test_expression(cell: str, value: Any) -> None:
    """What is reckoned is told by its text or its number, and never costs the rest of its row."""
    made = f"INSERT INTO u (a, b, c) VALUES (1, {cell}, 'x'), (2, {cell}, NULL);\n"
    assert read(made) == [{"u": {"a": 1, "b": value, "c": "x"}}, {"u": {"a": 2, "b": value, "c": None}}]


def test_expression_of_several_lines() -> None:
    made = "INSERT INTO u VALUES (CONCAT('a',\n 'b', (c)), 'end');\nINSERT INTO u VALUES (2, 'z');\n"
    assert read(made) == [{"u": {"column1": "a", "column2": "end"}}, {"u": {"column1": 2, "column2": "z"}}]


def test_brackets_that_never_close_take_linear_time() -> None:
    """A hostile row of a hundred thousand open brackets is read once for each depth and no more."""
    began = time.process_time()
    assert len(read("INSERT INTO u VALUES (" + "a(" * 100_000 + ", 1);\n")) == 1
    assert time.process_time() - began < 5


def test_rows_of_several_tables() -> None:
    made = "INSERT ALL\n  INTO a (x, y) VALUES (1, 'Rosa')\n  INTO b (z) VALUES ('Blum')\nSELECT * FROM dual;\n"
    assert read(made)[:2] == [{"a": {"x": 1, "y": "Rosa"}}, {"b": {"z": "Blum"}}]
    assert sql.fits(made.encode())
    assert not sql.fits(b"insert all coins here\nand go\n")
    assert read("into the wild\n") == [{"text": "into the wild"}]


def test_rows_of_constants_put_together() -> None:
    made = (
        "INSERT INTO dbo.u (id, name, born)\nSELECT 1, N'Rosa, B', CAST('1980-01-02' AS date) UNION ALL\n"
        "SELECT 2, N'it''s', NULL\nUNION ALL SELECT 3 AS id, N'Ida'\n, '1990-02-03'\nGO\n"
        "INSERT v SELECT a, b FROM u WHERE c = 'x';\nINSERT INTO w VALUES (9);\n"
    )
    assert sql.fits(made.encode())
    found = read(made)
    assert found[:3] == [
        {"u": {"id": 1, "name": "Rosa, B", "born": "1980-01-02"}},
        {"u": {"id": 2, "name": "it's", "born": None}},
        {"u": {"id": 3, "name": "Ida", "born": "1990-02-03"}},
    ]
    assert "FROM u" in found[3]["text"]
    assert found[4] == {"w": {"column1": 9}}


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO u SELECT 1\n" + ",2\n" * 20_000,
        "INSERT INTO u SELECT 1" + " UNION ALL SELECT 2" * 20_000,
        "INSERT INTO u\n" + "SELECT 1, 'x' UNION ALL\n" * 20_000,
        "INSERT INTO u SELECT '" + "x\n" * 20_000,
        "INSERT INTO u SELECT " + "a(" * 50_000,
    ],
)
def test_constants_take_linear_time(text: str) -> None:
    began = time.process_time()
    list(sql.records(io.BytesIO(text.encode())))
    assert time.process_time() - began < 5


def said(text: str) -> Sayings:
    file = io.BytesIO(text.encode())
    found = Sayings()
    deque(sql._Dump(iter(text.split("\n")), found).records(), maxlen=0)
    assert list(sql.records(file)) is not None
    return found


def test_comments_of_columns_are_said_of_them_and_are_no_text() -> None:
    text = (
        "CREATE TABLE t (\n  a int, -- it's (the) HIV status\n  b text COMMENT 'Caste', # Tribe\n  -- a heading\n"
        "  c int REFERENCES faiths(id) -- last one\n) COMMENT='Patients';\n"
        "COMMENT ON COLUMN t.b IS 'Of\nseveral lines';\nINSERT INTO t VALUES (1, 'x', 2);\n"
    )
    told = said(text)
    assert [told.texts(("t", name)) for name in "abc"] == [
        ["it's (the) HIV status"],
        ["Caste", "Tribe", "Of\nseveral lines"],
        ["last one"],
    ]
    assert told.texts(("t",)) == ["Patients"]
    assert read(text) == [{"t": {"a": 1, "b": "x", "c": 2}}]


def test_changes_of_tables_over_several_lines() -> None:
    text = "ALTER TABLE ONLY public.t\n    ADD CONSTRAINT f FOREIGN KEY (c) REFERENCES public.faiths(id);\n"
    text += "INSERT INTO t (c) VALUES (1);\n"
    assert said(text).reference(("t", "c")) == (("faiths",), "id")
    assert read(text) == [{"t": {"c": 1}}]


def test_a_statement_that_never_ends_takes_no_row_with_it() -> None:
    text = "COMMENT ON COLUMN t.a IS 'cut\nINSERT INTO t (a) VALUES (1);\nINSERT INTO t (a) VALUES (2);\n"
    assert read(text)[-2:] == [{"t": {"a": 1}}, {"t": {"a": 2}}]
    text = "ALTER TABLE t ADD b int\nINSERT INTO t (a) VALUES (1);\n"
    assert read(text) == [{"t": {"a": 1}}]
