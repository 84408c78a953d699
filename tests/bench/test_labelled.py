"""Spans on labelled sets are counted right, and each peer's file says how its own are read."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bench import labelled
from bench.labelled import Sentence, f1, group, ours, phones, row, score, sentences, together
from bench.peers import Missing, Peer, peers
from leftopen.privacy.detect.labels import labels

ONE = Sentence("mail a@b.example or 4111", (("EMAIL_ADDRESS", 5, 16), ("CREDIT_CARD", 20, 24), ("ORGANIZATION", 0, 4)))


def test_what_is_right_false_and_missed() -> None:
    told = [("contact.email", 5, 16), ("contact.email", 5, 9), ("contact.phone", 20, 24), ("other", 0, 1)]
    counted = score([ONE], [told])
    assert (counted["EMAIL"], counted["PHONE"], counted["CARD"]) == ((1, 0, 0), (0, 1, 0), (0, 0, 1))
    assert together(counted) == f1(1, 0, 1)
    assert together(score([], [])) == 1.0
    assert row("x", counted).split()[1] == "-"


def test_labels_of_ours_have_a_group_where_sets_ask_for_one() -> None:
    assert {group(label) for label in labels()} >= set(labelled.GROUPS)
    assert group("special.health") == ""


def test_sets_are_read_in_both_forms(tmp_path: Path) -> None:
    lines = [{"id": 1, "text": "a@b.example", "spans": [["EMAIL_ADDRESS", 0, 11]]}]
    (tmp_path / "sentences_x.jsonl").write_text("\n".join(map(json.dumps, lines)))
    whole = [{"full_text": "x", "spans": [{"entity_type": "PERSON", "start_position": 0, "end_position": 1}]}]
    (tmp_path / "synth_dataset_v2.json").write_text(json.dumps(whole))
    assert [sentence.spans[0][0] for sentence in sentences(tmp_path)] == ["EMAIL_ADDRESS", "PERSON"]
    (tmp_path / "sentences_y.jsonl").write_text('{"other": 1}')
    with pytest.raises(ValueError, match="sentences_y"):
        list(sentences(tmp_path))


def test_ours_tells_spans_of_telephone_numbers() -> None:
    some = phones()[::40]
    assert len(some) > 20
    assert score(some, ours(sentence.text for sentence in some))["PHONE"][0] >= 0.9 * len(some)


def test_spans_of_peers() -> None:
    found = {
        "datafog": SimpleNamespace(entities=[SimpleNamespace(type="EMAIL", start=1, end=3)]),
        "datafog_core": [SimpleNamespace(entity_type="EMAIL", codepoint_range=SimpleNamespace(start=1, end=3))],
        "presidio": [SimpleNamespace(entity_type="EMAIL", start=1, end=3)],
        "scrubadub": [SimpleNamespace(type="email", beg=1, end=3)],
    }
    for peer in peers():
        told: dict[str, Any] = {}
        exec(peer.file.read_text("utf-8"), told)
        assert [(label.upper(), *at) for label, *at in told["spans"](found[peer.file.stem])] == [("EMAIL", 1, 3)]


def test_a_table_a_set_and_those_that_cannot_be_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def missing(_peer: Peer, _texts: Path) -> Any:
        raise Missing("cannot be installed: no network")

    monkeypatch.setattr(Peer, "spans", missing)
    monkeypatch.setattr(labelled, "phones", lambda: [ONE])
    (tmp_path / "sentences_x.jsonl").write_text(json.dumps({"text": "x", "spans": []}))
    assert labelled.main(str(tmp_path)) == 1
    assert labelled.main() == 1
    said = capsys.readouterr().out
    assert "no network" in said
    assert "presidio-research" in said
