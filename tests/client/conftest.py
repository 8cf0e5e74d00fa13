"""One real server for the client's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from autoui import Client
from tests.serve import serving


@pytest.fixture(scope="package")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of the functions in ``app.py``."""
    target = str(Path(__file__).with_name("app.py"))
    with serving(target, folder=tmp_path_factory.mktemp("client")) as served:
        yield served.url


@pytest.fixture
def client(url: str) -> Iterator[Client]:
    """A client of it."""
    with Client(url) as made:
        yield made
