"""Text, from one line to many; secrets."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal, Unpack

from autoui.components.base import PYTHON_ONLY, Common, Component, Scope, Spec, common
from autoui.errors import Problem

TextFormat = Literal["text", "markdown", "json"]


class SecretMark:
    """Marks a text as secret inside ``Annotated``; see ``Secret``."""

    def __repr__(self) -> str:
        return "SecretMark()"


Secret = Annotated[str, SecretMark()]
"""The type of a password or key: typed unseen, never in links, events, logs, flags or examples."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TextSpec(Spec):
    """What a text can be told.

    Attributes:
        lines, max_lines: Lines shown at first and at most; ``lines=1`` is a one-line field.
        placeholder: Grey text in the empty field.
        secret: Typed unseen; the value never travels to the page.
        min_length, max_length: In characters.
        pattern: A regular expression that the whole text must match.
        format: How a result is shown first.
        destination: The text names a file to write.
        input_type: ``text`` or ``email``.
        wrap: Makes the text into what the function takes (``pydantic.SecretStr``).
    """

    lines: int = 1
    max_lines: int | None = None
    placeholder: str = ""
    secret: bool = False
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    format: TextFormat = "text"
    destination: bool = False
    input_type: Literal["text", "email"] = "text"
    wrap: Callable[[str], Any] | None = field(default=None, metadata=PYTHON_ONLY)


class TextOptions(Common, total=False):
    """The keywords of ``Textbox``; see ``TextSpec``. ``type="password"`` means ``secret``."""

    lines: int
    max_lines: int | None
    placeholder: str | None
    type: Literal["text", "password", "email"]
    secret: bool
    min_length: int | None
    max_length: int | None
    pattern: str | None
    format: TextFormat
    destination: bool
    wrap: Callable[[str], Any] | None


class Textbox(Component):
    """A text.

    Args:
        value: The text at first.
        options: See ``TextSpec``.
    """

    kind = "text"
    events: ClassVar[tuple[str, ...]] = ("change", "submit")

    def __init__(self, value: str | None = None, **options: Unpack[TextOptions]) -> None:
        found = common(options, self)
        type_ = found.pop("type", "text")
        if type_ not in {"text", "password", "email"}:
            raise ValueError(f'type is {type_!r}; it is "text", "password" or "email"')
        if type_ == "password":
            found["secret"] = True
        found["placeholder"] = found.get("placeholder") or ""
        if found.get("pattern") is not None:
            re.compile(found["pattern"])
        super().__init__(
            TextSpec(value=value, input_type="email" if type_ == "email" else "text", **found)
        )

    def check(self, value: Any) -> Iterator[Problem]:
        """Yield what is wrong with a text."""
        if not isinstance(value, str):
            yield Problem("", "must be text")
            return
        spec: TextSpec = self.spec
        if spec.min_length is not None and len(value) < spec.min_length:
            yield Problem("", f"must have at least {_characters(spec.min_length)}")
        if spec.max_length is not None and len(value) > spec.max_length:
            yield Problem("", f"must have at most {_characters(spec.max_length)}")
        if spec.pattern is not None and not re.fullmatch(spec.pattern, value):
            yield Problem("", f"must match the pattern {spec.pattern}")
        if spec.input_type == "email" and not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
            yield Problem("", "must be an e-mail address")

    def decode(self, value: str, scope: Scope) -> Any:
        """Return the text, wrapped where the spec says so."""
        wrap = self.spec.wrap
        return value if wrap is None else wrap(value)

    def encode(self, value: Any, scope: Scope) -> str | None:
        """Return the text; of a secret, nothing."""
        if self.spec.secret or callable(getattr(value, "get_secret_value", None)):
            return None
        return value if type(value) is str else str(value)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the text."""
        spec: TextSpec = self.spec
        found: dict[str, Any] = {"type": "string"}
        if spec.secret:
            found["format"] = "password"
            found["writeOnly"] = True
        elif spec.input_type == "email":
            found["format"] = "email"
        limits = {"minLength": spec.min_length, "maxLength": spec.max_length}
        found |= {key: limit for key, limit in limits.items() if limit is not None}
        if spec.pattern is not None:
            found["pattern"] = f"^(?:{spec.pattern})$"
        return found

    def from_text(self, text: str) -> str:
        """Return the text.

        Raises:
            ValueError: It is a secret, which no link may carry.
        """
        if self.spec.secret:
            raise ValueError("is a secret and cannot be given in a link")
        return text

    def submit(
        self,
        fn: Callable[..., Any],
        inputs: Sequence[Component] | Component | None = None,
        outputs: Sequence[Component] | Component | None = None,
        **options: Any,
    ) -> Any:
        """Call ``fn`` when Enter is pressed in the field."""
        return self.on("submit", fn, inputs, outputs, **options)


Text = Textbox


class TextArea(Textbox):
    """A text of several lines: a ``Textbox`` of seven lines unless told otherwise."""

    def __init__(self, value: str | None = None, **options: Unpack[TextOptions]) -> None:
        options.setdefault("lines", 7)
        super().__init__(value, **options)


def _characters(count: int) -> str:
    return "1 character" if count == 1 else f"{count} characters"
