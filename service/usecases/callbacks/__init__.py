"""What partners tell us: stored once, applied by a job."""
