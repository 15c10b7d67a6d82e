"""The keys that personal data are sealed under, and their change."""
