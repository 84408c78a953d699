from typing import Any

from leftopen.net.sweep.accounting import BATCH, Accounting, Progress


def test_batches_are_noted_when_nothing_of_them_is_left() -> None:
    notes: list[tuple[str, dict[str, Any]]] = []
    ledger = Accounting(7, 7 + BATCH + 3, lambda kind, **fields: notes.append((kind, fields)), {"key": "k", "part": 0})
    first, second = ledger.begin(), ledger.begin()
    assert (first.first, first.next, second.first, second.next) == (7, 7 + BATCH, 7 + BATCH, 10 + BATCH)
    assert ledger.whole
    second.walked = True
    second.refused, second.excluded = 2, 1
    ledger.settle(second)
    assert ledger.position == 7, "the first is not done"
    first.opened.append("127.0.0.1:80")
    first.silent, first.again, first.due = 5, 6, 1
    ledger.settle(first)
    first.walked = True
    ledger.settle(first)
    assert len(notes) == 1
    assert ledger.progress(in_flight=1) == Progress(7, 1, 2, 5, excluded=1, again=6, in_flight=1)
    first.due = 0
    ledger.settle(first)
    assert ledger.position == 10 + BATCH
    last = ledger.progress()
    assert (last.asked, last.done) == (8, 9)
    kinds, fields = zip(*notes, strict=True)
    assert kinds == ("sweep", "sweep")
    assert [(note["first"], note["next"]) for note in fields] == [(7 + BATCH, 10 + BATCH), (7, 7 + BATCH)]
    assert fields[1]["opened"] == ["127.0.0.1:80"]
    assert (fields[1]["silent"], fields[1]["again"], fields[1]["key"]) == (5, 6, "k")
    assert all(note["began"] <= note["ended"] for note in fields)


def test_a_stop_notes_what_is_not_done() -> None:
    notes: list[dict[str, Any]] = []
    ledger = Accounting(0, 10, lambda kind, **fields: notes.append(fields), {})
    batch = ledger.begin()
    batch.refused, batch.due = 4, 2
    ledger.stop(3)
    assert [(note["refused"], note["due"], note["stopped_at"]) for note in notes] == [(4, 2, 3)]
    assert ledger.progress(3).position == 3


def test_a_sweep_without_a_journal_only_counts() -> None:
    ledger = Accounting(0, 10, None, {})
    batch = ledger.begin()
    batch.walked, batch.unreachable, batch.dropped = True, 7, 3
    ledger.settle(batch)
    assert ledger.progress() == Progress(10, unreachable=7, dropped=3)
