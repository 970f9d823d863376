"""Who has the same record open is told from page to page; who says nothing any more is gone, and nothing is kept."""

import pytest

from service_desk.foundation.ids import uuid7
from service_desk.foundation.live import HUB, RESYNC
from service_desk.foundation.web.presence import (
    BEAT_SECONDS,
    CAME,
    GONE_SECONDS,
    LEFT,
    WRITES_SECONDS,
    Company,
    tell_writing,
)

ADA, BO = uuid7(), uuid7()
DESK = uuid7()


@pytest.fixture
def told(monkeypatch):
    """What was said, to be heard by everybody."""
    said = []
    monkeypatch.setattr(HUB, "announce", lambda topic, key="": said.append((topic, key)))
    return said


def pages(*people):
    return [Company("ticket", DESK, each) for each in people]


def spread(told, companies, now):
    """Until nobody has more to say."""
    while told:
        topic, key = told.pop(0)
        for each in companies:
            each.hear(topic, key, now)


def test_who_comes_second_is_seen_by_the_first_and_sees_them(told):
    ada, bo = pages(ADA, BO)
    ada.tell(CAME, 0)
    spread(told, [ada], 0)
    bo.tell(CAME, 1)
    spread(told, [ada, bo], 1)
    assert (ada.changed(), bo.changed()) == ((frozenset({BO}), frozenset()), (frozenset({ADA}), frozenset()))
    assert (ada.changed(), bo.changed()) == (None, None)  # nothing is drawn twice
    bo.tell(LEFT, 2)
    spread(told, [ada, bo], 2)
    assert ada.changed() == (frozenset(), frozenset())


def test_who_has_two_pages_open_is_there_until_both_are_closed_and_is_no_company_to_themselves(told):
    ada, bo, again = pages(ADA, BO, BO)
    for each in (ada, bo, again):
        each.tell(CAME, 0)
        spread(told, [ada, bo, again], 0)
    assert bo.changed() == (frozenset({ADA}), frozenset())
    again.tell(LEFT, 1)
    spread(told, [ada, bo], 1)
    assert ada.changed() == (frozenset({BO}), frozenset())
    bo.tell(LEFT, 2)
    spread(told, [ada], 2)
    assert ada.changed() == (frozenset(), frozenset())


def test_who_writes_is_told_so_for_as_long_as_they_do(told):
    ada, bo = pages(ADA, BO)
    for each in (ada, bo):
        each.tell(CAME, 0)
        spread(told, [ada, bo], 0)
    tell_writing("ticket", DESK, BO)
    spread(told, [ada, bo], 1)
    assert ada.changed() == (frozenset(), frozenset({BO}))
    assert bo.changed() == (frozenset({ADA}), frozenset())
    assert ada.wait(1) <= WRITES_SECONDS
    ada.tick(1 + WRITES_SECONDS)
    assert ada.changed() == (frozenset({BO}), frozenset())


def test_a_process_that_died_leaves_nobody_behind(told):
    ada, bo = pages(ADA, BO)
    for each in (ada, bo):
        each.tell(CAME, 0)
        spread(told, [ada, bo], 0)
    ada.changed()
    for beat in range(1, 4):  # bo says nothing; ada goes on saying that she is there
        ada.tick(beat * BEAT_SECONDS)
    assert told == [(ada.topic, f"{ada.stream} {ADA} here")] * 3
    assert GONE_SECONDS < 3 * BEAT_SECONDS
    assert ada.changed() == (frozenset(), frozenset())


def test_after_a_lost_connection_everybody_says_again_who_they_are(told):
    ada, bo = pages(ADA, BO)
    bo.tell(CAME, 0)
    told.clear()  # ada heard nothing of it
    ada.hear(*RESYNC, 1)
    spread(told, [ada, bo], 1)
    assert ada.changed() == (frozenset({BO}), frozenset())


def test_another_record_is_another_place(told):
    ada, other = Company("ticket", DESK, ADA), Company("ticket", uuid7(), BO)
    other.tell(CAME, 0)
    spread(told, [ada, other], 0)
    assert ada.changed() is None
