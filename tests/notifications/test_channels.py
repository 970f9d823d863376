"""Which channel carries which medium, by the settings."""

import re
from pathlib import Path

import pytest

from notifications.channels import chosen, open_channels
from notifications.channels.twilio_codes import POLICY, STATES
from notifications.message import Medium, Sent, State
from service_desk.foundation.settings import BadEnvironment, Environment
from tests.notifications.peers import outgoing

ROOT = Path(__file__).resolve().parents[2]


def test_a_desk_without_providers_says_everything_on_the_console():
    assert set(chosen(Environment()).values()) == {"console"}


@pytest.mark.parametrize("setting", [{"sms_channel": "smtp"}, {"email_channel": "twilio"}, {"sms_channel": "pigeon"}])
def test_a_channel_that_does_not_carry_the_medium_is_refused_with_the_choices(setting):
    with pytest.raises(BadEnvironment, match="can go by: console, "):
        chosen(Environment(**setting))


async def test_media_of_one_channel_share_its_connections():
    twilio = {"twilio_account": "AC1", "twilio_token": "t", "twilio_sender": "+15005550006"}
    opened = open_channels(Environment(sms_channel="twilio", whatsapp_channel="twilio", **twilio))
    assert opened[Medium.SMS] is opened[Medium.WHATSAPP]
    await opened[Medium.SMS].close()


async def test_the_console_never_prints_who_or_what(capsys):
    channel = open_channels(Environment())[Medium.EMAIL]
    answer = await channel.send(outgoing(body="secret words"))
    assert isinstance(answer, Sent)
    assert answer.state is State.DELIVERED
    shown = capsys.readouterr()
    assert "secret" not in shown.out + shown.err
    assert "ada@example.com" not in shown.out + shown.err


def test_twilios_words_and_codes_are_all_mapped_to_ours():
    assert set(STATES.values()) <= set(State)
    assert len(POLICY) >= 20


@pytest.mark.parametrize(
    ("library", "home"), [("twilio", "twilio_sms.py"), ("aiohttp", "twilio_sms.py"), ("aiosmtplib", "smtp.py")]
)
def test_a_providers_library_is_imported_in_one_place(library, home):
    imports = re.compile(rf"^\s*(?:import|from) {library}\b", re.MULTILINE)
    sources = [path for top in ("notifications", "service_desk") for path in (ROOT / top).rglob("*.py")]
    assert [path.name for path in sources if imports.search(path.read_text())] == [home]
