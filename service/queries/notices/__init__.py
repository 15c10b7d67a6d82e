"""What somebody is told inside the house."""
