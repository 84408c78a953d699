"""What one peer tells of each text; run by the Python of its environment: `python -P _tell.py PEER.py TEXTS`.

TEXTS has one text a line, as JSON. Prints the spans of each, as JSON a line: `[[label, start, end], …]`, in characters.
"""

import json
import logging
import runpy
import sys
import warnings
from pathlib import Path


def main(peer: str, path: str) -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    told = runpy.run_path(peer)
    scan, spans = told["make"](), told["spans"]
    with Path(path).open(encoding="utf-8") as lines:
        for line in lines:
            print(json.dumps(list(spans(scan(json.loads(line))))))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
