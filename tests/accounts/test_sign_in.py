"""Log-in with argon2id, rotated sessions, throttling; tokens hashed and revocable; rights per centre."""

from datetime import timedelta
from uuid import uuid4

import pytest

from service_desk.accounts import actions, queries
from service_desk.accounts.actions.passwords import WeakPassword
from service_desk.accounts.actions.people import LoginTaken
from service_desk.accounts.actions.roles import UnknownRight
from service_desk.accounts.actions.sessions import WrongLogin
from service_desk.accounts.actions.tries import TooManyTries
from service_desk.accounts.passwords import hashed
from service_desk.accounts.rules import lock_after, password_fault
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetchval
from service_desk.foundation.errors import Forbidden, NotFound
from tests.world import NOON, PASSWORD


@pytest.fixture
async def dee(world):
    return await actions.add_staff(login="Dee", name="Dee", password=PASSWORD, by=SYSTEM)


@pytest.mark.parametrize("password", ["short", "dee likes her garden", "aaaaaaaaaaaaaaaa", "password1234", "x" * 129])
def test_a_weak_password_is_refused(password):
    assert password_fault(password, "dee") is not None


def test_waiting_doubles_and_ends_at_a_quarter_of_an_hour():
    assert [lock_after(n).total_seconds() for n in (1, 4, 5, 6, 30)] == [0, 0, 2, 4, 900]


async def test_a_password_is_stored_as_argon2id_with_the_chosen_cost(dee):
    stored = await fetchval("select password_hash from staff where id = $1", dee)
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_signing_in_gives_a_session_that_is_stored_hashed(dee):
    opened = await actions.sign_in(login="dee", password=PASSWORD)
    session = await queries.actor_by_session(opened.secret)
    assert session is not None
    assert session.actor.id == dee
    assert await fetchval("select count(*) from session where secret_hash = convert_to($1, 'UTF8')", opened.secret) == 0


async def test_an_unknown_person_and_a_wrong_password_are_answered_alike(dee):
    with pytest.raises(WrongLogin) as unknown:
        await actions.sign_in(login="nobody", password=PASSWORD)
    with pytest.raises(WrongLogin) as wrong:
        await actions.sign_in(login="dee", password="not the right one")
    assert str(unknown.value) == str(wrong.value)


async def test_the_sixth_wrong_try_must_wait_and_the_right_one_afterwards_counts(dee):
    with clock.at(NOON):
        for _ in range(5):
            with pytest.raises(WrongLogin):
                await actions.sign_in(login="dee", password="wrong wrong wrong")
        with pytest.raises(TooManyTries):
            await actions.sign_in(login="dee", password=PASSWORD)
    with clock.at(NOON + timedelta(seconds=3)):
        await actions.sign_in(login="dee", password=PASSWORD)


@pytest.mark.parametrize(("later", "open_"), [(timedelta(minutes=29), True), (timedelta(minutes=31), False)])
async def test_an_idle_session_ends(dee, later, open_):
    with clock.at(NOON):
        opened = await actions.sign_in(login="dee", password=PASSWORD)
    with clock.at(NOON + later):
        assert (await queries.actor_by_session(opened.secret) is not None) is open_


async def test_a_new_password_ends_every_session(dee):
    opened = await actions.sign_in(login="dee", password=PASSWORD)
    session = await queries.actor_by_session(opened.secret)
    await actions.change_password(present=PASSWORD, new="five other words in a row", by=session.actor)
    assert await queries.actor_by_session(opened.secret) is None


async def test_an_old_hash_is_renewed_when_its_owner_signs_in(dee, monkeypatch):
    await fetchval("update staff set password_hash = $2 where id = $1 returning true", dee, _weaker(PASSWORD))
    await actions.sign_in(login="dee", password=PASSWORD)
    assert "m=19456,t=2" in await fetchval("select password_hash from staff where id = $1", dee)


def _weaker(password: str) -> str:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(password)


async def test_a_log_in_name_is_taken_once(dee):
    with pytest.raises(LoginTaken):
        await actions.add_staff(login="DEE ", name="Another", password=None, by=SYSTEM)


async def test_a_weak_password_says_why(world):
    with pytest.raises(WeakPassword, match="at least 12 characters"):
        await actions.add_staff(login="eve", name="Eve", password="short", by=SYSTEM)


async def test_a_token_does_what_its_scopes_name_and_no_more_than_its_owner_may(world):
    issued = await actions.issue_token(
        staff_id=world.bo.id, label="scanner", scopes=["tickets.read", "erp.post"], by=SYSTEM
    )
    actor = await queries.actor_by_token(issued.token)
    assert actor.may("tickets.read", world.ber)
    assert not actor.may("tickets.read", world.teh)
    assert not actor.may("erp.post")


async def test_a_revoked_token_and_a_retired_owner_end_at_once(world):
    issued = await actions.issue_token(staff_id=world.bo.id, label="scanner", scopes=["*"], by=SYSTEM)
    other = await actions.issue_token(staff_id=world.bo.id, label="phone", scopes=["*"], by=SYSTEM)
    await actions.revoke_token(token_id=issued.token_id, by=SYSTEM)
    assert await queries.actor_by_token(issued.token) is None
    await actions.retire_staff(staff_id=world.bo.id, by=SYSTEM)
    assert await queries.actor_by_token(other.token) is None


async def test_an_expired_token_opens_nothing(world):
    with clock.at(NOON - timedelta(days=1)):
        issued = await actions.issue_token(staff_id=world.cy.id, label="old", scopes=["*"], expires_at=NOON, by=SYSTEM)
    with clock.at(NOON):
        assert await queries.actor_by_token(issued.token) is None


async def test_a_right_that_does_not_exist_is_refused(world):
    with pytest.raises(UnknownRight):
        await actions.issue_token(staff_id=world.cy.id, label="x", scopes=["everything"], by=SYSTEM)


async def test_only_who_may_change_accounts_changes_them(world):
    with pytest.raises(Forbidden):
        await actions.issue_token(staff_id=world.cy.id, label="x", scopes=["*"], by=world.bo)
    with pytest.raises(NotFound):
        await actions.assign_role(staff_id=uuid4(), role="agent", centre_id=None, by=SYSTEM)


async def test_a_technician_of_berlin_sees_berlin_alone(world):
    assert world.bo.sees(world.ber)
    assert not world.bo.sees(world.teh)
    assert world.cy.sees(world.teh)


async def test_hashing_twice_gives_two_hashes():
    assert await hashed(PASSWORD) != await hashed(PASSWORD)
