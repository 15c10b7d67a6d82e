"""The house: everything that touches the outside, in floors that import only downwards."""
