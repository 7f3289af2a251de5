"""What the document promises, held by the client and the sandbox together."""
