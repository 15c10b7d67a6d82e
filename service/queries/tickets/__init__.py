"""Tickets as people read them."""
