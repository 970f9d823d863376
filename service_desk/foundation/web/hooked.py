"""The address of a hook as its caller knows it, which is what callers sign."""

from typing import Any

from litestar import Request

from service_desk.foundation.settings import environment


def called_at(request: Request[Any, Any, Any]) -> str:
    """Our public address with the raw path and query, whatever the proxy made of it."""
    query = request.scope["query_string"].decode("latin-1")
    raw: bytes = request.scope["raw_path"]
    path = raw.split(b"?")[0].decode("latin-1")  # test clients put the query into raw_path
    return environment().public_url.rstrip("/") + path + (f"?{query}" if query else "")
