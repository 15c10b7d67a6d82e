"""The office's own lists, brought in from workbooks: read, shown, then saved as a whole."""
