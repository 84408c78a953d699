"""The command line: which commands there are, and what becomes of their errors."""

import sys
from collections.abc import Sequence

from cyclopts import App, CycloptsError

from leftopen import __version__
from leftopen.face import console
from leftopen.face.console import EARLY, REFUSED, UNUSABLE, Stop

COMMANDS = ("demo", "init", "audit", "retest", "classify", "probes", "labels", "verify", "export")
"""Each is a function of that name in `face/commands/<name>.py`, loaded when it is called."""

HELP = """Finds data stores and cameras left open inside your own scope, says what personal data they expose, and proves
when they are shut. It reads little, masks at once, writes nothing, guesses no password, and never leaves its scope.

Try it: leftopen demo. Then: leftopen init, leftopen audit scope.toml"""


def app() -> App:
    """The program with its commands."""
    found = App(name="leftopen", help=HELP, version=__version__, help_format="plaintext", result_action="return_value")
    for name in COMMANDS:
        found.command(f"leftopen.face.commands.{name}:{name}", name=name)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and returns its exit code; every error that a user can mend is one line on stderr."""
    from leftopen.ingest import IngestError
    from leftopen.scope.file import ScopeError
    from leftopen.scope.proof import Refused
    from leftopen.store import StoreError

    tokens = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = app()(tokens, exit_on_error=False, print_error=False)
        return code if isinstance(code, int) else 0
    except Stop as stop:
        console.say(f"leftopen: {stop.says}")
        return stop.code
    except CycloptsError as error:
        console.say(f"leftopen: {' '.join(str(error).split())} See: leftopen {' '.join(tokens[:1])} --help")
        return UNUSABLE
    except (ScopeError, IngestError) as error:
        console.say(f"leftopen: {error}")
        return UNUSABLE
    except Refused as error:
        console.say(f"leftopen: refused: {error}")
        return REFUSED
    except StoreError as error:
        console.say(f"leftopen: {error}")
        return EARLY
    except KeyboardInterrupt:
        console.say("leftopen: interrupted")
        return EARLY
