import pytest

from leftopen.survey.telling import tells


@pytest.mark.parametrize(
    "name", ["customers.csv", "BACKUP.ZIP", "db.sql.gz", "users.json", "mail.pst", "kunden-2024.xml", "备份.tar"]
)
def test_dumps_and_documents_tell(name: str) -> None:
    assert tells(name)


@pytest.mark.parametrize("name", ["", "README", "logo.png", "app-1.2.tar.gz", "csv", "index.html", "sitemap.xml"])
def test_others_do_not(name: str) -> None:
    assert not tells(name)
