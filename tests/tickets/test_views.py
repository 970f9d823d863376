"""Views of the queue that somebody keeps, shares, changes, deletes and brings back."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from service_desk.accounts import actions as accounts
from service_desk.accounts import queries as staff
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.errors import Forbidden, NotFound
from service_desk.tickets import actions, queries
from service_desk.tickets.rules import MOST_VIEWS, Owner, TooManyViews, ViewAsked, ViewNameTaken, view_read
from tests.opened import signed_in

URGENT = "state=new&priority=high&sort=due"


@pytest.fixture
async def desk(anonymous, world):
    return await signed_in(anonymous, world.cy.id)


@pytest.fixture
async def eve(world):
    """An agent in Berlin."""
    eve = await accounts.add_staff(login="eve", name="Eve", password="four words in a row", by=SYSTEM)
    await accounts.assign_role(staff_id=eve, role="agent", centre_id=world.ber, by=SYSTEM)
    return await staff.actor_of(eve)


async def names(by):
    return [each.name for each in await queries.views(by)]


async def test_the_filter_of_an_address_is_kept_under_a_name_and_counted(desk, world):
    for words in ("Smokes", "Sparks"):
        opened = await actions.open_ticket(centre_id=world.ber, words=words, by=world.cy)
        await actions.change_ticket(ticket_id=opened.id, priority="high", by=world.cy)
    await actions.open_ticket(centre_id=world.ber, words="Hums", by=world.cy)
    sent = await desk.send(
        "/tickets/views", name="  Urgent   and new ", asked=f"?{URGENT}&words=", centre="", key="k" * 20
    )
    address = sent.headers["location"]
    told = parse_qs(urlsplit(address).query)
    assert {name: told[name] for name in ("state", "priority", "sort")} == {
        "state": ["new"], "priority": ["high"], "sort": ["due"],
    }  # fmt: skip
    page = await desk(address)
    assert f'href="{address.replace("&", "&amp;")}" aria-current="page"' in page.html
    assert "Urgent and new2" in page.text.replace(" 2", "2")
    assert {"Smokes", "Sparks"} <= set(page.words)
    assert "Hums" not in page.words


async def test_a_view_is_renamed_deleted_and_brought_back(desk, world):
    view_id = await actions.save_view(name="Mine", asked=ViewAsked(owner=Owner.ME), by=world.cy)
    sent = await desk.send(f"/tickets/views/{view_id}", name="My own", asked="owner=me&due=late", version="1")
    assert sent.status == 303
    found = await queries.view(view_id, world.cy)
    assert (found.name, found.asked) == ("My own", view_read({"owner": "me", "due": "late"}))
    stale = await desk.send(f"/tickets/views/{view_id}", name="Another", asked="", version="1")
    assert (stale.status, "Another" in stale.html) == (412, True)
    gone = await desk.send(f"/tickets/views/{view_id}/retirement")
    assert f"/tickets/views/{view_id}/revival".replace("/", "%2F") in str(gone.headers.get_list("set-cookie"))
    assert await names(world.cy) == []
    await desk.send(f"/tickets/views/{view_id}/revival")
    assert await names(world.cy) == ["My own"]


async def test_a_view_is_its_owners_alone_until_it_is_shared_in_a_centre(world, eve):
    own = await actions.save_view(name="Berlin", asked=ViewAsked(), by=world.cy)
    assert await names(eve) == []
    with pytest.raises(NotFound):
        await queries.view(own, eve)
    await actions.change_view(view_id=own, name="Berlin", asked=ViewAsked(), centre_id=world.ber, by=world.cy)
    await actions.save_view(name="Tehran", asked=ViewAsked(), centre_id=world.teh, by=world.cy)
    assert await names(eve) == ["Berlin"]
    with pytest.raises(Forbidden):
        await actions.retire_view(view_id=own, by=eve)
    hers = await actions.save_view(name="Eve's", asked=ViewAsked(), centre_id=world.ber, by=eve)
    await actions.retire_view(view_id=hers, by=world.cy)  # who says how the centre works
    assert await names(eve) == ["Berlin"]


async def test_who_does_not_assign_tickets_of_a_centre_shares_nothing_there(world, eve):
    with pytest.raises(NotFound):
        await actions.save_view(name="X", asked=ViewAsked(), centre_id=world.teh, by=eve)
    reads = replace(eve, grants={world.ber: frozenset({"tickets.read"})})
    await actions.save_view(name="X", asked=ViewAsked(), by=reads)
    with pytest.raises(Forbidden):
        await actions.save_view(name="Y", asked=ViewAsked(), centre_id=world.ber, by=reads)


async def test_one_name_is_one_view_and_a_refusal_keeps_what_was_typed(desk, world):
    await actions.save_view(name="Late", asked=ViewAsked(), by=world.cy)
    page = await desk.send("/tickets/views", name="late", asked=URGENT, key="k" * 20)
    assert (page.status, page.fields["name"], page.fields["asked"]) == (409, "late", "state=new&priority=high&sort=due")
    assert "There is a view called 'late' already" in page.text
    empty = await desk.send("/tickets/views", name=" ", asked="", key="m" * 20)
    assert (empty.status, "A view needs a name" in empty.text) == (400, True)
    await actions.save_view(name="Late", asked=ViewAsked(), centre_id=world.ber, by=world.cy)  # another's place


async def test_views_that_are_counted_all_the_time_are_not_without_number(world):
    for at in range(MOST_VIEWS):
        last = await actions.save_view(name=f"View {at}", asked=ViewAsked(), by=world.cy)
    with pytest.raises(TooManyViews):
        await actions.save_view(name="One more", asked=ViewAsked(), by=world.cy)
    await actions.retire_view(view_id=last, by=world.cy)
    await actions.save_view(name="One more", asked=ViewAsked(), by=world.cy)
    with pytest.raises(TooManyViews):
        await actions.revive_view(view_id=last, by=world.cy)


async def test_a_name_that_went_to_another_does_not_come_back(world):
    first = await actions.save_view(name="Late", asked=ViewAsked(), by=world.cy)
    await actions.retire_view(view_id=first, by=world.cy)
    await actions.save_view(name="Late", asked=ViewAsked(), by=world.cy)
    with pytest.raises(ViewNameTaken):
        await actions.revive_view(view_id=first, by=world.cy)


async def test_programs_keep_views_too_and_read_how_much_stands_in_each(client, world):
    await actions.open_ticket(centre_id=world.ber, words="Hums", by=world.cy)
    made = await client.post(
        "/api/v1/ticket-views", json={"name": "New", "asked": {"state": "new"}}, headers={"Idempotency-Key": "v" * 20}
    )
    assert (made.status_code, made.json()["count"]) == (201, 1)
    ended = {"name": "Done and late", "asked": {"state": "closed", "due": "late"}}
    refused = await client.post("/api/v1/ticket-views", json=ended, headers={"Idempotency-Key": "w" * 20})
    assert (refused.status_code, refused.json()["code"]) == (400, "ended_not_due")
    listed = (await client.get("/api/v1/ticket-views")).json()["items"]
    assert [(each["name"], each["asked"]["state"], each["count"]) for each in listed] == [("New", "new", 1)]
