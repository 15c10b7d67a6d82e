"""The roof: processes that run without a person waiting."""
