"""The streams of an .xls: it is a small file system, whose sectors are chained by tables of their own."""

import struct
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Greater numbers name no sector: the end of a chain, or a free one.
LAST = 0xFFFFFFFA
ENTRY = 128
ROOT = 5
IN_HEADER = 109


@dataclass(frozen=True, slots=True)
class _Sectors:
    """`table` tells which sector follows each; there are 2 to the power of `shift` bytes in one."""

    content: memoryview
    table: Sequence[int]
    shift: int

    def chained(self, first: int) -> bytes:
        return b"".join(_sector(self.content, number, self.shift) for number in self._chain(first))

    def _chain(self, number: int) -> Iterator[int]:
        for _ in range(len(self.table) + 1):
            if number >= LAST:
                return
            yield number
            number = self.table[number]
        raise ValueError("a chain without end")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One stream of the directory."""

    name: str
    kind: int
    first: int
    size: int


def stream_of(content: bytes, *names: str) -> bytes | None:
    """The first of `names`, in capitals here. Raises ValueError, IndexError, struct.error if broken."""
    shift, small_shift = struct.unpack_from("<HH", content, 0x1E)
    directory, cutoff, small_table = struct.unpack_from("<I4xII", content, 0x30)
    body = memoryview(content)[1 << shift :]
    sectors = _Sectors(body, _numbers(_table(content, body, shift)), shift)
    entries = [*_entries(sectors.chained(directory))]
    found = next((each for name in names for each in entries if each.name.upper() == name), None)
    if found is None:
        return None
    if found.size < cutoff:
        root = next(each for each in entries if each.kind == ROOT)
        small = memoryview(sectors.chained(root.first))
        sectors = _Sectors(small, _numbers(sectors.chained(small_table)), small_shift)
    return sectors.chained(found.first)[: found.size]


def _table(content: bytes, body: memoryview, shift: int) -> bytes:
    """Its own sectors are named in the header, and where those do not do, in further ones, a chain too."""
    named = [*struct.unpack_from(f"<{IN_HEADER}I", content, 0x4C)]
    further, count = struct.unpack_from("<II", content, 0x44)
    for _ in range(min(count, len(content) >> shift)):
        *more, further = _numbers(_sector(body, further, shift))
        named += more
    return b"".join(_sector(body, number, shift) for number in named if number < LAST)


def _sector(body: memoryview, number: int, shift: int) -> bytes:
    found = bytes(body[number << shift : (number + 1) << shift])
    if not found:
        raise ValueError("a sector that is not there")
    return found


def _numbers(content: bytes) -> Sequence[int]:
    return array("I", content[: len(content) & ~3])


def _entries(directory: bytes) -> Iterator[_Entry]:
    for at in range(0, len(directory) - ENTRY + 1, ENTRY):
        length, kind = struct.unpack_from("<HB", directory, at + 64)
        first, size = struct.unpack_from("<II", directory, at + 116)
        name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        yield _Entry(name, kind, first, size)
