"""Somebody else's lists, taken in row by row."""
