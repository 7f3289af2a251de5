"""Tests of the connections of our own."""
