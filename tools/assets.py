"""Copies what the browser loads to static/ under names with a hash of their content, so that they can be cached for ever."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
STATIC: Final = ROOT / "static"
SWAGGER: Final = ROOT / "node_modules" / "swagger-ui-dist"
SOURCES: Final = (SWAGGER / "swagger-ui.css", SWAGGER / "swagger-ui-bundle.js", ROOT / "frontend" / "docs.js")
LICENCES: Final = (SWAGGER / "LICENSE", SWAGGER / "NOTICE")


def main() -> None:
    if not SWAGGER.is_dir():
        raise SystemExit("node_modules/swagger-ui-dist is missing: run `npm ci`, or `make assets`, which does.")
    made = STATIC.with_name("static.new")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    manifest = {}
    for source in SOURCES:
        content = source.read_bytes()
        name = f"{source.stem}.{hashlib.sha256(content).hexdigest()[:12]}{source.suffix}"
        (made / name).write_bytes(content)
        manifest[source.name] = name
    for licence in LICENCES:
        shutil.copy(licence, made / f"swagger-ui-{licence.name}.txt")
    (made / "manifest.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n")
    shutil.rmtree(STATIC, ignore_errors=True)
    made.rename(STATIC)


if __name__ == "__main__":
    main()
