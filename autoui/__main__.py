"""``python -m autoui``, and the console script ``autoui``."""

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    # Imported here: a child process that finds this module as ``__main__`` must not load a CLI.
    from autoui.cli.app import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
