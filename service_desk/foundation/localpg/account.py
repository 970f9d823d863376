"""As which system user PostgreSQL runs, and where that user can keep its files. It refuses to run as root."""

import os
import pwd
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict


class Credentials(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """None: the user who runs the desk. Else, when that is root, another user."""

    user: pwd.struct_passwd | None

    @property
    def credentials(self) -> Credentials:
        """Arguments for `subprocess`."""
        if self.user is None:
            return {}
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        if self.user is not None:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def can_enter(self, folder: Path) -> bool:
        """Asked of the kernel, since permission bits along the path are not the whole story."""
        if self.user is None:
            return True
        command = ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]
        return subprocess.run(command, stderr=subprocess.DEVNULL, **self.credentials, check=False).returncode == 0


def server_account(data: Path) -> Account:
    """The owner of the data where there are some (a package installed later may add a `postgres` user)."""
    if os.geteuid() != 0:
        return Account(None)
    if data.exists() and (owner := data.stat().st_uid) != 0:
        return Account(pwd.getpwuid(owner))
    for name in ("postgres", "nobody"):
        try:
            return Account(pwd.getpwnam(name))
        except KeyError:
            continue
    return Account(pwd.getpwuid(65534))


def place_for(root: Path) -> tuple[Path, Account]:
    """Where the server's files live: `root` itself, or where `root/place` points.

    Run by root, the server's user may be unable to reach `root` (below /root, or in a private temporary folder).
    Opening every folder above to the world is no answer: the files go elsewhere, and a link tells where.
    """
    if place := known_place(root):
        return place, server_account(place / "data")
    account = server_account(root / "data")
    if account.can_enter(root):
        return root, account
    link, place = root / "place", _private_folder(root.parent.name)
    link.unlink(missing_ok=True)
    link.symlink_to(place)
    return place, account


def known_place(root: Path) -> Path | None:
    """Where the files of a cluster are that exists already."""
    link = root / "place"
    if link.is_symlink() and link.exists():
        return link.resolve()
    return root if (root / "data").exists() else None


def _private_folder(label: str) -> Path:
    base = Path("/var/lib/aftercare")
    try:
        base.mkdir(mode=0o755, exist_ok=True)
    except OSError:
        base = Path("/var/tmp")  # noqa: S108  mkdtemp makes an unguessable private folder in it
    folder = Path(tempfile.mkdtemp(prefix=f"{label.lstrip('.') or 'desk'}-", dir=base))
    folder.chmod(0o711)  # the server's user passes through; what lies in it is private to that user
    return folder
