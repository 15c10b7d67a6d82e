"""What a leaver leaves, given to somebody else."""
