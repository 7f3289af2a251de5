"""What an `Api` is rendered to."""
