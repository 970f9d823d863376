"""Forget a customer: every room forgets its own part, all in one transaction."""

from uuid import UUID

from notifications.actions import erase_recipient
from service_desk.calls.actions import erase_callers
from service_desk.foundation import idempotency
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic
from service_desk.foundation.errors import Conflict
from service_desk.links.actions import erase_links
from service_desk.parties.actions import erase_party
from service_desk.parties.rules import pseudonym
from service_desk.privacy.rules import Erasure
from service_desk.products.actions import erase_evidence
from service_desk.repairs import actions as repairs
from service_desk.repairs import queries as repair_queries
from service_desk.scanning.actions import erase_labels, erase_sent
from service_desk.tickets import queries as tickets
from service_desk.tickets.actions import erase_words
from service_desk.timesheets.actions import erase_reasons
from service_desk.warranty.actions import erase_written


class UnfinishedWork(Conflict):
    code = "unfinished_work"
    message = "This customer still has open work: {numbers}. End it first; then their data can be erased."


async def erase(*, party_id: UUID, by: Actor) -> Erasure:
    """Names, ways to reach, words and files are gone; amounts, dates, invoices and events stay, under a pseudonym.

    Done twice it does no harm: what came in meanwhile is erased too. Raises UnfinishedWork.
    """
    by.require_company("customers.erase")
    async with atomic():
        party = await erase_party(party_id=party_id, by=by)
        unfinished = [*await tickets.open_of_parties(party.ids), *await repair_queries.open_of_parties(party.ids)]
        if unfinished:
            raise UnfinishedWork(numbers=unfinished[:5])
        ticket_ids = await erase_words(party_ids=party.ids)
        orders = await repairs.erase_notes(party_ids=party.ids, ticket_ids=ticket_ids)
        work = [*ticket_ids, *orders.order_ids, *orders.repair_item_ids]
        await erase_links(party_ids=party.ids, subject_ids=work)
        units = await erase_evidence(party_ids=party.ids)
        await erase_written(subject_ids=work, item_ids=units)
        await erase_reasons(subject_ids=work)
        await erase_labels(ids=[*party.ids, *work])
        await erase_callers(party_ids=party.ids, addresses=party.values)
        await erase_sent(party_ids=party.ids, addresses=party.values)
        messages = await erase_recipient(keys=[str(each) for each in party.ids], addresses=party.values)
        await idempotency.forget([*party.ids, *work])
    return Erasure(
        party_id=party.target, name=pseudonym(party.target), aliases=len(party.ids) - 1,
        tickets=len(ticket_ids), orders=len(orders.order_ids), messages=len(messages),
    )  # fmt: skip
