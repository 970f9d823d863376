"""Whatever comes, the answer comes soon."""

import time

import pytest

from barcodes import Doubt, ScanHints, Source, parse_scan

GTIN = "09506000134352"
LONG = {
    "letters": "A" * 4296,
    "digits": "1" * 4296,
    "identifiers": "10" * 2000,
    "lots without separators": f"01{GTIN}10" + "2110" * 500,
    "brackets": "(" * 4000,
    "readable form": "(01)" * 1000,
    "an address": "https://x/" + "/01" * 1400,
    "a query": "https://x/01/1?" + "10=1&" * 800,
    "an envelope": "[)>\x1e06\x1d" + "S1\x1d" * 1300,
    "cyrillic": "Ы" * 4296,
    "accents": "é" * 4296,
    "combining marks": "a" + "\u0301" * 4000,
    "ligatures": "\ufdfa" * 4000,
    "hexadecimal": "30" * 52,
    "separators": "\x1d" * 4000,
    "identifiers of symbologies": "]C1" * 1400,
    "ten thousand": "x" * 10_000,
    "a million": "x" * 1_000_000,
}


@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize(
    "hints", [ScanHints(), ScanHints(source=Source.WEDGE, aim="]C1", alt_raw="Ы" * 4000)], ids=["bare", "hinted"]
)
def test_no_text_takes_long(name, hints):
    parse_scan(f"01{GTIN}")
    begun = time.process_time()
    parse_scan(LONG[name], hints)
    assert time.process_time() - begun < 0.25


def test_bytes_of_ten_megabytes_are_refused_at_once():
    begun = time.process_time()
    assert parse_scan(bytes(range(256)) * 40_000).best.warnings == (Doubt.TOO_LONG,)
    assert time.process_time() - begun < 0.25


def test_where_too_many_readings_are_possible_it_is_said():
    result = parse_scan(f"01{GTIN}10" + "2110" * 9)
    assert result.ambiguous or Doubt.TOO_MANY_READINGS in result.best.warnings
