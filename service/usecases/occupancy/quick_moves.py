"""Quick moves (快速迁入迁出): a page of rooms at once, all of them or none, with errors by line."""

from collections.abc import Iterable, Sequence

from service.errors import FieldError, Invalid, NotYou, Problem
from service.transaction import Work
from service.usecases.occupancy.change_occupancy import MOVING_DESKS, Changed, NewChange, change_occupancy
from service.usecases.occupancy.move_out import NewMoveOut, move_out
from service.usecases.register.references import as_uuid, offices_for
from service.visibility import Caller

# In the order of ids, so that two pages of the same rooms wait for each other instead of for ever.
LOCK_ALL = """
SELECT FROM room WHERE office_id = ANY(%(offices)s) AND (id = ANY(%(ids)s) OR code = ANY(%(codes)s))
 ORDER BY id FOR NO KEY UPDATE
"""


def quick_moves(work: Work, lines: Sequence[NewChange | NewMoveOut], *, actor: Caller) -> list[Changed]:
    """In the order given, so that one line may lead to the next; 422 `invalid` names each wrong `moves.N`."""
    _lock(work, lines, actor)
    done: list[Changed] = []
    errors: list[FieldError] = []
    for number, line in enumerate(lines):
        try:
            with work.session.begin_nested():
                done.append(register_move(work, line, actor=actor))
        except NotYou:
            raise
        except Problem as problem:
            errors += _errors(f"moves.{number}", problem)
    if errors:
        raise Invalid(errors=errors)
    return done


def register_move(work: Work, move: NewChange | NewMoveOut, *, actor: Caller) -> Changed:
    if isinstance(move, NewMoveOut):
        return move_out(work, move, actor=actor)
    return change_occupancy(work, move, actor=actor)


def _lock(work: Work, lines: Iterable[NewChange | NewMoveOut], actor: Caller) -> None:
    keys = [line.room for line in lines]
    ids = [found for found in map(as_uuid, keys) if found is not None]
    offices = offices_for(work.sql, actor, MOVING_DESKS, None)
    work.sql.execute(LOCK_ALL, {"offices": offices, "ids": ids, "codes": keys})


def _errors(line: str, problem: Problem) -> list[FieldError]:
    inside = problem.extra.get("errors") if isinstance(problem, Invalid) else None
    said = [(each.field, each.sentences) for each in inside or ()]
    if not said:
        return [FieldError(line, problem.sentences["zh"], problem.sentences["en"])]
    return [FieldError(f"{line}.{field}", both["zh"], both["en"]) for field, both in said]
