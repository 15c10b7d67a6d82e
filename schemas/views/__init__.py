"""What we answer: one file a noun."""
