"""Reads tables out of files: delimited text of any encoding, also compressed, and the sheets of workbooks."""

from service_desk.imports.reading.detecting import Look, look_at
from service_desk.imports.reading.files import (
    CannotBeRead,
    EncodingInDoubt,
    FileFormat,
    NoSuchFile,
    NotATable,
    NotThatEncoding,
    UnknownEncoding,
    fingerprint,
)
from service_desk.imports.reading.guessing import Guess, guess
from service_desk.imports.reading.table import DoubledColumn, Line, NotThatTable, Table, WrongDelimiter, opened

__all__ = [
    "CannotBeRead",
    "DoubledColumn",
    "EncodingInDoubt",
    "FileFormat",
    "Guess",
    "Line",
    "Look",
    "NoSuchFile",
    "NotATable",
    "NotThatEncoding",
    "NotThatTable",
    "Table",
    "UnknownEncoding",
    "WrongDelimiter",
    "fingerprint",
    "guess",
    "look_at",
    "opened",
]
