"""Tests of whatever has a grammar or a law: Hypothesis looks for the counterexample."""
