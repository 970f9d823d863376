"""How our own types look in the OpenAPI description: with their words, and as they really travel."""

from decimal import Decimal
from inspect import cleandoc
from typing import Any, Final

# Litestar offers no public way to add to what these two make, only to replace it.
from litestar._openapi.schema_generation.plugins.dataclass import DataclassSchemaPlugin
from litestar._openapi.schema_generation.plugins.struct import StructSchemaPlugin
from litestar.openapi.spec import OpenAPIType, Schema
from litestar.plugins import OpenAPISchemaPlugin
from litestar.typing import FieldDefinition
from msgspec import Struct

# JSON numbers become binary fractions in most languages, so money and quantities travel as text.
DECIMAL: Final = r"^-?[0-9]{1,15}(\.[0-9]{1,8})?$"


class Decimals(OpenAPISchemaPlugin):
    @staticmethod
    def is_plugin_supported_type(value: Any) -> bool:
        return value is Decimal

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: Any) -> Schema:  # noqa: ARG002  # Litestar asks
        return Schema(type=OpenAPIType.STRING, pattern=DECIMAL)


class Structs(StructSchemaPlugin):
    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: Any) -> Schema:
        kind = field_definition.type_
        shape = super().to_openapi_schema(field_definition, schema_creator)
        shape.description = cleandoc(kind.__doc__) if kind.__doc__ and kind.__doc__ != Struct.__doc__ else None
        if kind.__struct_config__.forbid_unknown_fields:
            shape.additional_properties = False
        return shape


class Dataclasses(DataclassSchemaPlugin):
    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: Any) -> Schema:
        kind: Any = field_definition.type_
        shape = super().to_openapi_schema(field_definition, schema_creator)
        signature = (kind.__doc__ or "").startswith(f"{kind.__name__}(")
        shape.description = None if signature or not kind.__doc__ else cleandoc(kind.__doc__)
        return shape


SHAPES: Final = (Decimals(), Structs(), Dataclasses())
