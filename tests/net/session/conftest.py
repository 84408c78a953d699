"""Tests of sessions wait on a clock of their own."""

import pytest


@pytest.fixture(autouse=True)
def waits(clock: None) -> None:
    """All of them."""
