"""Keys, hashes, entries, splits and read-back, without a database."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_desk.erp.rules import (
    DEFAULT_ACCOUNTS,
    BadPostingKey,
    Billing,
    Circuit,
    Cost,
    ErpDocument,
    Finding,
    Kind,
    PartValue,
    RejectCode,
    Role,
    booked,
    difference,
    entries_for,
    invoice_entries,
    may_carry,
    payload_hash,
    posting_key,
    split,
    unbalanced,
)
from service_desk.erp.rules.outcomes import FIXABLE_BY
from service_desk.erp.rules.reconcile import Mismatch, compare
from service_desk.foundation.money import rounded
from service_desk.warranty.rules import Payer
from tests.erp.documents import DAY, invoice, issue, journal
from tests.world import NOON

ACCOUNTS = {role.value: code for role, (code, _) in DEFAULT_ACCOUNTS.items()}
ALL = Decimal(100)


def test_a_key_names_company_order_kind_and_count():
    assert posting_key("A1", "BER-R-000123", Kind.ISSUE, 2) == "A1.BER-R-000123.ISS.2"


@pytest.mark.parametrize("order", ["BER/R/1", "BER.R.1", "", "X" * 30, "سفارش"])
def test_what_an_erp_would_refuse_is_no_key(order):
    with pytest.raises(BadPostingKey):
        posting_key("A1", order, Kind.ISSUE, 1)


def test_a_delivery_note_with_a_slash_cannot_stand_in_a_key():
    assert (may_carry("BER-R-000001"), may_carry("LS 4711/26")) == (True, False)


def test_the_hash_sees_content_not_spelling():
    assert payload_hash(issue("2")) == payload_hash(issue("2.000000"))
    assert payload_hash(issue("2")) != payload_hash(issue("3"))
    assert payload_hash(journal()) != payload_hash(replace(journal(), posting_date=DAY + timedelta(1)))


def test_every_reject_code_says_who_can_mend_it():
    assert set(FIXABLE_BY) == set(RejectCode)


# domain.md section 11: part cost 20.00, labour cost 30.00
BORNE = [
    (Payer.CUSTOMER, False, "cost_of_service"),
    (Payer.WARRANTY, False, "warranty_expense"),
    (Payer.WARRANTY, True, "warranty_reserve"),
    (Payer.CONTRACT, False, "contract_cost"),
    (Payer.GOODWILL, False, "goodwill_expense"),
    (Payer.VENDOR, False, "vendor_receivable"),
    (Payer.INTERNAL, False, "internal_service_cost"),
]


@pytest.mark.parametrize(("payer", "reserve", "role"), BORNE)
def test_each_payers_cost_goes_to_its_role(payer, reserve, role):
    costs = [Cost("part", Decimal("20.00"), ((payer, ALL),)), Cost("labour", Decimal("30.00"), ((payer, ALL),))]
    entries = entries_for(costs, [], reserve=reserve, currency="EUR", accounts=ACCOUNTS)
    assert {line.role: line.debit - line.credit for line in entries} == {
        role: Decimal(50),
        "inventory": Decimal(-20),
        "absorbed_labour": Decimal(-30),
    }
    assert unbalanced(entries) is None


def test_a_part_whose_payer_changed_moves_from_role_to_role():
    part = PartValue(Decimal(20), (("warranty_expense", ALL),), (("customer", ALL),))
    entries = entries_for([], [part], reserve=False, currency="EUR", accounts=ACCOUNTS)
    assert [(line.role, line.debit, line.credit) for line in entries] == [
        ("cost_of_service", 20, 0),
        ("warranty_expense", 0, 20),
    ]


def test_a_reversing_line_swaps_the_sides():
    entries = entries_for(
        [Cost("labour", Decimal(-30), (("warranty", ALL),))], [], reserve=False, currency="EUR", accounts=ACCOUNTS
    )
    assert [(line.role, line.debit, line.credit) for line in entries] == [
        ("absorbed_labour", 30, 0),
        ("warranty_expense", 0, 30),
    ]


def test_nothing_that_costs_nothing_is_entered():
    assert (
        entries_for([Cost("labour", Decimal(0), (("customer", ALL),))], [], reserve=False, currency="EUR", accounts={})
        == ()
    )


@given(st.decimals(-9999, 9999, places=4), st.integers(0, 100), st.sampled_from(["EUR", "IRR", "KWD"]))
def test_a_split_never_loses_a_cent(amount, percent, currency):
    parts = split(amount, (("warranty", Decimal(percent)), ("customer", ALL - percent)), currency)
    assert sum(parts.values()) == sum(split(amount, (("all", ALL),), currency).values())


@given(st.decimals(1, 99999999, places=0), st.decimals("0.00001", 2, places=5))
def test_an_invoice_in_rials_balances_in_euros(net, rate):
    tax = (net * Decimal("0.1")).quantize(Decimal(1))
    in_books = rounded((net + tax) * rate, "EUR"), rounded(tax * rate, "EUR")
    entries = invoice_entries(Billing(net, tax, net + tax, "IRR", *in_books), book="EUR", accounts=ACCOUNTS)
    assert sum((line.debit - line.credit for line in entries), Decimal(0)) == 0


def test_a_credit_note_is_an_invoice_the_other_way_round():
    entries = invoice_entries(
        Billing(Decimal(-100), Decimal(-19), Decimal(-119), "EUR", Decimal(-119), Decimal(-19)),
        book="EUR",
        accounts=ACCOUNTS,
    )
    assert {line.role: line.credit - line.debit for line in entries} == {
        Role.RECEIVABLE: 119,
        Role.SERVICE_REVENUE: -100,
        Role.TAX: -19,
    }


def there(document, **changes):
    made = {"entries": tuple(map(booked, document.entries)), "total": document.total, "tax": document.tax}
    return ErpDocument(
        kind=document.kind,
        key=document.key,
        erp_ref="1",
        erp_number="1",
        posted_on=document.posting_date,
        **made | changes,
    )


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({}, None),
        ({"posted_on": DAY + timedelta(1)}, Finding.DATE_MOVED),
        ({"tax": Decimal(20)}, Finding.TAX_MISMATCH),
        ({"total": Decimal(120)}, Finding.TOTAL_MISMATCH),
        ({"draft": True}, Finding.DRAFT),
        ({"entries": ()}, Finding.LINES_MISMATCH),
    ],
)
def test_reading_back_finds_each_difference(changes, finding):
    values = {"posted_on": DAY} | changes
    posted_on = values.pop("posted_on")
    found = replace(there(invoice(), **values), posted_on=posted_on)
    assert difference(invoice(), [found]) == finding


def test_two_hits_for_one_key_are_an_incident_and_none_is_a_loss():
    assert difference(invoice(), [there(invoice())] * 2) == Finding.DUPLICATE
    assert difference(invoice(), []) == Finding.MISSING


def test_reconciliation_looks_from_both_sides():
    ours = {invoice().key: (1, invoice()), "A1.X.INV.2": (2, invoice(key="A1.X.INV.2"))}
    typed, undone = replace(there(invoice()), key="A1.Y.INV.9"), replace(there(invoice()), key="K.REV1", reverses="K")
    found = compare(ours, [there(invoice()), typed, undone])
    assert {one.what: one.key for one in found} == {
        Mismatch.MISSING_IN_ERP: "A1.X.INV.2",
        Mismatch.MISSING_IN_DESK: "A1.Y.INV.9",
        Mismatch.REVERSED_IN_ERP_ONLY: "K",
    }


def test_five_failures_open_the_circuit_and_one_trial_closes_it():
    circuit = Circuit()
    for _ in range(5):
        assert circuit.allowed(NOON, 20) == 20
        circuit = circuit.failed(NOON)
    assert (circuit.allowed(NOON, 20), circuit.allowed(NOON + timedelta(minutes=1), 20)) == (0, 1)
    assert circuit.worked().allowed(NOON, 20) == 20
