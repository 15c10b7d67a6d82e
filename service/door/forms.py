"""A move's form: loaded by its schema, then held against the people and files that the read brought."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema, ValidationError

from schemas.base import instance
from schemas.catalog import form_for, load_form
from schemas.characters import BARRED_IN_NAME
from schemas.fields import UserRef
from schemas.many import FileRefs, Inside
from service.door.read import is_id
from service.door.seen import Seen, users_of
from service.errors import FieldError, Invalid
from service.wrong import wrong_fields
from workflows.case import User

MOST_NAMED = 200


def load(seen: Seen, trigger: str, raw: object) -> dict[str, Any]:
    """Raises Invalid with every wrong field. The system's triggers have no form: theirs is taken as it is."""
    schema = form_for(seen.workflow.name, trigger)
    if schema is None:
        return dict(raw) if isinstance(raw, Mapping) else {}
    return load_by(seen, schema, raw)


def load_by(seen: Seen, schema: type[Schema], raw: object) -> dict[str, Any]:
    """The same for a form that belongs to no move. Users come back as `User`."""
    try:
        form = load_form(schema, raw, now=seen.case.now, today=today(seen))
    except ValidationError as error:
        raise Invalid(errors=wrong_fields(error)) from error
    wrong = [*_unknown_users(schema, form, users_of(seen.row)), *_unknown_files(instance(schema), form, seen)]
    if wrong:
        raise Invalid(errors=wrong)
    return form


def today(seen: Seen) -> date:
    """The office's day."""
    return seen.case.now.astimezone(ZoneInfo(seen.ticket["zone"])).date()


def _unknown_users(
    schema: type[Schema], form: dict[str, Any], users: Mapping[str, User]
) -> Iterator[FieldError]:
    """Replaces each name by the person; who holds no desk in the ticket's office is unknown here."""
    for name, field in instance(schema).load_fields.items():
        if isinstance(field, UserRef) and name in form:
            if form[name] not in users:
                yield FieldError(name, "本管理处没有这个人。", "There is no such person in this office.")
            else:
                form[name] = users[form[name]]


def _unknown_files(
    schema: Schema, form: Mapping[str, Any], seen: Seen, path: str = ""
) -> Iterator[FieldError]:
    """Files must have been attached to this very ticket before."""
    known = set(seen.row["files"] or ())
    for name, field in schema.load_fields.items():
        value = form.get(name)
        if isinstance(field, FileRefs) and value and not known.issuperset(map(str, value)):
            yield FieldError(
                f"{path}{name}", "文件不在这张工单上。", "A file is not attached to this ticket."
            )
        elif isinstance(field, Inside) and isinstance(value, Mapping):
            yield from _unknown_files(field.schema, value, seen, f"{path}{name}.")


def named_users(raw: object) -> tuple[str, ...]:
    """Whom a body may name, read off before it is validated, so that one read brings them."""
    if not isinstance(raw, Mapping):
        return ()
    said = (raw.get(name) for name in ("to", "who"))
    return tuple(each for each in said if isinstance(each, str) and _could_be_name(each))


def named_files(raw: object) -> tuple[str, ...]:
    """Every id in the body: those that are files of the ticket will be found."""
    return tuple(dict.fromkeys(each for each in _strings(raw, 4) if len(each) == 36 and is_id(each)))[
        :MOST_NAMED
    ]


def named_ticket(raw: object) -> str | None:
    """The ticket a form links to."""
    said = raw.get("repair") if isinstance(raw, Mapping) else None
    return said if isinstance(said, str) and _could_be_name(said) else None


def _could_be_name(said: str) -> bool:
    """The database would not take anything else; the schema says what is wrong with it."""
    return 0 < len(said) <= MOST_NAMED and not BARRED_IN_NAME.search(said)


def _strings(said: object, depth: int) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif depth and isinstance(said, Mapping):
        for value in said.values():
            yield from _strings(value, depth - 1)
    elif depth and isinstance(said, list):
        for value in said:
            yield from _strings(value, depth - 1)
