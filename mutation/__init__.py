"""Mutation testing of `_core`: would the tests notice if a line were wrong?"""
