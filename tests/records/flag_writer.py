"""Writes rows to a flag log and says each one that is on disk: a process to be killed.

``python flag_writer.py FOLDER NAME COUNT SOURCE``
"""

import sys
from pathlib import Path

from autoui.records.flags import CSVLogger, FlagColumn, FlaggedFile


def main() -> None:
    folder, name, count, source = sys.argv[1:]
    logger = CSVLogger()
    logger.setup([FlagColumn("who"), FlagColumn("im"), FlagColumn("Output")], folder)
    file = FlaggedFile(Path(source), "a.png", "image/png")
    for number in range(int(count)):
        long = f'"line {number}\n' * (1 + number % 3 * 500)
        logger.flag([f"{name}-{number}", file if number % 2 else None, long])
        sys.stdout.write(f"{name}-{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
