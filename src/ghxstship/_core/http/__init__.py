"""Requests on the wire: the HTTP library that is used, and the connections below a client."""
