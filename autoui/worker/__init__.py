"""The process with the user's code.

Begin with ``host``, a worker's life, and ``staff``, the work it does: the ``desk`` answers
questions, ``lanes`` do calls, and ``call`` is one of them. ``nursery`` is the process that workers
are forked from.
"""
