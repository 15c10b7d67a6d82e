"""Queues that people put together for themselves."""
