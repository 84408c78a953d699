"""The interface for programs."""

import subprocess
import sys

import leftopen


def test_records_are_classified_by_a_program_as_by_the_command() -> None:
    people = ({"mail": f"anna{i}@example.org", "note": None} for i in range(30))
    found = leftopen.classify(people, name="customers")
    fields = {field["path"]: field for field in found["fields"]}
    assert fields["mail"]["records"] == 30
    assert [label["label"] for label in fields["mail"]["labels"]] == ["contact.email"]
    assert "anna" not in str(found)


def test_the_package_is_light() -> None:
    code = "import sys, leftopen; sys.exit(any(name.startswith('leftopen.') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
