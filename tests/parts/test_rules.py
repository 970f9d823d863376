from decimal import Decimal
from uuid import UUID

import pytest

from service_desk.parts import rules
from service_desk.parts.rules.places import checked_code, checked_kind
from service_desk.parts.rules.quantities import checked_change, checked_cost
from service_desk.products.rules import SerialNotInMask

NO_ID = UUID(int=0)


def part(tracking="none", uom="pcs"):
    return rules.PartFacts(NO_ID, "P-1", tracking, uom)


@pytest.mark.parametrize("quantity", ["0", "-1", "NaN", "-Infinity", "Infinity"])
def test_a_quantity_that_is_not_above_zero_is_refused(quantity):
    with pytest.raises(rules.NotPositive, match="more than zero"):
        rules.checked_quantity(Decimal(quantity), part())


def test_half_a_piece_is_refused():
    with pytest.raises(rules.FractionalQuantity, match=r"0\.5 does not fit: P-1 is counted in pcs"):
        rules.checked_quantity(Decimal("0.5"), part())


@pytest.mark.parametrize("uom", ["m", "KGM", " l "])
def test_what_is_measured_may_be_fractional_to_the_unit_of_measure(uom):
    assert rules.checked_quantity(Decimal("2.125"), part(uom=uom)) == Decimal("2.125")
    with pytest.raises(rules.FractionalQuantity):
        rules.checked_quantity(Decimal("2.1255"), part(uom=uom))


def test_a_unit_nobody_knows_is_counted_in_whole_pieces():
    assert rules.digits_of("crate") == 0


def test_a_barcode_scanned_into_the_quantity_is_refused():
    with pytest.raises(rules.QuantityTooLarge, match="barcode"):
        rules.checked_quantity(Decimal(4006381333931), part())


def test_a_serial_part_needs_its_serial():
    with pytest.raises(rules.SerialRequired):
        rules.tracked(part("serial"), Decimal(1), "", "  ")


def test_one_serial_is_one_piece():
    with pytest.raises(rules.OneSerialOnePiece, match="Scan each"):
        rules.tracked(part("serial"), Decimal(2), "", "SN-1")


def test_a_serial_is_read_by_the_mask_of_the_part():
    masked = rules.PartFacts(NO_ID, "P-1", "serial", "pcs", "aa99")
    assert rules.tracked(masked, Decimal(1), "", "ab12") == ("", "ab12")
    with pytest.raises(SerialNotInMask):
        rules.tracked(masked, Decimal(1), "", "12ab")


def test_a_batch_part_needs_its_batch():
    with pytest.raises(rules.BatchRequired):
        rules.tracked(part("batch"), Decimal(2), "", "")


@pytest.mark.parametrize(
    ("tracking", "lot", "serial"),
    [("none", "L1", ""), ("none", "", "S1"), ("batch", "L1", "S1"), ("serial", "L1", "S1")],
)
def test_what_a_part_is_not_tracked_by_is_told(tracking, lot, serial):
    with pytest.raises(rules.quantities.NotTrackedSo, match="would be lost"):
        rules.tracked(part(tracking), Decimal(1), lot, serial)


def test_batches_and_serials_are_kept_in_their_normal_form():
    assert rules.tracked(part("batch"), Decimal(2), " L1 ", " ") == ("L1", "")
    assert rules.tracked(part("serial"), Decimal(1), "", "s n-1") == ("", "SN-1")


def test_an_adjustment_goes_either_way_but_not_nowhere():
    assert checked_change(Decimal(-3), part()) == -3
    with pytest.raises(rules.NoChange):
        checked_change(Decimal(0), part())


def test_a_negative_unit_cost_is_refused():
    with pytest.raises(rules.BadUnitCost):
        checked_cost(Decimal(-1))


def test_location_codes_are_kept_in_capitals():
    assert checked_code(" van-1 ") == "VAN-1"
    with pytest.raises(rules.BadLocationCode):
        checked_code("van 1!")


def test_nobody_creates_a_virtual_place():
    with pytest.raises(rules.UnknownLocationKind, match="warehouse, van or bench"):
        checked_kind("consumption")
