"""What operators do about work that failed."""
