"""nginx of Debian in front of a server of the lab: proxies that let something through and refuse the rest."""

from pathlib import Path

from tests.live.frame import Place, Running, run

NEEDS: tuple[str, ...] = ("nginx-light",)


def start(place: Place, *servers: str, http: str = "") -> Running:
    """One process with these `server` blocks (what stands between their braces), and more of the block `http`."""
    return run(place, ["nginx", *_options(place, servers, http)])


def front(place: Place, *servers: str, http: str = "", ruled: bool = False) -> list[str | Path]:
    """The same beside another server, in its group, so that they end together: what its command line begins with.
    `ruled`: it can be told to read its rules anew."""
    options = _options(place, servers, http, ruled=ruled)
    return ["/bin/sh", "-c", 'nginx "$1" "$2" "$3" "$4" & shift 4; exec "$@"', "front", *options]


def _options(place: Place, servers: tuple[str, ...], http: str, *, ruled: bool = False) -> list[str | Path]:
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = " ".join(f"{kind}_temp_path {place.work};" for kind in kinds)
    blocks = "\n".join(f"server {{ {inside} }}" for inside in servers)
    alone = "" if ruled else "master_process off; "
    (place.work / "nginx.conf").write_text(
        f"daemon off; user root; {alone}pid {place.work}/nginx.pid; error_log {place.work}/nginx.log;\n"
        f"events {{}}\nhttp {{ access_log off; {folders} {http}\n{blocks} }}\n",
        "ascii",
    )
    return ["-e", place.work / "nginx.log", "-c", place.work / "nginx.conf"]
