"""What the house's own words may hold: places that exist, and few words around them. Checked before anything of them runs."""

import re
from collections.abc import Collection, Iterator
from typing import Final

from jinja2 import Environment, nodes
from jinja2.meta import find_undeclared_variables

from service_desk.foundation.written import Phrase

_KNOWN: Final = frozenset({"plural", "loop"})
_OURS: Final = ("number", "day", "money", "code", "name")
_FILTERS: Final = frozenset(
    {*_OURS, "upper", "lower", "title", "capitalize", "trim", "default", "d", "length", "count",
     "first", "last", "join", "e", "escape", "string", "int", "round", "abs", "float"}
)  # fmt: skip
_PLAIN: Final = (
    nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Filter, nodes.If, nodes.For, nodes.Call, nodes.Keyword,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Test, nodes.CondExpr, nodes.Concat, nodes.Add, nodes.Sub,
    nodes.Getattr, nodes.Getitem, nodes.Tuple, nodes.List, nodes.Neg, nodes.Assign,
)  # fmt: skip
"""Nothing that repeats itself: a product of two numbers may fill the memory, a macro or a loop within a loop may never end."""
_SINGLE: Final = re.compile(r"\{\s*[^\W\d][\w. |]{0,60}\}")
_BRACE: Final = re.compile(r"[{}]+")


def faults(environment: Environment, text: str, places: Collection[str]) -> Iterator[Phrase]:
    """Why `text` may not be said; TemplateSyntaxError where it cannot be read."""
    tree = environment.parse(text)
    for node in tree.find_all(nodes.Node):
        if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            yield Phrase("nothing is called '{name}' behind a bar. Use {known}.", name=node.name, known=list(_OURS))
        if not isinstance(node, _PLAIN) or _busy(node):
            yield Phrase("line {line} holds more than places and conditions. Say it without.", line=node.lineno)
    # Looking for names works out what is constant: only now.
    for name in sorted(find_undeclared_variables(tree) - _KNOWN - set(places)):
        yield Phrase("there is no place called '{name}'.", name=name)
    yield from _misspelt(" ".join(node.data for node in tree.find_all(nodes.TemplateData)), places)


def _busy(node: nodes.Node) -> bool:
    match node:
        case nodes.Call():
            return not (isinstance(node.node, nodes.Name) and node.node.name == "plural")
        case nodes.For():
            return node.recursive or not isinstance(node.iter, nodes.Name) or node.find(nodes.For) is not None
        case nodes.Name():
            return node.name == "self"
        case _:
            return False


def _misspelt(said: str, places: Collection[str]) -> Iterator[Phrase]:
    """What other programs write around a place, or one brace too few or too many: it would be said as it stands."""
    names = "|".join(sorted(map(re.escape, places), key=len, reverse=True))
    foreign = re.compile(
        rf"\[\[?\s*(?:{names})\s*\]\]?|<<?\s*(?:{names})\s*>>?|%\(?(?:{names})\)?[%s]|\$(?:{names})\b|｛+\s*\w+\s*｝+|\(\((?:{names})\)\)",
        re.IGNORECASE,
    )
    for form in (_SINGLE, _BRACE, foreign):
        if (found := form.search(said)) is not None:
            yield Phrase("{place} would be said as it stands; a place has two braces on each side.", place=found[0])
