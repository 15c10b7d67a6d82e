"""Keeps `docs/openapi.json` and the routes the same: `python -m service.api.openapi --check | --write`."""

import difflib
import sys
from pathlib import Path

import orjson

from service.api.areas import AREAS
from service.api.spec import describe_api

FILE = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"


def description() -> bytes:
    spec = describe_api(AREAS).spec.to_dict()
    return orjson.dumps(spec, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def main(arguments: list[str]) -> int:
    if arguments == ["--write"]:
        FILE.parent.mkdir(exist_ok=True)
        FILE.write_bytes(description())
        return 0
    if arguments == ["--check"]:
        return _compared()
    sys.stderr.write("usage: python -m service.api.openapi --check | --write\n")
    return 2


def _compared() -> int:
    kept = FILE.read_text("utf-8") if FILE.exists() else ""
    now = description().decode("utf-8")
    changes = difflib.unified_diff(
        kept.splitlines(), now.splitlines(), "docs/openapi.json", "the routes", lineterm=""
    )
    found = list(changes)
    if found:
        sys.stderr.write(
            "\n".join(found[:60]) + "\ndocs/openapi.json is not what the routes say: write it anew.\n"
        )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
