"""Functions that nobody wrote for autoui, served as they are."""
