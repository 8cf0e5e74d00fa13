"""What a name says: how it reads on the page, and what kind of value it asks for."""

import re
from collections.abc import Iterable, Iterator

_VOWEL_SOUND = re.compile(r"[aeio]|u[^aeiou][^aeiou]", re.IGNORECASE)
_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")

_SECRETS = frozenset(
    {
        "password", "passwd", "passphrase", "token", "access_token", "auth_token",
        "refresh_token", "bearer_token", "api_key", "apikey", "api_token", "access_key",
        "secret", "secret_key", "client_secret", "private_key",
    }
)  # fmt: skip
_LONG_TEXT = frozenset(
    {
        "text", "texts", "prompt", "code", "body", "message", "content", "contents", "source",
        "markdown", "html", "json", "sql", "script", "paragraph", "essay", "poem", "letter",
        "snippet", "template", "document", "article", "transcript", "story", "csv", "yaml", "xml",
    }
)  # fmt: skip
_LONG_TEXT_DOC = ("multiline", "multi-line", "source code", "paragraph", "long text")
_PICTURES = frozenset(
    {
        "image", "images", "img", "imgs", "im", "photo", "photos", "picture", "pictures",
        "pixels", "frame", "thumbnail",
    }
)  # fmt: skip
_PICTURE_DOC = re.compile(r"\b(images?|photos?|pictures?|pixels)\b", re.IGNORECASE)
_DESTINATION = re.compile(r"(out|dest|save)", re.IGNORECASE)
_DESTINATION_WORDS = frozenset(
    {
        "out", "output", "outfile", "outpath", "outname", "outdir", "dest", "dst", "destination",
        "save", "saved", "savefile", "savepath", "outfilename",
    }
)  # fmt: skip
_PATH_WORDS = frozenset(
    {"file", "path", "filename", "name", "dir", "folder", "to", "as", "outfile", "outpath"}
)
_FILE_WORDS = frozenset(
    {
        "path", "paths", "pathname", "filepath", "fp", "source", "src", "dst", "dest", "root",
        "dir", "folder", "directory", "top", "infile", "outfile", "database", "archive", "input",
    }
)  # fmt: skip
_WRITING = ("output ", "write", "create", "save", "store", "written", "destination")
_DESTINATION_DOC = re.compile(
    r"\b(output (file|path|image|folder|directory)|file to (write|create|save)|"
    r"(where|path|file|place|folder) (\w+ ){0,3}to (write|save|store)|"
    r"(written|saved|stored) (to|in|as|into)|destination)\b"
)


MAX_SHOWN = 60
"""Characters of a default in a signature."""


def words(name: str) -> list[str]:
    """Split a Python name into lower-case words: ``maxHTTPSize_2`` → max, http, size, 2."""
    return [word.lower() for word in _WORDS.findall(name)]


def human(name: str) -> str:
    """Return a name as a person would write it: ``num_items`` → ``Num items``."""
    text = " ".join(name.replace("_", " ").split())
    if text.isascii() and " " not in text and text != text.lower():
        text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return text[:1].upper() + text[1:] if text else name


def with_article(noun: str) -> str:
    """Return ``an int``, ``a str``, ``a UnicodeError``."""
    return f"{'an' if _VOWEL_SOUND.match(noun) else 'a'} {noun}"


def cut(text: str, limit: int = MAX_SHOWN) -> str:
    """Return a text cut in its middle when it is longer than ``limit`` characters."""
    if len(text) <= limit:
        return text
    half = (limit - 1) // 2
    return f"{text[:half]}…{text[-half:]}"


def is_secret(name: str) -> bool:
    """Return whether a parameter of exactly this name holds a secret."""
    return name.lower() in _SECRETS


def is_long_text(name: str, doc: str = "") -> bool:
    """Return whether a text of this name is likely to have several lines."""
    said = doc.lower()
    return bool(_LONG_TEXT.intersection(words(name))) or any(one in said for one in _LONG_TEXT_DOC)


def is_picture(name: str, doc: str = "") -> bool:
    """Return whether an array of this name is likely to hold a picture."""
    if _PICTURES.intersection(words(name)):
        return True
    return bool(_PICTURE_DOC.search(doc.split(". ", 1)[0]))


def is_destination(name: str, doc: str = "", *, path: bool) -> bool:
    """Return whether a parameter names a file that the function is going to write.

    Args:
        name: The parameter's name.
        doc: What its documentation says.
        path: Whether its type is a path; a text needs a clearer sign than a path does.
    """
    parts = words(name)
    first = parts[0] if parts else ""
    named = first in _DESTINATION_WORDS
    if path:
        return named or _tells_destination(doc)
    if named and (len(parts) > 1 and _PATH_WORDS.intersection(parts[1:])):
        return True
    file_like = bool(_PATH_WORDS.intersection(parts)) or bool(_DESTINATION.match(name))
    return file_like and bool(re.search(r"\b(file|path)\b", doc)) and _tells_destination(doc)


def _tells_destination(doc: str) -> bool:
    # Most say nothing of the kind, and that is seen much sooner.
    said = doc.lower()
    return any(one in said for one in _WRITING) and bool(_DESTINATION_DOC.search(said))


def is_file(name: str) -> bool:
    """Return whether a parameter of this name is likely to mean a file that is there."""
    parts = words(name)
    return bool(_FILE_WORDS.intersection(parts)) or any("file" in part for part in parts)


def is_path(name: str) -> bool:
    """Return whether a text of this name is most likely the path of a file that is there."""
    parts = words(name)
    last = parts[-1:] and parts[-1] in ("path", "file", "filename", "filepath")
    return bool(last) and not _DESTINATION_WORDS.intersection(parts)


def is_folder(name: str) -> bool:
    """Return whether a path of this name means a folder."""
    return bool({"dir", "folder", "directory", "outdir"}.intersection(words(name)))


_TITLE_WORD = re.compile(r"[A-Z0-9][\w'’+#&-]*[.,:]?$")
_SMALL_WORDS = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"}
)


def title_of(summary: str) -> str:
    """Return a docstring's first line if it is written as a title, else an empty string.

    ``Toy Calculator.`` is a title; ``Repeat a word.`` is a sentence.
    """
    text = summary.strip().lstrip("#").strip()
    plain = text.rstrip(".")
    parts = plain.split()
    if not 2 <= len(parts) <= 8 or "." in plain or len(plain) > 60:
        return ""
    if all(_TITLE_WORD.match(part) or part in _SMALL_WORDS for part in parts):
        return plain if sum(part[:1].isupper() for part in parts) >= 2 else ""
    return ""


def marked(parameters: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield the texts of parameters, and ``/`` and ``*`` where a definition has them.

    Args:
        parameters: How each is passed, as ``Field.passed`` says it, and its text.
    """
    before = ""
    for passed, text in parameters:
        if before == "positional" != passed:
            yield "/"
        if passed == "keyword" and before not in ("keyword", "var_positional"):
            yield "*"
        yield text
        before = passed
    if before == "positional":
        yield "/"
