"""Bring the rooms to what a document says, section by section: only what differs is done."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final
from uuid import UUID

import msgspec

from notifications.actions import publish_text, set_error_rule, set_windows
from notifications.message import Medium, Window
from service_desk.accounts import actions as accounts
from service_desk.centres import actions as centres
from service_desk.centres import queries as places
from service_desk.centres.rules import PeriodState
from service_desk.erp import actions as erp
from service_desk.faults.actions import CODES, LINKS
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import today
from service_desk.foundation.db import fetchval
from service_desk.foundation.errors import Conflict
from service_desk.foundation.i18n import code_form
from service_desk.foundation.starter import Starter, Value
from service_desk.parts import actions as parts
from service_desk.parts import queries as stock
from service_desk.pricing import actions as pricing
from service_desk.setup import queries
from service_desk.setup.actions import goods
from service_desk.setup.actions.change import change_centre
from service_desk.setup.rules import complete_centre, shifts
from service_desk.setup.rules.document import (
    AccountRoleRow,
    AccountRow,
    CentreRow,
    Document,
    ErrorRuleRow,
    HolidayRow,
    LabourRow,
    OwnRow,
    PeriodRow,
    PlaceRow,
    PolicyRow,
    RateRow,
    RoleRow,
    SettingRow,
    TaxRow,
    TextRow,
    WindowRow,
)
from service_desk.setup.rules.short_ways import unfolded
from service_desk.timesheets import actions as timesheets
from service_desk.warranty import actions as warranty
from service_desk.warranty import queries as policies
from service_desk.warranty.actions import STARTER as PACKS

# Kinds of starter data that have no section: what a company made of them goes as it is.
OWN_SOURCES: Final = (CODES, LINKS, PACKS)


class PublishedOtherwise(Conflict):
    code = "published_otherwise"
    message = (
        "The policy {policy} is published here with other versions, and what is published stays, since units "
        "were sold under it. Leave those as `desk settings export` writes them, and add a new version behind them."
    )


async def configuration() -> Document:
    """The whole document of this desk."""
    own = [
        OwnRow(source=source.name, key=key, value=dict(value))
        for source in OWN_SOURCES
        for key, value in await _own(source)
    ]
    return msgspec.structs.replace(await queries.document(), own=own)


async def _own(source: Starter) -> list[tuple[str, Value]]:
    shipped = await source.shipped()
    return [(key, value) for key, value in (await source.held()).items() if shipped.get(key) != value]


async def apply(new: Document, old: Document, by: Actor) -> dict[str, int]:
    """Do what differs; what the document does not name stays. How many rows of each section were set."""
    done: dict[str, int] = {}
    there, rows = {one.code: one for one in old.centres}, []
    for centre in new.centres:
        code = centre.code or complete_centre(centre, old.company).code  # as it was made of the name at the founding
        held = there.get(code_form(code))
        row = complete_centre(centre, old.company) if held is None else msgspec.structs.replace(centre, code=held.code)
        rows.append(row)
        if await _put_centre(row, held, by):
            done["centres"] = done.get("centres", 0) + 1
    if old.centres:  # a founding has put the short ways into their sections already
        new = unfolded(new, rows, old, today("UTC"))
    for section, put in _PUT.items():
        wanted = _differing(section, getattr(new, section) or (), getattr(old, section) or ())
        if wanted:
            by.require_company(_RIGHTS[section])
            await put(wanted, by)
            done[section] = len(wanted)
    return done


def _differing(section: str, rows: Sequence[Any], held: Sequence[Any]) -> list[Any]:
    """A medium keeps all of its windows in one go: those that stay go with the one that differs."""
    there = {_said(row) for row in held}
    wanted = [row for row in rows if _said(row) not in there]
    if section == "windows":
        media = {row.medium for row in wanted} | {
            row.medium for row in held if row not in rows and any(each.medium == row.medium for each in rows)
        }
        return [row for row in rows if row.medium in media]
    return wanted


def _said(row: msgspec.Struct) -> bytes:
    """What a row says, however its numbers are written (19 and 19.00) and its names are ordered."""
    values = {
        name: value.normalize() if isinstance(value, Decimal) else value
        for name, value in msgspec.structs.asdict(row).items()
    }
    return msgspec.json.encode(values, order="deterministic")


async def _put_centre(row: CentreRow, held: CentreRow | None, by: Actor) -> bool:
    """What a document does not say of a centre that is there stays."""
    if held is None:
        await centres.create_centre(
            code=row.code, name=row.name, zone=row.zone, country=row.country, language=row.language,
            currency=row.currency, weekend=row.weekend or (), by=by,
            hours=None if row.hours is None else shifts(row.hours),
        )  # fmt: skip
        return True
    centre_id = await _centre(row.code)
    changed = await change_centre(
        centre_id=centre_id, name=row.name or None, zone=row.zone or None, country=row.country or None,
        language=row.language or None, currency=row.currency or None, weekend=row.weekend, by=by,
    )  # fmt: skip
    if row.hours is not None and row.hours != held.hours:
        await centres.set_hours(centre_id=centre_id, hours=shifts(row.hours), by=by)
        changed = True
    return changed


async def _centre(code: str) -> UUID:
    return (await places.centre_by_code(code)).id


async def _put_periods(rows: Sequence[PeriodRow], by: Actor) -> None:
    for row in rows:
        known = await fetchval(
            "select id from accounting_period where starts_on = $1 and ends_on = $2", row.starts_on, row.ends_on
        )
        key = known or await centres.open_period(starts_on=row.starts_on, ends_on=row.ends_on, by=by)
        if row.state == PeriodState.CLOSED:
            await centres.close_period(period_id=key, by=by)
        elif known:
            await centres.reopen_period(period_id=key, by=by)


async def _put_taxes(rows: Sequence[TaxRow], by: Actor) -> None:
    for row in rows:
        await pricing.set_tax(country=row.country, code=row.code, percent=row.percent, valid_from=row.since, by=by)


async def _put_rates(rows: Sequence[RateRow], by: Actor) -> None:
    for row in rows:
        await centres.set_rate(currency=row.currency, per_currency=row.per, rate=row.rate, valid_from=row.since, by=by)


async def _put_holidays(rows: Sequence[HolidayRow], by: Actor) -> None:
    for row in rows:
        centre_id = await _centre(row.centre)
        if await fetchval("select true from holiday where centre_id = $1 and on_date = $2", centre_id, row.on):
            await centres.remove_holiday(centre_id=centre_id, on_date=row.on, by=by)  # it has another name now
        await centres.add_holiday(centre_id=centre_id, on_date=row.on, name=row.name, by=by)


async def _put_places(rows: Sequence[PlaceRow], by: Actor) -> None:
    known = {(place.centre_id, place.code, place.kind): place.id for place in await stock.locations()}
    for row in rows:
        centre_id = await _centre(row.centre)
        if key := known.get((centre_id, code_form(row.code), row.kind)):
            await parts.rename_location(location_id=key, name=row.name, by=by)
        else:
            await parts.create_location(centre_id=centre_id, code=row.code, name=row.name, kind=row.kind, by=by)


async def _put_labour(rows: Sequence[LabourRow], by: Actor) -> None:
    for row in rows:
        await timesheets.set_rate(
            centre_id=await _centre(row.centre), cost_rate=row.cost, bill_rate=row.price, valid_from=row.since,
            activity=row.activity, currency=row.currency or None, by=by,
        )  # fmt: skip


async def _put_accounts(rows: Sequence[AccountRow], by: Actor) -> None:
    for row in rows:
        await erp.add_account(code=row.code, name=row.name, by=by)


async def _put_account_roles(rows: Sequence[AccountRoleRow], by: Actor) -> None:
    for row in rows:
        await erp.set_account_role(role=row.role, account=row.account, valid_from=row.since, by=by)


async def _put_policies(rows: Sequence[PolicyRow], by: Actor) -> None:
    """Versions that are there already are left alone: what is published is never changed."""
    known = {code_form(policy.code): policy.id for policy in await policies.policies()}
    held = {code_form(row.code): row for row in (await queries.document()).policies or ()}
    for row in rows:
        key = known.get(code_form(row.code)) or await warranty.create_policy(code=row.code, name=row.name, by=by)
        there = held.get(code_form(row.code), PolicyRow(code=row.code, name=row.name))
        published = [_said(version) for version in there.versions]
        if [_said(version) for version in row.versions[: len(published)]] != published:
            raise PublishedOtherwise(policy=row.code)
        if row.name != there.name:
            await warranty.rename_policy(policy_id=key, name=row.name, by=by)
        for version in row.versions[len(published) :]:
            await warranty.publish_version(policy_id=key, terms=version.terms, valid_from=version.since, by=by)


async def _put_settings(rows: Sequence[SettingRow], by: Actor) -> None:
    for row in rows:
        await centres.set_setting(
            name=row.name, value=row.value, valid_from=row.since, by=by,
            centre_id=await _centre(row.centre) if row.centre else None,
        )  # fmt: skip


async def _put_texts(rows: Sequence[TextRow], by: Actor) -> None:
    if find_spec(_MESSAGES) is not None:  # a house without that room has no messages to word
        import_module(f"{_MESSAGES}.words")  # registers their templates
    for row in rows:
        await publish_text(
            key=row.key, medium=Medium(row.medium), language=row.language, subject=row.subject, body=row.body,
            content_sid=row.content_sid, by=by,
        )  # fmt: skip


async def _put_windows(rows: Sequence[WindowRow], by: Actor) -> None:
    for medium in dict.fromkeys(row.medium for row in rows):
        windows = [Window(row.weekday, row.opens, row.closes) for row in rows if row.medium == medium]
        await set_windows(medium=Medium(medium), windows=windows, by=by)


async def _put_error_rules(rows: Sequence[ErrorRuleRow], by: Actor) -> None:
    for row in rows:
        await set_error_rule(channel=row.channel, code=row.code, verdict=row.verdict, by=by)


async def _put_roles(rows: Sequence[RoleRow], by: Actor) -> None:
    for row in rows:
        await accounts.set_role(code=row.code, name=row.name, rights=row.rights, by=by)


async def _put_own(rows: Sequence[OwnRow], by: Actor) -> None:
    for source in OWN_SOURCES:
        if chosen := {row.key: row.value for row in rows if row.source == source.name}:
            await source.put(chosen, by)


_MESSAGES: Final = "service_desk.correspondence"
Put = Callable[[Any, Actor], Awaitable[None]]
# In the order in which one needs the other.
_PUT: Final[Mapping[str, Put]] = {
    "roles": _put_roles,
    "periods": _put_periods,
    "rates": _put_rates,
    "taxes": _put_taxes,
    "accounts": _put_accounts,
    "account_roles": _put_account_roles,
    "holidays": _put_holidays,
    "places": _put_places,
    "labour": _put_labour,
    "policies": _put_policies,
    "settings": _put_settings,
    "texts": _put_texts,
    "windows": _put_windows,
    "error_rules": _put_error_rules,
    "products": goods.put_products,
    "prices": goods.put_prices,
    "part_costs": goods.put_part_costs,
    "printers": goods.put_printers,
    "stations": goods.put_stations,
    "own": _put_own,
}
# What the doors of the rooms ask for the same, beside the right to change the configuration; a starter's own right is asked by it.
_RIGHTS: Final[Mapping[str, str]] = {
    "roles": "accounts.write", "periods": "periods.close", "rates": "prices.write", "taxes": "prices.write",
    "accounts": "erp.mapping", "account_roles": "erp.mapping", "holidays": "centres.write", "places": "parts.adjust",
    "labour": "time.rates", "policies": "warranty.policy", "settings": "centres.write", "texts": "messages.manage",
    "windows": "messages.manage", "error_rules": "messages.manage", "products": "products.write", "prices": "prices.write",
    "part_costs": "prices.write", "printers": "centres.write", "stations": "centres.write", "own": "centres.write",
}  # fmt: skip
