"""Between the server and the nursery: one msgpack message a packet of a SOCK_SEQPACKET pair."""

import msgspec

from autoui.wire.message import Message

# ---- server → nursery


class Fork(Message, tag="fork"):
    """Fork a worker. Two descriptors travel along: its end of the link, and the shared memory.

    That is 4,096 bytes of numbers, 8 each, little-endian. The first is the number of the run that
    SIGUSR1 is meant for (0: none), the second says whether the worker notes what it begins, the
    others are numbers of runs that have begun.

    Attributes:
        warm: Modules to import in the nursery first, as far as they can be.
    """

    worker: int
    scratch: str
    warm: list[str] = []


class Interrupt(Message, tag="interrupt"):
    """Send SIGUSR1 to a worker's main thread."""

    worker: int


class Kill(Message, tag="kill"):
    """Kill a worker's process group."""

    worker: int


class Warm(Message, tag="warm"):
    """Import modules for all workers to come, as far as forking keeps them whole.

    Attributes:
        modules: Their names, in the order of import; those of earlier packets come first.
        environ: What ``Ready`` said of the environment.
        cache: Where it is remembered what importing a distribution leaves behind.
        last: Whether to begin; a list that is too long for one packet comes in several.
    """

    modules: list[str]
    environ: dict[str, str | None] = {}
    cache: str = ""
    last: bool = True


class Forked(Message, tag="forked"):
    """A worker exists."""

    worker: int
    pid: int


class Exited(Message, tag="exited"):
    """A worker has ended, as ``waitpid`` told.

    Attributes:
        code: The exit code, or minus the signal's number.
        reason: In words: "killed by signal 9 (SIGKILL), likely out of memory", "exit code 3".
    """

    worker: int
    pid: int
    code: int
    reason: str


class Warmed(Message, tag="warmed"):
    """The answer to ``Warm``.

    Attributes:
        cold: Packages that were left to the workers, and why.
        environ: The part of ``Warm.environ`` that is the user's: no import has made it.
    """

    cold: dict[str, str] = {}
    environ: dict[str, str | None] = {}


ToNursery = Fork | Interrupt | Kill | Warm
FromNursery = Forked | Exited | Warmed

_encoder = msgspec.msgpack.Encoder()
_to_nursery = msgspec.msgpack.Decoder(ToNursery)
_from_nursery = msgspec.msgpack.Decoder(FromNursery)


def pack_packet(message: ToNursery | FromNursery) -> bytes:
    """Write one packet of the nursery's control socket."""
    return _encoder.encode(message)


def read_order(packet: bytes) -> ToNursery:
    """Read a packet that the server sent to the nursery."""
    order: ToNursery = _to_nursery.decode(packet)
    return order


def read_report(packet: bytes) -> FromNursery:
    """Read a packet that the nursery sent to the server."""
    report: FromNursery = _from_nursery.decode(packet)
    return report
