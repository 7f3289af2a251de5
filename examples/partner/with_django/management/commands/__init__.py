"""`work`: the process beside the server."""
