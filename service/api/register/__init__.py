"""The office's register over HTTP."""
