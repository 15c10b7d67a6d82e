"""Proofs: that the log, the rows, the books and the background work say the same."""
