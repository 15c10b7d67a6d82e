"""Tickets and the versions of their workflows."""
