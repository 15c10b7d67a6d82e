"""One sandbox for the tests that only talk to it; those that kill it start their own."""

from collections.abc import Iterator

import pytest

from tests.sandbox.partners import Listener, Sandbox, listening, sandbox


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as heard:
        yield heard


@pytest.fixture
def manual(tmp_path, listener: Listener) -> Iterator[Sandbox]:  # type: ignore[no-untyped-def]
    with sandbox(tmp_path, listener, GUANJIA_SANDBOX_MODE="manual", GUANJIA_SANDBOX_DELAY="0.05") as partner:
        yield partner
