"""The official Python SDK of the GHXSTSHIP live-event platform."""
