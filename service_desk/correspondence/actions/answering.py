"""Answer a customer by hand: written on the ticket and sent, a few seconds later, so that it can still be taken back."""

from uuid import UUID

from notifications.actions import NotCancellable, cancel, say
from notifications.message import Medium, State
from notifications.templates import visible
from service_desk.correspondence import rules, words
from service_desk.correspondence.queries import answering, said_on, sides_of
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic
from service_desk.foundation.errors import Conflict, Invalid, NotFound
from service_desk.tickets import queries as tickets
from service_desk.tickets.actions import add_note, withdraw_reply
from service_desk.tickets.rules import EntryKind


class NothingToSend(Invalid):
    code = "nothing_to_send"
    message = "Write what the customer is to read."


class NotThatWay(Conflict):
    code = "not_that_way"
    message = "The customer cannot be answered by {medium}: {reason}"


class NotTakenBack(Conflict):
    code = "not_taken_back"
    message = "This reply is on its way already: it cannot be taken back. Write another one."


async def reply(*, ticket_id: UUID, body: str, medium: Medium, by: Actor) -> UUID:
    """Write the reply on the ticket and send it in some seconds; what the customer wrote is answered. The entry's id.

    Raises NothingToSend, NotThatWay with the reason, TooManyWords.
    """
    if not visible(body):
        raise NothingToSend(field="body")
    ticket = await tickets.ticket(ticket_id, by.where("messages.send"))
    by.require("messages.send", ticket.centre_id)
    open_to = {way.medium: way for way in (await answering(ticket, by.language)).ways}
    if (reason := open_to[medium].why) is not None:
        raise NotThatWay(field="medium", medium=medium, reason=reason)
    sides = await sides_of(ticket.centre_id, ticket.party_id)
    async with atomic():
        entry_id = await add_note(ticket_id=ticket_id, body=body, kind=EntryKind.REPLY, by=by)
        await say(
            recipient=sides.recipient, template=words.REPLY.key,
            params=rules.reply_words(sides.words, ticket.number, body), dedupe_key=f"reply:{entry_id}", channels=[medium],
            centre_id=ticket.centre_id, thread=rules.thread(ticket_id), handler="correspondence.reply",
            held_until=clock.now() + rules.HELD,
        )  # fmt: skip
    return entry_id


async def take_back(*, ticket_id: UUID, entry_id: UUID, by: Actor) -> str:
    """Stop a reply that has not gone yet, and take it off the ticket; its words. Raises NotTakenBack once it is on its way."""
    ticket = await tickets.ticket(ticket_id, by.where("messages.send"))
    by.require("messages.send", ticket.centre_id)
    carried = [each.message for each in await said_on(ticket_id, by.language) if each.entry_id == entry_id]
    if not carried:
        raise NotFound(kind="message", key=entry_id)
    async with atomic():
        for message in carried:
            if message.state == State.CANCELLED:
                continue
            try:
                await cancel(message_id=message.id, by=by)
            except NotCancellable:
                raise NotTakenBack from None
        return await withdraw_reply(ticket_id=ticket_id, entry_id=entry_id, by=by)
