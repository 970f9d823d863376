"""A ticket's own rules, without a database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from service_desk.foundation.i18n import LANGUAGES
from service_desk.foundation.ids import uuid7
from service_desk.products.rules import ItemFacts, Notice, NoticeKind
from service_desk.tickets.rules import (
    MOVES,
    OPEN_STATES,
    OtherTicket,
    ReportedInFuture,
    State,
    check_reported_at,
    check_words,
    searched,
    sources,
    warn_of_duplicate,
    warn_of_item,
    warn_of_owner,
    warnings,
)

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def item(**given):
    facts = {
        "id": uuid7(), "product_id": uuid7(), "sku": "D", "product_name": {"en": "Drill"}, "brand": "", "product_class": "",
        "tracking": "serial", "serial": "S1", "batch": None, "quantity": Decimal(1), "owner_id": None, "owner_name": None,
        "country_of_sale": None, "replaces_id": None, "replaced_by_id": None, "retired": False, "version": 1,
    }  # fmt: skip
    return ItemFacts(**(facts | given))


def test_every_state_but_new_can_be_reached():
    assert {state for targets in MOVES.values() for state in targets} == set(State) - {State.NEW}


def test_an_ended_ticket_can_only_be_opened_again():
    assert MOVES[State.CLOSED] == MOVES[State.CANCELLED] == {State.OPEN}


def test_only_a_resolved_ticket_is_closed():
    assert sources(State.CLOSED) == {State.RESOLVED}
    assert State.RESOLVED not in OPEN_STATES


def test_a_clock_a_little_ahead_is_forgiven():
    assert check_reported_at(NOW + timedelta(minutes=4), NOW) == NOW + timedelta(minutes=4)
    with pytest.raises(ReportedInFuture):
        check_reported_at(NOW + timedelta(minutes=6), NOW)


def test_words_lose_the_blanks_around_them():
    assert check_words("  it hums \n") == "it hums"


def test_the_owner_who_calls_needs_no_warning():
    ada = uuid7()
    assert warn_of_owner(item(owner_id=ada), ada, "en") == []


def test_an_anonymous_caller_is_not_asked_about_the_owner():
    assert warn_of_owner(item(owner_id=uuid7()), None, "en") == []


def test_a_blocked_item_says_so_even_without_words():
    (warned,) = warn_of_item(item(notices=(Notice("blocked", "case", uuid7(), {}),)), "ru")
    assert (warned.code, warned.message[:19], warned.action) == ("blocked", "S1 заблокировано. П", None)


def test_a_retired_item_is_told():
    assert [warned.code for warned in warn_of_item(item(retired=True), "en")] == ["item_retired"]


def test_the_other_ticket_is_offered():
    other = OtherTicket(uuid7(), "BER-T-000001")
    (warned,) = warn_of_duplicate(other, "zh")
    assert (warned.subject_id, warned.action) == (other.id, "go_to_ticket")


def test_a_ticket_is_found_by_serial_model_in_any_language_and_words():
    assert searched("S1", "D-100", {"en": "Drill", "fa": "دریل"}, "sparks").split() == [
        "S1",
        "D-100",
        "Drill",
        "دریل",
        "sparks",
    ]


def test_every_warning_is_said_in_every_language():
    assert {code for code, said in warnings._SENTENCES.items() if set(said) != set(LANGUAGES)} == set()
    assert {kind.value for kind in NoticeKind} <= set(warnings._SENTENCES)
