"""What a caller sees when the network, the server or the machine misbehaves."""
