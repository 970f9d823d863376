"""The country packs as shipped: one file a version, `packs/EU-1.json`. A published version is never changed, so a law that
changes is a new file with the next number.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def starter_packs() -> dict[str, dict[str, Any]]:
    """{"EU 1": content}, by code and number."""
    folder = files(__name__).joinpath("packs")
    read = [json.loads(path.read_text(encoding="utf-8")) for path in folder.iterdir() if path.name.endswith(".json")]
    return {f"{pack['pack']} {pack['version']}": pack for pack in sorted(read, key=lambda p: (p["pack"], p["version"]))}
