"""Real servers in processes of their own, and targets that mean no good."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.served import Served
from tests.serve import serving

TARGETS = Path(__file__).parent / "targets"


@pytest.fixture(scope="package")
def unlucky(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose functions crash, hang and break what they find."""
    folder = tmp_path_factory.mktemp("unlucky")
    with serving(str(TARGETS / "unlucky.py"), folder=folder) as served:
        yield served
