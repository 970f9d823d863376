"""Numbers of files: a price list of a German house is not read a thousand times too small."""

from datetime import date
from decimal import Decimal

import pytest

from service_desk.foundation.numbers import decimal_sign, read_number
from service_desk.imports.actions.customers import _kind, _language
from service_desk.imports.rules.cells import BadCell, Reader
from service_desk.imports.rules.guessing import guessed_columns
from service_desk.imports.rules.mapping import Kind
from service_desk.imports.rules.reasons import EmptyCell

COLUMNS = {"quantity": "Bestand", "unit_cost": "EK", "sale_price": "VK"}


@pytest.mark.parametrize(
    ("cost", "beside", "meant"),
    [
        ("1.250", "1.899,00", "1250"), ("1.250", "34,00", "1250"), ("1,250", "34.00", "1250"), ("۱٫۲۵۰", "34.00", "1.25"),
        ("1.250", "1899", "1.25"), ("12.5", "34,00", "12.5"), ("0.125", "34,00", "0.125"), ("1.250.000", "9,5", "1250000"),
    ],
)  # fmt: skip
def test_what_groups_thousands_is_told_by_the_other_amounts_of_the_row(cost, beside, meant):
    reader = Reader(date(2026, 12, 1), COLUMNS, {})
    assert reader.amount({"Bestand": "7", "EK": cost, "VK": beside}, "unit_cost") == Decimal(meant)


def test_a_number_that_could_be_two_is_refused_where_nothing_tells():
    reader = Reader(date(2026, 12, 1), COLUMNS, {})
    with pytest.raises(BadCell):
        reader.amount({"Bestand": "7", "EK": "1,250", "VK": "1899"}, "unit_cost")


@pytest.mark.parametrize("written", ["1.234", "1,234", "7", "", "n/a", "00.00.00"])
def test_nothing_is_concluded_from_a_number_that_shows_no_sign(written):
    assert decimal_sign(written) is None or read_number(written) is None


def test_the_columns_of_a_german_house_are_known():
    parts = ["Artikelnr.", "Bezeichnung", "Einheit", "Bestand", "Lagerort", "EK-Preis", "VK-Preis"]
    columns, _, left = guessed_columns(parts, Kind.PARTS)
    assert (columns["sku"], columns["unit_cost"], columns["sale_price"], left) == (
        "Artikelnr.",
        "EK-Preis",
        "VK-Preis",
        [],
    )
    columns, dates, _ = guessed_columns(["Seriennr", "Modell", "Kundennr", "Kaufdatum"], Kind.ITEMS)
    assert (columns["serial"], columns["customer"], dates) == ("Seriennr", "Kundennr", {"purchase": "Kaufdatum"})
    columns, _, left = guessed_columns(["Kunden-Nr.", "Name", "Kundenart", "Telefonnr", "Handynr."], Kind.CUSTOMERS)
    assert (columns["ref"], columns["kind"], columns["phone"], left) == ("Kunden-Nr.", "Kundenart", "Telefonnr", [])


@pytest.mark.parametrize(
    ("written", "kind"),
    [("Privat", "person"), ("Firma", "company"), ("شرکت", "company"), ("شخص", "person"), ("公司", "company"), ("Компания", "company"), ("Person", "person"), ("robot", "robot")],
)  # fmt: skip
def test_a_kind_of_customer_is_read_in_the_languages_of_the_desk(written, kind):
    assert _kind(written) == kind


@pytest.mark.parametrize(
    ("written", "code"),
    [("Persian", "fa"), ("Farsi", "fa"), ("فارسی", "fa"), ("fa-IR", "fa"), ("EN_gb", "en"), ("Englisch", "en"), ("Английский", "en"), ("русский", "ru"), ("arabe", "ar"), ("中文", "zh"), ("Chinesisch", "zh"), ("ru", "ru"), ("Deutsch", "deutsch")],
)  # fmt: skip
def test_the_language_of_a_customer_is_read_as_it_is_called_anywhere(written, code):
    assert _language(written) == code


def test_the_number_of_an_article_is_not_overlooked_for_its_model():
    columns, dates, unused = guessed_columns(["Seriennr", "Artikelnr", "Modell", "Verkauft am", "Kunde"], Kind.ITEMS)
    assert (columns["serial"], columns["sku"], dates["invoice"]) == ("Seriennr", "Artikelnr", "Verkauft am")
    assert unused == ["Modell", "Kunde"]


def test_a_file_without_a_column_is_told_apart_from_an_empty_cell():
    reader = Reader(date(2026, 12, 1), {"sku": "Artikelnr"}, {})
    assert type(reader.lacks("sku").reason) is EmptyCell
    told = reader.lacks("currency")
    assert (told.column, "under 'values' in the mapping" in str(told.reason)) == ("currency", True)
