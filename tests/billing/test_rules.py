from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from service_desk.billing.rules import ChargeState, Conditions, drafts, owed
from service_desk.foundation.money import Money, zero
from service_desk.pricing.rules import NO_TAX, TaxFacts, add_up
from tests.billing.conftest import eur, line

VAT = TaxFacts("standard", Decimal(19))


def by_payer(*lines, tax=VAT):
    return {draft.payer: draft for draft in drafts(lines, "EUR", Conditions(tax))}


def test_each_payer_gets_one_charge_with_its_share_of_every_line():
    charges = by_payer(line("100", ("warranty", 60)), line("50", ("warranty", 100)), line("10"))
    assert {payer: charge.net for payer, charge in charges.items()} == {"warranty": eur(110), "customer": eur(50)}
    assert [one.percent for one in charges["warranty"].lines] == [60, 100]


def test_only_the_customer_pays_tax():
    charges = by_payer(line("100", ("warranty", 50)))
    assert charges["customer"].total == eur("59.50")
    assert (charges["warranty"].tax, charges["warranty"].total) == (eur(0), eur(50))


def test_what_the_customer_owes_is_invoiced():
    assert by_payer(line("10"))["customer"].state is ChargeState.INVOICED


def test_what_others_bear_is_only_recorded():
    assert by_payer(line("10", ("goodwill", 100)))["goodwill"].state is ChargeState.RECORDED
    assert "customer" not in by_payer(line("10", ("goodwill", 100)))


def test_nothing_owed_is_no_invoice():
    assert by_payer(line("0"))["customer"].state is ChargeState.RECORDED


def test_a_reversed_line_gives_the_customer_credit_with_its_tax():
    charge = by_payer(line("10", quantity="-1"))["customer"]
    assert (charge.state, charge.total) == (ChargeState.CREDIT, eur("-11.90"))


def test_an_order_without_lines_has_no_charge():
    assert drafts([], "EUR", Conditions(VAT)) == []


LINE = st.builds(
    lambda price, quantity, payer, percent, code: (line(price, (payer, percent), quantity=quantity, currency=code), code),
    st.decimals(0, 10**6, places=2), st.sampled_from(["1", "3", "0.25", "-1"]),
    st.sampled_from(["warranty", "vendor", "goodwill"]), st.integers(0, 100), st.just("EUR"),
)  # fmt: skip


@given(st.lists(LINE, min_size=1, max_size=8), st.decimals(0, 30, places=2))
def test_charges_add_up_to_the_order_and_each_to_its_lines(lines, percent):
    found = drafts([one for one, _ in lines], "EUR", Conditions(TaxFacts("standard", percent)))
    assert add_up((draft.net for draft in found), "EUR") == Money(sum(one.amount for one, _ in lines), "EUR")
    for draft in found:
        assert add_up((one.total for one in draft.lines), "EUR") == draft.total


def test_what_is_owed_is_the_customers_total():
    assert owed(drafts([line("10")], "EUR", Conditions(VAT)), "EUR") == eur("11.90")
    assert owed(drafts([line("10", ("warranty", 100))], "EUR", Conditions(NO_TAX)), "EUR") == zero("EUR")
