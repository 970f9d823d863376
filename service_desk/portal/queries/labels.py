"""What a stranger with a label may learn: the product, whether we know the unit, and how to reach us. No person, no history."""

from dataclasses import dataclass
from typing import Final

from barcodes import parse_scan
from service_desk.centres import queries as centres
from service_desk.centres.queries import NoCompany
from service_desk.centres.rules import SERVICE_EMAIL, SERVICE_PHONE, CentreFacts
from service_desk.foundation.errors import NotFound
from service_desk.portal.rules import Asked, NotOurs, OwnCode
from service_desk.products.queries import UnknownProduct, find_by_scan, product_by_gtin

MOST_CONTACTS: Final = 12


@dataclass(frozen=True, slots=True)
class Contact:
    name: dict[str, str]
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class House:
    """Who runs the desk. `language`: its own, for readers who have none of ours."""

    name: dict[str, str]
    language: str
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """`known`: all that was asked about is known, not only the product."""

    name: dict[str, str]
    brand: str
    known: bool


async def seen(asked: Asked) -> Seen | None:
    """The product behind a label and whether the unit is ours; None where not even the product is."""
    try:
        product = await product_by_gtin(asked.gtin)
    except UnknownProduct:
        return None
    known = True
    if asked.serial or asked.batch:
        # A scan may also mean a unit of a product without GTIN; to a stranger only what the label says counts.
        found = await find_by_scan(parse_scan(asked.link("https://label.invalid")))
        known = any(item.product_id == product.id for item in found.items)
    return Seen(product.name, product.brand, known)


async def house(code: OwnCode | None = None) -> House:
    """With a code of ours, the centre it came from; else every centre that can be reached. Raises NotOurs."""
    try:
        company = await centres.company()
    except NoCompany:  # nobody has moved in yet
        return House({}, "en")
    one = await _centre(code) if code is not None and code.centre else None
    places = [one] if one else await centres.centres()
    contacts = [await contact(place) for place in places]
    reachable = [contact for contact in contacts if contact.phone or contact.email]
    if one is None and len({(contact.phone, contact.email) for contact in reachable}) == 1:
        reachable = [Contact(company.name, reachable[0].phone, reachable[0].email)]  # one door for all centres
    return House(company.name, company.default_language, tuple(reachable[:MOST_CONTACTS]))


async def _centre(code: OwnCode) -> CentreFacts:
    try:
        return await centres.centre_by_code(code.centre)
    except NotFound:
        raise NotOurs(code=code.number) from None


async def contact(place: CentreFacts) -> Contact:
    phone, email = [str(await centres.setting(known.name, place.id)) for known in (SERVICE_PHONE, SERVICE_EMAIL)]
    return Contact(place.name, phone, email)
