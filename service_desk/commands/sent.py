"""`desk scan mail` and `desk scan pictures`: read a mail that is piped in, and see what people sent."""

import asyncio
import sys
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, BinaryIO, Final

import click

from service_desk.commands.output import json_option, remark, show, tell, told
from service_desk.commands.session import open_desk
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.errors import DeskError
from service_desk.foundation.i18n import terminal_language
from service_desk.foundation.sentences import sentence
from service_desk.scanning import actions, queries
from service_desk.scanning.rules.mail import LARGEST
from service_desk.scanning.rules.sent import SentPicture

# What mail servers understand (sysexits.h): bounce with the sentence, or keep it in the queue and try again.
BAD_DATA: Final = 65
TRY_AGAIN: Final = 75


@click.command()
@click.argument("file", type=click.File("rb"))
@json_option
def mail(*, file: BinaryIO, as_json: bool) -> None:
    """Read the pictures in the e-mail FILE, `-` for one that is piped in: what was found, and who sent it.

    Ends with 65 where the mail can never be read, so that a mail server returns it with the reason, and with 75 where it
    should be tried again later.
    """
    raw = file.read(LARGEST + 1)

    async def run() -> actions.MailRead:
        async with open_desk():
            return await actions.read_mail(raw=raw, by=SYSTEM)

    try:
        read = asyncio.run(run())
    except DeskError as error:
        tell(sentence(error, terminal_language()))
        sys.exit(TRY_AGAIN if error.status == HTTPStatus.SERVICE_UNAVAILABLE else BAD_DATA)
    except Exception as error:  # noqa: BLE001  # whatever it is, the mail must not be lost for it
        remark("The mail could not be read just now: {problem}", problem=f"{type(error).__name__}: {error}")
        sys.exit(TRY_AGAIN)
    show(_told(read), as_json=as_json)
    if read.known:
        remark("This mail was here before; its scans are not kept a second time.")


def _told(read: actions.MailRead) -> dict[str, Any]:
    sender = f"{read.sender.address} {read.sender.name}".strip()
    return {"sender": sender, "known": read.known} | {
        f"{at}. {each.file_name or each.media_type}": each.problem or _codes(each) or told("no code")
        for at, each in enumerate(read.pictures, start=1)
    }


def _codes(picture: actions.MailedPicture) -> Mapping[str, str]:
    return {
        code.meaning.raw: f"{code.meaning.record.kind} {code.meaning.record.number}"
        if code.meaning.record
        else told("unknown")
        for code in picture.codes
    }


@click.command()
@click.option("--fetch-again", is_flag=True, help="Set those going again that were given up.")
@json_option
def pictures(*, fetch_again: bool, as_json: bool) -> None:
    """The latest pictures that came by e-mail and WhatsApp, what was read, and why one waits."""

    async def run() -> tuple[int, list[SentPicture]]:
        async with open_desk():
            again = await actions.fetch_again() if fetch_again else 0
            return again, (await queries.sent_pictures(terminal_language())).items

    again, found = asyncio.run(run())
    show(
        {
            f"{at}. {one.received_at:%Y-%m-%d %H:%M:%S} {one.source} {one.sender} {one.party}".strip(): " ".join(
                [one.state, *(scan.raw for scan in one.scans), one.message]
            ).strip()
            for at, one in enumerate(found, start=1)
        },
        as_json=as_json,
    )
    if fetch_again:
        remark("{count:# picture is fetched again.|# pictures are fetched again.}", count=again)
