"""Appointing stand-ins, and ending it."""
