"""The offices of the scenarios, with their background in hand and their logs proven after each story."""

from tests.patterns.conftest import _patterns_app, office_with

__all__ = ["_patterns_app", "office_with"]
