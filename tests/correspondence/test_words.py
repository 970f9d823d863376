"""Every template in every language, with every outcome, rendered strictly."""

import re
from pathlib import Path

import pytest

from notifications.message import Medium, segments
from notifications.templates import html_part, render
from service_desk.correspondence.rules import TOLD
from service_desk.correspondence.words import (
    ESTIMATE_ANSWERED,
    ESTIMATE_READY,
    LINK_AGAIN,
    MESSAGES,
    REPAIR_READY,
    REPAIR_RECEIVED,
    REPLIES,
    REPLY,
    TICKET_RECEIVED,
)
from service_desk.foundation.i18n import LANGUAGES
from service_desk.repairs.rules import Outcome

TEMPLATES = MESSAGES
LETTERS = {"fa": "[پچژگ]|ی", "ar": "[ةإأي]", "zh": "[\u4e00-\u9fff]", "ru": "[а-яё]", "en": "[a-z]"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("medium", list(Medium))
@pytest.mark.parametrize("entry", TEMPLATES, ids=lambda entry: entry.key)
def test_every_template_can_be_said_in_every_language_on_every_medium(entry, medium, language):
    said = render(entry, language, medium, entry.sample)
    assert re.search(LETTERS[language], said.body)
    assert said.subject
    assert "{" not in said.subject + said.body


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("entry", TEMPLATES, ids=lambda entry: entry.key)
def test_each_language_has_words_of_its_own(entry, language):
    assert (entry.folder / f"{language}.txt").exists()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", [*Outcome, "something_new"])
@pytest.mark.parametrize("count", [1, 2, 5, 11, 21])
def test_a_finished_repair_can_be_told_whatever_its_end(language, outcome, count):
    told = {**REPAIR_READY.sample, "outcome": outcome, "count": count, "due": None, "product": "", "serial": ""}
    for medium in (Medium.SMS, Medium.EMAIL):
        body = render(REPAIR_READY, language, medium, told).body
        assert "  " not in body
        assert "\n\n\n\n" not in body


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_known_about_the_device_is_left_out(language):
    told = {**TICKET_RECEIVED.sample, "product": "", "serial": ""}
    assert "()" not in render(TICKET_RECEIVED, language, Medium.SMS, told).body.replace("\u2066", "").replace(
        "\u2069", ""
    )


@pytest.mark.parametrize("entry", TEMPLATES, ids=lambda entry: entry.key)
def test_an_english_text_fits_into_one_segment(entry):
    for link in (entry.sample["link"], ""):
        assert segments(render(entry, "en", Medium.SMS, {**entry.sample, "link": link}).body).parts == 1


@pytest.mark.parametrize("language", ["fa", "ar", "zh", "ru"])
@pytest.mark.parametrize("entry", TEMPLATES, ids=lambda entry: entry.key)
def test_a_text_in_another_script_takes_four_segments_at_most(entry, language):
    assert segments(render(entry, language, Medium.SMS, entry.sample).body).parts <= 4


@pytest.mark.parametrize("language", ["fa", "ar"])
def test_numbers_and_serials_are_isolated_in_right_to_left_text(language):
    body = render(TICKET_RECEIVED, language, Medium.SMS, TICKET_RECEIVED.sample).body
    assert "\u2066BER-T-000123\u2069" in body
    assert "\u2066S1\u2069" in body
    assert '<bdi dir="ltr">S1</bdi>' in html_part(body, "", language)


@pytest.mark.parametrize("language", ["fa", "ar"])
@pytest.mark.parametrize("entry", [*MESSAGES, REPLY], ids=lambda entry: entry.key)
def test_the_number_in_a_subject_is_read_from_left_to_right(entry, language):
    subject = render(entry, language, Medium.EMAIL, entry.sample).subject
    assert re.sub("\u2066[^\u2069]*\u2069", "", subject).isascii() is False
    assert not re.search("[A-Z0-9]-", re.sub("\u2066[^\u2069]*\u2069", "", subject))


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_customers_read_the_words_of_the_trade_too(language):
    page = Path("docs/words.md").read_text(encoding="utf-8").partition("## Words that are not ours")[2]
    shunned = next(line for line in page.splitlines() if line.startswith(f"| {language} |")).split("|")[2].split("·")
    for entry in (*MESSAGES, REPLY, *REPLIES):
        text = (entry.folder / f"{language}.txt").read_text(encoding="utf-8")
        assert [word for word in shunned if re.search(rf"(?<!\w){word.strip()}", text)] == [], entry.key


def test_persian_has_jalali_dates_and_persian_digits():
    body = render(ESTIMATE_READY, "fa", Medium.SMS, ESTIMATE_READY.sample).body
    assert "۸ فروردین ۱۴۰۵" in body
    assert "۱٬۲۳۴٫۵۰ یورو" in body
    assert "۱۴ روز" in render(ESTIMATE_READY, "fa", Medium.EMAIL, ESTIMATE_READY.sample).body


@pytest.mark.parametrize(("days", "words"), [(1, "1 дня"), (2, "2 дней"), (5, "5 дней"), (21, "21 дня")])
def test_russian_days_stand_in_the_genitive(days, words):
    assert (
        f"в течение {words}" in render(ESTIMATE_READY, "ru", Medium.EMAIL, {**ESTIMATE_READY.sample, "days": days}).body
    )


@pytest.mark.parametrize(
    ("days", "words"), [(1, "يوم واحد"), (2, "يومين"), (3, "3 أيام"), (14, "14 يومًا"), (100, "100 يوم")]
)
def test_arabic_days_take_their_form(days, words):
    assert f"خلال {words}" in render(ESTIMATE_READY, "ar", Medium.EMAIL, {**ESTIMATE_READY.sample, "days": days}).body


def test_every_told_event_has_a_template():
    assert {key for keys in TOLD.values() for key in keys} == {entry.key for entry in TEMPLATES} - {LINK_AGAIN.key}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("medium", [Medium.SMS, Medium.EMAIL])
@pytest.mark.parametrize("entry", TEMPLATES, ids=lambda entry: entry.key)
def test_every_message_says_how_to_reach_the_centre_or_where_the_page_is_that_does(entry, medium, language):
    said = render(entry, language, medium, entry.sample).body
    assert entry.sample["link"] in said
    assert (
        f"\n{entry.sample['link']}" in said or medium is Medium.EMAIL
    )  # nothing runs into what a telephone makes a link of
    assert "+49 30 901820" in render(entry, language, medium, {**entry.sample, "link": ""}).body
    without = render(entry, language, medium, {**entry.sample, "phone": "", "email": "", "link": ""}).body
    assert "+49" not in without
    assert not re.search(r"[:：]\s*$|  ", without, re.MULTILINE)


@pytest.mark.parametrize("language", ["fa", "ar", "zh", "ru"])
def test_no_code_of_a_currency_stands_in_a_message(language):
    for entry, name in ((ESTIMATE_READY, "total"), (REPAIR_READY, "due")):
        for currency in ("EUR", "IRR", "AED", "USD"):
            said = render(entry, language, Medium.SMS, {**entry.sample, name: {"amount": "105", "currency": currency}})
            assert currency not in said.body


@pytest.mark.parametrize("language", ["en", "fa", "ar", "zh", "ru"])
def test_the_mail_of_a_finished_repair_says_where_to_go_and_an_older_one_without_an_address_is_said_too(language):
    told = {**REPAIR_READY.sample, "address": "Main Street 5"}
    said = render(REPAIR_READY, language, Medium.EMAIL, told).body
    assert "Main Street 5" in said
    assert "Main Street 5" in html_part(said, "x", language)
    before = {name: value for name, value in told.items() if name != "address"}
    assert "Main Street" not in render(REPAIR_READY, language, Medium.EMAIL, before).body


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_accepted_and_a_refused_estimate_are_told_apart(language):
    said = {
        answer: render(ESTIMATE_ANSWERED, language, Medium.SMS, {**ESTIMATE_ANSWERED.sample, "answer": answer}).body
        for answer in ("accepted", "refused")
    }
    assert said["accepted"] != said["refused"]
    assert "234" in said["accepted"].translate(str.maketrans("۲۳۴", "234"))


COUNTER = (REPAIR_READY, REPAIR_RECEIVED, TICKET_RECEIVED, ESTIMATE_ANSWERED)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("entry", COUNTER, ids=lambda entry: entry.key)
def test_the_mail_that_brings_a_customer_to_the_counter_says_when_it_is_open(entry, language):
    said = render(entry, language, Medium.EMAIL, entry.sample).body
    assert re.search(rf"[:：] ?{re.escape(entry.sample['hours'])}$", said, re.MULTILINE)
    without = [{**entry.sample, "hours": ""}, {key: told for key, told in entry.sample.items() if key != "hours"}]
    for told in without:  # a centre without hours, and a text that was said before there were any
        quiet = render(entry, language, Medium.EMAIL, told).body
        assert quiet.count("\n") == said.count("\n") - 1
        assert not re.search(r"[:：]\s*$", quiet, re.MULTILINE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("link", ["", REPAIR_READY.sample["link"]])
@pytest.mark.parametrize("length", range(5, 120, 7))
def test_hours_stand_in_an_sms_without_a_link_where_there_is_room(language, link, length):
    told = {**REPAIR_READY.sample, "link": link, "product": "D" * length}
    said = render(REPAIR_READY, language, Medium.SMS, told).body
    without = render(REPAIR_READY, language, Medium.SMS, {**told, "hours": ""}).body
    assert segments(said).parts <= max(segments(without).parts, 1 if language == "en" else 4)
    assert "18:00" not in said if link else "18:00" in said or length > 5


FREE = {"total": {"amount": "0.00", "currency": "IRR"}}
NOTHING = {"en": "you nothing|You would pay nothing", "fa": "رایگان", "ar": "مجاني", "zh": "无需", "ru": "бесплатным"}


@pytest.mark.parametrize("medium", [Medium.SMS, Medium.EMAIL])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_estimate_that_costs_the_customer_nothing_says_so(language, medium):
    body = render(ESTIMATE_READY, language, medium, {**ESTIMATE_READY.sample, **FREE}).body
    assert re.search(NOTHING[language], body)
    assert not re.search("[0۰]([.٫,]0| ?ریال)|IRR", body)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_estimate_that_ends_today_does_not_give_nought_days(language):
    today = {"en": "today", "fa": "امروز", "ar": "اليوم", "zh": "今天", "ru": "сегодня"}
    body = render(ESTIMATE_READY, language, Medium.EMAIL, {**ESTIMATE_READY.sample, "days": 0}).body
    assert today[language] in body
    assert not re.search("(within|ظرف|خلال|在|в течение) ?[0۰]", body)
