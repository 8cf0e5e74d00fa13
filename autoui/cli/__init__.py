"""The command line: ``serve`` and ``inspect``. Commands import other rooms only when they run."""
