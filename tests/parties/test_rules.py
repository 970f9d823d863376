"""Names and roles, without a database."""

import pytest

from service_desk.parties.rules import (
    NoName,
    UnknownRole,
    checked_name,
    checked_roles,
)


def test_a_name_keeps_its_letters_and_loses_double_blanks():
    assert checked_name("  بهار \n محمدی ") == "بهار محمدی"


@pytest.mark.parametrize("name", ["", "  ", "\x00", "x" * 201])
def test_a_name_is_neither_empty_nor_endless(name):
    with pytest.raises(NoName):
        checked_name(name)


def test_roles_are_known_words():
    assert checked_roles(["vendor", "customer", "vendor"]) == ["customer", "vendor"]
    with pytest.raises(UnknownRole, match="customer, vendor or agency"):
        checked_roles(["boss"])
