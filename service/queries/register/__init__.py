"""The register as clients read it, always inside the offices that the caller may see."""
