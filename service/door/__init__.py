"""The one way in: a read, a decision, a guarded write."""
