"""The environment decides addresses and secrets; what it says wrongly is refused before anything starts."""

from pathlib import Path

import pytest

from service_desk.foundation.settings import BadEnvironment, Environment


def test_nothing_set_is_a_desk_to_try():
    read = Environment.read({})
    assert read == Environment()
    assert (read.database_url, read.port, read.sms_channel) == (None, 8000, "console")


def test_each_field_has_its_variable_and_its_type():
    read = Environment.read(
        {
            "DATABASE_URL": "postgresql://db/desk",
            "DESK_PORT": "9000",
            "DESK_HOME": "/var/lib/desk",
            "DESK_SECURE_COOKIES": "Yes",
        }
    )
    assert (read.database_url, read.port, read.home, read.secure_cookies) == (
        "postgresql://db/desk",
        9000,
        Path("/var/lib/desk"),
        True,
    )


def test_an_empty_variable_is_no_variable():
    assert Environment.read({"DESK_PORT": "", "DATABASE_URL": ""}) == Environment()


def test_variables_of_others_are_left_alone():
    assert Environment.read({"PORT": "1", "HOME": "/nowhere", "DESK_SOMETHING": "x"}) == Environment()


@pytest.mark.parametrize("value", ["ten", "-1", "3.5", "8000x", "²"])
def test_a_number_that_is_none_stops_the_start_with_a_sentence(value):
    with pytest.raises(BadEnvironment, match="DESK_PORT must be a whole number"):
        Environment.read({"DESK_PORT": value})


@pytest.mark.parametrize(
    ("value", "means"), [("1", True), ("on", True), ("TRUE", True), ("0", False), ("no", False), ("off", False)]
)
def test_a_switch_is_read_as_people_write_it(value, means):
    assert Environment.read({"DESK_SECURE_COOKIES": value}).secure_cookies is means


def test_a_switch_that_says_neither_stops_the_start():
    with pytest.raises(BadEnvironment, match="DESK_SECURE_COOKIES must be"):
        Environment.read({"DESK_SECURE_COOKIES": "maybe"})
