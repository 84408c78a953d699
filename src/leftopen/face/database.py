"""The database that a command was given, and what is wrong with it in one line."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from leftopen.face.console import EARLY, UNUSABLE, Stop, without_login

if TYPE_CHECKING:
    from leftopen.store.store import Store


@contextmanager
def opened(url: str, *, create: bool = False) -> Iterator["Store"]:
    """The database at this address (`sqlite:///FILE`). Raises Stop where it cannot be opened, read or written, or is
    not there; what first puts something into it may `create` it.
    """
    from leftopen.store.schema import NoRoom, StoreError
    from leftopen.store.store import Store  # late: it takes a second that a run without it need not wait

    try:
        with Store(url, create=create) as store:
            yield store
    except StoreError as error:
        code = EARLY if isinstance(error, NoRoom) else UNUSABLE
        raise Stop(code, f"--db {without_login(url)}: {error}.") from None
