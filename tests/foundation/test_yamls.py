"""Files that people write by hand mean what stands in them."""

import pytest
import yaml

from service_desk.foundation.yamls import read_yaml


@pytest.mark.parametrize("word", ["NO", "No", "no", "Yes", "on", "Off", "y", "0012", "12:30", "1_000", "08"])
def test_a_country_a_column_and_a_number_with_zeros_stay_what_they_are(word):
    assert read_yaml(f"it: {word}") == {"it": word}


def test_what_is_true_and_what_is_counted_stays_so():
    assert read_yaml("{a: true, b: False, c: -12, d: 0, e: 1.5, f: null}") == {
        "a": True, "b": False, "c": -12, "d": 0, "e": 1.5, "f": None,
    }  # fmt: skip


def test_of_a_key_that_stands_twice_neither_is_taken_unheard():
    with pytest.raises(yaml.YAMLError, match=r"(?s)'serial' stands twice.*line 2"):
        read_yaml("serial: A\nserial: B\n")
