"""What several doors of the accounts ask and answer."""

from typing import Annotated

import msgspec

Short = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Password = Annotated[str, msgspec.Meta(max_length=1000)]
Language = Annotated[str, msgspec.Meta(min_length=2, max_length=2)]
Email = Annotated[str, msgspec.Meta(max_length=320)]
RoleCode = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class Version(msgspec.Struct):
    version: int


class Ended(msgspec.Struct):
    sessions: int
