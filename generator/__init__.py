"""From an OpenAPI document to a typed client: `python -m generator generate`."""
