"""Every sentence of the desk is whole in the reader's language: no word of another one, no hole, nothing left to be counted wrong."""

import ast
import re
import string
import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

import pytest

from service_desk.foundation.i18n import LANGUAGES
from service_desk.foundation.money import Money
from service_desk.foundation.numbers import shown
from service_desk.foundation.sentences import BY_LIBRARIES, sentence, word, words_of, words_of_members
from service_desk.foundation.written import (
    Either,
    Moment,
    Phrase,
    Term,
    counted,
    filled,
    machine,
    written,
    written_duration,
)
from service_desk.parts.rules.quantities import NotPositive
from service_desk.repairs.actions.seen import IllegalMove
from tests.doors.test_languages import OTHERS, errors, places, room_of

NOON = datetime(2026, 11, 30, 12, 57, tzinfo=UTC)
# What stands in a sentence of any language as it is: names of standards and products, file endings, and what one types or sends.
NAMES = set(
    "API ERP SKU GTIN UUID ISO IANA JSON YAML UTF NUL PDF CSV XML HTML ZIP RAR SVG PNG JPEG WebP HEIC MP4 MOV WebM ZPL CUPS DESK_PRINTERS "
    "DataMatrix Code GS1 PostgreSQL Parquet SMS WhatsApp Telegram dpi GET POST PATCH DELETE If Match Idempotency Key MB GB USB QR EPC RFID "
    "xz zstd UPC PZN ISBN NFC HID EUR DE IR BE IANA Asia Tehran Europe Berlin TOTP CIDR URL SMTP TLS HTTP HTTPS SQLSTATE LAN IP name example com".split()
)


def sentences() -> list[tuple[str, str, str]]:
    """(where, language, template) of all errors and their terms."""
    found = []
    for room in sorted({room_of(kind) for kind in errors()}):
        for code, said in words_of(room).items():
            terms = said.items() if code == "terms" else [(code, said)]
            found += [(f"{room} [{key}]", lang, text) for key, by in terms for lang, text in by.items()]
    return found


def foreign(template: str) -> list[str]:
    """Latin words that stand openly: not in quotes, brackets or a place, no path, no option, no code with digits."""
    text = "".join(f"{before}\u2063" for before, *_ in string.Formatter().parse(template))
    text = re.sub(r"`[^`]*`", " ", text)
    text = re.sub(r"[«“\"'`(（][^»”\"'`)）]*[»”\"'`)）]", " ", text)
    text = re.sub(
        r"[\w.*]*[./_=:%@&*-]+[\w./_=:%@-]*|[A-Za-z]*\d[\w-]*|\b[A-Z]{1,6}\b|\b[A-Za-z]\b", " ", text, flags=re.ASCII
    )
    return [word for word in re.findall(r"[A-Za-z]{2,}", text) if word not in NAMES]


@pytest.mark.parametrize("language", OTHERS)
def test_no_latin_word_stands_openly_in_a_sentence_of_another_script(language):
    assert [(at, foreign(text)) for at, spoken, text in sentences() if spoken == language and foreign(text)] == []


def test_a_term_has_the_same_places_in_every_language():
    assert [
        (room, term, language)
        for room in {room_of(kind) for kind in errors()}
        for term, said in words_of(room).get("terms", {}).items()
        for language, text in said.items()
        if not places(text) <= places(term) or (places(term) != places(text) and term not in BY_LIBRARIES)
    ] == []


def _literals() -> list[tuple[str, str]]:
    """(room, words) of everything that the code calls a Term or a Phrase."""
    found = []
    for base in ("service_desk", "notifications"):
        for file in Path(base).rglob("*.py"):
            room = ".".join(file.parts[: 2 if base == "service_desk" else 1])
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
                if called in {"Term", "Phrase"} and isinstance(node.args[0], ast.Constant):
                    found.append((room, str(node.args[0].value)))
                elif called == "KnownSetting":
                    found.append((room, str(node.args[3].value)))
                elif called and called[0].isupper():
                    found += [
                        (room, str(keyword.value.value))
                        for keyword in node.keywords
                        if keyword.arg in {"kind", "advice", "where", "why", "what", "problem", "wanted"}
                        and isinstance(keyword.value, ast.Constant)
                        and called == "NotFound"
                    ]
    return found


def test_every_word_that_the_code_puts_into_a_sentence_is_said_in_every_language():
    shared = words_of("service_desk.foundation")["terms"]
    missing = [
        (room, words)
        for room, words in _literals()
        if words not in shared and words not in words_of(room).get("terms", {}) and room != "service_desk.demo"
    ]
    assert missing == []


# Names that Russian leaves as they are, and digits.
SAME = {"whatsapp", "sms", "latin"}
# No person reads them: how the library draws, and what.
UNREAD = {"barcodes.Align", "barcodes.Template"}
# Names of standards, which are the same in every language.
NAMED_ALIKE = {"barcodes.Symbology"}


def kinds() -> dict[str, type[StrEnum]]:
    """{room.Class: enum} of all that the program has."""
    errors()  # all modules
    found, waiting = {}, [StrEnum]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        top, *within = kind.__module__.split(".")
        if top in {"service_desk", "notifications", "barcodes"} and within[0] != "demo":
            at = f"{top}.{within[0]}" if top == "service_desk" else top
            found[f"{at}.{kind.__name__}"] = kind
    return found


def test_every_member_of_every_enum_is_called_something_in_every_language():
    known = kinds()
    assert len(known) > 60
    assert set(known) >= UNREAD | NAMED_ALIKE
    assert [
        (at, member.value, language)
        for at, kind in known.items()
        if at not in UNREAD | NAMED_ALIKE
        for member in kind
        for language in LANGUAGES
        if not word(member, language).strip()
        or (
            language in {"fa", "ar", "ru"} and word(member, language) == word(member, "en") and member.value not in SAME
        )
    ] == []


def test_no_word_is_left_over_from_a_member_that_is_gone():
    known = kinds()
    left = []
    for file in (*Path("service_desk").glob("*/enums.toml"), Path("notifications/enums.toml")):
        room = ".".join(file.parts[:-1])
        for name, rows in tomllib.loads(file.read_text(encoding="utf-8")).items():
            tables = {f"{room}.{name}": rows} if name != "barcodes" else {f"barcodes.{k}": r for k, r in rows.items()}
            left += [
                (at, value) for at, r in tables.items() for value in r if at not in known or value not in set(known[at])
            ]
    assert left == []


def test_a_badge_begins_with_a_capital_and_a_sentence_goes_on():
    from service_desk.foundation.web.html import words
    from service_desk.repairs.rules import State

    assert [word(State.WAITING_PART, language) for language in LANGUAGES] == [
        "waiting for a part", "در انتظار قطعه", "بانتظار قطعة", "等待配件", "ожидает запчасть"
    ]  # fmt: skip
    assert str(words("ru", "portal/templates/state.html")(State.WAITING_PART)) == "Ожидает запчасть"


def test_every_word_of_a_verdict_and_every_reason_is_said():
    from notifications.message import SuppressionReason
    from notifications.message.reaching import SENTENCES
    from service_desk.products.rules import Basis
    from service_desk.warranty.rules import Reason, Verdict
    from service_desk.warranty.rules import sentences as cover

    known: list[tuple[type[StrEnum], set[str]]] = [
        (Basis, set(cover.BASIS_WORDS)),
        (Verdict, set(cover.VERDICT_SENTENCES)),
        (Reason, set(cover.REASON_SENTENCES)),
        (SuppressionReason, set(SENTENCES)),
    ]
    assert [(kind.__name__, set(kind) - said) for kind, said in known if set(kind) - said] == []


def test_what_a_label_cannot_be_is_said_in_every_language():
    assert set(BY_LIBRARIES) <= set(words_of("service_desk.scanning")["terms"])


def test_what_can_become_of_an_ended_order_has_a_word_of_its_own():
    from service_desk.foundation.sentences import sentence
    from service_desk.repairs.rules import State

    choices = (Term("nothing; start a new order"),)
    error = IllegalMove(number="R-1", state=State.CANCELLED, target=State.REPAIRING, choices=choices)
    assert "nothing" in str(error)
    assert "هیچ؛ سفارش تازه‌ای آغاز کنید" in sentence(error, "fa")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "30 November 2026, 16:27 (Tehran time)"),
        ("fa", "۹ آذر ۱۴۰۵ ساعت ۱۶:۲۷ (به وقت تهران)"),
        ("ar", "30 نوفمبر 2026 الساعة 16:27 (بتوقيت طهران)"),
        ("zh", "2026年11月30日 16:27（德黑兰时间）"),
        ("ru", "30 ноября 2026 года, 16:27 (часовой пояс: Тегеран)"),
    ],
)
def test_a_moment_is_said_as_the_centres_wall_clock_shows_it(language, said):
    assert written(Moment(NOON, "Asia/Tehran"), language) == said


@pytest.mark.parametrize(
    ("value", "language", "said"),
    [
        (date(2026, 3, 21), "fa", "۱ فروردین ۱۴۰۵"),
        (date(2026, 3, 21), "ru", "21 марта 2026 года"),
        (Decimal("1234567.50"), "fa", "۱٬۲۳۴٬۵۶۷٫۵"),
        (Decimal("12.500"), "ru", "12,5"),
        (1403, "en", "1403"),
        (Money(Decimal(64845000), "IRR"), "fa", "۶۴٬۸۴۵٬۰۰۰ ریال"),
        (Money(Decimal("49.9"), "EUR"), "en", "€49.90"),
        (Either(("sms", "email")), "zh", "sms或email"),
        (["B-1", "B-2"], "ar", "B-1، B-2"),
    ],
)
def test_values_are_written_as_the_reader_writes_them(value, language, said):
    assert written(value, language) == said


@pytest.mark.parametrize(
    ("count", "language", "forms", "said"),
    [
        (1, "en", "# clock still runs|# clocks still run", "1 clock still runs"),
        (3, "en", "# clock still runs|# clocks still run", "3 clocks still run"),
        (1, "ru", "# строка|# строки|# строк", "1 строка"),
        (22, "ru", "# строка|# строки|# строк", "22 строки"),
        (11, "ru", "# строка|# строки|# строк", "11 строк"),
        (2, "ar", "سطر واحد|سطران|# أسطر|# سطرًا|# سطر", "سطران"),
        (11, "ar", "سطر واحد|سطران|# أسطر|# سطرًا|# سطر", "11 سطرًا"),
        (7, "fa", "# ردیف", "۷ ردیف"),
    ],
)
def test_things_are_counted_as_the_language_counts_them(count, language, forms, said):
    assert counted(count, forms, language) == said


def test_a_program_reads_values_as_json_and_not_as_the_sentence_writes_them():
    assert machine(Moment(NOON, "Asia/Tehran")) == "2026-11-30T12:57:00+00:00"
    assert machine([Decimal("1.50"), Phrase("it is at {place}", place="WH-1")]) == ["1.50", "it is at WH-1"]


def test_a_text_that_somebody_typed_stays_in_a_sentence():
    assert filled("«{value}»", {"value": "open"}, "ru", lambda _word: "открыто") == "«open»"


def test_every_errors_file_can_be_read():
    for file in Path().glob("*/*/errors.toml"):
        tomllib.loads(file.read_text(encoding="utf-8"))


def test_a_thing_has_the_name_that_the_words_of_the_trade_give_it():
    shared = words_of("service_desk.foundation")["terms"]
    rows = [
        [cell.strip() for cell in line.strip("| \n").split("|")]
        for line in Path("docs/words.md").read_text(encoding="utf-8").partition("## Words that")[0].splitlines()
        if line.startswith("|") and "---" not in line
    ]
    named = {row[0]: dict(zip(OTHERS, row[1:5], strict=True)) for row in rows[1:]}
    assert len(named.keys() & shared.keys()) > 9
    assert [
        (term, language)
        for term in named.keys() & shared.keys()
        for language, word in named[term].items()
        if word not in shared[term][language]
    ] == []


# Places that hold how many there are of something.
COUNTS = set(
    "count most least limit longest length days digits misfits scans alt_raws hours minutes seconds people months".split()
)
NOUNS = {
    "en": r"\{(\w+)\} (?!kB|and|or|to|of|is|in|from|on|for|has|at|are|second |not )[a-z]{2,}\b",
    "ru": r"\{(\w+)\} (?!кБ|и|или|до|в|на|а|из|не|по)[а-яё]{2,}",
    "ar": r"\{(\w+)\} (?!على|إلى|من|أو|في|ميغابايت|كيلوبايت)[\u0621-\u064a\u064b-\u0652]{2,}",
}


def spoken() -> list[tuple[str, str, str]]:
    """All that is read: errors with their terms in five languages, and the words that stand in tables of their own."""
    english = [(room_of(kind), "en", kind.message) for kind in errors()]
    terms = [
        (room, "en", term) for room in {room_of(kind) for kind in errors()} for term in words_of(room).get("terms", {})
    ]
    return english + terms + sentences() + tables()


def tables() -> list[tuple[str, str, str]]:
    """Warnings, answers of the bench, words of labels, explanations of cover, pages: (where, language, template)."""
    from service_desk.repairs.rules import warnings as of_parts
    from service_desk.scanning.rules import words as scanned
    from service_desk.tickets.rules import warnings
    from service_desk.warranty.rules import sentences as cover

    found = {
        "ticket warnings": warnings._SENTENCES,
        "part warnings": of_parts._SENTENCES,
        "bench": scanned.DONE,
        "bench commands": scanned.COMMANDS,
        "bench reasons": scanned.REASONS,
        "labels": {name: getattr(scanned, name) for name in ("CLAIM", "SHOW_IT", "SERIAL", "SHEET", "CALIBRATION")},
        **{name: rows for name, rows in vars(cover).items() if name.endswith(("_SENTENCES", "_WORDS"))},
    }
    for file in Path("service_desk").rglob("words.toml"):
        found[str(file)] = tomllib.loads(file.read_text(encoding="utf-8"))
    for file in (*Path("service_desk").rglob("rights.toml"), *Path("service_desk").rglob("roles.toml")):
        read = tomllib.loads(file.read_text(encoding="utf-8"))
        found[str(file)] = {key: entry.get("name", entry) for key, entry in read.items()}
    codes = [
        line.split("\t") for line in Path("service_desk/faults/starter/SD-1.codes.tsv").read_text().splitlines()[1:]
    ]
    found["fault codes"] = {row[1]: dict(zip(LANGUAGES, row[6:11], strict=True)) for row in codes}
    found |= {at: words_of_members(kind) for at, kind in kinds().items()}
    return [
        (f"{at} [{key}]", lang, text)
        for at, rows in found.items()
        for key, by in rows.items()
        for lang, text in by.items()
    ]


def test_every_word_that_is_read_is_there_in_five_languages():
    said: dict[str, set[str]] = {}
    for at, language, text in tables():
        assert text.strip(), (at, language)
        said.setdefault(at, set()).add(language)
    assert len(said) > 300
    assert [at for at, languages in said.items() if languages != set(LANGUAGES)] == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_latin_word_stands_openly_outside_of_errors_either(language):
    assert [(at, foreign(text)) for at, spoken, text in tables() if spoken == language and foreign(text)] == []


def test_the_places_of_a_sentence_are_those_of_its_english():
    english = {at: places(text) for at, language, text in tables() if language == "en"}
    assert [(at, language) for at, language, text in tables() if places(text) != english[at]] == []


@pytest.mark.parametrize("language", NOUNS)
def test_a_number_beside_a_noun_goes_through_the_plural_forms_of_the_language(language):
    assert [
        (at, text)
        for at, lang, text in spoken()
        if lang == language and any(found[1] in COUNTS for found in re.finditer(NOUNS[language], text))
    ] == []


def test_whatever_is_counted_has_as_many_forms_as_the_language_counts_by():
    forms = {"en": {2}, "fa": {1, 2}, "ar": {5}, "zh": {1}, "ru": {3}}
    assert [
        (at, language, spec)
        for at, language, text in spoken()
        for _, name, spec, _ in string.Formatter().parse(text)
        if spec and len(spec.split("|")) not in forms[language]
    ] == []


def shunned() -> dict[str, list[str]]:
    """{language: words that docs/words.md gives another name}."""
    page = Path("docs/words.md").read_text(encoding="utf-8").partition("## Words that are not ours")[2]
    rows = [
        [cell.strip() for cell in line.strip("| ").split("|")] for line in page.splitlines() if line.startswith("|")
    ]
    return {row[0]: [word.strip() for word in row[1].split("·")] for row in rows if row[0] in OTHERS}


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_calls_a_thing_by_a_second_name(language):
    words = shunned()[language]
    assert len(words) > 4
    assert [
        (at, word)
        for at, lang, text in spoken()
        if lang == language
        for word in words
        if re.search(rf"(?<!\w){word}", text)
    ] == []


@pytest.mark.parametrize(
    ("language", "wrong"),
    [
        (
            "fa",
            r"[؟،؛] *[,;?]|[a-z]؟|\?(?![\w=])|(?<![\d\w/=.*…])[,;](?![\w\d/])|[يك]|[0-9](?= (روز|ماه|ساعت|نویسه|ردیف))|(?<!\w)ن?می (?=[آ-ی])|ها ی(?!\w)",
        ),
        ("ar", r"\?(?![\w=])|(?<![\d\w/=.*…])[,;](?![\w\d/])|[یک]|اً(?!\w)"),
        ("zh", r"[\u4e00-\u9fff] ?[,;:?!](?![\w/=])|[\u4e00-\u9fff]\.(?!\w)|。 |， |您您"),
        ("ru", r"[а-яё] ,|  | \.(?![\w.])|—[а-я]|[а-я]—"),
    ],
)
def test_marks_are_those_of_the_language(language, wrong):
    assert [
        (at, found[0], text) for at, lang, text in spoken() if lang == language and (found := re.search(wrong, text))
    ] == []


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (85, ["1 h 25 min", "۱ ساعت و ۲۵ دقیقه", "ساعة و25 دقيقة", "1 小时 25 分钟", "1 ч 25 мин"]),
        (120, ["2 h", "۲ ساعت", "ساعتان", "2 小时", "2 ч"]),
        (5, ["5 min", "۵ دقیقه", "5 دقائق", "5 分钟", "5 мин"]),
        (0, ["0 min", "۰ دقیقه", "0 دقيقة", "0 分钟", "0 мин"]),
    ],
)
def test_time_worked_is_told_in_hours_and_minutes(minutes, told):
    assert [written_duration(minutes, language) for language in LANGUAGES] == told


@pytest.mark.parametrize(
    ("template", "value", "said"),
    [
        ("在 {what} 上的文本", Term("sms"), "在短信上的文本"),
        ("在 {what} 上的文本", "SMS", "在 SMS 上的文本"),
        ("共 {what} 个", 3, "共 3 个"),
        ("{what} 日期", "张 三", "张 三日期"),
    ],
)
def test_chinese_words_in_a_chinese_sentence_stand_close(template, value, said):
    assert filled(template, {"what": value}, "zh", {"sms": "短信"}.get) == said


def test_a_refused_number_is_said_in_the_readers_digits():
    assert sentence(NotPositive(quantity=shown(Decimal("-1.5")), field="quantity"), "fa").count("۱٫۵") == 1
    assert shown(Decimal("1E-30")) == "1E-30"
