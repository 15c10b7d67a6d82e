"""Marking what was read."""
