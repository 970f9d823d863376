"""Common words are met by walking, rare ones looked up; whichever it is, the same rows are found, the newest first."""

import pytest

from service_desk.foundation import newest
from service_desk.foundation.commonness import Commonness
from service_desk.foundation.search import asked_for
from service_desk.tickets.actions import open_ticket
from tests.queues import tickets_in

KNOWN = Commonness(1_000_000, ["leaks", "leaky", "smith"], [0.0, 0.2, 0.25, 0.251])


@pytest.mark.parametrize(
    ("typed", "share"), [("leaks", 0.2), ("leak", 0.25), ("LEAKY", 0.05), ("zz", 0.0), ("leaks leaky", 0.01)]
)
def test_the_share_of_typed_words_is_that_of_the_words_that_begin_so(typed, share):
    assert KNOWN.of_asked(asked_for(typed)) == pytest.approx(share)


@pytest.mark.parametrize(
    ("typed", "told"),
    [("leaks smith", "smith"), ("leaks SN123456", "sn123456"), ("smith zz Nesbamoro", "nesbamoro"), ("leaks", "leaks")],
)
def test_the_index_is_asked_for_the_rarest_word_alone(typed, told):
    assert [ways[0][0][0] for ways in KNOWN.rarest(asked_for(typed)).words] == [told]


@pytest.mark.parametrize("few_rows", [5000, -1])
@pytest.mark.parametrize("most_hits", [2000, 1])
async def test_every_way_of_looking_finds_the_same_tickets(world, monkeypatch, few_rows, most_hits):
    said = ["squeaks", "hums", "squeaks and hums", "squeals", "hums"]
    ids = [(await open_ticket(centre_id=world.ber, words=words, by=world.cy)).id for words in said]
    monkeypatch.setattr(newest, "FEW_ROWS", few_rows)
    monkeypatch.setattr(newest, "MOST_HITS", most_hits)

    async def found(words):
        return [ids.index(row.id) for row in (await tickets_in(words=words, limit=2)).items]

    assert [await found(words) for words in ("squea", "hum", "hums squeaks", "zz")] == [[3, 2], [4, 2], [2], []]
