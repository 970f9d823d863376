"""A number is meant however a keyboard of another country writes it."""

import pytest

from service_desk.centres.rules import NumberKind
from service_desk.centres.rules.typed import numbers_meant
from service_desk.foundation.naming import number


@pytest.mark.parametrize("written", ["ＴＥＨ-Ｔ-９", "ＴＥＨ－Ｔ－９", "teh–t–９", "№ 9", "＃９", "t۹", "TEH_T_٩"])
def test_a_number_is_meant_in_wide_letters_and_digits_of_any_script(written):
    assert numbers_meant(written, NumberKind.TICKET, [("TEH", "TEH-T-", 6)]) == ["TEH-T-000009"]


@pytest.mark.parametrize("written", ["ＴＥＨ-Ｔ-９", "ＴＥＨ－Ｔ－９", "teh-t-۹", "TEH‑T‑9"])
def test_a_number_names_its_record_in_wide_letters_and_any_dashes(written):
    assert number(written) == "TEH-T-000009"
