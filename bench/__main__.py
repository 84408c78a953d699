"""All benchmarks, one after the other: `python -m bench [WORD]` (`make bench`), WORD: only those with it in their name.

Each prints one table with ratios measured side by side in one run. One that cannot run here says why.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
APART = ("access.py", "backgrounds.py", "calibrate.py", "compare.py", "labelled.py", "tables.py", "tables_hard.py")
"""The first starts the whole live lab (`make bench-access`), `compare` needs another checkout, `labelled` sets of
others (`make bench-classify`), the rest make data."""


def scripts() -> list[Path]:
    """The scripts of this folder: every file here, and `run.py` and `silent.py` of the folders in it; not those of
    `APART`."""
    own = [path for path in HERE.glob("*.py") if not path.name.startswith("_") and path.name not in APART]
    return sorted([*own, *HERE.glob("*/run.py"), *HERE.glob("*/silent.py")])


def main(word: str = "") -> int:
    """Runs them; 0 when all ran."""
    failed = []
    for script in scripts():
        name = str(script.relative_to(HERE).with_suffix(""))
        if word in name:
            print(f"\n## {name}\n", flush=True)
            module = f"bench.{name.replace('/', '.')}"
            if subprocess.run([sys.executable, "-m", module], check=False, cwd=HERE.parent).returncode:
                failed.append(name)
    if failed:
        print(f"\nnot run, or failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
