"""Programs that some tests want beside Python's packages: without one a test is left out, in CI it fails."""

import os
import shutil

import pytest


def missing(sentence: str) -> None:
    """A peer is not here. In CI everything can be installed, so nothing may be left out there."""
    if os.environ.get("CI"):
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


def program(name: str, otherwise: str = "`make peers` installs it") -> str:
    found = shutil.which(name)
    if found is None:
        missing(f"{name} is not here; {otherwise}.")
    return str(found)
