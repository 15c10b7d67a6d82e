"""Policies as they are in force."""
