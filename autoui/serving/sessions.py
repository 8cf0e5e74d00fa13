"""Whose a request is: a secret that the page made, known here only by its hash."""

import hashlib
import re

from autoui.errors import AutouiError

_SECRET = re.compile(r"[0-9a-f]{32}")
_RUN = re.compile(r"[0-9A-Za-z_-]{1,64}")


class NotASession(AutouiError):
    """A secret that is none of a page's."""


def session_of_secret(secret: str) -> str:
    """Return the name of a session.

    Raises:
        NotASession: The secret is not 32 hex digits.
    """
    if not _SECRET.fullmatch(secret):
        raise NotASession("a session is 32 hex digits that the client made at random")
    return hashlib.sha256(secret.encode()).hexdigest()[:32]


def session_of_header(authorization: str | None, address: str) -> tuple[str, bool]:
    """Return the session of an HTTP request, and whether it is the client's own.

    Without a secret, the requests from one address share one; the server then makes the run ids,
    which nobody else can guess.

    Raises:
        NotASession: There is a header, but no secret in it.
    """
    if authorization is None:
        return f"address:{address}", False
    scheme, _, secret = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise NotASession("the Authorization header must be: Bearer, then 32 hex digits")
    return session_of_secret(secret.strip()), True


def is_run_id(text: str) -> bool:
    """Return whether a client may call its run this."""
    return _RUN.fullmatch(text) is not None
