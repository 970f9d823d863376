"""Mail over a real SMTP server on this machine: what it accepts, defers, refuses and drops."""

import asyncio
import email
import email.policy
import re
from datetime import timedelta
from email.header import decode_header, make_header
from email.utils import getaddresses
from pathlib import Path

import pytest
from aiosmtpd import smtp as aiosmtpd_smtp
from aiosmtpd.controller import Controller

from notifications.channels.sender_address import sender_of
from notifications.channels.smtp import Smtp, build, open_channel
from notifications.dispatcher import Dispatcher
from notifications.message import Medium, Refused, Sent, Unknown
from service_desk.foundation import clock
from service_desk.foundation.db import fetchval
from service_desk.foundation.settings import BadEnvironment, Environment
from tests.notifications.conftest import NOON, Scripted, greet, history, row, send_due, state
from tests.notifications.peers import outgoing

ROOT = Path(__file__).resolve().parents[2]
SENDER = "Aftercare Works <desk@example.com>"


class Mailbox:
    """Answers RCPT and DATA as it is told, then 250; `drop` closes the connection after the final dot."""

    def __init__(self):
        self.letters, self.envelopes, self.sessions = [], [], set()
        self.rcpt, self.data, self.drop = [], [], 0

    async def handle_RCPT(self, _server, session, envelope, address, _options):  # noqa: N802  # aiosmtpd's name
        self.sessions.add(session.peer)
        if self.rcpt and (answer := self.rcpt.pop(0)):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802  # aiosmtpd's name
        if self.data and (answer := self.data.pop(0)):
            return answer
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        if self.drop:
            self.drop -= 1
            server.transport.close()
        return "250 taken"


class LoopbackServer(Controller):
    def factory(self):
        return aiosmtpd_smtp.SMTP(self.handler, enable_SMTPUTF8=True)


@pytest.fixture
def mailbox():
    return Mailbox()


@pytest.fixture
def server(mailbox, unused_tcp_port):
    made = LoopbackServer(mailbox, hostname="127.0.0.1", port=unused_tcp_port)
    made.start()
    yield made
    made.stop()


@pytest.fixture
async def smtp(server):
    channel = Smtp(f"smtp://127.0.0.1:{server.port}", SENDER, step_seconds=2)
    yield channel
    await channel.close()


@pytest.fixture
def dispatcher(smtp):
    texts = Scripted()
    return Dispatcher(lambda: {Medium.SMS: texts, Medium.EMAIL: smtp, Medium.WHATSAPP: texts})


async def test_a_letter_arrives_as_words_and_as_a_page(smtp, mailbox):
    answer = await smtp.send(outgoing(subject="تعمیر آماده است", body="سریال \u2066S1\u2069", language="fa"))
    (letter,) = mailbox.letters
    assert answer == Sent("<ref-1@example.com>", "sent", "250")
    assert (letter["subject"], letter["from"], letter["auto-submitted"]) == (
        "تعمیر آماده است",
        SENDER,
        "auto-generated",
    )
    assert letter.get_body(("plain",)).get_content().strip() == "سریال \u2066S1\u2069"
    assert '<bdi dir="ltr">S1</bdi>' in letter.get_body(("html",)).get_content()
    assert mailbox.envelopes == [("desk@example.com", ["ada@example.com"])]


async def test_letters_of_one_matter_stand_in_one_thread(smtp, mailbox):
    for ref in ("a", "b"):
        await smtp.send(outgoing(ref=ref, thread="ticket:1"))
    first, second = mailbox.letters
    assert first["references"] == second["references"] == first["in-reply-to"]
    assert first["message-id"] != second["message-id"]


async def test_one_connection_serves_many_letters(smtp, mailbox):
    for ref in "abcde":
        await smtp.send(outgoing(ref=ref))
    assert (len(mailbox.letters), len(mailbox.sessions)) == (5, 1)


async def test_a_connection_that_the_relay_closed_meanwhile_is_opened_again(smtp, mailbox, server):
    await smtp.send(outgoing(ref="a"))
    for client in smtp._idle._queue:
        if client.is_connected:
            client.transport.abort()
    await asyncio.sleep(0)
    assert isinstance(await smtp.send(outgoing(ref="b")), Sent)


@pytest.mark.usefixtures("db", "noon", "greeting")
async def test_temporary_errors_are_tried_again_with_back_off_and_jitter(dispatcher, mailbox):
    mailbox.rcpt, mailbox.data = ["451 try later"], ["421 going away"]
    said = await greet(channels=[Medium.EMAIL])
    for minutes in (0, 2, 5):
        with clock.at(NOON + timedelta(minutes=minutes)):
            await send_due(dispatcher)
    assert (await state(said), len(mailbox.letters), (await row(said))["attempts"]) == ("sent", 1, 3)
    assert [state for _source, state in await history(said)] == ["queued", "queued", "queued", "sent"]


@pytest.mark.usefixtures("db", "noon", "greeting")
async def test_550_stops_and_suppresses_the_address(dispatcher, mailbox):
    mailbox.rcpt = ["550 5.1.1 no such user"]
    said = await greet(channels=[Medium.EMAIL])
    await send_due(dispatcher)
    assert ((await row(said))["state"], (await row(said))["error_text"]) == ("failed", "550 5.1.1 no such user")
    assert await fetchval("select reason from suppression where medium = 'email'") == "bad_address"


@pytest.mark.usefixtures("db", "noon", "greeting")
async def test_a_connection_dropped_after_the_dot_gives_at_most_one_copy_with_the_same_message_id(dispatcher, mailbox):
    mailbox.drop = 1
    said = await greet(channels=[Medium.EMAIL])
    await send_due(dispatcher)
    assert await state(said) == "unknown"
    with clock.at(NOON + timedelta(minutes=11)):
        await send_due(dispatcher, "healing")
        await send_due(dispatcher)
    first, second = mailbox.letters
    assert (await state(said), first["message-id"], first["date"]) == ("sent", second["message-id"], second["date"])


async def test_a_recipient_refused_does_not_cost_the_connection(smtp, mailbox):
    mailbox.rcpt = ["550 no such user"]
    assert await smtp.send(outgoing(ref="a")) == Refused("rcpt_550", "550 no such user")
    assert isinstance(await smtp.send(outgoing(ref="b")), Sent)
    assert len(mailbox.sessions) == 1


async def test_a_refused_text_is_not_taken_for_a_bad_address(smtp, mailbox):
    mailbox.data = ["554 looks like spam"]
    assert await smtp.send(outgoing()) == Refused("data_refused", "554 looks like spam")


async def test_a_server_that_is_not_there_costs_nothing(unused_tcp_port):
    channel = Smtp(f"smtp://127.0.0.1:{unused_tcp_port}", SENDER)
    assert (await channel.send(outgoing())).code == "not_connected"


async def test_a_hang_in_the_text_is_unknown(smtp, mailbox):
    async def hang(*_):
        await asyncio.sleep(5)

    mailbox.handle_DATA = hang
    smtp._step = 0.2
    smtp._idle.put_nowait(smtp._client())
    assert await smtp.send(outgoing()) == Unknown("no_answer", "SMTPReadTimeoutError")


@pytest.mark.parametrize("field", ["subject", "address"])
def test_a_line_break_cannot_open_a_header(field):
    with pytest.raises(ValueError, match=r"(?i)linefeed|newline|header"):
        build(outgoing(**{field: "a@example.com\r\nBcc: all@example.com"}), sender_of(SENDER))


async def test_such_a_letter_is_refused_and_not_sent(smtp, mailbox):
    assert (await smtp.send(outgoing(address="a@example.com\r\nBcc: b@example.com"))).code == "bad_address"
    assert mailbox.letters == []


@pytest.fixture
def elsewhere(mailbox, unused_tcp_port):
    """A relay without TLS that is not taken for this machine."""
    made = LoopbackServer(mailbox, hostname="127.0.0.2", port=unused_tcp_port)
    made.start()
    yield f"smtp://127.0.0.2:{unused_tcp_port}"
    made.stop()


async def test_a_relay_without_tls_gets_no_mail_and_the_refusal_says_why(elsewhere, mailbox):
    channel = Smtp(elsewhere, SENDER)
    answer = await channel.send(outgoing())
    await channel.close()
    assert (answer.code, mailbox.letters) == ("no_tls", [])
    assert "add ?tls=off to DESK_SMTP_URL" in answer.text
    assert channel.policy[answer.code] == "stop"


async def test_a_catcher_without_tls_gets_mail_when_the_address_says_so(elsewhere, mailbox):
    channel = Smtp(f"{elsewhere}?tls=off", SENDER)
    answer = await channel.send(outgoing())
    await channel.close()
    assert isinstance(answer, Sent)
    assert len(mailbox.letters) == 1


def test_the_desk_of_docker_compose_says_so_for_its_catcher():
    written = (ROOT / "docker-compose.yml").read_text()
    (url,) = re.findall(r"DESK_SMTP_URL: (\S+)", written)
    assert Smtp(url, SENDER)._client()._start_tls_on_connect is False


@pytest.mark.parametrize(
    "url",
    ["relay.example:587", "http://relay", "smtp://relay?tls=maybe", "smtps://relay?tls=off", "smtp://relay?timeout=3"],
)
def test_an_address_that_makes_no_sense_is_refused_before_anything_starts(url):
    with pytest.raises(BadEnvironment, match="DESK_SMTP_URL"):
        Smtp(url, SENDER)


def test_a_relay_elsewhere_must_offer_tls():
    assert Smtp("smtp://relay.example:587", SENDER)._client()._start_tls_on_connect is True


def test_smtp_without_an_address_says_what_to_set():
    with pytest.raises(BadEnvironment, match="DESK_SMTP_URL"):
        open_channel(Environment())


SUBJECTS = [
    "Ваш аппарат готов к выдаче: Стиральная машина 7 кг «Сахара», заказ BER-R-000024, приходите, пожалуйста, с квитанцией до конца недели",
    "أمر الإصلاح \u2066TEH-R-1234567\u2069: جاهز للاستلام", "درخواست شما ثبت شد: \u2066TEH-T-000012\u2069", "维修单 BER-R-000042：可以取件了 " * 5,
    "Repair BER-R-000042: ready to collect", "Repair " * 30, "é", "a é b — c «d» 7 kg " * 8,
]  # fmt: skip


def read(raw):
    """As a reader's program decodes it; by the old decoder, which has no fault with blanks."""
    letter = email.message_from_bytes(raw)
    return {name: str(make_header(decode_header(letter[name].replace("\r\n", "")))) for name in ("Subject", "From")}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_comes_out_as_it_went_in(subject):
    raw = build(outgoing(subject=subject.strip()), sender_of(SENDER))
    assert read(raw)["Subject"] == subject.strip()
    head = raw.partition(b"\r\n\r\n")[0]
    assert all(len(line) <= 998 for line in head.split(b"\r\n"))
    assert head.isascii()


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("Acme, Inc. <service@example.com>", "Acme, Inc.", "service@example.com"),
        ('"Acme, Inc." <service@example.com>', "Acme, Inc.", "service@example.com"),
        ("Service @ Acme <service@example.com>", "Service @ Acme", "service@example.com"),
        ("service@example.com", "", "service@example.com"),
        ("خدمات پس از فروش آرمان و همکاران تهران <service@example.com>", "خدمات پس از فروش آرمان و همکاران تهران", "service@example.com"),
        ("Straße & Söhne (Berlin) <info@straße.example>", "Straße & Söhne (Berlin)", "info@xn--strae-oqa.example"),
    ],
)  # fmt: skip
async def test_the_sender_of_the_setting_is_the_sender_that_arrives(server, mailbox, written, name, address):
    channel = Smtp(f"smtp://127.0.0.1:{server.port}", written)
    assert isinstance(await channel.send(outgoing()), Sent)
    await channel.close()
    assert mailbox.envelopes[0][0] == address
    ((shown, at),) = getaddresses([mailbox.letters[0]["from"]])
    assert (shown, at) == (name, address)
    assert mailbox.letters[0]["message-id"].endswith(f"@{address.rpartition('@')[2]}>")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "service",
        "Acme <service>",
        "<>",
        "a@b",
        "Acme <service@example.com> x",
        "a@example.com, b@example.com",
        "Acme <a@example.com>, Zeta <b@example.com>",
        "Acme\nBcc: x@example.com <a@example.com>",
        "Acme\r\n <a@example.com>",
        "Acme <a@exa mple.com>",
        "service@",
        "Acme <a@example.com",
        "Acme \u202eemca <a@example.com",
    ],
)
def test_a_sender_that_is_no_address_stops_the_start(written):
    with pytest.raises(BadEnvironment, match="DESK_MAIL_FROM"):
        Smtp("smtp://127.0.0.1:25", written)
