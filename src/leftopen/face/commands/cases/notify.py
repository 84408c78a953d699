"""`leftopen cases notify`."""

import datetime as dt
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from cyclopts import Parameter

from leftopen.face import acting, console
from leftopen.face.console import DONE, EARLY, UNUSABLE, Stop

if TYPE_CHECKING:
    from leftopen.cases.desk import Desk
    from leftopen.cases.notices.drafting import Draft, DraftWanted
    from leftopen.cases.notices.openpgp import PublicKey
    from leftopen.cases.notices.settings import Server


def command(
    case: str,
    /,
    *,
    to: str | None = None,
    role: str | None = None,
    country: str | None = None,
    language: str = "en",
    openpgp: Path | None = None,
    out: Path | None = None,
    letter: Annotated[bool, Parameter(negative=())] = False,
    send: bool = False,
    again: bool = False,
    as_: acting.As = None,
    db: str = acting.DB,
    format: acting.Format = "table",
) -> int:
    """Draft what those responsible are told: a mail for each contact, with all that is open in the case.

    Nothing is sent without --send. A draft leaves the case as it is; what is sent makes it notified. Without --to,
    drafts are made for all contacts (where none is known, one to be addressed by hand), and --send tells those of the
    first rung only: owner, hoster, CSIRT, authority.

    --send needs LEFTOPEN_SMTP=smtps://USER:PASSWORD@HOST:PORT (or smtp:// with STARTTLS) and LEFTOPEN_FROM, or a file
    config.toml in your folder of settings (leftopen key show): [smtp] with url and from, [sender] with name, phone,
    page (where the fingerprint of your key is published) and post (lines of your postal address), [deadlines] with
    zone, country (whose holidays are no working days) and hour.

    Examples:

    leftopen cases notify 7 --language de --out letters --letter

    leftopen cases notify 7 --to owner --send

    leftopen cases notify 7 --to csirt --country NL --send

    Exit codes: 0 drafted, sent; 2 unusable, or this contact was told before (--again sends once more); 4 the server
    did not take a mail.

    Parameters
    ----------
    case
        The number of the case.
    to
        Whom: a role (owner, hoster, vendor, csirt, authority) or a mail address.
    role
        What an address is that is no contact of the case yet; without it, the owner's.
    country
        Whose national CSIRT or authority is told (--to csirt, --to authority): NL, DE, BR. Without it the one that the
        case has to do with, by the domain of its owner or hoster, or by identity numbers in its data.
    language
        en, zh, nl, de, fr, es or pt.
    openpgp
        A file with the public key of the one contact that is meant, which you have checked: its mail is encrypted
        for it (PGP/MIME). No key is looked up. It needs the extra openpgp.
    out
        Where the files go; without it, leftopen-notices.
    letter
        A letter as PDF too.
    send
        Send it now.
    again
        Send it though this contact was told before, or though it is not known whether an earlier mail left.
    as_
        Who acts; without it LEFTOPEN_AS, else the name of this login.
    db
        The database of audit --db.
    format
        Lines, or one JSON document.
    """
    from leftopen.cases.model import CaseError
    from leftopen.cases.notices import drafting, languages, settings

    number, who = acting.number(case), acting.who(as_)
    name = languages.known(language)
    if name is None:
        raise Stop(UNUSABLE, f"--language: {language!r} is none. Known are: {', '.join(languages.LANGUAGES)}, zh-Hans.")
    if country is not None and to not in ("csirt", "authority"):
        raise Stop(UNUSABLE, "--country: goes with --to csirt or --to authority.")
    if role is not None and role not in languages.ROLES:
        raise Stop(UNUSABLE, f"--role: {role!r} is none. Known are: {', '.join(languages.ROLES)}.")
    try:
        own = settings.settings()
        server = own.ready() if send else None
    except CaseError as error:
        raise Stop(UNUSABLE, str(error)) from None
    wanted = drafting.DraftWanted(number, to, role, name, own.sender, letter, country, _key(openpgp, to))
    folder = out or Path("leftopen-notices")
    told: list[dict[str, Any]] = []
    code = DONE
    with acting.desk(db, as_) as desk:
        if server is None:
            told = [_written(draft, folder) for draft in drafting.drafts(desk, who, wanted)]
        else:
            code = _sent(
                desk, who, wanted, server, again=again, keep=lambda draft: told.append(_written(draft, folder))
            )
    if format == "json":
        console.out(msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n")
    else:
        console.out("".join(f"{line}\n" for each in told for line in _lines(each)))
    if server is None and any(each["nobody"] for each in told):
        console.say(f"Nobody to tell is known in case {number}: address it yourself, or say whom with --to ADDRESS.")
    if server is None and told:
        console.say("Nothing was sent. Read it, then send it yourself or with --send.")
    return code


def _key(path: Path | None, to: str | None) -> "PublicKey | None":
    """The key of a file, with what a person compares. Raises Stop."""
    if path is None:
        return None
    from leftopen.cases.model import CaseError
    from leftopen.cases.notices import openpgp

    try:
        found = openpgp.key(console.given("--openpgp", path), dt.datetime.now(dt.UTC))
    except CaseError as error:
        raise Stop(UNUSABLE, str(error)) from None
    console.say(f"Encrypted for {found.fingerprint}, {'; '.join(found.names) or 'which names nobody'}.")
    if to is not None and "@" in to and not found.says(to):
        console.say(f"That key does not say that it is of {to}: have you checked it?")
    return found


def _sent(
    desk: "Desk", who: str, wanted: "DraftWanted", server: "Server", *, again: bool, keep: Callable[["Draft"], None]
) -> int:
    """Sends to each; whoever was told before is left out. Raises CaseError where that leaves nobody."""
    from leftopen.cases.notices import drafting

    told, failed = 0, False
    left: list[drafting.AlreadyTold] = []
    people = drafting.chosen(desk, wanted, first=True)
    for each in people:
        if not each.mail and len(people) > 1:
            console.say(f"{each.address} is no mail address: it is left out. Draft it, and send it by its own way.")
            continue
        try:
            draft = drafting.begin(desk, who, wanted, each, again=again)
        except drafting.AlreadyTold as before:
            console.say(str(before))
            left.append(before)
            continue
        failed |= not _handed(desk, who, draft, server, wanted.sender.address or "")
        told += 1
        keep(draft)
    if failed:
        return EARLY
    return DONE if told and all(each.sure for each in left) else UNUSABLE


def _handed(desk: "Desk", who: str, draft: "Draft", server: "Server", sender: str) -> bool:
    """Whether the server took it; the database is told before the connection ends."""
    from leftopen.cases.notices import drafting, sending

    assert draft.mail is not None
    try:
        sending.deliver(server, draft.mail, sender, draft.to.address, lambda: drafting.end(desk, who, draft, sent=True))
    except sending.NotSent as why:
        drafting.end(desk, who, draft, sent=False, why=str(why))
        console.say(f"Notice {draft.id} to {draft.to.address} was not sent: {why}. Mend that, and send it again.")
        return False
    except sending.Unsure as why:
        drafting.end(desk, who, draft, sent=None, why=str(why))
        console.say(f"Notice {draft.id} to {draft.to.address} may have been sent: {why}. Ask before you use --again.")
        return False
    except sending.Interrupted as why:
        drafting.end(desk, who, draft, sent=None if why.unsure else False, why="interrupted")
        says = "may have been sent: ask before you use --again" if why.unsure else "was not sent"
        console.say(f"Notice {draft.id} to {draft.to.address} {says}.")
        raise
    console.say(f"Notice {draft.id} was sent to {draft.to.address}.")
    return True


def _written(draft: "Draft", folder: Path) -> dict[str, Any]:
    """Writes the files of a notice; what they are is returned."""
    from leftopen.cases.notices import compose, mail

    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise Stop(UNUSABLE, f"--out {folder}: cannot be made ({error.strerror}).") from None
    name = f"case-{draft.case}-{draft.language}-{_slug(draft.to.address)}"
    data = compose.text(draft.told).encode() if draft.mail is None else mail.draft(draft.mail)
    file = folder / f"{name}{'.txt' if draft.mail is None else '.eml'}"
    console.write(file, data)
    paper = None
    if draft.letter is not None:
        paper = folder / f"{name}.pdf"
        console.write(paper, draft.letter)
    return {
        "id": draft.id,
        "case": draft.case,
        "to": draft.to.address,
        "role": draft.to.role,
        "nobody": draft.to.nobody,
        "language": draft.language,
        "subject": draft.told.subject,
        "file": str(file),
        "letter": paper and str(paper),
    }


def _slug(address: str) -> str:
    """An address as part of a file name; one that had to be changed or cut stays apart from others."""
    plain = re.sub(r"[^A-Za-z0-9._@+-]+", "-", address)[:80].strip(".-")
    return plain if plain == address else f"{plain}-{zlib.crc32(address.encode('utf-8', 'replace')):08x}"


def _lines(told: dict[str, Any]) -> Iterator[str]:
    yield f"notice {told['id']}  {told['role']}  {told['to']}  {told['file']}"
    if told["letter"]:
        yield f"          letter  {told['letter']}"
