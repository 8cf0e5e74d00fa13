"""One run, followed from here: its values as they come, its result, its end."""

import asyncio
import secrets
import threading
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping
from contextlib import suppress
from typing import Any

import msgspec

from autoui.client.connection import Connection, Dropped, Gone
from autoui.client.errors import ClientError, RunCancelled, RunFailed
from autoui.client.events import Event
from autoui.client.functions import Description, unknown
from autoui.client.values import Receiving, Sending
from autoui.errors import InvalidInputs, Problem
from autoui.wire.values import pack

_MOST_UNREAD = 1_000
_MOMENT = 2.0


class Status(msgspec.Struct, frozen=True):
    """How far a run has come.

    Attributes:
        state: ``sending``, ``queued``, ``running``, or the kind of event that ended it.
        position: How many are ahead of it in the queue; None when it does not wait.
        eta: Seconds until it is likely to start; None when that is unknown.
        progress: From 0 to 1; None when the function does not say.
        desc: What the function says it is doing.
        done, total, unit: What the function counts.
    """

    state: str = "sending"
    position: int | None = None
    eta: float | None = None
    progress: float | None = None
    desc: str = ""
    done: float | None = None
    total: float | None = None
    unit: str = ""


class Job:
    """A run that goes on while this program does something else.

    Iterate over it (``for`` or ``async for``) to get the values as they come, each of them; await
    it, or call ``result``, for the last one. A connection that breaks is opened again, and the
    values go on where they stopped.

    Args:
        connection: The server.
        function: What to run.
        arguments: Its arguments by name.

    Attributes:
        id: The run's id.
    """

    def __init__(
        self, connection: Connection, function: Description, arguments: Mapping[str, Any]
    ) -> None:
        self.id = secrets.token_hex(16)
        self.function = function.name
        self._connection = connection
        self._description = function
        self._arguments = arguments
        self._receiving = Receiving(connection, function.shown)
        self._news = threading.Condition()
        self._waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
        self._events: list[Event] = []
        self._last = 0
        self._latest: list[Any] = []
        self._status = Status()
        self._readers: dict[int, int] = {}
        self._end: Event | None = None
        self._error: BaseException | None = None
        self._over = False
        self._cancelled = False

    # ---- for callers

    @property
    def status(self) -> Status:
        """How far it has come."""
        return self._status

    @property
    def done(self) -> bool:
        """Whether it has ended, in whatever way."""
        return self._over

    def result(self, timeout: float | None = None) -> Any:
        """Wait for the end and return the result: one value, or a tuple of several.

        A generator's result is its last value.

        Args:
            timeout: Seconds to wait; the run goes on after them.

        Raises:
            TimeoutError: It has not ended by then.
            InvalidInputs: Some inputs are wrong.
            RunFailed: It ended without a result.
            Unreachable: The server was away for too long.
        """
        with self._news:
            if not self._news.wait_for(lambda: self._over, timeout):
                raise TimeoutError(f"{self.function} has not ended within {timeout:g} seconds")
        return self._outcome()

    def cancel(self) -> None:
        """Stop it; doing it again, or after the end, changes nothing.

        Raises:
            Unreachable: The server was away for too long.
        """
        self._cancelled = True
        if not self._over:
            self._connection.delete(f"api/runs/{self.id}")

    def abandon(self) -> bool:
        """Stop it as ``cancel`` does, but wait only a moment for a server that is away.

        Returns:
            Whether the server knows.
        """
        self._cancelled = True
        try:
            if not self._over:
                self._connection.delete(f"api/runs/{self.id}", patience=_MOMENT)
        except ClientError:
            return False
        return True

    def events(self) -> Iterator[Event]:
        """Yield everything that happens, from the first event to the one that ends it.

        Raises:
            InvalidInputs: There is no run, since some inputs are wrong.
            Unreachable: The server was away for too long.
        """
        at = 0
        reader = object()
        try:
            while True:
                with self._news:
                    self._news.wait_for(lambda at=at: len(self._events) > at or self._over)  # type: ignore[misc]
                    found = self._taken(reader, at)
                if not found:
                    break
                yield from found
                at += len(found)
        finally:
            self._leave(reader)
        if self._error is not None:
            raise self._error

    def __iter__(self) -> Iterator[Any]:
        """Yield each value, or the one result of a function that yields none.

        Raises:
            RunFailed: It ended without a result; the values before that have been yielded.
        """
        values = 0
        for event in self.events():
            if event.kind == "value" or (event.kind == "done" and not values):
                values += 1
                yield _single(event.data["outputs"])
        self._outcome()

    async def __aiter__(self) -> AsyncIterator[Any]:
        """Yield as ``for`` does, without holding the event loop up."""
        values = 0
        async for event in self._events_async():
            if event.kind == "value" or (event.kind == "done" and not values):
                values += 1
                yield _single(event.data["outputs"])
        self._outcome()

    def __await__(self) -> Generator[Any, None, Any]:
        """Wait for the end and return the result, as ``result`` does."""
        return self._result_async().__await__()

    def __repr__(self) -> str:
        return f"<Job {self.function} {self._status.state}>"

    # ---- waiting in an event loop

    async def _result_async(self) -> Any:
        async with _Waking(self) as woken:
            while not self._over:
                await woken.wait()
                woken.clear()
        return self._outcome()

    async def _events_async(self) -> AsyncIterator[Event]:
        at = 0
        reader = object()
        try:
            async with _Waking(self) as woken:
                while True:
                    woken.clear()
                    with self._news:
                        found = self._taken(reader, at)
                        over = self._over
                    for event in found:
                        yield event
                    at += len(found)
                    if not found and over:
                        break
                    if not found:
                        await woken.wait()
        finally:
            self._leave(reader)
        if self._error is not None:
            raise self._error

    def _taken(self, reader: object, at: int) -> list[Event]:
        """Return what a reader has not seen, and note that it has."""
        found = self._events[at:]
        self._readers[id(reader)] = at + len(found)
        self._news.notify_all()
        return found

    def _leave(self, reader: object) -> None:
        with self._news:
            self._readers.pop(id(reader), None)
            self._news.notify_all()

    # ---- the run

    def start(self) -> "Job":
        """Begin, in a thread of its own."""
        threading.Thread(target=self.run, name=f"autoui-job-{self.id[:8]}", daemon=True).start()
        return self

    def run(self) -> None:
        """Send it and follow it to its end, in this thread."""
        try:
            inputs = Sending(self._connection).arguments(self._arguments, self._description.schemas)
            self._submit(pack(inputs))
            self._follow()
        except BaseException as error:
            self._finish(error)
            if not isinstance(error, Exception):
                raise
        else:
            self._finish(None)

    def _submit(self, inputs: bytes) -> None:
        body = b'{"run":"%b","inputs":%b}' % (self.id.encode(), inputs)
        if self._is_cancelled():
            self._take([Event(1, "cancelled", {"how": "queued"})])
            return
        try:
            self._connection.post(f"api/{self.function}/runs", body)
        except Gone:
            raise unknown(self.function, ()) from None
        if self._is_cancelled():
            # It was asked while the run was on its way, and found nothing to stop.
            self._connection.delete(f"api/runs/{self.id}")

    def _follow(self) -> None:
        patience = self._connection.patience()
        while not self._has_ended():
            try:
                for events in self._connection.events(self.id, self._last):
                    patience.reset()
                    self._take(events)
                    if self._has_ended():
                        return
            except Dropped as dropped:
                patience.pause(f"the server went away while {self.function} ran ({dropped})")
            except Gone:
                said = "the server no longer knows the run: it was started again meanwhile"
                raise RunFailed(f"{self.function} was lost: {said}", kind="lost") from None

    def _is_cancelled(self) -> bool:
        return self._cancelled

    def _has_ended(self) -> bool:
        return self._end is not None

    def _take(self, events: list[Event]) -> None:
        """Note what has happened, once each."""
        fresh = [self._received(event) for event in events if event.n > self._last]
        if not fresh:
            return
        with self._news:
            for event in fresh:
                self._last = event.n
                self._note(event)
            self._events += fresh
            self._tell()
            # A reader that cannot keep up holds the function up, not the memory.
            self._news.wait_for(lambda: self._over or not self._is_behind())

    def _received(self, event: Event) -> Event:
        if event.kind not in ("value", "done"):
            return event
        outputs = self._receiving.outputs(event.data.get("outputs", []))
        return Event(event.n, event.kind, {**event.data, "outputs": outputs})

    def _is_behind(self) -> bool:
        if not self._readers or self._end is not None:
            return False
        return len(self._events) - max(self._readers.values()) > _MOST_UNREAD

    def _note(self, event: Event) -> None:
        data = event.data
        match event.kind:
            case "queued":
                self._status = Status("queued", data.get("position"), data.get("eta"))
            case "started":
                self._status = Status("running")
            case "progress":
                self._status = Status(
                    "running",
                    progress=data.get("value"),
                    desc=data.get("desc") or "",
                    done=data.get("done"),
                    total=data.get("total"),
                    unit=data.get("unit") or "",
                )
            case "value" | "done":
                self._latest = data["outputs"]
        if event.is_end:
            self._end = event
            self._status = Status(event.kind)

    def _finish(self, error: BaseException | None) -> None:
        with self._news:
            self._error = error
            self._over = True
            if error is not None:
                self._status = Status("lost" if self._last else "failed")
            self._tell()

    def _tell(self) -> None:
        self._news.notify_all()
        for loop, woken in self._waiting:
            # A loop that has been closed waits for nothing any more.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(woken.set)

    def _outcome(self) -> Any:
        if self._error is not None:
            raise self._error
        assert self._end is not None  # noqa: S101 - it is over, and no error: so it has an end
        if self._end.kind == "done":
            return _single(self._latest)
        raise _ending(self.function, self._end)


class _Waking:
    """Registers an event of an event loop that is set whenever there is news of a job."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._entry = (asyncio.get_running_loop(), asyncio.Event())

    async def __aenter__(self) -> asyncio.Event:
        with self._job._news:
            self._job._waiting.append(self._entry)
        return self._entry[1]

    async def __aexit__(self, *exception: object) -> None:
        with self._job._news:
            self._job._waiting.remove(self._entry)


def _single(outputs: list[Any]) -> Any:
    """Return outputs as a Python function would: none, one, or several."""
    if not outputs:
        return None
    return outputs[0] if len(outputs) == 1 else tuple(outputs)


def _ending(function: str, event: Event) -> InvalidInputs | RunFailed:
    """Return the error for a run that ended without a result."""
    data = event.data
    if event.kind == "failed":
        return _failure(function, data)
    if event.kind == "cancelled":
        return RunCancelled(f"{function} was cancelled", kind="cancelled")
    said: dict[str, Callable[[], str]] = {
        "timed_out": lambda: f"{function} took longer than {data.get('limit')} seconds",
        "lost": lambda: f"{function} was lost: {data.get('reason', 'its worker has ended')}",
        "expired": lambda: f"{function} was given up: it waited too long",
    }
    return RunFailed(said[event.kind](), kind=event.kind)


def _failure(function: str, data: Mapping[str, Any]) -> InvalidInputs | RunFailed:
    errors = data.get("errors") or []
    if errors:
        return InvalidInputs([Problem(one["field"], one["message"]) for one in errors])
    type_, message = str(data.get("type") or ""), str(data.get("message") or "")
    said = ": ".join(filter(None, [type_, message])) or "the server's log says why"
    id_ = str(data.get("id") or "")
    what = message if data.get("dialog") else f"{function} failed: {said}"
    if not message and id_:
        what = f"{what} (the server's log has it as {id_})"
    return RunFailed(
        what,
        kind="failed",
        type=type_,
        message=message,
        id=id_,
        traceback=str(data.get("traceback") or ""),
    )
