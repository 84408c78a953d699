"""MLflow's tracking server: open, with logins, without a run, and one that answers only to names it was told."""

import json
from pathlib import Path
from urllib.request import Request, urlopen

from tests.live.frame import PASSWORD, Expect, Place, Running, Server, run, venv
from tests.live.remedies import Shut, refuses, restarted

SOURCE = "Python package `mlflow[auth]` 3.17.2"
NEEDS: tuple[str, ...] = ()
LONG = True

PORT = 5000
_RULES = f"""[mlflow]
{{rights}}
database_uri = sqlite:///auth.db
admin_username = app
admin_password = {PASSWORD}-long
authorization_function = mlflow.server.auth:authenticate_request_basic_auth
"""


def get(home: Path) -> str | None:
    """Install it in an environment of its own."""
    return venv(home, "mlflow", ["mlflow[auth]==3.17.2"])


def _start(place: Place, *more: str, rights: str = "default_permission = READ") -> Running:
    (place.work / "auth.ini").write_text(_RULES.format(rights=rights), "ascii")
    env = {
        "MLFLOW_AUTH_CONFIG_PATH": str(place.work / "auth.ini"),
        "MLFLOW_FLASK_SERVER_SECRET_KEY": PASSWORD,
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
        "DO_NOT_TRACK": "true",
    }
    program = place.home / "venv" / "mlflow" / "bin" / "mlflow"
    where = ["--host", place.address, "--port", str(PORT), "--workers", "1"]
    return run(place, [program, "server", *where, "--backend-store-uri", "sqlite:///runs.db", *more], env=env)


def _start_open(place: Place) -> Running:
    return _start(place, "--allowed-hosts", "*")


def _start_locked(place: Place) -> Running:
    return _start(place, "--allowed-hosts", "*", "--app-name", "basic-auth")


def _post(place: Place, path: str, body: object) -> dict[str, dict[str, dict[str, str]]]:
    asked = Request(f"http://{place.address}:{PORT}/api/2.0/mlflow/{path}", json.dumps(body).encode())
    asked.add_header("Content-Type", "application/json")
    with urlopen(asked, timeout=120) as answer:
        found: dict[str, dict[str, dict[str, str]]] = json.load(answer)
        return found


def _seed(place: Place) -> None:
    """Three runs of one experiment."""
    number = _post(place, "experiments/create", {"name": "churn"})["experiment_id"]
    for name in ("first", "second", "third"):
        tags = [{"key": "team", "value": "sales"}]
        _post(place, "runs/create", {"experiment_id": number, "run_name": name, "start_time": 1, "tags": tags})


_OPEN, _EMPTY = (Expect(word, "mlflow", "MLflow", "3.17.") for word in ("open", "empty"))
_LOCKED, _NAMED = (Expect(word, "mlflow", "MLflow") for word in ("locked", "unknown"))

SERVERS: tuple[Server, ...] = (
    Server("mlflow-open", "127.77.153.1", (PORT,), {PORT: _OPEN}, _start_open, _seed, memory=700),
    Server("mlflow-locked", "127.77.153.2", (PORT,), {PORT: _LOCKED}, _start_locked, memory=700),
    Server("mlflow-empty", "127.77.153.3", (PORT,), {PORT: _EMPTY}, _start_open, memory=700),
    Server("mlflow-named", "127.77.153.4", (PORT,), {PORT: _NAMED}, _start, memory=700),
)


def _with_logins(place: Place, option: str, rights: str) -> Running:
    """As it stands, with logins; the file of rights is written anew at each start."""
    return _start(place, "--allowed-hosts", "*", *option.split(), rights=rights)


_WORDS = ("--app-name basic-auth", "default_permission = NO_PERMISSIONS")
SHUT = (
    Shut("mlflow-open", _WORDS, restarted(_with_logins), ready=refuses(PORT, "/api/2.0/mlflow/experiments/search")),
)
