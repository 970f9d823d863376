"""Where a desk keeps its own files: the embedded database, and the note that says who runs it."""

import os
from collections.abc import Mapping
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]


def desk_home(source: Mapping[str, str] | None = None) -> Path:
    """DESK_HOME, else `.desk` in the checkout, else the user's data folder when the package was installed."""
    variables = os.environ if source is None else source
    if given := variables.get("DESK_HOME"):
        return Path(given).expanduser().absolute()
    if (CHECKOUT / "pyproject.toml").exists():
        return CHECKOUT / ".desk"
    data = variables.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "aftercare"


def database_root(home: Path) -> Path:
    return home / "postgres"
