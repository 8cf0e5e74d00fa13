"""What a function says: its signature, types and docstring; and which component suits each value.

``targets`` imports what is named and finds its functions. ``functions`` reads each into fields,
with what its ``annotations`` mean and its ``docstrings`` say. ``choosing`` finds the component of
a field by a table of rules. All of them tell each other of values as a ``field``.
"""
