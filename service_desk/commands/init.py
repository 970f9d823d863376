"""`desk init`: found the company of an empty desk."""

import asyncio
import dataclasses
import re
import sys
from decimal import Decimal
from typing import Any, Final, TypeVar

import click
import msgspec
from babel.dates import get_day_names

from service_desk.centres.actions import CompanyExists
from service_desk.commands.documents import read_document
from service_desk.commands.numbers import Number
from service_desk.commands.output import json_option, show, tell
from service_desk.commands.session import database_url, open_desk, to_this_version
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.clock import today
from service_desk.foundation.errors import Invalid
from service_desk.foundation.i18n import LANGUAGES, half_width, terminal_language
from service_desk.foundation.numbers import read_number
from service_desk.foundation.sentences import sentence
from service_desk.foundation.written import Phrase, written_day
from service_desk.home import pasted
from service_desk.setup import actions, queries
from service_desk.setup.rules import (
    AdminRow,
    BadSetup,
    CentreRow,
    Document,
    complete,
    country_of,
    currency_of,
    language_of,
    zone_of,
)
from service_desk.setup.rules.health import spoken

T = TypeVar("T", bound=msgspec.Struct)
AMOUNTS: Final = ("tax", "hour_cost", "hour_price", "book_rate")
# Which option fills which field of the document.
OPTIONS: Final = {
    "company.name": "--company", "company.code": "--company-code", "company.country": "--country", "company.languages": "--language",
    "company.currency": "--currency", "centres[0].name": "--centre", "centres[0].code": "--centre-code",
    "centres[0].zone": "--zone", "centres[0].currency": "--centre-currency", "centres[0].country": "--country",
    "centres[0].language": "--language", "centres[0].book_rate": "--rate", "admin.login": "--admin", "admin.name": "--admin-name",
    "admin.language": "--language", "admin.password": "--password-file",
}  # fmt: skip

QUESTIONS: Final = {
    "company": "Name of the company",
    "country": "Country (IR, DE, … or its name)",
    "centre": "Name of the first service centre, such as its city",
    "admin": "Log-in name of the first administrator",
}
# Where the fault of an answer is told.
FIELDS: Final = {
    "company": re.compile(r"company\.name"), "country": re.compile(r"company\.country"),
    "centre": re.compile(r"centres\[0\]\.name"), "admin": re.compile(r"admin\.login"),
    "languages": re.compile(r"company\.languages\[\d+\]"), "currency": re.compile(r"company\.currency"),
    "zone": re.compile(r"centres\[0\]\.zone"), "book_rate": re.compile(r"centres\[0\]\.book_rate"),
}  # fmt: skip

# On a desk without a company: a sentence, and the command for it.
HINT: Final = (
    ("This desk has no company yet. In another shell, found one (it asks what it has to know):", ("init",)),
    ("Or stop this desk and try everything on a made-up company in an empty folder:", ("run", "--demo")),
)


class Faults(Invalid):
    code = "bad_setup_options"
    message = "Nothing was made, since this cannot be right:\n{faults}"


class CannotAsk(Invalid):
    code = "cannot_ask"
    message = "This is no terminal, so nothing can be asked. Add --yes to take what is usual for all that is not given, or name a file with --from."


@click.command()
@click.option("--from", "file", type=click.File("rb"), help="A company.yaml; options go before it.")
@click.option("--company", help="Name of the company.")
@click.option("--company-code", help="Two to six capital letters [default: made of the name].")
@click.option("--country", help="IR, DE, … or its name.")
@click.option(
    "--language", "languages", multiple=True, help="en, fa, ar, zh, ru; more than once, the company's own first."
)
@click.option("--currency", help="In which the books are kept [default: the country's].")
@click.option("--centre", help="Name of the first service centre, such as its city.")
@click.option("--centre-code", help="Two to six capital letters [default: made of the name].")
@click.option("--centre-currency", help="In which the centre works [default: its country's].")
@click.option("--zone", help="Time zone, such as Asia/Tehran [default: the country's].")
@click.option(
    "--rate",
    "book_rate",
    type=Number(above=True),
    help="What one unit of the books' currency costs in the centre's.",
)
@click.option(
    "--tax", type=Number(most=100), help="Standard rate of the sales tax in percent [default: the country's]."
)
@click.option("--hour-cost", type=Number(), help="What an hour of work costs the company.")
@click.option("--hour-price", type=Number(), help="What an hour of work is billed at.")
@click.option("--admin", help="Log-in name of the first administrator.")
@click.option("--admin-name", help="Their name.")
@click.option(
    "--password-file",
    type=click.File("r", encoding="utf-8"),
    help="Their password [default: a one-time one is made up].",
)
@click.option("--yes", is_flag=True, help="Do not ask: take what is usual for all that is not given.")
@click.option("--code", is_flag=True, help="Only print the code that POST /api/v1/setup asks for.")
@click.option("--hint", is_flag=True, hidden=True, help="Say what to do next on a desk without a company.")
@json_option
def command(*, file: Any, yes: bool, code: bool, hint: bool, as_json: bool, **given: Any) -> None:
    """Found the company of an empty desk: centre, administrator, codes, roles, periods, tax, policy, accounts.

    Asks for what is not given. The tables are made first where they are missing. All of it is made or nothing; a desk
    that has a company is left as it is.
    """
    with database_url() as url:
        to_this_version(url)
        if hint:
            return click.echo(asyncio.run(_hint()), nl=False)
        if code:
            return click.echo(asyncio.run(_code()))
        if asyncio.run(_founded()):
            raise CompanyExists
        document = read_document(file) if file is not None else Document()
        if not yes and file is None:
            if not sys.stdin.isatty():
                raise CannotAsk
            given = _ask(given)
        document = _with(document, given)
        try:
            if not yes and sys.stdin.isatty():
                _confirm(complete(document, today("UTC")))
            founded = asyncio.run(_set_up(document))
        except BadSetup as error:
            raise _by_option(error, file is not None) from None
    language = next(iter(complete(document, today("UTC")).company.languages))
    _tell(founded, language, as_json=as_json)
    return None


async def _hint() -> str:
    """For `desk run`: its database is the one of this process, but not of the shell that reads this."""
    async with open_desk():
        if await queries.founded():
            return ""
    language = terminal_language()
    told = [f"{_say(text, language)}\n  {pasted(*command)}\n" for text, command in HINT]
    return "\n" + "".join(told)


async def _code() -> str:
    async with open_desk():
        if await queries.founded():
            raise CompanyExists
        return await actions.door_code()


async def _founded() -> bool:
    async with open_desk():
        return await queries.founded()


async def _set_up(document: Document) -> actions.Founded:
    async with open_desk():
        return await actions.set_up(document, by=SYSTEM)


def _ask(given: dict[str, Any]) -> dict[str, Any]:
    """At a terminal, one question for each thing that nobody can guess; what can be guessed is offered."""
    told = dict(given)
    for name, question in QUESTIONS.items():
        if not told[name]:
            _answer(told, name, question)
    country = country_of(told["country"]) or ""
    for name, question, usual in (
        ("languages", "Languages, the company's own first", language_of(country)),
        ("currency", "Currency of the books", currency_of(country)),
        ("zone", "Time zone", zone_of(country, told["centre"])),
    ):
        if not told[name]:
            _answer(told, name, question, usual)
    own = told["centre_currency"] or currency_of(country)
    if not told["book_rate"] and _faults(told, "book_rate"):
        rate = "The centre works in {currency}. What does one {book} cost in it"
        told["book_rate"] = _amount(told, rate, above=True, currency=own, book=told["currency"].upper())
    for name, question in (
        ("hour_price", "What is an hour of work billed at, in {currency}"),
        ("hour_cost", "And what does it cost you, in {currency}"),
    ):
        if told[name] is None:
            told[name] = _amount(told, question, usual="0", currency=own)
    return told


def _language(told: dict[str, Any]) -> str:
    """The company's own once that is told; until then the terminal's."""
    languages = " ".join(told["languages"]).replace(",", " ").split()
    return languages[0] if languages and languages[0] in LANGUAGES else terminal_language()


def _say(text: str, language: str, **places: Any) -> str:
    return spoken(Phrase(text, **places), language)


def _amount(
    told: dict[str, Any], question: str, *, usual: str | None = None, above: bool = False, **places: Any
) -> Decimal:
    """A number that is not below zero, or lies `above` it; in the digits of any script."""
    language = _language(told)
    while True:
        given = click.prompt(_say(question, language, **places), default=usual)
        number = read_number(half_width(str(given)))
        if number is not None and (number > 0 or (number == 0 and not above)):
            return number
        tell("  " + _say("Write a number, such as 12 or 12.50.", language))


def _answer(told: dict[str, Any], name: str, question: str, usual: str = "") -> None:
    """Asked until it can be taken: whoever mistypes one thing loses nothing that they told before."""
    while True:
        given = click.prompt(_say(question, _language(told)), default=usual or None)
        told[name] = tuple(given.replace(",", " ").split()) if name == "languages" else given
        if not (wrong := _faults(told, name)):
            return
        if name == "languages":
            told[name] = ()  # so that the next question is not asked in one that was mistyped
        tell(f"  {wrong[0]}")


def _faults(told: dict[str, Any], name: str) -> list[str]:
    """Why this answer cannot be taken; the others aside."""
    try:
        complete(_with(Document(), told), today("UTC"))
    except BadSetup as error:
        return [sentence(part, _language(told)) for part in error.parts if FIELDS[name].fullmatch(part.field or "")]
    return []


def _with(document: Document, told: dict[str, Any]) -> Document:
    """The document with the options that were given."""
    languages = [one for each in told["languages"] for one in each.replace(",", " ").split()]
    spoken = next(iter(languages), next(iter(document.company.languages), "en"))
    company = _set(
        document.company, name=_named(told["company"], spoken), code=told["company_code"], country=told["country"],
        languages=languages, currency=told["currency"],
    )  # fmt: skip
    centre = _set(
        next(iter(document.centres), CentreRow()), name=_named(told["centre"], spoken), code=told["centre_code"],
        zone=told["zone"], currency=told["centre_currency"],
        **{name: told[name] for name in AMOUNTS if told[name] is not None},
    )  # fmt: skip
    password = told["password_file"].read(1000).strip() if told["password_file"] else None
    admin = _set(document.admin or AdminRow(), login=told["admin"], name=told["admin_name"], password=password)
    return _set(document, company=company, centres=[centre, *document.centres[1:]], admin=admin)


def _set(row: T, **given: Any) -> T:
    return msgspec.structs.replace(row, **{name: value for name, value in given.items() if value})


def _named(text: str | None, language: str) -> dict[str, str]:
    """Latin letters are English to everybody but a Latin language, of which the desk speaks no other."""
    return {} if not text else {"en" if text.isascii() else language: text}


def _confirm(whole: Document) -> None:
    company, centre = whole.company, whole.centres[0]
    language = company.languages[0]
    days = get_day_names("wide", "stand-alone", language)
    facts = {
        "company": f"{' / '.join(company.name.values())} ({company.code}), {company.country}",
        "languages": ", ".join(company.languages),
        "books in": company.currency,
        "centre": f"{' / '.join(centre.name.values())} ({centre.code}), {centre.zone}, {centre.currency}",
        "weekend": ", ".join(days[day - 1] for day in centre.weekend or ()),
        "taxes": ", ".join(f"{tax.country} {tax.percent} %" for tax in whole.taxes or ()),
        "administrator": whole.admin.login if whole.admin else "",
    }
    show({_say(name, language): fact for name, fact in facts.items()}, as_json=False)
    click.confirm(_say("Found this company?", language), default=True, abort=True)


def _by_option(error: BadSetup, in_file: bool) -> Invalid:
    """The faults by the names that the caller used."""
    lines = [f"  {_spelled(part.field or '', in_file)}: {sentence(part, terminal_language())}" for part in error.parts]
    return Faults(count=len(lines), faults="\n".join(lines))


def _spelled(field: str, in_file: bool) -> str:
    plain = re.sub(r"^(company\.languages)\[\d+\]$", r"\1", field)
    return field if in_file or plain not in OPTIONS else OPTIONS[plain]


def _tell(founded: actions.Founded, language: str, *, as_json: bool) -> None:
    """In the company's own language."""
    if as_json:
        return show(dataclasses.asdict(founded), as_json=True)

    def said(text: str, **places: Any) -> str:
        return _say(text, language, **places)

    facts = {
        "company": founded.company,
        "centres": ", ".join(founded.centres),
        "administrator": founded.admin or "",
        "one-time password": founded.one_time_password or said("the one that was given"),
        "books open": " – ".join(written_day(day, language) for day in founded.periods or ()),
        "policies": ", ".join(founded.policies),
        "law packs, off until counsel confirms them": ", ".join(founded.packs),
    }
    show({said(name): fact for name, fact in facts.items()}, as_json=False)
    tell("\n" + said("It is made. What comes next:"))
    if founded.one_time_password:
        once = "Sign in as {login} with the one-time password above; it is shown this once, may be used for three days and has to be changed."
        tell("  " + said(once, login=founded.admin))
    for text, command in (
        ("Start the desk, if it does not run: {command}", pasted("run")),
        ("A key for programs: {command}", pasted("staff", "token", founded.admin or "LOGIN")),
        ("What is still to be done: {command}", pasted("doctor")),
    ):
        tell("  " + said(text, command=command))
    tell("\n" + said("Before the first invoice:"))
    for line in founded.confirm:
        tell(f"  {line}")
    whole = "The policy is a beginning as well: see all of it with {command}, and correct it there."
    return tell(said(whole, command=pasted("settings", "export")))
