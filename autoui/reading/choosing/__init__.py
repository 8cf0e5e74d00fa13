"""Which component suits a field: a table of rules, and what they need to know of its type."""
