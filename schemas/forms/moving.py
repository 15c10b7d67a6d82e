"""Forms of moves, handovers and transfers (`docs/workflows.md`)."""

from __future__ import annotations

from schemas.base import Base, Form
from schemas.fields import Choice, Flag, Name, Text, WholeNumber, Yes
from schemas.forms.common import REASON, CommentOnly, Reasoned, Return
from schemas.many import Inside, Listed
from schemas.rules import AtLeastOne, BarredWhen, ExactlyOne, LaterThan
from schemas.times import LocalDate
from schemas.words import LESSORS, NATURES

PAPER_NO = 100
DIRECTIONS = ("in", "out")
NOT_OUT = (
    *("until", "reenter_tenant", "resident_leaves", "arrears_to_new", "prepayment_to_new"),
    *("assumption_no", "pass_code", "lessor"),
)


class _Change(Base):
    """`day` is the first day on which the newcomer has the room."""

    day = LocalDate(required=True)
    reenter_tenant = Flag()
    arrears_to_new = Flag()
    prepayment_to_new = Flag()
    assumption_no = Name(PAPER_NO)
    pass_code = Flag()
    contract_no = Name(PAPER_NO)


class Handover(_Change):
    """The customer moves in and all earlier ones move out: both are compulsory, so only true is taken."""

    letter_no = Name(PAPER_NO)
    customer_moves_in = Yes(load_default=True)
    others_move_out = Yes(load_default=True)


class Transfer(_Change):
    """The room goes from its owner to the customer."""


class Move(_Change):
    """Out: `day` is the last day. `until` is the first day after a lease, `lessor` who lets to a tenant."""

    nature = Choice(NATURES, required=True)
    direction = Choice(DIRECTIONS, load_default="in")
    until = LocalDate()
    resident_leaves = Flag()
    lessor = Choice(LESSORS)
    conditions = (
        *(BarredWhen(name, "direction", "out") for name in NOT_OUT),
        *(BarredWhen("lessor", "nature", nature) for nature in NATURES if nature != "tenant"),
        LaterThan("until", "day"),
    )


class _Amend(Form):
    day = LocalDate()
    reenter_tenant = Flag()
    arrears_to_new = Flag()
    prepayment_to_new = Flag()
    assumption_no = Name(PAPER_NO)
    pass_code = Flag()
    contract_no = Name(PAPER_NO)


COMMON = tuple(
    "day reenter_tenant arrears_to_new prepayment_to_new assumption_no pass_code contract_no".split()
)


class AmendHandover(_Amend):
    letter_no = Name(PAPER_NO)
    conditions = (AtLeastOne((*COMMON, "letter_no")),)


class AmendTransfer(_Amend):
    conditions = (AtLeastOne(COMMON),)


class AmendMove(_Amend):
    nature = Choice(NATURES)
    until = LocalDate()
    resident_leaves = Flag()
    lessor = Choice(LESSORS)
    conditions = (
        AtLeastOne((*COMMON, "nature", "until", "resident_leaves", "lessor")),
        LaterThan("until", "day"),
    )


class Reading(Base):
    meter = Name(60, required=True)
    reading = WholeNumber(0, 10**12, required=True)
    on = LocalDate(required=True)


class MeterBilled(Form):
    """What the meters showed on the day, or that both sides waive it and settle at the month's end."""

    readings = Listed(Inside(Reading), least=1, most=20)
    waived_by_both = Yes()
    conditions = (ExactlyOne(("readings", "waived_by_both")),)


class Settled(Form):
    kept_reason = Text(REASON)


def _forms(amend: type[Form]) -> dict[str, type[Form]]:
    return {
        "amend": amend,
        "submit": CommentOnly,
        "approve": CommentOnly,
        "return": Return,
        "reject": Reasoned,
        "cancel": Reasoned,
        "meter_billed": MeterBilled,
        "settled": Settled,
        "reverse": Reasoned,
    }


FORMS = {
    "move": _forms(AmendMove),
    "handover": _forms(AmendHandover),
    "transfer": _forms(AmendTransfer),
}
OPENINGS: dict[str, type[Base]] = {"move": Move, "handover": Handover, "transfer": Transfer}
