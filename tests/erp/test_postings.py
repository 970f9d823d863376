"""A workshop day reaches stock and ledger of the books: once, balanced, on the right roles and days."""

import asyncio
from datetime import date
from decimal import Decimal

import pytest

from service_desk.centres import actions as centres
from service_desk.erp import actions as erp
from service_desk.erp import queries
from service_desk.erp.connectors.books import Books
from service_desk.erp.rules import Billing, Invoice, Kind, invoice_entries
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import execute, fetch, fetchrow, fetchval
from service_desk.parts import actions as parts
from service_desk.repairs import actions as repairs
from tests.erp.conftest import balances, deliver, settle, states
from tests.erp.documents import HEAD
from tests.erp.test_rules import ACCOUNTS, BORNE
from tests.world import NOON

OPENING = {"inventory": Decimal(192), "goods_received": Decimal(-192)}  # what the world received


async def test_what_was_received_stands_in_the_books(workshop):
    await settle()
    assert await balances() == OPENING
    assert await queries.stock_matches()
    assert await queries.ledger_balanced()


@pytest.mark.parametrize(("payer", "reserve", "role"), BORNE)
async def test_part_and_labour_go_to_the_roles_of_their_payer(workshop, payer, reserve, role):
    if reserve:
        await centres.set_setting(name="warranty_reserve", value=True, valid_from=date(2020, 1, 1), by=SYSTEM)
    order = await workshop.start()
    await workshop.use(order)
    await workshop.work(order)
    await settle()
    await workshop.close(order, payer.value)
    await settle()
    cost = {
        name: amount
        for name, amount in (await balances()).items()
        if name not in {"receivable", "service_revenue", "tax"}
    }
    assert cost == {
        role: Decimal(50),
        "inventory": Decimal(172),
        "absorbed_labour": Decimal(-30),
        "goods_received": Decimal(-192),
    }
    assert await queries.ledger_balanced()
    assert await queries.stock_matches()
    assert set((await states()).values()) == {"verified"}


async def test_a_customers_invoice_is_receivable_revenue_and_tax(workshop):
    order = await workshop.start()
    await workshop.use(order)
    await workshop.work(order)
    await workshop.close(order, "customer")
    await settle()
    booked = await balances()
    assert (booked["receivable"], booked["service_revenue"], booked["tax"]) == (
        Decimal("117.81"),
        Decimal("-99.00"),
        Decimal("-18.81"),
    )


async def test_events_delivered_twice_post_once(workshop):
    await settle()
    await execute("update event_delivery set state = 'queued', not_before = now()")
    before = await fetchval("select count(*) from posting")
    await settle()
    assert await fetchval("select count(*) from posting") == before
    assert await balances() == OPENING


async def test_keys_count_within_order_and_kind(workshop):
    order = await workshop.start()
    for _ in range(2):
        await workshop.use(order)
    await settle()
    number = await workshop.number(order)
    assert list(await states(kind="issue")) == [f"A1.{number}.ISS.1", f"A1.{number}.ISS.2"]


async def test_a_part_that_comes_back_unused_leaves_no_cost(workshop):
    order = await workshop.start()
    line = await workshop.use(order, quantity=3)
    await settle()
    await repairs.return_part(line_id=line.id, quantity=Decimal(1), by=workshop.world.cy)
    await repairs.return_part(line_id=line.id, by=workshop.world.cy)
    await settle()
    assert await balances() == OPENING
    assert await queries.stock_matches()


async def test_a_late_entry_is_posted_on_the_next_open_day_and_keeps_its_own(workshop):
    await settle()
    november = await fetchval("select id from accounting_period where ends_on = '2026-12-31'")
    await execute("update accounting_period set ends_on = '2026-10-31' where id = $1", november)
    await centres.open_period(starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 31), by=SYSTEM)
    with clock.at(NOON):
        order = await workshop.start()
        await workshop.use(order)
    await settle()
    (row,) = await fetch("select document_date, posting_date, state, erp_posted_on from posting where kind = 'issue'")
    assert tuple(row) == (date(2026, 11, 25), date(2026, 12, 1), "verified", date(2026, 12, 1))


async def test_a_period_closed_before_sending_moves_the_posting_under_its_key(workshop):
    with clock.at(NOON):
        order = await workshop.start()
        await workshop.use(order)
    await deliver()
    await centres.open_period(starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31), by=SYSTEM)
    await centres.close_period(
        period_id=await fetchval("select id from accounting_period where starts_on = '2026-01-01'"), by=SYSTEM
    )
    await settle()
    (row,) = await fetch("select state, posting_date, document_date from posting where kind = 'issue'")
    assert tuple(row) == ("verified", date(2027, 1, 1), date(2026, 11, 25))


async def test_with_the_policy_reject_a_closed_period_waits_until_it_is_opened(workshop):
    await settle()
    await execute("update company set late_posting = 'reject'")
    period = await fetchval("select id from accounting_period where starts_on = '2026-01-01'")
    await centres.close_period(period_id=period, by=SYSTEM)
    with clock.at(NOON):
        order = await workshop.start()
        await workshop.use(order)
    await settle()
    assert list((await states(kind="issue")).values()) == ["blocked"]
    assert [gap.need for gap in await queries.gaps()] == ["period:2026-11-25"]
    await centres.reopen_period(period_id=period, by=SYSTEM)
    await settle()
    assert list((await states(kind="issue")).values()) == ["verified"]
    assert await queries.gaps() == []


async def test_an_unmapped_account_is_one_work_item_and_mapping_it_lets_all_go(workshop):
    await execute("delete from account_role where role = 'goods_received'")
    await settle()
    assert set((await states()).values()) == {"blocked"}
    (gap,) = await queries.gaps()
    assert (gap.need, gap.postings) == ("account:goods_received", 3)
    assert (
        await erp.set_account_role(role="goods_received", account="2100", valid_from=date(2020, 1, 1), by=SYSTEM) == 3
    )
    await settle()
    assert set((await states()).values()) == {"verified"}
    assert await queries.gaps() == []


async def test_a_missing_rate_blocks_until_it_is_entered(workshop):
    order = await workshop.start()
    await workshop.work(order)
    await execute("update order_line set cost_currency = 'USD'")
    await workshop.close(order)
    await settle()
    assert [gap.need for gap in await queries.gaps()] == ["rate:USD/EUR"]
    await centres.set_rate(
        currency="USD", per_currency="EUR", rate=Decimal("0.9"), valid_from=date(2020, 1, 1), by=SYSTEM
    )
    await settle()
    assert (await balances())["absorbed_labour"] == Decimal(-27)


async def test_a_reversal_brings_every_role_back_to_where_it_was(workshop):
    await settle()
    order = await workshop.start()
    await workshop.work(order)
    await workshop.close(order)
    await settle()
    for row in await fetch("select id from posting where kind <> 'receipt' order by id desc"):
        await erp.reverse_posting(posting_id=row["id"], reason="typed on the wrong order", by=workshop.world.cy)
    await settle()
    assert await balances() == OPENING
    assert set((await states(reverses_id=None)).values()) == {"verified", "reversed"}


async def test_an_issue_that_overtakes_its_receipt_waits_for_it(workshop):
    await settle()
    order = await workshop.start()
    await workshop.receive(10)
    await workshop.use(order, quantity=12)
    await deliver()
    await execute("delete from posting_stream where stream like 'stock:%'")  # so were those that an older release owed
    await execute(
        "update posting set not_before = now() + interval '1 hour' where kind = 'receipt' and state = 'queued'"
    )
    await settle()
    assert list((await states(kind="issue")).values()) == ["retry_wait"]
    await execute("update posting set not_before = now() where kind = 'receipt' and state = 'queued'")
    await settle()
    assert list((await states(kind="issue")).values()) == ["verified"]
    assert await queries.stock_matches()


async def test_the_last_units_go_out_once_and_take_the_value_that_is_left(workshop):
    """Eight at once: 5 at 20.00 and 25 more worth 33.34 a piece; all that was worth leaves, to the cent."""
    await workshop.receive(25, "33.3333")
    await settle()
    orders = [await workshop.start() for _ in range(8)]
    for order in orders:
        for _ in range(4):
            if await fetchval("select quantity from stock where product_id = $1", workshop.world.battery):
                await workshop.use(order)
    await deliver()
    await asyncio.gather(*(settle() for _ in range(2)))
    await settle()
    left = await fetch("select quantity, value from book_balance where item = 'P-BAT'")
    assert [tuple(row) for row in left] == [(0, 0)]
    assert set((await states(kind="issue")).values()) == {"verified"}
    assert (await fetchval("select sum(erp_cost) from posting where kind = 'issue'")) == Decimal("933.33")
    assert await queries.ledger_balanced()
    assert await queries.stock_matches()


async def test_reconciling_finds_nothing_after_a_day_and_what_was_typed_elsewhere(workshop):
    order = await workshop.start()
    await workshop.use(order)
    await settle()
    report = await erp.reconcile(since=date(2020, 1, 1), until=date(2030, 1, 1), by=SYSTEM)
    assert (report.documents, report.differences, report.stock, report.ledger_balanced) == (4, [], [], True)
    await execute("delete from posting_stream where true")
    await execute("update posting set state = 'cancelled' where kind = 'issue'")
    report = await erp.reconcile(since=date(2020, 1, 1), until=date(2030, 1, 1), by=SYSTEM)
    assert [one.what for one in report.differences] == ["missing_in_desk"]


async def test_the_books_refuse_to_be_changed(workshop):
    await settle()
    for table in ("book_move", "book_document", "ledger_entry", "ledger_line"):
        with pytest.raises(Exception, match="append-only"):
            await execute(f"delete from {table}")


async def test_a_part_returned_after_closing_leaves_no_cost_on_either_payer(workshop):
    """Issued to the warranty, closed to goodwill, reopened and taken back: each role ends where it began."""
    order = await workshop.start()
    line = await workshop.use(order)
    await settle()
    await workshop.close(order, "goodwill")
    await settle()
    assert (await balances())["goodwill_expense"] == 20
    await repairs.reopen(order_id=order, note="customer brought it back", by=workshop.world.cy)
    await repairs.return_part(line_id=line.id, by=workshop.world.cy)
    await repairs.close(order_id=order, by=workshop.world.cy)
    await settle()
    assert await balances() == OPENING
    assert await queries.stock_matches()


async def test_two_payers_share_a_part_to_the_cent(workshop):
    await workshop.receive(1, "0.05", confirm=True)  # the average of six is 16.675
    order = await workshop.start()
    await workshop.use(order)
    await settle()
    await repairs.diagnose(order_id=order, defect="D01", repair="R04", by=workshop.world.cy)
    shares = [
        {"payer": "vendor", "percent": "33", "amount": "12.87"},
        {"payer": "customer", "percent": "67", "amount": "26.13"},
    ]
    await execute("update order_line set shares = $1", shares)
    await repairs.close(order_id=order, by=workshop.world.cy)
    await settle()
    booked = await balances()
    assert (booked["vendor_receivable"], booked["cost_of_service"]) == (Decimal("5.50"), Decimal("11.18"))
    assert await queries.ledger_balanced()


async def test_a_closing_waits_for_the_cost_of_its_parts(workshop):
    order = await workshop.start()
    await workshop.use(order)
    await deliver()
    await workshop.close(order, "goodwill")
    await deliver()
    assert list((await states(kind="journal")).values()) == ["blocked"]
    await settle()
    assert set((await states()).values()) == {"verified"}


async def test_a_transfer_takes_its_value_along(workshop):
    van = await parts.create_location(
        centre_id=workshop.world.ber, code="VAN-1", name={"en": "Van"}, kind="van", by=SYSTEM
    )
    await parts.move(
        part_id=workshop.world.battery, from_id=workshop.world.shelf, to_id=van, quantity=Decimal(2), by=SYSTEM
    )
    await settle()
    rows = await fetch("select location, value from book_balance where item = 'P-BAT' order by 1")
    assert [tuple(row) for row in rows] == [("BER.VAN-1", 40), ("BER.WH-BER", 60)]
    assert await balances() == OPENING


async def test_a_count_that_finds_one_too_few_is_a_loss(workshop):
    await parts.adjust(
        part_id=workshop.world.battery,
        location_id=workshop.world.shelf,
        change=Decimal(-1),
        reason="counted",
        by=SYSTEM,
    )
    await settle()
    assert (await balances())["stock_loss"] == 20
    assert await queries.stock_matches()


async def test_work_in_rials_is_booked_in_euros(workshop):
    await centres.set_rate(
        currency="EUR", per_currency="IRR", rate=Decimal(600000), valid_from=date(2020, 1, 1), by=SYSTEM
    )
    started = await repairs.start(
        centre_id=workshop.world.teh,
        items=[repairs.Brought(workshop.world.s1, "S101")],
        party_id=workshop.world.bahar,
        by=workshop.world.cy,
    )
    await workshop.work(started.id, cost="18000000")
    await workshop.close(started.id, "customer")
    await settle()
    booked = await balances()
    assert (booked["cost_of_service"], booked["absorbed_labour"]) == (Decimal(30), Decimal(-30))
    assert set((await states()).values()) == {"verified"}
    assert "receivable" not in booked  # 60 rials are less than a cent


async def test_an_invoice_in_rials_tells_both_amounts(world):
    document = Invoice(
        **HEAD, kind=Kind.INVOICE, key="A1.TEH-R-000001.INV.1", number="TEH-I-000001", customer="", invoice_currency="IRR",
        net=Decimal(60_000_000), tax=Decimal(6_000_000), total=Decimal(66_000_000),
        entries=invoice_entries(
            Billing(Decimal(60_000_000), Decimal(6_000_000), Decimal(66_000_000), "IRR", Decimal(110), Decimal(10)),
            book="EUR", accounts=ACCOUNTS,
        ),
    )  # fmt: skip
    await Books().post_invoice(document)
    row = await fetchrow("select debit, foreign_amount, foreign_currency from ledger_line where role = 'receivable'")
    assert tuple(row) == (110, 66_000_000, "IRR")
