import pytest

from autoui import errors
from autoui.errors import AutouiError, Error, InvalidInputs, Problem, UserImportError


def test_an_error_is_what_and_cure():
    assert str(AutouiError("No such file", "Check the name")) == "No such file\n  Check the name"
    assert str(AutouiError("No such file")) == "No such file"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("AutouiError", 1),
        ("UsageError", 2),
        ("TargetError", 2),
        ("RefusedSignature", 2),
        ("UserImportError", 3),
        ("WireError", 1),
        ("Unencodable", 1),
    ],
)
def test_exit_codes(name: str, code: int):
    kind = getattr(errors, name)
    assert issubclass(kind, AutouiError)
    assert kind("x").exit_code == code


def test_an_import_error_holds_the_users_frames():
    assert UserImportError("x", "y", "File a.py").traceback == "File a.py"


def test_invalid_inputs_hold_every_problem():
    problems = [Problem("a", "is required"), Problem("b[2]", "must be text")]
    error = InvalidInputs(problems)
    assert error.problems == problems
    assert str(error) == "a is required; b[2] must be text"


def test_the_users_own_error_is_plain_text_and_no_error_of_ours():
    assert Error("Cannot divide by zero!").message == "Cannot divide by zero!"
    assert str(Error("a <b>")) == "a <b>"
    assert not issubclass(Error, AutouiError)
