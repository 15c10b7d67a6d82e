"""What people and jobs can do, one verb a file."""
