"""`python -m leftopen`."""

import sys

from leftopen.face.cli import main

if __name__ == "__main__":
    sys.exit(main())
