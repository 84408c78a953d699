"""Evidence as one file that only those can read for whom it was made: a tar archive, encrypted with age (format v1).

At least two recipients, since evidence that one lost key makes unreadable is no evidence: who works at it, and a key
for recovery that lies elsewhere. Nothing is written in the clear on the way: the archive goes through a pipe. Those who
receive it open it with `age -d -i KEY FILE | tar x`; `pyrage`, the extra `custody`, is the library.
"""

import io
import os
import tarfile
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from leftopen import regular
from leftopen.cases.desk import Desk
from leftopen.extras import needed
from leftopen.harmless import clean

LEAST = 2
"""Recipients."""
_LARGEST = 1 << 20
_LINES = 200


class NotPacked(Exception):
    """It cannot be packed; the text is one line with the remedy."""


def recipients(given: Sequence[str]) -> tuple[str, ...]:
    """The keys that are meant: each an age or SSH key, or a file of such keys, one a line. Raises NotPacked.

    Two that are one key count once; fewer than two are refused.
    """
    found: dict[str, None] = {}
    for each in given:
        for line in _lines(each):
            _recipient(line)
            found[" ".join(line.split()[:2])] = None
    if len(found) < LEAST:
        says = f"--to: {len(found)} of at least {LEAST} keys"
        raise NotPacked(f"{says}. Name who works at it, and a key for recovery that lies elsewhere.")
    return tuple(found)


def _lines(word: str) -> list[str]:
    said = word.strip()
    _public(said)
    if said.startswith(("age1", "ssh-")):
        return [said]
    try:
        with regular.reading(said) as file:
            text = file.read(_LARGEST).decode()
    except (OSError, ValueError):
        raise NotPacked(
            f"--to: {clean(said, 80)!r} is neither a key (age1…, ssh-ed25519 …) nor a file of keys."
        ) from None
    _public(text)
    kept = [line.strip() for line in text.splitlines()[:_LINES]]
    return [line for line in kept if line and not line.startswith("#")]


def _public(text: str) -> None:
    """Raises NotPacked for what holds a secret key, without repeating it."""
    if any(word in text.upper() for word in ("AGE-SECRET-KEY-", "AGE-PLUGIN-", "PRIVATE KEY")):
        raise NotPacked("--to: that is a secret key. Name its public half: age-keygen -y FILE")


def _recipient(key: str) -> Any:
    library = _library()
    kinds = [library.ssh.Recipient] if key.startswith("ssh-") else [library.x25519.Recipient]
    if key.startswith("age1tag"):
        kinds = [library.tagpq.Recipient, library.tag.Recipient]
    for kind in kinds:
        try:
            return kind.from_str(key)
        except library.RecipientError:
            continue
    raise NotPacked(f"--to: {clean(key, 30)!r}… is no public key of age or SSH.")


def folder(place: Path) -> list[tuple[str, Path]]:
    """The files of an output folder, which has a journal. Raises NotPacked."""
    from leftopen.store import custody

    if not custody.kept(place / "x"):
        raise NotPacked(f"{place}: there is no journal. Name an output folder of leftopen audit.")
    found = sorted(path for path in place.iterdir() if path.is_file() and not path.is_symlink())
    return [(f"{place.resolve().name}/{path.name}", path) for path in found]


def case(desk: Desk, number: int) -> list[tuple[str, bytes]]:
    """What is kept of a case: all that `cases show` tells, its exposures as they were found, its signed manifest."""
    from sqlalchemy import select

    from leftopen.cases import rows
    from leftopen.store.tables import StampRow

    told = msgspec.json.format(msgspec.json.encode(desk.show(number).document()), indent=2)
    with desk.store.session(reads=True) as session:
        row = rows.find(session, number)
        manifest = {"case": row.id, "head": row.head, "key": row.seal_key, "signature": row.seal}
        exposures = [msgspec.Raw(member.service) for member in rows.members(session, row.id)]
        stamps = session.scalars(select(StampRow).where(StampRow.case == row.id).order_by(StampRow.id)).all()
        name = f"case-{row.id}"
        return [
            (f"{name}/case.json", told),
            (f"{name}/exposures.json", msgspec.json.encode(exposures)),
            (f"{name}/manifest.json", msgspec.json.encode(manifest)),
            *((f"{name}/{stamp.head[:16]}.tsr", stamp.answer) for stamp in stamps),
        ]


def pack(files: Iterable[tuple[str, bytes | Path]], keys: Sequence[str], out: Path) -> None:
    """Writes the archive for these keys, whole or not at all, readable by its owner only. Raises NotPacked, OSError."""
    made = [_recipient(key) for key in keys]
    temporary = out.with_name(f".{out.name}.{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "wb") as target:
            _through(list(files), made, target)
            target.flush()
            os.fsync(target.fileno())
        temporary.replace(out)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _through(files: Sequence[tuple[str, bytes | Path]], made: Sequence[Any], target: BinaryIO) -> None:
    reading, writing = os.pipe()
    wrong: list[OSError] = []

    def fill() -> None:
        try:
            with (
                os.fdopen(writing, "wb") as sink,
                tarfile.open(fileobj=sink, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                for name, held in files:
                    _add(tar, name, held)
        except OSError as error:
            wrong.append(error)

    thread = threading.Thread(target=fill, name="pack")
    thread.start()
    try:
        with os.fdopen(reading, "rb") as source:
            _library().encrypt_io(source, target, made)
    finally:
        thread.join()
    if wrong:
        raise wrong[0]


def _add(tar: tarfile.TarFile, name: str, held: bytes | Path) -> None:
    """A file, without who owns it here."""
    kept = tarfile.TarInfo(name)
    kept.mode = 0o600
    if isinstance(held, bytes):
        kept.size = len(held)
        tar.addfile(kept, io.BytesIO(held))
        return
    with held.open("rb") as file:
        known = os.fstat(file.fileno())
        kept.size, kept.mtime = known.st_size, int(known.st_mtime)
        tar.addfile(kept, file)


def _library() -> Any:
    try:
        import pyrage  # type: ignore[import-untyped]  # it has no types
    except ImportError:
        raise NotPacked(f"evidence as age files {needed('custody')}") from None
    return pyrage
