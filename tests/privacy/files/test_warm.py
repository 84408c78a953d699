"""All that any start would keep is kept at once."""

import os
import re
import subprocess
import sys
from pathlib import Path

from leftopen import privacy

SOURCES = [path.read_text("utf-8") for path in Path(privacy.__path__[0]).rglob("*.py")]


def named() -> set[str]:
    """What is kept, as the code calls it."""
    found = {name for source in SOURCES for name in re.findall(r'\bkept\("([a-z_]+)"', source)}
    lists = {name for source in SOURCES for name in re.findall(r'\b(?:kept_names|listed)\("([a-z_]+)"', source)}
    return found | {f"names_{name}" for name in (*lists, "caseless_given", "caseless_family")}


def test_everything_is_kept(tmp_path: Path) -> None:
    without = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    told = without | {"PYTHONPYCACHEPREFIX": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "leftopen.privacy.files.warm"], env=told, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    kept = {path.stem for path in tmp_path.rglob("*.msgpack")}
    assert kept == named()
