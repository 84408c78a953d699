import copy
import io
import json
import logging
import pickle
import traceback

import msgspec
import pytest

from leftopen.model import Access
from leftopen.raw import Finding, Phrase, Quoted, Raw, RawCollection, Times

SECRET = "anna.invented@example.org"
HELD = [
    Raw({"mail": SECRET}),
    Quoted(SECRET),
    Phrase("index ", Quoted(SECRET)),
    Times(SECRET, 1.0, 2.0, SECRET),
    RawCollection(SECRET, raws=[Raw({"mail": SECRET})]),
    Finding("redis", Access.OPEN, SECRET, version=SECRET, facts={"a": SECRET}),
]


@pytest.mark.parametrize("held", HELD, ids=lambda held: type(held).__name__)
def test_whoever_prints_one_prints_nothing(held: object) -> None:
    assert SECRET not in f"{held} {held!r} {held!s:>40} {[held]}"
    log = io.StringIO()
    logger = logging.getLogger("leftopen.test")
    logger.addHandler(logging.StreamHandler(log))
    logger.warning("read %s %r", held, held)
    try:
        raise RuntimeError(held)
    except RuntimeError as error:
        log.write("".join(traceback.format_exception(error)))
    assert SECRET not in log.getvalue()


@pytest.mark.parametrize("held", HELD, ids=lambda held: type(held).__name__)
def test_whoever_serialises_one_is_refused(held: object) -> None:
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy, json.dumps, msgspec.json.encode):
        with pytest.raises(TypeError):
            attempt(held)


def test_a_dropped_record_is_gone() -> None:
    raw = Raw({"mail": SECRET})
    raw.drop()
    assert raw.value is None
