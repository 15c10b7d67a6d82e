"""The mapping: for each field of a new ticket, what fills it. See `docs/importing.md`."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from service.usecases.imports.words import Unusable

TOP = frozenset("workflow office subject description room customer source_due_at external_ref".split())
NEEDED = ("workflow", "office", "subject", "external_ref")
KNOWN = frozenset("const columns join map default date zone number".split())


@dataclass(frozen=True, slots=True)
class Source:
    """What fills one field: a constant, or columns; then a value map, a date format, a number.

    An empty cell is left out, or becomes `default`; a value that the map does not name becomes `default`
    too, and is refused without one.
    """

    const: Any = None
    columns: tuple[str, ...] = ()
    join: str = " "
    map: Mapping[str, Any] | None = None
    default: Any = None
    date: str | None = None
    zone: ZoneInfo | None = None
    number: bool = False


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """`fields` fill the ticket, `details` those of its workflow."""

    fields: Mapping[str, Source]
    details: Mapping[str, Mapping[str, Source]] = field(default_factory=dict)


def read_mapping(path: Path, header: Collection[str]) -> ImportMapping:
    """Raises Unusable, naming the first thing that is wrong."""
    try:
        said = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unusable(f"对应关系文件不是 JSON（{error}）。", f"The mapping is no JSON ({error}).") from None
    whole = _object(said, "mapping")
    _only(whole, {"fields", "details"}, "mapping")
    fields = _sources(whole.get("fields", {}), "fields")
    _only(fields, TOP, "fields")
    missing = next((name for name in NEEDED if name not in fields), None)
    if missing:
        raise Unusable(f"对应关系缺少 fields.{missing}。", f"The mapping lacks fields.{missing}.")
    inner = _object(whole.get("details", {}), "details")
    details = {name: _sources(each, f"details.{name}") for name, each in inner.items()}
    mapping = ImportMapping(fields, details)
    _check_columns(mapping, header)
    return mapping


def _check_columns(mapping: ImportMapping, header: Collection[str]) -> None:
    unknown = next((name for name in _columns(mapping) if name not in header), None)
    if unknown is not None:
        raise Unusable(f"文件没有列“{unknown}”。", f"The file has no column {unknown!r}.")


def _columns(mapping: ImportMapping) -> Iterator[str]:
    for sources in (mapping.fields, *mapping.details.values()):
        for source in sources.values():
            yield from source.columns


def _sources(said: object, where: str) -> dict[str, Source]:
    return {name: _source(each, f"{where}.{name}") for name, each in _object(said, where).items()}


def _source(said: object, where: str) -> Source:
    """A text alone is short for one column."""
    if isinstance(said, str):
        return Source(columns=(said,))
    parts = dict(_object(said, where))
    if "column" in parts:
        parts["columns"] = [parts.pop("column")]
    _only(parts, KNOWN, where)
    if ("const" in parts) == ("columns" in parts):
        raise Unusable(f"{where}：应给出 const 或 column 之一。", f"{where}: give either const or column.")
    if "date" in parts and "zone" not in parts:
        raise Unusable(f"{where}：日期要注明时区。", f"{where}: a date needs its zone.")
    _check_kinds(parts, where)
    zone = {"zone": _zone(parts["zone"], where)} if "zone" in parts else {}
    return Source(**parts | {"columns": tuple(parts.get("columns", ()))} | zone)


def _check_kinds(parts: Mapping[str, Any], where: str) -> None:
    """Texts are texts, the map is an object of them."""
    texts = [*parts.get("columns", ()), *(parts[name] for name in ("join", "date", "zone") if name in parts)]
    if not all(isinstance(each, str) for each in texts):
        raise Unusable(f"{where}：列名、格式应为文字。", f"{where}: columns and formats are texts.")
    if "map" in parts:
        _object(parts["map"], f"{where}.map")


def _zone(name: str, where: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Unusable(f"{where}：没有时区 {name}。", f"{where}: there is no time zone {name}.") from None


def _object(said: object, where: str) -> Mapping[str, Any]:
    if not isinstance(said, dict):
        raise Unusable(f"{where} 应为对象。", f"{where} must be an object.")
    return said


def _only(said: Mapping[str, Any], known: Collection[str], where: str) -> None:
    strange = next((name for name in said if name not in known), None)
    if strange is not None:
        raise Unusable(f"{where} 没有 {strange}。", f"{where} knows no {strange!r}.")
