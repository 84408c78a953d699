"""The walk over a store that stands in memory, and the verdicts that its evidence amounts to."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from leftopen.model import Access
from leftopen.raw import Finding, RawCollection
from leftopen.survey.survey import PAGE, Catalogue, Entry, Survey, Words, walk
from leftopen.wire.talk import Broken, Closed, Fault, Foreign, Late, SampleLimits, Spent, Talk, exact
from tests.talk import Peer, Step, feed, play, said

WORDS = Words("drawer", "sheet", "LIST", "READ {}", "a drawer of a random name was refused")


@dataclass
class Cabinet(Catalogue):
    """Drawers by name; a number is a count without a sheet that is shown, None one that is not known."""

    drawers: dict[str, list[dict[str, Any]] | int | None] = field(default_factory=dict)
    says: dict[str, Any] = field(default_factory=dict)
    fault: dict[str, type[Fault]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    barred: bool = False

    def _step(self, name: str) -> Talk[None]:
        if name in self.fault:
            raise self.fault[name]("as asked by the test")
        yield from ()

    def greet(self, survey: Survey) -> Talk[None]:
        yield from self._step("greet")
        survey.product = "Cabinet"

    def control(self, survey: Survey) -> Talk[None]:
        yield from self._step("control")
        survey.controlled = True
        for name, value in self.says.items():
            setattr(survey, name, value)

    def entries(self, survey: Survey) -> Talk[list[Entry]]:
        yield from self._step("entries")
        counts = {name: len(it) if isinstance(it, list) else it for name, it in self.drawers.items()}
        return [Entry(name, RawCollection(name, records=count)) for name, count in counts.items()]

    def figures(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        yield from super().figures(survey, entries)
        yield from self._step("figures")
        for entry in entries:
            entry.weigh()

    def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
        for entry in entries:
            yield from self._step(entry.key)
            self.asked.append(entry.key)
            sheets = self.drawers[entry.key]
            if self.barred:
                survey.barred = "refused with 7"
            else:
                survey.keep(entry, sheets if isinstance(sheets, list) else [])

    def dates(self, survey: Survey) -> Talk[None]:
        yield from super().dates(survey)
        yield from self._step("dates")


def ask(cabinet: Cabinet, limits: SampleLimits | None = None) -> Finding:
    return feed(walk(Survey("cabinet", limits or SampleLimits(), WORDS), cabinet), b"")


SHEET = {"name": "Ana"}


def test_what_is_undecided_says_why_until_something_is_read() -> None:
    finding = ask(Cabinet({"people": 3}, {"controlled": False, "undecided": "A rule trusts nobody that is there"}))
    assert (finding.access, said(finding.proof)) == (Access.UNKNOWN, "A rule trusts nobody that is there.")


def test_what_was_not_counted_is_chosen_by_its_bytes() -> None:
    sizes = [
        Entry("a", RawCollection("a", records=records, bytes=size), weight=100).size
        for records, size in ((None, None), (None, 900), (7, 900), (0, 900))
    ]
    assert sizes == [0, 9, 7, -1]


def test_open_with_what_was_read() -> None:
    finding = ask(Cabinet({"people": [SHEET] * 30, "old": []}))
    assert finding.access is Access.OPEN
    assert [(store.name, len(store.raws)) for store in finding.stores] == [("people", 25), ("old", 0)]
    assert said(finding.proof) == (
        "LIST named 2 drawers without a login, and READ people gave 30 sheets; a drawer of a random name was refused."
    )
    assert (finding.product, finding.listed) == ("Cabinet", 2)


@pytest.mark.parametrize(
    ("cabinet", "access", "words"),
    [
        (Cabinet({}), Access.EMPTY, "named no drawers without a login, and nothing is in there"),
        (Cabinet({"a": []}), Access.EMPTY, "named 1 drawer "),
        (Cabinet({"a": None}), Access.EMPTY, "nothing is in there"),
        (Cabinet({"a": 7}), Access.METADATA, "with their counts, but no sheet was shown"),
        (Cabinet({"a": [SHEET]}, barred=True), Access.METADATA, "but reading was refused with 7"),
        (Cabinet({"a": []}, {"whole": False}), Access.UNKNOWN, "the others were not asked"),
        (Cabinet({"a": [SHEET]}, {"whole": False}), Access.OPEN, "gave 1 sheet;"),
        (Cabinet({"a": [SHEET]}, {"controlled": False}), Access.UNKNOWN, "the control did not behave"),
        (Cabinet({"a": [SHEET]}, {"decoy": "It opens every drawer"}), Access.DECOY, "It opens every drawer."),
        (Cabinet({"a": [SHEET]}, {"locked": "LIST was refused"}), Access.LOCKED, "LIST was refused."),
        (Cabinet({"a": [SHEET]}, {"aside": " (and a shelf)"}), Access.OPEN, "1 drawer (and a shelf) without"),
    ],
)
def test_verdicts(cabinet: Cabinet, access: Access, words: str) -> None:
    finding = ask(cabinet)
    assert finding.access is access
    assert words in said(finding.proof)
    hidden = access in (Access.DECOY, Access.LOCKED) or not cabinet.says.get("controlled", True)
    assert [store.name for store in finding.stores] == ([] if hidden else [*cabinet.drawers])


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Broken, "it broke its own protocol"),
        (Closed, "it closed the connection"),
        (Late, "it did not answer in time"),
        (Spent, "the budget of the audit was used up"),
    ],
)
def test_what_was_shown_stays_shown_whatever_ends_it(fault: type[Fault], words: str) -> None:
    drawers: dict[str, list[dict[str, Any]] | int | None] = {"people": [SHEET] * 3, "visits": [SHEET]}
    finding = ask(Cabinet(drawers, fault={"visits": fault}))
    assert finding.access is Access.OPEN
    assert f"; then {words}." in said(finding.proof)
    finding = ask(Cabinet(drawers, fault={"people": fault}))
    assert (finding.access, finding.listed) == (Access.UNKNOWN, 2)
    assert f"LIST named 2 drawers without a login, but {words} before anything was read." in said(finding.proof)
    assert ask(Cabinet(drawers, fault={"control": fault})).access is Access.UNKNOWN
    with pytest.raises(fault):
        ask(Cabinet(drawers, fault={"greet": fault}))


def test_a_fault_does_not_make_empty_of_what_was_not_asked() -> None:
    assert ask(Cabinet({"a": None, "b": None}, fault={"b": Late})).access is Access.UNKNOWN
    assert ask(Cabinet({"a": []}, fault={"dates": Late})).access is Access.UNKNOWN


def test_another_protocol_is_let_through() -> None:
    with pytest.raises(Foreign):
        ask(Cabinet(fault={"greet": Foreign}))


@pytest.mark.parametrize("where", ["control", "a", "dates"])
def test_what_speaks_something_else_once_it_was_recognised_is_still_it(where: str) -> None:
    finding = ask(Cabinet({"a": [SHEET]} if where == "dates" else {"a": None}, fault={where: Foreign}))
    assert finding.access is (Access.OPEN if where == "dates" else Access.UNKNOWN)
    assert "it spoke something else" in said(finding.proof)


def test_a_family_does_not_take_all_places() -> None:
    logs = {f"log_{i}": [SHEET] * 50 for i in range(40)}
    cabinet = Cabinet({**logs, "people": [SHEET]})
    finding = ask(cabinet, SampleLimits(collections=5))
    assert cabinet.asked[:2] == ["log_0", "people"]
    assert "5 of 41 that may hold any were entered" in said(finding.proof)


def test_a_count_of_none_is_believed_where_a_read_shows_none() -> None:
    class Lying(Cabinet):
        """Counts nothing at all."""

        def entries(self, survey: Survey) -> Talk[list[Entry]]:
            yield from ()
            return [Entry(name, RawCollection(name, records=0)) for name in self.drawers]

    lying = Lying({"people": [SHEET] * 3, "old": []})
    finding = ask(lying)
    assert (finding.access, lying.asked) == (Access.OPEN, ["people", "old"])
    assert [(store.records, len(store.raws)) for store in finding.stores] == [(None, 1), (0, 0)]
    honest = Lying({"a": [], "b": []})
    assert (ask(honest).access, honest.asked) == (Access.EMPTY, ["a", "b"])
    assert ask(Lying({"a": [SHEET]}, barred=True)).access is Access.METADATA
    assert ask(Lying({"a": [SHEET]}, fault={"a": Late})).access is Access.UNKNOWN
    other = Cabinet({"people": [SHEET], "old": []})
    assert (ask(other).access, other.asked) == (Access.OPEN, ["people"])


def test_empty_needs_each_to_be_asked() -> None:
    nothing: dict[str, list[dict[str, Any]] | int | None] = {chr(97 + i): None for i in range(5)}
    assert ask(Cabinet(nothing), SampleLimits(collections=5)).access is Access.EMPTY
    assert ask(Cabinet(nothing), SampleLimits(collections=4)).access is Access.UNKNOWN
    counted: dict[str, list[dict[str, Any]] | int | None] = {chr(97 + i): [] for i in range(5)}
    assert ask(Cabinet(counted), SampleLimits(collections=1)).access is Access.EMPTY


def test_a_count_of_none_that_no_read_confirms_makes_nothing_empty() -> None:
    class Silent(Cabinet):
        """Counts nothing, and answers no read."""

        def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
            self.asked += [entry.key for entry in entries]
            yield from ()

    silent = Silent({"a": [], "b": []})
    assert (ask(silent).access, silent.asked) == (Access.UNKNOWN, ["a", "b"])
    assert ask(Cabinet({"a": [], "b": []})).access is Access.EMPTY


def test_an_answer_of_nothing_that_is_a_record_shows_neither_records_nor_that_there_are_none() -> None:
    odd: dict[str, Any] = {"a": [["x"], 7]}
    assert ask(Cabinet({**odd, "b": []})).access is Access.METADATA
    mixed = ask(Cabinet({"a": [SHEET, *odd["a"]]}))
    assert (mixed.access, len(mixed.stores[0].raws)) == (Access.OPEN, 1)
    assert "2 of what came was not well formed" in said(mixed.proof)


def survey(*figures: tuple[int | None, int | None], records: int = 25, sample_bytes: int = 262_144) -> Survey:
    made = Survey("cabinet", SampleLimits(records=records, sample_bytes=sample_bytes), WORDS)
    made.entries = [Entry(i, RawCollection(str(i), records=n, bytes=size)) for i, (n, size) in enumerate(figures)]
    for entry in made.entries:
        entry.weigh()
    made.share()
    return made


def test_the_budget_is_shared_by_what_was_promised() -> None:
    assert [entry.want for entry in survey((100, 1_000_000), sample_bytes=45_000).entries] == [4]
    assert [entry.want for entry in survey((100, 100), (0, 0), (None, None)).entries] == [25, 0, 25]
    large = survey(*[(10, 10_000_000)] * 3)
    assert [entry.want for entry in large.entries] == [1, 1, 1]
    assert [entry.want for entry in survey((9, 9), sample_bytes=0).entries] == [0]


def test_the_budget_counts_what_was_read() -> None:
    some = survey((100, 100), (100, 100), sample_bytes=100_000)
    assert some.room() == 100_000 - 16_384
    some.took(90_000)
    some.keep(some.entries[0], [SHEET])
    assert some.room() == 10_000
    some.took(90_000)
    assert (some.left, some.room()) == (0, 0)


@pytest.mark.parametrize("promised", [1, 10**9])
def test_no_more_is_read_than_the_budget_and_a_page_whatever_a_store_promised(promised: int) -> None:
    class Stuffed(Cabinet):
        """Each drawer is said to be small, and each holds a page of 100,000 bytes, which nobody counts."""

        read = 0

        def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
            for entry in entries:
                self.read += len((yield from exact(100_000)))
                survey.keep(entry, [SHEET])

    stuffed = Stuffed(dict.fromkeys("abcdefghijklmnopqrst", promised))
    talk = walk(Survey("cabinet", SampleLimits(sample_bytes=200_000), WORDS), stuffed)
    finding = play(talk, Peer([Step("<", b"x" * 3_000_000)], strict=False))
    assert finding.access is Access.OPEN
    assert "the budget of the audit was used up" in said(finding.proof)
    assert 200_000 < stuffed.read <= 100_000 + 200_000 + PAGE


def test_no_ration_ends_a_read_before_something_was_shown() -> None:
    class Bare(Cabinet):
        def sample(self, survey: Survey, entries: list[Entry]) -> Talk[None]:
            yield from exact(1_000_000)
            yield from super().sample(survey, entries)

    talk = walk(Survey("cabinet", SampleLimits(sample_bytes=1000), WORDS), Bare({"people": [SHEET]}))
    assert play(talk, Peer([Step("<", b"x" * 1_000_000)], strict=False)).access is Access.OPEN


def test_no_more_is_kept_than_was_wanted() -> None:
    some = survey((100, 100), records=2)
    entry = some.entries[0]
    some.keep(entry, [SHEET])
    some.keep(entry, [SHEET] * 5, shown=40)
    assert (len(entry.store.raws), entry.shown) == (2, 41)


def test_a_count_that_a_read_to_the_end_refutes_is_no_figure() -> None:
    """Nor one of fewer than were read; what was read to its end is counted by that."""
    some = survey((1_000_000, None), (1_000_000, None), (2, None), (None, None), (1_000_000, None), (2, None))
    for entry, ended in zip(some.entries, (True, False, True, True, True, False), strict=True):
        some.keep(entry, [] if entry is some.entries[4] else [SHEET] * 3, ended=ended)
    some.controlled, some.listed, some.found = True, 6, some.entries
    finding = some.finding()
    assert [store.records for store in finding.stores] == [3, 1_000_000, 3, 3, 1_000_000, None]
    assert "; the store says 1,000,000, and 3 were all that a read gave" in said(finding.proof)


def test_a_count_of_fewer_than_were_read_is_told_as_the_claim_that_it_is() -> None:
    some = survey((2, None))
    some.keep(some.entries[0], [SHEET] * 3)
    some.controlled, some.listed, some.found = True, 1, some.entries
    assert "; the store says 2, and 3 were read" in said(some.finding().proof)
