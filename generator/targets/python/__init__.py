"""Python: a package over httpx and pydantic."""
