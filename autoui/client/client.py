"""The client: the functions of a running autoui, called like functions of this program."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from autoui.client.functions import Description, find, unknown
from autoui.errors import InvalidInputs, Problem, UsageError

if TYPE_CHECKING:
    import httpx

    from autoui.client.connection import Connection
    from autoui.client.job import Job


class Function:
    """One function of a server. Call it for its result, or ``submit`` it for a job.

    Its signature and documentation are the function's own: see ``help(client.name)``.
    """

    def __init__(self, connection: "Connection", description: Description) -> None:
        self._connection = connection
        self.description = description
        self.__name__ = self.__qualname__ = description.name
        self.__doc__ = description.doc
        self.__signature__ = description.signature

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run it and return its result: one value, or a tuple of several.

        Raises:
            InvalidInputs: Arguments are missing, unknown or wrong; all of them are named.
            RunFailed: The run ended without a result.
            Unreachable: The server was away, loading or full for too long.
        """
        job = self._job(args, kwargs)
        try:
            job.run()
        except KeyboardInterrupt:
            job.abandon()
            raise
        return job.result()

    def submit(self, *args: Any, **kwargs: Any) -> "Job":
        """Start a run and return it as a job; it goes on in the background.

        Raises:
            InvalidInputs: Arguments are missing or unknown; all of them are named.
        """
        return self._job(args, kwargs).start()

    def batch(self, rows: Iterable[Any]) -> list[Any]:
        """Run it once for each row and return the results in order.

        The rows are sent at once and wait in the queue together, so that a function that takes
        batches gets as many of them in one call as it can.

        Args:
            rows: For each run a mapping of arguments by name, a tuple of them by place, or the
                only argument.

        Raises:
            InvalidInputs: Some rows are wrong; the error names them. If that shows before
                anything is sent, nothing runs.
            RunFailed: A run ended without a result; the others are cancelled.
            Unreachable: The server was away, loading or full for too long.
        """
        jobs = [self._job(*_arguments(row)) for row in _checked(self.description, rows)]
        for job in jobs:
            job.start()
        try:
            return [_result(number, job) for number, job in enumerate(jobs)]
        except BaseException:
            # With a server that is away, the first one settles it.
            all(job.abandon() for job in jobs if not job.done)
            raise

    def __repr__(self) -> str:
        return f"<{self.description.name}{self.description.signature}>"

    def _job(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> "Job":
        from autoui.client.job import Job

        arguments = self.description.bind(*self.description.gather(args, kwargs))
        return Job(self._connection, self.description, arguments)


class Client:
    """A running autoui.

    Its functions are attributes: ``client.greet("Ada")``. It may be used by several threads, and
    closes its connections at the end of a ``with`` block, or by ``close``.

    Args:
        url: The address of the page, as it stands in the browser.
        session: 32 hex digits that runs and files belong to; two clients with the same see each
            other's. A new one is made without it.
        headers: Sent with every request, for a proxy that asks for more.
        patience: Seconds to wait for a server that is loading, full, or away for a while.
        transport: What carries the requests in place of the network, for tests.
        on_wait: Called with one sentence each time a wait for the server begins.

    Raises:
        UsageError: The address or the session cannot be right.
        Unreachable: Nothing answers there, or it is no autoui.
    """

    def __init__(
        self,
        url: str,
        *,
        session: str | None = None,
        headers: Mapping[str, str] | None = None,
        patience: float = 60.0,
        transport: "httpx.BaseTransport | None" = None,
        on_wait: Callable[[str], object] | None = None,
    ) -> None:
        # Imported here: whoever only serves pays nothing for it.
        from autoui.client.connection import Connection

        if session is not None and not _is_secret(session):
            raise UsageError("a session is 32 hex digits", "leave it out to have one made")
        self._connection = Connection(
            url,
            session=session,
            headers=headers,
            patience=patience,
            transport=transport,
            on_wait=on_wait,
        )
        self._functions: dict[str, Function] = {}
        try:
            self.refresh()
        except BaseException:
            self.close()
            raise

    @property
    def url(self) -> str:
        """The address of the page."""
        return self._connection.url

    @property
    def session(self) -> str:
        """The secret that this client's runs and files belong to."""
        return self._connection.session

    @property
    def functions(self) -> Mapping[str, Function]:
        """The functions by name, in the order of the page."""
        return MappingProxyType(self._functions)

    def refresh(self) -> None:
        """Ask the server for its functions again, after it has loaded others.

        Raises:
            Unreachable: It is away, or was loading for too long.
        """
        paths = self._connection.describe()["paths"]
        self._functions = {
            name: Function(self._connection, Description(name, path))
            for name, path in _endpoints(paths)
        }

    def predict(self, *args: Any, api_name: str | None = None, **kwargs: Any) -> Any:
        """Run a function and return its result: one value, or a tuple of several.

        Args:
            args: Arguments by place.
            api_name: The function; it may be left out where there is only one.
            kwargs: Arguments by name.

        Raises:
            UsageError: There is no such function.
            InvalidInputs: Arguments are missing, unknown or wrong; all of them are named.
            RunFailed: The run ended without a result.
            Unreachable: The server was away, loading or full for too long.
        """
        return self.function(api_name)(*args, **kwargs)

    def submit(self, *args: Any, api_name: str | None = None, **kwargs: Any) -> "Job":
        """Start a run and return it as a job; it goes on in the background.

        The arguments are those of ``predict``.

        Raises:
            UsageError: There is no such function.
            InvalidInputs: Arguments are missing or unknown; all of them are named.
        """
        return self.function(api_name).submit(*args, **kwargs)

    def predict_batch(self, rows: Iterable[Any], *, api_name: str | None = None) -> list[Any]:
        """Run a function once for each row and return the results in order.

        See ``Function.batch``.

        Raises:
            UsageError: There is no such function.
            InvalidInputs: Some rows are wrong; the error names them.
            RunFailed: A run ended without a result; the others are cancelled.
            Unreachable: The server was away, loading or full for too long.
        """
        return self.function(api_name).batch(rows)

    def function(self, name: str | None = None) -> Function:
        """Return a function by name, or the only one.

        Raises:
            UsageError: There is none of that name, or several and no name.
        """
        if name is not None:
            found: Function = find(name, self._functions)
            return found
        if len(self._functions) == 1:
            return next(iter(self._functions.values()))
        names = ", ".join(self._functions)
        if not names:
            raise UsageError(f"{self.url} has no functions")
        raise UsageError(f"{self.url} has several functions: {names}", "name one of them")

    def read_texts(self, function: str, texts: Mapping[str, str]) -> dict[str, Any]:
        """Return the arguments that texts stand for, as the page reads those of a link.

        Args:
            function: Whose arguments.
            texts: Parameter names and texts.

        Raises:
            InvalidInputs: Some texts cannot be read; all of them are named.
            Unreachable: The server does not answer.
        """
        return self._connection.prefill(function, texts)

    def close(self) -> None:
        """Close the connections; jobs that still run are followed no more."""
        self._connection.close()

    def __getattr__(self, name: str) -> Function:
        if name.startswith("_"):
            raise AttributeError(f"a client has no attribute {name!r}")
        if name not in self._functions:
            raise AttributeError(str(unknown(name, self._functions)), name=name, obj=None)
        return self._functions[name]

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._functions]

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __repr__(self) -> str:
        lines = [f"<autoui at {self.url}>", *(f"  {one!r}" for one in self._functions.values())]
        return "\n".join(lines)


def _is_secret(text: str) -> bool:
    return len(text) == 32 and set(text) <= set("0123456789abcdef")


def _endpoints(paths: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path, item in paths.items():
        name = path.removeprefix("/api/")
        if name != path and "/" not in name and isinstance(item, dict) and "post" in item:
            yield name, item


def _arguments(row: Any) -> tuple[tuple[Any, ...], Mapping[str, Any]]:
    if isinstance(row, Mapping):
        return (), row
    return (tuple(row), {}) if isinstance(row, tuple | list) else ((row,), {})


def _checked(description: Description, rows: Iterable[Any]) -> list[Any]:
    """Return the rows if the arguments of all of them can be right."""
    listed = list(rows)
    problems: list[Problem] = []
    for number, row in enumerate(listed):
        try:
            description.bind(*description.gather(*_arguments(row)))
        except InvalidInputs as error:
            problems += _numbered(number, error)
    if problems:
        raise InvalidInputs(problems)
    return listed


def _result(number: int, job: "Job") -> Any:
    try:
        return job.result()
    except InvalidInputs as error:
        raise InvalidInputs(_numbered(number, error)) from None


def _numbered(number: int, error: InvalidInputs) -> list[Problem]:
    return [Problem(f"row {number}: {one.field}", one.message) for one in error.problems]
