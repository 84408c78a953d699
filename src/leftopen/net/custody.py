"""What keeps a process that holds records from being looked into, dumped or written to disk (Linux; see prctl(2)).

Not dumpable: no other process of the same user can attach to it or read its memory (`/proc/PID/mem`), and it leaves no
core. Its memory is locked too (mlockall(2)), so that none of it is swapped, where that is not limited: with the
capability `CAP_IPC_LOCK` or an unlimited `RLIMIT_MEMLOCK` (`LimitMEMLOCK=infinity` of a systemd unit). Records are
objects all over the heap of the interpreter, so that nothing smaller than all of it would do, and a limit that is met
later would end the run; elsewhere encrypt the swap. On other systems than Linux only cores are turned off.
"""

import ctypes
import resource
import sys
from contextlib import suppress
from pathlib import Path

_PR_SET_DUMPABLE = 4
_MCL_CURRENT, _MCL_FUTURE, _MCL_ONFAULT = 1, 2, 4
_CAP_IPC_LOCK = 14
_STATUS = Path("/proc/self/status")


def guard() -> bool:
    """Guards this process, for good; True where its memory is locked too. Never raises."""
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not sys.platform.startswith("linux"):
        return False
    try:
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        return _unlimited() and libc.mlockall(_MCL_CURRENT | _MCL_FUTURE | _MCL_ONFAULT) == 0
    except (OSError, AttributeError, ValueError):
        return False


def _unlimited() -> bool:
    """Whether any amount of memory may be locked."""
    if resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] == resource.RLIM_INFINITY:
        return True
    told = dict(line.split(":", 1) for line in _STATUS.read_text("ascii", "replace").splitlines() if ":" in line)
    return bool(int(told.get("CapEff", "0"), 16) >> _CAP_IPC_LOCK & 1)
