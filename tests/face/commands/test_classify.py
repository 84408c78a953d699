import gzip
import io
import json
import os
import random
import sqlite3
import subprocess
import sys
import tarfile
import unicodedata
from pathlib import Path

import pytest

from leftopen.face.cli import main
from leftopen.lab.people import Town

PEOPLE = Town(7).people(40)
ROWS = [
    {"name": p.latin, "contact": {"mail": p.email}, "身份证号": p.resident_id, "batch": n % 3}
    for n, p in enumerate(PEOPLE)
]
EXPECTED = {"name": "person.name", "contact.mail": "contact.email", "身份证号": "id.cn.resident"}


def claimed(out: str) -> dict[str, str]:
    fields = json.loads(out)["fields"]
    return {f["path"]: f["labels"][0]["label"] for f in fields if f["labels"] and f["labels"][0]["confidence"] >= 0.5}


def run(*arguments: str, stdin: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "leftopen", "classify", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, encoding="utf-8", cwd=cwd, timeout=240)


@pytest.fixture
def ndjson(tmp_path: Path) -> Path:
    path = tmp_path / "people.ndjson"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), "utf-8")
    return path


def test_json_of_ndjson(ndjson: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["classify", str(ndjson), "--format", "json"]) == 0
    out = capfdbinary.readouterr().out.decode()
    assert claimed(out) == EXPECTED
    field = next(f for f in json.loads(out)["fields"] if f["path"] == "name")
    assert set(field) == {"path", "type", "records", "labels"}
    assert set(field["labels"][0]) == {"label", "confidence", "share", "matches", "example"}
    assert not [p.email for p in PEOPLE if p.email in out]


@pytest.mark.parametrize("suffix", [".json", ".csv", ".sqlite"])
def test_other_formats_say_the_same(suffix: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / f"people{suffix}"
    flat = [{"name": r["name"], "mail": PEOPLE[n].email, "身份证号": r["身份证号"]} for n, r in enumerate(ROWS)]
    if suffix == ".json":
        path.write_text(json.dumps(flat, ensure_ascii=False), "utf-8")
    elif suffix == ".csv":
        lines = [",".join(flat[0]), *(",".join(map(str, row.values())) for row in flat)]
        path.write_text("\n".join(lines), "utf-8")
    else:
        base = sqlite3.connect(path)
        with base:
            base.execute('create table people (name text, mail text, "身份证号" text)')
            base.executemany("insert into people values (?, ?, ?)", [tuple(row.values()) for row in flat])
        base.close()
    assert main(["classify", str(path), "--format", "json"]) == 0
    found = claimed(capfdbinary.readouterr().out.decode())
    assert set(found.values()) == set(EXPECTED.values())


def test_standard_input_and_the_table(ndjson: Path) -> None:
    done = run("-", stdin=ndjson.read_text("utf-8"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "contact.mail" in done.stdout
    assert "id.cn.resident" in done.stdout
    assert "\x1b" not in done.stdout


def test_hits_have_places_and_no_values(ndjson: Path) -> None:
    done = run(str(ndjson), "--per-record")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [record["record"] for record in records] == list(range(len(ROWS)))
    for record, person in zip(records, PEOPLE, strict=True):
        found = {hit["label"]: (hit["field"], hit["start"], hit["end"]) for hit in record["hits"]}
        assert found["contact.email"] == ("contact.mail", 0, len(person.email))
        assert found["id.cn.resident"] == ("身份证号", 0, len(person.resident_id))
        assert set(record["hits"][0]) == {"label", "start", "end", "field", "confidence"}
    assert PEOPLE[0].email not in done.stdout


def test_several_files_are_told_apart(ndjson: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["classify", str(ndjson), str(ndjson)]) == 0
    assert capfdbinary.readouterr().out.decode().count(str(ndjson)) == 2


def test_a_missing_file_does_not_stop_the_rest(ndjson: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    bad = ndjson.with_name("random.bin")
    bad.write_bytes(random.Random(1).randbytes(3000))
    assert main(["classify", str(ndjson), "no-such-file", str(bad), str(ndjson), "--format", "json"]) == 2
    out, err = (part.decode() for part in capfdbinary.readouterr())
    document = json.loads(out)
    assert [file["file"] for file in document["files"]] == [str(ndjson)] * 2
    assert len([field for field in document["fields"] if field["path"] == "contact.mail"]) == 2
    assert err.count("\n") == 2
    assert "no-such-file: cannot be read" in err
    assert "random.bin: not read: binary data of no known format" in err


def test_a_folder_is_all_of_its_files(ndjson: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    deep = ndjson.parent / "a" / "b"
    deep.mkdir(parents=True)
    (deep / "x.csv").write_text("mail\nzhao@example.org\nli@example.org\n")
    (deep / "way-out").symlink_to("/etc")
    assert main(["classify", str(ndjson.parent), "--format", "json"]) == 0
    document = json.loads(capfdbinary.readouterr().out)
    assert {file["file"] for file in document["files"]} == {str(ndjson), str(deep / "x.csv")}


def test_a_part_that_cannot_be_read_is_said_and_not_exit_0(
    ndjson: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    packed = ndjson.with_name("people.ndjson.gz")
    packed.write_bytes(gzip.compress(ndjson.read_bytes() * 50)[:-200])
    assert main(["classify", str(packed)]) == 4
    out, err = (part.decode() for part in capfdbinary.readouterr())
    assert "contact.email" in out
    assert "cut short or broken" in err
    broken = ndjson.with_name("x.json")
    broken.write_text(json.dumps(ROWS)[:-30])
    assert main(["classify", str(broken)]) == 4
    assert "cut short" in capfdbinary.readouterr().err.decode()


def test_the_last_line_sums_up(ndjson: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["classify", str(ndjson)]) == 0
    told = "taken together: names of people with ways to reach them"
    assert capfdbinary.readouterr().out.decode().endswith(f"\n{told}\n3 fields of 3 kinds\n")


@pytest.mark.parametrize(
    ("word", "code"),
    [("contact", 1), ("contact.email", 1), ("email", 1), ("any", 1), ("special", 0), ("finance.card", 0), ("nope", 2)],
)
@pytest.mark.parametrize("how", [[], ["--per-record"]])
def test_fail_on(word: str, code: int, how: list[str], ndjson: Path) -> None:
    assert main(["classify", str(ndjson), "--fail-on", word, *how]) == code


def test_the_encoding_that_was_taken_is_said(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("Фамилия;Имя;Телефон\nИванова;Ольга;79031234567\nПетров;Сергей;79031234568\n".encode("cp1251"))
    assert main(["classify", str(path), "--format", "json"]) == 0
    out, err = (part.decode() for part in capfdbinary.readouterr())
    assert json.loads(out)["encoding"] == "Windows-1251"
    assert "read as Windows-1251" in err


def test_long_input_says_how_far_it_is(ndjson: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    ndjson.write_bytes(ndjson.read_bytes() * 30)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("leftopen.face.classifying.EVERY", -1.0)
        assert main(["classify", str(ndjson)]) == 0
    assert "1,200 records so far" in capfdbinary.readouterr().err.decode()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Name the files"),
        (["{missing}"], "cannot be read (No such file or directory)"),
        (["{csv}", "--per-record"], "--per-record is for text and NDJSON"),
        (["{ndjson}", "--format", "xml"], "--format"),
    ],
)
def test_errors_are_one_line(
    arguments: list[str], says: str, ndjson: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    places = {"missing": tmp_path / "none", "csv": tmp_path / "x.csv", "ndjson": ndjson}
    assert main(["classify", *(part.format(**places) for part in arguments)]) == 2
    err = capfdbinary.readouterr().err.decode()
    assert says in err
    assert err.count("\n") == 1


def test_a_reader_that_goes_away_is_no_error(ndjson: Path) -> None:
    command = f"{sys.executable} -m leftopen classify --per-record {ndjson} | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, timeout=240)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["record"] == 0


def test_any_locale_writes_utf8(ndjson: Path) -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "leftopen", "classify", str(ndjson)]
    done = subprocess.run(command, capture_output=True, env=environment, timeout=240)
    assert done.returncode == 0
    assert "身份证号" in io.TextIOWrapper(io.BytesIO(done.stdout), "utf-8").read()


EVIL = "a\x1b[31m\u202egpj\r\x9b2Jb\n"


@pytest.mark.parametrize("held", ["name,mail\nAna,ana@mail.example.org\n", '{"name": "Ana",\n', None])
@pytest.mark.parametrize("how", [[], ["--format", "json"], ["--format", "json", "--per-record"]])
@pytest.mark.parametrize("packed", [False, True])
def test_the_name_of_a_file_moves_no_terminal(
    packed: bool, how: list[str], held: str | None, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / f"{EVIL}.csv"
    if packed:
        path = tmp_path / "one.tar"
        with tarfile.open(path, "w") as tar:
            member = tarfile.TarInfo(f"{EVIL}.csv")
            member.size = len(held or "")
            tar.addfile(member, io.BytesIO((held or "").encode()))
    elif held is not None:
        path.write_text(held, "utf-8")
    main(["classify", str(path), *how])
    said = b"".join(capfdbinary.readouterr()).decode()
    assert "gpj" in said or how or packed
    assert not [char for char in said if char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cf")]


def test_nothing_to_classify_is_no_all_clear(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (tmp_path / "none").mkdir()
    (tmp_path / "empty.csv").touch()
    assert main(["classify", str(tmp_path / "none"), str(tmp_path / "empty.csv")]) == 0
    out, err = capfdbinary.readouterr()
    assert b"none: holds no file" in err
    assert b"empty.csv: is empty" in err
    assert out.splitlines()[-1] == b"nothing was there to classify"
    assert main(["classify", str(tmp_path / "none"), "--format", "json"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["files"] == []


def test_an_unknown_option_is_no_file(ndjson: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["classify", str(ndjson), "--fromat", "json"]) == 2
    out, err = capfdbinary.readouterr()
    assert (out, err) == (b"", b"leftopen: Unknown option: --fromat. See: leftopen classify --help\n")


def test_a_closed_standard_input_is_said(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert main(["classify", "-"]) == 2
    assert b"standard input is closed" in capfdbinary.readouterr().err


def test_lines_of_records_are_no_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("to ana@mail.example.org\n")
    for how in (["--per-record", "--format", "table"], ["--per-record", "--format=table"]):
        assert main(["classify", str(tmp_path / "a.txt"), *how]) == 2
        out, err = capsys.readouterr()
        assert (out, "Leave --format out" in err) == ("", True)
    for how in ([], ["--format", "json"]):
        assert main(["classify", str(tmp_path / "a.txt"), "--per-record", *how]) == 0
        assert capsys.readouterr().out.startswith('{"record":0,')
    assert main(["classify", str(tmp_path / "a.txt"), "--format", "table"]) == 0
