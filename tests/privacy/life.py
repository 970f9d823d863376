"""A customer whose name, phone, mail and words are in every place of the desk that takes any."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from barcodes import Source
from notifications.actions import record_consent, suppress
from notifications.message import Category, Medium
from service_desk import worker
from service_desk.calls import actions as calls
from service_desk.foundation import clock, files
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.idempotency import once
from service_desk.links import actions as links
from service_desk.links import queries as known_links
from service_desk.links.rules import Origin, Subject
from service_desk.parties import actions as parties
from service_desk.products import actions as products
from service_desk.repairs import actions as repairs
from service_desk.repairs.rules import Answer, LineKind, State
from service_desk.scanning import actions as scanning
from service_desk.scanning.rules.addresses import PrinterKind
from service_desk.scanning.rules.labels import LabelKind
from service_desk.tickets import actions as tickets
from service_desk.timesheets import actions as timesheets
from tests.pictures import plain_png
from tests.scanning.mails import raw

NAME = "Zerlinda Quaxwell"
PHONE, MAIL = "+4915799887766", "zerlinda@quaxwell.example"
WORD = "Quaxwell"  # in every text about her
PDF = b"%PDF-1.7 the letter of Zerlinda Quaxwell"
PLANTED = (NAME, WORD, "Zerlinda", PHONE, PHONE[1:], "0157 998 877 66", MAIL, "Quaxstreet")


@dataclass(frozen=True)
class Life:
    party: UUID
    alias: UUID
    ticket: UUID
    order: UUID


async def _file(subject: tuple[str, UUID]) -> None:
    async def data():
        yield PDF

    taken = await files.take_in(f"{WORD}.pdf", data())
    await files.keep(file=taken, subject=subject, centre_id=None, by=SYSTEM)


async def _person(world) -> tuple[UUID, UUID]:
    contacts = [("phone", PHONE), ("email", MAIL)]
    party = await parties.create_party(kind="person", name=NAME, language="en", by=SYSTEM, contacts=contacts)
    alias = await parties.create_party(
        kind="person", name=f"Z. {WORD}", language="en", by=SYSTEM, contacts=[("phone", "0157 998 877 66")], region="DE"
    )
    await parties.add_contact(party_id=party, kind="whatsapp", value=PHONE, label=f"{WORD} at home", by=SYSTEM)
    await parties.add_address(
        party_id=party, lines="Quaxstreet 1", city="Berlin", country="DE", postcode="10115", by=SYSTEM
    )
    await parties.add_note(party_id=party, body=f"{WORD} likes to be called early", by=SYSTEM)
    await parties.merge_party(party_id=alias, into_id=party, by=SYSTEM)
    return party, alias


async def live(world) -> Life:
    party, alias = await _person(world)
    await products.transfer_owner(item_id=world.s1, party_id=party, since=date(2026, 4, 1), by=SYSTEM)
    await products.add_item_date(
        item_id=world.s1,
        basis="deliver",
        on_date=date(2026, 3, 16),
        evidence_kind="receipt",
        evidence=f"signed by {WORD}",
        by=SYSTEM,
    )
    told = f"{WORD} says: call {PHONE} or {MAIL}, it does not start"
    ticket = await tickets.open_ticket(
        centre_id=world.ber, scan="S1", party_id=party, words=told, symptom="S101", by=world.cy
    )
    await tickets.add_note(ticket_id=ticket.id, body=f"{WORD} called again", by=world.cy)
    order = await repairs.start(ticket_id=ticket.id, by=world.cy)
    await _work(world, order.id)
    for subject in (("party", party), ("ticket", ticket.id), ("repair", order.id)):
        await _file(subject)
    await _printed(world, ticket.id, order.id)
    await _sent()
    await _call(world)
    await _followed(world, party, ticket.id, order.id)
    await worker.settle_everything()
    await _said(party)
    await worker.settle_everything()
    return Life(party, alias, ticket.id, order.id)


async def _said(party: UUID) -> None:
    """Consent, an address that bounced, an answer that a program got, all with her in it."""
    await record_consent(
        recipient_key=str(party),
        medium=Medium.EMAIL,
        category=Category.OPTIONAL,
        given=True,
        source="form",
        wording="I agree",
        by=SYSTEM,
        ip="203.0.113.77",
    )
    await suppress(medium=Medium.EMAIL, address=MAIL, reason="bounced", by=SYSTEM)

    async def answer() -> tuple[int, bytes]:
        return 201, f'{{"id": "{party}", "name": "{NAME}"}}'.encode()

    await once(SYSTEM.id, "0123456789abcdef", b"", answer)


async def _printed(world, ticket_id: UUID, order_id: UUID) -> None:
    printer = await scanning.add_printer(centre_id=world.ber, code="DESK", kind=PrinterKind.DOWNLOAD, by=world.cy)
    await scanning.print_labels(printer_id=printer, kind=LabelKind.CLAIM, ids=[ticket_id], by=world.cy)
    await scanning.print_labels(printer_id=printer, kind=LabelKind.ORDER, ids=[order_id], by=world.cy)


async def _sent() -> None:
    """One picture that is read, by mail, and one that never came, by WhatsApp."""
    mailed = raw((f"{WORD}.png", plain_png()), sender=f"{NAME} <{MAIL}>")
    await scanning.read_mail(raw=mailed, by=SYSTEM)
    announced = [(f"https://elsewhere.example/{WORD}", "image/png")]
    await scanning.expect_pictures(source=Source.WHATSAPP, message_key="MM1", sender=PHONE, media=announced)


async def _call(world) -> None:
    """She rang, and nobody answered."""
    rung = await calls.create_extension(centre_id=world.ber, number="201", by=world.cy)
    await calls.note_call(provider="pbx", provider_id="1", extension=rung, caller=PHONE, by=world.cy)


async def _followed(world, party: UUID, ticket_id: UUID, order_id: UUID) -> None:
    """She opened her link, said where to it is to be sent, and how she found it."""
    subject = Subject("ticket", ticket_id)
    await links.make_link(subject=subject, centre_id=world.ber, party_id=party, origin=Origin.STAFF, by=world.cy)
    link, *_ = await known_links.links_of(subject)
    await links.prove(
        link=link, typed=PHONE, phones=[PHONE], emails=[], ip="203.0.113.77", browser=f"{WORD}'s browser", zone="UTC", by=SYSTEM,
    )  # fmt: skip
    await links.rate(order_id=order_id, link=link, score=5, words=f"{WORD} is glad", by=SYSTEM)
    await tickets.hear_customer(ticket_id=ticket_id, words=f"{WORD} writes", by=SYSTEM)


async def _favour(world, order_id: UUID) -> None:
    """Goodwill for a journey, asked for and refused, with her in both."""
    await repairs.add_line(
        order_id=order_id, kind=LineKind.TRAVEL, text="Journey", unit_price=Decimal(40), currency="EUR", by=world.cy
    )
    asked = await repairs.ask_goodwill(
        order_id=order_id, percent=Decimal(50), reason=f"{WORD} waited long", by=world.cy
    )
    await repairs.answer_goodwill(
        order_id=order_id, goodwill_id=asked.id, granted=False, note=f"{WORD} was told before", by=SYSTEM
    )


async def _work(world, order_id: UUID) -> None:
    await repairs.diagnose(order_id=order_id, symptom="S101", section="L02", defect="D22", repair="R04", by=world.cy)
    await repairs.override_cover(order_id=order_id, note=f"{WORD} showed the bill", by=world.cy)
    await repairs.use_part(order_id=order_id, part="P-BAT", location="WH-BER", by=world.cy)
    await _favour(world, order_id)
    start = clock.now() - timedelta(hours=5)
    entry = await timesheets.add_time(
        resource_id=world.bench,
        subject=("repair", order_id),
        started_at=start,
        stopped_at=start + timedelta(minutes=10),
        by=world.cy,
    )
    await timesheets.void_time(entry_id=entry.entry_id, reason=f"{WORD} was not there", by=world.cy)
    estimate = await repairs.make_estimate(order_id=order_id, by=world.cy)
    await repairs.answer_estimate(estimate_id=estimate.id, answer=Answer.ACCEPTED, note=f"{WORD} said yes", by=world.cy)
    await repairs.move_order(order_id=order_id, to=State.WAITING_PART, note=f"{WORD} will wait", by=world.cy)
    await repairs.move_order(order_id=order_id, to=State.REPAIRING, by=world.cy)
    await repairs.give_unit(order_id=order_id, technician_id=world.bo.id, by=world.cy)
    await repairs.give_unit(order_id=order_id, technician_id=world.cy.id, reason=f"{WORD} knows Cy", by=world.cy)
    await repairs.pass_check(order_id=order_id, passed=True, by=world.cy)
    await repairs.close(order_id=order_id, by=world.cy)
    await repairs.hand_over(order_id=order_id, by=world.cy)
