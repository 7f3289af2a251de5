"""The mirror as a FastAPI application, in the SQLite file that the inbox is in."""
