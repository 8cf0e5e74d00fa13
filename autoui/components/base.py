"""The contract of a component, and what its conversions may use.

A component stands for one value on the page. It is a node, compared by identity, that holds an
immutable ``spec``; its three conversions are ``check`` (plain data → faults, opens no file),
``decode`` (plain data → what the function takes) and ``encode`` (what the function returned →
plain data). Plain data is what ``wire.pack`` accepts.
"""

import shutil
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, BinaryIO, ClassVar, Self, TypedDict

from autoui import migration, placing
from autoui.components.looks import PLAIN_LOOKS, STYLE_WORDS, sides
from autoui.errors import InvalidInputs, Problem
from autoui.formats.paths import PathPolicy, open_regular
from autoui.records.blobs import BlobStore, safe_name
from autoui.wire.values import Blob


class Scope:
    """Where a conversion may read and write: one run's (or one page's) directory and blobs.

    Args:
        directory: The run's own directory; files put there live as long as the run.
        blobs: The store shared with the server.
        policy: Which files a function may return; None while the page is built, when the author
            alone names files.

    Attributes:
        kept: The ids of the blobs made through this scope, in order.
        passing: Whether what is converted will soon be replaced, as the values of a generator
            are: then time counts more than a format that every program reads.
    """

    passing = False

    def __init__(self, directory: Path, blobs: BlobStore, policy: PathPolicy | None = None) -> None:
        self.directory = directory
        self.blobs = blobs
        self.policy = policy
        self.kept: list[str] = []
        self._opened: list[IO[Any]] = []

    def read_path(self, path: str | Path) -> BinaryIO:
        """Open a file that a function returned, or that the author of the page named.

        Raises:
            PathRefused: The policy does not let it be shown.
            OSError: It cannot be opened.
        """
        return self.policy.open(path) if self.policy else open_regular(path)

    def until_closed(self, file: IO[Any]) -> None:
        """Leave a file open for the function; ``close`` closes it."""
        self._opened.append(file)

    def close(self) -> None:
        """Close the files that decoding opened for the function; call it when the run has ended."""
        while self._opened:
            self._opened.pop().close()

    def open(self, blob: Blob) -> IO[bytes]:
        """Open a blob for reading.

        Raises:
            UnknownBlob: It has expired, or never was.
        """
        return self.blobs.path(blob.id).open("rb")

    def copy(self, blob: Blob) -> Path:
        """Copy a blob into a folder of its own in the run's directory, under its shown name."""
        # Opened first: only the id of a blob that exists may become part of a path.
        with self.open(blob) as source:
            folder = self.directory / "inputs" / blob.id[:8]
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / safe_name(blob.name)
            with path.open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
        return path

    def keep(self, source: bytes | IO[bytes], name: str, type_: str, **meta: Any) -> Blob:
        """Store bytes for the page and return the reference to send.

        Args:
            source: The bytes, or an open binary file.
            name: The file name to show.
            type_: The media type.
            meta: What the page needs to lay it out (``width=``, ``height=``, …).
        """
        id_ = self.blobs.add(source, name, type_, **meta)
        self.kept.append(id_)
        described = self.blobs.describe(id_)
        return Blob(id_, described.name, type_, described.size, meta)

    def keep_written(
        self, write: Callable[[IO[bytes]], None], name: str, type_: str, **meta: Any
    ) -> Blob:
        """Store what ``write`` writes into the file it is given; otherwise like ``keep``."""
        with self.blobs.writing() as new:
            write(new.file)
            id_ = new.finish(name, type_, **meta)
        self.kept.append(id_)
        described = self.blobs.describe(id_)
        return Blob(id_, described.name, type_, described.size, meta)


@dataclass(frozen=True, kw_only=True, slots=True)
class Spec:
    """What every component can be told. Each component's own spec adds to it.

    Attributes:
        label: The text above the field; None leaves it to the place of use.
        info: Help in Markdown; the first sentence shows, the rest unfolds.
        value: The initial value, as the function would take it.
        optional: Whether None may be given; the field then offers "none".
        visible, interactive: As they say; ``interactive=None`` means "when used as input".
        elem_id, elem_classes: Names for style sheets.
        unit: A unit shown behind the value.
    """

    label: str | None = None
    info: str = ""
    value: Any = None
    optional: bool = False
    visible: bool = True
    interactive: bool | None = None
    elem_id: str | None = None
    elem_classes: tuple[str, ...] = ()
    unit: str = ""


NOT_PROPS = frozenset({"value"})
"""Fields of a spec that do not travel as props: the value travels encoded, beside them."""


PYTHON_ONLY: Mapping[str, Any] = MappingProxyType({"python_only": True})
"""Metadata of a spec's field that only Python needs; it does not travel as a prop."""


class Common(TypedDict, total=False):
    """What every component's constructor takes by keyword.

    ``show_label=False`` shows no label at all; the rest is described at ``Spec``. Where a component
    has no ``container`` of its own, ``container=False`` leaves out label and frame.
    """

    label: str | None
    info: str | None
    optional: bool
    visible: bool
    interactive: bool | None
    elem_id: str | None
    elem_classes: str | Sequence[str] | None
    unit: str
    show_label: bool


def common(options: Common, component: "Component") -> dict[str, Any]:
    """Return the keywords of a component's constructor as the fields of a ``Spec``.

    Raises:
        TypeError: There is no such keyword.
        ValueError: A height or width that is no number of pixels.
    """
    found = migration.keywords(type(component), options)
    if found.pop("show_label", True) is False:
        found["label"] = ""
    if found.get("info", "") is None:
        found["info"] = ""
    if "elem_classes" in found:
        classes = found["elem_classes"]
        found["elem_classes"] = (classes,) if isinstance(classes, str) else tuple(classes or ())
    if found.pop("_late", False):
        component.is_placed = False
    if found.pop("_bare", False):
        found["elem_classes"] = (*found.get("elem_classes", ()), PLAIN_LOOKS["container"])
    if "height" in found or "width" in found:
        found.update(sides(found))
    return found


class Component(migration.Told):
    """A value on the page. Subclasses name their ``kind`` and convert.

    A subclass defines ``kind`` (the name of its browser module), a ``spec`` class, a constructor
    with keyword arguments that a person would expect, and the conversions that differ from "any
    plain value goes". ``events`` lists what its browser module emits.

    ``holds_files`` says that its plain value refers to files: such a value is never part of a link,
    and a default stays with the function. ``shows_only`` is empty where the component takes input
    too; elsewhere it says what a person can use instead.
    """

    kind: ClassVar[str]
    events: ClassVar[tuple[str, ...]] = ("change",)
    holds_files: ClassVar[bool] = False
    shows_only: ClassVar[str] = ""

    is_placed = True

    def __init__(self, spec: Spec) -> None:
        self.spec: Any = spec
        if self.is_placed:
            self.render()

    def render(self) -> Self:
        """Put a component that was made with ``render=False`` on the page that is open here."""
        if (place := placing.here()) is not None:
            place.place(self)
        return self

    def as_input(self) -> "Component":
        """Return what stands for this component among the inputs of a function: itself."""
        return self

    # ---- conversions: value is never None here unless ``takes_none`` says so

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield what is wrong with a plain value; ``field`` is a path below this component.

        Use ``""`` for the value itself, ``[2]`` or ``.x`` for parts of it.
        """
        yield from ()

    def decode(self, value: Any, scope: Scope) -> Any:
        """Turn a checked plain value into what the function takes.

        Raises:
            InvalidInputs: What only opening the file can tell (``problem`` makes one).
        """
        return value

    def encode(self, value: Any, scope: Scope) -> Any:
        """Turn what the function returned, or a default, into a plain value.

        Raises:
            TypeError, ValueError: The value makes no sense for this component; the message says
                what came and what would be accepted.
        """
        return value

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the plain value that the HTTP API takes or gives."""
        return {}

    def from_text(self, text: str) -> Any:
        """Turn the text of a link (``?x=3``) into a plain value; ``check`` follows.

        Raises:
            ValueError: The text cannot be read; the message completes "x …".
        """
        return text

    # ---- what the page asks, None included

    def check_given(self, value: Any) -> Iterator[Problem]:
        """``check``, with None accepted where the spec says so."""
        if value is None:
            if not self.spec.optional:
                yield Problem("", "is required")
            return
        yield from self.check(value)

    def decode_given(self, value: Any, scope: Scope) -> Any:
        """``decode``, passing None through."""
        return None if value is None else self.decode(value, scope)

    def encode_given(self, value: Any, scope: Scope) -> Any:
        """``encode``, passing None through."""
        return None if value is None else self.encode(value, scope)

    def schema_given(self) -> dict[str, Any]:
        """``schema``, with null, title and description added where they apply."""
        schema = self.schema()
        if self.spec.optional:
            schema = {"anyOf": [schema, {"type": "null"}]}
        for key, text in (("title", self.spec.label), ("description", self.spec.info)):
            if text:
                schema[key] = text
        return schema

    def blank(self) -> Any:
        """Return the plain value of a field on the page that nobody has filled in yet."""
        return None

    def spelling(self) -> Any:
        """Return how the page is to write a plain value in Python, where the value does not tell.

        Plain data that ``web_assets/core/spelling.js`` reads; None writes the value as it is.
        """
        return None

    def props(self) -> dict[str, Any]:
        """Return what the browser module needs: the spec's fields that differ from their default.

        Override it when the spec holds Python objects that must not travel.
        """
        found: dict[str, Any] = {}
        for item in fields(self.spec):
            if item.name in NOT_PROPS or "python_only" in item.metadata:
                continue
            value = getattr(self.spec, item.name)
            if value != (None if item.default is MISSING else item.default):
                found[item.name] = list(value) if isinstance(value, tuple) else value
        return found

    # ---- the node

    def set(self, **changes: Any) -> Self:
        """Replace parts of the spec and return self.

        Raises:
            TypeError: The spec has no such field.
        """
        self.spec = replace(self.spec, **changes)
        return self

    def style(self, **looks: Any) -> Self:
        """Set how the component looks, and return self.

        ``height`` and ``width`` are CSS pixels (``300``, ``"300"``, ``"300px"``) and count where
        the component has them. ``rounded=False`` makes corners square, ``container=False`` leaves
        out label and frame. Other words of the kind (``border``, ``margin`` …) are the theme's
        business and change nothing; a word that nobody knows warns.

        Raises:
            ValueError: A height or width that is no number of pixels.
        """
        known = {item.name for item in fields(self.spec)}
        for word in sorted(looks.keys() - known - STYLE_WORDS):
            warnings.warn(f"{self.kind}.style() knows no {word!r}", UserWarning, stacklevel=2)
        changes = {word: looks[word] for word in looks.keys() & known}
        changes.update(sides(changes))
        classes = [name for name in self.spec.elem_classes if name not in PLAIN_LOOKS.values()]
        for word, name in PLAIN_LOOKS.items():
            if looks.get(word, name not in self.spec.elem_classes) is False:
                classes.append(name)
        return self.set(**changes, elem_classes=tuple(classes))

    def on(
        self,
        event: str,
        fn: Callable[..., Any],
        inputs: "Sequence[Component] | Component | None" = None,
        outputs: "Sequence[Component] | Component | None" = None,
        **options: Any,
    ) -> Any:
        """Call ``fn`` when this component emits ``event``, inside an open ``Blocks``.

        Raises:
            RuntimeError: No ``Blocks`` is open here.
        """
        place = placing.here()
        if place is None:
            raise RuntimeError(f"{self.kind}.{event}() works inside `with autoui.Blocks():`")
        return place.listen(self, event, fn, several(inputs), several(outputs), options)

    def change(
        self,
        fn: Callable[..., Any],
        inputs: "Sequence[Component] | Component | None" = None,
        outputs: "Sequence[Component] | Component | None" = None,
        **options: Any,
    ) -> Any:
        """Call ``fn`` when a person has changed the value."""
        return self.on("change", fn, inputs, outputs, **options)

    input = change


def several(items: "Sequence[Component] | Component | None") -> "list[Component]":
    """Return what ``inputs=`` or ``outputs=`` of a listener may be as a list."""
    if items is None:
        return []
    return [items] if isinstance(items, Component) else list(items)


def problem(message: str, path: str = "") -> InvalidInputs:
    """Return the error to raise from ``decode`` for one fault."""
    return InvalidInputs([Problem(path, message)])
