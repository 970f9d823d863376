"""Take out what a run had made: all of it or, where that is asked for, what nothing has used; the rest stays and says why.

Records are deleted, stock goes back by a correction of its receipt, which moves the books too, and values that were taken over
give way to those from before. Nothing is touched that somebody has changed since.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

from service_desk.events.actions import record
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import DB, atomic, execute, fetch, fetchrow
from service_desk.foundation.errors import Busy, Conflict, DeskError, Forbidden, NotFound, Unauthorised
from service_desk.foundation.ids import uuid7
from service_desk.foundation.sentences import said, sentence
from service_desk.foundation.written import Phrase, Term
from service_desk.imports.actions.forgetting import KEPT
from service_desk.imports.actions.runs import LOCK, RunAtWork
from service_desk.imports.queries import users_of
from service_desk.imports.rules import ImportUndone, Kind, Made, Stays
from service_desk.parties.actions.load import restore_party, unload_parties
from service_desk.parts.actions import correct_receipt, return_part
from service_desk.pricing.actions import unload_prices
from service_desk.products.actions.load import restore_item, unload_dates, unload_items, unload_products
from service_desk.tickets.actions.load import restore_ticket, unload_tickets
from service_desk.tickets.rules import SUBJECT
from service_desk.warranty.actions import refreeze
from service_desk.warranty.actions.load import unload_decisions, unload_terms
from service_desk.warranty.queries import terms_of

PIECE: Final = 2000
_SHOWN: Final = 10
_NONE: Final = Decimal(0)
_ONE: Final = Decimal(1)
_ROOM: Final = "service_desk.imports"


class _Kind(NamedTuple):
    """Table, the name of a reference to it, the column that names a row, the tables whose rows go with it, those that tell
    of it for ever: such a record stays, and that is no fault.
    """

    table: str
    name: str
    shown: str
    with_it: frozenset[str] = frozenset()
    lasting: frozenset[str] = frozenset()


# From the top down.
_KINDS: Final[Mapping[Made, _Kind]] = {
    Made.TICKET: _Kind("ticket", "ticket", "number", frozenset({"decision"})),
    Made.ITEM: _Kind("service_item", "item", "serial", frozenset({"item_date", "item_owner", "item_terms"})),
    Made.CUSTOMER: _Kind("party", "party", "name", frozenset({"contact_point", "address"})),
    Made.PRODUCT: _Kind("product", "product", "sku", lasting=frozenset({"stock", "stock_move"})),
}


_CHANGED: Final = {Kind.ITEMS: Made.ITEM, Kind.TICKETS: Made.TICKET, Kind.CUSTOMERS: Made.CUSTOMER}


class NothingToUndo(Conflict):
    code = "nothing_to_undo"
    message = "Import {number} is {state}: there is nothing to undo."


class BeforeIsForgotten(Conflict):
    code = "before_is_forgotten"
    message = (
        "Import {number} took new values for {count:# record|# records}, and what they said before was forgotten after {days:# day|# days}. "
        "Correct those records themselves."
    )


class UsedMeanwhile(Conflict):
    code = "used_meanwhile"
    message = (
        "What import {number} made is in use or was changed since: {users}. Nothing was undone. End or delete that first, "
        "or undo the rest alone (partial)."
    )


class Undone(NamedTuple):
    """How many records are gone or as they were; what stays, and why."""

    records: int
    stays: list[Stays]


async def undo(*, run_id: UUID, by: Actor, partial: bool = False) -> Undone:
    """Raises NothingToUndo, RunAtWork, BeforeIsForgotten and, unless `partial`, UsedMeanwhile: then nothing is changed."""
    guard = await DB.get_new_connection()
    try:
        if not await guard.fetchval(LOCK, str(run_id)):
            raise RunAtWork(number=(await _run(run_id, by))["number"])
        async with atomic():
            return await _Undoing(await _run(run_id, by), by).all(partial=partial)
    finally:
        await guard.close()


async def _run(run_id: UUID, by: Actor) -> Mapping[str, Any]:
    row = await fetchrow(
        "select id, number, centre_id, kind, state, dry, language, started_at, finished_at, (tally->>'taken')::int as taken "
        "from import_run where id = $1 for update",
        run_id,
    )
    if row is None:
        raise NotFound(kind="import", key=run_id)
    by.require_row("imports.run", row["centre_id"], kind="import", key=run_id)
    return dict(row)


async def _subjects(moves: Sequence[UUID]) -> list[UUID]:
    return [row["subject_id"] for row in await fetch("select subject_id from stock_move where id = any($1)", moves)]


class _Undoing:
    """`stays` as people are told, `blocking` how many of them are a reason to do nothing; `left` are the ids for another try."""

    def __init__(self, run: Mapping[str, Any], by: Actor) -> None:
        self.run, self.by, self.records, self.blocking = run, by, 0, 0
        self.stays: list[tuple[Made, str, Any]] = []
        self.left: dict[str, list[UUID]] = {}

    async def all(self, *, partial: bool) -> Undone:
        run = self.run
        if run["dry"] or run["state"] not in {"finished", "cancelled", "running", "failed"}:
            raise NothingToUndo(number=run["number"], state=Term(str(run["state"])))
        if run["taken"] and run["started_at"] < clock.now() - KEPT:
            raise BeforeIsForgotten(number=run["number"], count=run["taken"], days=KEPT.days)
        made: dict[str, list[UUID]] = {}
        for row in await fetch("select kind, ids from import_batch where run_id = $1 order by id", run["id"]):
            made.setdefault(row["kind"], []).extend(row["ids"])
        await self._delete(Made.TICKET, made)
        await self._delete(Made.ITEM, made)
        await self._sales(made.get("sale", []))
        await self._restore(made.get("address", []))
        await self._dates(made.get("item_date", []))
        await self._stock(made.get("receipt", []))
        await self._prices(made.get("price", []))
        await self._delete(Made.CUSTOMER, made)
        await self._delete(Made.PRODUCT, made)
        if self.blocking and not partial:
            raise UsedMeanwhile(number=run["number"], users=self._named())
        await self._keep()
        told = [Stays(kind, name, self._said(why)) for kind, name, why in self.stays]
        return Undone(self.records, told)

    async def _delete(self, kind: Made, made: Mapping[str, list[UUID]]) -> None:
        """What uses these records; what the same run made on top of them is gone already."""
        ids = made.get(kind, [])
        if not ids:
            return
        known = _KINDS[kind]
        users = await users_of(known.table, known.name, ids, known.with_it)
        if kind is Made.ITEM:
            for key in await _subjects(made.get("sale", [])):  # the sale out of our own stock goes with its unit
                if users.get(key) == {"stock_move": 1}:
                    del users[key]
        free = [key for key in ids if key not in users]
        for start in range(0, len(free), PIECE):  # each statement is short enough for the time that statements have
            await self._take_out(kind, free[start : start + PIECE])
        self.records += len(free)
        if not users:
            return
        names = await fetch(f"select id, {known.shown} as name from {known.table} where id = any($1)", list(users))
        for row in names:
            by_whom = users[row["id"]]
            if by_whom.keys() <= known.lasting:
                self.stays.append((kind, row["name"], Phrase("moves of its stock tell of it")))
                continue
            why = [
                Phrase("{user}: {count}", user=Term(user.replace("_", " ")), count=count)
                for user, count in sorted(by_whom.items())
            ]
            self._blocked(kind, row["name"] or "", Phrase("it is in use: {users}", users=why))
            self.left.setdefault(kind, []).append(row["id"])

    async def _take_out(self, kind: Made, ids: Sequence[UUID]) -> None:
        match kind:
            case Made.TICKET:
                await unload_decisions(SUBJECT, ids)
                await unload_tickets(ids, centre_id=self.run["centre_id"], by=self.by)
            case Made.ITEM:
                await unload_terms(ids)
                await unload_items(ids, by=self.by)
            case Made.CUSTOMER:
                await unload_parties(ids, by=self.by)
            case Made.PRODUCT:
                await unload_products(ids)

    async def _restore(self, addresses: list[UUID]) -> None:
        """What was there before the run gets back its values, the newest first."""
        rows = await fetch(
            "select id, subject_id, fields, line from import_finding where run_id = $1 and taken order by line desc, id desc",
            self.run["id"],
        )
        for row in rows:
            fields = {name: (kept, new) for name, (kept, new) in row["fields"].items()}
            if await self._give_back(row["subject_id"], fields, addresses):
                await execute("update import_finding set taken = false where id = $1", row["id"])
                self.records += 1
            else:
                changed = Phrase("it was changed since")
                self._blocked(
                    _CHANGED[self.run["kind"]],
                    said(Phrase("line {line}", line=row["line"]), _ROOM, self.language),
                    changed,
                )

    async def _give_back(self, key: UUID, fields: Mapping[str, tuple[str, str]], addresses: list[UUID]) -> bool:
        match self.run["kind"]:
            case Kind.ITEMS:
                return await restore_item(key, fields, by=self.by)
            case Kind.TICKETS:
                return await restore_ticket(key, fields, by=self.by)
            case _:
                return await restore_party(key, fields, addresses, by=self.by)

    async def _dates(self, ids: list[UUID]) -> None:
        """The terms are reckoned anew without them."""
        for item_id in await unload_dates(ids, by=self.by):
            if await terms_of(item_id) is not None:
                await refreeze(item_id=item_id, by=self.by)
        if self.run["kind"] == Kind.DATES:
            self.records += len(ids)

    async def _stock(self, ids: list[UUID]) -> None:
        """Each receipt goes back to nothing, in desk and books, where all of it still lies there."""
        reason = said(Phrase("import {number} was undone", number=self.run["number"]), _ROOM, self.language)
        for key in ids:
            try:
                async with atomic():
                    await correct_receipt(move_id=key, quantity=_NONE, reason=reason, by=self.by)
            except (Busy, Forbidden, Unauthorised):
                raise
            except DeskError as error:
                name = await fetchrow(
                    "select p.sku from stock_move m join product p on p.id = m.product_id where m.id = $1", key
                )
                self._blocked(Made.RECEIPT, name["sku"] if name else "", error)
                self.left.setdefault("receipt", []).append(key)
            else:
                self.records += 1

    async def _prices(self, ids: list[UUID]) -> None:
        """Sale prices go, so that those from before hold again."""
        if not ids:
            return
        stay = await unload_prices(ids, loaded_until=self.run["finished_at"] or clock.now())
        self.records += len(ids) - len(stay)
        rows = await fetch(
            "select r.id, p.sku from price r join product p on p.id = r.product_id where r.id = any($1)", stay
        )
        for row in rows:
            self._blocked(Made.PRODUCT, row["sku"], Phrase("it was changed since"))
            self.left.setdefault("price", []).append(row["id"])

    async def _sales(self, ids: list[UUID]) -> None:
        """Units that were sold out of our own stock lie there again, unless the unit itself stays."""
        stays = set(self.left.get(Made.ITEM, []))
        for row in await fetch("select id, subject_id, serial from stock_move where id = any($1)", ids):
            if row["subject_id"] in stays:
                self.left.setdefault("sale", []).append(row["id"])
                continue
            try:
                async with atomic():
                    await return_part(move_id=row["id"], quantity=_ONE, by=self.by)
            except (Busy, Forbidden, Unauthorised):
                raise
            except DeskError as error:
                self._blocked(Made.ITEM, row["serial"], error)
                self.left.setdefault("sale", []).append(row["id"])

    async def _keep(self) -> None:
        """What is left can be undone later; a run of which nothing is left is undone."""
        run = self.run
        await execute("delete from import_batch where run_id = $1", run["id"])
        for kind, ids in self.left.items():
            await execute(
                "insert into import_batch (id, run_id, kind, ids) values ($1, $2, $3, $4)",
                uuid7(),
                run["id"],
                kind,
                ids,
            )
        state = run["state"] if self.blocking else "undone"
        await execute(
            "update import_run set state = $2, undone_at = $3, undone_by = $4 where id = $1",
            run["id"], state, clock.now(), self.by.id,
        )  # fmt: skip
        fact = ImportUndone(run["id"], self.records)
        await record(fact, subject=("import_run", run["id"]), centre_id=run["centre_id"], by=self.by)

    @property
    def language(self) -> str:
        return str(self.run["language"])

    def _blocked(self, kind: Made, name: str, why: Any) -> None:
        self.blocking += 1
        self.stays.append((kind, name, why))

    def _named(self) -> list[Phrase | str]:
        shown = [
            Phrase("{name} ({why})", name=name, why=sentence(why, self.language) if isinstance(why, DeskError) else why)
            for _, name, why in self.stays[:_SHOWN]
        ]
        return [*shown, *["…"] * (len(self.stays) > _SHOWN)]

    def _said(self, why: Any) -> str:
        return sentence(why, self.language) if isinstance(why, DeskError) else said(why, _ROOM, self.language)
