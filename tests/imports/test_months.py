"""Days whose months are names: whole, short, bent by grammar, in many languages and three calendars."""

from datetime import date

import pytest

from service_desk.foundation.days.calendars import CalendarSystem
from service_desk.foundation.days.written import Form, fits, parse, possible

GREGORIAN, JALALI, HIJRI = CalendarSystem.GREGORIAN, CalendarSystem.JALALI, CalendarSystem.HIJRI
TODAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("written", "form", "day"),
    [
        ("12-Mär-2024", Form("%d-%b-%Y"), date(2024, 3, 12)),
        ("12. März 2024", Form("%d. %B %Y"), date(2024, 3, 12)),
        ("3 янв. 2024", Form("%d %b %Y"), date(2024, 1, 3)),
        ("3 января 2024 г.", Form("%d %b %Y г."), date(2024, 1, 3)),
        ("5 Août 2023", Form("%d %b %Y"), date(2023, 8, 5)),
        ("5 de agosto de 2023", Form("%d de %b de %Y"), date(2023, 8, 5)),
        ("3 sierpnia 2023", Form("%d %b %Y"), date(2023, 8, 3)),
        ("9 ağustos 2023", Form("%d %b %Y"), date(2023, 8, 9)),
        ("١٢ آذار ٢٠٢٤", Form("%d %b %Y"), date(2024, 3, 12)),
        ("12 ژوئن 2024", Form("%d %b %Y"), date(2024, 6, 12)),
        ("۱۲ خرداد ۱۴۰۲", Form("%d %b %Y", JALALI), date(2023, 6, 2)),
        ("12 Khordad 1402", Form("%d %b %Y", JALALI), date(2023, 6, 2)),
        ("15 ربيع الأول 1445", Form("%d %b %Y", HIJRI), date(2023, 9, 30)),
        ("12th March 2024", Form("%d %B %Y"), date(2024, 3, 12)),
        ("Sept. 5, 2023", Form("%b %d, %Y"), date(2023, 9, 5)),
        ("12-Mar-24", Form("%d-%b-%y", GREGORIAN, 2000), date(2024, 3, 12)),
    ],
)
def test_a_month_is_read_by_its_name(written, form, day):
    assert parse(written, form) == day


@pytest.mark.parametrize(
    ("column", "form"),
    [
        (("12. März 2024", "3. Okt. 2023"), Form("%d. %b %Y")),
        (("۱۲ خرداد ۱۴۰۲", "۳ مهر ۱۴۰۱"), Form("%d %b %Y", JALALI)),
        (("12-Mar-24", "1-Oct-23"), Form("%d-%b-%y", GREGORIAN, 2000)),
        (("3 января 2024 г.",), Form("%d %b %Y г.")),
    ],
)
def test_a_column_of_such_days_is_recognised(column, form):
    assert possible(dict.fromkeys(column, 1), TODAY, form.century) == [form]


@pytest.mark.parametrize("name", ["Foo", "Marz0", "13", "", "Monday"])
def test_what_is_the_name_of_no_month_is_no_day(name):
    assert fits(f"12 {name} 2024", (Form("%d %b %Y"),), TODAY) is None
