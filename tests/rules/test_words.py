"""The repository speaks of the product alone, and holds no stub."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOSTS = re.compile(r"(pypi|pythonhosted|npmjs|golang|maven|crates|debian)\.(org|io|com)", re.IGNORECASE)
PLACES = re.compile(r"leftopen-lab\b|(?<!\w)/(?:home|root|work)/[\w.-]+")
"""Where a lab keeps its servers, or somebody their checkout."""

STUBS = re.compile(r"NotImplementedError|\bTODO\b|\bFIXME\b|\bXXX\b")
SELF = "tests/rules/test_words.py"


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and name != SELF and (ROOT / name).is_file()]


def texts() -> list[tuple[str, str]]:
    found = []
    for path in tracked():
        try:
            found.append((str(path.relative_to(ROOT)), path.read_text("utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def test_no_registry_host_is_named() -> None:
    # Schema names of build files hold a host by their standard, e.g. the namespace of a Maven project.
    wrong = [
        (name, line)
        for name, text in texts()
        for line in text.splitlines()
        if HOSTS.search(line) and "maven.apache.org/POM" not in line
    ]
    assert not wrong


def test_no_transcript_names_a_folder_of_the_machine_that_recorded_it() -> None:
    wrong = [(name, line) for name, text in texts() if name.endswith(".talk") for line in PLACES.findall(text)]
    assert not wrong


def test_no_stub_stands_in_the_code() -> None:
    wrong = [
        (name, line)
        for name, text in texts()
        if name.endswith(".py")
        for line in text.splitlines()
        if STUBS.search(line)
    ]
    assert not wrong


def test_every_exception_to_a_rule_says_why() -> None:
    bare = re.compile(r"#\s*(noqa|type:\s*ignore)(\[[\w-]+\]|:\s*[A-Z0-9, ]+)?\s*$")
    wrong = [
        (name, line.strip())
        for name, text in texts()
        if name.endswith(".py")
        for line in text.splitlines()
        if bare.search(line)
    ]
    assert not wrong
