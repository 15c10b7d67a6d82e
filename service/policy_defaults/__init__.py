"""The policy a workflow begins with, one file a workflow; an office's own versions are rows."""
