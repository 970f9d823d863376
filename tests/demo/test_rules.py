"""What the demo makes up, and how it counts."""

from datetime import UTC, date, datetime
from random import Random
from uuid import UUID

import pytest

from service_desk.accounts.rules import password_fault
from service_desk.accounts.starter import starter_roles
from service_desk.demo.data import complaints, models, parts_for, things
from service_desk.demo.rules.draw import Saying, Unit, draws, shuffled, units_needed, usable, wanted
from service_desk.demo.rules.history import Owned, episodes
from service_desk.demo.rules.jobs import Played
from service_desk.demo.rules.people import customer
from service_desk.demo.rules.places import PASSWORD, PLACES, POLICIES, STAFF, rates, taxes
from service_desk.demo.rules.tally import (
    Balance,
    FoundMessages,
    FoundPosting,
    Owed,
    Told,
    balance_messages,
    balance_postings,
    owed,
    told,
)
from service_desk.faults.starter import starter_codes
from service_desk.foundation.i18n import LANGUAGES
from service_desk.warranty.rules import parse_policy

MOVE, TICKET, ORDER = (UUID(int=n) for n in (1, 2, 3))
SAYINGS = [Saying("clicks", "Fixed"), Saying("smells", "End of life")]
UNITS = [
    Unit(f"S{at}", "M", "", date(2014, 1, 1), date(2014 + at % 2, 6, 1 + at % 28), at % 3 == 0) for at in range(60)
]


def test_every_thing_and_complaint_is_said_in_five_languages():
    for words in (
        *(thing.name for thing in things()),
        *(one.words for one in complaints()),
        *(place.name for place in PLACES),
        *(name for name, _ in POLICIES.values()),
    ):
        assert set(words) == set(LANGUAGES)
        assert all(words.values())


def test_complaints_use_codes_of_the_starter_scheme():
    known = {(code.list_name, code.code) for code in starter_codes()}
    for one in complaints():
        assert {
            ("symptom", one.symptom),
            ("section", one.section),
            ("defect", one.defect),
            ("repair", one.repair),
        } <= known


def test_products_are_tracked_in_all_three_ways_and_every_class_has_parts():
    assert {thing.tracking for thing in models()} == {"serial", "batch", "none"}
    assert all(parts_for(model.product_class) for model in models())
    assert {model.policy for model in models()} <= set(POLICIES)


def test_every_policy_can_be_published():
    for code, (_, terms) in POLICIES.items():
        parse_policy(code, terms)


def test_the_printed_password_may_be_used_by_everyone_on_the_staff():
    assert len(PASSWORD) >= 12
    assert [password_fault(PASSWORD, member.login) for member in STAFF] == [None] * len(STAFF)
    assert {member.role for member in STAFF} == set(starter_roles())


def test_rates_and_taxes_begin_before_anything_is_played():
    assert all(rates(place.currency)[0][0] <= date(2012, 1, 1) for place in PLACES)
    assert {country for country, day, _ in taxes() if day <= date(2012, 1, 1)} == {"DE", "IR", "AE"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_customers_can_mostly_be_reached_and_some_cannot(language):
    people = [customer(Random(at), language, at) for at in range(200)]
    assert 150 < sum(one.reachable for one in people) < 200
    assert all(value.endswith("@example.com") for one in people for kind, value in one.contacts if kind == "email")


def test_the_same_seed_draws_the_same_jobs_and_another_one_others():
    assert draws(UNITS[:22], SAYINGS, 24, "a", 0) == draws(UNITS[:22], SAYINGS, 24, "a", 0)
    assert draws(UNITS[:22], SAYINGS, 24, "a", 0) != draws(UNITS[:22], SAYINGS, 24, "b", 0)


def test_one_job_in_twelve_is_a_second_visit_later_than_the_first():
    drawn = draws(UNITS[: units_needed(24)], SAYINGS, 24, "a", 0)
    again = [one for one in drawn if one.again]
    assert (len(drawn), len(again)) == (24, 2)
    for one in again:
        first = next(other for other in drawn if other.unit == one.unit and not other.again)
        assert first.job.reported_at < one.job.reported_at


def test_jobs_come_in_the_order_of_their_reports_after_the_sale():
    drawn = draws(UNITS[:22], SAYINGS, 24, "a", 0)
    assert [one.job.reported_at for one in drawn] == sorted(one.job.reported_at for one in drawn)
    assert all(one.job.reported_at.date() > one.unit.sold_on for one in drawn)


def test_the_shelf_holds_what_all_jobs_of_a_centre_need():
    drawn = draws(UNITS, SAYINGS, 60, "a", 0)
    need = wanted(drawn, "BER")
    assert {sku: quantity for sku, (_, quantity) in need.items()} == {
        sku: sum(
            one.job.spare.quantity
            for one in drawn
            if one.job.centre == "BER" and one.job.spare and one.job.spare.sku == sku
        )
        for sku in need
    }


def test_units_that_failed_are_tried_first():
    order = [unit.failed for unit in shuffled(UNITS, "a")]
    assert order == sorted(order, reverse=True)


def test_units_whose_story_is_not_over_are_not_used():
    young = Unit("S", "M", "", date(2026, 1, 1), date(2026, 11, 1), failed=True)
    assert usable([young, UNITS[0]], date(2026, 11, 25)) == [UNITS[0]]


def test_seeded_work_is_told_oldest_first_and_finished_work_lies_further_back():
    now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    units = [Owned(f"S{at}", "home", MOVE, True, "en", "BER", at % 2 == 0) for at in range(200)]
    past = episodes(Random(1), units, now)
    assert len({one.unit.serial for one in past}) == len(past)
    assert [one.job.reported_at for one in past] == sorted(one.job.reported_at for one in past)
    assert all(one.job.reported_at < now for one in past)


def verified(key="K", move=None):
    return FoundPosting(key, "journal", "verified", move)


@pytest.mark.parametrize(
    ("found", "balance"),
    [
        ([verified("K"), verified("ISS", MOVE)], Balance(0, 0)),
        ([verified("K")], Balance(1, 0)),
        ([verified("K"), FoundPosting("ISS", "issue", "parked", MOVE)], Balance(1, 0)),
        ([verified("K"), verified("ISS", MOVE), verified("ISS2", MOVE)], Balance(0, 1)),
        ([verified("K"), verified("ISS", MOVE), verified("STRANGER")], Balance(0, 1)),
    ],
)
def test_postings_are_counted_against_what_is_expected(found, balance):
    assert balance_postings([Owed(key="K"), Owed(move_id=MOVE)], found) == balance


def said(event=1, medium="sms", state="delivered", count=1, recipient="ada"):
    return FoundMessages(event, "ticket_opened", TICKET, recipient, medium, state, count)


@pytest.mark.parametrize(
    ("found", "balance"),
    [
        ([said()], Balance(0, 0)),
        ([said(), said(medium="email")], Balance(0, 0)),  # the second way, after the first had failed
        ([], Balance(1, 0)),
        ([said(count=0, state="", medium="", recipient="")], Balance(1, 0)),
        ([said(state="suppressed")], Balance(1, 0)),
        ([said(count=2)], Balance(0, 1)),
        ([said(), said(state="failed")], Balance(0, 1)),
    ],
)
def test_messages_are_counted_against_what_is_expected(found, balance):
    assert balance_messages([Told("ticket_opened", TICKET)], found) == balance


def test_a_customer_whom_nothing_reaches_is_expected_to_hear_nothing():
    assert told([Played(reachable=False, ticket_id=TICKET)]) == []
    assert told([Played(reachable=True, ticket_id=TICKET)]) == [Told("ticket_opened", TICKET)]


def test_a_job_that_broke_off_owes_what_it_did():
    assert owed("SPG", [Played(reachable=True, order_id=ORDER, order_number="BER-R-000001", issued=[MOVE])], []) == [
        Owed(move_id=MOVE)
    ]
