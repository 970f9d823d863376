"""A page as a browser takes it apart, and a browser that signed in."""

from html.parser import HTMLParser

import httpx

from service_desk.accounts.guards import cookie_name
from service_desk.accounts.queries import digest
from service_desk.foundation import clock
from service_desk.foundation.db import execute
from service_desk.foundation.ids import secret, uuid7

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Sec-Fetch-Site": "same-origin"}


class Opened(HTMLParser):
    """Its tags, what it links to, its text; `fields` are those of its forms."""

    def __init__(self, answer):
        super().__init__()
        self.status, self.headers, self.html = answer.status_code, answer.headers, answer.text
        self.tags, self.links, self.words, self.root, self.fields = [], [], [], {}, {}
        self.feed(self.html)
        self.text = " ".join("".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        self.root = given if tag == "html" else self.root
        self.links += [given["href"]] if tag == "a" and "href" in given else []
        if tag == "input" and "name" in given:
            self.fields[given["name"]] = given.get("value", "")
        assert not any(name.startswith("on") or name == "style" for name in given), given

    def handle_data(self, data):
        self.words.append(data)


class Browser:
    """Somebody at the desk: `await browser("/tickets")` opens a page, `send` a form."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def __call__(self, path, **headers):
        return Opened(await self.client.get(path, headers=BROWSER | headers))

    async def send(self, path, **fields):
        return Opened(await self.client.post(path, data=fields, headers=BROWSER))


async def signed_in(client, staff_id):
    """With a session of their own; how one signs in is tried in tests/accounts."""
    fresh, now = secret(), clock.now()
    await execute(
        "insert into session (id, secret_hash, staff_id, started_at, seen_at) values ($1, $2, $3, $4, $4)",
        uuid7(), digest(fresh), staff_id, now,
    )  # fmt: skip
    client.cookies.clear()  # of whoever signed in before
    client.cookies.set(cookie_name(), fresh, domain="desk.local")
    return Browser(client)
