"""Notices as they are drafted and begun to be sent, and what the database remembers of each.

A row is a notice to one recipient in one language. `sent` None and `sent_at` None: a draft; `sent` None with `sent_at`:
it was begun to be sent then, and how that ended is not known; True: the server took it; False: it did not.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from sqlalchemy import select
from sqlalchemy.orm import Session

from leftopen.cases import authorities, outlook, rows, view
from leftopen.cases.desk import Desk
from leftopen.cases.model import SETTLED, CaseError, CaseState
from leftopen.cases.notices import mail as mails
from leftopen.cases.notices import openpgp
from leftopen.cases.notices.compose import NoticeText, Sender, notice
from leftopen.cases.notices.facts import Facts, gather
from leftopen.cases.notices.letter import letter
from leftopen.cases.notices.openpgp import PublicKey
from leftopen.cases.notices.recipients import Recipient, mail, recipients, unaddressed
from leftopen.model import utc
from leftopen.store.store import writable
from leftopen.store.tables import CaseRow, ContactRow, NoticeRow

MACHINE = ("hoster", "csirt")
"""Whose programs read XARF."""


@dataclass(frozen=True, slots=True)
class DraftWanted:
    """What was asked for: the case, whom (`recipients.recipients`), in which language, by whom, with a letter too.

    `country`: whose CSIRT or authority is meant; `key`: of OpenPGP, for which mails are encrypted.
    """

    case: int
    to: str | None
    role: str | None
    language: str
    sender: Sender
    letter: bool = False
    country: str | None = None
    key: PublicKey | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice. `mail` is None where the contact has no mail address."""

    id: int
    case: int
    to: Recipient
    language: str
    told: NoticeText
    mail: EmailMessage | None
    letter: bytes | None = None


class AlreadyTold(CaseError):
    """This contact was sent a notice of the case, or one to it was cut off; the text says which, and what to do."""

    def __init__(self, says: str, *, sure: bool) -> None:
        super().__init__(says)
        self.sure = sure


def chosen(desk: Desk, wanted: DraftWanted, *, first: bool = False) -> tuple[Recipient, ...]:
    """Whom it is for; one, where a key is named. Raises CaseError."""
    with desk.store.session(reads=True) as session:
        row = rows.find(session, wanted.case)
        if (further := _further(session, row, wanted)) is not None:
            people: tuple[Recipient, ...] = (further,)
        else:
            people = recipients(row.id, view.file(session, row).contacts, wanted.to, wanted.role, first=first)
    _one_reader(people, wanted)
    return people


def _further(session: Session, row: CaseRow, wanted: DraftWanted) -> Recipient | None:
    """Somebody further up the ladder, by country, where a country is named or the case has no such contact."""
    if wanted.to not in authorities.RUNGS:
        return None
    found = view.file(session, row)
    if wanted.country is None and any(contact.role == wanted.to for contact in found.contacts):
        return None
    told = authorities.office(wanted.to, wanted.country, outlook.places(session, row, found))
    source = f"{told.source}, checked {told.checked}"
    same = any((each.role, each.address) == (told.role, told.address) for each in found.contacts)
    return Recipient(told.address, told.role, told.name, mail(told.address) is not None, known=same, source=source)


def drafts(desk: Desk, who: str, wanted: DraftWanted) -> list[Draft]:
    """Drafts, kept as such; the state of the case stays. Raises CaseError.

    Where no contact is known there is one that nobody is named in.
    """
    people = chosen(desk, wanted) if wanted.to or desk.show(wanted.case).contacts else (unaddressed(wanted.role),)
    with desk.changing(wanted.case) as (session, row):
        facts = gather(session, row)
        made = []
        for each in people:
            kept = _row(session, row, each, wanted.language)
            made.append(_made(session, row, kept, each, facts, wanted))
            rows.note(session, row, who, f"notice {kept.id} to {each.address} drafted", _as(each, wanted))
        return made


def _one_reader(people: Sequence[Recipient], wanted: DraftWanted) -> None:
    """A key is of one reader. Raises CaseError."""
    if wanted.key is not None and (len(people) != 1 or not people[0].mail):
        raise CaseError("--openpgp: is for one contact with a mail address. Name it: --to ADDRESS")


def begin(desk: Desk, who: str, wanted: DraftWanted, to: Recipient, *, again: bool = False) -> Draft:
    """A notice that is sent next, which the database knows before anything leaves.

    Raises AlreadyTold where this contact was sent one before, or one was cut off, unless it is to be sent `again`;
    CaseError where nobody is to be told any more.
    """
    if not to.mail:
        raise CaseError(f"{to.address} is no mail address: nothing was sent. Draft it, and send it by its own way.")
    with desk.changing(wanted.case) as (session, row):
        if rows.state(row) in SETTLED:
            raise CaseError(f"Case {row.id} is {row.state}: nothing was sent. See: leftopen cases show {row.id}")
        if not again:
            _refuse(session, row, to)
        kept = _row(session, row, to, wanted.language, begun=again)
        made = _made(session, row, kept, to, gather(session, row), wanted)
        kept.sent, kept.sent_at = None, utc()
        rows.note(session, row, who, f"notice {kept.id} to {to.address} begun to be sent", _as(to, wanted))
        return made


def end(desk: Desk, who: str, draft: Draft, *, sent: bool | None, why: str | None = None) -> None:
    """How sending ended: True taken by the server, False not, None not known. What was sent makes a case notified."""
    with desk.changing(draft.case) as (session, row):
        kept = session.get(NoticeRow, draft.id)
        if kept is None:
            raise CaseError(f"Notice {draft.id} is gone from the database, and was {'' if sent else 'not '}sent.")
        word = {True: "sent", False: "not sent", None: "perhaps sent"}[sent]
        rows.note(session, row, who, f"notice {kept.id} to {kept.recipient} {word}", why)
        kept.sent = sent
        if sent is False:
            kept.sent_at = None
        if sent:
            kept.sent_at = utc()
            _notified(session, row, who, f"Notice {kept.id} was sent to {kept.recipient}.")


def _notified(session: Session, row: CaseRow, who: str, why: str) -> None:
    if rows.state(row) is CaseState.NEW:
        rows.enter(session, row, CaseState.TRIAGED, who, why)
    if rows.state(row) is CaseState.TRIAGED:
        rows.enter(session, row, CaseState.NOTIFIED, who, why)


def _refuse(session: Session, row: CaseRow, to: Recipient) -> None:
    for kept in _all(session, row, to):
        again = f"To send it once more: --to {to.address} --again"
        if kept.sent:
            says = f"{to.address} was sent notice {kept.id} of case {row.id} at {kept.sent_at}: nothing was sent now."
            raise AlreadyTold(f"{says} {again}", sure=True)
        if kept.sent is None and kept.sent_at:
            says = f"Sending notice {kept.id} of case {row.id} to {to.address} was cut off at {kept.sent_at}"
            raise AlreadyTold(f"{says}: ask or look whether it arrived; nothing was sent now. {again}", sure=False)


def _all(session: Session, row: CaseRow, to: Recipient) -> list[NoticeRow]:
    """The notices of this case, and of those merged into it, to this contact; the latest one first."""
    numbers = [row.id, *rows.merged(session, row.id)]
    query = select(NoticeRow).where(NoticeRow.case.in_(numbers)).order_by(NoticeRow.id.desc())
    return [kept for kept in session.scalars(query) if kept.recipient.casefold() == to.address.casefold()]


def _row(session: Session, row: CaseRow, to: Recipient, language: str, *, begun: bool = False) -> NoticeRow:
    """The draft to this contact in this language, or a new one; `begun`: one that was cut off is taken up again, so
    that the mail has the same Message-ID, by which whoever got it already knows it.
    """
    for kept in _all(session, row, to):
        if kept.case == row.id and kept.language == language and not kept.sent and (begun or kept.sent_at is None):
            return kept
    if not to.known:
        session.add(ContactRow(case=row.id, role=to.role, name=to.name, address=to.address, source=to.source))
    kept = NoticeRow(
        case=row.id,
        role=to.role,
        recipient=writable(to.address),
        language=language,
        at=utc(),
        sent=None,
        sent_at=None,
        digest="",
    )
    session.add(kept)
    session.flush()
    return kept


def _made(session: Session, row: CaseRow, kept: NoticeRow, to: Recipient, facts: Facts, wanted: DraftWanted) -> Draft:
    sender = wanted.sender
    machine = facts.xarf(sender.address) if to.role in MACHINE else None
    told = notice(wanted.language, facts, to, sender, machine=machine is not None)
    now = dt.datetime.now().astimezone()
    key = f"{row.opened} {row.id} {kept.id} {to.address}"
    made = mails.message(told, to, sender, key=key, at=now, machine=machine) if to.mail or to.nobody else None
    if made is not None and wanted.key is not None:
        made = openpgp.encrypted(made, wanted.key)
    kept.role, kept.at = to.role, utc()
    kept.digest = hashlib.sha256(mails.data(made) if made else told.subject.encode()).hexdigest()
    paper = letter(told, to, sender, utc(), wanted.language) if wanted.letter else None
    session.flush()
    return Draft(kept.id, row.id, to, wanted.language, told, made, paper)


def _as(to: Recipient, wanted: DraftWanted) -> str:
    sealed = f", encrypted for the key {wanted.key.fingerprint}" if wanted.key else ""
    return f"As {to.role}, in {wanted.language}{sealed}."
