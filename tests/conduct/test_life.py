"""No raw value leaves memory in the whole life of a finding: what each command writes and says is searched."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from leftopen import report as reports
from leftopen.cases.notices import letter
from tests.conduct import canary, played, stores
from tests.conduct.test_canary import environment
from tests.labs import command, labs, report_of, scope_file

SEEN_NOWHERE = {**stores.CANARIES, **{name: name for name in played.HIDDEN}}
LANGUAGES = ("en", "zh", "de")


class Life(NamedTuple):
    """A folder in which a whole life was lived, and what was said: (command, standard output and error)."""

    folder: Path
    said: list[tuple[str, bytes]]
    codes: dict[str, int]


SEVERAL = """
import json, sys
from leftopen.face.cli import main
for arguments in json.load(sys.stdin):
    code = main(arguments)
    print(json.dumps(["ended", arguments[:2], code]), flush=True)
"""


def a_key() -> str:
    """The public key of somebody who may open what is packed."""
    return Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    base = tmp_path_factory.mktemp("life")
    folder = base / "all"
    env = environment(folder)
    lived = Life(folder, [], {})
    out, url = folder / "out", f"sqlite:///{folder / 'x.db'}"

    def run(arguments: list[str], given: str | None = None) -> bytes:
        work = folder / "work"
        done = subprocess.run(arguments, capture_output=True, env=env, cwd=work, input=given and given.encode())
        lived.said.append((" ".join(arguments[2:4]), done.stdout + b"\n" + done.stderr))
        return bytes(done.stdout)

    def several(*each: tuple[object, ...]) -> None:
        asked = json.dumps([[str(one) for one in arguments] for arguments in each])
        for line in run([sys.executable, "-c", SEVERAL], asked).splitlines():
            if line.startswith(b'["ended", '):
                _, names, code = json.loads(line)
                lived.codes[" ".join(names)] = max(code, lived.codes.get(" ".join(names), 0))

    with labs(*stores.starts(base), *played.starts(1)) as servers:
        scope = scope_file(folder, servers, "[limits]\ntimeout = 1.0\nservice_seconds = 10\nper_host = 16\n")
        run(
            command(
                "audit", scope, "--out", out, "--format", ",".join(reports.formats()), "--db", url, "--processes", 2
            )
        )
        several(("retest", "--all", "--db", url, "--out", folder / "again", "--format", "json"))
    cases = json.loads(run(command("cases", "list", "--db", url, "--format", "json")))
    to_two = [part for _ in range(2) for part in ("--to", a_key())]
    records = base / "records.ndjson"
    records.write_text("".join(json.dumps(stores.person(n), ensure_ascii=False) + "\n" for n in range(6)), "utf-8")
    letters: list[tuple[object, ...]] = []
    for number, case in enumerate(cases[: len(LANGUAGES)]):
        name, place = case["case"], folder / f"letters-{number}"
        to = ("--to", "csirt", "--country", "NL", "--language", LANGUAGES[number])
        fonts = LANGUAGES[number] != "zh" or not letter._families().isdisjoint(letter.CHINESE)
        letters.append(("cases", "notify", name, *to, "--db", url, "--out", place, *(["--letter"] if fonts else [])))
        letters += [("cases", "show", name, "--db", url, "--format", form) for form in ("json", "table")]
    several(
        *letters,
        ("retest", "--all", "--db", url, "--out", folder / "later"),
        ("attribute", out, "--offline", "--format", "json"),
        ("verify", out),
        ("diff", out, out, "--format", "json"),
        *(("export", name, "--from", out, "--out", folder / f"exported.{name}") for name in reports.formats()),
        ("export", "md", "--db", url),
        ("cases", "list", "--db", url),
        ("stats", "--db", url, "--format", "json"),
        ("pack", out, *to_two, "--out", folder / "packed.age"),
        ("classify", records, "--per-record"),
        ("classify", records, "--format", "json"),
        ("classify", records),
    )
    return lived


@pytest.mark.timeout(400)
def test_the_life_was_lived(life: Life) -> None:
    services = report_of(life.folder / "out")["services"]
    known = {service["protocol"] for service in services if service["protocol"] != "unknown"}
    exposed = {service["protocol"] for service in services if service["access"] in ("open", "metadata")}
    assert len(known) >= 20, sorted(known)
    assert exposed >= {"redis", "elasticsearch", "mongodb", "postgresql", "onvif"}, sorted(exposed)
    wrong = {name: code for name, code in life.codes.items() if code not in (0, 1, 4)}
    assert not wrong, life.said[-1]
    assert any(path.suffix == ".eml" for path in life.folder.rglob("letters-*/*"))
    assert sum(path.suffix == ".pdf" for path in life.folder.rglob("*")) > 1


def of_letters(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The text of each PDF, where there is a program that tells it: a font may number its letters as it likes."""
    teller = shutil.which("pdftotext")
    for path in folder.rglob("*.pdf") if teller else ():
        yield f"text of {path.name}", subprocess.run([str(teller), str(path), "-"], capture_output=True).stdout


@pytest.mark.timeout(400)
def test_nothing_that_was_written_or_said_holds_a_value(life: Life) -> None:
    places = [*canary.written(life.folder), *life.said, *of_letters(life.folder)]
    leaks = canary.report(places, SEEN_NOWHERE)
    assert not leaks, "\n".join(leaks[:60])
