"""The engine of templates: languages, plurals, and people's words kept in their place."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from notifications.message import Category, Medium
from notifications.templates import (
    BadTemplate,
    Override,
    Template,
    UnknownTemplate,
    html_part,
    render,
    said,
    template,
    tried,
)
from notifications.templates.language import filters, plural_for
from service_desk.foundation.written import written_amount, written_day


@pytest.fixture
def greeting(tmp_path):
    (tmp_path / "en.txt").write_text(
        "== subject ==\nFor {{ name }}\n== sms ==\nHello {{ name }}\n== email ==\nDear {{ name }}\n"
    )
    return Template("greeting", tmp_path, Category.SERVICE, {"name": "Ada"}, valid_for=timedelta(days=1))


def test_an_sms_does_not_say_amp(greeting):
    assert render(greeting, "en", Medium.SMS, {"name": "Black & Decker"}).body == "Hello Black & Decker"


def test_whatsapp_without_words_of_its_own_says_those_of_sms(greeting):
    assert render(greeting, "en", Medium.WHATSAPP, {"name": "Ada"}).body == "Hello Ada"


def test_a_language_without_a_file_is_answered_in_english(greeting):
    assert render(greeting, "ru", Medium.EMAIL, {"name": "Ада"}).body == "Dear Ада"


def test_a_missing_parameter_is_an_error(greeting):
    with pytest.raises(BadTemplate, match="no place called 'name'"):
        render(greeting, "en", Medium.SMS, {})


def test_the_houses_own_words_stand_above_those_of_the_program(greeting):
    assert render(greeting, "en", Medium.SMS, {"name": "Ada"}, Override("", "Hi {{ name }}!")).body == "Hi Ada!"


def test_a_template_cannot_reach_into_the_program(greeting):
    with pytest.raises(BadTemplate):
        render(greeting, "en", Medium.SMS, {"name": "Ada"}, Override("", "{{ name.__class__.__mro__ }}"))


def test_a_line_break_in_a_name_starts_no_header(greeting):
    told = render(greeting, "en", Medium.EMAIL, {"name": "Ada\r\nBcc: all@example.com"})
    assert told.subject == "For Ada Bcc: all@example.com"


def test_direction_marks_in_a_name_cannot_turn_the_text_around(greeting):
    assert render(greeting, "en", Medium.SMS, {"name": "Ada\u202e\u2069"}).body == "Hello Ada"


def test_a_very_long_parameter_is_cut(greeting):
    assert len(render(greeting, "en", Medium.SMS, {"name": "x" * 10_000}).body) == 506


def test_an_unknown_template_names_the_known_ones():
    with pytest.raises(UnknownTemplate, match="no message template nothing"):
        template("nothing")


def test_the_page_is_escaped_directed_and_isolated():
    page = html_part("سریال \u2066<S1>\u2069\n\nhttps://desk.example/a?b=1&c=2", "موضوع", "fa")
    assert '<html lang="fa" dir="rtl">' in page
    assert '<bdi dir="ltr">&lt;S1&gt;</bdi>' in page
    assert '<a href="https://desk.example/a?b=1&amp;c=2">' in page


def test_persian_dates_are_jalali_in_persian_digits():
    assert written_day(date(2026, 3, 21), "fa") == "۱ فروردین ۱۴۰۵"


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "21 March 2026"), ("ar", "21 مارس 2026"), ("zh", "2026年3月21日"), ("ru", "21 марта 2026 года")],
)
def test_other_languages_write_the_gregorian_day_their_way(language, written):
    assert written_day(date(2026, 3, 21), language) == written


@pytest.mark.parametrize(
    ("amount", "currency", "language", "written"),
    [
        ("1234.5", "EUR", "en", "€1,234.50"), ("64845000", "IRR", "en", "IRR 64,845,000"), ("1234.5", "KWD", "en", "KWD 1,234.500"),
        ("64845000", "IRR", "fa", "۶۴٬۸۴۵٬۰۰۰ ریال"), ("1234.5", "EUR", "fa", "۱٬۲۳۴٫۵۰ یورو"), ("105", "AED", "ar", "105.00 درهم إماراتي"),
        ("99.9", "CNY", "zh", "¥99.90"), ("105", "AED", "zh", "105.00阿联酋迪拉姆"), ("1234.5", "EUR", "ru", "1\xa0234,50\xa0€"), ("21", "RUB", "ru", "21,00\xa0₽"),
    ],
)  # fmt: skip
def test_an_amount_is_written_as_people_of_the_language_write_it(amount, currency, language, written):
    assert written_amount(Decimal(amount), currency, language) == written


@pytest.mark.parametrize(("count", "word"), [(1, "день"), (3, "дня"), (5, "дней"), (11, "дней"), (21, "день")])
def test_russian_counts_in_three_ways(count, word):
    assert plural_for("ru")(count, one="день", few="дня", many="дней", other="дня") == word


@pytest.mark.parametrize(
    ("count", "form"), [(0, "zero"), (1, "one"), (2, "two"), (3, "few"), (11, "many"), (100, "other")]
)
def test_arabic_counts_in_six_ways(count, form):
    forms = {name: name for name in ("zero", "one", "two", "few", "many", "other")}
    assert plural_for("ar")(count, **forms) == form


def test_persian_takes_nothing_for_one_and_chinese_knows_no_plural():
    assert plural_for("fa")(0, one="یک", other="چند") == "یک"
    assert plural_for("zh")(1, one="no", other="台") == "台"


def test_a_name_is_set_apart_only_where_it_runs_against_the_text():
    assert filters("en")["name"]("Ada") == "Ada"
    assert filters("fa")["name"]("Ada") == "\u2068Ada\u2069"
    assert filters("fa")["name"]("یخچال ۱۲") == "یخچال ۱۲"


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Bosch یخچال"), ("ru", "یخچال Bosch"), ("fa", "یخچال LG-100"), ("ar", "LG ثلاجة")]
)
def test_a_name_of_two_scripts_does_not_change_the_places_of_what_follows_it(language, name):
    assert filters(language)["name"](name) == f"\u2068{name}\u2069"


def test_a_serial_with_persian_letters_stays_whole_in_an_english_text():
    assert filters("en")["code"]("الف-123") == "\u2066الف-123\u2069"
    assert filters("en")["code"]("SN-123") == "SN-123"


PRICED = {
    "name": "Ada",
    "due": {"amount": Decimal("12.50"), "currency": "EUR"},
    "link": "https://desk.example/l/abc",
    "outcome": "repaired",
}


@pytest.fixture
def ready(tmp_path):
    (tmp_path / "en.txt").write_text("== subject ==\nReady\n== sms ==\nReady\n")
    return Template("ready", tmp_path, Category.SERVICE, PRICED)


@pytest.mark.parametrize(
    "body",
    ["{{ 'x' * 100000000 }}", "{{ 10 ** 9999999 }}", "{{ [1] * 99999999 }}", "{{ '%09999999d' % 1 }}",
     "{{ 'x'.ljust(99999999) }}", "{% for a in name %}{% for b in name %}x{% endfor %}{% endfor %}", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
     "{% for a in 'xx' recursive %}{{ loop('xx') }}{% endfor %}"],
)  # fmt: skip
def test_words_that_would_keep_the_desk_busy_are_refused_before_they_run(ready, body):
    with pytest.raises(BadTemplate, match="more than places"):
        tried(ready, "en", Medium.SMS, Override("", body))


def test_a_wrong_place_is_found_where_the_example_does_not_go(ready):
    with pytest.raises(BadTemplate, match="no place called 'nmae'"):
        tried(ready, "en", Medium.SMS, Override("", '{% if outcome == "exchanged" %}{{ nmae }}{% endif %}Hi'))


@pytest.mark.parametrize(
    "place",
    [
        "{name}",
        "[name]",
        "<name>",
        "%name%",
        "$name",
        "${name}",
        "%(name)s",
        "((name))",
        "｛｛name｝｝",
        "[[ Name ]]",
        "{{ name }}}",
        "{% raw %}{{ name }}{% endraw %}",
    ],
)
def test_a_place_as_other_programs_write_it_is_not_sent_to_customers(ready, place):
    with pytest.raises(BadTemplate):
        tried(ready, "en", Medium.SMS, Override("", f"Dear {place}, it is ready."))


@pytest.mark.parametrize(
    "body", [" ", "\n", "\u200b", "{{ '' }}", "{# a note #}", "{% if outcome == 'x' %}Hi{% endif %}"]
)
def test_words_that_say_nothing_are_not_published(ready, body):
    with pytest.raises(BadTemplate, match="says nothing"):
        tried(ready, "en", Medium.SMS, Override("", body))


def test_an_email_without_a_subject_is_not_published(ready):
    with pytest.raises(BadTemplate, match="needs a subject"):
        tried(ready, "en", Medium.EMAIL, Override(" ", "Hello"))


def test_a_sum_is_written_as_one_with_or_without_its_bar(ready):
    assert render(ready, "en", Medium.SMS, PRICED, Override("", "{{ due }} {{ due|money }}")).body == "€12.50 €12.50"


def test_what_is_not_known_is_left_out_of_the_houses_own_words(ready):
    own = Override("", "Hi {{ name }}! {{ due|money }}{{ due }}")
    assert render(ready, "en", Medium.SMS, PRICED | {"due": None}, own).body == "Hi Ada!"


@pytest.mark.parametrize("body", ["看{{ link }}。", "{{ link }}، سپس", "go:{{ link }}!", "{{ link }}", "({{ link }})"])
def test_nothing_sticks_to_the_link(ready, body):
    said = render(ready, "zh", Medium.SMS, PRICED, Override("", body)).body
    assert PRICED["link"] in [word.strip("()!") for word in said.split(" ")]
    assert said == said.strip()


def test_a_customer_is_told_in_the_shipped_words_where_the_houses_own_do_not_fit(ready):
    own = Override("", "Pay {{ due.amount|number }}")
    assert said(ready, "en", Medium.SMS, PRICED, own).body == "Pay 12.5"
    assert said(ready, "en", Medium.SMS, PRICED | {"due": None}, own).body == "Ready"


def test_what_may_stand_behind_a_bar_is_named_where_something_else_does(ready):
    with pytest.raises(BadTemplate, match="nothing is called 'mony' behind a bar"):
        tried(ready, "en", Medium.SMS, Override("", "{{ due|mony }}"))
    with pytest.raises(BadTemplate, match="'center'"):
        tried(ready, "en", Medium.SMS, Override("", "{{ name|center(99999999) }}"))


@pytest.mark.parametrize(
    ("before", "after"),
    [("", "."), ("(", ")"), ("“", "”"), ('"', '"'), ("«", "»"), ("看", "。"), ("", "، سپس"), ("'", "'"), ("", "")],
)
def test_a_link_in_a_mail_leads_where_it_should_whatever_stands_around_it(before, after):
    link = "https://desk.example/l/abc?x=1&y=2"
    page = html_part(f"See {before}{link}{after}", "", "en")
    assert 'href="https://desk.example/l/abc?x=1&amp;y=2"' in page
