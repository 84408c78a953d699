"""What the program begins with, `python -m leftopen` too."""

import os
import sys

INTERRUPTED = 4


def main() -> int:
    """Loads the command line, which takes a part of a second, and runs it; returns its exit code."""
    try:
        from leftopen.face.cli import main as run
    except KeyboardInterrupt:  # before there is anybody to tell of it in order
        os.write(2, b"leftopen: interrupted. Nothing was begun.\n")
        return INTERRUPTED
    return run()


if __name__ == "__main__":
    sys.exit(main())
