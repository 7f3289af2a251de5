"""Many processes, one API key, one Redis."""
