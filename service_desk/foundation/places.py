"""Where the files lie that are no Python: beside the packages in a checkout, inside service_desk once it is installed."""

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parents[1]


def _place(name: str) -> Path:
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


MIGRATIONS: Final = _place("migrations")
STATIC: Final = _place("static")
