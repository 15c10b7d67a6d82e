"""The append-only file behind the sandbox: what is written survives `kill -9`, and a checker may read it."""

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]


class BrokenJournal(Exception):
    """A line that is not the last cannot be read: a person must look, for forgetting it could pay twice."""


class Journal:
    """One JSON object a line, flushed to disk before `append` returns. One process at a time.

    Not safe for several threads: each book appends under its own lock.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            raise BlockingIOError(f"another sandbox is using {path}") from error
        self.rows = self._restore(path)

    def append(self, row: Row) -> None:
        line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        size = os.fstat(self._file).st_size
        try:
            _write_all(self._file, line)
            os.fsync(self._file)
        except OSError:
            # Half a line (disk full) would swallow the next one.
            os.ftruncate(self._file, size)
            raise

    def close(self) -> None:
        os.close(self._file)

    def _restore(self, path: Path) -> list[Row]:
        lines = path.read_bytes().split(b"\n")
        torn = lines.pop()
        rows = [_row(line) for line in lines]
        if rows and rows[-1] is None:  # written in full length but not in content: power went between the two
            rows.pop()
            torn = lines.pop() + b"\n" + torn
        if torn:
            os.ftruncate(self._file, os.fstat(self._file).st_size - len(torn))
        return [_whole(row, path, number) for number, row in enumerate(rows, 1)]


def _write_all(file: int, line: bytes) -> None:
    while line:
        line = line[os.write(file, line) :]


def _row(line: bytes) -> Row | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _whole(row: Row | None, path: Path, number: int) -> Row:
    if row is None:
        raise BrokenJournal(f"{path}, line {number}, cannot be read")
    return row
