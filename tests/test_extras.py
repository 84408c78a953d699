import re
import tomllib
from pathlib import Path

from leftopen.extras import needed

HERE = Path(__file__).parents[1]
CALLED = re.compile(r"""needed\(['\"](\w+)['\"]\)""")


def test_nothing_is_fetched_by_name_from_an_index() -> None:
    sources = [path.read_text("utf-8") for path in (HERE / "src").rglob("*.py")]
    assert not [text for text in sources if re.search(r"install '?leftopen", text)]
    assert "'.[custody]' in the folder of its source" in needed("custody")


def test_each_extra_that_is_asked_for_exists() -> None:
    known = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    asked = {extra for path in (HERE / "src").rglob("*.py") for extra in CALLED.findall(path.read_text("utf-8"))}
    assert asked - set(known) == set()
    assert asked >= {"custody", "documents", "excel", "openpgp", "parquet", "postgres"}
