"""Every public way to a socket takes a permit, or something that was made of one: read from the source, not a list."""

import ast
from pathlib import Path

import leftopen

HOME = Path(leftopen.__file__).parent
CONNECTS = {"connect_ex", "open_connection", "create_connection", "sock_connect", "udp_with_fallback"}
BELOW = {"net.authority", "net.admission", "net.sockets", "net.pool.worker"}
"""What admission stands on, as proofs are fetched before there is a permit; `sockets`, which connects nothing but a
datagram scout that sends nothing; the pipe to a worker."""

Unit = tuple[str, str]


ELSEWHERE = "net.lookups."
"""Its rooms ask services that the scope names for it, and no targets: every way to a socket there takes a `Leave`."""

NAMED = "cases.stamps"
"""Asks the authority that a person names for this one command, as mails go to the server that a person names."""


def units() -> dict[Unit, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Functions and classes of net, audit and cases by module and name."""
    found: dict[Unit, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef] = {}
    for room in ("net", "audit", "cases"):
        for path in (HOME / room).rglob("*.py"):
            module = ".".join(path.relative_to(HOME).with_suffix("").parts)
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                    found[module, node.name] = node
    return found


def called(node: ast.AST) -> set[str]:
    """The names of what is called within."""
    calls = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
    return {each.id if isinstance(each, ast.Name) else getattr(each, "attr", "") for each in calls}


def given(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> set[str]:
    """The types that its signature, or that of its `__init__`, or its fields name."""
    notes: list[ast.expr | None] = []
    makers = [node] if not isinstance(node, ast.ClassDef) else node.body
    for each in makers:
        if isinstance(each, ast.AnnAssign):
            notes.append(each.annotation)
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and (each is node or each.name == "__init__"):
            notes += [argument.annotation for argument in (*each.args.args, *each.args.kwonlyargs)]
    return {name.id for note in notes if note for name in ast.walk(note) if isinstance(name, ast.Name)}


def closure(
    known: dict[Unit, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef], leave: str = "Permit"
) -> tuple[set[Unit], set[str]]:
    """The units that reach a connect, and the names of types that are a permit (or the other leave) or hold one."""
    reaching = {unit for unit, node in known.items() if unit[0] not in BELOW and called(node) & CONNECTS}
    bearing = {leave}
    while True:
        names = {name for _, name in reaching}
        more = {unit for unit, node in known.items() if unit[0] not in BELOW and called(node) & names} - reaching
        types = {name for (_, name), node in known.items() if isinstance(node, ast.ClassDef) and given(node) & bearing}
        if not more and types <= bearing:
            return reaching, bearing
        reaching |= more
        bearing |= types


def test_every_public_way_to_a_socket_takes_a_permit() -> None:
    known = {unit: node for unit, node in units().items() if not unit[0].startswith((ELSEWHERE, NAMED))}
    reaching, bearing = closure(known)
    assert {("net.session.dial", "dial"), ("net.sweep.loop", "Loop"), ("audit.pipeline", "Audit")} <= reaching
    without = {
        unit
        for unit in reaching
        if not unit[1].startswith("_") and not given(known[unit]) & bearing and unit[1] != "connected"
    }
    assert not without


def test_every_way_to_a_socket_of_the_lookups_takes_a_leave() -> None:
    known = {unit: node for unit, node in units().items() if unit[0].startswith(ELSEWHERE)}
    reaching, bearing = closure(known, "Leave")
    assert {("net.lookups.client", "Client"), ("net.lookups.ask", "look_up")} <= reaching
    without = {unit for unit in reaching if not unit[1].startswith("_") and not given(known[unit]) & bearing}
    assert not without


def test_nobody_is_asked_for_a_time_stamp_but_by_its_command() -> None:
    users = {
        str(path.relative_to(HOME))
        for path in HOME.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("leftopen.cases")
        if "stamps" in (node.module or "") or any(name.name == "stamps" for name in node.names)
    }
    assert users == {"face/commands/timestamp.py", "face/commands/verify.py"}
    verify = ast.parse((HOME / "face/commands/verify.py").read_text("utf-8"))
    stamps = {
        node.attr
        for node in ast.walk(verify)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "stamps"
    }
    assert stamps == {"held"}, "which reads what is kept"


def test_only_one_function_makes_a_leave() -> None:
    trees = {path: ast.parse(path.read_text("utf-8")) for path in HOME.rglob("*.py")}
    makers = {str(path.relative_to(HOME)) for path, tree in trees.items() if "Leave" in called(tree)}
    assert makers == {"net/lookups/leave.py"}


def test_only_admission_makes_a_permit() -> None:
    makers = {
        str(path.relative_to(HOME))
        for path in HOME.rglob("*.py")
        if "Permit" in called(ast.parse(path.read_text("utf-8")))
    }
    assert makers == {"net/admission.py"}
