"""How far a run is, and what it has found so far."""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from leftopen.audit.assess import Assessed
from leftopen.judge.bounds import Room
from leftopen.model import Problem, Service, Sketch
from leftopen.net.sweep.accounting import Progress
from leftopen.store.checkpoint import Past, Position


class State(Struct):
    """How far the run is: `done` of `targets` pairs are settled; `stage` is "sweep", "ask" (after it) or "judge"."""

    targets: int
    stage: str = "sweep"
    done: int = 0
    asked: int = 0
    silent: int = 0
    dropped: int = 0
    answering: int = 0
    probed: int = 0
    exposed: int = 0
    errors: int = 0


OnProgress = Callable[[State], None]


class Findings:
    """What the run knows: services by their id, the sketches of this sitting, and what could not be done."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.services: dict[str, Service] = {}
        self.sketches: dict[str, tuple[Sketch, ...]] = {}
        self.problems: list[Problem] = []
        self._room = Room()

    def take(self, known: Assessed) -> None:
        """A target that has been asked."""
        if known.service is not None:
            self.sketches[known.service.id] = known.sketches
        self.keep(known.service, known.problems)

    def keep(self, service: Service | None, problems: Sequence[Problem]) -> None:
        """A target that has been asked, in this sitting or an earlier one, whose sketches are gone."""
        self.state.probed += 1
        self.miss(*problems)
        if service is not None:
            service, cut = self._room.take(service)
            self.miss(*cut)
            self.services[service.id] = service
            self.state.exposed += service.access.exposed

    def recall(self, past: Past) -> None:
        """What earlier sittings of the run found."""
        self.state.answering = len(past.opened)
        for done in past.done.values():
            self.keep(done.service, done.problems)

    def miss(self, *problems: Problem) -> None:
        """What could not be done."""
        self.state.errors += len(problems)
        self.problems.extend(problems)


class Tally:
    """Counts of the pairs before `at` in the walk, from the records that a sweep makes of its batches.

    A sweep is ahead of the position from which it can be resumed; the pairs in between are asked again then, and must
    not count twice. `note` may be called from another thread than `reach`.
    """

    def __init__(self, start: int = 0) -> None:
        self.at, self.asked, self.silent, self.dropped = start, 0, 0, 0
        self._ahead: dict[tuple[int, int], tuple[int, int, int]] = {}

    def note(self, **record: Any) -> None:
        """Takes a record of `net.sweep.accounting`; a batch that was stopped half way does not count."""
        if "stopped_at" not in record:
            asked = len(record["opened"]) + record["refused"] + record["silent"] + record["unreachable"]
            self._ahead[record["next"], record["part"]] = asked, record["silent"], record["dropped"]

    def reach(self, position: int) -> None:
        """Goes on to the end of the last batch that lies whole before `position`."""
        for key in sorted(key for key in tuple(self._ahead) if key[0] <= position):
            asked, silent, dropped = self._ahead.pop(key)
            self.at = key[0]
            self.asked, self.silent, self.dropped = self.asked + asked, self.silent + silent, self.dropped + dropped

    def advance(self, event: Progress, past: Past, state: State) -> Position | None:
        """Brings the state up to date; the position to resume from, None where there is no way to anything yet."""
        before = past.position
        state.done = before.at + event.done
        state.asked = before.asked + event.asked
        state.silent = before.silent + event.silent
        state.dropped = before.dropped + event.dropped
        self.reach(event.position)
        if state.dropped and not state.asked:
            return None
        return Position(self.at, before.asked + self.asked, before.silent + self.silent, before.dropped + self.dropped)
