"""``python -m autoui``, and the console script ``autoui``."""

import gc
import sys


def main() -> None:
    """Run the command line and exit with its code."""
    # Imports leave no garbage behind; looking for it takes a tenth of their time.
    gc.disable()
    # Imported here: a child process that finds this module as ``__main__`` must not load a CLI.
    from autoui.cli.app import run

    gc.enable()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
