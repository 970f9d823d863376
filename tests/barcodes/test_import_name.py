"""`import barcode` is python-barcode and `import barcodes` is ours; what is light stays light."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHOW = "import barcode, barcodes; print(barcode.get_barcode_class('code128').__module__, barcodes.__file__)"
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


def test_from_the_root_both_names_mean_what_they_say():
    assert _run(SHOW, ROOT).split() == ["barcode.codex", str(ROOT / "barcode/barcodes/__init__.py")]


def test_from_a_wheel_both_names_mean_what_they_say(tmp_path):
    """A wheel holds each package of the build configuration at its top."""
    for package in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"][
        "packages"
    ]:
        shutil.copytree(ROOT / package, tmp_path / Path(package).name, ignore=shutil.ignore_patterns("__pycache__"))
    assert _run(SHOW, tmp_path).split() == ["barcode.codex", str(tmp_path / "barcodes/__init__.py")]


@pytest.mark.parametrize(
    "scan", ["SN-1", "]d20109506000134352", "https://id.gs1.org/01/09506000134352/21/S", "4006381333931"]
)
def test_parsing_loads_no_heavy_library(scan):
    code = (
        f"import sys, barcodes; barcodes.parse_scan({scan!r}); print([name for name in {HEAVY} if name in sys.modules])"
    )
    assert _run(code, ROOT).strip() == "[]"
