"""Consent, receipts and what follows from an outcome: pure rules."""

from datetime import UTC, datetime, timedelta

import pytest

from notifications.message import (
    Category,
    ConsentFact,
    Later,
    Medium,
    Recipient,
    Refused,
    Sent,
    State,
    Unknown,
    Verdict,
    allowance,
    moves_on,
    ruling,
)
from service_desk.foundation.phones import takes_sms

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
YES, NO = ConsentFact(given=True), ConsentFact(given=False)


def ruled(outcome, verdict=Verdict.FAIL, attempts=1, expires_at=None):
    return ruling(
        outcome, verdict, now=NOW, attempts=attempts, wait=timedelta(minutes=1), heal_after=timedelta(minutes=10),
        expires_at=expires_at,
    )  # fmt: skip


def test_word_of_ones_own_repair_needs_no_consent():
    assert allowance(Category.SERVICE, None, None).allowed


def test_a_withdrawn_consent_stops_service_messages():
    assert allowance(Category.SERVICE, NO, None).reason == "consent_withdrawn"


def test_a_survey_needs_a_yes():
    assert allowance(Category.OPTIONAL, None, None).reason == "no_consent"
    assert allowance(Category.OPTIONAL, YES, None).allowed


def test_safety_goes_out_in_spite_of_a_no_but_never_to_a_suppressed_address():
    assert allowance(Category.URGENT, NO, None).allowed
    assert allowance(Category.URGENT, YES, "opted_out").reason == "opted_out"


@pytest.mark.parametrize(
    ("current", "news", "moves"),
    [
        (State.SENDING, State.ACCEPTED, True),
        (State.UNKNOWN, State.DELIVERED, True),
        (State.DEAD, State.DELIVERED, True),
        (State.SENT, State.ACCEPTED, False),
        (State.DELIVERED, State.SENT, False),
        (State.DELIVERED, State.FAILED, False),
        (State.DELIVERED, State.READ, True),
        (State.SENT, State.SENT, False),
    ],
)
def test_a_receipt_never_moves_a_message_back(current, news, moves):
    assert moves_on(current, news) is moves


def test_what_the_provider_took_is_accepted():
    assert ruled(Sent("SM1")).state is State.ACCEPTED


def test_what_may_have_been_sent_is_unknown_and_looked_at_in_ten_minutes():
    assert ruled(Unknown("no_answer")).state is State.UNKNOWN
    assert ruled(Unknown("no_answer")).at == NOW + timedelta(minutes=10)


def test_a_rate_limit_is_waited_for_and_does_not_count_as_a_try():
    again = ruled(Later("20429", after=7.0), attempts=8)
    assert (again.state, again.at, again.counts) == (State.QUEUED, NOW + timedelta(seconds=7), False)


def test_the_eighth_failure_is_the_last():
    assert ruled(Later("not_connected"), attempts=7).state is State.QUEUED
    last = ruled(Later("not_connected"), attempts=8)
    assert (last.state, last.fall_back, last.alert) == (State.DEAD, True, True)


def test_a_message_that_would_come_too_late_expires_instead():
    assert ruled(Later("not_connected"), expires_at=NOW + timedelta(seconds=30)).state is State.EXPIRED


def test_an_opt_out_is_written_down_and_never_tried_again():
    gone = ruled(Refused("21610"), Verdict.OPTED_OUT)
    assert (gone.state, gone.suppress, gone.fall_back) == (State.FAILED, "opted_out", True)


def test_a_telephone_that_is_off_is_tried_three_times_and_then_the_next_medium():
    assert ruled(Refused("30003"), Verdict.UNREACHABLE, attempts=2).state is State.QUEUED
    assert ruled(Refused("30003"), Verdict.UNREACHABLE, attempts=3).fall_back


def test_a_refused_account_stops_the_channel_and_spares_the_message():
    stopped = ruled(Refused("20003"), Verdict.STOP)
    assert (stopped.state, stopped.stop, stopped.counts) == (State.QUEUED, True, False)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_leads_somewhere(verdict):
    assert ruled(Refused("x"), verdict).state in set(State)


@pytest.mark.parametrize(
    ("number", "mobile"),
    [
        ("+989121234567", True),
        ("+982188881234", False),
        ("+12025550143", True),
        ("+4915112345678", True),
        ("12", False),
    ],
)
def test_only_mobiles_are_texted(number, mobile):
    assert takes_sms(number) is mobile


def test_only_media_with_an_address_reach_someone():
    person = Recipient("p", "en", "UTC", {Medium.EMAIL: "ada@example.com"})
    assert person.reachable((Medium.SMS, Medium.EMAIL)) == (Medium.EMAIL,)
