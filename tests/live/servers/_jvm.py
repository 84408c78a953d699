"""Servers made of published Java archives: fetched by Maven, started by launchers of ours.

In `jvm/`, each `*.xml` says what a server is made of, without its release; each `*.java` starts one.
"""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.live.frame import Place, done, stamp, tell
from tests.live.install import watched

HERE = Path(__file__).with_name("jvm")
LOGGING = HERE / "log4j2.properties"
NEEDS = () if shutil.which("mvn") and shutil.which("javac") else ("maven", "default-jdk-headless")
"""Debian packages; none where Maven and a JDK are there in another way."""

_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"
_OPTIONS = (
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",  # no file of ours outside the work folder
    "-Djava.net.preferIPv4Stack=true",
    "-Djava.awt.headless=true",
)

_INSIDE = """
java.io java.lang java.lang.module java.lang.reflect java.net java.nio java.util java.util.concurrent
java.util.concurrent.atomic jdk.internal.loader jdk.internal.math jdk.internal.misc jdk.internal.module
jdk.internal.ref jdk.internal.reflect jdk.internal.util.jar sun.nio.ch
"""
OPENS = tuple(f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in _INSIDE.split())
"""Options of a JVM for servers that look inside the standard library."""


@dataclass(frozen=True)
class Module:
    """A plugin folder, for a server that loads its parts from `modules/`. `jars`: patterns."""

    name: str
    main: str
    jars: tuple[str, ...]
    extends: str = ""


@dataclass(frozen=True)
class Kit:
    """What a server is made of: the file `pom` at this `release`, under `home/jvm/<name>`.

    `lib`: the dependencies are wanted. `items`: what the goal `copy` or `unpack` does with the items that the file
    names by hand. `sources`: what to compile, each into `built/<source>.jar`. `modules`: folders to lay out
    of all that.
    """

    name: str
    pom: str
    release: str
    lib: bool = True
    items: str | None = None
    sources: tuple[str, ...] = ()
    modules: tuple[Module, ...] = ()

    def path(self, home: Path) -> Path:
        """The folder that holds `lib`, `items`, `built` and `modules`."""
        return home / "jvm" / self.name


def get(home: Path, kits: Iterable[Kit]) -> str | None:
    """Fetch and build what is missing of these; None, or one line why not."""
    return next((reason for kit in kits if (reason := _get(home, kit))), None)


def _get(home: Path, kit: Kit) -> str | None:
    path = kit.path(home)
    read = [f"{kit.pom}.xml", *(f"{source}.java" for source in kit.sources)]
    made_from = stamp(repr(kit), *((HERE / name).read_text("utf-8") for name in read))
    if done(path, made_from):
        return None
    tell(f"{kit.name}: fetching {kit.pom} {kit.release}")
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    pom = path / "pom.xml"  # Maven leaves a folder beside the file that it reads
    shutil.copyfile(HERE / f"{kit.pom}.xml", pom)
    kept = f"-Dmaven.repo.local={home / 'maven'}"
    maven = ["mvn", "-q", "-B", kept, "-Dstyle.color=never", "-f", str(pom), f"-Drelease={kit.release}"]
    steps = []
    if kit.lib:
        copy = f"{_PLUGIN}:copy-dependencies"
        steps.append([*maven, "-DincludeScope=runtime", f"-DoutputDirectory={path / 'lib'}", copy])
    if kit.items:
        steps.append([*maven, f"-DoutputDirectory={path / 'items'}", f"{_PLUGIN}:{kit.items}"])
    for source in kit.sources:
        steps += _build(path, source)
    reason = next((reason for step in steps if (reason := _failed(path / "get.log", step))), None)
    if not reason:
        for module in kit.modules:
            _lay_out(path, kit.release, module)
        (path / ".made").write_text(made_from, "ascii")
    return reason


def _build(path: Path, source: str) -> list[list[str]]:
    """The steps from a source to `built/<source>.jar`."""
    classes, jar = path / "classes" / source, path / "built" / f"{source}.jar"
    libraries = f"{path}/lib/*:{path}/items/*"
    jar.parent.mkdir(exist_ok=True)
    compiling = ["javac", "-nowarn", "-proc:none", "-cp", libraries, "-d", str(classes), str(HERE / f"{source}.java")]
    return [compiling, ["jar", "--create", "--file", str(jar), "-C", str(classes), "."]]


def _failed(log: Path, argv: list[str]) -> str | None:
    """Run one step; None when it succeeds, else one line why not."""
    try:
        with log.open("ab") as out:
            code = watched(log.parent.name, argv, out)
    except FileNotFoundError:
        return f"needs {argv[0]} (Maven and a JDK from 17 on)"
    if code == 0:
        return None
    lines = log.read_text("utf-8", "replace").splitlines()
    says = next((line for line in lines if "ERROR" in line or "error:" in line), "it did not say why")
    return f"{argv[0]} failed: {says} ({log})"


def _lay_out(path: Path, release: str, module: Module) -> None:
    """Move the jars of a module into a folder of its own, with the descriptor that the release calls for."""
    folder = path / "modules" / module.name
    folder.mkdir(parents=True)
    for pattern in module.jars:
        for jar in sorted(path.glob(pattern)):
            jar.rename(folder / jar.name)
    descriptor = {
        "name": module.name,
        "description": module.name,
        "version": release,
        "classname": module.main,
        "java.version": "17",
        "elasticsearch.version": release,
        "extended.plugins": module.extends,
        "has.native.controller": "false",
    }
    text = "".join(f"{key}={value}\n" for key, value in descriptor.items())
    (folder / "plugin-descriptor.properties").write_text(text, "ascii")


def java(place: Place, heap: int, classpath: Iterable[Path], *main: str | Path, **properties: str) -> list[str]:
    """The command line of a JVM with at most `heap` MiB for objects, and temporary files in the work folder."""
    temporary = place.work / "tmp"
    temporary.mkdir(exist_ok=True)
    return [
        "java",
        "-Xms64m",
        f"-Xmx{heap}m",
        *_OPTIONS,
        f"-Djava.io.tmpdir={temporary}",
        *(f"-D{key}={value}" for key, value in properties.items()),
        "-cp",
        os.pathsep.join(str(part) for part in classpath),
        *(str(part) for part in main),
    ]
