"""A great many calls with random faults: every one ends as it should, and nothing is left of any."""
