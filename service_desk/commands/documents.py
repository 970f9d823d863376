"""The configuration as a file: YAML, of which JSON is a part."""

from typing import Any, Final

import msgspec
import yaml

from service_desk.foundation.errors import Invalid
from service_desk.setup.rules import Document

LARGEST: Final = 10_000_000


class BadDocument(Invalid):
    code = "bad_document"
    message = "{file} cannot be used: {reason}. docs/examples/company.yaml shows what such a file holds, `desk settings export` writes one."


def read_document(file: Any) -> Document:
    try:
        return msgspec.convert(yaml.safe_load(file.read(LARGEST)) or {}, Document)
    except (yaml.YAMLError, msgspec.ValidationError, ValueError, RecursionError) as error:
        raise BadDocument(file=file.name, reason=" ".join(str(error).split())[:500]) from None


def written(document: Document) -> str:
    plain = msgspec.to_builtins(document, builtin_types=())
    text: str = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=140, default_flow_style=None)
    return text
