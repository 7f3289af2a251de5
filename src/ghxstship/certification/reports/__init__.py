"""A review for programs, for a terminal, and as a page."""
