"""What of another tool's file could not be read, told on stderr, a line for each."""

from leftopen.face import console
from leftopen.ingest import Read

_LINES = 20


def skipped(found: Read | None) -> None:
    """A line for each of the first that could not be read or are not asked, and how many more there are."""
    if found is None:
        return
    for one in found.skipped[:_LINES]:
        line = "" if one.line is None else f":{one.line}"
        console.say(f"{found.file}{line}: {one.says}.")
    more = len(found.skipped) - _LINES
    if more > 0:
        console.say(f"{found.file}: {more:,} more lines like these.")
