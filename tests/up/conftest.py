"""A service that runs, in a folder that is as awkward as folders get."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.up.running import Running, started


@pytest.fixture
def awkward(tmp_path: Path) -> Path:
    """Nobody else may enter, and the name has a space, Chinese letters, a quote and a percent sign."""
    folder = tmp_path / "桂园 一期's 100%41"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def running(awkward: Path) -> Iterator[Running]:
    with started(awkward) as one:
        yield one
