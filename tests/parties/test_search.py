"""Customers found as people type, and in the order in which the reader's language sorts."""

import random

import pytest

from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import execute, fetchval
from service_desk.foundation.ids import uuid7
from service_desk.parties import queries
from service_desk.parties.actions import LoadedContact, PartyRow, load_parties, merge_party, refill, rename

HALF_SPACE = "\u200c"
FOUND = [
    ("Schmidt, Peter", ["Schm", "schmidt p", "PETER sch"]),
    ("Jean-Luc Picard", ["Picar", "jeanluc", "jean luc", "Jean-Luc", "luc pic"]),
    ("O'Brien, Miles", ["obrien", "O'Brien", "O’Brien", "o brien", "brien"]),
    ("OBrien, Keiko", ["o'brien", "OBRIEN"]),
    ("José Núñez", ["jose", "Jose Nunez", "nuñ", "JOSÉ"]),
    ("Müller, Anna", ["Muller", "Mueller", "müller", "MULL", "mu\u0308ller"]),
    ("Mueller, Bernd", ["Müller", "mueller", "muller", "Mull"]),
    ("Schroder, Jan", ["Schroeder", "Schröder"]),
    ("Samuel Bauer", ["samuel", "bauer"]),
    ("Ozan Öztürk", ["ozturk", "Oeztuerk", "öztürk"]),
    ("Łukasz Wójcik", ["lukasz", "wojcik"]),
    ("Søren Sørensen", ["sorensen", "soerensen"]),
    ("Groß & Söhne", ["gross", "sohne", "soehne", "groß"]),
    ("Işık Yıldız", ["isik", "yildiz", "ISIK", "IŞIK"]),
    ("Đặng Văn Lâm", ["dang van lam"]),
    ("Алёна Королёва", ["Алена Королева", "алёна", "корол"]),
    ("Елена Йорданова", ["елена иорд", "Йорд"]),
    ("أحمد الخالدي", ["احمد", "أحمد", "الخالدى", "خالد"]),
    ("فاطمة الزهراء", ["فاطمه", "الزهرا", "زهراء"]),
    ("آرش صادقی", ["ارش", "آرش صادقي"]),
    ("مؤمن رئیسی", ["مومن", "رییسی", "رئيسي"]),
    (f"علی{HALF_SPACE}رضا کاظمی", ["علیرضا", "علی رضا", f"علي{HALF_SPACE}رضا", "كاظمي"]),
    ("مُحَمَّد", ["محمد", "مـحـمد"]),
    ("إبراهيم ٱلنور", ["ابراهيم", "النور", "نور"]),
    ("張偉", ["张伟", "張", "伟"]),
    ("王小明", ["小明", "王小", "王小明", "明"]),
    ("欧阳娜娜", ["歐陽", "娜娜"]),
    ("Ｔｏｋｙｏ 株式会社 9", ["tokyo", "株式", "9", "۹"]),
]


async def load(*names, language="en", contact=None):
    contacts = (LoadedContact("phone", contact),) if contact else ()
    rows = [PartyRow(uuid7(), name, language, contacts=contacts) for name in names]
    await load_parties(rows, by=SYSTEM)
    return [row.id for row in rows]


async def found(words, language="en", **more):
    return [party.name for party in (await queries.search(words, language=language, **more)).items]


@pytest.mark.parametrize(("name", "typed"), FOUND)
async def test_a_name_is_found_as_people_type_it(db, name, typed):
    await load(*(name for name, _ in FOUND))
    missed = [words for words in typed if name not in await found(words)]
    assert missed == []


@pytest.mark.parametrize(
    "words", ["", "!?", "'", "a' | 'b", "schmidt zzz", "idt", "&", "\x00", "((", "x" * 500, "a " * 500]
)
async def test_what_fits_nobody_finds_nobody_and_breaks_nothing(db, words):
    await load("Schmidt, Peter")
    assert await found(words) == []


SORTED = {
    "fa": "بابک پرویز چنگیز ژاله کامران گلناز هادی یاسر",
    "en": "abel adler Ärger eclair Éclair Ozan Öztürk Zorn",
    "ru": "Алена Алёна Алина Ёлкин Еремей Жуков Щукин Яна",
    "ar": "أحمد باسم تامر خالد سعيد فاطمة هاني وليد ياسر",
    "zh": "安 陈 李 刘 王 张 赵 周",
}


@pytest.mark.parametrize("language", SORTED)
async def test_customers_stand_as_the_readers_language_sorts(db, language):
    right = [f"{name} shared" for name in SORTED[language].split()]
    mixed = random.Random(7).sample(right, len(right))
    await load(*mixed, language=language)
    assert await found("shared", language) == right


@pytest.mark.parametrize("language", ["fa", "en", "zh", "ru"])
async def test_pages_go_on_where_the_last_one_ended_in_every_order(db, language):
    names = [f"{name} shared" for line in SORTED.values() for name in (*line.split(), "7 zip")]
    await load(*names, language=language)
    whole = await found("shared", language, limit=200)
    paged, cursor = [], None
    while True:
        page = await queries.search("shared", language=language, limit=3, cursor=cursor)
        paged += [party.name for party in page.items]
        if (cursor := page.next) is None:
            break
    assert paged == whole
    assert sorted(paged) == sorted(names)
    assert paged[:5] == ["7 zip shared"] * 5
    assert paged[5].split()[0] in SORTED[language] + (SORTED["ar"] if language == "fa" else "")


async def test_of_more_than_can_be_looked_through_the_newest_stand_first_page_by_page(db, monkeypatch):
    names = [f"Customer {n} shared" for n in range(10)]
    for name in names:
        await load(name)
    monkeypatch.setattr(queries, "MOST_HITS", 3)
    paged, cursor = [], None
    while True:
        page = await queries.search("shared", limit=4, cursor=cursor)
        paged += [party.name for party in page.items]
        if (cursor := page.next) is None:
            break
    assert paged == names[::-1]


async def test_a_name_before_a_merger_still_finds_the_customer(world):
    await merge_party(party_id=world.bahar, into_id=world.ada, by=SYSTEM)
    assert await found("محمد") == ["Ada Lovelace"]
    await rename(party_id=world.ada, name="Ada King", by=SYSTEM)
    assert (await found("محمدی"), await found("king"), await found("lovelace")) == (["Ada King"], ["Ada King"], [])


async def test_columns_of_an_older_folding_are_filled_anew(db):
    ids = await load("Müller, Anna")
    await execute("update party set search = array_to_tsvector(array['müller']), name_key = null")
    assert await found("Mueller") == []
    await refill(ids)
    assert await found("Mueller") == ["Müller, Anna"]
    assert await fetchval("select count(*) from party where name_key is null") == 0


@pytest.mark.parametrize(
    "typed", ["5678", "1234", "۱۲۳۴", "0151 123", "5112345", "123 45", "+49 151", "015112345678", "(0151) 1234-5678"]
)
async def test_any_part_of_a_phone_from_four_digits_finds_the_customer(client, world, typed):
    for question in ("phone", "words"):
        answer = await client.get("/api/v1/customers", params={question: typed})
        assert str(world.ada) in {p["id"] for p in answer.json()["items"]}, answer.text
