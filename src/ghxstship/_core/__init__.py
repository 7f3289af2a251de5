"""The runtime: it knows HTTP and no API. What an API is like reaches it as data."""
