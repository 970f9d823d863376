"""YAML as people mean it: `country: NO` is Norway and `ref: No` a column, which YAML 1.1 reads as false; `0012` keeps its zeros."""

import re
from typing import Any, Final

import yaml

# Large documents are read by libyaml, where it is there, ten times as fast.
_FAST: Final[type[Any]] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOOL: Final = "tag:yaml.org,2002:bool"
_INT: Final = "tag:yaml.org,2002:int"


class _Loader(_FAST):  # type: ignore[misc]  # either of two that are alike
    """The core schema of YAML 1.2 for truth and whole numbers; no key twice in one mapping."""

    yaml_implicit_resolvers = {  # as PyYAML declares it
        first: [(tag, pattern) for tag, pattern in known if tag not in {_BOOL, _INT}]
        for first, known in _FAST.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:  # PyYAML's own call
        seen: set[str] = set()
        for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
            if isinstance(key, yaml.ScalarNode) and key.value != "<<":
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(None, None, f"'{key.value}' stands twice", key.start_mark)
                seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


_Loader.add_implicit_resolver(_BOOL, re.compile("(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))
_Loader.add_implicit_resolver(_INT, re.compile("[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789"))


def read_yaml(text: str) -> Any:
    """The content of a YAML or JSON text. Raises yaml.YAMLError, ValueError, RecursionError."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506  # a safe one
