"""A firm is known by its legal form, so that a list of customers without a column for it makes no persons of firms."""

import pytest

from service_desk.parties.rules import PartyKind, kind_by_name

FIRMS = [
    "Müller GmbH", "Meier & Söhne KG", "Turnverein Jena e. V.", "Fix e.K.", "Acme Ltd.", "Acme, Inc.", "Bolt L.L.C.", "Pâtisserie S.A.R.L.",
    "ООО «Свет»", "ПАО Газ", "شرکت نور", "مؤسسة الخليج", "موسسه آب", "光明有限公司", "上海电器集团", "GULF TRADING FZE",
]  # fmt: skip
PEOPLE = ["Grete Müller", "Inc", "Agnes Kgosi", "علی شرکتی", "Иван Аопов", "王小明", "Salma Company-Reyes"]


@pytest.mark.parametrize("name", FIRMS)
def test_a_legal_form_in_the_name_makes_a_company(name):
    assert kind_by_name(name) is PartyKind.COMPANY


@pytest.mark.parametrize("name", PEOPLE)
def test_a_person_stays_a_person(name):
    assert kind_by_name(name) is PartyKind.PERSON
