"""Whether a name is that of a firm: the legal forms that stand in it, of the countries whose languages we speak and their neighbours."""

import re
from itertools import pairwise
from typing import Final

from service_desk.foundation.search import fold
from service_desk.parties.rules.written import PartyKind

# As `fold` writes them, without full stops. What is a name or a word of people as well (Co, As, Se) is no sign of a firm.
_FORMS: Final = frozenset(
    "gmbh ggmbh mbh ag kg kgaa ohg gbr ug ek ev eg partg ltd limited llc llp plc inc incorporated corp corporation company "
    "sarl sas sasu srl spa bv nv oy oyj aps spzoo sro doo kft pty "
    "ооо оао зао пао ао ип тоо тов "
    "شرکت شرکه موسسه كمپانی کمپانی هلدینگ بازرگانی تعاونی fze fzco fzllc dmcc wll".split()
)
_CHINESE: Final = re.compile("有限公司|公司|集团|集團|企业|商行|商店|工厂|有限责任")
_BETWEEN: Final = re.compile(r"[\s,;()«»\"„“”]+")


def kind_by_name(name: str) -> PartyKind:
    """A company where a legal form stands in the name (Müller GmbH, ООО «Свет», شرکت نور, 光明有限公司), else a person."""
    if _CHINESE.search(name):
        return PartyKind.COMPANY
    words = [re.sub(r"[.\-/&]", "", word) for word in _BETWEEN.split(fold(name))]
    pairs = ["".join(pair) for pair in pairwise(words)]  # e. V., Sp. z o.o., ذ م م
    alone = any(word in _FORMS for word in words)
    return PartyKind.COMPANY if len(words) > 1 and (alone or not _FORMS.isdisjoint(pairs)) else PartyKind.PERSON
