"""Importing ahead of time what the next worker will import again.

Only installed packages, and of those only the ones that a fork keeps whole: what importing one
leaves behind is found out in a throw-away process, and remembered for its version.
"""

import contextlib
import gc
import hashlib
import importlib
import importlib.metadata
import os
import select
import signal
import site
import sys
import sysconfig
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from autoui.worker import process

Environment = dict[str, str | None]
"""Variables that were set, or removed (None)."""

PROBE_SECONDS = 60.0
"""How long importing one package may take in the throw-away process."""

_CACHED = "warm"
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS", "MKL_NUM_THREADS")
_GPU = ("/dev/nvidia", "/dev/kfd", "/dev/dri")


class Verdict(msgspec.Struct):
    """What importing a package leaves behind.

    Attributes:
        modules: The modules that were imported.
        reason: Why it must not be imported ahead of time; empty when it may.
        lasting: Whether the reason lies in the package and not in the moment.
        environ: What it does to the environment.
        beside: The versions of all installed packages that were there with it.
    """

    modules: list[str]
    reason: str = ""
    lasting: bool = True
    environ: Environment = {}
    beside: dict[str, str] = {}


# ------------------------------------------------------------------------------ in the worker


def installed_since(before: Iterable[str], own: str) -> list[str]:
    """Return the installed modules that were imported since, in the order of import.

    Left out are packages of which any part lies elsewhere: the user's own, editable installs.

    Args:
        before: The modules that were there.
        own: The module being served, which is the user's wherever it lies.
    """
    known = set(before)
    folders = _installed_folders()
    found: dict[str, list[str]] = {}
    foreign = {"autoui", "__main__", own.partition(".")[0], *sys.stdlib_module_names}
    for name, module in list(sys.modules.items()):
        spec = getattr(module, "__spec__", None)
        origin = getattr(spec, "origin", None)
        top = name.partition(".")[0]
        if top in foreign or not isinstance(origin, str) or getattr(spec, "name", "") != name:
            continue
        if not os.path.isabs(origin):
            continue
        if not origin.startswith(folders):
            foreign.add(top)
        elif name not in known:
            found.setdefault(top, []).append(name)
    return [
        name
        for top, names in found.items()
        if top not in foreign and _lies_there(names[0], folders)
        for name in names
    ]


def changed_environment(before: Mapping[str, str]) -> Environment:
    """Return what has become of the environment since."""
    now = dict(os.environ)
    changed: Environment = {name: now.get(name) for name in before if now.get(name) != before[name]}
    changed.update({name: value for name, value in now.items() if name not in before})
    return changed


def _installed_folders() -> tuple[str, ...]:
    paths = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *site.getsitepackages()}
    if site.ENABLE_USER_SITE:
        paths.add(site.getusersitepackages())
    return tuple(path + os.sep for path in paths)


def _lies_there(name: str, folders: tuple[str, ...]) -> bool:
    """Whether a module lies among the installed ones, and not only a link to it."""
    file = getattr(sys.modules[name], "__file__", None)
    real = tuple(os.path.realpath(folder) + os.sep for folder in folders)
    return isinstance(file, str) and os.path.realpath(file).startswith(real)


# ----------------------------------------------------------------------------- in the nursery


class Warming:
    """Imports packages into a nursery that has no workers yet.

    Args:
        cache: Where verdicts are remembered.
    """

    def __init__(self, cache: Path) -> None:
        self._cache = cache / _CACHED
        self._names = importlib.metadata.packages_distributions()

    def warm(
        self, modules: Sequence[str], environ: Environment
    ) -> tuple[dict[str, str], Environment]:
        """Import what may be; return the packages that stay cold and why, and the user's variables.

        Args:
            modules: What to import, in order.
            environ: What the last worker's load has done to the environment. What no import does
                is the user's: it holds while modules are imported, as it did there, and is undone.
        """
        cold: dict[str, str] = {}
        made: Environment = {}
        # As in every worker; it is read when Matplotlib is imported.
        os.environ.setdefault("MPLBACKEND", "Agg")
        with quiet():
            for top, names in _by_package(modules).items():
                verdict = self._judge(top, names)
                if verdict.reason:
                    cold[top] = verdict.reason
                else:
                    made.update(verdict.environ)
                    users = {k: v for k, v in environ.items() if k not in made or made[k] != v}
                    with _environment(users):
                        failure = _import_all(names)
                    if failure:
                        cold[top] = failure
        return cold, {k: v for k, v in environ.items() if k not in made or made[k] != v}

    def _judge(self, top: str, modules: list[str]) -> Verdict:
        """Return what is known of a package, or find it out."""
        known = self._read(top)
        if known is not None and (known.reason or set(modules) <= set(known.modules)):
            return known
        verdict = probe(modules)
        tops = {name.partition(".")[0] for name in verdict.modules}
        versions = {name: self._version(name) for name in tops}
        verdict.beside = {name: version for name, version in versions.items() if version}
        verdict.modules = [name for name in verdict.modules if name.partition(".")[0] == top]
        if verdict.lasting:
            self._write(top, verdict)
        return verdict

    def _read(self, top: str) -> Verdict | None:
        file = self._file(top)
        if file is None:
            return None
        try:
            known = msgspec.json.decode(file.read_bytes(), type=Verdict)
        except (OSError, msgspec.MsgspecError):
            return None
        same = all(self._version(name) == version for name, version in known.beside.items())
        return known if same else None

    def _write(self, top: str, verdict: Verdict) -> None:
        file = self._file(top)
        if file is None:
            return
        # A cache that cannot be written costs time, and nothing else.
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            beside = file.with_suffix(f".{os.getpid()}")
            beside.write_bytes(msgspec.json.encode(verdict))
            beside.replace(file)

    def _file(self, top: str) -> Path | None:
        version = self._version(top)
        if not version:
            return None
        key = f"{sys.version}\0{sys.prefix}\0{top}\0{version}"
        return self._cache / f"{top}-{hashlib.sha256(key.encode()).hexdigest()[:16]}.json"

    def _version(self, top: str) -> str:
        """Return the versions of all distributions that a package is made of, or nothing."""
        versions = []
        for name in sorted(set(self._names.get(top, ()))):
            with contextlib.suppress(importlib.metadata.PackageNotFoundError):
                versions.append(f"{name} {importlib.metadata.version(name)}")
        return ", ".join(versions)


def _by_package(modules: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in modules:
        found.setdefault(name.partition(".")[0], []).append(name)
    return found


def _import_all(modules: Sequence[str]) -> str:
    """Import modules; return what went wrong, or nothing."""
    gc.disable()
    try:
        for name in modules:
            importlib.import_module(name)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a foreign module raises
        return f"it cannot be imported: {type(error).__name__}: {error}"
    finally:
        gc.enable()
    return ""


@contextlib.contextmanager
def _environment(changes: Environment) -> Iterator[None]:
    """Change the environment, and change back what is still as it was made."""
    before = {name: os.environ.get(name) for name in changes}
    _apply(changes)
    try:
        yield
    finally:
        _apply({name: before[name] for name in changes if os.environ.get(name) == changes[name]})


def _apply(changes: Environment) -> None:
    for name, value in changes.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Let nothing be printed, whoever holds the streams: it was printed once already."""
    nowhere = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
    kept = [os.dup(1), os.dup(2)]
    try:
        for descriptor in (1, 2):
            os.dup2(nowhere, descriptor)
        yield
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        for copy, descriptor in zip(kept, (1, 2), strict=True):
            os.dup2(copy, descriptor)
            os.close(copy)
        os.close(nowhere)


# ------------------------------------------------------------------ in the throw-away process


def probe(modules: list[str], seconds: float = PROBE_SECONDS) -> Verdict:
    """Import modules in a process of their own, and look at what that leaves behind."""
    reading, writing = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _try_out(modules, writing, parent)
    os.close(writing)
    try:
        told = _read_all(reading, seconds)
    finally:
        os.close(reading)
        process.kill_group(pid)
        os.waitpid(pid, 0)
    if told is None:
        return Verdict(modules, f"importing it takes more than {seconds:g} seconds", lasting=False)
    try:
        return msgspec.json.decode(told, type=Verdict)
    except msgspec.MsgspecError:
        return Verdict(modules, "importing it ends the process", lasting=False)


def _read_all(descriptor: int, seconds: float) -> bytes | None:
    """Read to the end; None when that does not come in time."""
    told, until = b"", time.monotonic() + seconds
    while True:
        ready, _, _ = select.select([descriptor], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            return None
        part = os.read(descriptor, 1 << 16)
        if not part:
            return told
        told += part


def _try_out(modules: list[str], writing: int, parent: int) -> None:
    """Import, tell what is left behind, and end."""
    code = 1
    try:
        process.own_session()
        process.die_with_parent(signal.SIGKILL, parent)
        process.empty_stdin()
        for name in _ONE_THREAD:
            # The threads of linear algebra stop for a fork and start again: they do not count.
            os.environ[name] = "1"
        verdict = _look_around(modules)
        packed = memoryview(msgspec.json.encode(verdict))
        while packed:
            packed = packed[os.write(writing, packed) :]
        code = 0
    finally:
        os._exit(code)


def _look_around(modules: list[str]) -> Verdict:
    environ = dict(os.environ)
    descriptors, handlers = _descriptors(), _handlers()
    failure = _import_all(modules)
    if failure:
        return Verdict(modules, failure, lasting=False)
    reason = _left_behind(descriptors, handlers)
    there = [name for name in sys.modules if isinstance(name, str)]
    return Verdict(there, reason, environ=changed_environment(environ))


def _left_behind(descriptors: dict[int, str], handlers: dict[int, object]) -> str:
    """Say what is there that a fork would not keep whole."""
    if len(os.listdir("/proc/self/task")) > 1:
        return "it starts a thread"
    with contextlib.suppress(ChildProcessError):
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return "it starts a process"
    for number, place in _descriptors().items():
        if descriptors.get(number) != place:
            if place.startswith("socket:"):
                return "it opens a socket"
            return "it uses the GPU" if place.startswith(_GPU) else f"it keeps {place} open"
    if _handlers() != handlers:
        return "it handles signals"
    return ""


def _descriptors() -> dict[int, str]:
    found: dict[int, str] = {}
    for name in os.listdir("/proc/self/fd"):
        # The folder's own descriptor is gone again.
        with contextlib.suppress(OSError):
            found[int(name)] = os.readlink(f"/proc/self/fd/{name}")
    return found


def _handlers() -> dict[int, object]:
    return {number: signal.getsignal(number) for number in signal.valid_signals()}
