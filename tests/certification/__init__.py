"""The review of receivers."""
