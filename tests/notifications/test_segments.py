"""MSG-1 to MSG-3, with the vectors of the trade's rule book."""

import pytest

from notifications.message import fold_punctuation, segments

VECTORS = [
    ("a" * 160, "GSM-7", 160, 1),
    ("a" * 161, "GSM-7", 161, 2),
    ("a" * 306, "GSM-7", 306, 2),
    ("a" * 307, "GSM-7", 307, 3),
    ("a" * 159 + "€", "GSM-7", 161, 2),
    ("س" * 70, "UCS-2", 70, 1),
    ("س" * 71, "UCS-2", 71, 2),
    ("س" * 134, "UCS-2", 134, 2),
    ("س" * 135, "UCS-2", 135, 3),
    ("س" * 69 + "😀", "UCS-2", 71, 2),
    ("a" * 79 + "۵", "UCS-2", 80, 2),
]


@pytest.mark.parametrize(("text", "encoding", "units", "parts"), VECTORS)
def test_a_text_is_counted_as_the_operator_bills_it(text, encoding, units, parts):
    counted = segments(text)
    assert (counted.encoding, counted.units, counted.parts) == (encoding, units, parts)


def test_an_escape_is_not_cut_by_the_border_of_a_segment():
    assert segments("a" * 152 + "€" + "a" * 152).parts == 3


def test_a_surrogate_pair_is_not_cut_by_the_border_of_a_segment():
    assert segments("س" * 66 + "😀" + "س" * 66).parts == 3


def test_an_empty_text_is_one_segment():
    assert segments("").parts == 1


def test_typographic_quotes_do_not_triple_the_price():
    assert segments(fold_punctuation("“Ready” – it’s done…")).encoding == "GSM-7"


def test_a_half_space_of_persian_is_kept():
    assert fold_punctuation("می\u200cشود") == "می\u200cشود"
