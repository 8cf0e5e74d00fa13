"""The workers of one server: which one takes new runs, which ones load or drain."""

from collections.abc import Callable
from typing import Protocol

from autoui.errors import Unencodable
from autoui.running.clock import Clock, Timer
from autoui.running.members import Engaged, Member, Process, Worker
from autoui.running.shielding import tell
from autoui.wire.page_server import Examples, Loading, PageFailed, Prefill, Rows
from autoui.wire.server_worker import (
    FlagRun,
    LoadFailed,
    ReadExamples,
    ReadPrefill,
    ReadRows,
    Ready,
    Replied,
    Stop,
)

_GRACE = 1.0
_SHORT_LIFE = 5.0
_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 2.0
_LONGEST_LOAD_PAUSE = 30.0
_FIRST_LOAD_LIMIT = 600.0
_LEAST_LOAD_LIMIT = 60.0
_LOAD_LIMIT_FACTOR = 10.0


Question = Rows | Prefill | Examples | FlagRun
"""What can be asked of a worker and has one answer."""


class Processes(Protocol):
    """Where workers come from."""

    @property
    def replaceable(self) -> bool:
        """Whether there can be another worker than the first."""

    def start(self, worker: Worker) -> Process:
        """Start a worker and tell it to load.

        Raises:
            OSError: There is no room for one more.
        """

    def close(self, seconds: float = 2.0) -> None:
        """End all workers, at most so many seconds from now."""


class Watcher(Protocol):
    """Who wants to know how the page is doing."""

    def page_ready(self, ready: Ready) -> None:
        """There is a page, perhaps a new one."""

    def page_failed(self, failure: PageFailed, *, serving: bool) -> None:
        """The page could not be built; ``serving`` says whether an earlier one stays."""

    def page_loading(self, loading: Loading) -> None:
        """The worker says what it is doing."""


class Fleet:
    """Keeps one worker ready, and sees the others off.

    Args:
        processes: Where workers come from.
        clock: Where the time comes from.
        drain: Seconds that a worker which is no longer wanted may go on.

    Attributes:
        engine: Told what the workers say of runs; set before ``start``.
        watchers: Told how the page is doing.
        current: The worker that takes new runs, if there is one.
        started: Workers started so far.
        deserted: Called when the only worker that there can be has ended.
        imported: Local files that the newest load has imported.
        gives_up: Whether a load that takes far longer than any before it is ended.
    """

    engine: Engaged

    def __init__(self, processes: Processes, clock: Clock, drain: float) -> None:
        self.clock = clock
        self.watchers: list[Watcher] = []
        self.current: Member | None = None
        self.failure: PageFailed | None = None
        self.started = 0
        self.deserted: Callable[[], None] | None = None
        self.members: set[Member] = set()
        self._processes = processes
        self._drain = drain
        self._coming: Member | None = None
        self._retry: Timer | None = None
        self._pause = 0.0
        self._closed = False
        self._was_ready = False
        self.imported: list[str] = []
        self.gives_up = False
        self._longest_load = 0.0
        self._doing = ""
        self._questions: dict[int, Callable[[Replied], None]] = {}
        self._asked = 0

    @property
    def replaceable(self) -> bool:
        """Whether a worker that does not stop can be replaced."""
        return self._processes.replaceable

    def start(self) -> None:
        """Start a worker; an earlier one goes on until this one is ready."""
        self._cancel_retry()
        if self._closed:
            return
        if self._coming is not None:
            self._abandon(self._coming)
        member = self._coming = Member(self, self.clock.time())
        self.started += 1
        self.members.add(member)
        try:
            member.process = self._processes.start(member)
            self._doing = ""
            if self.gives_up:
                member.timer = self.clock.call_later(self._load_limit, self._give_up, member)
        except OSError as error:
            # Out of processes or descriptors: what runs goes on, and it is tried again.
            self.members.discard(member)
            self._failed(member, PageFailed(what=f"no worker could be started: {error}"))

    def replace(self, member: Member) -> None:
        """Let a worker take no new runs, and start another if it was the one that did."""
        if self.current is member:
            self.current = None
            if self._coming is None:
                self.start()
        if member.draining:
            self.settle(member)
        else:
            self._see_off(member)

    def settle(self, member: Member) -> None:
        """End a draining worker in which nothing runs for anybody any more."""
        if not member.draining or member.dismissed or member not in self.members:
            return
        if not member.needed:
            member.dismissed = True
            member.send(Stop())
            self._kill_in(member, _GRACE)

    def ask(self, question: Question, answer: Callable[[Replied], None]) -> None:
        """Ask the current worker; the answer may come at once, when there is none."""
        member = self.current
        if member is None:
            answer(Replied(request=0, error="The function is being loaded; try again in a moment."))
            return
        self._asked += 1
        self._questions[self._asked] = answer
        try:
            if isinstance(question, Rows):
                member.send(ReadRows(request=self._asked, rows=question))
            elif isinstance(question, Examples):
                member.send(ReadExamples(request=self._asked, examples=question))
            elif isinstance(question, FlagRun):
                question.request = self._asked
                member.send(question)
            else:
                member.send(ReadPrefill(request=self._asked, prefill=question))
        except Unencodable as error:
            self.replied(Replied(request=self._asked, error=error.what))

    def close(self) -> None:
        """Ask every worker to end, and start none any more."""
        self._closed = True
        self._cancel_retry()
        for member in self.members:
            member.send(Stop())
        self._forget_questions("The server stops.")

    # ---- what members tell

    def loaded(self, member: Member, message: Ready | LoadFailed | Loading) -> None:
        """A worker says how its loading goes."""
        if isinstance(message, Ready):
            self.imported = message.watch
            self._ready(member, message)
        elif isinstance(message, LoadFailed):
            self.imported = message.watch
            self._failed(member, message.failure)
        elif self._coming is member:
            self._doing = message.text
            for watcher in self.watchers:
                tell(watcher.page_loading, message)

    def replied(self, message: Replied) -> None:
        """A question was answered."""
        answer = self._questions.pop(message.request, None)
        if answer is not None:
            tell(answer, message)

    def exited(self, member: Member, reason: str, signal: int) -> None:
        """A worker has ended."""
        self.members.discard(member)
        if member.timer is not None:
            member.timer.cancel()
        was_current = self.current is member
        if was_current:
            self.current = None
        self.engine.gone(member, reason, signal)
        if not self._processes.replaceable and self.deserted is not None:
            self.deserted()
        if self._coming is member:
            what = f"the process that loaded it has ended: {reason}"
            self._failed(member, PageFailed(what=what, exit_code=3))
        elif was_current:
            self._forget_questions(f"The worker has ended: {reason}.")
            self._start_again(member)

    # ---- inside

    def _ready(self, member: Member, ready: Ready) -> None:
        if member is not self._coming:
            return
        self._coming = None
        self._was_ready = True
        self._longest_load = max(self._longest_load, self.clock.time() - member.started)
        if member.timer is not None:
            member.timer.cancel()
            member.timer = None
        previous, self.current = self.current, member
        member.ready = ready
        member.endpoints = {served.name: served for served in ready.endpoints}
        self.failure = None
        if previous is not None:
            self._see_off(previous)
        for watcher in self.watchers:
            tell(watcher.page_ready, ready)
        self.engine.ready(member)

    def _failed(self, member: Member, failure: PageFailed) -> None:
        if member is not self._coming:
            return
        self._coming = None
        self.failure = failure
        self._see_off(member)
        for watcher in self.watchers:
            tell(watcher.page_failed, failure, serving=self.current is not None)
        # What never loaded needs a change, not another try; what did may only lack memory now.
        if self.current is None and self._was_ready:
            self._start_later(_LONGEST_LOAD_PAUSE)

    @property
    def _load_limit(self) -> float:
        if not self._longest_load:
            return _FIRST_LOAD_LIMIT
        return max(_LEAST_LOAD_LIMIT, _LOAD_LIMIT_FACTOR * self._longest_load)

    def _give_up(self, member: Member) -> None:
        """End a load that hangs."""
        doing = f" (at the end: {self._doing})" if self._doing else ""
        what = f"loading has not come to an end in {self._load_limit:.0f} seconds{doing}"
        cure = "it was ended; save the file again to try once more"
        self._failed(member, PageFailed(what=what, cure=cure))

    def _start_again(self, member: Member) -> None:
        if self._coming is not None or not self._processes.replaceable or self._closed:
            return
        # A worker that falls over at once must not keep the machine busy with its successors.
        short = self.clock.time() - member.started < _SHORT_LIFE and not member.useful
        if short and self._pause:
            self._start_later(_LONGEST_PAUSE)
            return
        self._pause = _FIRST_PAUSE
        self.start()

    def _start_later(self, longest: float) -> None:
        if self._closed or self._retry is not None or not self._processes.replaceable:
            return
        self._pause = min(longest, max(_FIRST_PAUSE, self._pause * 2))
        self._retry = self.clock.call_later(self._pause, self.start)

    def _cancel_retry(self) -> None:
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None

    def _abandon(self, member: Member) -> None:
        self._coming = None
        member.draining = True
        if member.process is not None:
            member.process.kill()

    def _see_off(self, member: Member) -> None:
        if member.draining or not self._processes.replaceable:
            return
        member.draining = True
        if member.needed:
            self._kill_in(member, self._drain)
        else:
            self.settle(member)

    def _kill_in(self, member: Member, seconds: float) -> None:
        if member.timer is not None:
            member.timer.cancel()
        if member.process is not None:
            member.timer = self.clock.call_later(seconds, member.process.kill)

    def _forget_questions(self, error: str) -> None:
        questions, self._questions = self._questions, {}
        for request, answer in questions.items():
            tell(answer, Replied(request=request, error=error))
