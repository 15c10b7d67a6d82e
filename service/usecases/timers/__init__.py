"""Timers and clocks that are due."""
