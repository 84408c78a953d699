"""phpMyAdmin over a MariaDB of its own: let in by its configuration, and with a form for a login."""

import shutil
import subprocess
import time
from pathlib import Path
from urllib.request import urlopen

from tests.live.frame import Expect, LabError, Place, Running, Server, call, run
from tests.live.remedies import Shut

SOURCE = "Debian packages `phpmyadmin` and `mariadb-server`, behind PHP's own web server"
NEEDS: tuple[str, ...] = ("mariadb-server", "php-cli", "php-mbstring", "php-mysql", "phpmyadmin")

PORT = 8080
_PAGES = Path("/usr/share/phpmyadmin")
_MOVED = {
    "'/etc/phpmyadmin/config.inc.php'": "ROOT_PATH . 'config.inc.php'",
    "'/var/lib/phpmyadmin/tmp/'": "ROOT_PATH . 'tmp/'",
}
"""Where Debian has its configuration and its cache; here in a folder of its own."""


def get(home: Path) -> str | None:
    """Make the files of a new database server once; each state begins with a copy of them."""
    data = home / "mariadb" / "data"
    if (data / "mysql").is_dir():
        return None
    made = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal"]
    data.parent.mkdir(parents=True, exist_ok=True)
    told = subprocess.run([*made, "--user=root"], capture_output=True, text=True, timeout=300)
    return None if told.returncode == 0 else f"mariadb-install-db failed: {told.stderr[-200:]}"


def _start(place: Place, *, login: str = "config") -> Running:
    """One group: the database, which listens on a socket alone, and the pages."""
    data, pages, socket = place.work / "data", place.work / "pages", place.work / "socket"
    shutil.copytree(place.home / "mariadb" / "data", data)
    shutil.copytree(_PAGES, pages)
    (pages / "tmp").mkdir(exist_ok=True)
    vendor = pages / "libraries" / "vendor_config.php"
    told = vendor.read_text("utf-8")
    for there, here in _MOVED.items():
        told = told.replace(there, here)
    vendor.write_text(told, "utf-8")
    account = f"'user' => 'root', 'AllowNoPassword' => true, 'host' => 'localhost', 'socket' => '{socket}'"
    secret = "$cfg['blowfish_secret'] = '0123456789abcdef0123456789abcdef';"
    rules = f"<?php {secret} $cfg['Servers'][1] = ['auth_type' => '{login}', {account}];"
    (pages / "config.inc.php").write_text(rules, "ascii")
    small = "--innodb-buffer-pool-size=16M --performance-schema=OFF --skip-networking --user=root"
    database = f"mariadbd --no-defaults --datadir={data} --pid-file={place.work}/pid --socket={socket} {small}"
    return run(place, ["sh", "-c", f"{database} & exec php -S {place.address}:{PORT} -t {pages}"])


def _start_locked(place: Place) -> Running:
    return _start(place, login="cookie")


def _seed(place: Place) -> None:
    """Two databases, and the page once: pages are made from their templates when they are asked for first."""
    socket, end = place.work / "socket", time.monotonic() + 30
    while not socket.exists():
        if time.monotonic() > end:
            raise LabError("MariaDB did not come up")
        time.sleep(0.1)
    client = ["mariadb", "--no-defaults", f"--socket={socket}", "-u", "root"]
    call(place, client, stdin="CREATE DATABASE crm; CREATE DATABASE shop; DROP DATABASE IF EXISTS test;")
    urlopen(f"http://{place.address}:{PORT}/", timeout=60).read()


_OPEN = Expect("open", "phpmyadmin", "phpMyAdmin", "5.2.", records=2, collection="databases")
_LOCKED = Expect("locked", "phpmyadmin", "phpMyAdmin", "5.2.")

SERVERS: tuple[Server, ...] = (
    Server("phpmyadmin-open", "127.77.155.1", (PORT,), {PORT: _OPEN}, _start, _seed, memory=150),
    Server("phpmyadmin-locked", "127.77.155.2", (PORT,), {PORT: _LOCKED}, _start_locked, _seed, memory=150),
)


def _with_form(place: Place, word: str) -> None:
    """The pages are read anew for each request."""
    file = place.work / "pages" / "config.inc.php"
    told = file.read_text("ascii").replace("'user' => 'root', 'AllowNoPassword' => true, ", "")
    file.write_text(f"{told}\n{word.replace('$i', '1')};\n", "ascii")


SHUT = (Shut("phpmyadmin-open", ("$cfg['Servers'][$i]['auth_type'] = 'cookie'",), _with_form, check=False),)
