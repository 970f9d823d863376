"""Copies what comes from npm to where it is used: static/ for the browser, under names with a hash so that they can be
cached for ever, and fonts beside the labels that are written with them."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
NPM: Final = ROOT / "node_modules"
STATIC: Final = ROOT / "static"
FONTS: Final = ROOT / "barcode" / "barcodes" / "fonts"
SWAGGER: Final = NPM / "swagger-ui-dist"
SOURCES: Final = (SWAGGER / "swagger-ui.css", SWAGGER / "swagger-ui-bundle.js", ROOT / "frontend" / "docs.js")
LICENCES: Final = (SWAGGER / "LICENSE", SWAGGER / "NOTICE")
VAZIRMATN: Final = NPM / "vazirmatn"
NOTO: Final = NPM / "@embedpdf"
LETTERS: Final = (  # Persian and Arabic; Russian and Latin; Chinese, whose bold would weigh another 9 MB
    *(VAZIRMATN / "fonts" / "ttf" / f"Vazirmatn-{weight}.ttf" for weight in ("Regular", "Bold")),
    *(NOTO / "fonts-latin" / "fonts" / f"NotoSans-{weight}.ttf" for weight in ("Regular", "Bold")),
    NOTO / "fonts-sc" / "fonts" / "NotoSansHans-Regular.otf",
)


def main() -> None:
    missing = next((path for path in (*SOURCES, *LETTERS) if not path.is_file()), None)
    if missing:
        raise SystemExit(f"{missing.relative_to(ROOT)} is missing: run `npm ci`, or `make assets`, which does.")
    _replace(FONTS, copy_fonts)
    _replace(STATIC, copy_static)


def copy_fonts(made: Path) -> None:
    for font in LETTERS:
        shutil.copy(font, made)
    shutil.copy(VAZIRMATN / "OFL.txt", made / "Vazirmatn-OFL.txt")
    shutil.copy(NOTO / "fonts-latin" / "LICENSE", made / "NotoSans-OFL.txt")


def copy_static(made: Path) -> None:
    manifest = {}
    for source in SOURCES:
        content = source.read_bytes()
        name = f"{source.stem}.{hashlib.sha256(content).hexdigest()[:12]}{source.suffix}"
        (made / name).write_bytes(content)
        manifest[source.name] = name
    for licence in LICENCES:
        shutil.copy(licence, made / f"swagger-ui-{licence.name}.txt")
    (made / "manifest.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n")


def _replace(folder: Path, fill: Callable[[Path], None]) -> None:
    """Make the folder anew, whole or not at all."""
    made = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    fill(made)
    shutil.rmtree(folder, ignore_errors=True)
    made.rename(folder)


if __name__ == "__main__":
    main()
