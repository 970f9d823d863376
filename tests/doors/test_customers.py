"""A customer over time: contacts go and are preferred, notes are written, one leaves and comes back."""

import pytest

from tests.doors.conftest import refused

PHONE = {"kind": "phone", "value": "+49 151 12345678"}


@pytest.fixture
def ada(world):
    return f"/customers/{world.ada}"


def values(party):
    return [contact["value"] for contact in party["contacts"]]


async def test_a_contact_in_any_spelling_is_taken_away_and_given_back(post, ada):
    left = (await post(f"{ada}/contacts/removal", PHONE)).json()
    assert values(left) == ["ada@example.com"]
    refused(await post(f"{ada}/contacts/removal", PHONE), 404, "no_such_contact", "Look at their contacts")
    assert "+4915112345678" in values((await post(f"{ada}/contacts", PHONE)).json())


async def test_the_preferred_phone_comes_first(post, ada):
    await post(f"{ada}/contacts", {"kind": "phone", "value": "+4915787654321"})
    first = (await post(f"{ada}/contacts/preference", {"kind": "phone", "value": "0049 1578 7654321"})).json()
    assert values(first)[0] == "+4915787654321"
    unknown = {"kind": "email", "value": "nobody@example.com"}
    assert (await post(f"{ada}/contacts/preference", unknown)).json()["code"] == "no_such_contact"


async def test_notes_are_read_the_newest_first_with_who_wrote_them(post, read, ada, world):
    for body in ("Rings on Fridays only.", "Prefers mail."):
        await post(f"{ada}/notes", {"body": body})
    notes = (await read(f"{ada}/notes"))["items"]
    assert [note["body"] for note in notes] == ["Prefers mail.", "Rings on Fridays only."]
    assert {note["written_by"] for note in notes} == {str(world.cy.id)}
    assert (await post(f"{ada}/notes", {"body": " "})).json()["code"] == "no_text"


async def test_whoever_left_is_not_offered_and_comes_back(post, read, ada):
    assert (await post(f"{ada}/retirement")).json()["retired"] is True
    assert "Ada Lovelace" not in {one["name"] for one in (await read("/customers"))["items"]}
    assert (await post(f"{ada}/revival")).json()["retired"] is False
    assert "Ada Lovelace" in {one["name"] for one in (await read("/customers"))["items"]}


async def test_what_was_changed_meanwhile_shows_in_the_version(post, read, ada):
    before = (await read(ada))["party"]["version"]
    await post(f"{ada}/contacts", {"kind": "phone", "value": "+4915787654321"})
    assert (await read(ada))["party"]["version"] > before
