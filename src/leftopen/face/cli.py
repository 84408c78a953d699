"""The command line: which commands there are, and what becomes of their errors."""

import ctypes
import gc
import logging
import resource
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import TYPE_CHECKING, Any

import leftopen
from leftopen import __version__
from leftopen.face import console
from leftopen.face.console import DONE, EARLY, REFUSED, UNUSABLE, Stop

if TYPE_CHECKING:
    from cyclopts import App

COMMANDS = {
    "demo": "Do the whole job on an embedded lab with invented people.",
    "init": "Write a commented scope file to start from.",
    "audit": "Sweep a scope, prove what is open, say what it exposes, and write the report.",
    "import": "Keep what other tools found, as claims to look into.",
    "retest": "Ask again whether known exposures are still open.",
    "cases": "Work at what was found: who is told, what was answered, until it is proved shut.",
    "classify": "Say which fields of a file hold which kinds of personal data.",
    "probes": "List the protocols that can be proved open, with all that may be sent.",
    "labels": "List the kinds of personal data, with what the law calls them.",
    "stats": "Print numbers about all cases that may be published.",
    "purge": "Delete cases for good, but for a signed tombstone.",
    "pack": "Pack evidence into a file that only those can read whose keys are named (age).",
    "timestamp": "Have an output folder or a case time-stamped by an authority (RFC 3161).",
    "verify": "Check that an output folder or a case is as it was left: journal, signature, documents.",
    "key": "Show or export the key with which your journals are signed.",
    "attribute": "Say whose the estates of a finished audit are, from registries and names.",
    "export": "Write a report that is there already in another format.",
    "diff": "Say what is new, gone, worse and better between two audits.",
}
"""Each is a function of that name in `face/commands/<name>.py`, loaded when it is called; here its line of the help."""

AT_ONCE = {"classify": "classifying"}
"""Commands whose start counts, with the module here that knows the words of most calls."""

CUT_SHORT = {
    "cases": "What was done before stands in the case: leftopen cases show CASE",
    "classify": "What was told before holds for what was read until then.",
    "purge": "What was deleted before is gone; leftopen purge --due finishes it.",
    "retest": "What was asked again before is kept; the same command asks the others.",
}
"""What an interrupt leaves of a command; of any other one nothing but what stands in its journal."""

HELP = """Finds data stores and cameras left open inside your own scope, says what personal data they expose, and proves
when they are shut. It reads little, masks at once, writes nothing, guesses no password, and never leaves its scope.

Try it: leftopen demo. Then: leftopen init, leftopen audit scope.toml"""


_PR_SET_DUMPABLE = 4  # linux/prctl.h


def app(*, listing: bool = False) -> "App":
    """The program with its commands; for `listing` them, with a line of help each, else with the help of each whole."""
    from cyclopts import App, Parameter

    from leftopen.face.pipe import PipeConsole

    found = App(
        name="leftopen",
        help=HELP,
        version=__version__,
        help_format="markdown",
        result_action="return_value",
        default_parameter=Parameter(negative=()),
        console=PipeConsole(),
        suppress_keyboard_interrupt=False,
    )
    for name, line in COMMANDS.items():
        word = f"{name}_" if iskeyword(name) else name
        found.command(f"leftopen.face.commands.{word}:{word}", name=name, **({"help": line} if listing else {}))
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and returns its exit code; every error is one line on stderr."""
    tokens = list(sys.argv[1:] if arguments is None else arguments)
    if arguments is None:
        _own_the_process()
    try:
        return _run(tokens)
    finally:
        if arguments is None:
            gc.freeze()  # so that the interpreter, at its end, does not look for garbage in all that was loaded


def _run(tokens: list[str]) -> int:
    try:
        code = _at_once(tokens)
        code = _parsed(tokens) if code is None else code
        return code if isinstance(code, int) else 0
    except Stop as stop:
        console.fail(stop.says)
        return stop.code
    except BrokenPipeError:  # of a help page: whoever read it has seen enough
        console.let_go(sys.stdout)
        return DONE
    except KeyboardInterrupt:
        says = CUT_SHORT.get(tokens[0] if tokens else "", "Nothing was written by halves: do it again.")
        console.fail(f"interrupted. {says}")
        return EARLY
    except Exception as error:  # noqa: BLE001 - told in our words, without what it may quote
        says, code = _told(error)
        console.fail(says)
        return code


def _at_once(tokens: list[str]) -> int | None:
    """What a command returns that knows the words of most calls without the parser of options; None for others."""
    if not tokens or tokens[0] not in AT_ONCE:
        return None
    run: Callable[[Sequence[str]], int | None] = import_module(f"leftopen.face.{AT_ONCE[tokens[0]]}").at_once
    return run(tokens[1:])


def _parsed(tokens: list[str]) -> Any:
    """What a command returns."""
    from cyclopts import CycloptsError

    try:
        return app(listing=tokens[:1] in ([], ["--help"], ["-h"]))(tokens, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        raise Stop(UNUSABLE, f"{error} See: leftopen {_command(tokens)}--help") from None


def _told(error: Exception) -> tuple[str, int]:
    """What to say of an error, and the exit code. The imports are late: they cost a second that few commands need."""
    from leftopen.ingest import IngestError
    from leftopen.scope.authority_proof import Denied
    from leftopen.scope.file import ScopeError
    from leftopen.store.schema import StoreError

    match error:
        case ScopeError() | IngestError():
            return str(error), UNUSABLE
        case Denied():
            return f"refused: {error}", REFUSED
        case StoreError():
            return f"{error}.", EARLY
        case OSError(strerror=str(why)):
            return f"{error.filename or 'this machine'}: {why}.", EARLY
    return bug(error), EARLY


def _command(tokens: Sequence[str]) -> str:
    """The command that was meant, with what of it was (`cases notify`), as its help is asked for."""
    if not tokens or tokens[0] not in COMMANDS:
        return ""
    from importlib import resources

    beside = resources.files("leftopen.face.commands").joinpath(tokens[0])
    named = len(tokens) > 1 and beside.joinpath(f"{tokens[1]}.py").is_file()
    return " ".join(tokens[: 2 if named else 1]) + " "


def bug(error: BaseException) -> str:
    """A bug in one line: its type, and where in our own code it was.

    Neither its text nor the lines and values of a traceback: they may quote a person's data.
    """
    import traceback

    home = Path(leftopen.__file__).parent
    frames = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    own = [f"{path.relative_to(home)}:{line}" for path, line in frames if path.is_relative_to(home)]
    where = " > ".join(own[-4:]) or "outside its own code"
    return f"a bug in leftopen {__version__}: {type(error).__name__} at {where}. Please report this line."


def _own_the_process() -> None:
    """A request to end, or a terminal that goes away, is an interrupt; what is raised aside (in a thread, at clean-up,
    in a library's log) is a line too, not a traceback; and no crash writes our memory to a disk.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # the limit alone does not hold where crashes are piped to a program, core(5)
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup has it
            signal.signal(number, signal.default_int_handler)
    logging.getLogger().addHandler(logging.NullHandler())
    threading.excepthook = lambda args: console.fail(bug(args.exc_value)) if args.exc_value else None
    sys.unraisablehook = lambda args: console.fail(bug(args.exc_value)) if args.exc_value else None
