"""One scan of the calibration label tells what a station does; command codes are told from everything else."""

from itertools import product

import pytest

from barcodes import ScanHints, Source, StationProfile, make_token, parse_scan
from barcodes.commands import PREFIX, Command, command_of, command_token
from barcodes.layouts import LAYOUTS, type_with
from barcodes.problems import EncodeError
from barcodes.stations import CALIBRATION_GS1, CALIBRATION_TEXT, NotCalibrated, calibrate

WAYS = list(product(LAYOUTS, ["kept", "swapped"], ["\x1d", "|", ""], [True, False], ["", "@"], ["", "%"]))


def _arrive(text, aim, profile):
    text = {"kept": str, "upper": str.upper, "swapped": str.swapcase}[profile.case](
        text.replace("\x1d", profile.separator)
    )
    return profile.prefix + type_with((aim if profile.aim else "") + text, profile.layout) + profile.suffix


@pytest.mark.parametrize(("layout", "case", "separator", "aim", "prefix", "suffix"), WAYS)
def test_calibration_finds_what_a_station_does_and_then_reads_right(layout, case, separator, aim, prefix, suffix):
    profile = StationProfile(prefix, suffix, aim, separator, layout, case)
    found = calibrate([_arrive(CALIBRATION_TEXT, "]C0", profile), _arrive(CALIBRATION_GS1, "]d2", profile) + "\r\n"])
    assert found == profile
    scan = _arrive("SN-0001yZ", "]C0", profile)
    assert parse_scan(scan, ScanHints(station=found, source=Source.WEDGE)).best.serial == "SN-0001yZ"


def test_the_linear_code_alone_leaves_the_separator_unknown():
    assert calibrate([CALIBRATION_TEXT]) == StationProfile(separator="")


def test_another_scan_is_no_calibration():
    with pytest.raises(NotCalibrated, match="Print it anew"):
        calibrate(["4006381333931"])


@pytest.mark.parametrize("command", [each for each in Command if each is not Command.REASON])
def test_a_command_is_read_from_its_code(command):
    assert command_of(parse_scan(command_token(command))) == (command, "")


def test_a_reason_carries_its_code():
    scan = parse_scan(command_token(Command.REASON, "NO-PART"), ScanHints(internal_formats=(PREFIX,)))
    assert command_of(scan) == (Command.REASON, "NO-PART")


@pytest.mark.parametrize("raw", ["CMD-START", "SN-1", make_token("CMD-FLY"), make_token("TEH-1")])
def test_nothing_else_is_taken_for_a_command(raw):
    assert command_of(parse_scan(raw)) is None


def test_a_reason_without_a_code_is_refused():
    with pytest.raises(EncodeError, match="has a code"):
        command_token(Command.REASON)
