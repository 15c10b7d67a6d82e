"""Versions travel as strong entity tags: `"v7"` (RFC 9110, 13.1.1; RFC 6585 for the missing one)."""

import re

from flask import request

from service.errors import VersionRequired

NO_VERSION = -1
ONE_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
OURS = re.compile(r"v([1-9][0-9]{0,8})", re.ASCII)


def etag(version: int) -> str:
    return f'"v{version}"'


def required_version() -> int:
    """The version named by If-Match; NO_VERSION, which no ticket ever has, for a weak or foreign tag.

    428 when the header is missing, is `*`, lists several tags or is no entity tag at all.
    """
    found = ONE_TAG.fullmatch(request.headers.get("If-Match", "").strip())
    if found is None:
        raise VersionRequired()
    weak, tag = found.groups()
    ours = OURS.fullmatch(tag)
    return NO_VERSION if weak or ours is None else int(ours[1])


def already_seen(tag: str) -> bool:
    """Whether If-None-Match names this tag; the comparison is the weak one (RFC 9110, 13.1.2)."""
    header = request.headers.get("If-None-Match")
    if header is None:
        return False
    wanted = [each.strip().removeprefix("W/") for each in header.split(",")]
    return "*" in wanted or tag in wanted
