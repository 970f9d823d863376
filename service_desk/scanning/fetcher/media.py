"""One picture from the provider: only from its own places, bounded in size, time and redirects."""

import asyncio
from typing import Final
from urllib.parse import urljoin

import httpx

from service_desk.foundation.settings import Environment
from service_desk.scanning.rules.sent import (
    LARGEST,
    PROVIDER,
    MediaAway,
    MediaElsewhere,
    MediaRefused,
    MediaTooLarge,
    in_its_store,
    our_account_at,
)

SECONDS: Final = 30.0
MOST_REDIRECTS: Final = 3


async def fetched(address: str, environment: Environment) -> bytes:
    """The bytes, or a PictureFault. Our password goes to pictures of our own account only, and never along a redirect."""
    try:
        async with asyncio.timeout(SECONDS), _client() as client:
            for _ in range(1 + MOST_REDIRECTS):
                found = await _one(client, address, environment)
                if isinstance(found, bytes):
                    return found
                address = found
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
        raise MediaAway from error
    raise MediaElsewhere


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(follow_redirects=False, timeout=httpx.Timeout(10.0, connect=5.0), trust_env=False)


async def _one(client: httpx.AsyncClient, address: str, environment: Environment) -> bytes | str:
    """The bytes, or the address that it leads on to."""
    account, secret = environment.twilio_account or "", environment.twilio_token or ""
    if not (account and secret):
        raise MediaRefused
    ours = our_account_at(address, environment.twilio_url or PROVIDER, account)
    if not ours and not in_its_store(address):
        raise MediaElsewhere
    auth = httpx.BasicAuth(account, secret) if ours else None
    async with client.stream("GET", address, auth=auth, headers={"Accept-Encoding": "identity"}) as answer:
        if answer.has_redirect_location:
            return urljoin(address, answer.headers["location"])
        _check(answer)
        content = bytearray()
        async for piece in answer.aiter_raw():  # never unpacked: a few kilobytes could become gigabytes
            content += piece
            if len(content) > LARGEST:
                raise MediaTooLarge
    return bytes(content)


def _check(answer: httpx.Response) -> None:
    status = answer.status_code
    if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        raise MediaRefused from RuntimeError(str(status))
    if status != httpx.codes.OK:
        raise MediaAway from RuntimeError(str(status))
    told = answer.headers.get("content-length", "")
    if told.isdecimal() and int(told) > LARGEST:
        raise MediaTooLarge from RuntimeError(told)
