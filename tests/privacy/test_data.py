"""Tables beside the code."""

import pytest

from leftopen.privacy.data import beside, toml, tomls


def test_a_table_is_found_by_its_module() -> None:
    assert beside("leftopen.privacy.detect.kinds.contact.email")["label"]["name"] == "contact.email"


def test_all_tables_of_a_package_in_order() -> None:
    names = [name for name, _ in tomls("leftopen.privacy.detect.names")]
    assert names == sorted(names)
    assert {"ar.toml", "de.toml", "en.toml", "es.toml", "fr.toml", "pt.toml", "ru.toml", "zh.toml"} <= set(names)


def test_a_missing_table_raises() -> None:
    with pytest.raises(FileNotFoundError):
        toml("leftopen.privacy", "nothing.toml")
