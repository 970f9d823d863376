"""A customer who asks to be forgotten is forgotten everywhere, and the books still add up."""

import pytest

from service_desk import worker
from service_desk.erp import queries as erp
from service_desk.events.queries import verify
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import execute, fetch, fetchval
from service_desk.foundation.errors import Forbidden, NotFound
from service_desk.foundation.ids import uuid7
from service_desk.parties import queries as parties
from service_desk.parties.rules import CustomerErased
from service_desk.privacy import actions
from service_desk.privacy.actions import UnfinishedWork
from service_desk.privacy.queries import everything_about
from service_desk.repairs import actions as repairs
from service_desk.tickets import actions as tickets
from tests.privacy.life import MAIL, NAME, PDF, PHONE, PLANTED, live
from tests.queues import tickets_in
from tests.shell import desk, desk_json


@pytest.fixture
async def life(committed_world):
    return await live(committed_world)


async def found(*needles: str) -> set[str]:
    """Tables of the database in which one of the texts stands, in whatever column, bytes too."""
    places = set()
    for row in await fetch(
        "select oid::regclass::text as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
    ):
        for needle in needles:
            raw = needle.encode().hex()
            sql = (
                f"select exists (select from {row['name']} t where strpos(t::text, $1) > 0 or strpos(t::text, $2) > 0)"
            )
            if await fetchval(sql, needle, raw):
                places.add(row["name"])
    return places


async def test_she_is_in_every_place_that_takes_a_person(life):
    """Else the tests below would prove little."""
    assert await found(*PLANTED) == {
        "party", "contact_point", "address", "party_note", "ticket", "ticket_entry", "repair_order", "repair_item", "estimate", "goodwill", "order_move", "unit_handover",
        "time_entry", "item_date", "item_terms", "decision", "file", "file_chunk", "message", "suppression", "idempotency", "sent_picture",
        "link_visit", "rating", "call",
    }  # fmt: skip


async def test_after_erasure_no_name_phone_mail_or_word_of_hers_is_left(life):
    await actions.erase(party_id=life.party, by=SYSTEM)
    await worker.settle_everything()
    assert await found(*PLANTED, "203.0.113.77", PDF.decode()) == set()
    party = await parties.party(life.party)
    assert (party.name, party.contacts, party.retired) == (f"Erased {str(life.party)[-12:]}", (), True)
    assert await parties.find_by_phone(PHONE) == []
    assert (await tickets_in(words="Quaxwell")).items == []


async def test_after_erasure_books_and_chain_are_whole(life):
    async def kept() -> list[object]:
        counts = [
            await fetchval(f"select count(*) from {table}")
            for table in ("charge", "charge_line", "posting", "ledger_line", "order_line", "stock_move", "ticket")
        ]
        return [
            *counts,
            await fetchval("select sum(total) from charge"),
            await fetchval("select sum(debit) from ledger_line"),
        ]

    before = await kept()
    await actions.erase(party_id=life.party, by=SYSTEM)
    await worker.settle_everything()
    assert await kept() == before
    assert (await verify()).whole
    assert await erp.ledger_balanced()
    assert await fetchval("select count(*) from event where kind = 'party_erased'") == 1


async def test_an_alias_is_forgotten_with_her(life):
    told = await actions.erase(party_id=life.alias, by=SYSTEM)
    assert (told.party_id, told.aliases, told.tickets, told.orders) == (life.party, 1, 1, 1)
    assert NAME not in str(await fetch("select name from party"))


async def test_the_others_keep_what_is_theirs(life, committed_world):
    await actions.erase(party_id=life.party, by=SYSTEM)
    assert (await parties.party(committed_world.ada)).name == "Ada Lovelace"
    assert await found("ada@example.com") == {"contact_point"}


async def test_erased_once_more_nothing_comes_back_and_nothing_new_was_kept(life, committed_world):
    await actions.erase(party_id=life.party, by=SYSTEM)
    with pytest.raises(CustomerErased):
        await tickets.open_ticket(
            centre_id=committed_world.ber, party_id=life.party, words="Quaxwell again", by=committed_world.cy
        )
    await actions.erase(party_id=life.party, by=SYSTEM)
    assert await found("Quaxwell") == set()


async def test_who_still_has_work_in_the_house_is_not_forgotten_yet(life, committed_world):
    ticket = await tickets.open_ticket(
        centre_id=committed_world.ber, party_id=life.party, words="Once more", by=committed_world.cy
    )
    with pytest.raises(UnfinishedWork, match=ticket.number):
        await actions.erase(party_id=life.party, by=SYSTEM)
    assert (await parties.party(life.party)).name == NAME


async def test_a_unit_on_the_bench_keeps_its_customer(life, committed_world):
    order = await repairs.start(
        centre_id=committed_world.ber,
        party_id=life.party,
        items=[repairs.Brought(None, serial_given="X")],
        by=committed_world.cy,
    )
    with pytest.raises(UnfinishedWork, match=order.number):
        await actions.erase(party_id=life.party, by=SYSTEM)


async def test_a_message_that_waits_is_never_sent(life):
    await execute("update message set state = 'queued', provider_id = null, not_before = now()")
    await actions.erase(party_id=life.party, by=SYSTEM)
    await worker.settle_everything()
    assert {row["state"] for row in await fetch("select state from message")} == {"cancelled"}


async def test_no_label_with_her_name_is_kept(life):
    assert await fetchval("select count(*) from print_job where data is not null") == 2
    await actions.erase(party_id=life.party, by=SYSTEM)
    assert await fetchval("select count(*) from print_job where data is not null or caption <> ''") == 0


async def test_only_who_may_do_so_in_the_whole_company_erases(life, committed_world):
    with pytest.raises(Forbidden):
        await actions.erase(party_id=life.party, by=committed_world.bo)
    with pytest.raises(NotFound):
        await actions.erase(party_id=uuid7(), by=committed_world.cy)


async def test_an_export_holds_every_text_of_hers(life):
    told = str((await everything_about(life.alias)).tables)
    for text in (
        NAME,
        PHONE,
        MAIL,
        "Quaxstreet",
        "likes to be called early",
        "does not start",
        "called again",
        "showed the bill",
        "said yes",
        "signed by Quaxwell",
    ):
        assert text in told


async def test_an_export_reaches_every_table_that_she_is_in(life):
    taken = set((await everything_about(life.party)).tables)
    ours = {
        "time_entry",
        "print_job",
        "file_chunk",
        "idempotency",
    }  # the first three: NOT_ABOUT_THEM; the last is ours to forget
    assert await found(*PLANTED) - ours <= taken
    assert {"charge", "charge_line", "order_line", "service_item", "consent", "event", "message_event"} <= taken


async def test_an_export_tells_nothing_of_an_earlier_owner(life, committed_world):
    """The drill was Ada's before."""
    await tickets.open_ticket(
        centre_id=committed_world.ber,
        scan="S1",
        party_id=committed_world.ada,
        words="Ada's own words",
        by=committed_world.cy,
    )
    told = str((await everything_about(life.party)).tables)
    assert "Ada" not in told
    assert str(committed_world.ada) not in told


async def test_on_the_command_line_she_is_handed_out_and_forgotten(life, committed_db, tmp_path):
    import zipfile

    ended = await desk(committed_db, "privacy", "export", str(life.party), str(tmp_path / "her.zip"))
    assert ended.code == 0, ended.err
    with zipfile.ZipFile(tmp_path / "her.zip") as archive:
        assert NAME in archive.read("customer.json").decode()
        assert PDF in {archive.read(name) for name in archive.namelist()}
    by_mail = await desk(committed_db, "privacy", "export", "nobody@example.com", str(tmp_path / "no.zip"))
    assert by_mail.err.startswith("There is no customer nobody@example.com here")
    mail = await fetchval("select value from contact_point where party_id = $1 and kind = 'email'", life.party)
    assert (await desk(committed_db, "privacy", "export", mail.upper(), str(tmp_path / "hers.zip"))).code == 0
    told = await desk_json(committed_db, "privacy", "erase", str(life.party), "--yes")
    assert told["tickets"] == 1
    assert await found(*PLANTED) == set()
    assert (await desk(committed_db, "privacy", "erase", str(uuid7()), "--yes")).err.startswith("There is no customer")
