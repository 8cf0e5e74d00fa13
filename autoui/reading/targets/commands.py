"""Commands of Typer and Click: apps are opened, and each command is one callable.

Neither library is imported: what an app consists of is read from the objects it is made of.
"""

import contextlib
import datetime
import functools
import typing
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from autoui.components.text import SecretMark
from autoui.errors import Error
from autoui.reading.field import REQUIRED, UNKNOWN, Field, Reading
from autoui.reading.functions.composed import Composed, Read

_MAX_DEPTH = 10
_ANY_NUMBER = -1

Function = Callable[..., Any]


def is_app(value: Any) -> bool:
    """Return whether a value is a Typer app, or a Click command or group."""
    return _is(value, "typer", "Typer") or _is_command(value)


def _is(value: Any, package: str, name: str) -> bool:
    return any(
        base.__name__ == name and base.__module__.partition(".")[0] == package
        for base in type(value).__mro__
    )


def _is_command(value: Any) -> bool:
    return any(
        base.__name__ in ("Command", "BaseCommand")
        and base.__module__.partition(".")[0] in ("click", "typer", "rich_click", "asyncclick")
        for base in type(value).__mro__
    )


def commands(app: Any, prefix: str = "", depth: int = 0) -> Iterator[tuple[str, Function]]:
    """Yield the name of each visible command of an app, and what it calls."""
    if depth > _MAX_DEPTH:
        return
    if _is(app, "typer", "Typer"):
        yield from _of_typer(app, prefix, depth)
        return
    found = getattr(app, "commands", None)
    if isinstance(found, dict):
        for name, command in found.items():
            if not getattr(command, "hidden", False):
                yield from commands(command, f"{prefix}{name} ", depth + 1)
    elif callable(getattr(app, "callback", None)):
        name = prefix.strip() or getattr(app, "name", None) or "command"
        yield name, CommandCall(app, name)


def _of_typer(app: Any, prefix: str, depth: int) -> Iterator[tuple[str, Function]]:
    for one in app.registered_commands:
        if not one.hidden and callable(one.callback):
            name = one.name or one.callback.__name__.replace("_", "-")
            yield f"{prefix}{name}", _ending(one.callback)
    for group in app.registered_groups:
        name = group.name if isinstance(group.name, str) else ""
        if group.typer_instance is not None and group.hidden is not True:
            before = f"{prefix}{name} " if name else prefix
            yield from commands(group.typer_instance, before, depth + 1)


def _ending(callback: Function) -> Function:
    """Return a command's function, which ends as the command would."""

    @functools.wraps(callback)
    def command(*arguments: Any, **options: Any) -> Any:
        with _ends():
            return callback(*arguments, **options)

    return command


@contextlib.contextmanager
def _ends() -> Iterator[None]:
    """Let ``Exit(0)`` end a call like any other; say what else ends it in the command's own words.

    Raises:
        Error: The command refuses something, was aborted or leaves with an exit code.
    """
    try:
        yield
    except Exception as error:
        if _is_of(error, "ClickException"):
            raise Error(error.format_message()) from error  # type: ignore[attr-defined]
        if _is_of(error, "Abort"):
            raise Error("The command was aborted.") from error
        if not _is_of(error, "Exit"):
            raise
        if code := getattr(error, "exit_code", 1):
            raise Error(f"The command ended with exit code {code}.") from error


def _is_of(error: Exception, name: str) -> bool:
    return any(_is(error, package, name) for package in ("click", "typer"))


class CommandCall(Composed):
    """Calls what stands behind a Click command, as the command line would.

    Args:
        command: The command.
        name: What it is called.

    Attributes:
        command: The command.
    """

    def __init__(self, command: Any, name: str) -> None:
        self.command = command
        self.__name__ = name.replace("-", "_").replace(" ", "_")
        self.__qualname__ = self.__name__
        self.__module__ = getattr(command.callback, "__module__", "")
        self.__doc__ = command.help or getattr(command.callback, "__doc__", None)

    def __call__(self, /, **values: Any) -> Any:
        """Convert the values as the command's own types do, and call its function."""
        command = self.command
        context = command.context_class(command, info_name=command.name)
        with context, _ends():
            arguments = {
                one.name: self._value(one, values, context)
                for one in command.params
                if getattr(one, "expose_value", True)
            }
            return context.invoke(command.callback, **arguments)

    def _value(self, parameter: Any, values: dict[str, Any], context: Any) -> Any:
        value = values.get(parameter.name)
        if value is None:
            value = parameter.get_default(context)
        if value is None or "Sentinel" in type(value).__name__:
            return () if parameter.multiple or parameter.nargs == _ANY_NUMBER else None
        return parameter.type_cast_value(context, value)

    def read(self, read: Read) -> Reading:
        """Return the fields of the command's arguments and options."""
        del read
        shown = [
            _field(one)
            for one in self.command.params
            if getattr(one, "expose_value", True) and not getattr(one, "hidden", False)
        ]
        return self.told(self.__name__, shown)


_TYPES: dict[str, Any] = {
    "integer": int, "integer range": int, "float": float, "float range": float, "boolean": bool,
    "text": str, "uuid": uuid.UUID, "datetime": datetime.datetime, "filename": Path, "path": Path,
    "file": Path, "directory": Path,
}  # fmt: skip


def _field(parameter: Any) -> Field:
    type_ = _type(parameter)
    default = getattr(parameter, "default", None)
    if "Sentinel" in type(default).__name__ or callable(default):
        default = UNKNOWN if callable(default) else None
    if default is None and type_ is bool:
        default = False
    asks = getattr(parameter, "prompt", None)
    if default is None and (parameter.required or asks):
        default = REQUIRED
    many = parameter.multiple or parameter.nargs not in (0, 1)
    if many and type_ is not UNKNOWN:
        type_ = list[type_]  # type: ignore[valid-type]
        default = () if default is None else default
    return Field(
        name=parameter.name,
        type=type_,
        default=default,
        optional=default is None,
        meta=(parameter.type, *([SecretMark()] if getattr(parameter, "hide_input", False) else [])),
        passed="keyword",
        source="none" if type_ is UNKNOWN else "hint",
        doc=getattr(parameter, "help", None) or "",
    )


def _type(parameter: Any) -> Any:
    if getattr(parameter, "count", False):
        return int
    if getattr(parameter, "is_flag", False):
        return bool
    name = getattr(parameter.type, "name", "")
    choices = getattr(parameter.type, "choices", None)
    if name == "choice" and choices:
        values = [getattr(one, "name", one) for one in choices]
        return typing.Literal[tuple(values)]
    return _TYPES.get(name, UNKNOWN)
