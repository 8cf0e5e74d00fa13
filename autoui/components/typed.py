"""Values that are typed as text and mean something else: decimals, addresses, patterns, …."""

import datetime
import decimal
import fractions
import ipaddress
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Unpack

from autoui.components.base import PYTHON_ONLY, Common, Component, Scope, Spec, common
from autoui.errors import Problem
from autoui.formats import complex as complex_
from autoui.formats import duration, steps
from autoui.wire.values import Source


@dataclass(frozen=True, kw_only=True)
class Reader:
    """How text becomes a value, and a value text.

    Attributes:
        name: What ``web_assets/core/spelling.js`` knows it by.
        example: What may be typed, for the empty field and for messages.
        read: Makes the value of text; raises ``ValueError`` with a message that completes "x …".
        write: Makes text of the value; raises ``TypeError`` for a value of another kind.
        plain: The types of plain values, besides text, that ``read`` takes as they are.
        format: JSON Schema's word for it.
        empty: Whether the empty text is a value, and not the lack of one.
    """

    name: str
    example: str
    read: Callable[[Any], Any]
    write: Callable[[Any], str]
    plain: tuple[type, ...] = ()
    format: str = ""
    empty: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class TypedSpec(Spec):
    """What a typed value can be told.

    Attributes:
        reader: How it is read and written.
        placeholder: Grey text in the empty field.
        minimum, maximum, exclusive_minimum, exclusive_maximum: Bounds.
        multiple_of: What it must be a multiple of.
    """

    reader: Any = field(default=None, metadata=PYTHON_ONLY)
    placeholder: str = ""
    minimum: Any = field(default=None, metadata=PYTHON_ONLY)
    maximum: Any = field(default=None, metadata=PYTHON_ONLY)
    exclusive_minimum: Any = field(default=None, metadata=PYTHON_ONLY)
    exclusive_maximum: Any = field(default=None, metadata=PYTHON_ONLY)
    multiple_of: Any = field(default=None, metadata=PYTHON_ONLY)


class TypedOptions(Common, total=False):
    """The keywords of ``Typed``; see ``TypedSpec``."""

    value: Any
    minimum: Any
    maximum: Any
    exclusive_minimum: Any
    exclusive_maximum: Any
    multiple_of: Any


class Typed(Component):
    """A value that is typed as text.

    Args:
        type_: One of ``Decimal``, ``Fraction``, ``complex``, ``UUID``, ``timedelta``, ``range``,
            ``slice``, ``re.Pattern`` and the classes of ``ipaddress``; or a ``Reader``.
        options: See ``TypedSpec``.

    Raises:
        ValueError: Nobody knows how to read such a value.
    """

    kind = "text"
    events = ("change", "submit")

    def __init__(self, type_: Any, **options: Unpack[TypedOptions]) -> None:
        reader = type_ if isinstance(type_, Reader) else READERS.get(type_)
        if reader is None:
            known = ", ".join(one.__name__ for one in READERS)
            raise ValueError(f"{type_!r} is none of {known}")
        super().__init__(
            TypedSpec(reader=reader, placeholder=reader.example, **common(options, self))
        )

    def check_given(self, value: Any) -> Iterator[Problem]:
        """``check``; an empty field is no value."""
        yield from super().check_given(None if self._is_empty(value) else value)

    def decode_given(self, value: Any, scope: Scope) -> Any:
        """``decode``; an empty field is None."""
        return super().decode_given(None if self._is_empty(value) else value, scope)

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield why the text cannot be read, or which bounds the value breaks."""
        reader: Reader = self.spec.reader
        if not isinstance(value, str | Source) and type(value) not in reader.plain:
            yield Problem("", f"must be text such as {reader.example}")
            return
        try:
            found = self._read(value)
        except ValueError as error:
            yield Problem("", str(error))
            return
        yield from _bound_faults(found, self.spec, self._written)

    def decode(self, value: Any, scope: Scope) -> Any:
        """Return the value."""
        return self._read(value)

    def encode(self, value: Any, scope: Scope) -> str:
        """Return the text for a value; text of the right form stays.

        Raises:
            TypeError, ValueError: The value is of another kind.
        """
        if type(value) is str or type(value) in self.spec.reader.plain:
            value = self._read(value)
        return str(self.spec.reader.write(value))

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the text."""
        reader: Reader = self.spec.reader
        found: dict[str, Any] = {"type": "string", "examples": [reader.example]}
        if reader.format:
            found["format"] = reader.format
        if float in reader.plain:
            return {"anyOf": [found, {"type": "number"}]}
        return found

    def spelling(self) -> Any:
        """Return the name of the reader."""
        return {"typed": self.spec.reader.name}

    def _is_empty(self, value: Any) -> bool:
        return isinstance(value, str) and not value.strip() and not self.spec.reader.empty

    def _read(self, value: Any) -> Any:
        return self.spec.reader.read(value.text if isinstance(value, Source) else value)

    def _written(self, value: Any) -> str:
        try:
            return str(self.spec.reader.write(value))
        except TypeError:
            return str(value)


def _bound_faults(value: Any, spec: TypedSpec, shown: Callable[[Any], str]) -> Iterator[Problem]:
    for bound, words, holds in (
        (spec.minimum, "at least", lambda one, two: one >= two),
        (spec.maximum, "at most", lambda one, two: one <= two),
        (spec.exclusive_minimum, "more than", lambda one, two: one > two),
        (spec.exclusive_maximum, "less than", lambda one, two: one < two),
    ):
        if bound is not None and not _holds(holds, value, bound):
            yield Problem("", f"must be {words} {shown(bound)}")
    multiple = spec.multiple_of
    if multiple is not None and not _holds(lambda one, two: one % two == 0, value, multiple):
        yield Problem("", f"must be a multiple of {shown(multiple)}")


def _holds(holds: Callable[[Any, Any], Any], value: Any, bound: Any) -> bool:
    """Tell whether a bound holds; one that cannot be compared with the value does."""
    if isinstance(value, decimal.Decimal) and isinstance(bound, float):
        bound = decimal.Decimal(repr(bound))
    try:
        return bool(holds(value, bound))
    except decimal.InvalidOperation:
        return False
    except TypeError:
        return True


# --------------------------------------------------------------------------------------- readers


def _decimal(value: Any) -> decimal.Decimal:
    text = repr(value) if isinstance(value, float) else str(value)
    try:
        return decimal.Decimal(text.strip())
    except decimal.InvalidOperation:
        raise ValueError("must be a decimal number such as 12.50") from None


def _fraction(value: Any) -> fractions.Fraction:
    text = repr(value) if isinstance(value, float) else str(value)
    if re.search(r"e[+-]?\d{4}", text, re.IGNORECASE):
        # A fraction is kept exactly: as many digits as its exponent says.
        raise ValueError("is too large or too small for an exact fraction")
    try:
        return fractions.Fraction(re.sub(r"\s*/\s*", "/", text.strip()))
    except ZeroDivisionError:
        raise ValueError("must not be divided by zero") from None
    except ValueError:
        raise ValueError("must be a fraction such as 2/3") from None


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text.strip())
    except ValueError:
        raise ValueError("must be a UUID such as 12345678-1234-5678-1234-567812345678") from None


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        where = f" at position {error.pos}" if error.pos is not None else ""
        raise ValueError(f"is no regular expression: {error.msg}{where}") from None
    except (OverflowError, RecursionError) as error:
        raise ValueError(f"is no regular expression: {error}") from None


def _bytes_pattern(text: str) -> re.Pattern[bytes]:
    _pattern(text)
    return re.compile(text.encode())


def _pattern_text(value: Any) -> str:
    found = getattr(value, "pattern", None)
    if isinstance(found, bytes):
        return found.decode("latin-1")
    if not isinstance(found, str):
        raise TypeError(f"a {type(value).__name__} is no regular expression")
    return found


def _bytes(text: str) -> bytes:
    return text.encode()


def _bytes_text(value: Any) -> str:
    """Return bytes as text, if they are one that a person can see.

    Raises:
        TypeError: The value is no bytes.
        ValueError: It is no such text.
    """
    if not isinstance(value, bytes | bytearray | memoryview):
        raise TypeError(f"a {type(value).__name__} is no bytes")
    text = bytes(value).decode("utf-8")
    if not all(character.isprintable() or character in "\n\t" for character in text):
        raise ValueError("bytes that are no text")
    return text


def _checked(kind: type | tuple[type, ...]) -> Callable[[Any], str]:
    """Return a function that writes values of a class, and refuses others."""

    def write(value: Any) -> str:
        if not isinstance(value, kind):
            raise TypeError(f"a {type(value).__name__} cannot be shown here")
        return str(value)

    return write


def _address(kind: Any, what: str, example: str) -> Reader:
    def read(text: str) -> Any:
        try:
            return kind(text.strip())
        except ValueError:
            raise ValueError(f"must be {what} such as {example}") from None

    return Reader(name=kind.__name__, example=example, read=read, write=_checked(kind))


_NUMBERS = (int, float)

BYTES = Reader(name="bytes", example="text", read=_bytes, write=_bytes_text, empty=True)
"""Bytes typed as text, in UTF-8."""

BYTES_PATTERN = Reader(
    name="bytes_pattern",
    example="[a-z]+",
    read=_bytes_pattern,
    write=_pattern_text,
    format="regex",
    empty=True,
)
"""A regular expression for bytes."""

READERS: Mapping[Any, Reader] = MappingProxyType(
    {
        decimal.Decimal: Reader(
            name="Decimal",
            example="12.50",
            read=_decimal,
            write=_checked((decimal.Decimal, int)),
            plain=_NUMBERS,
        ),
        fractions.Fraction: Reader(
            name="Fraction",
            example="2/3",
            read=_fraction,
            write=_checked((fractions.Fraction, int)),
            plain=_NUMBERS,
        ),
        complex: Reader(
            name="complex",
            example="1+2j",
            read=complex_.read,
            write=complex_.write,
            plain=(*_NUMBERS, list),
        ),
        uuid.UUID: Reader(
            name="UUID",
            example="12345678-1234-5678-1234-567812345678",
            read=_uuid,
            write=_checked(uuid.UUID),
            format="uuid",
        ),
        datetime.timedelta: Reader(
            name="timedelta",
            example="1h 30m",
            read=duration.read,
            write=duration.write,
            plain=_NUMBERS,
        ),
        re.Pattern: Reader(
            name="pattern",
            example="[a-z]+",
            read=_pattern,
            write=_pattern_text,
            format="regex",
            empty=True,
        ),
        range: Reader(
            name="range",
            example="0:10:2",
            read=steps.read_range,
            write=steps.write,
            plain=(int, list),
        ),
        slice: Reader(
            name="slice",
            example="1:10:2",
            read=steps.read_slice,
            write=steps.write,
            plain=(int, list),
        ),
        ipaddress.IPv4Address: _address(ipaddress.IPv4Address, "an IPv4 address", "192.0.2.1"),
        ipaddress.IPv6Address: _address(ipaddress.IPv6Address, "an IPv6 address", "2001:db8::1"),
        ipaddress.IPv4Network: _address(ipaddress.IPv4Network, "an IPv4 network", "192.0.2.0/24"),
        ipaddress.IPv6Network: _address(ipaddress.IPv6Network, "an IPv6 network", "2001:db8::/32"),
        ipaddress.IPv4Interface: _address(
            ipaddress.IPv4Interface, "an IPv4 interface", "192.0.2.1/24"
        ),
        ipaddress.IPv6Interface: _address(
            ipaddress.IPv6Interface, "an IPv6 interface", "2001:db8::1/64"
        ),
    }
)
"""The types that are typed as text."""
