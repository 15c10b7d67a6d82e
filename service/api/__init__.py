"""The HTTP interface: parse, one use case, render."""
