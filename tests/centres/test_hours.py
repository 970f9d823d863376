"""When a centre is open, in one sentence of the reader's language."""

from datetime import date, timedelta

import pytest

from service_desk.centres import actions, queries
from service_desk.centres.rules.hours import first_day, opening_words
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.i18n import LANGUAGES

EUROPE, IRAN, EGYPT = (6, 7), (5,), (5, 6)
NINE, TEN, EIGHT = (540, 1080), (600, 840), (480, 1020)


def week(days, *shifts):
    return [(day, *shift) for day in days for shift in shifts]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Mon–Fri 9:00–18:00; Sat 10:00–14:00"),
        ("fa", "دوشنبه تا جمعه ۹:۰۰ تا ۱۸:۰۰؛ شنبه ۱۰:۰۰ تا ۱۴:۰۰"),
        ("ar", "الاثنين–الجمعة 9:00–18:00؛ السبت 10:00–14:00"),
        ("zh", "周一至周五 9:00–18:00；周六 10:00–14:00"),
        ("ru", "пн–пт 9:00–18:00; сб 10:00–14:00"),
    ],
)
def test_a_week_is_folded_into_ranges_in_the_readers_language(language, said):
    assert opening_words(week(range(1, 6), NINE) + week([6], TEN), EUROPE, language) == said


def test_the_week_begins_behind_the_weekend_of_the_country():
    assert [first_day(weekend) for weekend in (EUROPE, IRAN, EGYPT, (), (7,), (4, 5))] == [1, 6, 7, 1, 1, 6]
    hours = week([6, 7, 1, 2, 3], EIGHT) + week([4], (480, 780))
    assert opening_words(hours, IRAN, "fa") == "شنبه تا چهارشنبه ۸:۰۰ تا ۱۷:۰۰؛ پنجشنبه ۸:۰۰ تا ۱۳:۰۰"
    assert opening_words(week([7, 1, 2, 3, 4], EIGHT), EGYPT, "ar") == "الأحد–الخميس 8:00–17:00"


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (week(range(1, 8), (0, 1440)), "Mon–Sun 0:00–24:00"),
        (week(range(1, 6), (540, 720), (780, 1080)), "Mon–Fri 9:00–12:00, 13:00–18:00"),
        (week([1, 2, 4, 5], NINE) + week([3], TEN), "Mon, Tue, Thu, Fri 9:00–18:00; Wed 10:00–14:00"),
        (week([1, 2, 3, 5], NINE), "Mon–Wed, Fri 9:00–18:00"),
        (week([6, 7], TEN), "Sat, Sun 10:00–14:00"),
        ([], ""),
    ],
)
def test_whatever_the_week_is_like_it_is_told_in_its_order(hours, said):
    assert opening_words(reversed(hours), EUROPE, "en") == said


def test_holidays_ahead_are_told_unless_it_is_closed_then_anyway():
    hours = week(range(1, 6), NINE)
    closed = [date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1)]  # the second is a Saturday
    assert opening_words(hours, EUROPE, "en", closed) == "Mon–Fri 9:00–18:00; closed 25 December and 1 January"
    assert opening_words(hours, EUROPE, "fa", closed[:1]).endswith("؛ ۴ دی تعطیل")
    assert opening_words(hours, EUROPE, "zh", closed[:1]).endswith("；12月25日休息")


async def test_a_centre_tells_its_hours_with_the_holidays_of_the_next_two_weeks_and_none_where_it_keeps_none(world):
    place = await queries.centre(world.ber)
    await actions.set_hours(centre_id=world.ber, hours={day: [NINE] for day in range(1, 8)}, by=SYSTEM)
    today = clock.today(place.zone)
    for known in await queries.holidays(world.ber, today, today + timedelta(days=30)):
        await actions.remove_holiday(centre_id=world.ber, on_date=known.on_date, by=SYSTEM)
    assert await queries.when_open(place, "en") == "Mon–Sun 9:00–18:00"
    for ahead in (2, 20):
        await actions.add_holiday(
            centre_id=world.ber, on_date=today + timedelta(days=ahead), name={"en": "Feast"}, by=SYSTEM
        )
    told = {language: await queries.when_open(place, language) for language in LANGUAGES}
    soon = today + timedelta(days=2)
    assert told["en"] == f"Mon–Sun 9:00–18:00; closed {soon.day} {soon:%B}"
    assert len(set(told.values())) == len(LANGUAGES)
    await actions.set_hours(centre_id=world.ber, hours={}, by=SYSTEM)
    assert await queries.when_open(place, "en") == ""
