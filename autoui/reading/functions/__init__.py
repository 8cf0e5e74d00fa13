"""One function: its parameters and results as fields, whoever tells of them."""
