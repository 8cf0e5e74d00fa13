"""What a function says: its signature, types and docstring; and which component suits each value.

Begin with ``target``, which imports what is named. ``signature`` then reads a function into fields,
and ``choose`` finds the component of a field by the table that ``rules`` fills.
"""
