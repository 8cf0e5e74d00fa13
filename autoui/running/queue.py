"""Who is next, and when: fair over client addresses, then over the sessions of an address."""

from collections import OrderedDict
from collections.abc import Iterator

from autoui.running.run import Run

# What the message that starts a run holds besides its inputs and the function's name.
_PER_RUN = 128

_Session = OrderedDict[int, Run]
_Address = OrderedDict[str, _Session]


class FairQueue:
    """Runs that wait for one function.

    Addresses take turns; within an address its sessions do; within a session the oldest is next.
    """

    def __init__(self) -> None:
        self._addresses: OrderedDict[str, _Address] = OrderedDict()
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def add(self, run: Run) -> None:
        """Put a run at the end of its session's line; one that is in keeps its place."""
        sessions = self._addresses.get(run.address)
        if sessions is None:
            sessions = self._addresses[run.address] = OrderedDict()
        line = sessions.get(run.session)
        if line is None:
            line = sessions[run.session] = OrderedDict()
        if run.number not in line:
            line[run.number] = run
            run.ahead = self._length
            self._length += 1

    def add_first(self, run: Run) -> None:
        """Put a run that was taken already back, before the others of its session."""
        self.add(run)
        self._addresses[run.address][run.session].move_to_end(run.number, last=False)

    def discard(self, run: Run) -> None:
        """Take a run out, if it is in."""
        sessions = self._addresses.get(run.address)
        line = None if sessions is None else sessions.get(run.session)
        if sessions is None or line is None or line.pop(run.number, None) is None:
            return
        self._length -= 1
        if not line:
            del sessions[run.session]
            if not sessions:
                del self._addresses[run.address]

    def take(self, most: int = 1, most_bytes: int = 0) -> list[Run]:
        """Take the next run, and up to ``most`` in all while their messages fit ``most_bytes``."""
        taken: list[Run] = []
        size = 0
        while self._length and len(taken) < most:
            address, sessions = next(iter(self._addresses.items()))
            session, line = next(iter(sessions.items()))
            run = next(iter(line.values()))
            size += run.size + len(run.endpoint) + _PER_RUN
            if taken and size > most_bytes:
                break
            # Whoever was served goes to the end of the round.
            self._addresses.move_to_end(address)
            sessions.move_to_end(session)
            self.discard(run)
            taken.append(run)
        return taken

    def order(self) -> Iterator[Run]:
        """Yield the runs in the order in which they would be taken."""
        rounds = [
            [iter(line.values()) for line in sessions.values()]
            for sessions in self._addresses.values()
        ]
        while rounds:
            remaining = []
            for lines in rounds:
                while lines:
                    line = lines.pop(0)
                    run = next(line, None)
                    if run is not None:
                        lines.append(line)
                        yield run
                        break
                if lines:
                    remaining.append(lines)
            rounds = remaining


class History:
    """How long a function's calls took, the recent ones weighing more."""

    __slots__ = ("seconds",)

    def __init__(self) -> None:
        self.seconds: float | None = None

    def add(self, seconds: float) -> None:
        """Take note of a call that ended."""
        known = self.seconds
        self.seconds = seconds if known is None else known + 0.2 * (seconds - known)

    def wait(self, ahead: int, at_once: int) -> float | None:
        """Return the seconds until a call with so many ahead of it starts, when known."""
        if self.seconds is None:
            return None
        return round(self.seconds * (ahead // max(1, at_once) + 1), 3)
