"""Quiet hours, in the recipient's own time."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from notifications.message import DEFAULT_WINDOWS, Category, Medium, Window, next_opening

TEHRAN, BERLIN = ZoneInfo("Asia/Tehran"), ZoneInfo("Europe/Berlin")
SMS = DEFAULT_WINDOWS[Medium.SMS]


def test_at_noon_an_sms_goes_at_once():
    noon = datetime(2026, 11, 25, 12, tzinfo=UTC)
    assert next_opening(noon, TEHRAN, Category.SERVICE, SMS) == noon


def test_at_night_an_sms_waits_until_eight_in_the_recipients_morning():
    night = datetime(2026, 11, 25, 22, tzinfo=UTC)  # 01:30 in Tehran
    assert next_opening(night, TEHRAN, Category.SERVICE, SMS) == datetime(2026, 11, 26, 4, 30, tzinfo=UTC)


def test_the_window_closes_at_nine_in_the_evening_sharp():
    closing = datetime(2026, 11, 25, 20, tzinfo=UTC)  # 21:00 in Berlin
    assert next_opening(closing, BERLIN, Category.SERVICE, SMS) == datetime(2026, 11, 26, 7, tzinfo=UTC)


def test_an_urgent_message_ignores_quiet_hours():
    night = datetime(2026, 11, 25, 23, tzinfo=UTC)
    assert next_opening(night, BERLIN, Category.URGENT, SMS) == night


def test_mail_may_go_at_any_hour():
    night = datetime(2026, 11, 25, 23, tzinfo=UTC)
    assert next_opening(night, BERLIN, Category.SERVICE, DEFAULT_WINDOWS[Medium.EMAIL]) == night


def test_a_weekend_without_a_window_is_waited_out():
    weekdays = [Window(day, 9 * 60, 17 * 60) for day in range(5)]
    friday_evening = datetime(2026, 11, 27, 18, tzinfo=UTC)
    assert next_opening(friday_evening, BERLIN, Category.SERVICE, weekdays) == datetime(2026, 11, 30, 8, tzinfo=UTC)


def test_the_opening_keeps_its_wall_clock_over_the_change_to_summer_time():
    before = datetime(2026, 3, 28, 22, tzinfo=UTC)  # the clocks of Berlin go forward that night
    assert next_opening(before, BERLIN, Category.SERVICE, SMS) == datetime(2026, 3, 29, 6, tzinfo=UTC)


def test_a_single_window_a_week_is_found_even_just_after_it_closed():
    only_now = [Window(2, 9 * 60, 10 * 60)]
    wednesday = datetime(2026, 11, 25, 9, tzinfo=UTC)  # 10:00 in Berlin
    assert next_opening(wednesday, BERLIN, Category.SERVICE, only_now) == datetime(2026, 12, 2, 8, tzinfo=UTC)
