"""What somebody sees who sets a desk up by hand: one sentence for whatever is wrong, and commands that can be pasted."""

import re
import subprocess
import sys
from decimal import Decimal

import click
import pytest
import yaml

from service_desk import cli, home
from service_desk.foundation.db import fetchval
from service_desk.foundation.settings import Environment
from tests.shell import ROOT, desk, desk_json, typed

HELPED = ("--help",)
GIVEN = ("--company", "Acme", "--country", "DE", "--centre", "Berlin", "--admin", "vera", "--yes")
WITHOUT_DATABASE = {"schema", "run", "web", "worker"}
NEEDS = {
    "init": ("init", *GIVEN), "migrate": ("migrate",), "doctor": ("doctor",), "db": ("db", "info"), "staff": ("staff", "list"),
    "settings": ("settings", "list"), "label": ("label", "printers"), "seed": ("seed",), "queue": ("queue", "status"),
    "postings": ("postings", "list"), "audit": ("audit", "head"), "web": ("web",), "worker": ("worker",), "run": ("run",),
}  # fmt: skip
WRONG = {
    "another database": ("mysql://x", "begins with mysql:"),
    "no scheme": ("localhost/desk", "no postgresql://"),
    "a port that is none": ("postgresql://u:p@h:99999/d", "cannot be told apart"),
    "nobody there": ("postgresql://u:p@127.0.0.1:1/d", "cannot be reached"),
    "no such host": ("postgresql://u:p@nowhere.invalid/d", "cannot be reached"),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_a_database_that_cannot_be_used_is_one_sentence(wrong):
    url, said = WRONG[wrong]
    for words in (("migrate",), ("staff", "list"), ("web",), ("worker",), ("run",)):
        ended = await desk(url, *words)
        assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1), (words, ended)
        assert said in ended.err


@pytest.mark.parametrize("name", NEEDS)
async def test_every_command_says_in_one_sentence_that_the_database_is_no_such(name):
    ended = await desk("mysql://x", *NEEDS[name])
    assert (ended.code, ended.err.count("\n"), "begins with mysql:" in ended.err) == (1, 1, True), ended


async def test_a_wrong_password_and_an_unknown_database_are_told_apart(server_dsn):
    away = await desk(server_dsn.rsplit("/", 1)[0] + "/nothing_here", "db", "info")
    assert 'database "nothing_here" does not exist' in away.err
    assert away.err.count("\n") == 1
    refused = await desk(re.sub(r"://([^:]+):[^@]+@", r"://\1:wrong@", server_dsn), "db", "info")
    assert "password authentication failed" in refused.err
    assert "wrong" not in refused.err.replace("wrong password", "")


@pytest.mark.parametrize("name", ["web", "worker"])
async def test_without_an_address_web_and_worker_say_so(name):
    ended = await desk("", name)
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert ended.err.startswith("DATABASE_URL is not set.")


def test_a_wrong_setting_is_said_in_the_terminals_language(monkeypatch):
    monkeypatch.setenv("LC_ALL", "ru_RU.UTF-8")
    monkeypatch.setattr(cli, "desk", lambda **_: Environment.read({"DESK_POOL": "viele"}))
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == "DESK_POOL должно быть целым числом, а не «viele»."


async def test_a_first_company_by_one_command_and_no_second_one(committed_db):
    made = await desk_json(committed_db, "init", *GIVEN)
    assert (made["company"], list(made["centres"]), made["admin"]) == ("ACM", ["BER"], "vera")
    assert made["one_time_password"]
    before = await fetchval("select count(*) from event")
    again = await desk(committed_db, "init", *GIVEN)
    assert (again.code, again.err.count("\n")) == (1, 1)
    assert "already holds a company" in again.err
    assert await fetchval("select count(*) from event") == before


async def test_what_was_mistyped_is_asked_again_with_the_reason_and_no_answer_is_lost(committed_db):
    told = await typed(
        committed_db,
        "init",
        answers="""Müller Service|Germanyy|Iran|Köln|vera m|vera|de|en fa|Euro|EUR|Tehran|Asia/Tehran|900000|90|35|y""",
    )
    for why in (
        "'Germanyy' is not a country",
        "a log-in name without blanks",
        "'de' is not a language",
        "Euro is not a",
        "Tehran is not a",
    ):
        assert told.err.count(why) == 1, told
    assert "Friday" in told.out
    assert (await fetchval("select code from centre"), await fetchval("select code from company")) == ("KOL", "MS")
    assert await fetchval("select rate from currency_rate") == 900_000


async def test_the_questions_are_asked_in_the_terminals_language_and_then_in_the_companys(committed_db):
    told = await typed(
        committed_db, "init", answers="آلفا|Atlantis|IR|تهران|mina|fa|IRR|Asia/Tehran|viel|۵۰۰۰۰۰۰|2000000|y", LANG="ru_RU.UTF-8", LC_ALL="",
    )  # fmt: skip
    assert told.code == 0, told
    said = told.out + told.err
    for question in (
        "Название компании",
        "Страна",
        "Языки",
        "واحد پول دفترها",
        "منطقهٔ زمانی",
        "به IRR",
        "یک عدد بنویسید",
    ):
        assert question in said, (question, told)
    assert "آخر هفته" in told.out
    assert "ساخته شد" in told.err
    assert await fetchval("select bill_rate from labour_rate") == 5_000_000
    # no word of English stands in it, the commands and names apart
    assert set(re.findall(r"\b(?:company|centre|books|weekend|administrator|password|Name|What)\b", said)) == set()


async def test_every_option_that_is_wrong_is_named_at_once(committed_db):
    ended = await desk(
        committed_db,
        "init",
        "--company",
        "Acme",
        "--country",
        "Germny",
        "--language",
        "de",
        "--zone",
        "Berlin",
        "--yes",
    )
    assert ended.code == 1
    named = {line.split(":")[0].strip() for line in ended.err.splitlines()[1:]}
    assert named == {"--country", "--language", "--zone", "--admin"}
    assert "Europe/Berlin" in ended.err
    assert "DE" in ended.err


async def test_without_a_terminal_nothing_is_asked(committed_db):
    ended = await desk(committed_db, "init", "--company", "Acme")
    assert (ended.code, "--yes" in ended.err) == (1, True)


async def test_a_file_says_everything(committed_db, tmp_path):
    file = tmp_path / "company.yaml"
    file.write_text(
        yaml.safe_dump(
            {
                "company": {"name": {"fa": "سپهر"}, "country": "IR", "languages": ["fa", "en"]},
                "centres": [
                    {"name": {"fa": "تهران"}, "hour_price": 2_000_000},
                    {"name": {"fa": "شیراز"}, "code": "SHZ"},
                ],
                "admin": {"login": "mina", "name": "مینا"},
            },
            allow_unicode=True,
        )
    )
    made = await desk_json(committed_db, "init", "--from", str(file), "--yes")
    assert list(made["centres"]) == ["SHZ", "TEH"]


async def test_the_example_founds_a_company(committed_db):
    made = await desk_json(committed_db, "init", "--from", "docs/examples/company.yaml", "--yes")
    assert list(made["centres"]) == ["BER", "TEH"]


async def test_a_further_centre_needs_no_more_in_a_file_than_the_first_one(committed_db, tmp_path):
    await desk_json(committed_db, "init", *GIVEN)
    file = tmp_path / "company.yaml"
    file.write_text(yaml.safe_dump({"centres": [{"name": {"en": "Köln"}}, {"name": {"en": "Berlin"}}]}))
    for made in (1, 0):
        ended = await desk(committed_db, "settings", "import", str(file))
        assert ended.code == 0, ended.err
        assert await fetchval("select count(*) from centre where zone = 'Europe/Berlin' and currency = 'EUR'") == 2, (
            made
        )
    file.write_text(yaml.safe_dump({"centres": [{"name": {"en": "Springfield"}, "country": "US"}]}))
    refused = await desk(committed_db, "settings", "import", str(file))
    assert (refused.code, "several time zones" in refused.err) == (1, True), refused.err


async def test_a_further_centre_brings_its_hour_its_rate_and_its_tax_and_comes_back_as_it_was(committed_db, tmp_path):
    await desk_json(committed_db, "init", *GIVEN)
    file, exported = tmp_path / "more.yaml", tmp_path / "all.yaml"
    dubai = {"name": {"en": "Dubai"}, "code": "DXB", "country": "AE", "hour_price": 120, "hour_cost": 40, "tax": 5}
    file.write_text(yaml.safe_dump({"centres": [dubai]}))
    refused = await desk(committed_db, "settings", "import", str(file))
    assert (refused.code, "costs in AED" in refused.err) == (1, True), refused.err
    file.write_text(yaml.safe_dump({"centres": [{**dubai, "book_rate": 4}]}))
    assert (await desk(committed_db, "settings", "import", str(file))).code == 0
    again = await desk_json(committed_db, "settings", "import", str(file))
    assert again["set"] == {}
    assert (await desk(committed_db, "settings", "export", str(exported))).code == 0
    said = yaml.safe_load(exported.read_text())
    assert [float(row["price"]) for row in said["labour"] if row["centre"] == "DXB"] == [120]
    assert [float(row["percent"]) for row in said["taxes"] if row["country"] == "AE"] == [5]
    assert [float(row["rate"]) for row in said["rates"] if row["per"] == "AED"] == [4]
    assert {row["code"] for row in said["places"] if row["centre"] == "DXB"} == {"WH", "BENCH"}
    assert (await desk_json(committed_db, "settings", "import", str(exported)))["set"] == {}
    file.write_text(yaml.safe_dump({"centres": [{**dubai, "hour_price": 150, "tax": 7}]}))
    refused = await desk(committed_db, "settings", "import", str(file))
    assert "is taxed at 5 % here already" in refused.err
    file.write_text(yaml.safe_dump({"centres": [{"code": "DXB", "hour_price": 150}]}))
    assert (await desk_json(committed_db, "settings", "import", str(file)))["set"] == {"labour": 1}


async def test_a_file_that_is_none_is_one_sentence(committed_db, tmp_path):
    file = tmp_path / "company.yaml"
    for text in ("{", "company: 7", "nonsense: 1"):
        file.write_text(text)
        ended = await desk(committed_db, "init", "--from", str(file), "--yes")
        assert (ended.code, ended.err.count("\n")) == (1, 1), ended


async def test_a_dead_token_is_not_made(committed_db):
    ended = await desk(committed_db, "staff", "token", "vera", "--days", "-5")
    assert (ended.code, "is not in the range" in ended.err) == (2, True)


@pytest.mark.parametrize(("words", "code"), [(("queue", "revive"), 2), (("postings", "retry"), 1)])
async def test_a_number_that_no_table_counts_to_is_refused(committed_db, words, code):
    ended = await desk(committed_db, *words, "99999999999999999999")
    assert (ended.code, "Traceback" in ended.err) == (code, False)


def test_a_printed_command_runs_from_a_folder_with_blanks(tmp_path, monkeypatch):
    place = tmp_path / "a folder"
    (place / "bin").mkdir(parents=True)
    (place / "bin" / "desk").write_text('#!/bin/sh\necho "$DESK_HOME: $*"\n')
    (place / "bin" / "desk").chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(place / "bin" / "python"))
    monkeypatch.setenv("DESK_HOME", str(place / "my home"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://127.0.0.1/of_the_desk_that_runs_and_not_of_the_next_shell")
    printed = home.pasted("staff", "token", "vera lynn")
    said = subprocess.run(
        ["sh", "-c", printed], capture_output=True, text=True, check=True, env={"PATH": "/bin:/usr/bin"}
    )
    assert said.stdout == f"{place / 'my home'}: staff token vera lynn\n"
    sentence = home.spelled("Run `desk migrate` first.")
    assert subprocess.run(["sh", "-c", sentence.split("`")[1]], check=False).returncode == 0


async def test_labels_name_the_address_where_web_was_last_reached(committed_db, committed_world, monkeypatch):
    from service_desk.foundation import address
    from service_desk.foundation.settings import environment as settings

    monkeypatch.setenv("DESK_PUBLIC_URL", "https://desk.example")
    settings.cache_clear()
    await address.tell()
    monkeypatch.delenv("DESK_PUBLIC_URL")
    settings.cache_clear()
    await address.learn()
    assert settings().public_url == "https://desk.example"
    monkeypatch.delenv("DESK_PUBLIC_URL")
    settings.cache_clear()


async def test_web_on_another_port_is_reached_there(monkeypatch):
    from service_desk.foundation.address import listening_at
    from service_desk.foundation.settings import environment as settings

    monkeypatch.delenv("DESK_PUBLIC_URL", raising=False)
    for host, port, url in (("0.0.0.0", 8001, "http://127.0.0.1:8001"), ("::1", 80, "http://[::1]:80")):
        listening_at(host, port)
        assert settings().public_url == url
        monkeypatch.delenv("DESK_PUBLIC_URL")
        settings.cache_clear()


def _named_commands():
    """Each `desk …` that a sentence of the program or a page of its documents names."""
    files = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    files += [
        path
        for folder in ("service_desk", "notifications")
        for end in ("*.py", "*.toml")
        for path in (ROOT / folder).rglob(end)
    ]
    for path in files:
        for found in re.finditer(r"`desk ([^`\n]+)`", path.read_text(encoding="utf-8")):
            yield path.name, found[1]


def test_every_command_that_is_named_anywhere_can_be_typed():
    """A sentence that says what to do must not name a command or an option that is not there."""
    wrong = []
    for place, words in set(_named_commands()):
        command, rest = cli.desk, re.sub(r"\{[^}]*\}", "X", words).split()
        while rest and isinstance(command, click.Group) and not rest[0].startswith("-"):
            if rest[0] in {"…", "X"}:  # whichever
                break
            asked = [command.get_command(click.Context(command), name) for name in rest[0].split("|")]
            if None in asked:
                wrong.append((place, words))
                break
            command, rest = asked[0], rest[1:]
        options = {option for each in command.params for option in each.opts} | {"--help"}
        wrong += [(place, words) for word in rest if word.startswith("--") and word.split("=")[0] not in options]
    assert wrong == []


async def test_a_price_is_taken_as_it_is_written_in_persian(committed_db):
    made = await desk(committed_db, "init", *GIVEN, "--hour-price", "۴٬۵۰۰٬۰۰۰٫۵")
    assert made.code == 0, made.err
    assert await fetchval("select max(bill_rate) from labour_rate") == Decimal("4500000.5")


@pytest.mark.parametrize(
    ("given", "said"), [("1,234", "می‌تواند دو عدد باشد"), ("-3", "باید ۰ یا بیشتر"), ("lots", "عدد نیست")]
)
async def test_a_price_that_is_none_is_refused_in_the_language_of_the_terminal(given, said):
    ended = await desk("", "init", *GIVEN, "--hour-price", given, LC_ALL="fa_IR.UTF-8")
    assert (ended.code, said in ended.err) == (2, True), ended


async def test_what_cannot_be_taken_at_the_set_up_is_told_in_the_language_of_the_terminal(committed_db):
    ended = await desk(committed_db, "init", "--company", "Acme", "--zone", "Mars", "--yes", LC_ALL="fa_IR.UTF-8")
    assert "یک منطقهٔ زمانی نیست" in ended.err
    assert "A value" not in ended.err
