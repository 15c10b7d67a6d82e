"""The description in the repository is the one that the routes give."""

from service.api.openapi import FILE, description, main


def test_the_file_is_what_the_routes_say() -> None:
    assert FILE.read_bytes() == description(), "write it anew: python -m service.api.openapi --write"


def test_an_unknown_word_is_answered_with_the_usage() -> None:
    assert main(["--guess"]) == 2
