"""`desk staff`: what an operator does with people without a browser."""

import pytest

from service_desk.accounts import queries
from tests.shell import desk, desk_json

pytestmark = pytest.mark.usefixtures("committed_world")


async def test_a_day_of_an_operator_with_a_colleague(committed_db, signs_in):
    async def say(*words):
        return await desk_json(committed_db, "staff", *words)

    made = await say("add", "dee", "--name", "Dee", "--role", "agent", "--centre", "ber", "--one-time")
    await signs_in("dee", made["password"])
    assert list((await say("sessions", "dee")).values())
    assert await say("sessions", "dee", "--end") == {"ended": 1}
    assert (await say("change", "dee", "--language", "fa"))["language"] == "fa"
    await say("role", "lead", "--name", "en=Lead", "--right", "tickets.read")
    assert (await say("role", "lead", "--right", "tickets.read", "--right", "repairs.read"))["rights"].split() == [
        "repairs.read",
        "tickets.read",
    ]
    await say("give", "dee", "lead")
    await say("take", "dee", "agent", "--centre", "BER")
    assert (await say("list"))["dee"]["roles"] == "lead (all)"
    issued = await say("token", "dee", "--label", "scanner")
    assert (await say("tokens", "dee"))[issued["token_id"]]["used"] == "never"
    await say("revoke", issued["token_id"])
    assert await say("tokens", "dee") == {}
    fresh = await say("reset", "dee")
    await signs_in("dee", made["password"], status=401)
    await signs_in("dee", fresh["password"])
    await say("retire", "dee")
    assert "dee" in await say("list", "--retired")
    back = await say("revive", "dee")
    await signs_in("dee", back["password"])
    assert (await queries.staff_by_login("dee")).roles == ["lead"]


async def test_an_operator_is_told_what_to_do(committed_db):
    gone = await desk(committed_db, "staff", "reset", "nobody")
    assert gone.code != 0
    assert "nobody" in gone.err
    nowhere = await desk(committed_db, "staff", "add", "fay", "--name", "Fay", "--role", "boss", "--one-time")
    assert "The roles are" in nowhere.err
    assert await queries.staff_by_login("fay") is None, "nothing half-made"
