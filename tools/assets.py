"""Puts what the browser loads into static/, under names with a hash so that it can be cached for ever: what esbuild makes of
frontend/, and what comes from npm as it is. Fonts go beside the labels that are written with them."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
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
    bundle(made)
    bundled = [path for path in made.iterdir() if path.suffix in {".js", ".css", ".svg"}]
    manifest = {}
    for source in (*SOURCES, *bundled):
        content = source.read_bytes()
        name = f"{source.stem}.{hashlib.sha256(content).hexdigest()[:12]}{source.suffix}"
        (made / name).write_bytes(content)
        manifest[source.name] = name
    for path in bundled:
        path.unlink()
    for licence in LICENCES:
        shutil.copy(licence, made / f"swagger-ui-{licence.name}.txt")
    (made / "manifest.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n")


def bundle(made: Path) -> None:
    """Node is there: its npm fetched what is bundled. One that came as a package stands beside this Python."""
    node = shutil.which("node", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}") or "node"
    if subprocess.run([node, "frontend/build.mjs", str(made)], cwd=ROOT, check=False).returncode:  # noqa: S603 — our own script
        raise SystemExit("The pages' scripts and styles could not be built; what is wrong stands above.")


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
