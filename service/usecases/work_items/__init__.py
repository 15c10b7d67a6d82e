"""Claiming, giving back and handing on duties."""
