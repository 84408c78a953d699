"""Passwords in calls of programs."""

import re

import pytest

from leftopen.privacy.detect.commands import CUE, secrets


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in secrets(text)]


@pytest.mark.parametrize(
    ("call", "word"),
    [
        ("mongosh --host db -u app -p Tulpe_99 shop", "Tulpe_99"),
        ("docker login -u anna -p Tulpe_99 registry.example", "Tulpe_99"),
        ("mysqladmin -pTulpe_99 status", "Tulpe_99"),
        ("smbclient //nas/team -U anna%Tulpe_99", "Tulpe_99"),
        ("plink -ssh root@web -pw Tulpe_99 uptime", "Tulpe_99"),
        ("impdp system/Tulpe_99@orcl full=y", "Tulpe_99"),
    ],
)
def test_options_of_programs(call: str, word: str) -> None:
    assert found(call) == [word]
    assert re.search(CUE, call.casefold())


@pytest.mark.parametrize(
    "call", ["mysql -p", "mysqldump -port 3306 shop", "mongo -p ${PW}", "sshpass -e ssh web", "ldapsearch -W -b dc=x"]
)
def test_calls_without_one(call: str) -> None:
    assert found(call) == []
