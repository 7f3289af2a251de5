"""From an OpenAPI document to a typed client: `generate`."""
