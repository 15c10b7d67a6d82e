"""The tables, one noun a file."""
