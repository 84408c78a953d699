"""The gate of coverage goes up and never down: `python -m tests.ratchet REPORT`.

REPORT is what `coverage json` wrote. Exit code 1, with a line that says what to do, where less is covered than the gate
in pyproject.toml asks for, or so much more that the gate can be raised by a whole point and stay clear of chance.
"""

import json
import sys
import tomllib
from pathlib import Path

_SLACK = 1.5
"""Points above the gate at which it is raised: half a point more than it goes up, as no two runs cover the same."""

PROJECT = Path(__file__).parents[1] / "pyproject.toml"


def judged(covered: float, gate: int) -> str | None:
    """What is wrong with this gate, None where it fits.

    >>> judged(98.7, 98), judged(97.99, 98), judged(99.5, 98)
    (None, '97.99 % is covered, the gate is 98: cover what is new', 'Raise fail_under in pyproject.toml to 99')
    """
    if covered < gate:
        return f"{covered:.2f} % is covered, the gate is {gate}: cover what is new"
    return f"Raise fail_under in pyproject.toml to {int(covered)}" if covered >= gate + _SLACK else None


def main(report: Path) -> int:
    """Exit code 0 where the gate fits."""
    gate = tomllib.loads(PROJECT.read_text("utf-8"))["tool"]["coverage"]["report"]["fail_under"]
    covered = json.loads(report.read_text("utf-8"))["totals"]["percent_covered"]
    wrong = judged(covered, gate)
    sys.stdout.write(f"{wrong or f'{covered:.2f} % of lines and branches are covered'}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
