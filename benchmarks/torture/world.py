"""The small company that is tortured: one centre, units in and out of cover, customers who can be reached, full shelves."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from notifications.tables import SendWindow
from service_desk.accounts import actions as accounts
from service_desk.centres import actions as centres
from service_desk.erp import actions as erp
from service_desk.faults import actions as faults
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.parties import actions as parties
from service_desk.parts import actions as parts
from service_desk.pricing import actions as pricing
from service_desk.products import actions as products
from service_desk.products.actions.load import ItemRow, LoadedDate, load_items
from service_desk.products.rules import Basis
from service_desk.timesheets import actions as timesheets
from service_desk.warranty import actions as warranty
from service_desk.warranty.actions.load import Sold, load_terms
from service_desk.warranty.queries import version_for
from service_desk.warranty.rules import Candidate

CLIENTS: Final = 4
UNITS: Final = 3000  # more than are brought in, so that no unit is on two orders at once
DISPLAYS: Final = 60  # pieces with a serial; who finds none left takes a battery
PLENTY: Final = Decimal(100_000)
LONG_AGO: Final = date(2020, 1, 1)
TERMS: Final = {
    "start": {"mode": "first_of", "candidates": [{"basis": "invoice"}]},
    "classes": {"parts": {"months": 24}, "labour": {"months": 12}, "travel": {"months": 3}},
    "repair_warranty_days": 90,
    "repeat": {"days": 30},
}


@dataclass(frozen=True)
class World:
    """`receipts` are the stock moves by which the parts came in; `clocks` are the technicians, one for each client."""

    centre_id: UUID
    token: str
    principal: UUID
    customers: tuple[UUID, ...]
    serials: tuple[str, ...]
    displays: tuple[str, ...]
    shelf: UUID
    clocks: tuple[UUID, ...]
    receipts: tuple[UUID, ...]


async def build_world() -> World:
    """By the rooms' own actions, in an empty database. No quiet hours: a message need not wait for the morning."""
    centre_id = await _company()
    principal, token = await _staff()
    customers = await _customers()
    serials = await _units(customers)
    shelf, receipts = await _stock(centre_id)
    clocks = [
        await timesheets.create_resource(
            centre_id=centre_id, code=f"T-{number}", name=f"Technician {number}", by=SYSTEM
        )
        for number in range(CLIENTS)
    ]
    await timesheets.set_rate(
        centre_id=centre_id, cost_rate=Decimal(30), bill_rate=Decimal(60), valid_from=LONG_AGO, by=SYSTEM
    )
    displays = tuple(f"DSP-{number}" for number in range(DISPLAYS))
    return World(centre_id, token, principal, customers, serials, displays, shelf, tuple(clocks), receipts)


async def _company() -> UUID:
    await centres.create_company(code="A1", name={"en": "Aftercare Works"}, book_currency="EUR", by=SYSTEM)
    centre_id = await centres.create_centre(
        code="BER", name={"en": "Berlin"}, zone="Europe/Berlin", country="DE", language="en", currency="EUR", by=SYSTEM
    )
    this_year = clock.today("Europe/Berlin").year
    for year in (this_year - 1, this_year, this_year + 1):
        await centres.open_period(starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), by=SYSTEM)
    await erp.set_default_accounts(by=SYSTEM)
    await faults.CODES.load(SYSTEM)
    await faults.LINKS.load(SYSTEM)
    await pricing.set_tax(country="DE", code="standard", percent=Decimal(19), valid_from=LONG_AGO, by=SYSTEM)
    await SendWindow.insert(
        *(
            SendWindow(medium=medium, weekday=day, opens=0, closes=1440)
            for medium in ("sms", "whatsapp")
            for day in range(7)
        )
    )
    return centre_id


async def _staff() -> tuple[UUID, str]:
    await accounts.load_roles(by=SYSTEM)
    staff_id = await accounts.add_staff(login="cy", name="Cy", password=None, by=SYSTEM)
    await accounts.assign_role(staff_id=staff_id, role="admin", centre_id=None, by=SYSTEM)
    issued = await accounts.issue_token(staff_id=staff_id, label="torture", scopes=["*"], by=SYSTEM)
    return staff_id, issued.token


async def _customers() -> tuple[UUID, ...]:
    made = []
    for number, language in enumerate(("en", "fa", "ar", "zh", "ru") * 4):
        contacts = [("phone", f"+4915112345{number:03}"), ("email", f"customer{number}@example.com")]
        contacts = contacts[number % 3 == 1 :] if number % 3 != 2 else contacts[:1]
        made.append(
            await parties.create_party(
                kind="person", name=f"Customer {number}", language=language, contacts=contacts, by=SYSTEM
            )
        )
    return tuple(made)


async def _units(customers: tuple[UUID, ...]) -> tuple[str, ...]:
    """Drills, sold over the last four years: half of them are out of cover."""
    drill = await products.create_product(
        sku="D-100", name={"en": "Drill", "fa": "دریل"}, brand="Bosch", product_class="tool", by=SYSTEM
    )
    policy = await warranty.create_policy(code="A", name={"en": "Tools"}, by=SYSTEM)
    await warranty.publish_version(policy_id=policy, terms=TERMS, valid_from=LONG_AGO, by=SYSTEM)
    today = clock.today("Europe/Berlin")
    days = [today - timedelta(days=40 + number * 37 % 1400) for number in range(UNITS)]
    serials = tuple(f"DRL{number:05}" for number in range(UNITS))
    rows = [
        ItemRow(
            product_id=drill, serial=serial, owner_id=customers[number % len(customers)], owner_since=days[number],
            country_of_sale="DE", dates=(LoadedDate(Basis.INVOICE, days[number], "invoice", proof_accepted=True),),
        )
        for number, serial in enumerate(serials)
    ]  # fmt: skip
    loaded = await load_items(rows, by=SYSTEM)
    version = await version_for("A", today)
    await load_terms(
        [
            Sold(item_id, version, (Candidate(Basis.INVOICE, day, "invoice", "", True),))
            for item_id, day in zip(loaded.ids, days, strict=True)
        ]
    )
    return serials


async def _stock(centre_id: UUID) -> tuple[UUID, tuple[UUID, ...]]:
    shelf = await parts.create_location(
        centre_id=centre_id, code="WH", name={"en": "Warehouse"}, kind="warehouse", by=SYSTEM
    )
    receipts: list[UUID] = []

    async def receive(part_id: UUID, quantity: Decimal, cost: str, *, lot: str = "", serial: str = "") -> None:
        received = await parts.receive(
            part_id=part_id, location_id=shelf, quantity=quantity, unit_cost=Decimal(cost), lot=lot, serial=serial, by=SYSTEM
        )  # fmt: skip
        receipts.append(received.move_id)

    for sku, tracking, price in (("P-BAT", "none", "39.00"), ("P-GRS", "batch", "9.50"), ("P-DSP", "serial", "149.00")):
        part_id = await products.create_product(sku=sku, name={"en": sku}, kind="part", tracking=tracking, by=SYSTEM)
        await pricing.set_price(
            product_id=part_id, currency="EUR", amount=Decimal(price), valid_from=LONG_AGO, by=SYSTEM
        )
        if tracking == "serial":
            for number in range(DISPLAYS):
                await receive(part_id, Decimal(1), "80.00", serial=f"DSP-{number}")
        else:
            await receive(part_id, PLENTY, "20.00", lot="G1" if tracking == "batch" else "")
    return shelf, tuple(receipts)
