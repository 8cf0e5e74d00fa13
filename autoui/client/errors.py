"""What can go wrong between a caller and a running autoui.

ClientError
├── Unreachable      nothing answers there, or it is no autoui, or it had no room for too long
├── RequestRefused   the server does not take what was sent (too large, not this host's name, …)
└── RunFailed        the run did not end with a result
    └── RunCancelled it was cancelled

Wrong inputs are ``autoui.errors.InvalidInputs``, whichever side found them.
"""

from autoui.errors import AutouiError


class ClientError(AutouiError):
    """Something between a client and a server went wrong."""


class Unreachable(ClientError):
    """Nothing that could run the function answers."""

    exit_code = 4


class RequestRefused(ClientError):
    """The server does not take what was sent."""


class RunFailed(ClientError):
    """A run ended without a result.

    Args:
        what: How it ended, in plain words.
        kind: The event that ended it: ``failed``, ``cancelled``, ``timed_out``, ``lost`` or
            ``expired``.
        type: The name of the exception that the function raised, or an empty string.
        message: The exception's own message, or an empty string.
        id: What the server's log calls the failure, or an empty string.
        traceback: The function's own frames; empty where the server does not show them.
    """

    def __init__(
        self,
        what: str,
        *,
        kind: str,
        type: str = "",  # noqa: A002 - the word of the protocol
        message: str = "",
        id: str = "",  # noqa: A002 - the word of the protocol
        traceback: str = "",
    ) -> None:
        super().__init__(what)
        self.kind = kind
        self.type = type
        self.message = message
        self.id = id
        self.traceback = traceback


class RunCancelled(RunFailed):
    """A run was cancelled."""
