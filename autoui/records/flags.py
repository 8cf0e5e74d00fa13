"""What is done with a flagged run: by default a row in ``flagged/logs.csv``."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autoui import migration
from autoui.records.flag_files import FlaggedFile
from autoui.records.flag_log import FlagLog, FlagRefused

__all__ = ["CSVLogger", "FlagColumn", "FlagRefused", "FlaggedFile", "FlaggingCallback"]


@dataclass(frozen=True)
class FlagColumn:
    """One value of a flagged run.

    Attributes:
        label: The column's name: what the author called the field, else the parameter's name.
        component: The component that stands for it on the page.
        is_output: Whether the function gave the value.
    """

    label: str
    component: Any = None
    is_output: bool = False


class FlaggingCallback:
    """What is done with flagged runs; subclass it and give it as ``flagging_callback=``.

    Example:
        >>> class Remember(FlaggingCallback):
        ...     def setup(self, components, flagging_dir):
        ...         self.names = [column.label for column in components]
        ...         self.rows = []
        ...
        ...     def flag(self, row, flag_option=""):
        ...         self.rows.append((flag_option, dict(zip(self.names, row))))
    """

    def setup(self, components: Sequence[FlagColumn], flagging_dir: str) -> None:
        """Prepare; called once, before the first flag.

        Args:
            components: The columns of each row: the inputs, then the outputs; no secrets.
            flagging_dir: The folder that the author named.
        """

    def flag(self, row: Sequence[Any], flag_option: str = "") -> None:
        """Keep one run. What it raises is told to whoever flagged.

        Args:
            row: Plain values in the order of the columns. A ``FlaggedFile`` stands for each file;
                its bytes are there until this returns.
            flag_option: The option that was chosen; empty when there are none.

        Raises:
            NotImplementedError: The subclass has no method of that name.
        """
        raise NotImplementedError(f"{type(self).__name__} needs a method flag(row, flag_option)")


class CSVLogger(FlaggingCallback):
    """Writes a row to ``logs.csv`` in the folder, and files into one folder for each column.

    Several processes may write at once. A page with other columns begins a log of its own,
    ``logs_1.csv`` and so on.

    Args:
        with_option: Whether there is a column ``flag``; None means when options were given.
        further: Keywords of older code for its looks; they warn.

    Raises:
        TypeError: Another keyword.
    """

    def __init__(self, *, with_option: bool | None = None, **further: Any) -> None:
        for word, value in further.items():
            if not migration.passes("CSVLogger", word, value):
                cure = migration.cure_of(word, ("with_option",))
                raise TypeError(f"CSVLogger has no {word}={f': {cure}' if cure else ''}")
        self.with_option = with_option
        self._log: FlagLog | None = None
        self._columns: list[str] = []
        self._folder = Path()

    def setup(self, components: Sequence[FlagColumn], flagging_dir: str) -> None:
        """Note the columns; nothing is written yet."""
        self._columns = [column.label for column in components]
        self._folder = Path(flagging_dir).absolute()
        self._log = None

    def flag(self, row: Sequence[Any], flag_option: str = "") -> None:
        """Write a row; when this returns, it is on disk with all of its files.

        Raises:
            FlagRefused: The disk is full or read-only; nothing of the row is left.
            ValueError: There are more or fewer values than columns.
        """
        if self._log is None:
            with_option = bool(flag_option) if self.with_option is None else self.with_option
            self._log = FlagLog(self._folder, self._columns, with_option=with_option)
        self._log.append(row, flag_option)
