"""Calling those who want to be told, whatever they do with it."""

import logging
from collections.abc import Callable
from typing import ParamSpec

Arguments = ParamSpec("Arguments")

_log = logging.getLogger("autoui")


def tell(
    callback: Callable[Arguments, object], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> bool:
    """Call somebody whose fault must not become the caller's; return whether it went well.

    The fault is logged. What the caller does next still happens: a place that is given back stays
    given back, however broken the reader of the run is.
    """
    try:
        callback(*args, **kwargs)
    except Exception:  # noqa: BLE001 - it is logged, and the caller goes on
        _log.exception("%s failed", getattr(callback, "__qualname__", callback))
        return False
    return True
