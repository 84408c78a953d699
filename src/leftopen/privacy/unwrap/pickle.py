"""What Python's `pickle` writes (docs.python.org/3/library/pickle.html), as bytes and in Base64 (`gAS…`): sessions,
caches, queues of tasks.

Nothing is made or called: the operations are read, never run, and what they would call is left out, so that of an
object its state is kept. A map or list that is met again is left out the second time, its text is not.
"""

from typing import Any

from leftopen.privacy.unwrap import base64

OPENS = ("gA", "(d", "KG")
BYTES = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
_IN_BASE64 = ("gAJ", "gAK", "gAI", "gAN", "gAM", "gAQ", "gAS", "gAV", "gAW", "KGRw")
_MOST = 50_000
"""Operations that are read."""
_MARK = object()
_TUPLES = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}
_TO_MARK = frozenset({"LIST", "TUPLE", "FROZENSET", "OBJ", "INST"})
_EMPTY = frozenset({"EMPTY_LIST", "EMPTY_TUPLE", "EMPTY_SET"})
_KEEPS = frozenset({"PUT", "BINPUT", "LONG_BINPUT"})
_AGAIN = frozenset({"GET", "BINGET", "LONG_BINGET"})
_NOTHING = frozenset({"NONE", "GLOBAL", "PERSID", "EXT1", "EXT2", "EXT4", "NEXT_BUFFER"})
_PASSED = frozenset({"PROTO", "FRAME", "READONLY_BUFFER"})


def value(text: str) -> Any:
    """The map or list that a text holds: of the oldest protocol, or any in Base64."""
    if text.startswith("(d"):
        return of_bytes(text.encode("latin-1", "replace"))
    data = base64.unpacked(text) if text.startswith(_IN_BASE64) else None
    return None if data is None else of_bytes(data)


def of_bytes(data: bytes) -> Any:
    r"""The map or list that bytes hold, None where they hold another value or are not of this form.

    >>> of_bytes(b"\x80\x04}\x94\x8c\x04name\x94\x8c\x04Anna\x94s."), of_bytes(b"\x80\x04K\x01.")
    ({'name': 'Anna'}, None)
    """
    from pickletools import genops

    machine = _Machine()
    try:
        for count, (operation, argument, _) in enumerate(genops(data)):
            if operation.name == "STOP" or count >= _MOST:
                found = machine.stack[-1]
                return found if found and isinstance(found, dict | list) else None
            machine.take(operation.name, argument)
    except (ValueError, IndexError, KeyError, TypeError, UnicodeError, OverflowError):
        return None
    return None


class _Machine:
    """Follows the operations as far as they build texts, numbers, maps and lists."""

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.kept: dict[int, Any] = {}

    def take(self, name: str, argument: Any) -> None:
        """One operation, by its name in `pickletools`."""
        stack = self.stack
        if name == "MARK":
            stack.append(_MARK)
        elif name in _KEEPS or name == "MEMOIZE":
            place = len(self.kept) if name == "MEMOIZE" else int(argument)
            self.kept[place] = stack[-1] if isinstance(stack[-1], str | bytes | int | float) else None
        elif name in _AGAIN:
            stack.append(self.kept[int(argument)])
        elif name in _NOTHING or name in _EMPTY or name == "EMPTY_DICT":
            stack.append(None if name in _NOTHING else [] if name in _EMPTY else {})
        elif name in ("NEWTRUE", "NEWFALSE"):
            stack.append(name == "NEWTRUE")
        elif name in _TUPLES:
            stack[-_TUPLES[name] :] = [stack[-_TUPLES[name] :]]
        elif name in _TO_MARK:
            items = self._to_mark()
            stack.append([] if name in ("OBJ", "INST") else items)
        elif not self._joined(name) and not self._called(name) and name not in _PASSED:
            stack.append(argument)  # every other operation is a text, bytes or a number

    def _joined(self, name: str) -> bool:
        """Puts items into the map or list below them; False for another operation."""
        if name in ("SETITEM", "APPEND"):
            items = [self.stack.pop() for _ in range(2 if name == "SETITEM" else 1)][::-1]
        elif name in ("SETITEMS", "APPENDS", "ADDITEMS", "DICT"):
            items = self._to_mark()
        else:
            return False
        if name == "DICT":
            self.stack.append({})
        below = self.stack[-1]
        if name in ("APPEND", "APPENDS", "ADDITEMS"):
            if isinstance(below, list):
                below += items
            return True
        if not isinstance(below, dict):
            below = self.stack[-1] = {}
        below |= {str(key): item for key, item in zip(items[::2], items[1::2], strict=True)}
        return True

    def _called(self, name: str) -> bool:
        """Leaves what would be called, and keeps what it is given; False for another operation."""
        stack = self.stack
        if name in ("POP", "POP_MARK"):
            self._to_mark() if name == "POP_MARK" else stack.pop()
        elif name == "DUP":
            stack.append(stack[-1] if isinstance(stack[-1], str | int | float) else None)
        elif name == "BINPERSID":
            stack[-1] = None
        elif name == "STACK_GLOBAL":
            stack[-2:] = [None]
        elif name in ("REDUCE", "NEWOBJ", "NEWOBJ_EX"):
            given = stack[-1] if name == "REDUCE" else []
            stack[-(3 if name == "NEWOBJ_EX" else 2) :] = [_alone(given)]
        elif name == "BUILD":
            state = stack.pop()
            maps = state if isinstance(state, list) else [state]
            held = {key: item for each in maps if isinstance(each, dict) for key, item in each.items()}
            if held:
                stack[-1] = held | (stack[-1] if isinstance(stack[-1], dict) else {})
        else:
            return False
        return True

    def _to_mark(self) -> list[Any]:
        items: list[Any] = []
        while (item := self.stack.pop()) is not _MARK:
            items.append(item)
        return items[::-1]


def _alone(given: Any) -> Any:
    """What a call is given, which stands for what it would make; a map where that is nothing."""
    return given[0] if isinstance(given, list) and len(given) == 1 else given or {}
