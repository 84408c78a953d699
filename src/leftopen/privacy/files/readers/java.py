"""Files of Java's serialised objects: stored sessions, queues and caches of applications; each object is a record.

Nothing is made or called (see `unwrap.java`). A list of objects is as many records.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

from leftopen.privacy.files.readers import WHOLE, Unreadable
from leftopen.privacy.unwrap import java

NAME = "Java serialised objects"
SUFFIXES = (".ser", ".jser")
ORDER = 16


def fits(head: bytes) -> bool:
    """True for the stream's magic and version (Java Object Serialization Specification, 6.4.2)."""
    return head.startswith(java.BYTES)


def records(file: BinaryIO) -> Iterator[Any]:
    """Each object. Raises `Unreadable` after those before a fault, and for more than is held in memory."""
    data = file.read(WHOLE + 1)
    if len(data) > WHOLE:
        raise Unreadable(f"more than {WHOLE >> 20} MiB of Java's serialised objects")
    try:
        yield from java.objects(data)
    except java.FAULTS as fault:
        raise Unreadable("Java's serialised objects that are cut short or broken") from fault
