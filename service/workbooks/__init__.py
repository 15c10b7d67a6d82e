"""Workbooks from outside, read by a child of limited means, and workbooks of our own, written row by row."""
