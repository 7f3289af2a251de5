"""A great many calls with random faults: each ends as it should, and nothing is left of it."""
