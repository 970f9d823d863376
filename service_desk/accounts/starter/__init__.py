"""The roles a new company starts with, as shipped: roles.toml."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from service_desk.accounts.rules import RIGHTS


@cache
def starter_roles() -> dict[str, dict[str, Any]]:
    """{code: {"name": {language: word}, "rights": [sorted]}}; what stands for several rights is written out."""
    written = tomllib.loads(files(__name__).joinpath("roles.toml").read_text(encoding="utf-8"))
    return {
        code: {"name": role["name"], "rights": sorted({right for each in role["rights"] for right in _rights(each)})}
        for code, role in written.items()
    }


def _rights(written: str) -> frozenset[str]:
    if written == "*":
        return RIGHTS
    if written.startswith("*."):
        return frozenset(right for right in RIGHTS if right.endswith(written[1:]))
    return frozenset({written}) & RIGHTS
