"""A SKU, a code or a serial may have a slash: written as %2F in a path it belongs to the name, and ends no step of the path.

Servers unquote a path before anybody splits it. So the shell writes another sign for such a slash, and the doors of the API put it
back in what they read of the path.
"""

import re
from typing import Any, Final
from urllib.parse import unquote

SLASH: Final = "\ufdd0"  # no character of any text
_QUOTED: Final = re.compile("%2f", re.IGNORECASE)
_API: Final = b"/api/"


def keep_slashes(scope: Any) -> None:
    raw: bytes = scope.get("raw_path") or b""
    if raw.startswith(_API) and b"%2" in raw:
        path = raw.partition(b"?")[0].decode("latin-1")  # test clients put the query into raw_path
        scope["path"] = SLASH.join(unquote(step) for step in _QUOTED.split(path))
