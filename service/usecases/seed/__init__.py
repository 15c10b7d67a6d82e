"""Data to begin with: the demo offices, always the same."""
