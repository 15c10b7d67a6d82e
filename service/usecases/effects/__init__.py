"""What follows a move after its commit: one file for each kind."""
