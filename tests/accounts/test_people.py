"""Roles given and taken, passwords reset, people who leave and come back, sessions and tokens seen and ended."""

import asyncio
from uuid import UUID

import pytest

from service_desk.accounts import actions, queries
from service_desk.accounts.actions.administrators import LastAdministrator
from service_desk.accounts.rules import RIGHTS
from service_desk.accounts.starter import starter_roles
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import execute, fetchval
from service_desk.foundation.errors import Forbidden
from service_desk.foundation.i18n import LANGUAGES
from tests.accounts.conftest import API
from tests.world import PASSWORD, build_world

OWN = "my own words in a row"


async def test_a_one_time_password_opens_nothing_but_the_choice_of_an_own_one(admin, people, signs_in):
    made = (await admin.post(f"{API}/staff/{people.dee}/password-reset")).json()
    dee = await signs_in("dee", made["password"])
    refused = await dee.get(f"{API}/tickets")
    assert (refused.status_code, refused.json()["code"]) == (403, "password_must_change")
    await execute("update staff set language = 'fa' where id = $1", people.dee)
    told = await dee.get(f"{API}/tickets")
    assert (told.headers["Content-Language"], told.json()["code"]) == ("fa", "password_must_change")
    assert (await dee.get(f"{API}/me")).json()["must_change_password"] is True
    weak = await dee.post(f"{API}/me/password", json={"present": made["password"], "new": "short"})
    assert (weak.status_code, weak.json()["field"]) == (400, "new")
    changed = await dee.post(f"{API}/me/password", json={"present": made["password"], "new": OWN})
    assert changed.status_code == 200, changed.text
    again = await signs_in("dee", OWN)
    assert (await again.get(f"{API}/me")).json()["must_change_password"] is False


async def test_a_new_password_says_that_every_session_ended_and_what_to_do(people, signs_in):
    here, elsewhere = await signs_in("dee"), await signs_in("dee")
    await execute("update staff set language = 'ru' where id = $1", people.dee)
    answer = await here.post(f"{API}/me/password", json={"present": PASSWORD, "new": OWN})
    assert (answer.status_code, answer.json()["sessions"]) == (200, 2)
    assert answer.json()["next"].endswith("этот тоже: войдите снова с новым паролем.")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert [(await each.get(f"{API}/me")).status_code for each in (here, elsewhere)] == [401, 401]


async def test_a_reset_ends_the_sessions_and_the_old_password(admin, people, signs_in):
    dee = await signs_in("dee")
    await admin.post(f"{API}/staff/{people.dee}/password-reset")
    assert (await dee.get(f"{API}/me")).status_code == 401
    await signs_in("dee", PASSWORD, status=401)


async def test_a_new_colleague_gets_a_one_time_password(admin, signs_in):
    made = await admin.post(f"{API}/staff", json={"login": "Fay", "name": "Fay", "one_time": True})
    assert made.status_code == 201, made.text
    fay = await signs_in("fay", made.json()["password"])
    assert (await fay.get(f"{API}/me")).json()["must_change_password"] is True


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ADMIN", "login_taken"),
        ("  admin ", "login_taken"),
        ("\uff21\uff44\uff4d\uff49\uff4e", "login_taken"),  # full width
        ("ad\u200bmin", "login_taken"),
        ("\u0430dmin", "login_looks_alike"),  # a Cyrillic a
        ("\u0410DMIN", "login_looks_alike"),
        ("adm\u0456n", "login_looks_alike"),
        ("ad min", "unsuitable_login"),
        ("\ufdfa" * 80, "unsuitable_login"),  # each is 18 signs in its plain form
    ],
)
async def test_nobody_gets_a_login_name_that_passes_for_the_administrators(admin, typed, code, language):
    await actions.add_staff(login="admin", name="Root", password=None, by=SYSTEM)
    refused = await admin.post(
        f"{API}/staff", json={"login": typed, "name": "Mallory"}, headers={"accept-language": language}
    )
    assert (refused.status_code, refused.json()["code"]) == (400 if code.startswith("un") else 409, code), refused.text
    known = (await admin.get(f"{API}/staff")).json()["items"]
    assert "Mallory" not in [each["name"] for each in known]


@pytest.mark.parametrize("typed", ["علي.رضايي۱۲", "علی.رضایی12", "على.رضايي١٢", "علی.رضایی۱۲\u200f"])
async def test_one_signs_in_with_the_digits_and_letters_of_any_keyboard(people, signs_in, typed):
    await actions.add_staff(login="علی.رضایی۱۲", name="علی", password=PASSWORD, by=SYSTEM)
    await signs_in(typed)


async def test_a_login_name_that_looks_like_one_of_somebody_who_left_is_refused_too(admin, people):
    await actions.retire_staff(staff_id=people.dee, by=SYSTEM)
    refused = await admin.post(f"{API}/staff", json={"login": "d\u0435\u0435", "name": "Mallory"})
    assert (refused.status_code, refused.json()["code"]) == (409, "login_looks_alike")


async def test_two_names_that_look_alike_added_at_once_make_one_member_of_staff(world):
    both = [
        actions.add_staff(login=login, name=login, password=None, by=SYSTEM) for login in ("paco", "p\u0430co", "PACO")
    ]
    done = await asyncio.gather(*both, return_exceptions=True)
    assert sum(isinstance(each, UUID) for each in done) == 1, done


@pytest.mark.parametrize("typed", ["DEE", " dee ", "\uff24\uff45\uff45", "d\u200ee\u200fe"])
async def test_people_sign_in_however_their_keyboard_writes_their_name(people, signs_in, typed):
    await signs_in(typed)


async def test_a_new_colleague_is_spoken_to_in_the_companys_own_language(admin):
    await execute("update company set default_language = 'fa'")
    for login, more in (("fay", {"one_time": True}), ("gil", {}), ("hal", {"language": "ru"})):
        await admin.post(f"{API}/staff", json={"login": login, "name": login, **more})
    spoken = {one["login"]: one["language"] for one in (await admin.get(f"{API}/staff")).json()["items"]}
    assert (spoken["fay"], spoken["gil"], spoken["hal"]) == ("fa", "fa", "ru")


async def test_a_role_that_was_taken_opens_nothing_from_the_next_request_on(admin, people, signs_in):
    place = f"{API}/staff/{people.dee}/assignments"
    await admin.post(place, json={"role": "agent", "centre_id": str(people.ber)})
    dee = await signs_in("dee")
    assert (await dee.get(f"{API}/tickets")).status_code == 200
    assert (await admin.delete(f"{place}/agent", params={"centre_id": str(people.ber)})).status_code == 204
    assert (await dee.get(f"{API}/tickets")).status_code == 403


async def test_taking_a_role_that_is_not_held_says_so(admin, people):
    refused = await admin.delete(f"{API}/staff/{people.dee}/assignments/agent")
    assert (refused.status_code, refused.json()["code"]) == (404, "role_not_held")


async def test_a_role_that_is_not_there_is_answered_with_those_that_are(admin, people):
    refused = await admin.post(f"{API}/staff/{people.dee}/assignments", json={"role": "boss"})
    assert refused.status_code == 404
    assert "technician" in refused.json()["detail"]


async def test_the_last_administrator_keeps_the_role_and_stays(admin, people):
    for refused in (
        await admin.delete(f"{API}/staff/{people.eve}/assignments/admin"),
        await admin.delete(f"{API}/staff/{people.eve}"),
        await admin.patch(f"{API}/roles/admin", json={"rights": ["tickets.read"]}),
    ):
        assert (refused.status_code, refused.json()["code"]) == (409, "last_administrator"), refused.text
        assert "Give someone else that role first" in refused.json()["detail"]
    assert (await admin.get(f"{API}/roles")).status_code == 200


async def test_two_administrators_who_take_each_others_role_at_once_leave_one(committed_db):
    await build_world()
    both = [await actions.add_staff(login=name, name=name, password=PASSWORD, by=SYSTEM) for name in ("eve", "fay")]
    for staff_id in both:
        await actions.assign_role(staff_id=staff_id, role="admin", centre_id=None, by=SYSTEM)
    done = await asyncio.gather(
        *(actions.take_role(staff_id=staff_id, role="admin", centre_id=None, by=SYSTEM) for staff_id in both),
        return_exceptions=True,
    )
    assert sorted(type(each) for each in done if each is not None) == [LastAdministrator]


async def test_who_left_and_comes_back_has_the_roles_but_no_old_session_token_or_password(admin, people, signs_in):
    await admin.post(f"{API}/staff/{people.dee}/assignments", json={"role": "agent"})
    dee = await signs_in("dee")
    token = (await actions.issue_token(staff_id=people.dee, label="phone", scopes=["*"], by=SYSTEM)).token
    assert (await admin.delete(f"{API}/staff/{people.dee}")).status_code == 200
    assert people.dee not in await _listed(admin)
    assert people.dee in await _listed(admin, retired=True)
    back = await admin.post(f"{API}/staff/{people.dee}/revival")
    assert back.status_code == 200, back.text
    assert (await dee.get(f"{API}/me")).status_code == 401
    assert await queries.actor_by_token(token) is None
    await signs_in("dee", PASSWORD, status=401)
    await signs_in("dee", back.json()["password"])
    assert (await queries.staff_member(people.dee)).roles == ["agent"]


async def _listed(admin, **query):
    return {UUID(each["id"]) for each in (await admin.get(f"{API}/staff", params=query)).json()["items"]}


async def test_name_and_language_are_changed_and_of_two_editors_the_second_is_told(admin, people):
    place = f"{API}/staff/{people.dee}"
    version = (await admin.get(place)).json()["version"]
    first = await admin.patch(place, json={"name": "Dee Dee", "language": "fa"}, headers={"If-Match": f'"{version}"'})
    assert first.status_code == 200, first.text
    second = await admin.patch(place, json={"name": "D."}, headers={"If-Match": f'"{version}"'})
    assert second.status_code == 412
    facts = (await admin.get(place)).json()
    assert (facts["name"], facts["language"]) == ("Dee Dee", "fa")


async def test_everybody_chooses_the_language_in_which_the_desk_speaks_to_them(people, signs_in):
    dee = await signs_in("dee")
    assert (await dee.patch(f"{API}/me", json={"language": "ru"})).status_code == 200
    assert (await dee.get(f"{API}/tickets")).json()["detail"].startswith("Для этого нужно право")


async def test_a_role_of_the_companys_own_is_made_changed_given_and_retired(admin, people, signs_in):
    made = await admin.post(
        f"{API}/roles", json={"code": "counter", "name": {"en": "Counter"}, "rights": ["tickets.read"]}
    )
    assert made.status_code == 201, made.text
    place = f"{API}/staff/{people.dee}/assignments"
    await admin.post(place, json={"role": "counter"})
    dee = await signs_in("dee")
    assert (await dee.get(f"{API}/repairs")).status_code == 403
    changed = await admin.patch(f"{API}/roles/counter", json={"rights": ["tickets.read", "repairs.read"]})
    assert changed.status_code == 200, changed.text
    assert (await dee.get(f"{API}/repairs")).status_code == 200
    held = await admin.delete(f"{API}/roles/counter")
    assert (held.status_code, held.json()["code"]) == (409, "role_held")
    await admin.delete(f"{place}/counter")
    assert (await admin.delete(f"{API}/roles/counter")).status_code == 204
    assert "counter" not in {role["code"] for role in (await admin.get(f"{API}/roles")).json()["items"]}


@pytest.mark.parametrize(
    ("role", "code"),
    [
        ({"code": "Counter Lead", "name": {"en": "x"}, "rights": []}, "bad_role_code"),
        ({"code": "counter", "name": {}, "rights": []}, "no_words"),
        ({"code": "counter", "name": {"xx": "x"}, "rights": []}, "no_words"),
        ({"code": "counter", "name": {"en": "x"}, "rights": ["tickets.eat"]}, "unknown_right"),
        ({"code": "admin", "name": {"en": "x"}, "rights": []}, "role_there"),
    ],
)
async def test_a_role_that_makes_no_sense_is_refused(admin, role, code):
    refused = await admin.post(f"{API}/roles", json=role)
    assert refused.json()["code"] == code, refused.text


async def test_every_right_says_what_it_means_in_every_language(admin):
    listed = {each["right"]: each["means"] for each in (await admin.get(f"{API}/rights")).json()["items"]}
    assert set(listed) == RIGHTS
    told = {language: [each.means for each in queries.rights(language)] for language in LANGUAGES}
    assert all(len(set(means)) == len(RIGHTS) for means in told.values())
    assert all(told["en"] != told[language] for language in LANGUAGES if language != "en")
    assert set().union(*(role["rights"] for role in starter_roles().values())) <= RIGHTS


async def test_own_sessions_are_listed_and_the_others_end_at_a_word(people, signs_in):
    here, lost = await signs_in("dee"), await signs_in("dee")
    listed = (await here.get(f"{API}/me/sessions")).json()["items"]
    assert [each["current"] for each in listed].count(True) == 1
    assert len(listed) == 2
    assert (await here.delete(f"{API}/me/sessions")).json() == {"sessions": 1}
    assert (await lost.get(f"{API}/me")).status_code == 401
    assert (await here.get(f"{API}/me")).status_code == 200


async def test_an_administrator_ends_the_sessions_of_a_lost_device(admin, people, signs_in):
    dee = await signs_in("dee")
    assert len((await admin.get(f"{API}/staff/{people.dee}/sessions")).json()["items"]) == 1
    assert (await admin.delete(f"{API}/staff/{people.dee}/sessions")).json() == {"sessions": 1}
    assert (await dee.get(f"{API}/me")).status_code == 401


async def test_nobody_ends_the_session_of_another(people, signs_in):
    eve = await signs_in("eve")
    session = (await eve.get(f"{API}/me/sessions")).json()["items"][0]["id"]
    dee = await signs_in("dee")
    assert (await dee.delete(f"{API}/me/sessions/{session}")).status_code == 404
    with pytest.raises(Forbidden):
        await actions.end_sessions(staff_id=people.eve, by=(await queries.actor_of(people.dee)))
    assert (await eve.get(f"{API}/me")).status_code == 200


async def test_tokens_are_listed_with_their_last_use_and_revoked(admin, people, browsers):
    issued = (
        await admin.post(f"{API}/tokens", json={"staff_id": str(people.dee), "label": "scanner", "scopes": ["*"]})
    ).json()
    assert (await _token(admin, people.dee))["used_at"] is None
    program = browsers()
    program.headers["Authorization"] = f"Bearer {issued['token']}"
    assert (await program.get(f"{API}/me")).status_code == 200
    used = await _token(admin, people.dee)
    assert used["used_at"] is not None
    assert "token" not in used
    await admin.delete(f"{API}/tokens/{issued['token_id']}")
    assert (await admin.get(f"{API}/tokens", params={"staff_id": str(people.dee)})).json()["items"] == []


async def _token(admin, staff_id):
    (found,) = (await admin.get(f"{API}/tokens", params={"staff_id": str(staff_id)})).json()["items"]
    return found


async def test_a_one_time_password_that_nobody_used_in_time_opens_nothing_and_says_so(
    admin, people, signs_in, browsers
):
    async def said(login, password):
        answer = await browsers().post(f"{API}/sessions", json={"login": login, "password": password})
        return answer.json()["code"]

    made = (await admin.post(f"{API}/staff/{people.dee}/password-reset")).json()
    await execute("update staff set one_time_until = now() - interval '1 hour' where login = 'dee'")
    codes = [await said("dee", password) for password in (made["password"], "no such password")]
    assert codes == ["one_time_password_over", "wrong_login"], "who does not know it learns nothing of it"
    made = (await admin.post(f"{API}/staff/{people.dee}/password-reset")).json()
    assert await fetchval("select one_time_until - now() > interval '71 hours' from staff where login = 'dee'")
    dee = await signs_in("dee", made["password"])
    await dee.post(f"{API}/me/password", json={"present": made["password"], "new": OWN})
    assert await fetchval("select one_time_until from staff where login = 'dee'") is None
