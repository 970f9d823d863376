"""Where a desk keeps its own files: the embedded database, and the note that says who runs it."""

import os
import re
import shlex
import shutil
import sys
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


def program() -> str:
    """`desk` where that is what the shell finds, else the path of it, quoted where it has to be."""
    own = Path(sys.executable).with_name("desk")
    found = shutil.which("desk")
    there = found is not None and Path(found).resolve() == own.resolve()
    return "desk" if there or not own.exists() else shlex.quote(str(own))


def pasted(*words: str) -> str:
    """A command of ours as it can be pasted into a shell on this machine, whatever is on its PATH and in its environment."""
    home = desk_home()
    where = "" if home == desk_home({}) else f"DESK_HOME={shlex.quote(str(home))} "
    return f"{where}{program()} {shlex.join(words)}"


def spelled(text: str) -> str:
    """A text that names our commands as `desk …`, with the way to them."""
    return re.sub(r"`desk(?=[ `])", lambda _: f"`{program()}", text)
