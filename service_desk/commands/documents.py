"""The configuration as a file: YAML, of which JSON is a part."""

import codecs
from typing import Any, Final

import msgspec
import yaml

from service_desk.foundation.errors import Invalid
from service_desk.foundation.web.reading import fault_in
from service_desk.foundation.written import Phrase
from service_desk.foundation.yamls import read_yaml
from service_desk.setup.rules import Document

LARGEST: Final = 50_000_000
# A catalogue of thousands of models is written by libyaml, where it is there, ten times as fast.
_DUMPER: Final = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class BadDocument(Invalid):
    code = "bad_document"
    message = "{file} cannot be used: {reason}. `desk settings export` shows how one is written."


def read_document(file: Any) -> Document:
    """From a file opened for bytes. Raises BadDocument, in one sentence."""
    try:
        return msgspec.convert(read_yaml(_text(file)) or {}, Document)
    except msgspec.ValidationError as error:
        fault = fault_in(error, Document)
        reason = str(fault).rstrip(".") if fault else "it is not a list of names and values"
        raise BadDocument(file=file.name, reason=reason) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadDocument(file=file.name, reason=" ".join(str(error).split())[:500]) from None


def _text(file: Any) -> str:
    """As editors save it: UTF-8, or what its mark says."""
    content: bytes = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise BadDocument(file=file.name, reason=Phrase("it is larger than {most} MB", most=LARGEST // 1_000_000))
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        raise BadDocument(file=file.name, reason="it is not written in UTF-8; save it so") from None


def written(document: Document) -> str:
    plain = msgspec.to_builtins(document, builtin_types=())
    text: str = yaml.dump(
        plain, Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=140, default_flow_style=None
    )
    return text
