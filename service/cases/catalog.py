"""The case files by workflow: one for each that the rules know."""

from typing import Final

from service.cases import complaint, dunning, moving, refund, rename, repair, visit
from service.cases.shape import CaseFile

CASES: Final[dict[str, CaseFile]] = {
    case.workflow: case
    for case in (
        *(each.CASE for each in (complaint, repair, dunning, refund, visit, rename)),
        *moving.CASES,
    )
}
