"""The files of one PostgreSQL cluster: made once, made again when making them was interrupted."""

import os
import secrets
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from service_desk.foundation.children import ends_with_parent
from service_desk.foundation.localpg.account import Account, place_for
from service_desk.foundation.localpg.binaries import Binaries, find_binaries
from service_desk.foundation.localpg.errors import LostPassword, SetupFailed

BUILTIN_LOCALE_SINCE = 17


def environment() -> dict[str, str]:
    """PG* variables of the person's shell would lead the programs to another server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C.UTF-8", "TZ": "UTC"}


@dataclass(frozen=True)
class Cluster:
    place: Path
    account: Account
    binaries: Binaries

    @property
    def data(self) -> Path:
        return self.place / "data"

    @property
    def sockets(self) -> Path:
        return self.place / "run"

    @property
    def log(self) -> Path:
        return self.place / "log"

    @property
    def password(self) -> str:
        path = self.place / "password"
        try:
            return path.read_text().strip()
        except OSError:
            raise LostPassword(path=path) from None


def prepare(root: Path, database: str) -> Cluster:
    """The cluster below `root`, set up where it is not yet, with `database` in it."""
    place, account = place_for(root)
    cluster = Cluster(place, account, find_binaries(place, account, major=_major_of(place / "data")))
    ready = place / "ready"
    # A cluster that has served once is never removed, even when its mark was lost.
    if not ready.exists() and not (cluster.data / "postmaster.opts").exists():
        _make(cluster, database)
        ready.touch()
    return cluster


def _major_of(data: Path) -> int | None:
    try:
        return int((data / "PG_VERSION").read_text())
    except (OSError, ValueError):
        return None


def _make(cluster: Cluster, database: str) -> None:
    shutil.rmtree(cluster.data, ignore_errors=True)
    for folder in (cluster.data, cluster.sockets):
        folder.mkdir(mode=0o700, exist_ok=True)
        cluster.account.own(folder)
    secret = cluster.place / "password"
    secret.unlink(missing_ok=True)
    secret.touch(mode=0o600, exist_ok=False)
    secret.write_text(secrets.token_urlsafe(24))
    cluster.account.own(secret)
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    locale = builtin if cluster.binaries.major >= BUILTIN_LOCALE_SINCE else ["--locale=C.UTF-8"]
    access = ["--auth=scram-sha-256", f"--pwfile={secret}", "-U", "postgres"]
    _run(cluster, "initdb", "-D", str(cluster.data), "-E", "UTF8", *locale, *access, "-N")
    # The single-user form needs no port, no password and no client library.
    _run(cluster, "postgres", "--single", "-D", str(cluster.data), "postgres", said=f'create database "{database}"\n')


def _run(cluster: Cluster, program: str, *arguments: str, said: str = "") -> None:
    done = subprocess.run(
        [cluster.binaries[program], *arguments],
        cwd=cluster.place,
        env=environment(),
        input=said,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=ends_with_parent(signal.SIGKILL),  # else it would go on writing where the next start sets up anew
        **cluster.account.credentials,
    )
    if done.returncode:
        words = (done.stderr or done.stdout).strip().splitlines()
        raise SetupFailed(
            place=cluster.place, reason=words[-1] if words else f"{program} ended with {done.returncode}."
        )
