"""Photos by e-mail: taken apart within limits, read one by one, kept once, and said who sent them."""

import asyncio
import contextlib
import sys
import time
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service_desk.accounts import actions as accounts
from service_desk.accounts.queries import actor_by_token
from service_desk.foundation import clock, pictures
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetch, fetchval
from service_desk.foundation.errors import DeskError, TooLarge
from service_desk.parties import actions as parties
from service_desk.scanning import actions, queries
from service_desk.scanning.drawing import drawn
from service_desk.scanning.rules import LabelKind
from service_desk.scanning.rules import mail as rules
from service_desk.scanning.rules.labels import Form, Wanted
from service_desk.scanning.rules.mail import MailTooWrapped, NoMail, opened
from tests.pictures import bomb, photo, plain_png
from tests.scanning.mails import in_parts, mail, raw
from tests.shell import ROOT, desk_json, environment

MAIL = {"Content-Type": "message/rfc822"}


@pytest.fixture
async def label(world):
    labelled = await queries.label_data(LabelKind.ITEM, [world.s1], None, world.cy)
    return (await drawn(LabelKind.ITEM, labelled, Wanted(Form.PNG, dpi=300))).data


def names(letter):
    return [each.file_name for each in opened(letter).pictures]


def test_the_sender_is_the_address_without_its_name():
    assert opened(raw(sender='"ada@evil.example, really" <Ada@Example.com>')).sender == "ada@example.com"
    assert opened(raw(sender="nobody at all")).sender == ""


def test_pictures_are_found_attached_inline_forwarded_and_without_a_fitting_name():
    letter = mail(("label.png", plain_png()))
    letter.add_attachment(photo(), maintype="application", subtype="octet-stream", filename="scan.dat")
    letter.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="bill.pdf")
    letter.add_attachment(mail(("forwarded.png", plain_png())))
    html = EmailMessage()
    html["From"] = "ada@example.com"
    html.set_content('<img src="cid:a">', subtype="html")
    html.add_related(plain_png(), maintype="image", subtype="png", cid="<a>")
    assert names(letter.as_bytes()) == ["label.png", "scan.dat", "forwarded.png"]
    assert [each.media_type for each in opened(html.as_bytes()).pictures] == ["image/png"]


def test_what_says_to_be_a_picture_is_answered_even_if_it_is_none():
    letter = mail()
    letter.add_attachment(b"<svg/>", maintype="image", subtype="svg+xml", filename="x.svg")
    assert names(letter.as_bytes()) == ["x.svg"]


def test_a_name_keeps_its_script_and_hides_nothing():
    letter = raw(("عکس دریل.png", plain_png()), ("../../etc/x.png", plain_png()), ("exe.\u202egnp.png", plain_png()))
    assert names(letter) == ["عکس دریل.png", "x.png", "exe.gnp.png"]


def test_the_same_mail_has_the_same_key_on_whatever_way_it_came():
    first = opened(raw(("a.png", plain_png())))
    again = opened(
        b"From ada@example.com Wed Nov 25 12:00:00 2026\nReceived: by elsewhere\n" + raw(("a.png", plain_png()))
    )
    other = opened(raw(("a.png", plain_png()), key="<2@example.com>"))
    assert (first.key == again.key, first.key == other.key) == (True, False)
    assert opened(b"From: a@b.example\n\nx").key != opened(b"From: a@b.example\n\ny").key


@pytest.mark.parametrize(
    "given", [b"", b"\n\n", b"--form\r\nContent-Disposition: form-data\r\n\r\nx", b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_no_mail_is_refused(given):
    with pytest.raises(NoMail, match="the whole message as it arrived"):
        opened(given)


HEAD = b"From: a@example.com\r\nContent-Type: image/png"


@pytest.mark.parametrize(
    "letter",
    [
        in_parts(15),
        in_parts(5000),
        HEAD.replace(b"image/png", b"multipart/mixed; boundary=b")
        + b"\r\n\r\n"
        + b"--b\r\nContent-Type: a/b\r\n\r\n" * 101,
        HEAD + b";" * 5_000_000 + b"\r\n\r\n",
        HEAD + b"\r\n" + b" ;a=b\r\n" * 400_000 + b"\r\n",
        HEAD + b"\r\n\r\n" + b"\n" * 1_000_001,
        HEAD + b"\r\r" + b"\r" * 1_000_001,
    ],
    ids=["deep", "very deep", "many parts", "long header", "folded header", "many lines", "many old lines"],
)
def test_a_mail_that_would_take_long_to_take_apart_is_refused_at_once(letter):
    begun = time.process_time()
    with pytest.raises(MailTooWrapped, match="plain new mail"):
        opened(letter)
    assert time.process_time() - begun < 1


def test_a_mail_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(rules, "LARGEST", 1000)
    with pytest.raises(TooLarge):
        opened(raw(("a.png", b"x" * 1000)))


@given(st.lists(st.sampled_from([
    b"From: a@b.example", b"Content-Type: multipart/mixed; boundary=b", b"Content-Type: message/rfc822", b"Content-Type: image/png",
    b"Content-Type: text/plain; charset=no-such", b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: x-uuencode",
    b"Content-Disposition: attachment; filename*=no-such''%ff%fe", b'Content-Disposition: attachment; filename="=?x?q?a?="', b"From: =?utf-8?b?////?=",
    b"Message-ID: \xff\xfe", b"", b"--b", b"--b--", b"\x89PNG\r\n\x1a\n", b"AAAA", b"begin 644 x", b"\xd8\x00", b" folded",
]), max_size=40), st.sampled_from([b"\r\n", b"\n", b"\r"]))  # fmt: skip
@settings(max_examples=300)
def test_no_mail_breaks_the_reader(lines, end):
    with contextlib.suppress(DeskError):
        opened(end.join(lines))


async def test_a_mailed_photo_is_answered_with_the_unit_and_the_customer(client, world, label):
    answer = await client.post("/api/v1/scans/mail", content=raw(("label.png", label)), headers=MAIL)
    told = answer.json()
    (picture,) = told["pictures"]
    assert (answer.status_code, picture["file_name"], picture["problem"], told["known"]) == (
        200,
        "label.png",
        "",
        False,
    )
    assert {code["meaning"]["record"]["id"] for code in picture["codes"]} == {str(world.s1)}
    assert told["sender"] == {"address": "ada@example.com", "party_id": str(world.ada), "name": "Ada Lovelace"}


async def test_its_codes_are_kept_for_replay_with_where_they_came_from(world, label):
    await actions.read_mail(raw=raw(("label.png", label)), by=world.cy)
    kept = await fetch(
        "select s.hints->>'source' as source, p.party_id, p.state from scan_record s join sent_picture p on p.id = s.picture_id"
    )
    assert {tuple(row) for row in kept} == {("email", world.ada, "read")}
    assert await queries.read_anew(clock.now() - timedelta(hours=1)) == []
    (shown,) = (await queries.sent_pictures("en")).items
    assert (shown.party, shown.codes, {scan.raw for scan in shown.scans}) == ("Ada Lovelace", len(kept), {"S1"})


async def test_a_refused_picture_has_its_sentence_and_the_others_are_read(world, label):
    letter = raw(
        ("bomb.png", bomb()), ("cut.png", label[:200]), ("label.png", label), ("none.png", plain_png((90, 90)))
    )
    told = (await actions.read_mail(raw=letter, by=replace(world.cy, language="ru"))).pictures
    assert ["25 мегапикселей" in each.problem for each in told] == [True, True, False, False]
    assert [bool(each.codes) for each in told] == [False, False, True, False]
    states = [row["state"] for row in await fetch("select state from sent_picture order by position")]
    assert states == ["refused", "refused", "read", "read"]


async def test_the_same_mail_again_is_answered_and_not_kept_twice(client, label):
    for known in (False, True, True):
        answer = (await client.post("/api/v1/scans/mail", content=raw(("label.png", label)), headers=MAIL)).json()
        assert (answer["known"], bool(answer["pictures"][0]["codes"])) == (known, True)
    seen = len(answer["pictures"][0]["codes"])
    assert await fetchval("select count(*) from scan_record") == seen
    assert await fetchval("select count(*) from event where kind = 'picture_read'") == 1


async def test_the_same_mail_twice_at_once_is_kept_once(committed_world, committed_db):
    labelled = await queries.label_data(LabelKind.ITEM, [committed_world.s1], None, committed_world.cy)
    picture = (await drawn(LabelKind.ITEM, labelled, Wanted(Form.PNG, dpi=300))).data
    letter = raw(("label.png", picture))
    read = await asyncio.gather(*(actions.read_mail(raw=letter, by=committed_world.cy) for _ in range(4)))
    assert sorted(one.known for one in read) == [False, True, True, True]
    assert await fetchval("select count(*) from scan_record") == len(read[0].pictures[0].codes)


async def test_pictures_after_the_tenth_are_named_and_left(world):
    read = await actions.read_mail(raw=raw(*[(f"{at}.png", plain_png()) for at in range(12)]), by=world.cy)
    assert [one.file_name for one in read.pictures if "another mail" in one.problem] == ["10.png", "11.png"]
    assert await fetchval("select count(*) from sent_picture") == 10


async def test_an_address_that_two_customers_share_is_nobodys(world):
    await parties.create_party(
        kind="person", name="Twin", language="en", contacts=[("email", "ada@example.com")], by=SYSTEM
    )
    read = await actions.read_mail(raw=raw(("a.png", plain_png())), by=world.cy)
    assert (read.sender.address, read.sender.party_id) == ("ada@example.com", None)


async def test_a_gateway_without_the_right_to_read_customers_is_told_the_address_only(world):
    gate = await accounts.add_staff(login="gate", name="Gate", password=None, by=SYSTEM)
    await accounts.assign_role(staff_id=gate, role="parts", centre_id=None, by=SYSTEM)
    issued = await accounts.issue_token(staff_id=gate, label="mail", scopes=["items.read"], by=SYSTEM)
    gateway = await actor_by_token(issued.token)
    read = await actions.read_mail(raw=raw(("a.png", plain_png())), by=gateway)
    assert (read.sender.party_id, read.sender.name) == (None, "")
    assert await fetchval("select party_id from sent_picture") == world.ada


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (b"hello", "message/rfc822", "no_mail"),
        (raw(), "text/plain", "no_mail"),
        (in_parts(30), "message/rfc822", "mail_too_wrapped"),
    ],
)
async def test_a_gateway_is_told_what_is_wrong(client, content, kind, code):
    answer = await client.post("/api/v1/scans/mail", content=content, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (400, code)


async def test_a_mail_above_the_limit_is_refused_by_the_door(client):
    answer = await client.post("/api/v1/scans/mail", content=b"x" * 40_100_000, headers=MAIL)
    assert (answer.status_code, answer.json()["detail"]) == (413, "That is too large: at most 40 MB are taken.")


async def test_when_too_many_pictures_wait_nothing_is_kept_and_the_mail_comes_again(client, label, monkeypatch):
    monkeypatch.setattr(pictures, "_WAITING", 0)
    answer = await client.post("/api/v1/scans/mail", content=raw(("label.png", label)), headers=MAIL)
    assert (answer.status_code, answer.json()["code"]) == (503, "pictures_wait")
    assert await fetchval("select count(*) from sent_picture") == 0


async def test_what_was_sent_is_listed_with_what_was_wrong(client, world):
    await actions.read_mail(raw=raw(("bomb.png", bomb())), by=world.cy)
    (one,) = (await client.get("/api/v1/scans/pictures", params={"state": "refused"})).json()["items"]
    assert (one["party"], one["file_name"], one["source"]) == ("Ada Lovelace", "bomb.png", "email")
    assert "Ask for a JPEG or PNG" in one["message"]
    assert (await client.get("/api/v1/scans/pictures", params={"state": "dead"})).json()["items"] == []


async def test_sent_pictures_are_forgotten_with_their_scans(world, label):
    await actions.read_mail(raw=raw(("label.png", label)), by=world.cy)
    with clock.at(clock.now() + timedelta(days=91)):
        await actions.forget_old_scans()
    assert await fetchval("select count(*) from sent_picture") == 0


async def test_a_mail_server_pipes_a_mail_in(committed_world, committed_db, tmp_path):
    labelled = await queries.label_data(LabelKind.ITEM, [committed_world.s1], None, committed_world.cy)
    picture = (await drawn(LabelKind.ITEM, labelled, Wanted(Form.PNG, dpi=300))).data
    code, out, _ = await piped(committed_db, raw(("label.png", picture)))
    assert (code, "ada@example.com Ada Lovelace" in out, "item S1" in out) == (0, True, True)
    file = tmp_path / "mail.eml"
    file.write_bytes(raw(("label.png", picture)))
    assert (await desk_json(committed_db, "scan", "mail", str(file)))["known"] is True
    shown = await desk_json(committed_db, "scan", "pictures")
    assert [line.split()[0:2] for line in shown.values()] == [["read", "S1"]]


async def test_a_mail_server_is_told_whether_to_return_a_mail_or_to_try_again(committed_db):
    code, _, said = await piped(committed_db, b"hello")
    assert (code, said) == (
        65,
        "This is no e-mail. Pass on the whole message as it arrived, with its headers (message/rfc822).\n",
    )
    code, _, said = await piped("postgresql://nobody@127.0.0.1:1/nothing", raw())
    assert (code, "The database cannot be reached" in said, said.count("\n")) == (75, True, 1)


async def piped(dsn, letter):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "service_desk.cli", "scan", "mail", "-", cwd=ROOT, env=environment(dsn),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate(letter)
    return process.returncode, out.decode(), err.decode()
