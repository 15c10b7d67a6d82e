"""A made-up company as plain data, drawn from a numbered chance: without database, clock or keys."""
