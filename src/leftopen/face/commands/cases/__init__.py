"""`leftopen cases …`: each module here is a subcommand of its name, whose function is `command`."""

import pkgutil
from importlib import import_module

from cyclopts import App, Parameter

from leftopen.face.pipe import PipeConsole

HELP = """Work at what was found: one case for each responsible party, from the first finding until it is proved shut.

audit --db opens cases, retest verifies them. Without a subcommand: the list.

Examples: leftopen cases; leftopen cases show 7; leftopen cases list --state notified --format json"""

cases = App(
    name="cases",
    help=HELP,
    help_format="markdown",
    result_action="return_value",
    default_parameter=Parameter(negative=()),
    console=PipeConsole(),
    suppress_keyboard_interrupt=False,
)

for _name in sorted(module.name for module in pkgutil.iter_modules(__path__)):
    cases.command(import_module(f"{__name__}.{_name}").command, name=_name)
cases.default(import_module(f"{__name__}.list").command)
