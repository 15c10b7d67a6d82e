"""The rules: pure, and true without a database."""
