"""Short programs that run as they stand, each against the sandbox."""
