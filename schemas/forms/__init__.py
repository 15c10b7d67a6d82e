"""What each move asks for, and the details of a new ticket: one file a workflow."""
