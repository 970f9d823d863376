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


@pytest.mark.parametrize(
    "written",
    ["Fernseher 55\u2033 \u2014 \u201ePro\u201c", "\u00abOK\u00bb \u2039a\u203a", "T\u2011800 5\u202fkg", "it`s \u00b4ok\u00b4 5\u2032 6\u2033", "1\u2012 2\u2212 3\u2015 4\u2022",
     "Drill\u2122 \u00ae 10\u00d715 \u2116 5", "thin\u2009figure\u2007hair\u200aem\u2003wide\u3000", "soft\u00adhyphen zero\u200bwidth\ufeff", "tab\tbed",
     "\u2066TEH-R-1\u2069 \u202aok\u202c join\u200der", "line\u2028one\u2029two", "\ufb01lter \ufb02ach", "\uff34\uff36\uff1a\uff15\uff05", "\u275dPro\u275e 1\u22152 \u2025 \u301c",
     "1\u202f234 \u20bd 5 \u20ba \u20b9 9", "\u2264 5 \u00b5m \u2192 ok", "Cafe\u0301", "N\u00b0 5", "10\u00f72 \u2260 \u2248 5"],
)  # fmt: skip
def test_what_word_processors_put_in_does_not_triple_the_price(written):
    folded = fold_punctuation(written)
    assert segments(folded).encoding == "GSM-7"
    assert fold_punctuation(folded) == folded


@pytest.mark.parametrize("written", ["مدل «آلفا» — ۵″", "Модель «Альфа» — 5″", "型号“甲”—5″"])
def test_a_text_that_is_not_latin_keeps_its_own_quotes(written):
    assert fold_punctuation(written) == written


def test_a_letter_is_never_written_as_another():
    assert fold_punctuation("Łódź – “x”") == "Łódź – “x”"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("N\u00b0 5 at 20\u00b0C", "No. 5 at 20degC"),
        ("1.234 \u20bd", "1.234 RUB"),
        ("Rene\u0301", "Ren\u00e9"),
        ("\u2264 5 \u2192 6", "<= 5 -> 6"),
    ],
)
def test_a_sign_is_folded_to_what_it_means(written, said):
    assert fold_punctuation(written) == said


@pytest.mark.parametrize(
    "name",
    [
        "\u00c1ngel",
        "\u0130brahim Ya\u011f\u0131z",
        "Nguy\u1ec5n",
        "Wa\u0142\u0119sa",
        "\u0152uvrard",
        "Fran\u00e7ois",
        "\u1e9eE",
        "\u010capek",
    ],
)
def test_a_name_stays_as_its_owner_writes_it(name):
    assert fold_punctuation(f"\u201c{name}\u201d \u2013 ok") == f"\u201c{name}\u201d \u2013 ok"


@pytest.mark.parametrize(
    ("written", "sent"),
    [("1½ kg", "1 1/2 kg"), ("½ kg", "1/2 kg"), ("2⅓ l", "2 1/3 l"), ("10² = 100", "10^2 = 100"), ("12 m²", "12 m2"), ("5 ℃", "5 degC"),
     ("Typ Ⅳ", "Typ IV")],
)  # fmt: skip
def test_a_number_keeps_its_value_when_its_signs_are_folded(written, sent):
    assert fold_punctuation(written) == sent
    assert segments(sent).encoding == "GSM-7"


@pytest.mark.parametrize(
    "link", ["https://desk.example/a—b", "https://desk.example/`x`", "https://desk.example/a\u2011b"]
)
def test_folding_never_changes_a_link(link):
    assert link in fold_punctuation(f"“Look” here: {link} – thanks")


def test_quotes_around_a_link_are_folded():
    assert fold_punctuation("“https://desk.example/x”…") == '"https://desk.example/x"...'
