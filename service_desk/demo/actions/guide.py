"""What a person needs to try the demo: a token, the main job as a script, and the text that `desk run --demo` prints."""

import os
import shlex
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Final

from barcodes.commands import Command, command_token
from service_desk.accounts import actions as accounts
from service_desk.accounts import queries as known
from service_desk.demo import queries
from service_desk.demo.actions.seed import NotADemo
from service_desk.demo.rules.places import BENCH, BY_CODE, COMPANY_NAME, PASSWORD, STAFF
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.facts import DEMO, holds
from service_desk.home import pasted
from service_desk.links import queries as links
from service_desk.links.actions import make_link
from service_desk.links.rules import Origin, Subject, address
from service_desk.scanning.rules.codes import badge_token, number_token
from service_desk.tickets import rules as tickets

TOKEN_FILE: Final = "demo-token"  # noqa: S105  # the name of a file
LINK_FILE: Final = "demo-link"
SCRIPT: Final = "main-job.sh"
_OWNER: Final = "admin"
_DAYS: Final = 90
_BEGINS: Final = {"technician": "/tech"}  # a role -> its first page; the others begin at home
_TEXT: Final = """
This is a demo: {company}, with {centres}.

Sign in at {url}/sign-in. Log-ins, with role, centre, language and where to begin:
{people}
The password of all of them: {shared}
{customer}
API token of {owner} (also in {token_file}):
  {token}

Try the main job, scan to posting to message, step by step:
  {script}
{example}{bench}
More: {url}/docs shows the whole API; docs/demo.md tells of it; {play} plays whole jobs."""
_CUSTOMER: Final = """
What a customer sees behind the link in their message, {name} here; the last four digits of their phone are {digits}:
  {address}
"""
_BENCH: Final = """
Try a bench without a keyboard: print its sheet, then scan what is printed (an order, a badge, a command) or type it here:
  {sheet}
  {scan}
"""


async def guide(home: Path, url: str) -> str:
    """The text; token and script are written below `home`, readable by their owner only. Raises NotADemo."""
    if not await holds(DEMO):
        raise NotADemo
    token = await _token(home)
    script = await _write_script(home, url)
    return _TEXT.format(
        company=COMPANY_NAME["en"],
        centres=", ".join(f"{place.name['en']} ({place.code})" for place in BY_CODE.values()),
        people="\n".join(
            f"  {one.login:<8} {one.role:<11} {BY_CODE[one.centre].name['en'] if one.centre else 'everywhere':<11} {one.language}   {url}{_BEGINS.get(one.role, '/desk')}"
            for one in STAFF
        ),
        shared=PASSWORD,
        customer=await _customer(home, url),
        owner=_OWNER,
        token=token,
        token_file=home / TOKEN_FILE,
        script=shlex.join(["sh", str(home / SCRIPT)]),
        play=pasted("demo", "--data", "DIR", "--jobs", "20"),
        example=script,
        bench=await _bench(),
        url=url,
    )


async def _token(home: Path) -> str:
    """The one that was kept, if this database still takes it; the database itself has only hashes."""
    path = home / TOKEN_FILE
    kept = path.read_text().strip() if path.is_file() else ""
    if kept and await known.actor_by_token(kept) is not None:
        return kept
    owner = await known.staff_by_login(_OWNER)
    if owner is None:
        raise NotADemo
    expires_at = clock.now() + timedelta(days=_DAYS)
    issued = await accounts.issue_token(staff_id=owner.id, label="demo", scopes=["*"], expires_at=expires_at, by=SYSTEM)
    _write(path, issued.token + "\n")
    return issued.token


async def _write_script(home: Path, url: str) -> str:
    """The line about the unit of the script; empty where every unit in cover has been brought in already."""
    found = await queries.example()
    if found is None:
        (home / SCRIPT).unlink(missing_ok=True)
        return ""
    text = files("service_desk.demo.data").joinpath(SCRIPT).read_text(encoding="utf-8")
    filled = {
        "@PATH@": shlex.quote(str(home / SCRIPT)), "@URL@": url, "@TOKEN_FILE@": shlex.quote(str(home / TOKEN_FILE)), "@SERIAL@": found.serial,
        "@OWNER@": found.owner, "@PRODUCT@": found.product, "@PARTY@": str(found.owner_id), "@PART@": "P-PMP",
        "@CENTRE@": str(found.centre_id), "@RESOURCE@": str(found.resource_id),
    }  # fmt: skip
    for place, value in filled.items():
        text = text.replace(place, value)
    _write(home / SCRIPT, text)
    return f"It is about the {found.product} {found.serial} of {found.owner}.\n"


async def _customer(home: Path, url: str) -> str:
    """The page of somebody who has something to answer; empty where nobody is left. The address is kept: the desk has only its hash."""
    found = await queries.followed()
    if found is None:
        return ""
    path = home / LINK_FILE
    token = path.read_text().strip() if path.is_file() else ""
    link = await links.by_token(token) if token else None
    if link is None or link.subject_id != found.ticket_id or link.revoked_at is not None:
        subject = Subject(tickets.SUBJECT, found.ticket_id)
        made = await make_link(
            subject=subject, centre_id=found.centre_id, party_id=found.party_id, origin=Origin.STAFF, by=SYSTEM
        )
        token = made.rpartition("/")[2]
        _write(path, token + "\n")
    return _CUSTOMER.format(name=found.name, digits=found.digits, address=address(url, token) + "?lang=en")


async def _bench() -> str:
    order = await queries.waiting_order()
    if order is None:
        return ""
    scans = number_token(order), badge_token("BER", "JONAS"), command_token(Command.START)
    return _BENCH.format(
        sheet=pasted("label", "draw", "commands", "--out", "commands.pdf"),
        scan=pasted("scan", "bench", f"BER/{BENCH[0]}", *scans),
    )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        path.chmod(0o600)  # also where it was there before with other rights
        file.write(text)
