"""Puts a made-up company into the database: all of it in one transaction, or nothing."""
