"""What a value looks like: one component, one file."""
