"""The one named world of the tests: Ada the customer, Bo the technician, Cy who may do everything, a drill with serial S1.

Built by the rooms' own actions, so that a test starts from what the product itself would have made.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from service_desk.accounts import actions as accounts
from service_desk.accounts import queries as account_queries
from service_desk.centres import actions as centres
from service_desk.erp import actions as erp
from service_desk.faults import actions as faults
from service_desk.foundation.actor import SYSTEM, Actor
from service_desk.parties import actions as parties
from service_desk.parts import actions as parts
from service_desk.pricing import actions as pricing
from service_desk.products import actions as products
from service_desk.timesheets import actions as timesheets
from service_desk.warranty import actions as warranty

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
PASSWORD = "four words in a row"
POLICY_A = {
    "start": {"mode": "first_of", "candidates": [{"basis": "invoice"}, {"basis": "ship"}]},
    "classes": {"parts": {"months": 24}, "labour": {"months": 12}, "travel": {"months": 3}},
    "repair_warranty_days": 90,
    "repeat": {"days": 30},
}


@dataclass(frozen=True)
class World:
    teh: UUID  # the centre in Tehran (IRR, Persian)
    ber: UUID  # the centre in Berlin (EUR, English)
    ada: UUID  # a customer with a phone and an e-mail, reads English
    bahar: UUID  # a customer with a phone, reads Persian
    bo: Actor  # a technician in Berlin
    cy: Actor  # an administrator in all centres
    token: str  # an API token of Cy's
    drill: UUID  # product D-100, tracked by serial
    battery: UUID  # part P-BAT, not tracked
    display: UUID  # part P-DSP, tracked by serial
    grease: UUID  # part P-GRS, tracked by batch
    s1: UUID  # the drill with serial S1, invoiced 2026-03-15, Ada's, under policy A
    shelf: (
        UUID  # the warehouse in Berlin: 5 P-BAT at 20.00, P-DSP with serial DSP-1 at 80.00, 3 P-GRS of lot G1 at 4.00
    )
    bench: UUID  # Bo as a resource, 30.00 an hour in cost, 60.00 when billed
    policy: UUID  # A: from the invoice 24 months on parts, 12 on labour, 3 on travel; repairs 90 days


async def build_world() -> World:
    teh, ber = await _company()
    bo, cy, token = await _staff(ber)
    ada = await parties.create_party(
        kind="person",
        name="Ada Lovelace",
        language="en",
        by=SYSTEM,
        contacts=[("phone", "+4915112345678"), ("email", "ada@example.com")],
    )
    bahar = await parties.create_party(
        kind="person", name="بهار محمدی", language="fa", by=SYSTEM, contacts=[("phone", "+989121234567")]
    )
    drill = await products.create_product(
        sku="D-100", name={"en": "Drill", "fa": "دریل"}, brand="Bosch", product_class="tool", by=SYSTEM
    )
    battery = await products.create_product(
        sku="P-BAT", name={"en": "Battery"}, kind="part", tracking="none", by=SYSTEM
    )
    display = await products.create_product(
        sku="P-DSP", name={"en": "Display"}, kind="part", tracking="serial", by=SYSTEM
    )
    grease = await products.create_product(sku="P-GRS", name={"en": "Grease"}, kind="part", tracking="batch", by=SYSTEM)
    s1 = await products.register_item(
        product_id=drill,
        serial="S1",
        owner_id=ada,
        country_of_sale="DE",
        dates=[("invoice", date(2026, 3, 15))],
        by=SYSTEM,
    )
    await faults.CODES.load(SYSTEM)
    await faults.LINKS.load(SYSTEM)
    policy = await warranty.create_policy(code="A", name={"en": "Tools"}, by=SYSTEM)
    await warranty.publish_version(policy_id=policy, terms=POLICY_A, valid_from=date(2020, 1, 1), by=SYSTEM)
    await warranty.freeze_at_sale(item_id=s1, policy_code="A", by=SYSTEM)
    shelf, bench = await _workshop(ber, bo, (battery, display, grease))
    return World(teh, ber, ada, bahar, bo, cy, token, drill, battery, display, grease, s1, shelf, bench, policy)


async def _workshop(ber: UUID, bo: Actor, stocked: tuple[UUID, UUID, UUID]) -> tuple[UUID, UUID]:
    shelf = await parts.create_location(
        centre_id=ber, code="WH-BER", name={"en": "Warehouse"}, kind="warehouse", by=SYSTEM
    )
    battery, display, grease = stocked
    await parts.receive(part_id=battery, location_id=shelf, quantity=Decimal(5), unit_cost=Decimal("20.00"), by=SYSTEM)
    await parts.receive(
        part_id=display, location_id=shelf, quantity=Decimal(1), unit_cost=Decimal("80.00"), serial="DSP-1", by=SYSTEM
    )
    await parts.receive(
        part_id=grease, location_id=shelf, quantity=Decimal(3), unit_cost=Decimal("4.00"), lot="G1", by=SYSTEM
    )
    for part, price in ((battery, "39.00"), (display, "149.00"), (grease, "9.50")):
        await pricing.set_price(
            product_id=part, currency="EUR", amount=Decimal(price), valid_from=date(2020, 1, 1), by=SYSTEM
        )
    await pricing.set_tax(country="DE", code="standard", percent=Decimal(19), valid_from=date(2020, 1, 1), by=SYSTEM)
    bench = await timesheets.create_resource(centre_id=ber, code="BO", name="Bo", staff_id=bo.id, by=SYSTEM)
    await timesheets.set_rate(
        centre_id=ber, cost_rate=Decimal(30), bill_rate=Decimal(60), valid_from=date(2020, 1, 1), by=SYSTEM
    )
    return shelf, bench


async def _company() -> tuple[UUID, UUID]:
    await centres.create_company(code="A1", name={"en": "Aftercare Works"}, book_currency="EUR", by=SYSTEM)
    teh = await centres.create_centre(
        code="TEH",
        name={"en": "Tehran", "fa": "تهران"},
        zone="Asia/Tehran",
        country="IR",
        language="fa",
        currency="IRR",
        weekend=(5,),
        by=SYSTEM,
    )
    ber = await centres.create_centre(
        code="BER", name={"en": "Berlin"}, zone="Europe/Berlin", country="DE", language="en", currency="EUR", by=SYSTEM
    )
    for year in (2024, 2025, 2026):
        await centres.open_period(starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), by=SYSTEM)
    await erp.set_default_accounts(by=SYSTEM)
    return teh, ber


async def _staff(ber: UUID) -> tuple[Actor, Actor, str]:
    await accounts.load_roles(by=SYSTEM)
    cy = await accounts.add_staff(login="cy", name="Cy", password=None, by=SYSTEM)
    bo = await accounts.add_staff(login="bo", name="Bo", password=None, by=SYSTEM)
    await accounts.assign_role(staff_id=cy, role="admin", centre_id=None, by=SYSTEM)
    await accounts.assign_role(staff_id=bo, role="technician", centre_id=ber, by=SYSTEM)
    issued = await accounts.issue_token(staff_id=cy, label="tests", scopes=["*"], by=SYSTEM)
    bo_actor, cy_actor = await account_queries.actor_of(bo), await account_queries.actor_of(cy)
    assert bo_actor is not None
    assert cy_actor is not None
    return bo_actor, cy_actor, issued.token
