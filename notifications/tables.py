"""What is kept about messages. Personal columns are named, so that export and erasure can walk the schema."""

from typing import ClassVar

from piccolo.columns import BigInt, BigSerial, Integer, Numeric
from piccolo.table import Table

from service_desk.foundation import columns
from service_desk.foundation.db import DB


class Message(Table, db=DB):
    """One thing said to one person on one medium, as it was rendered. `seq` is the order in which things were said."""

    PERSONAL: ClassVar[tuple[str, ...]] = (
        "recipient_key",
        "address",
        "params",
        "subject",
        "body",
        "fallbacks",
        "error_text",
    )

    id = columns.pk()
    seq = BigSerial(null=False)
    centre_id = columns.opaque(null=True)
    recipient_key = columns.code(64)
    medium = columns.code(10)
    address = columns.code(320)
    language = columns.code(5)
    zone = columns.code(64)
    category = columns.code(10)
    priority = Integer(null=False, default=5)
    thread = columns.code(80)
    template = columns.code(60)
    params = columns.json()
    subject = columns.text()
    body = columns.text()
    content_sid = columns.code(40, null=True)
    encoding = columns.code(8)
    segments = Integer(null=False, default=0)
    reference = columns.code(43)
    dedupe_key = columns.code(200)
    event_id = BigInt(null=True, default=None)
    handler = columns.code(80)
    handler_seq = Integer(null=False, default=0)
    follows_id = columns.opaque(null=True)
    fallbacks = columns.json()
    repeatable = columns.flag(default=False)
    created_at = columns.moment()
    expires_at = columns.moment(null=True)
    state = columns.code(12)
    state_at = columns.moment()
    not_before = columns.moment()
    hold_reason = columns.code(40, null=True)
    attempts = Integer(null=False, default=0)
    deaths = Integer(null=False, default=0)
    lease_token = columns.opaque(null=True)
    lease_until = columns.moment(null=True)
    call_started_at = columns.moment(null=True)
    channel = columns.code(20, null=True)
    provider_id = columns.code(320, null=True)
    provider_state = columns.code(40, null=True)
    error_code = columns.code(60, null=True)
    error_text = columns.text(null=True)
    price = Numeric(digits=(18, 8), null=True, default=None)
    currency = columns.code(3, null=True)


class MessageEvent(Table, db=DB):
    """What became of a message, line by line; nothing is overwritten. `token` is the provider's own, once for ever."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("text",)

    id = columns.pk()
    message_id = columns.opaque()
    at = columns.moment()
    source = columns.code(12)
    state = columns.code(12)
    provider_state = columns.code(40, null=True)
    code = columns.code(60, null=True)
    text = columns.text(null=True)
    token = columns.code(120, null=True)


class Consent(Table, db=DB):
    """The log of yes and no; the newest row of a person, medium and category is in force."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("recipient_key", "wording", "ip")

    id = columns.pk()
    seq = BigSerial(null=False)
    recipient_key = columns.code(64)
    medium = columns.code(10)
    category = columns.code(10)
    given = columns.flag()
    source = columns.code(40)
    wording = columns.text()
    ip = columns.code(45, null=True)
    at = columns.moment()
    recorded_by = columns.opaque()


class Suppression(Table, db=DB):
    """An address that must not be used on a medium. Lifted by staff with a note, never deleted."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("address", "note")

    id = columns.pk()
    medium = columns.code(10)
    address = columns.code(320)
    reason = columns.code(20)
    source = columns.code(60)
    at = columns.moment()
    by_id = columns.opaque()
    lifted_at = columns.moment(null=True)
    lifted_by = columns.opaque(null=True)
    note = columns.text()


class TemplateText(Table, db=DB):
    """The house's own words for a template, over those that come with the program; the highest `number` that was not
    withdrawn is in force."""

    id = columns.pk()
    key = columns.code(60)
    medium = columns.code(10)
    language = columns.code(5)
    number = Integer(null=False, default=1)
    subject = columns.text()
    body = columns.text()
    content_sid = columns.code(40, null=True)
    published_at = columns.moment()
    published_by = columns.opaque()
    withdrawn_at = columns.moment(null=True)


class SendWindow(Table, db=DB):
    """When a medium may be used, in the recipient's time; without rows of a medium the built-in windows hold."""

    id = columns.pk()
    medium = columns.code(10)
    weekday = Integer(null=False, default=0)
    opens = Integer(null=False, default=0)
    closes = Integer(null=False, default=0)


class ErrorRule(Table, db=DB):
    """What to do on a provider's error code, over the channel's own table: providers split and rename their codes."""

    id = columns.pk()
    channel = columns.code(20)
    code = columns.code(60)
    verdict = columns.code(20)
    set_at = columns.moment()
    set_by = columns.opaque()


class ChannelStop(Table, db=DB):
    """A channel that must not be used until staff clear it, for example after its password was refused."""

    id = columns.pk()
    channel = columns.code(20)
    reason = columns.text()
    stopped_at = columns.moment()
    cleared_at = columns.moment(null=True)
    cleared_by = columns.opaque(null=True)
