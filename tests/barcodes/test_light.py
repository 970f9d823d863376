"""Parsing stays light: drawing, pictures and other parsers are loaded where they are wanted."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("PIL", "zxingcpp", "fpdf", "uharfbuzz", "biip", "epcpy", "barcode", "fontTools")


def _run(code, folder):
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(folder)},
    ).stdout


@pytest.mark.parametrize(
    "scan", ["SN-1", "]d20109506000134352", "https://id.gs1.org/01/09506000134352/21/S", "4006381333931"]
)
def test_parsing_loads_no_heavy_library(scan):
    code = (
        f"import sys, barcodes; barcodes.parse_scan({scan!r}); print([name for name in {HEAVY} if name in sys.modules])"
    )
    assert _run(code, ROOT).strip() == "[]"
