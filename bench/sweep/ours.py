"""leftopen's sweep as an audit runs it, with scope, guard, every limit and the journal; only the rate is set high.

python ours.py SCOPE FOUND JOURNAL WORKERS
"""

import os
import sys
from pathlib import Path

from leftopen.journal import Journal
from leftopen.net.admission import admit
from leftopen.net.sweep.sweep import Accepted, Sweep
from leftopen.scope import file
from leftopen.scope.targets import Targets


def main(path: str, out: str, noted: str) -> None:
    scope = file.load(path, {})
    targets = Targets(scope.targets, scope.ports, scope.pinned)
    with Journal(noted) as journal, Path(out).open("w") as found:
        sweep = Sweep(admit(scope), targets, scope.limits, key=os.urandom(16), note=journal.note)
        for event in sweep:
            if isinstance(event, Accepted):
                found.write(f"{event.address} {event.port}\n")
            else:
                last = event
    if last.done != targets.size or last.dropped or last.silent:
        raise SystemExit(f"not all was asked: {last}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3])
