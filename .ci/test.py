"""Install autoui with its test tools into ``.ci/.venv`` and run the tests.

``python3 .ci/test.py --corpus`` makes ``.ci/.corpus-venv`` instead, with the packages whose
functions are tried as they are, tries them all and ends with a table of what they came to. It fails
unless 95 % are right or rightly refused, none crashed and all could be filled in. The environment
variable ``AUTOUI_CORPUS``, a pattern, limits it to the targets that begin with a match.

Needs Python 3.11 or newer and its pip, nothing else: ``python3 .ci/test.py [PYTEST ARGUMENT …]``.
A Chromium is used if there is one, else installed: by the system's package manager when we are
root on Debian or Ubuntu, else by Playwright's own download.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CORPUS = "--corpus"
WIDE = CORPUS in sys.argv[1:]
VENV = ROOT / ".ci" / (".corpus-venv" if WIDE else ".venv")
PYTHON = VENV / ("Scripts" if os.name == "nt" else "bin") / "python"
EXTRAS = ".[test,fast,corpus]" if WIDE else ".[test,fast]"
# What no test imports, but for a module or two: nearly half of all that there is to compile.
NEVER_IMPORTED = r"[\\/](tests?|faker|fontTools|mypyc?|lexers)[\\/]"


def main() -> int:
    """Install, then test; return pytest's exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - run by whatever `python3` is
        say(f"autoui needs Python 3.11 or newer; this is {sys.version.split()[0]}")
        return 2
    if not install() or not provide_chromium():
        return 1
    if WIDE:
        further = [one for one in sys.argv[1:] if one != CORPUS]
        return run(PYTHON, "-m", "pytest", "tests/corpus", "-m", "corpus", *further)
    # More processes than cores: much of the time is spent waiting for servers and browsers.
    # In their order, for else files of few tests come last, and some of those take long.
    distribution = ("--numprocesses=3", "--dist=loadfile", "--no-loadscope-reorder")
    arguments = (*distribution, *sys.argv[1:])
    return run(PYTHON, "-m", "pytest", *arguments, env=compiling())


def install() -> bool:
    """Make the environment, or bring it up to date."""
    if not PYTHON.exists() and run(sys.executable, "-m", "venv", "--without-pip", VENV) != 0:
        say("could not make a virtual environment; on Debian: apt-get install python3-venv")
        return False
    pip = (sys.executable, "-m", "pip", "--python", PYTHON)
    if run(*pip, "install", "--quiet", "--no-compile", "--editable", EXTRAS) != 0:
        say("pip could not install autoui; its last line says why")
        return False
    compile_packages()
    return True


def compile_packages() -> None:
    """Compile the program and what was installed on all cores; pip would do it on one.

    What does not compile here says so where it is imported.
    """
    packages = sysconfig.get_path("purelib", "venv", vars={"base": str(VENV)})
    command = [PYTHON, "-m", "compileall", "-qq", "-j", "0", "-x", NEVER_IMPORTED]
    run(*command, packages, ROOT / "autoui", env=compiling())


def compiling() -> dict[str, str]:
    """Return an environment in which Python keeps what it compiles.

    Hundreds of servers are started: each would compile the whole program again.
    """
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def provide_chromium() -> bool:
    """Find a Chromium that runs, or install one."""
    if chromium_found():
        return True
    if shutil.which("apt-get") and os.geteuid() == 0:
        say("no Chromium here; installing the system's")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        run("apt-get", "update", "--quiet", env=quiet)
        for package in ("chromium-headless-shell", "chromium"):
            run("apt-get", "install", "--quiet", "--yes", "--no-install-recommends", package,
                env=quiet)  # fmt: skip
            if chromium_found():
                return True
    say("no Chromium here; letting Playwright download one")
    run(PYTHON, "-m", "playwright", "install", "chromium")
    if chromium_found():
        return True
    say("no Chromium runs here: install one, or set AUTOUI_TEST_CHROMIUM to its path")
    return False


def chromium_found() -> bool:
    """Ask the tests' own finder."""
    command = [str(PYTHON), str(ROOT / "tests" / "chromium.py")]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0


def run(*command: str | Path, env: dict[str, str] | None = None) -> int:
    """Run a command in the project's root and return its exit code."""
    return subprocess.run(
        [str(part) for part in command], cwd=ROOT, env=env, check=False
    ).returncode


def say(line: str) -> None:
    """Print a line before whatever the next command prints."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
