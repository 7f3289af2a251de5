"""What an API is, for whoever reads it at run time: `description.json` as typed values.

The generator writes the file beside the client (docs/description.md is its format); nothing that
reads it at run time reads OpenAPI. Schemas are JSON Schema 2020-12, and their references begin
with `#/schemas/`.
"""

from __future__ import annotations

from .reader import FILE, FORMAT, MAX_BYTES, MAX_DEPTH, Description
from .values import (
    Answer,
    Body,
    Conventions,
    Credential,
    DescriptionError,
    Event,
    Media,
    Node,
    OpenAPIDocumentError,
    Operation,
    Parameter,
    Requirement,
    Schema,
    Security,
    is_array,
    is_object,
)

__all__ = [
    "FILE",
    "FORMAT",
    "MAX_BYTES",
    "MAX_DEPTH",
    "Answer",
    "Body",
    "Conventions",
    "Credential",
    "Description",
    "DescriptionError",
    "Event",
    "Media",
    "Node",
    "OpenAPIDocumentError",
    "Operation",
    "Parameter",
    "Requirement",
    "Schema",
    "Security",
    "is_array",
    "is_object",
]
