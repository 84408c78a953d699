"""Parquet files, with the optional extra."""

import builtins
import io
import json
from pathlib import Path
from typing import Any

import pytest

from leftopen.privacy.files import source
from leftopen.privacy.files.readers import Unreadable, parquet


def test_rows() -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="needs leftopen[parquet]")
    from pyarrow import parquet as writer

    file = io.BytesIO()
    writer.write_table(pyarrow.table({"mail": ["zhao@example.org", None], "v": [[0.5, 0.25], []]}), file)
    assert parquet.fits(file.getvalue())
    file.seek(0)
    assert list(parquet.records(file)) == [{"mail": "zhao@example.org", "v": [0.5, 0.25]}, {"mail": None, "v": []}]


def test_a_broken_file_is_unreadable() -> None:
    pytest.importorskip("pyarrow", reason="needs leftopen[parquet]")
    with pytest.raises(Unreadable, match="not a sound Parquet"):
        list(parquet.records(io.BytesIO(b"PAR1" + bytes(100))))


def test_without_the_extra_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *more: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(Unreadable, match=r"the extra parquet: .*\[parquet\]"):
        list(parquet.records(io.BytesIO(b"PAR1")))


def test_from_a_pipe() -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="needs leftopen[parquet]")
    from pyarrow import parquet as writer

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    file = io.BytesIO()
    writer.write_table(pyarrow.table({"mail": ["zhao@example.org"]}), file)
    assert list(parquet.records(Pipe(file.getvalue()))) == [{"mail": "zhao@example.org"}]


def test_words_of_fields_and_schemas_of_other_programs_are_said_of_them(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="needs leftopen[parquet]")
    from pyarrow import parquet as written

    spark = {"type": "struct", "fields": [{"name": "b", "type": "int", "metadata": {"comment": "Caste"}}]}
    schema = pa.schema(
        [pa.field("a", pa.int64(), metadata={"description": "HIV status"}), pa.field("b", pa.int64())],
        metadata={"org.apache.spark.sql.parquet.row.metadata": json.dumps(spark), "broken": "{"},
    )
    path = tmp_path / "a.parquet"
    written.write_table(pa.table({"a": [1], "b": [2]}, schema=schema), path)
    with source.Input(path.open("rb", buffering=0), str(path)) as file:
        assert list(parquet.records(file)) == [{"a": 1, "b": 2}]
        assert file.sayings.texts(("a",)) == ["HIV status"]
        assert file.sayings.texts(("b",)) == ["Caste"]
