"""One record through the mapping: the body that a person would have sent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from service.usecases.imports.csv_file import Record
from service.usecases.imports.mapping import ImportMapping, Source
from service.usecases.imports.words import Unfit

Json = dict[str, Any]


def body_of(record: Record, mapping: ImportMapping) -> Json:
    """Raises Unfit for a value that the mapping cannot read; nothing is ever cut short."""
    body = _filled(mapping.fields, record.values, "")
    details = mapping.details.get(str(body.get("workflow")), {})
    return body | {"details": _filled(details, record.values, "details.")}


def _filled(sources: Mapping[str, Source], values: Mapping[str, str], path: str) -> Json:
    filled = {name: _value(source, values, f"{path}{name}") for name, source in sources.items()}
    return {name: value for name, value in filled.items() if value is not None}


def _value(source: Source, values: Mapping[str, str], where: str) -> Any:
    if not source.columns:
        return source.const
    said = source.join.join(values[name] for name in source.columns if values[name])
    if not said:
        return source.default
    if source.map is not None:
        return _mapped(source, said, where)
    if source.date is not None:
        return _moment(source, said, where)
    return _number(said, where) if source.number else said


def _mapped(source: Source, said: str, where: str) -> Any:
    found = (source.map or {}).get(said, source.default)
    if found is None:
        raise Unfit(where, f"对应关系没有“{said[:60]}”。", f"The mapping does not name {said[:60]!r}.")
    return found


def _moment(source: Source, said: str, where: str) -> str:
    """The source's wall clock; an hour that the clocks skipped or had twice is read as the earlier offset."""
    try:
        wall = datetime.strptime(said, source.date or "")
        return wall.replace(tzinfo=wall.tzinfo or source.zone).isoformat()
    except (ValueError, OverflowError):
        form = source.date
        raise Unfit(
            where, f"“{said[:60]}”不符合日期格式 {form}。", f"{said[:60]!r} is no date like {form}."
        ) from None


def _number(said: str, where: str) -> int:
    if not said.isascii() or not said.isdigit() or len(said) > 18:
        raise Unfit(where, f"“{said[:60]}”不是整数。", f"{said[:60]!r} is no whole number.")
    return int(said)
