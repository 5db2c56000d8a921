"""Measure ourselves against our peers, one command: `python -m bench`."""
