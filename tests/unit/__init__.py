"""Tests of the runtime, module by module."""
