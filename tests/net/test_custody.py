"""Processes that hold records cannot be looked into. A guard is for good, so that each is tried in a new process."""

import subprocess
import sys

import pytest

SAYS = """
import ctypes, resource
from leftopen.net import custody
{before}
locked = custody.guard()
amount = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmLck"))
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE), locked, int(amount) > 0)
"""


def told(before: str = "") -> str:
    return subprocess.run(
        [sys.executable, "-c", SAYS.format(before=before)], capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux")
def test_a_guarded_process_is_not_dumpable_and_leaves_no_core() -> None:
    dumpable, _, rest = told().partition(" ")
    assert dumpable == "0"
    assert rest in ("(0, 0) True True", "(0, 0) False False")


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux")
def test_where_memory_may_not_be_locked_the_rest_holds() -> None:
    assert told("custody._unlimited = lambda: False") == "0 (0, 0) False False"
    assert told("custody._STATUS = custody.Path('/nowhere')").startswith("0 (0, 0)")


def test_elsewhere_only_cores_are_turned_off() -> None:
    assert told("custody.sys = type('', (), {'platform': 'darwin'})").endswith("(0, 0) False False")
