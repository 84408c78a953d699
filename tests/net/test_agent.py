from leftopen import __version__
from leftopen.net.agent import agent


def test_it_says_program_version_and_contact() -> None:
    assert agent() == f"leftopen/{__version__}"
    assert agent("sec@example.org") == f"leftopen/{__version__} (+sec@example.org)"
