"""Ids are time-ordered UUIDs of version 7."""

import time
from uuid import UUID

from service_desk.foundation.ids import secret, uuid7, uuid7s


def test_an_id_says_its_version_and_variant():
    for _ in range(500):
        made = uuid7()
        assert isinstance(made, UUID)
        assert (made.version, made.variant) == (7, "specified in RFC 4122")


def test_an_id_carries_the_time_it_was_made_at():
    before = time.time_ns() // 1_000_000
    stamp = uuid7().int >> 80
    assert before <= stamp <= time.time_ns() // 1_000_000


def test_ids_of_later_moments_sort_later():
    made = []
    for _ in range(200):
        made.append(uuid7())
        time.sleep(0.00001)  # the fraction of a millisecond counts in 244 ns
    assert made == sorted(made)
    assert [str(one) for one in made] == sorted(str(one) for one in made)


def test_ids_made_at_once_differ_and_keep_their_order():
    made = uuid7s(5000)
    assert len(set(made)) == 5000
    assert made == sorted(made)
    assert {one.version for one in made} == {7}


def test_two_processes_in_one_moment_make_different_ids(monkeypatch):
    monkeypatch.setattr(time, "time_ns", lambda: 1_790_000_000_000_000_000)
    assert len({uuid7() for _ in range(2000)}) == 2000


def test_a_secret_fits_into_an_address_and_is_long_enough_to_keep():
    assert secret().isascii()
    assert len(secret()) == 43
    assert secret() != secret()
