"""Reads: exactly what an answer needs, in a fixed number of statements."""
