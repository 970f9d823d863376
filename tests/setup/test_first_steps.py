"""The first steps of somebody who types the wrong thing, twice, or at a bad moment: one clear answer, and nothing half made."""

import asyncio
import os
import re
import signal
import sys
from datetime import date

import asyncpg
import pytest
import yaml

from service_desk.foundation.db import fetchval
from service_desk.foundation.i18n import LANGUAGES
from service_desk.foundation.sentences import sentence
from service_desk.setup import queries
from service_desk.setup.rules import AdminRow, BadSetup, CentreRow, CompanyRow, Document, complete
from tests.shell import ROOT, desk, environment

GIVEN = ("--company", "Acme", "--country", "DE", "--centre", "Berlin", "--admin", "vera")
NONSENSE = {
    "company.country": {"company": {"country": "XX"}},
    "company.currency": {"company": {"currency": "ABC"}},
    "company.languages[0]": {"company": {"languages": ["tlh"]}},
    "company.code": {"company": {"code": "A B"}},
    "company.name": {"company": {"name": {"en": "  "}}},
    "centres[0].zone": {"centre": {"zone": "Mars"}},
    "centres[0].code": {"centre": {"code": "B 1"}},
    "centres[0].hours": {"centre": {"hours": {"1": ["25:00-26:00"]}}},
    "centres[0].weekend": {"centre": {"weekend": [9]}},
    "centres[0].language": {"centre": {"language": "ru"}},
    "admin.login": {"admin": {"login": "two words"}},
    "admin.password": {"admin": {"password": "short"}},
}


def document(company=None, centre=None, admin=None):
    return Document(
        company=CompanyRow(**{"name": {"en": "Acme"}, "country": "DE", "languages": ["en"]} | (company or {})),
        centres=[CentreRow(**{"name": {"en": "Berlin"}} | (centre or {}))],
        admin=AdminRow(**{"login": "vera"} | (admin or {})),
    )


@pytest.mark.parametrize("field", NONSENSE)
def test_a_value_that_cannot_be_is_named_alone_and_told_in_five_languages(field):
    with pytest.raises(BadSetup) as refused:
        complete(document(**NONSENSE[field]), date(2026, 11, 30))
    (fault,) = refused.value.parts
    assert fault.field == field
    said = {language: sentence(fault, language) for language in LANGUAGES}
    assert len(set(said.values())) == len(LANGUAGES)
    for language in set(LANGUAGES) - {"en"}:
        left = set(re.findall("[A-Za-z]{3,}", said[language])) & set(re.findall("[a-z]{3,}", said["en"]))
        assert left <= {"mina", "tlh"}, said[language]


@pytest.mark.parametrize(
    "shift", ["8-17", "08:00-24:01", "17:00-08:00", "08:60-09:00", "08:00", "08:00-17:00-18:00", ""]
)
def test_a_shift_that_is_none_is_told_as_it_was_written(shift):
    with pytest.raises(BadSetup) as refused:
        complete(document(centre={"hours": {"1": [shift]}}), date(2026, 11, 30))
    assert "08:00-17:00" in str(refused.value.parts[0])


FILES = {
    "nothing": (b"", "company.country"),
    "a key that nobody knows": (b"companny: {country: DE}", "companny"),
    "a key that nobody knows inside": (b"company: {country: DE, colour: red}", "colour"),
    "another type": (b"company: {country: [DE]}", "company.country"),
    "a list": (b"- company", "not a list of names and values"),
    "a number": (b"7", "not a list of names and values"),
    "a brace too many": (b"company: {country: DE", "cannot be used"),
    "a picture": (bytes(range(256)), "cannot be used"),
    "another encoding": ("company: {name: {fa: گروه}}".encode("cp1256"), "not written in UTF-8"),
    "a loop": (b"company: &a {name: *a}", "cannot be used"),
    "of a later release": (b"aftercare: 2", "aftercare"),
}


@pytest.mark.parametrize("kind", FILES)
async def test_a_file_that_cannot_be_used_is_told_in_a_sentence_and_makes_nothing(committed_db, tmp_path, kind):
    content, said = FILES[kind]
    file = tmp_path / "company.yaml"
    file.write_bytes(content)
    ended = await desk(committed_db, "init", "--from", str(file), "--yes")
    assert (ended.code, ended.out, "Traceback" in ended.err) == (1, "", False), ended
    assert said in ended.err
    assert not await queries.founded()


async def test_a_file_of_a_windows_editor_founds_a_company(committed_db, tmp_path):
    file = tmp_path / "company.yaml"
    whole = {"company": {"name": {"fa": "گروه سپهر"}, "country": "IR"}, "admin": {"login": "mina"}}
    file.write_text(yaml.safe_dump(whole, allow_unicode=True), encoding="utf-16")
    ended = await desk(committed_db, "init", "--from", str(file), "--yes")
    assert ended.code == 0, ended.err
    assert (await fetchval("select name from company")) == {"fa": "گروه سپهر"}


async def test_with_yes_and_nothing_else_all_that_nobody_can_guess_is_named(committed_db):
    ended = await desk(committed_db, "init", "--yes")
    named = {line.split(":")[0].strip() for line in ended.err.splitlines()[1:]}
    assert (ended.code, named) == (1, {"--company", "--country", "--centre", "--admin"})


async def test_of_two_who_found_a_company_at_once_by_command_one_is_told_that_it_is_there(committed_db):
    one, other = await asyncio.gather(*(desk(committed_db, "init", *GIVEN, "--yes") for _ in range(2)))
    assert sorted((one.code, other.code)) == [0, 1], (one, other)
    late = one if one.code else other
    assert ("already holds a company" in late.err, late.err.count("\n")) == (True, 1), late
    assert await fetchval("select count(*) from company") == await fetchval("select count(*) from staff") == 1


async def test_a_set_up_that_is_killed_before_its_end_left_nothing_and_can_be_done_again(committed_db):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "service_desk.cli", "init", *GIVEN, "--yes", cwd=ROOT,
        env=environment(committed_db, DESK_FAULT_POINTS="setup.before_commit=kill"), stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert await process.wait() == -signal.SIGKILL
    left = "select (select count(*) from event) + (select count(*) from staff) + (select count(*) from fault_code)"
    assert (await queries.founded(), await fetchval(left)) == (False, 0)
    assert (await desk(committed_db, "init", *GIVEN, "--yes")).code == 0


async def test_ready_says_why_not_on_a_database_without_tables_an_older_and_a_later_one(
    server_dsn, template, anonymous
):
    from service_desk.foundation.migrate import schema

    async def said(dsn, *changes):
        connection = await asyncpg.connect(dsn)
        try:
            for change in changes:
                await connection.execute(change)
            found = await schema(connection)
            return str(found.why_not or found.note or "")
        finally:
            await connection.close()

    name = f"steps_{os.getpid()}"
    admin = await asyncpg.connect(server_dsn)
    place = server_dsn.rsplit("/", 1)[0] + "/" + name
    last = "select max(name) from migration where app_name = 'service_desk'"
    try:
        await admin.execute(f"create database {name} template template0")
        assert "no tables yet: run `desk migrate`" in await said(place)
        await admin.execute(f"drop database {name}")
        await admin.execute(f"create database {name} template {template}")
        assert await said(place) == ""
        assert "older than this program by 1 step: run" in await said(
            place, f"delete from migration where name = ({last})"
        )
        later = f"update migration set name = '2099-01-01T00:00:00:000000' where name = ({last})"
        assert "older than this program by 2 steps: run" in await said(place, later)
    finally:
        await admin.execute(f"drop database if exists {name} with (force)")
        await admin.close()


async def test_the_first_steps_are_told_in_the_language_of_the_terminal_and_the_books_by_its_calendar(server_dsn):
    name = f"spoken_{os.getpid()}"
    admin = await asyncpg.connect(server_dsn)
    dsn = server_dsn.rsplit("/", 1)[0] + "/" + name
    try:
        await admin.execute(f"create database {name} template template0")
        persian = {"LC_ALL": "fa_IR.UTF-8"}
        early = await desk(dsn, "staff", "list", **persian)
        assert early.code != 0
        assert "هنوز جدولی ندارد" in early.err
        made = (await desk(dsn, "migrate", **persian)).out
        assert re.search(r"گام انجام شد؛ .* نسخهٔ \S+ \S+ ۱\d{3}", made)
        assert not re.search(r"\d{4}-\d{2}-\d{2}T", made)
        assert "از پیش در همین نسخه است" in (await desk(dsn, "migrate", **persian)).out
        assert "این میز هنوز شرکتی ندارد" in (await desk(dsn, "init", "--hint", **persian)).out
        assert "This desk has no company yet" in (await desk(dsn, "init", "--hint", LC_ALL="C")).out
        founded = (await desk(dsn, "init", *IN_PERSIAN, "--yes", **persian)).out
        assert re.search("فروردین ۱۴۰", founded)
        assert not re.search(r"20\d\d-\d\d-\d\d", founded)
    finally:
        await admin.execute(f"drop database if exists {name} with (force)")
        await admin.close()


IN_PERSIAN = ("--company", "آزما", "--country", "IR", "--centre", "تهران", "--admin", "sara", "--language", "fa")
