"""Who acts, and the cases of a database to act on; what cannot be done with a case ends a command with exit code 2."""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

from cyclopts import Parameter

from leftopen.face import console, database
from leftopen.face.console import UNUSABLE, Stop
from leftopen.harmless import clean

if TYPE_CHECKING:
    from leftopen.cases.desk import Desk

DB = "sqlite:///leftopen.db"
MOST = 4000
"""Characters of a text that a person gives."""

Chosen = TypeVar("Chosen", bound=StrEnum)
As = Annotated[str | None, Parameter(name="--as")]
Format = Literal["table", "json"]


def who(given: str | None) -> str:
    """`--as`, else LEFTOPEN_AS, else the name under which this person is logged in."""
    for name in (given, os.environ.get("LEFTOPEN_AS")):
        if name is not None and (said := clean(name, 100).strip()):
            return said
    if given is not None:
        raise Stop(UNUSABLE, "--as: names nobody. Write who acts.")
    try:
        return clean(getpass.getuser(), 100)
    except (KeyError, OSError):
        return f"user {os.getuid()}"


def number(text: str) -> int:
    """The number of a case as people write it: `7`, `#7`."""
    said = text.strip().removeprefix("#")
    if said.isascii() and said.isdecimal() and len(said) < 10:
        return int(said)
    raise Stop(UNUSABLE, f"{text!r} is no number of a case. See: leftopen cases")


def words(text: str | None, name: str) -> str | None:
    """What a person gives as a text, without what would do something to a terminal. Raises Stop where it is empty."""
    if text is None:
        return None
    said = clean(text, MOST).strip()
    if not said:
        raise Stop(UNUSABLE, f"{name}: is empty. Write what is to be kept.")
    return said


def needed(text: str, name: str) -> str:
    """The same of a text that has to be there."""
    return words(text, name) or ""


def chosen(kind: type[Chosen], text: str, says: str) -> Chosen:
    """The member of a closed set that a person names. Raises Stop with `says` and the set for any other word."""
    try:
        return kind(text.strip().lower())
    except ValueError:
        raise Stop(UNUSABLE, f"{says}. Known are: {', '.join(kind)}.") from None


@contextmanager
def desk(db: str, as_: str | None = None) -> Iterator["Desk"]:
    """The cases of this database, and who acts. Raises Stop for what cannot be done with a case."""
    from leftopen.cases.desk import Desk
    from leftopen.cases.model import CaseError

    name = who(as_)
    with database.opened(db) as store:
        try:
            yield Desk(store, name)
        except CaseError as error:
            raise Stop(UNUSABLE, str(error)) from None


def done(text: str) -> None:
    """Says what was done, where data is not expected."""
    console.say(text)
