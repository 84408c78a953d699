"""What was read before, asked for again by its name: over HTTP each in one request, or one for each way that there is.

Shut is said where it was refused for want of a right, and of several ways each; of what is not there, of an answer
without a record, of a trouble nothing is said.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress

from leftopen.model import DoorState
from leftopen.survey.http import patient, refused
from leftopen.wire import json
from leftopen.wire.talk import Broken, Request, Response, Talk


def unasked(things: str, tried: str, rule: str) -> str:
    """What a retest adds of a store of which lists alone are ever asked for (`Spec.beyond`): what is in it is not asked
    for by its name, as no such name is kept, and may be given to who has one though no list is.

    `tried`: what was asked for in its place; `rule`: where its owner reads what is given to whom.
    """
    return f"{things} may still be fetched by who kept their names: only {tried} were asked for, so look at {rule}."


def lists(field: str) -> Callable[[Response], bool]:
    """Whether an answer has a record, whole or begun, in the array of this name."""
    return lambda response: (
        bool(json.whole(response.body, field)) or (response.cut and json.begun(response.body, field) is not None)
    )


def door_state(
    response: Response, shown: Callable[[Response], bool], refused: Callable[[Response], bool] = refused
) -> DoorState:
    """What one read of something that was read before has shown.

    `shown`: it gave a record; `refused`: it was refused for want of a right. All else (nothing of that name, no record,
    a trouble) proves neither.
    """
    if refused(response):
        return DoorState.SHUT
    with suppress(Broken):
        if response.status == 200 and shown(response):
            return DoorState.OPEN
    return DoorState.UNDECIDED


def by_name(
    requests: Iterable[Request],
    shown: Callable[[Response], bool],
    refused: Callable[[Response], bool] = refused,
) -> Talk[DoorState]:
    """What became of a door to which there are these ways, or whose name may be read in these; see `door_state`.

    None is answered from what was asked before in this run; without a request nothing is decided.
    """
    states: list[DoorState] = []
    for request in requests:
        response = yield from patient(Request(request.message, request.most, shared=False))
        states.append(door_state(response, shown, refused))
        if states[-1] is DoorState.OPEN:
            break
    return together(states)


NOT_THERE = (404, 405, 410)
"""What says that a release has no such path."""


def besides(
    state: DoorState,
    requests: Iterable[Request],
    shown: Callable[[Response], bool],
    refused: Callable[[Response], bool] = refused,
) -> Talk[DoorState]:
    """What a refusal comes to where the same can be read in other ways, which not every release has: something in front
    that looks at paths may have shut one of them alone."""
    for request in requests if state is DoorState.SHUT else ():
        response = yield from patient(Request(request.message, request.most, shared=False))
        if response.status in NOT_THERE:
            continue
        other = door_state(response, shown, refused)
        if other is DoorState.OPEN:
            return other
        state = state if other is DoorState.SHUT else DoorState.UNDECIDED
    return state


def together(states: Iterable[DoorState]) -> DoorState:
    """What several ways to one door come to: shut is what each of them refuses, and no less."""
    found = set(states)
    if DoorState.OPEN in found:
        return DoorState.OPEN
    return DoorState.SHUT if found == {DoorState.SHUT} else DoorState.UNDECIDED


MOST_DOTS = 6
"""Dots of a name that is read in each way; of one with more no way is left out, and so none is asked."""


def parted(door: str) -> list[tuple[str, str]]:
    """The ways to read a name as that of a place, a dot, and that of what is in it: either may have dots of its own.

    >>> parted("crm.people"), parted("crm.a.b"), parted("people")
    ([('crm', 'people')], [('crm', 'a.b'), ('crm.a', 'b')], [])
    """
    if door.count(".") > MOST_DOTS:
        return []
    places = [at for at, sign in enumerate(door) if sign == "."]
    return [(door[:at], door[at + 1 :]) for at in places if door[:at] and door[at + 1 :]]
