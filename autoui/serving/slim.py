"""Leave out of our own files what only readers need, so that the page weighs less.

The files ship as they are written; this is done once, when the server reads them. It knows just
what our style guarantees (and the tests check): a documentation comment begins with ``/**``, which
no string does, and the only texts over several lines are style sheets, where blanks do not count.
"""

import re

_DOC_COMMENT = re.compile(rb"/\*\*.*?\*/[ \t]*", re.DOTALL)
_LINE_COMMENT = re.compile(rb"^[ \t]*//.*$", re.MULTILINE)
_STYLE_COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)
_INDENT = re.compile(rb"\n\s+")


def slim(name: str, data: bytes) -> bytes:
    """Return a file without comments and indentation; other kinds of file as they are.

    Args:
        name: The file's path below the folder of assets. What others wrote (``vendor/``) stays.
        data: Its bytes.
    """
    if name.startswith("vendor/"):
        return data
    if name.endswith(".js"):
        return _INDENT.sub(b"\n", _LINE_COMMENT.sub(b"", _DOC_COMMENT.sub(b"", data)))
    if name.endswith(".css"):
        return _INDENT.sub(b"\n", _STYLE_COMMENT.sub(b"", data))
    return data
