"""Passwords that stand in what somebody typed for a machine: options of programs, and what servers log of a login.

Sources: the manuals of redis-cli (`-a`, `--pass`), sshpass (`-p`), MySQL (`-pword`, no space), mongosh and docker login
(`-p`), ldapsearch and plink (`-w`, `-pw`), HTTPie (`-a user:word`), smbclient (`-U user%word`), SQL*Plus
(`user/word@base`), `net use`, and `auth_goodpass` of FreeRADIUS (radiusd.conf).

>>> def found(text): return [text[start:end] for start, end in secrets(text)]
>>> found("redis-cli -h db -a Tulpe_99 ping"), found("mysql -uroot -pTulpe_99 shop"), found("sqlplus hr/Tulpe_99@orcl")
(['Tulpe_99'], ['Tulpe_99'], ['Tulpe_99'])
>>> found("mysql -u root -p shop"), found("redis-cli -a $PASS ping"), found("docker run -p 80:80 web")
([], [], [])
"""

from collections.abc import Iterator

from leftopen.privacy.later import later

_WORD = r"""["']?(?P<{}>[^\s"'<>{{}}$|;&`%/:-][^\s"'<>{{}}$|;&`]{{3,59}})"""
_CALLS = (
    (r"(?:redis|valkey)-cli", r"(?:-a|--pass)[ =]"),
    (r"sshpass", r"-p ?"),
    (r"(?:mysql|mariadb)[a-z-]{0,8}", r"-p(?=\S{0,58}[\d_!#*+@.])(?!\d{1,5}\s)"),
    (r"(?:mongo(?:sh|dump|export|restore|import)?|docker login)", r"(?:-p|--password)[ =]"),
    (r"ldap(?:search|add|modify|whoami)", r"-w ?"),
    (r"(?:plink|pscp|psftp)", r"-pw "),
    (r"https?", r"(?:-a|--auth)[ =][^\s:]{1,60}:"),
    (r"(?:smbclient|rpcclient|mount\.cifs)", r"-U ?[^\s%]{1,60}%"),
)
_TOLD = (
    r"(?:sqlplus|sqlldr|impdp|expdp) (?:-\w{1,3} ){0,3}\w{1,30}/" + _WORD.format("oracle") + "@",
    r"net use (?:\S{1,3} )?\\\\\S{3,80} " + _WORD.format("share") + " /user:",
    r"Login (?:OK|incorrect)[^\[\n]{0,60}: \[[^\s/\]]{1,60}/(?P<radius>[^\s\]<]{3,60})\]",
)
_PROGRAMS = "|".join(program for program, _ in _CALLS)
CUE = rf"(?:{_PROGRAMS}) |sqlplus |sqlldr |impdp |expdp |net use |login (?:ok|incorrect)"
"""What a text has in which there may be one, case folded."""
_FORM = later(
    "|".join(
        (
            *(
                rf"\b{program} (?:[^|\n;]{{0,160}}? )?{option}{_WORD.format(f'p{at}')}"
                for at, (program, option) in enumerate(_CALLS)
            ),
            *_TOLD,
        )
    )
)


def secrets(text: str) -> Iterator[tuple[int, int]]:
    """Where the words stand that let somebody in."""
    for match in _FORM.finditer(text):
        name = match.lastgroup
        if name is not None:
            yield match.span(name)
