"""Who is told what, in which language and by which number: pure rules."""

import dataclasses
import inspect
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from notifications.message import NOBODY, Medium
from service_desk.centres.rules import CentreFacts, CompanyFacts
from service_desk.correspondence import rules
from service_desk.events.rules import kind_of
from service_desk.foundation.money import Money
from service_desk.parties.rules import Contact, PartyFacts
from service_desk.repairs import rules as repairs
from service_desk.repairs.rules import ClosedLine, EstimateSent, RepairClosed, Share
from service_desk.tickets import rules as tickets

ID = UUID(int=1)
COMPANY = CompanyFacts(ID, "A1", {"en": "Aftercare Works", "fa": "پس از فروش"}, "EUR", "en", "next_open_day")
CENTRE = CentreFacts(ID, "TEH", {"en": "Tehran", "fa": "تهران"}, "Asia/Tehran", "IR", "fa", "IRR", (5,), retired=False)


def ada(*contacts, language="ru", zone=None):
    return PartyFacts(ID, "person", "Ada", language, zone, None, ("customer",), tuple(Contact(*c) for c in contacts), 1)


@pytest.mark.parametrize("room", [tickets, repairs], ids=["tickets", "repairs"])
def test_every_event_of_the_trade_is_told_or_said_to_be_silent(room):
    facts = [kind for _, kind in inspect.getmembers(room, inspect.isclass) if dataclasses.is_dataclass(kind)]
    events = {kind_of(kind) for kind in facts if _is_event(kind)}
    assert events <= {kind_of(kind) for kind in rules.TOLD} | rules.SILENT
    assert events


def _is_event(kind):
    """A fact in the past tense: the first field is the id of its subject, the second its number."""
    names = [field.name for field in dataclasses.fields(kind)]
    return names[0] in {"ticket_id", "order_id", "estimate_id"} and names[1] == "number"


def test_the_customers_own_language_comes_first_then_the_centres_then_the_companys():
    assert rules.language_for(ada(language="ru"), CENTRE, COMPANY) == "ru"
    assert rules.language_for(ada(language="sv"), CENTRE, COMPANY) == "fa"
    assert rules.language_for(None, None, COMPANY) == "en"


def test_a_customer_is_written_to_in_no_language_that_the_company_does_not_speak():
    ours = dataclasses.replace(COMPANY, languages=("fa", "en"))
    assert rules.language_for(ada(language="ru"), CENTRE, ours) == "fa"
    assert rules.language_for(ada(language="en"), CENTRE, ours) == "en"


def test_the_preferred_mobile_is_texted():
    person = ada(("phone", "+4915112345678"), ("phone", "+989121234567", "", True), ("email", "ada@example.com"))
    assert rules.recipient(person, CENTRE, COMPANY).addresses == {
        Medium.SMS: "+989121234567",
        Medium.EMAIL: "ada@example.com",
    }


def test_a_mobile_is_texted_even_where_a_landline_is_preferred():
    person = ada(("phone", "+982188881234", "", True), ("phone", "+989121234567"))
    assert rules.recipient(person, CENTRE, COMPANY).addresses[Medium.SMS] == "+989121234567"


def test_quiet_hours_go_by_the_customers_zone_else_the_centres():
    assert rules.recipient(ada(zone="Europe/Berlin"), CENTRE, COMPANY).zone == "Europe/Berlin"
    assert rules.recipient(ada(), CENTRE, COMPANY).zone == "Asia/Tehran"


def test_without_a_customer_the_message_is_for_nobody():
    assert rules.recipient(None, CENTRE, COMPANY).key == NOBODY


def test_a_message_says_who_writes_in_the_readers_language():
    assert rules.address_words(
        ada(), CENTRE, COMPANY, "fa", "+98 21 1234", "service@example.com", "ونک ۱", "۸ تا ۱۷"
    ) == {
        "name": "Ada",
        "company": "پس از فروش",
        "centre": "تهران",
        "phone": "+98 21 1234",
        "email": "service@example.com",
        "address": "ونک ۱",
        "hours": "۸ تا ۱۷",
    }
    assert rules.address_words(None, None, COMPANY, "en")["centre"] == "Aftercare Works"


def test_an_estimate_names_what_the_customer_is_asked_to_pay_and_until_when():
    sent = EstimateSent(ID, "E-1", ID, "R-1", ID, "EUR", Decimal(90), Decimal(40), date(2026, 12, 9))
    told = rules.estimate_words(sent, date(2026, 11, 25))
    assert (told["total"]["amount"], told["days"]) == (Decimal(40), 14)


def closed(closing=1, payer="customer"):
    shares = (Share(payer, Decimal(100), Decimal(50)),)
    line = ClosedLine(
        ID, 1, "labour", ID, None, Decimal(1), "h", Decimal(50), Decimal(50), Decimal(20), "EUR", "covered", "", payer, shares,
        None, None, None,
    )  # fmt: skip
    return RepairClosed(
        ID,
        "R-1",
        closing,
        None,
        ID,
        (ID,),
        "EUR",
        date(2026, 11, 1),
        date(2026, 11, 25),
        "repaired",
        Decimal(50),
        (line,),
    )


def test_a_finished_repair_names_what_the_customer_is_charged():
    due = Money(Decimal("59.50"), "EUR")
    assert rules.ready_words(closed(), due)["due"] == {"amount": Decimal("59.50"), "currency": "EUR"}


@pytest.mark.parametrize("sum_", [0, -5])
def test_a_repair_that_costs_nothing_asks_for_nothing(sum_):
    assert rules.ready_words(closed(payer="warranty"), Money(Decimal(sum_), "EUR"))["due"] is None
