"""Airflow 3 with everybody an administrator, which is how its simple auth manager is opened up, and with logins."""

import os
import subprocess
from pathlib import Path

from tests.live.frame import Expect, LabError, Place, Running, Server, run, venv
from tests.live.people import VARIABLE_FIELDS

SOURCE = "Python package `apache-airflow` 3.3.2"
NEEDS: tuple[str, ...] = ()
LONG = True

PORT = 8080


def get(home: Path) -> str | None:
    """Install it in an environment of its own."""
    return venv(home, "airflow", ["apache-airflow==3.3.2"])


def _program(place: Place) -> Path:
    return place.home / "venv" / "airflow" / "bin" / "airflow"


def _env(place: Place, *, everybody: bool) -> dict[str, str]:
    return {
        "AIRFLOW_HOME": str(place.work),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": str(everybody),
    }


def _start(place: Place, *, everybody: bool = True) -> Running:
    """A database with a variable, made before it starts: the server itself gives nobody a way to fill it."""
    env = _env(place, everybody=everybody)
    for argv in (["db", "migrate"], ["variables", "set", "crm_contact", place.people[1]["email"]]):
        done = subprocess.run(
            [_program(place), *argv], env={**os.environ, **env}, capture_output=True, text=True, timeout=180
        )
        if done.returncode:
            raise LabError(f"airflow {argv[0]}: {done.stderr[-300:]}")
    return run(
        place, [_program(place), "api-server", "--host", place.address, "-p", str(PORT), "--workers", "1"], env=env
    )


def _start_locked(place: Place) -> Running:
    return _start(place, everybody=False)


_EMAIL = VARIABLE_FIELDS["value"]
_OPEN = Expect("open", "airflow", "Apache Airflow", "3.3.", records=1, collection="variables", labels=_EMAIL)
_LOCKED = Expect("locked", "airflow", "Apache Airflow", "3.3.")

SERVERS: tuple[Server, ...] = (
    Server("airflow-open", "127.77.154.1", (PORT,), {PORT: _OPEN}, _start, memory=900),
    Server("airflow-locked", "127.77.154.2", (PORT,), {PORT: _LOCKED}, _start_locked, memory=900),
)
