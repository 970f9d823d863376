"""What every connector keeps: run over the in-memory twin and over the built-in books."""

from dataclasses import replace
from decimal import Decimal

import pytest

from service_desk.erp.connectors.books import Books
from service_desk.erp.rules import Applied, Kind, RejectCode, Rejected, difference, post
from tests.erp.documents import DAY, invoice, issue, journal, receipt, reversal, stock
from tests.erp.fake_erp import FakeErp


@pytest.fixture(params=["books", "fake"])
async def erp(request, world):
    return Books() if request.param == "books" else FakeErp(posts_stock_value=True)


async def on_hand(erp, item="P-BAT", location="BER.WH-BER"):
    return sum((level.on_hand for level in await erp.get_stock(item, location)), Decimal(0))


@pytest.mark.parametrize("document", [receipt(5), journal(), invoice()], ids=lambda document: document.kind)
async def test_a_document_is_posted_and_reads_back_equal(erp, document):
    assert isinstance(await post(erp, document), Applied)
    assert difference(document, await erp.find_by_key(document.kind, document.key)) is None


@pytest.mark.parametrize("document", [receipt(5), journal(), invoice()], ids=lambda document: document.kind)
async def test_the_same_document_twice_is_posted_once(erp, document):
    first, second = await post(erp, document), await post(erp, document)
    assert (second.was_existing, second.erp_ref) == (True, first.erp_ref)
    assert len(await erp.find_by_key(document.kind, document.key)) == 1


async def test_another_document_under_the_same_key_is_refused(erp):
    await post(erp, journal("30"))
    refused = await post(erp, journal("31"))
    assert (refused.code, refused.fixable_by) == (RejectCode.DUPLICATE_DIFFERENT, "nobody")


async def test_an_issue_takes_from_stock(erp):
    await post(erp, receipt(5))
    await post(erp, issue(2))
    assert await on_hand(erp) == 3


async def test_too_little_stock_is_refused_and_nothing_is_left_behind(erp):
    await post(erp, receipt(1))
    assert (await post(erp, issue(2))).code == RejectCode.INSUFFICIENT_STOCK
    assert await on_hand(erp) == 1
    assert await erp.find_by_key(Kind.ISSUE, issue(2).key) == []


async def test_after_a_refusal_the_corrected_document_goes_under_the_same_key(erp):
    await post(erp, receipt(1))
    await post(erp, issue(2))
    assert isinstance(await post(erp, issue(1)), Applied)


async def test_an_unbalanced_journal_is_refused(erp):
    assert (await post(erp, journal("30", credit="29"))).code == RejectCode.UNBALANCED


async def test_an_unknown_item_is_refused(erp):
    assert (await post(erp, receipt(1, item="P-NONE"))).code == RejectCode.UNKNOWN_ITEM


async def test_a_return_brings_the_part_back(erp):
    await post(erp, receipt(5))
    await post(erp, issue(2))
    await post(
        erp,
        stock(
            Kind.RETURN, 1, key="A1.BER-R-000001.RET.1", role="cost_of_service", account="5000", returns=issue(2).key
        ),
    )
    assert await on_hand(erp) == 4


async def test_an_issue_is_reversed_once(erp):
    await post(erp, receipt(5))
    await post(erp, issue(2))
    undo = reversal(issue(2))
    assert isinstance(await post(erp, undo), Applied)
    assert (await post(erp, undo)).was_existing
    assert await on_hand(erp) == 5
    assert difference(undo, await erp.find_by_key(Kind.ISSUE, undo.key)) is None


async def test_what_was_never_posted_cannot_be_reversed(erp):
    assert isinstance(await post(erp, reversal(journal())), Rejected)


async def test_documents_are_listed_by_prefix_and_day(erp):
    for number in (1, 10):
        await post(erp, journal(key=f"A1.BER-R-{number}.JRN.1", order=f"BER-R-{number}"))
    listed = [one.key async for one in erp.list_documents(Kind.JOURNAL, "A1.BER-R-1.", DAY, DAY)]
    assert listed == ["A1.BER-R-1.JRN.1"]


async def test_a_closed_day_is_refused(erp):
    document = replace(journal(), posting_date=DAY.replace(year=2020))
    if isinstance(erp, FakeErp):
        erp.closed = {document.posting_date}
    assert (await post(erp, document)).code in {RejectCode.PERIOD_CLOSED, RejectCode.PERIOD_MISSING}
