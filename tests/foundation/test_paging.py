"""Pages go on from a mark that nobody can bend."""

import base64
import contextlib
import json
from contextvars import copy_context

import pytest
from hypothesis import given
from hypothesis import strategies as some

from service_desk.foundation.paging import (
    BadCursor,
    BadLimit,
    Page,
    checked_limit,
    cut,
    decode,
    encode,
    listed,
    marks_of,
)


def test_a_page_that_holds_everything_has_no_next():
    assert cut([1, 2, 3], 3, lambda n: (n,)) == Page([1, 2, 3])


def test_a_page_says_where_the_next_one_begins():
    page = cut([1, 2, 3, 4], 3, lambda n: (n, "id"))
    assert page.items == [1, 2, 3]
    assert decode(page.next, 2) == ["3", "id"]


@given(some.lists(some.text(max_size=20), min_size=1, max_size=4))
def test_a_mark_comes_back_as_it_was(parts):
    assert decode(encode(*parts), len(parts)) == parts


def test_without_a_mark_the_first_page_is_meant():
    assert decode(None, 2) is None
    assert decode("", 2) is None


def _packed(value) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "%%%",
        "abc",
        "é",
        "W",
        _packed({"a": 1}),
        _packed([1]),
        _packed([1, 2, 3]),
        _packed("ab"),
        "A" * 100_000,
        "\x00",
        _packed([None, None]),
        _packed([[], {}]),
        _packed("[" * 9),
        "W1tb" * 40_000,
    ],
)
def test_a_mark_that_is_not_ours_is_refused(cursor):
    with pytest.raises(BadCursor, match="unchanged"):
        decode(cursor, 2)


@given(some.text())
def test_any_text_is_a_mark_or_is_refused(cursor):
    with contextlib.suppress(BadCursor):
        decode(cursor, 2)


@pytest.mark.parametrize("limit", [0, -1, 201, 10**9])
def test_a_page_holds_1_to_200_rows(limit):
    with pytest.raises(BadLimit):
        checked_limit(limit)


@given(some.lists(some.text(max_size=5), unique=True, max_size=9), some.integers(1, 4))
def test_a_short_list_is_read_to_its_end_page_by_page(rows, limit):
    page, seen = listed(rows, limit), []
    while page.next is not None:
        seen += page.items
        page = listed(rows, limit, page.next)
    assert seen + page.items == rows


def test_a_page_goes_on_behind_its_last_row_wherever_that_stands_now():
    mark = listed(["b", "d", "f"], 2).next
    assert listed(["a", "b", "c", "d", "e", "f"], 2, mark).items == ["e", "f"]
    assert listed(["b", "f"], 2, mark).items == []
    assert listed(["b", "e", "f"], 2, mark).items == ["f"]  # it is gone: at its place


@pytest.mark.parametrize("mark", [("x", 1), ("0" * 16, -1), ("0" * 16, "far"), ("2026-11-30T09:30:00Z", "x")])
def test_a_mark_of_another_list_is_no_place_in_a_short_one(mark):
    with pytest.raises(BadCursor):
        listed(["a", "b"], 1, encode(*mark))


def test_a_mark_of_another_list_is_refused_though_it_has_the_same_form():
    def taken(by: str, mark: str | None) -> Page[str]:
        marks_of(by)
        return listed(["a", "b", "c"], 1, mark)

    first = copy_context().run(taken, "/rights", None)
    assert copy_context().run(taken, "/rights", first.next).items == ["b"]
    with pytest.raises(BadCursor):
        copy_context().run(taken, "/roles", first.next)
